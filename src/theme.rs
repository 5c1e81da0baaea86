//! What a text means → how it looks. The only file that knows a colour.

use owo_colors::{AnsiColors, DynColors, Style, XtermColors};

/// What a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// An alert of the server: to be read.
    Alert,
    /// A tagged BAD.
    Bad,
    /// What the tool drew instead of an octet that must not reach a terminal.
    Escaped,
    /// A flag or keyword of a message.
    Flag,
    /// The mark of who speaks, for a line that was sent.
    GutterSent,
    /// The mark of who speaks, for a line of the tool itself.
    GutterTool,
    /// The mark of who speaks, for a line that came.
    GutterReceived,
    /// What could follow the cursor.
    Hint,
    /// What is due at the cursor.
    HintDue,
    /// What has no place where it stands.
    Junk,
    /// The name of a command or response.
    Keyword,
    /// Octets of a literal.
    Literal,
    /// A tagged NO.
    No,
    /// A note of the tool.
    Note,
    /// A number.
    Number,
    /// A tagged OK.
    Ok,
    /// Parentheses and brackets.
    Punctuation,
    /// The prompt.
    Prompt,
    /// The prompt's word of warning.
    PromptWarning,
    /// A response code.
    Code,
    /// A line that was sent.
    Sent,
    /// A quoted string.
    String,
    /// A tag.
    Tag,
    /// Text for people, and all that has no other role.
    Text,
}

/// Moves the cursor up and down again: a line editor that is told to print it repaints, and nothing else is seen.
pub const NOTHING_SEEN: &str = "\x1b[A\n";

/// Switches bracketed paste on.
pub const PASTE_BRACKETS_ON: &str = "\x1b[?2004h";

/// Switches bracketed paste off.
pub const PASTE_BRACKETS_OFF: &str = "\x1b[?2004l";

/// Whether and how roles are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Without colour.
    #[default]
    Plain,
    /// In the sixteen colours that every terminal has and that its owner has chosen.
    Basic,
    /// In colours that are the same on every terminal: as far from black as from white, and so legible on both.
    Rich,
}

impl Theme {
    /// The most colours that a terminal of this name has, as `TERM` and `COLORTERM` tell.
    #[must_use]
    pub fn of_terminal(term: &str, colorterm: &str) -> Self {
        let is_rich = ["256color", "direct", "kitty", "alacritty", "foot", "ghostty", "wezterm"];
        if !colorterm.is_empty() || is_rich.iter().any(|name| term.contains(name)) { Self::Rich } else { Self::Basic }
    }

    /// Appends `text` in the style of `role`.
    pub fn paint(self, role: Role, text: &str, out: &mut String) {
        use std::fmt::Write as _;
        match self.style(role) {
            Some(style) if !text.is_empty() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{}", style.style(text));
            }
            _ => out.push_str(text),
        }
    }

    /// `text` in the style of `role`.
    #[must_use]
    pub fn painted(self, role: Role, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        self.paint(role, text, &mut out);
        out
    }

    fn style(self, role: Role) -> Option<Style> {
        let (hue, effects) = look(role)?;
        let mut style = Style::new();
        style = match (self, hue) {
            (Self::Plain, _) => return None,
            (_, Hue::Usual) => style,
            (Self::Basic, Hue::Grey) => style.dimmed(),
            (Self::Basic, hue) => style.color(hue.basic()),
            (Self::Rich, hue) => style.color(DynColors::Xterm(XtermColors::from(hue.rich()))),
        };
        for effect in effects {
            style = match effect {
                Effect::Bold => style.bold(),
                Effect::Reversed => style.reversed(),
                Effect::Underline => style.underline(),
            };
        }
        Some(style)
    }
}

/// A colour. White, black and their bright forms are left out, since one of them is always the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hue {
    Amber,
    Blue,
    Cyan,
    Green,
    Grey,
    Magenta,
    Olive,
    Red,
    /// The terminal's own.
    Usual,
}

impl Hue {
    /// Among the sixteen.
    fn basic(self) -> AnsiColors {
        match self {
            Self::Amber | Self::Olive => AnsiColors::Yellow,
            Self::Blue => AnsiColors::Blue,
            Self::Cyan => AnsiColors::Cyan,
            Self::Green => AnsiColors::Green,
            Self::Magenta => AnsiColors::Magenta,
            Self::Red => AnsiColors::Red,
            Self::Grey | Self::Usual => AnsiColors::Default,
        }
    }

    /// Among the 256, beyond the first sixteen: those have the same colours everywhere.
    fn rich(self) -> u8 {
        match self {
            Self::Amber => 130,
            Self::Blue => 27,
            Self::Cyan => 30,
            Self::Green => 28,
            Self::Grey | Self::Usual => 243,
            Self::Magenta => 164,
            Self::Olive => 100,
            Self::Red => 196,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Bold,
    Reversed,
    Underline,
}

/// The one table: what each role looks like. None is told by colour alone.
fn look(role: Role) -> Option<(Hue, &'static [Effect])> {
    use Effect::{Bold, Reversed, Underline};
    Some(match role {
        Role::Alert => (Hue::Red, &[Bold, Reversed]),
        Role::Bad => (Hue::Red, &[Bold]),
        Role::Code => (Hue::Magenta, &[]),
        Role::Escaped => (Hue::Usual, &[Reversed]),
        Role::Flag => (Hue::Olive, &[]),
        Role::GutterSent => (Hue::Grey, &[Bold]),
        Role::GutterTool | Role::Note | Role::Number => (Hue::Cyan, &[]),
        Role::GutterReceived | Role::Hint | Role::Punctuation | Role::Sent => (Hue::Grey, &[]),
        Role::HintDue => (Hue::Grey, &[Underline]),
        Role::Junk => (Hue::Red, &[Underline]),
        Role::Keyword => (Hue::Usual, &[Bold]),
        Role::Literal | Role::String => (Hue::Green, &[]),
        Role::No => (Hue::Amber, &[Bold]),
        Role::Ok => (Hue::Green, &[Bold]),
        Role::Prompt => (Hue::Blue, &[Bold]),
        Role::PromptWarning => (Hue::Red, &[Bold]),
        Role::Tag => (Hue::Blue, &[]),
        Role::Text => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUES: [Hue; 8] =
        [Hue::Amber, Hue::Blue, Hue::Cyan, Hue::Green, Hue::Grey, Hue::Magenta, Hue::Olive, Hue::Red];

    /// The relative luminance of WCAG 2.1.
    fn luminance(rgb: [u8; 3]) -> f64 {
        let [red, green, blue] = rgb.map(|value| {
            let value = f64::from(value) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The colour cube and the greys that xterm began with and all others have taken over.
    fn rgb(index: u8) -> [u8; 3] {
        const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
        let at = |digit: u8| LEVELS[usize::from(digit % 6)];
        match index.checked_sub(232) {
            Some(grey) => [8 + 10 * grey; 3],
            None => [at((index - 16) / 36), at((index - 16) / 6), at(index - 16)],
        }
    }

    fn contrast(one: f64, other: f64) -> f64 {
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_colour_is_legible_on_dark_and_on_light() {
        // No colour is further than 4.58 from both black and white; 3 is what WCAG asks of what is not small print.
        for (background, least) in
            [([0, 0, 0], 3.8), ([255, 255, 255], 3.8), ([30, 30, 30], 3.0), ([253, 246, 227], 3.4)]
        {
            for hue in HUES {
                let found = contrast(luminance(rgb(hue.rich())), luminance(background));
                assert!(found >= least, "{hue:?} on {background:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn the_status_is_told_by_word_and_by_colour() {
        let looks = [Role::Ok, Role::No, Role::Bad, Role::Alert].map(look);
        for (at, one) in looks.iter().enumerate() {
            assert!(looks[at + 1..].iter().all(|other| one != other), "{one:?}");
        }
    }

    #[test]
    fn a_terminal_gets_the_colours_that_it_has() {
        assert_eq!(Theme::of_terminal("xterm-256color", ""), Theme::Rich);
        assert_eq!(Theme::of_terminal("xterm", "truecolor"), Theme::Rich);
        assert_eq!(Theme::of_terminal("xterm-kitty", ""), Theme::Rich);
        assert_eq!(Theme::of_terminal("linux", ""), Theme::Basic);
        assert_eq!(Theme::Rich.painted(Role::Bad, "BAD"), "\x1b[38;5;196;1mBAD\x1b[0m");
        assert_eq!(Theme::Basic.painted(Role::Bad, "BAD"), "\x1b[31;1mBAD\x1b[0m");
        assert_eq!(Theme::Basic.painted(Role::Hint, "x"), "\x1b[2mx\x1b[0m");
        assert_eq!(Theme::Plain.painted(Role::Bad, "BAD"), "BAD");
    }
}

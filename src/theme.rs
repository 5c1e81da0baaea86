//! What a text means → how it looks. The only file that knows a colour.

use owo_colors::Style;

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
    /// In the sixteen colours that every terminal has and that its owner has chosen: legible on dark and light.
    Colored,
}

impl Theme {
    /// Appends `text` in the style of `role`.
    pub fn paint(self, role: Role, text: &str, out: &mut String) {
        use std::fmt::Write as _;
        match style(role) {
            Some(style) if self == Self::Colored && !text.is_empty() => {
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
}

/// No role is told by colour alone; white, black and their bright forms are left out, since one of them is always the
/// background.
fn style(role: Role) -> Option<Style> {
    let style = Style::new();
    Some(match role {
        Role::Alert => style.bold().red().reversed(),
        Role::Bad => style.bold().red(),
        Role::Code => style.magenta(),
        Role::Escaped => style.reversed(),
        Role::Flag => style.yellow(),
        Role::GutterSent => style.bold().dimmed(),
        Role::GutterTool => style.cyan(),
        Role::GutterReceived | Role::Hint | Role::Punctuation | Role::Sent => style.dimmed(),
        Role::Junk => style.red().underline(),
        Role::Keyword => style.bold(),
        Role::Literal => style.green(),
        Role::No => style.bold().yellow(),
        Role::Note => style.cyan(),
        Role::Number => style.cyan(),
        Role::Ok => style.bold().green(),
        Role::Prompt => style.bold().blue(),
        Role::PromptWarning => style.bold().red(),
        Role::String => style.green(),
        Role::Tag => style.blue(),
        Role::Text => return None,
    })
}

//! What `:set` can switch.

/// What a person can switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Tell what is unwise about a command.
    Advice,
    /// Draw line ends.
    Crlf,
    /// Fold long literals.
    Fold,
    /// Tell who speaks before each line.
    Prefix,
    /// Tell how long each command took.
    Timing,
    /// Edit as in vi.
    Vi,
}

impl Switch {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        SWITCHES.iter().find(|(_, switch, _)| *switch == self).map_or("", |(name, ..)| name)
    }
}

/// What is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches([bool; SWITCHES.len()]);

impl Default for Switches {
    fn default() -> Self {
        Self(SWITCHES.map(|(_, switch, _)| matches!(switch, Switch::Advice | Switch::Fold | Switch::Prefix)))
    }
}

impl Switches {
    /// Takes note of a switch.
    pub fn set(&mut self, switch: Switch, on: bool) {
        let place = SWITCHES.iter().position(|(_, known, _)| *known == switch);
        if let Some(state) = place.and_then(|place| self.0.get_mut(place)) {
            *state = on;
        }
    }
}

impl Switches {
    /// Name, meaning and state of each.
    pub fn states(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        SWITCHES.iter().zip(self.0).map(|((name, _, brief), on)| (*name, *brief, on))
    }
}

/// The switches, by name.
pub const SWITCHES: [(&str, Switch, &str); 6] = [
    ("advice", Switch::Advice, "Tell what is unwise about a command that was sent."),
    ("crlf", Switch::Crlf, "Draw the line ends."),
    ("fold", Switch::Fold, "Fold literals of more than 20 lines or 4 KiB."),
    ("prefix", Switch::Prefix, "Tell who speaks before each line."),
    ("timing", Switch::Timing, "Tell how long each command took."),
    ("vi", Switch::Vi, "Edit with the keys of vi instead of those of Emacs."),
];

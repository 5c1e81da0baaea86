//! The flags of a message (RFC 9051 section 2.3.2).

use std::collections::BTreeSet;
use std::fmt;

/// The system flags that clients may set, in the order of RFC 9051's examples. `\Recent` is the server's own.
pub(super) const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

/// A set of flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// Bit n stands for `SYSTEM[n]`.
    system: u8,
    /// Keywords, spelt as the mailbox spells them.
    keywords: BTreeSet<String>,
}

impl Flags {
    /// These flags; for seeds and tests.
    pub(super) fn of(flags: &[&str]) -> Self {
        let mut set = Self::default();
        flags.iter().for_each(|flag| set.insert(flag));
        set
    }

    /// Adds a flag, a system flag in any case.
    pub(super) fn insert(&mut self, flag: &str) {
        match system(flag) {
            Some(bit) => self.system |= bit,
            None => drop(self.keywords.insert(flag.to_owned())),
        }
    }

    /// Whether a flag is there; keywords in any case (RFC 9051 section 2.3.2).
    pub(super) fn contains(&self, flag: &str) -> bool {
        match system(flag) {
            Some(bit) => self.system & bit != 0,
            None => self.keywords.iter().any(|keyword| keyword.eq_ignore_ascii_case(flag)),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.system |= other.system;
        self.keywords.extend(other.keywords.iter().cloned());
    }

    pub(super) fn remove(&mut self, other: &Self) {
        self.system &= !other.system;
        self.keywords.retain(|keyword| !other.keywords.contains(keyword));
    }

    pub(super) fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.iter().map(String::as_str)
    }

    /// All of them, system flags first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let system = SYSTEM.iter().enumerate().filter(|(at, _)| self.system & (1 << at) != 0).map(|(_, flag)| *flag);
        system.chain(self.keywords())
    }

    /// As a parenthesised list, with `\Recent` if it is.
    pub(super) fn list(&self, recent: bool) -> String {
        let flags: Vec<&str> = self.iter().chain(recent.then_some("\\Recent")).collect();
        format!("({})", flags.join(" "))
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.list(false))
    }
}

/// The bit of a system flag.
fn system(flag: &str) -> Option<u8> {
    SYSTEM.iter().position(|known| known.eq_ignore_ascii_case(flag)).map(|at| 1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_flags_come_first_and_in_order() {
        let flags = Flags::of(&["$Forwarded", "\\seen", "\\ANSWERED"]);
        assert_eq!(flags.to_string(), "(\\Answered \\Seen $Forwarded)");
        assert_eq!(flags.list(true), "(\\Answered \\Seen $Forwarded \\Recent)");
        assert!(flags.contains("\\SEEN") && flags.contains("$forwarded") && !flags.contains("\\Draft"));
    }

    #[test]
    fn flags_are_added_and_removed() {
        let mut flags = Flags::of(&["\\Seen", "a"]);
        flags.add(&Flags::of(&["\\Deleted", "b"]));
        flags.remove(&Flags::of(&["\\Seen", "a"]));
        assert_eq!(flags.to_string(), "(\\Deleted b)");
    }
}

//! What of a line that is being typed, or of a paste, must not be seen.

use crate::catalog::command;
use crate::session::{Raw, mask, split_tag};
use crate::shortcuts;
use crate::shortcuts::alias::{self, Alias};
use crate::wire::unescape;

/// Lines that are drawn one after another: those of a paste, or one alone.
pub(super) struct Unseen<'a> {
    aliases: &'a [Alias],
    /// What `:raw` sends now may go on with a login that was begun before these lines.
    hides_raw: bool,
    /// What `:raw` sends by these lines.
    raw: Raw,
    /// A line before has begun a login; this may be data of it.
    is_data: bool,
}

impl<'a> Unseen<'a> {
    pub(super) fn new(aliases: &'a [Alias], hides_raw: bool) -> Self {
        Self { aliases, hides_raw, raw: Raw::new(), is_data: false }
    }

    /// Where in the next line that starts which must not be seen.
    pub(super) fn start(&mut self, line: &str) -> usize {
        self.is_data &= !is_command(line);
        if self.is_data {
            return 0;
        }
        self.is_data = mask::is_followed_by_secret(line);
        let secret = alias::typed_secret(line, self.aliases).map(|range| range.start);
        let Some(start) = raw(line) else { return secret.unwrap_or(line.len()) };
        let hides = self.hides_raw || self.raw.hides();
        // What is no escape yet may become one.
        let octets = unescape(line[start..].trim_end()).unwrap_or_default();
        let is_secret = self.raw.send(&octets).is_some();
        if hides || is_secret { start } else { secret.unwrap_or(line.len()) }
    }
}

/// Where the octets of a `:raw` start.
fn raw(line: &str) -> Option<usize> {
    let shortcut = line.trim_start().strip_prefix(':')?;
    let (name, rest) = shortcut.split_once(char::is_whitespace)?;
    let is_raw = shortcuts::find(name).is_ok_and(|shortcut| shortcut.name == "raw");
    is_raw.then(|| line.len() - rest.trim_start().len())
}

/// Whether a line of a paste is a command for sure, and so no data of the one before it.
fn is_command(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_prefix("C:").map_or(line, str::trim_start);
    command::find_bytes(split_tag(line.as_bytes()).1).is_some()
}

/// A literal of so many octets, and what is typed behind it on the same line: that goes on with the command.
pub(super) fn behind(line: &str, octets: u64) -> (&str, &str) {
    let octets = usize::try_from(octets).map_or(line.len(), |octets| octets.min(line.len()));
    let at = (0..=octets).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    line.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_a_literal_starts_at_a_character() {
        assert_eq!(behind("me X", 2), ("me", " X"));
        assert_eq!(behind("mé X", 2), ("m", "é X"));
        assert_eq!(behind("me", u64::MAX), ("me", ""));
    }

    /// What is seen of each line.
    fn seen<'l>(lines: &[&'l str], hides_raw: bool) -> Vec<&'l str> {
        let mut unseen = Unseen::new(&[], hides_raw);
        lines.iter().map(|line| &line[..unseen.start(line)]).collect()
    }

    #[test]
    fn what_raw_goes_on_with_is_unseen() {
        assert_eq!(seen(&[":ra  X"], true), [":ra  "]);
        assert_eq!(seen(&[":raw\tX"], true), [":raw\t"]);
        assert_eq!(seen(&[":raw X"], false), [":raw X"]);
        assert_eq!(seen(&[":read X"], true), [":read X"]);
        assert_eq!(
            seen(&[":raw a LOG\n", ":raw IN me X\\r\\n\n", ":raw b NOOP"], false),
            [":raw a LOG\n", ":raw ", ":raw b NOOP"]
        );
        assert_eq!(seen(&[":raw a LOGIN me {1}\\r\\n\n", ":raw X"], false), [":raw ", ":raw "]);
    }

    #[test]
    fn the_data_of_a_pasted_login_is_unseen() {
        for (lines, wanted) in [
            (["LOGIN me {1}\n", "X\n", "NOOP\n"], ["LOGIN me {1}\n", "", "NOOP\n"]),
            (["AUTHENTICATE PLAIN\n", "X\n", "C: a NOOP\n"], ["AUTHENTICATE PLAIN\n", "", "C: a NOOP\n"]),
            (["APPEND a {1}\n", "X\n", "\n"], ["APPEND a {1}\n", "X\n", "\n"]),
        ] {
            assert_eq!(seen(&lines, false), wanted);
        }
    }

    #[test]
    fn a_command_is_told_from_data() {
        assert!(
            is_command("C: a1 NOOP\n") && is_command("LOGIN me X") && !is_command("AHUAcA==") && !is_command("me X")
        );
    }
}

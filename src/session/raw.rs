//! What `:raw` has sent: the octets of a login may come in as many parts as somebody likes.

use std::ops::Range;

use crate::session::mask::names_login;
use crate::wire::{Ends, Framer, Piece, Side};

/// Octets of a command that are kept: its tag and its name stand at its start.
const KEPT_MAX: usize = 1 << 10;

/// The command that `:raw` is in the middle of.
#[derive(Debug)]
pub struct Raw {
    framer: Framer,
    /// The start of it.
    start: Vec<u8>,
    /// It has ended, and asks for a dialogue: what follows are answers, until its reply has come.
    is_answering: bool,
}

impl Default for Raw {
    fn default() -> Self {
        Self::new()
    }
}

impl Raw {
    /// Nothing was sent.
    #[must_use]
    pub fn new() -> Self {
        Self { framer: Framer::new(Side::Client), start: Vec::new(), is_answering: false }
    }

    /// Whether what follows must not be seen, or may become a login: not even the name of a command has come.
    #[must_use]
    pub fn hides(&self) -> bool {
        let words = self.start.trim_ascii_start().split(|octet| *octet == b' ').count();
        names_login(&self.start) || (!self.start.is_empty() && words < 3)
    }

    /// The octets of the next part that are secret.
    pub fn send(&mut self, octets: &[u8]) -> Option<Range<usize>> {
        let all = 0..octets.trim_ascii_end().len();
        let goes_on = names_login(&self.start);
        let room = KEPT_MAX.saturating_sub(self.start.len());
        let whole = [&self.start[..], &octets[..octets.len().min(room)]].concat();
        let is_secret = goes_on || names_login(&whole) || names_login(octets);
        if !self.is_answering {
            self.take_note(octets);
        }
        (is_secret && !all.is_empty()).then_some(all)
    }

    fn take_note(&mut self, mut octets: &[u8]) {
        while !octets.is_empty() {
            let left = octets;
            let is_end = matches!(self.framer.next(&mut octets), Some(Piece::Text { ends: Ends::Whole, .. }));
            let room = KEPT_MAX.saturating_sub(self.start.len());
            let taken = left.len() - octets.len();
            self.start.extend_from_slice(&left[..taken.min(room)]);
            if is_end && self.asks_for_answers() {
                self.is_answering = true;
                return;
            }
            if is_end {
                self.start.clear();
            }
        }
    }

    fn asks_for_answers(&self) -> bool {
        memchr::memmem::find(&self.start.to_ascii_lowercase(), b"authenticate").is_some()
    }

    /// Takes note of a reply: the command with this tag is over.
    pub(super) fn answered(&mut self, tag: &[u8]) {
        let own = self.start.split(|octet| *octet == b' ').next().unwrap_or_default();
        if !own.is_empty() && own == tag {
            *self = Self::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts with their secrets masked.
    fn sent(raw: &mut Raw, parts: &[&str]) -> Vec<String> {
        let mask = |part: &&str| match raw.send(part.as_bytes()) {
            Some(range) => format!("{}***{}", &part[..range.start], &part[range.end..]),
            None => (*part).to_owned(),
        };
        parts.iter().map(mask).collect()
    }

    #[test]
    fn a_login_in_parts_is_secret_as_far_as_it_can_be_told() {
        for (parts, wanted) in [
            (&["a LOGIN me ", "X", "Y\r\n", "b NOOP\r\n"][..], &["*** ", "***", "***\r\n", "b NOOP\r\n"][..]),
            (&["a LOG", "IN me X\r\n"], &["a LOG", "***\r\n"]),
            (&["a L", "O", "GIN me X\r\n"], &["a L", "O", "***\r\n"]),
            (&["a LOGIN me {1}\r\n", "X", "\r\n", "NOOP"], &["***\r\n", "***", "\r\n", "NOOP"]),
            (&["x NOOP\r\na LOGIN {2+}\r\nme ", "X\r\n"], &["*** ", "***\r\n"]),
            (&["a APPEND b {5}\r\n", "hello", "\r\n"], &["a APPEND b {5}\r\n", "hello", "\r\n"]),
        ] {
            assert_eq!(sent(&mut Raw::new(), parts), wanted);
        }
    }

    #[test]
    fn the_answers_of_a_raw_authenticate_are_secret_until_its_reply() {
        let mut raw = Raw::new();
        assert_eq!(sent(&mut raw, &["a AUTHENTICATE PLAIN\r\n", "X\r\n"]), ["***\r\n", "***\r\n"]);
        raw.answered(b"b");
        assert_eq!(sent(&mut raw, &["X\r\n"]), ["***\r\n"]);
        assert!(raw.hides());
        raw.answered(b"a");
        assert_eq!(sent(&mut raw, &["b NOOP\r\n"]), ["b NOOP\r\n"]);
        assert!(!raw.hides());
    }

    #[test]
    fn a_refused_literal_hides_nothing_that_follows() {
        let mut raw = Raw::new();
        assert_eq!(sent(&mut raw, &["a LOGIN me {9}\r\n"]), ["***\r\n"]);
        raw.answered(b"a");
        assert_eq!(sent(&mut raw, &["b NOOP\r\n"]), ["b NOOP\r\n"]);
    }
}

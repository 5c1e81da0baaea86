//! What a UID SEARCH has found, as a sequence set that can stand in a command: all of it, or it is not known. What completion
//! offers of the hits is in `learnt.rs`.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::wire::Response;

/// A longer set is not kept: no server takes a line of more octets than this.
const SET_OCTETS_MAX: usize = 64 << 10;

/// Numbers, gathered from the responses of one command.
#[derive(Clone, Debug, Default)]
pub(crate) struct Uids {
    set: String,
    /// The run of numbers that may go on.
    run: Option<(u32, u32)>,
    /// They were counted only, are too many, or may be another command's.
    is_unknown: bool,
}

impl Uids {
    /// Takes note of a SEARCH or ESEARCH response. RFC 9051 section 7.3.4.
    pub(crate) fn take(&mut self, response: &Response) {
        // A part of it could end within a number, which is then another message's.
        self.is_unknown |= !response.is_whole();
        let mut has_hits = false;
        for hit in response.hits() {
            has_hits = true;
            match hit {
                Some((first, last)) => self.range(first, last),
                None => self.is_unknown = true,
            }
        }
        let is_counted = || ["COUNT", "MAX", "MIN"].iter().any(|name| response.has_word(name));
        self.is_unknown |= !has_hits && response.is("ESEARCH") && is_counted();
    }

    /// Takes note that what was found cannot be told from what another command has found.
    pub(crate) fn confuse(&mut self) {
        self.is_unknown = true;
    }

    fn range(&mut self, first: u32, last: u32) {
        match &mut self.run {
            Some((_, before)) if first > 0 && *before == first - 1 => *before = last,
            _ => {
                self.end_run();
                self.run = Some((first, last));
            }
        }
    }

    fn end_run(&mut self) {
        if let Some((first, last)) = self.run.take() {
            let mut text = first.to_string();
            if last > first {
                // Writing to a string cannot fail.
                let _ = write!(text, ":{last}");
            }
            self.is_unknown |= self.set.len() + text.len() >= SET_OCTETS_MAX;
            if !self.is_unknown {
                self.set.push_str(if self.set.is_empty() { "" } else { "," });
                self.set.push_str(&text);
            }
        }
    }

    /// The set, empty if nothing was found; `None` if it is not known.
    pub(crate) fn set(&self) -> Option<Arc<str>> {
        let mut whole = self.clone();
        whole.end_run();
        (!whole.is_unknown).then(|| whole.set.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Framer, Gatherer, RESPONSE_KEPT_MAX, Side};

    fn set(lines: &[&str]) -> Option<String> {
        let mut found = Uids::default();
        let mut framer = Framer::new(Side::Server);
        let mut gatherer = Gatherer::default();
        for line in lines {
            let octets = format!("{line}\r\n");
            let mut input = octets.as_bytes();
            while let Some(piece) = framer.next(&mut input) {
                if let Some(response) = gatherer.push(&piece) {
                    found.take(&response);
                }
            }
        }
        found.set().map(|set| set.to_string())
    }

    #[test]
    fn numbers_become_a_set() {
        assert_eq!(set(&["* SEARCH 2 3 4 7 9 10"]).as_deref(), Some("2:4,7,9:10"));
        assert_eq!(set(&["* SEARCH 5 3 4", "* SEARCH 6 5 (MODSEQ 917)"]).as_deref(), Some("5,3:4,6,5"));
        assert_eq!(set(&["* SEARCH"]).as_deref(), Some(""));
        assert_eq!(set(&[]).as_deref(), Some(""));
        assert_eq!(set(&["* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 1:2,9"]).as_deref(), Some("1:2,9"));
        assert_eq!(set(&["* ESEARCH (TAG \"A1\") UID ALL 17"]).as_deref(), Some("17"));
        assert_eq!(set(&["* ESEARCH (TAG \"A1\") UID"]).as_deref(), Some(""));
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert_eq!(set(&["* ESEARCH (TAG \"A1\") UID COUNT 3"]), None);
        assert_eq!(set(&["* ESEARCH (TAG \"A1\") UID ALL 1:*"]), None);
        assert_eq!(set(&["* ESEARCH UID ALL x(y"]), None);
        // Only a part of it is kept, which can end within a number.
        let digits = "1".repeat(RESPONSE_KEPT_MAX);
        assert_eq!(set(&[&format!("* SEARCH 1 2 {digits}")]), None);
        let many: String = (0..40_000).map(|number| format!(" {}", number * 2 + 1)).collect();
        assert_eq!(set(&[&format!("* SEARCH{many}")]), None);
    }
}

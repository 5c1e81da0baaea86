//! What a person says of messages: `-u`, a set, `{$uids}`.

use crate::session::{FilledIn, Snapshot, value};
use crate::shortcuts::marks::SET_OCTETS_MAX;
use crate::wire::Response;

/// Messages, by number or by UID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which {
    /// A sequence set.
    pub set: String,
    /// Whether it is one of UIDs.
    pub is_uid: bool,
}

impl Which {
    /// All messages.
    pub(super) fn all() -> Self {
        Self { set: "1:*".to_owned(), is_uid: false }
    }

    /// `UID ` before a command or a search key, where the numbers are UIDs.
    #[must_use]
    pub fn prefix(&self) -> &'static str {
        if self.is_uid { "UID " } else { "" }
    }

    /// The FETCH for `items` of them.
    pub(super) fn fetch(&self, items: &str) -> String {
        format!("{}FETCH {} {items}", self.prefix(), self.set)
    }

    /// The same in parts, if the set is longer than a server takes in one line.
    pub(super) fn parts(&self) -> Vec<Self> {
        let mut parts: Vec<String> = Vec::new();
        for range in self.set.split(',') {
            match parts.last_mut().filter(|part| part.len() + range.len() < SET_OCTETS_MAX) {
                Some(part) => {
                    part.push(',');
                    part.push_str(range);
                }
                None => parts.push(range.to_owned()),
            }
        }
        parts.into_iter().map(|set| Self { set, is_uid: self.is_uid }).collect()
    }

    /// The one message, by a number that stays its own: `*` means another one as soon as a message comes. `told` is a FETCH of it.
    pub(super) fn pinned(&self, told: Option<&Response>) -> Self {
        let uid = |response: &Response| response.item("UID")?.number();
        let number = told
            .filter(|_| self.set == "*")
            .and_then(|told| if self.is_uid { uid(told) } else { told.number().map(u64::from) });
        Self { set: number.map_or_else(|| self.set.clone(), |number| number.to_string()), is_uid: self.is_uid }
    }

    /// As it is typed behind a shortcut: `-u 483`.
    #[must_use]
    pub fn typed(&self) -> String {
        format!("{}{}", if self.is_uid { "-u " } else { "" }, self.set)
    }

    /// Takes the messages off the front of what was typed; `None` if none are named.
    ///
    /// # Errors
    /// If what stands there is no set.
    pub(super) fn take(snapshot: &Snapshot, rest: &mut &str) -> Result<Option<Self>, String> {
        let mut word = next_word(rest);
        let is_uid = word == "-u";
        if is_uid {
            word = next_word(rest);
        }
        match word {
            "" if is_uid => Err("-u of which messages?".to_owned()),
            "" => Ok(None),
            named => Self::named(snapshot, named, is_uid).map(Some),
        }
    }

    /// The messages that a word names.
    ///
    /// # Errors
    /// If it is no set.
    pub(super) fn named(snapshot: &Snapshot, word: &str, is_uid: bool) -> Result<Self, String> {
        match word {
            "{$uids}" => match value(snapshot, b"uids")? {
                FilledIn::Set(set) => Ok(Self { set, is_uid: true }),
                _ => Err("{$uids} is no set".to_owned()),
            },
            set if is_set(set) => Ok(Self { set: set.to_owned(), is_uid }),
            other => Err(format!("{other:?} is no set of messages; 3, 2:4, 1,5:* and {{$uids}} are")),
        }
    }

    /// Takes one message.
    ///
    /// # Errors
    /// If none is named, or more than one.
    pub(super) fn one(snapshot: &Snapshot, rest: &mut &str) -> Result<Self, String> {
        match Self::take(snapshot, rest)? {
            Some(one) if !one.set.contains([',', ':', '$']) => Ok(one),
            Some(_) => Err("one message at a time".to_owned()),
            None => Err("of which message? its number, * for the last one, or -u and its UID".to_owned()),
        }
    }
}

/// Takes a word off the front.
pub(super) fn next_word<'a>(rest: &mut &'a str) -> &'a str {
    let text = rest.trim_start();
    let (word, after) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    *rest = after.trim_start();
    word
}

/// RFC 9051 section 9, sequence-set: numbers, of which none is 0, `*`, ranges and lists of them; or `$`, what SEARCH has saved (RFC 5182).
fn is_set(text: &str) -> bool {
    let is_number = |text: &str| text == "*" || text.parse::<u32>().is_ok_and(|number| number > 0);
    let is_range = |text: &str| match text.split_once(':') {
        Some((first, last)) => is_number(first) && is_number(last),
        None => is_number(text),
    };
    text == "$" || text.split(',').all(is_range) && !text.contains('+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(text: &str) -> Result<Option<String>, String> {
        Which::take(&Snapshot::default(), &mut &*text).map(|which| which.map(|which| which.fetch("UID")))
    }

    #[test]
    fn a_set_is_of_numbers_unless_it_is_said_to_be_of_uids() {
        assert_eq!(take("2:4,*"), Ok(Some("FETCH 2:4,* UID".into())));
        assert_eq!(take(" -u  483 more"), Ok(Some("UID FETCH 483 UID".into())));
        assert_eq!(take(""), Ok(None));
        for wrong in ["0", "+1", "a", "1:", "1 FETCH", "-u"].into_iter().filter(|text| *text != "1 FETCH") {
            assert!(take(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_hits_of_a_search_are_uids() {
        assert!(take("{$uids}").is_err());
        let mailbox = crate::session::Mailbox { uids: Some("4:6".into()), ..Default::default() };
        let snapshot = Snapshot { mailbox: Some(mailbox), ..Snapshot::default() };
        let which = Which::take(&snapshot, &mut "{$uids}").unwrap().unwrap();
        assert_eq!(which.typed(), "-u 4:6");
        assert!(Which::one(&snapshot, &mut "{$uids}").is_err());
        assert!(Which::one(&snapshot, &mut "").is_err());
    }

    #[test]
    fn a_set_that_is_too_long_for_a_line_goes_in_parts() {
        let numbers: Vec<String> = (1..10_000).map(|number| (number * 2).to_string()).collect();
        let whole = Which { set: numbers.join(","), is_uid: true };
        let parts = whole.parts();
        assert!(parts.len() > 5 && parts.iter().all(|part| part.is_uid && part.set.len() < SET_OCTETS_MAX));
        assert_eq!(parts.iter().map(|part| &*part.set).collect::<Vec<_>>().join(","), whole.set);
        assert_eq!(Which::all().parts(), [Which::all()]);
    }

    #[test]
    fn the_last_message_stays_the_one_that_it_was() {
        let told = Response::read(b"* 15 FETCH (UID 497 BODYSTRUCTURE (\"TEXT\"))\r\n").unwrap();
        let last = |is_uid| Which { set: "*".into(), is_uid };
        assert_eq!(last(false).pinned(Some(&told)).set, "15");
        assert_eq!(last(true).pinned(Some(&told)).typed(), "-u 497");
        assert_eq!(last(true).pinned(None), last(true));
        let named = Which { set: "3".into(), is_uid: false };
        assert_eq!(named.pinned(Some(&told)), named);
    }
}

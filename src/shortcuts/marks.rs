//! Messages by UID: sets of them as text, and those that this session has marked `\Deleted`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::session::Mailbox;
use crate::wire::{Response, Value};

/// Octets of a set in one command: every server takes a line of 8,192 (RFC 7162 section 4).
pub(super) const SET_OCTETS_MAX: usize = 7_000;

/// The UIDs of one response that are believed at most: a range such as `1:4294967295` is two numbers to say and gigabytes to keep.
const UIDS_MAX: usize = 4 << 20;

/// UIDs, in order.
pub type Uids = BTreeSet<u32>;

/// A mailbox as long as its UIDs mean the same: its name as it was sent, and its UIDVALIDITY. RFC 9051 section 2.3.1.1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name, as it was sent.
    pub wire_name: Vec<u8>,
    /// The UIDVALIDITY, if it was told.
    pub uid_validity: Option<u32>,
}

impl Place {
    /// Where UIDs of `mailbox` count.
    #[must_use]
    pub fn of(mailbox: &Mailbox) -> Self {
        Self { wire_name: mailbox.wire_name.clone(), uid_validity: mailbox.uid_validity }
    }
}

/// What this session has marked, wherever.
#[derive(Clone, Debug, Default)]
pub struct Marks(BTreeMap<Place, Uids>);

impl Marks {
    /// What is marked there.
    #[must_use]
    pub fn of(&self, place: &Place) -> Uids {
        self.0.get(place).cloned().unwrap_or_default()
    }

    /// Where anything is marked.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        self.0.keys().cloned().collect()
    }

    /// These are marked there.
    pub fn add(&mut self, place: &Place, uids: &Uids) {
        self.0.entry(place.clone()).or_default().extend(uids);
    }

    /// These are not marked any more.
    pub fn remove(&mut self, place: &Place, uids: &Uids) {
        if let Some(marked) = self.0.get_mut(place) {
            marked.retain(|uid| !uids.contains(uid));
            if marked.is_empty() {
                self.0.remove(place);
            }
        }
    }
}

/// UIDs as sets for commands, each with the UIDs that it holds: one set, unless it would be longer than a server takes.
#[must_use]
pub fn sets(uids: &Uids) -> Vec<(String, Uids)> {
    let mut sets: Vec<(String, Uids)> = Vec::new();
    for (first, last) in runs(uids) {
        let mut text = first.to_string();
        if last > first {
            // Writing to a string cannot fail.
            let _ = write!(text, ":{last}");
        }
        let held = uids.range(first..=last).copied();
        match sets.last_mut().filter(|(set, _)| set.len() + text.len() < SET_OCTETS_MAX) {
            Some((set, holds)) => {
                set.push(',');
                set.push_str(&text);
                holds.extend(held);
            }
            None => sets.push((text, held.collect())),
        }
    }
    sets
}

/// Runs of UIDs that follow one another: first and last.
fn runs(uids: &Uids) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &uid in uids {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
            _ => runs.push((uid, uid)),
        }
    }
    runs
}

/// The numbers of SEARCH and ESEARCH responses. RFC 9051 section 7.3.4.
///
/// # Errors
/// If they are more than can be meant.
pub fn found(responses: &[Response]) -> Result<Uids, String> {
    let mut uids = Uids::new();
    let too_many = || "the answer names more messages than a mailbox can hold".to_owned();
    for response in responses {
        if response.is("SEARCH") {
            uids.extend(response.values().filter_map(|value| u32::try_from(value.number()?).ok()));
            continue;
        }
        let mut values = response.values();
        while let Some(value) = values.next() {
            let Value::Word(word) = value else { continue };
            if !word.eq_ignore_ascii_case(b"ALL") {
                continue;
            }
            let set = values.next().and_then(|value| value.text().or_else(|| Some(value.number()?.to_string())));
            for (first, last) in set.iter().flat_map(|set| ranges(set)) {
                if (last - first) as usize >= UIDS_MAX - uids.len().min(UIDS_MAX) {
                    return Err(too_many());
                }
                uids.extend(first..=last);
            }
        }
    }
    if uids.len() > UIDS_MAX { Err(too_many()) } else { Ok(uids) }
}

/// The ranges of a set without `*`, each from its smaller end.
fn ranges(set: &str) -> impl Iterator<Item = (u32, u32)> {
    set.split(',').filter_map(|part| {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
        Some((first.min(last), first.max(last)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uids(numbers: impl IntoIterator<Item = u32>) -> Uids {
        numbers.into_iter().collect()
    }

    #[test]
    fn uids_are_written_as_runs() {
        let texts = |numbers: &[u32]| sets(&uids(numbers.iter().copied())).into_iter().map(|(text, _)| text).collect();
        let one: Vec<String> = texts(&[9, 2, 3, 4, 7, u32::MAX]);
        assert_eq!(one, ["2:4,7,9,4294967295"]);
        assert_eq!(texts(&[]), Vec::<String>::new());
    }

    #[test]
    fn long_sets_are_several_and_hold_everything_once() {
        let all = uids((1..20_000).map(|number| number * 2));
        let sets = sets(&all);
        assert!(sets.len() > 10 && sets.iter().all(|(text, _)| text.len() <= SET_OCTETS_MAX), "{}", sets.len());
        let held: Vec<u32> = sets.iter().flat_map(|(_, uids)| uids.iter().copied()).collect();
        assert_eq!(held, all.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn both_kinds_of_answers_are_read_and_lies_are_not_believed() {
        let read = |lines: &[&str]| {
            let responses: Vec<Response> =
                lines.iter().map(|line| Response::read(format!("{line}\r\n").as_bytes()).unwrap()).collect();
            found(&responses)
        };
        assert_eq!(read(&["* SEARCH 5 3", "* SEARCH 9"]), Ok(uids([3, 5, 9])));
        assert_eq!(read(&["* ESEARCH (TAG \"A1\") UID ALL 4:6,9"]), Ok(uids([4, 5, 6, 9])));
        assert_eq!(read(&["* ESEARCH (TAG \"A1\") UID ALL 17"]), Ok(uids([17])));
        assert_eq!(read(&["* ESEARCH (TAG \"A1\") UID"]), Ok(uids([])));
        assert!(read(&["* ESEARCH UID ALL 1:4294967295"]).is_err());
    }

    #[test]
    fn marks_are_of_one_mailbox_as_long_as_its_uids_mean_the_same() {
        let place = |name: &str, uid_validity| Place { wire_name: name.into(), uid_validity };
        let mut marks = Marks::default();
        marks.add(&place("INBOX", Some(1)), &uids([1, 2]));
        marks.add(&place("INBOX", Some(1)), &uids([5]));
        assert_eq!(marks.of(&place("INBOX", Some(1))), uids([1, 2, 5]));
        assert_eq!(marks.of(&place("INBOX", Some(2))), uids([]));
        marks.remove(&place("INBOX", Some(1)), &uids([1, 2, 5, 9]));
        assert!(marks.places().is_empty());
    }
}

//! The mailboxes that the server has told of: sorted, so that the start of a name finds its mailboxes at once.

use std::sync::Arc;

use crate::session::snapshot::mailbox_name;

/// Mailboxes that are remembered: more than the largest accounts have, and an end for a server that never stops.
const NAMES_MAX: usize = 200_000;

/// Octets of a name that is remembered; longer ones are nothing to type.
const NAME_OCTETS_MAX: usize = 1024;

/// A mailbox that a LIST, LSUB, XLIST or STATUS response has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The decoded name in small letters: what typing is compared with.
    key: Box<str>,
    /// As it stands on the wire, unquoted.
    wire: Box<str>,
    /// Messages in it, if STATUS has told.
    pub messages: Option<u32>,
}

impl Name {
    /// The mailbox with this name on the wire; `None` if it is not UTF-8, or longer than anybody types.
    #[must_use]
    pub fn new(wire: &[u8], messages: Option<u32>) -> Option<Self> {
        let text = std::str::from_utf8(wire).ok().filter(|text| text.len() <= NAME_OCTETS_MAX)?;
        let key = mailbox_name(wire).to_lowercase().into();
        Some(Self { key, wire: text.into(), messages })
    }

    /// As it stands on the wire, unquoted.
    #[must_use]
    pub fn wire(&self) -> &str {
        &self.wire
    }

    /// As people read it.
    #[must_use]
    pub fn shown(&self) -> String {
        mailbox_name(self.wire.as_bytes())
    }

    fn place(&self) -> (&str, &str) {
        (&self.key, &self.wire)
    }
}

/// The mailboxes that are known, sorted by their decoded names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Invariant: sorted by [`Name::place`], and no two the same.
    sorted: Vec<Arc<Name>>,
}

impl Names {
    /// These mailboxes, for tests and benches.
    #[must_use]
    pub fn of<'a>(wires: impl IntoIterator<Item = &'a str>) -> Self {
        Self::default().with(wires.into_iter().filter_map(|wire| Name::new(wire.as_bytes(), None)).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// All of them, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.sorted.iter().map(|name| &**name)
    }

    /// The mailboxes whose decoded name starts so, in any case.
    #[must_use]
    pub fn starting(&self, start: &str) -> &[Arc<Name>] {
        let start = start.to_lowercase();
        let from = self.sorted.partition_point(|name| *name.key < *start);
        let count = self.sorted[from..].partition_point(|name| name.key.starts_with(&*start));
        &self.sorted[from..from + count]
    }

    /// The mailbox with this name on the wire. Only INBOX is known in any case. RFC 9051 section 5.1.
    #[must_use]
    pub fn find(&self, wire: &str) -> Option<&Name> {
        let same =
            |name: &&Arc<Name>| *name.wire == *wire || (wire.eq_ignore_ascii_case("INBOX") && &*name.key == "inbox");
        self.starting(&mailbox_name(wire.as_bytes())).iter().find(same).map(|name| &**name)
    }

    /// These and more. What is newer counts; what it does not say stays.
    #[must_use]
    pub(crate) fn with(&self, mut more: Vec<Name>) -> Self {
        // The sort is stable: of the same name, the last told is the last.
        more.sort_by(|one, other| one.place().cmp(&other.place()));
        let mut sorted: Vec<Arc<Name>> = Vec::with_capacity(self.sorted.len() + more.len());
        let mut known = self.sorted.iter().cloned().peekable();
        for name in more {
            while let Some(before) = known.next_if(|before| before.place() <= name.place()) {
                sorted.push(before);
            }
            if let Some(last) = sorted.last_mut().filter(|last| last.place() == name.place()) {
                *last = Arc::new(Name { messages: name.messages.or(last.messages), ..name });
            } else if sorted.len() < NAMES_MAX {
                sorted.push(Arc::new(name));
            }
        }
        sorted.extend(known);
        sorted.truncate(NAMES_MAX);
        Self { sorted }
    }

    /// The mailbox is gone.
    pub(crate) fn remove(&mut self, wire: &str) {
        self.sorted.retain(|name| *name.wire != *wire);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(names: &[Arc<Name>]) -> Vec<String> {
        names.iter().map(|name| name.shown()).collect()
    }

    #[test]
    fn the_start_of_a_decoded_name_finds_its_mailboxes_in_any_case() {
        let names = Names::of(["Trash", "Entw&APw-rfe", "INBOX", "entries", "Archive/2026", "&ZeVnLIqe-", "Archive"]);
        assert_eq!(shown(names.starting("ENT")), ["entries", "Entwürfe"]);
        assert_eq!(shown(names.starting("entwÜ")), ["Entwürfe"]);
        assert_eq!(shown(names.starting("日")), ["日本語"]);
        assert_eq!(shown(names.starting("archive")), ["Archive", "Archive/2026"]);
        assert_eq!(names.starting("").len(), 7);
        assert!(names.starting("zzz").is_empty());
        assert_eq!(names.find("inbox").unwrap().wire(), "INBOX");
        assert!(names.find("trash").is_none(), "only INBOX ignores case");
    }

    #[test]
    fn what_is_told_again_replaces_what_was_told() {
        let status = |messages| Name::new(b"A", messages).unwrap();
        let names = Names::default().with(vec![status(Some(1)), status(Some(2)), status(None)]);
        assert_eq!(names.find("A").unwrap().messages, Some(2));
        let names = names.with(vec![Name::new(b"B", None).unwrap(), status(Some(3))]);
        assert_eq!(names.iter().map(Name::wire).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(names.find("A").unwrap().messages, Some(3));
        let mut names = names;
        names.remove("A");
        assert_eq!(names.len(), 1);
    }

    #[test]
    fn what_nobody_types_is_not_remembered() {
        assert!(Name::new(b"\xff", None).is_none());
        assert!(Name::new(&[b'a'; 2000], None).is_none());
        let many: Vec<String> = (0..NAMES_MAX + 5).map(|at| format!("m{at:07}")).collect();
        assert_eq!(Names::of(many.iter().map(String::as_str)).len(), NAMES_MAX);
    }
}

//! What is taken note of beside the states: mailboxes, hits, marks, and what was offered when.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::State;
use crate::session::mask;
use crate::session::names::Name;
use crate::session::snapshot::{Privacy, Snapshot};
use crate::wire::{Response, Status, Value};

/// Names that wait to be sorted in; a LIST of more is sorted in parts.
const PENDING_MAX: usize = 50_000;

/// Hits of a SEARCH that are remembered for completion: a person picks one of the first, or takes all.
const HITS_MAX: usize = 1000;

/// Messages whose `\Deleted` is remembered; of more, only that there are so many.
const MARKED_MAX: usize = 10_000;

/// The hits of the last SEARCH, SORT or ESEARCH.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// They are UIDs, not sequence numbers.
    pub are_uids: bool,
    /// The first of them, in the order of the server.
    pub numbers: Vec<u32>,
    /// There were more.
    pub is_cut: bool,
}

/// What this session knows of the messages that are marked `\Deleted`, by sequence number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    numbers: BTreeSet<u32>,
}

impl Marked {
    /// How many are known to be marked; others may be.
    #[must_use]
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Whether message `number` is known to be marked as `is_marked` says.
    fn agrees(&self, number: u32, is_marked: bool) -> bool {
        self.numbers.contains(&number) == is_marked || (is_marked && self.numbers.len() >= MARKED_MAX)
    }

    /// Takes note that message `number` is marked, or is not.
    pub(crate) fn mark(&mut self, number: u32, is_marked: bool) {
        if is_marked {
            self.numbers.insert(number);
        } else {
            self.numbers.remove(&number);
        }
    }

    /// Message `gone` is gone, and the numbers above it are one lower. RFC 9051 section 7.5.1.
    pub(crate) fn expunge(&mut self, gone: u32) {
        let above = self.numbers.split_off(&gone);
        self.numbers.extend(above.into_iter().filter(|number| *number > gone).map(|number| number - 1));
    }
}

/// What the server offered, by when: each list is what it said last in that part of the session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// In clear, before login.
    pub in_clear: Option<Arc<Vec<String>>>,
    /// Encrypted, before login.
    pub encrypted: Option<Arc<Vec<String>>>,
    /// After login.
    pub logged_in: Option<Arc<Vec<String>>>,
}

/// Octets of a refusal's text that are kept: sentences are shorter.
const REFUSAL_OCTETS_MAX: usize = 1000;

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The start of its first line, without tag and secrets.
    pub sent: Vec<u8>,
    /// NO or BAD.
    pub status: Status,
    /// The response code, if one came.
    pub code: Option<String>,
    /// What the server says about it.
    pub text: String,
    /// The state in which it was refused.
    pub state: State,
}

impl Refusal {
    /// What is to be known of the refusal of what was `sent`.
    pub(super) fn new(sent: &[u8], status: Status, state: State, response: &Response) -> Self {
        let line = sent.split(|octet| *octet == b'\r').next().unwrap_or_default();
        let secret = mask::secret(b"", line).map_or(line.len(), |range| range.start);
        let code = response.code().map(|(name, _)| String::from_utf8_lossy(name).into_owned());
        let text = response.text().unwrap_or_default();
        let text = String::from_utf8_lossy(&text[..text.len().min(REFUSAL_OCTETS_MAX)]).into_owned();
        Self { sent: line[..secret].trim_ascii_end().to_vec(), status, code, text, state }
    }
}

/// What came and is not in the snapshot yet: a hundred thousand LIST responses must not copy it each.
#[derive(Debug, Default)]
pub(super) struct Pending {
    names: Vec<Name>,
}

impl Pending {
    /// Takes note of the mailbox that a response names.
    pub(super) fn name(&mut self, response: &Response) {
        let (wire, messages) = if response.is("STATUS") {
            let mut values = response.values();
            let wire = values.next().and_then(|value| value.octets());
            (wire, values.next().and_then(messages))
        } else {
            // RFC 9051 section 7.3.1: attributes, separator, name.
            (response.values().nth(2).and_then(|value| value.octets()), None)
        };
        self.names.extend(wire.and_then(|wire| Name::new(&wire, messages)));
    }

    /// Whether there is so much that it must be sorted in now.
    pub(super) fn is_full(&self) -> bool {
        self.names.len() >= PENDING_MAX
    }

    /// Whether there is anything.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Sorts in what is pending.
    pub(super) fn settle(&mut self, snapshot: &mut Snapshot) {
        snapshot.names = Arc::new(snapshot.names.with(std::mem::take(&mut self.names)));
    }
}

/// MESSAGES of a STATUS response. RFC 9051 section 7.3.3.
fn messages(items: Value<'_>) -> Option<u32> {
    let Value::List(mut items) = items else { return None };
    std::iter::from_fn(|| items.next_pair())
        .find(|(name, _)| name.eq_ignore_ascii_case(b"MESSAGES"))
        .and_then(|(_, value)| value.number()?.try_into().ok())
}

/// Whether a FETCH tells of a mark what is not known: the number, and whether it is marked.
pub(super) fn news_of_mark(snapshot: &Snapshot, response: &Response) -> Option<(u32, bool)> {
    let mailbox = snapshot.mailbox.as_ref().filter(|_| response.is("FETCH"))?;
    let number = response.number()?;
    let Some(Value::List(mut items)) = response.values().next() else { return None };
    let flags = std::iter::from_fn(|| items.next_pair()).find(|(name, _)| name.eq_ignore_ascii_case(b"FLAGS"))?.1;
    let Value::List(mut flags) = flags else { return None };
    let is_marked = flags.any(|flag| matches!(flag, Value::Flag(flag) if flag.eq_ignore_ascii_case(b"\\Deleted")));
    (!mailbox.marked.agrees(number, is_marked)).then_some((number, is_marked))
}

/// Takes note of a mark.
pub(super) fn mark(snapshot: &mut Snapshot, (number, is_marked): (u32, bool)) {
    if let Some(mailbox) = &mut snapshot.mailbox {
        Arc::make_mut(&mut mailbox.marked).mark(number, is_marked);
    }
}

/// The hits that a SEARCH, SORT or ESEARCH response tells of. RFC 9051 section 7.3.4.
pub(super) fn found(response: &Response, are_uids: bool) -> Found {
    let mut found = Found { are_uids, ..Found::default() };
    if !response.is("ESEARCH") {
        let mut numbers = response.values().filter_map(|value| u32::try_from(value.number()?).ok());
        found.numbers.extend(numbers.by_ref().take(HITS_MAX));
        found.is_cut = numbers.next().is_some();
        return found;
    }
    let mut values = response.values();
    while let Some(value) = values.next() {
        match value {
            Value::Word(word) if word.eq_ignore_ascii_case(b"UID") => found.are_uids = true,
            Value::Word(word) if word.eq_ignore_ascii_case(b"ALL") => {
                let set = values.next().and_then(|set| set.text()).unwrap_or_default();
                set.split(',').for_each(|range| add_range(range, &mut found));
            }
            _ => {}
        }
    }
    found
}

fn add_range(range: &str, found: &mut Found) {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else { return };
    for number in first.min(last)..=first.max(last) {
        if found.numbers.len() >= HITS_MAX {
            found.is_cut = true;
            return;
        }
        found.numbers.push(number);
    }
}

/// Takes note of what is offered now, under the part of the session that it belongs to. What comes while somebody logs
/// in is about afterwards (RFC 9051 section 6.2.3), and is put there when the OK comes.
pub(super) fn offered(snapshot: &mut Snapshot, capabilities: Vec<String>, is_logging_in: bool) {
    let capabilities = Some(Arc::new(capabilities));
    snapshot.capabilities.clone_from(&capabilities);
    let is_logged_in = snapshot.phase.is_logged_in();
    match (is_logged_in, snapshot.privacy) {
        (true, _) => snapshot.offered.logged_in = capabilities,
        (false, _) if is_logging_in => {}
        (false, Privacy::Secure) => snapshot.offered.encrypted = capabilities,
        (false, Privacy::Local | Privacy::Plaintext) => snapshot.offered.in_clear = capabilities,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expunge_moves_the_marks_above_it() {
        let mut marked = Marked::default();
        [2, 5, 9].into_iter().for_each(|number| marked.mark(number, true));
        marked.expunge(5);
        marked.expunge(1);
        assert_eq!(marked.numbers, BTreeSet::from([1, 7]));
        assert!(marked.agrees(7, true) && marked.agrees(2, false) && !marked.agrees(7, false));
    }

    #[test]
    fn the_hits_of_every_form_are_read_and_bounded() {
        let read = |line: &str| found(&Response::read(line.as_bytes()).unwrap(), false);
        assert_eq!(read("* SEARCH 4 2 (MODSEQ 9)\r\n").numbers, [4, 2]);
        let esearch = read("* ESEARCH (TAG \"a\") UID ALL 3:5,9\r\n");
        assert_eq!((esearch.are_uids, &esearch.numbers[..]), (true, &[3, 4, 5, 9][..]));
        let hostile = read("* ESEARCH ALL 1:4294967295,1:4294967295\r\n");
        assert!(hostile.is_cut && hostile.numbers.len() == HITS_MAX);
        assert!(read("* SEARCH\r\n").numbers.is_empty());
    }
}

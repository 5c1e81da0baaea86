//! Which messages a watch has seen, and which are still to be removed; across connections.

use crate::session::Mailbox;
use crate::shortcuts::{Place, Uids};

/// What was seen.
///
/// UIDs only grow (RFC 9051 section 2.3.1.1), and they are looked at in their order, so one number says it all.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    place: Option<Place>,
    /// The first UID that was not looked at: one more than any, when there can be no further ones.
    next: Option<u64>,
    /// Those that are to be removed, and may be there still.
    doomed: Uids,
}

/// What the mailbox is to us, now that it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is looked at for the first time.
    First,
    /// It goes on where it was left.
    Again,
    /// Its UIDs mean other messages now; it is looked at as if for the first time.
    Changed,
    /// It is another one, of which nothing is known.
    Elsewhere,
}

impl Seen {
    /// The mailbox is open. `all` says whether what is there already counts.
    pub fn open(&mut self, mailbox: &Mailbox, all: bool) -> Opened {
        let place = Place::of(mailbox);
        let opened = match &self.place {
            Some(known) if *known == place => return Opened::Again,
            Some(known) if known.wire_name != place.wire_name => return Opened::Elsewhere,
            Some(_) => Opened::Changed,
            None => Opened::First,
        };
        // There is no UID 0, whatever a server says.
        let next = if all { Some(1) } else { mailbox.uid_next.map(|next| u64::from(next.max(1))) };
        *self = Self { place: Some(place), next, doomed: Uids::new() };
        opened
    }

    /// The mailbox that is watched, by its name as it was sent, once it was open.
    #[must_use]
    pub fn wire_name(&self) -> Option<&[u8]> {
        self.place.as_ref().map(|place| &place.wire_name[..])
    }

    /// Whether it is known from where on messages count: not if the server has told no UIDNEXT.
    #[must_use]
    pub fn knows_start(&self) -> bool {
        self.next.is_some()
    }

    /// The first UID that counts; `None` if there can be none.
    #[must_use]
    pub fn next(&self) -> Option<u32> {
        u32::try_from(self.next.unwrap_or(1)).ok()
    }

    /// These are there already, and do not count.
    pub fn skip(&mut self, there: &Uids) {
        self.next = Some(there.last().map_or(1, |last| u64::from(*last) + 1));
    }

    /// Which of these count. A range with `*` names the last message, however small its UID is (RFC 9051 section 9, seq-range).
    #[must_use]
    pub fn unseen(&self, found: &Uids) -> Uids {
        found.iter().copied().filter(|uid| self.next.is_some_and(|next| u64::from(*uid) >= next)).collect()
    }

    /// All up to this one have been looked at: none of them will be again.
    pub fn pass(&mut self, uid: u32) {
        self.next = self.next.max(Some(u64::from(uid) + 1));
    }

    /// This one is to be removed.
    pub fn doom(&mut self, uid: u32) {
        self.doomed.insert(uid);
    }

    /// Those that are to be removed.
    #[must_use]
    pub fn doomed(&self) -> &Uids {
        &self.doomed
    }

    /// Of those that are to be removed, only these are there still.
    pub fn still_there(&mut self, there: &Uids) {
        self.doomed.retain(|uid| there.contains(uid));
    }

    /// These are removed.
    pub fn removed(&mut self, gone: &Uids) {
        self.doomed.retain(|uid| !gone.contains(uid));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(uid_validity: u32, uid_next: Option<u32>) -> Mailbox {
        Mailbox { wire_name: b"INBOX".to_vec(), uid_validity: Some(uid_validity), uid_next, ..Mailbox::default() }
    }

    fn uids(numbers: &[u32]) -> Uids {
        numbers.iter().copied().collect()
    }

    #[test]
    fn each_message_counts_once_also_on_another_connection() {
        let mut seen = Seen::default();
        assert_eq!(seen.open(&mailbox(1, Some(10)), false), Opened::First);
        // `UID SEARCH UID 10:*` in a mailbox whose last message is 9.
        assert_eq!(seen.unseen(&uids(&[9])), uids(&[]));
        assert_eq!(seen.unseen(&uids(&[10, 11])), uids(&[10, 11]));
        seen.pass(10);
        assert_eq!(seen.open(&mailbox(1, Some(12)), false), Opened::Again);
        assert_eq!(seen.unseen(&uids(&[10, 11])), uids(&[11]));
    }

    #[test]
    fn the_last_uid_of_all_counts_once_and_nothing_comes_after_it() {
        let mut seen = Seen::default();
        seen.open(&mailbox(1, Some(u32::MAX)), false);
        assert_eq!((seen.next(), seen.unseen(&uids(&[u32::MAX]))), (Some(u32::MAX), uids(&[u32::MAX])));
        seen.pass(u32::MAX);
        assert_eq!((seen.next(), seen.unseen(&uids(&[u32::MAX]))), (None, uids(&[])));
        seen.skip(&uids(&[u32::MAX]));
        assert_eq!(seen.next(), None);
    }

    #[test]
    fn another_mailbox_is_no_change_of_this_one() {
        let mut seen = Seen::default();
        seen.open(&Mailbox { wire_name: b"Drafts".to_vec(), ..mailbox(1, Some(10)) }, true);
        seen.doom(4);
        assert_eq!(seen.open(&mailbox(1, Some(10)), true), Opened::Elsewhere);
        assert_eq!((seen.wire_name(), seen.doomed()), (Some(&b"Drafts"[..]), &uids(&[4])));
    }

    #[test]
    fn what_was_there_counts_if_that_is_asked_for() {
        let mut seen = Seen::default();
        seen.open(&mailbox(1, Some(10)), true);
        assert_eq!(seen.unseen(&uids(&[1, 9])), uids(&[1, 9]));
        let mut untold = Seen::default();
        untold.open(&mailbox(1, None), false);
        assert_eq!((untold.knows_start(), untold.unseen(&uids(&[5]))), (false, uids(&[])));
        untold.skip(&uids(&[3, 5]));
        assert_eq!(untold.unseen(&uids(&[5, 6])), uids(&[6]));
    }

    #[test]
    fn another_uidvalidity_forgets_everything() {
        let mut seen = Seen::default();
        seen.open(&mailbox(1, Some(10)), false);
        seen.doom(4);
        assert_eq!(seen.open(&mailbox(2, Some(3)), false), Opened::Changed);
        assert_eq!((seen.next(), seen.doomed()), (Some(3), &uids(&[])));
    }

    #[test]
    fn what_is_to_be_removed_is_removed_once() {
        let mut seen = Seen::default();
        [4, 5, 6].into_iter().for_each(|uid| seen.doom(uid));
        seen.still_there(&uids(&[5, 6, 7]));
        seen.removed(&uids(&[6]));
        assert_eq!(seen.doomed(), &uids(&[5]));
    }
}

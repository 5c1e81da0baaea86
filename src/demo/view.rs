//! A selected mailbox, as one client knows it.
//!
//! Message numbers are a matter between server and client: a message keeps its number until the client has been told of
//! an EXPUNGE (RFC 9051 section 2.3.1.2). So each client has a list of its own, and is told what changed when it may be.

use std::collections::BTreeSet;

use crate::demo::mailbox::{Mailbox, Message};
use crate::demo::parse::Refusal;
use crate::demo::reply::Style;
use crate::demo::sequence::{Numbers, SequenceSet};

/// What a client knows of the mailbox that it selected.
#[derive(Debug)]
pub(super) struct View {
    /// The [`Mailbox::id`].
    pub(super) mailbox: u64,
    pub(super) is_read_only: bool,
    /// The UID of each message, by message number.
    uids: Vec<u32>,
    /// UIDs from here on have not been told.
    uid_next: u32,
    /// Messages that are recent for this client.
    recent: BTreeSet<u32>,
    /// [`Mailbox::changes`] when the flags were told last.
    changes: u64,
    /// [`Mailbox::expunges`] when those were told last.
    expunges: u64,
    /// How many keywords have been told.
    keywords: usize,
    /// The UIDs of the last SEARCH that saved its result (RFC 9051 section 6.4.4.1).
    pub(super) saved: Numbers,
}

impl View {
    /// The mailbox as it is now.
    pub(super) fn new(mailbox: &mut Mailbox, is_read_only: bool) -> Self {
        let mut view = Self {
            mailbox: mailbox.id,
            is_read_only,
            uids: Vec::new(),
            uid_next: 0,
            recent: BTreeSet::new(),
            changes: mailbox.changes(),
            expunges: mailbox.expunges(),
            keywords: mailbox.keywords().len(),
            saved: Numbers::default(),
        };
        view.take_new(mailbox);
        view
    }

    pub(super) fn count(&self) -> usize {
        self.uids.len()
    }

    pub(super) fn recent_count(&self) -> usize {
        self.recent.len()
    }

    pub(super) fn is_recent(&self, uid: u32) -> bool {
        self.recent.contains(&uid)
    }

    /// The messages, as number and UID.
    pub(super) fn messages(&self) -> impl Iterator<Item = (u32, u32)> {
        (1..).zip(self.uids.iter().copied())
    }

    /// The number of a message.
    pub(super) fn number(&self, uid: u32) -> Option<u32> {
        self.uids.binary_search(&uid).ok().and_then(|at| u32::try_from(at + 1).ok())
    }

    /// The messages that a set names, as number and UID. A number without a message is an error, a UID without one is
    /// none (RFC 9051 sections 6.4.9 and 9, seq-number).
    pub(super) fn resolve(&self, set: &SequenceSet, by_uid: bool) -> Result<Vec<(u32, u32)>, Refusal> {
        let numbers = self.numbers(set, by_uid);
        if !by_uid && *set != SequenceSet::Saved {
            let exists = u32::try_from(self.uids.len()).unwrap_or(u32::MAX);
            if exists == 0 {
                return Err(Refusal::bad("the mailbox is empty, so there is no message of any number"));
            }
            if let Some(max) = numbers.max().filter(|max| *max > exists) {
                return Err(Refusal::Bad(format!("there is no message {max}; the mailbox holds {exists}")));
            }
        }
        let by_uid = by_uid || *set == SequenceSet::Saved;
        Ok(self.messages().filter(|(number, uid)| numbers.contains(if by_uid { *uid } else { *number })).collect())
    }

    /// The numbers (or UIDs) that a set stands for.
    pub(super) fn numbers(&self, set: &SequenceSet, by_uid: bool) -> Numbers {
        let exists = u32::try_from(self.uids.len()).ok().filter(|exists| *exists > 0);
        set.resolve(if by_uid { self.uids.last().copied() } else { exists }, &self.saved)
    }

    /// A change that this client made and is told of by other means: it need not be told again, unless there were
    /// others `before`.
    pub(super) fn own_change(&mut self, before: u64, mailbox: &Mailbox) {
        if self.changes == before {
            self.changes = mailbox.changes();
        }
    }

    /// Tells what changed. EXPUNGE only where `may_expunge`: never while FETCH, STORE or SEARCH run (RFC 9051
    /// section 7.5.1).
    pub(super) fn update(&mut self, mailbox: &mut Mailbox, may_expunge: bool, style: Style, out: &mut Vec<u8>) {
        if self.expunges != mailbox.expunges() && may_expunge {
            self.expunge(mailbox, out);
        }
        if self.changes == mailbox.changes() {
            return;
        }
        if self.keywords != mailbox.keywords().len() {
            self.keywords = mailbox.keywords().len();
            flags(mailbox, self.is_read_only, out);
        }
        let told = self.uid_next;
        if mailbox.uid_next != self.uid_next {
            let recent = self.recent.len();
            if self.take_new(mailbox) {
                say(out, format!("* {} EXISTS", self.uids.len()));
                if !style.rev2 && recent != self.recent.len() {
                    say(out, format!("* {} RECENT", self.recent.len()));
                }
            }
        }
        let messages = mailbox.messages().iter().filter(|message| message.changed > self.changes && message.uid < told);
        for message in messages {
            if let Some(number) = self.number(message.uid) {
                say(out, format!("* {number} FETCH (FLAGS {})", self.flags(message, style)));
            }
        }
        self.changes = mailbox.changes();
    }

    /// The flags of a message, `\Recent` among them where that still exists.
    pub(super) fn flags(&self, message: &Message, style: Style) -> String {
        message.flags.list(!style.rev2 && self.is_recent(message.uid))
    }

    /// Tells which messages are gone: each number counts what is left (RFC 9051 section 7.5.1).
    fn expunge(&mut self, mailbox: &Mailbox, out: &mut Vec<u8>) {
        let mut number = 1_u32;
        self.uids.retain(|uid| {
            let stays = mailbox.find(*uid).is_some();
            if stays {
                number += 1;
            } else {
                say(out, format!("* {number} EXPUNGE"));
                self.recent.remove(uid);
            }
            stays
        });
        self.expunges = mailbox.expunges();
    }

    /// Takes in the messages that are new; whether there are any. The first client that may change the mailbox has
    /// them as recent, and no later one (RFC 3501 section 2.3.2).
    fn take_new(&mut self, mailbox: &mut Mailbox) -> bool {
        let from = mailbox.messages().partition_point(|message| message.uid < self.uid_next);
        let new: Vec<u32> = mailbox.messages()[from..].iter().map(|message| message.uid).collect();
        self.recent.extend(new.iter().copied().filter(|uid| *uid >= mailbox.recent_from));
        self.uid_next = mailbox.uid_next;
        if !self.is_read_only {
            mailbox.recent_from = mailbox.uid_next;
        }
        self.uids.extend_from_slice(&new);
        !new.is_empty()
    }
}

/// Tells the flags of a mailbox, and which of them can be changed for good.
pub(super) fn flags(mailbox: &Mailbox, is_read_only: bool, out: &mut Vec<u8>) {
    say(out, format!("* FLAGS {}", mailbox.flag_list(false)));
    permanent_flags(mailbox, is_read_only, out);
}

/// `\*`: new keywords can be made (RFC 9051 section 7.1, PERMANENTFLAGS).
pub(super) fn permanent_flags(mailbox: &Mailbox, is_read_only: bool, out: &mut Vec<u8>) {
    if is_read_only {
        say(out, "* OK [PERMANENTFLAGS ()] No flags can be changed here".to_owned());
    } else {
        let flags = mailbox.flag_list(true);
        say(out, format!("* OK [PERMANENTFLAGS {flags}] These flags are kept; \\* lets you make keywords"));
    }
}

/// A line.
pub(super) fn say(out: &mut Vec<u8>, line: String) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(b"\r\n");
}

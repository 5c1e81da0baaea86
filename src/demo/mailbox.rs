//! One mailbox: its messages, their UIDs and flags.

use std::sync::Arc;

use crate::demo::date::Moment;
use crate::demo::flags::{Flags, SYSTEM};
use crate::demo::limits::KEYWORDS_MAX;
use crate::demo::mime::Mail;
use crate::demo::parse::{Refusal, too_many_keywords};
use crate::demo::sequence::Numbers;

/// A message in a mailbox.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) uid: u32,
    pub(super) flags: Flags,
    /// The internal date.
    pub(super) received: Moment,
    /// Shared with its copies in other mailboxes.
    pub(super) mail: Arc<Mail>,
    /// The value of [`Mailbox::changes`] after its flags changed last.
    pub(super) changed: u64,
}

/// A mailbox, or a name that only has inferiors.
#[derive(Debug)]
pub(super) struct Mailbox {
    /// Stays the same when the mailbox is renamed.
    pub(super) id: u64,
    pub(super) uid_validity: u32,
    pub(super) uid_next: u32,
    /// `\Sent` and so on (RFC 6154).
    pub(super) special_use: Option<&'static str>,
    /// False for `\Noselect`.
    pub(super) is_selectable: bool,
    /// By ascending UID.
    messages: Vec<Message>,
    /// Keywords in the order in which they came up, as first spelt.
    keywords: Vec<String>,
    /// Messages from this UID on are recent for the next client that selects the mailbox.
    pub(super) recent_from: u32,
    /// Counts all changes, so that a client that has seen this many knows that there is nothing new.
    changes: u64,
    /// Counts expunges.
    expunges: u64,
    /// Octets of all messages.
    octets: usize,
}

impl Mailbox {
    pub(super) fn new(id: u64, uid_validity: u32) -> Self {
        Self {
            id,
            uid_validity,
            uid_next: 1,
            special_use: None,
            is_selectable: true,
            messages: Vec::new(),
            keywords: Vec::new(),
            recent_from: 1,
            changes: 0,
            expunges: 0,
            octets: 0,
        }
    }

    pub(super) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    pub(super) fn expunges(&self) -> u64 {
        self.expunges
    }

    pub(super) fn keywords(&self) -> &[String] {
        &self.keywords
    }

    pub(super) fn find(&self, uid: u32) -> Option<&Message> {
        self.messages.binary_search_by_key(&uid, |message| message.uid).ok().map(|at| &self.messages[at])
    }

    pub(super) fn count_without(&self, flag: &str) -> usize {
        self.messages.iter().filter(|message| !message.flags.contains(flag)).count()
    }

    /// Adds a message; its UID.
    pub(super) fn append(&mut self, mail: Arc<Mail>, flags: &Flags, received: Moment) -> Result<u32, Refusal> {
        let flags = self.spell(flags)?;
        let uid = self.uid_next;
        let Some(next) = uid.checked_add(1) else {
            return Err(Refusal::no("LIMIT", "This mailbox has no UIDs left"));
        };
        self.uid_next = next;
        self.octets += mail.octets().len();
        self.changes += 1;
        self.messages.push(Message { uid, flags, received, mail, changed: self.changes });
        Ok(uid)
    }

    /// Lets `change` change the flags of the message with this UID. Whether it is still there.
    pub(super) fn change_flags(&mut self, uid: u32, change: impl FnOnce(&mut Flags)) -> bool {
        let Ok(at) = self.messages.binary_search_by_key(&uid, |message| message.uid) else { return false };
        let message = &mut self.messages[at];
        let before = message.flags.clone();
        change(&mut message.flags);
        if message.flags != before {
            self.changes += 1;
            message.changed = self.changes;
        }
        true
    }

    /// Removes the messages for which `is_gone` holds, for good; their UIDs.
    pub(super) fn remove(&mut self, mut is_gone: impl FnMut(&Message) -> bool) -> Numbers {
        let mut gone = Vec::new();
        let octets = &mut self.octets;
        self.messages.retain(|message| {
            let stays = !is_gone(message);
            if !stays {
                gone.push(message.uid);
                *octets -= message.mail.octets().len();
            }
            stays
        });
        if !gone.is_empty() {
            self.changes += 1;
            self.expunges += 1;
        }
        Numbers::of(gone)
    }

    /// `flags`, with keywords spelt as here, new ones made known.
    pub(super) fn spell(&mut self, flags: &Flags) -> Result<Flags, Refusal> {
        let mut spelt = flags.clone();
        for keyword in flags.keywords() {
            match self.keywords.iter().find(|known| known.eq_ignore_ascii_case(keyword)) {
                Some(known) if known == keyword => {}
                Some(known) => {
                    spelt.remove(&Flags::of(&[keyword]));
                    spelt.insert(known);
                }
                None if self.keywords.len() >= KEYWORDS_MAX => return Err(too_many_keywords()),
                None => {
                    self.keywords.push(keyword.to_owned());
                    self.changes += 1;
                }
            }
        }
        Ok(spelt)
    }

    /// The flags that are defined here, in parentheses.
    pub(super) fn flag_list(&self, with_star: bool) -> String {
        let flags = SYSTEM.iter().copied().chain(self.keywords.iter().map(String::as_str));
        let flags: Vec<&str> = flags.chain(with_star.then_some("\\*")).collect();
        format!("({})", flags.join(" "))
    }
}

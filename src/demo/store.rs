//! The mail store that all connections share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use crate::demo::date::Moment;
use crate::demo::flags::Flags;
use crate::demo::limits::{
    ARRIVALS_MAX, FIRST_ARRIVAL, MAILBOXES_MAX, MESSAGES_MAX, NEXT_ARRIVAL, STORE_OCTETS_MAX, SUBSCRIPTIONS_MAX,
};
use crate::demo::mailbox::Mailbox;
use crate::demo::mime::Mail;
use crate::demo::names::{self, SEPARATOR};
use crate::demo::parse::Refusal;
use crate::demo::seed;

/// The mailboxes of the one account.
#[derive(Debug)]
pub(super) struct Store {
    /// By name, in UTF-8.
    mailboxes: BTreeMap<String, Mailbox>,
    subscriptions: BTreeSet<String>,
    next_id: u64,
    next_validity: u32,
    /// What the calendar says, and since when.
    calendar: (Moment, Option<Instant>),
    /// When the next mail arrives by itself.
    due: Option<Instant>,
    arrived: usize,
    /// Counts connections, so that each has a number of its own.
    connections: u64,
    /// Counts mailboxes that came and went, and the changes in those that went.
    generation: u64,
}

impl Store {
    /// An empty store, with an INBOX; its calendar starts at `calendar` when time is first told.
    pub(super) fn new(calendar: Moment, uid_validity: u32) -> Self {
        let mut store = Self {
            mailboxes: BTreeMap::new(),
            subscriptions: BTreeSet::new(),
            next_id: 0,
            next_validity: uid_validity,
            calendar: (calendar, None),
            due: None,
            arrived: 0,
            connections: 0,
            generation: 0,
        };
        store.make("INBOX");
        store
    }

    /// Grows with each change.
    pub(super) fn generation(&self) -> u64 {
        self.generation + self.mailboxes.values().map(Mailbox::changes).sum::<u64>()
    }

    /// The number of a new connection.
    pub(super) fn count_connection(&mut self) -> u64 {
        self.connections += 1;
        self.connections
    }

    /// What the calendar says at `now`.
    pub(super) fn moment(&mut self, now: Instant) -> Moment {
        let (moment, since) = self.calendar;
        let since = *self.calendar.1.get_or_insert_with(|| since.unwrap_or(now));
        moment.after(now.saturating_duration_since(since))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Mailbox> {
        self.mailboxes.get(name)
    }

    /// The mailbox of this name, if messages can be in it.
    pub(super) fn open(&mut self, name: &str) -> Result<&mut Mailbox, Refusal> {
        match self.mailboxes.get_mut(name) {
            Some(mailbox) if mailbox.is_selectable => Ok(mailbox),
            Some(_) => Err(Refusal::no("NONEXISTENT", "This name only has mailboxes below it (\\Noselect)")),
            None => Err(Refusal::no("NONEXISTENT", "There is no such mailbox")),
        }
    }

    /// Like [`Store::open`], for the mailbox that messages go to: RFC 9051 section 6.3.12 wants TRYCREATE.
    pub(super) fn target(&mut self, name: &str) -> Result<&mut Mailbox, Refusal> {
        self.open(name).map_err(|_| Refusal::no("TRYCREATE", "There is no such mailbox; CREATE it first"))
    }

    pub(super) fn by_id(&self, id: u64) -> Option<&Mailbox> {
        self.mailboxes.values().find(|mailbox| mailbox.id == id)
    }

    pub(super) fn by_id_mut(&mut self, id: u64) -> Option<&mut Mailbox> {
        self.mailboxes.values_mut().find(|mailbox| mailbox.id == id)
    }

    /// All names with their mailboxes, INBOX wherever the alphabet puts it.
    pub(super) fn mailboxes(&self) -> impl Iterator<Item = (&str, &Mailbox)> {
        self.mailboxes.iter().map(|(name, mailbox)| (name.as_str(), mailbox))
    }

    pub(super) fn has_children(&self, name: &str) -> bool {
        let below = format!("{name}{SEPARATOR}");
        self.mailboxes.range(below.clone()..).next().is_some_and(|(next, _)| next.starts_with(&below))
    }

    pub(super) fn subscriptions(&self) -> &BTreeSet<String> {
        &self.subscriptions
    }

    /// RFC 9051 section 6.3.7: a name may be subscribed to whether or not it exists.
    pub(super) fn subscribe(&mut self, name: &str) -> Result<(), Refusal> {
        if self.subscriptions.len() >= SUBSCRIPTIONS_MAX {
            return Err(Refusal::no("LIMIT", "There are too many subscriptions"));
        }
        self.subscriptions.insert(name.to_owned());
        Ok(())
    }

    pub(super) fn unsubscribe(&mut self, name: &str) -> bool {
        self.subscriptions.remove(name)
    }

    /// RFC 9051 section 6.3.4, with its superior names.
    pub(super) fn create(&mut self, name: &str, special_use: Option<&'static str>) -> Result<(), Refusal> {
        names::check(name)?;
        if self.mailboxes.get(name).is_some_and(|mailbox| mailbox.is_selectable) {
            return Err(Refusal::no("ALREADYEXISTS", "The mailbox exists already"));
        }
        self.make_superiors(name)?;
        self.make(name).special_use = special_use;
        Ok(())
    }

    fn make_superiors(&mut self, name: &str) -> Result<(), Refusal> {
        let missing: Vec<&str> = names::superiors(name).filter(|name| !self.mailboxes.contains_key(*name)).collect();
        if self.mailboxes.len() + missing.len() >= MAILBOXES_MAX {
            return Err(Refusal::no("LIMIT", format!("This server keeps at most {MAILBOXES_MAX} mailboxes")));
        }
        for name in missing {
            self.make(name).is_selectable = false;
        }
        Ok(())
    }

    /// A new and empty mailbox of this name. Its UIDVALIDITY has not been used before, so that a name that is made
    /// again is not taken for the old one (RFC 9051 section 2.3.1.1).
    fn make(&mut self, name: &str) -> &mut Mailbox {
        self.next_id += 1;
        self.next_validity += 1;
        let gone = self.mailboxes.get(name).map_or(0, Mailbox::changes);
        self.generation += 1 + gone;
        let mailbox = Mailbox::new(self.next_id, self.next_validity);
        self.mailboxes.remove(name);
        self.mailboxes.entry(name.to_owned()).or_insert(mailbox)
    }

    /// RFC 9051 section 6.3.5: with inferiors, the messages go and the name stays.
    pub(super) fn delete(&mut self, name: &str) -> Result<(), Refusal> {
        if name == "INBOX" {
            return Err(Refusal::no("CANNOT", "INBOX cannot be deleted (RFC 9051 section 6.3.5)"));
        }
        let has_children = self.has_children(name);
        match self.mailboxes.get(name) {
            None => return Err(Refusal::no("NONEXISTENT", "There is no such mailbox")),
            Some(mailbox) if !mailbox.is_selectable && has_children => {
                return Err(Refusal::no("HASCHILDREN", "This name only has mailboxes below it; DELETE those first"));
            }
            Some(_) if has_children => self.make(name).is_selectable = false,
            Some(mailbox) => {
                self.generation += 1 + mailbox.changes();
                self.mailboxes.remove(name);
            }
        }
        Ok(())
    }

    /// RFC 9051 section 6.3.6, with all that lies below.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> Result<(), Refusal> {
        names::check(to)?;
        if !self.mailboxes.contains_key(from) {
            return Err(Refusal::no("NONEXISTENT", "There is no such mailbox"));
        }
        if self.mailboxes.contains_key(to) {
            return Err(Refusal::no("ALREADYEXISTS", "A mailbox of the new name exists already"));
        }
        if names::is_below(to, from) {
            return Err(Refusal::no("CANNOT", "A mailbox cannot be renamed to a name below itself"));
        }
        let inferiors: Vec<String> =
            self.mailboxes.keys().filter(|name| names::is_below(name, from)).cloned().collect();
        let renamed = |name: &str| format!("{to}{}", &name[from.len()..]);
        if from != "INBOX" {
            inferiors.iter().try_for_each(|name| names::check(&renamed(name)))?;
        }
        self.make_superiors(to)?;
        self.generation += 1;
        if from == "INBOX" {
            return self.rename_inbox(to);
        }
        for name in inferiors.iter().map(String::as_str).chain([from]) {
            if let Some(mailbox) = self.mailboxes.remove(name) {
                self.mailboxes.insert(renamed(name), mailbox);
            }
        }
        Ok(())
    }

    /// INBOX stays, and only its messages go; what lies below it stays too.
    fn rename_inbox(&mut self, to: &str) -> Result<(), Refusal> {
        let mut moved = Vec::new();
        self.open("INBOX")?.remove(|message| {
            moved.push(message.clone());
            true
        });
        let target = self.make(to);
        for message in moved {
            target.append(message.mail, &message.flags, message.received)?;
        }
        target.recent_from = target.uid_next;
        Ok(())
    }

    /// Whether so much more fits.
    pub(super) fn check_room(&self, messages: usize, octets: usize) -> Result<(), Refusal> {
        let (count, sum) = self.mailboxes.values().fold((messages, octets), |(count, sum), mailbox| {
            (count + mailbox.messages().len(), sum.saturating_add(mailbox.octets()))
        });
        if count > MESSAGES_MAX || sum > STORE_OCTETS_MAX {
            let megabytes = STORE_OCTETS_MAX >> 20;
            let text = format!("This server keeps at most {MESSAGES_MAX} messages and {megabytes} MiB");
            return Err(Refusal::no("OVERQUOTA", text));
        }
        Ok(())
    }

    /// Somebody idles: mail will come.
    pub(super) fn expect_arrivals(&mut self, now: Instant) {
        if self.due.is_none_or(|due| due < now) && self.arrived < ARRIVALS_MAX {
            self.due = now.checked_add(FIRST_ARRIVAL);
        }
    }

    /// When the next mail arrives.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Delivers the mail that is due.
    pub(super) fn deliver(&mut self, now: Instant) {
        if self.due.is_none_or(|due| due > now) {
            return;
        }
        self.arrived += 1;
        self.due = if self.arrived < ARRIVALS_MAX { now.checked_add(NEXT_ARRIVAL) } else { None };
        let moment = self.moment(now);
        let mail = Arc::new(Mail::new(seed::arrival(self.arrived, moment)));
        let room = self.check_room(1, mail.octets().len());
        if let (Ok(()), Ok(inbox)) = (room, self.open("INBOX")) {
            // A full mailbox just gets no more: that is not the fault of whoever idles.
            let _ = inbox.append(mail, &Flags::default(), moment);
        }
    }
}

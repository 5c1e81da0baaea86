//! Carries out `:watch`: waits for messages, hands them on, removes them, and comes back after a loss.
//!
//! Each message that matches is handed on at most once in a run, and is removed only when that has succeeded. What was sent and not
//! answered when a connection was lost is not sent again blindly: what is left to be removed is looked for first.

use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::app::acting::{SEARCHES, Stop, answered, found, then};
use crate::app::claim::Claims;
use crate::app::client::{Completed, Outcome};
use crate::app::engine::Request;
use crate::app::following::{OpenFile, Place, Section};
use crate::app::handing::{Handed, hand_on};
use crate::app::options::Output;
use crate::app::pauses::Pauses;
use crate::app::perform::{Hands, Next};
use crate::app::{comeback, entry, login};
use crate::error::{Error, Fault};
use crate::session::{Mailbox, Submission, Written};
use crate::shortcuts::{Deleting, FACTS_ITEMS, Facts, HEADER_ITEM, Opened, Seen, Uids, Watch, has_section, sets};
use crate::table::{Column, Fit};
use crate::wire::{Response, Status};

/// Messages whose headers are asked for at once: each is of at most 64 KiB.
const BATCH: usize = 100;

/// What is told of a message that was handled.
const HANDLED: &[Column] = &[
    Column { name: "uid", width: 6, most: 6, fit: Fit::Whole, rank: 0 },
    Column { name: "from", width: 24, most: 24, fit: Fit::Cut, rank: 0 },
    Column::named("subject"),
];

/// A watch, and how far it is.
struct Watching<'h, 'a> {
    hands: &'h mut Hands<'a>,
    watch: &'h Watch,
    seen: Seen,
    pauses: Pauses,
    /// Ctrl-C was pressed: it ends as soon as what is under way is finished.
    is_ending: bool,
    /// The mailbox is being opened on this connection.
    is_opening: bool,
    /// The server has refused IDLE on this connection.
    polls: bool,
    /// It has ended the last IDLE by itself: another at once could end at once.
    was_cut_short: bool,
    told_no_uidplus: bool,
    handled: usize,
    failed: usize,
}

impl Hands<'_> {
    /// `:watch`
    pub(crate) fn watch(&mut self, watch: &Watch) -> Result<Next, Error> {
        if self.options.read_only && watch.delete != Deleting::Nothing {
            // Before a command gets anything: what it has had, and is still there, the next run would give to it again.
            return Err(Error::new(Fault::Usage, ":watch: --read-only: nothing can be deleted, so nothing was begun")
                .hinted("leave --delete or --read-only away"));
        }
        self.client.forbear(true);
        let mut watching = Watching {
            hands: self,
            watch,
            seen: Seen::default(),
            pauses: Pauses::default(),
            is_ending: false,
            is_opening: false,
            polls: false,
            was_cut_short: false,
            told_no_uidplus: false,
            handled: 0,
            failed: 0,
        };
        let ended = watching.run();
        let told = format!("{} handled, {} failed", watching.handled, watching.failed);
        self.note(format!(":watch has ended: {told}"));
        self.client.forbear(false);
        then(ended)
    }
}

impl Watching<'_, '_> {
    /// Until Ctrl-C, or until something fails that another connection does not mend.
    fn run(&mut self) -> Result<(), Stop> {
        loop {
            let stop = match self.go_round() {
                Ok(()) => return Err(Stop::Answer(0, Outcome::Interrupted)),
                Err(stop) => stop,
            };
            let loss = match &stop {
                Stop::Answer(_, outcome) if self.is_opening => {
                    comeback::loss(self.hands.client, outcome).or_else(|| comeback::passing_refusal(outcome))
                }
                Stop::Answer(_, outcome) => comeback::loss(self.hands.client, outcome),
                Stop::Declined | Stop::Failed(_) => None,
            };
            let Some(error) = loss else { return Err(stop) };
            if !self.hands.options.reconnect || self.is_ending {
                return Err(error.hinted("--reconnect goes on with a new connection").into());
            }
            comeback::come_back(self.hands.client, self.hands.options, &mut self.pauses, error)?;
        }
    }

    /// On one connection: looks at what is new, and waits for more. `Ok`: Ctrl-C.
    fn go_round(&mut self) -> Result<(), Stop> {
        (self.polls, self.was_cut_short) = (false, false);
        self.is_opening = true;
        self.open()?;
        self.is_opening = false;
        self.remove_leftovers()?;
        while !self.is_ending {
            let arrivals = self.arrivals();
            while !self.is_ending && self.look()? {}
            self.pauses.reset();
            while !self.is_ending && arrivals == self.arrivals() && !self.await_news(arrivals)? {}
        }
        Ok(())
    }

    /// How often the server has told how many messages there are. If that changes, something may have come.
    fn arrivals(&self) -> u64 {
        self.hands.client.snapshot().mailbox.as_ref().map_or(0, |mailbox| mailbox.arrivals)
    }

    /// Opens the mailbox, if it is not open: always the one that was open first, whatever a connection has come back to.
    fn open(&mut self) -> Result<(), Stop> {
        let deletes = self.watch.delete != Deleting::Nothing;
        let snapshot = self.hands.client.snapshot();
        let open = snapshot.mailbox.as_ref().filter(|mailbox| self.is_meant(mailbox));
        // One that was opened by EXAMINE is opened again: what a command has handled could not be deleted there.
        if open.is_none_or(|mailbox| deletes && mailbox.read_only) {
            // What only looks changes nothing, not even `\Recent`.
            let only_looks = !deletes || self.hands.options.read_only;
            let wire_name = self.seen.wire_name().or_else(|| open.map(|mailbox| &mailbox.wire_name[..]));
            let name = self.watch.mailbox.as_deref().unwrap_or("INBOX");
            let pieces =
                wire_name.map_or_else(|| login::select(name, only_looks), |wire| entry::open(wire, only_looks));
            self.send(pieces, Claims::default())?;
        }
        let snapshot = self.hands.client.snapshot();
        let Some(mailbox) = &snapshot.mailbox else {
            return Err(Error::new(Fault::Usage, ":watch: no mailbox is selected").into());
        };
        if deletes && !can_delete(mailbox) {
            let message =
                format!(":watch: {}: the server lets nothing be deleted there: it is read-only", mailbox.name);
            return Err(Error::new(Fault::No, message).into());
        }
        self.opened(mailbox, if snapshot.can("IDLE") { "by IDLE" } else { "by NOOP" })
    }

    /// Whether an open mailbox is the one that is to be watched.
    fn is_meant(&self, mailbox: &Mailbox) -> bool {
        match (self.seen.wire_name(), &self.watch.mailbox) {
            (Some(watched), _) => watched == mailbox.wire_name,
            (None, Some(wanted)) => *wanted == mailbox.name || both_inbox(wanted, &mailbox.name),
            (None, None) => true,
        }
    }

    /// The mailbox is open: tells what that means for the messages in it.
    fn opened(&mut self, mailbox: &Mailbox, how: &str) -> Result<(), Stop> {
        let name = &mailbox.name;
        let opened = self.seen.open(mailbox, self.watch.all);
        match opened {
            Opened::First => self.hands.note(format!("watching {name} {how}; Ctrl-C ends it")),
            Opened::Again => {}
            Opened::Elsewhere => {
                let message = format!(":watch: {name} is open, which is not the mailbox that is watched");
                return Err(Error::new(Fault::Lost, message).into());
            }
            Opened::Changed => self.hands.note(format!(
                "{name}: its UIDs mean other messages now (UIDVALIDITY), so what was handled cannot be told from what is new; {}",
                if self.watch.all { "it is looked at from its start" } else { "only what comes from now on counts" }
            )),
        }
        if !self.seen.knows_start() {
            let there = self.search("ALL")?;
            self.seen.skip(&there);
        } else if opened == Opened::First && !self.watch.all && mailbox.arrivals > 1 {
            // It was open for a while: what has come meanwhile is there already, and UIDNEXT was told before.
            if let Some(next) = self.seen.next() {
                let there = self.search(&format!("UID {next}:*"))?;
                there.last().into_iter().for_each(|last| self.seen.pass(*last));
            }
        }
        Ok(())
    }

    /// Of what was to be removed when a connection was lost, removes what is still there.
    fn remove_leftovers(&mut self) -> Result<(), Stop> {
        let mut there = Uids::new();
        for (text, _) in sets(self.seen.doomed()) {
            there.extend(self.search(&format!("UID {text}"))?);
        }
        self.seen.still_there(&there);
        self.remove()
    }

    /// Looks at what is new. Answers whether there was anything.
    fn look(&mut self) -> Result<bool, Stop> {
        let Some(next) = self.seen.next() else { return Ok(false) };
        // What is marked already is as good as gone: a run before this one may have handled it.
        let found = self.search(&format!("UID {next}:* UNDELETED"))?;
        let new: Vec<u32> = self.seen.unseen(&found).into_iter().collect();
        for batch in new.chunks(BATCH) {
            let uids: Uids = batch.iter().copied().collect();
            let mut all_facts = self.facts(&uids)?;
            for uid in batch {
                // One that is gone meanwhile has none, and is no more to be handled.
                let told = all_facts.iter().position(|facts| facts.uid == *uid).map(|at| all_facts.swap_remove(at));
                let facts = told.map_or(Ok(None), |facts| self.made_whole(facts))?;
                if let Some(facts) = facts {
                    self.consider(&facts)?;
                }
                self.seen.pass(*uid);
                // Whoever gets on need not wait for long after the next loss.
                self.pauses.reset();
                if self.is_ending {
                    break;
                }
            }
            self.remove()?;
            if self.is_ending {
                break;
            }
        }
        Ok(!new.is_empty())
    }

    /// The facts of these messages, of those that are there still.
    fn facts(&mut self, uids: &Uids) -> Result<Vec<Facts>, Stop> {
        let mut all_facts = Vec::new();
        for (text, held) in sets(uids) {
            let (came, is_refused) = self.fetch_facts(&text)?;
            let known = all_facts.len();
            all_facts.extend(came);
            if is_refused && held.len() > 1 {
                // Some of them are gone, and any of the others may be missing. What is said to one alone is about that one.
                let missing = held.iter().filter(|uid| all_facts[known..].iter().all(|facts| facts.uid != **uid));
                for uid in missing.copied().collect::<Vec<_>>() {
                    all_facts.extend(self.fetch_facts(&uid.to_string())?.0);
                }
            }
        }
        Ok(all_facts)
    }

    /// What is told of the messages in `set`, and whether the rest was refused because some of them are gone.
    fn fetch_facts(&mut self, set: &str) -> Result<(Vec<Facts>, bool), Stop> {
        let line = format!("UID FETCH {set} (UID {FACTS_ITEMS})");
        let (responses, is_refused) = match self.say(line, Claims::from(&["FETCH"][..])) {
            Err(Stop::Answer(_, Outcome::Completed(refusal))) if says_gone(&refusal) => {
                (refusal.claimed.unwrap_or_default(), true)
            }
            said => (said?, false),
        };
        Ok((responses.iter().filter_map(Facts::read).collect(), is_refused))
    }

    /// Facts that were cut, or that the server did not tell, are looked up in the whole header: what is missing could be what matches.
    /// `None` if the message is gone meanwhile.
    fn made_whole(&mut self, facts: Facts) -> Result<Option<Facts>, Stop> {
        if facts.is_whole {
            return Ok(Some(facts));
        }
        let header = self.fetch_section(facts.uid, HEADER_ITEM, "HEADER", Place::kept());
        let Some(header) = unless_gone(header)? else { return Ok(None) };
        let header =
            header.and_then(|section| if let Place::Kept { octets, .. } = section.place { Some(octets) } else { None });
        Ok(Some(header.map_or_else(|| facts.clone(), |header| Facts::of_header(facts.uid, &header))))
    }

    fn consider(&mut self, facts: &Facts) -> Result<(), Stop> {
        let uid = facts.uid;
        if !self.watch.matches(facts) {
            if self.watch.delete == Deleting::All && facts.is_whole {
                self.seen.doom(uid);
            } else if !facts.is_whole {
                self.hands.note(format!(
                    "UID {uid}: its header is too long, or was not told; whether it matches is not known, and the message is left"
                ));
            }
            return Ok(());
        }
        let message = match &self.watch.exec {
            Some(_) => match self.fetch(uid)? {
                Some(message) => Some(message),
                None => return Ok(()),
            },
            None => None,
        };
        // From here on it is handled: whatever happens, it is not handed on again.
        self.seen.pass(uid);
        let handed = match (&self.watch.exec, message) {
            (Some(command), Some(message)) => self.hand_on(command, message, facts)?,
            _ => Handed::Done,
        };
        let left = "the message is left, and not given to it again in this run";
        match handed {
            Handed::Done => {
                self.handled += 1;
                self.tell(facts);
                if self.watch.delete != Deleting::Nothing {
                    self.seen.doom(uid);
                    self.remove()?;
                }
            }
            Handed::Failed(why) => {
                self.failed += 1;
                self.hands.note(format!("UID {uid}: the command {why}; {left}"));
            }
            Handed::Abandoned => {
                self.failed += 1;
                self.hands.note(format!("UID {uid}: the command was ended before it was done; {left}"));
                return Err(Stop::Answer(0, Outcome::Interrupted));
            }
        }
        Ok(())
    }

    fn tell(&self, facts: &Facts) {
        let row = vec![facts.uid.into(), facts.sender().into(), (&facts.subject).into()];
        self.hands.show_row(HANDLED, row);
    }

    /// The message, in a file without a name: a command is to get all of it or nothing, and the connection may go in its middle.
    /// `None` if it is gone.
    fn fetch(&mut self, uid: u32) -> Result<Option<File>, Stop> {
        let no_file = |error: io::Error| Error::new(Fault::Output, format!(":watch: a temporary file: {error}"));
        let file = tempfile::tempfile().map_err(no_file)?;
        let came = unless_gone(self.fetch_section(uid, "BODY.PEEK[]", "", Place::Open(OpenFile::new(file))))?;
        match came.flatten().map(|section| section.place) {
            Some(Place::Open(file)) => Ok(Some(file.finish().map_err(no_file)?)),
            _ => {
                self.hands.note(format!("UID {uid}: it is gone, or the server does not give it; it was not handed on"));
                Ok(None)
            }
        }
    }

    /// The octets of a section of a message, in their place. `None` if it has none.
    fn fetch_section(&mut self, uid: u32, item: &str, name: &str, place: Place) -> Result<Option<Section>, Stop> {
        let follower = Arc::new(Mutex::new(Section::new(name, place).of(uid)));
        let claims = Claims { follower: Some(follower.clone()), ..Claims::from(&["FETCH"][..]) };
        self.say(format!("UID FETCH {uid} (UID {item})"), claims)?;
        let nothing = Section::new(name, Place::kept());
        let came = std::mem::replace(&mut *follower.lock().unwrap_or_else(PoisonError::into_inner), nothing);
        let has_it = came.response.as_ref().is_some_and(|response| has_section(response, name));
        Ok(has_it.then_some(came))
    }

    fn hand_on(&mut self, command: &str, message: File, facts: &Facts) -> Result<Handed, Stop> {
        let _held = self.hands.client.hold_screen();
        hand_on(self.hands.client, command, message, facts, self.hands.options.output, &mut self.is_ending)
            .map_err(|error| Error::new(Fault::Usage, format!(":watch: sh: {error}")).into())
    }

    /// Removes what is to be removed.
    fn remove(&mut self) -> Result<(), Stop> {
        let snapshot = self.hands.client.snapshot();
        let has_uidplus = snapshot.can("UIDPLUS") || snapshot.can("IMAP4rev2");
        for (text, held) in sets(self.seen.doomed()) {
            let is_refused = unless_gone(self.mark(&text))?.is_none();
            if is_refused && held.len() > 1 {
                // RFC 2180 section 4.2: whether the others are marked is not known.
                for uid in &held {
                    unless_gone(self.mark(&uid.to_string()))?;
                }
            }
            if has_uidplus {
                self.say(format!("UID EXPUNGE {text}"), Claims::default())?;
            } else if !std::mem::replace(&mut self.told_no_uidplus, true) {
                self.hands.note(
                    "without UIDPLUS messages are marked \\Deleted only: EXPUNGE would take those of others along",
                );
            }
            self.seen.removed(&held);
        }
        Ok(())
    }

    fn mark(&mut self, set: &str) -> Result<(), Stop> {
        self.say(format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), Claims::default()).map(drop)
    }

    /// Waits until something may have come, or Ctrl-C is pressed. Answers whether it is worth a look.
    fn await_news(&mut self, arrivals: u64) -> Result<bool, Stop> {
        let can_idle = !self.polls && self.hands.client.snapshot().can("IDLE");
        if can_idle && !std::mem::take(&mut self.was_cut_short) {
            return self.idle(arrivals).map(|()| true);
        }
        // RFC 9051 section 6.1.2.
        match self.hands.client.linger(None, Instant::now().checked_add(self.watch.every)) {
            Ok(_) => drop(self.say("NOOP".to_owned(), Claims::default())?),
            Err(Outcome::Interrupted) => self.is_ending = true,
            Err(other) => return Err(Stop::Answer(0, other)),
        }
        Ok(arrivals != self.arrivals())
    }

    /// Idles until the server tells how many messages there are, or ends it by itself.
    fn idle(&mut self, arrivals: u64) -> Result<(), Stop> {
        let claims = self.quietly(Claims::default());
        let id = self.hands.client.submit_claiming(Submission::line(None, "IDLE"), claims);
        loop {
            match self.hands.client.wait(id, None) {
                Outcome::Idling => break,
                Outcome::Interrupted if !self.is_ending => self.is_ending = true,
                Outcome::Completed(completed) => {
                    self.idled(&completed, false);
                    return Ok(());
                }
                other => return Err(Stop::Answer(id, other)),
            }
        }
        // Ctrl-C may have come before the `+`, and so may news, after what was looked at: neither comes again.
        if !self.is_ending && arrivals == self.arrivals() {
            match self.hands.client.linger_in(Some(id), Some("EXISTS"), None) {
                Ok(_) => {}
                Err(Outcome::Interrupted) => self.is_ending = true,
                Err(other) => return Err(Stop::Answer(id, other)),
            }
        }
        let is_ours = self.hands.client.snapshot().idle;
        if is_ours {
            self.hands.client.request(Request::Done);
        }
        loop {
            match self.hands.client.wait(id, None) {
                Outcome::Completed(completed) => {
                    self.idled(&completed, is_ours);
                    return Ok(());
                }
                Outcome::Interrupted if !self.is_ending => self.is_ending = true,
                Outcome::Idling | Outcome::Pending | Outcome::Wants(_) => {}
                other => return Err(Stop::Answer(id, other)),
            }
        }
    }

    /// An IDLE has ended, because we wanted it to or not. RFC 2177: a server that offers it may refuse it all the same, also when it is
    /// issued again.
    fn idled(&mut self, completed: &Completed, is_ours: bool) {
        self.polls |= completed.status != Status::Ok;
        self.was_cut_short = !is_ours;
    }

    fn say(&mut self, line: String, claims: Claims) -> Result<Vec<Response>, Stop> {
        self.send(vec![Written::Text(line.into_bytes())], claims)
    }

    fn search(&mut self, criteria: &str) -> Result<Uids, Stop> {
        let claims = Claims { is_aside: true, ..Claims::from(SEARCHES) };
        found(&self.say(format!("UID SEARCH {criteria}"), claims)?)
    }

    fn send(&mut self, pieces: Vec<Written>, claims: Claims) -> Result<Vec<Response>, Stop> {
        let claims = self.quietly(claims);
        let id = self.hands.client.submit_claiming(Submission::pieces(pieces), claims);
        self.answer(id)
    }

    /// What a pipe gets: rows and nothing else, but for `raw`, which has the wire, all of it.
    fn quietly(&self, claims: Claims) -> Claims {
        Claims { shows: self.hands.options.output == Output::Raw, is_quiet: true, ..claims }
    }

    /// Waits for the OK to a command. Ctrl-C is taken note of meanwhile; a second one does not wait any longer.
    fn answer(&mut self, id: u64) -> Result<Vec<Response>, Stop> {
        loop {
            match self.hands.client.wait(id, None) {
                Outcome::Interrupted if !self.is_ending => self.is_ending = true,
                Outcome::Idling | Outcome::Pending | Outcome::Wants(_) => {}
                outcome => return answered(id, outcome),
            }
        }
    }
}

/// Whether a command was refused because another client has removed a message meanwhile. RFC 5530 section 3.
fn says_gone(refusal: &Completed) -> bool {
    refusal.is_refusal(&["EXPUNGEISSUED"])
}

/// What was said to a command about one message, or `None` if the message is gone.
fn unless_gone<T>(said: Result<T, Stop>) -> Result<Option<T>, Stop> {
    match said {
        Err(Stop::Answer(_, Outcome::Completed(refusal))) if says_gone(&refusal) => Ok(None),
        said => said.map(Some),
    }
}

/// RFC 9051 section 5.1: INBOX is one name, however it is written.
fn both_inbox(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case("INBOX") && other.eq_ignore_ascii_case("INBOX")
}

/// Whether messages can be marked `\Deleted` for good. RFC 9051 section 7.1: without PERMANENTFLAGS every flag can be set.
fn can_delete(mailbox: &Mailbox) -> bool {
    let is_it = |flag: &String| flag.eq_ignore_ascii_case("\\Deleted");
    !mailbox.read_only && mailbox.permanent_flags.as_ref().is_none_or(|flags| flags.iter().any(is_it))
}

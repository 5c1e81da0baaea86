//! Carries out `:watch`: waits for messages, hands them on, removes them, and comes back after a loss.
//!
//! Each message that matches is handed on at most once in a run, and is removed only when that has succeeded. What was sent and not
//! answered when a connection was lost is not sent again blindly: what is left to be removed is looked for first.

use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::app::PASSWORD_VARIABLE;
use crate::app::acting::{Stop, then};
use crate::app::claim::Claims;
use crate::app::client::{Completed, Outcome};
use crate::app::comeback;
use crate::app::engine::Request;
use crate::app::login;
use crate::app::options::Output;
use crate::app::pauses::Pauses;
use crate::app::perform::{Hands, Next};
use crate::error::{Error, Fault};
use crate::session::{Submission, Written};
use crate::shortcuts::{self, Deleting, FACTS_ITEM, Facts, Opened, Seen, Uids, Watch, sets};
use crate::table::{Column, Fit};
use crate::wire::{Response, Status, Value};

/// Messages whose headers are asked for at once: each is of at most 32 KiB.
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
    /// The server has refused IDLE.
    polls: bool,
    told_no_uidplus: bool,
    handled: usize,
    failed: usize,
}

impl Hands<'_> {
    /// `:watch`
    pub(crate) fn watch(&mut self, watch: &Watch) -> Result<Next, Error> {
        self.client.forbear(true);
        let mut watching = Watching {
            hands: self,
            watch,
            seen: Seen::default(),
            pauses: Pauses::default(),
            is_ending: false,
            polls: false,
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
        self.open()?;
        self.remove_leftovers()?;
        while !self.is_ending {
            let arrivals = self.arrivals();
            while !self.is_ending && self.look()? {}
            self.pauses.reset();
            if !self.is_ending && arrivals == self.arrivals() {
                self.await_news()?;
            }
        }
        Ok(())
    }

    /// How often the server has told how many messages there are. If that changes, something may have come.
    fn arrivals(&self) -> u64 {
        self.hands.client.snapshot().mailbox.as_ref().map_or(0, |mailbox| mailbox.arrivals)
    }

    /// Opens the mailbox, if it is not open.
    fn open(&mut self) -> Result<(), Stop> {
        let snapshot = self.hands.client.snapshot();
        let is_open = match (&self.watch.mailbox, &snapshot.mailbox) {
            (None, Some(_)) => true,
            (Some(wanted), Some(open)) => *wanted == open.name || both_inbox(wanted, &open.name),
            (_, None) => false,
        };
        if !is_open {
            let name = self.watch.mailbox.as_deref().unwrap_or("INBOX");
            // What only looks changes nothing, not even `\Recent`.
            let only_looks = self.watch.delete == Deleting::Nothing || self.hands.options.read_only;
            self.send(login::select(name, only_looks), Claims::default())?;
        }
        let snapshot = self.hands.client.snapshot();
        let Some(mailbox) = &snapshot.mailbox else {
            return Err(Error::new(Fault::Usage, ":watch: no mailbox is selected").into());
        };
        let how = if snapshot.can("IDLE") { "by IDLE" } else { "by NOOP" };
        match self.seen.open(mailbox, self.watch.all) {
            Opened::First => self.hands.note(format!("watching {} {how}; Ctrl-C ends it", mailbox.name)),
            Opened::Again => {}
            Opened::Changed => self.hands.note(format!(
                "{}: its UIDs mean other messages now (UIDVALIDITY), so what was handled cannot be told from what is new; {}",
                mailbox.name,
                if self.watch.all { "it is looked at from its start" } else { "only what comes from now on counts" }
            )),
        }
        if self.seen.next().is_none() {
            let there = self.search("ALL")?;
            self.seen.skip(&there);
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
        let next = self.seen.next().unwrap_or(1);
        // What is marked already is as good as gone: a run before this one may have handled it.
        let found = self.search(&format!("UID {next}:* UNDELETED"))?;
        let new: Vec<u32> = self.seen.unseen(&found).into_iter().collect();
        for batch in new.chunks(BATCH) {
            let uids: Uids = batch.iter().copied().collect();
            let mut all_facts = Vec::new();
            for (text, _) in sets(&uids) {
                let line = format!("UID FETCH {text} (UID {FACTS_ITEM})");
                let responses = self.say(line, Claims::from(&["FETCH"][..]))?;
                all_facts.extend(responses.iter().filter_map(Facts::read));
            }
            for uid in batch {
                // One that is gone meanwhile has none, and is no more to be handled.
                if let Some(facts) = all_facts.iter().find(|facts| facts.uid == *uid) {
                    self.consider(facts)?;
                }
                self.seen.pass(*uid);
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

    fn consider(&mut self, facts: &Facts) -> Result<(), Stop> {
        if !self.watch.matches(facts) {
            if self.watch.delete == Deleting::All {
                self.seen.doom(facts.uid);
            }
            return Ok(());
        }
        let message = match &self.watch.exec {
            Some(_) => match self.fetch(facts.uid)? {
                Some(message) => Some(message),
                None => return Ok(()),
            },
            None => None,
        };
        // From here on it is handled: whatever happens, it is not handed on again.
        self.seen.pass(facts.uid);
        let outcome = match (&self.watch.exec, message) {
            (Some(command), Some(message)) => self.run_command(command, message, facts)?,
            _ => Ok(()),
        };
        match outcome {
            Ok(()) => {
                self.handled += 1;
                self.tell(facts);
                if self.watch.delete != Deleting::Nothing {
                    self.seen.doom(facts.uid);
                    self.remove()?;
                }
            }
            Err(why) => {
                self.failed += 1;
                self.hands.note(format!(
                    "UID {}: the command {why}; the message is left, and not given to it again in this run",
                    facts.uid
                ));
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
        let mut file = tempfile::tempfile().map_err(no_file)?;
        let claims = Claims { literals: Some(file.try_clone().map_err(no_file)?), ..Claims::from(&["FETCH"][..]) };
        let responses = self.say(format!("UID FETCH {uid} (UID BODY.PEEK[])"), claims)?;
        let Some(body) = responses.iter().find_map(|response| body(response, uid)) else { return Ok(None) };
        if let Body::Quoted(octets) = body {
            file.write_all(&octets).map_err(no_file)?;
        }
        file.rewind().map_err(no_file)?;
        Ok(Some(file))
    }

    /// Gives a message to the command. The inner answer says why that has failed.
    fn run_command(&self, command: &str, message: File, facts: &Facts) -> Result<Result<(), String>, Stop> {
        let _held = self.hands.client.hold_screen();
        let status = Command::new("sh")
            .arg("-c")
            .arg(command)
            .stdin(Stdio::from(message))
            .env("IMAPSH_UID", facts.uid.to_string())
            .env("IMAPSH_FROM", facts.sender())
            .env("IMAPSH_SUBJECT", &facts.subject)
            // It is for this program.
            .env_remove(PASSWORD_VARIABLE)
            .status()
            .map_err(|error| Error::new(Fault::Usage, format!(":watch: sh: {error}")))?;
        Ok(if status.success() { Ok(()) } else { Err(format!("ended with {status}")) })
    }

    /// Removes what is to be removed.
    fn remove(&mut self) -> Result<(), Stop> {
        let snapshot = self.hands.client.snapshot();
        let has_uidplus = snapshot.can("UIDPLUS") || snapshot.can("IMAP4rev2");
        for (text, held) in sets(self.seen.doomed()) {
            self.say(format!("UID STORE {text} +FLAGS.SILENT (\\Deleted)"), Claims::default())?;
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

    /// Waits until something may have come, or Ctrl-C is pressed.
    fn await_news(&mut self) -> Result<(), Stop> {
        if self.polls || !self.hands.client.snapshot().can("IDLE") {
            return self.poll();
        }
        let claims = self.quietly(Claims::default());
        let id = self.hands.client.submit_claiming(Submission::line(None, "IDLE"), claims);
        loop {
            match self.hands.client.wait(id, None) {
                Outcome::Idling => break,
                Outcome::Interrupted => self.is_ending = true,
                Outcome::Completed(_) => {
                    // RFC 2177: a server that offers it may refuse it all the same.
                    self.polls = true;
                    return Ok(());
                }
                other => return Err(Stop::Answer(id, other)),
            }
        }
        // Ctrl-C may have come before the `+`: then nothing is waited for any more.
        if !self.is_ending {
            match self.hands.client.linger(Some("EXISTS"), None) {
                Ok(_) => {}
                Err(Outcome::Interrupted) => self.is_ending = true,
                Err(other) => return Err(Stop::Answer(id, other)),
            }
        }
        if self.hands.client.snapshot().idle {
            self.hands.client.request(Request::Done);
        }
        self.answer(id).map(drop)
    }

    /// Asks with NOOP until the server tells of a change. RFC 9051 section 6.1.2.
    fn poll(&mut self) -> Result<(), Stop> {
        let arrivals = self.arrivals();
        while !self.is_ending && arrivals == self.arrivals() {
            match self.hands.client.linger(None, Instant::now().checked_add(self.watch.every)) {
                Ok(_) => drop(self.say("NOOP".to_owned(), Claims::default())?),
                Err(Outcome::Interrupted) => self.is_ending = true,
                Err(other) => return Err(Stop::Answer(0, other)),
            }
        }
        Ok(())
    }

    fn say(&mut self, line: String, claims: Claims) -> Result<Vec<Response>, Stop> {
        self.send(vec![Written::Text(line.into_bytes())], claims)
    }

    fn search(&mut self, criteria: &str) -> Result<Uids, Stop> {
        let claims = Claims { is_aside: true, ..Claims::from(&["ESEARCH", "SEARCH"][..]) };
        let responses = self.say(format!("UID SEARCH {criteria}"), claims)?;
        shortcuts::found(&responses).map_err(|why| Error::new(Fault::Lost, why).into())
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
                Outcome::Completed(Completed { status: Status::Ok, claimed: Ok(claimed), .. }) => return Ok(claimed),
                Outcome::Completed(Completed { status: Status::Ok, .. }) => {
                    return Err(Error::new(Fault::Lost, ":watch: the answer could not be kept whole").into());
                }
                Outcome::Interrupted if !self.is_ending => self.is_ending = true,
                Outcome::Idling | Outcome::Pending | Outcome::Wants(_) => {}
                other => return Err(Stop::Answer(id, other)),
            }
        }
    }
}

/// RFC 9051 section 5.1: INBOX is one name, however it is written.
fn both_inbox(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case("INBOX") && other.eq_ignore_ascii_case("INBOX")
}

/// Where the octets of a message are.
enum Body {
    /// They came as a literal, and are in the file.
    InFile,
    Quoted(Vec<u8>),
}

/// The message in a FETCH response, if it is that of `uid`.
fn body(response: &Response, uid: u32) -> Option<Body> {
    let Some(Value::List(mut items)) = response.values().next() else { return None };
    let (mut is_meant, mut body) = (false, None);
    let is_literal = response.octets().windows(3).any(|octets| octets == b"}\r\n");
    while let Some((name, value)) = items.next_pair() {
        if name.eq_ignore_ascii_case(b"UID") {
            is_meant = value.number() == Some(uid.into());
        } else if name.eq_ignore_ascii_case(b"BODY[]") {
            body = match value {
                Value::String(octets) if !is_literal => Some(Body::Quoted(octets.into_owned())),
                Value::String(_) | Value::Elided(_) => Some(Body::InFile),
                _ => None,
            };
        }
    }
    body.filter(|_| is_meant)
}

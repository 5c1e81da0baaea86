//! Carries out the steps that change something: connections, and messages by their UIDs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::claim::Claims;
use crate::app::client::{Completed, Outcome};
use crate::app::engine::Request;
use crate::app::entry::{self, Entered};
use crate::app::following::vacant;
use crate::app::options::Input;
use crate::app::pending::Pending;
use crate::app::perform::{Hands, Next, Performed};
use crate::app::reading::path_of;
use crate::app::trusting;
use crate::error::{Error, Fault};
use crate::repl::confirm;
use crate::session::{Submission, Written, mailbox_name};
use crate::shortcuts::{self, Place, Settling, Uids, Which, sets};
use crate::wire::{Response, Status, visible};

/// Why a step is not finished.
#[derive(Debug)]
pub(crate) enum Stop {
    /// This came in place of an OK, to the command with this number.
    Answer(u64, Outcome),
    /// The person does not want it.
    Declined,
    /// It cannot be done.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Stop {
    fn next(self) -> Result<Next, Error> {
        match self {
            Self::Answer(id, outcome) => Ok(Next::Answer(id, outcome)),
            Self::Declined => Ok(Next::End(Performed::Done)),
            Self::Failed(error) => Err(error),
        }
    }
}

/// The next step, or what there is to say of this one.
pub(crate) fn then(done: Result<(), Stop>) -> Result<Next, Error> {
    done.map_or_else(Stop::next, |()| Ok(Next::Step))
}

/// What a command has claimed, if it was answered OK.
pub(crate) fn answered(id: u64, outcome: Outcome) -> Result<Vec<Response>, Stop> {
    match outcome {
        Outcome::Completed(Completed { status: Status::Ok, claimed: Ok(claimed), .. }) => Ok(claimed),
        Outcome::Completed(Completed { status: Status::Ok, .. }) => {
            Err(Error::new(Fault::Lost, "the answer is too long to be understood whole").into())
        }
        other => Err(Stop::Answer(id, other)),
    }
}

/// The UIDs that a search has found.
pub(crate) fn found(responses: &[Response]) -> Result<Uids, Stop> {
    shortcuts::found(responses).map_err(|why| Error::new(Fault::Lost, why).into())
}

/// What there is to say when a person does not want messages removed.
const UNTOUCHED: &str = "nothing was removed";

/// The answers to a search.
pub(crate) const SEARCHES: &[&str] = &["ESEARCH", "SEARCH"];

impl Hands<'_> {
    /// Sends a command and waits for its OK; answers with what it claims.
    pub(crate) fn command(&mut self, pieces: Vec<Written>, claims: Claims) -> Result<Vec<Response>, Stop> {
        let id = self.client.submit_claiming(Submission::pieces(pieces), claims);
        answered(id, self.client.wait(id, None))
    }

    /// The same with a line; what is claimed is shown, too.
    fn say(&mut self, line: String, claims: &'static [&'static str]) -> Result<Vec<Response>, Stop> {
        self.command(vec![Written::Text(line.into_bytes())], Claims { shows: true, ..Claims::from(claims) })
    }

    pub(crate) fn note(&self, text: impl Into<String>) {
        self.client.request(Request::Note(text.into()));
    }

    /// `:connect`
    pub(crate) fn connect(&mut self, target: &str) -> Result<Next, Error> {
        let mut options = Arc::new(entry::retarget(self.options, target)?);
        let connected = self.client.connect(&options, true);
        trusting::unless_doubted(connected, self.client, &mut options, true)?;
        *self.options = options;
        let entered = entry::enter(self.client, self.options)?;
        Ok(self.entered(entered))
    }

    /// `:reconnect`
    pub(crate) fn reconnect(&mut self) -> Result<Next, Error> {
        let connected = self.client.connect(self.options, false);
        trusting::unless_doubted(connected, self.client, self.options, false)?;
        let entered = entry::resume(self.client, self.options)?;
        Ok(self.entered(entered))
    }

    /// `:disconnect`
    pub(crate) fn disconnect(&mut self) -> Result<(), Error> {
        if !self.client.snapshot().is_open() {
            return Err(Error::new(Fault::Usage, ":disconnect: there is no connection"));
        }
        self.client.disconnect()
    }

    fn entered(&self, entered: Entered) -> Next {
        match entered {
            Entered::In => Next::Step,
            Entered::NoPassword => {
                self.note("no password, no login; :login asks again");
                Next::End(Performed::Done)
            }
            Entered::NotLoggedIn(outcome, hint) => {
                hint.into_iter().for_each(|hint| self.note(hint));
                Next::Answer(0, outcome)
            }
            Entered::Stopped(outcome) => Next::Answer(0, outcome),
        }
    }

    /// A command that is looked at as if it had been typed: braces, and what is not ASCII.
    pub(crate) fn compose(&mut self, line: &str, claims: &'static [&'static str]) -> Result<Next, Error> {
        let claims = self.reading().claims(claims);
        let pending = Pending::new(None, line.as_bytes())?.asking_first();
        let id = pending.submit_claiming(self.client, self.options, true, claims)?;
        Ok(Next::Answer(id, self.client.wait(id, None)))
    }

    /// `:ping`
    pub(crate) fn ping(&mut self) -> Result<(), Stop> {
        let sent = Instant::now();
        self.say("NOOP".to_owned(), &[])?;
        self.note(format!("answered after {:.1} ms", sent.elapsed().as_secs_f64() * 1000.0));
        Ok(())
    }

    fn place(&self) -> Result<Place, Error> {
        let snapshot = self.client.snapshot();
        let next = if snapshot.phase.is_logged_in() { ":inbox, or SELECT a mailbox" } else { ":login, then :inbox" };
        let mailbox =
            snapshot.mailbox.as_ref().ok_or_else(|| Error::new(Fault::Usage, "no mailbox is selected").hinted(next))?;
        Ok(Place::of(mailbox))
    }

    /// The UIDs of the messages that fit. Numbers shift when messages go; these do not.
    pub(crate) fn search(&mut self, criteria: &str) -> Result<Uids, Stop> {
        let claims = Claims { shows: true, is_aside: true, ..Claims::from(SEARCHES) };
        found(&self.command(vec![Written::Text(format!("UID SEARCH {criteria}").into_bytes())], claims)?)
    }

    /// `:delete`: marks what is not marked yet, so that it can be told later what this session did.
    pub(crate) fn delete(&mut self, set: &Which) -> Result<(), Stop> {
        let place = self.place()?;
        let uids = self.search(&format!("{}{} UNDELETED", set.prefix(), set.set))?;
        if uids.is_empty() {
            self.note("there is nothing to mark: no such message, or it is marked already");
            return Ok(());
        }
        for (text, held) in sets(&uids) {
            // Should the connection go before the answer comes, it may have been done.
            self.client.marks.add(&place, &held);
            let stored = self.say(format!("UID STORE {text} +FLAGS.SILENT (\\Deleted)"), &[]);
            if let Err(Stop::Answer(_, Outcome::Completed(_) | Outcome::Refused(_))) = &stored {
                self.client.marks.remove(&place, &held);
            }
            stored?;
        }
        self.note(format!("{} marked; :expunge removes, :undelete takes it back", messages(&uids)));
        Ok(())
    }

    /// `:undelete`
    pub(crate) fn undelete(&mut self, set: Option<&Which>) -> Result<(), Stop> {
        let place = self.place()?;
        let uids = match set {
            Some(set) => self.search(&format!("{}{} DELETED", set.prefix(), set.set))?,
            None => self.client.marks.of(&place),
        };
        if uids.is_empty() {
            self.note("there is nothing to unmark");
            return Ok(());
        }
        for (text, held) in sets(&uids) {
            self.say(format!("UID STORE {text} -FLAGS.SILENT (\\Deleted)"), &[])?;
            self.client.marks.remove(&place, &held);
        }
        self.note(format!("{} unmarked", messages(&uids)));
        Ok(())
    }

    /// `:expunge`
    pub(crate) fn expunge(&mut self) -> Result<(), Stop> {
        let place = self.place()?;
        let uids = self.client.marks.of(&place);
        if uids.is_empty() {
            let why = ":expunge: nothing in this mailbox was marked by :delete in this session";
            return Err(Error::new(Fault::Usage, why)
                .hinted(":delete marks; EXPUNGE removes whatever is marked, UID EXPUNGE SET some of it")
                .into());
        }
        let snapshot = self.client.snapshot();
        let name = mailbox_name(&place.wire_name);
        // RFC 4315 section 2.1, and RFC 9051 section 6.4.9, which has it built in.
        if snapshot.can("UIDPLUS") || snapshot.can("IMAP4rev2") {
            self.agreed(&format!("Remove {} from {name} for good?", messages(&uids)), UNTOUCHED)?;
            for (text, held) in sets(&uids) {
                self.say(format!("UID EXPUNGE {text}"), &[])?;
                self.client.marks.remove(&place, &held);
            }
            return Ok(());
        }
        let mut marked = self.search("DELETED")?;
        loop {
            self.agreed(&without_uidplus(&name, &marked, &uids), UNTOUCHED)?;
            if self.options.yes {
                break;
            }
            // A person takes their time, and others go on meanwhile.
            let now = self.search("DELETED")?;
            if now == marked {
                break;
            }
            marked = now;
        }
        self.say("EXPUNGE".to_owned(), &[])?;
        self.client.marks.remove(&place, &uids);
        Ok(())
    }

    /// `:quit --expunge` and `:quit --undelete`: in every mailbox where this session has marked something. What is refused in one of them
    /// is no reason to leave the others; it is still the answer at the end.
    pub(crate) fn settle(&mut self, settling: Settling) -> Result<(), Stop> {
        let mut refused = None;
        for place in self.client.marks.places() {
            match self.settle_one(&place, settling) {
                Err(Stop::Answer(id, Outcome::Completed(refusal))) => {
                    let name = mailbox_name(&place.wire_name);
                    self.note(format!("{name}: refused, so what was marked there is left as it is: {}", refusal.text));
                    refused.get_or_insert(Stop::Answer(id, Outcome::Completed(refusal)));
                }
                settled => settled?,
            }
        }
        refused.map_or(Ok(()), Err)
    }

    fn settle_one(&mut self, place: &Place, settling: Settling) -> Result<(), Stop> {
        // Where it is open by EXAMINE nothing can be done.
        let is_read_only =
            |hands: &Self| hands.client.snapshot().mailbox.as_ref().is_some_and(|mailbox| mailbox.read_only);
        let is_open = |hands: &Self| hands.place().is_ok_and(|open| open == *place);
        if !is_open(self) || is_read_only(self) {
            self.command(entry::open(&place.wire_name, false), Claims::default())?;
        }
        let why = if !is_open(self) {
            "its UIDs mean other messages now (UIDVALIDITY)"
        } else if is_read_only(self) {
            "the server has it read-only"
        } else {
            return match settling {
                Settling::Expunge => self.expunge(),
                Settling::Undelete => self.undelete(None),
            };
        };
        self.note(format!("{}: {why}; nothing was done there", mailbox_name(&place.wire_name)));
        Ok(())
    }

    /// Before anything is fetched for a file: sees that it can be made, or may replace one.
    pub(crate) fn see_vacant(&mut self, path: &str) -> Result<(), Stop> {
        let file = path_of(path);
        if file.is_dir() {
            return Err(Error::new(Fault::Usage, format!(":save: {path}: that is a directory")).into());
        }
        match vacant(&file) {
            Ok(()) => Ok(()),
            Err(_) if self.options.yes || self.is_asked() => {
                self.agreed(&format!("{path}: there is such a file already. Replace it?"), "it was not touched")?;
                self.replaces = true;
                Ok(())
            }
            Err(why) => Err(Error::new(Fault::Usage, format!(":save: {why}")).hinted("-y replaces it").into()),
        }
    }

    /// Whether there is a person to be asked.
    fn is_asked(&self) -> bool {
        matches!(self.options.input, Input::Terminal)
    }

    /// Asks before something is done that cannot be undone.
    fn agreed(&self, question: &str, declined: &str) -> Result<(), Stop> {
        if self.options.yes {
            return Ok(());
        }
        if !self.is_asked() {
            let message = format!("a script is not asked, and {declined}: {question}");
            return Err(Error::new(Fault::Usage, message).hinted("-y answers yes").into());
        }
        let _held = self.client.hold_screen();
        // A mailbox's name is a server's.
        if confirm(&visible(question.as_bytes())).unwrap_or(false) {
            return Ok(());
        }
        self.note(declined);
        Err(Stop::Declined)
    }

    /// `:keepalive`
    pub(crate) fn keep_alive(&self, pause: Option<Duration>) {
        self.client.request(Request::KeepAlive(pause));
        self.note(match pause {
            Some(pause) => format!("NOOP is sent after every {} s in which nothing else was", pause.as_secs_f64()),
            None => "keepalive is off".to_owned(),
        });
    }

    /// Compresses where that is wanted.
    pub(crate) fn compress(&mut self) -> Option<Next> {
        entry::compress(self.client, self.options).map(|outcome| Next::Answer(0, outcome))
    }
}

/// What EXPUNGE would do, which removes whatever is `marked`; `ours` are those that this session has marked.
fn without_uidplus(name: &str, marked: &Uids, ours: &Uids) -> String {
    let others: Uids = marked.difference(ours).copied().collect();
    let left: Uids = marked.intersection(ours).copied().collect();
    match sets(&others).first() {
        None => format!("Remove {} from {name} for good?", messages(&left)),
        Some((text, _)) => format!(
            "Without UIDPLUS, EXPUNGE removes whatever is marked in {name}: your {}, and {} that others have marked \
             (UID {text}). Remove them all for good?",
            messages(&left),
            messages(&others)
        ),
    }
}

/// `1 message`, `3 messages`
fn messages(uids: &Uids) -> String {
    if uids.len() == 1 { "1 message".to_owned() } else { format!("{} messages", uids.len()) }
}

//! The client's side of a conversation, without I/O, clock or terminal.
//!
//! The contract: call a `handle_*` method or a mutator (`submit`, `authenticate`, `supply`, `answer`, `done`, `raw`), then [`Session::poll`] until
//! it answers `None` and do what it says, then wait for what happens next. [`Session::handle_bytes`] is called until it
//! has taken all of its input; each call says one thing that happened.
//!
//! Every octet that came passes through [`Event::Piece`] before its meaning is told, so what is shown never depends on
//! what is understood.

mod arguments;
mod company;
mod compose;
mod draft;
mod event;
mod exchange;
mod idle;
mod learnt;
mod logins;
pub mod mask;
mod moves;
mod names;
mod phase;
mod place;
mod raw;
mod snapshot;
mod typed;
mod uids;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::catalog::command::Flow;
use crate::sasl;
use crate::session::event::refuse_controls;
use crate::session::exchange::{Exchange, Load, Stage, Step, Tags};
use crate::session::logins::{Logins, Verdict};
use crate::wire::{Ends, Framer, Gatherer, Piece, Response, Side, Status};

pub use company::Company;
pub use compose::{FilledIn, Sources, Spelling, value};
pub use draft::{Draft, Malformed};
pub use event::{Action, Completion, Event, Meaning, Outgoing, Part, Received, Refused, Stray, Ticket, Wants, Why};
pub use exchange::{Submission, Written};
pub use learnt::{Found, Marked, Offered, Refusal};
pub use moves::{Move, Moves};
pub use names::{Name, Names};
pub use place::mailbox_arguments;
pub use raw::Raw;
pub use snapshot::{Left, Mailbox, Nonsync, Phase, Privacy, Snapshot, mailbox_name};
pub use typed::{Reader, Typed, is_tag, split_tag, straight_quotes};

/// A conversation with a server.
#[derive(Debug)]
pub struct Session {
    framer: Framer,
    gatherer: Gatherer,
    /// A response whose pieces have all been handed out, and whose meaning has not.
    gathered: Option<Response>,
    tags: Tags,
    tickets: u64,
    /// Commands that wait for their turn.
    backlog: VecDeque<(Ticket, Vec<u8>, Submission)>,
    /// Commands of which something was sent, oldest first. Only the last can be unwritten.
    in_flight: Vec<Exchange>,
    actions: VecDeque<Action>,
    logins: Logins,
    /// What was sent without a tag of ours.
    raw: Raw,
    candidate: phase::Candidate,
    renewal: Option<idle::Renewal>,
    /// Names that have come and are not sorted in yet.
    pending: learnt::Pending,
    /// Between the OK to STARTTLS or COMPRESS and the link's new coat, no octet may be read as IMAP.
    turning: bool,
    snapshot: Arc<Snapshot>,
}

impl Session {
    /// A session that waits for the greeting.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self {
            framer: Framer::new(Side::Server),
            gatherer: Gatherer::default(),
            gathered: None,
            tags: Tags::default(),
            tickets: 0,
            backlog: VecDeque::new(),
            in_flight: Vec::new(),
            actions: VecDeque::new(),
            logins: Logins::default(),
            raw: Raw::new(),
            candidate: None,
            renewal: None,
            pending: learnt::Pending::default(),
            turning: false,
            snapshot: Arc::new(snapshot),
        }
    }

    /// A session on a new connection, after this one: its tags and tickets go on, so that none is used twice.
    #[must_use]
    pub fn succeeded_by(&self, facts: Snapshot) -> Self {
        Self { tags: self.tags.clone(), tickets: self.tickets, ..Self::new(facts) }
    }

    /// What is known. Cheap to clone.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    fn snapshot_mut(&mut self) -> &mut Snapshot {
        Arc::make_mut(&mut self.snapshot)
    }

    /// Octets that have come and are no whole line yet.
    #[must_use]
    pub fn unframed(&self) -> &[u8] {
        self.framer.unframed()
    }

    /// Whether no response has begun: a close would cut none off.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.framer.is_between()
    }

    /// The tag of a command in flight.
    #[must_use]
    pub fn tag(&self, ticket: Ticket) -> Option<&[u8]> {
        let sent = self.in_flight.iter().map(|exchange| (exchange.ticket, &exchange.tag));
        let waiting = self.backlog.iter().map(|(ticket, tag, _)| (*ticket, tag));
        sent.chain(waiting).find(|(known, _)| *known == ticket).map(|(_, tag)| &tag[..])
    }

    /// Whether a command has begun to be sent, and is not answered.
    #[must_use]
    pub fn is_under_way(&self, ticket: Ticket) -> bool {
        self.in_flight.iter().any(|exchange| exchange.ticket == ticket)
    }

    /// Whether nothing is outstanding but the reply to LOGOUT.
    #[must_use]
    pub fn is_logging_out(&self) -> bool {
        !self.in_flight.is_empty() && self.in_flight.iter().all(|exchange| exchange.is("LOGOUT"))
    }

    /// Sends a command as soon as it may be sent.
    ///
    /// # Errors
    /// If it holds a control character, its tag is in flight, or the connection is closed.
    pub fn submit(&mut self, submission: Submission) -> Result<Ticket, Refused> {
        if !self.snapshot.is_open() {
            return Err(Refused::Closed);
        }
        for piece in &submission.pieces {
            if let Written::Text(text) | Written::Secret(text) = piece {
                refuse_controls(text)?;
            }
        }
        let tag = match &submission.tag {
            Some(tag) => {
                let waiting = self.backlog.iter().map(|(_, waiting, _)| waiting);
                if self.in_flight.iter().map(|exchange| &exchange.tag).chain(waiting).any(|known| known == tag) {
                    return Err(Refused::TagInFlight(String::from_utf8_lossy(tag).into_owned()));
                }
                self.tags.typed(tag);
                tag.clone()
            }
            None => self.tags.next(),
        };
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.backlog.push_back((ticket, tag, submission));
        // RFC 2177 section 3: while IDLE runs, only DONE may be sent.
        self.done();
        self.advance();
        Ok(ticket)
    }

    /// More of a command that was typed with a literal header at its end: octets of the literal, or the rest of the line.
    ///
    /// # Errors
    /// If nothing of the kind is wanted, or it is more than that.
    pub fn supply(&mut self, octets: &[u8]) -> Result<(), Refused> {
        let Some(exchange) = self.in_flight.last_mut() else { return Err(Refused::NotNow) };
        let outgoing = match exchange.stage {
            Stage::WantsLiteral(left) => {
                let left = left.checked_sub(octets.len() as u64).ok_or(Refused::TooLong(left))?;
                let outgoing = exchange.literal(octets.to_vec(), left);
                exchange.stage = Stage::wants(left);
                outgoing
            }
            Stage::WantsRest => {
                refuse_controls(octets)?;
                let outgoing = exchange.line(b"", octets);
                exchange.stage = exchange.stage_after(&outgoing);
                outgoing
            }
            _ => return Err(Refused::NotNow),
        };
        self.actions.push_back(Action::Send(outgoing));
        self.written();
        self.advance();
        Ok(())
    }

    /// The command whose upload is under way, and how many of its octets are still wanted.
    #[must_use]
    pub fn uploading(&self) -> Option<(Ticket, u64)> {
        let exchange = self.in_flight.last()?;
        let Stage::Uploading { left, .. } = exchange.stage else { return None };
        Some((exchange.ticket, left))
    }

    /// The next octets of an upload.
    ///
    /// # Errors
    /// If none is under way, or it is more than that.
    pub fn upload(&mut self, octets: Vec<u8>) -> Result<(), Refused> {
        let Some(exchange) = self.in_flight.last_mut() else { return Err(Refused::NotNow) };
        let Stage::Uploading { left, is_secret } = exchange.stage else { return Err(Refused::NotNow) };
        let left = left.checked_sub(octets.len() as u64).ok_or(Refused::TooLong(left))?;
        exchange.stage = if left == 0 { Stage::Writing } else { Stage::Uploading { left, is_secret } };
        let secret = is_secret.then_some(0..octets.len());
        self.actions.push_back(Action::Send(Outgoing { octets, secret, part: Part::Literal { left } }));
        self.advance();
        Ok(())
    }

    /// Takes note of a command that has just been written whole.
    fn written(&mut self) {
        let Some(exchange) = self.in_flight.last().filter(|exchange| exchange.is_written()) else { return };
        if exchange.is_refused {
            self.in_flight.pop();
        } else {
            self.actions.push_back(Action::Written(exchange.ticket));
            phase::written(&mut self.candidate, exchange);
        }
    }

    /// The answer to a SASL challenge: a line of base64, `*` to give up, or text in quotes, which is encoded ([`sasl::typed`]).
    /// RFC 9051 section 6.2.2.
    ///
    /// # Errors
    /// If no challenge waits for one, it holds a control character, or an escape that is none.
    pub fn answer(&mut self, line: &[u8]) -> Result<(), Refused> {
        refuse_controls(line)?;
        let challenged = self.in_flight.last_mut().filter(|exchange| exchange.stage == Stage::Challenged);
        let Some(exchange) = challenged else { return Err(Refused::NotNow) };
        let line = sasl::typed(line).map_err(Refused::Escape)?;
        exchange.stage = Stage::Written;
        let is_secret = line != b"*" && !line.is_empty();
        let secret = is_secret.then_some(0..line.len());
        self.actions.push_back(Action::Send(Outgoing {
            octets: [&line[..], b"\r\n"].concat(),
            secret,
            part: Part::Answer,
        }));
        self.advance();
        Ok(())
    }

    /// Sends octets exactly as they are, without a tag.
    ///
    /// # Errors
    /// If the connection is closed, or a literal is under way, of which they would be a part.
    pub fn raw(&mut self, octets: Vec<u8>) -> Result<(), Refused> {
        if !self.snapshot.is_open() {
            return Err(Refused::Closed);
        }
        if self.uploading().is_some() {
            return Err(Refused::NotNow);
        }
        let secret = self.raw.send(&octets);
        self.actions.push_back(Action::Send(Outgoing { octets, secret, part: Part::Raw }));
        self.publish();
        Ok(())
    }

    /// What is to be done next; `None` when there is nothing.
    pub fn poll(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// All that was polled has left for the server.
    pub fn handle_flushed(&mut self) {
        if self.actions.is_empty() {
            for exchange in self.in_flight.iter_mut().filter(|exchange| exchange.is_written()) {
                exchange.flushed = true;
            }
        }
    }

    /// This command has left for the server, and with it those before it.
    pub fn handle_left(&mut self, ticket: Ticket) {
        let older = |exchange: &&mut Exchange| exchange.ticket <= ticket && exchange.is_written();
        self.in_flight.iter_mut().filter(older).for_each(|exchange| exchange.flushed = true);
    }

    /// Takes octets off the front of `input` until something has happened, and says what. `None` when the input is
    /// taken, or when the octets after it are not IMAP: behind the OK to STARTTLS or COMPRESS.
    pub fn handle_bytes<'a, 'i: 'a>(&'a mut self, input: &mut &'i [u8]) -> Option<Event<'a>> {
        if let Some(response) = self.gathered.take() {
            return Some(Event::Received(Box::new(self.receive(response))));
        }
        if self.turning {
            return None;
        }
        let piece = self.framer.next(input)?;
        self.gathered = self.gatherer.push(&piece);
        Some(Event::Piece(piece))
    }

    /// The TLS handshake is over.
    pub fn handle_secured(&mut self) {
        self.turning = false;
        self.pending = learnt::Pending::default();
        phase::secured(Arc::make_mut(&mut self.snapshot));
        self.advance();
    }

    /// DEFLATE is on.
    pub fn handle_deflating(&mut self) {
        self.turning = false;
        self.advance();
    }

    /// The connection is gone; what was outstanding will not come.
    pub fn handle_closed(&mut self) {
        self.in_flight.clear();
        self.backlog.clear();
        self.actions.clear();
        self.logins.clear();
        self.renewal = None;
        phase::closed(Arc::make_mut(&mut self.snapshot));
        self.advance();
    }

    /// Says what a response means, and takes note of it.
    fn receive(&mut self, response: Response) -> Received {
        let meaning = if response.is_continuation() {
            self.continued(&response)
        } else if response.tag().is_some() {
            self.tagged(&response)
        } else if response.is_untagged() {
            self.untagged(&response)
        } else {
            Meaning::Stray(Stray::Unintelligible)
        };
        self.advance();
        Received { response, meaning }
    }

    fn untagged(&mut self, response: &Response) -> Meaning {
        // RFC 9051 section 7.1: a greeting is OK, PREAUTH or BYE.
        let greets = matches!(response.status(), Some(Status::Bye | Status::Ok | Status::Preauth));
        if self.snapshot.phase == Phase::Connecting && greets {
            phase::greeted(Arc::make_mut(&mut self.snapshot), response);
            return Meaning::Greeting;
        }
        self.take_note(response);
        if response.is("CAPABILITY") {
            self.in_flight.iter_mut().for_each(|exchange| exchange.told_capabilities = true);
        }
        if response.is("SEARCH") || response.is("ESEARCH") {
            self.take_uids(response);
        }
        Meaning::Data
    }

    /// Takes note of what a UID SEARCH has found, unless it may be what another search has.
    fn take_uids(&mut self, response: &Response) {
        let mut searches =
            self.in_flight.iter_mut().filter(|exchange| exchange.is("SEARCH") || exchange.is("UID SEARCH"));
        match (searches.next(), searches.next()) {
            (Some(search), None) => search.uids.take(response),
            (Some(first), Some(second)) => {
                for search in [first, second].into_iter().chain(searches) {
                    search.uids.confuse();
                }
            }
            (None, _) => {}
        }
    }

    /// Changes what is known, if the response tells of anything that is: most, such as FETCH, do not.
    fn take_note(&mut self, response: &Response) {
        if phase::is_telling(response) {
            let underway = phase::Underway {
                login: self.in_flight.iter().any(Exchange::is_login),
                uid_search: self.in_flight.iter().any(|one| one.is("UID SEARCH") || one.is("UID SORT")),
            };
            phase::told(Arc::make_mut(&mut self.snapshot), &mut self.candidate, underway, response);
        } else if ["LIST", "LSUB", "STATUS", "XLIST"].iter().any(|name| response.is(name)) {
            self.pending.name(response);
            if self.pending.is_full() {
                self.settle();
            }
        } else if let Some(news) = learnt::news_of_mark(&self.snapshot, response) {
            learnt::mark(Arc::make_mut(&mut self.snapshot), news);
        }
    }

    /// Sorts in the names that have come.
    fn settle(&mut self) {
        if !self.pending.is_empty() {
            self.pending.settle(Arc::make_mut(&mut self.snapshot));
        }
    }

    /// RFC 9051 section 7.6.
    fn continued(&mut self, response: &Response) -> Meaning {
        let Some(exchange) = self.in_flight.last_mut() else { return Meaning::Stray(Stray::Continuation) };
        match exchange.stage {
            Stage::Writing if exchange.steps.front().is_some_and(|step| step.waits) => {
                if let Some(step) = exchange.steps.front_mut() {
                    step.waits = false;
                }
            }
            Stage::AwaitingGoAhead(octets) => exchange.stage = Stage::wants(octets),
            Stage::Written if exchange.flow() == Flow::Sasl => {
                self.challenged(response);
                return Meaning::Continuation;
            }
            Stage::Written if exchange.flow() == Flow::Idle => exchange.stage = Stage::Idling,
            _ => return Meaning::Stray(Stray::Continuation),
        }
        if exchange.stage == Stage::Idling {
            let is_wanted = self.renewal.take().is_none_or(|renewal| !renewal.ends);
            if !is_wanted || !self.backlog.is_empty() {
                self.done();
            }
        }
        Meaning::Continuation
    }

    fn tagged(&mut self, response: &Response) -> Meaning {
        let tag = response.tag().unwrap_or_default();
        self.raw.answered(tag);
        let is_this = |exchange: &Exchange| exchange.tag == tag && !exchange.is_refused;
        let Some(at) = self.in_flight.iter().position(is_this) else {
            return Meaning::Stray(Stray::Tag);
        };
        // Courier answers some commands with a word of its own: that is no success.
        let status =
            response.status().filter(|status| matches!(status, Status::Ok | Status::No)).unwrap_or(Status::Bad);
        // A refusal may come before the end, instead of a `+` or while a literal is under way. An OK may not.
        if status == Status::Ok && !self.in_flight[at].flushed {
            return Meaning::Stray(Stray::Early);
        }
        let Verdict { status, why, user } = self.judged(self.in_flight[at].ticket, status, response);
        self.in_flight[at].user = user;
        self.settle();
        let snapshot = Arc::make_mut(&mut self.snapshot);
        phase::completed(snapshot, &mut self.candidate, &self.in_flight[at], status, response);
        let Exchange { ticket, ref tag, command, stage, .. } = self.in_flight[at];
        let completion = Completion { ticket, tag: tag.clone(), status, command, why };
        if self.renewed(at, status) {
            return Meaning::Renewed;
        }
        let flow = self.in_flight[at].flow();
        match stage {
            // It was announced, and allowed or not asked for: the server reads it whatever it thinks of it.
            Stage::WantsLiteral(_) | Stage::WantsRest => self.in_flight[at].is_refused = true,
            Stage::Uploading { .. } => self.in_flight[at].cut_short(),
            _ => drop(self.in_flight.remove(at)),
        }
        match flow {
            Flow::StartTls if status == Status::Ok => self.turn(Action::StartTls),
            Flow::Compress if status == Status::Ok => self.turn(Action::StartDeflate),
            _ => {}
        }
        Meaning::Completed(completion)
    }

    fn turn(&mut self, action: Action) {
        self.turning = true;
        self.actions.push_back(action);
    }

    /// Sends what can be sent, and says what is wanted.
    fn advance(&mut self) {
        loop {
            let barred = self.turning || self.in_flight.iter().any(Exchange::is_barrier);
            if let Some(exchange) = self.in_flight.last_mut().filter(|exchange| !exchange.is_written()) {
                let Some(outgoing) = exchange.step() else { break };
                self.actions.push_back(Action::Send(outgoing));
                self.written();
                continue;
            }
            let is_crowded = !self.in_flight.is_empty() && self.backlog.front().is_some_and(|(.., next)| next.is_alone);
            let next = if barred || is_crowded { None } else { self.backlog.pop_front() };
            let Some((ticket, tag, submission)) = next else { break };
            self.in_flight.push(Exchange::new(ticket, tag, submission, self.snapshot.nonsync()));
        }
        self.publish();
    }

    fn publish(&mut self) {
        let last = self.in_flight.last();
        let wants = match last.map(|exchange| exchange.stage) {
            Some(Stage::AwaitingGoAhead(_)) => Wants::Wait,
            // What is typed next is for the literal at the end, and not a command.
            Some(Stage::Uploading { .. } | Stage::Writing) if last.is_some_and(Exchange::will_want) => Wants::Wait,
            Some(Stage::Written) if last.is_some_and(|exchange| exchange.flow() == Flow::Sasl) => Wants::Wait,
            Some(Stage::Challenged) => Wants::Answer,
            Some(Stage::WantsLiteral(octets)) => Wants::Literal(octets),
            Some(Stage::WantsRest) => Wants::Rest,
            _ => Wants::Command,
        };
        let idle = self.renewal.is_some() || last.is_some_and(|exchange| exchange.stage == Stage::Idling);
        let in_flight = self.in_flight.len() + self.backlog.len();
        let known = &*self.snapshot;
        let literal = last.map_or(0, |exchange| exchange.announced);
        let is_secret = last.is_some_and(Exchange::wants_secret);
        let hides_rest = last.is_some_and(|exchange| exchange.takes_secret());
        let hides = (is_secret, hides_rest, self.raw.hides());
        let now = (wants, idle, in_flight, literal, hides);
        let hidden = (known.wants_secret, known.hides_rest, known.hides_raw);
        if (known.wants, known.idle, known.in_flight, known.literal, hidden) != now {
            let snapshot = Arc::make_mut(&mut self.snapshot);
            (snapshot.wants, snapshot.idle, snapshot.in_flight, snapshot.literal) = (wants, idle, in_flight, literal);
            (snapshot.wants_secret, snapshot.hides_rest, snapshot.hides_raw) = hides;
        }
    }
}

impl Exchange {
    /// Whether all of it has been handed out.
    fn is_written(&self) -> bool {
        matches!(self.stage, Stage::Challenged | Stage::Ending | Stage::Idling | Stage::Written)
    }

    /// The next thing to send, if nothing must come first.
    fn step(&mut self) -> Option<Outgoing> {
        if self.stage != Stage::Writing || self.steps.front()?.waits {
            return None;
        }
        let Step { load, .. } = self.steps.pop_front()?;
        let outgoing = match load {
            Load::Octets(outgoing) => outgoing,
            Load::Upload { octets, is_secret } => {
                self.stage = Stage::Uploading { left: octets, is_secret };
                return None;
            }
        };
        if self.steps.is_empty() {
            self.stage = self.stage_after(&outgoing);
        }
        Some(outgoing)
    }
}

/// Whether a piece ends a response.
#[must_use]
pub fn ends_response(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Text { ends: Ends::Whole, .. })
}

#[cfg(test)]
mod tests;

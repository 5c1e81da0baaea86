//! One client's connection.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::demo::append;
use crate::demo::command::{Outcome, Request, Row, Updates};
use crate::demo::fetch::Job;
use crate::demo::intake::{Arrived, Intake, Refused};
use crate::demo::limits::{
    BAD_COMMANDS_MAX, COMMAND_OCTETS_BEFORE_LOGIN_MAX, COMMAND_OCTETS_MAX, PIECE_OCTETS, SILENCE_BEFORE_LOGIN_MAX,
    SILENCE_MAX,
};
use crate::demo::parse::{Refusal, Segment};
use crate::demo::reply::Style;
use crate::demo::sasl::Exchange;
use crate::demo::server::{LinkFacts, Reservation, Server};
use crate::demo::view::View;
use crate::sasl::ChannelBinding;
use crate::wire::{Announced, Framer, Side};

/// What the caller must do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Close the connection, after all that came before is sent.
    Close,
    /// Send these octets.
    Send(Vec<u8>),
    /// From here on deflate what is sent, and inflate what comes, in both directions (RFC 4978).
    StartDeflate,
    /// Do the TLS handshake now, then call [`Connection::handle_secured`].
    StartTls,
}

/// What the next line is, if it is no command.
#[derive(Debug)]
enum Waiting {
    /// Nothing special: a command.
    Command,
    /// DONE, which ends IDLE.
    Done { tag: String },
    /// The answer to a SASL challenge.
    Sasl { tag: String, exchange: Box<Exchange> },
}

/// One client's connection, without its socket.
///
/// Call a `handle_` function, then [`Connection::poll`] until it answers `None`, then wait. Commands are run while
/// polling, one after another, so a caller that stops polling while its socket is full loses nothing and needs no
/// memory for what it cannot send yet.
#[derive(Debug)]
pub struct Connection {
    pub(super) server: Server,
    /// Differs between connections.
    pub(super) number: u64,
    pub(super) link: LinkFacts,
    pub(super) style: Style,
    pub(super) view: Option<View>,
    pub(super) job: Option<Job>,
    pub(super) failed_logins: usize,
    /// Room for the message that is on its way.
    pub(super) reserved: Option<Reservation>,
    /// SASL exchanges that were started.
    pub(super) exchanges: u64,
    /// Set while COMPRESS is on: it starts once (RFC 4978 section 3).
    pub(super) is_compressed: bool,
    /// ENABLE UTF8=ACCEPT, which IMAP4rev2 does not imply.
    pub(super) utf8_accepted: bool,
    pub(super) now: Instant,
    is_logged_in: bool,
    framer: Framer,
    /// Octets that have come and have not been looked at, from `inbox_at` on.
    inbox: Vec<u8>,
    inbox_at: usize,
    intake: Intake,
    waiting: Waiting,
    outputs: VecDeque<Output>,
    bad_commands: usize,
    /// The caller was told to shake hands; until that is done nothing that comes is for us.
    awaits_tls: bool,
    /// The server ends.
    is_ending: bool,
    is_closed: bool,
    last_heard: Instant,
}

impl Connection {
    pub(super) fn new(server: Server, now: Instant, link: LinkFacts) -> Self {
        let number = server.lock().count_connection();
        let mut connection = Self {
            server,
            number,
            link,
            style: Style::default(),
            view: None,
            job: None,
            failed_logins: 0,
            reserved: None,
            exchanges: 0,
            is_compressed: false,
            utf8_accepted: false,
            now,
            is_logged_in: false,
            framer: Framer::new(Side::Client),
            inbox: Vec::new(),
            inbox_at: 0,
            intake: Intake::default(),
            waiting: Waiting::Command,
            outputs: VecDeque::new(),
            bad_commands: 0,
            awaits_tls: false,
            is_ending: false,
            is_closed: false,
            last_heard: now,
        };
        connection.greet();
        connection
    }

    /// Takes what has come, cut in any way.
    pub fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) {
        self.now = now;
        self.last_heard = now;
        // What comes between STARTTLS and the end of the handshake was sent by somebody else (RFC 9051 section 11.1).
        if !self.awaits_tls && !self.is_closed {
            self.inbox.extend_from_slice(bytes);
        }
    }

    /// Takes note of the time: mail arrives, and changes by other clients are told, while this one idles.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = now;
        // A client that is slow to take a long answer is not silent, and nothing may be said in the middle of it.
        if self.is_closed || self.job.is_some() {
            return;
        }
        if now.saturating_duration_since(self.last_heard) >= self.silence_max() {
            return self.bye("", &format!("You have been silent for {} minutes", self.silence_max().as_secs() / 60));
        }
        if matches!(self.waiting, Waiting::Done { .. }) {
            self.server.lock().deliver(now);
            self.tell_updates(true);
        }
    }

    /// When to call [`Connection::handle_timeout`] if nothing else happens before.
    #[must_use]
    pub fn next_timeout(&self) -> Option<Instant> {
        if self.is_closed || self.job.is_some() {
            return None;
        }
        let silence = self.last_heard.checked_add(self.silence_max());
        let is_idle = matches!(self.waiting, Waiting::Done { .. });
        let due = if is_idle { self.server.lock().due() } else { None };
        [silence, due].into_iter().flatten().min()
    }

    /// The server ends: the client is told as soon as that can be said.
    pub fn shut_down(&mut self) {
        self.is_ending = true;
    }

    /// The TLS handshake that [`Output::StartTls`] asked for is done.
    pub fn handle_secured(&mut self, binding: ChannelBinding) {
        self.awaits_tls = false;
        self.link.is_private = true;
        self.link.starttls = false;
        self.link.binding = binding;
    }

    /// What to do next; `None`: wait.
    pub fn poll(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            if self.step_job() {
                continue;
            }
            if self.is_ending && !self.is_closed {
                self.end();
            } else if !self.advance() {
                return None;
            }
        }
    }

    fn silence_max(&self) -> Duration {
        if self.link.is_network && !self.is_logged_in { SILENCE_BEFORE_LOGIN_MAX } else { SILENCE_MAX }
    }

    pub(super) fn is_logged_in(&self) -> bool {
        self.is_logged_in
    }

    /// Sends octets.
    pub(super) fn send(&mut self, octets: &[u8]) {
        if octets.is_empty() {
            return;
        }
        match self.outputs.back_mut() {
            Some(Output::Send(last)) if last.len() < PIECE_OCTETS => last.extend_from_slice(octets),
            _ => self.outputs.push_back(Output::Send(octets.to_vec())),
        }
    }

    /// Sends a line.
    pub(super) fn say(&mut self, line: &str) {
        self.send(line.as_bytes());
        self.send(b"\r\n");
    }

    /// What the caller must do after what was sent.
    pub(super) fn ask(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    /// Says good-bye, and closes.
    pub(super) fn bye(&mut self, code: &str, text: &str) {
        if code.is_empty() {
            self.say(&format!("* BYE {text}"));
        } else {
            self.say(&format!("* BYE [{code}] {text}"));
        }
        self.close();
    }

    fn end(&mut self) {
        // In the middle of a handshake there is no way to say anything.
        if self.awaits_tls { self.close() } else { self.bye("", "The server is shutting down") }
    }

    pub(super) fn close(&mut self) {
        self.outputs.push_back(Output::Close);
        self.is_closed = true;
        self.inbox = Vec::new();
        self.inbox_at = 0;
        self.intake = Intake::default();
        self.reserved = None;
        self.job = None;
        self.view = None;
        self.waiting = Waiting::Command;
    }

    pub(super) fn set_logged_in(&mut self, is_logged_in: bool) {
        self.is_logged_in = is_logged_in;
    }

    /// The octets that follow are TLS: what came in clear text behind STARTTLS is thrown away.
    pub(super) fn start_tls_now(&mut self) {
        self.ask(Output::StartTls);
        self.framer = Framer::new(Side::Client);
        self.intake = Intake::default();
        self.inbox = Vec::new();
        self.inbox_at = 0;
        self.awaits_tls = true;
    }

    pub(super) fn wait_for_done(&mut self, tag: &str) {
        self.waiting = Waiting::Done { tag: tag.to_owned() };
    }

    pub(super) fn wait_for_sasl(&mut self, tag: &str, exchange: Exchange) {
        self.waiting = Waiting::Sasl { tag: tag.to_owned(), exchange: Box::new(exchange) };
    }

    /// Tells what changed in the selected mailbox.
    pub(super) fn tell_updates(&mut self, may_expunge: bool) {
        let Some(view) = &mut self.view else { return };
        let mut out = Vec::new();
        let mut store = self.server.lock();
        let Some(mailbox) = store.by_id_mut(view.mailbox) else {
            drop(store);
            // RFC 2180 section 3.3: one of the ways to tell a client that another one deleted its mailbox.
            return self.bye("", "The selected mailbox was deleted by another client");
        };
        view.update(mailbox, may_expunge, self.style, &mut out);
        drop(store);
        self.send(&out);
    }

    /// Ends a command that was run.
    pub(super) fn finish(&mut self, tag: &str, name: &str, updates: Updates, result: Result<Outcome, Refusal>) {
        let (code, text) = match result {
            Ok(Outcome::Waits) => return,
            Ok(Outcome::Done(code, text)) => (code, text),
            Err(refusal) => return self.refuse(Some(tag), name, &refusal),
        };
        self.bad_commands = 0;
        if updates != Updates::Nothing {
            self.tell_updates(updates == Updates::All);
        }
        if self.is_closed {
            return;
        }
        let code = if code.is_empty() { code } else { format!("[{code}] ") };
        let text = if text.is_empty() { format!("{name} completed") } else { text };
        self.say(&format!("{tag} OK {code}{text}"));
    }

    /// Answers NO or BAD.
    pub(super) fn refuse(&mut self, tag: Option<&str>, name: &str, refusal: &Refusal) {
        let tag = tag.unwrap_or("*");
        match refusal {
            Refusal::No { code: "", text } => self.say(&format!("{tag} NO {text}")),
            Refusal::No { code, text } => self.say(&format!("{tag} NO [{code}] {text}")),
            Refusal::Bad(text) => {
                let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
                self.say(&format!("{tag} BAD {name}{text}"));
                self.bad_commands += 1;
                if self.bad_commands >= BAD_COMMANDS_MAX {
                    self.bye("", "Too many wrong commands, one after another");
                }
            }
        }
    }

    /// Looks at the next piece of what has come; false if there is none.
    fn advance(&mut self) -> bool {
        if self.is_closed || self.inbox_at >= self.inbox.len() {
            return false;
        }
        let mut rest = &self.inbox[self.inbox_at..];
        let before = rest.len();
        let piece = self.framer.next(&mut rest);
        let arrived = piece.map_or(Arrived::Nothing, |piece| self.intake.push(&piece));
        let octets = self.intake.octets + self.framer.unframed().len();
        self.inbox_at += before - rest.len();
        if self.inbox_at >= self.inbox.len() {
            // A long message must not keep its memory for the rest of the session.
            self.inbox.clear();
            self.inbox.shrink_to(PIECE_OCTETS);
            self.inbox_at = 0;
        }
        if octets > self.octets_max() {
            self.bye("", "The command line is too long");
            return true;
        }
        match arrived {
            Arrived::Nothing => {}
            Arrived::Header(announced) => self.handle_literal_header(announced),
            Arrived::End => match std::mem::take(&mut self.intake) {
                Intake { refused: Some(refused), .. } => self.refuse_command(&refused),
                Intake { segments, .. } => self.handle_line(segments),
            },
        }
        true
    }

    fn octets_max(&self) -> usize {
        if self.is_logged_in { COMMAND_OCTETS_MAX } else { COMMAND_OCTETS_BEFORE_LOGIN_MAX }
    }

    /// A literal is announced: it is asked for, or refused before it is sent (RFC 9051 section 4.3).
    fn handle_literal_header(&mut self, announced: Announced) {
        let refused = match self.intake.refused.take() {
            // The rest of a refused command.
            Some(refused) => refused,
            None => match self.judge_literal(announced) {
                Ok(()) => {
                    if announced.sync {
                        self.say("+ Ready for the literal");
                    }
                    return;
                }
                Err(refused) => refused,
            },
        };
        self.waiting = Waiting::Command;
        self.intake = Intake::default();
        self.reserved = None;
        if announced.sync {
            // What it still waits for is not asked for, so the command ends here.
            self.framer.refuse_literal();
            self.refuse_command(&refused);
        } else {
            // RFC 7888 section 4: it comes anyway, and is thrown away.
            self.intake.refused = Some(refused);
        }
    }

    /// Whether the literal that was announced is wanted.
    fn judge_literal(&mut self, announced: Announced) -> Result<(), Refused> {
        if let Waiting::Done { tag } | Waiting::Sasl { tag, .. } = &self.waiting {
            let refusal = Refusal::bad("no literal is expected here");
            return Err(Refused { tag: Some(tag.clone()), name: String::new(), refusal });
        }
        // The name is judged once; to read the whole command again for each of its literals would take too long.
        if self.intake.takes_literals {
            return self.intake.count_literal(announced, self.octets_max());
        }
        let request = Request::read(self.intake.segments.clone(), self.style.utf8)
            .map_err(|(tag, refusal)| Refused { tag, name: String::new(), refusal })?;
        let (tag, name) = (Some(request.tag.clone()), request.name.clone());
        let is_message = request.row(self).and_then(|_| {
            let is_append = name == "APPEND";
            self.intake.takes_literals = !is_append;
            Ok(is_append && append::judge(self, request.arguments, announced)?)
        });
        match is_message {
            Ok(true) => Ok(()),
            Ok(false) => self.intake.count_literal(announced, self.octets_max()),
            Err(refusal) => Err(Refused { tag, name, refusal }),
        }
    }

    fn refuse_command(&mut self, refused: &Refused) {
        self.refuse(refused.tag.as_deref(), &refused.name, &refused.refusal);
    }

    /// A whole line has come, with its literals.
    fn handle_line(&mut self, segments: Vec<Segment>) {
        match std::mem::replace(&mut self.waiting, Waiting::Command) {
            Waiting::Command => self.run(segments),
            Waiting::Done { tag } => {
                // RFC 2177 section 3: DONE, in any case, and nothing else.
                let is_done = matches!(&segments[..], [Segment::Text(text)] if text.eq_ignore_ascii_case(b"DONE"));
                let text = "only a line that is just DONE may follow; this one ended it, and was not run";
                let result = if is_done { Ok(Outcome::done()) } else { Err(Refusal::bad(text)) };
                self.finish(&tag, "IDLE", Updates::All, result);
            }
            Waiting::Sasl { tag, exchange } => {
                let line = segments.into_iter().find_map(|segment| match segment {
                    Segment::Text(text) => Some(text),
                    Segment::Literal { .. } => None,
                });
                self.answer_sasl(&tag, *exchange, &line.unwrap_or_default());
            }
        }
    }

    fn run(&mut self, segments: Vec<Segment>) {
        // A message that has come is counted by the store.
        self.reserved = None;
        let mut request = match Request::read(segments, self.style.utf8) {
            Ok(request) => request,
            Err((tag, refusal)) => return self.refuse(tag.as_deref(), "", &refusal),
        };
        match request.row(self) {
            Ok(Row { updates, run, .. }) => {
                let result = run(self, &mut request);
                self.finish(&request.tag, &request.name, *updates, result);
            }
            Err(refusal) => self.refuse(Some(&request.tag), &request.name, &refusal),
        }
    }
}

#[cfg(test)]
mod tests;

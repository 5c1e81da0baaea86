//! The engine: one thread that owns session, link and screen.
//!
//! It waits for octets, for requests and for the clock; all that it learns goes to the screen at once, in the order of
//! the wire, and as small reports to the thread that reads lines.

mod clock;
mod closing;
mod connecting;
mod greeting;
mod logging;
mod message;
mod reports;
mod requests;
mod uploading;

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Read as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use crate::app::claim::Claim;
use crate::app::dial::Dialed;
use crate::app::engine::clock::{Idling, KeepAlive};
use crate::app::engine::uploading::Uploads;
use crate::app::host::Crowd;
use crate::app::options::{Options, Output, Peer};
use crate::app::screen::Screen;
use crate::app::transcript::Transcript;
use crate::app::until::Until;
use crate::app::view::View;
use crate::catalog::command::Flow;
use crate::error::{Error, Fault};
use crate::net::{Broken, Encryption, Link, Ready, Stream, Waker, tls_error, wait};
use crate::render::{Renderer, Shown};
use crate::repl::Shared;
use crate::secret::conceal;
use crate::session::{Action, Completion, Event, Meaning, Phase, Received, Session, Snapshot, Stray, Ticket, Wants};
use crate::theme::Theme;
use crate::wire::{Response, Status};

pub(crate) use message::{Incomplete, Report, Request};

/// The receive buffer, in octets: a few TLS records at a time.
const RECEIVE_OCTETS: usize = 128 << 10;

/// Reads before requests and the clock get a look in, so that a flood cannot starve them.
const READS_MAX: usize = 16;

/// As many of the first octets are kept: enough to tell what speaks there.
const FIRST_OCTETS: usize = 16;

/// How a TLS server answers what is no TLS: an alert record.
const TLS_ALERT: [u8; 2] = [0x15, 3];

/// How far the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// DEFLATE starts at the next octet.
    Deflating,
    /// There is none.
    Down,
    /// TLS is being set up. `first` says whether the greeting is still to come.
    Handshake { first: bool },
    /// The greeting is awaited.
    Greeting,
    /// STARTTLS was asked for on the command line, and its answer, or that to CAPABILITY, is awaited.
    Upgrading(Ticket),
    /// Commands may be sent.
    Ready,
}

/// What the engine shares with the thread that reads lines.
#[derive(Debug)]
pub(crate) struct Ends {
    pub(crate) requests: Receiver<Request>,
    pub(crate) wake: UnixStream,
    /// A wake-up is on its way: another would say the same.
    pub(crate) woken: Arc<AtomicBool>,
    pub(crate) reports: Sender<Report>,
    /// Woken when the connection is closed: a script that waits for its next line need not wait.
    pub(crate) closed: Waker,
    pub(crate) shared: Arc<Shared>,
    pub(crate) interrupted: Arc<AtomicBool>,
}

/// For the tests of what a panic leaves behind: the engine panics after the first command.
const PANIC_VARIABLE: &str = "IMAPSH_TEST_PANIC";

/// Session, link and screen.
pub(crate) struct Engine {
    options: Arc<Options>,
    ends: Ends,
    view: View,
    is_interactive: bool,
    is_terminal: bool,
    session: Session,
    link: Link,
    dialed: Option<Dialed>,
    stream: Option<Stream>,
    stage: Stage,
    /// When the stage, or the goodbye, must be over.
    deadline: Option<Instant>,
    last_octet: Instant,
    idling: Idling,
    /// Commands that wait until what was sent before them has left.
    held: VecDeque<Request>,
    keep_alive: KeepAlive,
    /// Ctrl-C is told, and ends nothing.
    forbears: bool,
    /// Whoever is at the demo server.
    crowd: Option<Arc<Crowd>>,
    /// Octets for the network. `written` of them are gone.
    outgoing: Vec<u8>,
    written: usize,
    /// Octets that have left before those, on this connection and others.
    gone: u64,
    /// Where the commands end that have not left whole, counted as `gone` is.
    ends_of_commands: VecDeque<(u64, Ticket)>,
    /// What is sent is gathered: more is at hand.
    is_corked: bool,
    /// See [`Request::Leave`].
    is_leaving: bool,
    /// The peer takes no more octets, since when, and why.
    deaf: Option<(Instant, io::Error)>,
    /// The first octets that came, to tell what speaks there.
    first_octets: Vec<u8>,
    uploads: Uploads,
    log: Option<Transcript>,
    /// Of the commands that are under way or wait, in their order.
    claims: Vec<Claim>,
    until: Until,
    /// Ticket and id of the commands that somebody waits for.
    waiting: Vec<(Ticket, u64)>,
    wants: Wants,
    /// The reply to STARTTLS, as long as the handshake is under way.
    securing: Option<(Ticket, Report)>,
    /// What is to be reported, before anything is waited for.
    due: Vec<Report>,
    /// What is read into, kept from turn to turn: as it came, and decrypted.
    received: (Vec<u8>, Vec<u8>),
}

impl Engine {
    /// An engine without a connection.
    pub(crate) fn new(
        options: Arc<Options>,
        ends: Ends,
        renderer: Box<dyn Renderer>,
        screen: Screen,
        is_interactive: bool,
    ) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let theme = if is_terminal { options.theme } else { Theme::Plain };
        let explains = options.explain && options.output == Output::Text;
        // In JSON a note is an object like others.
        let is_aside = match options.output {
            Output::Json => false,
            Output::Raw => true,
            Output::Text => !is_terminal,
        };
        let aside = is_aside.then_some(options.theme);
        Self {
            options,
            ends,
            view: View::new(renderer, screen, is_interactive, aside).explaining(explains, theme),
            is_interactive,
            is_terminal,
            session: Session::new(Snapshot { phase: Phase::Closed, ..Snapshot::default() }),
            link: Link::default(),
            dialed: None,
            stream: None,
            stage: Stage::Down,
            deadline: None,
            last_octet: Instant::now(),
            idling: Idling::new(),
            held: VecDeque::new(),
            keep_alive: KeepAlive::default(),
            forbears: false,
            crowd: None,
            outgoing: Vec::new(),
            written: 0,
            gone: 0,
            ends_of_commands: VecDeque::new(),
            is_corked: false,
            is_leaving: false,
            deaf: None,
            first_octets: Vec::new(),
            uploads: Uploads::default(),
            log: None,
            claims: Vec::new(),
            until: Until::default(),
            waiting: Vec::new(),
            wants: Wants::Command,
            securing: None,
            due: Vec::new(),
            received: (Vec::new(), Vec::new()),
        }
    }

    /// Connects, and goes on until it is asked to close.
    ///
    /// # Errors
    /// If output could not be written.
    pub(crate) fn run(mut self) -> Result<(), Error> {
        let started = self.start_log();
        let started =
            if matches!(self.options.peer, Peer::Nobody) { started } else { started.and_then(|()| self.connect(true)) };
        self.settle(started);
        loop {
            let turned = self.turn();
            match turned {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => self.settle(Err(error)),
            }
        }
        self.deliver();
        let _ = self.view.flush();
        self.view.failure().map_or(Ok(()), |error| Err(output(error)))
    }

    /// One round: waits, then does what there is to do. False when all is over.
    fn turn(&mut self) -> Result<bool, Error> {
        // An error may have come between a wake-up and what it was for.
        if !self.serve_requests()? {
            return Ok(false);
        }
        self.serve_held()?;
        self.deliver();
        self.flush_screen()?;
        let ready = wait(self.stream.as_ref(), self.is_writing(), &self.ends.wake, self.time_left()).map_err(lost)?;
        if self.ends.interrupted.swap(false, Ordering::SeqCst) {
            self.interrupt()?;
        }
        if !self.serve_requests()? {
            return Ok(false);
        }
        let is_silent = !ready.readable;
        self.exchange(ready)?;
        if is_silent {
            self.leave_deaf()?;
        }
        self.keep_time()?;
        Ok(true)
    }

    /// Serves all that was asked for, and sends what comes of it together. False when all is over.
    fn serve_requests(&mut self) -> Result<bool, Error> {
        // Before the requests are taken: whoever sends another from here on wakes us again.
        self.ends.woken.store(false, Ordering::SeqCst);
        let goes_on = self.corked(Self::take_requests)?;
        if !goes_on {
            self.hang_up();
        }
        Ok(goes_on)
    }

    /// Takes what is asked for. False when all is to end.
    fn take_requests(&mut self) -> Result<bool, Error> {
        while let Ok(request) = self.ends.requests.try_recv() {
            if matches!(request, Request::Close) {
                return Ok(false);
            }
            self.take_request(request)?;
        }
        Ok(true)
    }

    /// Says how it ended, whichever way.
    fn settle(&mut self, ended: Result<(), Error>) {
        let _ = self.flush_screen();
        if let Err(error) = ended {
            self.drop_connection(Err(error));
        }
        self.publish();
    }

    /// Writes and reads what can be written and read.
    fn exchange(&mut self, ready: Ready) -> Result<(), Error> {
        if ready.writable {
            self.write_out()?;
            self.go_on_uploading()?;
        }
        if !ready.readable {
            return Ok(());
        }
        let (mut buffer, mut plain) = std::mem::take(&mut self.received);
        buffer.resize(RECEIVE_OCTETS, 0);
        let read = self.read_in(&mut buffer, &mut plain);
        self.received = (buffer, plain);
        read
    }

    /// Reads what there is, but not without end.
    fn read_in(&mut self, buffer: &mut [u8], plain: &mut Vec<u8>) -> Result<(), Error> {
        for _ in 0..READS_MAX {
            let Some(stream) = &mut self.stream else { break };
            match stream.read(buffer) {
                Ok(0) => return self.ended(None),
                Ok(read) => {
                    self.last_octet = Instant::now();
                    plain.clear();
                    self.receive(&buffer[..read], plain)?;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.ended(Some(error)),
            }
        }
        if self.link.is_closed() && self.stream.is_some() {
            return self.ended(None);
        }
        Ok(())
    }

    /// Takes octets of the network.
    fn receive(&mut self, mut octets: &[u8], plain: &mut Vec<u8>) -> Result<(), Error> {
        let wanted = FIRST_OCTETS.saturating_sub(self.first_octets.len());
        self.first_octets.extend_from_slice(&octets[..octets.len().min(wanted)]);
        while self.stream.is_some() && !(octets.is_empty() && self.link.is_drained()) {
            plain.clear();
            let opened = self.link.open(&mut octets, plain);
            // The end of the handshake and what follows it may come together.
            if let (Stage::Handshake { first }, false, true) = (self.stage, self.link.is_handshaking(), opened.is_ok())
            {
                self.secured(first)?;
            }
            // What came whole before an error is shown all the same.
            self.take(plain)?;
            if let Err(broken) = opened {
                return Err(self.broken(&broken));
            }
            self.act()?;
        }
        Ok(())
    }

    fn broken(&mut self, broken: &Broken) -> Error {
        // The peer is told why we leave.
        let _ = self.act();
        let host = &self.session.snapshot().host;
        // What came first tells what speaks on a port, but not what answers to STARTTLS.
        let is_upgrade = self.stage == Stage::Handshake { first: false };
        let first = if is_upgrade { &[] } else { &self.first_octets[..] };
        let (Broken::Tls(error), Some(dialed)) = (broken, &self.dialed) else {
            return Error::new(Fault::Lost, format!("{host}: {broken}"));
        };
        let told = tls_error(error, host, dialed.chain(), first);
        if let Some(doubt) = dialed.doubt(error) {
            self.report(Report::Doubted(doubt));
        }
        told
    }

    /// How the connection is encrypted, if it is.
    pub(crate) fn encryption(&self) -> Option<Encryption> {
        let (tls, dialed) = (self.link.tls()?, self.dialed.as_ref()?);
        (!self.link.is_handshaking()).then(|| Encryption::of(tls, dialed.chain(), dialed.belief(&self.options)))
    }

    /// Takes octets of IMAP.
    fn take(&mut self, plain: &[u8]) -> Result<(), Error> {
        if plain.starts_with(&TLS_ALERT) && self.stage == Stage::Greeting {
            return Err(Error::new(Fault::Connect, "the server speaks TLS on this port").hinted("--tls implicit"));
        }
        let mut input = plain;
        loop {
            // What is claimed is the answer to a command that is under way: of any other nothing can come.
            let due = self.claims.iter_mut().find(|claim| self.session.is_under_way(claim.ticket));
            let Some(event) = self.session.handle_bytes(&mut input) else { break };
            match event {
                Event::Piece(piece) => {
                    self.log.iter_mut().for_each(|log| log.came(&piece));
                    let (is_hidden, rendering) = due.map_or((false, None), |claim| claim.came(&piece));
                    self.view.came(&piece, is_hidden).map_err(output)?;
                    self.view.show_drawn(rendering).map_err(output)?;
                    self.view.tell_progress(&piece, &self.ends.shared);
                }
                Event::Received(received) => {
                    self.received(*received)?;
                    self.act()?;
                    if self.turned(input)? {
                        return Ok(());
                    }
                }
            }
        }
        self.publish();
        self.check_log()
    }

    /// Whether the octets after a response, `left`, are none of IMAP any more.
    fn turned(&mut self, left: &[u8]) -> Result<bool, Error> {
        match self.stage {
            Stage::Deflating => {
                self.link.deflate(left);
                self.stage = Stage::Ready;
                self.session.handle_deflating();
                self.act()?;
                Ok(true)
            }
            Stage::Handshake { first: false } if !left.is_empty() => {
                // RFC 9051 section 11.3: it came in clear, and could be anybody's.
                let injected = String::from_utf8_lossy(&left[..left.len().min(200)]).into_owned();
                Err(Error::new(Fault::Tls, format!("somebody injected text behind the OK to STARTTLS: {injected}")))
            }
            Stage::Handshake { .. } | Stage::Down => Ok(true),
            Stage::Greeting | Stage::Ready | Stage::Upgrading(_) => Ok(false),
        }
    }

    fn received(&mut self, received: Received) -> Result<(), Error> {
        if self.until.came(&received.response) {
            self.report(Report::Seen);
        }
        if let Some(claim) = self.claims.iter_mut().find(|claim| claim.taking) {
            let hides = claim.hides();
            claim.taking = false;
            if matches!(received.meaning, Meaning::Data) {
                if hides {
                    let rendering = claim.take(received.response);
                    return self.view.show_drawn(rendering).map_err(output);
                }
                // What is shown as it comes needs no rendering.
                claim.take(received.response.clone());
            }
        }
        if self.view.explains {
            self.view.explain(&received.response).map_err(output)?;
        }
        self.view.remember(&received.response);
        match received.meaning {
            Meaning::Greeting => self.greeted(&received.response),
            Meaning::Completed(completion) => self.completed(completion, received.response),
            Meaning::Data if self.is_interactive && !self.view.explains => {
                self.view.decode(&received.response).map_err(output)
            }
            Meaning::Continuation if self.session.snapshot().idle => {
                self.idling.begin();
                Ok(())
            }
            Meaning::Continuation | Meaning::Data | Meaning::Renewed => Ok(()),
            Meaning::Stray(_) if self.stage == Stage::Greeting => {
                Err(Error::new(Fault::Lost, format!("{}: what came is not IMAP", self.session.snapshot().host))
                    .hinted("is this the port of an IMAP server?"))
            }
            // RFC 9051 section 6.2.1: anything but OK, NO or BAD is no answer to STARTTLS, and going on would be in clear.
            Meaning::Stray(_) if matches!(self.stage, Stage::Upgrading(_)) => {
                Err(Error::new(Fault::Tls, format!("{}: that is no answer to STARTTLS", self.session.snapshot().host)))
            }
            Meaning::Stray(stray) => self.show(Shown::Note(match stray {
                Stray::Continuation => "that + was not asked for; it counts for nothing",
                Stray::Early => "that OK came before its command was sent; it counts for nothing",
                Stray::Tag => "no command with that tag is in flight; the reply counts for nothing",
                Stray::Unintelligible => "that line is no response of IMAP",
            })),
        }
    }

    fn completed(&mut self, completion: Completion, response: Response) -> Result<(), Error> {
        if self.stage == Stage::Upgrading(completion.ticket) {
            return self.upgraded(&completion, &response);
        }
        let is_logout =
            completion.command.is_some_and(|command| command.name == "LOGOUT") && completion.status == Status::Ok;
        let counts = self.link.counts();
        self.view.unmute().and_then(|()| self.view.end(counts)).map_err(output)?;
        self.release_uploads(&completion)?;
        assert!(std::env::var_os(PANIC_VARIABLE).is_none(), "{PANIC_VARIABLE} asks for this panic");
        let claim = self.claims.iter().position(|claim| claim.ticket == completion.ticket);
        let claim = claim.map(|at| self.claims.remove(at));
        if let Some(at) = self.waiting.iter().position(|(ticket, _)| *ticket == completion.ticket) {
            let (_, id) = self.waiting.remove(at);
            let text = String::from_utf8_lossy(response.text().unwrap_or_default()).into_owned();
            let claimed = claim
                .map_or_else(|| Ok(Vec::new()), |claim| if claim.is_whole { Ok(claim.taken) } else { Err(Incomplete) });
            self.publish();
            let reply = reply(&response);
            let report = Report::Completed { id, status: completion.status, text, reply, why: completion.why, claimed };
            // STARTTLS has succeeded when the handshake has.
            let starts_tls = completion.command.is_some_and(|command| command.flow == Flow::StartTls);
            if starts_tls && completion.status == Status::Ok {
                self.waiting.push((completion.ticket, id));
                self.securing = Some((completion.ticket, report));
            } else {
                self.report(report);
            }
        }
        if is_logout {
            // RFC 9051 section 6.1.3; the server's close_notify is not waited for.
            self.drop_connection(Ok(()));
        }
        Ok(())
    }

    fn ready(&mut self) {
        self.stage = Stage::Ready;
        self.deadline = None;
        self.publish();
        self.report(Report::Ready);
    }

    /// Sends and does what the session wants.
    fn act(&mut self) -> Result<(), Error> {
        while let Some(action) = self.session.poll() {
            match action {
                Action::Send(outgoing) => {
                    if outgoing.secret.is_some() {
                        // Typed or driven: what has a secret in it is in this process's buffers.
                        conceal();
                    }
                    self.show(Shown::Sent(&outgoing))?;
                    self.keep_alive.sent();
                    self.log.iter_mut().for_each(|log| log.sent(&outgoing));
                    self.link.seal(&outgoing.octets, &mut self.outgoing).map_err(lost)?;
                }
                Action::Leave(why) => return Err(Error::new(Fault::Login, why)),
                Action::Tell(text) if self.is_interactive => self.show(Shown::Note(&text))?,
                Action::Tell(_) => {}
                Action::StartTls => {
                    let Some(dialed) = &mut self.dialed else { break };
                    dialed.secure(&mut self.link, &self.options)?;
                    self.stage = Stage::Handshake { first: false };
                    self.deadline = Some(Instant::now() + self.options.connect_timeout);
                }
                Action::StartDeflate => self.stage = Stage::Deflating,
                Action::Written(ticket) => {
                    self.ends_of_commands.push_back((self.gone + self.outgoing.len() as u64, ticket));
                }
            }
        }
        self.link.seal(&[], &mut self.outgoing).map_err(lost)?;
        self.publish();
        self.check_log()?;
        if self.is_corked { Ok(()) } else { self.write_out() }
    }

    fn show(&mut self, shown: Shown<'_>) -> Result<(), Error> {
        self.view.show(shown).map_err(output)
    }

    fn flush_screen(&mut self) -> Result<(), Error> {
        self.view.flush().map_err(output)
    }
}

/// Code and text of a tagged reply.
fn reply(response: &Response) -> Vec<u8> {
    let line = response.octets().trim_ascii_end();
    line.splitn(3, |octet| *octet == b' ').nth(2).unwrap_or_default().to_vec()
}

fn output(error: io::Error) -> Error {
    // Whoever read the output has had enough: no fault of anybody.
    let fault = if error.kind() == io::ErrorKind::BrokenPipe { Fault::Closed } else { Fault::Output };
    Error::new(fault, format!("cannot write the output: {error}"))
}

fn lost(error: impl std::fmt::Display) -> Error {
    Error::new(Fault::Lost, error.to_string())
}

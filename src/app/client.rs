//! The engine as the thread that reads lines sees it: requests go in, outcomes come out.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use signal_hook::consts::SIGTERM;

use crate::app::claim::Claims;
use crate::app::dial::Doubt;
use crate::app::engine::{Ends, Engine, Incomplete, Report, Request};
use crate::app::options::{Options, Peer};
use crate::app::screen::Screen;
use crate::app::upload::Upload;
use crate::check::Values;
use crate::error::{Error, Fault};
use crate::net::Waker;
use crate::net::{Counts, Encryption};
use crate::render::Renderer;
use crate::repl::{Held, Hub, Shared};
use crate::sasl::Login;
use crate::session::{Phase, Refused, Snapshot, Submission, Wants, Why};
use crate::shortcuts::{Marks, Switches};
use crate::wire::{Response, Status};

/// A running engine.
pub(crate) struct Client {
    requests: Sender<Request>,
    waker: Waker,
    woken: Arc<AtomicBool>,
    reports: Receiver<Report>,
    /// Readable when the connection is closed.
    pub(crate) closed: UnixStream,
    shared: Arc<Shared>,
    /// A signal has come that the engine has not seen yet.
    interrupted: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), Error>>>,
    ids: u64,
    /// Ctrl-C ends nothing by itself.
    forbears: bool,
    /// SIGTERM ends a script at once; else it is like Ctrl-C.
    ends_at_once: Arc<AtomicBool>,
    /// It was pressed when nobody waited for anything.
    was_interrupted: bool,
    /// How the connection has ended, once that was reported.
    ended: Option<Result<(), Error>>,
    /// Commands that ended when nobody waited for them any more.
    settled: Vec<(u64, Completed)>,
    hub: Option<Arc<Hub>>,
    /// What is on, as far as the person was told.
    pub(crate) switches: Switches,
    /// How the last command that ended was answered: code and text, too.
    pub(crate) last_reply: Option<(Status, Vec<u8>)>,
    /// The command that [`Self::last_reply`] replied to.
    replied: u64,
    /// What was captured, or set by `:let`.
    pub(crate) values: Values,
    /// The server for which nobody speaks, whose connection has ended because of that.
    pub(crate) doubted: Option<Doubt>,
    /// The messages that this session has marked `\\Deleted`.
    pub(crate) marks: Marks,
}

/// What became of something.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The connection is closed.
    Closed(Result<(), Error>),
    /// The command has ended.
    Completed(Completed),
    /// The command is IDLE, and has begun.
    Idling,
    /// Ctrl-C came first.
    Interrupted,
    /// The time was over first; it goes on.
    Pending,
    /// It was not sent.
    Refused(Refused),
    /// More is wanted first.
    Wants(Wants),
}

impl Outcome {
    /// Whether it is that of a command that was answered OK.
    pub(crate) fn is_ok(&self) -> bool {
        matches!(self, Self::Completed(Completed { status: Status::Ok, .. }))
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Completed {
    pub(crate) status: Status,
    /// What the server said to it.
    pub(crate) text: String,
    /// The same with the response code before it.
    pub(crate) reply: Vec<u8>,
    /// What there is to say of a login that did not succeed, beside what the server said.
    pub(crate) why: Option<Why>,
    /// The untagged responses that were claimed.
    pub(crate) claimed: Result<Vec<Response>, Incomplete>,
}

impl Completed {
    /// Whether it is a NO with one of these response codes. RFC 5530 section 3.
    pub(crate) fn is_refusal(&self, codes: &[&str]) -> bool {
        let code = self.reply.strip_prefix(b"[").and_then(|code| code.split(|octet| b"] ".contains(octet)).next());
        let is_one = |code: &[u8]| codes.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(code));
        self.status == Status::No && code.is_some_and(is_one)
    }
}

impl Client {
    /// Starts an engine.
    ///
    /// # Errors
    /// If there are no more threads or descriptors.
    pub(crate) fn start(
        options: &Arc<Options>,
        renderer: Box<dyn Renderer>,
        screen: Screen,
        is_interactive: bool,
    ) -> std::io::Result<Self> {
        let (waker, wake) = Waker::pair()?;
        let (closed_waker, closed) = Waker::pair()?;
        let (requests, engine_requests) = mpsc::channel();
        let (engine_reports, reports) = mpsc::channel();
        let shared = Arc::new(Shared::default());
        let woken = Arc::new(AtomicBool::new(false));
        if matches!(options.peer, Peer::Nobody) {
            shared.know(Arc::new(Snapshot { phase: Phase::Closed, ..Snapshot::default() }));
        }
        let interrupted = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&interrupted))?;
        signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, waker.descriptor()?)?;
        let ends_at_once = Arc::new(AtomicBool::new(true));
        if !is_interactive {
            // What stops a daemon: an end at once, unless somebody wants to finish what is under way.
            signal_hook::flag::register_conditional_default(SIGTERM, Arc::clone(&ends_at_once))?;
            signal_hook::flag::register(SIGTERM, Arc::clone(&interrupted))?;
            signal_hook::low_level::pipe::register(SIGTERM, waker.descriptor()?)?;
        }
        let ends = Ends {
            requests: engine_requests,
            wake,
            woken: Arc::clone(&woken),
            reports: engine_reports,
            closed: closed_waker,
            shared: Arc::clone(&shared),
            interrupted: Arc::clone(&interrupted),
        };
        let engine = Engine::new(Arc::clone(options), ends, renderer, screen, is_interactive);
        let thread = thread::Builder::new().name("engine".into()).spawn(move || engine.run())?;
        Ok(Self {
            requests,
            waker,
            woken,
            reports,
            closed,
            shared,
            interrupted,
            thread: Some(thread),
            ids: 0,
            forbears: false,
            ends_at_once,
            was_interrupted: false,
            ended: None,
            settled: Vec::new(),
            hub: None,
            switches: Switches::default(),
            last_reply: None,
            replied: 0,
            values: Values::new(),
            doubted: None,
            marks: Marks::default(),
        })
    }

    /// What is known now.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.shared.snapshot()
    }

    /// What is known, as it changes.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Forgets what was reported and nobody waits for any more.
    pub(crate) fn forget_reports(&mut self) {
        while let Ok(report) = self.reports.try_recv() {
            self.settle(report);
        }
    }

    /// Takes note of a report that nobody waits for.
    fn settle(&mut self, report: Report) {
        match report {
            Report::Closed { ended, .. } => self.ended = Some(ended),
            Report::Completed { id, status, text, reply, why, claimed } => {
                self.note_reply(id, status, reply.clone());
                self.settled.push((id, Completed { status, text, reply, why, claimed }));
            }
            Report::Doubted(doubt) => self.doubted = Some(doubt),
            Report::Interrupted => self.was_interrupted = true,
            _ => {}
        }
    }

    /// Keeps the reply of the last command, which need not be the last reply: servers complete commands in any order.
    fn note_reply(&mut self, id: u64, status: Status, reply: Vec<u8>) {
        if id >= self.replied {
            self.replied = id;
            self.last_reply = Some((status, reply));
        }
    }

    /// Sends a command; the number is for [`Client::wait`].
    pub(crate) fn submit(&mut self, submission: Submission, claims: &'static [&'static str]) -> u64 {
        self.submit_uploads(submission, Claims::from(claims), VecDeque::new())
    }

    /// The same with more to say of what it claims.
    pub(crate) fn submit_claiming(&mut self, submission: Submission, claims: Claims) -> u64 {
        self.submit_uploads(submission, claims, VecDeque::new())
    }

    /// The same with the files of its uploads, in order.
    pub(crate) fn submit_uploads(&mut self, submission: Submission, claims: Claims, uploads: VecDeque<Upload>) -> u64 {
        self.ids += 1;
        self.request(Request::Submit { id: self.ids, submission, claims, uploads });
        self.ids
    }

    /// Sends a command that logs in, and has its challenges answered; the number is for [`Client::wait`].
    pub(crate) fn authenticate(&mut self, submission: Submission, login: Login) -> u64 {
        self.ids += 1;
        self.request(Request::Authenticate { id: self.ids, submission, login: Box::new(login) });
        self.ids
    }

    /// Asks for something that has no outcome of its own.
    pub(crate) fn request(&self, request: Request) {
        // If the engine is gone, waiting says so.
        let _ = self.requests.send(request);
        // One that has not been taken yet is enough: after it all requests are looked at.
        if !self.woken.swap(true, Ordering::SeqCst) {
            self.waker.wake();
        }
    }

    /// Waits until the connection can be used.
    ///
    /// # Errors
    /// If it cannot come about.
    pub(crate) fn wait_ready(&mut self) -> Result<(), Error> {
        loop {
            match self.reports.recv() {
                Ok(Report::Ready) => return Ok(()),
                Ok(Report::Closed { ended, .. }) => return ended.and_then(|()| Err(gone())),
                Ok(Report::Doubted(doubt)) => self.doubted = Some(doubt),
                Ok(_) => {}
                Err(_) => return Err(gone()),
            }
        }
    }

    /// Makes a connection as `options` say, in place of the one that there was; `fresh` if nothing of that is to be restored.
    ///
    /// # Errors
    /// If it cannot come about.
    pub(crate) fn connect(&mut self, options: &Arc<Options>, fresh: bool) -> Result<(), Error> {
        self.log_out();
        self.request(Request::Connect { options: Arc::clone(options), fresh });
        loop {
            match self.reports.recv() {
                Ok(Report::Connecting) => break,
                Ok(report) => self.settle(report),
                Err(_) => return Err(gone()),
            }
        }
        self.ended = None;
        self.doubted = None;
        if fresh {
            self.marks = Marks::default();
        }
        let connected = self.wait_ready();
        if let Err(error) = &connected {
            self.ended = Some(Err(error.clone()));
        }
        self.forget_wakes();
        // A loss is reported before it wakes anybody, so none of this connection is overlooked.
        self.forget_reports();
        connected
    }

    /// Says goodbye; the engine stays for another connection.
    ///
    /// # Errors
    /// If the connection was lost instead.
    pub(crate) fn disconnect(&mut self) -> Result<(), Error> {
        self.log_out();
        // Whatever came of it has been reported when this is answered.
        self.link()?;
        self.forget_wakes();
        self.ended.clone().unwrap_or(Ok(()))
    }

    /// That a connection was closed is known.
    fn forget_wakes(&mut self) {
        let mut wakes = [0; 64];
        while self.closed.read(&mut wakes).is_ok_and(|read| read > 0) {}
    }

    /// Says goodbye, and waits for the end of the connection; answers how it ended, if it did in time.
    pub(crate) fn log_out(&mut self) -> Option<Result<(), Error>> {
        let snapshot = self.snapshot();
        let is_inside = matches!(snapshot.wants, Wants::Literal(_) | Wants::Rest);
        if is_inside || !snapshot.is_open() {
            // In the middle of a command there is no way to say LOGOUT.
            return None;
        }
        let id = self.submit(Submission::line(None, "LOGOUT"), &[]);
        let deadline = Instant::now() + GOODBYE;
        loop {
            match self.wait(id, Some(deadline)) {
                Outcome::Closed(ended) => return Some(ended),
                Outcome::Completed(_) | Outcome::Pending | Outcome::Refused(_) => return None,
                _ => {}
            }
        }
    }

    /// Waits for the outcome of command `id`, at most until `deadline`.
    pub(crate) fn wait(&mut self, id: u64, deadline: Option<Instant>) -> Outcome {
        if let Some(at) = self.settled.iter().position(|(settled, _)| *settled == id) {
            return Outcome::Completed(self.settled.swap_remove(at).1);
        }
        loop {
            match self.next_report(deadline) {
                Ok(Report::Completed { id: completed, status, text, reply, why, claimed }) if completed == id => {
                    self.note_reply(id, status, reply.clone());
                    return Outcome::Completed(Completed { status, text, reply, why, claimed });
                }
                Ok(Report::Refused { id: refused_id, refused }) if refused_id == id => {
                    return Outcome::Refused(refused);
                }
                Ok(Report::Closed { ended, unanswered }) => {
                    self.ended = Some(ended.clone());
                    // What was asked for later is refused, which is the better answer.
                    if unanswered.contains(&id) {
                        return Outcome::Closed(ended);
                    }
                }
                Ok(Report::Idling) => return Outcome::Idling,
                Ok(Report::Interrupted) => return Outcome::Interrupted,
                Ok(Report::Passed { id: passed }) if passed == id => return Outcome::Pending,
                Ok(Report::Wants(wants)) => return Outcome::Wants(wants),
                Ok(report) => self.settle(report),
                Err(RecvTimeoutError::Timeout) => return Outcome::Pending,
                Err(RecvTimeoutError::Disconnected) => return Outcome::Closed(Err(gone())),
            }
        }
    }

    /// The outcome of whichever of some commands ends first, and which: those with the numbers that `are` known, of which `oldest` is the
    /// first. `None` if none has ended and nobody `waits`.
    pub(crate) fn wait_any(&mut self, oldest: u64, are: impl Fn(u64) -> bool, waits: bool) -> Option<(u64, Outcome)> {
        if let Some(at) = self.settled.iter().position(|(settled, _)| are(*settled)) {
            let (id, completed) = self.settled.swap_remove(at);
            return Some((id, Outcome::Completed(completed)));
        }
        loop {
            let report = if waits { self.next_report(None) } else { self.next_report(Some(Instant::now())) };
            match report {
                Ok(Report::Completed { id, status, text, reply, why, claimed }) if are(id) => {
                    self.note_reply(id, status, reply.clone());
                    return Some((id, Outcome::Completed(Completed { status, text, reply, why, claimed })));
                }
                Ok(Report::Refused { id, refused }) if are(id) => {
                    return Some((id, Outcome::Refused(refused)));
                }
                Ok(Report::Closed { ended, unanswered }) => {
                    self.ended = Some(ended.clone());
                    if let Some(id) = unanswered.into_iter().filter(|id| are(*id)).min() {
                        return Some((id, Outcome::Closed(ended)));
                    }
                }
                Ok(Report::Interrupted) => return Some((oldest, Outcome::Interrupted)),
                Ok(report) => self.settle(report),
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => return Some((oldest, Outcome::Closed(Err(gone())))),
            }
        }
    }

    fn next_report(&self, deadline: Option<Instant>) -> Result<Report, RecvTimeoutError> {
        match deadline {
            None => self.reports.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => self.reports.recv_timeout(deadline.saturating_duration_since(Instant::now())),
        }
    }

    /// Waits until `deadline`, or until a response called `name` has come since the last command. `Ok` tells whether it has.
    ///
    /// # Errors
    /// If the connection was closed, or Ctrl-C pressed.
    pub(crate) fn linger(&mut self, name: Option<&str>, deadline: Option<Instant>) -> Result<bool, Outcome> {
        self.linger_in(None, name, deadline)
    }

    /// The same as long as command `id` is under way: behind its end nothing more is to be expected. Its outcome is still to be had
    /// from [`Client::wait`].
    pub(crate) fn linger_in(
        &mut self,
        id: Option<u64>,
        name: Option<&str>,
        deadline: Option<Instant>,
    ) -> Result<bool, Outcome> {
        self.forget_reports();
        if self.forbears && std::mem::take(&mut self.was_interrupted) {
            return Err(Outcome::Interrupted);
        }
        if let Some(ended) = self.ended.clone() {
            return Err(Outcome::Closed(ended));
        }
        if let Some(name) = name {
            self.request(Request::Until(name.to_owned()));
        }
        loop {
            if id.is_some_and(|id| self.settled.iter().any(|(settled, _)| *settled == id)) {
                return Ok(false);
            }
            match self.next_report(deadline) {
                Ok(Report::Seen) => return Ok(true),
                Ok(Report::Closed { ended, .. }) => {
                    self.ended = Some(ended.clone());
                    return Err(Outcome::Closed(ended));
                }
                Ok(Report::Interrupted) => return Err(Outcome::Interrupted),
                Ok(report) => self.settle(report),
                Err(RecvTimeoutError::Timeout) => return Ok(false),
                Err(RecvTimeoutError::Disconnected) => return Err(Outcome::Closed(Err(gone()))),
            }
        }
    }

    /// Whether Ctrl-C, and SIGTERM in a script, are only told, and not acted upon: whoever waits decides what they end.
    pub(crate) fn forbear(&mut self, forbears: bool) {
        self.ends_at_once.store(!forbears, Ordering::SeqCst);
        (self.forbears, self.was_interrupted) = (forbears, false);
        self.request(Request::Forbear(forbears));
    }

    /// Waits without a connection, until then. Answers whether Ctrl-C was pressed.
    ///
    /// Whoever forbears need not rely on the engine for that: as long as the screen is held, it may be waiting for it with more than is
    /// kept meanwhile. Whichever of the two sees the signal first takes it.
    pub(crate) fn pause(&mut self, until: Instant) -> bool {
        let was_ended =
            |ended: &Option<Result<(), Error>>| matches!(ended, Some(Err(error)) if error.fault == Fault::Interrupted);
        while !std::mem::take(&mut self.was_interrupted) && !was_ended(&self.ended) {
            match self.next_report(Some(until)) {
                Ok(report) => self.settle(report),
                Err(RecvTimeoutError::Timeout) => {
                    return self.forbears && self.interrupted.swap(false, Ordering::SeqCst);
                }
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
        true
    }

    /// What came since the last command: a file, and its length in octets.
    ///
    /// # Errors
    /// If it was not kept.
    pub(crate) fn last(&mut self) -> Result<(File, u64), String> {
        let last = self.ask(Request::Last, |report| match report {
            Report::Last(last) => ControlFlow::Break(last),
            other => ControlFlow::Continue(other),
        });
        last.unwrap_or_else(|error| Err(error.message))
    }

    /// Writes down what crosses the wire in this file, or nowhere.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn log(&mut self, path: Option<PathBuf>) -> Result<(), Error> {
        let changed = self.ask(Request::Log(path), |report| match report {
            Report::Log(changed) => ControlFlow::Break(changed),
            other => ControlFlow::Continue(other),
        })?;
        changed.map_err(|error| Error::new(Fault::Output, error))
    }

    /// How the link is encrypted, and what went through it.
    ///
    /// # Errors
    /// If the engine is gone.
    pub(crate) fn link(&mut self) -> Result<(Option<Encryption>, Counts), Error> {
        self.ask(Request::Link, |report| match report {
            Report::Link(encryption, counts) => ControlFlow::Break((encryption, counts)),
            other => ControlFlow::Continue(other),
        })
    }

    /// Waits until all that was to be shown is on the screen.
    pub(crate) fn await_screen(&mut self) {
        // An engine that is gone shows nothing more.
        let _ = self.ask(Request::Sync, |report| match report {
            Report::Synced => ControlFlow::Break(()),
            other => ControlFlow::Continue(other),
        });
    }

    /// Asks the engine for something, and waits for the report that is the answer.
    fn ask<T>(&mut self, request: Request, answer: impl Fn(Report) -> ControlFlow<T, Report>) -> Result<T, Error> {
        self.forget_reports();
        self.request(request);
        loop {
            match answer(self.reports.recv().map_err(|_| gone())?) {
                ControlFlow::Break(answer) => return Ok(answer),
                ControlFlow::Continue(other) => self.settle(other),
            }
        }
    }

    /// How the connection has ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<Result<(), Error>> {
        self.forget_reports();
        self.ended.clone()
    }

    /// The commands that ended when nobody waited for them any more.
    pub(crate) fn take_settled(&mut self) -> Vec<(u64, Status)> {
        self.forget_reports();
        self.settled.drain(..).map(|(id, completed)| (id, completed.status)).collect()
    }

    /// Sends octets as they are.
    pub(crate) fn pass(&mut self, octets: Vec<u8>) -> Outcome {
        self.ids += 1;
        self.request(Request::Raw { id: self.ids, octets });
        self.wait(self.ids, None)
    }

    /// Output goes through `hub`.
    pub(crate) fn through(mut self, hub: Option<&Arc<Hub>>) -> Self {
        self.hub = hub.cloned();
        self
    }

    /// Keeps what comes off the screen until the answer is dropped: somebody else has it.
    pub(crate) fn hold_screen(&self) -> Option<Held> {
        self.hub.as_ref().map(Hub::hold)
    }

    /// Ends the engine, and waits until all is shown.
    ///
    /// # Errors
    /// If output could not be written.
    pub(crate) fn close(&mut self) -> Result<(), Error> {
        self.request(Request::Close);
        // An engine that panicked has said so.
        self.thread.take().map_or(Ok(()), |thread| thread.join().unwrap_or(Ok(())))
    }
}

/// How long the person waits for a reply before the prompt comes back without it.
pub(crate) const GRACE: Duration = Duration::from_millis(300);

/// How long a goodbye may take.
pub(crate) const GOODBYE: Duration = Duration::from_secs(5);

fn gone() -> Error {
    Error::new(Fault::Lost, "the connection was closed")
}

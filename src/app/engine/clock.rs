//! What happens when time has passed: nothing came, or IDLE has run for long.

use std::time::{Duration, Instant};

use crate::app::ending;
use crate::app::engine::{Engine, Stage};
use crate::error::Error;
use crate::session::{Submission, Wants};

/// RFC 2177 section 3: a server may end the session of a client that has idled for 30 minutes; it is to issue IDLE again before
/// 29 are over.
const IDLE_MAX: Duration = Duration::from_secs(28 * 60);

/// For the tests of that: the same, in milliseconds.
const IDLE_VARIABLE: &str = "IMAPSH_TEST_IDLE_MILLIS";

/// An IDLE that runs, and is to be issued again.
#[derive(Debug)]
pub(crate) struct Idling {
    until: Option<Instant>,
    max: Duration,
}

impl Idling {
    /// None runs.
    pub(crate) fn new() -> Self {
        let millis = std::env::var(IDLE_VARIABLE).ok().and_then(|millis| millis.parse().ok());
        Self { until: None, max: millis.map_or(IDLE_MAX, Duration::from_millis) }
    }

    /// One has begun.
    pub(crate) fn begin(&mut self) {
        self.until = Some(Instant::now() + self.max);
    }

    /// None runs any more.
    pub(crate) fn end(&mut self) {
        self.until = None;
    }
}

/// When to send NOOP, so that neither the server nor a router on the way forgets the connection.
#[derive(Debug, Default)]
pub(crate) struct KeepAlive {
    pause: Option<Duration>,
    sent: Option<Instant>,
}

impl KeepAlive {
    /// Whenever nothing was sent for so long, or never.
    pub(crate) fn set(&mut self, pause: Option<Duration>) {
        self.pause = pause;
        self.sent();
    }

    /// Something is sent.
    pub(crate) fn sent(&mut self) {
        self.sent = Some(Instant::now());
    }

    fn due(&self) -> Option<Instant> {
        self.sent?.checked_add(self.pause?)
    }
}

impl Engine {
    /// When the next NOOP is due: nothing else may be under way, and in IDLE nothing may be said.
    fn noop_due(&self) -> Option<Instant> {
        let snapshot = self.session.snapshot();
        let is_quiet = snapshot.in_flight == 0 && !snapshot.idle && snapshot.wants == Wants::Command;
        self.keep_alive.due().filter(|_| is_quiet && self.stage == Stage::Ready)
    }

    /// How long to wait for anything at most.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        if self.session.is_reckoning() {
            return Some(Duration::ZERO);
        }
        let ends = [self.patience_ends(), self.idling.until, self.noop_due(), self.last_words_end()];
        let deadline = ends.into_iter().flatten().min()?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// When the server's time to say something is over.
    fn patience_ends(&self) -> Option<Instant> {
        self.stream.as_ref()?;
        let snapshot = self.session.snapshot();
        // A literal's octets are the person's turn once those before them have left.
        let is_literal_under_way = !self.outgoing.is_empty();
        let is_idle = snapshot.idle && !self.session.is_renewing_idle();
        let is_servers_turn =
            (matches!(snapshot.wants, Wants::Command | Wants::Wait) || is_literal_under_way) && !is_idle;
        let is_waiting = self.stage == Stage::Ready && snapshot.in_flight > 0 && is_servers_turn;
        let silence = self.options.timeout.filter(|_| is_waiting).map(|timeout| self.last_octet + timeout);
        [self.deadline, silence].into_iter().flatten().min()
    }

    /// Does what is due.
    pub(crate) fn keep_time(&mut self) -> Result<(), Error> {
        if self.session.reckon() {
            // The server waits for us.
            self.last_octet = Instant::now();
            self.act()?;
        }
        let now = Instant::now();
        if self.idling.until.is_some_and(|until| until <= now) {
            self.idling.end();
            // The server has been silent, as it may; from here on it has to answer.
            self.last_octet = now;
            self.session.renew_idle();
            self.act()?;
        }
        if self.noop_due().is_some_and(|due| due <= now) {
            // It waits for nobody: if the session cannot send it, there is nothing to be kept alive.
            self.keep_alive.sent();
            self.last_octet = now;
            if self.session.submit(Submission::line(None, "NOOP")).is_ok() {
                self.act()?;
            }
        }
        if self.patience_ends().is_some_and(|end| end <= now) {
            return Err(ending::timed_out(self.stage, &self.session, self.link.tls().is_some(), &self.options));
        }
        Ok(())
    }
}

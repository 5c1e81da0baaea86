//! The demo server behind a socket: one client, on a thread of its own.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::app::identity::Identity;
use crate::demo::{Connection, LinkFacts, Output, Server};
use crate::net::{Link, Stream, Waker, wait, wait_writable};

/// Octets that are read at once.
const RECEIVE_OCTETS: usize = 16 << 10;

/// Unsent octets from which on the server is asked for no more: it waits, as its client does.
const UNSENT_OCTETS: usize = 64 << 10;

/// How long a TLS handshake may take. A stranger who sends nothing must not keep a place for ever.
const HANDSHAKE_MAX: Duration = Duration::from_secs(30);

/// How long a client may take no octet of an answer.
const STALL_MAX: Duration = Duration::from_secs(5 * 60);

/// How long the end may take: the client reads the good-bye, and closes.
pub(crate) const PARTING_MAX: Duration = Duration::from_secs(2);

/// Octets that are thrown away at the end. A client that goes on sending is cut off.
const PARTING_OCTETS_MAX: usize = 1 << 20;

/// The clients of one server, who hear of each other's changes.
#[derive(Debug)]
pub(crate) struct Crowd {
    server: Server,
    /// [`Server::generation`] when everybody was woken last.
    told: AtomicU64,
    members: Mutex<BTreeMap<u64, Waker>>,
    joined: AtomicU64,
    is_ending: AtomicBool,
}

/// A client's place; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    number: u64,
    /// Readable when there may be something to hear.
    wake: UnixStream,
}

impl Crowd {
    /// Nobody, at `server`.
    pub(crate) fn new(server: Server) -> Arc<Self> {
        Arc::new(Self {
            told: AtomicU64::new(server.generation()),
            server,
            members: Mutex::default(),
            joined: AtomicU64::new(0),
            is_ending: AtomicBool::new(false),
        })
    }

    /// A place for one more.
    ///
    /// # Errors
    /// If there are no more descriptors.
    pub(crate) fn join(self: &Arc<Self>) -> io::Result<Place> {
        let (waker, wake) = Waker::pair()?;
        let number = self.joined.fetch_add(1, Ordering::Relaxed);
        self.members().insert(number, waker);
        Ok(Place { crowd: Arc::clone(self), number, wake })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.members().len()
    }

    /// Tells everybody to say good-bye.
    pub(crate) fn end(&self) {
        self.is_ending.store(true, Ordering::SeqCst);
        self.members().values().for_each(Waker::wake);
    }

    /// Wakes everybody, if something has changed since that was done last. That includes whoever sees it first: the
    /// change may be another's, made after it has looked at its mailbox.
    fn tell_all(&self) {
        let generation = self.server.generation();
        if self.told.fetch_max(generation, Ordering::SeqCst) < generation {
            self.members().values().for_each(Waker::wake);
        }
    }

    /// What is in it is whole, whoever panicked.
    fn members(&self) -> MutexGuard<'_, BTreeMap<u64, Waker>> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.members().remove(&self.number);
    }
}

/// The certificate of a server in this process: made when STARTTLS is taken, and the same for both ends.
#[derive(Debug, Default)]
pub(crate) struct OwnIdentity(OnceLock<Option<Identity>>);

impl OwnIdentity {
    /// One that is there already.
    pub(crate) fn made(identity: Identity) -> Self {
        Self(OnceLock::from(Some(identity)))
    }

    /// The certificate; `None` if it could not be made.
    pub(crate) fn get(&self) -> Option<&Identity> {
        self.0.get_or_init(|| Identity::new(vec!["demo".to_owned()]).ok()).as_ref()
    }
}

/// How TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tls {
    /// With the first octet.
    Implicit,
    /// With STARTTLS, if the client wants.
    StartTls,
}

/// One client and its connection.
pub(crate) struct Host {
    stream: Stream,
    place: Place,
    identity: Arc<OwnIdentity>,
    facts: LinkFacts,
    link: Link,
    /// Not before the handshake of implicit TLS is done.
    connection: Option<Connection>,
    /// The handshake must be done by then.
    handshake_by: Option<Instant>,
    /// Octets of the network that were not understood yet.
    unread: Vec<u8>,
    /// Octets for the network, from `sent` on.
    unsent: Vec<u8>,
    sent: usize,
    /// When the network took octets last, or had all.
    last_taken: Instant,
    is_over: bool,
}

impl Host {
    /// A client who has just come, through `stream`.
    pub(crate) fn new(stream: Stream, place: Place, identity: Arc<OwnIdentity>, tls: Tls, is_network: bool) -> Self {
        let is_implicit = tls == Tls::Implicit;
        let facts = LinkFacts {
            is_private: is_implicit || stream.is_local(),
            starttls: !is_implicit,
            compress: true,
            is_network,
            ..LinkFacts::default()
        };
        let now = Instant::now();
        Self {
            stream,
            place,
            identity,
            facts,
            link: Link::default(),
            connection: None,
            handshake_by: is_implicit.then(|| now + HANDSHAKE_MAX),
            unread: Vec::new(),
            unsent: Vec::new(),
            sent: 0,
            last_taken: now,
            is_over: false,
        }
    }

    /// Serves the client until it leaves.
    ///
    /// # Errors
    /// If the client is gone, or what it sends cannot be understood.
    pub(crate) fn run(mut self) -> io::Result<()> {
        match self.handshake_by {
            Some(_) => self.accept()?,
            None => self.greet(),
        }
        loop {
            self.proceed()?;
            self.place.crowd.tell_all();
            if self.is_over {
                return self.part();
            }
            self.wait()?;
        }
    }

    /// Does all that can be done without waiting.
    fn proceed(&mut self) -> io::Result<()> {
        loop {
            let has_said_all = self.ask_server()?;
            self.write()?;
            // What is to be sent comes first: who does not read is not listened to.
            if self.has_unsent() || self.is_over || (has_said_all && !self.understand()?) {
                return Ok(());
            }
        }
    }

    /// Asks the server what it has to say, up to a limit; whether that was all.
    fn ask_server(&mut self) -> io::Result<bool> {
        let Some(connection) = &mut self.connection else { return Ok(true) };
        while self.unsent.len() < UNSENT_OCTETS {
            match connection.poll() {
                None => return Ok(true),
                Some(Output::Send(octets)) => self.link.seal(&octets, &mut self.unsent)?,
                // The client waits for the OK before it sends compressed octets, so none are left over.
                Some(Output::StartDeflate) => self.link.deflate(&[]),
                Some(Output::StartTls) => {
                    self.handshake_by = Some(Instant::now() + HANDSHAKE_MAX);
                    self.accept()?;
                    return Ok(true);
                }
                Some(Output::Close) => {
                    self.is_over = true;
                    self.link.close();
                    self.link.seal(&[], &mut self.unsent)?;
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn accept(&mut self) -> io::Result<()> {
        let identity = self.identity.get().ok_or(io::ErrorKind::Unsupported)?;
        self.link.accept(identity.config()).map_err(io::Error::other)
    }

    fn greet(&mut self) {
        self.connection = Some(self.place.crowd.server.connect(Instant::now(), self.facts.clone()));
    }

    /// Understands a step of what has come; false if there is nothing more.
    fn understand(&mut self) -> io::Result<bool> {
        if self.unread.is_empty() && self.link.is_drained() {
            return Ok(false);
        }
        let mut plain = Vec::new();
        let mut rest = &self.unread[..];
        let opened = self.link.open(&mut rest, &mut plain);
        let taken = self.unread.len() - rest.len();
        self.unread.drain(..taken);
        // TLS itself may have something to say: its side of the handshake, or what is wrong.
        self.link.seal(&[], &mut self.unsent)?;
        if let Err(broken) = opened {
            self.write()?;
            return Err(io::Error::other(broken));
        }
        if self.handshake_by.is_some() && !self.link.is_handshaking() {
            self.handshake_by = None;
            let binding = self.identity.get().map(|identity| identity.binding(&self.link)).unwrap_or_default();
            if let Some(connection) = &mut self.connection {
                connection.handle_secured(binding);
            } else {
                self.facts.binding = binding;
                self.greet();
            }
        }
        if let Some(connection) = &mut self.connection {
            connection.handle_bytes(Instant::now(), &plain);
        }
        self.is_over |= self.link.is_closed();
        Ok(true)
    }

    fn has_unsent(&self) -> bool {
        self.sent < self.unsent.len()
    }

    /// Writes what can be written.
    fn write(&mut self) -> io::Result<()> {
        while self.has_unsent() {
            match self.stream.write(&self.unsent[self.sent..]) {
                Ok(written) => {
                    self.sent += written;
                    self.last_taken = Instant::now();
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.unsent.clear();
        self.unsent.shrink_to(2 * UNSENT_OCTETS);
        self.sent = 0;
        Ok(())
    }

    /// Waits until there is something to do, and takes what has come.
    fn wait(&mut self) -> io::Result<()> {
        let left = self.deadline().map(|at| at.saturating_duration_since(Instant::now()));
        let ready = if self.has_unsent() {
            wait_writable(&self.stream, &self.place.wake, left)?
        } else {
            self.last_taken = Instant::now();
            wait(Some(&self.stream), false, &self.place.wake, left)?
        };
        if ready.readable && !self.has_unsent() {
            self.read()?;
        }
        self.look_at_the_time();
        Ok(())
    }

    fn deadline(&self) -> Option<Instant> {
        let stalled = self.has_unsent().then(|| self.last_taken + STALL_MAX);
        let due = self.connection.as_ref().and_then(Connection::next_timeout);
        [stalled, due, self.handshake_by].into_iter().flatten().min()
    }

    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; RECEIVE_OCTETS];
        match self.stream.read(&mut buffer) {
            Ok(0) => self.is_over = true,
            Ok(read) => self.unread.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn look_at_the_time(&mut self) {
        let now = Instant::now();
        let is_stalled = self.has_unsent() && now >= self.last_taken + STALL_MAX;
        if is_stalled || self.handshake_by.is_some_and(|by| now >= by) {
            self.is_over = true;
            return;
        }
        let is_ending = self.place.crowd.is_ending.load(Ordering::SeqCst);
        match &mut self.connection {
            Some(connection) if is_ending => connection.shut_down(),
            Some(connection) => connection.handle_timeout(now),
            None => self.is_over |= is_ending,
        }
    }

    /// Lets the client hear the last words: to close with octets unread would take them back.
    fn part(mut self) -> io::Result<()> {
        let by = Instant::now() + PARTING_MAX;
        let left = || by.saturating_duration_since(Instant::now());
        while self.has_unsent() && !left().is_zero() {
            self.write()?;
            if self.has_unsent() {
                wait_writable(&self.stream, &self.place.wake, Some(left()))?;
            }
        }
        self.stream.shut_down_writing()?;
        let mut buffer = [0; RECEIVE_OCTETS];
        let mut octets = 0;
        while octets < PARTING_OCTETS_MAX && !left().is_zero() {
            match self.stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => octets += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    wait(Some(&self.stream), false, &self.place.wake, Some(left()))?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

//! The server: one mail store, shared by its connections.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::demo::connection::Connection;
use crate::demo::date::{self, Moment};
use crate::demo::limits::INCOMING_OCTETS_MAX;
use crate::demo::seed;
use crate::demo::store::Store;
use crate::sasl::ChannelBinding;

/// The only user.
pub const USER: &str = "user@outlook.com";

/// The password of [`USER`].
pub const PASSWORD: &str = "password";

/// The access token of [`USER`], for XOAUTH2 and OAUTHBEARER.
pub const TOKEN: &str = "demo-token";

/// An IMAP server in memory. Its clones share their mail.
#[derive(Clone, Debug)]
pub struct Server {
    store: Arc<Mutex<Store>>,
    /// Octets of messages that are announced and have not come whole.
    incoming: Arc<AtomicUsize>,
}

/// Room for a message that is on its way; it is given back when this is dropped.
#[derive(Debug)]
pub(super) struct Reservation {
    incoming: Arc<AtomicUsize>,
    octets: usize,
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.incoming.fetch_sub(self.octets, Ordering::SeqCst);
    }
}

/// What a connection must know of what carries it.
#[derive(Clone, Debug, Default)]
pub struct LinkFacts {
    /// Nobody listens: it is encrypted, or never leaves this machine. Else passwords are not taken in clear text.
    pub is_private: bool,
    /// STARTTLS is offered; the caller can do the handshake.
    pub starttls: bool,
    /// COMPRESS DEFLATE is offered; the caller can inflate and deflate.
    pub compress: bool,
    /// The client is a program of its own, and may be a stranger: it gets less time to log in.
    pub is_network: bool,
    /// What ties a login to the TLS channel, if there is one.
    pub binding: ChannelBinding,
}

impl Server {
    /// A server with fresh mail. Its calendar starts on 3 May 2021, whatever the day, so that each run is the same.
    #[must_use]
    pub fn new() -> Self {
        Self::with_calendar(Moment::utc(date::days(2021, 5, 3) * 86_400 + 8 * 3600))
    }

    /// A server with fresh mail, whose calendar starts at `time`: mail that arrives has the date of today.
    #[must_use]
    pub fn starting_at(time: SystemTime) -> Self {
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |duration| duration.as_secs());
        // The year 9999 is the last that a date can name (RFC 9051 section 9, date-year).
        Self::with_calendar(Moment::utc(i64::try_from(seconds).unwrap_or(0).min(date::days(9999, 1, 1) * 86_400)))
    }

    fn with_calendar(calendar: Moment) -> Self {
        Self { store: Arc::new(Mutex::new(seed::store(calendar))), incoming: Arc::default() }
    }

    /// A new connection; its greeting is ready to be polled.
    #[must_use]
    pub fn connect(&self, now: Instant, link: LinkFacts) -> Connection {
        Connection::new(self.clone(), now, link)
    }

    /// Grows with each change. When it has grown, another client may have something to hear: call
    /// [`Connection::handle_timeout`] on the connections that idle.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.lock().generation()
    }

    /// Room for a message of that many octets, until it is there; `None` if too much is on its way already.
    pub(super) fn reserve(&self, octets: usize) -> Option<Reservation> {
        let more = |incoming: usize| incoming.checked_add(octets).filter(|sum| *sum <= INCOMING_OCTETS_MAX);
        self.incoming.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more).ok()?;
        Some(Reservation { incoming: Arc::clone(&self.incoming), octets })
    }

    /// The store. No panic leaves it half changed in a way that matters, so a poisoned lock is just a lock.
    pub(super) fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

//! What has been learnt of the session: all that the rest of the program may know.

use std::sync::Arc;

use crate::catalog::State;
use crate::catalog::capability::fulfils;
use crate::session::event::Wants;
use crate::session::learnt::{Found, Marked, Offered, Refusal};
use crate::session::moves::Moves;
use crate::session::names::Names;
use crate::wire::utf7;

/// RFC 7888 section 5: LITERAL- allows literals without waiting up to this many octets.
const LITERAL_MINUS_OCTETS_MAX: u64 = 4096;

/// RFC 9051 section 9: a literal's length has 32 bits. A server that reads no more of a longer one would take its octets for
/// commands, so it is asked first.
const NONSYNC_OCTETS_MAX: u64 = u32::MAX as u64;

/// The longest literals that may be sent without waiting for a `+`, in octets. RFC 7888.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nonsync {
    /// Of a literal; none, if 0.
    pub literal: u64,
    /// Of a literal8; none, if 0.
    pub literal8: u64,
}

/// What is known. Plain data: `phase.rs` changes it, by `learnt.rs` where it is no state; what the prompt asks for is told by
/// `Session::publish`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Whom we speak to, as the person named it.
    pub host: String,
    /// Who is logged in, as far as the session has seen.
    pub user: Option<String>,
    /// How far the session is.
    pub phase: Phase,
    /// Whether others can read along.
    pub privacy: Privacy,
    /// Whether a login can be tied to the TLS channel.
    pub can_bind: bool,
    /// The greeting's text.
    pub greeting: String,
    /// What the server can do; `None` as long as it has not said so in this phase.
    pub capabilities: Option<Arc<Vec<String>>>,
    /// What it offered in the parts of the session so far.
    pub offered: Offered,
    /// The mailboxes that it has told of.
    pub names: Arc<Names>,
    /// The hits of the last SEARCH.
    pub found: Option<Arc<Found>>,
    /// What ENABLE switched on.
    pub enabled: Vec<String>,
    /// The selected mailbox.
    pub mailbox: Option<Mailbox>,
    /// The last command that was refused, unless a later one was OK.
    pub refusal: Option<Arc<Refusal>>,
    /// The person wants nothing changed: what can change something is not sent.
    pub is_read_only: bool,
    /// IDLE is running.
    pub idle: bool,
    /// Commands whose replies are outstanding.
    pub in_flight: usize,
    /// What the session wants to be given next.
    pub wants: Wants,
    /// What is wanted is a secret, or may be one.
    pub wants_secret: bool,
    /// The size of the literal that is wanted, in octets.
    pub literal: u64,
    /// Where the last connection on which somebody was logged in has left off.
    pub left: Option<Arc<Left>>,
}

/// Where a connection has left off: what is to be restored on the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Who was logged in, as far as the session has seen.
    pub user: Option<String>,
    /// The mailbox that was selected.
    pub mailbox: Option<Mailbox>,
}

/// How far a session is. RFC 9051 section 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// No greeting has come.
    #[default]
    Connecting,
    /// Nobody is logged in.
    NotAuthenticated,
    /// Somebody is logged in.
    Authenticated,
    /// A mailbox is selected.
    Selected,
    /// The server has said BYE.
    Logout,
    /// The connection is closed.
    Closed,
}

impl Phase {
    /// Whether somebody is logged in.
    #[must_use]
    pub fn is_logged_in(self) -> bool {
        matches!(self, Self::Authenticated | Self::Selected)
    }
}

/// Whether others can read along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privacy {
    /// Plain text that does not leave this machine.
    Local,
    /// Plain text on a network.
    #[default]
    Plaintext,
    /// TLS, or a tunnel.
    Secure,
}

/// What is known of the selected mailbox. RFC 9051 section 2.3.1 and 7.3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Its name, decoded.
    pub name: String,
    /// Its name as it was sent.
    pub wire_name: Vec<u8>,
    /// Whether it may not be changed.
    pub read_only: bool,
    /// The server has said so: `[READ-ONLY]`.
    pub told_read_only: bool,
    /// Messages in it.
    pub exists: Option<u32>,
    /// How often the server has told how many messages there are: if this grows, something may have come.
    pub arrivals: u64,
    /// Messages that no session saw before.
    pub recent: Option<u32>,
    /// The flags that are in use.
    pub flags: Vec<String>,
    /// The flags that can be set for good.
    pub permanent_flags: Option<Vec<String>>,
    /// The UID that the next message will have.
    pub uid_next: Option<u32>,
    /// While this stays the same, UIDs do.
    pub uid_validity: Option<u32>,
    /// The number of the first message without `\Seen`.
    pub unseen: Option<u32>,
    /// What the last UID SEARCH has found, as a sequence set.
    pub uids: Option<Arc<str>>,
    /// The messages that are known to be marked `\Deleted`.
    pub marked: Arc<Marked>,
    /// What has moved their numbers since it was selected.
    pub moves: Arc<Moves>,
    /// An EXPUNGE has come since numbers were last shown: they may mean other messages now.
    pub has_shifted: bool,
}

impl Snapshot {
    /// The state in which a command would be sent now.
    #[must_use]
    pub fn state(&self) -> State {
        match self.phase {
            _ if self.idle => State::Idle,
            Phase::Connecting | Phase::NotAuthenticated => State::NotAuthenticated,
            Phase::Authenticated => State::Authenticated,
            Phase::Selected => State::Selected,
            Phase::Closed | Phase::Logout => State::Logout,
        }
    }

    /// Whether the server has said that it can do `capability`.
    #[must_use]
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().flat_map(|known| known.iter()).any(|found| found.eq_ignore_ascii_case(capability))
    }

    /// The longest literals that may be sent without waiting for a `+`. RFC 7888 sections 3 and 5.
    #[must_use]
    pub fn nonsync(&self) -> Nonsync {
        let literal = if self.can("LITERAL+") {
            NONSYNC_OCTETS_MAX
        } else if self.can("LITERAL-") || self.can("IMAP4rev2") {
            LITERAL_MINUS_OCTETS_MAX
        } else {
            0
        };
        // RFC 4466 section 6: the `+` of a literal8 needs BINARY beside it. RFC 9051 has none for it.
        let allows_literal8 = self.can("BINARY") && ["LITERAL+", "LITERAL-"].iter().any(|name| self.can(name));
        Nonsync { literal, literal8: if allows_literal8 { literal } else { 0 } }
    }

    /// Whether UTF-8 may stand in quoted strings, mailbox names included. RFC 9755 section 3, RFC 9051 section 6.3.1.
    #[must_use]
    pub fn takes_utf8(&self) -> bool {
        let is_one = |word: &String| ["UTF8=ACCEPT", "IMAP4rev2"].iter().any(|name| word.eq_ignore_ascii_case(name));
        self.enabled.iter().any(is_one)
    }

    /// Whether the server has said that it has what a `requires` of the catalog names: the same word, or it with a value.
    #[must_use]
    pub fn offers(&self, required: &str) -> bool {
        self.capabilities.iter().flat_map(|known| known.iter()).any(|word| fulfils(word, required))
    }

    /// Whether lines can still be sent.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.phase != Phase::Closed
    }
}

/// The name that a mailbox has on the wire, decoded.
#[must_use]
pub fn mailbox_name(wire: &[u8]) -> String {
    let text = String::from_utf8_lossy(wire);
    utf7::decode(&text).unwrap_or_else(|| text.into_owned())
}

//! What IMAP is, as data: every command, item, code and word of the protocol, with its place in the RFCs.
//!
//! Completion, hints, highlighting, `:help`, advice and explanation all read these tables, and nothing else
//! in the program knows IMAP's vocabulary. The catalog is knowledge, never a gate: what is not in it can
//! still be sent. It imports nothing but the standard library.
//!
//! Every row is a struct literal that ends in `..DEFAULT` and leaves out what is usual. Rows of vendors
//! have a [`Spec`] too: it names the section that the vendor's thing extends, and `source` says where the
//! thing itself is from.

use std::fmt;

pub mod command;

pub mod argument;
pub mod attribute;
pub mod capability;
pub mod code;
pub mod concept;
pub mod fetch;
pub mod flag;
pub mod mechanism;
pub mod near;
pub mod quirk;
pub mod response;
pub mod search;
pub mod vocabulary;

pub mod topic;

#[cfg(test)]
mod tests;

pub use topic::{Topic, topics};

/// A place in the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spec {
    /// The number of the RFC; 0 only in a row that forgot to name one, which a test finds.
    pub rfc: u16,
    /// The section without a sign, such as `6.4.5`; a letter for an appendix; empty for the whole RFC.
    pub section: &'static str,
}

impl Spec {
    const UNKNOWN: Self = rfc(0, "");
}

/// Shown as `RFC 9051 §6.4.5`.
impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RFC {}", self.rfc)?;
        match self.section.bytes().next() {
            None => Ok(()),
            Some(b'A'..=b'Z') => write!(f, " appendix {}", self.section),
            Some(_) => write!(f, " §{}", self.section),
        }
    }
}

/// The phase of a session, as far as it decides what may be sent. RFC 9051 §3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Connected, but nobody has logged in.
    NotAuthenticated,
    /// Logged in, no mailbox open.
    Authenticated,
    /// A mailbox is open.
    Selected,
    /// IDLE is running: only DONE may be sent. Not a state of its own in the RFC, but one for the person who types.
    Idle,
    /// The session is over.
    Logout,
}

impl State {
    const ALL: [Self; 5] = [Self::NotAuthenticated, Self::Authenticated, Self::Selected, Self::Idle, Self::Logout];
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAuthenticated => "not authenticated",
            Self::Authenticated => "authenticated",
            Self::Selected => "selected",
            Self::Idle => "idle",
            Self::Logout => "logout",
        })
    }
}

/// A set of states: those in which a command may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct States(u8);

impl States {
    /// From the greeting to LOGOUT, but not while IDLE is running.
    pub const ANY: Self = Self::of(&[State::NotAuthenticated, State::Authenticated, State::Selected]);
    /// Before login only.
    pub const BEFORE_LOGIN: Self = Self::of(&[State::NotAuthenticated]);
    /// After login, with or without an open mailbox.
    pub const AFTER_LOGIN: Self = Self::of(&[State::Authenticated, State::Selected]);
    /// After login, as long as no mailbox is open.
    pub const AUTHENTICATED: Self = Self::of(&[State::Authenticated]);
    /// While a mailbox is open.
    pub const SELECTED: Self = Self::of(&[State::Selected]);
    /// While IDLE is running.
    pub const IDLE: Self = Self::of(&[State::Idle]);

    /// The set of these states.
    pub const fn of(states: &[State]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < states.len() {
            bits |= 1 << states[index] as u8;
            index += 1;
        }
        Self(bits)
    }

    /// Whether the state is in the set.
    pub const fn contains(self, state: State) -> bool {
        self.0 & (1 << state as u8) != 0
    }

    /// The states of the set, in the order of a session.
    pub fn iter(self) -> impl Iterator<Item = State> {
        State::ALL.into_iter().filter(move |&state| self.contains(state))
    }
}

/// Shown as `authenticated or selected`.
impl fmt::Display for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, state) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" or ")?;
            }
            write!(f, "{state}")?;
        }
        Ok(())
    }
}

/// How firmly something stands in the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// On the standards track.
    Standard,
    /// An RFC for information only.
    Informational,
    /// An experimental RFC.
    Experimental,
    /// A draft that is in use.
    Draft,
    /// Still in IMAP4rev1, gone or advised against since.
    Deprecated,
    /// From before IMAP4rev1, or withdrawn.
    Obsolete,
    /// Registered for something else: not to be used in IMAP.
    Reserved,
    /// A FETCH word that stands for several others.
    Macro,
    /// One vendor's own.
    Vendor,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard => "standard",
            Self::Informational => "informational",
            Self::Experimental => "experimental",
            Self::Draft => "draft",
            Self::Deprecated => "deprecated",
            Self::Obsolete => "obsolete",
            Self::Reserved => "reserved",
            Self::Macro => "macro",
            Self::Vendor => "vendor",
        })
    }
}

/// Writes a [`Spec`] as short as the rows need it.
pub(crate) const fn rfc(number: u16, section: &'static str) -> Spec {
    Spec { rfc: number, section }
}

//! What happened, what is to be done, and what cannot be sent.

use std::ops::Range;

use crate::catalog::command::Command;
use crate::sasl::Broken;
use crate::session::draft::Malformed;
use crate::wire::{Piece, Response, Status};

/// What came from the server, in the order in which it came.
#[derive(Debug)]
pub enum Event<'a> {
    /// Octets, as they come: all of them, and nothing else, pass through here.
    Piece(Piece<'a>),
    /// The pieces up to here were a response; the session has taken note of it.
    Received(Box<Received>),
}

/// A response, and what it means for the session.
#[derive(Debug)]
pub struct Received {
    /// What it says.
    pub response: Response,
    /// What it means.
    pub meaning: Meaning,
}

/// What a response means for the session.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// A challenge of a SASL mechanism, or the go-ahead for a literal or for IDLE.
    Continuation,
    /// A command has come to its end.
    Completed(Completion),
    /// Untagged data.
    Data,
    /// The first line of the session.
    Greeting,
    /// The end of an IDLE that is issued again.
    Renewed,
    /// It counts for nothing.
    Stray(Stray),
}

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Completion {
    /// Which command.
    pub ticket: Ticket,
    /// Its tag.
    pub tag: Vec<u8>,
    /// The answer; anything but OK, NO and BAD counts as BAD.
    pub status: Status,
    /// Its row in the catalog, if it has one.
    pub command: Option<&'static Command>,
    /// What there is to say of a login that was driven and did not succeed, beside what the server says.
    pub why: Option<Why>,
}

/// Why a login that was driven did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It was tied to the TLS channel in this way, and the server has not said that name or password were wrong.
    #[error("it may want another channel binding than {0}, which it cannot say")]
    Binding(&'static str),
    /// What the server said made no sense, or showed that it is not who it claims to be.
    #[error(transparent)]
    Broken(Broken),
    /// The server has something against the access token.
    #[error("the server says {0}")]
    Token(String),
}

/// Why a response counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// A `+` that nothing has asked for.
    Continuation,
    /// An OK for a command that has not been written whole.
    Early,
    /// A tag that is not in flight.
    Tag,
    /// Neither `*` nor `+` nor a tag with a status.
    Unintelligible,
}

/// A command of this session, in the order of their submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What the caller must do, in this order.
#[derive(Debug, PartialEq, Eq)]
pub enum Action {
    /// End the connection: the server has not proved that it is who it claims to be, for this reason.
    Leave(String),
    /// Write these octets, and show them.
    Send(Outgoing),
    /// Start DEFLATE in both directions, at this very octet. RFC 4978 section 3.
    StartDeflate,
    /// Start the TLS handshake, at this very octet. Octets that have come already are an injection. RFC 9051 section 6.2.1.
    StartTls,
    /// Tell a person what a challenge or an answer says, its secrets masked.
    Tell(String),
    /// With the octets so far this command is written whole: a reply counts once they have left ([`Session::handle_left`]).
    ///
    /// [`Session::handle_left`]: crate::session::Session::handle_left
    Written(Ticket),
}

/// Octets for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The octets, a line end included.
    pub octets: Vec<u8>,
    /// Which of them are secret.
    pub secret: Option<Range<usize>>,
    /// What they are.
    pub part: Part,
}

/// What part of a command octets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The DONE of IDLE.
    Done,
    /// A line, tag included, or the rest of one behind a literal.
    Line,
    /// Octets of a literal.
    Literal {
        /// How many more of it are to come.
        left: u64,
    },
    /// An answer to a challenge.
    Answer,
    /// What was asked to be sent as it is.
    Raw,
}

/// What the session wants to be given next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wants {
    /// The answer to a challenge: a line of base64, or `*`.
    Answer,
    /// A command.
    #[default]
    Command,
    /// So many octets of a literal that was announced by hand.
    Literal(u64),
    /// The rest of the command behind a literal.
    Rest,
    /// Nothing yet: a `+` must come before a literal's octets.
    Wait,
}

/// What cannot be sent, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The line holds a control character: it would end the line, or worse.
    #[error("the line holds the control character \\x{octet:02x} at octet {at}; it was not sent")]
    Control {
        /// The octet.
        octet: u8,
        /// Where it stands, from 1.
        at: usize,
    },
    /// The connection is closed.
    #[error("not connected; the line was not sent")]
    Closed,
    /// A brace in it starts something and does not end it.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// An escape in a quoted answer.
    #[error("{0}; the answer was not sent")]
    Escape(String),
    /// The login cannot be begun.
    #[error("{0}; nothing was sent")]
    Login(#[from] Broken),
    /// The session does not want this now.
    #[error("the command before this one waits for something else; the line was not sent")]
    NotNow,
    /// The person wants nothing changed.
    #[error("--read-only: {0}; the line was not sent")]
    ReadOnly(String),
    /// A command with this tag waits for its reply.
    #[error("the tag {0:?} is still in flight; the line was not sent")]
    TagInFlight(String),
    /// More octets than the literal has left.
    #[error("the literal has only {0} octets left")]
    TooLong(u64),
}

/// A line end inside a line would make two commands of it, NUL is allowed nowhere, and the rest helps nobody. RFC 9051 section 9.
pub(crate) fn refuse_controls(text: &[u8]) -> Result<(), Refused> {
    match text.iter().position(|octet| octet.is_ascii_control() && *octet != b'\t') {
        Some(at) => Err(Refused::Control { octet: text[at], at: at + 1 }),
        None => Ok(()),
    }
}

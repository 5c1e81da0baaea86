//! What the threads say to one another.

use std::collections::VecDeque;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::app::claim::Claims;
use crate::app::dial::Doubt;
use crate::app::options::Options;
use crate::app::upload::Upload;
use crate::error::Error;
use crate::net::{Counts, Encryption};
use crate::render::Setting;
use crate::sasl;
use crate::session::{Refused, Submission, Wants, Why};
use crate::table::Rows;
use crate::wire::{Response, Status};

/// What the other thread asks for.
#[derive(Debug)]
pub(crate) enum Request {
    /// Whether to tell what is unwise about a command.
    Advise(bool),
    /// Answer a challenge of command `id`.
    Answer { id: u64, line: Vec<u8> },
    /// Send a command that logs in, and answer its challenges.
    Authenticate { id: u64, submission: Submission, login: Box<sasl::Login> },
    /// End the connection, and the engine.
    Close,
    /// Make a connection as these options say; the one that there is ends. `fresh` says that nothing of it is to be restored.
    Connect { options: Arc<Options>, fresh: bool },
    /// End IDLE.
    Done,
    /// Ctrl-C is told, and does not end a session of a script.
    Forbear(bool),
    /// Close the connection in the middle of a command.
    GiveUp,
    /// Ctrl-C was pressed at the prompt.
    Hush,
    /// Explain the last response.
    Explain,
    /// Whether to explain every response.
    Explaining(bool),
    /// Send NOOP whenever nothing was sent for so long.
    KeepAlive(Option<Duration>),
    /// Hand out what came since the last command.
    Last,
    /// The person leaves: there is nothing to be said of the end of the connection that follows.
    Leave,
    /// Write down what crosses the wire in this file, or nowhere.
    Log(Option<PathBuf>),
    /// Say something to the person.
    Note(String),
    /// Tell what the link is like.
    Link,
    /// Send octets as they are.
    Raw { id: u64, octets: Vec<u8> },
    /// Show rows of the shortcut with this name, as data.
    Rows(&'static str, Rows),
    /// Switch something of what is shown.
    Set(Setting, bool),
    /// Show lines that are safe.
    Show(String),
    /// Send a command; what it claims of the untagged responses is collected and not shown.
    Submit { id: u64, submission: Submission, claims: Claims, uploads: VecDeque<Upload> },
    /// More of a command typed with a literal header at its end.
    Supply { id: u64, octets: Vec<u8> },
    /// Report when all that was to be shown is on the screen.
    Sync,
    /// Whether to tell how long commands take.
    Timing(bool),
    /// The commands from now on belong together, or no longer: `:last` has what came to all of them.
    Together(bool),
    /// Report a response of this name that comes, or has come since the last command or the last such request.
    Until(String),
}

/// What the engine has to say.
#[derive(Debug)]
pub(crate) enum Report {
    /// The connection is closed, or never came about.
    Closed {
        /// Why.
        ended: Result<(), Error>,
        /// The commands that will get no reply.
        unanswered: Vec<u64>,
    },
    /// A command has ended.
    Completed {
        id: u64,
        status: Status,
        text: String,
        /// The reply behind its tag and status: code and text.
        reply: Vec<u8>,
        why: Option<Why>,
        claimed: Result<Vec<Response>, Incomplete>,
    },
    /// The connection ends because of its certificate, which a person may trust all the same.
    Doubted(Doubt),
    /// IDLE has begun.
    Idling,
    /// Ctrl-C.
    Interrupted,
    /// What came since the last command: a file, and its length in octets.
    Last(Result<(File, u64), String>),
    /// How the link is encrypted, and what went through it.
    Link(Option<Encryption>, Counts),
    /// What is reported from now on is about another connection.
    Connecting,
    /// Whether [`Request::Log`] could be done.
    Log(Result<(), String>),
    /// The greeting has come, and TLS is up where it was asked for.
    Ready,
    /// Octets were sent as they are.
    Passed { id: u64 },
    /// What [`Request::Until`] asked for has come.
    Seen,
    /// Something was not sent.
    Refused { id: u64, refused: Refused },
    /// What [`Request::Sync`] asks for.
    Synced,
    /// The session wants something else than a command.
    Wants(Wants),
}

/// What was claimed was too long to be kept or understood whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Incomplete;

//! What went wrong: whose fault it was, what to try, and the exit status that scripts see.

use std::fmt;

/// What went wrong, by exit status. Scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody reads the output any more: a quiet end.
    Closed = 0,
    /// A command was answered NO.
    No = 1,
    /// Options, configuration, or a line that could not be sent.
    Usage = 2,
    /// The server could not be reached.
    Connect = 3,
    /// TLS, or a certificate.
    Tls = 4,
    /// The login asked for by `--user` was refused.
    Login = 5,
    /// A command was answered BAD.
    Bad = 6,
    /// What came is not what a transcript or `:expect` wants.
    Differs = 7,
    /// The connection was lost, or what came is not IMAP.
    Lost = 8,
    /// No octet came in time.
    TimeOut = 9,
    /// Output or log could not be written.
    Output = 10,
    /// Ctrl-C.
    Interrupted = 130,
}

/// An error for the person: one line, and a hint where there is something to try.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// What kind it is.
    pub fault: Fault,
    /// One line. It may quote what a server said, and so is drawn visibly before it is printed.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

impl Error {
    /// An error without a hint.
    pub fn new(fault: Fault, message: impl Into<String>) -> Self {
        Self { fault, message: message.into(), hint: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hinted(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The exit status.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.fault as u8
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

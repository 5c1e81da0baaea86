//! What was asked for on the command line, as it is meant.

use std::path::PathBuf;
use std::time::Duration;

use crate::net::{Address, TlsMode, Trust};
use crate::theme::Theme;

/// Everything that a session needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whom to call.
    pub peer: Peer,
    /// Whom to log in, and with what.
    pub login: Option<Login>,
    /// The mailbox to select then.
    pub mailbox: Option<String>,
    /// Whom to believe.
    pub trust: Trust,
    /// The name that the certificate must be for, if not the host's.
    pub server_name: Option<String>,
    /// Time for connecting, handshake and greeting together.
    pub connect_timeout: Duration,
    /// Time without an octet while a reply is awaited.
    pub timeout: Option<Duration>,
    /// Where lines come from.
    pub input: Input,
    /// Go on after NO and BAD.
    pub keep_going: bool,
    /// What output looks like.
    pub output: Output,
    /// Colours of what is printed, for stdout and stderr.
    pub theme: Theme,
    /// Show what is sent even where output is no terminal.
    pub echo: bool,
    /// Do not mask secrets.
    pub show_secrets: bool,
    /// Compress as soon as somebody is logged in.
    pub compress: bool,
    /// Explain every response.
    pub explain: bool,
    /// Send nothing that can change the server.
    pub read_only: bool,
    /// Allow a password in clear text on a network.
    pub insecure_auth: bool,
    /// Neither read nor write the history.
    pub no_history: bool,
}

/// Whom to call.
#[derive(Clone, Debug)]
pub enum Peer {
    /// The demo server, in this process.
    Demo,
    /// Nobody yet.
    Nobody,
    /// A server on the network.
    Server(Address),
    /// A server behind a program.
    Tunnel {
        /// A line for the shell.
        command: String,
        /// The server's name.
        host: String,
        /// How the connection is encrypted, within the tunnel.
        tls: TlsMode,
    },
}

/// Whom to log in, and where the password comes from.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user.
    pub user: String,
    /// Where the password comes from; `None`: the person is asked.
    pub password: PasswordSource,
}

/// Where a password comes from. Never from the command line, which others can see.
#[derive(Clone, Debug)]
pub enum PasswordSource {
    /// The first line that this shell command prints.
    Command(String),
    /// The environment.
    Environment,
    /// The first line of this file.
    File(PathBuf),
    /// The person, without echo.
    Prompt,
}

/// Where lines come from.
#[derive(Clone, Debug)]
pub enum Input {
    /// `-c`
    Commands(Vec<String>),
    /// `-f`
    File(PathBuf),
    /// A pipe or file on stdin.
    Stdin,
    /// A person.
    Terminal,
}

/// What output looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The server's octets.
    Raw,
    /// Safe to show.
    Text,
}

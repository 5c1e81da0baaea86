//! What was asked for on the command line, as it is meant.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::replay::Check;
use crate::net::{Address, KnownHosts, TlsMode, Trust};
use crate::sasl::Mechanism;
use crate::shortcuts::{Alias, Switch};
use crate::theme::Theme;

/// Everything that a session needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whom to call.
    pub peer: Peer,
    /// Whom to log in, and how.
    pub login: Option<Login>,
    /// Where the password comes from, for `{$secret}` too.
    pub password: PasswordSource,
    /// The mailbox to select then.
    pub mailbox: Option<String>,
    /// Whom to believe.
    pub trust: Trust,
    /// Whom the person has said to trust.
    pub known_hosts: KnownHosts,
    /// The name that the certificate must be for, if not the host's.
    pub server_name: Option<String>,
    /// Time for connecting, handshake and greeting together.
    pub connect_timeout: Duration,
    /// Time without an octet while a reply is awaited.
    pub timeout: Option<Duration>,
    /// Where lines come from.
    pub input: Input,
    /// Transcripts that are to be replayed; then there is no other input.
    pub check: Option<Check>,
    /// Go on after NO and BAD.
    pub keep_going: bool,
    /// How many commands of a script may be in flight at once; `None`: each waits for its reply.
    pub pipeline: Option<usize>,
    /// What output looks like.
    pub output: Output,
    /// Colours of what is printed, for stdout and stderr.
    pub theme: Theme,
    /// Show what is sent even where output is no terminal.
    pub echo: bool,
    /// Do not mask secrets.
    pub show_secrets: bool,
    /// Where to write down what crosses the wire.
    pub log: Option<PathBuf>,
    /// Compress as soon as somebody is logged in.
    pub compress: bool,
    /// Explain every response.
    pub explain: bool,
    /// Send nothing that can change the server.
    pub read_only: bool,
    /// Allow a password in clear text on a network.
    pub insecure_auth: bool,
    /// Lines that have a name.
    pub aliases: Vec<Alias>,
    /// What is switched before the first prompt.
    pub switches: Vec<(Switch, bool)>,
    /// Neither read nor write the history.
    pub no_history: bool,
    /// The answer to every question of a shortcut that destroys something is yes.
    pub yes: bool,
    /// Connect again after a loss.
    pub reconnect: bool,
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

/// Whom to log in, and how.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user, where the mechanism wants one; `None`: the person is asked.
    pub user: Option<String>,
    /// The SASL mechanism; `None`: the best that the server offers.
    pub mechanism: Option<Mechanism>,
}

/// Where a password, or an access token, comes from. Never from the command line, which others can see.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// One JSON object a line.
    Json,
    /// The server's octets.
    Raw,
    /// Safe to show.
    Text,
}

//! Real clients on `imapsh --serve`, with STARTTLS and with implicit TLS: Python's imaplib, curl, mbsync and mutt.
//!
//! Each finds fresh mail. What it did is looked up afterwards through a connection of our own. A client that is not
//! installed is told in a line that no test runner swallows; `scripts/test` installs them where it may.

#[path = "../support/mod.rs"]
mod support;

mod curl;
mod mbsync;
mod mutt;
mod python;

use std::io::{self, Write as _};
use std::path::Path;

use support::program::{Ended, Program, imapsh};
use support::serve::{PASSWORD, Served, USER};

/// How a client gets its encryption.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tls {
    Implicit,
    StartTls,
}

impl Tls {
    const ALL: [Self; 2] = [Self::Implicit, Self::StartTls];

    fn serve(self) -> Served {
        Served::start(if self == Self::Implicit { &["--serve-tls"] } else { &[] })
    }

    fn scheme(self) -> &'static str {
        if self == Self::Implicit { "imaps" } else { "imap" }
    }
}

/// Whether `client` is installed; if not, it is said that `test` has not run.
fn is_here(client: &str, test: &str) -> bool {
    let is_here = is_installed(client);
    if !is_here {
        // In one piece: other tests write, too.
        let line = format!("NOT RUN: {test}: no {client}; scripts/test installs it\n");
        let _ = io::stderr().write_all(line.as_bytes());
    }
    is_here
}

fn is_installed(client: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(client).is_file())
}

/// A run of `client`, which has to end well.
fn run(client: &str, arguments: &[&str]) -> Ended {
    let ended = Program::new(client, arguments).run();
    assert_eq!(ended.code(), 0, "{client} {arguments:?}: {ended:?}");
    ended
}

/// `imapsh` on the server, logged in: to look at what a client has done, or to be another client.
fn look(server: &Served, tls: Tls, arguments: &[&str]) -> Program {
    let target = format!("localhost:{}", server.port);
    let mode = if tls == Tls::Implicit { "implicit" } else { "starttls" };
    let certificate = server.certificate();
    let common = [&*target, "--tls", mode, "--cacert", path(&certificate), "-u", USER];
    imapsh([&common[..], arguments].concat()).env("IMAPSH_PASSWORD", PASSWORD)
}

/// What the server answers to `commands`.
fn ask(server: &Served, tls: Tls, commands: &[&str]) -> String {
    let arguments: Vec<_> = commands.iter().flat_map(|command| ["-c", command]).collect();
    let ended = look(server, tls, &arguments).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    ended.text().to_owned()
}

/// Puts a message into the INBOX.
fn append(server: &Served, tls: Tls, message: &str) {
    let ended = look(server, tls, &[]).input(format!("APPEND INBOX {{{}}}\n{message}\n", message.len())).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_client_that_is_missing_is_not_found() {
    assert!(is_installed("sh") && !is_installed("no-such-client"));
}

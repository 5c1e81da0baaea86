//! The servers to converse with: the real ones that `scripts/test` starts, each with a script of its own which tells what it
//! serves, and the demo server.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::support::Folder;
use crate::support::program::{Program, imapsh};
use crate::support::serve::{PASSWORD, Served, USER};

/// A server with an account.
pub(crate) struct Peer {
    /// What it is called, and how its answers differ.
    pub(crate) kind: Kind,
    pub(crate) host: String,
    /// Without TLS; STARTTLS is offered.
    pub(crate) port: u16,
    /// With TLS from the start.
    pub(crate) tls_port: u16,
    /// What the certificate for `host` is signed by.
    pub(crate) ca: PathBuf,
    pub(crate) user: String,
    pub(crate) password_file: PathBuf,
    delivery: Delivery,
    inbox: &'static Mutex<()>,
    /// The demo server's two processes, and the folder with what clients need.
    _running: Option<(Served, Served, Folder)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Cyrus,
    Demo,
    Dovecot,
}

/// How a message comes into the INBOX from outside.
enum Delivery {
    /// By APPEND: nothing else leads into the demo server.
    Append,
    /// By a new file in this Maildir.
    Maildir(PathBuf),
    /// By this program, which takes it on stdin.
    Program(PathBuf),
}

/// The Cyrus of `scripts/cyrus`. Where there is none, a line that no test runner swallows says that `test` has not run.
pub(crate) fn cyrus(test: &str) -> Option<Peer> {
    static INBOX: Mutex<()> = Mutex::new(());
    find(Kind::Cyrus, test, &INBOX, || Delivery::Program(setting("CYRUS", "DELIVER").into()))
}

/// The same with the Dovecot of `scripts/dovecot`.
pub(crate) fn dovecot(test: &str) -> Option<Peer> {
    static INBOX: Mutex<()> = Mutex::new(());
    find(Kind::Dovecot, test, &INBOX, || Delivery::Maildir(setting("DOVECOT", "MAIL").into()))
}

/// What the script of a server that runs has exported.
///
/// # Panics
/// If it has not.
pub(crate) fn setting(server: &str, name: &str) -> String {
    let name = format!("IMAPSH_TEST_{server}_{name}");
    env::var(&name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn find(kind: Kind, test: &str, inbox: &'static Mutex<()>, delivery: impl FnOnce() -> Delivery) -> Option<Peer> {
    let server = format!("{kind:?}").to_uppercase();
    let Ok(host) = env::var(format!("IMAPSH_TEST_{server}_HOST")) else {
        // In one piece: other tests write, too.
        let line = format!("NOT RUN: {test}: no {kind:?}; scripts/test starts one\n");
        let _ = io::stderr().write_all(line.as_bytes());
        return None;
    };
    let get = |name| setting(&server, name);
    Some(Peer {
        kind,
        host,
        port: get("PORT").parse().unwrap(),
        tls_port: get("TLS_PORT").parse().unwrap(),
        ca: get("CA").into(),
        user: get("USER"),
        password_file: get("PASSWORD_FILE").into(),
        delivery: delivery(),
        inbox,
        _running: None,
    })
}

/// The demo server, for one test alone. It has a port with STARTTLS or one with TLS, so there are two of them, with mail of
/// their own; what is delivered comes to both.
pub(crate) fn demo() -> Peer {
    static INBOX: Mutex<()> = Mutex::new(());
    let (plain, tls) = (Served::start(&[]), Served::start(&["--serve-tls"]));
    let folder = Folder::new();
    let certificates = [plain.certificate(), tls.certificate()].map(|path| fs::read(path).unwrap()).concat();
    Peer {
        kind: Kind::Demo,
        host: "localhost".to_owned(),
        port: plain.port,
        tls_port: tls.port,
        ca: folder.file("certificates.pem", certificates),
        user: USER.to_owned(),
        password_file: folder.file("password", PASSWORD),
        delivery: Delivery::Append,
        inbox: &INBOX,
        _running: Some((plain, tls, folder)),
    }
}

impl Peer {
    pub(crate) fn password(&self) -> String {
        fs::read_to_string(&self.password_file).unwrap().trim_end().to_owned()
    }

    /// `imapsh` on the TLS port, which believes the throw-away authority.
    pub(crate) fn secure(&self, arguments: &[&str]) -> Program {
        self.encrypted("implicit", self.tls_port, arguments)
    }

    fn encrypted(&self, tls: &str, port: u16, arguments: &[&str]) -> Program {
        let target = format!("{}:{port}", self.host);
        imapsh([&[&*target, "--tls", tls, "--cacert", self.ca.to_str().unwrap()], arguments].concat())
    }

    /// The same, logged in.
    pub(crate) fn logged_in(&self, arguments: &[&str]) -> Program {
        self.secure(&[&self.login(), arguments].concat())
    }

    fn login(&self) -> [&str; 4] {
        ["-u", &self.user, "--password-file", self.password_file.to_str().unwrap()]
    }

    /// A mailbox of this name, where the account may make one.
    pub(crate) fn mailbox(&self, name: &str) -> String {
        match self.kind {
            Kind::Cyrus => format!("INBOX.{name}"),
            Kind::Demo | Kind::Dovecot => name.to_owned(),
        }
    }

    /// The INBOX is one for all tests: whoever counts on its numbers has it alone.
    pub(crate) fn inbox(&self) -> MutexGuard<'static, ()> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message into the INBOX from outside. A test finds its own by what is in it; servers may add header fields.
    pub(crate) fn deliver(&self, message: &[u8]) {
        match &self.delivery {
            Delivery::Append => self.append(message),
            Delivery::Maildir(folder) => place(folder, message),
            Delivery::Program(program) => feed(program, message),
        }
    }

    fn append(&self, message: &[u8]) {
        let head = format!("APPEND INBOX {{{}}}\n", message.len());
        for (tls, port) in [("implicit", self.tls_port), ("starttls", self.port)] {
            let input = [head.as_bytes(), message, b"\n"].concat();
            let ended = self.encrypted(tls, port, &self.login()).input(input).run();
            assert_eq!(ended.code(), 0, "{ended:?}");
        }
    }
}

fn place(maildir: &Path, message: &[u8]) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{}.{}.imapsh.test", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let written = maildir.join("tmp").join(&name);
    fs::write(&written, message).unwrap();
    fs::rename(written, maildir.join("new").join(name)).unwrap();
}

fn feed(program: &Path, message: &[u8]) {
    let mut child = Command::new(program).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(message).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success(), "{}: {status}", program.display());
}

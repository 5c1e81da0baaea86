//! `imapsh --serve`, while it runs.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::Folder;

pub(crate) const USER: &str = "user@outlook.com";
pub(crate) const PASSWORD: &str = "password";

/// How long it may take to end.
const LIMIT: Duration = Duration::from_secs(20);

/// A server on loopback, with fresh mail; it ends with its owner.
pub(crate) struct Served {
    child: Child,
    pub(crate) port: u16,
    pub(crate) pin: String,
    folder: Folder,
}

impl Served {
    /// On whichever port is free.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = Folder::new();
        let certificate = folder.path().join("certificate.pem");
        let mut child = Command::new(env!("CARGO_BIN_EXE_imapsh"))
            .args(["--serve", "0", "--serve-certificate"])
            .arg(&certificate)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let mut said = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        while !said.ends_with("ends it\n") {
            assert!(stdout.read_line(&mut said).unwrap() > 0, "it has ended, after {said:?}");
        }
        let word = |start: &str| said.split_whitespace().find_map(|word| word.strip_prefix(start)).map(str::to_owned);
        let address = word("imap://").or_else(|| word("imaps://")).expect("an address is told");
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port, pin: format!("sha256//{}", word("sha256//").expect("a pin is told")), folder }
    }

    /// The certificate, for clients to trust.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// A folder that goes with it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.id().try_into().unwrap()), signal).unwrap();
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let end = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "the server does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It is gone already if the test has ended it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! The Dovecot that `scripts/test` starts with `scripts/dovecot`, which tells what it serves.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) struct Dovecot {
    pub(crate) host: String,
    /// Without TLS; STARTTLS is offered.
    pub(crate) port: u16,
    /// With TLS from the start.
    pub(crate) tls_port: u16,
    /// What `host`'s certificate is signed by.
    pub(crate) ca: PathBuf,
    pub(crate) user: String,
    pub(crate) password_file: PathBuf,
    /// An access token of the user, and one that was.
    pub(crate) token_file: PathBuf,
    pub(crate) expired_token_file: PathBuf,
    /// Where the server's files are: `tls/*.pem`, `dovecot.log`.
    pub(crate) folder: PathBuf,
    /// Hosts whose certificate must be refused, same ports.
    pub(crate) expired_host: String,
    pub(crate) wrong_name_host: String,
    pub(crate) self_signed_host: String,
    mail: PathBuf,
}

/// The server; where there is none, a line that no test runner swallows says that `test` has not run.
pub(crate) fn dovecot(test: &str) -> Option<Dovecot> {
    let found = find();
    if found.is_none() {
        // In one piece: other tests write, too.
        let line = format!("NOT RUN: {test}: no Dovecot; scripts/test starts one\n");
        let _ = io::stderr().write_all(line.as_bytes());
    }
    found
}

fn find() -> Option<Dovecot> {
    let get = |name: &str| env::var(format!("IMAPSH_TEST_DOVECOT_{name}")).ok();
    let host = get("HOST")?;
    let must = |name: &str| get(name).unwrap_or_else(|| panic!("IMAPSH_TEST_DOVECOT_{name} is missing"));
    Some(Dovecot {
        host,
        port: must("PORT").parse().unwrap(),
        tls_port: must("TLS_PORT").parse().unwrap(),
        ca: must("CA").into(),
        user: must("USER"),
        password_file: must("PASSWORD_FILE").into(),
        token_file: must("TOKEN_FILE").into(),
        expired_token_file: must("EXPIRED_TOKEN_FILE").into(),
        folder: must("DIR").into(),
        expired_host: must("EXPIRED_HOST"),
        wrong_name_host: must("WRONG_NAME_HOST"),
        self_signed_host: must("SELF_SIGNED_HOST"),
        mail: must("MAIL").into(),
    })
}

impl Dovecot {
    pub(crate) fn password(&self) -> String {
        fs::read_to_string(&self.password_file).unwrap().trim_end().to_owned()
    }

    /// Puts a message into the INBOX. Tests share it, so a test finds its own by what is in it.
    pub(crate) fn deliver(&self, message: &[u8]) {
        self.place(|path| fs::write(path, message).unwrap());
    }

    /// The same with a message from a file.
    pub(crate) fn deliver_file(&self, message: &Path) {
        self.place(|path| {
            fs::copy(message, path).unwrap();
        });
    }

    fn place(&self, write: impl FnOnce(&Path)) {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.{count}.imapsh.test", std::process::id());
        let written = self.mail.join("tmp").join(&name);
        write(&written);
        fs::rename(written, self.mail.join("new").join(name)).unwrap();
    }
}

//! Where the history is, and what never enters it.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustyline::Config;
use rustyline::history::{FileHistory, History as _};

use crate::catalog::command;
use crate::session::{mask, split_tag};
use crate::shortcuts;
use crate::shortcuts::alias::{self, Alias};

/// The file of the history.
#[derive(Clone, Debug)]
pub struct History {
    path: PathBuf,
}

impl History {
    /// The history in the user's state directory; `None` if there is no such directory.
    #[must_use]
    pub fn find() -> Option<Self> {
        let directory = dirs::state_dir().or_else(dirs::data_local_dir)?.join("imapsh");
        Some(Self { path: directory.join("history") })
    }

    /// Makes sure that the file is there, and nobody else's to read.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn prepare(&self) -> io::Result<&Path> {
        if let Some(directory) = self.path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        }
        // Before the editor opens it: between its opening and a change of mode somebody could look.
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok(&self.path)
    }

    /// Adds a line to the file. The file is locked meanwhile, so that several sessions lose nothing.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn append(&self, line: &str, config: &Config) -> rustyline::Result<()> {
        let mut added = FileHistory::with_config(config);
        added.add(line)?;
        added.append(self.prepare()?)
    }

    /// Whether a line may be remembered: not if it holds a secret, may hold one by what the `aliases` in it stand for, or starts
    /// with a space; and before login not if it is no command that we know: it may be a mistyped LOGIN.
    #[must_use]
    pub fn remembers(line: &str, aliases: &[Alias], is_logged_in: bool) -> bool {
        // A line with a control character was refused; what it holds is anybody's guess.
        let is_refused = line.chars().any(|char| char.is_control() && !matches!(char, '\t' | '\n'));
        if line.trim().is_empty() || line.starts_with(' ') || is_refused {
            return false;
        }
        alias::typed_secret(line, aliases).is_none() && may_be_seen(line, is_logged_in)
    }
}

/// Whether nothing in a line may be the start of a secret that is still to come, or a value that may become one.
fn may_be_seen(line: &str, is_logged_in: bool) -> bool {
    let line = line.strip_prefix("C:").unwrap_or(line).trim_start();
    if line.starts_with('#') {
        return true;
    }
    if let Some(shortcut) = line.strip_prefix(':') {
        let (name, rest) = shortcut.split_once(char::is_whitespace).unwrap_or((shortcut, ""));
        return match shortcuts::find(name).map(|shortcut| shortcut.name) {
            // What a value is for is not known when it gets its name.
            Ok("let" | "raw") => rest.trim().is_empty(),
            Ok("send") => may_be_seen(rest, is_logged_in),
            _ => true,
        };
    }
    // A tag that was typed may be a mistyped LOGIN itself, and what follows it a command by chance.
    let (_, command) = split_tag(line.as_bytes());
    if mask::takes_secret(command) || mask::takes_secret(line.as_bytes()) {
        return false;
    }
    is_logged_in || command::find_bytes(command).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_login_is_remembered_in_any_spelling() {
        for line in [
            "LOGIN user pass",
            "login {4} {8}",
            "a1 LOGIN user pass",
            "C: a1 LOGIN user pass",
            "TAG2 login \"user\" \"pass\"",
            "AUTHENTICATE PLAIN AHUAcA==",
            "AUTHENTICATE PLAIN",
            ":send LOGIN user pass",
            ":raw a LOGIN user pass\\r\\n",
            ":send\tLOGIN user pass",
            ":sen LOGIN user",
            ":ra pass",
            ":raw\tpass",
            ":let x pass",
            ":explain LOGIN user pass",
            ":connect imaps://user:pass@host",
            "LOIGN user pass",
            " NOOP",
            "",
            "NOOP\r:login me\rpassword",
        ] {
            assert!(!History::remembers(line, &[], true), "{line}");
        }
    }

    #[test]
    fn what_may_be_a_mistyped_login_is_not_remembered_before_login() {
        for line in ["LOIGN user pass", "a1 LOGNI user pass", "user pass", "pass"] {
            assert!(!History::remembers(line, &[], false), "{line}");
        }
        for line in ["NOOP", "a1 CAPABILITY", ":login me", "SELECT INBOX"] {
            assert!(History::remembers(line, &[], false), "{line}");
        }
    }

    #[test]
    fn sessions_append_to_one_file_that_nobody_else_reads() {
        let path = std::env::temp_dir().join(format!("imapsh-history-{}", std::process::id())).join("history");
        let history = History { path: path.clone() };
        let config = Config::builder().build();
        let append = |line: &str| history.append(line, &config).unwrap();
        std::thread::scope(|scope| {
            for session in 0..4 {
                scope.spawn(move || (0..20).for_each(|line| append(&format!("NOOP {session} {line}"))));
            }
        });
        let text = std::fs::read_to_string(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
        assert_eq!(text.lines().filter(|line| line.starts_with("NOOP")).count(), 80);
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn other_lines_are_remembered() {
        for line in ["NOOP", "a1 SELECT INBOX", ":login me@example.com", ":inbox", "# note", "XFOO a"] {
            assert!(History::remembers(line, &[], true), "{line}");
        }
    }
}

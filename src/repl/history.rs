//! Where the history is, and what never enters it.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::catalog::command::{self, Flow};
use crate::session::split_tag;

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

    /// Whether a line may be remembered: not if it holds a secret, not if it starts with a space.
    #[must_use]
    pub fn remembers(line: &str) -> bool {
        if line.trim().is_empty() || line.starts_with(' ') {
            return false;
        }
        let line = line.trim_start();
        let line = line.strip_prefix("C:").unwrap_or(line).trim_start();
        let line = line.strip_prefix(":send ").unwrap_or(line).trim_start();
        let (_, command) = split_tag(line.as_bytes());
        let secret = |line: &[u8]| {
            command::find_bytes(line).is_some_and(|(command, _)| command.takes_secret() || command.flow == Flow::Sasl)
        };
        !(secret(command) || secret(line.as_bytes()) || line.starts_with(":raw"))
    }
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
            " NOOP",
            "",
        ] {
            assert!(!History::remembers(line), "{line}");
        }
    }

    #[test]
    fn other_lines_are_remembered() {
        for line in ["NOOP", "a1 SELECT INBOX", ":login me@example.com", ":inbox", "# note", "XLOGINX a"] {
            assert!(History::remembers(line), "{line}");
        }
    }
}

//! The keys that a person trusts where no issuer speaks for a server: some in a file, as with ssh, some until this process ends.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault};
use crate::net::trust::{Pin, Trust};

/// The file, a key a line: `HOST:PORT sha256//BASE64`. Empty lines and those that start with `#` say nothing.
#[derive(Clone, Debug, Default)]
pub struct KnownHosts {
    /// `None` if there is no directory for it.
    path: Option<PathBuf>,
    /// What is trusted until this process ends.
    once: Vec<(String, Pin)>,
}

impl KnownHosts {
    /// Those of the user's state directory.
    #[must_use]
    pub fn find() -> Self {
        let directory = dirs::state_dir().or_else(dirs::data_local_dir);
        Self { path: directory.map(|directory| directory.join("imapsh").join("known_hosts")), once: Vec::new() }
    }

    /// Where they are written down, if they can be.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The keys that are trusted at `place`, which is `HOST:PORT`.
    ///
    /// # Errors
    /// If the file is there and cannot be understood.
    pub fn keys(&self, place: &str) -> Result<Vec<Pin>, Error> {
        let mut keys: Vec<Pin> = self.once.iter().filter(|(of, _)| of == place).map(|(_, key)| *key).collect();
        let Some(path) = &self.path else { return Ok(keys) };
        let said = |why: String| Error::new(Fault::Usage, format!("{}{why}", path.display()));
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(keys),
            read => read.map_err(|error| said(format!(": {error}")))?,
        };
        for (number, line) in
            (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let key = line.split_once(' ').and_then(|(of, pin)| Some((of, Trust::read_pin(pin.trim()).ok()?)));
            let (of, key) = key.ok_or_else(|| {
                said(format!(":{number}: no key that is trusted: {line:?}")).hinted("HOST:PORT sha256//BASE64")
            })?;
            keys.extend((of == place).then_some(key));
        }
        Ok(keys)
    }

    /// The same, trusting `key` at `place` until this process ends.
    #[must_use]
    pub fn trusting_once(mut self, place: &str, key: Pin) -> Self {
        self.once.push((place.to_owned(), key));
        self
    }

    /// Writes down that the key with this `pin` is trusted at `place`, in a file that is nobody else's to read.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn pin(&self, place: &str, pin: &str) -> Result<(), Error> {
        let path =
            self.path.as_deref().ok_or_else(|| Error::new(Fault::Output, "there is no directory for known_hosts"))?;
        let write = || {
            if let Some(directory) = path.parent() {
                DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
            }
            let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
            // In one piece: another session may do the same.
            file.write_all(format!("{place} {pin}\n").as_bytes())
        };
        write().map_err(|error: io::Error| Error::new(Fault::Output, format!("{}: {error}", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIN: &str = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn in_folder(folder: &tempfile::TempDir) -> KnownHosts {
        KnownHosts { path: Some(folder.path().join("state").join("known_hosts")), once: Vec::new() }
    }

    #[test]
    fn a_key_is_trusted_where_it_was_pinned_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let known = in_folder(&folder);
        assert_eq!(known.keys("a:993").unwrap(), Vec::<Pin>::new());
        known.pin("a:993", PIN).unwrap();
        known.pin("::1:993", PIN).unwrap();
        assert_eq!(known.keys("a:993").unwrap(), [[0; 32]]);
        assert_eq!(known.keys("a:143").unwrap(), Vec::<Pin>::new());
        let known = known.trusting_once("a:143", [7; 32]);
        assert_eq!(known.keys("a:143").unwrap(), [[7; 32]]);
    }

    #[test]
    fn what_cannot_be_understood_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let known = in_folder(&folder);
        known.pin("# a", PIN).unwrap();
        known.pin("a:993", "sha256//oops").unwrap();
        let error = known.keys("b:993").unwrap_err();
        assert!(error.message.ends_with("known_hosts:2: no key that is trusted: \"a:993 sha256//oops\""), "{error:?}");
    }
}

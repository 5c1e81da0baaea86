//! What tests of the whole program need: the program, a server that plays a script, certificates, and real servers.

#![allow(dead_code, reason = "each test crate uses a part of this")]

pub(crate) mod certificates;
pub(crate) mod obliging;
pub(crate) mod peer;
pub(crate) mod program;
pub(crate) mod relay;
pub(crate) mod screen;
pub(crate) mod serve;
pub(crate) mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A new folder, gone with its owner.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes a file in it.
    pub(crate) fn file(&self, name: &str, octets: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, octets).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The messages that Python's own tests read, in `IMAPSH_TEST_MAIL` or where Python keeps them. Where there are none, a line that no test
/// runner swallows says so.
pub(crate) fn samples() -> Option<Vec<PathBuf>> {
    let folder = std::env::var_os("IMAPSH_TEST_MAIL").map(PathBuf::from).or_else(|| {
        let code = "import test.test_email, os; print(os.path.join(os.path.dirname(test.test_email.__file__), 'data'))";
        let asked = std::process::Command::new("python3").args(["-c", code]).output().ok()?;
        Some(PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim())).filter(|path| path.is_dir())
    });
    let Some(folder) = folder else {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"NOT RUN: python3 has no package test.test_email\n");
        return None;
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    Some(files)
}

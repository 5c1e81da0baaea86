//! The script that runs, and those that have started it with `:run`.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd;
use std::path::Path;

use crate::error::{Error, Fault};
use crate::repl::{Script, ScriptLine};

/// How many files may run one another: a file that runs itself would never end.
const NESTED_MAX: usize = 16;

/// What a person can run, in octets: it is read at once.
const RUN_OCTETS_MAX: u64 = 16 << 20;

fn failed(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::new(Fault::Usage, format!(":run {}: {why}", path.display()))
}

fn refuse_deeper(path: &Path, depth: usize) -> Result<(), Error> {
    if depth < NESTED_MAX { Ok(()) } else { Err(failed(path, format!("more than {NESTED_MAX} files run one another"))) }
}

/// The lines of a file that a person runs, from within `depth` others.
///
/// # Errors
/// If it cannot be read, is no text, or too many run one another.
pub(crate) fn read(path: &Path, depth: usize) -> Result<String, Error> {
    refuse_deeper(path, depth)?;
    let mut text = String::new();
    let file = File::open(path).map_err(|error| failed(path, error))?;
    file.take(RUN_OCTETS_MAX + 1).read_to_string(&mut text).map_err(|error| failed(path, error))?;
    if text.len() as u64 > RUN_OCTETS_MAX {
        return Err(failed(path, format!("more than {} MiB", RUN_OCTETS_MAX >> 20)));
    }
    Ok(text)
}

/// Scripts, the innermost last; never none.
#[derive(Debug)]
pub(crate) struct Scripts(Vec<Script>);

impl Scripts {
    pub(crate) fn new(first: Script) -> Self {
        Self(vec![first])
    }

    /// Goes on with the lines of a file, then with what follows here.
    ///
    /// # Errors
    /// If it cannot be read, or too many run one another.
    pub(crate) fn run(&mut self, path: &Path) -> Result<(), Error> {
        refuse_deeper(path, self.0.len() - 1)?;
        self.0.push(Script::file(path).map_err(|error| failed(path, error))?);
        Ok(())
    }

    fn innermost(&mut self) -> &mut Script {
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Where line `number` of the innermost stands.
    pub(crate) fn place(&self, number: usize) -> String {
        self.0.last().map(|script| script.place(number)).unwrap_or_default()
    }

    /// Whether nothing is left of any.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.iter().all(Script::is_at_end)
    }

    /// [`Script::has_line`], of the innermost.
    pub(crate) fn has_line(&mut self) -> bool {
        self.innermost().has_line()
    }

    /// [`Script::next_line`], of the innermost that has one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn next_line(&mut self, wake: Option<&dyn AsFd>) -> io::Result<Option<ScriptLine>> {
        loop {
            let line = self.innermost().next_line(wake)?;
            if line.is_some() || self.0.len() == 1 || !self.innermost().is_at_end() {
                return Ok(line);
            }
            self.0.pop();
        }
    }

    /// [`Script::next_octets`]: a literal stands in the file that announces it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn next_octets(&mut self, octets_max: u64, wake: Option<&dyn AsFd>) -> io::Result<Vec<u8>> {
        self.innermost().next_octets(octets_max, wake)
    }
}

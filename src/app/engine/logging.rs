//! The log, from its start to its end.

use std::path::Path;
use std::time::SystemTime;

use crate::app::engine::{Engine, Report, Stage};
use crate::app::options::Peer;
use crate::app::transcript::Transcript;
use crate::error::{Error, Fault};
use crate::net::date;
use crate::render::Shown;

impl Engine {
    /// Starts the log that the command line asks for.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn start_log(&mut self) -> Result<(), Error> {
        let Some(path) = self.options.log.clone() else { return Ok(()) };
        self.log_to(&path).map_err(|error| Error::new(Fault::Output, error))
    }

    /// Logs to another file from now on, or no longer, and reports whether that can be.
    ///
    /// # Errors
    /// If the old log cannot be ended, in a script.
    pub(crate) fn change_log(&mut self, path: Option<&Path>) -> Result<(), Error> {
        self.end_log()?;
        let changed = path.map_or(Ok(()), |path| self.log_to(path));
        self.report(Report::Log(changed));
        Ok(())
    }

    fn log_to(&mut self, path: &Path) -> Result<(), String> {
        let opened = Transcript::open(path, self.options.show_secrets);
        self.log = Some(opened.map_err(|error| format!("cannot write the log {}: {error}", path.display()))?);
        if self.stage != Stage::Down {
            self.head_log(", which is under way");
        }
        Ok(())
    }

    /// Has the log tell that another session begins: with whom, and when. A file may hold several.
    pub(crate) fn head_log(&mut self, how: &str) {
        let Some(log) = &mut self.log else { return };
        // The command of a tunnel may have a password in it.
        let whom = match &self.options.peer {
            Peer::Server(address) => address.to_string(),
            _ => self.session.snapshot().host.clone(),
        };
        log.begins(&format!("with {whom} at {}{how}", date(SystemTime::now())));
    }

    /// Sees to a log that could not be written: a script ends, a person is told and goes on without.
    ///
    /// # Errors
    /// In a script.
    pub(crate) fn check_log(&mut self) -> Result<(), Error> {
        let Some(log) = &mut self.log else { return Ok(()) };
        let Some(error) = log.take_failure() else { return Ok(()) };
        let message = format!("cannot write the log {}: {error}", log.path().display());
        self.log = None;
        if self.is_interactive {
            return self.show(Shown::Note(&format!("{message}; it has ended here")));
        }
        Err(Error::new(Fault::Output, message))
    }

    fn end_log(&mut self) -> Result<(), Error> {
        // What was held back is the end of no line.
        self.log.iter_mut().for_each(Transcript::finish);
        let ended = self.check_log();
        self.log = None;
        ended
    }
}

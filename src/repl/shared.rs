//! What is known of the session, for the editor to look at whenever it draws.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::session::{Snapshot, Wants};
use crate::shortcuts::Alias;

/// What is asked for instead of a command: lines that are data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What stands before the cursor.
    pub prompt: String,
    /// What is typed must not be seen.
    pub is_secret: bool,
}

/// What is known, as it changes under the editor.
#[derive(Debug, Default)]
pub struct Shared {
    snapshot: Mutex<Arc<Snapshot>>,
    progress: Mutex<String>,
    asked: Mutex<Option<Asked>>,
    aliases: OnceLock<Vec<Alias>>,
}

impl Shared {
    /// Lines that have a name.
    pub fn aliases(&self) -> &[Alias] {
        self.aliases.get().map_or(&[], Vec::as_slice)
    }

    /// Gives lines their names, once.
    pub fn name(&self, aliases: Vec<Alias>) {
        // They stay what they are for the session.
        let _ = self.aliases.set(aliases);
    }

    /// What is known of the session.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces what is known of the session, and answers with what was.
    pub fn know(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        std::mem::replace(&mut *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner), snapshot)
    }

    /// How far long work is, in a word or two; empty when there is none.
    pub fn progress(&self) -> String {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is asked for instead of a command.
    pub fn asked(&self) -> Option<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for something else than a command, or for a command again.
    pub fn ask(&self, asked: Option<Asked>) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    /// Whether a command is what is to be typed, and not data of one.
    pub fn wants_command(&self) -> bool {
        self.snapshot().wants == Wants::Command && self.asked().is_none()
    }

    /// Tells how far long work is.
    pub fn tell_progress(&self, progress: String) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

//! What is known of the session, for the editor to look at whenever it draws.

use std::sync::{Arc, Mutex, PoisonError};

use crate::session::Snapshot;

/// What is known, as it changes under the editor.
#[derive(Debug, Default)]
pub struct Shared {
    snapshot: Mutex<Arc<Snapshot>>,
    progress: Mutex<String>,
}

impl Shared {
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

    /// Tells how far long work is.
    pub fn tell_progress(&self, progress: String) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

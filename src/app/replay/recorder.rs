//! What came, instead of being shown, for a transcript to be compared with.

use std::collections::HashSet;
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use crate::check::{Response, lines};
use crate::render::{Renderer, Shown};
use crate::wire::{Ends, Piece};

/// What is kept of the replies to a command, in octets: a transcript is not longer.
const RECORDED_OCTETS_MAX: usize = 64 << 20;

/// What has come, and how much of it could not be kept.
#[derive(Debug, Default)]
struct Recording {
    responses: Vec<Vec<u8>>,
    octets: usize,
    /// The response that is coming.
    current: Vec<u8>,
}

/// Where the engine writes, and the check reads. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Arc<(Mutex<Recording>, Condvar)>);

impl Recorder {
    fn recording(&self) -> MutexGuard<'_, Recording> {
        // A recording is whole after each call, whoever panicked.
        self.0.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What has come so far.
    pub(crate) fn heard(&self) -> Vec<Response> {
        self.recording().responses.iter().map(|octets| lines(octets)).collect()
    }

    /// Takes what has come up to the last of the tagged replies of `tags`, or all of it if there is none: what comes behind it
    /// belongs to what follows, however soon it came. `None`: it was too much.
    pub(crate) fn take(&self, tags: &[&[u8]]) -> Option<Vec<Response>> {
        let tags: HashSet<&[u8]> = tags.iter().copied().collect();
        let mut recording = self.recording();
        let is_reply =
            |octets: &Vec<u8>| tags.contains(octets.split(|octet| *octet == b' ').next().unwrap_or_default());
        let end = recording.responses.iter().rposition(is_reply).map_or(recording.responses.len(), |at| at + 1);
        let later = recording.responses.split_off(end);
        let taken = mem::replace(&mut recording.responses, later);
        let was_too_much = recording.octets > RECORDED_OCTETS_MAX;
        recording.octets = recording.responses.iter().map(Vec::len).sum();
        (!was_too_much).then(|| taken.iter().map(|octets| lines(octets)).collect())
    }

    /// Waits until more has come, at most so long.
    pub(crate) fn wait(&self, known: usize, time: Duration) {
        let has_no_more = |recording: &mut Recording| recording.responses.len() <= known;
        // Whatever came of it, the caller looks again.
        drop(self.0.1.wait_timeout_while(self.recording(), time, has_no_more));
    }
}

impl Renderer for Recorder {
    fn show(&mut self, _: &mut dyn Write, shown: Shown<'_>) -> io::Result<()> {
        let Shown::Came(piece) = shown else { return Ok(()) };
        let mut recording = self.recording();
        let (Piece::Literal { octets, .. } | Piece::Text { octets, .. }) = *piece;
        recording.octets += octets.len();
        if recording.octets <= RECORDED_OCTETS_MAX {
            recording.current.extend_from_slice(octets);
        }
        if matches!(piece, Piece::Text { ends: Ends::Whole, .. }) {
            let response = mem::take(&mut recording.current);
            recording.responses.push(response);
            self.0.1.notify_all();
        }
        Ok(())
    }
}

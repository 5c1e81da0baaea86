//! What came, instead of being shown, for a transcript to be compared with.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use crate::check::{Response, lines};
use crate::error::{Error, Fault};
use crate::render::{Renderer, Shown};
use crate::wire::{Ends, Piece};

/// What may be kept of the replies to a command, in octets: a transcript is not longer.
const RECORDED_OCTETS_MAX: usize = 64 << 20;

/// What a line costs when it is compared, beside its octets: its place, and an allocation.
const LINE_OCTETS: usize = size_of::<Vec<u8>>() + 32;

/// What a response costs beside its lines: the same, and where it ends.
const RESPONSE_OCTETS: usize = size_of::<Response>() + 32 + size_of::<usize>();

/// What has come.
#[derive(Debug, Default)]
struct Recording {
    /// The responses, one behind the other, and as much as there is of the one that is coming.
    octets: Vec<u8>,
    /// Where each response ends that is whole.
    ends: Vec<usize>,
    /// What all of it costs, as soon as it is cut into lines.
    cost: usize,
    /// It was more than can be kept, so nothing is.
    is_too_much: bool,
}

impl Recording {
    /// The octets of the whole responses behind the first `known`.
    fn responses(&self, known: usize) -> impl Iterator<Item = &[u8]> {
        let start = known.checked_sub(1).map_or(0, |last| self.ends[last]);
        self.ends[known..].iter().scan(start, |start, end| {
            let response = &self.octets[*start..*end];
            *start = *end;
            Some(response)
        })
    }

    fn push(&mut self, octets: &[u8], is_end: bool) {
        if self.is_too_much {
            return;
        }
        self.cost += cost(octets) + if is_end { RESPONSE_OCTETS } else { 0 };
        if self.cost > RECORDED_OCTETS_MAX {
            // Nobody can use a part of it.
            *self = Self { is_too_much: true, ..Self::default() };
            return;
        }
        self.octets.extend_from_slice(octets);
        if is_end {
            self.ends.push(self.octets.len());
        }
    }

    /// Takes the first `count` responses.
    fn take(&mut self, count: usize) -> Vec<Response> {
        let mut taken = Vec::with_capacity(count);
        taken.extend(self.responses(0).take(count).map(lines));
        let end = count.checked_sub(1).map_or(0, |last| self.ends[last]);
        // What a flood has needed is given back.
        self.octets = self.octets.split_off(end);
        self.ends = self.ends[count..].iter().map(|later| later - end).collect();
        self.cost = cost(&self.octets) + self.ends.len() * RESPONSE_OCTETS;
        taken
    }
}

/// What octets cost as lines.
fn cost(octets: &[u8]) -> usize {
    octets.len() + memchr::memchr_iter(b'\n', octets).count() * LINE_OCTETS
}

/// Where the engine writes, and the check reads. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Arc<(Mutex<Recording>, Condvar)>);

impl Recorder {
    fn recording(&self) -> MutexGuard<'_, Recording> {
        // A recording is whole after each call, whoever panicked.
        self.0.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What has come behind the first `known` responses. `None`: it was too much, and nothing more will be kept.
    pub(crate) fn heard(&self, known: usize) -> Option<Vec<Response>> {
        let recording = self.recording();
        (!recording.is_too_much).then(|| recording.responses(known).map(lines).collect())
    }

    /// Takes what has come up to the last of the tagged replies of `tags`, or all of it if there is none: what comes behind it
    /// belongs to what follows, however soon it came.
    ///
    /// # Errors
    /// If it was too much. Nothing can be taken after that.
    pub(crate) fn take(&self, tags: &[&[u8]]) -> Result<Vec<Response>, Error> {
        let tags: HashSet<&[u8]> = tags.iter().copied().collect();
        let mut recording = self.recording();
        if recording.is_too_much {
            return Err(Error::new(Fault::Lost, "the replies are too long to be compared"));
        }
        let is_reply = |octets: &[u8]| tags.contains(octets.split(|octet| *octet == b' ').next().unwrap_or_default());
        let last = recording.responses(0).enumerate().filter(|(_, octets)| is_reply(octets)).last();
        let count = last.map_or(recording.ends.len(), |(at, _)| at + 1);
        Ok(recording.take(count))
    }

    /// Waits until more has come than `known` responses, at most so long.
    pub(crate) fn wait(&self, known: usize, time: Duration) {
        let has_no_more = |recording: &mut Recording| recording.ends.len() <= known && !recording.is_too_much;
        // Whatever came of it, the caller looks again.
        drop(self.0.1.wait_timeout_while(self.recording(), time, has_no_more));
    }
}

impl Renderer for Recorder {
    fn show(&mut self, _: &mut dyn Write, shown: Shown<'_>) -> io::Result<()> {
        let Shown::Came(piece) = shown else { return Ok(()) };
        let (Piece::Literal { octets, .. } | Piece::Text { octets, .. }) = *piece;
        let is_end = matches!(piece, Piece::Text { ends: Ends::Whole, .. });
        let mut recording = self.recording();
        recording.push(octets, is_end);
        if is_end || recording.is_too_much {
            self.0.1.notify_all();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(recorder: &mut Recorder, line: &[u8]) {
        let piece = Piece::Text { octets: line, ends: Ends::Whole, first: true };
        recorder.show(&mut io::sink(), Shown::Came(&piece)).unwrap();
    }

    #[test]
    fn short_responses_count_for_what_they_cost_and_nothing_is_kept_behind_the_limit() {
        let mut recorder = Recorder::default();
        let line = b"* X\r\n";
        let each = line.len() + LINE_OCTETS + RESPONSE_OCTETS;
        for _ in 0..RECORDED_OCTETS_MAX / each {
            say(&mut recorder, line);
        }
        assert_eq!(recorder.recording().cost, RECORDED_OCTETS_MAX / each * each);
        assert!(recorder.heard(0).is_some());
        for _ in 0..1000 {
            say(&mut recorder, line);
        }
        let recording = recorder.recording();
        assert_eq!((recording.octets.capacity(), recording.ends.capacity()), (0, 0));
        drop(recording);
        assert!(recorder.heard(0).is_none());
        assert!(recorder.take(&[]).is_err() && recorder.take(&[]).is_err());
    }

    #[test]
    fn what_is_taken_ends_with_the_reply_and_the_rest_is_there_for_what_follows() {
        let mut recorder = Recorder::default();
        for line in [&b"* 1 EXISTS\r\n"[..], b"C001 OK a\r\n", b"* 2 EXISTS\r\n"] {
            say(&mut recorder, line);
        }
        let begun = Piece::Text { octets: b"* 3 EX", ends: Ends::Within, first: true };
        recorder.show(&mut io::sink(), Shown::Came(&begun)).unwrap();
        assert_eq!(recorder.heard(1).unwrap(), [lines(b"C001 OK a"), lines(b"* 2 EXISTS")]);
        assert_eq!(recorder.take(&[b"C001"]).unwrap(), [lines(b"* 1 EXISTS"), lines(b"C001 OK a")]);
        assert_eq!(recorder.heard(0).unwrap(), [lines(b"* 2 EXISTS")]);
        say(&mut recorder, b"ISTS\r\n");
        assert_eq!(recorder.take(&[]).unwrap(), [lines(b"* 2 EXISTS"), lines(b"* 3 EXISTS")]);
        assert_eq!(recorder.recording().cost, 0);
    }
}

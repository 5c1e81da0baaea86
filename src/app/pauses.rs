//! Pauses between attempts to connect, which grow.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// The first one: most losses are over at once.
const FIRST: Duration = Duration::from_millis(500);

/// The longest: a server that is away for long is asked once a minute.
const LONGEST: Duration = Duration::from_secs(60);

/// How many attempts there were since the last success.
#[derive(Debug, Default)]
pub(crate) struct Pauses {
    attempts: u32,
}

impl Pauses {
    /// The next pause: twice the last, up to a limit, and of that a random part, so that the clients of a server which comes back
    /// do not all come at once.
    pub(crate) fn next(&mut self) -> Duration {
        let whole = FIRST.saturating_mul(1 << self.attempts.min(16)).min(LONGEST);
        self.attempts = self.attempts.saturating_add(1);
        // Each has keys of its own.
        let random = RandomState::new().build_hasher().finish();
        whole / 2 + (whole / 2).mul_f64((random % 1000) as f64 / 1000.0)
    }

    /// It has succeeded.
    pub(crate) fn reset(&mut self) {
        self.attempts = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_start_again() {
        let mut pauses = Pauses::default();
        let mut whole = FIRST;
        for _ in 0..100 {
            let pause = pauses.next();
            assert!(pause >= whole / 2 && pause <= whole, "{pause:?} of {whole:?}");
            whole = (whole * 2).min(LONGEST);
        }
        pauses.reset();
        assert!(pauses.next() <= FIRST);
    }
}

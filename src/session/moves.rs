//! What has moved the numbers of messages since a mailbox was selected.

use std::collections::VecDeque;

/// Moves that are remembered: as many as anybody reads, and an end for a mailbox that is busy.
const MOVES_MAX: usize = 100;

/// What came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// EXISTS: so many there were, and are.
    Exists {
        /// Messages before it.
        before: Option<u32>,
        /// Messages now.
        now: u32,
    },
    /// EXPUNGE of a message, of so many.
    Expunge {
        /// Its number.
        number: u32,
        /// Messages before it.
        before: Option<u32>,
    },
    /// VANISHED: so many are gone. RFC 7162 section 3.2.10.
    Vanished {
        /// How many.
        count: u32,
    },
}

/// The last moves, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves(VecDeque<Move>);

impl Moves {
    /// Takes note of one; the oldest is forgotten when there are too many.
    pub fn push(&mut self, change: Move) {
        if self.0.len() >= MOVES_MAX {
            self.0.pop_front();
        }
        self.0.push_back(change);
    }

    /// All that are remembered.
    pub fn iter(&self) -> impl Iterator<Item = &Move> {
        self.0.iter()
    }
}

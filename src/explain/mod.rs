//! What a response means, token by token, with its place in the RFCs.
//!
//! [`explain`] walks the tokens with a stack of its own (never by recursion: a server may nest as deep as it likes) along
//! the shapes in [`shapes`], which are data. What no shape expects is named as such, and can be counted.

mod decoded;
mod layout;
mod line;
mod shape;
mod shapes;
mod walk;

pub use decoded::decoded;
pub use layout::{cut, layout, wrapped};
pub use line::explain_line;
pub use walk::explain;

use std::borrow::Cow;
use std::ops::Range;

use crate::catalog::Spec;

/// Notes on one response: nobody reads more, and a hostile one must not fill the screen.
const NOTES_MAX: usize = 400;

/// What a token means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands, in octets of what was explained.
    pub range: Range<usize>,
    /// How many lists it is in.
    pub depth: usize,
    /// What it is, in a few words or a sentence; `None` if nothing is known of it.
    pub meaning: Option<Cow<'static, str>>,
    /// What it stands for, if it is encoded: not safe to show before `wire::visible` has seen it.
    pub decoded: Option<String>,
    /// Where it is defined.
    pub spec: Option<Spec>,
}

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// A note for each token, in order.
    pub notes: Vec<Note>,
    /// There was more than is told.
    pub is_cut: bool,
}

impl Explanation {
    /// How many tokens nothing is known of.
    #[must_use]
    pub fn unexplained(&self) -> usize {
        self.notes.iter().filter(|note| note.meaning.is_none()).count()
    }

    fn add(&mut self, note: Note) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(note);
        } else {
            self.is_cut = true;
        }
    }
}

#[cfg(test)]
mod tests;

//! Help while typing: what could stand at the cursor, what is still to come, and how the line is drawn.
//!
//! Pure functions over the line and what is known. [`place`] finds what the cursor stands in; [`complete`], [`hint`] and
//! [`highlight`] each make something of it. The catalog has the words; a shortcut's usage has the kinds of its
//! arguments, so that a new shortcut needs nothing here.

pub mod complete;
mod criteria;
pub mod highlight;
pub mod hint;
pub mod place;
mod words;

pub use complete::{Candidate, complete};
pub use highlight::{Span, highlight};
pub use hint::{Hint, hint};

use crate::session::Snapshot;

/// What is known while a line is typed.
pub struct Around<'a> {
    /// What is known of the session, its mailboxes and hits among it.
    pub snapshot: &'a Snapshot,
    /// The shortcuts and the person's own aliases.
    pub shortcuts: &'a [Row<'a>],
    /// What `:set` can switch.
    pub settings: &'a [Row<'a>],
    /// The files whose path starts so, folders with a `/` at their end.
    pub files: &'a dyn Fn(&str) -> Vec<String>,
}

/// A shortcut or a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its name; that of a shortcut without the colon.
    pub name: &'a str,
    /// How it is written: `:flag SET FLAG…`. Words in capitals stand for what is to be filled in.
    pub usage: &'a str,
    /// What it does, in a sentence.
    pub brief: &'a str,
}

#[cfg(test)]
mod tests;

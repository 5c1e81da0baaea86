//! Events → what is shown.

mod json;
mod raw;
mod text;

use std::io::{self, Write};

use crate::session::Outgoing;
use crate::table::{Cell, Column};
use crate::wire::Piece;

pub use json::JsonLines;
pub use raw::Raw;
pub use text::{Text, note};

/// Something to show.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// Octets that came, in pieces.
    Came(&'a Piece<'a>),
    /// Octets that were sent.
    Sent(&'a Outgoing),
    /// What the tool itself has to say, in one line or more.
    Note(&'a str),
    /// A finished rendering, as lines that are safe to show.
    Rendering(&'a str),
    /// A row of a rendering, of the shortcut with this name: for who asks for data and not for lines.
    Row(&'a str, &'a [Column], &'a [Cell]),
}

/// What a person can switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Draw the line ends.
    Crlf,
    /// Fold long literals.
    Fold,
    /// Tell who speaks before each line.
    Prefix,
}

/// Turns events into text or octets.
pub trait Renderer: Send {
    /// Writes what `shown` looks like.
    ///
    /// # Errors
    /// If `out` cannot be written.
    fn show(&mut self, out: &mut dyn Write, shown: Shown<'_>) -> io::Result<()>;

    /// The connection has ended: what was held back until it is whole will not be.
    ///
    /// # Errors
    /// If `out` cannot be written.
    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Switches something, if there is anything to switch.
    fn set(&mut self, _setting: Setting, _on: bool) {}
}

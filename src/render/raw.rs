//! The server's octets, nothing added, nothing taken away.

use std::io::{self, Write};

use crate::render::{Renderer, Shown};
use crate::wire::Piece;

/// `--output raw`.
#[derive(Debug)]
pub struct Raw;

impl Renderer for Raw {
    fn show(&mut self, out: &mut dyn Write, shown: Shown<'_>) -> io::Result<()> {
        match shown {
            Shown::Came(Piece::Literal { octets, .. } | Piece::Text { octets, .. }) => out.write_all(octets),
            Shown::Note(_) | Shown::Rendering(_) | Shown::Row(..) | Shown::Sent(_) => Ok(()),
        }
    }
}

//! One JSON object a line for each event: what docs/json.md describes and docs/json.schema.json holds it to.
//!
//! A response is gathered within limits and written when it is whole; what is too long for that is written as it comes, in
//! parts of [`PART_OCTETS`], so that memory stays flat whatever the server sends.

mod shape;

use std::io::{self, Write};

use serde::Serialize as _;
use serde_json::ser::Formatter;
use serde_json::{Map, Value as Json, json};

use crate::render::{Renderer, Shown};
use crate::session::{Outgoing, Part};
use crate::table::Cell;
use crate::wire::{Ends, Gatherer, Piece, Response, is_harmless, torn_octets};

use shape::{octets, shape};

/// What stands for a secret.
const MASK: &str = "***";

/// Octets of something long that stand in one object: enough to be quick, little enough for any reader of lines.
const PART_OCTETS: usize = 48 << 10;

/// `--output json`.
#[derive(Debug, Default)]
pub struct JsonLines {
    /// Write what is sent, too.
    echo: bool,
    show_secrets: bool,
    gatherer: Gatherer,
    long: Long,
    /// Literals of this response that were written in parts.
    literals: u64,
    /// The response started with what is too long to be kept.
    is_long_from_start: bool,
}

/// Something that is written in parts.
#[derive(Debug, Default)]
struct Long {
    /// The literal, counted from 1, and its octets; `None` for a part of a line.
    literal: Option<(u64, u64)>,
    /// Where in it `held` starts.
    offset: u64,
    /// Octets that have not been written.
    held: Vec<u8>,
}

impl JsonLines {
    /// `echo` writes what is sent, too; secrets are masked in it, unless they are to be shown.
    #[must_use]
    pub fn new(echo: bool, show_secrets: bool) -> Self {
        Self { echo, show_secrets, ..Self::default() }
    }

    fn came(&mut self, out: &mut dyn Write, piece: &Piece<'_>) -> io::Result<()> {
        if let Piece::Text { first: true, .. } = piece {
            // Only at the end of a connection can something new come before the old has ended.
            self.finish(out)?;
        }
        let is_kept = self.gatherer.keeps(piece);
        let is_start = self.gatherer.unfinished().is_empty();
        match *piece {
            Piece::Literal { octets, left } if !is_kept => {
                if self.long.literal.is_none() {
                    self.end_long(out)?;
                    self.literals += 1;
                    self.long.literal = Some((self.literals, octets.len() as u64 + left));
                }
                self.long.push(out, octets)?;
                if left == 0 {
                    self.end_long(out)?;
                }
            }
            Piece::Text { octets, .. } if !is_kept => {
                self.is_long_from_start |= is_start;
                self.long.push(out, octets)?;
            }
            _ => {}
        }
        if let Piece::Text { ends: Ends::Literal(_) | Ends::Whole, .. } = piece {
            self.end_long(out)?;
        }
        let Some(response) = self.gatherer.push(piece) else { return Ok(()) };
        self.literals = 0;
        let raw = if std::mem::take(&mut self.is_long_from_start) { Json::Null } else { octets(response.octets()) };
        self.response(out, &response, raw)
    }

    fn response(&self, out: &mut dyn Write, response: &Response, raw: Json) -> io::Result<()> {
        let mut object = Map::new();
        object.insert("type".into(), "response".into());
        object.extend(shape(response));
        object.insert("raw".into(), raw);
        write(out, &Json::Object(object))
    }

    fn end_long(&mut self, out: &mut dyn Write) -> io::Result<()> {
        std::mem::take(&mut self.long).finish(out)
    }

    fn sent(&self, out: &mut dyn Write, outgoing: &Outgoing) -> io::Result<()> {
        let mut sent = outgoing.octets.clone();
        let secret = outgoing.secret.clone().filter(|_| !self.show_secrets);
        let masked = secret.is_some();
        if let Some(secret) = secret {
            sent.splice(secret, MASK.bytes());
        }
        let (part, left) = match outgoing.part {
            Part::Answer => ("answer", 0),
            Part::Done => ("done", 0),
            Part::Line => ("line", 0),
            Part::Literal { left } => ("literal", left),
            Part::Raw => ("raw", 0),
        };
        write(out, &json!({"type": "sent", "part": part, "left": left, "masked": masked, "raw": octets(&sent)}))
    }
}

impl Long {
    fn push(&mut self, out: &mut dyn Write, octets: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(octets);
        let mut from = 0;
        while self.held.len() - from > PART_OCTETS {
            // No part may end within a character, lest two of them are no text.
            let to = from + PART_OCTETS - torn_octets(&self.held[from..from + PART_OCTETS]);
            self.write(out, from, to)?;
            from = to;
        }
        self.offset += from as u64;
        self.held.drain(..from);
        Ok(())
    }

    fn write(&self, out: &mut dyn Write, from: usize, to: usize) -> io::Result<()> {
        let (literal, size) = self.literal.unzip();
        let offset = self.offset + from as u64;
        let raw = octets(&self.held[from..to]);
        write(out, &json!({"type": "part", "literal": literal, "octets": size, "offset": offset, "raw": raw}))
    }

    fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        if self.held.is_empty() { Ok(()) } else { self.write(out, 0, self.held.len()) }
    }
}

impl Renderer for JsonLines {
    fn show(&mut self, out: &mut dyn Write, shown: Shown<'_>) -> io::Result<()> {
        match shown {
            Shown::Came(piece) => self.came(out, piece),
            Shown::Sent(outgoing) if self.echo => self.sent(out, outgoing),
            Shown::Sent(_) => Ok(()),
            Shown::Note(text) | Shown::Rendering(text) => write(out, &json!({"type": "note", "text": text.trim_end()})),
            Shown::Row(name, columns, cells) => {
                let fields: Map<_, _> =
                    columns.iter().zip(cells).map(|(column, cell)| (column.name.to_owned(), field(cell))).collect();
                write(out, &json!({"type": "row", "of": name, "fields": fields}))
            }
        }
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let cut = std::mem::take(&mut self.gatherer);
        if !self.is_long_from_start && !cut.unfinished().is_empty() {
            write(out, &json!({"type": "cut", "raw": octets(cut.unfinished())}))?;
        }
        self.end_long(out)?;
        (self.literals, self.is_long_from_start) = (0, false);
        Ok(())
    }
}

/// What stands in a cell, for programs.
fn field(cell: &Cell) -> Json {
    match cell {
        Cell::Nothing => Json::Null,
        Cell::Number(number) => json!(number),
        Cell::Words(words) => json!(words),
        Cell::Either { .. } | Cell::Text(_) => json!(cell.to_string()),
    }
}

/// Writes an object and the end of its line.
fn write(out: &mut dyn Write, object: &Json) -> io::Result<()> {
    let mut line = Vec::new();
    object.serialize(&mut serde_json::Serializer::with_formatter(&mut line, Harmless))?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Compact JSON in which nothing acts on a terminal: what JSON lets pass and a terminal should not see is escaped, too.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, char) in fragment.char_indices().filter(|(_, char)| !is_harmless(*char)) {
            writer.write_all(&fragment.as_bytes()[written..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + char.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests;

//! The pieces of a command, put together.

use crate::demo::command::Request;
use crate::demo::parse::{Refusal, Segment};
use crate::wire::{Announced, Ends, Piece};

/// What a piece of the stream completed.
#[derive(Debug)]
pub(super) enum Arrived {
    /// The end of a command, or of another line.
    End,
    /// A literal header: the literal follows, if it is wanted.
    Header(Announced),
    Nothing,
}

/// A command that is not done.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) tag: Option<String>,
    pub(super) name: String,
    pub(super) refusal: Refusal,
}

/// Puts the pieces of a command together.
#[derive(Debug, Default)]
pub(super) struct Intake {
    pub(super) segments: Vec<Segment>,
    /// Octets of text and literals so far, but for the message of an APPEND.
    pub(super) octets: usize,
    /// The command is one that may have literals.
    pub(super) takes_literals: bool,
    /// Why all of this command is thrown away.
    pub(super) refused: Option<Refused>,
}

impl Intake {
    /// Takes the next piece.
    pub(super) fn push(&mut self, piece: &Piece<'_>) -> Arrived {
        match *piece {
            Piece::Literal { octets, .. } => {
                if let (Some(Segment::Literal { octets: literal, .. }), None) =
                    (self.segments.last_mut(), &self.refused)
                {
                    literal.extend_from_slice(octets);
                }
                Arrived::Nothing
            }
            Piece::Text { octets, ends, .. } => self.text(octets, ends),
        }
    }

    fn text(&mut self, line: &[u8], ends: Ends) -> Arrived {
        // Many short lines with literals between them make a long command too.
        self.octets += line.len();
        let content = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        match ends {
            // Such a line is longer than any that is taken.
            Ends::Within => Arrived::Nothing,
            Ends::Literal(announced) => {
                let header = content.iter().rposition(|octet| *octet == b'{').unwrap_or(content.len());
                let text = &content[..header];
                let text = if announced.binary { text.strip_suffix(b"~").unwrap_or(text) } else { text };
                self.segments.push(Segment::Text(text.to_vec()));
                self.segments.push(Segment::Literal { octets: Vec::new(), binary: announced.binary });
                Arrived::Header(announced)
            }
            Ends::Whole => {
                self.segments.push(Segment::Text(content.to_vec()));
                Arrived::End
            }
        }
    }

    /// Makes room for a literal that is no message.
    pub(super) fn count_literal(&mut self, announced: Announced, octets_max: usize) -> Result<(), Refused> {
        match usize::try_from(announced.octets).ok().and_then(|octets| octets.checked_add(self.octets)) {
            Some(octets) if octets <= octets_max => {
                self.octets = octets;
                Ok(())
            }
            _ => {
                let refusal = Refusal::no("LIMIT", "The literal is too long for this command");
                let tag = Request::read(self.segments.clone(), false).ok().map(|request| request.tag);
                Err(Refused { tag, name: String::new(), refusal })
            }
        }
    }
}

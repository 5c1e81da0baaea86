//! The words and strings of a command, literals included.

use std::ops::Range;

use crate::wire::{Kind, lex_command, literal_header, unquote};

/// An argument: where it stands in the command, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// Its octets; those of a literal are the literal's own.
    pub(crate) range: Range<usize>,
    is_quoted: bool,
}

impl Argument {
    /// What was meant: unquoted.
    pub(crate) fn meant(&self, command: &[u8]) -> Vec<u8> {
        let octets = &command[self.range.clone()];
        if self.is_quoted { unquote(octets).into_owned() } else { octets.to_vec() }
    }
}

/// The arguments of `command`: its lines with their line ends, without a tag, and its literals' octets. A list is one.
pub(crate) fn arguments(command: &[u8]) -> Vec<Argument> {
    let mut found: Vec<Argument> = Vec::new();
    let mut at = 0;
    while at < command.len() {
        let end = command[at..].iter().position(|octet| *octet == b'\n').map_or(command.len(), |end| at + end + 1);
        let line = &command[at..end];
        of_line(line, at, &mut found);
        at = end;
        if let Some(literal) = literal_header(line) {
            let left = command.len() - at;
            let octets = usize::try_from(literal.octets).map_or(left, |octets| octets.min(left));
            if octets > 0 || literal.octets == 0 {
                found.push(Argument { range: at..at + octets, is_quoted: false });
            }
            at += octets;
        }
    }
    found
}

fn of_line(line: &[u8], base: usize, found: &mut Vec<Argument>) {
    let is_announced = literal_header(line).is_some();
    let mut at = base;
    let mut adheres = false;
    let mut depth = 0_usize;
    for (kind, octets) in lex_command(line, false).iter() {
        let range = at..at + octets.len();
        at = range.end;
        match kind {
            Kind::Space | Kind::LineEnd if depth == 0 => adheres = false,
            Kind::LiteralHeader if is_announced => adheres = false,
            _ => {
                match kind {
                    Kind::Open => depth += 1,
                    Kind::Close => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if let Some(last) = found.last_mut().filter(|_| adheres) {
                    last.range.end = range.end;
                    last.is_quoted = false;
                } else {
                    found.push(Argument { range, is_quoted: kind == Kind::Quoted });
                }
                adheres = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(command: &str) -> Vec<String> {
        let command = command.as_bytes();
        arguments(command).iter().map(|one| String::from_utf8_lossy(&one.meant(command)).into_owned()).collect()
    }

    #[test]
    fn arguments_are_read_in_every_spelling() {
        assert_eq!(
            meant("STATUS {6}\r\na b\"\r\n \"two \\\"w\" (X Y) last\r\n"),
            ["STATUS", "a b\"\r\n", "two \"w", "(X Y)", "last"]
        );
        assert_eq!(meant("LOGIN {4}\r\nuser hunter2\r\n"), ["LOGIN", "user", "hunter2"]);
        assert_eq!(meant("LOGIN u p(a[s\"s"), ["LOGIN", "u", "p(a[s\"s"]);
        assert_eq!(meant("LOGIN u {secret}"), ["LOGIN", "u", "{secret}"]);
        assert_eq!(meant("LOGIN {4}\r\n"), ["LOGIN"]);
        assert_eq!(meant("X {0}\r\n y"), ["X", "", "y"]);
    }
}

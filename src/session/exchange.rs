//! Commands in flight: their tags, what of them is still to be written, and what they wait for.

use std::collections::{BTreeSet, VecDeque};

use crate::catalog::command::{self, Command, Flow};
use crate::session::arguments::arguments;
use crate::session::event::{Outgoing, Part, Ticket};
use crate::session::mask;
use crate::wire::literal_header;

/// Octets of a command that are kept to know what its reply is about: names are shorter.
const SENT_KEPT_MAX: usize = 4 << 10;

/// A command, as it is handed to the session.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The person's own tag; else the session makes one.
    pub tag: Option<Vec<u8>>,
    /// The command: lines without line ends, and literals between them.
    pub pieces: Vec<Written>,
}

/// A piece of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Text of a line. It gets no line end, and must not hold one.
    Text(Vec<u8>),
    /// A literal's octets; its header is made for it.
    Literal(Vec<u8>),
}

impl Submission {
    /// A typed line, with its tag or without.
    #[must_use]
    pub fn line(tag: Option<Vec<u8>>, line: impl Into<Vec<u8>>) -> Self {
        Self { tag, pieces: vec![Written::Text(line.into())] }
    }
}

/// A command in flight.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) ticket: Ticket,
    pub(crate) tag: Vec<u8>,
    pub(crate) command: Option<&'static Command>,
    /// The start of what was sent, without the tag.
    pub(crate) sent: Vec<u8>,
    /// What is still to be written.
    pub(crate) steps: VecDeque<Step>,
    pub(crate) stage: Stage,
    /// All octets have left for the server.
    pub(crate) flushed: bool,
    /// Untagged CAPABILITY came while it ran.
    pub(crate) told_capabilities: bool,
    /// It was refused in the middle of a literal that the server waits for all the same: only what is left of that
    /// matters, and no reply will come.
    pub(crate) is_refused: bool,
    /// Whom it logs in, where it is a login that is driven.
    pub(crate) user: Option<String>,
    /// Where in `sent` the last literal starts.
    literal_start: usize,
    /// Not all that may be secret is in `sent`.
    is_cut: bool,
}

/// Something to write.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) outgoing: Outgoing,
    /// A `+` must come first.
    pub(crate) waits: bool,
}

/// How far a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Steps are left, or a `+` is awaited before the next.
    Writing,
    /// A literal announced by hand waits for the server's `+`.
    AwaitingGoAhead(u64),
    /// So many octets of a literal announced by hand are wanted.
    WantsLiteral(u64),
    /// The rest of the command is wanted.
    WantsRest,
    /// It is written; the reply is awaited.
    Written,
    /// SASL: the server has sent a challenge.
    Challenged,
    /// IDLE: the server has said `+`.
    Idling,
    /// IDLE: DONE was sent.
    Ending,
}

impl Exchange {
    pub(crate) fn new(ticket: Ticket, tag: Vec<u8>, pieces: Vec<Written>, nonsync_octets_max: u64) -> Self {
        let first =
            pieces.iter().find_map(|piece| if let Written::Text(text) = piece { Some(&text[..]) } else { None });
        let command = first.and_then(command::find_bytes).map(|(command, _)| command);
        let mut exchange = Self {
            ticket,
            tag: tag.clone(),
            command,
            sent: Vec::new(),
            steps: VecDeque::new(),
            stage: Stage::Writing,
            flushed: false,
            told_capabilities: false,
            is_refused: false,
            user: None,
            literal_start: 0,
            is_cut: false,
        };
        exchange.plan(tag, pieces, nonsync_octets_max);
        exchange
    }

    /// Turns pieces into steps: lines with their literal headers, and literals.
    fn plan(&mut self, tag: Vec<u8>, pieces: Vec<Written>, nonsync_octets_max: u64) {
        let mut line = Vec::new();
        let mut prefix = [&tag[..], b" "].concat();
        let mut waits = false;
        for piece in pieces {
            match piece {
                Written::Text(text) => line.extend_from_slice(&text),
                Written::Literal(octets) => {
                    let sync = octets.len() as u64 > nonsync_octets_max;
                    let header = format!("{{{}{}}}", octets.len(), if sync { "" } else { "+" });
                    line.extend_from_slice(header.as_bytes());
                    let outgoing = self.line(&std::mem::take(&mut prefix), &std::mem::take(&mut line));
                    self.steps.push_back(Step { outgoing, waits });
                    let outgoing = self.literal(octets);
                    self.steps.push_back(Step { outgoing, waits: sync });
                    waits = false;
                }
            }
        }
        let outgoing = self.line(&prefix, &line);
        self.steps.push_back(Step { outgoing, waits });
    }

    /// A line of the command behind what was sent of it, with its line end; `prefix` is the tag, or nothing.
    pub(crate) fn line(&mut self, prefix: &[u8], line: &[u8]) -> Outgoing {
        let line = [line, b"\r\n"].concat();
        let secret = if self.is_cut { Some(0..line.len() - 2) } else { mask::secret(&self.sent, &line) };
        let secret = secret.map(|range| range.start + prefix.len()..range.end + prefix.len());
        self.keep(&line);
        if literal_header(&line).is_some() {
            self.literal_start = self.sent.len();
        }
        Outgoing { octets: [prefix, &line].concat(), secret, part: Part::Line }
    }

    /// A literal's octets, or some of them.
    pub(crate) fn literal(&mut self, octets: Vec<u8>) -> Outgoing {
        let secret = self.is_literal_secret().then_some(0..octets.len());
        self.keep(&octets);
        Outgoing { octets, secret, part: Part::Literal }
    }

    /// Whether the literal that is being sent holds a secret.
    pub(crate) fn is_literal_secret(&self) -> bool {
        // The octets that came before are a part of the literal, so they count as the argument in question.
        self.is_cut || mask::is_secret_literal(&self.sent[..self.literal_start.min(self.sent.len())])
    }

    /// Whether what is wanted next must not be seen.
    pub(crate) fn wants_secret(&self) -> bool {
        match self.stage {
            Stage::Challenged => true,
            Stage::WantsLiteral(_) => self.is_literal_secret(),
            Stage::WantsRest => self.is_cut || mask::takes_secret(&self.sent),
            _ => false,
        }
    }

    /// The stage after the last step was written: a literal header typed at the end of the line announces a literal.
    pub(crate) fn stage_after(&self, written: &Outgoing) -> Stage {
        match literal_header(&written.octets).filter(|_| written.part == Part::Line) {
            Some(literal) if literal.sync => Stage::AwaitingGoAhead(literal.octets),
            Some(literal) => Stage::wants(literal.octets),
            None => Stage::Written,
        }
    }

    /// Keeps what was sent, as far as there is room.
    fn keep(&mut self, octets: &[u8]) {
        let room = SENT_KEPT_MAX.saturating_sub(self.sent.len());
        self.sent.extend_from_slice(&octets[..octets.len().min(room)]);
        self.is_cut |= octets.len() > room && mask::takes_secret(&self.sent);
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.command.is_some_and(|command| command.name == name)
    }

    pub(crate) fn flow(&self) -> Flow {
        self.command.map_or(Flow::Plain, |command| command.flow)
    }

    /// Whether an OK to it logs in.
    pub(crate) fn is_login(&self) -> bool {
        self.is("LOGIN") || self.flow() == Flow::Sasl
    }

    /// Whether nothing may be sent before the reply. LOGIN is one because what is pipelined behind it can be thrown
    /// away by servers that change their process there; SELECT, because what comes could be about either mailbox.
    pub(crate) fn is_barrier(&self) -> bool {
        matches!(self.flow(), Flow::Compress | Flow::Idle | Flow::Sasl | Flow::StartTls)
            || ["LOGIN", "LOGOUT", "SELECT", "EXAMINE"].iter().any(|name| self.is(name))
    }

    /// Argument number `index` of the command, as it was meant: unquoted, or the literal's octets.
    pub(crate) fn argument(&self, index: usize) -> Option<Vec<u8>> {
        let words = self.command.map_or(1, |command| command.name.split(' ').count());
        Some(arguments(&self.sent).get(words + index)?.meant(&self.sent))
    }
}

impl Stage {
    fn wants(octets: u64) -> Self {
        if octets == 0 { Self::WantsRest } else { Self::WantsLiteral(octets) }
    }

    pub(crate) fn go_ahead(octets: u64) -> Self {
        Self::wants(octets)
    }

    pub(crate) fn after_literal(left: u64) -> Self {
        Self::wants(left)
    }
}

/// Makes tags that are unique in the session.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    last: u64,
    /// The numbers of typed tags that look like ours.
    typed: BTreeSet<u64>,
}

impl Tags {
    pub(crate) fn next(&mut self) -> Vec<u8> {
        loop {
            self.last += 1;
            if !self.typed.remove(&self.last) {
                return format!("A{:03}", self.last).into_bytes();
            }
        }
    }

    pub(crate) fn typed(&mut self, tag: &[u8]) {
        let number = tag.strip_prefix(b"A").and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        if let Some(number) = number.filter(|number| *number > self.last) {
            self.typed.insert(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automatic_tags_skip_typed_ones() {
        let mut tags = Tags::default();
        tags.typed(b"A001");
        tags.typed(b"A3");
        tags.typed(b"TAG2");
        assert_eq!(tags.next(), b"A002");
        assert_eq!(tags.next(), b"A004");
        tags.typed(b"A001");
        assert_eq!(tags.next(), b"A005");
    }

    #[test]
    fn a_literal_gets_its_header_and_waits_unless_it_need_not() {
        let pieces = vec![
            Written::Text(b"LOGIN ".to_vec()),
            Written::Literal(b"u".to_vec()),
            Written::Text(b" ".to_vec()),
            Written::Literal(b"pass".to_vec()),
        ];
        let exchange = Exchange::new(Ticket(1), b"A1".to_vec(), pieces, 1);
        let steps: Vec<(String, bool)> =
            exchange.steps.iter().map(|step| (step.outgoing.octets.escape_ascii().to_string(), step.waits)).collect();
        let expected =
            [("A1 LOGIN {1+}\\r\\n", false), ("u", false), (" {4}\\r\\n", false), ("pass", true), ("\\r\\n", false)];
        assert_eq!(steps, expected.map(|(text, waits)| (text.to_owned(), waits)));
        assert_eq!(exchange.steps[3].outgoing.secret, Some(0..4));
        assert_eq!(exchange.steps[1].outgoing.secret, None);
    }
}

//! Commands in flight: their tags, what of them is still to be written, and what they wait for.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use crate::catalog::command::{self, Command, Flow};
use crate::session::arguments::arguments;
use crate::session::event::{Outgoing, Part, Ticket};
use crate::session::mask;
use crate::session::snapshot::Nonsync;
use crate::session::uids::Uids;
use crate::wire::{literal_header, quoted_utf8};

/// Octets of a literal that count as a word or two, and not as a message.
const LITERAL_TOLD_MAX: usize = 1 << 10;

/// Octets of a command that are kept to know what its reply is about: names are shorter.
const SENT_KEPT_MAX: usize = 4 << 10;

/// A command, as it is handed to the session.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The person's own tag; else the session makes one.
    pub tag: Option<Vec<u8>>,
    /// The command: lines without line ends, and literals between them.
    pub pieces: Vec<Written>,
    /// It is in flight with no other: what is untagged does not tell whose answer it is, and somebody has to know.
    pub is_alone: bool,
    /// What it finds is for the program: `{$uids}` stays what the person has found.
    pub is_aside: bool,
    /// Its literals wait for the server's leave, whatever is offered.
    pub asks_first: bool,
}

/// A piece of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Text of a line. It gets no line end, and must not hold one.
    Text(Vec<u8>),
    /// A literal's octets; its header is made for it.
    Literal(Vec<u8>),
    /// The same as a literal8, which may hold NUL. RFC 3516 section 4.4.
    Literal8(Vec<u8>),
    /// Text of a line that must not be seen, whatever it is an argument of.
    Secret(Vec<u8>),
    /// A literal that must not be seen.
    SecretLiteral(Vec<u8>),
    /// A literal that is too long to be held: its octets are asked for when they can be sent.
    Upload {
        /// How many there are.
        octets: u64,
        /// As a literal8.
        binary: bool,
    },
}

impl Submission {
    /// A typed line, with its tag or without.
    #[must_use]
    pub fn line(tag: Option<Vec<u8>>, line: impl Into<Vec<u8>>) -> Self {
        Self { tag, pieces: vec![Written::Text(line.into())], ..Self::default() }
    }

    /// One that was put together, with a tag that the session makes.
    #[must_use]
    pub fn pieces(pieces: Vec<Written>) -> Self {
        Self { pieces, ..Self::default() }
    }

    /// What it says, as far as it can be said in one line: literals that are not long stand in quotes.
    #[must_use]
    pub fn as_line(&self) -> Vec<u8> {
        let mut line = Vec::new();
        for piece in &self.pieces {
            match piece {
                Written::Text(text) | Written::Secret(text) => line.extend_from_slice(text),
                Written::Literal(octets) if octets.len() <= LITERAL_TOLD_MAX => {
                    line.extend_from_slice(quoted_utf8(&String::from_utf8_lossy(octets)).as_bytes());
                }
                _ => line.extend_from_slice(b"\"\""),
            }
        }
        line
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
    /// The size of the literal that was announced by hand last, in octets.
    pub(crate) announced: u64,
    /// See [`Submission::is_alone`].
    is_alone: bool,
    /// See [`Submission::is_aside`].
    pub(crate) is_aside: bool,
    /// What a UID SEARCH has found so far.
    pub(crate) uids: Uids,
}

/// Something to write.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) load: Load,
    /// A `+` must come first.
    pub(crate) waits: bool,
}

/// What a step writes.
#[derive(Debug)]
pub(crate) enum Load {
    Octets(Outgoing),
    /// So many octets of a literal that somebody else holds.
    Upload {
        octets: u64,
        is_secret: bool,
    },
}

/// How far a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Steps are left, or a `+` is awaited before the next.
    Writing,
    /// So many octets of an upload are wanted.
    Uploading { left: u64, is_secret: bool },
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
    pub(crate) fn new(ticket: Ticket, tag: Vec<u8>, submission: Submission, nonsync: Nonsync) -> Self {
        let Submission { pieces, is_alone, is_aside, asks_first, .. } = submission;
        let nonsync = if asks_first { Nonsync::default() } else { nonsync };
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
            announced: 0,
            is_alone,
            is_aside,
            uids: Uids::default(),
        };
        exchange.plan(&tag, pieces, nonsync);
        exchange
    }

    /// Turns pieces into steps: lines with their literal headers, and literals.
    fn plan(&mut self, tag: &[u8], pieces: Vec<Written>, nonsync: Nonsync) {
        let mut line = Unsent { prefix: [tag, b" "].concat(), ..Unsent::default() };
        for piece in pieces {
            let is_secret = matches!(piece, Written::SecretLiteral(_));
            match piece {
                Written::Text(text) => line.octets.extend_from_slice(&text),
                Written::Secret(text) => line.secret(&text),
                Written::Literal(octets) | Written::SecretLiteral(octets) => {
                    let sync = self.announce(&mut line, octets.len() as u64, false, nonsync);
                    self.plan_literal(octets, is_secret, sync);
                }
                Written::Literal8(octets) => {
                    let sync = self.announce(&mut line, octets.len() as u64, true, nonsync);
                    self.plan_literal(octets, false, sync);
                }
                Written::Upload { octets, binary } => {
                    let sync = self.announce(&mut line, octets, binary, nonsync);
                    let is_secret = self.is_literal_secret();
                    self.steps.push_back(Step { load: Load::Upload { octets, is_secret }, waits: sync });
                    // What is sent behind it is told apart by its place, so something must stand in this one.
                    let kept = usize::try_from(octets).unwrap_or(usize::MAX).min(SENT_KEPT_MAX + 1);
                    self.keep(&vec![b' '; kept]);
                }
            }
        }
        self.plan_line(line);
    }

    /// Ends a line with the header of a literal. Answers whether a `+` must come before its octets.
    fn announce(&mut self, line: &mut Unsent, octets: u64, binary: bool, nonsync: Nonsync) -> bool {
        let sync = octets > if binary { nonsync.literal8 } else { nonsync.literal };
        let header = format!("{}{{{octets}{}}}", if binary { "~" } else { "" }, if sync { "" } else { "+" });
        line.octets.extend_from_slice(header.as_bytes());
        self.plan_line(std::mem::take(line));
        sync
    }

    fn plan_line(&mut self, line: Unsent) {
        let mut outgoing = self.line(&line.prefix, &line.octets);
        if let Some(secret) = line.secret {
            let (start, end) = (secret.start + line.prefix.len(), secret.end + line.prefix.len());
            let known = outgoing.secret.unwrap_or(start..end);
            outgoing.secret = Some(known.start.min(start)..known.end.max(end));
        }
        self.steps.push_back(Step { load: Load::Octets(outgoing), waits: false });
    }

    fn plan_literal(&mut self, octets: Vec<u8>, is_secret: bool, waits: bool) {
        let mut outgoing = self.literal(octets, 0);
        if is_secret {
            outgoing.secret = Some(0..outgoing.octets.len());
        }
        self.steps.push_back(Step { load: Load::Octets(outgoing), waits });
    }

    /// Forgets what was still to come: the command was refused in the middle of a literal, which the server reads all the
    /// same, up to the end of a line behind it.
    pub(crate) fn cut_short(&mut self) {
        self.is_refused = true;
        self.steps.clear();
        let end = Outgoing { octets: b"\r\n".to_vec(), secret: None, part: Part::Line };
        self.steps.push_back(Step { load: Load::Octets(end), waits: false });
    }

    /// A line of the command behind what was sent of it, with its line end; `prefix` is the tag, or nothing.
    pub(crate) fn line(&mut self, prefix: &[u8], line: &[u8]) -> Outgoing {
        let line = [line, b"\r\n"].concat();
        let secret =
            if self.is_cut { (line.len() > 2).then_some(0..line.len() - 2) } else { mask::secret(&self.sent, &line) };
        let secret = secret.map(|range| range.start + prefix.len()..range.end + prefix.len());
        self.keep(&line);
        if literal_header(&line).is_some() {
            self.literal_start = self.sent.len();
        }
        Outgoing { octets: [prefix, &line].concat(), secret, part: Part::Line }
    }

    /// A literal's octets, or some of them, with so many `left`.
    pub(crate) fn literal(&mut self, octets: Vec<u8>, left: u64) -> Outgoing {
        let secret = self.is_literal_secret().then_some(0..octets.len());
        self.keep(&octets);
        Outgoing { octets, secret, part: Part::Literal { left } }
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
    pub(crate) fn stage_after(&mut self, written: &Outgoing) -> Stage {
        let Some(literal) = literal_header(&written.octets).filter(|_| written.part == Part::Line) else {
            return Stage::Written;
        };
        self.announced = literal.octets;
        if literal.sync { Stage::AwaitingGoAhead(literal.octets) } else { Stage::wants(literal.octets) }
    }

    /// Whether the last line that is planned announces a literal by hand.
    pub(crate) fn will_want(&self) -> bool {
        let last = self.steps.back().map(|step| &step.load);
        matches!(last, Some(Load::Octets(outgoing)) if literal_header(&outgoing.octets).is_some())
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
        self.is_alone
            || matches!(self.flow(), Flow::Compress | Flow::Idle | Flow::Sasl | Flow::StartTls)
            || ["LOGIN", "LOGOUT", "SELECT", "EXAMINE"].iter().any(|name| self.is(name))
    }

    /// Argument number `index` of the command, as it was meant: unquoted, or the literal's octets.
    pub(crate) fn argument(&self, index: usize) -> Option<Vec<u8>> {
        let words = self.command.map_or(1, Command::words);
        Some(arguments(&self.sent).get(words + index)?.meant(&self.sent))
    }
}

/// A line of a command that is being put together.
#[derive(Default)]
struct Unsent {
    /// The tag before the first line.
    prefix: Vec<u8>,
    octets: Vec<u8>,
    /// Which of the octets must not be seen, wherever they stand.
    secret: Option<Range<usize>>,
}

impl Unsent {
    fn secret(&mut self, text: &[u8]) {
        let start = self.secret.as_ref().map_or(self.octets.len(), |secret| secret.start);
        self.octets.extend_from_slice(text);
        self.secret = Some(start..self.octets.len());
    }
}

impl Stage {
    /// So many octets of a literal are still to come.
    pub(crate) fn wants(octets: u64) -> Self {
        if octets == 0 { Self::WantsRest } else { Self::WantsLiteral(octets) }
    }
}

/// Makes tags that are unique in the session.
#[derive(Clone, Debug, Default)]
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
        let expected = ["A1 LOGIN {1+}\\r\\n", "u", " {4}\\r\\n", "+ [pass]", "\\r\\n"];
        assert_eq!(planned(pieces, Nonsync { literal: 1, literal8: 0 }), expected);
    }

    /// What is planned: `+` before what waits, `[]` around what is secret.
    fn planned(pieces: Vec<Written>, nonsync: Nonsync) -> Vec<String> {
        let exchange = Exchange::new(Ticket(1), b"A1".to_vec(), Submission::pieces(pieces), nonsync);
        let show = |step: &Step| {
            let load = match &step.load {
                Load::Octets(Outgoing { octets, secret: None, .. }) => octets.escape_ascii().to_string(),
                Load::Octets(Outgoing { octets, secret: Some(secret), .. }) => {
                    let [before, hidden, after] =
                        [0..secret.start, secret.clone(), secret.end..octets.len()].map(|range| &octets[range]);
                    format!("{}[{}]{}", before.escape_ascii(), hidden.escape_ascii(), after.escape_ascii())
                }
                Load::Upload { octets, is_secret } => format!("<{octets}{}>", if *is_secret { " secret" } else { "" }),
            };
            format!("{}{load}", if step.waits { "+ " } else { "" })
        };
        exchange.steps.iter().map(show).collect()
    }

    #[test]
    fn a_literal8_and_an_upload_get_their_headers() {
        let text = |text: &str| Written::Text(text.into());
        let pieces = || {
            let upload = |binary| Written::Upload { octets: 5000, binary };
            vec![
                text("X "),
                Written::Literal8(b"\0".to_vec()),
                text(" "),
                upload(false),
                text(" ("),
                upload(true),
                text(")"),
            ]
        };
        let lazy =
            ["A1 X ~{1}\\r\\n", "+ \\x00", " {5000}\\r\\n", "+ <5000>", " (~{5000}\\r\\n", "+ <5000>", ")\\r\\n"];
        assert_eq!(planned(pieces(), Nonsync::default()), lazy);
        let quick = ["A1 X ~{1+}\\r\\n", "\\x00", " {5000+}\\r\\n", "<5000>", " (~{5000+}\\r\\n", "<5000>", ")\\r\\n"];
        assert_eq!(planned(pieces(), Nonsync { literal: u64::MAX, literal8: u64::MAX }), quick);
    }

    #[test]
    fn what_is_secret_is_so_in_every_place() {
        let text = |text: &str| Written::Text(text.into());
        let secret = || Written::Secret(b"s3".to_vec());
        let planned = |pieces| planned(pieces, Nonsync::default());
        assert_eq!(planned(vec![text("X "), secret(), text(" y "), secret(), text(" z")]), ["A1 X [s3 y s3] z\\r\\n"]);
        assert_eq!(planned(vec![text("LOGIN me "), secret()]), ["A1 LOGIN me [s3]\\r\\n"]);
        let literal = vec![text("X "), Written::SecretLiteral(b"s3".to_vec())];
        assert_eq!(planned(literal), ["A1 X {2}\\r\\n", "+ [s3]", "\\r\\n"]);
        let uploads = vec![
            text("LOGIN "),
            Written::Upload { octets: 9, binary: false },
            text(" "),
            Written::Upload { octets: 1 << 40, binary: false },
        ];
        let wanted = ["A1 LOGIN {9}\\r\\n", "+ <9>", " {1099511627776}\\r\\n", "+ <1099511627776 secret>", "\\r\\n"];
        assert_eq!(planned(uploads), wanted);
        // A user too long to be kept hides all behind it.
        let long = vec![text("LOGIN "), Written::Upload { octets: 1 << 20, binary: false }, text(" s3")];
        assert_eq!(planned(long).last().unwrap(), "[ s3]\\r\\n");
    }
}

//! The walk along a response: token by token, with a stack of its own.

use std::borrow::Cow;
use std::ops::Range;

use crate::catalog::{Spec, fetch, response, rfc};
use crate::explain::decoded::{challenge, exchange_name, meant, rights};
use crate::explain::shape::{Group, Keyed, Names, Part, Reads, known, of_code};
use crate::explain::{Explanation, Note, shapes};
use crate::wire::{Kind, Response, unquote};

/// What a response means, token by token.
#[must_use]
pub fn explain(response: &Response) -> Explanation {
    let mut walk = Walk::new(response);
    walk.start();
    while walk.at < walk.tokens.len() {
        walk.step();
    }
    walk.told
}

/// A list that is open, and how far it has come.
#[derive(Clone, Copy)]
enum Open {
    /// A part of a message.
    Body(Body),
    /// Names with values: what the next value is, if a name has come.
    Keyed(&'static Keyed, Option<Part>),
    /// Values in a row, and the index of the next.
    Row { parts: &'static [Part], again: usize, next: usize },
    /// Something that no shape knows.
    Unknown,
}

/// How far a part of a message has come. RFC 9051 section 7.5.2.
#[derive(Clone, Copy, Default)]
struct Body {
    /// It has parts of its own: it started with a list.
    is_multipart: Option<bool>,
    /// What its type has beside the basic fields.
    extra: &'static [Part],
    is_message: bool,
    /// The index of the next field; in a multipart, of those behind the parts.
    next: usize,
}

struct Walk<'a> {
    tokens: Vec<(Kind, Range<usize>)>,
    octets: &'a [u8],
    at: usize,
    open: Vec<Open>,
    told: Explanation,
    /// The RFC section that values belong to, unless they have their own.
    spec: Option<Spec>,
    /// What the literal that is coming is.
    literal: Option<Part>,
}

impl<'a> Walk<'a> {
    fn new(response: &'a Response) -> Self {
        let mut end = 0;
        let place = |(kind, octets): (Kind, &[u8])| {
            let start = end;
            end += octets.len();
            (kind, start..end)
        };
        let tokens = response.tokens().map(place).collect();
        Self {
            tokens,
            octets: response.octets(),
            at: 0,
            open: Vec::new(),
            told: Explanation::default(),
            spec: None,
            literal: None,
        }
    }

    fn text(&self, range: &Range<usize>) -> Cow<'a, str> {
        String::from_utf8_lossy(&self.octets[range.clone()])
    }

    fn note(
        &mut self,
        range: Range<usize>,
        meaning: Option<Cow<'static, str>>,
        decoded: Option<String>,
        spec: Option<Spec>,
    ) {
        let depth = self.open.len().saturating_sub(1);
        self.told.add(Note { range, depth, meaning, decoded, spec });
    }

    fn tell(&mut self, range: Range<usize>, meaning: &'static str, spec: Option<Spec>) {
        self.note(range, Some(meaning.into()), None, spec);
    }

    /// The tokens before the data: `*`, a tag, a status, a number, the name.
    fn start(&mut self) {
        let head = self.tokens.iter().position(|(kind, _)| *kind == Kind::Name);
        let name = head.map(|at| self.text(&self.tokens[at].1).into_owned()).unwrap_or_default();
        while let Some((kind, range)) = self.tokens.get(self.at).cloned() {
            self.at += 1;
            match kind {
                Kind::Star => {
                    self.tell(range, "Untagged: data or news, not the end of a command.", Some(rfc(9051, "2.2.2")));
                }
                Kind::Plus => {
                    self.tell(range, "Go on: the server waits for more of the command.", Some(rfc(9051, "7.6")));
                }
                Kind::Tag => {
                    self.tell(range, "The tag of your command: it has come to its end.", Some(rfc(9051, "2.2.1")));
                }
                Kind::Status => self.status(range),
                Kind::Number => self.tell(range, shapes::number(&name), Some(rfc(9051, "2.3.1.2"))),
                Kind::Name => {
                    self.name(range, &name);
                    return;
                }
                Kind::Space => {}
                _ => {
                    self.at -= 1;
                    return;
                }
            }
        }
    }

    fn status(&mut self, range: Range<usize>) {
        let word = self.text(&range).into_owned();
        let is_tagged = self.tokens.first().is_some_and(|(kind, _)| *kind == Kind::Tag);
        let row = if is_tagged { response::tagged(&word) } else { response::find(&word) };
        let (meaning, spec) = row.map(|row| (row.summary.into(), row.spec)).unzip();
        self.note(range, meaning, None, spec);
        // What follows is a code, or text.
        while let Some((Kind::Space, _)) = self.tokens.get(self.at) {
            self.at += 1;
        }
    }

    /// The name of a response, and what it announces.
    fn name(&mut self, range: Range<usize>, name: &str) {
        let row = response::find(name);
        let (meaning, spec) = row.map(|row| (row.summary.into(), row.spec)).unzip();
        self.note(range, meaning, None, spec);
        self.spec = spec;
        self.open.push(shapes::of_response(name).map_or(Open::Unknown, Open::new));
    }

    /// The name of a response code.
    fn code(&mut self, range: Range<usize>) {
        let name = self.text(&range).into_owned();
        let (meaning, spec) = of_code(&name).map(|(meaning, spec)| (meaning.into(), spec)).unzip();
        self.note(range, meaning, None, spec);
        self.spec = spec;
        self.open.push(shapes::of_code(&name).map_or(Open::Unknown, Open::new));
    }

    fn step(&mut self) {
        let (kind, range) = self.tokens[self.at].clone();
        self.at += 1;
        match kind {
            Kind::Space | Kind::LineEnd => {}
            Kind::CodeOpen => match self.tokens.get(self.at).cloned() {
                Some((Kind::Name, name)) => {
                    self.at += 1;
                    self.code(name);
                }
                _ => self.open.push(Open::Unknown),
            },
            Kind::CodeClose => self.open.clear(),
            Kind::Text => self.free_text(range),
            Kind::Open => self.list(range),
            Kind::Close => {
                // What no `(` has opened closes nothing.
                if self.open.len() > 1 {
                    self.open.pop();
                }
            }
            Kind::LiteralHeader => {
                let part = self.expected();
                self.taken();
                self.literal = part;
                self.tell(range, "So many octets follow, whatever they are.", Some(rfc(9051, "4.3")));
            }
            Kind::Literal => {
                let part = self.literal.take();
                self.value(range, part);
            }
            Kind::Junk => self.note(range, None, None, None),
            _ => self.word(range),
        }
    }

    fn free_text(&mut self, range: Range<usize>) {
        let text = self.text(&range).into_owned();
        let is_challenge = matches!(self.tokens.first(), Some((Kind::Plus, _)));
        let decoded = if is_challenge { challenge(&text) } else { exchange_name(&text) };
        let meaning = match (&decoded, is_challenge) {
            (None, _) => "Text for people.",
            (Some(_), true) => "A challenge, in base64.",
            (Some(_), false) => "Text for people; in brackets, the name of the server, as Exchange writes it.",
        };
        self.note(range, Some(meaning.into()), decoded, Some(rfc(9051, "7.1")));
    }

    /// A value that is a list.
    fn list(&mut self, range: Range<usize>) {
        let part = self.expected();
        self.taken();
        match part.and_then(|part| Some((part, part.holds?))) {
            Some((part, group)) => {
                self.tell(range, part.name, self.spec);
                self.open.push(Open::new(group));
            }
            None => {
                self.note(range, None, None, None);
                self.open.push(Open::Unknown);
            }
        }
    }

    /// A word or string: a name where one is due, else a value.
    fn word(&mut self, range: Range<usize>) {
        let range = self.with_section(range);
        if let Some(Open::Keyed(keyed, None)) = self.open.last().copied() {
            return self.key(range, keyed);
        }
        let part = self.expected();
        self.taken_word(&range);
        self.value(range, part);
    }

    /// Joins what adheres to a word: the section of `BODY[HEADER.FIELDS (FROM)]<0>`, the `]` of a Gmail label.
    fn with_section(&mut self, range: Range<usize>) -> Range<usize> {
        let mut end = range.end;
        let mut depth = 0_usize;
        while let Some((kind, next)) = self.tokens.get(self.at) {
            match kind {
                Kind::SectionOpen => depth += 1,
                Kind::SectionClose => depth = depth.saturating_sub(1),
                Kind::Flag | Kind::Nil | Kind::Number | Kind::Word if depth == 0 => {}
                Kind::LineEnd | Kind::LiteralHeader | Kind::Junk => break,
                _ if depth == 0 => break,
                _ => {}
            }
            end = next.end;
            self.at += 1;
        }
        range.start..end
    }

    fn key(&mut self, range: Range<usize>, keyed: &'static Keyed) {
        let text = self.text(&range).into_owned();
        let plain = text.trim_matches('"');
        let found = keyed.names.find(plain);
        let mut meaning = found.map(|(meaning, _)| Cow::Borrowed(meaning));
        if let Some(section) = section(plain).filter(|_| keyed.names == Names::Fetch) {
            meaning = meaning.map(|meaning| format!("{meaning} {section}").into());
        }
        let spec = found.and_then(|(_, spec)| spec);
        self.note(range, meaning, None, spec.or(self.spec));
        let value = keyed.values.iter().find(|(name, _)| name.eq_ignore_ascii_case(plain));
        let value = value.map_or(Some(keyed.other), |(_, part)| *part);
        if let Some(last) = self.open.last_mut() {
            *last = Open::Keyed(keyed, value);
        }
    }

    /// What comes next, as far as the open list knows.
    fn expected(&self) -> Option<Part> {
        match *self.open.last()? {
            Open::Body(body) => body.expected(self.is_list()),
            Open::Keyed(keyed, value) => value.or(keyed.list),
            Open::Row { parts, next, .. } => parts.get(next).copied(),
            Open::Unknown => None,
        }
    }

    /// Whether the token that has just been taken opens a list.
    fn is_list(&self) -> bool {
        self.at.checked_sub(1).is_some_and(|at| self.tokens[at].0 == Kind::Open)
    }

    /// A value has come.
    fn taken(&mut self) {
        let is_list = self.is_list();
        match self.open.last_mut() {
            Some(Open::Body(body)) => body.take(is_list, ""),
            Some(Open::Keyed(_, value)) => *value = None,
            Some(Open::Row { parts, again, next }) => {
                *next += 1;
                if *next >= parts.len() && *again > 0 {
                    *next = parts.len() - (*again).min(parts.len());
                }
            }
            Some(Open::Unknown) | None => {}
        }
    }

    fn taken_word(&mut self, range: &Range<usize>) {
        let text = self.text(range).into_owned();
        if let Some(Open::Body(body)) = self.open.last_mut() {
            return body.take(false, text.trim_matches('"'));
        }
        self.taken();
    }

    /// A single value: what it is, what the catalog says of it, and what it stands for.
    fn value(&mut self, range: Range<usize>, part: Option<Part>) {
        let octets = &self.octets[range.clone()];
        let meant_octets =
            if octets.len() > 1 && octets.starts_with(b"\"") { unquote(octets) } else { Cow::Borrowed(octets) };
        let Some(part) = part else { return self.note(range, None, None, None) };
        let text = String::from_utf8_lossy(&meant_octets);
        if text.eq_ignore_ascii_case("NIL") && !octets.starts_with(b"\"") {
            let meaning = format!("{} NIL: there is none.", part.name);
            return self.note(range, Some(meaning.into()), None, self.spec);
        }
        if let Some((meaning, spec)) = known(part.reads, &text) {
            return self.note(range, Some(meaning.into()), None, Some(spec));
        }
        let decoded = if part.reads == Reads::Rights { Some(rights(&text)) } else { meant(part.reads, &text) };
        self.note(range, Some(part.name.into()), decoded, self.spec);
    }
}

impl Open {
    fn new(group: &'static Group) -> Self {
        match *group {
            Group::Body => Self::Body(Body::default()),
            Group::Keyed(keyed) => Self::Keyed(keyed, None),
            Group::Row { parts, again } => Self::Row { parts, again, next: 0 },
        }
    }
}

impl Body {
    /// The field that comes next.
    fn expected(&self, is_list: bool) -> Option<Part> {
        static PART: Group = Group::Body;
        if self.next == 0 && is_list && self.is_multipart != Some(false) {
            return Some(crate::explain::shape::list("A part of the message.", &PART));
        }
        let fields: [&'static [Part]; 3] = match self.is_multipart {
            Some(true) => [shapes::MULTIPART, &[], &[]],
            _ => [shapes::BASIC, self.extra, shapes::BASIC_END],
        };
        let mut fields = fields.into_iter().flatten();
        // Extensions may go on for ever.
        let last = fields.clone().last();
        fields.nth(self.next).or(last).copied()
    }

    /// A field has come: the type and subtype decide what is to come.
    fn take(&mut self, is_list: bool, word: &str) {
        let is_part = self.next == 0 && is_list && self.is_multipart != Some(false);
        let is_multipart = *self.is_multipart.get_or_insert(is_part);
        if is_part {
            return;
        }
        match (is_multipart, self.next) {
            (false, 0) if word.eq_ignore_ascii_case("text") => self.extra = shapes::TEXT,
            (false, 0) => self.is_message = word.eq_ignore_ascii_case("message"),
            (false, 1)
                if self.is_message && (word.eq_ignore_ascii_case("rfc822") || word.eq_ignore_ascii_case("global")) =>
            {
                self.extra = shapes::MESSAGE;
            }
            _ => {}
        }
        self.next += 1;
    }
}

/// What the section in an item takes out of the message.
fn section(item: &str) -> Option<&'static str> {
    let (_, rest) = item.split_once('[')?;
    let name = rest.split([']', ' ']).next()?;
    let name = name.trim_start_matches(|char: char| char.is_ascii_digit() || char == '.');
    if name.is_empty() {
        let is_whole = rest.starts_with(']');
        return fetch::section(if is_whole { "(empty)" } else { "<part>" }).map(|row| row.summary);
    }
    let is_it = |row: &&fetch::Section| row.name.split(' ').next().is_some_and(|own| own.eq_ignore_ascii_case(name));
    fetch::SECTIONS.iter().find(is_it).map(|row| row.summary)
}

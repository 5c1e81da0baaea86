//! The pieces of one response, put together, and what it says.
//!
//! Every question may be answered with `None`: servers err.

use std::borrow::Cow;

use crate::wire::encode::unquote;
use crate::wire::frame::{Ends, Piece};
use crate::wire::lexer::{Kind, Lexer, Token};

/// Octets of one response that are kept to be understood. A SEARCH answer with half a million UIDs fits; what does not
/// fit has been shown all the same, and says that it is not whole.
pub const RESPONSE_KEPT_MAX: usize = 8 << 20;

/// Octets up to which a literal is kept with its response: mailbox names, headers and subjects are shorter, messages
/// are for the person, not for us.
const LITERAL_KEPT_MAX: u64 = 64 << 10;

/// What a status response says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Error on the client's side.
    Bad,
    /// The server closes the connection.
    Bye,
    /// Refused.
    No,
    /// Done.
    Ok,
    /// A greeting: logged in already.
    Preauth,
}

impl Status {
    /// The status of this name, in any case.
    pub(crate) fn read(word: &[u8]) -> Option<Self> {
        let statuses =
            [("OK", Self::Ok), ("NO", Self::No), ("BAD", Self::Bad), ("BYE", Self::Bye), ("PREAUTH", Self::Preauth)];
        statuses.into_iter().find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(word)).map(|(_, status)| status)
    }

    /// As it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bad => "BAD",
            Self::Bye => "BYE",
            Self::No => "NO",
            Self::Ok => "OK",
            Self::Preauth => "PREAUTH",
        }
    }
}

/// One whole response, its longer literals left out.
#[derive(Clone, Debug, Default)]
pub struct Response {
    octets: Vec<u8>,
    tokens: Vec<Token>,
    whole: bool,
}

impl Response {
    /// The response that `octets`, one line and its literals, are. For tests and for text that is at hand.
    #[must_use]
    pub fn read(octets: &[u8]) -> Option<Self> {
        let mut framer = crate::wire::Framer::new(crate::wire::Side::Server);
        let mut gatherer = Gatherer::default();
        let mut rest = octets;
        while let Some(piece) = framer.next(&mut rest) {
            if let Some(response) = gatherer.push(&piece) {
                return Some(response);
            }
        }
        None
    }

    /// What it takes of the memory, in octets: of a short response that is many times its length.
    #[must_use]
    pub fn footprint(&self) -> usize {
        // An allocation costs something beside what was asked for.
        let allocations = self.octets.capacity() + size_of::<Token>() * self.tokens.capacity() + 32;
        size_of::<Self>() + allocations
    }

    /// The octets that were kept: all but longer literals, unless [`Response::is_whole`] says otherwise.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// False if it was longer than what is kept.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The tokens, each with its octets.
    pub fn tokens(&self) -> impl Iterator<Item = (Kind, &[u8])> {
        (0..self.tokens.len()).map(|at| (self.tokens[at].kind, self.token(at)))
    }

    /// The tag, of a tagged response.
    #[must_use]
    pub fn tag(&self) -> Option<&[u8]> {
        self.first(Kind::Tag)
    }

    /// Whether this is a `+`.
    #[must_use]
    pub fn is_continuation(&self) -> bool {
        self.first(Kind::Plus).is_some()
    }

    /// Whether this starts with `*`.
    #[must_use]
    pub fn is_untagged(&self) -> bool {
        self.first(Kind::Star).is_some()
    }

    /// The status, of a status response.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        let word = self.tokens().take(4).find(|(kind, _)| *kind == Kind::Status)?.1;
        Status::read(word)
    }

    /// The number before the name, as in `* 12 EXISTS`. RFC 9051 section 9: 32 bits.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        let (_, digits) = self.tokens().take(3).find(|(kind, _)| *kind == Kind::Number)?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// The word that says what it is: `FETCH`, `LIST`, `EXISTS`.
    #[must_use]
    pub fn name(&self) -> Option<&[u8]> {
        let (at, _) = self.name_token()?;
        Some(self.token(at))
    }

    /// Whether [`Response::name`] is `name`, in any case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.is_untagged() && self.name().is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// What follows the name.
    #[must_use]
    pub fn values(&self) -> Cursor<'_> {
        let at = self.name_token().map_or(self.tokens.len(), |(at, _)| at + 1);
        Cursor { response: self, at, end: self.tokens.len() }
    }

    /// The name of the response code, and what follows it.
    #[must_use]
    pub fn code(&self) -> Option<(&[u8], Cursor<'_>)> {
        let open = self.tokens.iter().take(5).position(|token| token.kind == Kind::CodeOpen)?;
        self.tokens.get(open + 1).filter(|token| token.kind == Kind::Name)?;
        let end = self.tokens.iter().position(|token| token.kind == Kind::CodeClose).unwrap_or(self.tokens.len());
        Some((self.token(open + 1), Cursor { response: self, at: open + 2, end }))
    }

    /// The text for people, without its line end.
    #[must_use]
    pub fn text(&self) -> Option<&[u8]> {
        let at = self.tokens.iter().rposition(|token| token.kind == Kind::Text)?;
        Some(self.token(at))
    }

    /// The octets of token number `at`.
    fn token(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.tokens[before].end as usize);
        &self.octets[start..self.tokens[at].end as usize]
    }

    fn first(&self, kind: Kind) -> Option<&[u8]> {
        (self.tokens.first()?.kind == kind).then(|| self.token(0))
    }

    fn name_token(&self) -> Option<(usize, &Token)> {
        self.tokens.iter().enumerate().take(5).find(|(_, token)| token.kind == Kind::Name)
    }
}

/// A value of a response.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A literal of so many octets, too long to be kept.
    Elided(u64),
    /// `\Seen`
    Flag(&'a [u8]),
    /// What makes no sense.
    Junk(&'a [u8]),
    /// What stands between parentheses.
    List(Cursor<'a>),
    /// `NIL`
    Nil,
    /// A number.
    Number(u64),
    /// A quoted string, unescaped, or a literal.
    String(Cow<'a, [u8]>),
    /// An atom, with its section if it has one: `BODY[TEXT]<0>`.
    Word(&'a [u8]),
}

impl<'a> Value<'a> {
    /// The octets of a word, number, flag or string; `None` for NIL, lists and what is not at hand.
    #[must_use]
    pub fn octets(&self) -> Option<Cow<'a, [u8]>> {
        match self {
            Self::Flag(octets) | Self::Word(octets) => Some(Cow::Borrowed(octets)),
            Self::String(octets) => Some(octets.clone()),
            Self::Number(number) => Some(Cow::Owned(number.to_string().into_bytes())),
            Self::Elided(_) | Self::Junk(_) | Self::List(_) | Self::Nil => None,
        }
    }

    /// The text of a word, number, flag or string, if it is UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        String::from_utf8(self.octets()?.into_owned()).ok()
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// Goes over the values of a response, or of a list in it. Nothing recurses: a list is another cursor.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    response: &'a Response,
    /// Invariant: `at <= end <= response.tokens.len()`.
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    /// A FETCH item: its name with its section, and its value.
    pub fn next_pair(&mut self) -> Option<(&'a [u8], Value<'a>)> {
        loop {
            if let Value::Word(name) | Value::Junk(name) = self.next()? {
                return Some((name, self.next()?));
            }
        }
    }

    /// All that is still to come, as it came.
    #[must_use]
    pub fn octets(&self) -> &'a [u8] {
        let end_of = |token: usize| token.checked_sub(1).map_or(0, |before| self.response.tokens[before].end as usize);
        &self.response.octets[end_of(self.at)..end_of(self.end)]
    }

    fn kind(&self) -> Option<Kind> {
        (self.at < self.end).then(|| self.response.tokens[self.at].kind)
    }

    fn take(&mut self) -> &'a [u8] {
        self.at += 1;
        self.response.token(self.at - 1)
    }

    /// A word with all that adheres to it: the section of `BODY[HEADER.FIELDS (FROM)]<0>`, the `]` of a Gmail label.
    fn word(&mut self) -> &'a [u8] {
        let first = self.at;
        while let Some(kind) = self.kind() {
            match kind {
                Kind::SectionOpen => {
                    let mate = self.response.tokens[self.at].mate as usize;
                    self.at = if mate > self.at && mate < self.end { mate + 1 } else { self.at + 1 };
                }
                Kind::Flag | Kind::Nil | Kind::Number | Kind::SectionClose | Kind::Word => self.at += 1,
                _ => break,
            }
        }
        let start = first.checked_sub(1).map_or(0, |before| self.response.tokens[before].end as usize);
        &self.response.octets[start..self.response.tokens[self.at - 1].end as usize]
    }

    fn literal(&mut self) -> Value<'a> {
        let digits: Vec<u8> = self.take().iter().copied().filter(u8::is_ascii_digit).collect();
        let announced = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(0);
        if self.kind() == Some(Kind::LineEnd) {
            self.at += 1;
        }
        match self.kind() {
            Some(Kind::Literal) => Value::String(Cow::Borrowed(self.take())),
            _ if announced == 0 => Value::String(Cow::Borrowed(b"")),
            _ => Value::Elided(announced),
        }
    }

    fn list(&mut self) -> Value<'a> {
        let mate = self.response.tokens[self.at].mate as usize;
        if mate <= self.at || mate >= self.end {
            return Value::Junk(self.take());
        }
        let inner = Self { response: self.response, at: self.at + 1, end: mate };
        self.at = mate + 1;
        Value::List(inner)
    }
}

impl<'a> Iterator for Cursor<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        loop {
            return Some(match self.kind()? {
                Kind::LineEnd | Kind::Space => {
                    self.at += 1;
                    continue;
                }
                Kind::Open => self.list(),
                Kind::Quoted => Value::String(unquote(self.take())),
                Kind::LiteralHeader => self.literal(),
                Kind::Flag => Value::Flag(self.word()),
                Kind::Nil | Kind::Number | Kind::SectionOpen | Kind::Word => plain(self.word()),
                _ => Value::Junk(self.take()),
            });
        }
    }
}

fn plain(word: &[u8]) -> Value<'_> {
    if word.eq_ignore_ascii_case(b"NIL") {
        return Value::Nil;
    }
    let number = word.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(word).ok()?.parse().ok());
    number.flatten().map_or(Value::Word(word), Value::Number)
}

/// Puts the pieces of responses together, within limits.
#[derive(Debug)]
pub struct Gatherer {
    octets: Vec<u8>,
    lexer: Lexer,
    whole: bool,
    /// The literal that is coming is kept.
    keeping: bool,
}

impl Default for Gatherer {
    fn default() -> Self {
        Self { octets: Vec::new(), lexer: Lexer::response(), whole: true, keeping: false }
    }
}

impl Gatherer {
    /// Whether the next piece will be kept. If it is not, whoever shows what came must show this piece by itself.
    #[must_use]
    pub fn keeps(&self, piece: &Piece<'_>) -> bool {
        match *piece {
            Piece::Literal { .. } => self.keeping,
            Piece::Text { octets, ends, .. } => {
                self.whole && self.octets.len() + octets.len() <= RESPONSE_KEPT_MAX && ends != Ends::Within
            }
        }
    }

    /// What was kept of a response that has not ended.
    #[must_use]
    pub fn unfinished(&self) -> &[u8] {
        &self.octets
    }

    /// Adds a piece; the response, if that was its end.
    pub fn push(&mut self, piece: &Piece<'_>) -> Option<Response> {
        match *piece {
            Piece::Literal { octets, left } => {
                if self.keeping {
                    self.octets.extend_from_slice(octets);
                    if left == 0 {
                        self.lexer.literal_up_to(self.octets.len());
                    }
                }
                None
            }
            Piece::Text { octets, ends, .. } => {
                self.whole = self.keeps(piece);
                self.text(octets, ends);
                (ends == Ends::Whole).then(|| self.finish())
            }
        }
    }

    fn text(&mut self, octets: &[u8], ends: Ends) {
        if !self.whole {
            self.keeping = false;
            // The start says what it is, as far as it goes.
            if self.octets.is_empty() {
                let start = &octets[..octets.len().min(RESPONSE_KEPT_MAX)];
                self.octets.extend_from_slice(start);
                self.lexer.line(start, false);
            }
            return;
        }
        self.octets.extend_from_slice(octets);
        if let Ends::Literal(literal) = ends {
            let room = (RESPONSE_KEPT_MAX - self.octets.len()) as u64;
            self.keeping = literal.octets <= LITERAL_KEPT_MAX.min(room);
        }
        self.lexer.line(octets, matches!(ends, Ends::Literal(_)));
    }

    fn finish(&mut self) -> Response {
        let Self { octets, mut lexer, whole, .. } = std::mem::take(self);
        let whole = whole && !lexer.is_full();
        Response { octets, tokens: lexer.take(), whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Response {
        Response::read(octets).unwrap()
    }

    #[test]
    fn a_tagged_line_has_tag_status_code_and_text() {
        let response = read(b"A1 NO [TRYCREATE] No such mailbox\r\n");
        assert_eq!(response.tag(), Some(&b"A1"[..]));
        assert_eq!(response.status(), Some(Status::No));
        assert_eq!(response.code().unwrap().0, b"TRYCREATE");
        assert_eq!(response.text(), Some(&b"No such mailbox"[..]));
    }

    #[test]
    fn a_fetch_has_pairs() {
        let response =
            read(b"* 2 FETCH (FLAGS (\\Seen x] ) BODY[HEADER.FIELDS (FROM TO)]<0> {3}\r\na\r\n UID 483 X NIL)\r\n");
        assert!(response.is("fetch"));
        assert_eq!(response.number(), Some(2));
        let Some(Value::List(mut items)) = response.values().next() else { panic!("no list") };
        let (name, Value::List(flags)) = items.next_pair().unwrap() else { panic!("no flags") };
        assert_eq!(name, b"FLAGS");
        assert_eq!(flags.map(|flag| flag.text().unwrap()).collect::<Vec<_>>(), ["\\Seen", "x]"]);
        let (name, value) = items.next_pair().unwrap();
        assert_eq!((name, value.octets().unwrap().as_ref()), (&b"BODY[HEADER.FIELDS (FROM TO)]<0>"[..], &b"a\r\n"[..]));
        assert_eq!(items.next_pair().unwrap().1.number(), Some(483));
        assert!(matches!(items.next_pair(), Some((b"X", Value::Nil))));
        assert!(items.next_pair().is_none());
    }

    #[test]
    fn an_empty_literal_is_a_string() {
        let response = read(b"* LIST () \"/\" {0}\r\n\r\n");
        let last = response.values().last().unwrap();
        assert_eq!(last.octets().unwrap().as_ref(), b"");
    }

    #[test]
    fn a_long_literal_is_elided() {
        let mut octets = b"* 1 FETCH (BODY[] {100000}\r\n".to_vec();
        octets.extend(vec![b'x'; 100_000]);
        octets.extend(b" UID 3)\r\n");
        let response = read(&octets);
        let Some(Value::List(mut items)) = response.values().next() else { panic!("no list") };
        assert!(matches!(items.next_pair(), Some((b"BODY[]", Value::Elided(100_000)))));
        assert_eq!(items.next_pair().unwrap().1.number(), Some(3));
        assert!(response.octets().len() < 100);
    }

    #[test]
    fn ten_thousand_nested_lists_are_just_long() {
        let line = format!("* X {}{}\r\n", "(".repeat(10_000), ")".repeat(10_000));
        let response = read(line.as_bytes());
        let mut cursor = response.values();
        let mut depth = 0;
        while let Some(Value::List(inner)) = cursor.next() {
            cursor = inner;
            depth += 1;
        }
        assert_eq!(depth, 10_000);
    }

    #[test]
    fn a_hundred_thousand_literals_are_bounded() {
        let line = format!("* X {}\r\n", "{3}\r\nabc ".repeat(100_000));
        let response = read(line.as_bytes());
        assert!(response.is_whole());
        assert_eq!(response.values().count(), 100_000);
        let line = format!("* X {}\r\n", "{3}\r\nabc ".repeat(1_000_000));
        let response = read(line.as_bytes());
        assert!(!response.is_whole() && response.octets().len() <= RESPONSE_KEPT_MAX);
        assert!(response.is("X"));
    }

    #[test]
    fn odd_responses_answer_with_none() {
        for line in [
            "\r\n",
            "*\r\n",
            "* \r\n",
            "+\r\n",
            "[COPYUID 1 2 3]\r\n",
            "A1\r\n",
            "* 99999999999 EXISTS\r\n",
            ") ]\r\n",
            " x\r\n",
        ] {
            let response = read(line.as_bytes());
            let _ = (response.status(), response.code(), response.text(), response.name(), response.values().count());
        }
        assert!(read(b"+\r\n").is_continuation());
        assert_eq!(read(b"*  OK two spaces\r\n").status(), Some(Status::Ok));
        assert_eq!(read(b"* 99999999999 EXISTS\r\n").number(), None);
        assert_eq!(read(b"* SEARCH\r\n").values().count(), 0);
    }
}

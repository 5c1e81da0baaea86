//! A line → its tokens. Total and lossless: the tokens, put together, are the line, whatever it holds.
//!
//! The tokens are flat, without a tree and so without recursion: ten thousand nested parentheses are just long.

/// The most tokens that are told apart in one line or response; the rest of it becomes one [`Kind::Junk`]. A hostile
/// megabyte of `(` must not take twelve times its size of our memory without end.
const TOKENS_MAX: usize = 2 << 20;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `)`
    Close,
    /// The `]` that ends a response code.
    CodeClose,
    /// The `[` that starts a response code.
    CodeOpen,
    /// `\Seen`, `\*`: anything behind a backslash.
    Flag,
    /// What has no place here: control octets, an unclosed quote, more tokens than are told apart.
    Junk,
    /// The CRLF (or LF) at the end.
    LineEnd,
    /// The octets of a literal.
    Literal,
    /// `{5}`, `{5+}`, `~{5}`
    LiteralHeader,
    /// The word that says what a response, a response code or a command is.
    Name,
    /// `NIL`
    Nil,
    /// Digits only.
    Number,
    /// `(`
    Open,
    /// The `+` of a continuation request.
    Plus,
    /// A quoted string, its quotes included.
    Quoted,
    /// The `]` behind a section.
    SectionClose,
    /// The `[` before a section, as in `BODY[TEXT]`.
    SectionOpen,
    /// Spaces.
    Space,
    /// The `*` of an untagged response.
    Star,
    /// `OK`, `NO`, `BAD`, `BYE`, `PREAUTH` where they are a status.
    Status,
    /// The tag of a command or of its completion.
    Tag,
    /// Text for people.
    Text,
    /// Any other word: an atom, an item, a keyword.
    Word,
}

/// One token; it starts where the one before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it ends, in octets from the start.
    pub end: u32,
    /// For [`Kind::Open`] and [`Kind::SectionOpen`]: the index of the token that closes it; 0 if none does.
    pub mate: u32,
}

/// Octets with their tokens.
#[derive(Clone, Debug)]
pub struct Lexed<'a> {
    octets: &'a [u8],
    tokens: Vec<Token>,
}

impl<'a> Lexed<'a> {
    /// Puts together what [`Lexer`] found in `octets`.
    #[must_use]
    pub fn new(octets: &'a [u8], tokens: Vec<Token>) -> Self {
        Self { octets, tokens }
    }

    /// The tokens, in order, each with its octets.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, &'a [u8])> + '_ {
        let mut start = 0;
        self.tokens.iter().map(move |token| {
            let end = token.end as usize;
            let octets = &self.octets[start..end];
            start = end;
            (token.kind, octets)
        })
    }

    /// The tokens without their octets.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }
}

/// The tokens of one line of a response, its line end included if it has one. At most 4 GiB.
#[must_use]
pub fn lex(line: &[u8]) -> Lexed<'_> {
    let mut lexer = Lexer::response();
    lexer.line(line, false);
    Lexed::new(line, lexer.tokens)
}

/// The tokens of one line of a command; `tagged` says whether it starts with a tag. At most 4 GiB.
#[must_use]
pub fn lex_command(line: &[u8], tagged: bool) -> Lexed<'_> {
    let mut lexer = Lexer::command(tagged);
    lexer.line(line, true);
    Lexed::new(line, lexer.tokens)
}

/// Where in a response or command the lexer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Within a response code, so many parentheses deep.
    Code(u32),
    /// At the start of a command, behind its tag.
    CommandName,
    /// At the start of a command.
    CommandTag,
    /// Among values.
    Data,
    /// At the start of a response.
    Start,
    /// Nowhere: given up.
    Lost,
    /// In text for people.
    Text,
}

/// Names the tokens of a response or command, line by line, with its literals in between.
#[derive(Debug)]
pub struct Lexer {
    place: Place,
    tokens: Vec<Token>,
    /// Octets lexed so far.
    end: usize,
    /// Indices of the brackets that are open.
    open: Vec<u32>,
}

impl Lexer {
    /// For a response.
    #[must_use]
    pub fn response() -> Self {
        Self::at(Place::Start)
    }

    /// For a command; `tagged` says whether it starts with a tag.
    #[must_use]
    pub fn command(tagged: bool) -> Self {
        Self::at(if tagged { Place::CommandTag } else { Place::CommandName })
    }

    fn at(place: Place) -> Self {
        Self { place, tokens: Vec::new(), end: 0, open: Vec::new() }
    }

    /// Goes on with a line. `announces` says whether a literal header at its end counts: the framer knows. For a
    /// command every header counts.
    pub fn line(&mut self, line: &[u8], announces: bool) {
        let content = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        let header = if announces { header_octets(content) } else { 0 };
        let base = self.end;
        let mut rest = Scanner { octets: &content[..content.len() - header], at: 0, base };
        match self.place {
            Place::Start => self.start(&mut rest, header > 0),
            Place::CommandTag => self.command_start(&mut rest),
            Place::CommandName => self.command_name(&mut rest),
            Place::Code(depth) => self.code(&mut rest, depth),
            Place::Data => self.data(&mut rest),
            Place::Lost | Place::Text => self.text(&mut rest),
        }
        self.push(Kind::LiteralHeader, base + content.len());
        self.push(Kind::LineEnd, base + line.len());
    }

    /// Goes on with the octets of a literal, up to `end` octets from the start of the response.
    pub fn literal_up_to(&mut self, end: usize) {
        self.push(Kind::Literal, end);
    }

    /// Whether more tokens came than are told apart.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.tokens.len() >= TOKENS_MAX
    }

    /// Gives up on the rest of this response: it comes in parts that are no whole lines.
    pub fn lose(&mut self) {
        self.place = Place::Lost;
    }

    /// Whether [`Lexer::lose`] was called.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.place == Place::Lost
    }

    /// The tokens so far, and a lexer that goes on without them.
    pub fn take(&mut self) -> Vec<Token> {
        self.end = 0;
        self.open.clear();
        std::mem::take(&mut self.tokens)
    }

    /// Adds a token that ends at `end`, unless it would be empty.
    fn push(&mut self, kind: Kind, end: usize) {
        let start = self.tokens.last().map_or(0, |token| token.end as usize);
        if end > start {
            if self.tokens.len() >= TOKENS_MAX {
                // The last one grows over all that follows.
                if let Some(last) = self.tokens.last_mut() {
                    *last = Token { kind: Kind::Junk, end: clamp(end), mate: 0 };
                }
            } else {
                self.tokens.push(Token { kind, end: clamp(end), mate: 0 });
            }
        }
        self.end = self.end.max(end);
    }

    fn start(&mut self, rest: &mut Scanner<'_>, announces: bool) {
        match rest.peek() {
            Some(b'*') => {
                self.take_octet(rest, Kind::Star);
                self.spaces(rest);
                self.untagged(rest, announces);
            }
            Some(b'+') => {
                self.take_octet(rest, Kind::Plus);
                self.spaces(rest);
                self.status_text(rest, announces);
            }
            Some(b'[') => self.status_text(rest, announces),
            Some(b' ') | None => self.data(rest),
            Some(_) => {
                self.take_word(rest, Kind::Tag);
                self.spaces(rest);
                // Courier answers `a10 ACL FAILED: …`: then the word says what the rest is about.
                let kind = if is_status(rest.word()) { Kind::Status } else { Kind::Name };
                self.take_word(rest, kind);
                self.spaces(rest);
                self.status_text(rest, announces);
            }
        }
    }

    /// What follows `* `: a status, or a name, with a number before it or not.
    fn untagged(&mut self, rest: &mut Scanner<'_>, announces: bool) {
        if is_status(rest.word()) {
            self.take_word(rest, Kind::Status);
            self.spaces(rest);
            return self.status_text(rest, announces);
        }
        if !rest.word().is_empty() && rest.word().iter().all(u8::is_ascii_digit) {
            self.take_word(rest, Kind::Number);
            self.spaces(rest);
        }
        if rest.peek().is_some_and(|octet| octet.is_ascii_alphabetic()) {
            let name = rest.atom_octets();
            rest.at += name;
            self.push(Kind::Name, rest.end());
        }
        self.data(rest);
    }

    /// `[code] text`. What looks like a code and never ends is text: RFC 9051 section 7.1 has unknown ones ignored.
    fn status_text(&mut self, rest: &mut Scanner<'_>, announces: bool) {
        if rest.peek() != Some(b'[') || !(announces || code_end(&rest.rest()[1..], 0).is_ok()) {
            return self.text(rest);
        }
        self.take_octet(rest, Kind::CodeOpen);
        rest.at += rest.atom_octets();
        self.push(Kind::Name, rest.end());
        self.code(rest, 0);
    }

    /// The arguments of a response code, its `]`, and the text behind it.
    fn code(&mut self, rest: &mut Scanner<'_>, depth: u32) {
        match code_end(rest.rest(), depth) {
            Ok(octets) => {
                let at = rest.at + octets;
                let mut arguments = Scanner { octets: &rest.octets[..at], ..*rest };
                self.data(&mut arguments);
                rest.at = at;
                self.take_octet(rest, Kind::CodeClose);
                self.spaces(rest);
                self.text(rest);
            }
            Err(depth) => {
                self.data(rest);
                self.place = Place::Code(depth);
            }
        }
    }

    fn text(&mut self, rest: &mut Scanner<'_>) {
        if self.place != Place::Lost {
            self.place = Place::Text;
        }
        rest.at = rest.octets.len();
        self.push(Kind::Text, rest.end());
    }

    fn command_start(&mut self, rest: &mut Scanner<'_>) {
        self.take_word(rest, Kind::Tag);
        self.spaces(rest);
        self.command_name(rest);
    }

    fn command_name(&mut self, rest: &mut Scanner<'_>) {
        let is_uid = rest.word().eq_ignore_ascii_case(b"UID");
        self.take_word(rest, Kind::Name);
        if is_uid {
            self.spaces(rest);
            self.take_word(rest, Kind::Name);
        }
        self.data(rest);
    }

    /// Values, up to the end.
    fn data(&mut self, rest: &mut Scanner<'_>) {
        self.place = Place::Data;
        while let Some(octet) = rest.peek() {
            match octet {
                b' ' => self.spaces(rest),
                b'(' => self.open(rest, Kind::Open),
                b')' => self.close(rest, Kind::Open, Kind::Close),
                b'[' => self.open(rest, Kind::SectionOpen),
                b']' => self.close(rest, Kind::SectionOpen, Kind::SectionClose),
                b'"' => self.quoted(rest),
                0..=0x1F | 0x7F => {
                    rest.at += rest.rest().iter().take_while(|octet| octet.is_ascii_control()).count();
                    self.push(Kind::Junk, rest.end());
                }
                _ => self.atom(rest),
            }
        }
    }

    fn atom(&mut self, rest: &mut Scanner<'_>) {
        // The first octet belongs to it whatever it is, so that every round takes one.
        let octets = rest.atom_octets().max(1);
        let atom = &rest.rest()[..octets];
        let kind = match atom {
            [b'\\', ..] => Kind::Flag,
            _ if atom.iter().all(u8::is_ascii_digit) => Kind::Number,
            _ if atom.eq_ignore_ascii_case(b"NIL") => Kind::Nil,
            _ => Kind::Word,
        };
        rest.at += octets;
        self.push(kind, rest.end());
    }

    /// A quoted string. Servers put control octets into them, so only a quote ends one. Without an end, the rest of
    /// the line is junk: to look for the end of each quote in it again would take quadratic time.
    fn quoted(&mut self, rest: &mut Scanner<'_>) {
        let mut octets = rest.rest().iter().enumerate().skip(1);
        let mut end = None;
        while let Some((at, octet)) = octets.next() {
            match octet {
                b'\\' => drop(octets.next()),
                b'"' => {
                    end = Some(at + 1);
                    break;
                }
                _ => {}
            }
        }
        rest.at += end.unwrap_or_else(|| rest.rest().len());
        self.push(if end.is_some() { Kind::Quoted } else { Kind::Junk }, rest.end());
    }

    fn open(&mut self, rest: &mut Scanner<'_>, kind: Kind) {
        self.take_octet(rest, kind);
        if self.tokens.len() < TOKENS_MAX {
            self.open.push(clamp(self.tokens.len() - 1));
        }
    }

    /// A `)` closes the sections that are still open in its list; a `]` closes no list.
    fn close(&mut self, rest: &mut Scanner<'_>, opener: Kind, kind: Kind) {
        self.take_octet(rest, kind);
        let this = clamp(self.tokens.len() - 1);
        while let Some(open) = self.open.last().copied() {
            let open = &mut self.tokens[open as usize];
            if open.kind == opener {
                open.mate = this;
                self.open.pop();
                return;
            }
            if opener == Kind::SectionOpen {
                return;
            }
            self.open.pop();
        }
    }

    fn spaces(&mut self, rest: &mut Scanner<'_>) {
        rest.at += rest.rest().iter().take_while(|octet| **octet == b' ').count();
        self.push(Kind::Space, rest.end());
    }

    fn take_octet(&mut self, rest: &mut Scanner<'_>, kind: Kind) {
        rest.at += 1;
        self.push(kind, rest.end());
    }

    fn take_word(&mut self, rest: &mut Scanner<'_>, kind: Kind) {
        rest.at += rest.word().len();
        self.push(kind, rest.end());
    }
}

/// The content of a line, and how far it has been lexed.
#[derive(Clone, Copy)]
struct Scanner<'a> {
    octets: &'a [u8],
    /// Invariant: `at <= octets.len()`.
    at: usize,
    /// Octets before this line.
    base: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.octets.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        &self.octets[self.at..]
    }

    /// Where the scanner stands, from the start of the response.
    fn end(&self) -> usize {
        self.base + self.at
    }

    /// What comes before the next space.
    fn word(&self) -> &'a [u8] {
        let rest = self.rest();
        &rest[..rest.iter().position(|octet| *octet == b' ').unwrap_or(rest.len())]
    }

    /// How many octets an atom takes here.
    fn atom_octets(&self) -> usize {
        let ends = |octet: &u8| octet.is_ascii_control() || b" ()[]\"".contains(octet);
        let rest = self.rest();
        rest.iter().position(ends).unwrap_or(rest.len())
    }
}

/// How many octets a response code takes before its `]`, or how deep its parentheses are open at the end.
fn code_end(code: &[u8], mut depth: u32) -> Result<usize, u32> {
    let mut octets = code.iter().enumerate();
    let mut quoted = false;
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'\\' if quoted => drop(octets.next()),
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' => depth = depth.saturating_add(1),
            b')' => depth = depth.saturating_sub(1),
            b']' if depth == 0 => return Ok(at),
            _ => {}
        }
    }
    Err(depth)
}

/// How many octets the literal header at the end of `content` takes, its `~` included.
fn header_octets(content: &[u8]) -> usize {
    let Some(inner) = content.strip_suffix(b"}") else { return 0 };
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
    let Some(before) = inner[..inner.len() - digits].strip_suffix(b"{") else { return 0 };
    if digits == 0 {
        return 0;
    }
    content.len() - before.strip_suffix(b"~").unwrap_or(before).len()
}

/// Whether a word is a status. RFC 9051 section 7.1.
pub(crate) fn is_status(word: &[u8]) -> bool {
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|status| status.eq_ignore_ascii_case(word))
}

/// Positions are 32 bits wide: no response that is kept is longer.
fn clamp(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(line: &str) -> Vec<(Kind, String)> {
        let lexed = lex(line.as_bytes());
        lexed
            .iter()
            .filter(|(kind, _)| *kind != Kind::Space)
            .map(|(kind, octets)| (kind, String::from_utf8_lossy(octets).into_owned()))
            .collect()
    }

    fn line(tokens: &[(Kind, &str)]) -> Vec<(Kind, String)> {
        tokens.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect()
    }

    #[test]
    fn a_status_line_has_a_code_and_a_text() {
        let expected = [
            (Kind::Star, "*"),
            (Kind::Status, "OK"),
            (Kind::CodeOpen, "["),
            (Kind::Name, "UIDNEXT"),
            (Kind::Number, "4392"),
        ];
        let rest = [(Kind::CodeClose, "]"), (Kind::Text, "Predicted next UID"), (Kind::LineEnd, "\r\n")];
        assert_eq!(kinds("* OK [UIDNEXT 4392] Predicted next UID\r\n"), line(&[&expected[..], &rest[..]].concat()));
    }

    #[test]
    fn a_bracket_closes_a_code_only_outside_quotes_and_lists() {
        let code = kinds("* OK [PERMANENTFLAGS (\\Seen foo] \\*)] Flags");
        assert_eq!(code.last(), Some(&(Kind::Text, "Flags".to_owned())));
        let code = kinds("* OK [X \"a]b\"] Text]");
        assert_eq!(code.last(), Some(&(Kind::Text, "Text]".to_owned())));
    }

    #[test]
    fn a_bracket_in_the_text_is_text() {
        let greeting = kinds("* OK The Microsoft service is ready. [TQBX]");
        assert_eq!(greeting[2], (Kind::Text, "The Microsoft service is ready. [TQBX]".to_owned()));
        assert_eq!(kinds("* OK [never closed")[2], (Kind::Text, "[never closed".to_owned()));
    }

    #[test]
    fn a_section_belongs_to_its_item() {
        let lexed = lex(b"* 1 FETCH (BODY[HEADER.FIELDS (FROM)]<0> NIL)");
        let open = lexed.tokens().iter().find(|token| token.kind == Kind::SectionOpen).unwrap();
        assert_eq!(lexed.tokens()[open.mate as usize].kind, Kind::SectionClose);
    }

    #[test]
    fn a_bracket_in_a_flag_does_not_unbalance_the_list() {
        let lexed = lex(b"* 1 FETCH (FLAGS (a] b[ c) UID 3)");
        for token in lexed.tokens().iter().filter(|token| token.kind == Kind::Open) {
            assert_eq!(lexed.tokens()[token.mate as usize].kind, Kind::Close);
        }
    }

    #[test]
    fn quotes_without_end_take_linear_time() {
        let line = [b"* X ".to_vec(), b"\\\"".repeat(1 << 20)].concat();
        assert!(lex(&line).tokens().len() < 10);
    }

    #[test]
    fn a_megabyte_of_parentheses_is_bounded() {
        let line = [b"* X ".to_vec(), b"(".repeat(2 * TOKENS_MAX)].concat();
        let lexed = lex(&line);
        assert_eq!(lexed.tokens().len(), TOKENS_MAX);
        assert_eq!(lexed.iter().map(|(_, octets)| octets.len()).sum::<usize>(), line.len());
    }

    fn octets() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"* OK [".to_vec()),
            Just(b"{5}".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\"".to_vec()),
            Just(b"(".to_vec()),
            Just(b"]".to_vec()),
            Just(b"A1 NO ".to_vec()),
            Just(b"\\".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..5),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_tokens_put_together_are_the_input(octets in octets()) {
            for lexed in [lex(&octets), lex_command(&octets, true), lex_command(&octets, false)] {
                let joined: Vec<u8> = lexed.iter().flat_map(|(_, token)| token.to_vec()).collect();
                prop_assert_eq!(&joined, &octets);
                prop_assert!(lexed.iter().all(|(_, token)| !token.is_empty()));
            }
        }
    }
}

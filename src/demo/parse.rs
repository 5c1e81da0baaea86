//! The arguments of a command, read strictly. What is wrong is named, so that whoever typed it learns.

use crate::demo::flags::{Flags, SYSTEM};
use crate::demo::limits::{KEYWORD_OCTETS_MAX, KEYWORDS_MAX};
use crate::demo::sequence::SequenceSet;

/// Why a command was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Against the grammar, unknown, or not possible in this state.
    Bad(String),
    /// Understood, but not done.
    No {
        /// The response code, without its brackets; empty for none.
        code: &'static str,
        /// The reason, for people.
        text: String,
    },
}

impl Refusal {
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self::Bad(text.into())
    }

    pub(super) fn no(code: &'static str, text: impl Into<String>) -> Self {
        Self::No { code, text: text.into() }
    }
}

/// A part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// The octets of a literal.
    Literal {
        /// The octets.
        octets: Vec<u8>,
        /// Whether it was announced as a literal8, `~{N}`.
        binary: bool,
    },
    /// Text of a line, without literal header and line end.
    Text(Vec<u8>),
}

/// Reads a command from left to right.
#[derive(Clone, Debug)]
pub(super) struct Arguments {
    segments: Vec<Segment>,
    /// Invariant: `index <= segments.len()`.
    index: usize,
    /// Within a text segment. Invariant: `at <` its length, or there is no text at `index`.
    at: usize,
    /// UTF-8 may stand in quoted strings (RFC 6855 section 3, RFC 9051 section 4.3).
    utf8: bool,
    /// What stands here is not repeated.
    is_secret: bool,
}

impl Arguments {
    pub(super) fn new(segments: Vec<Segment>, utf8: bool) -> Self {
        let mut arguments = Self { segments, index: 0, at: 0, utf8, is_secret: false };
        arguments.settle();
        arguments
    }

    /// Steps over segments that are used up.
    fn settle(&mut self) {
        while let Some(Segment::Text(text)) = self.segments.get(self.index) {
            if self.at < text.len() {
                return;
            }
            self.index += 1;
            self.at = 0;
        }
    }

    /// The text up to the next literal.
    fn rest(&self) -> &[u8] {
        match self.segments.get(self.index) {
            Some(Segment::Text(text)) => &text[self.at..],
            _ => &[],
        }
    }

    fn advance(&mut self, octets: usize) {
        self.at += octets;
        self.settle();
    }

    /// The next octet; none at the end, and none before a literal.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.index >= self.segments.len()
    }

    pub(super) fn is_at_literal(&self) -> bool {
        matches!(self.segments.get(self.index), Some(Segment::Literal { .. }))
    }

    /// What stands here, for an error.
    fn found(&self) -> String {
        if self.is_at_end() {
            return "the command ends".to_owned();
        }
        if self.is_at_literal() {
            return "there is a literal".to_owned();
        }
        let rest = self.rest();
        let word = rest.iter().position(|octet| *octet == b' ').map_or(rest.len(), |end| end.max(1));
        if rest[0] == b' ' {
            return "there is a space".to_owned();
        }
        if self.is_secret {
            return "there is something else".to_owned();
        }
        let mut shown = rest[..word.min(40)].escape_ascii().to_string();
        if rest[0] == b'\\' {
            // The backslash of a flag would be drawn twice.
            shown.remove(0);
        }
        // In quotes, so that no line ends like a literal header.
        format!("there is \"{shown}\"")
    }

    /// What follows is a password, or may be meant as one.
    pub(super) fn are_secret(&mut self) {
        self.is_secret = true;
    }

    /// An error: `wanted` should stand here, and something else does.
    pub(super) fn expected(&self, wanted: &str) -> Refusal {
        if self.peek().is_some_and(|octet| !octet.is_ascii()) {
            // RFC 3501 section 4.3 and 5.1.3.
            let text = "there are octets beyond ASCII; text with such octets goes into a literal, and mailbox names are \
                sent in modified UTF-7, like Entw&APw-rfe";
            return Refusal::bad(text);
        }
        Refusal::Bad(format!("{wanted} should stand where {}", self.found()))
    }

    /// Takes `octet` if it is next.
    pub(super) fn skip(&mut self, octet: u8) -> bool {
        let is_next = self.peek() == Some(octet);
        if is_next {
            self.advance(1);
        }
        is_next
    }

    /// Takes `octet`, which must be next.
    pub(super) fn need(&mut self, octet: u8, before: &str) -> Result<(), Refusal> {
        if self.skip(octet) { Ok(()) } else { Err(self.expected(&format!("\"{}\" {before}", octet as char))) }
    }

    /// Takes the one space that stands before `what`: RFC 9051 section 9 allows neither more nor fewer.
    pub(super) fn space(&mut self, what: &str) -> Result<(), Refusal> {
        if self.is_at_end() {
            return Err(Refusal::Bad(format!("{what} is missing")));
        }
        if !self.skip(b' ') {
            return Err(self.expected(&format!("a space before {what}")));
        }
        match self.peek() {
            Some(b' ') => Err(Refusal::Bad(format!("there is more than one space before {what}"))),
            None if self.is_at_end() => Err(Refusal::Bad(format!("{what} is missing behind the last space"))),
            _ => Ok(()),
        }
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Result<(), Refusal> {
        if self.is_at_end() {
            return Ok(());
        }
        if self.rest().iter().all(|octet| *octet == b' ') && self.index + 1 == self.segments.len() {
            return Err(Refusal::bad("there is a space at the end of the command"));
        }
        Err(self.expected("the end of the command"))
    }

    /// Takes the octets for which `belongs` holds.
    pub(super) fn take_while(&mut self, belongs: impl Fn(u8) -> bool) -> Vec<u8> {
        let rest = self.rest();
        let octets = rest[..rest.iter().position(|octet| !belongs(*octet)).unwrap_or(rest.len())].to_vec();
        self.advance(octets.len());
        octets
    }

    /// RFC 9051 section 9, atom; in upper case, for comparing.
    pub(super) fn keyword(&mut self, what: &str) -> Result<String, Refusal> {
        let atom = self.take_while(is_atom);
        if atom.is_empty() {
            return Err(self.expected(what));
        }
        Ok(String::from_utf8_lossy(&atom).to_ascii_uppercase())
    }

    /// Takes `word`, in any case, if it is the next atom.
    pub(super) fn skip_keyword(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let length = rest.iter().position(|octet| !is_atom(*octet)).unwrap_or(rest.len());
        let is_next = rest[..length].eq_ignore_ascii_case(word.as_bytes());
        if is_next {
            self.advance(length);
        }
        is_next
    }

    /// RFC 9051 section 9, astring: an atom (with `]` too), a quoted string or a literal.
    pub(super) fn astring(&mut self, what: &str) -> Result<Vec<u8>, Refusal> {
        if self.peek() == Some(b'"') || self.is_at_literal() {
            return self.string(what);
        }
        let atom = self.take_while(|octet| is_atom(octet) || octet == b']');
        if !atom.is_empty() {
            return Ok(atom);
        }
        Err(self.expected(what))
    }

    /// RFC 9051 section 9, string: quoted or literal.
    pub(super) fn string(&mut self, what: &str) -> Result<Vec<u8>, Refusal> {
        if let Some(Segment::Literal { octets, .. }) = self.segments.get_mut(self.index) {
            let octets = std::mem::take(octets);
            self.index += 1;
            self.settle();
            // RFC 9051 section 9: CHAR8 is any octet but NUL.
            if octets.contains(&0) {
                return Err(Refusal::Bad(format!("the literal of {what} holds a NUL octet")));
            }
            return Ok(octets);
        }
        if !self.skip(b'"') {
            return Err(self.expected(&format!("{what}, quoted or as a literal,")));
        }
        self.quoted(what)
    }

    /// The inside of a quoted string, and its closing quote.
    fn quoted(&mut self, what: &str) -> Result<Vec<u8>, Refusal> {
        let mut text = Vec::new();
        let rest = self.rest();
        let mut at = 0;
        loop {
            match rest.get(at) {
                None => return Err(Refusal::Bad(format!("the quotes around {what} are not closed"))),
                Some(b'"') => break,
                Some(b'\\') => match rest.get(at + 1) {
                    Some(octet @ (b'"' | b'\\')) => {
                        text.push(*octet);
                        at += 1;
                    }
                    _ => return Err(Refusal::bad("in quotes, a backslash stands only before \" or another backslash")),
                },
                Some(b'\r' | b'\n' | 0) => {
                    return Err(Refusal::Bad(format!("the quotes around {what} hold CR, LF or NUL; use a literal")));
                }
                Some(octet) => text.push(*octet),
            }
            at += 1;
        }
        if !text.is_ascii() && (!self.utf8 || std::str::from_utf8(&text).is_err()) {
            return Err(Refusal::Bad(format!(
                "the quotes around {what} hold octets beyond ASCII; use a literal, or ENABLE UTF8=ACCEPT first"
            )));
        }
        self.advance(at + 1);
        Ok(text)
    }

    /// RFC 9051 section 9, nstring.
    pub(super) fn nstring(&mut self, what: &str) -> Result<Option<Vec<u8>>, Refusal> {
        if self.peek() != Some(b'"') && self.skip_keyword("NIL") { Ok(None) } else { self.string(what).map(Some) }
    }

    /// The octets of the literal here, and whether it is a literal8.
    pub(super) fn literal(&mut self, what: &str) -> Result<(Vec<u8>, bool), Refusal> {
        let Some(Segment::Literal { octets, binary }) = self.segments.get_mut(self.index) else {
            return Err(self.expected(&format!("{what} as a literal, like {{310}},")));
        };
        let taken = (std::mem::take(octets), *binary);
        self.index += 1;
        self.settle();
        Ok(taken)
    }

    /// RFC 9051 section 9, number: 32 bits; number64 where a size stands.
    pub(super) fn number(&mut self, what: &str) -> Result<u64, Refusal> {
        let digits = self.take_while(|octet| octet.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.expected(&format!("{what}, a number,")));
        }
        let number = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok());
        number
            .filter(|number| i64::try_from(*number).is_ok())
            .ok_or_else(|| Refusal::Bad(format!("{what} is larger than 63 bits")))
    }

    /// RFC 9051 section 9, sequence-set.
    pub(super) fn sequence_set(&mut self) -> Result<SequenceSet, Refusal> {
        let text = self.take_while(|octet| is_atom(octet) || octet == b'*');
        if text.is_empty() {
            return Err(self.expected("a sequence set, like 1:3,7,9:*,"));
        }
        SequenceSet::read(&text).map_err(|error| Refusal::Bad(format!("in the sequence set, {error}")))
    }

    /// `(\Seen $Forwarded)`: RFC 9051 section 9, flag-list.
    pub(super) fn flag_list(&mut self) -> Result<Flags, Refusal> {
        self.need(b'(', "before the flags")?;
        let mut flags = Flags::default();
        if self.skip(b')') {
            return Ok(flags);
        }
        loop {
            self.flag(&mut flags)?;
            if self.skip(b')') {
                return Ok(flags);
            }
            self.space("a flag or \")\"")?;
        }
    }

    /// Flags without parentheses, which only STORE takes (RFC 9051 section 9, store-att-flags).
    pub(super) fn bare_flags(&mut self) -> Result<Flags, Refusal> {
        let mut flags = Flags::default();
        loop {
            self.flag(&mut flags)?;
            if self.is_at_end() {
                return Ok(flags);
            }
            self.space("a flag")?;
        }
    }

    fn flag(&mut self, flags: &mut Flags) -> Result<(), Refusal> {
        let is_system = self.skip(b'\\');
        let name = self.take_while(is_atom);
        if name.is_empty() {
            return Err(self.expected("a flag, like \\Seen or $Forwarded,"));
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        if !is_system {
            if name.len() > KEYWORD_OCTETS_MAX {
                return Err(Refusal::no("LIMIT", format!("A keyword has at most {KEYWORD_OCTETS_MAX} octets here")));
            }
            flags.insert(&name);
            return if flags.keywords().count() > KEYWORDS_MAX { Err(too_many_keywords()) } else { Ok(()) };
        }
        let flag = format!("\\{name}");
        if flag.eq_ignore_ascii_case("\\Recent") {
            return Err(Refusal::bad("\\Recent belongs to the server, clients cannot set it (RFC 3501 section 2.3.2)"));
        }
        if !SYSTEM.iter().any(|known| known.eq_ignore_ascii_case(&flag)) {
            let known = SYSTEM.join(" ");
            return Err(Refusal::Bad(format!(
                "{flag} is no system flag; those are {known}, and keywords have no backslash"
            )));
        }
        flags.insert(&flag);
        Ok(())
    }
}

/// No mailbox takes that many keywords.
pub(super) fn too_many_keywords() -> Refusal {
    Refusal::no("LIMIT", format!("A mailbox has at most {KEYWORDS_MAX} different keywords here"))
}

/// RFC 9051 section 9, ATOM-CHAR.
pub(super) fn is_atom(octet: u8) -> bool {
    octet.is_ascii_graphic() && !b"(){%*\"\\]".contains(&octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(text: &str) -> Arguments {
        Arguments::new(vec![Segment::Text(text.as_bytes().to_vec())], false)
    }

    fn bad<T: std::fmt::Debug>(result: Result<T, Refusal>) -> String {
        match result.unwrap_err() {
            Refusal::Bad(text) => text,
            no @ Refusal::No { .. } => panic!("{no:?}"),
        }
    }

    #[test]
    fn strings_come_in_three_forms() {
        assert_eq!(arguments("a]b c").astring("x").unwrap(), b"a]b");
        assert_eq!(arguments(r#""a \"b\\" c"#).astring("x").unwrap(), br#"a "b\"#);
        let literal = Segment::Literal { octets: b"a\r\nb".to_vec(), binary: false };
        let segments = vec![Segment::Text(b" ".to_vec()), literal, Segment::Text(b" c".to_vec())];
        let mut arguments = Arguments::new(segments, false);
        arguments.space("x").unwrap();
        assert_eq!(arguments.astring("x").unwrap(), b"a\r\nb");
        arguments.space("x").unwrap();
        assert_eq!(arguments.astring("x").unwrap(), b"c");
        assert!(arguments.is_at_end());
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(bad(arguments("  a").space("the name")), "there is more than one space before the name");
        assert_eq!(bad(arguments(" ").space("the name")), "the name is missing behind the last space");
        assert_eq!(bad(arguments("").space("the name")), "the name is missing");
        assert_eq!(bad(arguments("\"a").astring("the name")), "the quotes around the name are not closed");
        assert_eq!(bad(arguments("(x").astring("a name")), "a name should stand where there is \"(x\"");
        assert_eq!(bad(arguments(" ").end()), "there is a space at the end of the command");
        assert_eq!(bad(arguments("x y").end()), "the end of the command should stand where there is \"x\"");
        let mut secret = arguments("(x");
        secret.are_secret();
        assert_eq!(bad(secret.astring("the password")), "the password should stand where there is something else");
        assert!(bad(arguments("\\Recent").bare_flags()).contains("belongs to the server"));
        assert!(bad(arguments("(\\Sen)").flag_list()).contains("\\Sen is no system flag"));
    }

    #[test]
    fn utf_8_stands_in_quotes_only_once_enabled() {
        let text = vec![Segment::Text("\"é\"".as_bytes().to_vec())];
        assert!(bad(Arguments::new(text.clone(), false).astring("it")).contains("UTF8=ACCEPT"));
        assert_eq!(Arguments::new(text, true).astring("it").unwrap(), "é".as_bytes());
    }

    #[test]
    fn nil_is_nothing_and_quoted_nil_is_a_string() {
        assert_eq!(arguments("NIL").nstring("x").unwrap(), None);
        assert_eq!(arguments("\"NIL\"").nstring("x").unwrap(), Some(b"NIL".to_vec()));
    }
}

//! What a typed line means: a comment, a shortcut, a command with or without a tag, or a line of a pasted transcript.

use crate::catalog::command;

/// The longest run of letters before the digits of a word that is taken for a tag.
const TAG_LETTERS_MAX: usize = 8;

/// What a line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A command, with the tag that was typed before it, if one was.
    Command {
        /// The person's own tag.
        tag: Option<Vec<u8>>,
        /// The command without its tag and without its line end.
        line: Vec<u8>,
    },
    /// An empty line or a comment.
    Nothing,
    /// `:name rest`
    Shortcut {
        /// The name, without the colon.
        name: String,
        /// What follows, as typed.
        rest: String,
    },
    /// A line that a server said: it is not sent.
    Skipped,
}

/// Reads lines one after another; it remembers what a pasted reply has announced.
#[derive(Debug, Default)]
pub struct Reader {
    skipping: Skipping,
    /// The tag of the last command, whose reply ends whatever is skipped: articles shorten their literals.
    last_tag: Option<Vec<u8>>,
}

/// What of a pasted reply is still to come.
#[derive(Debug, Default, PartialEq, Eq)]
enum Skipping {
    /// So many octets of a literal, then the rest of its line.
    Literal(u64),
    #[default]
    No,
    /// The rest of the line behind a literal.
    Tail,
}

impl Reader {
    /// Says what `line`, without its line end, means.
    pub fn read(&mut self, line: &[u8]) -> Typed {
        if let Some(typed) = self.skip(line) {
            return typed;
        }
        let trimmed = line.trim_ascii();
        if let Some(sent) = prefixed(trimmed, b"C:") {
            return self.command(straight_quotes(sent).trim_ascii());
        }
        if trimmed.is_empty() || trimmed.starts_with(b"#") {
            return Typed::Nothing;
        }
        // `:help OK` looks like a reply to a command with the tag `:help`.
        if let Some(shortcut) = shortcut(trimmed) {
            return shortcut;
        }
        if is_reply(trimmed) {
            self.announce(trimmed);
            return Typed::Skipped;
        }
        self.command(line.trim_ascii_start())
    }

    /// Goes on with a reply that is being skipped.
    fn skip(&mut self, line: &[u8]) -> Option<Typed> {
        let marked = prefixed(line, b"C:").is_some() || prefixed(line, b"S:").is_some();
        let replied = self.last_tag.as_ref().is_some_and(|tag| line.strip_prefix(&tag[..]).is_some_and(is_completion));
        if marked || replied {
            self.skipping = Skipping::No;
        }
        match self.skipping {
            Skipping::No => return None,
            Skipping::Tail => self.announce(line),
            // A pasted line has lost its CRLF: two octets.
            Skipping::Literal(left) => match left.checked_sub(line.len() as u64 + 2) {
                Some(0) => self.skipping = Skipping::Tail,
                Some(left) => self.skipping = Skipping::Literal(left),
                None => {
                    let tail = usize::try_from(left).map_or(line.len(), |left| left.min(line.len()));
                    self.announce(&line[tail..]);
                }
            },
        }
        Some(Typed::Skipped)
    }

    /// Takes note of the literal that a skipped line announces.
    fn announce(&mut self, line: &[u8]) {
        // With `S: ` before each line the octets need no counting.
        let literal = if prefixed(line, b"S:").is_some() { None } else { crate::wire::literal_header(line) };
        self.skipping = literal.map_or(Skipping::No, |literal| match literal.octets {
            0 => Skipping::Tail,
            octets => Skipping::Literal(octets),
        });
    }

    fn command(&mut self, line: &[u8]) -> Typed {
        if line.is_empty() {
            return Typed::Nothing;
        }
        let (tag, line) = split_tag(line);
        self.last_tag = tag.map(<[u8]>::to_vec);
        Typed::Command { tag: self.last_tag.clone(), line: line.to_vec() }
    }
}

/// Splits off a typed tag: a first word that is no command, before one that is, or that looks like a tag.
#[must_use]
pub fn split_tag(line: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let space = line.iter().position(|octet| *octet == b' ').unwrap_or(line.len());
    let (word, rest) = line.split_at(space);
    let rest = rest.trim_ascii_start();
    if rest.is_empty() || command::find_bytes(line).is_some() || !is_tag(word) {
        return (None, line);
    }
    if command::find_bytes(rest).is_some() || looks_like_tag(word) { (Some(word), rest) } else { (None, line) }
}

/// Whether a word can be a tag. RFC 9051 section 9: any astring character but `+`.
#[must_use]
pub fn is_tag(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(|octet| octet.is_ascii_graphic() && !b"(){%*\"\\+".contains(octet))
}

fn looks_like_tag(word: &[u8]) -> bool {
    let letters = word.iter().take_while(|octet| octet.is_ascii_alphabetic()).count();
    let digits = &word[letters..];
    matches!(word, b"." | b"?")
        || (letters <= TAG_LETTERS_MAX && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// What follows `C:` or `S:` and a space.
fn prefixed<'a>(line: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let rest = line.trim_ascii_start().strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with(b" ")).then_some(rest)
}

/// Whether a server said this line, or this tool did.
fn is_reply(line: &[u8]) -> bool {
    let starts = [&b"* "[..], b"+ ", b"-- "].iter().any(|start| line.starts_with(start));
    let tag = line.iter().position(|octet| *octet == b' ').unwrap_or(0);
    let tagged = tag > 0 && is_tag(&line[..tag]) && is_completion(&line[tag..]) && command::find_bytes(line).is_none();
    // Articles leave out what is long.
    let is_elided = line == b"..." || line == "…".as_bytes();
    starts || is_elided || line == b"+" || tagged || prefixed(line, b"S:").is_some()
}

/// Whether what follows a tag is ` OK`, ` NO` or ` BAD`.
fn is_completion(rest: &[u8]) -> bool {
    let Some(rest) = rest.strip_prefix(b" ") else { return false };
    let word = rest.split(|octet| *octet == b' ').next().unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD"].contains(&word)
}

fn shortcut(line: &[u8]) -> Option<Typed> {
    let line = String::from_utf8_lossy(line.strip_prefix(b":")?);
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
    Some(Typed::Shortcut { name: name.to_owned(), rest: rest.trim().to_owned() })
}

/// Word processors turn the quotes of an article into curly ones, which no server knows.
#[must_use]
pub fn straight_quotes(line: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(line) else { return line.to_vec() };
    let is_curly = |char: char| matches!(char, '\u{201c}'..='\u{201f}' | '\u{2033}');
    let chars: Vec<char> = text.chars().collect();
    let at_edge = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(at + 1);
        before.is_none_or(|char| matches!(char, ' ' | '(' | '['))
            || after.is_none_or(|char| matches!(char, ' ' | ')' | ']'))
    };
    let straight = |(at, char): (usize, &char)| if is_curly(*char) && at_edge(at) { '"' } else { *char };
    chars.iter().enumerate().map(straight).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(tag: Option<&str>, line: &str) -> Typed {
        Typed::Command { tag: tag.map(|tag| tag.as_bytes().to_vec()), line: line.as_bytes().to_vec() }
    }

    fn read(line: &str) -> Typed {
        Reader::default().read(line.as_bytes())
    }

    #[test]
    fn a_command_is_what_was_typed() {
        assert_eq!(read("noop"), command(None, "noop"));
        assert_eq!(read("FETCH 1 (FLAGS UID) "), command(None, "FETCH 1 (FLAGS UID) "));
        assert_eq!(read("XYZZY  two"), command(None, "XYZZY  two"));
        assert_eq!(read("a1"), command(None, "a1"));
    }

    #[test]
    fn a_tag_of_an_article_is_kept() {
        assert_eq!(read("TAG2 LOGIN user pass"), command(Some("TAG2"), "LOGIN user pass"));
        assert_eq!(read("a FETCH 1 ALL"), command(Some("a"), "FETCH 1 ALL"));
        assert_eq!(read(". NOOP"), command(Some("."), "NOOP"));
        assert_eq!(read("? XYZZY"), command(Some("?"), "XYZZY"));
        assert_eq!(read("a001 XYZZY 1"), command(Some("a001"), "XYZZY 1"));
        assert_eq!(read("a.1 UID FETCH 1 FLAGS"), command(Some("a.1"), "UID FETCH 1 FLAGS"));
    }

    #[test]
    fn a_command_is_no_tag() {
        assert_eq!(read("UID FETCH 1 FLAGS"), command(None, "UID FETCH 1 FLAGS"));
        assert_eq!(read("NOOP NOOP"), command(None, "NOOP NOOP"));
        assert_eq!(read("XFOO bar"), command(None, "XFOO bar"));
        assert_eq!(read("verylongword1 bar"), command(None, "verylongword1 bar"));
    }

    #[test]
    fn comments_and_shortcuts_are_not_sent() {
        assert_eq!(read("  "), Typed::Nothing);
        assert_eq!(read("# a note"), Typed::Nothing);
        assert_eq!(read(":help OK"), Typed::Shortcut { name: "help".into(), rest: "OK".into() });
        assert_eq!(read(":uids UNSEEN "), Typed::Shortcut { name: "uids".into(), rest: "UNSEEN".into() });
    }

    #[test]
    fn a_pasted_transcript_is_told_apart() {
        assert_eq!(read("C: a1 SELECT \u{201c}INBOX\u{201d}"), command(Some("a1"), "SELECT \"INBOX\""));
        assert_eq!(read("  C: NOOP"), command(None, "NOOP"));
        for line in
            ["S: * OK hi", "S:", "* 14 EXISTS", "+ idling", "+", "a1 OK done", "TAG5 NO [X] y", "-- a note", "...", "…"]
        {
            assert_eq!(read(line), Typed::Skipped, "{line}");
        }
        assert_eq!(read("FETCH OK"), command(None, "FETCH OK"));
    }

    #[test]
    fn the_literal_of_a_pasted_reply_is_skipped_by_count() {
        let mut reader = Reader::default();
        for line in ["* 1 FETCH (BODY[] {13}", "NOOP", "LOGOUT)", "a1 OK done"] {
            assert_eq!(reader.read(line.as_bytes()), Typed::Skipped, "{line}");
        }
        assert_eq!(reader.read(b"NOOP"), command(None, "NOOP"));
    }

    #[test]
    fn the_rest_of_the_line_behind_a_skipped_literal_is_skipped_too() {
        let mut reader = Reader::default();
        for line in ["* 1 FETCH (BODY[1] {6}", "NOOP", " BODY[2] {8}", "LOGOUT", ")"] {
            assert_eq!(reader.read(line.as_bytes()), Typed::Skipped, "{line}");
        }
        assert_eq!(reader.read(b"NOOP"), command(None, "NOOP"));
    }

    #[test]
    fn a_literal_that_an_article_shortened_ends_with_the_tagged_reply() {
        let mut reader = Reader::default();
        assert_eq!(reader.read(b"TAG10 FETCH 1 BODY[]"), command(Some("TAG10"), "FETCH 1 BODY[]"));
        for line in ["* 1 FETCH (BODY[] {70988}", "From: x", "(shortened)", "TAG10 OK FETCH completed."] {
            assert_eq!(reader.read(line.as_bytes()), Typed::Skipped, "{line}");
        }
        assert_eq!(reader.read(b"TAG11 NOOP"), command(Some("TAG11"), "NOOP"));
    }
}

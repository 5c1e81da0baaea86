//! Octets of the wire as lines of a transcript: safe to look at, and exact all the same, because it can be undone.
//!
//! CRLF becomes a line end. What would act on a terminal, and octets that are no UTF-8, become `\x1b` and `\u{202e}`; a backslash
//! before `x` or `u`, which would look like one of these, becomes `\x5c`. A flag such as `\Seen` stays as it is.

use crate::wire::visible::{escape_octet, is_harmless, torn_octets};

/// Turns a stream of octets, however it is cut, into text.
#[derive(Debug, Default)]
pub struct Escaper {
    /// The start of a character, a CR, or a backslash, whose next octet decides. At most 3 octets.
    torn: Vec<u8>,
}

impl Escaper {
    /// Appends what `octets` become to `text`.
    pub fn push(&mut self, octets: &[u8], text: &mut String) {
        let joined = [&std::mem::take(&mut self.torn)[..], octets].concat();
        let torn = if joined.ends_with(b"\r") || joined.ends_with(b"\\") { 1 } else { torn_octets(&joined) };
        let (whole, torn) = joined.split_at(joined.len() - torn);
        self.torn = torn.to_vec();
        escape(whole, text);
    }

    /// Appends what was held back: nothing more will come.
    pub fn finish(&mut self, text: &mut String) {
        escape(&std::mem::take(&mut self.torn), text);
    }
}

fn escape(octets: &[u8], text: &mut String) {
    for chunk in octets.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(char) = chars.next() {
            match (char, chars.peek()) {
                ('\r', Some('\n')) => {
                    chars.next();
                    text.push('\n');
                }
                ('\\', Some('u' | 'x')) => escape_octet(b'\\', text),
                _ if is_harmless(char) => text.push(char),
                ('\0'..='\x1f' | '\x7f', _) => escape_octet(char as u8, text),
                _ => text.extend(char.escape_unicode()),
            }
        }
        chunk.invalid().iter().for_each(|octet| escape_octet(*octet, text));
    }
}

/// The octets that `line`, of a transcript and without its line end, stands for. What is no escape stands for itself.
#[must_use]
pub fn unescaped(line: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((first, after)) = rest.split_first() {
        match escaped(rest) {
            Some((meant, after)) => {
                octets.extend_from_slice(&meant);
                rest = after;
            }
            None => {
                octets.push(*first);
                rest = after;
            }
        }
    }
    octets
}

/// What the escape at the start of `text` stands for, and what follows it.
fn escaped(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let number = |digits: &[u8]| u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok();
    if let Some(digits) = text.strip_prefix(b"\\u{") {
        let end = digits.iter().take(7).position(|octet| *octet == b'}')?;
        let char = char::from_u32(number(&digits[..end])?)?;
        return Some((char.to_string().into_bytes(), &digits[end + 1..]));
    }
    let (digits, after) = text.strip_prefix(b"\\x")?.split_at_checked(2)?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    Some((vec![u8::try_from(number(digits).filter(|_| is_hex)?).ok()?], after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(octets: &[u8], chunk: usize) -> String {
        let mut escaper = Escaper::default();
        let mut text = String::new();
        octets.chunks(chunk).for_each(|chunk| escaper.push(chunk, &mut text));
        escaper.finish(&mut text);
        text
    }

    #[test]
    fn crlf_is_a_line_end_and_nothing_else_is() {
        assert_eq!(text(b"a\r\nb\nc\rd\r", 1), "a\nb\\x0ac\\x0dd\\x0d");
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_what_does_not_is_not() {
        let wire = "* (\\Seen \\x41 \\u{9} é\t) \u{1b}[2J \u{9b} \u{202e}".as_bytes();
        let text = text(&[wire, b"\xff\xe2\x82"].concat(), 1);
        assert_eq!(text, "* (\\Seen \\x5cx41 \\x5cu{9} é\t) \\x1b[2J \\u{9b} \\u{202e}\\xff\\xe2\\x82");
    }

    #[test]
    fn what_is_no_escape_stands_for_itself() {
        for line in ["\\", "\\x", "\\x4", "\\xg1", "\\x+1", "\\u{", "\\u{}", "\\u{d800}", "\\u{11111111}", "\\Seen"] {
            assert_eq!(unescaped(line.as_bytes()), line.as_bytes(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn it_can_be_undone_however_it_is_cut(octets in "[\\\\xu{}0-9a-f\r\n\u{0}-\u{ff}]{0,40}", tail: Vec<u8>, chunk in 1_usize..5) {
            let octets = [octets.as_bytes(), &tail].concat();
            let text = text(&octets, chunk);
            let lines: Vec<_> = text.split('\n').map(|line| unescaped(line.as_bytes())).collect();
            prop_assert_eq!(lines.join(&b"\r\n"[..]), octets);
            prop_assert!(text.chars().all(|char| char == '\n' || is_harmless(char)));
        }
    }
}

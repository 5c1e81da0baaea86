//! How octets from elsewhere are drawn, so that none of them acts on a terminal.
//!
//! This is the one choke point: everything that a server, a file or a certificate says passes it, after every decoding.
//! Control characters, bidirectional and zero-width controls, all else that nobody could see, and octets that are not UTF-8
//! become `\x1b` or `\u{202e}`.

/// What `octets`, a whole text, look like when they are drawn safely. Line ends are drawn too: this is for one line.
#[must_use]
pub fn visible(octets: &[u8]) -> String {
    let mut drawn = String::with_capacity(octets.len());
    let mut filter = Visible::new(LineEnds::Drawn);
    filter.push(octets, &mut drawn);
    filter.finish(&mut drawn);
    drawn
}

/// What becomes of CRLF and LF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineEnds {
    Drawn,
    Kept,
}

/// The same for a stream: a character that is torn between two pushes is drawn as if it had come at once.
#[derive(Debug)]
pub struct Visible {
    line_ends: LineEnds,
    /// The start of a character, or of a CRLF. At most 3 octets.
    torn: Vec<u8>,
}

impl Visible {
    fn new(line_ends: LineEnds) -> Self {
        Self { line_ends, torn: Vec::new() }
    }

    /// For text of several lines: CRLF and LF become LF, a CR alone is drawn.
    #[must_use]
    pub fn lines() -> Self {
        Self::new(LineEnds::Kept)
    }

    /// Appends what `octets` look like to `drawn`.
    pub fn push(&mut self, octets: &[u8], drawn: &mut String) {
        if self.torn.is_empty() {
            return self.draw(octets, drawn);
        }
        let mut joined = std::mem::take(&mut self.torn);
        joined.extend_from_slice(octets);
        self.draw(&joined, drawn);
    }

    /// Draws what is left of a torn character.
    pub fn finish(&mut self, drawn: &mut String) {
        for octet in std::mem::take(&mut self.torn) {
            escape_octet(octet, drawn);
        }
    }

    fn draw(&mut self, octets: &[u8], drawn: &mut String) {
        let (whole, torn) = octets.split_at(octets.len() - self.torn_octets(octets));
        for chunk in whole.utf8_chunks() {
            self.text(chunk.valid(), drawn);
            chunk.invalid().iter().for_each(|octet| escape_octet(*octet, drawn));
        }
        self.torn.extend_from_slice(torn);
    }

    /// How many octets at the end may be the start of something.
    fn torn_octets(&self, octets: &[u8]) -> usize {
        if self.line_ends == LineEnds::Kept && octets.ends_with(b"\r") {
            return 1;
        }
        torn_octets(octets)
    }

    fn text(&self, mut text: &str, drawn: &mut String) {
        loop {
            // Mail is mostly this, and a run of it is copied at once.
            let (plain, rest) = text.split_at(plain_octets(text.as_bytes()));
            drawn.push_str(plain);
            let mut chars = rest.chars();
            let Some(char) = chars.next() else { return };
            text = chars.as_str();
            match char {
                '\n' if self.line_ends == LineEnds::Kept => drawn.push('\n'),
                // The LF draws the line's end.
                '\r' if self.line_ends == LineEnds::Kept && text.starts_with('\n') => {}
                _ if is_harmless(char) => drawn.push(char),
                '\0'..='\x1f' | '\x7f' => escape_octet(char as u8, drawn),
                _ => drawn.extend(char.escape_unicode()),
            }
        }
    }
}

/// How many octets at the start are ASCII that can be seen.
fn plain_octets(octets: &[u8]) -> usize {
    octets.iter().position(|octet| !matches!(octet, b'\t' | b' '..=b'~')).unwrap_or(octets.len())
}

/// How many octets at the end may be the start of a character. At most 3.
pub(crate) fn torn_octets(octets: &[u8]) -> usize {
    let continued = octets.iter().rev().take(3).take_while(|octet| **octet & 0xC0 == 0x80).count();
    let wanted = match octets.iter().rev().nth(continued) {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => 0,
    };
    if continued + 1 < wanted { continued + 1 } else { 0 }
}

/// Draws an octet as `\x1b`.
pub(crate) fn escape_octet(octet: u8, drawn: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    drawn.push_str("\\x");
    drawn.push(char::from(HEX[usize::from(octet >> 4)]));
    drawn.push(char::from(HEX[usize::from(octet & 0xF)]));
}

/// Whether `char` may reach a terminal as it is.
#[must_use]
pub fn is_harmless(char: char) -> bool {
    match char {
        '\t' | ' '..='~' => true,
        // C0, DEL and C1. A C1 character acts like ESC on some terminals, whichever way it is spelled.
        '\0'..='\u{9f}' => false,
        // Soft hyphen, Arabic letter mark, Mongolian vowel separator: invisible.
        '\u{ad}' | '\u{61c}' | '\u{180e}' => false,
        // Zero-width characters and bidirectional marks, line and paragraph separator, embeddings and overrides.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => false,
        // Word joiner, invisible operators, isolates, deprecated format characters; byte order mark; annotations.
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => false,
        // Joiners and fillers that look like nothing, or like a space.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' => false,
        // Beams and slurs of musical notation.
        '\u{1d173}'..='\u{1d17a}' => false,
        // No characters at all; XML and YAML may not hold them.
        '\u{fffe}' | '\u{ffff}' => false,
        // Tags and variation selectors: a text that no one sees.
        '\u{e0000}'..='\u{e01ef}' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(octets: &[u8], chunk: usize) -> String {
        let mut drawn = String::new();
        let mut filter = Visible::lines();
        octets.chunks(chunk).for_each(|piece| filter.push(piece, &mut drawn));
        filter.finish(&mut drawn);
        drawn
    }

    #[test]
    fn an_escape_sequence_cannot_clear_the_screen() {
        assert_eq!(visible(b"\x1b[2J\x07\x7f"), "\\x1b[2J\\x07\\x7f");
    }

    #[test]
    fn a_c1_control_cannot_start_a_sequence_as_utf_8_or_raw() {
        assert_eq!(visible(b"a\xc2\x9b31mb"), "a\\u{9b}31mb");
        assert_eq!(visible(b"a\x9b31mb"), "a\\x9b31mb");
    }

    #[test]
    fn a_carriage_return_cannot_overwrite_the_gutter() {
        assert_eq!(lines(b"innocent\rS: evil\r\n", 100), "innocent\\x0dS: evil\n");
        assert_eq!(visible(b"a\r\n"), "a\\x0d\\x0a");
    }

    #[test]
    fn an_override_cannot_turn_the_text_around() {
        assert_eq!(visible("\u{202e}gpj.exe\u{200b}\u{feff}".as_bytes()), "\\u{202e}gpj.exe\\u{200b}\\u{feff}");
    }

    #[test]
    fn text_in_many_scripts_stays() {
        let text = "Grüße, 日本語, עברית, 👋, a\tb";
        assert_eq!(visible(text.as_bytes()), text);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_octets_are_cut(octets in proptest::collection::vec(any::<u8>(), 0..64), chunk in 1..8_usize) {
            prop_assert_eq!(lines(&octets, chunk), lines(&octets, 1000));
        }

        #[test]
        fn nothing_harmful_comes_out(octets in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(visible(&octets).chars().all(is_harmless));
            prop_assert!(lines(&octets, 7).chars().all(|char| char == '\n' || is_harmless(char)));
        }

        #[test]
        fn text_is_cut_anywhere_without_loss(text in "\\PC{0,40}", chunk in 1..8_usize) {
            prop_assert_eq!(lines(text.as_bytes(), chunk), visible(text.as_bytes()));
        }
    }
}

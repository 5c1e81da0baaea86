//! Octets in any chunking → the pieces of responses or commands.

use memchr::memchr;

use crate::wire::lexer::is_status;

/// The longest line that is handed over whole, in octets. A SEARCH answer with a million UIDs has some 8 MB; what is
/// longer comes in parts, so that a server that never ends a line cannot take our memory.
pub const LINE_OCTETS_MAX: usize = 16 << 20;

/// Octets of a line's end that are held back while an overlong line streams: enough for any literal header, `~{` with
/// 20 digits and `+}`, and for the CRLF.
const TAIL_OCTETS: usize = 32;

/// Whose octets are framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Commands. Any `{N}` at the end of a line announces a literal. A bare LF ends a line too, as every server has it.
    Client,
    /// Responses. Only CRLF ends a line (a bare LF inside a text must not start a forged line), and the free text of
    /// status lines cannot announce a literal.
    Server,
}

/// What a literal header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Octets that follow the line.
    pub octets: u64,
    /// True unless it was `{N+}`: the sender waits for a `+` (RFC 7888).
    pub sync: bool,
    /// True for a literal8, `~{N}` (RFC 3516).
    pub binary: bool,
}

/// How a piece of text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// With a literal header and the line end; the literal's octets follow, then more text.
    Literal(Announced),
    /// Within an overlong line: more of the same line follows.
    Within,
    /// With the line end that ends the response or command.
    Whole,
}

/// A part of the stream, in the order in which it came. All pieces together are the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Octets of a literal, never none; `left` more are to come.
    Literal {
        /// The octets.
        octets: &'a [u8],
        /// Octets of this literal that have not come yet.
        left: u64,
    },
    /// A line, or a part of one, its line end included.
    Text {
        /// The octets.
        octets: &'a [u8],
        /// Whether a response or command starts here.
        first: bool,
        /// What comes next.
        ends: Ends,
    },
}

/// Cuts a stream into [`Piece`]s.
///
/// Call [`Framer::next`] until it answers `None`; then it has taken all of the input, and wants more.
/// It reads no further than the piece that it returns: what follows, say, the OK to STARTTLS stays in the input.
#[derive(Debug)]
pub struct Framer {
    side: Side,
    /// The start of a line whose end has not come. At most `LINE_OCTETS_MAX` octets beside the newest input.
    carry: Vec<u8>,
    /// What the last piece lent out, where that was no slice of the input.
    out: Vec<u8>,
    /// Octets of the literal that are still to come.
    literal_left: u64,
    /// A literal or a part of an overlong line of the same response came before.
    within: bool,
    scan: Scan,
}

impl Framer {
    /// A framer at the start of a stream.
    #[must_use]
    pub fn new(side: Side) -> Self {
        Self { side, carry: Vec::new(), out: Vec::new(), literal_left: 0, within: false, scan: Scan::Start }
    }

    /// The octets that were taken and not handed out: a line without its end.
    #[must_use]
    pub fn unframed(&self) -> &[u8] {
        &self.carry
    }

    /// Whether the stream stands between two responses: a close is no loss here.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.carry.is_empty() && !self.within && self.literal_left == 0
    }

    /// Forgets the literal that was just announced: it was refused, and its octets will not come (RFC 9051 section 7.6).
    /// What comes next starts a new command.
    pub fn refuse_literal(&mut self) {
        self.literal_left = 0;
        self.within = false;
        self.scan = Scan::Start;
    }

    /// Takes the next piece off the front of `input`.
    pub fn next<'a, 'i: 'a>(&'a mut self, input: &mut &'i [u8]) -> Option<Piece<'a>> {
        // One long line must not keep its memory for the rest of the session.
        self.out.clear();
        self.out.shrink_to(64 << 10);
        if input.is_empty() {
            return None;
        }
        if self.literal_left > 0 {
            return Some(self.next_literal(input));
        }
        let Some(end) = self.line_end(input) else {
            return self.keep(input);
        };
        let (line, rest) = input.split_at(end);
        *input = rest;
        if self.carry.is_empty() {
            let (first, ends) = self.finish(line);
            return Some(Piece::Text { octets: line, first, ends });
        }
        self.carry.extend_from_slice(line);
        std::mem::swap(&mut self.carry, &mut self.out);
        let out = std::mem::take(&mut self.out);
        let (first, ends) = self.finish(&out);
        self.out = out;
        Some(Piece::Text { octets: &self.out, first, ends })
    }

    fn next_literal<'i>(&mut self, input: &mut &'i [u8]) -> Piece<'i> {
        let take = usize::try_from(self.literal_left).map_or(input.len(), |left| left.min(input.len()));
        let (octets, rest) = input.split_at(take);
        *input = rest;
        self.literal_left -= take as u64;
        Piece::Literal { octets, left: self.literal_left }
    }

    /// Where the first line end in `input` ends, the carried start of the line considered.
    fn line_end(&self, input: &[u8]) -> Option<usize> {
        let mut from = 0;
        loop {
            let at = from + memchr(b'\n', &input[from..])?;
            let before = if at > 0 { Some(input[at - 1]) } else { self.carry.last().copied() };
            if before == Some(b'\r') || self.side == Side::Client {
                return Some(at + 1);
            }
            from = at + 1;
        }
    }

    /// Keeps the start of a line, or hands out the front of one that is too long to keep.
    fn keep(&mut self, input: &mut &[u8]) -> Option<Piece<'_>> {
        self.carry.extend_from_slice(input);
        *input = &[];
        if self.carry.len() <= LINE_OCTETS_MAX {
            return None;
        }
        let tail = self.carry.split_off(self.carry.len() - TAIL_OCTETS);
        self.out = std::mem::replace(&mut self.carry, tail);
        self.scan = self.scan.after(self.side, &self.out);
        let first = !self.within;
        self.within = true;
        Some(Piece::Text { octets: &self.out, first, ends: Ends::Within })
    }

    /// Takes note of a line that has come to its end.
    fn finish(&mut self, line: &[u8]) -> (bool, Ends) {
        let first = !self.within;
        self.scan = self.scan.after(self.side, line);
        match literal_header(line).filter(|_| self.scan.may_announce()) {
            Some(literal) => {
                self.within = true;
                self.literal_left = literal.octets;
                (first, Ends::Literal(literal))
            }
            None => {
                self.within = false;
                self.scan = Scan::Start;
                (first, Ends::Whole)
            }
        }
    }
}

/// The literal header at the end of a line, its line end included or not. A size beyond 64 bits is none: nobody could
/// send so much.
#[must_use]
pub fn literal_header(line: &[u8]) -> Option<Announced> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let (sync, line) = line.strip_suffix(b"+").map_or((true, line), |line| (false, line));
    let digits = line.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
    let (before, digits) = line.split_at(line.len() - digits);
    let binary = before.strip_suffix(b"{")?.ends_with(b"~");
    let octets = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some(Announced { octets, sync, binary })
}

/// What has been seen of a response, as far as it decides whether `{N}` at a line's end announces a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scan {
    /// Inside an open `[` of a status line: it may.
    Code { quoted: bool, escaped: bool },
    /// In a response with data, or in a command: it may.
    Data,
    /// Nothing yet.
    Start,
    /// In text for people, which may say anything.
    Text,
}

impl Scan {
    fn may_announce(self) -> bool {
        matches!(self, Self::Code { .. } | Self::Data)
    }

    /// The state after some more text of the response. Each octet is looked at once.
    fn after(self, side: Side, text: &[u8]) -> Self {
        match self {
            Self::Start if side == Side::Client => Self::Data,
            Self::Start => Self::begin(text),
            Self::Code { quoted, escaped } => Self::in_code(text, quoted, escaped),
            Self::Data | Self::Text => self,
        }
    }

    /// RFC 9051 section 7: only status responses and continuation requests carry free text. So does whatever a server
    /// sends behind a tag, be it OK or not.
    fn begin(line: &[u8]) -> Self {
        let text = match line.first() {
            Some(b'*') => {
                let (word, rest) = word(line[1..].trim_ascii_start());
                if !is_status(word) {
                    return Self::Data;
                }
                rest
            }
            Some(b'+') => &line[1..],
            // Exchange sends a response code on a line of its own.
            Some(b'[') => line,
            _ => word(word(line).1.trim_ascii_start()).1,
        };
        match text.trim_ascii_start().strip_prefix(b"[") {
            Some(code) => Self::in_code(code, false, false),
            None => Self::Text,
        }
    }

    fn in_code(text: &[u8], mut quoted: bool, mut escaped: bool) -> Self {
        for octet in text {
            match octet {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b']' if !quoted => return Self::Text,
                _ => {}
            }
        }
        Self::Code { quoted, escaped }
    }
}

/// Splits off the first word.
fn word(line: &[u8]) -> (&[u8], &[u8]) {
    let end = line.iter().position(|octet| matches!(octet, b' ' | b'\r' | b'\n')).unwrap_or(line.len());
    line.split_at(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The pieces as text, literals marked, torn pieces joined.
    fn pieces(side: Side, input: &[u8], chunk: usize) -> Vec<String> {
        let mut framer = Framer::new(side);
        let mut pieces: Vec<(bool, Vec<u8>)> = Vec::new();
        let mut open_literal = false;
        for chunk in input.chunks(chunk) {
            let mut rest = chunk;
            while let Some(piece) = framer.next(&mut rest) {
                match piece {
                    Piece::Text { octets, .. } => pieces.push((false, octets.to_vec())),
                    Piece::Literal { octets, .. } if open_literal => {
                        pieces.last_mut().unwrap().1.extend_from_slice(octets);
                    }
                    Piece::Literal { octets, .. } => pieces.push((true, octets.to_vec())),
                }
                open_literal = matches!(piece, Piece::Literal { left: 1.., .. });
            }
        }
        pieces.push((false, framer.unframed().to_vec()));
        pieces
            .iter()
            .map(|(is_literal, octets)| format!("{}{}", if *is_literal { "L:" } else { "" }, octets.escape_ascii()))
            .collect()
    }

    fn server(input: &str) -> Vec<String> {
        pieces(Side::Server, input.as_bytes(), usize::MAX)
    }

    #[test]
    fn a_literal_is_followed_by_the_rest_of_its_response() {
        assert_eq!(
            server("* 1 FETCH (BODY[] {5}\r\nhello)\r\nA1 OK x\r\n"),
            ["* 1 FETCH (BODY[] {5}\\r\\n", "L:hello", ")\\r\\n", "A1 OK x\\r\\n", ""]
        );
    }

    #[test]
    fn a_literal_cannot_forge_a_literal_header() {
        assert_eq!(
            server("* 1 FETCH (BODY[] {3}\r\na {5}\r\nA1 OK\r\n"),
            ["* 1 FETCH (BODY[] {3}\\r\\n", "L:a {", "5}\\r\\n", "A1 OK\\r\\n", ""]
        );
    }

    #[test]
    fn a_literal_cannot_forge_a_tagged_line() {
        assert_eq!(server("* X {9}\r\nA1 OK !\r\n\r\n"), ["* X {9}\\r\\n", "L:A1 OK !\\r\\n", "\\r\\n", ""]);
    }

    #[test]
    fn text_for_people_announces_no_literal() {
        for line in [
            "* OK text {5}\r\n",
            "* BYE {5}\r\n",
            "A1 NO {5}\r\n",
            "+ go {5}\r\n",
            "* ok [ALERT] x {5}\r\n",
            "A1 ACL {5}\r\n",
            "+ [X] {5}\r\n",
        ] {
            assert_eq!(server(&format!("{line}* 1 EXISTS\r\n")).len(), 3, "{line}");
        }
    }

    #[test]
    fn an_open_response_code_announces_a_literal() {
        assert_eq!(
            server("* NO [BADCHARSET ({5}\r\nUTF-8)] x {3}\r\n"),
            ["* NO [BADCHARSET ({5}\\r\\n", "L:UTF-8", ")] x {3}\\r\\n", ""]
        );
        assert_eq!(server("A1 NO [X \"]\" {1}\r\na] b\r\n").len(), 4);
    }

    #[test]
    fn a_status_word_is_a_whole_word() {
        assert_eq!(server("* OKAY {1}\r\na\r\n")[1], "L:a");
    }

    #[test]
    fn a_bare_line_feed_starts_no_forged_line() {
        assert_eq!(server("* OK a\nA1 OK forged\r\n").len(), 2);
        assert_eq!(server("* OK a\rA1 OK forged\r\n").len(), 2);
    }

    #[test]
    fn a_size_beyond_64_bits_announces_nothing() {
        assert_eq!(
            server("* X {18446744073709551616}\r\nabc\r\n"),
            ["* X {18446744073709551616}\\r\\n", "abc\\r\\n", ""]
        );
        assert_eq!(server("* X {00005}\r\nabcde\r\n")[1], "L:abcde");
    }

    #[test]
    fn the_largest_literal_reserves_nothing() {
        let mut framer = Framer::new(Side::Server);
        let mut input = &b"* X {18446744073709551615}\r\nabc"[..];
        assert!(matches!(framer.next(&mut input), Some(Piece::Text { ends: Ends::Literal(_), .. })));
        assert!(matches!(framer.next(&mut input), Some(Piece::Literal { octets: b"abc", .. })));
        assert!(!framer.is_between());
    }

    #[test]
    fn commands_may_end_in_a_bare_line_feed_and_announce_anywhere() {
        assert_eq!(
            pieces(Side::Client, b"a OK {2+}\nhi\r\nb NOOP\n", 3),
            ["a OK {2+}\\n", "L:hi", "\\r\\n", "b NOOP\\n", ""]
        );
    }

    #[test]
    fn a_refused_literal_is_not_waited_for() {
        let mut framer = Framer::new(Side::Client);
        let mut input = &b"a APPEND x {9}\r\nb NOOP\r\n"[..];
        framer.next(&mut input);
        framer.refuse_literal();
        assert!(matches!(framer.next(&mut input), Some(Piece::Text { octets: b"b NOOP\r\n", first: true, .. })));
    }

    #[test]
    fn what_follows_a_piece_stays_in_the_input() {
        let mut framer = Framer::new(Side::Server);
        let mut input = &b"A1 OK Begin TLS\r\n\x16\x03"[..];
        framer.next(&mut input);
        assert_eq!(input, b"\x16\x03");
    }

    #[test]
    fn an_overlong_line_streams_in_constant_memory_and_keeps_its_literal() {
        let mut framer = Framer::new(Side::Server);
        let chunk = vec![b'x'; 1 << 20];
        let mut count = 0;
        let mut feed = |framer: &mut Framer, mut input: &[u8]| {
            while let Some(piece) = framer.next(&mut input) {
                match piece {
                    Piece::Text { octets, first, ends } => {
                        assert_eq!(first, count == 0);
                        count += octets.len();
                        if ends != Ends::Within {
                            return Some(ends);
                        }
                    }
                    Piece::Literal { .. } => panic!("no literal yet"),
                }
                assert!(framer.unframed().len() <= LINE_OCTETS_MAX);
            }
            None
        };
        assert_eq!(feed(&mut framer, b"* SEARCH "), None);
        for _ in 0..64 {
            assert_eq!(feed(&mut framer, &chunk), None);
        }
        let end = feed(&mut framer, b" {7}\r\n");
        assert_eq!(end, Some(Ends::Literal(Announced { octets: 7, sync: true, binary: false })));
        assert_eq!(count, 9 + (64 << 20) + 6);
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"* 1 FETCH (BODY[] {3}\r\n".to_vec()),
            Just(b"* OK [".to_vec()),
            Just(b"{2}\r\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\r".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\"".to_vec()),
            Just(b"]".to_vec()),
            Just(b"+ ".to_vec()),
            Just(b"A1 OK ".to_vec()),
            Just(b"~{1+}\r\n".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..5),
        ];
        proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_stream_is_cut(input in stream(), chunk in 1..6_usize) {
            for side in [Side::Client, Side::Server] {
                prop_assert_eq!(pieces(side, &input, chunk), pieces(side, &input, usize::MAX));
            }
        }

        #[test]
        fn the_pieces_put_together_are_the_stream(input in stream(), chunk in 1..6_usize) {
            let mut framer = Framer::new(Side::Server);
            let mut joined = Vec::new();
            for mut chunk in input.chunks(chunk) {
                while let Some(piece) = framer.next(&mut chunk) {
                    let (Piece::Literal { octets, .. } | Piece::Text { octets, .. }) = piece;
                    joined.extend_from_slice(octets);
                }
            }
            joined.extend_from_slice(framer.unframed());
            prop_assert_eq!(joined, input);
        }
    }
}

//! Framer and lexer on data: each `tests/tokens/{ok,hostile}/NAME.imap`, the octets of a stream, stands beside
//! `NAME.tokens`, what they are. `ok` is what servers send, `hostile` what they should not. `client-*.imap` is a stream
//! of commands. `UPDATE_EXPECT=1 cargo test --test tokens` writes the dumps; read the difference before it is committed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use imapsh::wire::{
    Ends, Framer, Gatherer, Kind, LINE_OCTETS_MAX, Lexed, Lexer, Piece, RESPONSE_KEPT_MAX, Response, Side,
};

const FOLDERS: [&str; 2] = ["tests/tokens/ok", "tests/tokens/hostile"];

/// What one response or command is made of.
type Tokens = Vec<(Kind, Vec<u8>)>;

/// A stream, taken apart.
#[derive(Debug, PartialEq)]
struct Parts {
    whole: Vec<Tokens>,
    /// A response that was announced and has not come to its end.
    unfinished: Tokens,
    /// A line without its end.
    unframed: Vec<u8>,
}

/// Frames and lexes a stream that comes in chunks of `chunk` octets.
fn take_apart(side: Side, input: &[u8], chunk: usize) -> Parts {
    let mut framer = Framer::new(side);
    let lexer_at_start = || if side == Side::Server { Lexer::response() } else { Lexer::command(true) };
    let (mut lexer, mut octets, mut whole) = (lexer_at_start(), Vec::new(), Vec::new());
    for mut rest in input.chunks(chunk) {
        while let Some(piece) = framer.next(&mut rest) {
            let (Piece::Literal { octets: some, .. } | Piece::Text { octets: some, .. }) = piece;
            octets.extend_from_slice(some);
            match piece {
                Piece::Literal { left: 0, .. } => lexer.literal_up_to(octets.len()),
                Piece::Literal { .. } => {}
                Piece::Text { octets, ends, .. } => lexer.line(octets, matches!(ends, Ends::Literal(_))),
            }
            if matches!(piece, Piece::Text { ends: Ends::Whole, .. }) {
                whole.push(tokens(&octets, &mut lexer));
                (lexer, octets) = (lexer_at_start(), Vec::new());
            }
        }
    }
    lexer.literal_up_to(octets.len());
    Parts { whole, unfinished: tokens(&octets, &mut lexer), unframed: framer.unframed().to_vec() }
}

fn tokens(octets: &[u8], lexer: &mut Lexer) -> Tokens {
    Lexed::new(octets, lexer.take()).iter().map(|(kind, octets)| (kind, octets.to_vec())).collect()
}

impl Parts {
    /// One token a line: its kind and its octets.
    fn dump(&self, side: Side) -> String {
        let name = if side == Side::Server { "response" } else { "command" };
        let mut dump = String::new();
        for tokens in &self.whole {
            writeln!(dump, "{name}").unwrap();
            dump_tokens(&mut dump, tokens);
        }
        if !self.unfinished.is_empty() {
            writeln!(dump, "unfinished {name}").unwrap();
            dump_tokens(&mut dump, &self.unfinished);
        }
        if !self.unframed.is_empty() {
            writeln!(dump, "unframed \"{}\"", self.unframed.escape_ascii()).unwrap();
        }
        dump
    }

    fn octets(&self) -> Vec<u8> {
        let tokens = self.whole.iter().chain([&self.unfinished]).flatten();
        let mut octets: Vec<u8> = tokens.flat_map(|(_, octets)| octets.clone()).collect();
        octets.extend_from_slice(&self.unframed);
        octets
    }
}

fn dump_tokens(dump: &mut String, tokens: &Tokens) {
    for (kind, octets) in tokens {
        writeln!(dump, "  {kind:?} \"{}\"", octets.escape_ascii()).unwrap();
    }
}

/// What the [`Gatherer`] makes of a stream that comes in chunks of `chunk` octets.
fn gather(input: &[u8], chunk: usize) -> Vec<Response> {
    let (mut framer, mut gatherer) = (Framer::new(Side::Server), Gatherer::default());
    let mut responses = Vec::new();
    for mut rest in input.chunks(chunk) {
        while let Some(piece) = framer.next(&mut rest) {
            responses.extend(gatherer.push(&piece));
        }
    }
    responses
}

fn gathered(responses: &[Response]) -> Vec<Tokens> {
    responses.iter().map(|one| one.tokens().map(|(kind, octets)| (kind, octets.to_vec())).collect()).collect()
}

/// The streams on file: path, side and octets.
fn streams() -> Vec<(PathBuf, Side, Vec<u8>)> {
    let mut streams = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "imap") {
                let is_client = path.file_name().unwrap().to_string_lossy().starts_with("client-");
                let side = if is_client { Side::Client } else { Side::Server };
                let octets = fs::read(&path).unwrap();
                streams.push((path, side, octets));
            }
        }
    }
    streams.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(streams.len() > 40, "the data is gone");
    streams
}

#[test]
fn each_stream_has_its_tokens() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut differing = Vec::new();
    for (path, side, input) in streams() {
        let dump = take_apart(side, &input, usize::MAX).dump(side);
        let expected = path.with_extension("tokens");
        if update {
            fs::write(&expected, &dump).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != dump {
            differing.push(format!("{}:\n{dump}", expected.display()));
        }
    }
    assert!(differing.is_empty(), "UPDATE_EXPECT=1 writes these anew:\n{}", differing.join("\n"));
}

#[test]
fn no_dump_is_left_without_its_stream() {
    for folder in FOLDERS {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            assert!(path.with_extension("imap").exists(), "{}", path.display());
        }
    }
}

#[test]
fn nothing_is_lost_and_it_does_not_matter_how_a_stream_is_cut() {
    for (path, side, input) in streams() {
        let whole = take_apart(side, &input, usize::MAX);
        assert!(whole.octets() == input, "{}", path.display());
        for chunk in [1, 2, 7] {
            assert!(take_apart(side, &input, chunk) == whole, "{} in chunks of {chunk}", path.display());
        }
        if side == Side::Server {
            assert!(gathered(&gather(&input, 1)) == whole.whole, "{} gathered", path.display());
        }
    }
}

#[test]
fn ten_thousand_nested_lists_pair_up() {
    let input = format!("* X {}{}\r\n", "(".repeat(10_000), ")".repeat(10_000));
    let whole = take_apart(Side::Server, input.as_bytes(), usize::MAX);
    let count = |kind| whole.whole[0].iter().filter(|(found, _)| *found == kind).count();
    assert_eq!((count(Kind::Open), count(Kind::Close)), (10_000, 10_000));
    assert!(take_apart(Side::Server, input.as_bytes(), 1) == whole);
    let lexed = imapsh::wire::lex(input.as_bytes());
    let opens: Vec<_> = lexed.tokens().iter().filter(|token| token.kind == Kind::Open).collect();
    assert!(opens.windows(2).all(|pair| pair[0].mate == pair[1].mate + 1));
}

#[test]
fn a_hundred_thousand_literals_come_one_by_one() {
    let input = format!("* X{}\r\nA1 OK done\r\n", " {3}\r\n* )".repeat(100_000));
    let whole = take_apart(Side::Server, input.as_bytes(), usize::MAX);
    assert_eq!(whole.whole.len(), 2);
    let literals = whole.whole[0].iter().filter(|(kind, octets)| *kind == Kind::Literal && octets == b"* )");
    assert_eq!(literals.count(), 100_000);
    assert!(take_apart(Side::Server, input.as_bytes(), 1) == whole);
}

#[test]
fn a_line_of_64_mib_streams_in_bounded_memory() {
    const CHUNK: usize = 64 << 10;
    let (mut framer, mut gatherer) = (Framer::new(Side::Server), Gatherer::default());
    let (mut octets_framed, mut firsts, mut responses) = (0, 0, Vec::new());
    let mut feed = |mut input: &[u8]| {
        while let Some(piece) = framer.next(&mut input) {
            let Piece::Text { octets, first, .. } = piece else { panic!("a literal: {piece:?}") };
            assert!(octets.len() <= LINE_OCTETS_MAX + CHUNK);
            octets_framed += octets.len();
            firsts += usize::from(first);
            responses.extend(gatherer.push(&piece));
        }
        assert!(framer.unframed().len() <= LINE_OCTETS_MAX);
    };
    feed(b"* SEARCH ");
    // What a header within the line, or a reply, looks like; a bare LF ends no line.
    let chunk = b"{5}\n1 OK ".repeat(CHUNK / 9);
    let chunks = (64 << 20) / chunk.len() + 1;
    (0..chunks).for_each(|_| feed(&chunk));
    feed(b"\r\nA1 OK done\r\n");
    assert_eq!(octets_framed, 9 + chunks * chunk.len() + 2 + 12);
    assert_eq!(firsts, 2);
    assert!(!responses[0].is_whole() && responses[0].octets().len() <= RESPONSE_KEPT_MAX);
    assert!(responses[0].is("SEARCH"));
    assert_eq!(responses[1].tag(), Some(&b"A1"[..]));
}

#[test]
fn a_literal_of_a_gibibyte_is_never_held() {
    const OCTETS: usize = 1 << 30;
    let mut framer = Framer::new(Side::Server);
    let mut gatherer = Gatherer::default();
    let mut responses = Vec::new();
    let mut literal_octets = 0;
    let mut feed = |mut input: &[u8]| {
        while let Some(piece) = framer.next(&mut input) {
            if let Piece::Literal { octets, .. } = piece {
                literal_octets += octets.len();
            }
            responses.extend(gatherer.push(&piece));
        }
        assert_eq!(framer.unframed(), b"");
    };
    feed(format!("* 1 FETCH (BODY[] {{{OCTETS}}}\r\n").as_bytes());
    let chunk = b"A1 OK forged {9}".repeat(1 << 12);
    (0..OCTETS / chunk.len()).for_each(|_| feed(&chunk));
    feed(b" UID 3)\r\n");
    assert_eq!(literal_octets, OCTETS);
    assert_eq!(responses.len(), 1);
    assert!(responses[0].octets().len() < 64);
}

#[test]
fn a_line_that_drips_octet_by_octet_takes_linear_time() {
    // Quadratic, these would be 10^13 steps.
    let input = b"\r".repeat(4 << 20);
    let mut framer = Framer::new(Side::Server);
    for octet in input.chunks(1) {
        assert_eq!(framer.next(&mut { octet }), None);
    }
    assert_eq!(framer.unframed().len(), input.len());
}

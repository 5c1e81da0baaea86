#![no_main]

use std::time::Instant;

use imapsh::demo::{LinkFacts, Output, Server};
use imapsh::wire::{Framer, Piece, Side};
use libfuzzer_sys::fuzz_target;

/// What the demo server answers to `input`, cut into chunks, until it closes or starts something else.
fn play(input: &[u8], chunk: usize, now: Instant) -> Vec<u8> {
    let facts = LinkFacts { is_private: true, ..LinkFacts::default() };
    let mut connection = Server::new().connect(now, facts);
    let mut said = Vec::new();
    connection.handle_bytes(now, b"a LOGIN user@outlook.com password\r\nb SELECT INBOX\r\n");
    for octets in input.chunks(chunk) {
        connection.handle_bytes(now, octets);
        while let Some(output) = connection.poll() {
            match output {
                Output::Send(octets) => said.extend(octets),
                Output::Close | Output::StartDeflate | Output::StartTls => return said,
            }
        }
    }
    said
}

fuzz_target!(|input: &[u8]| {
    let now = Instant::now();
    let whole = play(input, usize::MAX, now);
    assert_eq!(play(input, 3, now), whole, "in chunks of 3");
    // All that it says is IMAP: whole lines, and literals of the length that was announced.
    let mut framer = Framer::new(Side::Server);
    let mut rest = &whole[..];
    while let Some(piece) = framer.next(&mut rest) {
        if let Piece::Text { octets, .. } = piece {
            assert!(octets.ends_with(b"\r\n"));
        }
    }
    assert!(framer.is_between(), "it ends within a response");
});

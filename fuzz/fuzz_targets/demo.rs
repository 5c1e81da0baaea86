#![no_main]

use std::time::Instant;

use imapsh::demo::{LinkFacts, Output, Server};
use imapsh::wire::{Ends, Framer, Piece, Side};
use libfuzzer_sys::fuzz_target;

/// What the server sends and asks for when `input` comes in such chunks.
fn answer(input: &[u8], chunk: usize, is_logged_in: bool) -> (Vec<u8>, Vec<Output>) {
    let now = Instant::now();
    let link = LinkFacts { is_private: true, starttls: true, compress: true, ..LinkFacts::default() };
    let mut connection = Server::new().connect(now, link);
    if is_logged_in {
        connection.handle_bytes(now, b"L LOGIN user@outlook.com password\r\nS SELECT INBOX\r\n");
    }
    let (mut sent, mut others) = (Vec::new(), Vec::new());
    for chunk in input.chunks(chunk) {
        connection.handle_bytes(now, chunk);
        while let Some(output) = connection.poll() {
            match output {
                Output::Send(octets) => sent.extend(octets),
                other => others.push(other),
            }
        }
    }
    (sent, others)
}

fuzz_target!(|input: &[u8]| {
    for is_logged_in in [false, true] {
        let whole = answer(input, usize::MAX, is_logged_in);
        let mut framer = Framer::new(Side::Server);
        let mut rest = &whole.0[..];
        while let Some(piece) = framer.next(&mut rest) {
            if let Piece::Text { octets, ends, .. } = piece {
                assert!(octets.ends_with(b"\r\n") && ends != Ends::Within);
            }
        }
        assert!(framer.is_between(), "it sends whole responses");
        for chunk in [1, 5] {
            assert_eq!(answer(input, chunk, is_logged_in), whole, "in chunks of {chunk}");
        }
    }
});

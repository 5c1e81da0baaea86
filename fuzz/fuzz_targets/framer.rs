#![no_main]

use imapsh::wire::{Ends, Framer, Piece, Side};
use libfuzzer_sys::fuzz_target;

/// The pieces, torn literals joined: `Some` for the text, with where it stands, `None` for a literal.
type Pieces = Vec<(Option<(bool, Ends)>, Vec<u8>)>;

fn pieces(side: Side, input: &[u8], chunk: usize) -> (Pieces, Vec<u8>) {
    let mut framer = Framer::new(side);
    let mut pieces = Pieces::new();
    let mut torn = false;
    for mut chunk in input.chunks(chunk) {
        while let Some(piece) = framer.next(&mut chunk) {
            match piece {
                Piece::Literal { octets, left } => {
                    assert!(!octets.is_empty());
                    match pieces.last_mut() {
                        Some((None, joined)) if torn => joined.extend_from_slice(octets),
                        _ => pieces.push((None, octets.to_vec())),
                    }
                    torn = left > 0;
                }
                Piece::Text { octets, first, ends } => {
                    assert!(!torn, "text inside a literal");
                    pieces.push((Some((first, ends)), octets.to_vec()));
                }
            }
        }
        assert!(chunk.is_empty(), "it answers None only when it has taken all");
    }
    (pieces, framer.unframed().to_vec())
}

fuzz_target!(|input: &[u8]| {
    for side in [Side::Client, Side::Server] {
        let (whole, unframed) = pieces(side, input, usize::MAX);
        let mut joined: Vec<u8> = whole.iter().flat_map(|(_, octets)| octets.clone()).collect();
        joined.extend_from_slice(&unframed);
        assert_eq!(joined, input, "the pieces put together are the stream");
        for chunk in [1, 2, 3, 7] {
            assert_eq!(pieces(side, input, chunk), (whole.clone(), unframed.clone()), "in chunks of {chunk}");
        }
    }
});

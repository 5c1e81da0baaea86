//! How fast the wire is read: framing, lexing and drawing 50 MB of FETCH, as one literal and as many small responses.
//!
//! What comes from a network has less to offer than these rates, which a change may not halve unseen: `cargo bench --bench wire`.

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use imapsh::wire::{Framer, Gatherer, Piece, Side, Visible, lex};

const OCTETS: usize = 50_000_000;

/// As much as a TLS record holds.
const READ: usize = 16 << 10;

fn main() -> std::io::Result<()> {
    let line = [b"x".repeat(76), b"\r\n".to_vec()].concat();
    let message = line.repeat(OCTETS / line.len());
    let literal = [format!("* 1 FETCH (BODY[] {{{}}}\r\n", message.len()).as_bytes(), &message, b")\r\n"].concat();
    let row = b"* 1 FETCH (UID 483 FLAGS (\\Seen $Junk) RFC822.SIZE 70988 ENVELOPE (\"Thu, 22 Apr 2021 14:00:00 +0200\" \
        \"Greetings\" ((\"Another\" NIL \"another.user\" \"example.com\")) NIL NIL NIL NIL NIL NIL \"<1@example.com>\"))\r\n";
    let rows = row.repeat(OCTETS / row.len());
    let greek = "Χαιρετισμούς από την Αθήνα\r\n".repeat(OCTETS / 50);

    let mut out = std::io::stdout();
    let mut measured = |what: &str, octets: usize, work: &mut dyn FnMut()| {
        let started = Instant::now();
        work();
        let spent = started.elapsed();
        writeln!(out, "{:>8.0} MB/s  {what}", octets as f64 / 1e6 / spent.as_secs_f64())
    };
    measured("framing one literal, whose octets stay where they lie", literal.len(), &mut || frame(&literal, |_| {}))?;
    measured("framing small responses", rows.len(), &mut || frame(&rows, |_| {}))?;
    measured("framing, lexing and gathering them", rows.len(), &mut || {
        let mut gatherer = Gatherer::default();
        frame(&rows, |piece| drop(black_box(gatherer.push(&piece))));
    })?;
    measured("lexing them, line by line", rows.len(), &mut || {
        rows.split_inclusive(|octet| *octet == b'\n').for_each(|line| drop(black_box(lex(line))));
    })?;
    measured("drawing the message", message.len(), &mut || draw(&message))?;
    measured("drawing Greek", greek.len(), &mut || draw(greek.as_bytes()))?;
    Ok(())
}

fn frame(octets: &[u8], mut each: impl FnMut(Piece<'_>)) {
    let mut framer = Framer::new(Side::Server);
    for mut chunk in octets.chunks(READ) {
        while let Some(piece) = framer.next(&mut chunk) {
            each(black_box(piece));
        }
    }
}

fn draw(octets: &[u8]) {
    let mut filter = Visible::lines();
    let mut drawn = String::new();
    for chunk in octets.chunks(READ) {
        drawn.clear();
        filter.push(chunk, &mut drawn);
        black_box(&drawn);
    }
}

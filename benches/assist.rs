//! What a key costs: completion, hint and highlighting with 100,000 mailboxes known. Promised: under 5 ms.
//!
//! A plain program, since a mean of a thousand runs against a promise of milliseconds needs no statistics: `cargo bench`.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use imapsh::assist::{Around, complete, highlight, hint};
use imapsh::session::{Names, Phase, Snapshot};

const MAILBOXES: usize = 100_000;
const KEYS: u32 = 1000;
const PROMISED: Duration = Duration::from_millis(5);

fn main() -> std::io::Result<()> {
    let wires: Vec<String> = (0..MAILBOXES).map(|at| format!("Team {}/Entw&APw-rfe/list-{at:06}", at % 97)).collect();
    let started = Instant::now();
    let names = Arc::new(Names::of(wires.iter().map(String::as_str)));
    let sorted = started.elapsed();
    let snapshot = Snapshot { phase: Phase::Selected, names, ..Snapshot::default() };
    let around = Around { snapshot: &snapshot, shortcuts: &[], settings: &[], files: &|_| Vec::new() };
    let mut out = std::io::stdout();
    writeln!(out, "sorting {MAILBOXES} mailboxes: {sorted:?}")?;
    for line in [
        "SELECT ",
        "SELECT team 4",
        "SELECT \"Team 42/Entw&APw-rfe/list-09",
        "COPY 1:5 zzz",
        "FETCH 1:* (FLAGS UID BODY.PEEK[HEADER.FIELDS (Subject Fr",
        "SEARCH OR FROM joe (SINCE 1-Jan-2026 NOT SEEN) SUBJ",
    ] {
        let started = Instant::now();
        for _ in 0..KEYS {
            std::hint::black_box(complete(line, line.len(), &around));
            std::hint::black_box(hint(line, &around));
            std::hint::black_box(highlight(line, &around));
        }
        let key = started.elapsed() / KEYS;
        let verdict = if key < PROMISED { "ok" } else { "TOO SLOW" };
        writeln!(out, "{key:>12?}  {verdict:8}  {line}")?;
    }
    Ok(())
}

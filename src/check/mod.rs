//! Transcripts as tests: what a transcript says, and where what came differs from it. No I/O: [`crate::app`] plays the
//! client's part. The format is described in `docs/transcripts.md`.

mod compare;
mod pattern;
mod report;
mod transcript;

pub use compare::{Difference, Mark, Strictness, compare, has_come};
pub use pattern::Values;
pub use report::{Report, Verdict, junit, tap, text};
pub use transcript::{Literal, Said, Scene, Speech, Transcript, Unreadable, Wanted};

/// A response as it came: its lines, without their ends, literals included.
pub type Response = Vec<Vec<u8>>;

/// Cuts a response into lines as a transcript does: at each CRLF and each bare LF.
#[must_use]
pub fn lines(octets: &[u8]) -> Response {
    let octets = octets.strip_suffix(b"\n").unwrap_or(octets);
    let cut = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    octets.split(|octet| *octet == b'\n').map(cut).collect()
}

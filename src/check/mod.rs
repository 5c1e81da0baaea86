//! Transcripts as tests: what a transcript says, and where what came differs from it. No I/O: [`crate::app`] plays the
//! client's part. The format is described in `docs/transcripts.md`.

mod compare;
mod pattern;
mod reader;
mod report;
mod transcript;

pub use compare::{Difference, Mark, Strictness, compare, has_come, is_among};
pub use pattern::{Values, contains, value_name};
pub use report::{Report, Verdict, junit, tap, text};
pub use transcript::{Literal, SESSION, Said, Scene, Session, Speech, Transcript, Unreadable, Wanted};

/// A response as it came: its lines, without their ends, literals included.
pub type Response = Vec<Vec<u8>>;

/// Cuts a response into lines as a transcript does: at each CRLF.
#[must_use]
pub fn lines(octets: &[u8]) -> Response {
    let mut rest = octets.strip_suffix(b"\r\n").unwrap_or(octets);
    let mut lines = Vec::with_capacity(memchr::memmem::find_iter(rest, b"\r\n").count() + 1);
    while let Some(end) = memchr::memmem::find(rest, b"\r\n") {
        lines.push(rest[..end].to_vec());
        rest = &rest[end + 2..];
    }
    lines.push(rest.to_vec());
    lines
}

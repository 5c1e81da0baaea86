//! What a person is asked in the middle of a command.

use std::io;

use crate::app::pending::Pending;
use crate::repl::{Asked, confirm};
use crate::wire::visible;

/// The most octets that are filled with spaces: whoever announced more has mistyped the number.
const FILLED_OCTETS_MAX: u64 = 1 << 20;

/// The prompt for the lines that belong to a command.
pub(crate) fn asked(pending: &Pending) -> Option<Asked> {
    let end = visible(pending.end()?);
    Some(Asked { prompt: format!("lines until {end}> "), is_secret: pending.takes_secret })
}

/// What to do about a literal that somebody does not want to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WayOut {
    /// Close the connection.
    Close,
    /// Send so many spaces, and end the command.
    Fill(usize),
    /// Go on.
    Stay,
}

/// Asks what to do about a literal of which `left` octets are missing, or about the rest of its command.
pub(crate) fn way_out(left: u64) -> WayOut {
    ask(left, confirm)
}

fn ask(left: u64, confirm: impl Fn(&str) -> io::Result<bool>) -> WayOut {
    // Without a terminal to ask on, nothing is done.
    let wants = |question: &str| confirm(question).unwrap_or(false);
    let filled = usize::try_from(left).ok().filter(|_| left <= FILLED_OCTETS_MAX);
    let question = match left {
        0 => "End the command here? The server then carries it out.".to_owned(),
        _ => {
            format!("The server waits for {left} more octets. Fill them with spaces? It then carries out the command.")
        }
    };
    match filled {
        Some(filled) if wants(&question) => WayOut::Fill(filled),
        _ if wants("Close the connection? There is no other way out; else the literal goes on.") => WayOut::Close,
        _ => WayOut::Stay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_filled_or_the_connection_closed_or_neither() {
        let answered = |left, yes: &'static str| ask(left, |question| Ok(question.contains(yes)));
        assert_eq!(answered(14, "14 more octets"), WayOut::Fill(14));
        assert_eq!(answered(0, "End the command"), WayOut::Fill(0));
        assert_eq!(answered(14, "Close"), WayOut::Close);
        assert_eq!(answered(14, "nothing of it"), WayOut::Stay);
        assert_eq!(answered(1 << 30, ""), WayOut::Close);
        assert_eq!(ask(1, |_| Err(io::ErrorKind::NotFound.into())), WayOut::Stay);
    }
}

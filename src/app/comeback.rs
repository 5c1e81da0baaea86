//! `--reconnect`: another connection after a loss, with growing pauses.

use std::sync::Arc;
use std::time::Instant;

use crate::app::client::{Client, Outcome};
use crate::app::engine::Request;
use crate::app::entry::{self, Entered};
use crate::app::options::Options;
use crate::app::pauses::Pauses;
use crate::catalog::command::{self, Effect};
use crate::error::{Error, Fault};
use crate::session::Refused;

/// Connects, logs in and opens the mailbox again, as often as it takes.
///
/// # Errors
/// If Ctrl-C was pressed, or it fails in a way that another attempt does not mend: a refused login is not tried again.
pub(crate) fn come_back(
    client: &mut Client,
    options: &Arc<Options>,
    pauses: &mut Pauses,
    mut error: Error,
) -> Result<(), Error> {
    loop {
        let pause = pauses.next();
        client.request(Request::Note(format!("{error}; connecting again in {:.1} s", pause.as_secs_f64())));
        if client.pause(Instant::now() + pause) {
            return Err(interrupted());
        }
        error = match entry::reconnect(client, options) {
            Ok(Entered::In) => return Ok(()),
            Ok(Entered::NoPassword) => return Err(Error::new(Fault::Usage, "no password, no login")),
            Ok(Entered::NotLoggedIn(Outcome::Completed(refusal), _)) => {
                return Err(Error::new(Fault::Login, format!("login refused: {}", refusal.text)));
            }
            Ok(Entered::Stopped(Outcome::Completed(refusal))) => return Err(Error::new(Fault::No, refusal.text)),
            Ok(Entered::NotLoggedIn(Outcome::Interrupted, _) | Entered::Stopped(Outcome::Interrupted)) => {
                return Err(interrupted());
            }
            Ok(Entered::NotLoggedIn(outcome, _) | Entered::Stopped(outcome)) => {
                loss(client, &outcome).unwrap_or_else(closed)
            }
            Err(error) if may_pass(&error) => error,
            Err(error) => return Err(error),
        };
    }
}

fn interrupted() -> Error {
    Error::new(Fault::Interrupted, "interrupted")
}

fn closed() -> Error {
    Error::new(Fault::Lost, "the server has closed the connection")
}

/// How the connection was lost, if that is what an outcome tells, and another one may mend it.
pub(crate) fn loss(client: &mut Client, outcome: &Outcome) -> Option<Error> {
    let error = match outcome {
        Outcome::Closed(ended) => ended.clone().err().unwrap_or_else(closed),
        Outcome::Refused(Refused::Closed) => client.ended().and_then(Result::err).unwrap_or_else(closed),
        _ => return None,
    };
    may_pass(&error).then_some(error)
}

/// How the last connection was lost, if it was.
pub(crate) fn lost(client: &mut Client) -> Option<Error> {
    client.ended().map(|ended| ended.err().unwrap_or_else(closed)).filter(may_pass)
}

/// Whether another connection may mend it.
fn may_pass(error: &Error) -> bool {
    matches!(error.fault, Fault::Connect | Fault::Lost | Fault::TimeOut)
}

/// Whether a line may be sent a second time when nobody knows whether it arrived: it reads, and has nothing that follows it.
pub(crate) fn is_repeatable(line: &[u8]) -> bool {
    let is_whole = !line.contains(&b'{');
    is_whole && command::find_bytes(line).is_some_and(|(command, _)| command.effect == Effect::Read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_is_sent_twice() {
        for line in ["NOOP", "uid search ALL", "STATUS INBOX (MESSAGES)", "LIST \"\" *"] {
            assert!(is_repeatable(line.as_bytes()), "{line}");
        }
        for line in [
            "STORE 1 +FLAGS (\\Seen)",
            "APPEND x {@y}",
            "SEARCH TEXT {3}",
            "XFROB",
            "FETCH 1 BODY[]",
            "EXPUNGE",
            ":uids",
        ] {
            assert!(!is_repeatable(line.as_bytes()), "{line}");
        }
    }
}

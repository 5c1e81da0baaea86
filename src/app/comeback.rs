//! `--reconnect`: another connection after a loss, with growing pauses.

use std::sync::Arc;
use std::time::Instant;

use crate::app::client::{Client, Completed, Outcome};
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
/// If Ctrl-C was pressed, or it fails in a way that another attempt does not mend: a refused login is not tried again, unless the server
/// says that it is not about the login.
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
                let error = Error::new(Fault::Login, format!("login refused: {}", refusal.text));
                refused(client, &refusal, error)?
            }
            Ok(Entered::Stopped(Outcome::Completed(refusal))) => {
                let error = Error::new(Fault::No, refusal.text.clone());
                refused(client, &refusal, error)?
            }
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

/// A command was refused on the way in. If that may pass, the connection is given up until the next attempt: it may be one of too many.
/// Else it is the end.
fn refused(client: &mut Client, refusal: &Completed, error: Error) -> Result<Error, Error> {
    if !passes(refusal) {
        return Err(error);
    }
    client.log_out();
    Ok(error)
}

/// The refusal of a mailbox that an outcome tells, if it may pass.
pub(crate) fn passing_refusal(outcome: &Outcome) -> Option<Error> {
    let Outcome::Completed(refusal) = outcome else { return None };
    passes(refusal).then(|| Error::new(Fault::No, refusal.text.clone()))
}

/// Whether a refusal is about the server's state and not about what was asked. RFC 5530 section 3.
fn passes(refusal: &Completed) -> bool {
    refusal.is_refusal(&["INUSE", "LIMIT", "SERVERBUG", "UNAVAILABLE"])
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
    use crate::wire::Status;

    fn answer(status: Status, reply: &str) -> Completed {
        Completed { status, text: String::new(), reply: reply.as_bytes().to_vec(), why: None, claimed: Ok(Vec::new()) }
    }

    #[test]
    fn a_refusal_passes_only_if_the_server_says_so() {
        for passing in ["[UNAVAILABLE] later", "[inuse] x", "[LIMIT]", "[SERVERBUG] y"] {
            assert!(passes(&answer(Status::No, passing)), "{passing}");
            assert!(!passes(&answer(Status::Bad, passing)) && !passes(&answer(Status::Ok, passing)), "{passing}");
        }
        for final_one in ["[AUTHENTICATIONFAILED] no", "no", "[NOPERM] x", "[LIMITS] x", "see [UNAVAILABLE]", ""] {
            assert!(!passes(&answer(Status::No, final_one)), "{final_one}");
        }
    }

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

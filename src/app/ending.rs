//! Why a connection has ended, in words.

use std::io;

use crate::app::engine::Stage;
use crate::app::options::Options;
use crate::error::{Error, Fault};
use crate::session::{Phase, Session};

/// What to say when the time is over.
pub(crate) fn timed_out(stage: Stage, session: &Session, has_tls: bool, options: &Options) -> Error {
    let host = &session.snapshot().host;
    let connect = |what: &str| Error::new(Fault::Connect, format!("{host}: {what}"));
    match stage {
        Stage::Handshake { .. } => {
            connect("timed out in the TLS handshake").hinted("is this a plain-text port? --tls starttls or --tls off")
        }
        Stage::Greeting if !session.unframed().is_empty() => {
            let start = String::from_utf8_lossy(&session.unframed()[..session.unframed().len().min(60)]).into_owned();
            Error::new(Fault::Lost, format!("{host}: what came is not IMAP, no line of it ends in CRLF: {start}"))
        }
        Stage::Greeting if !has_tls => {
            connect("connected, but no greeting came in time").hinted("a TLS port waits in silence: --tls implicit")
        }
        Stage::Greeting => connect("connected, but no greeting came in time"),
        Stage::Upgrading(_) => connect("no answer to STARTTLS came in time"),
        Stage::Deflating | Stage::Down | Stage::Ready => {
            let waited = options.timeout.unwrap_or(options.connect_timeout).as_secs();
            Error::new(Fault::TimeOut, format!("{host}: nothing came for {waited} s while a reply was awaited"))
                .hinted("--timeout SECS waits longer")
        }
    }
}

/// What the end of the stream means: nothing bad behind BYE, else a loss.
pub(crate) fn closed(stage: Stage, session: &Session, cause: Option<io::Error>) -> Result<(), Error> {
    let snapshot = session.snapshot();
    let host = &snapshot.host;
    let cause = cause.map(|error| format!(": {error}")).unwrap_or_default();
    let lost = |what: &str| Err(Error::new(Fault::Lost, format!("{host}: {what}{cause}")));
    if let Stage::Handshake { .. } = stage {
        return Err(Error::new(Fault::Tls, format!("{host} closed the connection in the TLS handshake{cause}")));
    }
    if stage == Stage::Greeting {
        return if session.unframed().is_empty() {
            lost("the connection was closed before the greeting")
        } else {
            lost("what came is not IMAP, and then the connection was closed")
        };
    }
    if !session.is_between() {
        return lost("the connection was closed in the middle of a response");
    }
    if snapshot.phase == Phase::Logout {
        // Behind BYE a close is no loss, unless a reply is missing.
        let is_expected = session.is_logging_out() || snapshot.in_flight == 0;
        return if is_expected { Ok(()) } else { lost("the server said BYE and closed the connection") };
    }
    if snapshot.in_flight > 0 {
        lost("the connection was closed while a reply was awaited")
    } else {
        lost("the connection was closed")
    }
}

//! AUTHENTICATE.

use crate::demo::command::{Outcome, Request, Updates};
use crate::demo::connection::Connection;
use crate::demo::parse::Refusal;
use crate::demo::server::{PASSWORD, USER};
use crate::wire;

/// A SASL exchange under way.
#[derive(Debug)]
pub(super) enum Exchange {
    /// RFC 4616.
    Plain,
}

impl Connection {
    /// The mechanisms that are offered now.
    pub(super) fn mechanisms(&self) -> Vec<&'static str> {
        if self.link.is_private { vec!["PLAIN"] } else { Vec::new() }
    }

    /// The client's answer to a challenge.
    pub(super) fn answer_sasl(&mut self, tag: &str, exchange: Exchange, line: &[u8]) {
        let Some(answer) = wire::from_base64(line) else {
            return self.refuse(Some(tag), "AUTHENTICATE", &Refusal::bad("the answer is not base64"));
        };
        let Exchange::Plain = exchange;
        let is_right = answer == [b"\0", USER.as_bytes(), b"\0", PASSWORD.as_bytes()].concat();
        let outcome = if is_right {
            self.log_in()
        } else {
            self.refuse_login(tag, "AUTHENTICATE", "Wrong user name or password")
        };
        self.finish(tag, "AUTHENTICATE", Updates::Nothing, Ok(outcome));
    }
}

/// RFC 9051 section 6.2.2.
pub(super) fn authenticate(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.space("the mechanism")?;
    let _ = request.arguments.keyword("the mechanism")?;
    connection.say("+ ");
    connection.wait_for_sasl(&request.tag, Exchange::Plain);
    Ok(Outcome::Waits)
}

//! AUTHENTICATE (RFC 9051 section 6.2.2), with an initial response (RFC 4959).

use crate::demo::command::{Outcome, Request, Updates};
use crate::demo::connection::Connection;
use crate::demo::parse::Refusal;
use crate::demo::sasl::{Exchange, MECHANISMS, Step};
use crate::sasl::scram::Hash;
use crate::wire;

impl Connection {
    /// The mechanisms that are offered now. What shows the password to a listener needs a private link.
    pub(super) fn mechanisms(&self) -> Vec<&'static str> {
        let is_offered = |name: &&str| match *name {
            "SCRAM-SHA-1-PLUS" | "SCRAM-SHA-256-PLUS" => !self.link.binding.is_empty(),
            "PLAIN" | "LOGIN" | "XOAUTH2" | "OAUTHBEARER" => self.link.is_private,
            _ => true,
        };
        MECHANISMS.into_iter().filter(is_offered).collect()
    }

    /// Starts an exchange; `None` for a mechanism that is not offered.
    fn start_exchange(&mut self, mechanism: &str) -> Option<Exchange> {
        if !self.mechanisms().contains(&mechanism) {
            return None;
        }
        self.exchanges += 1;
        let nonce = self.nonce();
        Some(match mechanism {
            "PLAIN" => Exchange::Plain,
            "LOGIN" => Exchange::LoginName,
            "CRAM-MD5" => Exchange::cram_md5(&nonce),
            "XOAUTH2" => Exchange::Bearer { is_xoauth2: true },
            "OAUTHBEARER" => Exchange::Bearer { is_xoauth2: false },
            _ => {
                let (name, is_plus) = mechanism.strip_suffix("-PLUS").map_or((mechanism, false), |name| (name, true));
                let hash = if name == "SCRAM-SHA-1" { Hash::Sha1 } else { Hash::Sha256 };
                Exchange::scram(hash, is_plus, self.link.binding.clone(), nonce)
            }
        })
    }

    /// Differs between exchanges, and is the same in each run, so that tests are. It need not be secret, and the password
    /// that it would protect is public.
    fn nonce(&self) -> String {
        let seed = format!("imapsh demo {} {}", self.number, self.exchanges);
        wire::to_base64(ring::digest::digest(&ring::digest::SHA256, seed.as_bytes()).as_ref()).replace('=', "")
    }

    /// The client's line in answer to a challenge.
    pub(super) fn answer_sasl(&mut self, tag: &str, exchange: Exchange, line: &[u8]) {
        let refuse = |connection: &mut Self, text: &str| {
            connection.refuse(Some(tag), "AUTHENTICATE", &Refusal::bad(text));
        };
        if line == b"*" {
            return refuse(self, "cancelled, as you asked");
        }
        match wire::from_base64(line) {
            Some(answer) => self.step_sasl(tag, exchange, &answer),
            None => refuse(self, "the answer is not base64; a line of just * cancels"),
        }
    }

    fn step_sasl(&mut self, tag: &str, exchange: Exchange, answer: &[u8]) {
        match exchange.answer(answer) {
            Step::Ask(exchange, challenge) => {
                self.say(&format!("+ {}", wire::to_base64(&challenge)));
                self.wait_for_sasl(tag, *exchange);
            }
            Step::Accept => {
                let outcome = self.log_in();
                self.finish(tag, "AUTHENTICATE", Updates::Nothing, Ok(outcome));
            }
            Step::Reject(text) => self.refuse_login(tag, "AUTHENTICATE", text),
        }
    }
}

/// RFC 9051 section 6.2.2.
pub(super) fn authenticate(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let arguments = &mut request.arguments;
    arguments.are_secret();
    arguments.space("the mechanism, like PLAIN,")?;
    let mechanism = arguments.keyword("the mechanism, like PLAIN,")?;
    let mut initial = None;
    if !arguments.is_at_end() {
        arguments.space("the initial response, or the end of the command,")?;
        let text = arguments.take_while(|octet| octet.is_ascii_alphanumeric() || b"+/=".contains(&octet));
        arguments.end()?;
        // RFC 4959 section 3: "=" stands for an empty one.
        let decoded = if text == b"=" { Some(Vec::new()) } else { wire::from_base64(&text) };
        initial = Some(decoded.ok_or_else(|| Refusal::bad("the initial response is not base64"))?);
    }
    let Some(exchange) = connection.start_exchange(&mechanism) else {
        let offered = connection.mechanisms().join(" ");
        let is_hidden = MECHANISMS.contains(&mechanism.as_str()) && !connection.link.is_private;
        let code = if is_hidden { "PRIVACYREQUIRED" } else { "" };
        return Err(Refusal::no(code, format!("{mechanism} is not offered here; there are {offered}")));
    };
    match (exchange.first_challenge(), initial) {
        (None, Some(initial)) => connection.step_sasl(&request.tag, exchange, &initial),
        (None, None) => {
            connection.say("+ ");
            connection.wait_for_sasl(&request.tag, exchange);
        }
        // Many a client sends the user name at once, since it knows what LOGIN asks for.
        (Some(_), Some(initial)) if mechanism == "LOGIN" => connection.step_sasl(&request.tag, exchange, &initial),
        (Some(_), Some(_)) => {
            return Err(Refusal::Bad(format!("{mechanism} begins with a challenge, so it takes no initial response")));
        }
        (Some(challenge), None) => {
            connection.say(&format!("+ {}", wire::to_base64(&challenge)));
            connection.wait_for_sasl(&request.tag, exchange);
        }
    }
    Ok(Outcome::Waits)
}

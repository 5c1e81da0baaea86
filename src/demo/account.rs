//! Commands about the session: capabilities, login, what is enabled, IDLE, the end.

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::{Connection, Output};
use crate::demo::limits::{FAILED_LOGINS_MAX, MESSAGE_OCTETS_MAX};
use crate::demo::parse::Refusal;
use crate::demo::reply::Style;
use crate::demo::server::{PASSWORD, USER};

/// What the server can do in every state. LITERAL+ includes LITERAL-, which IMAP4rev2 asks for.
const CAPABILITIES: &str = "IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE NAMESPACE CHILDREN UIDPLUS MOVE UNSELECT \
    ESEARCH SEARCHRES BINARY SPECIAL-USE CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE UTF8=ACCEPT \
    UNAUTHENTICATE";

/// Pairs of a client's ID: RFC 2971 section 3.3.
const ID_PAIRS_MAX: usize = 30;

impl Connection {
    /// Says who is here.
    pub(super) fn greet(&mut self) {
        let text = format!("imapsh demo server ready; log in as {USER} with the password \"{PASSWORD}\"");
        self.say(&format!("* OK [CAPABILITY {}] {text}", self.capabilities()));
    }

    /// The capabilities, as they are now.
    pub(super) fn capabilities(&self) -> String {
        let mut list = format!("{CAPABILITIES} APPENDLIMIT={MESSAGE_OCTETS_MAX}");
        if self.is_logged_in() {
            if self.link.compress && !self.is_compressed {
                list.push_str(" COMPRESS=DEFLATE");
            }
            return list;
        }
        if self.link.starttls {
            list.push_str(" STARTTLS");
        }
        if !self.link.is_private {
            list.push_str(" LOGINDISABLED");
        }
        for mechanism in self.mechanisms() {
            list.push_str(" AUTH=");
            list.push_str(mechanism);
        }
        list
    }

    /// Notes that login succeeded; the answer tells what is possible now.
    pub(super) fn log_in(&mut self) -> Outcome {
        self.set_logged_in(true);
        Outcome::Done(format!("CAPABILITY {}", self.capabilities()), format!("Welcome, {USER}"))
    }

    /// A login was refused; after too many, the connection ends.
    pub(super) fn refuse_login(&mut self, tag: &str, name: &str, text: &str) {
        self.failed_logins += 1;
        self.refuse(Some(tag), name, &Refusal::no("AUTHENTICATIONFAILED", text));
        if self.failed_logins >= FAILED_LOGINS_MAX {
            self.bye("", "Too many refused logins");
        }
    }
}

/// RFC 9051 section 6.1.1.
pub(super) fn capability(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    connection.say(&format!("* CAPABILITY {}", connection.capabilities()));
    Ok(Outcome::done())
}

/// NOOP and CHECK (RFC 3501 sections 6.1.2 and 6.4.1): what changed is told before the answer.
pub(super) fn noop(_: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    Ok(Outcome::done())
}

/// RFC 9051 section 6.1.3: first BYE, then OK, then the end.
pub(super) fn logout(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    connection.say("* BYE Logging out");
    connection.say(&format!("{} OK LOGOUT completed", request.tag));
    connection.close();
    Ok(Outcome::Waits)
}

/// RFC 9051 section 6.2.1.
pub(super) fn start_tls(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    if !connection.link.starttls {
        return Err(Refusal::bad(
            "STARTTLS is not offered here; the link is encrypted already, or never leaves this machine",
        ));
    }
    connection.say(&format!("{} OK Begin TLS now", request.tag));
    connection.start_tls_now();
    Ok(Outcome::Waits)
}

/// RFC 9051 section 6.2.3.
pub(super) fn login(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let arguments = &mut request.arguments;
    // A user name may turn out to be a password that stands in its place.
    arguments.are_secret();
    arguments.space("the user name")?;
    let user = arguments.astring("the user name")?;
    arguments.space("the password")?;
    let password = arguments.astring("the password")?;
    arguments.end()?;
    if !connection.link.is_private {
        let text = "No password in clear text here (LOGINDISABLED); use STARTTLS first, or a mechanism that hides it";
        return Err(Refusal::no("PRIVACYREQUIRED", text));
    }
    if user == USER.as_bytes() && password == PASSWORD.as_bytes() {
        return Ok(connection.log_in());
    }
    connection.refuse_login(&request.tag, "LOGIN", "Wrong user name or password");
    Ok(Outcome::Waits)
}

/// RFC 9051 section 6.3.1. Unknown names pass silently, and only what is new is answered.
pub(super) fn enable(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    if connection.view.is_some() {
        return Err(Refusal::bad("ENABLE comes before a mailbox is selected; UNSELECT first (RFC 9051 section 6.3.1)"));
    }
    let arguments = &mut request.arguments;
    let mut style = connection.style;
    let mut enabled = String::from("* ENABLED");
    loop {
        arguments.space("a capability, as in ENABLE UTF8=ACCEPT,")?;
        let name = arguments.keyword("a capability")?;
        if name == "IMAP4REV2" && !style.rev2 {
            style = Style { utf8: true, rev2: true };
            enabled.push_str(" IMAP4rev2");
        } else if name == "UTF8=ACCEPT" && !connection.utf8_accepted {
            style.utf8 = true;
            connection.utf8_accepted = true;
            enabled.push_str(" UTF8=ACCEPT");
        }
        if arguments.is_at_end() {
            break;
        }
    }
    connection.style = style;
    connection.say(&enabled);
    Ok(Outcome::done())
}

/// RFC 9051 section 6.3.10: one personal namespace.
pub(super) fn namespace(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    connection.say("* NAMESPACE ((\"\" \"/\")) NIL NIL");
    Ok(Outcome::done())
}

/// RFC 2971.
pub(super) fn id(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let arguments = &mut request.arguments;
    arguments.space("the parameters, or NIL,")?;
    if !arguments.skip_keyword("NIL") {
        arguments.need(b'(', "before the parameters, or NIL,")?;
        let mut pairs = 0;
        while !arguments.skip(b')') {
            if pairs > 0 {
                arguments.space("a parameter or \")\"")?;
            }
            arguments.string("the name of a parameter")?;
            arguments.space("the value of the parameter")?;
            arguments.nstring("the value of the parameter")?;
            pairs += 1;
            if pairs > ID_PAIRS_MAX {
                return Err(Refusal::bad("ID takes at most 30 parameters (RFC 2971 section 3.3)"));
            }
        }
    }
    arguments.end()?;
    let version = env!("CARGO_PKG_VERSION");
    connection.say(&format!("* ID (\"name\" \"imapsh demo server\" \"version\" \"{version}\")"));
    Ok(Outcome::done())
}

/// RFC 2177.
pub(super) fn idle(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    connection.server.lock().expect_arrivals(connection.now);
    connection.say("+ idling; DONE ends it");
    connection.wait_for_done(&request.tag);
    connection.tell_updates(true);
    Ok(Outcome::Waits)
}

/// RFC 4978.
pub(super) fn compress(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.space("the mechanism, DEFLATE,")?;
    let mechanism = request.arguments.keyword("the mechanism, DEFLATE,")?;
    request.arguments.end()?;
    if !connection.link.compress {
        return Err(Refusal::bad("compression is not offered here"));
    }
    if mechanism != "DEFLATE" {
        return Err(Refusal::bad("the only mechanism is DEFLATE"));
    }
    if connection.is_compressed {
        return Err(Refusal::no("COMPRESSIONACTIVE", "DEFLATE is active already"));
    }
    connection.is_compressed = true;
    connection.say(&format!("{} OK DEFLATE active", request.tag));
    connection.ask(Output::StartDeflate);
    Ok(Outcome::Waits)
}

/// RFC 8437: back to the state before login, encryption and compression stay.
pub(super) fn unauthenticate(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    connection.view = None;
    connection.style = Style::default();
    connection.utf8_accepted = false;
    connection.set_logged_in(false);
    Ok(Outcome::done())
}

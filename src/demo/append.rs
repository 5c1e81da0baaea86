//! APPEND.

use std::sync::Arc;

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::Connection;
use crate::demo::date::Moment;
use crate::demo::flags::Flags;
use crate::demo::limits::MESSAGE_OCTETS_MAX;
use crate::demo::mime::Mail;
use crate::demo::names;
use crate::demo::parse::{Arguments, Refusal};
use crate::wire::Announced;

/// What stands before the message.
struct Head {
    mailbox: String,
    flags: Flags,
    received: Option<Moment>,
    /// `UTF8 (` came before the literal (RFC 6855 section 4).
    is_utf8: bool,
}

/// Reads up to the message. RFC 9051 section 6.3.12.
fn head(arguments: &mut Arguments, utf8: bool) -> Result<Head, Refusal> {
    arguments.space("the mailbox")?;
    let wire = arguments.astring("the mailbox")?;
    let mailbox = names::read(&wire, utf8)?;
    let what = "the flags, the date or the message";
    arguments.space(what)?;
    let mut flags = Flags::default();
    if arguments.peek() == Some(b'(') {
        flags = arguments.flag_list()?;
        arguments.space("the date or the message")?;
    }
    let mut received = None;
    if arguments.peek() == Some(b'"') {
        let text = arguments.string("the date")?;
        let moment = std::str::from_utf8(&text).ok().and_then(Moment::read);
        received = Some(moment.ok_or_else(|| {
            Refusal::bad(
                "the date should look like \"22-Apr-2021 15:49:05 +0000\", a day before 10 with a leading space or 0",
            )
        })?);
        arguments.space("the message")?;
    }
    let is_utf8 = arguments.skip_keyword("UTF8");
    if is_utf8 {
        arguments.space("the message in parentheses")?;
        arguments.need(b'(', "before the message")?;
    }
    if !arguments.is_at_literal() {
        return Err(arguments.expected("the message as a literal, like {310},"));
    }
    Ok(Head { mailbox, flags, received, is_utf8 })
}

/// Whether a literal is the message of this APPEND, and if so, whether it is wanted: it is refused before it is sent.
pub(super) fn judge(
    connection: &mut Connection,
    mut arguments: Arguments,
    announced: Announced,
) -> Result<bool, Refusal> {
    let utf8 = connection.style.utf8;
    let mut before = arguments.clone();
    before.space("the mailbox")?;
    if before.is_at_literal() && before.literal("").is_ok() && before.is_at_end() {
        // The name of the mailbox.
        return Ok(false);
    }
    let head = head(&mut arguments, utf8)?;
    arguments.literal("the message")?;
    if !arguments.is_at_end() {
        return Err(Refusal::bad("APPEND takes one message; MULTIAPPEND is not offered here"));
    }
    let mut store = connection.server.lock();
    store.target(&head.mailbox)?;
    let octets = usize::try_from(announced.octets).unwrap_or(usize::MAX);
    if octets > MESSAGE_OCTETS_MAX {
        // RFC 7889 section 4.
        return Err(Refusal::no("TOOBIG", format!("A message has at most {MESSAGE_OCTETS_MAX} octets here")));
    }
    if octets == 0 {
        // RFC 3501 section 6.3.11 leaves that open; RFC 3502 takes it for a cancelled message.
        return Err(Refusal::no("", "A message needs at least one octet"));
    }
    store.check_room(1, octets)?;
    drop(store);
    let full = || Refusal::no("UNAVAILABLE", "Too many messages are on their way in; try again later");
    connection.reserved = Some(connection.server.reserve(octets).ok_or_else(full)?);
    Ok(true)
}

/// RFC 9051 section 6.3.12.
pub(super) fn append(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let arguments = &mut request.arguments;
    let head = head(arguments, connection.style.utf8)?;
    let (octets, binary) = arguments.literal("the message")?;
    if head.is_utf8 {
        arguments.need(b')', "behind the message")?;
        if !connection.utf8_accepted || !binary {
            return Err(Refusal::bad("UTF8 needs ENABLE UTF8=ACCEPT, and a literal8 like ~{310} (RFC 6855 section 4)"));
        }
    }
    arguments.end()?;
    if octets.contains(&0) {
        if binary {
            // RFC 3516 section 4.2: messages go out in literals without NUL.
            return Err(Refusal::no("UNKNOWN-CTE", "This server keeps no messages with NUL octets"));
        }
        return Err(Refusal::bad("the literal holds a NUL octet (RFC 9051 section 9, CHAR8)"));
    }
    let mut store = connection.server.lock();
    store.check_room(1, octets.len())?;
    let now = store.moment(connection.now);
    let target = store.target(&head.mailbox)?;
    let uid = target.append(Arc::new(Mail::new(octets)), &head.flags, head.received.unwrap_or(now))?;
    // RFC 4315 section 3.
    Ok(Outcome::code(format!("APPENDUID {} {uid}", target.uid_validity)))
}

//! Commands that make, remove and rename mailboxes, and subscriptions.

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::Connection;
use crate::demo::names::{self, SEPARATOR};
use crate::demo::parse::Refusal;

/// The special uses of RFC 6154 that a mailbox can be made for. \All and \Flagged would be views of all others.
pub(super) const SPECIAL_USES: [&str; 5] = ["\\Archive", "\\Drafts", "\\Junk", "\\Sent", "\\Trash"];

/// The mailbox that is the next argument.
fn mailbox(connection: &Connection, request: &mut Request, what: &str) -> Result<String, Refusal> {
    request.arguments.space(what)?;
    let wire = request.arguments.astring(what)?;
    names::read(&wire, connection.style.utf8)
}

/// RFC 9051 section 6.3.4, and RFC 6154 section 3.
pub(super) fn create(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let name = mailbox(connection, request, "the mailbox")?;
    let special_use = if request.arguments.is_at_end() { None } else { special_use(request)? };
    request.arguments.end()?;
    // A separator at the end only says that names below will be made (RFC 9051 section 6.3.4).
    let name = name.strip_suffix(SEPARATOR).unwrap_or(&name);
    let mut store = connection.server.lock();
    if let Some(attribute) = special_use
        && store.mailboxes().any(|(_, mailbox)| mailbox.special_use == Some(attribute))
    {
        return Err(Refusal::no("USEATTR", format!("Another mailbox is for {attribute} already")));
    }
    store.create(name, special_use)?;
    Ok(Outcome::done())
}

/// ` (USE (\Archive))`
fn special_use(request: &mut Request) -> Result<Option<&'static str>, Refusal> {
    let arguments = &mut request.arguments;
    arguments.space("(USE (...)), or the end of the command,")?;
    arguments.need(b'(', "before USE")?;
    if !arguments.skip_keyword("USE") {
        return Err(arguments.expected("USE"));
    }
    arguments.space("the list of uses")?;
    arguments.need(b'(', "before the uses")?;
    let mut uses = Vec::new();
    while !arguments.skip(b')') {
        if !uses.is_empty() {
            arguments.space("a use or \")\"")?;
        }
        arguments.need(b'\\', "before the use, as in \\Archive,")?;
        uses.push(arguments.keyword("the use")?);
    }
    arguments.need(b')', "behind the uses")?;
    let known = |name: &String| SPECIAL_USES.into_iter().find(|known| known[1..].eq_ignore_ascii_case(name));
    match &uses[..] {
        [] => Ok(None),
        [name] => match known(name) {
            Some(attribute) => Ok(Some(attribute)),
            None => Err(Refusal::no("USEATTR", format!("A mailbox can be made for {}", SPECIAL_USES.join(" ")))),
        },
        _ => Err(Refusal::no("USEATTR", "A mailbox can have one special use here")),
    }
}

/// RFC 9051 section 6.3.5.
pub(super) fn delete(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let name = mailbox(connection, request, "the mailbox")?;
    request.arguments.end()?;
    let selected = connection.view.as_ref().map(|view| view.mailbox);
    let mut store = connection.server.lock();
    let deleted = store.get(&name).map(|mailbox| mailbox.id);
    store.delete(&name)?;
    drop(store);
    if selected.is_some() && selected == deleted {
        connection.view = None;
        connection.say("* OK [CLOSED] The mailbox that was selected is deleted");
    }
    Ok(Outcome::done())
}

/// RFC 9051 section 6.3.6.
pub(super) fn rename(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let from = mailbox(connection, request, "the mailbox");
    let from = from?;
    let to = mailbox(connection, request, "the new name")?;
    request.arguments.end()?;
    connection.server.lock().rename(&from, to.strip_suffix(SEPARATOR).unwrap_or(&to))?;
    Ok(Outcome::done())
}

/// RFC 9051 section 6.3.7.
pub(super) fn subscribe(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let name = mailbox(connection, request, "the mailbox")?;
    request.arguments.end()?;
    let mut store = connection.server.lock();
    if store.get(&name).is_none() {
        // It may be refused, and here it teaches more: a wrong name would never be noticed.
        return Err(Refusal::no("NONEXISTENT", "There is no such mailbox"));
    }
    store.subscribe(&name)?;
    Ok(Outcome::done())
}

/// RFC 9051 section 6.3.8.
pub(super) fn unsubscribe(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let name = mailbox(connection, request, "the mailbox")?;
    request.arguments.end()?;
    if connection.server.lock().unsubscribe(&name) {
        Ok(Outcome::done())
    } else {
        Err(Refusal::no("", "That mailbox was not subscribed to"))
    }
}

//! Opening a mailbox, and closing it.

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::Connection;
use crate::demo::list;
use crate::demo::names;
use crate::demo::parse::Refusal;
use crate::demo::view::{self, View, say};

/// RFC 9051 section 6.3.2.
pub(super) fn select(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    open(connection, request, false)
}

/// RFC 9051 section 6.3.3.
pub(super) fn examine(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    open(connection, request, true)
}

fn open(connection: &mut Connection, request: &mut Request, is_read_only: bool) -> Result<Outcome, Refusal> {
    let name = mailbox_argument(connection, request)?;
    request.arguments.end()?;
    // The old mailbox is closed even if the new one cannot be opened (RFC 9051 section 6.3.2).
    if connection.view.take().is_some() {
        connection.say("* OK [CLOSED] The mailbox that was selected is closed");
    }
    let name = name?;
    let style = connection.style;
    let server = connection.server.clone();
    let mut store = server.lock();
    let mailbox = store.open(&name)?;
    let view = View::new(mailbox, is_read_only);
    let mut out = Vec::new();
    say(&mut out, format!("* FLAGS {}", mailbox.flag_list(false)));
    say(&mut out, format!("* {} EXISTS", view.count()));
    if !style.rev2 {
        // IMAP4rev2 has neither RECENT nor UNSEEN (RFC 9051 appendix E).
        say(&mut out, format!("* {} RECENT", view.recent_count()));
        let mut messages = (1..).zip(mailbox.messages());
        if let Some((number, _)) = messages.find(|(_, message)| !message.flags.contains("\\Seen")) {
            say(&mut out, format!("* OK [UNSEEN {number}] Message {number} is the first unseen"));
        }
    }
    view::permanent_flags(mailbox, is_read_only, &mut out);
    say(&mut out, format!("* OK [UIDNEXT {}] The next message gets this UID, or a larger one", mailbox.uid_next));
    say(&mut out, format!("* OK [UIDVALIDITY {}] UIDs are valid as long as this stays", mailbox.uid_validity));
    if style.rev2 {
        // RFC 9051 section 6.3.2: LIST is required, so that the client knows the name as the server has it.
        list::select_line(&store, &name, style, &mut out);
    }
    drop(store);
    connection.send(&out);
    connection.view = Some(view);
    let (code, text) = if is_read_only { ("READ-ONLY", "EXAMINE") } else { ("READ-WRITE", "SELECT") };
    Ok(Outcome::Done(code.to_owned(), format!("{text} completed")))
}

/// The only argument so far: a mailbox. A name that is none is NO, and that may wait; what is no astring is BAD.
fn mailbox_argument(connection: &Connection, request: &mut Request) -> Result<Result<String, Refusal>, Refusal> {
    request.arguments.space("the mailbox")?;
    let wire = request.arguments.astring("the mailbox")?;
    Ok(names::read(&wire, connection.style.utf8))
}

/// RFC 9051 section 6.4.1: what is marked as deleted goes, and nothing is said of it.
pub(super) fn close(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    if let Some(view) = connection.view.take().filter(|view| !view.is_read_only)
        && let Some(mailbox) = connection.server.lock().by_id_mut(view.mailbox)
    {
        mailbox.remove(|message| message.flags.contains("\\Deleted"));
    }
    Ok(Outcome::done())
}

/// RFC 9051 section 6.4.2: like CLOSE, but nothing goes.
pub(super) fn unselect(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    request.arguments.end()?;
    connection.view = None;
    Ok(Outcome::done())
}

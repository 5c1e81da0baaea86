//! Commands that change messages: STORE, COPY, MOVE, EXPUNGE.

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::Connection;
use crate::demo::flags::Flags;
use crate::demo::names;
use crate::demo::parse::Refusal;
use crate::demo::sequence::{Numbers, SequenceSet};
use crate::demo::store::Store;
use crate::demo::view::{View, say};

/// What a command about messages is told when there is no mailbox; the table of commands sees to it that there is.
pub(super) fn no_mailbox() -> Refusal {
    Refusal::bad("select a mailbox first, with SELECT INBOX")
}

fn need_write(view: &View) -> Result<(), Refusal> {
    if view.is_read_only {
        return Err(Refusal::no("READ-ONLY", "The mailbox was opened with EXAMINE; SELECT it to change it"));
    }
    Ok(())
}

/// What STORE does with the flags.
#[derive(Clone, Copy)]
enum Change {
    Add,
    Remove,
    Replace,
}

/// RFC 9051 section 6.4.6.
pub(super) fn store(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let by_uid = request.is_uid();
    let arguments = &mut request.arguments;
    arguments.space("the sequence set")?;
    let set = arguments.sequence_set()?;
    arguments.space("FLAGS, +FLAGS or -FLAGS")?;
    let name = arguments.keyword("FLAGS, +FLAGS or -FLAGS")?;
    let (base, is_silent) = name.strip_suffix(".SILENT").map_or((name.as_str(), false), |base| (base, true));
    let change = match base {
        "+FLAGS" => Change::Add,
        "-FLAGS" => Change::Remove,
        "FLAGS" => Change::Replace,
        _ => {
            return Err(Refusal::Bad(format!("{name} is none of FLAGS, +FLAGS, -FLAGS, each with .SILENT or without")));
        }
    };
    arguments.space("the flags")?;
    let flags = if arguments.peek() == Some(b'(') { arguments.flag_list()? } else { arguments.bare_flags()? };
    arguments.end()?;

    let style = connection.style;
    let server = connection.server.clone();
    let view = connection.view.as_mut().ok_or_else(no_mailbox)?;
    let messages = view.resolve(&set, by_uid)?;
    need_write(view)?;
    let mut store = server.lock();
    let mailbox = store.by_id_mut(view.mailbox).ok_or_else(no_mailbox)?;
    let mut out = Vec::new();
    let flags = mailbox.spell(&flags)?;
    // What others changed before is told first: it may be what this change overwrites.
    view.update(mailbox, false, style, &mut out);
    let before = mailbox.changes();
    let mut is_any_gone = false;
    for (number, uid) in messages {
        is_any_gone |= !mailbox.change_flags(uid, |of_message| apply(change, &flags, of_message));
        if let Some(message) = mailbox.find(uid).filter(|_| !is_silent) {
            let uid = if by_uid { format!("UID {uid} ") } else { String::new() };
            say(&mut out, format!("* {number} FETCH ({uid}FLAGS {})", view.flags(message, style)));
        }
    }
    view.own_change(before, mailbox);
    drop(store);
    connection.send(&out);
    Ok(gone_or_done(is_any_gone))
}

fn apply(change: Change, flags: &Flags, of_message: &mut Flags) {
    match change {
        Change::Add => of_message.add(flags),
        Change::Remove => of_message.remove(flags),
        Change::Replace => *of_message = flags.clone(),
    }
}

/// RFC 5530 section 3, EXPUNGEISSUED: another client removed messages, and this one has not been told yet.
pub(super) fn gone_or_done(is_any_gone: bool) -> Outcome {
    if is_any_gone {
        let text = "Done, but for messages that another client has expunged; NOOP tells which";
        return Outcome::Done("EXPUNGEISSUED".to_owned(), text.to_owned());
    }
    Outcome::done()
}

/// What COPY and MOVE have in common: the arguments, and the messages in the target.
fn copy_to(connection: &Connection, request: &mut Request, is_move: bool) -> Result<Copied, Refusal> {
    let by_uid = request.is_uid();
    let arguments = &mut request.arguments;
    arguments.space("the sequence set")?;
    let set = arguments.sequence_set()?;
    arguments.space("the mailbox")?;
    let wire = arguments.astring("the mailbox")?;
    arguments.end()?;
    let view = connection.view.as_ref().ok_or_else(no_mailbox)?;
    let messages = view.resolve(&set, by_uid)?;
    let target = names::read(&wire, connection.style.utf8)?;
    if is_move {
        need_write(view)?;
    }
    let mut store = connection.server.lock();
    copy_messages(&mut store, view.mailbox, &messages, &target)
}

/// The UIDs before and after, and the UIDVALIDITY of the target.
struct Copied {
    uid_validity: u32,
    from: Vec<u32>,
    to: Vec<u32>,
    is_any_gone: bool,
}

impl Copied {
    /// RFC 4315 section 3: both sets in the same order.
    fn code(&self) -> String {
        if self.from.is_empty() {
            return String::new();
        }
        let (from, to) = (Numbers::of(self.from.iter().copied()), Numbers::of(self.to.iter().copied()));
        format!("COPYUID {} {from} {to}", self.uid_validity)
    }
}

/// Copies all or nothing (RFC 9051 section 6.4.7).
fn copy_messages(store: &mut Store, source: u64, messages: &[(u32, u32)], target: &str) -> Result<Copied, Refusal> {
    store.target(target)?;
    let source = store.by_id(source).ok_or_else(no_mailbox)?;
    let found: Vec<_> = messages.iter().filter_map(|(_, uid)| source.find(*uid)).cloned().collect();
    store.check_room(found.len(), found.iter().map(|message| message.mail.octets().len()).sum())?;
    let target = store.target(target)?;
    let is_any_gone = found.len() < messages.len();
    // Keywords are the only thing that can be too many; so they are checked before anything is copied.
    let spelt: Vec<Flags> = found.iter().map(|message| target.spell(&message.flags)).collect::<Result<_, _>>()?;
    let mut copied = Copied { uid_validity: target.uid_validity, from: Vec::new(), to: Vec::new(), is_any_gone };
    for (message, flags) in found.into_iter().zip(spelt) {
        copied.to.push(target.append(message.mail, &flags, message.received)?);
        copied.from.push(message.uid);
    }
    Ok(copied)
}

/// RFC 9051 section 6.4.7.
pub(super) fn copy(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let copied = copy_to(connection, request, false)?;
    if copied.is_any_gone {
        return Ok(Outcome::Done(copied.code(), "Done, but for messages that another client has expunged".to_owned()));
    }
    let text = if copied.from.is_empty() { "There is no such message, so nothing was copied" } else { "" };
    Ok(Outcome::Done(copied.code(), text.to_owned()))
}

/// RFC 9051 section 6.4.8: COPYUID comes untagged, before the messages go.
pub(super) fn move_messages(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let copied = copy_to(connection, request, true)?;
    if copied.from.is_empty() {
        return Ok(Outcome::text("There is no such message, so nothing was moved"));
    }
    connection.say(&format!("* OK [{}] Moved", copied.code()));
    let gone = Numbers::of(copied.from.iter().copied());
    let view = connection.view.as_ref().ok_or_else(no_mailbox)?;
    if let Some(mailbox) = connection.server.lock().by_id_mut(view.mailbox) {
        mailbox.remove(|message| gone.contains(message.uid));
    }
    Ok(Outcome::done())
}

/// RFC 9051 section 6.4.3, and UID EXPUNGE (section 6.4.9, RFC 4315 section 2.1).
pub(super) fn expunge(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let by_uid = request.is_uid();
    let arguments = &mut request.arguments;
    let mut set = None;
    if by_uid {
        arguments.space("the set of UIDs")?;
        set = Some(arguments.sequence_set()?);
    }
    arguments.end()?;
    let view = connection.view.as_ref().ok_or_else(no_mailbox)?;
    need_write(view)?;
    let only = set.map(|set: SequenceSet| view.numbers(&set, true));
    if let Some(mailbox) = connection.server.lock().by_id_mut(view.mailbox) {
        let is_meant = |uid: u32| only.as_ref().is_none_or(|only| only.contains(uid));
        mailbox.remove(|message| message.flags.contains("\\Deleted") && is_meant(message.uid));
    }
    // What went is told by the update that ends this command.
    Ok(Outcome::done())
}

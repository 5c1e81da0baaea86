//! LIST, LSUB and STATUS.

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::Connection;
use crate::demo::limits::{LIST_PATTERN_OCTETS_MAX, LIST_PATTERNS_MAX, MESSAGE_OCTETS_MAX};
use crate::demo::mailbox::Mailbox;
use crate::demo::names::{self, SEPARATOR};
use crate::demo::parse::{Arguments, Refusal};
use crate::demo::reply::Style;
use crate::demo::store::Store;
use crate::demo::view::say;

/// What LIST is asked for. RFC 9051 section 6.3.9, RFC 5258, RFC 5819, RFC 6154.
#[derive(Debug, Default)]
struct Query {
    /// Reference and pattern, joined.
    patterns: Vec<String>,
    /// There was a list of options, or of patterns: RFC 5258.
    is_extended: bool,
    only_subscribed: bool,
    only_special_use: bool,
    recursive_match: bool,
    return_subscribed: bool,
    return_status: Vec<StatusItem>,
}

/// RFC 9051 section 6.3.9.
pub(super) fn list(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let style = connection.style;
    let arguments = &mut request.arguments;
    let mut query = Query::default();
    arguments.space("the reference, like \"\",")?;
    if arguments.peek() == Some(b'(') {
        selection_options(arguments, &mut query)?;
        arguments.space("the reference, like \"\",")?;
    }
    let reference = arguments.astring("the reference")?;
    arguments.space("the mailbox pattern, like * or %,")?;
    let patterns = patterns(arguments, &mut query)?;
    if !arguments.is_at_end() {
        return_options(arguments, &mut query)?;
    }
    arguments.end()?;
    let mut out = Vec::new();
    if !query.is_extended && patterns == [b""] {
        // RFC 9051 section 6.3.9: an empty name asks for the separator.
        say(&mut out, format!("* LIST (\\Noselect) \"{SEPARATOR}\" \"\""));
        connection.send(&out);
        return Ok(Outcome::done());
    }
    let joined = patterns.iter().map(|pattern| join(&reference, pattern, style));
    query.patterns = joined.collect::<Result<_, _>>()?;
    let store = connection.server.lock();
    for name in matching(&store, &query) {
        list_line(&store, &query, &name, style, &mut out);
    }
    drop(store);
    connection.send(&out);
    Ok(Outcome::done())
}

/// The reference is what the pattern starts with (RFC 9051 section 6.3.9).
fn join(reference: &[u8], pattern: &[u8], style: Style) -> Result<String, Refusal> {
    let joined = [reference, pattern].concat();
    if joined.len() > LIST_PATTERN_OCTETS_MAX {
        return Err(Refusal::no("LIMIT", format!("A pattern has at most {LIST_PATTERN_OCTETS_MAX} octets here")));
    }
    Ok(names::read_pattern(&joined, style.utf8))
}

fn selection_options(arguments: &mut Arguments, query: &mut Query) -> Result<(), Refusal> {
    query.is_extended = true;
    arguments.need(b'(', "before the selection options")?;
    let mut is_first = true;
    while !arguments.skip(b')') {
        if !is_first {
            arguments.space("a selection option or \")\"")?;
        }
        is_first = false;
        match arguments.keyword("a selection option")?.as_str() {
            "SUBSCRIBED" => query.only_subscribed = true,
            "SPECIAL-USE" => query.only_special_use = true,
            "RECURSIVEMATCH" => query.recursive_match = true,
            // There are no other servers whose mailboxes could be listed.
            "REMOTE" => {}
            other => {
                let known = "SUBSCRIBED, SPECIAL-USE, RECURSIVEMATCH and REMOTE";
                return Err(Refusal::Bad(format!("{other} is no selection option; those are {known}")));
            }
        }
    }
    if query.recursive_match && !(query.only_subscribed || query.only_special_use) {
        return Err(Refusal::bad("RECURSIVEMATCH needs another selection option beside it (RFC 9051 section 6.3.9.1)"));
    }
    Ok(())
}

fn patterns(arguments: &mut Arguments, query: &mut Query) -> Result<Vec<Vec<u8>>, Refusal> {
    if !arguments.skip(b'(') {
        return Ok(vec![pattern(arguments)?]);
    }
    query.is_extended = true;
    let mut patterns = vec![pattern(arguments)?];
    while !arguments.skip(b')') {
        arguments.space("a mailbox pattern or \")\"")?;
        patterns.push(pattern(arguments)?);
        if patterns.len() > LIST_PATTERNS_MAX {
            return Err(Refusal::no("LIMIT", format!("LIST takes at most {LIST_PATTERNS_MAX} patterns here")));
        }
    }
    Ok(patterns)
}

/// RFC 9051 section 9, list-mailbox: an atom may hold wildcards.
fn pattern(arguments: &mut Arguments) -> Result<Vec<u8>, Refusal> {
    if arguments.peek() == Some(b'"') || arguments.is_at_literal() {
        return arguments.string("the mailbox pattern");
    }
    let atom = arguments.take_while(|octet| octet.is_ascii_graphic() && !b"(){\"\\".contains(&octet));
    if atom.is_empty() { Err(arguments.expected("the mailbox pattern, like * or %,")) } else { Ok(atom) }
}

fn return_options(arguments: &mut Arguments, query: &mut Query) -> Result<(), Refusal> {
    query.is_extended = true;
    arguments.space("RETURN, or the end of the command,")?;
    if !arguments.skip_keyword("RETURN") {
        return Err(arguments.expected("RETURN, or the end of the command,"));
    }
    arguments.space("the return options")?;
    arguments.need(b'(', "before the return options")?;
    let mut is_first = true;
    while !arguments.skip(b')') {
        if !is_first {
            arguments.space("a return option or \")\"")?;
        }
        is_first = false;
        match arguments.keyword("a return option")?.as_str() {
            "SUBSCRIBED" => query.return_subscribed = true,
            // Both are always told.
            "CHILDREN" | "SPECIAL-USE" => {}
            "STATUS" => {
                arguments.space("the status items")?;
                query.return_status = status_items(arguments)?;
            }
            other => {
                let known = "SUBSCRIBED, CHILDREN, SPECIAL-USE and STATUS";
                return Err(Refusal::Bad(format!("{other} is no return option; those are {known}")));
            }
        }
    }
    Ok(())
}

/// The names to list, in order.
fn matching(store: &Store, query: &Query) -> Vec<String> {
    let is_match = |name: &str| query.patterns.iter().any(|pattern| names::matches(pattern, name));
    let is_selected = |name: &str| {
        let has_use = store.get(name).is_some_and(|mailbox| mailbox.special_use.is_some());
        (!query.only_subscribed || store.subscriptions().contains(name)) && (!query.only_special_use || has_use)
    };
    let mut all: Vec<&str> = store.mailboxes().map(|(name, _)| name).collect();
    if query.only_subscribed {
        // A subscription may outlive its mailbox (RFC 9051 section 6.3.9.1).
        all.extend(store.subscriptions().iter().map(String::as_str).filter(|name| store.get(name).is_none()));
    }
    let mut found: Vec<String> =
        all.iter().filter(|name| is_match(name) && is_selected(name)).map(|name| (*name).to_owned()).collect();
    if query.recursive_match {
        // A name that is not selected itself is listed for what is selected below it and does not match.
        let below = all.iter().filter(|name| is_selected(name) && !is_match(name));
        found.extend(below.flat_map(|name| names::superiors(name)).filter(|name| is_match(name)).map(str::to_owned));
    }
    found.sort();
    found.dedup();
    found
}

fn list_line(store: &Store, query: &Query, name: &str, style: Style, out: &mut Vec<u8>) {
    let is_subscribed = store.subscriptions().contains(name);
    let with_subscribed = query.only_subscribed || query.return_subscribed;
    let attributes = attributes(store, name, with_subscribed && is_subscribed);
    line("LIST", &attributes, name, style, out);
    if query.recursive_match && has_selected_below(store, query, name) {
        let options = if query.only_subscribed { "\"SUBSCRIBED\"" } else { "\"SPECIAL-USE\"" };
        out.extend_from_slice(format!(" (\"CHILDINFO\" ({options}))").as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    if let Some(mailbox) = store.get(name).filter(|mailbox| mailbox.is_selectable && !query.return_status.is_empty()) {
        status_line(mailbox, name, &query.return_status, style, out);
    }
}

/// Whether something below `name` meets the selection options, but not the pattern.
fn has_selected_below(store: &Store, query: &Query, name: &str) -> bool {
    let is_match = |name: &str| query.patterns.iter().any(|pattern| names::matches(pattern, name));
    if query.only_subscribed {
        return store.subscriptions().iter().any(|below| names::is_below(below, name) && !is_match(below));
    }
    store
        .mailboxes()
        .any(|(below, mailbox)| mailbox.special_use.is_some() && names::is_below(below, name) && !is_match(below))
}

/// `* LIST (attributes) "/" name`, its end left open.
fn line(kind: &str, attributes: &[&str], name: &str, style: Style, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("* {kind} ({}) \"{SEPARATOR}\" ", attributes.join(" ")).as_bytes());
    out.extend_from_slice(&style.mailbox(name));
}

/// RFC 9051 section 7.3.1.
fn attributes(store: &Store, name: &str, is_subscribed: bool) -> Vec<&'static str> {
    let mut attributes = Vec::new();
    match store.get(name) {
        // RFC 5258 section 4: \NonExistent implies \Noselect.
        None => attributes.push("\\NonExistent"),
        Some(mailbox) if !mailbox.is_selectable => attributes.push("\\Noselect"),
        Some(_) => {}
    }
    if is_subscribed {
        attributes.push("\\Subscribed");
    }
    attributes.push(if store.has_children(name) { "\\HasChildren" } else { "\\HasNoChildren" });
    attributes.extend(store.get(name).and_then(|mailbox| mailbox.special_use));
    attributes
}

/// The LIST line that SELECT gives in IMAP4rev2 (RFC 9051 section 6.3.2).
pub(super) fn select_line(store: &Store, name: &str, style: Style, out: &mut Vec<u8>) {
    line("LIST", &attributes(store, name, false), name, style, out);
    out.extend_from_slice(b"\r\n");
}

/// RFC 3501 section 6.3.9. `%` also names what has only subscriptions below it.
pub(super) fn lsub(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let style = connection.style;
    let arguments = &mut request.arguments;
    arguments.space("the reference, like \"\",")?;
    let reference = arguments.astring("the reference")?;
    arguments.space("the mailbox pattern, like * or %,")?;
    let pattern = pattern(arguments)?;
    arguments.end()?;
    let pattern = join(&reference, &pattern, style)?;
    let store = connection.server.lock();
    let subscriptions = store.subscriptions();
    let mut found: Vec<(&str, bool)> = Vec::new();
    for name in subscriptions {
        if names::matches(&pattern, name) {
            found.push((name, true));
        } else if pattern.ends_with('%') {
            let superiors = names::superiors(name).filter(|superior| names::matches(&pattern, superior));
            found.extend(superiors.map(|superior| (superior, subscriptions.contains(superior))));
        }
    }
    found.sort_unstable();
    found.dedup();
    let mut out = Vec::new();
    for (name, is_subscribed) in found {
        line("LSUB", if is_subscribed { &[] } else { &["\\Noselect"] }, name, style, &mut out);
        out.extend_from_slice(b"\r\n");
    }
    drop(store);
    connection.send(&out);
    Ok(Outcome::done())
}

/// What STATUS can tell. RFC 9051 section 6.3.11; RFC 7889 for APPENDLIMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StatusItem {
    AppendLimit,
    Deleted,
    Messages,
    Recent,
    Size,
    UidNext,
    UidValidity,
    Unseen,
}

const STATUS_ITEMS: [(&str, StatusItem); 8] = [
    ("MESSAGES", StatusItem::Messages),
    ("RECENT", StatusItem::Recent),
    ("UIDNEXT", StatusItem::UidNext),
    ("UIDVALIDITY", StatusItem::UidValidity),
    ("UNSEEN", StatusItem::Unseen),
    ("DELETED", StatusItem::Deleted),
    ("SIZE", StatusItem::Size),
    ("APPENDLIMIT", StatusItem::AppendLimit),
];

fn status_items(arguments: &mut Arguments) -> Result<Vec<StatusItem>, Refusal> {
    arguments.need(b'(', "before the status items")?;
    let mut items = Vec::new();
    loop {
        let name = arguments.keyword("a status item, like MESSAGES,")?;
        let Some((_, item)) = STATUS_ITEMS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = STATUS_ITEMS.iter().map(|(name, _)| *name).collect();
            return Err(Refusal::Bad(format!("{name} is no status item; those are {}", known.join(" "))));
        };
        // Asked for twice, told once.
        if !items.contains(item) {
            items.push(*item);
        }
        if arguments.skip(b')') {
            return Ok(items);
        }
        arguments.space("a status item or \")\"")?;
    }
}

/// RFC 9051 section 6.3.11.
pub(super) fn status(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let arguments = &mut request.arguments;
    arguments.space("the mailbox")?;
    let wire = arguments.astring("the mailbox")?;
    arguments.space("the status items")?;
    let items = status_items(arguments)?;
    arguments.end()?;
    let name = names::read(&wire, connection.style.utf8)?;
    let mut out = Vec::new();
    let mut store = connection.server.lock();
    status_line(store.open(&name)?, &name, &items, connection.style, &mut out);
    drop(store);
    connection.send(&out);
    Ok(Outcome::done())
}

fn status_line(mailbox: &Mailbox, name: &str, items: &[StatusItem], style: Style, out: &mut Vec<u8>) {
    let messages = mailbox.messages();
    let value = |item: StatusItem| match item {
        StatusItem::AppendLimit => MESSAGE_OCTETS_MAX,
        StatusItem::Deleted => messages.len() - mailbox.count_without("\\Deleted"),
        StatusItem::Messages => messages.len(),
        StatusItem::Recent => messages.iter().filter(|message| message.uid >= mailbox.recent_from).count(),
        StatusItem::Size => mailbox.octets(),
        StatusItem::UidNext => mailbox.uid_next as usize,
        StatusItem::UidValidity => mailbox.uid_validity as usize,
        StatusItem::Unseen => mailbox.count_without("\\Seen"),
    };
    let name_of = |item: StatusItem| STATUS_ITEMS.iter().find(|(_, known)| *known == item).map_or("", |(name, _)| name);
    let pairs: Vec<String> = items.iter().map(|item| format!("{} {}", name_of(*item), value(*item))).collect();
    out.extend_from_slice(b"* STATUS ");
    out.extend_from_slice(&style.mailbox(name));
    say(out, format!(" ({})", pairs.join(" ")));
}

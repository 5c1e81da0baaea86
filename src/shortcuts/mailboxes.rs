//! `:ls` and `:status`: mailboxes, what they are for, and what is in them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::session::{Snapshot, mailbox_name};
use crate::shortcuts::acting::one_name;
use crate::shortcuts::{Further, Plan, Rendering, Step};
use crate::table::{Cell, Column, Row, Rows, fact as row};
use crate::wire::{Response, Value, astring, quoted_utf8, utf7};

/// Mailboxes that `:ls` asks about one by one, where the server cannot tell all at once: each is a command of its own.
const ASKED_MAX: usize = 50;

/// What `:status` asks for; the last two only of a server that has them.
const ITEMS: [&str; 6] = ["MESSAGES", "UNSEEN", "UIDNEXT", "UIDVALIDITY", "SIZE", "HIGHESTMODSEQ"];

/// What is claimed.
const LIST: &[&str] = &["LIST", "STATUS"];

pub(super) fn ls(snapshot: &Snapshot, rest: &str) -> Plan {
    let pattern = if rest.is_empty() { "*".to_owned() } else { one_name(rest)? };
    let wire = if snapshot.takes_utf8() { pattern } else { utf7::meant(&pattern) };
    let reference = format!("LIST \"\" {}", quoted_utf8(&wire));
    let is_rev2 = snapshot.can("IMAP4rev2");
    // RFC 5819 section 2, RFC 6154 section 2: what the server tells of all mailboxes at once.
    if snapshot.can("LIST-STATUS") || is_rev2 {
        let special = if snapshot.can("SPECIAL-USE") || is_rev2 { "SPECIAL-USE " } else { "" };
        let line = format!("{reference} RETURN ({special}STATUS (MESSAGES UNSEEN))");
        return Ok(vec![Step::Send { line, claims: LIST }, Step::Render(Rendering::Mailboxes)]);
    }
    Ok(vec![Step::Send { line: reference, claims: LIST }, Step::Further(Further::Counts)])
}

/// A STATUS for each of the first mailboxes that LIST has told of.
pub(super) fn counts(snapshot: &Snapshot, claimed: &[Response]) -> Plan {
    let selected = snapshot.mailbox.as_ref().map(|mailbox| &mailbox.wire_name);
    let asked = mailboxes(claimed).into_iter().filter(|(wire, mailbox)| {
        // RFC 9051 section 6.3.11: not of the selected one.
        mailbox.can_be_selected && selected.is_none_or(|selected| selected != wire)
    });
    let status = |wire: Vec<u8>| {
        // No quotes hold a line end; a server that has such a name is not asked about it.
        let name = String::from_utf8(wire).ok().filter(|name| !name.contains(char::is_control))?;
        let name = astring(&name).unwrap_or_else(|| quoted_utf8(&name));
        Some(Step::Attempt { line: format!("STATUS {name} (MESSAGES UNSEEN)"), claims: LIST })
    };
    let mut steps: Vec<Step> = asked.filter_map(|(wire, _)| status(wire)).collect();
    let left = steps.len().saturating_sub(ASKED_MAX);
    steps.truncate(ASKED_MAX);
    steps.push(Step::Render(Rendering::Mailboxes));
    if left > 0 {
        steps.push(Step::Say(format!("{left} more were not asked about; :status NAME tells what is in one")));
    }
    Ok(steps)
}

pub(super) fn status(snapshot: &Snapshot, rest: &str) -> Plan {
    let selected = snapshot.mailbox.as_ref().map(|mailbox| String::from_utf8_lossy(&mailbox.wire_name).into_owned());
    let name = match rest {
        "" => selected.unwrap_or_else(|| "INBOX".to_owned()),
        _ if snapshot.takes_utf8() => one_name(rest)?,
        _ => utf7::meant(&one_name(rest)?),
    };
    // RFC 8438 section 3, RFC 7162 section 3.1.2.
    let has = |item: &&str| match *item {
        "SIZE" => snapshot.can("STATUS=SIZE") || snapshot.can("IMAP4rev2"),
        "HIGHESTMODSEQ" => snapshot.can("CONDSTORE") || snapshot.can("QRESYNC"),
        _ => true,
    };
    let items = ITEMS.into_iter().filter(has).collect::<Vec<_>>().join(" ");
    let name = astring(&name).unwrap_or_else(|| quoted_utf8(&name));
    Ok(vec![
        Step::Send { line: format!("STATUS {name} ({items})"), claims: &["STATUS"] },
        Step::Render(Rendering::Status),
    ])
}

/// A row for each item that a STATUS has told of.
pub(super) fn status_rows(claimed: &[Response]) -> Vec<Row> {
    let Some((wire, mut items)) = claimed.iter().rev().find_map(status_of) else { return Vec::new() };
    // Each server has an order of its own; ours is the one in which they are asked for.
    items.sort_by_key(|(name, _)| ITEMS.iter().position(|item| item.eq_ignore_ascii_case(name)));
    let mut rows = vec![row("mailbox", mailbox_name(&wire))];
    rows.extend(items.into_iter().map(|(name, value)| row(&name.to_lowercase(), value)));
    rows
}

/// The items of a STATUS response with their values.
type Counts = Vec<(String, u64)>;

/// The name of the mailbox, and what is told of it.
fn status_of(response: &Response) -> Option<(Vec<u8>, Counts)> {
    let mut values = response.values();
    let name = values.next().filter(|_| response.is("STATUS"))?.octets()?.into_owned();
    let Some(Value::List(mut items)) = values.last() else { return None };
    let mut found = Counts::new();
    while let Some((name, value)) = items.next_pair() {
        found.extend(value.number().map(|value| (String::from_utf8_lossy(name).into_owned(), value)));
    }
    Some((name, found))
}

/// What is known of a mailbox.
#[derive(Default)]
struct Known {
    can_be_selected: bool,
    /// What stands between the levels of its name; nothing, if there are none.
    delimiter: Option<Vec<u8>>,
    special: Vec<String>,
}

/// The mailboxes that LIST has told of, by their name on the wire.
fn mailboxes(claimed: &[Response]) -> BTreeMap<Vec<u8>, Known> {
    let mut found = BTreeMap::new();
    for response in claimed.iter().filter(|response| response.is("LIST")) {
        let mut values = response.values();
        let (Some(Value::List(attributes)), delimiter, Some(name)) = (values.next(), values.next(), values.next())
        else {
            continue;
        };
        // RFC 9051 section 7.3.1: NIL means that there is no hierarchy.
        let delimiter = delimiter.and_then(|delimiter| delimiter.octets()).map(Cow::into_owned);
        let Some(name) = name.octets() else { continue };
        let attributes: Vec<String> = attributes.filter_map(|attribute| attribute.text()).collect();
        let has = |wanted: &str| attributes.iter().any(|attribute| attribute.eq_ignore_ascii_case(wanted));
        let can_be_selected = !has("\\Noselect") && !has("\\NonExistent");
        // RFC 6154 section 2, RFC 8457: what is not about the place in the hierarchy is about the use.
        let structural =
            ["\\haschildren", "\\hasnochildren", "\\marked", "\\unmarked", "\\noinferiors", "\\subscribed", "\\remote"];
        let is_use = |attribute: &String| !structural.contains(&&*attribute.to_ascii_lowercase());
        let special = attributes.into_iter().filter(is_use).collect();
        found.insert(name.into_owned(), Known { can_be_selected, delimiter, special });
    }
    found
}

const COLUMNS: &[Column] = &[
    Column::named("mailbox"),
    Column::named("messages"),
    Column::named("unseen"),
    Column::named("use"),
    Column::named("wire"),
];

/// A row for each mailbox: its name, messages, those unseen, what it is for, and its name on the wire. People see the names as a tree.
pub(super) fn rows(snapshot: &Snapshot, claimed: &[Response]) -> Rows {
    let statuses: BTreeMap<Vec<u8>, Counts> = claimed.iter().filter_map(status_of).collect();
    let selected = snapshot.mailbox.as_ref();
    let mut found: Vec<_> =
        mailboxes(claimed).into_iter().map(|(wire, known)| (levels(&wire, &known), wire, known)).collect();
    // RFC 9051 section 5.1: INBOX is the first of all, whatever the rest is called.
    found.sort_by_cached_key(|(levels, wire, _)| {
        (
            !levels[0].eq_ignore_ascii_case("INBOX"),
            levels.iter().map(|level| level.to_lowercase()).collect::<Vec<_>>(),
            wire.clone(),
        )
    });
    let mut above: Vec<Vec<String>> = Vec::new();
    let row = |(levels, wire, known): (Vec<String>, Vec<u8>, Known)| {
        let count = |item: &str| Some(statuses.get(&wire)?.iter().find(|(name, _)| name.eq_ignore_ascii_case(item))?.1);
        let exists = || selected.filter(|mailbox| mailbox.wire_name == wire)?.exists.map(u64::from);
        let messages = count("MESSAGES").or_else(exists);
        vec![
            branch(&mut above, levels, &wire),
            messages.into(),
            count("UNSEEN").into(),
            Cell::Words(known.special),
            on_the_wire(&wire),
        ]
    };
    Rows { columns: COLUMNS, rows: found.into_iter().map(row).collect() }
}

/// The levels of a name, decoded.
fn levels(wire: &[u8], known: &Known) -> Vec<String> {
    let name = mailbox_name(wire);
    match known.delimiter.as_deref().and_then(|delimiter| str::from_utf8(delimiter).ok()) {
        Some(delimiter) if !delimiter.is_empty() => name.split(delimiter).map(str::to_owned).collect(),
        _ => vec![name],
    }
}

/// A name below that of its nearest ancestor that is listed, too; `above` has those of the row before.
fn branch(above: &mut Vec<Vec<String>>, levels: Vec<String>, wire: &[u8]) -> Cell {
    while above.last().is_some_and(|ancestor| !levels.starts_with(ancestor)) {
        above.pop();
    }
    let name = mailbox_name(wire);
    // What is above it, with the delimiters between: each is one character.
    let hidden = above.last().map_or(0, |ancestor| ancestor.iter().map(|level| level.chars().count() + 1).sum());
    let people = "  ".repeat(above.len()) + &name.chars().skip(hidden).collect::<String>();
    above.push(levels);
    Cell::Either { people, programs: name }
}

/// What to type where it is not decoded, as in a script. People see it where it is another.
fn on_the_wire(wire: &[u8]) -> Cell {
    let programs = String::from_utf8_lossy(wire).into_owned();
    let people = if mailbox_name(wire) == programs { String::new() } else { programs.clone() };
    Cell::Either { people, programs }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn claimed(lines: &[&str]) -> Vec<Response> {
        lines.iter().map(|line| Response::read(format!("{line}\r\n").as_bytes()).unwrap()).collect()
    }

    fn able(capability: &str) -> Snapshot {
        Snapshot { capabilities: Some(Arc::new(vec![capability.to_owned()])), ..Snapshot::default() }
    }

    fn first_line(plan: Plan) -> String {
        match plan.unwrap().swap_remove(0) {
            Step::Send { line, .. } => line,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn all_is_asked_at_once_where_the_server_can() {
        assert_eq!(first_line(ls(&Snapshot::default(), "")), "LIST \"\" \"*\"");
        assert_eq!(first_line(ls(&Snapshot::default(), "Entwürfe/%")), "LIST \"\" \"Entw&APw-rfe/%\"");
        assert_eq!(first_line(ls(&able("LIST-STATUS"), "")), "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))");
        assert_eq!(
            first_line(status(&able("CONDSTORE"), "a b")),
            "STATUS \"a b\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)"
        );
    }

    #[test]
    fn a_name_stands_below_its_nearest_ancestor() {
        let claimed = claimed(&[
            "* LIST () \"/\" Lists/rust/users",
            "* LIST () \"/\" Lists",
            "* LIST () \"/\" Lists-old/x",
            "* LIST () \"/\" inbox/Entw&APw-rfe",
            "* LIST () NIL no/levels",
            "* LIST () \"/\" INBOX",
            "* LIST () \"/\" Entw&APw-rfe/2021",
            "* LIST () \"/\" Entw&APw-rfe",
        ]);
        let shown: Vec<String> = rows(&Snapshot::default(), &claimed).rows.iter().map(|row| row[0].shown()).collect();
        let wanted =
            ["INBOX", "inbox/Entwürfe", "Entwürfe", "  2021", "Lists", "  rust/users", "Lists-old/x", "no/levels"];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn mailboxes_are_rows_with_names_for_people() {
        let claimed = claimed(&[
            "* LIST (\\HasNoChildren \\Drafts) \"/\" Entw&APw-rfe",
            "* LIST (\\Noselect) \"/\" Lists",
            "* LIST () \"/\" INBOX",
            "* STATUS INBOX (MESSAGES 14 UNSEEN 3)",
        ]);
        let wanted = [
            vec!["INBOX", "14", "3", "", "INBOX"],
            vec!["Entwürfe", "", "", "\\Drafts", "Entw&APw-rfe"],
            vec!["Lists", "", "", "\\Noselect", "Lists"],
        ];
        assert_eq!(rows(&Snapshot::default(), &claimed).rows, wanted);
        assert_eq!(counts(&Snapshot::default(), &claimed).unwrap().len(), 3);
        assert_eq!(status_rows(&claimed), [["mailbox", "INBOX"], ["messages", "14"], ["unseen", "3"]]);
    }
}

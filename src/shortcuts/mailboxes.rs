//! `:ls` and `:status`: mailboxes, what they are for, and what is in them.

use std::collections::BTreeMap;

use crate::session::{Snapshot, mailbox_name};
use crate::shortcuts::{Further, Plan, Rendering, Step, row};
use crate::wire::{Response, Value, astring, quoted_utf8, utf7};

/// Mailboxes that `:ls` asks about one by one, where the server cannot tell all at once: each is a command of its own.
const ASKED_MAX: usize = 50;

/// What `:status` asks for; the last two only of a server that has them.
const ITEMS: [&str; 6] = ["MESSAGES", "UNSEEN", "UIDNEXT", "UIDVALIDITY", "SIZE", "HIGHESTMODSEQ"];

/// What is claimed.
const LIST: &[&str] = &["LIST", "STATUS"];

pub(super) fn ls(snapshot: &Snapshot, rest: &str) -> Plan {
    let pattern = if rest.is_empty() { "*" } else { rest };
    let wire = if snapshot.takes_utf8() { pattern.to_owned() } else { utf7::encode(pattern) };
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
        let name = String::from_utf8(wire).ok()?;
        let name = astring(&name).unwrap_or_else(|| quoted_utf8(&name));
        Some(Step::Send { line: format!("STATUS {name} (MESSAGES UNSEEN)"), claims: LIST })
    };
    let mut steps: Vec<Step> = asked.take(ASKED_MAX).filter_map(|(wire, _)| status(wire)).collect();
    steps.push(Step::Render(Rendering::Mailboxes));
    Ok(steps)
}

pub(super) fn status(snapshot: &Snapshot, rest: &str) -> Plan {
    let selected = snapshot.mailbox.as_ref().map(|mailbox| String::from_utf8_lossy(&mailbox.wire_name).into_owned());
    let name = match rest {
        "" => selected.unwrap_or_else(|| "INBOX".to_owned()),
        _ if snapshot.takes_utf8() || rest.is_ascii() => rest.to_owned(),
        _ => utf7::encode(rest),
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
pub(super) fn status_rows(claimed: &[Response]) -> Vec<Vec<String>> {
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
    special: Vec<String>,
}

/// The mailboxes that LIST has told of, by their name on the wire.
fn mailboxes(claimed: &[Response]) -> BTreeMap<Vec<u8>, Known> {
    let mut found = BTreeMap::new();
    for response in claimed.iter().filter(|response| response.is("LIST")) {
        let mut values = response.values();
        let (Some(Value::List(attributes)), _, Some(name)) = (values.next(), values.next(), values.next()) else {
            continue;
        };
        let Some(name) = name.octets() else { continue };
        let attributes: Vec<String> = attributes.filter_map(|attribute| attribute.text()).collect();
        let has = |wanted: &str| attributes.iter().any(|attribute| attribute.eq_ignore_ascii_case(wanted));
        let can_be_selected = !has("\\Noselect") && !has("\\NonExistent");
        // RFC 6154 section 2, RFC 8457: what is not about the place in the hierarchy is about the use.
        let structural =
            ["\\haschildren", "\\hasnochildren", "\\marked", "\\unmarked", "\\noinferiors", "\\subscribed", "\\remote"];
        let is_use = |attribute: &String| !structural.contains(&&*attribute.to_ascii_lowercase());
        found.insert(
            name.into_owned(),
            Known { can_be_selected, special: attributes.into_iter().filter(is_use).collect() },
        );
    }
    found
}

/// A row for each mailbox: its name, messages, those unseen, and what it is for.
pub(super) fn rows(snapshot: &Snapshot, claimed: &[Response]) -> Vec<Vec<String>> {
    let statuses: BTreeMap<Vec<u8>, Counts> = claimed.iter().filter_map(status_of).collect();
    let selected = snapshot.mailbox.as_ref();
    let row = |(wire, known): (Vec<u8>, Known)| {
        let count = |item: &str| {
            let told = statuses.get(&wire)?.iter().find(|(name, _)| name.eq_ignore_ascii_case(item))?.1;
            Some(told.to_string())
        };
        let exists = || selected.filter(|mailbox| mailbox.wire_name == wire)?.exists.map(|exists| exists.to_string());
        let messages = count("MESSAGES").or_else(exists).unwrap_or_default();
        vec![mailbox_name(&wire), messages, count("UNSEEN").unwrap_or_default(), known.special.join(" ")]
    };
    let mut rows: Vec<_> = mailboxes(claimed).into_iter().map(row).collect();
    // RFC 9051 section 5.1: INBOX is the first of all, whatever the rest is called.
    rows.sort_by_cached_key(|row| (!row[0].eq_ignore_ascii_case("INBOX"), row[0].to_lowercase()));
    rows
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
    fn mailboxes_are_rows_with_names_for_people() {
        let claimed = claimed(&[
            "* LIST (\\HasNoChildren \\Drafts) \"/\" Entw&APw-rfe",
            "* LIST (\\Noselect) \"/\" Lists",
            "* LIST () \"/\" INBOX",
            "* STATUS INBOX (MESSAGES 14 UNSEEN 3)",
        ]);
        let wanted =
            [vec!["INBOX", "14", "3", ""], vec!["Entwürfe", "", "", "\\Drafts"], vec!["Lists", "", "", "\\Noselect"]];
        assert_eq!(rows(&Snapshot::default(), &claimed), wanted);
        assert_eq!(counts(&Snapshot::default(), &claimed).unwrap().len(), 3);
        assert_eq!(status_rows(&claimed), [["mailbox", "INBOX"], ["messages", "14"], ["unseen", "3"]]);
    }
}

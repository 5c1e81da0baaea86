//! Renderings: what is known, or was claimed → rows.

use crate::catalog::command::{COMMANDS, Command};
use crate::catalog::near::nearest;
use crate::catalog::{self, Spec};
use crate::session::{Phase, Privacy, Snapshot};
use crate::shortcuts::{Group, Rendering, SHORTCUTS};
use crate::shortcuts::{capabilities, mailboxes, message, moves};
use crate::table::{Cell, Column, Row, Rows, fact as row, title};
use crate::wire::Response;

/// The rows of a rendering: what a pipe gets with tabs between, and a terminal in columns.
#[must_use]
pub fn rows(rendering: &Rendering, snapshot: &Snapshot, claimed: &[Response]) -> Rows {
    match rendering {
        Rendering::Capabilities => capabilities::rows(snapshot),
        Rendering::Help(topic) if topic.is_empty() => Rows::facts(overview()),
        Rendering::Help(topic) => Rows::facts(help(topic)),
        Rendering::Mailboxes => mailboxes::rows(snapshot, claimed),
        Rendering::Moves => moves::rows(snapshot),
        Rendering::Parts(which) => message::parts(which, claimed),
        Rendering::Status => Rows::facts(mailboxes::status_rows(claimed)),
        Rendering::Settings(switches) => {
            let of = |(name, brief, on): (&str, &str, bool)| {
                vec![name.into(), if on { "on" } else { "off" }.into(), brief.into()]
            };
            Rows { columns: SETTINGS, rows: switches.states().map(of).collect() }
        }
        Rendering::Summary => Rows::facts(summary(snapshot, claimed)),
        Rendering::Uids => Rows { columns: UIDS, rows: numbers(claimed).into_iter().map(|uid| vec![uid]).collect() },
    }
}

const SETTINGS: &[Column] = &[Column::named("name"), Column::named("value"), Column::named("about")];
const UIDS: &[Column] = &[Column::named("uid")];

/// Numbers that ESEARCH may stand for; a few octets could stand for four thousand million.
const NUMBERS_MAX: usize = 4_000_000;

/// The numbers of SEARCH and ESEARCH responses; of too many the rest stay ranges. RFC 9051 section 7.3.4.
fn numbers(claimed: &[Response]) -> Vec<Cell> {
    let mut found = Vec::new();
    for (first, last) in claimed.iter().flat_map(Response::hits).flatten() {
        if ((last - first) as usize) < NUMBERS_MAX.saturating_sub(found.len()) {
            found.extend((first..=last).map(Cell::from));
        } else {
            found.push(format!("{first}:{last}").into());
        }
    }
    found
}

fn summary(snapshot: &Snapshot, claimed: &[Response]) -> Vec<Row> {
    let Some(mailbox) = &snapshot.mailbox else { return Vec::new() };
    let status =
        |item: &str| claimed.iter().find(|response| response.is("STATUS"))?.item(item).and_then(|value| value.number());
    let mut rows = Vec::new();
    rows.extend(mailbox.exists.map(|exists| row("messages", exists)));
    let is_search = |response: &&Response| response.is("SEARCH") || response.is("ESEARCH");
    let searched = claimed.iter().find(is_search).map(|found| numbers(std::slice::from_ref(found)).len() as u64);
    rows.extend(searched.or_else(|| status("UNSEEN")).map(|unseen| row("unseen", unseen)));
    rows.extend(status("SIZE").map(|size| row("size", size)));
    rows.extend(mailbox.uid_validity.map(|uid_validity| row("uidvalidity", uid_validity)));
    rows.extend(mailbox.uid_next.map(|uid_next| row("uidnext", uid_next)));
    rows.extend(mailbox.read_only.then(|| row("access", "read-only")));
    rows
}

/// What is known of the session, in rows.
#[must_use]
pub fn state(snapshot: &Snapshot) -> Vec<Row> {
    let phase = match snapshot.phase {
        Phase::Connecting => "connecting",
        Phase::NotAuthenticated => "not authenticated",
        Phase::Authenticated => "authenticated",
        Phase::Selected => "selected",
        Phase::Logout => "logout",
        Phase::Closed => "closed",
    };
    let privacy = match snapshot.privacy {
        Privacy::Local => "plain text, within this machine",
        Privacy::Plaintext => "plain text",
        Privacy::Secure => "encrypted",
    };
    let mut rows = vec![row("host", &snapshot.host), row("state", phase), row("link", privacy)];
    rows.extend(snapshot.user.as_ref().map(|user| row("user", user)));
    if let Some(mailbox) = &snapshot.mailbox {
        let access = if mailbox.read_only { " (read-only)" } else { "" };
        rows.push(row("mailbox", format!("{}{access}", mailbox.name)));
        rows.extend(mailbox.exists.map(|exists| row("messages", exists)));
        rows.extend(mailbox.recent.map(|recent| row("recent", recent)));
        rows.extend(mailbox.unseen.map(|unseen| row("first unseen", unseen)));
        rows.extend(mailbox.uid_validity.map(|uid_validity| row("uidvalidity", uid_validity)));
        rows.extend(mailbox.uid_next.map(|uid_next| row("uidnext", uid_next)));
        rows.push(row("flags", mailbox.flags.join(" ")));
        rows.extend(mailbox.permanent_flags.as_ref().map(|flags| row("permanent flags", flags.join(" "))));
    }
    let capabilities = snapshot
        .capabilities
        .as_ref()
        .map_or_else(|| "unknown: ask with CAPABILITY".to_owned(), |known| known.join(" "));
    rows.push(row("capabilities", capabilities));
    if !snapshot.enabled.is_empty() {
        rows.push(row("enabled", snapshot.enabled.join(" ")));
    }
    rows.extend((snapshot.in_flight > 0).then(|| row("in flight", snapshot.in_flight)));
    rows
}

fn overview() -> Vec<Row> {
    let mut rows = vec![row(
        "COMMAND …",
        "Sent with a tag and CRLF: LOGIN, SELECT, FETCH, and all of IMAP. :help COMMAND explains one.",
    )];
    rows.push(row("# …", "A comment."));
    for group in Group::ALL {
        rows.push(title(group.title()));
        let members = SHORTCUTS.iter().filter(|shortcut| shortcut.group == group);
        rows.extend(members.map(|shortcut| row(shortcut.usage, shortcut.brief)));
    }
    rows.push(title("In a command"));
    rows.extend(BRACES.iter().map(|(form, brief)| row(form, *brief)));
    rows
}

/// What braces mean in a command, outside quoted strings.
const BRACES: &[(&str, &str)] = &[
    ("{@FILE}", "The file as a literal; as a message with CRLF, {@=FILE} and ~{@FILE} as it is."),
    ("{\"text\"}", "That text as a literal."),
    ("{<<END}", "The lines after this one, up to END, as a literal."),
    ("{$NAME}", "A value: $exists $uidnext $uidvalidity $mailbox, $uids of the last UID SEARCH, $secret."),
    ("{N}", "A literal by hand: N octets are asked for next, or taken from the script."),
];

fn help(topic: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(shortcut) = SHORTCUTS.iter().find(|shortcut| shortcut.name == topic.trim_start_matches(':')) {
        rows.push(row(shortcut.usage, shortcut.brief));
    }
    for found in catalog::topics(topic) {
        let facts = found.facts();
        rows.push(row(facts.name, format!("{} ({})", facts.summary, cite(facts.spec))));
        rows.extend((!facts.usage.is_empty()).then(|| row("", format!("usage: {}", facts.usage))));
        rows.extend((!facts.example.is_empty()).then(|| row("", format!("example: {}", facts.example))));
    }
    if rows.is_empty() {
        rows = forms(topic);
    }
    if rows.is_empty() {
        rows = arguments(topic);
    }
    if rows.is_empty() {
        let near = nearest(topic, catalog::topic::all().map(catalog::Topic::name));
        let near = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        rows.push(row(topic, format!("Nothing is known under this name; :help alone lists the shortcuts.{near}")));
    }
    rows
}

/// What is known of an item in the form in which it is typed: `BODY.PEEK[TEXT]`, `BODY[]<0.10>`, `{42}`.
fn forms(typed: &str) -> Vec<Row> {
    let stem = |name: &str| name.split(['[', '<', '{']).next().unwrap_or_default().to_ascii_uppercase();
    if typed.starts_with('{') && typed.ends_with('}') {
        return help("literal");
    }
    let name = stem(typed);
    if name.is_empty() || name.len() == typed.len() {
        return Vec::new();
    }
    let fitting = catalog::topic::all().filter(|topic| topic.name().contains('[') && stem(topic.name()) == name);
    fitting.map(|topic| row(topic.name(), format!("{} ({})", topic.summary(), cite(topic.spec())))).collect()
}

/// What a word means that only stands in the syntax of commands.
fn arguments(name: &str) -> Vec<Row> {
    let of = |command: &'static Command| {
        let named = command.args.iter().filter(|arg| arg.name.eq_ignore_ascii_case(name));
        named.map(|arg| {
            let about = arg.kind.about();
            row(arg.name, format!("In {}: {} ({})", command.name, about.summary, cite(about.spec)))
        })
    };
    COMMANDS.iter().flat_map(of).collect()
}

fn cite(spec: Spec) -> String {
    spec.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_reads_search_and_esearch() {
        let search = Response::read(b"* SEARCH 483 2 99\r\n").unwrap();
        let esearch = Response::read(b"* ESEARCH (TAG \"A1\") UID ALL 4:6,9\r\n").unwrap();
        assert_eq!(numbers(&[search, esearch]), ["483", "2", "99", "4", "5", "6", "9"]);
        let hostile = Response::read(b"* ESEARCH ALL 1:4294967295\r\n").unwrap();
        assert_eq!(numbers(&[hostile]), ["1:4294967295"]);
    }

    #[test]
    fn every_topic_has_help_that_cites_an_rfc() {
        let mut count = 0;
        for topic in catalog::topic::all() {
            let name = topic.name();
            assert!(help(name).iter().any(|row| row[1].to_string().contains("RFC ")), "{name}");
            count += 1;
        }
        assert!(count > 700, "{count} topics");
    }

    #[test]
    fn help_knows_shortcuts_commands_and_ideas() {
        let text = |topic: &str| help(topic).into_iter().map(|row| row[1].to_string() + "\n").collect::<String>();
        assert!(text("inbox").contains("Select INBOX"));
        assert!(text("fetch").contains("RFC 9051"));
        assert!(text(":uids").contains("List the UIDs"));
        assert!(text("UIDVALIDITY").contains("RFC"));
        for typed in ["BODY[]", "body.peek[TEXT]", "BODY[]<0.10>", "{42}", "{5+}"] {
            assert!(text(typed).contains("RFC "), "{typed}");
        }
        assert!(text("X[]").contains("Nothing is known"));
        assert!(text("frobnicate").contains("Nothing is known"));
        assert!(overview().len() > SHORTCUTS.len());
    }
}

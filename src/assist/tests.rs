//! What is typed, and what is made of it, for each state and kind of argument.

use std::sync::Arc;

use super::*;
use crate::session::{Found, Mailbox, Names, Phase};
use crate::theme::Role;

const SHORTCUTS: &[Row<'static>] = &[
    Row { name: "explain", usage: ":explain [on|off|LINE]", brief: "Explain." },
    Row { name: "flag", usage: ":flag SET FLAG…", brief: "Mark." },
    Row { name: "help", usage: ":help [TOPIC]", brief: "Help." },
    Row { name: "send", usage: ":send LINE", brief: "Send." },
    Row { name: "set", usage: ":set [NAME on|off]", brief: "Switch." },
    Row { name: "status", usage: ":status [MAILBOX]", brief: "Count." },
    Row { name: "uids", usage: ":uids [CRITERIA]", brief: "List." },
];

const SETTINGS: &[Row<'static>] = &[Row { name: "advice", usage: "", brief: "Advise." }];

fn files(start: &str) -> Vec<String> {
    ["/tmp/", "/tmp/mail.eml"].into_iter().filter(|path| path.starts_with(start)).map(str::to_owned).collect()
}

/// A session in INBOX, after LIST and UID SEARCH.
fn selected() -> Snapshot {
    let words = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mailbox = Mailbox { permanent_flags: Some(words("\\Seen \\Deleted")), ..Mailbox::default() };
    let capabilities =
        words("IMAP4rev1 AUTH=SCRAM-SHA-256 IDLE SORT THREAD=REFS STATUS=SIZE SEARCHRES QRESYNC ESEARCH");
    Snapshot {
        phase: Phase::Selected,
        mailbox: Some(mailbox),
        capabilities: Some(Arc::new(capabilities)),
        names: Arc::new(Names::of(["INBOX", "Sent Items", "Entw&APw-rfe", "Archive/2025", "Archive/2026"])),
        found: Some(Arc::new(Found { are_uids: true, numbers: vec![483, 484, 490], is_cut: false })),
        ..Snapshot::default()
    }
}

fn around(snapshot: &Snapshot) -> Around<'_> {
    Around { snapshot, shortcuts: SHORTCUTS, settings: SETTINGS, files: &files }
}

/// What is inserted, for a line whose cursor is at `|` or at its end.
fn inserts(line: &str, snapshot: &Snapshot) -> Vec<String> {
    let cursor = line.find('|').unwrap_or(line.len());
    let line = line.replacen('|', "", 1);
    let (start, found) = complete(&line, cursor, &around(snapshot));
    assert!(start <= cursor || found.is_empty(), "{line}");
    found.into_iter().map(|candidate| format!("{}{}", &line[..start], candidate.insert)).collect()
}

#[test]
fn each_kind_of_argument_has_its_words() {
    let snapshot = selected();
    let mut missing = Vec::new();
    for (typed, expected) in [
        ("SELE", "SELECT "),
        ("a1 sele", "a1 select "),
        ("  C: a1 FETC", "  C: a1 FETCH "),
        ("uid fe", "uid fetch "),
        ("SELECT inb", "SELECT INBOX"),
        ("SELECT sent", "SELECT \"Sent Items\""),
        ("SELECT \"Sent I", "SELECT \"Sent Items\""),
        ("SELECT \"inb", "SELECT \"INBOX\""),
        ("SELECT entwü", "SELECT Entw&APw-rfe"),
        ("SELECT Entw&A", "SELECT Entw&APw-rfe"),
        ("SELECT INBOX (q", "SELECT INBOX (qresync ("),
        ("SELECT INBOX ", "SELECT INBOX (CONDSTORE"),
        ("UID FETCH 48", "UID FETCH 483"),
        ("UID FETCH ", "UID FETCH 483:484,490"),
        ("UID FETCH ", "UID FETCH $"),
        ("FETCH 1 fl", "FETCH 1 flags"),
        ("FETCH 1 ", "FETCH 1 ALL"),
        ("FETCH 1 (FLAGS ENV", "FETCH 1 (FLAGS ENVELOPE"),
        ("FETCH 1 BODY.P", "FETCH 1 BODY.PEEK["),
        ("FETCH 1 BODY.PEEK[HEADER.F", "FETCH 1 BODY.PEEK[HEADER.FIELDS ("),
        ("FETCH 1 BODY.PEEK[HEADER.FIELDS (Su", "FETCH 1 BODY.PEEK[HEADER.FIELDS (Subject"),
        ("FETCH 1 FLAGS (ch", "FETCH 1 FLAGS (changedsince"),
        ("STORE 1 +fl", "STORE 1 +flags"),
        ("STORE 1 +FLAGS (\\De", "STORE 1 +FLAGS (\\Deleted"),
        ("STORE 1 +FLAGS \\Seen \\Fl", "STORE 1 +FLAGS \\Seen \\Flagged"),
        ("STORE 1 (UNCH", "STORE 1 (UNCHANGEDSINCE"),
        ("SEARCH uns", "SEARCH unseen"),
        ("SEARCH OR FROM a SUB", "SEARCH OR FROM a SUBJECT"),
        ("SEARCH RETURN (CO", "SEARCH RETURN (COUNT"),
        ("SEARCH RET", "SEARCH RETURN ("),
        ("SEARCH CHARSET UT", "SEARCH CHARSET UTF-8"),
        ("SEARCH HEADER Mess", "SEARCH HEADER Message-ID"),
        ("SEARCH KEYWORD $J", "SEARCH KEYWORD $Junk"),
        ("SEARCH RETURN (ALL) UNA", "SEARCH RETURN (ALL) UNANSWERED"),
        ("SORT (REVERSE DA", "SORT (REVERSE DATE"),
        ("SORT ", "SORT (ARRIVAL"),
        ("SORT (DATE) UT", "SORT (DATE) UTF-8"),
        ("SORT (DATE) UTF-8 SEE", "SORT (DATE) UTF-8 SEEN"),
        ("THREAD REF", "THREAD REFERENCES"),
        ("STATUS INBOX (UNS", "STATUS INBOX (UNSEEN"),
        ("STATUS INBOX ", "STATUS INBOX (MESSAGES"),
        ("LIST ", "LIST \"\""),
        ("LIST \"\" ", "LIST \"\" \"*\""),
        ("LIST (SUBS", "LIST (SUBSCRIBED"),
        ("LIST \"\" * RET", "LIST \"\" * RETURN ("),
        ("LIST \"\" * RETURN (STATUS (UNS", "LIST \"\" * RETURN (STATUS (UNSEEN"),
        ("APPEND Archive/2025 (\\Dr", "APPEND Archive/2025 (\\Draft"),
        ("APPEND INBOX ", "APPEND INBOX (\\Seen"),
        ("APPEND INBOX {@/tmp/m", "APPEND INBOX {@/tmp/mail.eml"),
        ("AUTHENTICATE SCRAM-SHA-2", "AUTHENTICATE SCRAM-SHA-256"),
        ("ENABLE q", "ENABLE QRESYNC"),
        ("ENABLE CONDSTORE Q", "ENABLE CONDSTORE QRESYNC"),
        ("COMPRESS ", "COMPRESS DEFLATE"),
        ("CREATE X (USE (\\Se", "CREATE X (USE (\\Sent"),
        ("NOTIFY SET (sel", "NOTIFY SET (selected"),
        ("NOTIFY SET (selected (MessageN", "NOTIFY SET (selected (MessageNew"),
        ("COPY 1 inb", "COPY 1 INBOX"),
        ("SELECT in|XYZ", "SELECT INBOX"),
        (":he", ":help "),
        (":help uidval", ":help uidvalidity"),
        (":set ad", ":set advice "),
        (":set advice o", ":set advice off"),
        (":status ent", ":status Entw&APw-rfe"),
        (":uids uns", ":uids unseen"),
        (":send FETCH 1 FL", ":send FETCH 1 FLAGS"),
        (":flag 3 \\Fl", ":flag 3 \\Flagged"),
        (":flag 3 \\Seen \\Fl", ":flag 3 \\Seen \\Flagged"),
    ] {
        let found = inserts(typed, &snapshot);
        if !found.iter().any(|one| one == expected) {
            missing.push(format!("{typed:?}: {:?}", &found[..found.len().min(4)]));
        }
    }
    assert_eq!(missing, [""; 0]);
}

#[test]
fn what_is_best_comes_first() {
    let snapshot = selected();
    let first = |line: &str| inserts(line, &snapshot).into_iter().next().unwrap_or_default();
    assert_eq!(first("UID FETCH "), "UID FETCH 483:484,490");
    assert_eq!(first("STORE 1 +FLAGS (\\"), "STORE 1 +FLAGS (\\Seen");
    assert_eq!(first("AUTHENTICATE "), "AUTHENTICATE SCRAM-SHA-256");
    assert_eq!(first("SELECT "), "SELECT Archive/2025");
    let state = |phase| Snapshot { phase, ..Snapshot::default() };
    for (phase, line, best) in [
        (Phase::NotAuthenticated, "LO", "LOGIN "),
        (Phase::Authenticated, "S", "SELECT "),
        (Phase::Selected, "S", "SEARCH "),
    ] {
        assert!(inserts(line, &state(phase)).iter().take(3).any(|one| one == best), "{phase:?}");
    }
    let idle = Snapshot { idle: true, ..state(Phase::Selected) };
    assert_eq!(inserts("", &idle), ["DONE"]);
}

#[test]
fn nothing_is_offered_where_nothing_is_known() {
    let snapshot = selected();
    for line in
        ["FROB x", "NOOP ", "LOGIN me pas", "SEARCH FROM ", "SEARCH SINCE ", "# SEL", ":nope x", "STORE 1 FLAGS )", "é"]
    {
        assert_eq!(inserts(line, &snapshot), [""; 0], "{line}");
    }
    let literal = Snapshot { wants: crate::session::Wants::Literal(3), ..selected() };
    assert_eq!(inserts("SEL", &literal), [""; 0]);
    assert!(!inserts("FETCH 1 (", &snapshot).iter().any(|one| one.ends_with("ALL")), "a macro stands alone");
}

#[test]
fn many_mailboxes_share_what_all_of_them_share() {
    let wires: Vec<String> = (0..5000).map(|at| format!("Lists/m{at:04}")).collect();
    let snapshot = Snapshot { names: Arc::new(Names::of(wires.iter().map(String::as_str))), ..selected() };
    let found = inserts("SELECT li", &snapshot);
    assert_eq!(found.len(), 200);
    assert_eq!((found[0].as_str(), found[199].as_str()), ("SELECT Lists/m0000", "SELECT Lists/m4999"));
}

#[test]
fn the_rest_of_the_syntax_is_told_and_what_is_due_is_marked() {
    let snapshot = selected();
    for (line, text, current) in [
        ("FETCH", " <sequence-set> <item>|(<item> ...) [(<modifier> ...)]", ""),
        ("FETCH ", "<sequence-set> <item>|(<item> ...) [(<modifier> ...)]", "<sequence-set>"),
        ("FETCH 1", " <item>|(<item> ...) [(<modifier> ...)]", ""),
        ("FETCH 1 ", "<item>|(<item> ...) [(<modifier> ...)]", "<item>|(<item> ...)"),
        ("FETCH 1 (", "…) [(<modifier> ...)]", "…)"),
        ("FETCH 1 (FLAGS) ", "[(<modifier> ...)]", "[(<modifier> ...)]"),
        ("SEARCH FROM ", "<text>", "<text>"),
        ("SEARCH HEADER X ", "<text>", "<text>"),
        ("SEARCH RETURN (COUNT) ", "[CHARSET <charset>] <criterion> ...", "[CHARSET <charset>]"),
        ("LOGIN me ", "<password>", "<password>"),
        ("a7 STATUS ", "<mailbox> (<item> ...)", "<mailbox>"),
        ("APPEND INBOX (\\Seen) ", "[\"<date-time>\"] {<size>} <message>", "[\"<date-time>\"]"),
        (
            "NOTIFY ",
            "NONE | NOTIFY SET [STATUS] (<mailbox-filter> (<event> ...)|NONE) ...",
            "NONE | NOTIFY SET [STATUS] (<mailbox-filter> (<event> ...)|NONE) ...",
        ),
        (":flag", " SET FLAG…", ""),
        (":flag ", "SET FLAG…", "SET"),
        (":flag 3 ", "FLAG…", "FLAG…"),
    ] {
        let hint = hint(line, &around(&snapshot)).unwrap_or_default();
        assert_eq!((hint.text.as_str(), &hint.text[hint.current.clone()]), (text, current), "{line:?}");
    }
    for line in ["", "FROB ", "NOOP", "NOOP ", "FET", "SELECT INBOX (CONDSTORE) ", "LOGIN me pass"] {
        assert_eq!(hint(line, &around(&snapshot)), None, "{line:?}");
    }
}

/// The parts of a line with a role, as `role:text`.
fn drawn(line: &str) -> Vec<String> {
    let snapshot = selected();
    let spans = highlight(line, &around(&snapshot));
    let mut at = 0;
    for span in &spans {
        assert_eq!(span.range.start, at, "{line}");
        at = span.range.end;
    }
    assert_eq!(at, line.len(), "{line}");
    let named = spans.into_iter().filter(|span| span.role != Role::Text || span.is_secret);
    let role = |span: &Span| if span.is_secret { "Secret".to_owned() } else { format!("{:?}", span.role) };
    named.map(|span| format!("{}:{}", role(&span), &line[span.range.clone()])).collect()
}

#[test]
fn a_line_is_drawn_by_what_its_parts_mean() {
    let mut different = Vec::new();
    for (line, parts) in [
        ("FETCH 1:* FLAGS", "Keyword:FETCH Number:1:* Keyword:FLAGS"),
        ("a1 FETCH 1 (FLAGS)", "Tag:a1  Keyword:FETCH Number:1 Punctuation:( Keyword:FLAGS Punctuation:)"),
        ("FETCH 1 (FLAGS", "Keyword:FETCH Number:1 Junk:( Keyword:FLAGS"),
        ("FETCH 1 FLAGS)", "Keyword:FETCH Number:1 Keyword:FLAGS Junk:)"),
        ("FETCH 1 FLAX ", "Keyword:FETCH Number:1 Junk:FLAX"),
        ("FETCH 1 FLA", "Keyword:FETCH Number:1"),
        ("SELECT \"a b", "Keyword:SELECT Junk:\" String:a b"),
        ("STORE 2 +FLAGS \\Seen", "Keyword:STORE Number:2 Keyword:+FLAGS Flag:\\Seen"),
        ("SEARCH FROM joe UNSEEN NOPE x", "Keyword:SEARCH Keyword:FROM Keyword:UNSEEN Junk:NOPE"),
        ("FROB 1", "Junk:FROB Number:1"),
        ("FRO", "Junk:FRO"),
        ("FET", "Keyword:FET"),
        ("LOGIN me hunter2", "Keyword:LOGIN Secret:hunter2"),
        ("# a note", "Hint:# a note"),
        (":nope x", "Junk::nope"),
        (":help x", "Keyword::help"),
        (
            "FETCH 1 BODY.PEEK[HEADER.FIELDS (X-Odd)]<0.9>",
            "Keyword:FETCH Number:1 Keyword:BODY.PEEK Punctuation:[ Keyword:HEADER.FIELDS Punctuation:( Punctuation:) Punctuation:] Number:<0.9>",
        ),
    ] {
        if drawn(line).join(" ") != parts {
            different.push(format!("{line:?}: {}", drawn(line).join(" ")));
        }
    }
    assert_eq!(different, [""; 0]);
}

proptest::proptest! {
    #[test]
    fn any_line_is_survived(line in ".*", cursor in 0_usize..80) {
        let snapshot = selected();
        let around = around(&snapshot);
        let cursor = cursor.min(line.len());
        let _ = complete(&line, cursor, &around);
        let _ = hint(&line, &around);
        drawn(&line);
    }

    #[test]
    fn any_command_is_survived(line in "(UID )?(FETCH|SEARCH|LIST|NOTIFY SET|APPEND x|LOGIN) [(a-zA-Z\"\\[\\]){}1-3ü :*]{0,40}") {
        let snapshot = selected();
        let (start, _) = complete(&line, line.len(), &around(&snapshot));
        assert!(line.is_char_boundary(start));
        let _ = hint(&line, &around(&snapshot));
        drawn(&line);
    }
}

//! `:shortcuts` in a pipe: only their rendering, in columns with tabs between.

use crate::support::Folder;
use crate::support::program::imapsh;
use crate::support::serve::{PASSWORD, USER};
use crate::support::server::{Step, send};
use crate::{GREETING, all, ok, reply, talk};

/// What stands between the greeting and the goodbye.
fn between(steps: impl IntoIterator<Item = Step>, input: &str) -> String {
    let ended = talk(steps, &[], input);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{input}");
    let text = ended.text().strip_prefix(&GREETING.replace('\r', "")).expect("a greeting").to_owned();
    text.split_once("* BYE bye\n").expect("a goodbye").0.to_owned()
}

#[test]
fn uids_prints_bare_numbers() {
    let all_of_them = reply("UID SEARCH ALL", "* SEARCH 483 2\r\n* SEARCH 99\r\n{tag} OK done\r\n");
    assert_eq!(between(all_of_them, ":uids\n"), "483\n2\n99\n");
    let some = reply("UID SEARCH UNSEEN FROM ann", "* SEARCH 7\r\n{tag} OK done\r\n");
    assert_eq!(between(some, ":uids UNSEEN FROM ann\n"), "7\n");
    let extended = reply("UID SEARCH ALL", "* ESEARCH (TAG \"A001\") UID ALL 4:6,9\r\n{tag} OK done\r\n");
    assert_eq!(between(extended, ":uids\n"), "4\n5\n6\n9\n");
    assert_eq!(between(reply("UID SEARCH ALL", "* SEARCH\r\n{tag} OK none\r\n"), ":uids\n"), "");
}

#[test]
fn data_that_a_shortcut_did_not_ask_for_is_not_lost() {
    let steps = reply("UID SEARCH ALL", "* 5 EXISTS\r\n* SEARCH 483\r\n* OK [ALERT] hot\r\n{tag} OK done\r\n");
    assert_eq!(between(steps, ":uids\n"), "* 5 EXISTS\n* OK [ALERT] hot\n483\n");
}

#[test]
fn a_shortcut_that_is_refused_prints_the_refusal() {
    for (answer, code, says) in [("{tag} NO no\r\n", 1, "NO: no"), ("{tag} BAD what\r\n", 6, "BAD: what")] {
        let ended = talk(reply("UID SEARCH ALL", answer), &[], ":uids\n");
        assert_eq!((ended.code(), ended.stderr.contains(says)), (code, true), "{ended:?}");
        assert!(ended.text().contains(&answer.replace("{tag}", "A001").replace('\r', "")), "{ended:?}");
    }
}

#[test]
fn raw_output_has_the_wire_and_no_rendering() {
    let steps = reply("UID SEARCH ALL", "* SEARCH 483\r\n{tag} OK done\r\n");
    let ended = talk(steps, &["--output", "raw"], ":uids\n");
    let wanted = format!("{GREETING}* SEARCH 483\r\nA001 OK done\r\n* BYE bye\r\nA002 OK bye\r\n");
    assert_eq!(ended.text(), wanted);
}

const SELECTED: &str = "* 14 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 3857529045] ok\r\n\
    * OK [UIDNEXT 4392] ok\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] ok\r\n{tag} OK [READ-WRITE] done\r\n";

#[test]
fn inbox_sums_the_mailbox_up() {
    let status = "* STATUS INBOX (MESSAGES 14 UNSEEN 3)\r\n{tag} OK done\r\n";
    let first = all([reply("STATUS INBOX (MESSAGES UNSEEN)", status), reply("SELECT INBOX", SELECTED)]);
    let rows = "messages\t14\nunseen\t3\nuidvalidity\t3857529045\nuidnext\t4392\n";
    assert_eq!(between(first, ":inbox\n"), rows);
    // A mailbox that is open is not to be asked about with STATUS.
    let search = reply("SEARCH UNSEEN", "* SEARCH 1 2\r\n{tag} OK done\r\n");
    let again = all([reply("SELECT INBOX", SELECTED), reply("SELECT INBOX", SELECTED), search]);
    let text = between(again, "SELECT INBOX\n:inbox\n");
    assert!(text.ends_with("messages\t14\nunseen\t2\nuidvalidity\t3857529045\nuidnext\t4392\n"), "{text}");
}

#[test]
fn state_says_what_is_known() {
    let steps = all([reply("LOGIN me secret", "{tag} OK [CAPABILITY IDLE] hi\r\n"), reply("EXAMINE INBOX", SELECTED)]);
    let text = between(steps, "LOGIN me secret\nEXAMINE INBOX\n:state\n");
    for row in [
        "host\t127.0.0.1",
        "state\tselected",
        "link\tplain text, within this machine",
        "user\tme",
        "messages\t14",
        "uidvalidity\t3857529045",
        "uidnext\t4392",
        "flags\t\\Seen",
        "permanent flags\t\\Seen \\*",
        "capabilities\tIDLE",
    ] {
        assert!(text.contains(&format!("\n{row}\n")), "{row} is missing: {text}");
    }
    // Its name may have been typed as a literal.
    let select = [[Step::Expect("SELECT {5}"), send("+ go\r\n")], [Step::Take(5), Step::ExpectLine("")]];
    let steps = all(select).into_iter().chain([send(SELECTED)]);
    assert!(between(steps, "SELECT {5}\nINBOX\n:state\n").contains("\nmailbox\tINBOX\n"));
    assert_eq!(between([], ":state\n").lines().nth(1), Some("state\tnot authenticated"));
}

#[test]
fn help_is_there_without_asking_the_server() {
    let overview = between([], ":help\n");
    for name in [":help [TOPIC]\t", ":uids [CRITERIA]\t", ":quit [--expunge|--undelete]\t"] {
        assert!(overview.contains(&format!("\n{name}")), "{overview}");
    }
    let fetch = between([], ":help FETCH\n");
    assert!(fetch.starts_with("FETCH\t") && fetch.contains("RFC 9051"), "{fetch}");
    assert!(between([], ":help :uids\n").starts_with(":uids [CRITERIA]\t"));
    assert!(between([], ":help frobnicate\n").contains("Nothing is known"));
}

#[test]
fn send_sends_the_line_whatever_it_looks_like() {
    let steps = all([ok("* OK not a reply"), ok("a1 NOOP"), ok("# no comment"), ok(":quit")]);
    let text = between(steps, ":send * OK not a reply\n:send a1 NOOP\n:send # no comment\n:send :quit\n");
    assert_eq!(text, "A001 OK done\nA002 OK done\nA003 OK done\nA004 OK done\n");
}

#[test]
fn raw_sends_those_very_octets() {
    let steps = vec![Step::Take(4), Step::ExpectLine("a\tb\\"), send("* 1 EXISTS\r\nx OK done\r\n")];
    let steps = steps.into_iter().chain(ok("NOOP"));
    let ended = talk(steps, &[], ":raw \\0\\xff\\r\\na\\tb\\\\\\r\\n\nNOOP\n");
    assert!(ended.text().contains("* 1 EXISTS\nx OK done\nA001 OK done\n"), "{ended:?}");
    assert_eq!((ended.code(), ended.stderr.matches("no command with that tag").count()), (0, 1), "{ended:?}");
}

#[test]
fn quit_leaves_the_rest_of_the_script_unsent() {
    assert_eq!(between(ok("NOOP"), "NOOP\n:quit\nCHECK\n"), "A001 OK done\n");
}

/// A script for each shortcut, on the demo server, logged in, its INBOX selected; what is typed as IMAP prepares it.
const SCRIPTS: &[(&str, &str)] = &[
    ("append", ":append INBOX FILE seen"),
    ("auth", "UNAUTHENTICATE\n:auth PLAIN user@outlook.com"),
    ("caps", ":caps"),
    ("connect", ":connect demo"),
    ("delete", ":delete 1"),
    ("disconnect", ":disconnect\n:reconnect"),
    ("done", ":done"),
    ("eml", ":eml FILE"),
    ("expect", "NOOP\n:expect OK"),
    ("explain", ":explain * 3 EXISTS"),
    ("expunge", ":delete 1\n:expunge"),
    ("flag", ":flag 1 seen"),
    ("headers", ":headers 1"),
    ("help", ":help"),
    ("history", ":history"),
    ("inbox", ":inbox\nCLOSE\n:inbox"),
    ("keepalive", ":keepalive off"),
    ("last", ":last"),
    ("let", ":let x 1"),
    ("list", ":list 1:2"),
    ("log", ":log off"),
    ("login", "UNAUTHENTICATE\n:login user@outlook.com"),
    ("ls", ":ls"),
    ("map", ":map"),
    ("parts", ":parts 1"),
    ("ping", ":ping"),
    ("quit", ":delete 1\nUNSELECT\n:quit --expunge"),
    ("raw", ":raw r1 NOOP\\r\\n"),
    ("read", ":read 1"),
    ("reconnect", ":reconnect"),
    ("run", ":run SCRIPT"),
    ("save", ":save 1 2 NEW"),
    ("search", ":search from:maria"),
    ("send", ":send NOOP"),
    ("set", ":set"),
    ("size", ":size"),
    ("sleep", ":sleep 0"),
    ("source", ":source 1"),
    ("state", ":state"),
    ("status", ":status Sent"),
    ("timing", ":timing on"),
    ("tls", ":tls"),
    ("uid", ":uid 1"),
    ("uids", ":uids"),
    ("undelete", ":delete 1\n:undelete"),
    ("unflag", ":unflag 1 seen"),
    ("until", "NOOP\n:until OK 0"),
    ("watch", ":watch --all --exec 'kill -INT $PPID' --delete all"),
    ("why", ":why"),
];

/// Those that end otherwise than with 0: what is for a person only, or for TLS; what times out; what goes on until Ctrl-C.
const STATUSES: &[(&str, i32)] = &[("history", 2), ("last", 2), ("tls", 2), ("until", 9), ("watch", 130)];

/// Names of the commands that were sent, in the order of the wire.
fn commands(text: &str) -> Vec<&'static str> {
    let command = |line: &str| {
        let (tag, rest) = line.split_once(' ')?;
        let is_sent = tag.strip_prefix('A').is_some_and(|number| number.len() >= 3 && number.parse::<u32>().is_ok());
        let is_reply = ["OK ", "NO ", "BAD "].iter().any(|status| rest.starts_with(status));
        let found = imapsh::catalog::command::find(rest).filter(|_| is_sent && !is_reply)?;
        Some(found.0.name)
    };
    text.lines().filter_map(command).collect()
}

#[test]
fn every_shortcut_sends_what_its_row_says_and_nothing_else() {
    let names: Vec<&str> = imapsh::shortcuts::SHORTCUTS.iter().map(|shortcut| shortcut.name).collect();
    assert_eq!(SCRIPTS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names, "each has a script");
    for (shortcut, (name, script)) in imapsh::shortcuts::SHORTCUTS.iter().zip(SCRIPTS) {
        let folder = Folder::new();
        let file = folder.file("message", "Subject: a\r\n\r\nb\r\n");
        let lines = folder.file("script", "# nothing\n");
        let new = folder.path().join("new");
        let script = script
            .replace("FILE", file.to_str().unwrap())
            .replace("SCRIPT", lines.to_str().unwrap())
            .replace("NEW", new.to_str().unwrap());
        let arguments = ["demo", "-u", USER, "-e", "-y"];
        let input = format!("SELECT INBOX\n{script}\n");
        let ended = imapsh(arguments).env("IMAPSH_PASSWORD", PASSWORD).input(input).run();
        let status = STATUSES.iter().find(|(other, _)| other == name).map_or(0, |(_, status)| *status);
        assert_eq!(ended.code(), status, "{name}: {ended:?}");
        let (_, after) = ended.text().split_once(" SELECT INBOX\n").expect("the INBOX is selected");
        let mut sent = commands(after);
        for typed in script.lines().filter(|line| !line.starts_with(':')).chain(["LOGOUT"]) {
            let at = sent.iter().rposition(|command| typed.starts_with(command));
            at.map(|at| sent.remove(at));
        }
        // Those that prepare it, and another row speaks of.
        let helpers: &[&str] = match *name {
            // What a server can do is asked for wherever it is not known.
            "auth" | "login" => &["CAPABILITY"],
            "expunge" | "quit" => &["UID SEARCH", "UID STORE"],
            "disconnect" => &["AUTHENTICATE", "SELECT"],
            "send" => &["NOOP"],
            _ => &[],
        };
        for command in &sent {
            let is_told = shortcut.sends.contains(command) || helpers.contains(command);
            assert!(is_told, ":{name} sends {command}, of which its row says nothing: {}", shortcut.sends);
        }
        let told = commands_of(shortcut.sends);
        let is_silent =
            told.is_empty() || ["connect", "keepalive", "done", "raw", "send", "quit", "disconnect"].contains(name);
        assert!(
            is_silent || sent.iter().any(|command| told.contains(command)),
            ":{name} sends nothing of {told:?}: {ended:?}"
        );
    }
}

/// The commands that a text names.
fn commands_of(text: &str) -> Vec<&'static str> {
    let starts = text.split([',', ';']).flat_map(|part| part.split(" or ")).map(str::trim);
    starts
        .filter_map(|start| imapsh::catalog::command::find(start.trim_start_matches("else ")))
        .map(|found| found.0.name)
        .collect()
}

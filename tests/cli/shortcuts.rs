//! `:shortcuts` in a pipe: only their rendering, in columns with tabs between.

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
    for name in [":help [TOPIC]\t", ":uids [CRITERIA]\t", ":quit "] {
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

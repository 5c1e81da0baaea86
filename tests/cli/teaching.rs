//! `--explain`, `:explain`, `:why`, `:caps` and `--read-only`, from end to end.

use crate::support::program::Ended;
use crate::support::server::Step;
use crate::{GREETING, all, ok, reply, talk};

fn without_goodbye(ended: &Ended) -> String {
    let text = ended.text();
    text.strip_prefix(&GREETING.replace('\r', "")).unwrap_or(text).to_owned()
}

#[test]
fn every_response_is_explained_where_that_is_wanted() {
    let steps = || reply("NOOP", "* 3 EXISTS\r\n{tag} OK done\r\n");
    let text = without_goodbye(&talk(steps(), &["--explain"], "NOOP\n"));
    assert!(text.contains("\n* 3 EXISTS\n   *       Untagged"), "{text}");
    assert!(text.contains("   EXISTS  The mailbox now holds n messages. RFC 9051 §7.4.1\n"), "{text}");
    let plain = without_goodbye(&talk(steps(), &[], "NOOP\n"));
    assert!(!plain.contains("Untagged"), "{plain}");
    let raw = talk(steps(), &["--explain", "--output", "raw"], "NOOP\n");
    assert!(!raw.text().contains("Untagged"), "raw is the wire and nothing else");
}

#[test]
fn a_line_and_the_last_response_are_explained_on_demand() {
    let steps = reply("NOOP", "* 3 EXISTS\r\n{tag} OK [FROB] done\r\n");
    let text = without_goodbye(&talk(steps, &[], "NOOP\n:explain\n:explain UID FETCH 1 FLAGS\n"));
    assert!(text.contains("   FROB  Nothing is known of this.\n"), "{text}");
    assert!(text.contains("   EXISTS  The mailbox now holds n messages."), "the data above the tagged OK, too: {text}");
    assert!(text.contains("   UID FETCH  Like FETCH, but messages are named by UID."), "{text}");
}

#[test]
fn only_the_end_of_a_long_answer_is_explained_at_once() {
    let data: String = (1..=20).map(|number| format!("* {number} EXISTS\r\n")).collect();
    let ended = talk(reply("NOOP", &format!("{data}{{tag}} OK done\r\n")), &[], "NOOP\n:explain\n");
    let text = without_goodbye(&ended);
    assert_eq!(text.matches("The mailbox now holds n messages.").count(), 15, "{text}");
    assert!(ended.stderr.contains("5 more responses came, which are not explained"), "{ended:?}");
}

#[test]
fn a_refusal_is_explained_with_what_to_type_next() {
    let steps = reply("COPY 1 Nowhere", "{tag} NO [TRYCREATE] no Nowhere\r\n");
    let text = without_goodbye(&talk(steps, &["-k"], "COPY 1 Nowhere\n:why\n"));
    assert!(text.contains("\nsent\tCOPY 1 Nowhere\nNO\t"), "{text}");
    assert!(text.contains("\ntoken\tNowhere: the server names it\nTRYCREATE\t"), "{text}");
    let steps = reply("LOGIN me hunter2", "{tag} NO no\r\n");
    let text = without_goodbye(&talk(steps, &["-k"], "LOGIN me hunter2\n:why\n"));
    assert!(text.contains("\nsent\tLOGIN me\n") && !text.contains("hunter2"), "{text}");
}

#[test]
fn capabilities_are_a_table_by_part_of_the_session() {
    let steps = reply("LOGIN me x", "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK in\r\n");
    let text = without_goodbye(&talk(steps, &[], "LOGIN me x\n:caps\n"));
    assert!(text.contains("\nIDLE\tlogin\tRFC 2177 §3\tThe server pushes changes."), "{text}");
}

/// What is not sent is told, and the status is 2.
fn is_refused(input: &str) {
    let ended = talk(Vec::<Step>::new(), &["--read-only"], input);
    assert_eq!(ended.code(), 2, "{input}: {ended:?}");
    assert!(ended.stderr.contains("--read-only: "), "{input}: {ended:?}");
}

#[test]
fn nothing_that_changes_the_server_is_sent_where_that_was_asked_for() {
    for line in [
        "DELETE x",
        "a1 delete x",
        "C: a1 EXPUNGE",
        ":send STORE 1 FLAGS x",
        ":raw a1 DELETE x\\r\\n",
        "UID  STORE 1 FLAGS x",
        "APPEND INBOX {3}",
        "SELECT INBOX",
        "FETCH 1 BODY[]",
        "SEARCH TEXT {20+}",
        "SEARCH TEXT {\"a\"} TEXT {20+}",
        "XFROB",
    ] {
        is_refused(&format!("{line}\n"));
    }
    let inbox = all([
        reply("STATUS INBOX (MESSAGES UNSEEN)", "* STATUS INBOX (MESSAGES 1 UNSEEN 0)\r\n{tag} OK done\r\n"),
        reply("EXAMINE INBOX", "* 1 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"),
        reply("FETCH 1 BODY[]", "{tag} OK done\r\n"),
        ok("LOGIN me x"),
    ]);
    let ended = talk(inbox, &["--read-only"], ":inbox\nFETCH 1 BODY[]\nLOGIN me x\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
}

//! Pasted transcripts: what a client said is sent, what a server said is not.

use crate::{all, ok, reply, talk};

#[test]
fn a_transcript_of_an_article_is_its_commands() {
    let transcript = "\
S: * OK The server is ready
C: TAG1 CAPABILITY
S: * CAPABILITY IMAP4 IMAP4rev1
S: TAG1 OK CAPABILITY completed.
C: TAG2 SELECT \u{201c}INBOX\u{201d}
S: * 14 EXISTS
S: TAG2 OK [READ-WRITE] SELECT completed.
TAG3 FETCH 1 BODY[]
* 1 FETCH (BODY[] {70988}
NOOP
:quit
# not even a comment
TAG3 OK FETCH completed.
+ idling
C: TAG4 NOOP
";
    let commands = all([ok("CAPABILITY"), ok("SELECT \"INBOX\""), ok("FETCH 1 BODY[]"), ok("NOOP")]);
    let ended = talk(commands, &["--echo"], transcript);
    assert_eq!(ended.code(), 0, "{ended:?}");
    for sent in ["TAG1 CAPABILITY", "TAG2 SELECT \"INBOX\"", "TAG3 FETCH 1 BODY[]", "TAG4 NOOP"] {
        assert!(ended.text().contains(&format!("\n{sent}\n")), "{sent}: {ended:?}");
    }
    assert_eq!(ended.stderr, "-- 11 lines that a server said were not sent\n");
}

#[test]
fn the_literal_of_a_pasted_reply_is_skipped_by_count() {
    // Without `S: `, and with what looks like commands within and behind the literals.
    let transcript = "NOOP\n* 1 FETCH (BODY[1] {13}\nNOOP\nCHECK\n BODY[2] {8}\nLOGOUT\n)\nCHECK\n";
    let ended = talk(all([ok("NOOP"), ok("CHECK")]), &[], transcript);
    assert_eq!((ended.code(), &*ended.stderr), (0, "-- 6 lines that a server said were not sent\n"));
}

#[test]
fn a_log_with_gutters_can_be_run_again() {
    let log = "-- encrypted: TLS 1.3\nS: * OK hi\nC: A001 NOOP\nS: A001 OK done\n-- a note\nC: A002 CHECK\n";
    let ended = talk(all([ok("NOOP"), ok("CHECK")]), &[], log);
    assert_eq!((ended.code(), &*ended.stderr), (0, "-- 4 lines that a server said were not sent\n"));
}

#[test]
fn a_literal_of_a_pasted_client_is_sent() {
    let append = [
        reply("APPEND INBOX {5}", "+ go\r\n"),
        [crate::Step::Take(5), crate::Step::ExpectLine("")],
        [crate::send("{tag} OK done\r\n"), crate::send("")],
    ];
    let ended = talk(all(append), &[], "C: a1 APPEND INBOX {5}\nhello\nS: a1 OK done\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, "-- 1 line that a server said was not sent\n"));
}

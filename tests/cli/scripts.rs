//! What a script sends, line by line, and what becomes of the replies.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::support::Folder;
use crate::support::server::{FakeServer, Step, send};
use crate::{GREETING, all, ok, plain, reply, server, talk};

/// What the server gets of a script all of whose commands are answered OK, LOGOUT left out.
fn sent(script: &[u8], commands: &[&'static str]) -> Vec<u8> {
    let server = server(commands.iter().flat_map(|command| ok(command)));
    let ended = plain(&server, &[]).input(script).run();
    match server.try_received() {
        Ok(mut received) => {
            let end = received.len() - b"A999 LOGOUT\r\n".len();
            received.truncate(end);
            received
        }
        Err(error) => panic!("the fake server: {error}\n{ended:?}"),
    }
}

#[test]
fn a_thousand_lines_give_a_thousand_replies_in_order() {
    let steps = (1..=1000).flat_map(|number| {
        let reply = format!("* {number} EXISTS\r\n{{tag}} OK done {number}\r\n");
        [Step::Expect("NOOP"), send(reply)]
    });
    let ended = talk(steps, &[], "NOOP\n".repeat(1000));
    assert_eq!(ended.code(), 0, "{:?}", ended.stderr);
    let replies: String = (1..=1000).map(|n| format!("* {n} EXISTS\nA{n:03} OK done {n}\n")).collect();
    assert_eq!(ended.text(), format!("{}{replies}* BYE bye\nA1001 OK bye\n", GREETING.replace('\r', "")));
}

#[test]
fn a_script_whose_last_command_is_refused_loses_no_reply() {
    let steps = all([ok("NOOP"), reply("FETCH 99 FLAGS", "* 3 EXISTS\r\n* OK [ALERT] careful\r\n{tag} NO none\r\n")]);
    let ended = talk(steps, &[], "NOOP\nFETCH 99 FLAGS");
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 2: NO: none\n"));
    let replies = "A001 OK done\n* 3 EXISTS\n* OK [ALERT] careful\nA002 NO none\n* BYE bye\nA003 OK bye\n";
    assert_eq!(ended.text(), format!("{}{replies}", GREETING.replace('\r', "")));
}

#[test]
fn lines_are_sent_as_they_are_with_crlf_and_a_tag() {
    let table: [(&[u8], &[&'static str], &[u8]); 6] = [
        (b"NOOP\n", &["NOOP"], b"A001 NOOP\r\n"),
        (b"NOOP\r\nNOOP\r\n", &["NOOP", "NOOP"], b"A001 NOOP\r\nA002 NOOP\r\n"),
        (b"# no\n\n  \r\nFETCH 1 (FLAGS) ", &["FETCH 1 (FLAGS) "], b"A001 FETCH 1 (FLAGS) \r\n"),
        (b"XYZZY a\tb\n", &["XYZZY a\tb"], b"A001 XYZZY a\tb\r\n"),
        (
            "SEARCH SUBJECT \"grüße\"\n".as_bytes(),
            &["SEARCH SUBJECT \"grüße\""],
            "A001 SEARCH SUBJECT \"grüße\"\r\n".as_bytes(),
        ),
        (b"SELECT \"gr\xfc\xdfe\"\n", &["SELECT \"gr\u{fffd}\u{fffd}e\""], b"A001 SELECT \"gr\xfc\xdfe\"\r\n"),
    ];
    for (script, commands, wanted) in table {
        let received = sent(script, commands);
        assert_eq!(received.escape_ascii().to_string(), wanted.escape_ascii().to_string());
    }
}

#[test]
fn tags_of_the_person_are_kept_and_never_used_twice() {
    let script = b"a1 NOOP\nA001 NOOP\n. NOOP\nTAG5 SELECT \"INBOX\"\nNOOP\n";
    let received = sent(script, &["NOOP", "NOOP", "NOOP", "SELECT \"INBOX\"", "NOOP"]);
    let wanted = "a1 NOOP\r\nA001 NOOP\r\n. NOOP\r\nTAG5 SELECT \"INBOX\"\r\nA002 NOOP\r\n";
    assert_eq!(String::from_utf8(received).unwrap(), wanted);
}

#[test]
fn only_the_reply_with_the_very_tag_counts() {
    let others =
        "A002 OK other\r\nA0010 OK longer\r\na001 OK lower\r\nA001OK glued\r\n A001 OK spaced\r\n* OK A001 OK\r\n";
    let steps = all([reply("XYZZY", &format!("{others}{{tag}} NO at last\r\n")), ok("NOOP")]);
    let ended = talk(steps, &["-k"], "XYZZY\nNOOP\n");
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.stderr.ends_with("imapsh: line 1: NO: at last\n"), "{ended:?}");
    // Shown, and flagged, where it does not mix with what the server said.
    assert!(ended.text().contains(&others.replace('\r', "")), "{ended:?}");
    let flagged = ended.stderr.lines().filter(|line| line.starts_with("-- ")).count();
    assert_eq!((flagged, ended.stderr.matches("-- no command with that tag").count()), (5, 4), "{ended:?}");
}

#[test]
fn replies_may_come_in_another_order() {
    // Two commands in one line end: the second is none of the session's, and answered first.
    let steps = all([
        [Step::ExpectLine("X1 NOOP"), Step::Expect("NOOP")],
        [send("* 1 EXISTS\r\n{tag} NO second\r\nX1 OK first\r\n"), Step::Expect("NOOP")],
        [send("X2 BAD whose?\r\n{tag} OK third\r\n"), Step::Expect("NOOP")],
        [send("{tag} OK fourth\r\n"), send("")],
    ]);
    let ended = talk(steps, &["-k"], ":raw X1 NOOP\\r\\n\nNOOP\nNOOP\nNOOP\n");
    assert!(ended.code() == 1 && ended.stderr.contains("imapsh: line 2: NO: second\n"), "{ended:?}");
    assert!(ended.text().ends_with("A003 OK fourth\n* BYE bye\nA004 OK bye\n"), "{}", ended.text());
}

#[test]
fn an_ok_that_comes_before_its_command_is_not_believed() {
    // In one packet with the greeting, so that it surely comes before.
    let script = vec![
        send("* OK ready\r\nA001 OK early\r\n"),
        Step::Expect("NOOP"),
        send("{tag} NO late\r\n"),
        Step::Expect("LOGOUT"),
        send("* BYE bye\r\n{tag} OK bye\r\n"),
    ];
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-c", "NOOP"]).run();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.text().starts_with("* OK ready\nA001 OK early\n"), "{ended:?}");
    assert!(ended.stderr.starts_with("-- no command with that tag is in flight"), "{ended:?}");
    server.received();
}

#[test]
fn an_ok_before_the_literal_was_sent_is_not_believed() {
    let steps =
        all([reply("APPEND INBOX {5}", "{tag} OK early\r\n+ go\r\n"), [Step::Take(7), send("{tag} NO late\r\n")]]);
    let ended = talk(steps, &[], "APPEND INBOX {5}\nhello\n");
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.stderr.starts_with("-- that OK came before its command was sent"), "{ended:?}");
    assert!(ended.stderr.ends_with("imapsh: line 1: NO: late\n"), "{ended:?}");
}

#[test]
fn a_script_waits_for_each_reply_before_it_sends_the_next_line() {
    let (told, tell) = mpsc::channel();
    let (go, gone) = mpsc::channel();
    let mut steps = vec![Step::Expect("NOOP"), Step::Tell(told), Step::Await(gone), send("{tag} OK\r\n")];
    steps.extend(ok("CHECK"));
    let server = server(steps);
    let mut running = plain(&server, &["--echo"]).start();
    running.write("NOOP\nCHECK\n:quit\n");
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    go.send(()).unwrap();
    let ended = running.wait();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("A001 NOOP\nA001 OK\nA002 CHECK\nA002 OK done\nA003 LOGOUT\n"), "{ended:?}");
    server.received();
}

#[test]
fn a_typed_logout_is_the_only_one() {
    // Some close without the tagged OK.
    for answer in ["* BYE bye\r\n{tag} OK bye\r\n", "* BYE bye\r\n"] {
        for script in ["LOGOUT\n", ":send LOGOUT\n", ""] {
            let server = FakeServer::start(vec![send(GREETING), Step::Expect("LOGOUT"), send(answer), Step::Close]);
            let ended = plain(&server, &[]).input(script).run();
            assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{script:?} {answer:?}");
            assert_eq!(server.received(), b"A001 LOGOUT\r\n");
        }
    }
}

#[test]
fn a_goodbye_ends_a_script_that_has_nothing_left_and_no_other() {
    let script = || {
        let mut script = vec![send(GREETING)];
        script.extend(reply("NOOP", "{tag} OK done\r\n* BYE going down\r\n"));
        script.push(Step::Close);
        FakeServer::start(script)
    };
    // From files: a pipe may tell of its end later than the server of its own.
    let folder = Folder::new();
    let (short, long) = (folder.file("short", "NOOP\n"), folder.file("long", "NOOP\nNOOP\n"));
    for _ in 0..20 {
        let ended = plain(&script(), &["-f", short.to_str().unwrap()]).run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""));
        let ended = plain(&script(), &["-f", long.to_str().unwrap()]).run();
        assert_eq!(ended.code(), 8, "{ended:?}");
    }
}

#[test]
fn idle_in_a_script_ends_at_the_next_line() {
    let tables: [(&str, &str); 3] =
        [("a command", "IDLE\nNOOP\n"), ("DONE", "IDLE\nDONE\nNOOP\n"), (":done", "IDLE\n:done\nNOOP\n")];
    for (what, script) in tables {
        let mut steps = all([reply("IDLE", "* 1 EXISTS\r\n+ idling\r\n* 2 EXISTS\r\n")]);
        steps.extend([Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
        steps.extend(ok("NOOP"));
        let ended = talk(steps, &[], script);
        assert_eq!(ended.code(), 0, "{what}: {ended:?}");
        assert!(ended.text().contains("* 2 EXISTS\nA001 OK idled\nA002 OK done\n"), "{what}: {ended:?}");
    }
    let mut steps = all([reply("IDLE", "+ idling\r\n")]);
    steps.extend([Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
    assert_eq!(talk(steps, &[], "IDLE\n").code(), 0, "the end of the script ends it, too");
}

#[test]
fn an_idle_may_be_silent_for_longer_than_the_time_out() {
    let (told, tell) = mpsc::channel();
    let mut steps = all([reply("IDLE", "+ idling\r\n")]);
    steps.extend([Step::Tell(told), Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
    steps.extend(ok("NOOP"));
    let server = server(steps);
    let mut running = plain(&server, &["--timeout", "1"]).start();
    running.write("IDLE\n");
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    // The time itself is what this is about.
    thread::sleep(Duration::from_millis(1100));
    running.write(":done\nNOOP\n:quit\n");
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    server.received();
}

#[test]
fn the_done_of_an_idle_that_was_refused_is_swallowed() {
    let steps = all([reply("IDLE", "{tag} BAD no such thing\r\n"), ok("NOOP")]);
    let ended = talk(steps, &["-k"], "IDLE\nDONE\nNOOP\n");
    assert_eq!((ended.code(), &*ended.stderr), (6, "imapsh: line 1: BAD: no such thing\n"));
}

#[test]
fn compression_typed_by_hand_compresses_both_ways_from_the_right_octet() {
    let mut steps = all([reply("COMPRESS DEFLATE", "{tag} OK deflating\r\n")]);
    steps.push(Step::Deflate);
    steps.extend(reply("FETCH 1 BODY[]", "* 1 FETCH (BODY[] {5}\r\nhello)\r\n{tag} OK done\r\n"));
    steps.extend(all([ok("NOOP"), ok("NOOP")]));
    let ended = talk(steps, &[], "COMPRESS DEFLATE\nFETCH 1 BODY[]\nNOOP\nNOOP\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert!(ended.text().contains("A002 OK done\nA003 OK done\nA004 OK done\n* BYE bye\n"), "{ended:?}");
}

#[test]
fn what_is_no_deflate_behind_compress_is_a_loss() {
    let mut script = vec![send(GREETING)];
    script.extend(reply("COMPRESS DEFLATE", "{tag} OK deflating\r\n* OK but this is not deflate\r\n"));
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-c", "COMPRESS DEFLATE", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.stderr.contains("the compressed stream is corrupt"), "{ended:?}");
}

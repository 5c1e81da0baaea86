//! `--check`: a transcript is a test.

use std::sync::mpsc;
use std::time::Duration;

use crate::support::program::{Ended, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::support::{Folder, peak_memory_kib};
use crate::{GREETING, all, ok, plain, reply, server};

/// Checks `transcript` against a server that does `steps`.
fn check(steps: impl IntoIterator<Item = Step>, arguments: &[&str], transcript: &str) -> Ended {
    let folder = Folder::new();
    let file = folder.file("t.txt", transcript);
    let server = server(steps);
    let ended = plain(&server, &[&["--check", file.to_str().unwrap()], arguments].concat()).run();
    if let Err(error) = server.try_received() {
        panic!("the fake server: {error}\n{ended:?}");
    }
    ended
}

/// Checks a transcript against the demo server.
fn on_demo(arguments: &[&str], transcript: &str) -> Ended {
    let folder = Folder::new();
    let file = folder.file("t.txt", transcript);
    let arguments = [&["demo", "--check", file.to_str().unwrap()], arguments].concat();
    imapsh(arguments).env("IMAPSH_PASSWORD", "password").run()
}

#[test]
fn the_session_of_the_article_is_as_it_was() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/checks/article.txt");
    let ended = imapsh(["demo", "--check", file]).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert_eq!(ended.text(), format!("ok {file}: 14 exchanges\n"));
}

#[test]
fn what_differs_is_told_and_the_rest_is_played_all_the_same() {
    let steps = all([reply("NOOP", "{tag} NO [X] not now\r\n"), ok("CHECK")]);
    let ended = check(steps, &[], "C: a1 NOOP\nS: * 2 EXISTS\nS: a1 OK ...\nC: CHECK\nS: x OK done\n");
    assert_eq!((ended.code(), &*ended.stderr), (7, ""), "{ended:?}");
    let diff = "@@\n  C: a1 NOOP\n- S: * 2 EXISTS\n- S: a1 OK ...\n+ S: a1 NO [X] not now\ndiffers ";
    assert!(ended.text().contains(diff) && ended.text().ends_with(": 1 of 2 exchanges\n"), "{ended:?}");
}

#[test]
fn an_expected_no_is_no_failure_and_tags_are_the_session_s_own() {
    let steps = all([
        reply("NOOP", "{tag} BAD no\r\n"),
        reply("UID SEARCH RETURN (ALL) ALL", "* ESEARCH (TAG \"{tag}\") UID\r\n{tag} OK done\r\n"),
    ]);
    let search = "C: x7 UID SEARCH RETURN (ALL) ALL\nS: * ESEARCH (TAG \"x7\") UID\nS: x7 OK done\n";
    let ended = check(steps, &["--strict"], &format!("S: {GREETING}C: NOOP\nS: a BAD no\n{search}"));
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn what_is_captured_is_used_later() {
    let steps = all([
        reply("SELECT INBOX", "* 23 EXISTS\r\n{tag} OK [READ-WRITE] done\r\n"),
        reply("FETCH 23 UID", "* 23 FETCH (UID 5)\r\n{tag} OK done\r\n"),
    ]);
    let text = "C: a1 SELECT INBOX\nS: * {$n} EXISTS\nS: a1 OK [READ-WRITE] ...\n\
                C: a2 FETCH {$n} UID\nS: * {$n} FETCH (UID 5)\nS: a2 OK ...\n";
    let ended = check(steps, &[], text);
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn what_is_captured_stands_in_a_command_as_its_place_wants_it() {
    let text = "C: a LIST \"\" \"Lists/r*\"\nS: * LIST (...) \"/\" {$box}\nS: a OK ...\n\
                C: b STATUS {$box} (MESSAGES)\nS: * STATUS {$box} (MESSAGES ...)\nS: b OK ...\n\
                C: c EXAMINE INBOX\nS: c OK ...\nC: d SEARCH UNSEEN\nS: * SEARCH {$hits}\nS: d OK ...\n\
                C: e FETCH {$hits} UID\nS: * 1 FETCH (UID 483)\nS: * 14 FETCH (UID 496)\nS: e OK ...\n";
    let ended = on_demo(&["-u", "user@outlook.com"], text);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn literals_and_answers_of_a_client_are_said_again() {
    let steps = [
        vec![Step::Expect("AUTHENTICATE X"), send("+ Zm9v\r\n"), Step::ExpectLine("YmFy"), send("{tag} OK in\r\n")],
        vec![Step::Expect("APPEND INBOX {7}"), send("+ go\r\n"), Step::Take(7), Step::ExpectLine("")],
        vec![send("{tag} OK done\r\n")],
        vec![
            Step::Expect("IDLE"),
            send("+ idling\r\n* 3 EXISTS\r\n"),
            Step::ExpectLine("DONE"),
            send("{tag} OK a\r\n"),
        ],
    ];
    let text = "C: a1 AUTHENTICATE X\nS: + Zm9v\nC: YmFy\nS: a1 OK in\nC: a2 APPEND INBOX {7}\nS: + go\nC: hello\nC: \n\
                S: a2 OK done\nC: a3 IDLE\nS: + idling\nS: * 3 EXISTS\nC: DONE\nS: a3 OK a\n";
    let ended = check(steps.into_iter().flatten(), &[], text);
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn a_secret_comes_from_the_password_source_however_it_was_sent() {
    for login in [
        "C: a1 LOGIN user@outlook.com {$secret}\nS: a1 OK [X] in\n",
        "C: a1 LOGIN {16}\nS: + go\nC: user@outlook.com {6}\nS: + go\nC: {$secret}\nS: a1 OK ...\n",
        "C: a1 AUTHENTICATE PLAIN {$secret}\nS: a1 OK ...\n",
        "C: a1 AUTHENTICATE SCRAM-SHA-256\nS: + \nC: {$secret}\nS: + cj1hYmM=\nC: {$secret}\nS: + dj1h\nC: \nS: a1 OK ...\n",
    ] {
        let login = login.replace("[X] in", "...");
        let ended = on_demo(&["-u", "user@outlook.com"], &login);
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{login}{ended:?}");
        assert!(!ended.text().contains("password"));
    }
}

#[test]
fn what_went_out_together_goes_out_together_and_is_answered_in_any_order() {
    let steps = [
        [Step::ExpectLine("C001 NOOP"), Step::ExpectLine("C002 STATUS a (MESSAGES)"), Step::ExpectLine("C003 CHECK")],
        [send("* STATUS a (MESSAGES 1)\r\nC002 OK done\r\n"), send("C003 OK done\r\n"), send("* 3 EXISTS\r\n")],
        [send("C001 OK done\r\n"), Step::ExpectLine("C004 NOOP"), send("C004 NO no\r\n")],
    ];
    let text = "C: a1 NOOP\nC: a2 STATUS a (MESSAGES)\nC: a3 CHECK\nS: * 3 EXISTS\nS: a1 OK done\nS: * STATUS a (MESSAGES 1)\n\
                S: a2 OK done\nS: a3 OK done\nC: a4 NOOP\nS: a4 NO no\n";
    let ended = check(steps.into_iter().flatten(), &[], text);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn a_login_with_a_challenge_is_done_again_whatever_was_answered_then() {
    let folder = Folder::new();
    let log = folder.path().join("session.log").display().to_string();
    for mechanism in ["CRAM-MD5", "SCRAM-SHA-256"] {
        let user = ["demo", "-u", "user@outlook.com"];
        let session = ["--auth", mechanism, "--log", &log, "--show-secrets", "-c", "NOOP"];
        let ended = imapsh([&user[..], &session].concat()).env("IMAPSH_PASSWORD", "password").run();
        assert_eq!(ended.code(), 0, "{ended:?}");
        let ended = imapsh([&user[..], &["--check", &log]].concat()).env("IMAPSH_PASSWORD", "password").run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
        std::fs::remove_file(&log).unwrap();
    }
}

#[test]
fn a_user_who_is_named_is_logged_in_unless_the_transcript_does_it() {
    let text = "S: * OK ...\nC: a1 SELECT INBOX\nS: * 14 EXISTS\nS: a1 OK ...\n";
    let ended = on_demo(&["-u", "user@outlook.com"], text);
    assert_eq!(ended.code(), 0, "{ended:?}");
    let ended = on_demo(&["-u", "nobody"], text);
    assert_eq!(ended.code(), 5, "{ended:?}");
    assert!(ended.stderr.contains("login refused"), "{ended:?}");
}

#[test]
fn the_log_of_a_session_that_changed_nothing_passes_as_it_is() {
    let folder = Folder::new();
    let log = folder.path().join("session.log").display().to_string();
    let session = ["demo", "-u", "user@outlook.com", "--log", &log, "-k"];
    let script = "EXAMINE INBOX\nFETCH 1:* (FLAGS ENVELOPE)\nFETCH 6 BODY.PEEK[]\nSEARCH {\"x\"} y\nEXAMINE Nowhere\n";
    imapsh(session).env("IMAPSH_PASSWORD", "password").input(script).run();
    let check = ["demo", "-u", "user@outlook.com", "--check", &log];
    for arguments in [&check[..], &[&check[..], &["--strict"]].concat()] {
        let ended = imapsh(arguments).env("IMAPSH_PASSWORD", "password").run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    }
}

/// Logs a session with the demo server, behind what is in the file.
fn log(log: &str, script: &str) {
    let arguments = ["demo", "-u", "user@outlook.com", "-k", "--log", log];
    imapsh(arguments).env("IMAPSH_PASSWORD", "password").input(script).run();
}

#[test]
fn a_file_with_several_sessions_is_played_one_after_another() {
    let folder = Folder::new();
    let path = folder.path().join("session.log");
    let file = path.display().to_string();
    log(&file, "EXAMINE INBOX\nFETCH 6 BODY.PEEK[]\n");
    log(&file, "NOOP\n:reconnect\nEXAMINE INBOX\n");
    // A program that is killed leaves a line without its end, and a literal without its octets.
    let killed = "-- session with demo\nS: * OK ...\nC: A1 LOGIN user@outlook.com {$secret}\nS: A1 OK ...\nC: A2 EXAMINE INBOX\n\
                  S: * 14 EXISTS\nS: A2 OK ...\nC: A3 FETCH 6 BODY.PEEK[]\nS: * 6 FETCH (BODY[] {3";
    let text = std::fs::read_to_string(&path).unwrap();
    let lines = text.lines().count();
    std::fs::write(&path, text + killed).unwrap();
    log(&file, "EXAMINE Nowhere\n");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().filter(|line| line.starts_with("-- session with demo")).count(), 5, "{text}");
    let check = ["demo", "-u", "user@outlook.com", "--check", &file];
    let ended = imapsh(check).env("IMAPSH_PASSWORD", "password").run();
    let diff = format!(
        "@@ {file}:{} @@\n  C: A3 FETCH 6 BODY.PEEK[]\n- S: * 6 FETCH (BODY[] {{3\n+ S: * 6 FETCH (BODY[] {{",
        lines + 8
    );
    assert!(ended.code() == 7 && ended.text().starts_with(&diff), "{ended:?}");
    assert!(ended.text().ends_with(&format!("differs {file}: 1 of 21 exchanges\n")), "{ended:?}");
}

#[test]
fn two_sessions_that_were_pasted_are_two_and_share_what_is_captured() {
    let first = "S: * OK ...\nC: a LOGIN user@outlook.com password\nS: a OK ...\nC: b STATUS INBOX (MESSAGES)\n\
                 S: * STATUS INBOX (MESSAGES {$n})\nS: b OK ...\nC: c LOGOUT\nS: * BYE ...\nS: c OK ...\n";
    let second = "S: * OK ...\nC: a LOGIN user@outlook.com password\nS: a OK ...\nC: b EXAMINE INBOX\nS: * {$n} EXISTS\n\
                  S: b OK ...\nC: c LOGOUT\nS: * BYE ...\nS: c OK ...\n";
    let ended = on_demo(&[], &format!("{first}{second}"));
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(ended.text().ends_with(": 8 exchanges\n"), "{ended:?}");
    let tap = on_demo(&["--report", "tap"], &format!("{first}# the next\n{second}"));
    assert!(tap.text().contains("ok 5 - ") && tap.text().contains("/t.txt:11 greeting\n"), "{tap:?}");
}

#[test]
fn a_session_that_cannot_be_played_does_not_keep_the_next_from_it() {
    let session = "-- session\nS: * OK hi\nC: a NOOP\nS: a OK done\n";
    let folder = Folder::new();
    let file = folder.file("t.txt", format!("{session}{session}"));
    let server = FakeServer::start(vec![send("* BYE go away\r\n"), Step::Close]);
    let ended = plain(&server, &["--check", file.to_str().unwrap(), "--report", "junit"]).run();
    // Nobody listens any more when the second one comes.
    assert_eq!(ended.code(), 3, "{ended:?}");
    for line in [1, 5] {
        assert!(ended.text().contains(&format!("/t.txt:{line} greeting\">")), "{ended:?}");
    }
    assert!(ended.text().contains("<testsuites tests=\"2\" failures=\"2\">"), "{ended:?}");
}

#[test]
fn shortcuts_of_a_transcript_are_never_run() {
    let ended = check(ok("NOOP"), &[], "C: :raw x\n:raw y\nC: a1 NOOP\nS: a1 OK done\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn reports_are_for_build_servers() {
    let text = "C: a1 NOOP\nS: a1 NO ...\n";
    let tap = check(ok("NOOP"), &["--report", "tap"], text);
    assert_eq!(tap.code(), 7);
    assert!(tap.text().starts_with("TAP version 13\n1..1\nnot ok 1 - "), "{tap:?}");
    assert!(tap.text().ends_with("  diff: |\n    - S: a1 NO ...\n    + S: a1 OK done\n  ...\n"), "{tap:?}");
    let junit = check(ok("NOOP"), &["--report", "junit"], text);
    assert!(junit.text().contains("<testsuites tests=\"1\" failures=\"1\">"), "{junit:?}");
}

#[test]
fn a_password_is_never_said_as_a_command() {
    let text = "S: * OK ...\nC: {$secret}\nS: A1 OK ...\nC: {$secret}\nS: A2 OK ...\n";
    let ended = on_demo(&["-u", "user@outlook.com"], text);
    assert_eq!(ended.code(), 2, "{ended:?}");
    assert!(ended.stderr.contains("line 2: a command that was hidden whole cannot be said again"), "{ended:?}");
    assert!(!ended.text().to_lowercase().contains("password"), "{ended:?}");
}

#[test]
fn a_transcript_gets_at_no_file() {
    let folder = Folder::new();
    let private = folder.file("private", "s3same");
    for command in [format!("APPEND INBOX {{@{}}}", private.display()), "APPEND INBOX {<<END}".to_owned()] {
        let ended = check([], &[], &format!("C: a1 {command}\nS: a1 OK ...\n"));
        assert!(ended.code() == 2 && ended.stderr.contains("has the octets that were sent"), "{ended:?}");
    }
}

#[test]
fn what_cannot_be_played_has_its_own_status() {
    let folder = Folder::new();
    let bad = folder.file("bad.txt", "C: a1 NOOP\nS: a1 OK\nC: a2 APPEND x {9}\n");
    let ended = imapsh(["demo", "--check", bad.to_str().unwrap()]).run();
    assert_eq!(ended.code(), 2);
    assert!(ended.stderr.contains("bad.txt: line 4: the literal that is announced here"), "{ended:?}");
    let empty = folder.file("empty.txt", "# a note\n-- session with nobody\n");
    let ended = imapsh(["demo", "--check", empty.to_str().unwrap()]).run();
    assert!(ended.code() == 2 && ended.stderr.ends_with("empty.txt: nobody says anything in it\n"), "{ended:?}");
    let missing = imapsh(["demo", "--check", "/nowhere/t.txt"]).run();
    assert_eq!(missing.code(), 2, "{missing:?}");
    let file = folder.file("t.txt", "C: a1 NOOP\nS: a1 OK done\n");
    let lost = FakeServer::start(vec![send(GREETING), Step::Expect("NOOP"), Step::Close]);
    let ended = plain(&lost, &["--check", file.to_str().unwrap()]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.text().contains("! "), "{ended:?}");
}

/// What the program may take while a flood comes.
const FLOOD_KIB_MAX: u64 = 32 << 10;

#[test]
fn a_flood_of_short_lines_is_too_much_to_be_compared_and_takes_no_memory() {
    let ((told, hears), (go_on, waits)) = (mpsc::channel(), mpsc::channel());
    // A few octets of the wire, and each of their lines is an allocation when they are compared.
    let response = format!("* X {{300}}\r\n{}\r\n", "x\r\n".repeat(100));
    let mut steps =
        vec![send(GREETING), Step::Expect("NOOP"), send(response.repeat(14_000)), send("{tag} OK done\r\n")];
    steps.extend([Step::Expect("LOGOUT"), Step::Tell(told), Step::Await(waits), send("* BYE bye\r\n{tag} OK bye\r\n")]);
    let server = FakeServer::start(steps);
    let folder = Folder::new();
    let file = folder.file("t.txt", "C: NOOP\nS: a OK done\n");
    let running = plain(&server, &["--check", file.to_str().unwrap()]).limit(Duration::from_secs(60)).start();
    hears.recv_timeout(Duration::from_secs(60)).unwrap();
    let peak = peak_memory_kib(running.id());
    go_on.send(()).unwrap();
    let ended = running.wait();
    server.received();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.stderr.contains("the replies are too long to be compared"), "{ended:?}");
    assert!(peak < FLOOD_KIB_MAX, "it took {peak} KiB");
}

#[test]
fn an_idle_waits_for_what_is_wanted_among_much_that_is_not() {
    let mut steps = vec![Step::Expect("IDLE"), send("+ idling\r\n* 4 RECENT\r\n")];
    steps.extend([send("* 1 FETCH (FLAGS ())\r\n".repeat(20_000)), send("* 5 EXISTS\r\n")]);
    steps.extend([Step::ExpectLine("DONE"), send("{tag} OK a\r\n")]);
    let text = "C: a3 IDLE\nS: + idling\nS: * 5 EXISTS\nS: * {$n} RECENT\nC: DONE\nS: a3 OK a\n";
    let ended = check(steps, &[], text);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

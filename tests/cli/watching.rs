//! `:watch`: what it says to servers that answer, refuse and leave as they like.

use std::cell::{Cell, RefCell};
use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::handled::{Mailer, ended_by, until};
use crate::support::Folder;
use crate::support::obliging;
use crate::support::program::{Ended, imapsh};
use crate::support::serve::{PASSWORD, Served, USER};
use crate::support::server::{FakeServer, Step, send};
use crate::{all, ok, plain, reply};

/// SELECT or EXAMINE, with a UIDVALIDITY and a UIDNEXT.
fn opened(command: &'static str, uid_validity: u32, uid_next: u32) -> [Step; 2] {
    let how = if command.starts_with("EXAMINE") { "READ-ONLY" } else { "READ-WRITE" };
    let answer = format!(
        "* 2 EXISTS\r\n* OK [UIDVALIDITY {uid_validity}] x\r\n* OK [UIDNEXT {uid_next}] x\r\n{{tag}} OK [{how}] done\r\n"
    );
    reply(command, &answer)
}

/// What is asked of a new message.
const ASKED: &str =
    "UID FETCH 9 (UID BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]<0.32768> BODY.PEEK[HEADER.FIELDS (TO CC)]<0.32768>)";

/// The question about message 9, and the answer.
fn facts(subject: &str) -> [Step; 2] {
    let subject = format!("Subject: {subject}\r\n\r\n");
    let (about, to) = ("BODY[HEADER.FIELDS (SUBJECT FROM)]<0>", "BODY[HEADER.FIELDS (TO CC)]<0>");
    let octets = subject.len();
    reply(
        ASKED,
        &format!("* 1 FETCH (UID 9 {about} {{{octets}}}\r\n{subject} {to} {{2}}\r\n\r\n)\r\n{{tag}} OK done\r\n"),
    )
}

/// A server that greets a client who need not log in.
fn welcome(capabilities: &str) -> Vec<Step> {
    vec![send(format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] ready\r\n"))]
}

/// What is found when everything is new, and the only message is 9.
fn found() -> [Step; 2] {
    reply("UID SEARCH UID 1:* UNDELETED", "* SEARCH 9\r\n{tag} OK done\r\n")
}

/// The end of a watch: a refusal, and a proper goodbye.
fn enough(command: &'static str) -> Vec<Step> {
    all([reply(command, "{tag} NO enough\r\n"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")])
}

/// Runs a watch against a server that has a script for each connection.
fn watch(scripts: Vec<Vec<Step>>, arguments: &[&str], line: &str) -> Ended {
    let server = FakeServer::start_each(scripts);
    let ended = plain(&server, &[arguments, &["-c", line]].concat()).env("IMAPSH_PASSWORD", "secret").run();
    if let Err(error) = server.try_received() {
        panic!("the fake server: {error}\n{ended:?}");
    }
    ended
}

#[test]
fn a_server_without_idle_is_asked_with_noop_and_only_what_is_new_counts() {
    let mut script = vec![send("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")];
    script.extend(all([
        opened("EXAMINE INBOX", 1, 9),
        // The last message answers to any range with a star.
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH 8\r\n{tag} OK done\r\n"),
        ok("NOOP"),
        reply("NOOP", "* 3 EXISTS\r\n{tag} OK done\r\n"),
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH 9\r\n{tag} OK done\r\n"),
        facts("new"),
        reply("UID SEARCH UID 10:* UNDELETED", "* SEARCH 9\r\n{tag} OK done\r\n"),
        reply("NOOP", "* BYE enough\r\n"),
    ]));
    script.push(Step::Close);
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-c", ":watch --every 0.05"]).run();
    server.received();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.text().contains("\n9\t\tnew\n"), "{ended:?}");
    assert!(ended.stderr.contains("1 handled, 0 failed") && ended.stderr.contains("hint: --reconnect"), "{ended:?}");
}

#[test]
fn a_login_that_is_refused_is_not_tried_for_ever() {
    let mut script = vec![send("* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n")];
    script.extend(reply("LOGIN me secret", "{tag} NO no\r\n"));
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-u", "me", "--reconnect", "-c", ":watch"]).env("IMAPSH_PASSWORD", "secret").run();
    server.received();
    assert_eq!(ended.code(), 5, "{ended:?}");
}

#[test]
fn a_command_gets_the_facts_and_no_password() {
    let server = Served::start(&[]);
    Mailer::new(server.port).deliver("=?utf-8?q?Gr=C3=BC=C3=9Fe=0Aaus?= Wien", "x");
    let folder = Folder::new();
    let log = folder.file("log", "");
    let line = format!(
        ":watch INBOX --all --subject \"^Grüße aus\" --exec \"echo \\\"$IMAPSH_UID|$IMAPSH_FROM|$IMAPSH_SUBJECT|${{IMAPSH_PASSWORD-none}}\\\" >> {}\"",
        log.display()
    );
    let target = format!("127.0.0.1:{}", server.port);
    let running = imapsh(["--tls", "off", &target, "-u", USER, "-c", &line]).env("IMAPSH_PASSWORD", PASSWORD).start();
    until("the message", || fs::read_to_string(&log).unwrap().ends_with('\n'));
    assert_eq!(fs::read_to_string(&log).unwrap(), "497|Ann <ann@example.com>|Grüße aus Wien|none\n");
    let ended = ended_by(Signal::SIGTERM, running);
    assert_eq!(ended.code(), 130, "{ended:?}");
    assert!(ended.text().contains(" OK LOGOUT"), "it says goodbye: {ended:?}");
}

#[test]
fn what_a_loss_left_undone_is_looked_for_before_it_is_done_again() {
    let greeting = || vec![send("* PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS] ready\r\n")];
    let nothing = "{tag} OK done\r\n";
    let mut first = greeting();
    first.extend(all([
        opened("SELECT INBOX", 1, 10),
        reply("UID SEARCH UID 1:* UNDELETED", "* SEARCH 9\r\n{tag} OK done\r\n"),
        facts("new"),
    ]));
    // Whether it was stored, nobody knows.
    first.extend([Step::Expect("UID STORE 9 +FLAGS.SILENT (\\Deleted)"), Step::Close]);
    let mut second = greeting();
    second.extend(all([
        opened("SELECT INBOX", 1, 10),
        reply("UID SEARCH UID 9", "* SEARCH 9\r\n{tag} OK done\r\n"),
        ok("UID STORE 9 +FLAGS.SILENT (\\Deleted)"),
        ok("UID EXPUNGE 9"),
        // It was handled: it is not looked at again.
        reply("UID SEARCH UID 10:* UNDELETED", nothing),
    ]));
    second.extend([Step::Expect("NOOP"), Step::Close]);
    let mut third = greeting();
    // These UIDs are of another mailbox, so to say.
    third.extend(all([opened("SELECT INBOX", 2, 4), reply("UID SEARCH UID 1:* UNDELETED", nothing)]));
    third.extend(reply("NOOP", "{tag} NO enough\r\n"));
    third.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    let server = FakeServer::start_each(vec![first, second, third]);
    let ended = plain(&server, &["--reconnect", "-c", ":watch --all --every 0.05 --delete matched"]).run();
    server.received();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert_eq!(ended.text().matches("9\t\tnew\n").count(), 1, "{ended:?}");
    assert!(ended.stderr.contains("(UIDVALIDITY)") && ended.stderr.contains("1 handled, 0 failed"), "{ended:?}");
}

#[test]
fn ctrl_c_before_the_plus_of_idle_ends_the_watch() {
    let ((told, hears), (go_on, waits)) = (mpsc::channel(), mpsc::channel());
    let mut script = vec![send("* PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\r\n")];
    script.extend(reply(
        "EXAMINE INBOX",
        "* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 5] x\r\n{tag} OK done\r\n",
    ));
    script.extend(reply("UID SEARCH UID 5:* UNDELETED", "* SEARCH\r\n{tag} OK done\r\n"));
    script.extend([Step::Expect("IDLE"), Step::Tell(told), Step::Await(waits), send("+ idling\r\n")]);
    script.extend([Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    let server = FakeServer::start(script);
    let running = plain(&server, &["-c", ":watch INBOX"]).start();
    hears.recv_timeout(Duration::from_secs(10)).unwrap();
    kill(Pid::from_raw(running.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    // Whichever of the two is seen first.
    go_on.send(()).unwrap();
    let ended = running.wait();
    assert_eq!(ended.code(), 130, "{ended:?}");
    server.received();
}

#[test]
fn a_connection_lost_between_login_and_select_leads_back_to_the_mailbox_that_is_watched() {
    let greeting = || vec![send("* OK [CAPABILITY IMAP4rev1] ready\r\n")];
    let log_in = || reply("LOGIN me secret", "{tag} OK [CAPABILITY IMAP4rev1] in\r\n");
    let mut first = greeting();
    first.extend(all([
        log_in(),
        opened("SELECT Drafts", 1, 10),
        reply("UID SEARCH UID 1:* UNDELETED", "* SEARCH\r\n{tag} OK done\r\n"),
    ]));
    first.extend([Step::Expect("NOOP"), Step::Close]);
    let mut second = greeting();
    second.extend(log_in());
    second.extend([Step::Expect("SELECT Drafts"), Step::Close]);
    let mut third = greeting();
    third.extend(all([log_in(), opened("SELECT Drafts", 1, 10)]));
    third.extend(enough("UID SEARCH UID 1:* UNDELETED"));
    let line = ":watch Drafts --every 0.05 --all --subject never --delete all";
    let ended = watch(vec![first, second, third], &["-u", "me", "--reconnect"], line);
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(!ended.stderr.contains("UIDVALIDITY"), "{ended:?}");
}

#[test]
fn a_script_comes_back_to_its_mailbox_though_a_connection_was_lost_on_the_way() {
    let greeting = || vec![send("* OK [CAPABILITY IMAP4rev1] ready\r\n")];
    let log_in = || reply("LOGIN me secret", "{tag} OK [CAPABILITY IMAP4rev1] in\r\n");
    let mut first = greeting();
    first.extend(all([log_in(), opened("SELECT Drafts", 1, 10)]));
    first.extend([Step::Expect("NOOP"), Step::Close]);
    let mut second = greeting();
    second.extend(log_in());
    second.extend([Step::Expect("SELECT Drafts"), Step::Close]);
    let mut third = greeting();
    let bye = reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n");
    third.extend(all([log_in(), opened("SELECT Drafts", 1, 10), ok("NOOP"), bye]));
    let arguments = ["-u", "me", "--reconnect", "-c", "SELECT Drafts"];
    let ended = watch(vec![first, second, third], &arguments, "NOOP");
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn a_message_whose_header_was_cut_or_not_told_is_judged_by_all_of_it_or_left() {
    let nil = "* 1 FETCH (UID 9 BODY[HEADER.FIELDS (SUBJECT FROM)]<0> NIL BODY[HEADER.FIELDS (TO CC)]<0> NIL)\r\n{tag} OK done\r\n";
    let header = "Subject: [IMAP test] late\r\n\r\n";
    let told = format!("* 1 FETCH (UID 9 BODY[HEADER]<0> {{{}}}\r\n{header})\r\n{{tag}} OK done\r\n", header.len());
    let untold = "* 1 FETCH (UID 9 BODY[HEADER]<0> NIL)\r\n{tag} OK done\r\n";
    for (answer, says) in [(&*told, "1 handled, 0 failed"), (untold, "whether it matches is not known")] {
        let mut script = welcome("UIDPLUS");
        script.extend(all([
            opened("SELECT INBOX", 1, 10),
            found(),
            reply(ASKED, nil),
            reply("UID FETCH 9 (UID BODY.PEEK[HEADER]<0.1048576>)", answer),
        ]));
        if says.starts_with('1') {
            script.extend(all([ok("UID STORE 9 +FLAGS.SILENT (\\Deleted)"), ok("UID EXPUNGE 9")]));
        }
        script.extend(enough("UID SEARCH UID 10:* UNDELETED"));
        let ended = watch(vec![script], &[], ":watch --all --subject [IMAP --delete all");
        assert!(ended.stderr.contains(says), "{ended:?}");
    }
}

#[test]
fn an_idle_that_the_server_ends_is_followed_by_a_look_and_never_at_once_by_another() {
    let looked = |command| reply(command, "* SEARCH\r\n{tag} OK done\r\n");
    let mut script = welcome("IDLE");
    script.extend(all([
        opened("EXAMINE INBOX", 1, 9),
        looked("UID SEARCH UID 9:* UNDELETED"),
        reply("IDLE", "+ idling\r\n{tag} OK idle terminated\r\n"),
        looked("UID SEARCH UID 9:* UNDELETED"),
        ok("NOOP"),
        reply("IDLE", "{tag} OK not even begun\r\n"),
        looked("UID SEARCH UID 9:* UNDELETED"),
        ok("NOOP"),
        // Refused: it is asked for no more.
        reply("IDLE", "{tag} NO no more\r\n"),
        looked("UID SEARCH UID 9:* UNDELETED"),
        ok("NOOP"),
        ok("NOOP"),
    ]));
    script.extend(enough("NOOP"));
    let ended = watch(vec![script], &[], ":watch --every 0.05");
    assert_eq!(ended.code(), 1, "{ended:?}");
}

#[test]
fn an_idle_that_is_refused_when_it_is_issued_again_is_followed_by_noop() {
    let mut script = welcome("IDLE");
    script.extend(all([
        opened("EXAMINE INBOX", 1, 9),
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH\r\n{tag} OK done\r\n"),
        reply("IDLE", "+ idling\r\n"),
        [Step::ExpectLine("DONE"), send("{tag} OK done\r\n")],
        reply("IDLE", "{tag} NO not again\r\n"),
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH\r\n{tag} OK done\r\n"),
        ok("NOOP"),
    ]));
    script.extend(enough("NOOP"));
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-c", ":watch --every 0.05"]).env("IMAPSH_TEST_IDLE_MILLIS", "10").run();
    if let Err(error) = server.try_received() {
        panic!("the fake server: {error}\n{ended:?}");
    }
    assert_eq!(ended.code(), 1, "{ended:?}");
}

#[test]
fn news_that_comes_on_the_way_into_idle_is_not_lost() {
    let exists = "* 3 EXISTS\r\n";
    // Behind the answer to the last look, before the `+` or behind it: it does not matter what the client sees when.
    for [search, before, behind] in [[exists, "", ""], ["", exists, ""], ["", "", exists]] {
        let (looks, idle) = (Cell::new(0), RefCell::new(String::new()));
        let server = obliging::server(move |tag, command| match command {
            "EXAMINE INBOX" => Some(format!(
                "* CAPABILITY IMAP4rev1 IDLE\r\n* 2 EXISTS\r\n* OK [UIDNEXT 9] x\r\n{tag} OK [READ-ONLY] done\r\n"
            )),
            "IDLE" => {
                idle.replace(tag.to_owned());
                Some(format!("{before}+ idling\r\n{behind}"))
            }
            "" if tag == "DONE" => Some(format!("{} OK done\r\n", idle.borrow())),
            _ if command.starts_with("UID SEARCH") => Some(match looks.replace(looks.get() + 1) {
                0 => format!("* SEARCH\r\n{tag} OK done\r\n{search}"),
                _ => format!("{tag} NO enough\r\n"),
            }),
            _ => None,
        });
        let target = format!("127.0.0.1:{}", server.port);
        let ended = imapsh(["--tls", "off", &target, "-c", ":watch"]).run();
        assert_eq!(ended.code(), 1, "{ended:?}");
    }
}

#[test]
fn nothing_is_handed_on_that_could_not_be_deleted() {
    let folder = Folder::new();
    let log = folder.file("log", "");
    let line = format!(":watch --all --delete matched --exec \"echo x >> {}\"", log.display());
    // With --read-only nothing is even asked.
    let mut script = welcome("");
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    let ended = watch(vec![script], &["--read-only"], &line);
    assert_eq!(ended.code(), 2, "{ended:?}");
    assert!(ended.stderr.contains(":watch: --read-only: nothing can be deleted"), "{ended:?}");
    // A mailbox that is open by EXAMINE is selected; one that is read-only all the same is left alone.
    for selected in
        ["{tag} OK [READ-ONLY] done\r\n", "* OK [PERMANENTFLAGS (\\Seen)] x\r\n{tag} OK [READ-WRITE] done\r\n"]
    {
        let mut script = welcome("");
        script.extend(all([
            reply("EXAMINE INBOX", "* 1 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"),
            reply("SELECT INBOX", selected),
            reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"),
        ]));
        let ended = watch(vec![script], &["-c", "EXAMINE INBOX"], &line);
        assert_eq!(ended.code(), 1, "{ended:?}");
        assert!(ended.stderr.contains("the server lets nothing be deleted there"), "{ended:?}");
    }
    assert_eq!(fs::read_to_string(&log).unwrap(), "");
}

#[test]
fn a_refusal_that_passes_is_no_end_when_a_connection_is_made_again() {
    let greeting = || vec![send("* OK [CAPABILITY IMAP4rev1] ready\r\n")];
    let log_in = || reply("LOGIN me secret", "{tag} OK [CAPABILITY IMAP4rev1] in\r\n");
    let bye = || reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n");
    let mut first = greeting();
    first.extend(all([log_in(), opened("EXAMINE INBOX", 1, 10)]));
    first.extend([Step::Expect("UID SEARCH UID 10:* UNDELETED"), Step::Close]);
    let mut second = greeting();
    second.extend(all([reply("LOGIN me secret", "{tag} NO [UNAVAILABLE] the directory is down\r\n"), bye()]));
    let mut third = greeting();
    third.extend(all([log_in(), reply("EXAMINE INBOX", "{tag} NO [INUSE] a moment\r\n"), bye()]));
    let mut fourth = greeting();
    fourth.extend(all([log_in(), opened("EXAMINE INBOX", 1, 10)]));
    fourth.extend([Step::Expect("UID SEARCH UID 10:* UNDELETED"), Step::Close]);
    let mut fifth = greeting();
    fifth.extend(all([reply("LOGIN me secret", "{tag} NO [AUTHENTICATIONFAILED] changed\r\n"), bye()]));
    let ended = watch(vec![first, second, third, fourth, fifth], &["-u", "me", "--reconnect"], ":watch");
    assert_eq!(ended.code(), 5, "{ended:?}");
    for said in ["the directory is down; connecting again", "a moment; connecting again", "login refused: changed"] {
        assert!(ended.stderr.contains(said), "{said}: {ended:?}");
    }
}

#[test]
fn a_message_that_is_gone_before_it_is_fetched_is_not_handed_on_empty() {
    let mut script = welcome("UIDPLUS");
    script.extend(all([
        opened("SELECT INBOX", 1, 10),
        found(),
        facts("new"),
        reply(
            "UID FETCH 9 (UID BODY.PEEK[])",
            "* 2 FETCH (UID 12 BODY[] {5}\r\nother)\r\n* 1 FETCH (UID 9 BODY[] NIL)\r\n{tag} OK done\r\n",
        ),
    ]));
    script.extend(enough("UID SEARCH UID 10:* UNDELETED"));
    let ended = watch(vec![script], &[], ":watch --all --exec false --delete all");
    assert!(ended.stderr.contains("UID 9: it is gone") && ended.stderr.contains("0 handled, 0 failed"), "{ended:?}");
}

#[test]
fn what_has_come_before_the_watch_is_not_new() {
    let mut script = welcome("");
    script.extend(all([
        opened("EXAMINE INBOX", 1, 9),
        reply("NOOP", "* 4 EXISTS\r\n{tag} OK done\r\n"),
        reply("UID SEARCH UID 9:*", "* SEARCH 9 10\r\n{tag} OK done\r\n"),
    ]));
    script.extend(enough("UID SEARCH UID 11:* UNDELETED"));
    let ended = watch(vec![script], &["-c", "EXAMINE INBOX", "-c", "NOOP"], ":watch");
    assert!(ended.stderr.contains("0 handled, 0 failed"), "{ended:?}");
}

#[test]
fn a_server_that_is_gone_when_idle_is_issued_again_is_a_loss() {
    let mut script = welcome("IDLE");
    script.extend(all([
        opened("EXAMINE INBOX", 1, 9),
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH\r\n{tag} OK done\r\n"),
        reply("IDLE", "+ idling\r\n"),
    ]));
    script.extend([Step::ExpectLine("DONE"), Step::Silent]);
    let server = FakeServer::start(script);
    let ended = plain(&server, &["--timeout", "1", "-c", ":watch"]).env("IMAPSH_TEST_IDLE_MILLIS", "10").run();
    assert_eq!(ended.code(), 9, "{ended:?}");
    server.received();
}

/// What another client has removed meanwhile.
const GONE: &str = "{tag} NO [EXPUNGEISSUED] some of the messages are gone\r\n";

#[test]
fn a_message_that_another_client_removes_before_it_is_fetched_is_gone_and_the_watch_goes_on() {
    let folder = Folder::new();
    let log = folder.file("log", "");
    let mut script = welcome("UIDPLUS");
    script.extend(all([
        opened("SELECT INBOX", 1, 10),
        found(),
        facts("new"),
        reply("UID FETCH 9 (UID BODY.PEEK[])", GONE),
    ]));
    script.extend(enough("UID SEARCH UID 10:* UNDELETED"));
    let line = format!(":watch --all --delete all --exec 'echo x >> {}'", log.display());
    let ended = watch(vec![script], &[], &line);
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.stderr.contains("UID 9: it is gone") && ended.stderr.contains("0 handled, 0 failed"), "{ended:?}");
    assert_eq!(fs::read_to_string(&log).unwrap(), "");
}

#[test]
fn a_message_that_is_gone_before_its_header_is_asked_for_is_passed_over() {
    let nil = "* 1 FETCH (UID 9 BODY[HEADER.FIELDS (SUBJECT FROM)]<0> NIL BODY[HEADER.FIELDS (TO CC)]<0> NIL)\r\n{tag} OK done\r\n";
    let asked_alone = all([reply(ASKED, GONE)]);
    let asked_for_more = all([reply(ASKED, nil), reply("UID FETCH 9 (UID BODY.PEEK[HEADER]<0.1048576>)", GONE)]);
    for asked in [asked_alone, asked_for_more] {
        let mut script = welcome("UIDPLUS");
        script.extend(all([opened("SELECT INBOX", 1, 10), found()]));
        script.extend(asked);
        script.extend(enough("UID SEARCH UID 10:* UNDELETED"));
        let ended = watch(vec![script], &[], ":watch --all --delete all --subject never");
        assert!(ended.stderr.contains("0 handled, 0 failed"), "{ended:?}");
        assert!(!ended.stderr.contains("whether it matches"), "{ended:?}");
    }
}

#[test]
fn of_a_batch_of_which_some_are_gone_what_came_is_handled_and_the_rest_is_asked_for_one_by_one() {
    let asked = |set: &str| -> &'static str { Box::leak(ASKED.replace(" 9 ", &format!(" {set} ")).into_boxed_str()) };
    let told = |uid: u32| {
        let (about, to) = ("BODY[HEADER.FIELDS (SUBJECT FROM)]<0>", "BODY[HEADER.FIELDS (TO CC)]<0>");
        format!("* 1 FETCH (UID {uid} {about} {{12}}\r\nSubject: x\r\n {to} {{2}}\r\n\r\n)\r\n")
    };
    let mut script = welcome("UIDPLUS");
    script.extend(all([
        opened("SELECT INBOX", 1, 12),
        reply("UID SEARCH UID 1:* UNDELETED", "* SEARCH 9 10 11\r\n{tag} OK done\r\n"),
        reply(asked("9:11"), &(told(9) + GONE)),
        reply(asked("10"), GONE),
        reply(asked("11"), &(told(11) + "{tag} OK done\r\n")),
        reply("UID STORE 9,11 +FLAGS.SILENT (\\Deleted)", GONE),
        reply("UID STORE 9 +FLAGS.SILENT (\\Deleted)", GONE),
        ok("UID STORE 11 +FLAGS.SILENT (\\Deleted)"),
        ok("UID EXPUNGE 9,11"),
    ]));
    script.extend(enough("UID SEARCH UID 12:* UNDELETED"));
    let ended = watch(vec![script], &[], ":watch --all --delete all --subject never");
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.stderr.contains("NO: enough"), "{ended:?}");
}

#[test]
fn any_other_refusal_of_a_fetch_ends_the_watch() {
    let mut script = welcome("");
    script.extend(all([opened("EXAMINE INBOX", 1, 10), found()]));
    script.extend(enough(ASKED));
    let ended = watch(vec![script], &[], ":watch --all");
    assert_eq!(ended.code(), 1, "{ended:?}");
}

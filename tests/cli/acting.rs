//! The shortcuts that change something, on the demo server and on servers that lack what they would like.

use crate::support::Folder;
use crate::support::program::{Ended, imapsh};
use crate::support::serve::{PASSWORD, USER};
use crate::support::server::{FakeServer, Step, send};
use crate::{all, ok, plain, reply, talk};

/// Runs lines on the demo server, logged in, in its INBOX. What was sent is shown, too.
fn demo(arguments: &[&str], lines: &[&str]) -> Ended {
    let arguments = [&["demo", "-u", USER, "-e"], arguments].concat();
    let input = [&["SELECT INBOX"], lines].concat().join("\n");
    imapsh(arguments).env("IMAPSH_PASSWORD", PASSWORD).input(input + "\n").run()
}

/// The lines that were sent after the INBOX was selected, without their tags.
fn sent(ended: &Ended) -> Vec<&str> {
    let (_, after) = ended.text().split_once(" SELECT INBOX\n").expect("the INBOX is selected");
    after
        .lines()
        .filter_map(|line| line.strip_prefix('A')?.split_once(' ').map(|(_, rest)| rest))
        .filter(|rest| !rest.starts_with("OK ") && !rest.starts_with("NO ") && !rest.starts_with("BAD "))
        .collect()
}

fn assert_ok(ended: &Ended) {
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn flags_are_set_and_taken_off() {
    let ended =
        demo(&[], &["UID SEARCH UID 485:486", ":flag {$uids} seen work", ":unflag 3 work", ":flag -u 485 $Junk"]);
    assert_ok(&ended);
    let lines = sent(&ended);
    assert_eq!(
        lines[1..4],
        ["UID STORE 485:486 +FLAGS (\\Seen work)", "STORE 3 -FLAGS (work)", "UID STORE 485 +FLAGS ($Junk)",]
    );
    assert!(ended.text().contains("FLAGS (\\Answered \\Seen $Junk)"), "{ended:?}");
}

#[test]
fn what_is_deleted_is_known_by_its_uid_and_is_removed_alone() {
    // Somebody else has marked message 5, which is none of ours.
    let ended = demo(
        &["-y"],
        &["STORE 5 +FLAGS.SILENT (\\Deleted)", ":delete 1,5,*", ":undelete -u 496", ":expunge", "UID SEARCH DELETED"],
    );
    assert_ok(&ended);
    assert_eq!(
        sent(&ended)[1..7],
        [
            "UID SEARCH 1,5,* UNDELETED",
            "UID STORE 483,496 +FLAGS.SILENT (\\Deleted)",
            "UID SEARCH UID 496 DELETED",
            "UID STORE 496 -FLAGS.SILENT (\\Deleted)",
            "UID EXPUNGE 483",
            "UID SEARCH DELETED",
        ]
    );
    assert!(ended.text().contains("* 1 EXPUNGE\n") && ended.text().contains("* SEARCH 487\n"), "{ended:?}");
}

#[test]
fn undelete_takes_back_what_this_session_did() {
    let ended = demo(
        &[],
        &["STORE 5 +FLAGS.SILENT (\\Deleted)", ":delete 1:2", ":delete 5:6", ":undelete", "UID SEARCH DELETED"],
    );
    assert_ok(&ended);
    assert!(sent(&ended).contains(&"UID STORE 483:484,488 -FLAGS.SILENT (\\Deleted)"), "{ended:?}");
    assert!(ended.text().contains("* SEARCH 487\n"), "{ended:?}");
}

#[test]
fn a_script_removes_nothing_unless_it_says_yes() {
    let ended = demo(&[], &[":delete 1", ":expunge"]);
    assert_eq!(ended.code(), 2, "{ended:?}");
    assert!(
        ended.stderr.contains("Remove 1 message from INBOX for good?") && ended.stderr.contains("hint: -y"),
        "{ended:?}"
    );
    assert!(!ended.text().contains("EXPUNGE"), "{ended:?}");
    let nothing = demo(&["-y"], &[":expunge"]);
    assert_eq!(
        (nothing.code(), nothing.stderr.contains("nothing in this mailbox was marked")),
        (2, true),
        "{nothing:?}"
    );
}

#[test]
fn a_read_only_session_marks_nothing() {
    let input = "EXAMINE INBOX\n:delete 1\n";
    let ended = imapsh(["demo", "-u", USER, "-e", "--read-only"]).env("IMAPSH_PASSWORD", PASSWORD).input(input).run();
    assert_eq!((ended.code(), ended.text().contains("STORE")), (2, false), "{ended:?}");
}

#[test]
fn quitting_settles_what_was_marked_in_every_mailbox() {
    let lines = ["CREATE Other", "COPY 3 Other", ":delete 1:2", "SELECT Other", ":delete 1"];
    let removed = demo(&["-y"], &[&lines[..], &[":quit --expunge", "NOOP"]].concat());
    assert_ok(&removed);
    let sent_lines = sent(&removed);
    let end = &sent_lines[sent_lines.len() - 5..];
    assert_eq!(end[..4], ["SELECT INBOX", "UID EXPUNGE 483:484", "SELECT Other", "UID EXPUNGE 1"], "{removed:?}");
    let kept = demo(&[], &[&lines[..], &[":quit --undelete"]].concat());
    assert_ok(&kept);
    assert_eq!(kept.text().matches(" -FLAGS.SILENT (\\Deleted)\n").count(), 2, "{kept:?}");
}

#[test]
fn a_mailbox_that_cannot_be_settled_is_no_reason_to_leave_the_others() {
    let lines = ["CREATE Gone", "COPY 3 Gone", "SELECT Gone", ":delete 1", "SELECT INBOX", ":delete 2", "DELETE Gone"];
    let ended = demo(&["-y"], &[&lines[..], &[":quit --expunge"]].concat());
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.text().contains(" SELECT Gone\n"), "{ended:?}");
    assert!(ended.text().contains(" UID EXPUNGE 484\n"), "{ended:?}");
    assert!(ended.stderr.contains("Gone: refused, so what was marked there is left as it is"), "{ended:?}");
}

#[test]
fn a_mailbox_that_was_opened_by_examine_is_selected_to_be_settled() {
    let ended = demo(&["-y"], &[":delete 1", "EXAMINE INBOX", ":quit --expunge"]);
    assert_ok(&ended);
    let sent_lines = sent(&ended);
    assert_eq!(sent_lines[sent_lines.len() - 3..][..2], ["SELECT INBOX", "UID EXPUNGE 483"], "{ended:?}");
    // A server may have it read-only all the same.
    let mut steps = all([
        reply("SELECT INBOX", "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] done\r\n"),
        reply("UID SEARCH 1 UNDELETED", "* SEARCH 12\r\n{tag} OK done\r\n"),
        ok("UID STORE 12 +FLAGS.SILENT (\\Deleted)"),
    ]);
    let closed = "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-ONLY] done\r\n";
    steps.extend(all([reply("EXAMINE INBOX", closed), reply("SELECT INBOX", closed)]));
    let left = talk(steps, &["-y"], "SELECT INBOX\n:delete 1\nEXAMINE INBOX\n:quit --expunge\n");
    assert_ok(&left);
    assert!(left.stderr.contains("INBOX: the server has it read-only; nothing was done there"), "{left:?}");
}

/// A server that can do nothing but what RFC 3501 asks for.
fn old(steps: Vec<Step>, arguments: &[&str], input: &str) -> Ended {
    let selected = reply("SELECT INBOX", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] done\r\n");
    let steps = selected.into_iter().chain(steps);
    talk(steps, arguments, format!("SELECT INBOX\n{input}"))
}

#[test]
fn without_uidplus_it_is_told_what_else_would_go() {
    let steps = || {
        all([
            reply("UID SEARCH 2 UNDELETED", "* SEARCH 12\r\n{tag} OK done\r\n"),
            ok("UID STORE 12 +FLAGS.SILENT (\\Deleted)"),
            reply("UID SEARCH DELETED", "* SEARCH 12 17 18\r\n{tag} OK done\r\n"),
        ])
    };
    let refused = old(steps(), &[], ":delete 2\n:expunge\n");
    assert_eq!(refused.code(), 2, "{refused:?}");
    assert!(
        refused.stderr.contains("your 1 message, and 2 messages that others have marked (UID 17:18)"),
        "{refused:?}"
    );
    let agreed = old(steps().into_iter().chain(ok("EXPUNGE")).collect(), &["-y"], ":delete 2\n:expunge\n");
    assert_ok(&agreed);
}

#[test]
fn a_store_that_is_refused_marks_nothing() {
    let steps = all([
        reply("UID SEARCH 2 UNDELETED", "* SEARCH 12\r\n{tag} OK done\r\n"),
        reply("UID STORE 12 +FLAGS.SILENT (\\Deleted)", "{tag} NO no\r\n"),
    ]);
    let ended = old(steps, &["-k", "-y"], ":delete 2\n:expunge\n");
    assert!(
        ended.stderr.contains("NO: no") && ended.stderr.contains("nothing in this mailbox was marked"),
        "{ended:?}"
    );
}

#[test]
fn append_sends_a_file_with_its_flags() {
    let folder = Folder::new();
    let file = folder.file("a }.eml", "Subject: x\n\nbody\n");
    let line = format!(":append INBOX \"{}\" seen work", file.display());
    let ended = demo(&[], &[&line, "UID FETCH * (FLAGS RFC822.SIZE)"]);
    assert_ok(&ended);
    // A message can be from anybody, and there are servers that run a literal which did not wait as commands.
    assert!(ended.text().contains("APPEND INBOX (\\Seen work) {20}\n"), "{ended:?}");
    assert!(ended.text().contains("RFC822.SIZE 20)"), "{ended:?}");
    assert_eq!(demo(&[], &[":append INBOX /nonexistent/file"]).code(), 2);
}

#[test]
fn ping_tells_the_time_and_keepalive_sends_noop() {
    let ended = talk(ok("NOOP"), &[], ":ping\n");
    assert_ok(&ended);
    assert!(ended.stderr.contains("answered after ") && ended.stderr.ends_with(" ms\n"), "{ended:?}");
    // It comes when nothing was sent for a second; the session ends when it has.
    let noop = all([reply("NOOP", "* 4 EXISTS\r\n{tag} OK done\r\n")]);
    let kept = talk(noop, &[], ":keepalive 1\n:until EXISTS 15\n:keepalive off\n");
    assert_ok(&kept);
}

#[test]
fn a_session_goes_on_after_disconnect_and_reconnect() {
    let ended = demo(&[], &["STORE 1 +FLAGS (work)", ":disconnect", ":reconnect", "FETCH 1 FLAGS"]);
    assert_ok(&ended);
    let (_, again) = ended.text().split_once(" OK LOGOUT completed\n").unwrap();
    assert!(again.contains(" SELECT INBOX\n") && again.contains("* 1 FETCH (FLAGS (work))"), "{ended:?}");
    // Tags go on: none is used twice.
    let mut tags: Vec<&str> =
        ended.text().lines().filter_map(|line| line.split_once(" OK ")).map(|(tag, _)| tag).collect();
    tags.retain(|tag| tag.starts_with('A'));
    let count = tags.len();
    tags.dedup();
    assert_eq!(tags.len(), count, "{ended:?}");
}

#[test]
fn reconnect_opens_what_was_read_only_as_read_only() {
    let ended = imapsh(["demo", "-u", USER, "-e"])
        .env("IMAPSH_PASSWORD", PASSWORD)
        .input("EXAMINE INBOX\n:reconnect\n:state\n")
        .run();
    assert_ok(&ended);
    assert_eq!(ended.text().matches(" EXAMINE INBOX\n").count(), 2, "{ended:?}");
}

#[test]
fn connect_takes_what_the_command_line_takes() {
    // imap:// asks for STARTTLS, which this server does not have.
    let other = FakeServer::start(vec![send("* OK [CAPABILITY IMAP4rev1] ready\r\n")]);
    let first = [send("* PREAUTH ready\r\n")].into_iter().chain(reply("LOGOUT", "* BYE x\r\n{tag} OK x\r\n"));
    let first = FakeServer::start(first.collect());
    let ended = plain(&first, &["-c", &format!(":connect imap://{}", other.address())]).run();
    assert_eq!(ended.code(), 4, "{ended:?}");
    let demo = imapsh(["demo", "-c", ":connect demo", "-c", "NOOP", "-c", ":disconnect", "-c", "NOOP"]).run();
    assert_eq!((demo.code(), demo.stderr.contains("not connected")), (2, true), "{demo:?}");
    let nobody = imapsh(["demo", "-c", ":connect user@"]).run();
    assert_eq!(nobody.code(), 2, "{nobody:?}");
}

#[test]
fn compress_is_switched_on_behind_the_login() {
    let ended = imapsh(["demo", "-u", USER, "--compress", "-e", "-c", "NOOP", "-c", ":state"])
        .env("IMAPSH_PASSWORD", PASSWORD)
        .run();
    assert_ok(&ended);
    assert!(ended.text().contains(" COMPRESS DEFLATE\n") && ended.text().contains(" compressed: "), "{ended:?}");
    for (capabilities, steps, note) in [
        ("", Vec::new(), "does not offer COMPRESS=DEFLATE"),
        (" COMPRESS=DEFLATE", all([reply("COMPRESS DEFLATE", "{tag} NO no\r\n")]), "the server refused"),
    ] {
        let mut script = vec![send(format!("* PREAUTH [CAPABILITY IMAP4rev1{capabilities}] ready\r\n"))];
        script.extend(steps);
        script.extend(all([ok("NOOP"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")]));
        let server = FakeServer::start(script);
        let ended = plain(&server, &["--compress", "-c", "NOOP"]).run();
        server.received();
        assert_eq!((ended.code(), ended.stderr.contains(note)), (0, true), "{ended:?}");
    }
}

#[test]
fn with_reconnect_a_script_sends_again_what_only_reads() {
    let selected = || reply("SELECT INBOX", "* 3 EXISTS\r\n{tag} OK [READ-WRITE] done\r\n");
    let greeting = || [send("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")].into_iter().chain(selected());
    let first: Vec<Step> = greeting().chain([Step::Expect("UID SEARCH ALL"), Step::Close]).collect();
    let mut second: Vec<Step> = greeting().collect();
    second.extend(reply("UID SEARCH ALL", "* SEARCH 17\r\n{tag} OK done\r\n"));
    second.extend(all([ok("NOOP"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")]));
    let server = FakeServer::start_each(vec![first, second]);
    let ended = plain(&server, &["--reconnect", "-c", "SELECT INBOX", "-c", "UID SEARCH ALL", "-c", "NOOP"]).run();
    server.received();
    assert_ok(&ended);
    assert!(ended.text().contains("* SEARCH 17\n") && ended.stderr.contains("connecting again in "), "{ended:?}");
}

#[test]
fn a_loss_while_a_script_waits_is_mended_too() {
    let idle = || reply("IDLE", "+ idling\r\n");
    let first = [send("* PREAUTH ready\r\n")].into_iter().chain(idle()).chain([Step::Close]).collect();
    let mut second = vec![send("* PREAUTH ready\r\n")];
    second.extend(idle());
    second.extend([send("* 3 EXISTS\r\n"), Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
    second.extend(all([ok("NOOP"), [Step::Close, Step::Close]]));
    let mut third = vec![send("* PREAUTH ready\r\n")];
    third.extend(all([ok("NOOP"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")]));
    let server = FakeServer::start_each(vec![first, second, third]);
    let lines = ["-c", "IDLE", "-c", ":until EXISTS 20", "-c", "NOOP", "-c", ":sleep 0.2", "-c", "NOOP"];
    let ended = plain(&server, &[&["--reconnect"], &lines[..]].concat()).run();
    server.received();
    assert_ok(&ended);
    assert_eq!(ended.stderr.matches("connecting again in ").count(), 2, "{ended:?}");
}

#[test]
fn a_search_for_the_word_logout_says_no_goodbye() {
    let first = all([
        reply("UID SEARCH SUBJECT \"logout\"", "* SEARCH\r\n{tag} OK done\r\n"),
        [Step::Expect("NOOP"), Step::Close],
    ]);
    let first = [send("* PREAUTH ready\r\n")].into_iter().chain(first).collect();
    let mut second = vec![send("* PREAUTH ready\r\n")];
    second.extend(all([ok("NOOP"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")]));
    let server = FakeServer::start_each(vec![first, second]);
    let ended = plain(&server, &["--reconnect", "-c", ":search subject:logout", "-c", "NOOP"]).run();
    server.received();
    assert_ok(&ended);
}

#[test]
fn what_may_have_had_an_effect_is_not_sent_a_second_time() {
    let store = [send("* PREAUTH ready\r\n"), Step::Expect("STORE 1 +FLAGS (x)"), Step::Close];
    let server = FakeServer::start(store.into());
    let ended = plain(&server, &["--reconnect", "-c", "STORE 1 +FLAGS (x)", "-c", "NOOP"]).run();
    server.received();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.stderr.contains("hint: it may have arrived, and is not sent a second time"), "{ended:?}");
}

#[test]
fn what_the_server_can_do_is_asked_for_before_anything_depends_on_it() {
    let selected = reply("SELECT INBOX", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n{tag} OK [READ-WRITE] done\r\n");
    let steps = all([
        // RFC 9051 section 6.2.3: the reply need not tell what it can do now.
        ok("LOGIN me pw"),
        selected,
        reply("UID SEARCH 2 UNDELETED", "* SEARCH 12\r\n{tag} OK done\r\n"),
        ok("UID STORE 12 +FLAGS.SILENT (\\Deleted)"),
        reply("CAPABILITY", "* CAPABILITY IMAP4rev1 UIDPLUS\r\n{tag} OK done\r\n"),
        ok("UID EXPUNGE 12"),
    ]);
    let ended = talk(steps, &["-y"], "LOGIN me pw\nSELECT INBOX\n:delete 2\n:expunge\n");
    assert_ok(&ended);
}

#[test]
fn what_a_shortcut_searches_for_is_not_what_the_person_has_found() {
    let lines = ["UID SEARCH UID 483:484", ":delete {$uids}", ":flag {$uids} seen", ":undelete {$uids}"];
    let ended = demo(&[], &lines);
    assert_ok(&ended);
    assert!(sent(&ended).contains(&"UID STORE 483:484 +FLAGS (\\Seen)"), "{ended:?}");
    assert!(sent(&ended).contains(&"UID STORE 483:484 -FLAGS.SILENT (\\Deleted)"), "{ended:?}");
}

#[test]
fn what_is_flagged_as_deleted_is_marked_by_this_session_too() {
    let ended = demo(&["-y"], &[":flag 1 deleted seen", ":expunge"]);
    assert_ok(&ended);
    assert!(sent(&ended).contains(&"UID EXPUNGE 483"), "{ended:?}");
}

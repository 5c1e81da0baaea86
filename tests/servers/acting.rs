//! The shortcuts that change something.

use std::fs;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::mail::{append, remove};
use crate::support::Folder;
use crate::support::peer::Peer;
use crate::{PATIENCE, unique, until};

fn message(subject: &str) -> String {
    format!(
        "From: Ann <ann@example.com>\r\nTo: alice@example.com\r\nSubject: {subject}\r\n\
         Date: Thu, 22 Apr 2021 15:49:05 +0000\r\nMessage-ID: <{subject}@example.com>\r\n\r\nHello {subject}.\r\n"
    )
}

/// Messages of the test's own in the INBOX, by their UIDs.
fn messages(server: &Peer, subject: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| append(server, "INBOX", message(&format!("{subject}-{number}")).as_bytes())).collect()
}

/// The UIDs of the messages with this subject that fit.
fn found(server: &Peer, subject: &str, criteria: &str) -> Vec<String> {
    let line = format!(":uids SUBJECT {subject} {criteria}");
    let ended = server.logged_in(&["-c", "EXAMINE INBOX", "-c", &line]).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let is_uid = |line: &&str| line.bytes().all(|octet| octet.is_ascii_digit());
    ended.text().lines().filter(is_uid).map(str::to_owned).collect()
}

pub(crate) fn flags_and_marks_are_those_of_the_messages_that_were_named(server: &Peer) {
    let _alone = server.inbox();
    let subject = unique("acting");
    let uids = messages(server, &subject, 3);
    let script = format!(
        "SELECT INBOX\nUID SEARCH SUBJECT {subject}\n:flag {{$uids}} seen flagged\n:unflag -u {} flagged\n\
         :delete -u {},{}\n:undelete -u {}\n:expunge\n",
        uids[0], uids[0], uids[1], uids[0]
    );
    let ended = server.logged_in(&["-y"]).input(script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert_eq!(found(server, &subject, "SEEN"), [&*uids[0], &uids[2]]);
    assert_eq!(found(server, &subject, "FLAGGED"), [&*uids[2]]);
    assert_eq!(found(server, &subject, "DELETED"), Vec::<String>::new());
    remove(server, &uids[0]);
    remove(server, &uids[2]);
}

pub(crate) fn marks_are_taken_back_or_carried_out_at_the_end(server: &Peer) {
    let _alone = server.inbox();
    let subject = unique("settling");
    let uids = messages(server, &subject, 2);
    for (option, left) in [("--undelete", &uids[..]), ("--expunge", &uids[1..])] {
        let script = format!("SELECT INBOX\n:delete -u {}\nUNSELECT\n:quit {option}\n", uids[0]);
        let ended = server.logged_in(&["-y"]).input(script).run();
        assert_eq!(ended.code(), 0, "{ended:?}");
        assert_eq!(found(server, &subject, "UNDELETED"), left, "{option}: {ended:?}");
    }
    remove(server, &uids[1]);
}

pub(crate) fn a_session_comes_back_to_its_mailbox(server: &Peer) {
    let script = "EXAMINE INBOX\n:reconnect\n:state\n:ping\n:disconnect\n:reconnect\n:state\n";
    let ended = server.logged_in(&[]).input(script).limit(PATIENCE).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert_eq!(ended.text().matches("mailbox\tINBOX (read-only)\n").count(), 2, "{ended:?}");
    assert!(ended.stderr.contains("answered after "), "{ended:?}");
}

pub(crate) fn compression_begins_behind_the_login(server: &Peer) {
    let ended = server.logged_in(&["--compress", "-e", "-c", "NOOP", "-c", ":state"]).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains(" COMPRESS DEFLATE\n") && ended.text().contains(" compressed: "), "{ended:?}");
}

pub(crate) fn messages_are_watched_for_handled_and_removed(server: &Peer) {
    let _alone = server.inbox();
    let subject = unique("watched");
    let mut uids = messages(server, &subject, 2);
    let folder = Folder::new();
    let log = folder.file("log", "");
    // It succeeds on the first alone.
    let command = format!("tail -n 1 >> {log}; test $IMAPSH_UID = {}", uids[0], log = log.display());
    let line = format!(":watch INBOX --every 0.2 --all --subject ^{subject} --exec \"{command}\" --delete matched");
    let running = server.logged_in(&["-c", &line]).start();
    let handled = |count: usize| {
        until("the message", || {
            let text = fs::read_to_string(&log).unwrap();
            (text.lines().count() >= count).then_some(text)
        })
    };
    handled(2);
    server.deliver(message(&format!("{subject}-2")).as_bytes());
    let text = handled(3);
    kill(Pid::from_raw(running.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    let ended = running.wait();
    assert_eq!(ended.code(), 130, "{ended:?}");
    let bodies: Vec<String> = (0..3).map(|number| format!("Hello {subject}-{number}.")).collect();
    assert_eq!(text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>(), bodies, "{ended:?}");
    let left = found(server, &subject, "ALL");
    assert!(!left.contains(&uids.remove(0)) && left.contains(&uids[0]) && left.len() == 2, "{left:?}: {ended:?}");
    left.iter().for_each(|uid| remove(server, uid));
}

pub(crate) fn every_way_in_and_out_leads_there(server: &Peer) {
    let _alone = server.inbox();
    let subject = unique("ways");
    let folder = Folder::new();
    let file = folder.file("a message", message(&subject).replace("\r\n", "\n"));
    let password = server.password_file.to_str().unwrap();
    let script = format!(
        ":login {user}\n:append INBOX \"{file}\" flagged\n:disconnect\n:connect {host}:{port}\n:auth PLAIN {user}\n:keepalive 60\n:inbox\n\
         :search subject:{subject} flagged\n:delete {{$uids}}\n:undelete\nUID SEARCH SUBJECT {subject} UNDELETED\n:delete {{$uids}}\n:expunge\n\
         :status INBOX\n:ping\n:keepalive off\n",
        user = server.user,
        file = file.display(),
        host = server.host,
        port = server.tls_port,
    );
    let ended = server.secure(&["-y", "--password-file", password]).input(script).limit(PATIENCE).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.stderr.contains("1 message unmarked") && ended.stderr.contains("answered after "), "{ended:?}");
    assert!(ended.stderr.contains("bare LF are sent as CRLF"), "{ended:?}");
    assert_eq!(found(server, &subject, "ALL"), Vec::<String>::new(), "{ended:?}");
}

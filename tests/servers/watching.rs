//! `:watch`, in a mailbox of the test's own.

use std::fs;

use crate::support::Folder;
use crate::support::peer::Peer;
use crate::support::program::{Program, Running, imapsh};
use crate::support::relay::{Cut, Passes, Relay, Who};
use crate::{PATIENCE, unique, until, watched, within, written};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

fn message(from: &str, to: &str, subject: &str) -> String {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Thu, 22 Apr 2021 15:49:05 +0000\r\n\
         Message-ID: <{subject}@example.com>\r\n\r\nHello {subject}.\r\n"
    )
}

/// `imapsh`, logged in, in clear: on this port, which is that of the server or of a relay to it, which reads along.
fn in_clear(server: &Peer, port: u16, arguments: &[&str]) -> Program {
    let target = format!("127.0.0.1:{port}");
    let password = server.password_file.to_str().unwrap();
    imapsh([&["--tls", "off", &target, "-u", &server.user, "--password-file", password], arguments].concat())
        .limit(3 * PATIENCE)
}

/// Runs commands.
fn run(server: &Peer, commands: &[&str]) -> String {
    let commands: Vec<&str> = commands.iter().flat_map(|command| ["-c", command]).collect();
    let ended = in_clear(server, server.port, &commands).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    ended.text().to_owned()
}

fn append(server: &Peer, mailbox: &str, message: &str) {
    let input = format!("APPEND {mailbox} {{{}}}\n{message}\n", message.len());
    let ended = in_clear(server, server.port, &[]).input(input).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
}

/// A new mailbox.
fn mailbox(server: &Peer, name: &str) -> String {
    let mailbox = server.mailbox(&unique(name));
    run(server, &[&format!("CREATE {mailbox}")]);
    mailbox
}

/// How many messages are in it that are not marked.
fn count(server: &Peer, mailbox: &str) -> usize {
    let text = run(server, &[&format!("EXAMINE {mailbox}"), ":uids UNDELETED"]);
    let is_uid = |line: &&str| !line.is_empty() && line.bytes().all(|octet| octet.is_ascii_digit());
    text.lines().filter(is_uid).count()
}

fn interrupted(running: Running) -> String {
    kill(Pid::from_raw(running.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    let ended = running.wait();
    assert_eq!(ended.code(), 130, "{ended:?}");
    ended.stderr
}

pub(crate) fn what_matches_is_told_where_idle_is_missing(server: &Peer) {
    let mailbox = mailbox(server, "polled");
    let relay = Relay::hiding(server.port, &["IDLE"]);
    let line = format!(":watch {mailbox} --every 0.1 --all --from ^ann@ --to BOB");
    let folder = Folder::new();
    for (number, (from, to)) in
        [("Ann <ann@example.com>", "Bob <b@example.com>"), ("joann@example.com", "bob@example.com")].iter().enumerate()
    {
        append(server, &mailbox, &message(from, to, &format!("there-{number}")));
    }
    let (running, stdout) = watched(in_clear(server, relay.port, &["-c", &line]), &folder);
    let told = |subject: &str| until("a row", || written(&stdout).contains(&format!("\t{subject}\n")).then_some(()));
    told("there-0");
    append(server, &mailbox, &message("ann@example.com", "carol@example.com", "later-0"));
    append(server, &mailbox, &message("ann@example.com", "\"B, Bobby\" <c@example.com>", "later-1"));
    told("later-1");
    let stderr = interrupted(running);
    assert!(stderr.contains("by NOOP") && stderr.contains("2 handled, 0 failed"), "{stderr}");
    let told = written(&stdout);
    for (subject, is_told) in [("there-0", true), ("there-1", false), ("later-0", false), ("later-1", true)] {
        assert_eq!(told.contains(subject), is_told, "{subject}: {told}");
    }
    assert_eq!(count(server, &mailbox), 4);
    run(server, &[&format!("DELETE {mailbox}")]);
}

pub(crate) fn a_watch_survives_its_connections_and_removes_what_it_is_told_to(server: &Peer) {
    let mailbox = mailbox(server, "survives");
    let relay = Relay::hiding(server.port, &[]);
    let folder = Folder::new();
    let log = folder.file("log", "");
    // It fails on one of them.
    let command = format!("tail -n 1 >> {}; case $IMAPSH_SUBJECT in *-5) exit 1;; esac", log.display());
    let line = format!(":watch {mailbox} --all --subject ^wanted --exec \"{command}\" --delete all");
    let messages = |name: &str| {
        for number in 0..8 {
            let subject = format!("{}-{name}-{number}", if number % 4 == 3 { "other" } else { "wanted" });
            append(server, &mailbox, &message("a@example.com", "b@example.com", &subject));
        }
    };
    let before = |who, word, time, passes| Cut { who, word, time, passes };
    let cuts = [
        before(Who::Server, "BODY[] {", 2, Passes::Word),
        before(Who::Client, " SELECT ", 1, Passes::Nothing),
        before(Who::Client, "UID STORE ", 2, Passes::Line),
        before(Who::Client, "IDLE", 1, Passes::Line),
    ];
    relay.cut_at(&cuts);
    messages("first");
    let running = in_clear(server, relay.port, &["--reconnect", "-c", &line]).start();
    within(3 * PATIENCE, "the last loss", || (relay.cuts_left() == 0).then_some(()));
    messages("second");
    let wanted = 12;
    let text = within(3 * PATIENCE, "the last message", || {
        let text = fs::read_to_string(&log).unwrap();
        (text.lines().count() >= wanted).then_some(text)
    });
    // What was handled last is removed last.
    within(3 * PATIENCE, "the last removal", || (count(server, &mailbox) == 2).then_some(()));
    let stderr = interrupted(running);
    assert_eq!(stderr.matches("connecting again in").count(), cuts.len(), "{stderr}");
    assert!(stderr.contains("10 handled, 2 failed"), "{stderr}");
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.sort_unstable();
    let mut all = Vec::new();
    for name in ["first", "second"] {
        all.extend([0, 1, 2, 4, 5, 6].map(|number| format!("Hello wanted-{name}-{number}.")));
    }
    assert_eq!(lines, all, "each is handled once: {stderr}");
    run(server, &[&format!("DELETE {mailbox}")]);
}

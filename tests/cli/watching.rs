//! `:watch`: each message that matches is handed on once, and none is lost.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::Folder;
use crate::support::program::{Ended, Running, imapsh};
use crate::support::relay::Relay;
use crate::support::serve::{PASSWORD, Served, USER};
use crate::support::server::{FakeServer, Step, send};
use crate::{all, ok, plain, reply};

/// How long something may take that a machine under load does slowly.
const PATIENCE: Duration = Duration::from_secs(120);

/// Messages that are delivered while it runs.
const MESSAGES: usize = 1000;

/// A program for mail that has no comfort, and so is fast.
struct Mailer(BufReader<TcpStream>);

impl Mailer {
    fn new(port: u16) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut mailer = Self(BufReader::new(stream));
        mailer.line();
        mailer.ask(&format!("L LOGIN {USER} {PASSWORD}"));
        mailer
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0, "the server has closed the connection");
        line
    }

    /// What is answered to a command, up to its OK.
    fn ask(&mut self, command: &str) -> String {
        self.0.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let tag = command.split(' ').next().unwrap();
        let mut answer = String::new();
        loop {
            let line = self.line();
            answer.push_str(&line);
            if let Some(status) = line.strip_prefix(tag) {
                assert!(status.starts_with(" OK"), "{command}: {line}");
                return answer;
            }
        }
    }

    fn deliver(&mut self, subject: &str, body: &str) {
        let message = format!("From: Ann <ann@example.com>\r\nSubject: {subject}\r\n\r\n{body}\r\n");
        self.ask(&format!("D APPEND INBOX {{{}+}}\r\n{message}", message.len()));
    }
}

fn until(what: &str, mut found: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !found() {
        assert!(Instant::now() < end, "{what} did not come");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The subject of a message: three of ten are none that is watched for.
fn subject(number: usize) -> String {
    let start = if number % 10 < 7 { "[IMAP test]" } else { "something else" };
    format!("{start} {number}")
}

/// Ctrl-C, or what stops a daemon.
fn ended_by(signal: Signal, running: Running) -> Ended {
    kill(Pid::from_raw(running.id().try_into().unwrap()), signal).unwrap();
    running.wait()
}

/// Whether the command fails on a message.
fn fails(number: usize) -> bool {
    number % 10 == 3
}

/// Notes each message that it gets, whole or torn, and fails on those whose number ends in 3.
const COMMAND: &str = "while IFS= read -r line; do last=$line; done\n\
    n=${IMAPSH_SUBJECT##* }\n\
    case $last in \"the last line of $n\"?) echo \"$n\" >> \"$0.handled\";; *) echo \"torn $n: $last\" >> \"$0.handled\";; esac\n\
    case $n in *3) exit 1;; esac\n";

#[test]
fn a_thousand_messages_are_handled_once_each_or_still_there_whatever_happens_to_the_connection() {
    let server = Served::start(&[]);
    let relay = Relay::start(server.port);
    let folder = Folder::new();
    let command = folder.file("command", COMMAND);
    let log = folder.file("command.handled", "");
    let handled = || fs::read_to_string(&log).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
    let line = format!(
        ":watch INBOX --every 0.2s --all --subject \"^[IMAP test]\" --exec \"sh {}\" --delete all",
        command.display()
    );
    let target = format!("127.0.0.1:{}", relay.port);
    let running = imapsh(["--tls", "off", &target, "-u", USER, "--reconnect", "-c", &line])
        .env("IMAPSH_PASSWORD", PASSWORD)
        .limit(PATIENCE)
        .start();
    let port = server.port;
    let delivery = thread::spawn(move || {
        let mut mailer = Mailer::new(port);
        for number in 0..MESSAGES {
            mailer.deliver(&subject(number), &format!("hello\r\nthe last line of {number}"));
        }
    });
    for count in [100, 400] {
        until("a message", || handled().len() >= count);
        relay.cut();
    }
    delivery.join().unwrap();
    let wanted: BTreeSet<usize> = (0..MESSAGES).filter(|number| number % 10 < 7).collect();
    until("the last message", || handled().len() >= wanted.len());
    let kept: BTreeSet<usize> = wanted.iter().copied().filter(|number| fails(*number)).collect();
    let mut mailer = Mailer::new(server.port);
    mailer.ask("S EXAMINE INBOX");
    // What was handled last is removed last.
    until("an INBOX with what failed alone", || {
        let found = mailer.ask("F SEARCH SUBJECT \"something else\"");
        let there = mailer.ask("F SEARCH SUBJECT \"IMAP test\"");
        let count = |answer: &str| answer.lines().next().unwrap_or_default().split(' ').skip(2).count();
        count(&found) == 0 && count(&there) == kept.len()
    });
    let ended = ended_by(Signal::SIGINT, running);
    assert_eq!(ended.code(), 130, "{}", ended.stderr);

    let handled = handled();
    let numbers: BTreeSet<usize> = handled.iter().filter_map(|number| number.parse().ok()).collect();
    assert_eq!((handled.len(), &numbers), (wanted.len(), &wanted), "each is handled once: {handled:?}");
    let answer = mailer.ask("F FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]");
    let left: BTreeSet<usize> =
        answer.lines().filter_map(|line| line.strip_prefix("Subject: [IMAP test] ")?.parse().ok()).collect();
    assert_eq!(left, kept, "what failed is still there, and nothing else");
    assert_eq!(ended.stderr.matches("connecting again in").count(), 2, "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("the message is left").count(), kept.len());
    let told = ended.text().lines().filter(|line| line.contains("\t[IMAP test] ")).count();
    assert_eq!(told, wanted.len() - kept.len());
}

/// SELECT or EXAMINE, with a UIDVALIDITY and a UIDNEXT.
fn opened(command: &'static str, uid_validity: u32, uid_next: u32) -> [Step; 2] {
    let answer = format!(
        "* 2 EXISTS\r\n* OK [UIDVALIDITY {uid_validity}] x\r\n* OK [UIDNEXT {uid_next}] x\r\n{{tag}} OK [READ-WRITE] done\r\n"
    );
    reply(command, &answer)
}

/// What is asked of each new message.
const FACTS: &str = "BODY[HEADER.FIELDS (FROM TO CC SUBJECT)]<0>";

#[test]
fn a_server_without_idle_is_asked_with_noop_and_only_what_is_new_counts() {
    let header = format!("* 3 FETCH (UID 9 {FACTS} {{15}}\r\nSubject: new\r\n\r\n)\r\n{{tag}} OK done\r\n");
    let mut script = vec![send("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")];
    script.extend(all([
        opened("EXAMINE INBOX", 1, 9),
        // The last message answers to any range with a star.
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH 8\r\n{tag} OK done\r\n"),
        ok("NOOP"),
        reply("NOOP", "* 3 EXISTS\r\n{tag} OK done\r\n"),
        reply("UID SEARCH UID 9:* UNDELETED", "* SEARCH 9\r\n{tag} OK done\r\n"),
        reply("UID FETCH 9 (UID BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT)]<0.32768>)", &header),
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
    let facts = format!("* 1 FETCH (UID 9 {FACTS} {{15}}\r\nSubject: new\r\n\r\n)\r\n{{tag}} OK done\r\n");
    let greeting = || vec![send("* PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS] ready\r\n")];
    let nothing = "{tag} OK done\r\n";
    let mut first = greeting();
    first.extend(all([
        opened("SELECT INBOX", 1, 10),
        reply("UID SEARCH UID 1:* UNDELETED", "* SEARCH 9\r\n{tag} OK done\r\n"),
        reply("UID FETCH 9 (UID BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT)]<0.32768>)", &facts),
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

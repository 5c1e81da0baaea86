//! `:watch` in earnest: many messages, on connections that are lost at the worst moments. Each message that matches is handed on
//! once, and is gone, or still there if the command has failed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::Folder;
use crate::support::program::{Ended, Running, imapsh};
use crate::support::relay::{Cut, Passes, Relay, Who};
use crate::support::serve::{PASSWORD, Served, USER};

/// How long something may take that a machine under load does slowly.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program for mail that has no comfort, and so is fast.
pub(crate) struct Mailer(BufReader<TcpStream>);

impl Mailer {
    pub(crate) fn new(port: u16) -> Self {
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

    pub(crate) fn deliver(&mut self, subject: &str, body: &str) {
        let message = format!("From: Ann <ann@example.com>\r\nSubject: {subject}\r\n\r\n{body}\r\n");
        self.ask(&format!("D APPEND INBOX {{{}+}}\r\n{message}", message.len()));
    }

    /// The numbers in the subjects of what is in the INBOX and not marked, sorted by whether they are watched for.
    fn left(&mut self) -> [BTreeSet<usize>; 2] {
        let found = self.ask("F SEARCH UNDELETED");
        let numbers: Vec<&str> = found.lines().next().unwrap_or_default().split(' ').skip(2).collect();
        if numbers.is_empty() {
            return Default::default();
        }
        let answer = self.ask(&format!("F FETCH {} BODY.PEEK[HEADER.FIELDS (SUBJECT)]", numbers.join(",")));
        let after = |start: &str| answer.lines().filter_map(|line| line.strip_prefix(start)?.parse().ok()).collect();
        [after("Subject: [IMAP test] "), after("Subject: something else ")]
    }
}

pub(crate) fn until(what: &str, mut found: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !found() {
        assert!(Instant::now() < end, "{what} did not come");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Ctrl-C, or what stops a daemon.
pub(crate) fn ended_by(signal: Signal, running: Running) -> Ended {
    kill(Pid::from_raw(running.id().try_into().unwrap()), signal).unwrap();
    running.wait()
}

/// The subject of a message: three of ten are none that is watched for.
fn subject(number: usize) -> String {
    let start = if is_wanted(number) { "[IMAP test]" } else { "something else" };
    format!("{start} {number}")
}

fn is_wanted(number: usize) -> bool {
    number % 10 < 7
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

/// In the octets of a message, when it is the so-manieth since the last cut.
const fn in_message(time: usize) -> Cut {
    Cut { who: Who::Server, word: "BODY[] {", time, passes: Passes::Word }
}

/// Between LOGIN and SELECT, on the next connection.
const BEFORE_SELECT: Cut = Cut { who: Who::Client, word: " SELECT ", time: 1, passes: Passes::Nothing };

/// When a command with this word is sent for the so-manieth time: it arrives, and its answer does not.
const fn behind(word: &'static str, time: usize) -> Cut {
    Cut { who: Who::Client, word, time, passes: Passes::Line }
}

/// Delivers so many messages while a watch runs, in two halves, the second only when all that the first has to suffer has happened:
/// some of it happens when there is nothing to do. The server hides some of what it can do.
fn each_is_handled_once(messages: usize, cuts: [&[Cut]; 2], hidden: &[&'static str]) {
    let server = Served::start(&[]);
    let relay = Relay::hiding(server.port, hidden);
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
    let mut mailer = Mailer::new(server.port);
    for (half, cuts) in [0..messages / 2, messages / 2..messages].into_iter().zip(cuts) {
        relay.cut_at(cuts);
        for number in half {
            mailer.deliver(&subject(number), &format!("hello\r\nthe last line of {number}"));
        }
        until("the last loss", || relay.cuts_left() == 0);
    }
    let wanted: BTreeSet<usize> = (0..messages).filter(|number| is_wanted(*number)).collect();
    let kept: BTreeSet<usize> = wanted.iter().copied().filter(|number| fails(*number)).collect();
    until("the last message", || handled().len() >= wanted.len());
    mailer.ask("S EXAMINE INBOX");
    // What was handled last is removed last.
    let nothing_else = [kept.clone(), BTreeSet::new()];
    until("an INBOX with what failed alone", || mailer.ask("N NOOP").is_empty() || mailer.left() == nothing_else);
    let ended = ended_by(Signal::SIGINT, running);
    assert_eq!(ended.code(), 130, "{}", ended.stderr);

    assert_eq!(ended.stderr.matches("connecting again in").count(), cuts.concat().len(), "{}", ended.stderr);
    let handled = handled();
    let numbers: BTreeSet<usize> = handled.iter().filter_map(|number| number.parse().ok()).collect();
    assert_eq!((handled.len(), &numbers), (wanted.len(), &wanted), "each is handled once: {handled:?}");
    assert_eq!(mailer.left(), nothing_else, "what failed is still there, and nothing else");
    assert_eq!(ended.stderr.matches("the message is left").count(), kept.len(), "{}", ended.stderr);
    let told = ended.text().lines().filter(|line| line.contains("\t[IMAP test] ")).count();
    assert_eq!(told, wanted.len() - kept.len());
    let said = format!("{} handled, {} failed", wanted.len() - kept.len(), kept.len());
    assert!(ended.stderr.contains(&said), "{}", ended.stderr);
}

#[test]
fn a_thousand_messages_are_handled_once_each_or_still_there_whatever_happens_to_the_connection() {
    let first = [
        in_message(5),
        BEFORE_SELECT,
        behind("UID STORE ", 40),
        behind("UID EXPUNGE ", 30),
        BEFORE_SELECT,
        BEFORE_SELECT,
        behind("IDLE", 1),
    ];
    let second =
        [Cut { passes: Passes::Nothing, ..behind("UID STORE ", 50) }, in_message(100), behind("UID FETCH ", 60)];
    each_is_handled_once(1000, [&first, &second], &[]);
}

#[test]
fn without_idle_and_uidplus_each_message_is_handled_and_marked_once() {
    let first = [in_message(5), BEFORE_SELECT, behind("UID STORE ", 4), behind("NOOP", 2)];
    let second = [in_message(2), BEFORE_SELECT];
    each_is_handled_once(60, [&first, &second], &["IDLE", "UIDPLUS", "IMAP4rev2"]);
}

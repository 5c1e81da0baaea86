//! `--log` and `:log`: what is written down, when, and what never is.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use crate::support::Folder;
use crate::support::program::Ended;
use crate::support::server::{Step, send};
use crate::{all, ok, plain, reply, server, talk};

const SECRET: &str = "s3same";

/// Base64 of the secret, of `\0me\0s3same`, and of the start of what XOAUTH2 makes of it.
const ENCODED: [&str; 3] = ["czNzYW1l", "AG1lAHMzc2FtZQ==", "Bearer s3same"];

/// What a log says; of the line that starts a session, what is not different each time.
fn read(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let line = |line: &str| {
        let Some(rest) = line.strip_prefix("-- session with 127.0.0.1:") else { return format!("{line}\n") };
        let (port, time) = rest.split_once(" at ").unwrap();
        let (time, how) = time.split_at("2026-11-28T22:51:00Z".len());
        assert!(port.parse::<u16>().is_ok() && time.ends_with('Z') && time.contains('T'), "{line}");
        format!("-- session{how}\n")
    };
    text.lines().map(line).collect()
}

fn log_of(steps: impl IntoIterator<Item = Step>, arguments: &[&str], input: &str) -> (Ended, String) {
    let folder = Folder::new();
    let path = folder.path().join("log");
    let ended = talk(steps, &[&["--log", path.to_str().unwrap()], arguments].concat(), input);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    (ended, read(&path))
}

#[test]
fn a_log_holds_what_crossed_the_wire() {
    let fetch = reply("FETCH 1 BODY[]", "* 1 FETCH (BODY[] {9}\r\na\x1b\u{9b}\r\n\\xb)\r\n{tag} OK done\r\n");
    let (ended, log) = log_of(fetch, &[], "FETCH 1 BODY[]\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    let expected = "-- session\nS: * OK [CAPABILITY IMAP4rev1] ready\nC: A001 FETCH 1 BODY[]\nS: * 1 FETCH (BODY[] {9}\n\
        S: a\\x1b\\u{9b}\nS: \\x5cxb)\nS: A001 OK done\nC: A002 LOGOUT\nS: * BYE bye\nS: A002 OK bye\n";
    assert_eq!(log, expected);
}

#[test]
fn each_line_is_in_the_file_when_the_program_is_killed() {
    let folder = Folder::new();
    let path = folder.path().join("log");
    let (told, tell) = mpsc::channel();
    let (go, gone) = mpsc::channel();
    let server = server([Step::Expect("NOOP"), Step::Tell(told), Step::Await(gone)]);
    let running = plain(&server, &["--log", path.to_str().unwrap(), "-c", "NOOP"]).start();
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    // What the server has, the log has, whatever becomes of the program now.
    assert_eq!(read(&path), "-- session\nS: * OK [CAPABILITY IMAP4rev1] ready\nC: A001 NOOP\n");
    drop(go);
    drop(running.wait());
}

#[test]
fn a_log_can_be_started_and_ended_on_the_way() {
    let folder = Folder::new();
    let path = folder.file("log", "S: before\n");
    let input = format!("NOOP\n:log {}\nCHECK\n:log off\nNOOP\n", path.display());
    let ended = talk(all([ok("NOOP"), ok("CHECK"), ok("NOOP")]), &[], &input);
    assert_eq!(ended.code(), 0, "{ended:?}");
    let logged = "S: before\n-- session, which is under way\nC: A002 CHECK\nS: A002 OK done\n";
    assert_eq!(read(&path), logged);
    let ended = talk([], &[], ":log\n");
    assert_eq!((ended.code(), &*ended.stderr), (2, "imapsh: line 1: :log: FILE, or off\n"));
}

#[test]
fn a_log_that_cannot_be_written_ends_with_10() {
    let server = server([]);
    let ended = plain(&server, &["--log", "/nowhere/log", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 10);
    assert!(ended.stderr.starts_with("imapsh: cannot write the log /nowhere/log: "), "{ended:?}");
    let ended = talk([], &[], ":log /nowhere/log\n");
    assert_eq!(ended.code(), 10, "{ended:?}");
    if File::options().append(true).open("/dev/full").is_ok() {
        let server = self::server([]);
        let ended = plain(&server, &["--log", "/dev/full", "-c", "NOOP"]).run();
        assert_eq!(ended.code(), 10, "{ended:?}");
        assert!(ended.stderr.contains("cannot write the log /dev/full: "), "{ended:?}");
    }
}

/// What a secret is given with: what the server does, arguments, and the script.
struct Way {
    name: &'static str,
    steps: fn() -> Vec<Step>,
    arguments: &'static [&'static str],
    input: &'static str,
}

fn done(first: &'static str) -> Vec<Step> {
    vec![Step::Expect(first), send("{tag} OK [CAPABILITY IMAP4rev1] hi\r\n")]
}

fn by_literal() -> Vec<Step> {
    let allowed = [Step::Expect("LOGIN me {6}"), send("+ go\r\n"), Step::Take(6), Step::ExpectLine("")];
    allowed.into_iter().chain([send("{tag} OK [CAPABILITY IMAP4rev1] hi\r\n")]).collect()
}

/// AUTHENTICATE, with a challenge before each of so many lines that answer it, and an OK.
fn challenged<const N: usize>(mechanism: &'static str, challenges: [&str; N]) -> Vec<Step> {
    let answers = challenges.iter().flat_map(|challenge| [send(format!("+ {challenge}\r\n")), Step::TakeLine]);
    let end = send("{tag} OK [CAPABILITY IMAP4rev1] hi\r\n");
    [Step::Expect(mechanism)].into_iter().chain(answers).chain([end]).collect()
}

const WAYS: [Way; 14] = [
    Way { name: "atom", steps: || done("LOGIN me s3same"), arguments: &[], input: "LOGIN me s3same\n" },
    Way { name: "quoted", steps: || done("LOGIN me \"s3same\""), arguments: &[], input: "LOGIN me \"s3same\"\n" },
    Way { name: "literal", steps: by_literal, arguments: &[], input: "LOGIN me {6}\ns3same\n" },
    Way { name: "literal in braces", steps: by_literal, arguments: &[], input: "LOGIN me {\"s3same\"}\n" },
    Way {
        name: "initial response",
        steps: || done("AUTHENTICATE PLAIN AG1lAHMzc2FtZQ=="),
        arguments: &[],
        input: "AUTHENTICATE PLAIN AG1lAHMzc2FtZQ==\n",
    },
    Way {
        name: "PLAIN",
        steps: || challenged("AUTHENTICATE PLAIN", [""]),
        arguments: &[],
        input: "AUTHENTICATE PLAIN\nAG1lAHMzc2FtZQ==\n",
    },
    Way {
        name: "LOGIN mechanism",
        steps: || challenged("AUTHENTICATE LOGIN", ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]),
        arguments: &[],
        input: "AUTHENTICATE LOGIN\nbWU=\nczNzYW1l\n",
    },
    Way {
        name: "LOGIN mechanism, driven",
        steps: || challenged("AUTHENTICATE LOGIN", ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]),
        arguments: &["-u", "me", "--auth", "LOGIN"],
        input: "",
    },
    Way {
        name: "CRAM-MD5",
        steps: || challenged("AUTHENTICATE CRAM-MD5", ["PDFAeD4="]),
        arguments: &["-u", "me", "--auth", "CRAM-MD5"],
        input: "",
    },
    Way {
        name: "XOAUTH2",
        steps: || challenged("AUTHENTICATE XOAUTH2", [""]),
        arguments: &["-u", "me", "--auth", "XOAUTH2"],
        input: "",
    },
    Way { name: "environment", steps: || done("LOGIN me s3same"), arguments: &["-u", "me"], input: "" },
    Way { name: "{$secret}", steps: || done("LOGIN me s3same"), arguments: &[], input: "LOGIN me {$secret}\n" },
    Way { name: ":send", steps: || done("LOGIN me s3same"), arguments: &[], input: ":send LOGIN me s3same\n" },
    Way {
        name: ":raw",
        steps: || vec![Step::ExpectLine("a LOGIN me s3same"), send("a OK hi\r\n")],
        arguments: &[],
        input: ":raw a LOGIN me s3same\\r\\n\n",
    },
];

/// Runs a session in which the secret is given in this way; what it printed, and its log.
fn run(way: &Way, more: &[&str]) -> (Ended, String) {
    let folder = Folder::new();
    let path = folder.path().join("log");
    let server = server((way.steps)());
    let arguments = [&["--echo", "--log", path.to_str().unwrap()], way.arguments, more].concat();
    let ended = plain(&server, &arguments).env("IMAPSH_PASSWORD", SECRET).input(way.input).run();
    let received = server.try_received().unwrap_or_else(|error| panic!("{}: {error}\n{ended:?}", way.name));
    assert!(!received.is_empty());
    (ended, read(&path))
}

#[test]
fn a_secret_is_nowhere_however_it_is_given() {
    for way in &WAYS {
        for output in ["text", "json"] {
            let (ended, log) = run(way, &["--output", output]);
            let name = way.name;
            assert_eq!(ended.code(), 0, "{name}: {ended:?}");
            for secret in ENCODED.into_iter().chain([SECRET]) {
                for (place, text) in [("stdout", ended.text()), ("stderr", &ended.stderr), ("log", &log)] {
                    assert!(!text.contains(secret), "{name}, {output}: {secret} in {place}: {text}");
                }
            }
            assert!(log.contains("{$secret}"), "{name}: {log}");
            assert!(ended.text().contains("***"), "{name}: {ended:?}");
        }
    }
}

#[test]
fn secrets_are_shown_to_who_asks_for_them() {
    let (ended, log) = run(&WAYS[0], &["--show-secrets"]);
    assert!(log.contains("C: A001 LOGIN me s3same\n") && ended.text().contains("A001 LOGIN me s3same\n"), "{log}");
}

#[test]
fn a_refused_login_does_not_tell_the_secret() {
    let refused = reply("LOGIN me s3same", "{tag} NO no\r\n");
    let (ended, log) = log_of(refused, &["--echo"], "LOGIN me s3same\n");
    assert_eq!(ended.code(), 1);
    assert!(!log.contains(SECRET) && !ended.text().contains(SECRET) && !ended.stderr.contains(SECRET), "{ended:?}");
    let (ended, log) = log_of([], &["--echo"], "LOGIN me s3same\x01\n");
    assert_eq!(ended.code(), 2);
    assert!(!log.contains(SECRET) && !ended.stderr.contains(SECRET), "{ended:?}");
}

#[test]
fn scram_says_nothing_of_the_secret() {
    // The demo server knows SCRAM; its password is told in its greeting, so only what was sent is looked at.
    let folder = Folder::new();
    let path = folder.path().join("log");
    let arguments = ["demo", "-u", "user@outlook.com", "--auth", "SCRAM-SHA-256", "-c", "NOOP", "--log"];
    let program = crate::support::program::imapsh(arguments.iter().copied().chain([path.to_str().unwrap()]));
    let ended = program.env("IMAPSH_PASSWORD", "password").run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let log = fs::read_to_string(&path).unwrap();
    let sent: Vec<&str> = log.lines().filter(|line| line.starts_with("C: ")).collect();
    assert!(sent.len() > 3 && sent[0].starts_with("C: A001 AUTHENTICATE SCRAM-SHA-256"), "{log}");
    for line in &sent[1..sent.len() - 2] {
        assert!(*line == "C: {$secret}" || *line == "C: ", "{log}");
    }
}

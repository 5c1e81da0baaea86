//! Passwords: where they come from, how they are sent, and where they never show up.

use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use imapsh::wire::from_base64;

use crate::support::Folder;
use crate::support::program::{Ended, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::{GREETING, all, ok, plain, reply, server, talk};

const PASSWORD: &str = "s3same";

fn assert_hidden(what: &str, ended: &Ended) {
    for (where_, text) in [("stdout", ended.text()), ("stderr", &ended.stderr)] {
        // Base64 of "\0me\0s3same" and of "s3same".
        for secret in [PASSWORD, "AG1lAHMzc2FtZQ==", "czNzYW1l"] {
            assert!(!text.contains(secret), "{what}: {secret} on {where_}: {text}");
        }
    }
}

fn login_steps(login: &'static str) -> Vec<Step> {
    reply(login, "{tag} OK [CAPABILITY IMAP4rev1] hi\r\n").into()
}

#[test]
fn the_password_comes_from_a_file_a_command_or_the_environment() {
    let folder = Folder::new();
    let file = folder.file("password", "s3same\r\nsecond line\n");
    let path = file.to_str().unwrap();
    let command = format!("head -1 '{path}'");
    let table: [(&str, &[&str]); 4] = [
        ("file", &["-u", "me", "--password-file", path]),
        ("command", &["-u", "me", "--password-command", &command]),
        ("file, not environment", &["-u", "me", "--password-file", path]),
        ("environment", &["-u", "me"]),
    ];
    for (what, arguments) in table {
        let server = server(login_steps("LOGIN me s3same"));
        let mut program = plain(&server, arguments);
        if what.contains("environment") {
            program = program.env("IMAPSH_PASSWORD", if what.contains("not") { "another" } else { PASSWORD });
        }
        let ended = program.run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{what}");
        assert_hidden(what, &ended);
        server.received();
    }
}

#[test]
fn no_argument_of_a_process_holds_the_password() {
    let folder = Folder::new();
    let file = folder.file("password", PASSWORD);
    let command = format!("cat '{}'", file.display());
    let (told, tell) = mpsc::channel();
    let (go, gone) = mpsc::channel();
    let steps = [
        Step::Expect("AUTHENTICATE PLAIN"),
        send("+ \r\n"),
        Step::ExpectLine("AG1lAHMzc2FtZQ=="),
        Step::Tell(told),
        Step::Await(gone),
        send("{tag} OK [CAPABILITY X]\r\n"),
    ];
    let server = server(steps);
    let arguments = ["-u", "me", "--auth", "PLAIN", "--password-command", &command, "-c", "NOOP"];
    let running = plain(&server, &arguments).start();
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    let arguments = fs::read(format!("/proc/{}/cmdline", running.id())).unwrap();
    assert!(!String::from_utf8_lossy(&arguments).contains(PASSWORD));
    drop(go);
    drop(running.wait());
}

#[test]
fn an_echo_masks_the_password_in_every_spelling_of_login() {
    let ended = talk(login_steps("LOGIN me s3same"), &["--echo"], "LOGIN me s3same\n");
    assert!(ended.text().contains("\nA001 LOGIN me ***\n"), "{ended:?}");
    let literal =
        |line, steps: Vec<Step>| all([[Step::Expect(line), send("+ go\r\n")]]).into_iter().chain(steps).collect();
    let done = || [Step::ExpectLine(""), send("{tag} OK hi\r\n")];
    let by_literal = || Vec::from_iter([Step::Take(6)].into_iter().chain(done()));
    let user_by_literal = vec![Step::Take(2), Step::ExpectLine(" s3same"), send("{tag} OK hi\r\n")];
    let mut both = vec![Step::Take(2), Step::ExpectLine(" {6}"), send("+ go\r\n")];
    both.extend(by_literal());
    let base64 = || vec![Step::ExpectLine("AG1lAHMzc2FtZQ=="), send("{tag} OK hi\r\n")];
    let table: [(Vec<Step>, &str); 10] = [
        (login_steps("LOGIN me s3same"), "LOGIN me s3same\n"),
        (login_steps("login \"me\" \"s3same\""), "login \"me\" \"s3same\"\n"),
        (login_steps("LOGIN me \"s3same"), "LOGIN me \"s3same\n"),
        (login_steps("LOGIN me \"\" s3same"), "LOGIN me \"\" s3same\n"),
        (login_steps("LOGIN me s3same"), "a1 LOGIN me s3same\n"),
        (login_steps("LOGIN me s3same"), ":send LOGIN me s3same\n"),
        (login_steps("AUTHENTICATE PLAIN AG1lAHMzc2FtZQ=="), "AUTHENTICATE PLAIN AG1lAHMzc2FtZQ==\n"),
        (literal("LOGIN me {6}", by_literal()), "LOGIN me {6}\ns3same\n"),
        (literal("LOGIN {2}", user_by_literal), "LOGIN {2}\nme s3same\n"),
        (literal("LOGIN {2}", both), "LOGIN {2}\nme {6}\ns3same\n"),
    ];
    for (steps, input) in table {
        let ended = talk(steps, &["--echo"], input);
        assert_eq!(ended.code(), 0, "{input:?}: {ended:?}");
        assert_hidden(input, &ended);
        assert!(ended.text().contains("***"), "{input:?}: {ended:?}");
    }
    let raw = [Step::ExpectLine("a1 LOGIN me s3same"), send("a1 OK hi\r\n")];
    let ended = talk(raw, &["--echo"], ":raw a1 LOGIN me s3same\\r\\n\n");
    assert_hidden(":raw", &ended);
    assert!(ended.text().contains("\n***\n"), "{ended:?}");
    let answer = || literal("AUTHENTICATE PLAIN", base64());
    let ended = talk(answer(), &["--echo"], "AUTHENTICATE PLAIN\nAG1lAHMzc2FtZQ==\n");
    assert_hidden("answer", &ended);
    assert!(ended.text().contains("A001 AUTHENTICATE PLAIN\n+ go\n***\nA001 OK hi\n"), "{ended:?}");
}

#[test]
fn the_login_of_the_command_line_is_masked_too() {
    let greeting = |words: &str| send(format!("* OK [CAPABILITY IMAP4rev1 {words}] hi\r\n"));
    let hi = || send("{tag} OK [CAPABILITY IMAP4rev1] hi\r\n");
    let table: [(&str, &str, Vec<Step>); 4] = [
        ("atom", "me", vec![greeting(""), Step::Expect("LOGIN me s3same"), hi()]),
        (
            "user as literal",
            "mé",
            vec![greeting("LITERAL+"), Step::Expect("LOGIN {3+}"), Step::Take(3), Step::ExpectLine(" s3same"), hi()],
        ),
        (
            "initial response",
            "me",
            vec![
                greeting("LOGINDISABLED AUTH=PLAIN SASL-IR"),
                Step::Expect("AUTHENTICATE PLAIN AG1lAHMzc2FtZQ=="),
                hi(),
            ],
        ),
        (
            "answer",
            "me",
            vec![
                greeting("LOGINDISABLED AUTH=PLAIN"),
                Step::Expect("AUTHENTICATE PLAIN"),
                send("+ \r\n"),
                Step::ExpectLine("AG1lAHMzc2FtZQ=="),
                hi(),
            ],
        ),
    ];
    for (what, user, mut script) in table {
        script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
        let server = FakeServer::start(script);
        let ended = plain(&server, &["-u", user, "--echo"]).env("IMAPSH_PASSWORD", PASSWORD).run();
        assert_eq!(ended.code(), 0, "{what}: {ended:?}");
        assert_hidden(what, &ended);
        assert!(ended.text().contains("***"), "{what}: {ended:?}");
        server.received();
    }
}

#[test]
fn secrets_are_shown_to_whoever_asks_for_them() {
    let ended = talk(login_steps("LOGIN me s3same"), &["--echo", "--show-secrets"], "LOGIN me s3same\n");
    assert!(ended.text().contains("\nA001 LOGIN me s3same\n"), "{ended:?}");
}

#[test]
fn a_refused_login_says_nothing_of_the_password() {
    let steps = reply("LOGIN me s3same", "{tag} NO [AUTHENTICATIONFAILED] no\r\n");
    assert_hidden("typed", &talk(steps, &[], "LOGIN me s3same\n"));
    let ended = talk([], &[], "LOGIN me s3same\x01\n");
    assert_eq!(ended.code(), 2);
    assert_hidden("not sent", &ended);
}

#[test]
fn what_no_quotes_can_hold_is_sent_as_a_literal() {
    let script = |words: &str, login: &'static str, header: &'static str| {
        let go = || send(if header.contains('+') { "" } else { "+ go\r\n" });
        vec![
            send(format!("* OK [CAPABILITY IMAP4rev1 {words}] hi\r\n")),
            Step::Expect(login),
            go(),
            Step::Take("pässword".len()),
            Step::ExpectLine(header),
            send("{tag} OK [CAPABILITY IMAP4rev1] hi\r\n"),
            Step::Expect("LOGOUT"),
            send("* BYE bye\r\n{tag} OK bye\r\n"),
        ]
    };
    for (words, login) in [("", "LOGIN me {9}"), ("LITERAL+", "LOGIN me {9+}"), ("LITERAL-", "LOGIN me {9+}")] {
        let mut steps = script(words, login, "");
        if login.contains('+') {
            steps.remove(2);
        }
        let server = FakeServer::start(steps);
        let ended = plain(&server, &["-u", "me"]).env("IMAPSH_PASSWORD", "pässword").run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{words}");
        let received = String::from_utf8(server.received()).unwrap();
        assert!(received.contains("}\r\npässword\r\n"), "{received}");
    }
    let refused = [send(GREETING), Step::Expect("LOGIN me {9}"), send("{tag} NO no literals\r\n")];
    let mut script = Vec::from(refused);
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-u", "me"]).env("IMAPSH_PASSWORD", "pässword").run();
    assert_eq!(ended.code(), 5, "{ended:?}");
    assert_eq!(server.received(), b"A001 LOGIN me {9}\r\nA002 LOGOUT\r\n");
}

#[test]
fn a_password_with_spaces_and_quotes_is_quoted() {
    let server = server(login_steps(r#"LOGIN me "open \"s3same\\""#));
    let ended = plain(&server, &["-u", "me"]).env("IMAPSH_PASSWORD", r#"open "s3same\"#).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    server.received();
}

#[test]
fn logindisabled_is_obeyed() {
    let mut script = vec![send("* OK hi\r\n")];
    script.extend(reply("CAPABILITY", "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK done\r\n"));
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-u", "me", "-c", "NOOP"]).env("IMAPSH_PASSWORD", PASSWORD).run();
    assert_eq!(ended.code(), 5, "{ended:?}");
    assert!(ended.stderr.contains("LOGINDISABLED\nhint: "), "{ended:?}");
    server.received();
}

#[test]
fn capabilities_are_asked_for_anew_after_a_login_that_told_none() {
    let mut steps = Vec::from(reply("LOGIN me s3same", "{tag} OK hi\r\n"));
    steps.extend(reply("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n"));
    steps.extend(ok("NOOP"));
    let server = server(steps);
    let ended = plain(&server, &["-u", "me", "-c", "NOOP", "-c", ":state"]).env("IMAPSH_PASSWORD", PASSWORD).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("\ncapabilities\tIMAP4rev1 IDLE\n"), "{ended:?}");
    server.received();
}

/// Whether `text` holds the password, as it is or in base64.
fn tells(text: &str) -> bool {
    let decoded = |word: &str| from_base64(word.as_bytes()).unwrap_or_default();
    let holds = |octets: &[u8]| octets.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes());
    holds(text.as_bytes()) || text.split_whitespace().any(|word| holds(&decoded(word)))
}

#[test]
fn no_mechanism_shows_its_secret_or_what_it_makes_of_it() {
    let mechanisms = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"];
    for mechanism in mechanisms {
        let arguments = ["demo", "-u", "me", "--auth", mechanism, "--echo"];
        let ended = imapsh(arguments).env("IMAPSH_PASSWORD", PASSWORD).run();
        assert_eq!(ended.code(), 5, "{mechanism}: {ended:?}");
        assert!(!tells(ended.text()) && !tells(&ended.stderr), "{mechanism}: {ended:?}");
        // Neither digest nor proof: who has them can guess at the password at leisure.
        assert!(ended.text().contains("***\n"), "{mechanism}: {ended:?}");
        let is_proof = |line: &str| from_base64(line.as_bytes()).is_some_and(|octets| octets.starts_with(b"c="));
        assert!(!ended.text().lines().any(is_proof), "{mechanism}: {ended:?}");
        let ended = imapsh([&arguments[..], &["--show-secrets"]].concat()).env("IMAPSH_PASSWORD", PASSWORD).run();
        let is_told = tells(ended.text()) || ended.text().lines().any(is_proof) || mechanism == "CRAM-MD5";
        assert!(is_told, "{mechanism}: {ended:?}");
    }
}

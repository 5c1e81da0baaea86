//! The same conversations on a real server: the Dovecot of `scripts/dovecot`. Without one these tests say that they have
//! not run.

mod support;

use std::fmt::Write as _;
use std::time::Duration;

use support::Folder;
use support::dovecot::{Dovecot, dovecot};
use support::program::{Ended, Program, imapsh};
use support::screen::Setup;

/// The program, logged in to the server by TLS.
fn session(server: &Dovecot, arguments: &[&str]) -> Program {
    let target = format!("{}:{}", server.host, server.tls_port);
    logged_in(server, &target, arguments)
}

fn logged_in(server: &Dovecot, target: &str, arguments: &[&str]) -> Program {
    let (ca, password_file) = (server.ca.display().to_string(), server.password_file.display().to_string());
    let login = [target, "--cacert", &ca, "-u", &server.user, "--password-file", &password_file];
    imapsh(login.iter().chain(arguments))
}

/// A message that nobody else has, and the word to find it by.
fn message(name: &str) -> (String, String) {
    let word = format!("{name}-{}", std::process::id());
    let text = format!("From: Another User <another@example.com>\r\nSubject: {word}\r\n\r\nGreetings.\r\n");
    (text, word)
}

/// The UID of the message with that subject.
fn uid_of(server: &Dovecot, subject: &str) -> String {
    let found = session(server, &[]).input(format!("EXAMINE INBOX\n:uids SUBJECT {subject}\n")).run();
    let uid = found.text().lines().find(|line| line.bytes().all(|octet| octet.is_ascii_digit()));
    uid.unwrap_or_else(|| panic!("no such message: {found:?}")).to_owned()
}

fn assert_said(ended: &Ended, lines: &[&str]) {
    let mut rest = ended.text();
    for line in lines {
        let at = rest.find(line).unwrap_or_else(|| panic!("{line:?} is missing, or not in this order: {ended:?}"));
        rest = &rest[at + line.len()..];
    }
}

#[test]
fn a_session_by_tls_and_one_by_starttls_are_alike() {
    let Some(server) = dovecot("a session by TLS and one by STARTTLS") else { return };
    let by_starttls = format!("imap://{}:{}", server.host, server.port);
    for program in [session(&server, &[]), logged_in(&server, &by_starttls, &[])] {
        let ended = program.input("SELECT INBOX\n:uids\nNOOP\n").run();
        assert_eq!(ended.code(), 0, "{ended:?}");
        assert_said(
            &ended,
            &["* OK [CAPABILITY ", " OK [READ-WRITE] ", "\n1\n", " OK NOOP completed", "* BYE ", " OK Logout"],
        );
        assert!(!ended.text().contains(&server.password()));
    }
}

#[test]
fn the_session_of_the_article_happens_with_and_without_its_tags() {
    let Some(server) = dovecot("the session of the article") else { return };
    for own_tags in [true, false] {
        let (text, word) = message(if own_tags { "tagged" } else { "untagged" });
        server.deliver(text.as_bytes());
        let found = session(&server, &[]).input(format!("EXAMINE INBOX\n:uids SUBJECT {word}\n")).run();
        let uid =
            found.text().lines().find(|line| line.bytes().all(|octet| octet.is_ascii_digit())).unwrap().to_owned();
        let commands = [
            "CAPABILITY".to_owned(),
            format!("LOGIN {} wrong-password", server.user),
            format!("LOGIN {} {}", server.user, server.password()),
            "SELECT \"INBOX\"".to_owned(),
            format!("UID FETCH {uid} RFC822.SIZE"),
            format!("UID FETCH {uid} (FLAGS BODY[HEADER.FIELDS (FROM SUBJECT)])"),
            format!("UID FETCH {uid} BODY[]"),
            format!("UID STORE {uid} +FLAGS (\\Deleted)"),
            "EXPUNGE".to_owned(),
            "NOOP".to_owned(),
            "LOGOUT".to_owned(),
        ];
        let mut script = String::new();
        for (number, command) in (1..).zip(&commands) {
            let tag = if own_tags { format!("TAG{number} ") } else { String::new() };
            writeln!(script, "{tag}{command}").unwrap();
        }
        let target = format!("{}:{}", server.host, server.tls_port);
        let ended = imapsh([&target, "--cacert", &server.ca.display().to_string(), "-k"]).input(script).run();
        assert_eq!(ended.code(), 1, "the wrong password is answered NO, and all else OK: {ended:?}");
        let tag = |number: usize| if own_tags { format!("TAG{number} ") } else { format!("A{number:03} ") };
        assert_said(&ended, &[&format!("{}NO [AUTHENTICATIONFAILED]", tag(2)), &format!("{}OK ", tag(3))]);
        let size = format!("UID {uid} RFC822.SIZE {})", text.len());
        let body = format!("BODY[] {{{}}}\n{}", text.len(), text.replace("\r\n", "\n"));
        assert_said(
            &ended,
            &[&size, &format!("Subject: {word}\n"), &body, "\\Deleted", " EXPUNGE\n", "* BYE", &tag(11)],
        );
    }
}

#[test]
fn a_certificate_that_cannot_be_trusted_is_refused_by_name_and_can_be_pinned() {
    let Some(server) = dovecot("certificates that cannot be trusted") else { return };
    let ca = server.ca.display().to_string();
    let own = server.folder.join("tls/self-signed.pem").display().to_string();
    let hosts = [
        (&server.expired_host, "has expired"),
        (&server.wrong_name_host, "is not for"),
        (&server.self_signed_host, "is a CA's own"),
    ];
    for (host, cause) in hosts {
        let target = format!("{host}:{}", server.tls_port);
        let run = |arguments: &[&str]| imapsh([&[&*target, "-c", "NOOP"], arguments].concat()).run();
        let refused = run(&["--cacert", &ca]);
        assert_eq!((refused.code(), refused.text()), (4, ""), "{host}: {refused:?}");
        assert!(refused.stderr.contains(cause), "{host}: {refused:?}");
        let pin = refused.stderr.split("--pin ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        assert_eq!(run(&["--pin", &pin]).code(), 0, "{host}");
        assert_eq!(run(&["--insecure"]).code(), 0, "{host}");
        assert_eq!(run(&["--pin", "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]).code(), 4, "{host}");
    }
    let target = format!("{}:{}", server.self_signed_host, server.tls_port);
    assert_eq!(imapsh([&*target, "-c", "NOOP", "--cacert", &own]).run().code(), 0, "octet by octet");
}

#[test]
fn a_wrong_password_ends_with_5_and_a_refused_command_with_its_status() {
    let Some(server) = dovecot("refusals") else { return };
    let target = format!("{}:{}", server.host, server.tls_port);
    let ca = server.ca.display().to_string();
    let wrong =
        imapsh([&*target, "--cacert", &ca, "-u", &server.user, "-c", "NOOP"]).env("IMAPSH_PASSWORD", "wrong").run();
    assert_eq!(wrong.code(), 5, "{wrong:?}");
    let no = session(&server, &["-c", "NOOP", "-c", "SELECT Nowhere"]).run();
    assert_eq!(no.code(), 1, "{no:?}");
    assert_said(&no, &["OK NOOP", " NO ", "* BYE"]);
    assert_eq!(session(&server, &["-c", "FETCH 1"]).run().code(), 6);
}

#[test]
fn literals_idle_and_compression_are_followed() {
    let Some(server) = dovecot("literals, IDLE, compression") else { return };
    let script = "COMPRESS DEFLATE\nAPPEND Drafts {24}\nSubject: by hand\r\n\r\nHi\r\n\nSELECT Drafts\nIDLE\nDONE\n\
                  STORE 1:* +FLAGS.SILENT (\\Deleted)\nEXPUNGE\nSELECT {5}\nINBOX\nNOOP\n";
    let ended = session(&server, &[]).input(script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert_said(
        &ended,
        &["Begin compression", "+ OK", "[APPENDUID", "+ idling", "OK Idle completed", "EXPUNGE", "NOOP completed"],
    );
}

#[test]
fn a_thousand_lines_get_a_thousand_replies_in_order() {
    let Some(server) = dovecot("a thousand lines") else { return };
    let ended = session(&server, &[]).input("NOOP\n".repeat(1000)).run();
    let tags: Vec<&str> =
        ended.text().lines().filter_map(|line| line.split_once(" OK NOOP")).map(|(tag, _)| tag).collect();
    let expected: Vec<String> = (2..=1001).map(|number| format!("A{number:03}")).collect();
    assert_eq!(tags, expected);
}

#[test]
fn a_message_arrives_above_the_line_that_is_being_typed() {
    let Some(server) = dovecot("a message that arrives during IDLE") else { return };
    let target = format!("{}:{}", server.host, server.tls_port);
    let (ca, password) = (server.ca.display().to_string(), server.password_file.display().to_string());
    let mut terminal =
        Setup::default().start([&target, "--cacert", &ca, "-u", &server.user, "--password-file", &password]);
    terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with('>'));
    terminal.line("SELECT INBOX");
    terminal.wait_for("OK [READ-WRITE] Select");
    terminal.line("IDLE");
    terminal.wait_for("idle>");
    terminal.keys("half a li");
    let before = terminal.wait_for("half a li").matches("EXISTS").count();
    server.deliver(message("arriving").0.as_bytes());
    terminal.wait_until("EXISTS", |screen| {
        screen.matches("EXISTS").count() > before && screen.trim_end().ends_with("idle> half a li")
    });
}

/// Runs the program with its input and output in files, and notes the peak of its resident memory: `VmHWM`, in KiB.
const WATCHED: &str = r#"
"$@" < script > out & pid=$!
while peak=$(grep VmHWM "/proc/$pid/status"); do echo "$peak" > peak; sleep 0.02; done
wait $pid
"#;

#[test]
fn a_large_message_comes_out_octet_for_octet_in_constant_memory() {
    let Some(server) = dovecot("a large message") else { return };
    let octets = if std::env::var_os("IMAPSH_TEST_BIG").is_some() { 512 << 20 } else { 64 << 20 };
    let (head, word) = message("large");
    let line = format!("{}\r\n", "0123456789abcdef".repeat(4));
    let mut text = head.into_bytes();
    while text.len() < octets {
        text.extend_from_slice(line.as_bytes());
    }
    server.deliver(&text);
    let uid = uid_of(&server, &word);
    let folder = Folder::new();
    let commands = ["SELECT INBOX", "UID FETCH # BODY.PEEK[]", "UID STORE # +FLAGS.SILENT (\\Deleted)", "EXPUNGE"];
    folder.file("script", commands.join("\n").replace('#', &uid));
    let target = format!("{}:{}", server.host, server.tls_port);
    let (ca, password) = (server.ca.display().to_string(), server.password_file.display().to_string());
    let watched = format!("cd '{}' || exit 2; {WATCHED}", folder.path().display());
    let program = ["-c", &watched, "sh", env!("CARGO_BIN_EXE_imapsh"), &target, "--cacert", &ca, "-u", &server.user];
    let arguments = [&program[..], &["--password-file", &password, "--output", "raw", "--timeout", "120"]].concat();
    let ended = Program::new("sh", arguments).limit(Duration::from_secs(180)).run();
    assert_eq!(ended.code(), 0, "{}", ended.stderr);
    let out = std::fs::read(folder.path().join("out")).unwrap();
    let header = format!("BODY[] {{{}}}\r\n", text.len()).into_bytes();
    let at = out.windows(header.len()).position(|window| window == header).unwrap() + header.len();
    assert!(out[at..at + text.len()] == text[..], "not octet for octet");
    assert!(out[at + text.len()..].starts_with(b")\r\n"));
    let peak = std::fs::read_to_string(folder.path().join("peak")).unwrap();
    let peak: u32 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(peak < 16 << 10, "{peak} KiB");
}

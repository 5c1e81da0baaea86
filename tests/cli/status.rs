//! The exit status, row by row of the table that scripts rely on.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::Folder;
use crate::support::program::{Ended, Program, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::{GREETING, all, ok, plain, reply, server, talk};

/// How a run must end: its status, and words of what it says on stderr.
fn assert_ended(what: &str, ended: &Ended, code: i32, says: &str) {
    assert_eq!(ended.code(), code, "{what}: {ended:?}");
    assert!(ended.stderr.contains(says), "{what}: {says:?} is missing: {ended:?}");
    assert_eq!(ended.stderr.is_empty(), code == 0, "{what}: {ended:?}");
}

/// What the server does, the arguments, the script, the status, and what stderr says.
type Case<'a> = (Vec<Step>, &'a [&'a str], &'a str, i32, &'a str);

#[test]
fn what_the_server_answers_decides() {
    let no = || reply("SELECT nosuch", "{tag} NO [NONEXISTENT] no such mailbox\r\n");
    let bad = || reply("XYZZY", "* BAD really\r\n{tag} BAD unknown command\r\n");
    let table: [Case<'_>; 9] = [
        (all([ok("NOOP")]), &[], "NOOP\n", 0, ""),
        (all([ok("NOOP")]), &[], "NOOP", 0, ""),
        (vec![], &[], "", 0, ""),
        (all([ok("NOOP"), no()]), &[], "NOOP\nSELECT nosuch\nNOOP\n", 1, "line 2: NO: no such mailbox"),
        (all([bad()]), &[], "XYZZY\nNOOP\n", 6, "line 1: BAD: unknown command"),
        (all([no(), ok("NOOP")]), &["-k"], "SELECT nosuch\nNOOP\n", 1, "line 1: NO"),
        (all([bad(), no(), ok("NOOP")]), &["-k"], "XYZZY\nSELECT nosuch\nNOOP\n", 6, "line 2: NO"),
        (all([no(), bad(), ok("NOOP")]), &["-k"], "SELECT nosuch\nXYZZY\nNOOP\n", 6, "line 2: BAD"),
        (all([reply("LOGIN a b", "{tag} NO who?\r\n")]), &[], "LOGIN a b\n", 1, "line 1: NO: who?"),
    ];
    for (steps, arguments, input, code, says) in table {
        let ended = talk(steps, arguments, input);
        assert_ended(&format!("{arguments:?} {input:?}"), &ended, code, says);
    }
}

#[test]
fn lines_of_the_command_line_and_of_a_file_end_the_same_way() {
    let folder = Folder::new();
    let file = folder.file("script", "NOOP\n\n# a comment\nSELECT nosuch\nNOOP\n");
    let path = file.to_str().unwrap();
    let place = format!("{path}:4: NO: none");
    let steps = || all([ok("NOOP"), reply("SELECT nosuch", "{tag} NO none\r\n")]);
    assert_ended("-f", &talk(steps(), &["-f", path], "CAPABILITY\n"), 1, &place);
    let commands = ["-c", "NOOP", "-c", "SELECT nosuch", "-c", "NOOP"];
    assert_ended("-c", &talk(steps(), &commands, "CAPABILITY\n"), 1, "-c 2: NO: none");
}

#[test]
fn a_call_that_makes_no_sense_ends_with_2() {
    let folder = Folder::new();
    let empty = folder.file("empty", "");
    let empty = empty.to_str().unwrap();
    let table: [(&[&str], &str); 12] = [
        (&["localhost", "--frobnicate"], "--frobnicate"),
        (&["localhost", "--output", "xml"], "xml"),
        (&["localhost", "--timeout", "0"], "--timeout"),
        (&["localhost", "-c", "NOOP", "-f", "x"], "--file"),
        (&["localhost", "-f", "/nowhere/script"], "/nowhere/script"),
        (&["localhost", "-f", "/"], "/: is a directory"),
        (&["localhost", "--cacert", "/nowhere/ca.pem"], "/nowhere/ca.pem"),
        (&["localhost", "--cacert", empty], "no certificate in it"),
        (&["localhost", "--pin", "md5//x"], "md5//x"),
        (&["http://localhost"], "http"),
        (&["imaps://me:secret@localhost"], "password"),
        (&["-c", "NOOP"], "whom to connect to?"),
    ];
    for (arguments, says) in table {
        assert_ended(&format!("{arguments:?}"), &imapsh(arguments).run(), 2, says);
    }
}

#[test]
fn a_line_that_is_not_sent_ends_with_2_and_nothing_of_it_is_sent() {
    let table = [
        ("NOOP\nSELECT \"a\0b\"\nNOOP\n", "line 2: the line holds the control character \\x00 at octet 10"),
        ("NOOP\nSELECT a\rLOGOUT\n", "line 2: the line holds the control character \\x0d at octet 9"),
        ("NOOP\nSELECT \x1b[2J\n", "control character \\x1b"),
        ("NOOP\n:frobnicate\n", "line 2: there is no shortcut :frobnicate"),
        ("NOOP\n:raw \\q\n", "line 2: :raw: \\q is no escape"),
    ];
    for (input, says) in table {
        assert_ended(&format!("{input:?}"), &talk(ok("NOOP"), &[], input), 2, says);
        // Keeping going is for what a server refused.
        assert_ended(&format!("-k {input:?}"), &talk(ok("NOOP"), &["-k"], input), 2, says);
    }
    for logout in ["LOGOUT", ":send LOGOUT"] {
        let ended = talk([], &[], format!("{logout}\nNOOP\n"));
        assert_ended(logout, &ended, 2, "line 2: not connected; the line was not sent");
    }
}

#[test]
fn a_script_that_ends_inside_a_command_ends_with_2() {
    let append = || all([reply("APPEND INBOX {12}", "+ go\r\n")]);
    let table: [(Vec<Step>, &str, &str); 4] = [
        (append(), "APPEND INBOX {12}\nhello", "the script ends inside a literal, 7 octets early"),
        (append(), "APPEND INBOX {12}\n", "the script ends inside a literal, 12 octets early"),
        (append(), "APPEND INBOX {12}\nhello, world", "the script ends inside a command"),
        (all([reply("AUTHENTICATE PLAIN", "+ \r\n")]), "AUTHENTICATE PLAIN\n", "the script ends inside a command"),
    ];
    for (steps, input, says) in table {
        let mut script = vec![send(GREETING)];
        script.extend(steps);
        let server = FakeServer::start(script);
        let ended = plain(&server, &[]).input(input).run();
        assert_ended(input, &ended, 2, says);
        let received = server.received();
        assert!(!received.ends_with(b"LOGOUT\r\n"), "in the middle of a command there is no LOGOUT");
    }
}

#[test]
fn no_password_to_be_had_ends_with_2_and_logs_out() {
    let folder = Folder::new();
    let empty = folder.file("empty", "\n");
    let binary = folder.file("binary", b"\xff\n");
    let table = [
        ("--password-file", "/nowhere/password", "/nowhere/password"),
        ("--password-file", empty.to_str().unwrap(), "it is empty"),
        ("--password-file", binary.to_str().unwrap(), "it is not UTF-8"),
        ("--password-command", "exit 3", "--password-command ended with"),
        ("--password-command", "true", "it is empty"),
    ];
    for (option, value, says) in table {
        let ended = talk([], &["-u", "me", option, value], "NOOP\n");
        assert_ended(
            value,
            &ended,
            2,
            &format!("no password for me: {}", if says.starts_with("--") { says } else { "" }),
        );
        assert!(ended.stderr.contains(says), "{ended:?}");
    }
    // Without a terminal, whoever runs this test.
    let server = server([]);
    let target = server.address().to_string();
    let program = env!("CARGO_BIN_EXE_imapsh");
    let ended = Program::new("setsid", ["-w", program, "--tls", "off", &target, "-u", "me", "-c", "NOOP"]).run();
    assert_ended("no terminal", &ended, 2, "no password for me: there is no terminal to ask on\nhint: --password-file");
    server.received();
}

/// A port on which nobody listens. The connection that has it as its own keeps everybody else from it.
fn closed_port() -> (TcpStream, u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let held = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let port = held.local_addr().unwrap().port();
    (held, port)
}

#[test]
fn a_server_that_cannot_be_reached_ends_with_3() {
    let (_held, port) = closed_port();
    let target = format!("127.0.0.1:{port}");
    let refused = imapsh([&*target, "-c", "NOOP"]).run();
    assert_ended("refused", &refused, 3, &format!("imapsh: {target}: connection refused\nhint: "));
    let unknown = imapsh(["nosuch.invalid", "-c", "NOOP"]).run();
    assert_ended("unknown", &unknown, 3, "imapsh: unknown host \"nosuch.invalid\"");

    let server = FakeServer::start(vec![send("* BYE too many connections\r\n")]);
    let ended = plain(&server, &["-c", "NOOP"]).run();
    assert_ended("BYE", &ended, 3, "says BYE: too many connections");
    assert_eq!(ended.text(), "* BYE too many connections\n");
    assert_eq!(server.received(), b"");
}

#[test]
fn silence_ends_with_3_in_each_phase_of_connecting() {
    let table: [(&str, &str, Vec<Step>, &str); 5] = [
        ("TLS", "implicit", vec![Step::Silent], "timed out in the TLS handshake"),
        ("greeting", "off", vec![Step::Silent], "connected, but no greeting came in time\nhint: "),
        ("half a greeting", "off", vec![send("* OK re"), Step::Silent], ""),
        ("STARTTLS", "starttls", vec![send("* OK [CAPABILITY STARTTLS] hi\r\n")], "no answer to STARTTLS came in time"),
        ("CAPABILITY", "starttls", vec![send("* OK hi\r\n")], "no answer to STARTTLS came in time"),
    ];
    let runs = table.map(|(what, tls, steps, says)| {
        std::thread::spawn(move || {
            let server = FakeServer::start(steps);
            let target = server.address().to_string();
            let ended = imapsh(["--tls", tls, &target, "--connect-timeout", "1", "-u", "me", "-c", "NOOP"])
                .env("IMAPSH_PASSWORD", "s3same")
                .run();
            // What ends no line is no greeting of IMAP.
            assert_ended(what, &ended, if what == "half a greeting" { 8 } else { 3 }, says);
            let received = server.received();
            assert!(!String::from_utf8_lossy(&received).contains("s3same"), "{what}");
        })
    });
    for run in runs {
        run.join().unwrap();
    }
}

#[test]
fn a_login_that_was_asked_for_and_refused_ends_with_5() {
    let login = || "LOGIN me s3same";
    let table: [(&str, &str, i32, &str); 3] = [
        ("NO", "{tag} NO [AUTHENTICATIONFAILED] no\r\n", 5, "imapsh: login refused: NO: no"),
        ("BAD", "{tag} BAD no LOGIN here\r\n", 5, "imapsh: login refused: BAD: no LOGIN here"),
        ("OK", "{tag} OK [CAPABILITY IMAP4rev1] hi\r\n", 0, ""),
    ];
    for (what, answer, code, says) in table {
        let mut steps = all([reply(login(), answer)]);
        if code == 0 {
            steps.extend(ok("NOOP"));
        }
        let server = server(steps);
        let ended = plain(&server, &["-u", "me", "-k", "-c", "NOOP"]).env("IMAPSH_PASSWORD", "s3same").run();
        assert_ended(what, &ended, code, says);
        server.received();
    }
    let server = FakeServer::start(vec![send(GREETING), Step::Expect(login()), Step::Close]);
    let ended = plain(&server, &["-u", "me", "-c", "NOOP"]).env("IMAPSH_PASSWORD", "s3same").run();
    assert_ended("closed", &ended, 8, "closed while a reply was awaited");
}

#[test]
fn a_connection_that_is_lost_ends_with_8() {
    let fetch = |answer: &str| vec![send(GREETING), Step::Expect("NOOP"), send(answer), Step::Close];
    let waited = "closed while a reply was awaited";
    let within = "closed in the middle of a response";
    let table: [(&str, Vec<Step>, &str); 8] = [
        ("before the greeting", vec![Step::Close], "closed before the greeting"),
        ("in the greeting", vec![send("* OK re"), Step::Close], "not IMAP"),
        ("while a reply is awaited", fetch(""), waited),
        ("between responses", fetch("* 1 EXISTS\r\n"), waited),
        ("in a literal", fetch("* 1 FETCH (BODY[] {100}\r\nhalf"), within),
        ("before a literal", fetch("* 1 FETCH (BODY[] {100}\r\n"), within),
        ("in a line", fetch("{tag} OK do"), within),
        ("behind BYE", fetch("* BYE going down\r\n"), "said BYE and closed"),
    ];
    for (what, steps, says) in table {
        let server = FakeServer::start(steps);
        let ended = plain(&server, &[]).input("NOOP\nNOOP\n").run();
        assert_ended(what, &ended, 8, says);
        server.received();
    }
}

#[test]
fn a_connection_that_is_lost_between_commands_ends_with_8() {
    // Stdin stays open: only the connection can end this.
    for (what, octets) in [("silently", ""), ("with BYE", "* BYE idle for too long\r\n")] {
        let server = FakeServer::start(vec![send(GREETING), send(octets), Step::Close]);
        assert_ended(what, &plain(&server, &[]).start().wait(), 8, "closed");
    }
    let (told, tell) = mpsc::channel();
    let steps = all([reply("APPEND INBOX {100}", "+ go\r\n")]);
    let mut script = vec![send(GREETING)];
    script.extend(steps);
    script.extend([Step::Take(4), Step::Tell(told), Step::Close]);
    let server = FakeServer::start(script);
    let mut running = plain(&server, &[]).start();
    running.write("APPEND INBOX {100}\nhalf");
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    assert_ended("in a literal of ours", &running.wait(), 8, "closed while a reply was awaited");
}

#[test]
fn what_is_not_imap_ends_with_8() {
    let table = [
        "220 smtp.example.com ESMTP\r\n",
        "+OK POP3 ready\r\n",
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "-ERR no\r\n",
        "\r\n",
    ];
    for greeting in table {
        let server = FakeServer::start(vec![send(greeting), Step::Silent]);
        let ended = plain(&server, &["-c", "NOOP"]).run();
        assert_ended(greeting, &ended, 8, "what came is not IMAP\nhint: ");
        assert_eq!(server.received(), b"", "{greeting}");
    }
}

#[test]
fn a_reply_that_does_not_come_in_time_ends_with_9() {
    let table: [(&str, Vec<Step>, &str); 4] = [
        ("reply", vec![Step::Expect("NOOP"), send("* 1 EXISTS\r\n")], "NOOP\n"),
        ("half a reply", vec![Step::Expect("NOOP"), send("{tag} OK half")], "NOOP\n"),
        ("go-ahead", vec![Step::Expect("APPEND x {3}")], "APPEND x {3}\nabc\n"),
        ("challenge", vec![Step::Expect("AUTHENTICATE PLAIN")], "AUTHENTICATE PLAIN\nabc\n"),
    ];
    let runs = table.map(|(what, steps, input)| {
        std::thread::spawn(move || {
            let mut script = vec![send(GREETING)];
            script.extend(steps);
            let server = FakeServer::start(script);
            let ended = plain(&server, &["--timeout", "1"]).input(input).run();
            assert_ended(what, &ended, 9, "nothing came for 1 s while a reply was awaited\nhint: --timeout");
            server.received();
        })
    });
    for run in runs {
        run.join().unwrap();
    }
}

#[test]
fn output_that_cannot_be_written_ends_with_10() {
    for form in ["raw", "text"] {
        let server = FakeServer::start(vec![send(GREETING)]);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let ended = plain(&server, &["--output", form, "-c", "NOOP"]).stdout(full).run();
        assert_ended(form, &ended, 10, "imapsh: cannot write the output: No space left on device");
        assert_eq!(server.received(), b"", "a command is sent whose reply nobody will see");
    }
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    for form in ["raw", "text"] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let server = FakeServer::start(vec![send(GREETING)]);
        let ended = plain(&server, &["--output", form, "-c", "NOOP", "-c", "NOOP"]).stdout(writer).run();
        assert_ended(form, &ended, 0, "");
        assert_eq!(server.received(), b"", "a command is sent whose reply nobody will see");
    }
}

#[test]
fn two_interrupts_at_once_end_it_all_the_same() {
    // The second, and what follows the first, may come between a wake-up and what it was for; it did in one of ten.
    for _ in 0..20 {
        let (told, tell) = mpsc::channel();
        let server = FakeServer::start(vec![send(GREETING), Step::Expect("NOOP"), Step::Tell(told)]);
        let mut running = plain(&server, &[]).start();
        running.write("NOOP\n");
        tell.recv_timeout(Duration::from_secs(10)).unwrap();
        for _ in 0..2 {
            // It may be gone by the second.
            let _ = kill(Pid::from_raw(running.id().try_into().unwrap()), Signal::SIGINT);
        }
        assert_ended("reply", &running.wait(), 130, "interrupted");
    }
}

#[test]
fn an_interrupt_ends_with_130() {
    let table: [(&str, Vec<Step>); 4] = [
        ("connecting", vec![]),
        ("reply", vec![send(GREETING), Step::Expect("NOOP")]),
        ("literal", vec![send(GREETING), Step::Expect("NOOP"), send("* 1 FETCH (BODY[] {9}\r\nhalf")]),
        ("next line", all([[send(GREETING), Step::Expect("NOOP"), send("{tag} OK done\r\n")]])),
    ];
    for (what, mut steps) in table {
        let (told, tell) = mpsc::channel();
        steps.push(Step::Tell(told));
        let server = FakeServer::start(steps);
        let mut running = plain(&server, &[]).start();
        running.write("NOOP\n");
        tell.recv_timeout(Duration::from_secs(10)).unwrap();
        kill(Pid::from_raw(running.id().try_into().unwrap()), Signal::SIGINT).unwrap();
        assert_ended(what, &running.wait(), 130, "interrupted");
    }
}

//! What says no: differences of a transcript, reports for build servers, lines that are not sent, options that make no sense. And
//! what lists things.

use std::fs;

use imapsh::wire::to_base64;

use crate::gate::Gate;
use crate::support::Folder;
use crate::support::program::{Ended, Program, imapsh};
use crate::support::screen::{Setup, Terminal};
use crate::told::{percent, tells};
use crate::{PASSWORD, USER};

fn assert_untold(what: &str, ended: &Ended) {
    for text in [&ended.stdout[..], ended.stderr.as_bytes()] {
        assert_eq!(tells(text), None, "{what}: {ended:?}");
    }
}

/// Replays a transcript to a gate, with a log.
fn check(transcript: &str, more: &[&str], lets_in: bool) -> Ended {
    let folder = Folder::new();
    let [file, log, password] = ["transcript", "log", "password"].map(|name| folder.path().join(name));
    fs::write(&file, transcript).unwrap();
    fs::write(&password, PASSWORD).unwrap();
    let gate = Gate::start("AUTH=PLAIN", lets_in);
    let target = format!("127.0.0.1:{}", gate.port);
    let paths = [&file, &password, &log].map(|path| path.to_str().unwrap());
    let arguments =
        ["--tls", "off", &target, "--check", paths[0], "--password-file", paths[1], "--log", paths[2], "--echo"];
    let running = imapsh([&arguments[..], more].concat()).start();
    assert!(gate.waits_for_password(), "{transcript}");
    gate.open();
    let ended = running.wait();
    let log = fs::read(log).unwrap();
    assert_eq!(tells(&log), None, "{}", String::from_utf8_lossy(&log));
    ended
}

#[test]
fn no_difference_of_a_transcript_tells_the_password() {
    let plain = to_base64(format!("\0{USER}\0{PASSWORD}").as_bytes());
    let logins = [
        format!("C: a1 LOGIN {USER} {PASSWORD}\nS: a1 BAD ...\n"),
        format!("C: a1 LOGIN {USER} \"{PASSWORD}\"\nS: * 5 EXISTS\nS: a1 BAD ...\n"),
        format!("C: a1 LOGIN {USER} {{{}}}\nS: + ...\nC: {PASSWORD}\nS: a1 BAD x\n", PASSWORD.len()),
        format!("C: a1 LOIGN {USER} {PASSWORD}\nS: a1 NO ...\n"),
        format!("C: a1 AUTHENTICATE PLAIN {plain}\nS: a1 BAD ...\n"),
        format!("C: a1 AUTHENTICATE PLAIN\nS: + \nC: {plain}\nS: a1 BAD ...\n"),
        format!("C: a1 LOGIN {USER} {{$secret}}\nS: a1 BAD ...\n"),
        format!("C: a1 LOGIN {USER} {PASSWORD}\nC: a2 NOOP\nS: a1 BAD ...\nS: a2 NO ...\n"),
    ];
    for login in logins {
        for lets_in in [true, false] {
            for form in [&[][..], &["--strict"], &["--report", "tap"], &["--report", "junit"], &["--output", "json"]] {
                let ended = check(&format!("S: * OK ...\n{login}C: a9 NOOP\nS: a9 OK ...\n"), form, lets_in);
                assert_eq!(ended.code(), 7, "{login}{form:?}: {ended:?}");
                assert_untold(&login, &ended);
            }
        }
    }
}

#[test]
fn no_line_that_is_not_sent_tells_the_password() {
    let lines = [
        "LOGIN me PASSWORD\x01",
        "LOGIN me {\"PASSWORD",
        "LOGIN me {<<PASSWORD",
        ":login me PASSWORD",
        ":auth PLAIN me PASSWORD",
        ":logn me PASSWORD",
        ":let {$x} PASSWORD",
        ":raw a1 LOGIN me PASSWORD\\q",
        ":connect imaps://me:PASSWORD@127.0.0.1:1",
        ":connect me:PASSWORD@127.0.0.1:1",
        ":connect imaps://me:PASSWORD@127.0.0.1:x",
    ];
    for line in lines.map(|line| line.replace("PASSWORD", PASSWORD)) {
        let ended = imapsh(["demo", "--echo"]).input(format!("{line}\n")).run();
        assert_eq!(ended.code(), 2, "{line}: {ended:?}");
        assert_untold(&line, &ended);
    }
    for line in ["LOGIN me {PASSWORD", "LOGIN me (PASSWORD", "LOGIN me open PASSWORD"] {
        let ended = imapsh(["demo", "--echo"]).input(line.replace("PASSWORD", PASSWORD) + "\n").run();
        assert_eq!(ended.code(), 6, "{line}: {ended:?}");
        assert_untold(line, &ended);
    }
    let ended = imapsh(["demo", "--read-only"]).input(format!(":raw a1 LOGIN me {PASSWORD}\\r\\n\n")).run();
    assert_untold("--read-only", &ended);
    let ended =
        imapsh(["demo", "--echo"]).input(format!(":explain LOGIN me {PASSWORD}\n:explain LOIGN me {PASSWORD}\n")).run();
    assert_untold(":explain", &ended);
}

#[test]
fn a_password_among_the_arguments_is_refused_and_not_repeated() {
    let escaped: String = PASSWORD.bytes().map(percent).collect();
    for target in [
        format!("imaps://{USER}:{PASSWORD}@127.0.0.1:1/INBOX"),
        format!("imap://{USER}:{escaped}@127.0.0.1:1"),
        format!("{USER}:{PASSWORD}@127.0.0.1:1"),
        format!("imaps://{USER}:{PASSWORD}@127.0.0.1:none"),
    ] {
        let ended = imapsh([&target, "-c", "NOOP"]).run();
        assert_eq!(ended.code(), 2, "{ended:?}");
        assert!(ended.stderr.contains("holds a password\nhint: leave it out"), "{ended:?}");
        assert_untold(&target, &ended);
    }
    for option in [
        &format!("--password={PASSWORD}")[..],
        "--password",
        &format!("-p{PASSWORD}"),
        &format!("--pass-word={PASSWORD}"),
    ] {
        let ended = imapsh(["demo", option, PASSWORD, "-c", "NOOP"]).run();
        assert_eq!(ended.code(), 2, "{ended:?}");
        assert_untold(option, &ended);
    }
}

#[test]
fn no_source_that_fails_tells_the_password() {
    let folder = Folder::new();
    let file = folder.file("password", [PASSWORD.as_bytes(), b"\xff\n"].concat());
    let command = format!("cat '{}'", file.display());
    let refused = format!("{command}; exit 3");
    for source in [
        ["--password-file", file.to_str().unwrap()],
        ["--password-command", &command],
        ["--password-command", &refused],
    ] {
        let ended = imapsh(["demo", "-u", USER, source[0], source[1], "-c", "NOOP"]).run();
        assert_eq!(ended.code(), 2, "{ended:?}");
        assert_untold(source[0], &ended);
    }
}

/// A configuration file with the password where it should not be.
fn configured(program: Program) -> Program {
    let line = format!("LOGIN {USER} {PASSWORD}");
    let text = format!(
        "[profile.work]\ntarget = \"imaps://{USER}:{PASSWORD}@127.0.0.1:1\"\n[alias]\nenter = \"{line}\"\nother = \"{line} {{$1}}\"\n"
    );
    fs::create_dir(program.home().path().join("imapsh")).unwrap();
    program.home().file("imapsh/config.toml", text);
    program
}

#[test]
fn what_is_said_of_the_configuration_file_tells_no_password() {
    for arguments in [
        &["demo", "-c", ":help"][..],
        &["demo", "-c", ":other"],
        &["work", "-c", "NOOP"],
        &["demo", "-c", ":enter", "-e"],
    ] {
        let ended = configured(imapsh(arguments)).run();
        assert!(!ended.stdout.is_empty() || ended.code() == 2, "{arguments:?}: {ended:?}");
        assert_untold(&format!("{arguments:?}"), &ended);
    }
}

#[test]
fn what_is_generated_tells_no_password() {
    for what in ["man", "complete-bash", "complete-zsh", "complete-fish", "complete-powershell", "complete-elvish"] {
        let ended = configured(imapsh(["--generate", what]).env("IMAPSH_PASSWORD", PASSWORD)).run();
        assert_eq!(ended.code(), 0, "{ended:?}");
        assert_untold(what, &ended);
    }
}

#[test]
fn no_line_that_is_refused_on_a_terminal_tells_the_password() {
    let mut terminal = Setup { rows: 50, columns: 200, ..Setup::default() }.start(["demo"]);
    terminal.wait_for_last_line("demo>");
    for (line, answer) in [
        (":connect imaps://me:PASSWORD@h", "the target \"imaps://me:***@h\" holds a password"),
        (":login me PASSWORD", ":login: only the user is typed here"),
        (":auth PLAIN me PASSWORD", ":auth: only the user is typed here"),
        (":logi me PASSWORD", ":login: only the user is typed here"),
        (":explain LOGIN me PASSWORD", "Secret. RFC 9051"),
        (":raw a1 LOGIN me PASSWORD\\q", "is no escape"),
        ("LOGIN me {\"PASSWORD", "LOGIN me"),
    ] {
        terminal.line(&line.replace("PASSWORD", PASSWORD));
        terminal.wait_for(answer);
    }
    assert_nothing_left(&mut terminal);
}

fn assert_nothing_left(terminal: &mut Terminal) {
    terminal.line(":quit");
    terminal.wait_for_end();
    let history = fs::read(terminal.home().join("imapsh/history")).unwrap();
    assert_eq!(tells(&history), None, "{}", String::from_utf8_lossy(&history));
    let octets = terminal.octets();
    assert_eq!(tells(&octets), None, "{}", String::from_utf8_lossy(&octets));
}

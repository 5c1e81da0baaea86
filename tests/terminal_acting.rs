//! What a person sees of the shortcuts that change something: the questions, the end of a connection, and a watch. As in
//! `tests/terminal.rs`, nothing here sleeps.

mod support;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::kill;
use nix::unistd::Pid;

use support::Folder;
use support::obliging;
use support::relay::Relay;
use support::screen::{Setup, Terminal};
use support::serve::{PASSWORD, Served, USER};

/// The demo server, with its INBOX open.
fn demo() -> Terminal {
    let mut environment = Setup::default().environment;
    environment.push(("IMAPSH_PASSWORD", PASSWORD.to_owned()));
    let mut terminal = Setup { columns: 120, rows: 40, environment }.start(["demo", "-u", USER]);
    terminal.wait_for_last_line("user@outlook.com on demo>");
    terminal.line("SELECT INBOX");
    terminal.wait_for_last_line(PROMPT);
    terminal
}

const PROMPT: &str = "user@outlook.com on demo INBOX>";
const QUESTION: &str = "Remove 1 message from INBOX for good? [y/N]";

#[test]
fn nothing_is_removed_without_a_yes() {
    let mut terminal = demo();
    terminal.line(":delete 1");
    terminal.wait_for("-- 1 message marked; :expunge removes, :undelete takes it back");
    terminal.line(":expunge");
    terminal.wait_for_last_line(QUESTION);
    terminal.keys("n\r");
    terminal.wait_for("-- nothing was removed");
    terminal.wait_for_last_line(PROMPT);
    // Whoever does not want it does not leave, either.
    terminal.line(":quit --expunge");
    terminal.wait_for_last_line(QUESTION);
    terminal.keys("\x03");
    terminal.wait_for_last_line(PROMPT);
    terminal.line(":quit --expunge");
    terminal.wait_for_last_line(QUESTION);
    terminal.keys("y\r");
    terminal.wait_for_late("UID EXPUNGE 483");
    assert_eq!(terminal.wait_for_end().exit_code(), 0);
    terminal.wait_for_late("S: * 1 EXPUNGE");
}

#[test]
fn a_lost_connection_is_said_at_once_and_can_be_restored() {
    let server = Served::start(&[]);
    let relay = Relay::start(server.port);
    let target = format!("127.0.0.1:{}", relay.port);
    let asks = "Password of user@outlook.com on 127.0.0.1:";
    let mut terminal =
        Setup { columns: 120, rows: 50, ..Setup::default() }.start([&target, "--tls", "off", "-u", USER]);
    terminal.wait_for_last_line(asks);
    terminal.line(PASSWORD);
    terminal.wait_for_last_line("user@outlook.com on 127.0.0.1>");
    terminal.line("EXAMINE INBOX");
    terminal.wait_for_last_line("user@outlook.com on 127.0.0.1 INBOX ro>");
    terminal.keys("NOO");
    terminal.wait_for_last_line("user@outlook.com on 127.0.0.1 INBOX ro> NOO");
    relay.cut();
    terminal.wait_for("the connection was closed");
    terminal.wait_for("hint: :reconnect connects, logs in and selects again");
    // What was being typed is still there.
    terminal.keys("\x15:reconnect\r");
    terminal.wait_for_last_line(asks);
    terminal.line(PASSWORD);
    terminal.wait_for_last_line("user@outlook.com on 127.0.0.1 INBOX ro>");
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    assert!(!octets.contains(&format!("{PASSWORD}\r")), "{octets}");
}

#[test]
fn ctrl_c_ends_a_watch_and_the_prompt_comes_back() {
    let mut terminal = demo();
    terminal.line(":watch --all --subject ^Re: --exec 'test $IMAPSH_UID = 485'");
    terminal.wait_for("-- watching INBOX by IDLE; Ctrl-C ends it");
    terminal.wait_for("UID 486: the command ended with exit status: 1; the message is left");
    terminal.wait_for("S: + idling");
    terminal.keys("\x03");
    terminal.wait_for("-- :watch has ended: 1 handled, 1 failed");
    terminal.wait_for_last_line(PROMPT);
    terminal.line("NOOP");
    terminal.wait_for("OK NOOP completed");
}

/// Waits until `found` finds something.
fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < end, "{what} did not come");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn ctrl_c_lets_the_command_finish_and_another_one_ends_it() {
    let folder = Folder::new();
    let [begun, go_on, interrupted] = ["begun", "go-on", "interrupted"].map(|name| folder.path().join(name));
    let script = format!(
        "trap 'echo yes > {}' INT\necho $$ > {}\nuntil test -e {}; do sleep 0.01; done\n",
        interrupted.display(),
        begun.display(),
        go_on.display()
    );
    let script = folder.file("script", script);
    let line = format!(":watch --all --subject ^Undelivered --exec 'exec sh {}'", script.display());
    let process = || {
        until("the command", || {
            let number: i32 = fs::read_to_string(&begun).ok()?.strip_suffix('\n')?.parse().ok()?;
            Some(Pid::from_raw(number))
        })
    };
    let mut terminal = demo();
    terminal.line(&line);
    process();
    terminal.keys("\x03");
    fs::write(&go_on, "").unwrap();
    terminal.wait_for("-- :watch has ended: 1 handled, 0 failed");
    terminal.wait_for_last_line(PROMPT);
    fs::remove_file(&go_on).unwrap();
    fs::remove_file(&begun).unwrap();
    terminal.line(&line);
    let command = process();
    // Two that come too fast are one to the kernel.
    until("its end", || {
        terminal.keys("\x03");
        kill(command, None).is_err().then_some(())
    });
    terminal.wait_for("the command was ended before it was done; the message is left");
    terminal.wait_for("-- :watch has ended: 0 handled, 1 failed");
    assert!(!interrupted.exists(), "the keys have not reached the command");
}

#[test]
fn a_command_that_reads_the_terminal_is_ended_and_does_not_hold_up_the_watch() {
    let mut terminal = demo();
    terminal.line(":watch --all --subject ^Re: --exec 'read answer < /dev/tty'");
    terminal.wait_for("UID 485: the command wants the terminal, and cannot have it");
    terminal.wait_for("UID 486: the command wants the terminal, and cannot have it");
    terminal.wait_for("S: + idling");
    terminal.keys("\x03");
    terminal.wait_for("-- :watch has ended: 0 handled, 2 failed");
    terminal.wait_for_last_line(PROMPT);
}

#[test]
fn no_child_gets_the_password() {
    let mut environment = Setup::default().environment;
    let pager = "echo \"the pager has ${IMAPSH_PASSWORD-no password}\"; cat > /dev/null";
    environment.extend([("IMAPSH_PASSWORD", PASSWORD.to_owned()), ("PAGER", pager.to_owned())]);
    let mut terminal = Setup { columns: 120, rows: 20, environment }.start(["demo", "-u", USER]);
    terminal.wait_for_last_line("user@outlook.com on demo>");
    terminal.line(":help");
    terminal.wait_for("the pager has no password");
}

/// A mailbox with a message 9, and nothing else of interest.
fn one_message(tag: &str, command: &str) -> Option<String> {
    let answer = match command {
        "EXAMINE INBOX" => "* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 10] x\r\n".to_owned(),
        "UID SEARCH UID 1:* UNDELETED" => "* SEARCH 9\r\n".to_owned(),
        "UID FETCH 9 (UID BODY.PEEK[])" => "* 1 FETCH (UID 9 BODY[] {2}\r\nx\n)\r\n".to_owned(),
        facts if facts.starts_with("UID FETCH 9 ") => {
            let (about, to) = ("BODY[HEADER.FIELDS (SUBJECT FROM)]<0>", "BODY[HEADER.FIELDS (TO CC)]<0>");
            format!("* 1 FETCH (UID 9 {about} {{2}}\r\n\r\n {to} {{2}}\r\n\r\n)\r\n")
        }
        _ => return None,
    };
    Some(format!("{answer}{tag} OK done\r\n"))
}

/// Much more than is kept for a screen that somebody else has.
const NEWS_OCTETS: usize = 1 << 20;

#[test]
fn ctrl_c_ends_a_command_that_hangs_however_much_news_comes_meanwhile() {
    let folder = Folder::new();
    let [begun, log] = ["begun", "log"].map(|name| folder.path().join(name));
    let server = obliging::server(one_message);
    let arguments = [&format!("127.0.0.1:{}", server.port), "--tls", "off", "--log", log.to_str().unwrap()];
    let mut terminal = Setup { columns: 120, ..Setup::default() }.start(arguments);
    terminal.wait_for_last_line(obliging::PROMPT);
    let script = folder.file("script", format!("echo $$ > {}\nexec sleep 1000\n", begun.display()));
    terminal.line(&format!(":watch INBOX --all --exec 'exec sh {}'", script.display()));
    let command = until("the command", || {
        let number: i32 = fs::read_to_string(&begun).ok()?.strip_suffix('\n')?.parse().ok()?;
        Some(Pid::from_raw(number))
    });
    let speaker = server.connection.recv().unwrap();
    let line = format!("* OK {}\r\n", "x".repeat(1000));
    thread::spawn(move || speaker.say(&line.repeat(NEWS_OCTETS / line.len())));
    // It has been read, or nothing more is read: there are as many octets in the log as there were a while ago.
    let (mut octets, mut looks) = (0, 0);
    until("the news", || {
        let now = fs::metadata(&log).ok()?.len();
        looks = if now == octets { looks + 1 } else { 0 };
        octets = now;
        (octets > 100_000 && looks > 20).then_some(())
    });
    until("its end", || {
        terminal.keys("\x03");
        kill(command, None).is_err().then_some(())
    });
    // The rest of the news scrolls it away.
    let said = |words: &str| String::from_utf8_lossy(&terminal.octets()).contains(words).then_some(());
    until("the words", || said("the command was ended before it was done; the message is left"));
    until("the end", || said("-- :watch has ended: 0 handled, 1 failed"));
    terminal.wait_for_last_line("127.0.0.1 INBOX ro>");
}

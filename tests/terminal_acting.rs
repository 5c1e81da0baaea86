//! What a person sees of the shortcuts that change something: the questions, the end of a connection, and a watch. As in
//! `tests/terminal.rs`, nothing here sleeps.

mod support;

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

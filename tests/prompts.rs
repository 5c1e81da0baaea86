//! What a login asks on a terminal, and what a person sees of it.

mod support;

use support::screen::{Setup, Terminal};
use support::serve::Served;

/// A demo session that has asked for nothing yet.
fn demo() -> Terminal {
    let terminal = Setup { rows: 40, columns: 160, ..Setup::default() }.start(["demo"]);
    terminal.wait_for_last_line("demo>");
    terminal
}

fn assert_unseen(terminal: &Terminal, secret: &str) {
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    assert!(!octets.contains(secret), "{octets}");
}

#[test]
fn authenticate_asks_for_what_it_needs_and_shows_no_secret() {
    let mut terminal = demo();
    terminal.line("authenticate scram-sha-256");
    terminal.wait_for_last_line("User name on demo:");
    // A slip, taken back: what is erased is not sent.
    terminal.keys("useX\x7fr@outlook.com\r");
    terminal.wait_for_last_line("Password of user@outlook.com on demo:");
    terminal.keys("pass\x7fsword\r");
    let screen = terminal.wait_for("S: A001 OK");
    assert!(screen.contains("User name on demo: user@outlook.com\n"), "{screen}");
    assert!(screen.contains("C: A001 authenticate scram-sha-256 ***\n-- initial response: n,,n=user@outlook.com,r="));
    assert!(screen.contains(",p=***\n"), "{screen}");
    terminal.wait_for_last_line("user@outlook.com on demo>");
    // The demo's greeting tells its password.
    assert!(!screen.split("User name").nth(1).unwrap().contains("password\n"), "{screen}");
}

#[test]
fn what_is_given_up_at_a_prompt_is_not_sent() {
    let mut terminal = demo();
    terminal.line(":auth XOAUTH2 me");
    terminal.wait_for_last_line("Access token of me on demo:");
    terminal.keys("s3cret\x03");
    terminal.wait_for("-- no password, no login");
    terminal.wait_for_last_line("demo>");
    terminal.line("AUTHENTICATE PLAIN");
    terminal.wait_for_last_line("User name on demo:");
    terminal.keys("\x04");
    terminal.wait_for("-- nothing was sent");
    terminal.wait_for_last_line("demo>");
    terminal.line("NOOP");
    terminal.wait_for("C: A001 NOOP");
    assert_unseen(&terminal, "s3cret");
}

#[test]
fn what_is_typed_at_a_prompt_is_neither_shown_nor_kept() {
    let mut terminal = demo();
    let log = terminal.home().join("log");
    terminal.line(&format!(":log {}", log.display()));
    terminal.wait_for("-- the log goes to");
    // Each is refused: the errors are looked at, too.
    let mechanisms = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2"];
    for (at, mechanism) in mechanisms.into_iter().enumerate() {
        terminal.line(&format!(":auth {mechanism} me"));
        terminal.wait_until(mechanism, |screen| screen.trim_end().ends_with("of me on demo:"));
        terminal.keys("s3same\r");
        terminal.wait_for(&format!("S: A{:03} NO", at + 1));
        terminal.wait_for_last_line("demo>");
    }
    terminal.keys("\x04");
    terminal.wait_for_end();
    let history = std::fs::read_to_string(terminal.home().join("imapsh/history")).unwrap_or_default();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.matches("{$secret}").count() >= mechanisms.len(), "{log}");
    // Base64 of the secret alone, and of `\0me\0s3same`.
    for secret in ["s3same", "czNzYW1l", "AG1lAHMzc2FtZQ=="] {
        assert_unseen(&terminal, secret);
        assert!(!log.contains(secret) && !history.contains(secret), "{secret}: {log}{history}");
    }
}

#[test]
fn challenges_that_are_answered_by_hand_are_decoded() {
    let mut terminal = demo();
    terminal.line(":send AUTHENTICATE LOGIN");
    terminal.wait_for("-- challenge: Username:");
    terminal.wait_for_last_line("answer (base64, \"text\" or *)>");
    terminal.keys("dXNlckBvdXRsb29rLmNvbQ==\r");
    terminal.wait_for("-- challenge: Password:");
    terminal.wait_for_last_line("answer (base64, \"text\" or *)>");
    terminal.keys("\"pass\\x77ord\"\r");
    let screen = terminal.wait_for("S: A001 OK");
    assert!(screen.contains("C: ***\n"), "{screen}");
    assert_unseen(&terminal, "cGFzc3dvcmQ");
    assert_unseen(&terminal, "x77ord");
}

#[test]
fn the_lines_behind_a_pasted_authenticate_are_its_answers() {
    let mut terminal = demo();
    terminal.keys("\x1b[200~AUTHENTICATE PLAIN\nAHVzZXJAb3V0bG9vay5jb20AcGFzc3dvcmQ=\nNOOP\x1b[201~\r");
    let screen = terminal.wait_for("S: A002 OK");
    assert!(screen.contains("C: A001 AUTHENTICATE PLAIN\n") && screen.contains("C: A002 NOOP\n"), "{screen}");
    assert!(!screen.contains("User name"), "{screen}");
}

const QUESTION: &str = "[q]uit?";

#[test]
fn a_server_that_nobody_speaks_for_is_trusted_once_or_from_now_on() {
    let server = Served::start(&["--serve-tls"]);
    let target = format!("localhost:{}", server.port);
    let mut terminal = Setup { rows: 40, columns: 160, ..Setup::default() }.start([target.as_str()]);
    let screen = terminal.wait_for(QUESTION);
    let question = format!("Trust this key [o]nce, [p]in it for {target}, or [q]uit?");
    assert!(screen.contains("-- the certificate of localhost") && screen.contains(&question), "{screen}");
    assert!(screen.contains(&server.pin), "{screen}");
    terminal.line("yes");
    terminal.wait_until("it is asked again", |screen| screen.matches("[q]uit?").count() == 2);
    terminal.line("o");
    terminal.wait_for_last_line("localhost>");
    let known_hosts = terminal.home().join("imapsh/known_hosts");
    assert!(!known_hosts.exists(), "once is not for ever");
    // It is trusted as long as this process lasts, and not by its name alone.
    terminal.line(&format!(":connect {target}"));
    terminal.wait_until("it is connected again", |screen| screen.matches("S: * OK").count() == 2);
    let other = Served::start(&["--serve-tls"]);
    terminal.line(&format!(":connect localhost:{}", other.port));
    terminal.wait_until("the other is asked about", |screen| screen.matches("[q]uit?").count() == 3);
    terminal.line("p");
    terminal.wait_until("it is connected", |screen| screen.matches("S: * OK").count() == 3);
    let pinned = std::fs::read_to_string(&known_hosts).unwrap();
    assert_eq!(pinned, format!("localhost:{} {}\n", other.port, other.pin));
    let mode = std::os::unix::fs::PermissionsExt::mode(&known_hosts.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    terminal.line(":tls");
    terminal.wait_for("by you: its key is one that you have said to trust");
}

#[test]
fn a_key_that_has_changed_is_not_asked_about() {
    let server = Served::start(&["--serve-tls"]);
    let target = format!("localhost:{}", server.port);
    let mut terminal = demo();
    let state = terminal.home().join("imapsh");
    std::fs::create_dir_all(&state).unwrap();
    let before = format!("sha256//{}=", "A".repeat(43));
    std::fs::write(state.join("known_hosts"), format!("{target} {before}\n")).unwrap();
    terminal.line(&format!(":connect {target}"));
    let screen = terminal.wait_for("-- hint:");
    assert!(screen.contains("the key of localhost is not the one that was trusted before"), "{screen}");
    assert!(!screen.contains(QUESTION) && !screen.contains("S: * OK IMAP"), "{screen}");
}

#[test]
fn a_typed_starttls_asks_too_and_goes_on_with_another_connection() {
    let server = Served::start(&[]);
    let target = format!("imap://localhost:{}", server.port);
    let mut terminal = Setup { rows: 50, columns: 160, ..Setup::default() }.start([target.as_str(), "--tls", "off"]);
    terminal.wait_for_last_line("localhost>");
    terminal.line("STARTTLS");
    terminal.wait_for(QUESTION);
    terminal.line("o");
    terminal.wait_for("-- it is trusted now: :reconnect, then STARTTLS");
    terminal.line(":reconnect");
    terminal.wait_until("it is connected again", |screen| screen.matches("S: * OK").count() == 2);
    terminal.line("STARTTLS");
    terminal.wait_for("TLS 1.3");
    terminal.line(":tls");
    terminal.wait_for("by you: its key is one that you have said to trust");
}

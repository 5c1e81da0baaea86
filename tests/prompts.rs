//! What a login asks on a terminal, and what a person sees of it.

mod support;

use support::screen::{Setup, Terminal};

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

//! What a person is helped with, in each state of a session: completion, the rest of the syntax, advice. On the demo server, in
//! a real pseudo-terminal.

mod support;

use support::screen::{Setup, Terminal};

/// The demo server, with a prompt that ends so.
fn demo() -> Terminal {
    let setup = Setup { rows: 40, columns: 100, ..Setup::default() };
    let terminal = setup.start(["demo"]);
    at_prompt(&terminal, "demo>");
    terminal
}

fn at_prompt(terminal: &Terminal, prompt: &str) {
    terminal.wait_until(prompt, |screen| screen.trim_end().ends_with(prompt));
}

/// Types a line, and waits for its reply and for the prompt.
fn say(terminal: &mut Terminal, line: &str, reply: &str, prompt: &str) -> String {
    terminal.line(line);
    terminal.wait_until(reply, |screen| screen.contains(reply) && screen.trim_end().ends_with(prompt))
}

/// Somebody is logged in.
fn logged_in() -> Terminal {
    let mut terminal = demo();
    say(&mut terminal, "LOGIN user@outlook.com password", "S: A001 OK ", "on demo>");
    terminal
}

/// INBOX is selected.
fn selected() -> Terminal {
    let mut terminal = logged_in();
    say(&mut terminal, "SELECT INBOX", "S: A002 OK ", "INBOX>");
    terminal
}

/// What was typed is gone, and so is what helped with it.
fn clear(terminal: &mut Terminal, prompt: &str) {
    terminal.keys("\x05\x15");
    at_prompt(terminal, prompt);
}

/// The last line of the screen starts with this.
fn wait_for_line(terminal: &Terminal, line: &str) -> String {
    terminal.wait_until(line, |screen| screen.trim_end().lines().last().is_some_and(|last| last.starts_with(line)))
}

/// The order of two lines of a list that are there.
fn is_before(screen: &str, one: &str, other: &str) -> bool {
    let place = |name: &str| screen.lines().rposition(|line| line.starts_with(name));
    place(one).expect(one) < place(other).expect(other)
}

trait Lines {
    fn rposition(self, fits: impl Fn(&str) -> bool) -> Option<usize>;
}

impl Lines for std::str::Lines<'_> {
    /// The number of the last line that fits.
    fn rposition(self, fits: impl Fn(&str) -> bool) -> Option<usize> {
        self.enumerate().filter(|(_, line)| fits(line)).last().map(|(at, _)| at)
    }
}

#[test]
fn before_login_one_is_helped_to_log_in() {
    let mut terminal = demo();
    terminal.keys("LO\t\t");
    terminal.wait_until("both, and the line", |screen| {
        screen.contains("\nLOGIN ") && screen.contains("\nLOGOUT ") && screen.trim_end().ends_with("demo> LOG")
    });
    terminal.keys("IN ");
    wait_for_line(&terminal, "demo> LOGIN <user> <password>");
    terminal.keys("me secret");
    wait_for_line(&terminal, "demo> LOGIN me ******");
    clear(&mut terminal, "demo>");
    terminal.keys("AUTHENTICATE SCRAM-SHA-256\t");
    wait_for_line(&terminal, "demo> AUTHENTICATE SCRAM-SHA-256");
    clear(&mut terminal, "demo>");
    let screen = say(&mut terminal, "SELECT INBOX", "S: A001 BAD ", "demo>");
    assert!(screen.contains("C: A001 SELECT INBOX\n-- SELECT is for the state authenticated or selected"), "{screen}");
}

#[test]
fn after_login_one_is_helped_to_find_a_mailbox() {
    let mut terminal = logged_in();
    say(&mut terminal, "LIST \"\" *", "S: A002 OK ", "on demo>");
    terminal.keys("se\t");
    let screen = terminal.wait_until("both", |screen| screen.contains("\nselect ") && screen.contains("\nsearch "));
    assert!(is_before(&screen, "select ", "search "), "what may be sent now comes first:\n{screen}");
    clear(&mut terminal, "on demo>");
    terminal.keys("SELECT ");
    terminal.wait_for("SELECT <mailbox>");
    terminal.keys("\t");
    terminal.wait_until("the mailboxes", |screen| {
        ["Entwürfe", "日本語", "Lists/rust users"].iter().all(|name| screen.contains(name))
    });
    // Decoded for the eye, encoded for the wire, quoted where that must be.
    terminal.keys("Entw\t");
    terminal.wait_for("on demo> SELECT Entw&APw-rfe");
    clear(&mut terminal, "on demo>");
    terminal.keys("EXAMINE Lists/ru\t");
    terminal.wait_for("on demo> EXAMINE \"Lists/rust users\"");
    clear(&mut terminal, "on demo>");
    terminal.keys("STATUS INBOX (mess\t");
    terminal.wait_for("on demo> STATUS INBOX (messages");
    clear(&mut terminal, "on demo>");
    let screen = say(&mut terminal, "LIST INBOX", "S: A003 BAD ", "on demo>");
    assert!(screen.contains("C: A003 LIST INBOX\n-- LIST "), "{screen}");
    let screen = say(&mut terminal, "CREATE two words", "S: A004 ", "on demo>");
    assert!(screen.contains("C: A004 CREATE two words\n-- "), "{screen}");
}

#[test]
fn in_a_mailbox_one_is_helped_to_fetch_and_to_search() {
    let mut terminal = selected();
    terminal.keys("FETCH 1 ");
    terminal.wait_for("FETCH 1 <item>|(<item> ...)");
    terminal.keys("(fl\t");
    terminal.wait_for("INBOX> FETCH 1 (flags");
    clear(&mut terminal, "INBOX>");
    terminal.keys("STORE 1 +FLAGS (\\S\t");
    terminal.wait_for("INBOX> STORE 1 +FLAGS (\\Seen");
    clear(&mut terminal, "INBOX>");
    say(&mut terminal, "SEARCH UNSEEN", "S: A003 OK ", "INBOX>");
    terminal.keys("FETCH \t");
    terminal.wait_until("the hits", |screen| {
        let hits = screen.lines().filter(|line| line.ends_with("A hit of the last search."));
        hits.count() == 5 && screen.contains("\n14 ")
    });
    clear(&mut terminal, "INBOX>");
    terminal.keys("SEARCH UNSE\t");
    terminal.wait_for("INBOX> SEARCH UNSEEN");
    clear(&mut terminal, "INBOX>");
    let screen = say(&mut terminal, "FETCH 1 BODY[TEXT]", "S: A004 OK ", "INBOX>");
    assert!(screen.contains("-- BODY[] sets \\Seen; BODY.PEEK[] does not. RFC 9051 §6.4.5"), "{screen}");
    let screen = say(&mut terminal, "SEARCH SINCE 2021-04-22", "S: A005 BAD ", "INBOX>");
    assert!(screen.contains("C: A005 SEARCH SINCE 2021-04-22\n-- "), "{screen}");
    say(&mut terminal, "STORE 2,3 +FLAGS (\\Deleted)", "S: A006 OK ", "INBOX>");
    let screen = say(&mut terminal, "CLOSE", "S: A007 OK ", "demo>");
    assert!(screen.contains("-- CLOSE removes the 2 messages marked \\Deleted; UNSELECT does not."), "{screen}");
}

#[test]
fn while_idling_one_is_helped_to_end_it() {
    let mut terminal = selected();
    terminal.line("IDLE");
    at_prompt(&terminal, "idle>");
    terminal.keys("\t");
    wait_for_line(&terminal, "user@outlook.com on demo INBOX idle> DONE");
    terminal.keys("\r");
    terminal.wait_for("C: DONE\n");
    at_prompt(&terminal, "INBOX>");
}

#[test]
fn after_the_end_one_is_told_so() {
    let mut terminal = selected();
    terminal.line("LOGOUT");
    terminal.wait_for("-- the connection is closed");
    // At the right, where the prompt had been measured before.
    terminal.wait_until("the end", |screen| {
        screen.trim_end().lines().last().is_some_and(|last| last.trim_start().starts_with("closed"))
    });
    let screen = say(&mut terminal, "NOOP", "not connected", ">");
    assert!(screen.trim_end().lines().last().is_some_and(|line| line.starts_with("closed ")), "{screen}");
    terminal.keys(":hel\t");
    terminal.wait_until("help", |screen| {
        screen.lines().any(|line| line.starts_with("closed ") && line.contains("> :help"))
    });
}

#[test]
fn topics_shortcuts_and_switches_complete() {
    let mut terminal = demo();
    terminal.keys(":help UIDVAL\t");
    wait_for_line(&terminal, "demo> :help UIDVALIDITY");
    clear(&mut terminal, "demo>");
    terminal.keys(":set cr\t");
    wait_for_line(&terminal, "demo> :set crlf");
    clear(&mut terminal, "demo>");
    terminal.keys(":unt\t");
    wait_for_line(&terminal, "demo> :until NAME [SECS]");
}

#[test]
fn a_file_completes_behind_its_brace() {
    let mut terminal = logged_in();
    std::fs::write(terminal.home().join("message.eml"), "Subject: x\n\nx\n").unwrap();
    terminal.keys("APPEND INBOX {@mess\t");
    terminal.wait_for("APPEND INBOX {@message.eml");
}

#[test]
fn what_was_refused_is_explained_on_request() {
    let mut terminal = logged_in();
    say(&mut terminal, "SELECT Nowhere", "S: A002 NO ", "on demo>");
    let screen = say(&mut terminal, ":why", "RFC", "on demo>");
    assert!(screen.contains("LIST"), "it says what to type next:\n{screen}");
    let screen = say(&mut terminal, ":explain * 2 EXISTS", "RFC 9051 §7.4.1", "on demo>");
    assert!(screen.contains("EXISTS"), "{screen}");
}

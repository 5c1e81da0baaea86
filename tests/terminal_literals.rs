//! What a person sees of literals: the prompts that count and ask, the ways out, pastes, and secrets. As in
//! `tests/terminal.rs`, nothing here sleeps.

mod support;

use support::Folder;
use support::screen::{Setup, Terminal};
use support::server::{FakeServer, Step, send};

const PROMPT: &str = "127.0.0.1>";

/// A terminal that is connected to a server which does `steps` after its greeting, at its prompt.
fn connected(greeting: &str, steps: impl IntoIterator<Item = Step>) -> (Terminal, FakeServer) {
    let server = FakeServer::start([send(format!("{greeting}\r\n"))].into_iter().chain(steps).collect());
    let terminal = Setup::default().start([&server.address().to_string(), "--tls", "off"]);
    terminal.wait_for_last_line(PROMPT);
    (terminal, server)
}

const PLAIN: &str = "* PREAUTH [CAPABILITY IMAP4rev1] ready";
const QUICK: &str = "* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] ready";

/// Takes a literal and what follows it on its line, and is content.
fn taken(octets: usize, rest: &'static str) -> [Step; 3] {
    [Step::Take(octets), Step::ExpectLine(rest), send("{tag} OK done\r\n")]
}

/// The octets that the server got, up to the LOGOUT.
fn received(mut terminal: Terminal, server: FakeServer) -> String {
    terminal.keys("\x04");
    let received = String::from_utf8(server.received()).unwrap();
    drop(terminal);
    received
}

fn bye() -> [Step; 2] {
    [Step::Expect("LOGOUT"), send("* BYE bye\r\n{tag} OK bye\r\n")]
}

#[test]
fn the_prompt_counts_and_what_is_too_much_goes_on_with_the_command() {
    let steps = [Step::Expect("X {17}"), send("+ go\r\n")].into_iter().chain(taken(17, " tail")).chain(bye());
    let (mut terminal, server) = connected(PLAIN, steps);
    terminal.line("X {17}");
    terminal.wait_for_last_line("literal 0/17>");
    terminal.line("# no");
    terminal.wait_for_last_line("literal 6/17>");
    terminal.line(":quit");
    terminal.wait_for_last_line("literal 13/17>");
    terminal.line("{@}x tail");
    terminal.wait_for("-- the last 5 octets of that line are beyond the literal: they go on with the");
    terminal.wait_for("S: A001 OK done");
    assert_eq!(received(terminal, server), "A001 X {17}\r\n# no\r\n:quit\r\n{@}x tail\r\nA002 LOGOUT\r\n");
}

#[test]
fn ctrl_c_in_a_literal_asks_for_the_way_out() {
    let steps = [Step::Expect("X {9}"), send("+ go\r\n")].into_iter().chain(taken(9, "")).chain(bye());
    let (mut terminal, server) = connected(PLAIN, steps);
    terminal.line("X {9}");
    terminal.wait_for_last_line("literal 0/9>");
    terminal.line("ab");
    terminal.wait_for_last_line("literal 4/9>");
    terminal.keys("\x03");
    terminal.wait_for("The server waits for 5 more octets. Fill them with spaces?");
    terminal.keys("n\r");
    terminal.wait_for("Close the connection?");
    terminal.keys("n\r");
    terminal.wait_until("the literal again", |screen| screen.matches("literal 4/9>").count() == 2);
    terminal.keys("\x03");
    terminal.wait_until("the question again", |screen| screen.matches("Fill them").count() == 2);
    terminal.keys("y\r");
    terminal.wait_for("S: A001 OK done");
    assert_eq!(received(terminal, server), "A001 X {9}\r\nab\r\n     \r\nA002 LOGOUT\r\n");
}

#[test]
fn a_literal_can_be_left_by_closing_the_connection() {
    let (mut terminal, server) = connected(PLAIN, [Step::Expect("X {9}"), send("+ go\r\n")]);
    terminal.line("X {9}");
    terminal.wait_for_last_line("literal 0/9>");
    terminal.keys("\x03");
    terminal.wait_for("Fill them with spaces?");
    terminal.keys("n\r");
    terminal.wait_for("Close the connection?");
    terminal.keys("y\r");
    terminal.wait_for("-- 127.0.0.1: the connection was closed inside a command");
    assert_eq!(received(terminal, server), "A001 X {9}\r\n");
}

#[test]
fn lines_are_data_until_their_end_and_ctrl_c_sends_nothing() {
    let steps = [Step::Expect("X {27+}")].into_iter().chain(taken(27, " y")).chain(bye());
    let (mut terminal, server) = connected(QUICK, steps);
    terminal.line("X {<<END} y");
    terminal.wait_for_last_line("lines until END>");
    terminal.line(":quit");
    terminal.wait_until("the next", |screen| screen.matches("lines until END>").count() == 2);
    terminal.keys("\x03");
    terminal.wait_for("-- nothing of the command was sent");
    terminal.wait_for_last_line(PROMPT);
    // A paste goes the same way, its lines and what follows them.
    terminal.keys("\x1b[200~X {<<END} y\r\n# LOGIN a b\r\n* 1 EXISTS\r\n\r\nEND\x1b[201~\r");
    terminal.wait_for("S: A001 OK done");
    terminal.wait_for_last_line(PROMPT);
    assert_eq!(received(terminal, server), "A001 X {27+}\r\n# LOGIN a b\r\n* 1 EXISTS\r\n\r\n y\r\nA002 LOGOUT\r\n");
}

#[test]
fn a_paste_into_a_literal_is_data_in_one_go() {
    let steps = [Step::Expect("X {24}"), send("+ go\r\n")].into_iter().chain(taken(24, "")).chain(bye());
    let (mut terminal, server) = connected(PLAIN, steps);
    terminal.line("X {24}");
    terminal.wait_for_last_line("literal 0/24>");
    terminal.keys("\x1b[200~Subject: x\r\n\r\n:quit\r\n# a\x1b[201~\r");
    terminal.wait_for("S: A001 OK done");
    assert_eq!(received(terminal, server), "A001 X {24}\r\nSubject: x\r\n\r\n:quit\r\n# a\r\nA002 LOGOUT\r\n");
}

#[test]
fn a_paste_that_sends_a_file_is_asked_about_once() {
    let folder = Folder::new();
    let path = folder.file("file", "mine");
    let line = format!("X {{@{}}}", path.display());
    let steps = [Step::Expect("X {4+}")].into_iter().chain(taken(4, ""));
    let steps = steps.chain([Step::Expect("NOOP"), send("{tag} OK done\r\n")]).chain(bye());
    let (mut terminal, server) = connected(QUICK, steps);
    terminal.keys(&format!("\x1b[200~{line}\r\nNOOP\x1b[201~\r"));
    terminal.wait_for("Run them? [y/N]");
    terminal.keys("n\r");
    terminal.wait_for("nothing of it was run");
    terminal.keys(&format!("\x1b[200~{line}\r\nNOOP\x1b[201~\r"));
    terminal.wait_until("the question again", |screen| screen.matches("Run them?").count() == 2);
    terminal.keys("y\r");
    let screen = terminal.wait_for("S: A002 OK done");
    assert_eq!(screen.matches("Run them?").count(), 2, "{screen}");
    assert_eq!(received(terminal, server), "A001 X {4+}\r\nmine\r\nA002 NOOP\r\nA003 LOGOUT\r\n");
}

#[test]
fn what_belongs_to_a_refused_line_of_a_paste_is_not_run() {
    let (mut terminal, server) = connected(QUICK, bye());
    terminal.keys("\x1b[200~X {$nothing} {5}\r\nDELETE INBOX\x1b[201~\r");
    terminal.wait_for("-- the rest of the paste was not run");
    assert_eq!(received(terminal, server), "A001 LOGOUT\r\n");
}

#[test]
fn text_beyond_ascii_is_sent_in_a_form_that_imap_knows_and_shown_so() {
    let steps =
        [Step::Expect("CREATE \"Entw&APw-rfe &- mehr\""), send("{tag} OK done\r\n"), Step::Expect("SEARCH TEXT {5+}")];
    let (mut terminal, server) = connected(QUICK, steps.into_iter().chain(taken(5, " ALL")).chain(bye()));
    terminal.line("CREATE \"Entwürfe & mehr\"");
    terminal.wait_for("C: A001 CREATE \"Entw&APw-rfe &- mehr\"");
    terminal.wait_for("S: A001 OK done");
    terminal.line("SEARCH TEXT grün ALL");
    terminal.wait_for("C: A002 SEARCH TEXT {5+}\nC: grün\nC:  ALL\n");
    terminal.wait_for("S: A002 OK done");
    received(terminal, server);
}

#[test]
fn a_password_in_braces_is_neither_seen_nor_kept() {
    let hello = send("{tag} OK [CAPABILITY IMAP4rev1 LITERAL+] done\r\n");
    let steps = [Step::Expect("LOGIN me {7+}"), Step::Take(7), Step::ExpectLine(""), hello];
    let steps = steps.into_iter().chain([Step::Expect("LOGIN me {9+}")]).chain(taken(9, "")).chain(bye());
    let (mut terminal, server) = connected(QUICK, steps);
    terminal.keys("LOGIN me {\"hunter2\"}");
    terminal.wait_for_last_line("127.0.0.1> LOGIN me ***********");
    terminal.keys("\r");
    terminal.wait_for("C: A001 LOGIN me {7+}\nC: ***\n");
    terminal.wait_for("S: A001 OK [CAPABILITY IMAP4rev1 LITERAL+] done");
    terminal.line("LOGIN me {<<.}");
    terminal.wait_for_last_line("lines until .>");
    terminal.keys("hunter2");
    terminal.wait_for_last_line("lines until .> *******");
    terminal.keys("\r.\r");
    terminal.wait_for("S: A002 OK done");
    let history = terminal.home().join("imapsh/history");
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    let sent = received(terminal, server);
    assert!(sent.matches("hunter2").count() == 2 && !octets.contains("hunter"), "{octets}");
    assert!(!std::fs::read_to_string(history).unwrap_or_default().contains("LOGIN"));
}

#[test]
fn a_long_upload_tells_how_far_it_is_and_ctrl_c_how_to_stop_it() {
    let folder = Folder::new();
    // More than the buffers of the sockets hold: the server reads nothing.
    let path = folder.file("long", vec![b'x'; 32 << 20]);
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let (mut terminal, server) = connected(QUICK, [Step::Expect("X {33554432+}"), Step::Await(gone)]);
    terminal.line(&format!("X {{@{}}}", path.display()));
    terminal.wait_until("a share", |screen| {
        screen.trim_end().lines().last().is_some_and(|line| line.contains('%') || line.contains("MB/s"))
    });
    terminal.keys("\x03");
    terminal.wait_for("IMAP has no way to stop");
    terminal.keys("\x03");
    terminal.wait_for("-- interrupted");
    terminal.wait_until("the prompt alone", |screen| screen.trim_end().ends_with("127.0.0.1>"));
    go.send(()).unwrap();
    let octets = received(terminal, server);
    assert!(octets.len() < 32 << 20);
}

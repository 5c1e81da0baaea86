//! How a line is typed, in a real pseudo-terminal: keys, search, completion, history, and what comes meanwhile.

mod support;

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Child, Command};
use std::sync::{Mutex, mpsc};

use nix::fcntl::OFlag;
use nix::pty::{grantpt, posix_openpt, ptsname_r, unlockpt};

use support::obliging::{PROMPT, connected, plain_server, server};
use support::screen::{Setup, Terminal};

fn at_prompt(terminal: &Terminal) {
    terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with(PROMPT));
}

#[test]
fn a_line_appears_above_a_search_in_the_history() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.line("NOOP needle");
    terminal.wait_for("A001 OK NOOP needle done\n127.0.0.1>");
    terminal.keys("\x12need");
    terminal.wait_for_last_line("127.0.0.1> NOOP needle  (reverse-i-search)`need'");
    server.connection.recv().unwrap().say("* 5 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 5 EXISTS\n127.0.0.1> NOOP needle  (reverse-i-search)`need'");
    terminal.keys("\r");
    let screen = terminal.wait_for("S: A002 OK NOOP needle done");
    assert_eq!(screen.matches("* 5 EXISTS").count(), 1);
}

#[test]
fn a_search_goes_back_and_forth_and_can_be_given_up() {
    let mut terminal = connected(&plain_server(), Setup::default());
    for (number, line) in ["NOOP one", "CHECK", "NOOP two"].into_iter().enumerate() {
        terminal.line(line);
        terminal.wait_for(&format!("A{:03} OK {line} done\n127.0.0.1>", number + 1));
    }
    terminal.keys("half\x12noop");
    terminal.wait_for_last_line("127.0.0.1> NOOP two  (reverse-i-search)`noop'");
    terminal.keys("\x12");
    terminal.wait_for_last_line("127.0.0.1> NOOP one  (reverse-i-search)`noop'");
    terminal.keys("\x12");
    terminal.wait_for_last_line("127.0.0.1> NOOP one  (failed reverse-i-search)`noop'");
    terminal.keys("\x13");
    terminal.wait_for_last_line("127.0.0.1> NOOP two  (reverse-i-search)`noop'");
    terminal.keys("\x07");
    terminal.wait_for_last_line("127.0.0.1> half");
    // The cursor keys take what was found to be edited.
    terminal.keys("\x15\x12check\x1b[D\x1b[DX");
    terminal.wait_for_last_line("127.0.0.1> CHEXCK");
}

#[test]
fn a_single_escape_ends_a_search_and_holds_nothing_up() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.keys("half\x12");
    terminal.wait_for_last_line("127.0.0.1> half  (reverse-i-search)`'");
    terminal.keys("\x1b");
    terminal.wait_for_last_line("127.0.0.1> half");
    terminal.keys("\x1b");
    server.connection.recv().unwrap().say("* 6 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 6 EXISTS\n127.0.0.1> half");
}

#[test]
fn candidates_are_listed_above_the_line_and_hold_nothing_up() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.keys("sele\t");
    terminal.wait_for("127.0.0.1> select <mailbox>");
    terminal.keys("\x15se\t");
    let screen = terminal.wait_until("candidates", |screen| {
        screen.contains("\nsearch ") && screen.contains("\nselect ") && screen.trim_end().ends_with("127.0.0.1> se")
    });
    assert!(screen.contains("Open a mailbox"), "{screen}");
    server.connection.recv().unwrap().say("* 7 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 7 EXISTS\n127.0.0.1> se");
    terminal.keys("\t");
    terminal.wait_until("the list again", |screen| screen.matches("\nselect ").count() == 2);
    terminal.keys("l\t INBOX\x01\x1b[C\x1b[C\x1b[CX");
    terminal.wait_until("the middle of the line", |screen| screen.trim_end().ends_with("> selXect  INBOX"));
}

#[test]
fn a_hint_stays_behind_the_line_when_something_comes() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.line("NOOP suggested");
    terminal.wait_for("A001 OK NOOP suggested done\n127.0.0.1>");
    terminal.keys("NO");
    let screen = terminal.wait_for_last_line("127.0.0.1> NOOP suggested");
    let row = u16::try_from(screen.trim_end().lines().count()).unwrap();
    server.connection.recv().unwrap().say("* 8 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 8 EXISTS\n127.0.0.1> NOOP suggested");
    terminal.wait_for_cursor(row, 13);
    terminal.keys("T\r");
    terminal.wait_for("C: A002 NOT\n");
}

#[test]
fn keys_behind_ctrl_c_are_not_lost() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("half a line\x03NOOP\r");
    let screen = terminal.wait_for("S: A001 OK NOOP done");
    assert!(screen.contains("127.0.0.1> half a line^C\n"), "{screen}");
}

#[test]
fn ctrl_c_ends_a_search_with_its_line() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.line("NOOP found");
    terminal.wait_for("A001 OK NOOP found done\n127.0.0.1>");
    terminal.keys("\x12fou");
    terminal.wait_for_last_line("127.0.0.1> NOOP found  (reverse-i-search)`fou'");
    terminal.keys("\x03NOOP\r");
    let screen = terminal.wait_for("S: A002 OK NOOP done");
    assert!(screen.contains("127.0.0.1> NOOP found^C\n"), "{screen}");
}

#[test]
fn ctrl_c_ends_idle_and_the_prompt_is_that_of_the_mailbox() {
    let answer = |tag: &str, command: &str| match command {
        "IDLE" => Some("+ idling\r\n".into()),
        _ if tag == "DONE" => Some("A001 OK idle done\r\n".into()),
        _ => None,
    };
    let mut terminal = connected(&server(answer), Setup::default());
    terminal.line("IDLE");
    terminal.wait_for_last_line("127.0.0.1 idle>");
    terminal.keys("\x03");
    terminal.wait_for("S: A001 OK idle done\n127.0.0.1>");
}

#[test]
fn wide_characters_keep_the_cursor_where_it_belongs() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.keys("XYZZYX 日本語é");
    let screen = terminal.wait_for_last_line("127.0.0.1> XYZZYX 日本語é");
    let row = u16::try_from(screen.trim_end().lines().count() - 1).unwrap();
    terminal.wait_for_cursor(row, 25);
    terminal.keys("\x1b[D\x1b[D");
    terminal.wait_for_cursor(row, 22);
    server.connection.recv().unwrap().say("* OK \u{65e5}\u{672c}\r\n").unwrap();
    terminal.wait_for("S: * OK 日本\n127.0.0.1> XYZZYX 日本語é");
    terminal.wait_for_cursor(row + 1, 22);
    terminal.keys("\x7f\x7fX");
    terminal.wait_for_last_line("127.0.0.1> XYZZYX X語é");
    terminal.wait_for_cursor(row + 1, 19);
}

#[test]
fn a_wide_line_wraps_without_losing_a_character() {
    let mut terminal = connected(&plain_server(), Setup { columns: 20, rows: 10, ..Setup::default() });
    terminal.keys("日本語日本語日本語");
    // One column is left over at the edge: half of a character does not fit.
    terminal.wait_until("two rows", |screen| screen.trim_end().ends_with("127.0.0.1> 日本語日\n本語日本語"));
    terminal.keys("\x7f\x7f\x7f\x7f\x7f");
    terminal.wait_for_last_line("127.0.0.1> 日本語日");
}

#[test]
fn several_sessions_share_one_history_and_lose_nothing() {
    let home = support::Folder::new();
    let environment = || vec![("NO_COLOR", "1".into()), ("XDG_STATE_HOME", home.path().display().to_string())];
    let mut terminals: Vec<Terminal> =
        (0..3).map(|_| connected(&plain_server(), Setup { environment: environment(), ..Setup::default() })).collect();
    for round in 1..=5 {
        for (number, terminal) in terminals.iter_mut().enumerate() {
            terminal.line(&format!("NOOP {number} {round}"));
        }
        for (number, terminal) in terminals.iter_mut().enumerate() {
            terminal.wait_for(&format!("A{round:03} OK NOOP {number} {round} done\n127.0.0.1>"));
        }
    }
    for terminal in &mut terminals {
        terminal.keys("\x04");
        terminal.wait_for_end();
    }
    let text = std::fs::read_to_string(home.path().join("imapsh/history")).unwrap();
    for number in 0..3 {
        let own: Vec<_> = text.lines().filter(|line| line.starts_with(&format!("NOOP {number} "))).collect();
        let expected: Vec<_> = (1..=5).map(|round| format!("NOOP {number} {round}")).collect();
        assert_eq!(own, expected);
    }
    // The next session finds what all of them typed.
    let mut next = connected(&plain_server(), Setup { environment: environment(), ..Setup::default() });
    next.keys("\x12NOOP 1 3");
    next.wait_for_last_line("127.0.0.1> NOOP 1 3  (reverse-i-search)`NOOP 1 3'");
}

#[test]
fn what_was_answered_bad_and_what_begins_with_a_space_is_not_kept() {
    let answer = |tag: &str, command: &str| command.starts_with("LOIGN").then(|| format!("{tag} BAD what?\r\n"));
    let mut terminal = connected(&server(answer), Setup::default());
    for (number, line) in ["LOIGN me hunter2", " NOOP hidden", "NOOP kept"].into_iter().enumerate() {
        terminal.line(line);
        let tag = format!("S: A{:03} ", number + 1);
        terminal.wait_until(line, |screen| screen.contains(&tag) && screen.trim_end().ends_with(PROMPT));
    }
    terminal.keys("\x04");
    terminal.wait_for_end();
    let text = std::fs::read_to_string(terminal.home().join("imapsh/history")).unwrap();
    assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), ["NOOP kept"]);
}

#[test]
fn a_stopped_program_gives_the_shell_its_terminal_and_comes_back() {
    let server = plain_server();
    let command = format!("{} 127.0.0.1:{} --tls off", env!("CARGO_BIN_EXE_imapsh"), server.port);
    // An interactive shell, for only that has jobs; without an editor of its own, whose modes would hide ours.
    let mut terminal = Setup::default().start_shell("PS1='shell ' exec sh -i");
    terminal.wait_for_last_line("shell");
    terminal.line(&command);
    terminal.wait_for_last_line(PROMPT);
    terminal.keys("NOOP ha");
    terminal.wait_for_last_line("127.0.0.1> NOOP ha");
    terminal.keys("\x1a");
    terminal.wait_for_last_line("shell");
    terminal.line("echo visi'b'le");
    let screen = terminal.wait_for("visible\nshell");
    assert!(screen.contains("shell echo visi'b'le"), "the shell's echo is off:\n{screen}");
    server.connection.recv().unwrap().say("* 9 EXISTS\r\n").unwrap();
    terminal.line("fg");
    terminal.wait_for("S: * 9 EXISTS");
    terminal.wait_for_last_line("127.0.0.1> NOOP ha");
    terminal.keys("lf\r");
    terminal.wait_for("S: A001 OK NOOP half done");
    terminal.keys("\x04");
    terminal.wait_for_last_line("shell");
    terminal.wait_until_restored();
}

/// The program on a terminal that nobody but the answer's owner holds.
fn on_a_terminal_of_its_own(script: &str) -> (Child, File) {
    // Not `openpty`: a child, or that of a test beside this one, would hold the terminal's other end as well.
    let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let slave = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(OFlag::O_NOCTTY.bits())
        .open(ptsname_r(&master).unwrap());
    let slave = slave.unwrap();
    let child = Command::new("setsid")
        .args(["--ctty", "sh", "-c", script])
        .env("TERM", "xterm-256color")
        .stdin(slave.try_clone().unwrap())
        .stdout(slave.try_clone().unwrap())
        .stderr(slave)
        .spawn()
        .unwrap();
    (child, File::from(OwnedFd::from(master)))
}

#[test]
fn a_vanished_terminal_ends_the_program_even_when_hangups_are_ignored() {
    for hangup in ["", "trap '' HUP;"] {
        let server = plain_server();
        let program = env!("CARGO_BIN_EXE_imapsh");
        let script = format!("{hangup} exec {program} 127.0.0.1:{} --tls off --no-history", server.port);
        let (mut child, mut terminal) = on_a_terminal_of_its_own(&script);
        let mut seen = String::new();
        while !seen.contains(PROMPT) {
            let mut buffer = [0; 4096];
            let read = terminal.read(&mut buffer).unwrap();
            seen.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        terminal.write_all(b"half a line").unwrap();
        drop(terminal);
        // It neither hangs nor turns in circles; nor does a panic end it.
        assert_ne!(child.wait().unwrap().code(), Some(101), "{hangup}");
    }
}

#[test]
fn data_goes_to_a_file_and_the_prompt_to_the_terminal() {
    let server = plain_server();
    let script = format!("{} 127.0.0.1:{} --tls off > out", env!("CARGO_BIN_EXE_imapsh"), server.port);
    let mut terminal = Setup::default().start_shell(&script);
    terminal.wait_for_last_line(PROMPT);
    terminal.line("NOOP");
    terminal.wait_until("a second prompt", |screen| screen.matches(PROMPT).count() == 2);
    terminal.keys("\x04");
    terminal.wait_for_end();
    let text = std::fs::read_to_string(terminal.home().join("out")).unwrap();
    assert!(text.contains("A001 OK NOOP done\n") && !text.contains('\x1b'), "{text:?}");
}

#[test]
fn a_script_on_stdin_prints_to_the_terminal_and_ends() {
    let server = plain_server();
    let script =
        format!("echo NOOP | {} 127.0.0.1:{} --tls off; echo status $?", env!("CARGO_BIN_EXE_imapsh"), server.port);
    let mut terminal = Setup::default().start_shell(&script);
    let screen = terminal.wait_for("status 0");
    assert!(screen.contains("C: A001 NOOP\nS: A001 OK NOOP done\n"), "{screen}");
    terminal.wait_for_end();
    assert!(terminal.is_restored());
}

#[test]
fn a_flood_does_not_hold_up_a_search() {
    let (more, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let answer = move |tag: &str, command: &str| {
        if command == "FLOOD" {
            wait.lock().unwrap().recv().unwrap();
            return Some(format!("{}{tag} OK flood done\r\n", "* 1 EXISTS\r\n".repeat(60_000)));
        }
        None
    };
    let mut terminal = connected(&server(answer), Setup::default());
    terminal.line("NOOP needle");
    terminal.wait_for("A001 OK NOOP needle done\n127.0.0.1>");
    terminal.line("FLOOD");
    terminal.wait_for("C: A002 FLOOD\n127.0.0.1>");
    terminal.keys("\x12nee");
    terminal.wait_for_last_line("127.0.0.1> NOOP needle  (reverse-i-search)`nee'");
    more.send(()).unwrap();
    terminal.keys("dle");
    // More than the hub takes: it could only come this far because the search lets it through.
    terminal.wait_for("S: A002 OK flood done\n127.0.0.1> NOOP needle  (reverse-i-search)`needle'");
    terminal.keys("\r");
    terminal.wait_for("S: A003 OK NOOP needle done");
}

#[test]
fn an_octet_that_is_no_utf8_costs_a_line_and_not_the_session() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.octets_typed(b"NOOP \xe4\r");
    terminal.wait_for("-- that was no UTF-8; the line was not sent.");
    at_prompt(&terminal);
    terminal.line("NOOP");
    terminal.wait_for("S: A001 OK NOOP done");
}

/// A server that asks for an answer to every AUTHENTICATE.
fn challenging() -> (Terminal, support::obliging::Server) {
    let answer = |tag: &str, command: &str| match command {
        "AUTHENTICATE X-OWN" => Some("+ \r\n".into()),
        _ if tag == "*" => Some("A001 BAD given up\r\n".into()),
        _ => None,
    };
    let server = server(answer);
    let mut terminal = connected(&server, Setup::default());
    terminal.line("AUTHENTICATE X-OWN");
    terminal
        .wait_until("the prompt of an answer", |screen| screen.trim_end().ends_with("answer (base64, \"text\" or *)>"));
    (terminal, server)
}

#[test]
fn ctrl_c_at_a_challenge_gives_the_login_up() {
    let (mut terminal, _server) = challenging();
    terminal.keys("half\x03");
    let screen = terminal.wait_for("S: A001 BAD given up");
    assert!(screen.contains("C: *\n"), "{screen}");
    at_prompt(&terminal);
}

#[test]
fn ctrl_d_at_a_challenge_leaves_at_once() {
    let (mut terminal, _server) = challenging();
    terminal.keys("\x04");
    assert_eq!(terminal.wait_for_end().exit_code(), 0);
    terminal.wait_for_late("S: A002 OK done");
}

//! What a person sees, in a real pseudo-terminal. Nothing here sleeps: each step waits for what must appear.

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Mutex, mpsc};
use std::thread;

use nix::sys::signal::{Signal, kill};

use support::obliging::{PROMPT, connected, plain_server, server};
use support::screen::Setup;

#[test]
fn a_command_shows_who_speaks_and_the_prompt_comes_back() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.line("noop");
    let screen = terminal.wait_for("S: A001 OK noop done");
    assert!(screen.contains("C: A001 noop\n"), "{screen}");
    terminal.wait_for_last_line(PROMPT);
    terminal.keys("\x04");
    assert_eq!(terminal.wait_for_end().exit_code(), 0);
    assert!(terminal.is_restored());
}

#[test]
fn what_the_server_says_appears_above_the_line_that_is_being_typed() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.keys("XYZZY 1 FL");
    terminal.wait_for_last_line("127.0.0.1> XYZZY 1 FL");
    let connection = server.connection.recv().unwrap();
    connection.say("* 23 EXISTS\r\n").unwrap();
    let screen = terminal.wait_for("S: * 23 EXISTS\n127.0.0.1> XYZZY 1 FL");
    let row = u16::try_from(screen.trim_end().lines().count() - 1).unwrap();
    terminal.wait_for_cursor(row, 21);
    terminal.keys("\x1b[D\x1b[DX");
    connection.say("* 24 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 24 EXISTS\n127.0.0.1> XYZZY 1 XFL");
    terminal.wait_for_cursor(row + 1, 20);
}

#[test]
fn a_password_is_not_seen_while_it_is_typed() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("LOGIN me hunter2 x");
    terminal.wait_for_last_line("127.0.0.1> LOGIN me ******* *");
    terminal.keys("\r");
    terminal.wait_for("C: A001 LOGIN me ***\n");
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    assert!(!octets.contains("hunter"), "{octets}");
}

#[test]
fn no_sequence_of_a_server_reaches_the_terminal() {
    let hostile = "* 1 FETCH (X {12}\r\n\x1b]0;evil\x07\u{9b}2J Y \"\x1b[31m\")\r\n";
    let answer = format!("{hostile}* OK \u{202e}\u{9b}31m\x1bc\r\n");
    let mut terminal = connected(&server(move |tag, _| Some(format!("{answer}{tag} OK done\r\n"))), Setup::default());
    terminal.line("x");
    terminal.wait_for("S: A001 OK done");
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    for evil in ["\x1b]0", "\x07", "\u{9b}", "\x1b[31m", "\x1bc", "\u{202e}"] {
        assert!(!octets.contains(evil), "{evil:?}");
    }
    terminal.wait_for("\\x1b]0;evil\\x07");
}

#[test]
fn the_history_is_nobody_elses_and_knows_no_password() {
    let mut terminal = connected(&plain_server(), Setup::default());
    let lines =
        ["NOOP one", "LOGIN me hunter2", "a1 AUTHENTICATE PLAIN AGEAYg==", "NOOP one", " NOOP secret", "NOOP two"];
    for (at, line) in lines.into_iter().enumerate() {
        terminal.line(line);
        terminal.wait_until(line, |screen| {
            screen.matches(" done\n").count() == at + 1 && screen.trim_end().ends_with("127.0.0.1>")
        });
    }
    terminal.wait_for("NOOP two done");
    terminal.keys("\x04");
    terminal.wait_for_end();
    let path = terminal.home().join("imapsh/history");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), ["NOOP one", "NOOP two"]);
}

#[test]
fn commands_and_shortcuts_complete() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("sele\t");
    terminal.wait_for("127.0.0.1> select <mailbox>");
    terminal.keys("\x15:inb\t");
    terminal.wait_for_last_line("127.0.0.1> :inbox");
}

#[test]
fn a_paste_of_several_lines_is_several_commands_in_order() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("\x1b[200~C: x1 NOOP\r\nS: * 3 EXISTS\r\nS: x1 OK done\r\nC: x2 CHECK\r\n\x1b[201~");
    terminal.keys("\r");
    let screen = terminal.wait_for("2 lines that a server said were not sent");
    let order = ["C: x1 NOOP", "S: x1 OK NOOP done", "C: x2 CHECK", "S: x2 OK CHECK done"];
    let places: Vec<_> = order.iter().map(|line| screen.rfind(&format!("\n{line}\n")).expect(line)).collect();
    assert!(places.is_sorted(), "{screen}");
}

#[test]
fn a_control_character_in_a_paste_is_refused() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.keys("\x1b[200~NOOP \x01 LOGOUT\x1b[201~\r");
    terminal.wait_for("control character \\x01");
    terminal.line("NOOP");
    terminal.wait_for("A001 OK NOOP done");
}

#[test]
fn idle_is_shown_by_the_prompt_and_ends_with_enter() {
    let mut terminal = connected(
        &server(|tag, command| match command {
            "IDLE" => Some("+ idling\r\n".into()),
            "" => Some("A001 OK idle done\r\n".into()),
            _ if tag == "DONE" => Some("A001 OK idle done\r\n".into()),
            _ => None,
        }),
        Setup::default(),
    );
    terminal.line("IDLE");
    terminal.wait_for_last_line("127.0.0.1 idle>");
    terminal.keys("\r");
    let screen = terminal.wait_for("S: A001 OK idle done");
    assert!(screen.contains("C: DONE\n"), "{screen}");
    terminal.wait_for_last_line(PROMPT);
}

#[test]
fn the_prompt_comes_back_while_a_reply_is_outstanding() {
    let server = server(|_, command| (command == "SLOW").then(String::new));
    let mut terminal = connected(&server, Setup::default());
    terminal.line("SLOW");
    terminal.wait_for("C: A001 SLOW\n127.0.0.1>");
    terminal.keys("NO");
    server.connection.recv().unwrap().say("A001 OK at last\r\n").unwrap();
    terminal.wait_for("S: A001 OK at last\n127.0.0.1> NO");
}

#[test]
fn the_servers_close_is_said_at_once_and_the_line_stays() {
    let server = plain_server();
    let mut terminal = connected(&server, Setup::default());
    terminal.keys("half a li");
    terminal.wait_for_last_line("127.0.0.1> half a li");
    let connection = server.connection.recv().unwrap();
    connection.say("* BYE maintenance\r\n").unwrap();
    connection.close();
    let screen =
        terminal.wait_until("the line", |screen| screen.contains("closed") && screen.trim_end().ends_with("half a li"));
    assert!(screen.contains("S: * BYE maintenance\n"), "{screen}");
    terminal.keys("\r");
    terminal.wait_for("not connected");
    terminal.wait_for_last_line("closed 127.0.0.1>");
    terminal.keys("\x04");
    assert_eq!(terminal.wait_for_end().exit_code(), 0);
}

#[test]
fn the_terminal_is_restored_after_every_signal() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        let mut terminal = connected(&plain_server(), Setup::default());
        assert!(!terminal.is_restored());
        kill(terminal.process(), signal).unwrap();
        let status = terminal.wait_for_end();
        assert!(!status.success(), "{signal}");
        assert!(terminal.is_restored(), "{signal}");
        terminal.wait_for_last_octets(b"\x1b[?2004l");
    }
}

#[test]
fn the_window_may_change_its_size() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("NOOP with quite a long tail of words that need");
    terminal.wait_for("that need");
    terminal.resize(20, 40);
    terminal.keys(" two rows");
    terminal.wait_until("two rows", |screen| screen.replace('\n', "").contains("need two rows"));
    terminal.keys("\r");
    terminal.wait_for("A001 OK");
}

#[test]
fn a_line_may_be_longer_than_the_kernel_takes() {
    let mut terminal =
        connected(&server(|tag, command| Some(format!("{tag} OK {} octets\r\n", command.len()))), Setup::default());
    let long = "x".repeat(9000);
    terminal.keys(&format!("\x1b[200~NOOP {long}\x1b[201~\r"));
    terminal.wait_for("OK 9005 octets");
}

/// Wide enough for a line of the flood, so that each is one row.
#[test]
fn a_flood_of_fifty_thousand_lines_loses_and_glues_nothing() {
    const LINES: usize = 50_000;
    const COMMANDS: usize = 500;
    let server = plain_server();
    let mut terminal = connected(&server, Setup { columns: 60, ..Setup::default() });
    let connection = server.connection.recv().unwrap();
    let flood = thread::spawn(move || {
        for number in 0..LINES {
            connection.say(&format!("* {number} EXISTS\r\n")).unwrap();
        }
    });
    for number in 0..COMMANDS {
        terminal.line(&format!("NOOP {number}"));
    }
    flood.join().unwrap();
    // Its reply is the last thing on the wire.
    terminal.line("LAST");
    terminal.wait_for("OK LAST done");
    let lines = terminal.all_lines();
    let of = |start: &str| lines.iter().filter(|line| line.starts_with(start)).cloned().collect::<Vec<_>>();
    let unsolicited: Vec<_> = of("S: * ").split_off(1);
    let expected: Vec<_> = (0..LINES).map(|number| format!("S: * {number} EXISTS")).collect();
    let wrong = unsolicited.iter().zip(&expected).position(|(found, expected)| found.trim_end() != expected);
    assert_eq!(wrong.map(|at| &unsolicited[at.saturating_sub(2)..at + 3]), None, "out of order");
    assert_eq!(unsolicited.len(), LINES, "lost or doubled");
    let replies: Vec<_> = of("S: A").iter().map(|line| line.trim_end().to_owned()).collect();
    let expected: Vec<_> = (0..COMMANDS).map(|number| format!("S: A{:03} OK NOOP {number} done", number + 1)).collect();
    assert_eq!(replies[..COMMANDS], expected);
    let sent: Vec<_> = of("C: A").iter().map(|line| line.trim_end().to_owned()).collect();
    let expected: Vec<_> = (0..COMMANDS).map(|number| format!("C: A{:03} NOOP {number}", number + 1)).collect();
    assert_eq!(sent[..COMMANDS], expected);
}

#[test]
fn a_long_literal_is_folded_and_last_shows_it_in_the_pager() {
    let body = "line\r\n".repeat(100);
    let fetch = move |tag: &str, command: &str| {
        let text = format!("* 1 FETCH (BODY[] {{{}}}\r\n{body})\r\n{tag} OK done\r\n", body.len());
        command.starts_with("FETCH").then_some(text)
    };
    let environment = vec![("NO_COLOR", "1".into()), ("PAGER", "cat > paged; echo paged all".into())];
    let setup = Setup { rows: 40, environment, ..Setup::default() };
    let mut terminal = connected(&server(fetch), setup);
    terminal.line("FETCH 1 BODY[]");
    let screen = terminal.wait_for("-- 480 of 600 octets folded; :last shows them");
    assert_eq!(screen.matches("S: line\n").count(), 20);
    terminal.line(":last");
    terminal.wait_for("paged all\n127.0.0.1>");
    let paged = std::fs::read_to_string(terminal.home().join("paged")).unwrap();
    assert_eq!((paged.matches("S: line\n").count(), paged.contains("S: A001 OK done\n")), (100, true));
    terminal.line(":last > saved");
    terminal.wait_for("octets saved to saved");
    let saved = std::fs::read(terminal.home().join("saved")).unwrap();
    assert!(saved.starts_with(b"* 1 FETCH (BODY[] {600}\r\nline\r\n") && saved.ends_with(b")\r\nA001 OK done\r\n"));
    terminal.line(":last > saved");
    terminal.wait_for("there is such a file already");
}

#[test]
fn ctrl_c_stops_showing_a_reply_and_the_session_goes_on() {
    let (more, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let server = server(move |tag, command| {
        if command != "STREAM" {
            return None;
        }
        wait.lock().unwrap().recv().unwrap();
        Some(format!("{}{tag} OK done\r\n", "* 2 EXISTS\r\n".repeat(50)))
    });
    let mut terminal = connected(&server, Setup::default());
    terminal.line("STREAM");
    terminal.wait_for("C: A001 STREAM\n");
    server.connection.recv().unwrap().say("* 1 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 1 EXISTS");
    terminal.keys("\x03");
    terminal.wait_for("not showing the rest");
    more.send(()).unwrap();
    let screen = terminal.wait_for("S: A001 OK done");
    assert!(!screen.contains("2 EXISTS") && screen.contains("-- 600 octets not shown; :last shows them"), "{screen}");
    terminal.line("NOOP");
    terminal.wait_for("S: A002 OK NOOP done");
}

#[test]
fn a_panic_of_any_thread_leaves_a_terminal_that_works() {
    let environment = vec![("NO_COLOR", "1".into()), ("IMAPSH_TEST_PANIC", "1".into())];
    let mut terminal = connected(&plain_server(), Setup { environment, ..Setup::default() });
    terminal.line("NOOP");
    assert_eq!(terminal.wait_for_end().exit_code(), 101);
    assert!(terminal.is_restored());
    terminal.wait_for_late("asks for this panic");
}

#[test]
fn a_paste_that_reaches_for_files_is_asked_about() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("\x1b[200~NOOP\r\n:last > stolen\x1b[201~\r");
    terminal.wait_for("Run them? [y/N]");
    terminal.keys("n\r");
    terminal.wait_for("nothing of it was run");
    terminal.keys("\x1b[200~NOOP one\r\n:last > kept\x1b[201~\r");
    terminal.wait_until("the second question", |screen| screen.matches("Run them?").count() == 2);
    terminal.keys("y\r");
    terminal.wait_for("octets saved to kept");
    terminal.keys("\x1b[200~NOOP two\r\n:log stolen\x1b[201~\r");
    terminal.wait_until("the third question", |screen| screen.matches("Run them?").count() == 3);
    terminal.keys("n\r");
    terminal.wait_until("the third answer", |screen| screen.matches("nothing of it was run").count() == 2);
    assert!(!terminal.home().join("stolen").exists());
}

#[test]
fn a_dumb_terminal_gets_lines_and_no_sequences() {
    let server = plain_server();
    let environment = vec![("TERM", "dumb".into())];
    let setup = Setup { environment, rows: 250, ..Setup::default() };
    let mut terminal = setup.start([&format!("127.0.0.1:{}", server.port), "--tls", "off"]);
    terminal.wait_for(PROMPT);
    terminal.line("NOOP");
    terminal.wait_for("S: A001 OK NOOP done");
    // What a shortcut shows stands before the next prompt, not behind it.
    for round in 1..=20 {
        terminal.line(":state");
        terminal.wait_until("the next prompt", |screen| {
            let (shown, prompts) =
                (screen.matches(" octets\n127.0.0.1>").count(), screen.matches("127.0.0.1>").count());
            shown == round && prompts == round + 2
        });
    }
    terminal.keys("\x04");
    terminal.wait_for_end();
    let octets = terminal.octets();
    assert!(!octets.contains(&0x1b), "{}", octets.escape_ascii());
}

#[test]
fn vi_keys_move_as_in_vi() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.line(":set vi on");
    terminal.wait_for("vi is on");
    terminal.keys("OOP\x1b0iN\r");
    terminal.wait_for("S: A001 OK NOOP done");
}

#[test]
fn colours_tell_the_status_and_can_be_switched_off() {
    let answer = |tag: &str, command: &str| Some(format!("{tag} {command} text\r\n")).filter(|_| command != "LOGOUT");
    for (variable, is_colored) in [("X", true), ("NO_COLOR", false)] {
        let setup = Setup { environment: vec![(variable, "1".into())], ..Setup::default() };
        let mut terminal = connected(&server(answer), setup);
        for status in ["OK", "NO", "BAD"] {
            terminal.line(status);
            terminal.wait_for(&format!(" {status} text"));
        }
        let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
        for sequence in ["\x1b[38;5;28;1mOK", "\x1b[38;5;130;1mNO", "\x1b[38;5;196;1mBAD"] {
            assert_eq!(octets.contains(sequence), is_colored, "{variable} {sequence}: {octets}");
        }
    }
}

/// A session that shows a little of everything, on the demo server.
fn demo_session(rows: u16, columns: u16) -> String {
    let environment = vec![("NO_COLOR", "1".into()), ("IMAPSH_PASSWORD", "password".into())];
    // Not the best way to log in, but one without a nonce.
    let arguments = ["demo", "-u", "user@outlook.com", "--auth", "PLAIN"];
    let mut terminal = Setup { rows, columns, environment }.start(arguments);
    for (line, answer) in [
        (":inbox", "uidnext"),
        ("FETCH 1 (FLAGS RFC822.SIZE)", "A004 OK"),
        ("LIST \"\" Entw*", "A005 OK"),
        ("FROB", "A006 BAD"),
    ] {
        terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with('>'));
        terminal.line(line);
        terminal.wait_for(answer);
    }
    terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with('>'));
    terminal.rows()
}

#[test]
fn screens_look_as_they_were_approved() {
    for (rows, columns) in [(24, 80), (12, 40), (60, 200)] {
        let path = format!("{}/tests/screens/{columns}x{rows}.txt", env!("CARGO_MANIFEST_DIR"));
        let screen = demo_session(rows, columns);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
            std::fs::write(&path, &screen).unwrap();
        }
        let approved = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(screen, approved, "{path}: UPDATE_EXPECT=1 approves");
    }
}

#[test]
fn what_is_unwise_is_said_below_the_command_and_can_be_switched_off() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.line("FETCH 1 FLAGS");
    let screen = terminal.wait_for("S: A001 OK");
    assert!(
        screen.contains("C: A001 FETCH 1 FLAGS\n-- FETCH is for the state selected; this one is authenticated."),
        "{screen}"
    );
    terminal.line(":set advice off");
    terminal.wait_for("advice is off");
    terminal.line("FETCH 2 FLAGS");
    let screen = terminal.wait_for("S: A002 OK");
    assert_eq!(screen.matches("FETCH is for the state").count(), 1, "{screen}");
}

#[test]
fn the_last_line_that_started_so_is_suggested() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.line("NOOP suggested");
    terminal.wait_for("S: A001 OK");
    terminal.keys("NO");
    terminal.wait_for_last_line("127.0.0.1> NOOP suggested");
    terminal.keys("\x1b[C\r");
    terminal.wait_for("C: A002 NOOP suggested");
}

#[test]
fn a_long_literal_tells_how_far_it_is() {
    let (more, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let server = server(move |tag, command| {
        if command != "BIG" {
            return None;
        }
        wait.lock().unwrap().recv().unwrap();
        Some(format!("{})\r\n{tag} OK done\r\n", "x".repeat((2 << 20) - (1 << 16))))
    });
    let mut terminal = connected(&server, Setup::default());
    terminal.line("BIG");
    terminal.wait_for("C: A001 BIG\n127.0.0.1>");
    let connection = server.connection.recv().unwrap();
    connection.say(&format!("* 1 FETCH (BODY[] {{{}}}\r\n{}", 2 << 20, "x".repeat(1 << 16))).unwrap();
    terminal.wait_until("a share", |screen| {
        screen.trim_end().lines().last().is_some_and(|line| line.contains('%') || line.contains("MB/s"))
    });
    more.send(()).unwrap();
    terminal.wait_for("S: A001 OK done");
    terminal.wait_until("the prompt alone", |screen| screen.trim_end().ends_with("127.0.0.1>"));
}

#[test]
fn a_stopped_program_goes_on_where_it_was() {
    let mut terminal = connected(&plain_server(), Setup::default());
    terminal.keys("NOOP ha");
    terminal.wait_for_last_line("127.0.0.1> NOOP ha");
    kill(terminal.process(), Signal::SIGSTOP).unwrap();
    kill(terminal.process(), Signal::SIGCONT).unwrap();
    terminal.keys("lf\r");
    terminal.wait_for("S: A001 OK NOOP half done");
}

//! What a person sees, in a real pseudo-terminal. Nothing here sleeps: each step waits for what must appear.

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use nix::sys::signal::{Signal, kill};

use support::screen::{Setup, Terminal};

/// A server for one client: it answers every command with OK, unless `answer` has something else to say.
struct Server {
    port: u16,
    /// The connection, once there is one, to say something unasked.
    connection: mpsc::Receiver<Speaker>,
}

/// A connection that several threads speak on, a line at a time.
#[derive(Clone)]
struct Speaker(Arc<Mutex<TcpStream>>);

impl Speaker {
    fn say(&self, text: &str) -> std::io::Result<()> {
        self.0.lock().unwrap().write_all(text.as_bytes())
    }

    fn close(&self) {
        self.0.lock().unwrap().shutdown(std::net::Shutdown::Both).unwrap();
    }
}

fn server(answer: impl Fn(&str, &str) -> Option<String> + Send + 'static) -> Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, connection) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let speaker = Speaker(Arc::new(Mutex::new(stream.try_clone().unwrap())));
        let _ = speaker.say("* PREAUTH ready\r\n");
        sender.send(speaker.clone()).unwrap();
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            let text = match answer(tag, command) {
                Some(text) => text,
                None if command == "LOGOUT" => format!("* BYE bye\r\n{tag} OK done\r\n"),
                // A reply that says the password again would show it: so do servers not.
                None => format!("{tag} OK {} done\r\n", command.split(" me ").next().unwrap_or_default()),
            };
            if speaker.say(&text).is_err() {
                return;
            }
        }
    });
    Server { port, connection }
}

fn plain_server() -> Server {
    server(|_, _| None)
}

const PROMPT: &str = "127.0.0.1>";

/// A terminal that is connected, at its prompt.
fn connected(server: &Server, setup: Setup) -> Terminal {
    let terminal = setup.start([&format!("127.0.0.1:{}", server.port), "--tls", "off"]);
    terminal.wait_for_last_line(PROMPT);
    terminal
}

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
    terminal.keys("FETCH 1 FL");
    terminal.wait_for_last_line("127.0.0.1> FETCH 1 FL");
    let connection = server.connection.recv().unwrap();
    connection.say("* 23 EXISTS\r\n").unwrap();
    let screen = terminal.wait_for("S: * 23 EXISTS\n127.0.0.1> FETCH 1 FL");
    let row = u16::try_from(screen.trim_end().lines().count() - 1).unwrap();
    assert_eq!(terminal.cursor(), (row, 21));
    terminal.keys("\x1b[D\x1b[DX");
    connection.say("* 24 EXISTS\r\n").unwrap();
    terminal.wait_for("S: * 24 EXISTS\n127.0.0.1> FETCH 1 XFL");
    assert_eq!(terminal.cursor().1, 20);
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
    terminal.wait_for_last_line("127.0.0.1> select");
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
        let octets = terminal.octets();
        assert!(octets.ends_with(b"\x1b[?2004l"), "{signal}: {}", octets.escape_ascii());
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

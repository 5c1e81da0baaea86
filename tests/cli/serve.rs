//! `--serve`: many clients of one demo server, and none that spoils it for the others.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::support::peak_memory_kib;
use crate::support::program::{Program, imapsh};
use crate::support::serve::{PASSWORD, Served, USER};

/// How long a client waits for a line. Only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(15);

/// As many clients as are served at once (`CLIENTS_MAX`).
const CLIENTS: usize = 100;

/// A client without any comfort.
struct Client(BufReader<TcpStream>);

impl Client {
    /// Connects, and reads the greeting.
    fn new(server: &Served) -> Self {
        let mut client = Self::silent(server);
        assert!(client.line().starts_with("* OK [CAPABILITY "));
        client
    }

    fn silent(server: &Served) -> Self {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    fn selected(server: &Served) -> Self {
        let mut client = Self::new(server);
        client.ask(&format!("L LOGIN {USER} {PASSWORD}"));
        client.ask("S SELECT INBOX");
        client
    }

    fn send(&mut self, octets: &[u8]) {
        self.0.get_mut().write_all(octets).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.strip_suffix("\r\n").unwrap_or_else(|| panic!("the connection has ended behind {line:?}")).to_owned()
    }

    /// Sends a command; what comes up to its tagged answer, which is OK.
    fn ask(&mut self, command: &str) -> Vec<String> {
        self.send(format!("{command}\r\n").as_bytes());
        let tag = command.split(' ').next().unwrap();
        let mut lines = Vec::new();
        loop {
            lines.push(self.line());
            let last = &lines[lines.len() - 1];
            if last.starts_with(&format!("{tag} ")) {
                assert!(last.starts_with(&format!("{tag} OK ")), "{command}: {last}");
                return lines;
            }
        }
    }

    fn assert_ended(mut self) {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).unwrap();
        assert!(rest.is_empty(), "{}", rest.escape_ascii());
    }
}

fn assert_refused(program: Program, code: i32, says: &str, hint: &str) {
    let ended = program.run();
    assert_eq!((ended.code(), ended.text()), (code, ""), "{ended:?}");
    let (error, rest) = ended.stderr.split_once('\n').unwrap();
    assert!(error.starts_with("imapsh: --serve ") && error.contains(says), "{ended:?}");
    assert!(rest.starts_with("hint: ") && rest.contains(hint) && rest.lines().count() == 1, "{ended:?}");
}

#[test]
fn an_address_that_cannot_be_served_is_refused() {
    assert_refused(imapsh(["--serve", "here"]), 2, "\"here\" has no port", "--serve 1143");
    assert_refused(imapsh(["--serve", "0.0.0.0:0"]), 2, "the password is public", "--serve-anywhere");
    assert_refused(imapsh(["--serve", "[::]:0", "--serve-tls"]), 2, "the password is public", "--serve-anywhere");
    // An address for documentation (RFC 5737), which no machine has.
    let elsewhere = imapsh(["--serve", "192.0.2.1:0", "--serve-anywhere"]);
    assert_refused(elsewhere, 3, "cannot assign requested address", "none of this machine's");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert_refused(imapsh(["--serve", &port]), 3, "address already in use", "port 0");
    for arguments in [
        &["--serve", "0", "demo"][..],
        &["--serve", "0", "-c", "NOOP"],
        &["--serve", "0", "--tls", "off"],
        &["--serve-tls"],
    ] {
        assert_eq!(imapsh(arguments).run().code(), 2, "{arguments:?}");
    }
    let nowhere = imapsh(["--serve", "0", "--serve-certificate", "/nowhere/at/all.pem"]).run();
    assert_eq!(nowhere.code(), 10, "{nowhere:?}");
    assert!(nowhere.stderr.contains("/nowhere/at/all.pem: "), "{nowhere:?}");
}

#[test]
fn a_pin_or_the_certificate_is_believed_and_nothing_else() {
    for (arguments, mode) in [(&["--serve-tls"][..], "implicit"), (&[], "starttls")] {
        let server = Served::start(arguments);
        let (target, certificate) = (format!("localhost:{}", server.port), server.certificate());
        for (trust, code) in
            [(&["--pin", &server.pin][..], 0), (&["--cacert", certificate.to_str().unwrap()], 0), (&[], 4)]
        {
            let common = ["--tls", mode, &target, "-u", USER, "-c", "COMPRESS DEFLATE", "-c", "NOOP"];
            let ended = imapsh([&common[..], trust].concat()).env("IMAPSH_PASSWORD", PASSWORD).run();
            assert_eq!(ended.code(), code, "{mode} {trust:?}: {ended:?}");
        }
    }
}

#[test]
fn the_demo_in_this_process_offers_starttls_and_compression_too() {
    let login = format!("LOGIN {USER} {PASSWORD}");
    let script =
        ["STARTTLS", &login, "COMPRESS DEFLATE", "SELECT INBOX", "FETCH 1 BODY.PEEK[]", ":state", ":tls"].join("\n");
    let ended = imapsh(["demo"]).input(script + "\n").run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(ended.text().contains("\nbelieved\tas this process's own\n"), "{ended:?}");
    assert!(ended.text().contains("\nlink\tencrypted\n") && ended.text().contains("BODY[] {70988}\n"), "{ended:?}");
    // Whoever says whom to trust is heard here, too.
    let pin = format!("sha256//{}=", "A".repeat(43));
    assert_eq!(imapsh(["demo", "--pin", &pin, "-c", "STARTTLS"]).run().code(), 4);
}

#[test]
fn changes_reach_the_others_while_they_idle_and_with_their_next_command() {
    let server = Served::start(&[]);
    let [mut one, mut idling, mut other] = [(); 3].map(|()| Client::selected(&server));
    idling.send(b"I IDLE\r\n");
    assert!(idling.line().starts_with("+ "));
    one.ask("A STORE 2 +FLAGS.SILENT (\\Flagged)");
    assert_eq!(idling.line(), "* 2 FETCH (FLAGS (\\Answered \\Flagged \\Seen))");
    one.ask("B APPEND INBOX {5+}\r\nA: b\n");
    assert_eq!(idling.line(), "* 15 EXISTS");
    one.ask("C UID STORE 483,486 +FLAGS.SILENT (\\Deleted)");
    one.ask("D EXPUNGE");
    let mut heard = Vec::new();
    while heard.last().is_none_or(|line| line != "* 3 EXPUNGE") {
        heard.push(idling.line());
    }
    assert!(heard.contains(&"* 1 EXPUNGE".to_owned()), "{heard:?}");
    // No number changes while FETCH runs (RFC 9051 section 7.5.1).
    let fetched = other.ask("A FETCH 5 UID");
    assert!(fetched.contains(&"* 5 FETCH (UID 487)".to_owned()), "{fetched:?}");
    assert!(!fetched.iter().any(|line| line.ends_with("EXPUNGE")), "{fetched:?}");
    let told = other.ask("B NOOP");
    assert_eq!(told, ["* 1 EXPUNGE", "* 3 EXPUNGE", "B OK NOOP completed"]);
}

#[test]
fn a_signal_ends_it_cleanly_and_everybody_hears_of_it() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let mut server = Served::start(&[]);
        let mut idling = Client::selected(&server);
        idling.send(b"I IDLE\r\n");
        assert!(idling.line().starts_with("+ "));
        let mut clients = [Client::new(&server), idling, Client::selected(&server)];
        // In the middle of a literal.
        clients[2].send(b"A APPEND INBOX {100}\r\n");
        assert!(clients[2].line().starts_with("+ "));
        server.signal(signal);
        for mut client in clients {
            assert_eq!(client.line(), "* BYE The server is shutting down");
            client.assert_ended();
        }
        assert_eq!(server.wait().code(), Some(0), "{signal}");
    }
}

#[test]
fn who_takes_no_answers_holds_up_nobody_and_takes_no_memory() {
    let server = Served::start(&[]);
    let mut idle = Client::selected(&server);
    let before = peak_memory_kib(server.id());
    let mut greedy: Vec<_> = (0..10).map(|_| Client::selected(&server)).collect();
    for client in &mut greedy {
        // Seventy megabytes each, of which nobody reads any.
        client.send(&b"A UID FETCH 483 BODY.PEEK[]\r\n".repeat(1000));
    }
    for number in 0..20 {
        idle.ask(&format!("N{number} FETCH 1:* FLAGS"));
    }
    let grown = peak_memory_kib(server.id()) - before;
    assert!(grown < 10 * 1024, "{grown} KiB more");
    // And a late reader finds all of it.
    let client = &mut greedy[0];
    let mut answers = 0;
    while answers < 1000 {
        answers += usize::from(client.line().starts_with("A OK "));
    }
}

#[test]
fn garbage_ends_its_own_connection_only() {
    for arguments in [&[][..], &["--serve-tls"]] {
        let server = Served::start(arguments);
        for garbage in [&b"\x16\x03\x01\x00\x05hello"[..], &[b'x'; 100_000], b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\0\r\n"]
        {
            let mut client = Client::silent(&server);
            // It may be cut off before it has sent all.
            let _ = client.0.get_mut().write_all(garbage);
            let _ = client.0.get_mut().shutdown(std::net::Shutdown::Write);
            let _ = client.0.read_to_end(&mut Vec::new());
        }
        let mode = if arguments.is_empty() { "starttls" } else { "implicit" };
        let target = format!("localhost:{}", server.port);
        let ended = imapsh(["--tls", mode, &target, "--pin", &server.pin, "-c", "NOOP"]).run();
        assert_eq!(ended.code(), 0, "{ended:?}");
    }
}

#[test]
fn one_client_too_many_is_turned_away_until_another_leaves() {
    let server = Served::start(&[]);
    let mut clients: Vec<_> = (0..CLIENTS).map(|_| Client::new(&server)).collect();
    let mut surplus = Client::silent(&server);
    assert!(surplus.line().starts_with("* BYE [UNAVAILABLE] "));
    surplus.assert_ended();
    let mut leaving = clients.pop().unwrap();
    leaving.ask("A LOGOUT");
    leaving.assert_ended();
    // The end of its connection is seen before its place is free.
    let is_welcome = || Client::silent(&server).line().starts_with("* OK ");
    assert!((0..1000).any(|_| is_welcome()));
}

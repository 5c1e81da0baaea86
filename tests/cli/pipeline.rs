//! `--pipeline`: what goes out beside what, and what comes of it.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::support::program::{Program, imapsh};
use crate::support::server::{Step, send};
use crate::{GREETING, plain, server, talk};

/// A server on a thread, which does with its one client what it is told to do.
fn serve(work: impl FnOnce(&mut std::net::TcpStream) + Send + 'static) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let serving = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        client.write_all(GREETING.as_bytes()).unwrap();
        work(&mut client);
    });
    (address, serving)
}

fn client(address: SocketAddr, arguments: &[&str]) -> Program {
    imapsh([&["--tls", "off", &address.to_string()], arguments].concat()).limit(Duration::from_secs(60))
}

/// Reads so many octets at a time, and answers the commands that have ended in them, the last one first.
fn answer_backwards(client: &mut std::net::TcpStream, octets: usize) {
    let mut buffer = vec![0; octets];
    let mut unread = Vec::new();
    loop {
        let read = client.read(&mut buffer).unwrap();
        if read == 0 {
            return;
        }
        unread.extend_from_slice(&buffer[..read]);
        let whole = unread.iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at + 1);
        let commands: Vec<u8> = unread.drain(..whole).collect();
        let mut answers = String::new();
        for command in str::from_utf8(&commands).unwrap().lines().rev() {
            let (tag, name) = command.split_once(' ').unwrap();
            let bye = if name == "LOGOUT" { "* BYE bye\r\n" } else { "" };
            answers.push_str(&format!("{bye}{tag} OK done\r\n"));
        }
        client.write_all(answers.as_bytes()).unwrap();
    }
}

/// Whether each of the `tags` was answered, and once.
fn assert_all_answered(text: &str, tags: usize) {
    let mut answered: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(" OK done")).collect();
    answered.sort_unstable_by_key(|tag| (tag.len(), *tag));
    let expected: Vec<String> = (1..=tags).map(|tag| format!("A{tag:03}")).collect();
    assert!(answered == expected, "{} answers to {tags} commands", answered.len());
}

#[test]
fn replies_may_come_in_any_order() {
    let (address, serving) = serve(|client| answer_backwards(client, 4096));
    let ended = client(address, &["--pipeline"]).input("NOOP\nSTATUS a (MESSAGES)\n".repeat(10_000)).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert_all_answered(ended.text(), 20_001);
    serving.join().unwrap();
}

#[test]
fn a_server_that_reads_slowly_gets_all_of_it() {
    let (address, serving) = serve(|client| answer_backwards(client, 1));
    let ended = client(address, &["--pipeline=1000"]).input("NOOP\n".repeat(10_000)).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert_all_answered(ended.text(), 10_001);
    serving.join().unwrap();
}

#[test]
fn neither_waits_for_the_other_when_both_have_much_to_say() {
    // More than sockets hold, in both directions, and the server does not read before all of it is written.
    const UNASKED: usize = 300_000;
    let (address, serving) = serve(|client| {
        let mut lines = BufReader::new(client.try_clone().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        client.write_all("* 123456789 EXISTS unasked\r\n".repeat(UNASKED).as_bytes()).unwrap();
        client.write_all(format!("{} OK done\r\n", first.split_once(' ').unwrap().0).as_bytes()).unwrap();
        for line in lines.lines().map(Result::unwrap) {
            let (tag, name) = line.split_once(' ').unwrap();
            let bye = if name == "LOGOUT" { "* BYE bye\r\n" } else { "" };
            client.write_all(format!("{bye}{tag} OK done\r\n").as_bytes()).unwrap();
        }
    });
    let command = format!("STATUS {} (MESSAGES)\n", "x".repeat(100_000));
    let ended = client(address, &["--pipeline"]).input(command.repeat(100)).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert_all_answered(ended.text(), 101);
    assert_eq!(ended.text().lines().filter(|line| line.ends_with("unasked")).count(), UNASKED);
    serving.join().unwrap();
}

fn take(line: &'static str) -> Step {
    Step::ExpectLine(line)
}

#[test]
fn several_go_out_before_the_first_is_answered() {
    let steps = [take("A001 NOOP"), take("A002 CHECK"), send("A002 OK done\r\n"), take("A003 NOOP")];
    let steps = steps.into_iter().chain([send("A003 OK done\r\nA001 OK done\r\n")]);
    let server = server(steps);
    let arguments = ["--pipeline=2", "-c", "NOOP", "-c", "CHECK", "-c", "NOOP"];
    let ended = plain(&server, &arguments).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    server.received();
}

#[test]
fn what_changes_the_state_waits_and_is_waited_for() {
    let select = "* 3 EXISTS\r\nA003 OK [READ-WRITE] done\r\n";
    let steps = [
        take("A001 NOOP"),
        take("A002 NOOP"),
        send("A001 OK done\r\nA002 OK done\r\n"),
        take("A003 SELECT INBOX"),
        send(select),
        take("A004 NOOP"),
        send("* 1 EXPUNGE\r\nA004 OK done\r\n"),
        take("A005 FETCH 1 UID"),
        take("A006 FETCH 2 UID"),
        take("A007 NOOP"),
        send("A005 OK done\r\nA006 OK done\r\nA007 OK done\r\n"),
    ];
    let script = ["NOOP", "NOOP", "SELECT INBOX", "NOOP", "FETCH 1 UID", "FETCH 2 UID", "NOOP"];
    let server = server(steps);
    let lines = script.iter().flat_map(|line| ["-c", line]);
    let arguments: Vec<&str> = ["--pipeline", "--echo"].into_iter().chain(lines).collect();
    let ended = plain(&server, &arguments).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    server.received();
    // Sent and received in their order: had something gone out too early, it would stand before the replies.
    let shown = "A001 NOOP\nA002 NOOP\nA001 OK done\nA002 OK done\n\
        A003 SELECT INBOX\n* 3 EXISTS\nA003 OK [READ-WRITE] done\nA004 NOOP\n* 1 EXPUNGE\nA004 OK done\n\
        A005 FETCH 1 UID\nA006 FETCH 2 UID\nA007 NOOP\nA005 OK done\nA006 OK done\nA007 OK done\n";
    assert!(ended.text().contains(shown), "{ended:?}");
}

#[test]
fn the_first_failure_stops_what_has_not_been_sent() {
    let steps = [take("A001 NOOP"), take("A002 CHECK"), send("A001 NO no\r\nA002 BAD bad\r\n")];
    let server = server(steps);
    let arguments = ["--pipeline=2", "-c", "NOOP", "-c", "CHECK", "-c", "NOOP"];
    let ended = plain(&server, &arguments).run();
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: -c 1: NO: no\nimapsh: -c 2: BAD: bad\n"));
    server.received();
}

#[test]
fn keep_going_names_each_line_that_failed() {
    let steps = [take("A001 NOOP"), take("A002 CHECK"), take("A003 NOOP")];
    let steps = steps.into_iter().chain([send("A002 BAD bad\r\nA001 NO no\r\nA003 OK done\r\n")]);
    let server = server(steps);
    let arguments = ["--pipeline", "-k", "-c", "NOOP", "-c", "CHECK", "-c", "NOOP"];
    let ended = plain(&server, &arguments).run();
    assert_eq!((ended.code(), &*ended.stderr), (6, "imapsh: -c 2: BAD: bad\nimapsh: -c 1: NO: no\n"));
    server.received();
}

#[test]
fn a_line_that_is_not_sent_ends_it_behind_those_before() {
    let steps = [take("A001 NOOP"), send("A001 OK done\r\n")];
    let ended = talk(steps, &["--pipeline"], "NOOP\nSTATUS \"\x01\" ()\nNOOP\n");
    assert_eq!(ended.code(), 2);
    assert!(ended.stderr.starts_with("imapsh: line 2: the line holds the control character"), "{ended:?}");
}

#[test]
fn what_is_in_flight_is_awaited_when_a_line_cannot_be_sent() {
    let (told, hears) = mpsc::channel();
    // The replies come when the last line was looked at, not before.
    let steps = [take("x NOOP"), take("A001 CHECK"), Step::Await(hears), send("A001 NO no\r\nx OK done\r\n")];
    let server = server(steps);
    let arguments = ["--pipeline", "-c", "x NOOP", "-c", "CHECK", "-c", "x NOOP"];
    let ended = plain(&server, &arguments).tells(told).run();
    let refused = "imapsh: -c 3: the tag \"x\" is still in flight; the line was not sent\n";
    assert_eq!((ended.code(), ended.stderr.clone()), (2, format!("{refused}imapsh: -c 2: NO: no\n")), "{ended:?}");
    server.received();
}

#[test]
fn a_connection_that_is_lost_is_told_once() {
    let (address, serving) = serve(|client| {
        let mut line = String::new();
        BufReader::new(client).read_line(&mut line).unwrap();
    });
    let ended = client(address, &["--pipeline", "-k"]).input("NOOP\n".repeat(1000)).run();
    assert_eq!((ended.code(), ended.stderr.lines().count()), (8, 1), "{ended:?}");
    serving.join().unwrap();
}

//! `--pipeline`: what goes out beside what, and what comes of it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::support::program::imapsh;
use crate::support::serve::Served;
use crate::support::server::{FakeServer, Step, send};
use crate::support::{Folder, MEMORY_KIB_MAX, peak_memory_kib};
use crate::{GREETING, plain, server, talk};

/// How long much may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on a thread, which does with its one client what it is told to do, and tells when it has answered so many commands.
struct Server {
    address: SocketAddr,
    answered: Receiver<()>,
    thread: JoinHandle<()>,
}

/// One end of a conversation, in which replies are counted.
struct Client {
    stream: TcpStream,
    /// Commands that are to be answered, and who is told when they are.
    left: usize,
    tell: Sender<()>,
}

fn serve(commands: usize, work: impl FnOnce(&mut Client) + Send + 'static) -> Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, answered) = channel();
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut client = Client { stream, left: commands, tell };
        client.say(GREETING);
        work(&mut client);
    });
    Server { address, answered, thread }
}

impl Client {
    fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
    }

    /// The answer to a line.
    fn answer(line: &str) -> String {
        let (tag, name) = line.split_once(' ').unwrap();
        let bye = if name == "LOGOUT" { "* BYE bye\r\n" } else { "" };
        format!("{bye}{tag} OK done\r\n")
    }

    /// Answers these lines.
    fn answer_all<'l>(&mut self, lines: impl IntoIterator<Item = &'l str>) {
        let answers: Vec<String> = lines.into_iter().map(Self::answer).collect();
        self.say(&answers.concat());
        let was_left = self.left;
        self.left = self.left.saturating_sub(answers.len());
        if was_left > 0 && self.left == 0 {
            self.tell.send(()).unwrap();
        }
    }

    /// Reads so many octets at a time, and answers the commands that have ended in them, the last one first.
    fn answer_backwards(&mut self, octets: usize) {
        let mut buffer = vec![0; octets];
        let mut unread = Vec::new();
        loop {
            let read = self.stream.read(&mut buffer).unwrap();
            if read == 0 {
                return;
            }
            unread.extend_from_slice(&buffer[..read]);
            let whole = unread.iter().rposition(|octet| *octet == b'\n').map_or(0, |at| at + 1);
            let commands: Vec<u8> = unread.drain(..whole).collect();
            let lines: Vec<&str> = str::from_utf8(&commands).unwrap().lines().rev().collect();
            if !lines.is_empty() {
                self.answer_all(lines);
            }
        }
    }

    fn lines(&self) -> impl Iterator<Item = String> + use<> {
        BufReader::new(self.stream.try_clone().unwrap()).lines().map(Result::unwrap)
    }
}

/// Runs a script of so many commands; each must be answered once, with so much memory and no more. Answers with the output.
fn run(server: Server, arguments: &[&str], script: &str, commands: usize) -> String {
    let target = server.address.to_string();
    let program = imapsh([&["--tls", "off", &target], arguments].concat()).limit(PATIENCE);
    let mut running = program.start();
    running.write(script);
    server.answered.recv_timeout(PATIENCE).expect("all commands come");
    running.write("LOGOUT\n");
    // Its pipe is read all the time, and it does not end before its stdin is.
    let memory = peak_memory_kib(running.id());
    let ended = running.wait();
    server.thread.join().unwrap();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert!(memory <= MEMORY_KIB_MAX, "{memory} KiB");
    assert_all_answered(ended.text(), commands + 1);
    ended.text().to_owned()
}

/// Whether each of the `tags` was answered, and once.
fn assert_all_answered(text: &str, tags: usize) {
    let mut answered: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(" OK done")).collect();
    answered.sort_unstable_by_key(|tag| (tag.len(), *tag));
    let expected: Vec<String> = (1..=tags).map(|tag| format!("A{tag:03}")).collect();
    assert!(answered == expected, "{} answers to {tags} commands", answered.len());
}

#[test]
fn a_hundred_thousand_commands_get_a_hundred_thousand_replies_in_flat_memory() {
    let server = serve(100_000, |client| client.answer_backwards(4096));
    run(server, &["--pipeline"], &"NOOP\n".repeat(100_000), 100_000);
}

#[test]
fn replies_may_come_in_any_order() {
    let server = serve(20_000, |client| client.answer_backwards(4096));
    run(server, &["--pipeline"], &"NOOP\nSTATUS a (MESSAGES)\n".repeat(10_000), 20_000);
}

#[test]
fn a_server_that_reads_an_octet_at_a_time_gets_all_of_it() {
    let server = serve(10_000, |client| client.answer_backwards(1));
    run(server, &["--pipeline=1000"], &"NOOP\n".repeat(10_000), 10_000);
}

#[test]
fn a_server_that_answers_when_it_has_read_everything_is_waited_for() {
    // As many as may be in flight, and more octets than a socket holds: none is answered before the last has come.
    let server = serve(1000, |client| {
        let mut lines = client.lines();
        let all: Vec<String> = lines.by_ref().take(1000).collect();
        client.answer_all(all.iter().map(String::as_str));
        lines.for_each(|line| client.answer_all([line.as_str()]));
    });
    let command = format!("STATUS {} (MESSAGES)\n", "x".repeat(1000));
    // From a file: when a writer has to be waited for, so are the replies.
    let folder = Folder::new();
    let file = folder.file("script", command.repeat(1000) + "LOGOUT\n");
    let target = server.address.to_string();
    let arguments = ["--tls", "off", &target, "--pipeline=1000", "-f", file.to_str().unwrap()];
    let ended = imapsh(arguments).limit(PATIENCE).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert_all_answered(ended.text(), 1001);
    server.thread.join().unwrap();
}

#[test]
fn a_flood_of_what_nobody_asked_for_drowns_no_reply() {
    const UNASKED: usize = 100;
    let server = serve(3000, |client| {
        for line in client.lines() {
            client.say(&"* 123456789 EXISTS unasked\r\n".repeat(UNASKED));
            client.answer_all([line.as_str()]);
        }
    });
    let text = run(server, &["--pipeline"], &"NOOP\n".repeat(3000), 3000);
    assert_eq!(text.lines().filter(|line| line.ends_with("unasked")).count(), 3001 * UNASKED);
}

#[test]
fn neither_waits_for_the_other_when_both_have_much_to_say() {
    // More than sockets hold, in both directions, and the server does not read before all of it is written.
    const UNASKED: usize = 300_000;
    let server = serve(100, |client| {
        let mut lines = client.lines();
        let first = lines.next().unwrap();
        client.say(&"* 123456789 EXISTS unasked\r\n".repeat(UNASKED));
        client.answer_all([first.as_str()]);
        lines.for_each(|line| client.answer_all([line.as_str()]));
    });
    let command = format!("STATUS {} (MESSAGES)\n", "x".repeat(100_000));
    let text = run(server, &["--pipeline"], &command.repeat(100), 100);
    assert_eq!(text.lines().filter(|line| line.ends_with("unasked")).count(), UNASKED);
}

#[test]
fn a_hundred_thousand_commands_on_the_demo_server_are_answered_in_flat_memory() {
    let server = Served::start(&[]);
    let target = format!("127.0.0.1:{}", server.port);
    let program = imapsh(["--tls", "off", &target, "--pipeline"]).limit(PATIENCE);
    let mut running = program.start();
    let mixed = ["NOOP", "CAPABILITY", "NOOP", "NOOP", "NOOP"].join("\n") + "\n";
    running.write(mixed.repeat(20_000));
    // A barrier: it goes out when all others have been answered.
    running.write("LOGOUT\n");
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    let replies = ended.text().lines().filter(|line| line.starts_with('A') && line.contains(" OK ")).count();
    assert_eq!(replies, 100_001);
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
    let (told, hears) = channel();
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
fn expect_judges_the_command_before_it_whichever_is_answered_last() {
    let script = "NOOP\nCHECK\nSTATUS a (MESSAGES)\n# a note\n\n:expect NO [NONEXISTENT]\nNOOP\n:expect OK done\n";
    let steps = |status: &'static str| {
        [
            [take("A001 NOOP"), take("A002 CHECK"), take("A003 STATUS a (MESSAGES)")],
            [send(status), send("A001 OK one\r\n"), send("A002 OK two\r\n")],
        ]
    };
    let last = [take("A004 NOOP"), send("A004 OK done\r\n")];
    let server = server(steps("A003 NO [NONEXISTENT] no\r\n").into_iter().flatten().chain(last));
    let ended = plain(&server, &["--pipeline"]).input(script).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    server.received();
    let server = self::server(steps("A003 OK there\r\n").into_iter().flatten());
    let ended = plain(&server, &["--pipeline"]).input(script).run();
    let wrong = "imapsh: line 6: expected NO [NONEXISTENT], and OK there came\n";
    assert_eq!((ended.code(), &*ended.stderr), (7, wrong));
    server.received();
}

#[test]
fn expect_excuses_no_other_command_than_the_one_before_it() {
    let steps = [take("A001 NOOP"), take("A002 CHECK"), send("A002 NO two\r\nA001 NO one\r\n")];
    let ended = talk(steps, &["--pipeline"], "NOOP\nCHECK\n:expect NO two\nNOOP\n");
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 1: NO: one\n"));
    let steps = [take("A001 NOOP"), take("A002 CHECK"), send("A002 NO two\r\nA001 BAD one\r\n")];
    let steps = steps.into_iter().chain([take("A003 NOOP"), send("A003 OK three\r\n")]);
    let ended = talk(steps, &["--pipeline", "-k"], "NOOP\nCHECK\n:expect NO two\nNOOP\n:expect NO\n");
    let wrong = "imapsh: line 1: BAD: one\nimapsh: line 5: expected NO, and OK three came\n";
    assert_eq!((ended.code(), &*ended.stderr), (7, wrong));
}

#[test]
fn a_refusal_of_the_last_command_waits_for_the_line_behind_it() {
    let (told, tell) = channel();
    let steps = [take("A001 NOOP"), send("A001 NO no\r\n"), Step::Tell(told)];
    let server = server(steps.into_iter().chain([take("A002 CHECK"), send("A002 NO no\r\n")]));
    let mut running = plain(&server, &["--pipeline"]).start();
    running.write("NOOP\n");
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    running.write(":expect NO no\nCHECK\nSELECT INBOX\n");
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 3: NO: no\n"));
    server.received();
}

#[test]
fn a_refusal_that_nothing_expects_ends_it_with_what_is_in_flight() {
    let steps = [take("A001 NOOP"), take("A002 CHECK"), send("A002 NO two\r\nA001 NO one\r\n")];
    let ended = talk(steps, &["--pipeline"], "NOOP\nCHECK\nSELECT INBOX\n");
    assert_eq!(ended.code(), 1, "{ended:?}");
    let mut lines: Vec<_> = ended.stderr.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["imapsh: line 1: NO: one", "imapsh: line 2: NO: two"]);
}

#[test]
fn with_reconnect_what_only_reads_is_sent_again_and_nothing_else() {
    let greeting = || send("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n");
    let first = vec![
        greeting(),
        take("A001 NOOP"),
        take("A002 CHECK"),
        take("A003 NOOP"),
        send("A002 OK two\r\n"),
        Step::Close,
    ];
    let second = vec![
        greeting(),
        take("A004 NOOP"),
        take("A005 NOOP"),
        send("A005 OK three\r\nA004 OK one\r\n"),
        take("A006 LOGOUT"),
        send("* BYE bye\r\nA006 OK bye\r\n"),
    ];
    let lines = ["-c", "NOOP", "-c", "CHECK", "-c", "NOOP"];
    let server = FakeServer::start_each(vec![first, second]);
    let ended = plain(&server, &[&["--reconnect", "--pipeline"], &lines[..]].concat()).run();
    server.received();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(
        ended.text().contains("A002 OK two\n") && ended.text().contains("A005 OK three\nA004 OK one\n"),
        "{ended:?}"
    );
    let store =
        vec![greeting(), take("A001 NOOP"), take("A002 UID STORE 1 FLAGS (x)"), send("A001 OK one\r\n"), Step::Close];
    let server = FakeServer::start(store);
    let ended = plain(&server, &["--reconnect", "--pipeline", "-c", "NOOP", "-c", "UID STORE 1 FLAGS (x)"]).run();
    server.received();
    assert!(ended.code() == 8 && ended.stderr.starts_with("imapsh: -c 2: "), "{ended:?}");
    assert!(ended.stderr.contains("hint: it may have arrived, and is not sent a second time"), "{ended:?}");
}

#[test]
fn a_connection_that_is_lost_is_told_once() {
    let server = serve(0, |client| drop(client.lines().next()));
    let target = server.address.to_string();
    let ended = imapsh(["--tls", "off", &target, "--pipeline", "-k"]).input("NOOP\n".repeat(1000)).run();
    assert_eq!((ended.code(), ended.stderr.lines().count()), (8, 1), "{ended:?}");
    server.thread.join().unwrap();
}

#[test]
fn commands_that_leave_together_behind_a_literal_are_answered_one_by_one() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        let _ = std::io::stderr().write_all(b"NOT RUN: commands_that_leave_together_behind_a_literal: no python3\n");
        return;
    }
    // Each is answered when it has come, while the others are still on their way: through a pipe, which holds little.
    let folder = Folder::new();
    let program = folder.file(
        "server",
        "import sys\nsend = lambda text: (sys.stdout.buffer.write(text.encode()), sys.stdout.flush())\n\
         send('* PREAUTH [CAPABILITY IMAP4rev1 LITERAL-] hi\\r\\n')\nwhile line := sys.stdin.buffer.readline():\n\
        \x20   tag, command = line.decode().split(' ', 1)\n\
        \x20   if '{' in command:\n\
        \x20       size = command[command.index('{') + 1:command.index('}')]\n\
        \x20       size.endswith('+') or send('+ go\\r\\n')\n\
        \x20       sys.stdin.buffer.read(int(size.rstrip('+'))), sys.stdin.buffer.readline()\n\
        \x20   send(('* BYE bye\\r\\n' if 'LOGOUT' in command else '') + tag + ' OK done\\r\\n')\n",
    );
    let append = |octets: usize| format!("APPEND INBOX {{\"{}\"}}\n", "x".repeat(octets));
    let script = append(5000) + &append(4000).repeat(60);
    let tunnel = format!("exec python3 {}", program.display());
    let ended = imapsh(["--tunnel", &tunnel, "--pipeline=64"]).input(script).limit(PATIENCE).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert_all_answered(ended.text(), 62);
}

//! What stands in braces: files, texts, lines that follow and values, in scripts and with `-c`.

use std::fs::{self, File};
use std::io::Write as _;
use std::sync::mpsc;
use std::time::Duration;

use crate::support::Folder;
use crate::support::program::Ended;
use crate::support::server::{FakeServer, Step, send};
use crate::{all, ok, plain, reply, server, talk};

const LITERAL_PLUS: &str = "* OK [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n";

/// A server with LITERAL+ that does `steps`, and is left properly.
fn quick_server(steps: impl IntoIterator<Item = Step>) -> FakeServer {
    let mut script = vec![send(LITERAL_PLUS)];
    script.extend(steps);
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    FakeServer::start(script)
}

/// What a server with LITERAL+ got from a script; it answers OK to each line but those of literals.
fn sent(script: &str, octets: impl IntoIterator<Item = Step>) -> (String, Ended) {
    let server = quick_server(octets);
    let ended = plain(&server, &[]).input(script).run();
    let received = server.try_received().unwrap_or_else(|error| panic!("the fake server: {error}\n{ended:?}"));
    let received = String::from_utf8(received).unwrap();
    (received.strip_suffix("A002 LOGOUT\r\n").unwrap_or_else(|| panic!("{received}")).to_owned(), ended)
}

fn leak(text: String) -> &'static str {
    String::leak(text)
}

/// The steps of a server that takes a command with one literal of so many octets, which must not wait.
fn taken(header: &'static str, octets: usize, rest: &'static str) -> Vec<Step> {
    vec![Step::Expect(header), Step::Take(octets), Step::ExpectLine(rest), send("{tag} OK done\r\n")]
}

#[test]
fn a_file_is_a_literal_wherever_it_stands() {
    let folder = Folder::new();
    let path = folder.file("a }b", "one\ntwo\r\n");
    let path = path.display().to_string().replace('}', "\\}");
    let table = [
        // Only the message of APPEND gets CRLF.
        (format!("APPEND x (\\Seen) {{@{path}}}"), "APPEND x (\\Seen) {10+}", 10, "", "one\r\ntwo\r\n"),
        (format!("APPEND x {{@={path}}}"), "APPEND x {9+}", 9, "", "one\ntwo\r\n"),
        (format!("SEARCH (OR SUBJECT {{@{path}}} ALL)"), "SEARCH (OR SUBJECT {9+}", 9, " ALL)", "one\ntwo\r\n"),
    ];
    for (line, header, octets, rest, literal) in table {
        let (received, ended) = sent(&line, taken(header, octets, rest));
        assert_eq!(received, format!("A001 {header}\r\n{literal}{rest}\r\n"));
        let note = if octets == 10 { "1 bare LF is sent as CRLF" } else { "" };
        assert!(ended.code() == 0 && ended.stderr.contains(note), "{ended:?}");
        assert_eq!(ended.stderr.is_empty(), note.is_empty(), "{ended:?}");
    }
    let literal8 = [reply(leak("APPEND x UTF8 (~{9}".to_owned()), "+ go\r\n")];
    let steps = all(literal8).into_iter().chain([Step::Take(9), Step::ExpectLine(")"), send("{tag} OK done\r\n")]);
    assert_eq!(sent(&format!("APPEND x UTF8 (~{{@{path}}})"), steps).1.code(), 0);
}

#[test]
fn a_file_that_cannot_be_read_sends_nothing_and_ends_the_script() {
    let folder = Folder::new();
    let directory = folder.path().display().to_string();
    let table = [
        (format!("APPEND x {{@{directory}/none}}"), "none: No such file"),
        (format!("APPEND x {{@{directory}}}"), ": is a directory; the line was not sent"),
        ("APPEND x {@/dev/null}".to_owned(), "is no regular file"),
        ("APPEND x {@mail".to_owned(), "{@ at octet 10 has no } at its end"),
        ("APPEND x {\"a\"} {$nothing}".to_owned(), "there is no such {$NAME}"),
        ("FETCH {$exists} ALL".to_owned(), "{$exists} is not known: no mailbox has told its EXISTS"),
        ("APPEND x {<<END}\nFrom: me\nNOOP".to_owned(), "the script ends before END; nothing of the command was sent"),
    ];
    for (line, says) in table {
        let ended = talk([], &[], &line);
        assert_eq!(ended.code(), 2, "{line}: {ended:?}");
        assert!(ended.stderr.starts_with("imapsh: line 1: ") && ended.stderr.contains(says), "{line}: {ended:?}");
    }
}

#[test]
fn texts_and_lines_are_literals_in_the_order_in_which_they_stand() {
    let script = "APPEND {\"a \\\"b\\\"\"} {<<ONE} ({<<TWO})\n:quit\n\n# ONE\nONE\nTWO \r\nTWO\nNOOP\n";
    let steps = all([
        [Step::Expect("APPEND {5}"), send("+ go\r\n")],
        [Step::Take(5), Step::ExpectLine(" {16}")],
        [send("+ go\r\n"), Step::Take(16)],
        [Step::ExpectLine(" ({6}"), send("+ go\r\n")],
        [Step::Take(6), Step::ExpectLine(")")],
    ]);
    let steps = steps.into_iter().chain([send("{tag} OK done\r\n")]).chain(ok("NOOP"));
    let server = server(steps);
    let ended = plain(&server, &[]).input(script).run();
    let received = String::from_utf8(server.received()).unwrap();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    let wanted =
        "A001 APPEND {5}\r\na \"b\" {16}\r\n:quit\r\n\r\n# ONE\r\n ({6}\r\nTWO \r\n)\r\nA002 NOOP\r\nA003 LOGOUT\r\n";
    assert_eq!(received, wanted);
}

#[test]
fn lines_with_c_are_the_next_ones() {
    let server = quick_server(taken("APPEND x {10+}", 10, ""));
    let lines = ["APPEND x {<<.}", "one", "two", "."];
    let ended = plain(&server, &lines.map(|line| ["-c", line]).concat()).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(server.received().starts_with(b"A001 APPEND x {10+}\r\none\r\ntwo\r\n\r\nA002 "));
}

#[test]
fn a_literal_of_the_braces_goes_at_once_only_where_the_server_allows_it() {
    let long = "x".repeat(4097);
    let greet = |capabilities: &str| send(format!("* OK [CAPABILITY {capabilities}] ready\r\n"));
    for (capabilities, short, waits) in
        [("IMAP4rev1 LITERAL-", "{4+}", true), ("IMAP4rev2", "{4+}", true), ("IMAP4rev1 LITERAL+", "{4+}", false)]
    {
        let header = if waits { "X {4097}" } else { "X {4097+}" };
        let mut script = vec![greet(capabilities), Step::Expect(leak(format!("X {short}"))), Step::Take(4)];
        script.extend([Step::ExpectLine(""), send("{tag} OK done\r\n"), Step::Expect(header)]);
        script.extend(waits.then(|| send("+ go\r\n")));
        script.extend([Step::Take(4097), Step::ExpectLine(""), send("{tag} OK done\r\n")]);
        script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
        let server = FakeServer::start(script);
        let ended = plain(&server, &[]).input(format!("X {{\"four\"}}\nX {{\"{long}\"}}\n")).run();
        assert_eq!(ended.code(), 0, "{capabilities}: {ended:?}");
        server.received();
    }
}

#[test]
fn a_refused_literal_is_not_sent_and_the_next_line_runs() {
    let folder = Folder::new();
    let path = folder.file("long", vec![b'x'; 300_000]);
    let header = "APPEND nosuch {300000}";
    let steps = all([[Step::Expect(header), send("{tag} NO [TRYCREATE] no\r\n")], ok("NOOP")]);
    let script = format!("APPEND nosuch {{@{}}} {{\"more\"}} {{5}}\nhello\nNOOP\n", path.display());
    let server = server(steps);
    let ended = plain(&server, &["-k"]).input(script).run();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert_eq!(server.received(), format!("A001 {header}\r\nA002 NOOP\r\nA003 LOGOUT\r\n").as_bytes());
}

#[test]
fn an_upload_that_is_refused_under_way_is_sent_to_its_end() {
    let folder = Folder::new();
    let path = folder.file("long", vec![b'x'; 5 << 20]);
    // The server says NO before it reads, and reads only when that was seen: neither side waits for the other.
    let (told, tell) = mpsc::channel();
    let (go, gone) = mpsc::channel::<()>();
    let steps = [
        Step::Expect("APPEND x {5242880+}"),
        send("* 1 EXISTS\r\n{tag} NO [OVERQUOTA] full\r\n"),
        Step::Tell(told),
        Step::Await(gone),
        Step::Take(5 << 20),
        Step::ExpectLine(""),
    ];
    let server = quick_server(steps.into_iter().chain(ok("NOOP")));
    let script = format!("APPEND x {{@{}}} {{\"more\"}}\nNOOP\n", path.display());
    let mut running = plain(&server, &["-k"]).start();
    running.write(script);
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    go.send(()).unwrap();
    running.write(":quit\n");
    let ended = running.wait();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(ended.text().contains("* 1 EXISTS\nA001 NO [OVERQUOTA] full\nA002 OK done\n"), "{ended:?}");
    server.received();
}

#[test]
fn a_file_that_becomes_shorter_on_the_way_ends_the_connection() {
    let folder = Folder::new();
    let path = folder.file("shrinking", vec![b'x'; 1 << 20]);
    let (told, tell) = mpsc::channel();
    let (go, gone) = mpsc::channel::<()>();
    let steps = vec![
        send("* OK hi\r\n"),
        Step::Expect("APPEND x {1048576}"),
        Step::Tell(told),
        Step::Await(gone),
        send("+ go\r\n"),
    ];
    let server = FakeServer::start(steps);
    let line = format!("APPEND x {{@{}}}", path.display());
    let running = plain(&server, &["-c", &line]).start();
    tell.recv_timeout(Duration::from_secs(10)).unwrap();
    File::options().write(true).open(&path).unwrap().set_len(1000).unwrap();
    go.send(()).unwrap();
    let ended = running.wait();
    assert_eq!(ended.code(), 2, "{ended:?}");
    assert!(ended.stderr.contains("it became shorter while it was sent"), "{ended:?}");
    assert!(server.received().len() < 2000);
}

#[test]
fn a_long_file_arrives_as_it_is_while_the_server_talks() {
    let folder = Folder::new();
    let octets: Vec<u8> = (0..3_000_017_u32).map(|at| u8::try_from(at.wrapping_mul(at) >> 7 & 0xFF).unwrap()).collect();
    let path = folder.file("long", &octets);
    // More than any socket buffer holds, before it has read a single octet of the literal.
    let chatter = "* 1 FETCH (FLAGS ())\r\n".repeat(300_000);
    let steps = [
        Step::Expect("APPEND x ~{3000017}"),
        send("+ go\r\n"),
        send(chatter),
        Step::Take(3_000_017),
        Step::ExpectLine(""),
        send("{tag} OK done\r\n"),
    ];
    let server = quick_server(steps);
    let line = format!("APPEND x ~{{@{}}}", path.display());
    let ended = plain(&server, &["--output", "raw", "-c", &line]).run();
    assert_eq!(ended.code(), 0, "{}", ended.stderr);
    let received = server.received();
    let start = "A001 APPEND x ~{3000017}\r\n".len();
    assert!(received[start..start + octets.len()] == octets);
}

#[test]
fn a_value_of_the_session_stands_where_it_is_wanted() {
    let steps = all([
        reply("SELECT \"A b\"", "* 23 EXISTS\r\n* OK [UIDNEXT 500] x\r\n{tag} OK done\r\n"),
        reply("FETCH 23 ALL", "{tag} OK done\r\n"),
        reply("UID SEARCH UNSEEN", "* SEARCH 3 4 5 9\r\n{tag} OK done\r\n"),
        reply("UID STORE 3:5,9 +FLAGS (x)", "{tag} OK done\r\n"),
        reply("STATUS \"A b\" (UIDNEXT)", "{tag} OK done\r\n"),
        reply("UID FETCH 400:500 ALL", "{tag} OK done\r\n"),
        reply("X \"{$exists}\" {5} y", "{tag} OK done\r\n"),
    ]);
    let script = "SELECT \"A b\"\nFETCH {$exists} ALL\nUID SEARCH UNSEEN\nUID STORE {$uids} +FLAGS (x)\n\
                  STATUS {$mailbox} (UIDNEXT)\nUID FETCH 400:{$uidnext} ALL\nX \"{$exists}\" {5} y\n";
    let ended = talk(steps, &[], script);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn send_leaves_braces_alone_and_a_script_its_octets() {
    let steps =
        all([reply("X {@none} {$exists} y", "{tag} OK done\r\n"), reply("SELECT Entwürfe", "{tag} OK done\r\n")]);
    let ended = talk(steps, &[], ":send X {@none} {$exists} y\nSELECT Entwürfe\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn a_password_in_braces_is_seen_nowhere() {
    let folder = Folder::new();
    let file = folder.file("password", "s3same");
    let long = folder.file("long", "s3same".repeat(20_000));
    let table = [
        ("LOGIN me {\"s3same\"}".to_owned(), 6),
        (format!("LOGIN me {{@{}}}", file.display()), 6),
        (format!("LOGIN me {{@{}}}", long.display()), 120_000),
        ("LOGIN me {<<END}\ns3same\nEND".to_owned(), 8),
    ];
    for (script, octets) in table {
        let mut steps = vec![send(LITERAL_PLUS), Step::Expect(leak(format!("LOGIN me {{{octets}+}}")))];
        steps.extend([Step::Take(octets), Step::ExpectLine(""), send("{tag} NO no\r\n")]);
        steps.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
        let server = FakeServer::start(steps);
        let ended = plain(&server, &["--echo"]).input(&script).run();
        assert_eq!(ended.code(), 1, "{script}: {ended:?}");
        assert!(!ended.text().contains("s3s") && !ended.stderr.contains("s3s"), "{script}: {ended:?}");
        assert!(ended.text().contains("\n***\n"), "{script}: {ended:?}");
        assert!(String::from_utf8_lossy(&server.received()).contains("s3same"));
    }
}

#[test]
fn the_secret_comes_from_the_password_source_and_is_masked_everywhere() {
    let folder = Folder::new();
    let file = folder.file("password", "s3 same\n");
    let table = [
        ("LOGIN me {$secret}", "LOGIN me \"s3 same\"", "LOGIN me ***"),
        ("X {$secret} y", "X \"s3 same\" y", "X *** y"),
    ];
    for (line, wire, shown) in table {
        let server = server(reply(wire, "{tag} OK [CAPABILITY X] done\r\n"));
        let ended = plain(&server, &["--echo", "--password-file", file.to_str().unwrap()]).input(line).run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
        assert!(ended.text().contains(&format!("\nA001 {shown}\n")) && !ended.text().contains("s3"), "{ended:?}");
        server.received();
    }
    let steps =
        [Step::Expect("LOGIN me {10}"), send("+ go\r\n"), Step::Take(10), Step::ExpectLine(""), send("{tag} OK\r\n")];
    let server = server(steps);
    let running = plain(&server, &["--echo"]).env("IMAPSH_PASSWORD", "pässwörd").input("LOGIN me {$secret}");
    let ended = running.run();
    assert!(ended.code() == 0 && !ended.text().contains("pä"), "{ended:?}");
    server.received();
}

#[test]
fn a_script_without_a_password_source_sends_nothing() {
    // Nothing to ask on: neither here nor where tests run in the background.
    let folder = Folder::new();
    let missing = folder.path().join("none").display().to_string();
    let ended = talk([], &["--password-file", &missing], "X {$secret}");
    assert_eq!(ended.code(), 2, "{ended:?}");
    assert!(ended.stderr.contains("no password"), "{ended:?}");
}

#[test]
fn a_home_is_where_a_tilde_leads() {
    let server = quick_server(taken("X {4+}", 4, ""));
    let program = plain(&server, &["-c", "X {@~/file}"]);
    let mut file = File::create(program.home().path().join("file")).unwrap();
    file.write_all(b"mine").unwrap();
    assert_eq!(program.run().code(), 0);
    assert!(server.received().windows(4).any(|octets| octets == b"mine"));
    assert!(fs::metadata("~").is_err());
}

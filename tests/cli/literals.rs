//! Literals typed by hand, in scripts and with `-c`.

use crate::support::server::{Step, send};
use crate::{all, ok, plain, reply, server, talk};

#[test]
fn a_literal_in_a_script_is_taken_by_count_once_the_server_says_so() {
    // The literal holds a comment, a shortcut and a pasted reply: all of it is data.
    let literal = "# no\r\n:quit\n* OK x\nCAPABLE 1";
    let header = "APPEND INBOX (\\Seen) {28}";
    assert_eq!(literal.len(), 28);
    let mut steps = all([reply(header, "+ go\r\n")]);
    steps.extend([Step::Take(28), Step::ExpectLine(" tail"), send("{tag} OK done\r\n")]);
    steps.extend(ok("NOOP"));
    let server = server(steps);
    let ended = plain(&server, &[]).input(format!("{header}\n{literal} tail\nNOOP\n")).run();
    let received = String::from_utf8(server.received()).unwrap();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert_eq!(received, format!("A001 {header}\r\n{literal} tail\r\nA002 NOOP\r\nA003 LOGOUT\r\n"));
}

#[test]
fn a_literal_is_octets_and_not_text() {
    let literal: Vec<u8> = (0..=255).collect();
    let mut steps = all([reply("APPEND INBOX ~{256}", "+ go\r\n")]);
    steps.extend([Step::Take(256), Step::ExpectLine(""), send("{tag} OK done\r\n")]);
    let server = server(steps);
    let input = [&b"APPEND INBOX ~{256}\n"[..], &literal, b"\n"].concat();
    let ended = plain(&server, &[]).input(input).run();
    let received = server.received();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let start = b"A001 APPEND INBOX ~{256}\r\n".len();
    assert_eq!(received[start..start + 256], literal);
}

#[test]
fn a_literal_with_plus_does_not_wait() {
    let mut steps = vec![Step::Expect("APPEND INBOX {5+}"), Step::Take(5), Step::ExpectLine("")];
    steps.push(send("{tag} OK done\r\n"));
    assert_eq!(talk(steps, &[], "APPEND INBOX {5+}\nhello\n").code(), 0);
}

#[test]
fn an_empty_literal_is_one() {
    let steps =
        all([[Step::Expect("SEARCH SUBJECT {0}"), send("+ go\r\n")], [Step::ExpectLine(" ALL"), send("{tag} OK\r\n")]]);
    assert_eq!(talk(steps, &[], "SEARCH SUBJECT {0}\n ALL\n").code(), 0);
}

#[test]
fn a_literal_on_the_command_line_is_its_next_lines_joined_by_crlf() {
    let mut steps = all([reply("APPEND INBOX {12}", "+ go\r\n")]);
    steps.extend([Step::Take(12), Step::ExpectLine(""), send("{tag} OK done\r\n")]);
    steps.extend(all([reply("LOGIN {1}", "+\r\n")]));
    steps.extend([Step::Take(1), Step::ExpectLine(" {1}"), send("+\r\n")]);
    steps.extend([Step::Take(1), Step::ExpectLine(""), send("{tag} OK done\r\n")]);
    let server = server(steps);
    let lines = ["APPEND INBOX {12}", "hello", "world", "LOGIN {1}", "u {1}", "p"];
    let arguments: Vec<&str> = lines.iter().flat_map(|line| ["-c", line]).collect();
    let ended = plain(&server, &arguments).run();
    let received = String::from_utf8(server.received()).unwrap();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let wanted = "A001 APPEND INBOX {12}\r\nhello\r\nworld\r\nA002 LOGIN {1}\r\nu {1}\r\np\r\nA003 LOGOUT\r\n";
    assert_eq!(received, wanted);
}

#[test]
fn a_refused_literal_is_not_sent_and_its_octets_are_no_commands() {
    let table = [
        "APPEND nosuch {4}\nNOOP\nCHECK\n",
        // Over several lines, and with a second literal behind the first.
        "APPEND nosuch {16}\r\nNOOP\r\nCAPABILITY\r\n\r\nCHECK\r\n",
        "APPEND nosuch {4}\nNOOP {6}\nLOGOUT tail\nCHECK\n",
    ];
    for script in table {
        let header = script.split(['\r', '\n']).next().unwrap().to_owned();
        let steps = all([[Step::Expect(String::leak(header)), send("{tag} NO [TRYCREATE] no\r\n")], ok("CHECK")]);
        let ended = talk(steps, &["-k"], script);
        assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 1: NO: no\n"), "{script:?}");
    }
    let lines = ["APPEND nosuch {6}", "NOOP", "", "CHECK"];
    let arguments: Vec<&str> = lines.iter().flat_map(|line| ["-c", line]).chain(["-k"]).collect();
    let steps = all([reply("APPEND nosuch {6}", "{tag} NO no\r\n"), ok("CHECK")]);
    assert_eq!(talk(steps, &arguments, "").code(), 1);
}

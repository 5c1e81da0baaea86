//! What is printed, and where.

use crate::support::server::{Step, send};
use crate::{GREETING, all, ok, reply, talk};

#[test]
fn text_in_a_pipe_is_the_servers_lines_without_gutter_colour_prompt_or_echo() {
    let fetch = "* 1 FETCH (FLAGS (\\Seen) BODY[] {12}\r\nhello\r\n\r\nyou)\r\n{tag} OK done\r\n";
    let steps = || all([reply("FETCH 1 BODY[]", fetch)]);
    let greeting = GREETING.replace('\r', "");
    let wanted = "* 1 FETCH (FLAGS (\\Seen) BODY[] {12}\nhello\n\nyou)\nA001 OK done\n* BYE bye\nA002 OK bye\n";
    let ended = talk(steps(), &[], "FETCH 1 BODY[]\n");
    assert_eq!((ended.text(), &*ended.stderr), (&*format!("{greeting}{wanted}"), ""));

    let echoed = talk(steps(), &["--echo"], "FETCH 1 BODY[]\n");
    let sent = |line: &str, after: &str| format!("A{line}\n{after}");
    let (fetched, left) = wanted.split_once("* BYE").unwrap();
    let wanted = [greeting, sent("001 FETCH 1 BODY[]", fetched), sent("002 LOGOUT", &format!("* BYE{left}"))].concat();
    assert_eq!(echoed.text(), wanted);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let run = |arguments: &[&str]| talk(ok("NOOP"), arguments, "NOOP\n").text().to_owned();
    assert!(!run(&[]).contains('\x1b') && !run(&["--color", "never"]).contains('\x1b'));
    let coloured = run(&["--color", "always"]);
    assert!(coloured.contains("\x1b["), "{coloured:?}");
    assert!(
        coloured.lines().all(|line| !line.contains("\x1b[") || line.contains("\x1b[0m") || line.contains("\x1b[39m"))
    );
}

#[test]
fn errors_go_to_stderr_with_the_number_of_their_line() {
    let steps = || all([ok("NOOP"), reply("XYZZY", "{tag} BAD what?\r\n")]);
    let ended = talk(steps(), &[], "\n# no\r\nNOOP\n\nXYZZY\n");
    assert_eq!(ended.stderr, "imapsh: line 5: BAD: what?\n");
    assert!(ended.text().contains("A002 BAD what?\n"), "{ended:?}");
    assert_eq!(talk(steps(), &["-c", "NOOP", "-c", "XYZZY"], "").stderr, "imapsh: -c 2: BAD: what?\n");
}

#[test]
fn lines_of_a_literal_count() {
    let append = reply("APPEND INBOX {7+}", "");
    let steps = append.into_iter().chain([Step::Take(7), Step::ExpectLine(""), send("{tag} OK done\r\n")]);
    let steps = steps.chain(reply("XYZZY", "{tag} BAD what?\r\n"));
    let ended = talk(steps, &[], "APPEND INBOX {7+}\nab\r\ncd\n\nXYZZY\n");
    assert_eq!(ended.stderr, "imapsh: line 5: BAD: what?\n");
}

//! What a person sees of the shortcuts that read mail, in a real pseudo-terminal.

mod support;

use support::obliging::{connected, server};
use support::screen::Setup;

#[test]
fn a_table_fits_the_terminal_wide_characters_included() {
    let row = |number: u32, subject: &str| {
        format!(
            "* {number} FETCH (UID 48{number} FLAGS (\\Seen \\Answered) RFC822.SIZE 70988 ENVELOPE (\"Thu, 22 Apr 2021 15:49:05 +0000\" \
             {subject} ((\"A very long name of a sender\" NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL))\r\n"
        )
    };
    let wide = "\"=?utf-8?B?5pel5pys6Kqe44Gu6ZW344GE5Lu25ZCN44GM44GT44GT44Gr44GC44KK44G+44GZ?=\"";
    let fetch = move |tag: &str, command: &str| {
        let rows = row(1, "\"short\"") + &row(2, wide) + &row(3, "\"\x1b[2J\"");
        command.starts_with("FETCH").then(|| format!("{rows}{tag} OK done\r\n"))
    };
    let mut terminal = connected(&server(fetch), Setup::default());
    terminal.line(":list");
    let screen = terminal.wait_for("S: A001 OK done\n127.0.0.1>");
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    let head = "   number   uid date       from           subject";
    let at = lines.iter().position(|line| line.starts_with(head)).expect("the head") - 1;
    assert!(lines[at + 2].starts_with("      1   481 2021-04-22 A very long n… short "), "{screen}");
    assert!(lines[at + 3].contains(" 日本語の長い件名が…   70988 "), "{screen}");
    assert!(lines[at + 4].contains(" \\x1b[2J "), "{screen}");
    // A row that were too long would be followed by its rest.
    assert!(lines[at + 5].starts_with("S: A001 OK"), "{screen}");
}

#[test]
fn a_long_text_goes_through_the_pager_and_a_short_one_does_not() {
    let answer = |tag: &str, command: &str| {
        let text = "line\r\n".repeat(if command.contains("FETCH 1 ") { 100 } else { 1 });
        let octets = text.len();
        let told = if command.contains("STRUCTURE") {
            format!("(BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" {octets} 1))")
        } else {
            format!(
                "(BODY[HEADER.FIELDS (DATE FROM TO CC SUBJECT)] {{14}}\r\nSubject: a\r\n\r\n BODY[1] {{{octets}}}\r\n{text})"
            )
        };
        command.starts_with("FETCH").then(|| format!("* 1 FETCH {told}\r\n{tag} OK done\r\n"))
    };
    let environment = vec![("NO_COLOR", "1".into()), ("PAGER", "cat > paged; echo paged all".into())];
    let mut terminal = connected(&server(answer), Setup { environment, ..Setup::default() });
    terminal.line(":read 1");
    terminal.wait_for("paged all\n127.0.0.1>");
    let paged = std::fs::read_to_string(terminal.home().join("paged")).unwrap();
    assert!(paged.starts_with("Subject: a\n\nline\n") && paged.matches("line\n").count() == 100, "{paged}");
    terminal.line(":read 2");
    let screen = terminal.wait_for("Subject: a\n\nline\n127.0.0.1>");
    assert!(!screen.contains("S: * 1 FETCH"), "its data are held back: {screen}");
}

#[test]
fn a_shortcut_does_not_take_the_answer_to_a_command_that_was_typed_before() {
    let (go, gone) = std::sync::mpsc::channel();
    let answer = move |tag: &str, command: &str| {
        let numbers = if command.starts_with("SEARCH") {
            gone.recv().unwrap();
            "5 9"
        } else {
            "483"
        };
        command.contains("SEARCH").then(|| format!("* SEARCH {numbers}\r\n{tag} OK done\r\n"))
    };
    let mut terminal = connected(&server(answer), Setup::default());
    terminal.line("SEARCH TEXT slow");
    // The prompt does not wait for a slow server.
    terminal.wait_for_last_line("127.0.0.1>");
    terminal.keys(":uids\r");
    go.send(()).unwrap();
    let screen = terminal.wait_for("S: A002 OK done\n   483\n127.0.0.1>");
    assert!(screen.contains("S: * SEARCH 5 9\nS: A001 OK done\n"), "{screen}");
}

#[test]
fn last_has_what_came_to_all_commands_of_a_shortcut() {
    let answer = |tag: &str, command: &str| {
        let data = match command.split(' ').next() {
            Some("STATUS") => "* STATUS INBOX (MESSAGES 3 UNSEEN 1)",
            Some("SELECT") => "* 3 EXISTS",
            _ => return None,
        };
        Some(format!("{data}\r\n{tag} OK [READ-WRITE] done\r\n"))
    };
    let mut terminal = connected(&server(answer), Setup::default());
    terminal.line(":inbox");
    terminal.wait_for("unseen    1\n");
    terminal.line(":last > came");
    terminal.wait_for(" octets saved to came");
    let came = std::fs::read_to_string(terminal.home().join("came")).unwrap();
    assert!(came.contains("* STATUS INBOX") && came.contains("* 3 EXISTS"), "{came}");
    // Of commands that were typed it has the last one alone.
    for (number, file) in [(4, "fourth"), (5, "fifth")] {
        terminal.line("NOOP");
        terminal.wait_for(&format!("S: A00{number} OK NOOP done\n"));
        terminal.line(&format!(":last > {file}"));
        terminal.wait_for(&format!(" octets saved to {file}"));
        let came = std::fs::read_to_string(terminal.home().join(file)).unwrap();
        assert_eq!(came, format!("A00{number} OK NOOP done\r\n"));
    }
}

#[test]
fn a_paste_that_reads_or_writes_files_is_asked_about_however_it_is_spelled() {
    let mut terminal = connected(&server(|_, _| None), Setup::default());
    for (at, line) in [":ru FILE", ":append INBOX FILE", ":sav 1 FILE", ":wat --exec FILE"].iter().enumerate() {
        terminal.keys(&format!("\x1b[200~NOOP\r\n{line}\x1b[201~\r"));
        terminal.wait_until("the question", |screen| screen.matches("Run them? [y/N]").count() == at + 1);
        terminal.keys("n\r");
        terminal.wait_until("the answer", |screen| screen.matches("-- nothing of it was run").count() == at + 1);
    }
}

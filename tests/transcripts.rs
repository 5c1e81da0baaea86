//! Sessions of the RFCs, and of servers that conform to them, replayed on the demo server.
//!
//! A file of `tests/transcripts` has one connection: `C: ` lines are sent, literal lines too; the `S: ` lines up to the
//! next `C: ` must be what comes, untagged ones in any order; `...` in them stands for any characters.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use imapsh::demo::{Connection, LinkFacts, Output, Server};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The lines that the server has to say.
fn receive(connection: &mut Connection) -> Vec<String> {
    let mut octets = Vec::new();
    while let Some(output) = connection.poll() {
        if let Output::Send(sent) = output {
            octets.extend_from_slice(&sent);
        }
    }
    String::from_utf8_lossy(&octets).split_terminator("\r\n").map(str::to_owned).collect()
}

/// What is wrong with `found`: lines that are missing, and lines that nobody wanted.
fn differences(wanted: &[&str], found: &[String]) -> Vec<String> {
    let mut left: Vec<&String> = found.iter().collect();
    let mut differences = Vec::new();
    for line in wanted {
        match left.iter().position(|found| fits(line, found)) {
            Some(at) => drop(left.remove(at)),
            None => differences.push(format!("- {line}")),
        }
    }
    differences.extend(left.iter().map(|line| format!("+ {line}")));
    differences
}

fn fits(wanted: &str, found: &str) -> bool {
    let Some((start, rest)) = wanted.split_once("...") else { return wanted == found };
    let Some(found) = found.strip_prefix(start) else { return false };
    (0..=found.len()).any(|at| found.is_char_boundary(at) && fits(rest, &found[at..]))
}

/// Plays a transcript; what differs, with the lines of the file before which it does.
fn play(text: &str) -> Vec<String> {
    let now = Instant::now();
    let mut connection = Server::new().connect(now, LinkFacts { is_private: true, ..LinkFacts::default() });
    receive(&mut connection);
    let mut wanted = Vec::new();
    let mut all = Vec::new();
    let mut check = |line: usize, wanted: &mut Vec<&str>, connection: &mut Connection| {
        let found = differences(wanted, &receive(connection));
        all.extend(found.iter().map(|difference| format!("line {line}: {difference}")));
        wanted.clear();
    };
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(sent) = line.strip_prefix("C: ") {
            check(number, &mut wanted, &mut connection);
            connection.handle_bytes(now, format!("{sent}\r\n").as_bytes());
        } else if let Some(line) = line.strip_prefix("S: ") {
            wanted.push(line);
        } else {
            assert!(line.starts_with('#'), "line {number} is of nobody: {line}");
        }
    }
    check(text.lines().count(), &mut wanted, &mut connection);
    all
}

#[test]
fn the_demo_server_answers_as_the_transcripts_do() {
    let files = files();
    assert!(files.len() >= 4, "the transcripts are gone");
    for file in files {
        let differences = play(&fs::read_to_string(&file).unwrap());
        assert!(differences.is_empty(), "{}:\n{}", file.display(), differences.join("\n"));
    }
}

#[test]
fn an_answer_that_differs_is_told() {
    let differences = play("C: a NOOP\nS: a NO ...\n");
    assert_eq!(differences, ["line 2: - a NO ...", "line 2: + a OK NOOP completed"]);
    assert_eq!(play("C: a NOOP\nS: a OK ...\nC: b NOOP\n"), ["line 3: + b OK NOOP completed"]);
    assert!(play("C: a XYZZY\nS: a BAD ...there is...").is_empty() && play("C: a NOOP\nS: a ... completed").is_empty());
}

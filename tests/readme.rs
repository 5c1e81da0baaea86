//! The transcripts of README still happen.
//!
//! In a block marked `console` a line that starts with `$ ` is run, and what follows is what it must print, errors included.
//! `...` stands for any characters, a line of only `...` for any lines.

mod support;

use std::path::Path;

use support::program::Program;

struct Example {
    command: String,
    expected: Vec<String>,
}

fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match line.strip_prefix("$ ") {
                Some(command) => examples.push(Example { command: command.to_owned(), expected: Vec::new() }),
                None => examples.last_mut().expect("a block starts with a command").expected.push(line.to_owned()),
            },
        }
    }
    examples
}

/// Whether `found` is what `expected` says.
fn fits(expected: &[String], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty() || found == [""],
        Some((line, rest)) if line == "..." => (0..=found.len()).any(|skipped| fits(rest, &found[skipped..])),
        Some((line, rest)) => {
            found.split_first().is_some_and(|(first, more)| line_fits(line, first) && fits(rest, more))
        }
    }
}

fn line_fits(expected: &str, found: &str) -> bool {
    match expected.split_once("...") {
        None => expected == found,
        Some((start, rest)) => found.strip_prefix(start).is_some_and(|tail| {
            tail.char_indices().map(|(at, _)| at).chain([tail.len()]).any(|at| line_fits(rest, &tail[at..]))
        }),
    }
}

#[test]
fn the_transcripts_of_the_readme_happen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let examples = examples(&std::fs::read_to_string(path).unwrap());
    assert!(examples.len() >= 4, "the README has lost its examples");
    let folder = Path::new(env!("CARGO_BIN_EXE_imapsh")).parent().unwrap().to_owned();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    for Example { command, expected } in examples {
        let ended = Program::new("sh", ["-c", &format!("{{ {command}; }} 2>&1")]).env("PATH", &path).run();
        let found: Vec<&str> = ended.text().lines().collect();
        assert!(
            fits(&expected, &found),
            "$ {command}\nexpected:\n{}\nfound:\n{}",
            expected.join("\n"),
            found.join("\n")
        );
    }
}

#[test]
fn an_example_that_does_not_happen_is_noticed() {
    let text = "```console\n$ true\na ...\n...\nz\n```\n";
    let example = &examples(text)[0];
    assert!(fits(&example.expected, &["a b", "c", "z"]) && fits(&example.expected, &["a ", "z"]));
    assert!(
        !fits(&example.expected, &["a b", "c"])
            && !fits(&example.expected, &["x", "z"])
            && !fits(&example.expected, &[])
    );
}

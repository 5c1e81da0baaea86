//! The recorded sessions of `tests/recorded` as checks of the demo server, in `tests/checks`; those that it cannot answer stand
//! in `tests/checks/recorded.list`, each with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use imapsh::check::{Speech, Transcript};

use crate::support::program::{Ended, imapsh};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The names of the transcripts in a folder.
fn names(name: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    entries.filter(|name| name.ends_with(".txt")).collect()
}

/// The sessions that are no checks, with the reasons.
fn listed() -> Vec<(String, String)> {
    let list = fs::read_to_string(folder("checks/recorded.list")).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").unwrap()).map(|(name, why)| (name.to_owned(), why.to_owned())).collect()
}

/// Plays transcripts of a folder on the demo server, logged in unless they do that themselves.
fn play(name: &str, files: impl IntoIterator<Item = String>) -> Ended {
    let mut arguments =
        vec!["demo".to_owned(), "-u".into(), "user@outlook.com".into(), "--timeout".into(), "30".into()];
    for file in files {
        arguments.extend(["--check".into(), folder(name).join(file).display().to_string()]);
    }
    imapsh(arguments.iter().map(String::as_str)).env("IMAPSH_PASSWORD", "password").run()
}

#[test]
fn every_check_passes_on_the_demo_server() {
    let ended = play("checks", names("checks"));
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{}", ended.text());
}

#[test]
fn each_recorded_session_is_a_check_or_has_a_reason_why_not() {
    let recorded = names("recorded");
    let mut known: Vec<String> = names("checks").intersection(&recorded).cloned().collect();
    known.extend(listed().into_iter().map(|(name, _)| name));
    known.sort();
    assert_eq!(known, recorded.into_iter().collect::<Vec<_>>(), "each once, as a check or in recorded.list");
}

#[test]
fn a_session_that_the_demo_server_can_answer_is_not_listed() {
    let ended = play("recorded", listed().into_iter().map(|(name, _)| name));
    let passes: Vec<&str> = ended.text().lines().filter(|line| line.starts_with("ok ")).collect();
    assert!(ended.code() == 7 && passes.is_empty(), "{passes:?} {}", ended.stderr);
}

#[test]
fn what_a_reason_says_is_needed_is_not_offered() {
    let text = capabilities();
    let offered: BTreeSet<String> = text.split_whitespace().map(|word| word.trim_end_matches(']').to_owned()).collect();
    assert!(offered.contains("AUTH=PLAIN") && offered.contains("COMPRESS=DEFLATE"), "{text}");
    let left_out = names("checks").into_iter().flat_map(|name| left_out(&name));
    let reasons = listed().into_iter().chain(left_out);
    let mut needs = 0;
    for (what, why) in reasons {
        let Some(needed) = why.strip_prefix("needs ") else { continue };
        let needed = needed.split(':').next().unwrap();
        assert!(!offered.contains(needed), "{what}: the demo offers {needed}");
        needs += 1;
    }
    assert!(needs > 30, "{needs}");
}

/// What the demo server offers, before login and after it.
fn capabilities() -> String {
    let script = "CAPABILITY\nLOGIN user@outlook.com password\nCAPABILITY\n";
    imapsh(["demo"]).input(script).run().text().to_owned()
}

/// The commands of a recorded session that its check leaves out, with the reasons.
fn left_out(name: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(folder("checks").join(name)).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("# left out: "));
    lines.map(|line| line.split_once(": ").unwrap()).map(|(what, why)| (what.to_owned(), why.to_owned())).collect()
}

/// The tags and names of the commands of a transcript.
fn commands(path: &Path) -> Vec<String> {
    let transcript = Transcript::read(&fs::read(path).unwrap()).unwrap();
    let said = transcript.sessions.iter().flat_map(|session| &session.scenes).flat_map(|scene| &scene.said);
    let command = |speech: &Speech| match speech {
        Speech::Command { tag, line, .. } => {
            let tag = String::from_utf8(tag.clone().unwrap_or_default()).unwrap();
            Some(named(&format!("{tag} {}", String::from_utf8_lossy(line))))
        }
        Speech::Answer(_) | Speech::Done => None,
    };
    said.filter_map(|said| command(&said.speech)).collect()
}

/// The first two words.
fn named(command: &str) -> String {
    command.trim().split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_check_has_all_commands_of_the_session_that_it_is_named_after_or_says_which_it_leaves_out() {
    for name in names("checks").intersection(&names("recorded")) {
        let left_out: Vec<String> = left_out(name).iter().map(|(what, _)| named(what)).collect();
        let recorded = commands(&folder("recorded").join(name));
        let mut checked = commands(&folder("checks").join(name)).into_iter();
        for command in recorded.into_iter().filter(|command| !left_out.contains(command)) {
            assert!(checked.any(|one| one == command), "{name}: {command} is not there, or not in its place");
        }
    }
}

//! `--pipeline` and `--output json` with servers that are servers.

use std::fs;

use serde_json::Value;

use crate::support::peer::{Kind, Peer};
use crate::support::{Folder, MEMORY_KIB_MAX, peak_memory_kib};
use crate::{PATIENCE, until, watched, within, written};

/// As many as `full` on the server that has the most to do with it, and a tenth of them on the others: time is dear.
fn share(server: &Peer, full: usize) -> usize {
    if server.kind == Kind::Dovecot { full } else { full / 10 }
}

/// Sends `script`, and waits for the reply to the last of its `commands`; then each must have had its own.
fn pipeline(server: &Peer, script: &str, commands: usize) {
    let folder = Folder::new();
    let (mut running, output) = watched(server.logged_in(&["--pipeline"]).limit(PATIENCE * 10), &folder);
    running.write("SELECT INBOX\n");
    let before = until("the mailbox", || written(&output).find("A002 OK ").map(|_| 2));
    running.write(script);
    let last = format!("\nA{:03} ", before + commands);
    let text = within(PATIENCE * 5, "the last reply", || {
        // Only the end of what may be much is looked at.
        let is_there = fs::metadata(&output).unwrap().len() > commands as u64 && ends_with(&output, &last);
        is_there.then(|| written(&output))
    });
    let memory = peak_memory_kib(running.id());
    let replies = text.lines().filter(|line| line.starts_with('A') && line.split(' ').nth(1) == Some("OK")).count();
    assert_eq!(replies, before + commands, "{}", &text[text.len().saturating_sub(2000)..]);
    assert!(memory <= MEMORY_KIB_MAX, "{memory} KiB");
    running.write("LOGOUT\n");
}

/// Whether `mark` stands near the end of a file.
fn ends_with(path: &std::path::Path, mark: &str) -> bool {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut file = fs::File::open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(length.saturating_sub(4096))).unwrap();
    let mut end = Vec::new();
    file.read_to_end(&mut end).unwrap();
    String::from_utf8_lossy(&end).contains(mark)
}

pub(crate) fn a_flood_of_commands_in_a_pipeline_is_answered(server: &Peer) {
    let _alone = server.inbox();
    let commands = share(server, 100_000);
    pipeline(server, &"NOOP\n".repeat(commands), commands);
}

pub(crate) fn mixed_commands_in_a_pipeline_are_answered(server: &Peer) {
    let _alone = server.inbox();
    let commands = [
        "NOOP",
        "SEARCH ALL",
        "UID SEARCH ALL",
        "STATUS INBOX (MESSAGES)",
        "UID FETCH 1:* FLAGS",
        "LIST \"\" INBOX",
        "SEARCH SEEN",
        "CAPABILITY",
        "NAMESPACE",
        "UID SEARCH UNSEEN",
    ];
    let rounds = share(server, 2000);
    pipeline(server, &(commands.join("\n") + "\n").repeat(rounds), rounds * commands.len());
}

/// Everything that a server says to these keeps to the schema.
pub(crate) fn what_is_said_as_json_keeps_to_the_schema(server: &Peer) {
    let _alone = server.inbox();
    let script = "CAPABILITY\nNAMESPACE\nID NIL\nLIST \"\" *\nLSUB \"\" *\nSTATUS INBOX (MESSAGES UNSEEN)\nEXAMINE INBOX\n\
        SEARCH ALL\nUID SEARCH RETURN (COUNT) ALL\nUID FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE RFC822.SIZE)\n\
        UID FETCH 1:5 BODY.PEEK[]\nGETQUOTAROOT INBOX\nXYZZY\n";
    let ended = server.logged_in(&["--output", "json", "--echo", "-k"]).input(script).run();
    let schema = serde_json::from_str(include_str!("../../docs/json.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut names = Vec::new();
    for line in ended.text().lines() {
        let object: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        validator.validate(&object).unwrap_or_else(|error| panic!("{error}: {line}"));
        names.extend(object["data"]["name"].as_str().map(str::to_owned));
    }
    for name in ["CAPABILITY", "LIST", "SEARCH", "STATUS"] {
        assert!(names.iter().any(|known| known == name), "{name} is not in {names:?}");
    }
}

//! What is generated and committed is what the program prints. `UPDATE_EXPECT=1` writes it anew.

use std::fs;
use std::path::Path;

use imapsh::catalog::command::COMMANDS;
use imapsh::cli::{Generate, generate};
use imapsh::shortcuts::SHORTCUTS;

#[test]
fn the_completions_are_those_of_the_command_line() {
    let files = [
        (Generate::CompleteBash, "imapsh.bash"),
        (Generate::CompleteElvish, "imapsh.elv"),
        (Generate::CompleteFish, "imapsh.fish"),
        (Generate::CompletePowershell, "_imapsh.ps1"),
        (Generate::CompleteZsh, "_imapsh"),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (what, name) in files {
        let path = folder.join(name);
        let made = String::from_utf8(generate(what)).unwrap();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == made, "completions/{name} is out of date: UPDATE_EXPECT=1 cargo test --test generated");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), files.len(), "a file in completions/ that nobody generates");
}

/// The file is what was made; or becomes so, if that is wanted.
fn assert_committed(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, made).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == made, "{name} is out of date: UPDATE_EXPECT=1 cargo test --test generated");
}

#[test]
fn the_table_of_commands_is_that_of_the_catalog() {
    let cell = |text: &str| text.replace('|', "\\|").replace('<', "&lt;");
    let mut made = String::from(
        "# Commands\n\nGenerated from the catalog by `tests/generated.rs`; `:help COMMAND` says more.\n\n\
         | command | syntax | in the state | needs | effect | what it does | where |\n|---|---|---|---|---|---|---|\n",
    );
    for row in COMMANDS {
        let needs = row.requires.join(" or ");
        made.push_str(&format!(
            "| {} | {} | {} | {needs} | {:?} | {} | {} |\n",
            cell(row.name),
            cell(row.usage),
            row.states,
            row.effect,
            cell(row.summary),
            row.spec
        ));
    }
    assert_committed("docs/commands.md", &made);
}

#[test]
fn the_table_of_shortcuts_is_that_of_the_program() {
    let mut made = String::from(
        "# Shortcuts\n\nGenerated from the table of shortcuts by `tests/generated.rs`. Each shows the IMAP that it sends; `:help :NAME` \
         says the same. CAPABILITY goes first wherever it matters what the server can do, and it has not said so.\n\nThe last column names what each covers of the methods of a client class that other programs use: what can be \
         done with that can be done by hand.\n\n| shortcut | what it does | sends | covers |\n|---|---|---|---|\n",
    );
    for row in SHORTCUTS {
        let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{}`", text.replace('|', "\\|")) };
        let brief = row.brief.replace('|', "\\|");
        made.push_str(&format!("| {} | {brief} | {} | {} |\n", code(row.usage), code(row.sends), row.covers));
    }
    assert_committed("docs/shortcuts.md", &made);
}

#[test]
fn each_method_of_a_reference_client_is_covered() {
    let covered: Vec<&str> = SHORTCUTS.iter().flat_map(|row| row.covers.split(", ")).collect();
    for method in [
        "Connect",
        "DeleteMessage",
        "Fetch",
        "FetchFromStream",
        "FetchMessage",
        "FetchMessageInfo",
        "GetMailBoxStatus",
        "GetMessageUID",
        "GetMessageUIDArray",
        "GetSizeOfMessages",
        "Ping",
        "QuitAndCommit",
        "QuitAndRollback",
        "RollbackDeletes",
    ] {
        assert!(covered.contains(&method), "{method}");
    }
}

#[test]
fn the_manual_page_names_every_option() {
    let page = String::from_utf8(generate(Generate::Man)).unwrap();
    for option in ["cacert", "connect\\-timeout", "keep\\-going", "password\\-file", "show\\-secrets"] {
        assert!(page.contains(option), "{option}");
    }
}

//! In a script: stdout in each of its forms, stderr, the log, and the arguments that others can read.

use std::fs;

use crate::PASSWORD;
use crate::gate::Gate;
use crate::support::Folder;
use crate::support::program::{Program, imapsh};
use crate::told::tells;
use crate::ways::{CONFIGURATION, Way, driven_ways, typed_ways};

/// `imapsh` that talks to a gate.
fn program(gate: &Gate, way: &Way, more: &[&str]) -> Program {
    let target = format!("127.0.0.1:{}", gate.port);
    let mut arguments = vec![target, "--tls".into(), "off".into()];
    arguments.extend(way.arguments.iter().cloned());
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    let program = imapsh(arguments);
    fs::create_dir(program.home().path().join("imapsh")).unwrap();
    program.home().file("imapsh/config.toml", CONFIGURATION);
    if way.environment { program.env("IMAPSH_PASSWORD", PASSWORD) } else { program }
}

/// Goes one way in one form, looks everywhere, and answers with what is wrong.
fn go(way: &Way, lets_in: bool, form: &[&str]) -> Vec<String> {
    let folder = Folder::new();
    let log = folder.path().join("log");
    let gate = Gate::start(way.words, lets_in);
    let arguments = [form, &["--echo", "--explain", "-k", "--log", log.to_str().unwrap()]].concat();
    let mut running = program(&gate, way, &arguments).start();
    running.write(way.lines.join("\n") + "\n:why\nNOOP\n:state\n:quit\n");
    let mut wrong = Vec::new();
    let has_come = gate.waits_for_password();
    let arguments = fs::read(format!("/proc/{}/cmdline", running.id())).unwrap();
    gate.open();
    let ended = running.wait();
    if !has_come {
        wrong.push(format!("the password does not come: {ended:?}"));
    }
    assert!(arguments.starts_with(b"/"), "the arguments are read while it runs");
    wrong.extend(tells(&arguments).map(|how| format!("its arguments tell it {how}")));
    let log = fs::read(&log).unwrap_or_default();
    for (place, text) in [("stdout", &ended.stdout[..]), ("stderr", ended.stderr.as_bytes()), ("the log", &log)] {
        wrong.extend(tells(text).map(|how| format!("{place} tells it {how}: {}", String::from_utf8_lossy(text))));
    }
    if log.is_empty() {
        wrong.push("there is no log".to_owned());
    }
    let how = if lets_in { "let in" } else { "refused" };
    wrong.into_iter().map(|wrong| format!("{}, {form:?}, {how}: {wrong}", way.name)).collect()
}

fn everywhere(ways: &[Way]) {
    let mut wrong = Vec::new();
    for way in ways {
        for lets_in in [true, false] {
            for form in [&["--output", "text"][..], &["--output", "json"], &["--output", "raw"], &["--pipeline"]] {
                wrong.extend(go(way, lets_in, form));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_way_in_which_a_line_gives_the_password_tells_it() {
    everywhere(&typed_ways(&Folder::new()));
}

#[test]
fn no_login_of_the_command_line_tells_the_password() {
    everywhere(&driven_ways(&Folder::new()));
}

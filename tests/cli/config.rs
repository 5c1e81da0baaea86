//! The configuration file: profiles, aliases, and what comes before what.

use crate::support::program::{Ended, Program, imapsh};
use crate::{all, ok, reply, server};

/// `imapsh` with a configuration file.
fn configured(config: &str, arguments: &[&str]) -> Program {
    let program = imapsh(arguments);
    std::fs::create_dir(program.home().path().join("imapsh")).unwrap();
    program.home().file("imapsh/config.toml", config);
    program
}

/// Runs a script with a profile `work` that leads to a server which answers these commands OK.
fn at_work(config: &str, arguments: &[&str], commands: &[&'static str], script: &str) -> Ended {
    let server = server(commands.iter().flat_map(|command| ok(command)));
    let config = config.replace("SERVER", &server.address().to_string());
    let ended = configured(&config, &[&["work"], arguments].concat()).input(script).run();
    if let Err(error) = server.try_received() {
        panic!("the fake server: {error}\n{ended:?}");
    }
    ended
}

const WORK: &str = "[profile.work]\ntarget = \"SERVER\"\ntls = \"off\"\necho = true\n";

#[test]
fn a_profile_is_a_target_with_options() {
    let ended = at_work(WORK, &[], &["NOOP"], "NOOP\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("\nA001 NOOP\n"), "{ended:?}");
}

#[test]
fn a_flag_comes_before_the_environment_and_that_before_a_profile() {
    let config = |more: &str| format!("{WORK}user = \"me\"\n{more}");
    let capabilities = || reply("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK x\r\n");
    let login = |config: &str, arguments: &[&str], variable: Option<&str>, wanted: &'static str| {
        let server = server(all([ok(wanted), capabilities()]));
        let config = config.replace("SERVER", &server.address().to_string());
        let mut program = configured(&config, &[&["work"], arguments].concat());
        if let Some(value) = variable {
            program = program.env("IMAPSH_PASSWORD", value);
        }
        let ended = program.run();
        server.try_received().unwrap_or_else(|error| panic!("{error}\n{ended:?}"));
        assert_eq!(ended.code(), 0, "{ended:?}");
    };
    let profile = config("password-command = \"echo of-profile\"\n");
    login(&profile, &[], None, "LOGIN me of-profile");
    login(&profile, &[], Some("of-environment"), "LOGIN me of-environment");
    login(&profile, &["--password-command", "echo of-flag"], Some("x"), "LOGIN me of-flag");
    login(&profile, &["-u", "you"], None, "LOGIN you of-profile");
}

#[test]
fn an_alias_is_typed_as_a_shortcut() {
    let config = format!("{WORK}[alias]\nun = \"UID SEARCH UNSEEN\"\nmv = \"UID MOVE {{$2}} {{$1}}\"\nu2 = \":un\"\n");
    let commands = ["UID SEARCH UNSEEN", "UID SEARCH UNSEEN FROM a", "UID MOVE 3 Done", "UID SEARCH UNSEEN"];
    let ended = at_work(&config, &[], &commands, ":un\n:un FROM a\n:mv Done 3\n:u2\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    let ended = at_work(&config, &[], &[], ":mv Done\n");
    assert_eq!((ended.code(), &*ended.stderr), (2, "imapsh: line 1: :mv: word 2 is missing: UID MOVE {$2} {$1}\n"));
    let ended = at_work(&config, &[], &[], ":help\n");
    assert!(ended.text().contains("\n:un\tUID SEARCH UNSEEN\n"), "{ended:?}");
}

#[test]
fn an_alias_can_expect_a_refusal() {
    let config = "[alias]\nno = \":expect NO\"\n";
    for pipeline in [&[][..], &["--pipeline"]] {
        let arguments = [&["demo", "-u", "user@outlook.com"], pipeline].concat();
        let program = configured(config, &arguments).env("IMAPSH_PASSWORD", "password");
        let ended = program.input("STATUS Nowhere (MESSAGES)\n:no [NONEXISTENT]\nNOOP\n").run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    }
}

#[test]
fn aliases_that_stand_for_one_another_end() {
    let config = format!("{WORK}[alias]\na1 = \":b1\"\nb1 = \":a1\"\n");
    let ended = at_work(&config, &[], &[], ":a1\n");
    assert_eq!(ended.code(), 2);
    assert!(ended.stderr.contains("more than 16 aliases stand for one another"), "{ended:?}");
}

#[test]
fn what_is_wrong_is_told_with_file_and_line_before_anything_is_done() {
    let program = configured("[profile.work]\nusr = \"me\"\n", &["demo", "-c", "NOOP"]);
    let path = program.home().path().join("imapsh/config.toml").display().to_string();
    let ended = program.run();
    let wanted = format!("imapsh: {path}:2: there is no key \"usr\" here\nhint: user?\n");
    assert_eq!((ended.code(), &*ended.stderr, &*ended.stdout), (2, &*wanted, &b""[..]));
    let ended = configured("[profile.work]\nusr = \"me\"\n", &["--no-config", "demo", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let ended = configured("[profile.work]\nkey = \"k\"\n", &["work", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 2);
    assert!(ended.stderr.starts_with("imapsh: profile work: "), "{ended:?}");
}

//! The configuration file: profiles, aliases, and what comes before what.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::program::{Ended, Program, imapsh};
use crate::support::screen::Setup;
use crate::support::server::FakeServer;
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

/// A file that is no configuration in the place of one.
fn misplaced(place: impl Fn(&Path)) -> Ended {
    let program = imapsh(["demo", "-c", "NOOP"]);
    let folder = program.home().path().join("imapsh");
    std::fs::create_dir(&folder).unwrap();
    place(&folder.join("config.toml"));
    program.run()
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

/// What is said on the command line, in the environment, in a profile, and nowhere: the first that says something counts.
#[test]
fn a_flag_comes_before_the_environment_that_before_the_profile_and_that_before_the_default() {
    struct Case {
        what: &'static str,
        profile: &'static str,
        environment: Option<(&'static str, &'static str)>,
        flags: &'static [&'static str],
        /// Whether stdout has this.
        wanted: &'static str,
    }
    let echo = ("A001 NOOP", "A001 OK");
    let table = [
        Case { what: "default", profile: "", environment: None, flags: &[], wanted: "A001 OK done" },
        Case {
            what: "profile",
            profile: "output = \"json\"",
            environment: None,
            flags: &[],
            wanted: "\"tag\":\"A001\"",
        },
        Case {
            what: "flag before profile",
            profile: "output = \"json\"",
            environment: None,
            flags: &["--output", "text"],
            wanted: "\nA001 OK done\n",
        },
        Case {
            what: "flag before profile, its value that of the default",
            profile: "color = \"always\"",
            environment: None,
            flags: &["--color", "auto"],
            wanted: "\nA001 OK done\n",
        },
        Case {
            what: "profile's colour",
            profile: "color = \"always\"",
            environment: None,
            flags: &[],
            wanted: "\x1b[",
        },
        Case {
            what: "environment before profile",
            profile: "color = \"always\"",
            environment: Some(("NO_COLOR", "1")),
            flags: &[],
            wanted: "\nA001 OK done\n",
        },
        Case {
            what: "flag before environment",
            profile: "color = \"never\"",
            environment: Some(("NO_COLOR", "1")),
            flags: &["--color", "always"],
            wanted: "\x1b[",
        },
        Case {
            what: "an empty variable says nothing",
            profile: "color = \"always\"",
            environment: Some(("NO_COLOR", "")),
            flags: &[],
            wanted: "\x1b[",
        },
        Case { what: "a switch of the profile", profile: "echo = true", environment: None, flags: &[], wanted: echo.0 },
        Case {
            what: "a switch that is off",
            profile: "echo = false",
            environment: None,
            flags: &["-e"],
            wanted: echo.0,
        },
    ];
    for Case { what, profile, environment, flags, wanted } in table {
        let server = server(ok("NOOP"));
        let config = format!("[profile.work]\ntarget = \"{}\"\ntls = \"off\"\n{profile}\n", server.address());
        let mut program = configured(&config, &[&["work", "-c", "NOOP"], flags].concat());
        if let Some((name, value)) = environment {
            program = program.env(name, value);
        }
        let ended = program.run();
        assert_eq!(ended.code(), 0, "{what}: {ended:?}");
        assert!(ended.text().contains(wanted), "{what}: {ended:?}");
        let is_plain = wanted.starts_with('\n');
        assert!(!is_plain || !ended.text().contains('\x1b'), "{what}: {ended:?}");
        server.received();
    }
}

#[test]
fn a_flag_replaces_what_the_profile_says_and_does_not_clash_with_it() {
    let profile = "password-file = \"/nowhere\"\nuser = \"me\"\npin = [\"sha256//no\"]\ntimeout = 1\n";
    let server = FakeServer::start(Vec::from_iter(
        [crate::send(crate::GREETING)]
            .into_iter()
            .chain(all([ok("LOGIN me x"), ok("CAPABILITY")]))
            .chain(reply("LOGOUT", "* BYE b\r\n{tag} OK b\r\n")),
    ));
    let config = format!("[profile.work]\ntarget = \"{}\"\ntls = \"off\"\n{profile}", server.address());
    let pin = format!("sha256//{}=", "A".repeat(43));
    let arguments = ["work", "--password-command", "echo x", "--pin", &pin, "--timeout", "30"];
    let ended = configured(&config, &arguments).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    server.received();
}

#[test]
fn the_words_of_an_alias_may_be_quoted_or_enclosed() {
    let config =
        format!("{WORK}[alias]\nto = \"UID MOVE {{$1}} {{$2}}\"\nget = \"FETCH {{$1}} {{$2}}\"\nall = \"X {{$@}}\"\n");
    let commands = [
        "UID MOVE 3 \"My Box\"",
        "UID MOVE 3:4 \"a \\\" b\"",
        "FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (A B)])",
        "X \"a  b\"  c",
    ];
    let script =
        ":to 3 \"My Box\"\n:to 3:4 \"a \\\" b\"\n:get 1 (FLAGS BODY.PEEK[HEADER.FIELDS (A B)])\n:all \"a  b\"  c\n";
    let ended = at_work(&config, &[], &commands, script);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn the_target_of_a_profile_is_a_target_and_no_profile() {
    let tunnel = r"printf '* PREAUTH hi\r\n'; read logout; printf '* BYE b\r\nA001 OK b\r\n'";
    let escaped = tunnel.replace('\\', r"\\");
    let config = format!("[profile.localhost]\ntarget = \"localhost\"\ntunnel = \"{escaped}\"\n");
    let ended = configured(&config, &["localhost", "-c", ":state"]).run();
    assert!(ended.text().contains("host\tlocalhost\n"), "{ended:?}");
    let config = "[profile.one]\ntarget = \"demo\"\n[profile.two]\ntarget = \"one\"\ntunnel = \"exit 3\"\n";
    let ended = configured(config, &["one", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let ended = configured(config, &["two", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 3, "a host called one, and not the demo: {ended:?}");
}

#[test]
fn what_is_no_file_of_text_is_named_and_not_read() {
    let ended = misplaced(|path| std::fs::create_dir(path).unwrap());
    assert!(ended.code() == 2 && ended.stderr.contains("config.toml: that is a folder"), "{ended:?}");
    let ended = misplaced(|path| nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRUSR).unwrap());
    assert!(ended.code() == 2 && ended.stderr.contains("config.toml: that is a pipe"), "{ended:?}");
    let ended = misplaced(|path| std::fs::write(path, b"[repl]\nvi = true\n# \xff\n").unwrap());
    assert!(ended.code() == 2 && ended.stderr.contains("config.toml:3: that is no UTF-8\n"), "{ended:?}");
    let ended = misplaced(|path| std::fs::write(path, vec![b'#'; 2 << 20]).unwrap());
    assert!(ended.code() == 2 && ended.stderr.contains("config.toml: it is too long"), "{ended:?}");
    let ended = misplaced(|path| std::os::unix::fs::symlink("config.toml", path).unwrap());
    assert!(ended.code() == 2 && ended.stderr.contains("config.toml: "), "{ended:?}");
    let unreadable = |path: &Path| {
        std::fs::write(path, "[repl]\n").unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o0)).unwrap();
    };
    let ended = misplaced(unreadable);
    // Root may read anything.
    let is_root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
    let wanted = if is_root { 0 } else { 2 };
    assert!(
        ended.code() == wanted && (wanted == 0 || ended.stderr.contains("config.toml: Permission denied")),
        "{ended:?}"
    );
}

#[test]
fn an_alias_is_used_on_a_terminal_and_the_prompt_starts_as_it_is_told_to() {
    let folder = crate::support::Folder::new();
    std::fs::create_dir(folder.path().join("imapsh")).unwrap();
    let config = "[alias]\nfind = \"STATUS {$1} (MESSAGES)\"\na1 = \":b1\"\nb1 = \":a1\"\n[repl]\nprefix = false\ntiming = true\n";
    folder.file("imapsh/config.toml", config);
    let mut setup = Setup { rows: 40, columns: 160, ..Setup::default() };
    setup.environment.push(("XDG_CONFIG_HOME", folder.path().to_str().unwrap().to_owned()));
    let mut terminal = setup.start(["demo", "-u", "user@outlook.com"]);
    terminal.wait_for("Password of user@outlook.com on demo:");
    terminal.keys("password\r");
    terminal.wait_for_last_line("user@outlook.com on demo>");
    terminal.line(":find \"Lists\"");
    let screen = terminal.wait_for("A002 NO");
    assert!(screen.contains("\nA002 STATUS \"Lists\" (MESSAGES)\n"), "without its prefix: {screen}");
    terminal.line(":fi\t INBOX");
    let screen = terminal.wait_for("A003 OK");
    assert!(screen.contains("\nA003 STATUS INBOX (MESSAGES)\n") && screen.contains("octet"), "{screen}");
    terminal.line(":a1");
    terminal.wait_for("more than 16 aliases stand for one another");
    terminal.line(":find");
    terminal.wait_for(":find: word 1 is missing: STATUS {$1} (MESSAGES)");
    terminal.line(":set prefix on");
    terminal.wait_for("prefix is on");
    terminal.line("NOOP");
    terminal.wait_for("C: A004 NOOP");
}

#[test]
fn log_and_history_are_their_owners_whatever_the_umask_allows() {
    let terminal = Setup::default();
    let program = env!("CARGO_BIN_EXE_imapsh");
    let mut terminal = terminal.start_shell(&format!("umask 0; exec {program} demo --log log"));
    terminal.wait_for_last_line("demo>");
    terminal.line("NOOP");
    terminal.wait_for("S: A001 OK");
    terminal.line(":quit");
    terminal.wait_for_end();
    let mode = |path: &str| std::fs::metadata(terminal.home().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("log"), mode("imapsh/history"), mode("imapsh")), (0o600, 0o600, 0o700));
}

#[test]
fn no_config_leaves_the_file_unread_and_no_history_the_other() {
    let program = configured("[profile.demo]\necho = true\n[repl]\nhistory = true\n", &["demo", "-c", "NOOP"]);
    let ended = program.run();
    assert!(ended.text().contains("\nA001 NOOP\n"), "{ended:?}");
    let ended = configured("this is no TOML", &["--no-config", "demo", "-c", "NOOP"]).run();
    assert!(ended.code() == 0 && !ended.text().contains("A001 NOOP\n"), "{ended:?}");
    for arguments in [["demo", "--no-history"], ["demo", "--no-config"]] {
        let mut terminal = Setup::default().start(arguments);
        terminal.wait_for_last_line("demo>");
        terminal.line("NOOP");
        terminal.wait_for("S: A001 OK");
        terminal.line(":quit");
        terminal.wait_for_end();
        let is_kept = terminal.home().join("imapsh/history").exists();
        assert_eq!(is_kept, arguments[1] == "--no-config", "{arguments:?}");
    }
}

#[test]
fn a_path_in_a_profile_may_start_at_home() {
    let server = server(all([ok("LOGIN me pw"), ok("CAPABILITY")]));
    let config = WORK.replace("SERVER", &server.address().to_string()) + "user = \"me\"\npassword-file = \"~/mine\"\n";
    let program = configured(&config, &["work"]);
    program.home().file("mine", "pw\n");
    let ended = program.run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    server.received();
}

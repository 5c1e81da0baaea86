//! On a terminal: all that was ever written to it, what has scrolled away, the log, the history on disk, and the history that the
//! arrow keys bring back.

use std::fs;

use crate::PASSWORD;
use crate::gate::Gate;
use crate::support::Folder;
use crate::support::screen::{Setup, Terminal};
use crate::told::tells;
use crate::ways::{CONFIGURATION, Way, driven_ways, typed_ways};

/// How a line comes to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hand {
    /// Key by key, and Enter.
    Typed,
    /// All lines in one bracketed paste.
    Pasted,
}

/// A terminal with a gate behind it and a log.
fn start(gate: &Gate, way: &Way, folder: &Folder) -> Terminal {
    let configuration = folder.path().join("imapsh");
    fs::create_dir(&configuration).unwrap();
    fs::write(configuration.join("config.toml"), CONFIGURATION).unwrap();
    let target = format!("127.0.0.1:{}", gate.port);
    let log = folder.path().join("log");
    let mut arguments = vec![&*target, "--tls", "off", "--log", log.to_str().unwrap()];
    arguments.extend(way.arguments.iter().map(String::as_str));
    // As wide as it must be for no line to be broken.
    let mut setup = Setup { rows: 50, columns: 250, ..Setup::default() };
    setup.environment.push(("XDG_CONFIG_HOME", folder.path().to_str().unwrap().to_owned()));
    if way.environment {
        setup.environment.push(("IMAPSH_PASSWORD", PASSWORD.to_owned()));
    }
    setup.start_command(env!("CARGO_BIN_EXE_imapsh"), &arguments)
}

fn wait_for_prompt(terminal: &Terminal) {
    terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with('>'));
}

/// Does what a way says, lets it in or not, looks at what can be brought back, and leaves. What is wrong is the answer.
fn go(way: &Way, lets_in: bool, hand: Hand) -> Vec<String> {
    let folder = Folder::new();
    let gate = Gate::start(way.words, lets_in);
    let mut terminal = start(&gate, way, &folder);
    if !way.arguments.iter().any(|argument| argument == "-u") {
        terminal.wait_for_last_line("127.0.0.1>");
        match hand {
            Hand::Typed => {
                for line in &way.lines {
                    wait_for_prompt(&terminal);
                    terminal.line(line);
                }
            }
            Hand::Pasted => terminal.keys(&format!("\x1b[200~{}\x1b[201~\r", way.lines.join("\n"))),
        }
    }
    let mut wrong = Vec::new();
    if !gate.waits_for_password() {
        wrong.push(format!("the password does not come: {}", terminal.rows()));
    }
    gate.open();
    terminal.wait_until("the reply", |screen| {
        ["logged in", "not you", "BAD unknown"].iter().any(|end| screen.contains(end))
    });
    wrong.extend(bring_back(&mut terminal));
    wrong.extend(leave(&mut terminal, &folder));
    wrong.into_iter().map(|wrong| format!("{}, {hand:?}, let in: {lets_in}: {wrong}", way.name)).collect()
}

/// Asks why, and for the lines before this one: what would come back is drawn as bullets, if at all.
fn bring_back(terminal: &mut Terminal) -> Option<String> {
    wait_for_prompt(terminal);
    terminal.line(":why");
    terminal.line(":explain");
    terminal.line(":history");
    terminal.line("# here");
    terminal.wait_until("the comment", |screen| screen.contains("# here"));
    wait_for_prompt(terminal);
    for _ in 0..8 {
        terminal.keys("\x1b[A");
    }
    // Behind this it is no command any more, and drawn as it is.
    terminal.keys("\x01<");
    let screen = terminal.wait_until("what came back", |screen| {
        screen.trim_end().lines().last().is_some_and(|line| line.contains("> <"))
    });
    let brought = screen.trim_end().lines().last().unwrap_or_default().to_owned();
    terminal.keys("\x05\x15");
    let hides = brought.contains("***") || brought.contains(":let ") || tells(brought.as_bytes()).is_some();
    hides.then(|| format!("the arrow brings it back: {brought}"))
}

/// Ends it, and looks at what is left.
fn leave(terminal: &mut Terminal, folder: &Folder) -> Vec<String> {
    terminal.line(":quit");
    terminal.wait_for_end();
    let octets = terminal.octets();
    let screen = terminal.all_lines().join("\n");
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    let history = fs::read_to_string(terminal.home().join("imapsh/history")).unwrap();
    assert!(log.contains("LOGOUT") && history.contains(":why"), "{log}{history}");
    let octets = String::from_utf8_lossy(&octets).into_owned();
    let plain = without_escapes(&octets);
    [
        ("the terminal", &octets),
        ("what was drawn", &plain),
        ("the screen", &screen),
        ("the log", &log),
        ("the history", &history),
    ]
    .into_iter()
    .filter_map(|(place, text)| tells(text.as_bytes()).map(|how| format!("{place} tells it {how}: {text}")))
    .collect()
}

/// What is drawn in pieces, with the cursor moved in between, is put together.
fn without_escapes(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if char == '\x1b' && chars.next_if_eq(&'[').is_some() {
            while chars.next().is_some_and(|char| !('@'..='~').contains(&char)) {}
        } else {
            plain.push(char);
        }
    }
    plain
}

fn everywhere(ways: &[Way], hand: Hand, lets_in: bool) {
    // A TAB that is typed completes a word, and is no octet of the line.
    let can = |way: &&Way| hand == Hand::Pasted || !way.lines.concat().contains('\t');
    let wrong: Vec<String> = ways.iter().filter(can).flat_map(|way| go(way, lets_in, hand)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_line_that_is_typed_tells_the_password_when_it_is_right() {
    everywhere(&typed_ways(&Folder::new()), Hand::Typed, true);
}

#[test]
fn no_line_that_is_typed_tells_the_password_when_it_is_refused() {
    everywhere(&typed_ways(&Folder::new()), Hand::Typed, false);
}

#[test]
fn no_paste_tells_the_password() {
    everywhere(&typed_ways(&Folder::new()), Hand::Pasted, true);
}

#[test]
fn no_login_of_the_command_line_tells_the_password_on_a_terminal() {
    let folder = Folder::new();
    for lets_in in [true, false] {
        everywhere(&driven_ways(&folder), Hand::Typed, lets_in);
    }
}

/// A login that asks: with `line` typed, or by these arguments.
struct Asking {
    arguments: &'static [&'static str],
    line: &'static str,
}

/// Answers the questions, lets it in or not, and looks everywhere. What is wrong is the answer.
fn ask(asking: &Asking, lets_in: bool) -> Vec<String> {
    let folder = Folder::new();
    let gate = Gate::start("AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5 AUTH=SCRAM-SHA-256 AUTH=XOAUTH2", lets_in);
    let way = Way {
        name: "a prompt",
        words: "",
        arguments: asking.arguments.iter().map(|one| (*one).to_owned()).collect(),
        environment: false,
        lines: Vec::new(),
    };
    let mut terminal = start(&gate, &way, &folder);
    if !asking.line.is_empty() {
        terminal.wait_for_last_line("127.0.0.1>");
        terminal.line(asking.line);
    }
    if asking.line.starts_with("AUTHENTICATE") {
        terminal.wait_for_last_line("User name on 127.0.0.1:");
        terminal.line("me");
    }
    terminal.wait_until("the question", |screen| screen.trim_end().ends_with("of me on 127.0.0.1:"));
    terminal.line(PASSWORD);
    assert!(gate.waits_for_password(), "{}", terminal.rows());
    let mut wrong = Vec::new();
    let arguments = fs::read(format!("/proc/{}/cmdline", terminal.process())).unwrap();
    wrong.extend(tells(&arguments).map(|how| format!("its arguments tell it {how}")));
    gate.open();
    terminal.wait_until("the reply", |screen| ["logged in", "not you"].iter().any(|end| screen.contains(end)));
    wrong.extend(bring_back(&mut terminal));
    wrong.extend(leave(&mut terminal, &folder));
    let how = [asking.arguments, &[asking.line]].concat().join(" ");
    wrong.into_iter().map(|wrong| format!("{how}, let in: {lets_in}: {wrong}")).collect()
}

#[test]
fn no_answer_to_a_prompt_tells_the_password() {
    let askings = [
        Asking { arguments: &["-u", "me"], line: "" },
        Asking { arguments: &["-u", "me", "--auth", "LOGIN"], line: "" },
        Asking { arguments: &[], line: ":login me" },
        Asking { arguments: &[], line: ":auth PLAIN me" },
        Asking { arguments: &[], line: ":auth CRAM-MD5 me" },
        Asking { arguments: &[], line: ":auth SCRAM-SHA-256 me" },
        Asking { arguments: &[], line: ":auth XOAUTH2 me" },
        Asking { arguments: &[], line: "AUTHENTICATE PLAIN" },
        Asking { arguments: &[], line: "AUTHENTICATE LOGIN" },
        Asking { arguments: &[], line: "AUTHENTICATE CRAM-MD5" },
        Asking { arguments: &[], line: "AUTHENTICATE SCRAM-SHA-256" },
    ];
    let ask = |one| [true, false].into_iter().flat_map(move |lets_in| ask(one, lets_in));
    let wrong: Vec<String> = askings.iter().flat_map(ask).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_program_that_is_started_gets_the_password() {
    let told = |terminal: &Terminal, name: &str| {
        let environment = fs::read(terminal.home().join(name)).unwrap();
        assert!(environment.starts_with(b"PATH=") || environment.windows(6).any(|part| part == b"\nPATH="), "{name}");
        tells(&environment)
    };
    let mut setup = Setup::default();
    setup.environment.push(("IMAPSH_PASSWORD", PASSWORD.to_owned()));
    setup.environment.push(("PAGER", "env > pager; cat > /dev/null".to_owned()));
    let mut terminal = setup.start(["--tunnel", "env > tunnel; printf '* PREAUTH hi\\r\\n'; read line; exit 0"]);
    terminal.wait_for_last_line("tunnel>");
    terminal.line(":last");
    terminal.wait_until("the prompt again", |screen| screen.matches("tunnel>").count() == 2);
    assert_eq!((told(&terminal, "tunnel"), told(&terminal, "pager")), (None, None));
}

#[test]
fn a_secret_that_a_line_asks_for_is_not_told() {
    let folder = Folder::new();
    let gate = Gate::start("", true);
    let way = Way { name: "", words: "", arguments: Vec::new(), environment: false, lines: Vec::new() };
    let mut terminal = start(&gate, &way, &folder);
    terminal.wait_for_last_line("127.0.0.1>");
    terminal.line("LOGIN me {$secret}");
    terminal.wait_until("the question", |screen| screen.trim_end().ends_with("on 127.0.0.1:"));
    terminal.line(PASSWORD);
    assert!(gate.waits_for_password(), "{}", terminal.rows());
    gate.open();
    terminal.wait_for("logged in");
    assert_eq!(bring_back(&mut terminal), None);
    assert_eq!(leave(&mut terminal, &folder), Vec::<String>::new());
}

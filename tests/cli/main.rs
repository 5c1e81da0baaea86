//! The program from end to end: its arguments, stdin, stdout, stderr and exit status against servers on loopback that
//! play a script. What a real server does is in `tests/servers/`.

#[path = "../support/mod.rs"]
mod support;

mod acting;
mod braces;
mod check;
mod config;
mod handled;
mod hostile;
mod json;
mod literals;
mod logins;
mod logs;
mod output;
mod pipeline;
mod reading;
mod recorded;
mod scripts;
mod secrets;
mod serve;
mod shortcuts;
mod status;
mod teaching;
mod tls;
mod transcripts;
mod tunnel;
mod values;
mod waiting;
mod watching;

use support::program::{Ended, Program, imapsh};
use support::server::{FakeServer, Step, send};

const GREETING: &str = "* OK [CAPABILITY IMAP4rev1] ready\r\n";

/// `imapsh` that talks to `server` in clear.
fn plain(server: &FakeServer, arguments: &[&str]) -> Program {
    let target = server.address().to_string();
    imapsh([&["--tls", "off", &target], arguments].concat())
}

/// A server that greets, does `steps`, and is left properly.
fn server(steps: impl IntoIterator<Item = Step>) -> FakeServer {
    let mut script = vec![send(GREETING)];
    script.extend(steps);
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    FakeServer::start(script)
}

/// A command, and what is answered to it.
fn reply(command: &'static str, answer: &str) -> [Step; 2] {
    [Step::Expect(command), send(answer)]
}

/// A command that is answered OK.
fn ok(command: &'static str) -> [Step; 2] {
    reply(command, "{tag} OK done\r\n")
}

/// Several of these, one after another.
fn all<const N: usize>(steps: impl IntoIterator<Item = [Step; N]>) -> Vec<Step> {
    steps.into_iter().flatten().collect()
}

/// Runs a script, given on stdin, against a server that does `steps` between greeting and LOGOUT.
fn talk(steps: impl IntoIterator<Item = Step>, arguments: &[&str], input: impl AsRef<[u8]>) -> Ended {
    let server = server(steps);
    let ended = plain(&server, arguments).input(input).run();
    if let Err(error) = server.try_received() {
        panic!("the fake server: {error}\n{ended:?}");
    }
    ended
}

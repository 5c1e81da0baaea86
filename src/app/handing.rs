//! Gives a message to a command of the person's, and waits for its end.
//!
//! The command has a process group of its own, so that Ctrl-C does not reach it: what is under way is finished. A second one, or a second
//! SIGTERM, ends it. So it cannot have the terminal either: if it asks for it, it is ended, and does not stand still for ever.

use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::app::client::Client;
use crate::app::options::Output;
use crate::secret::shell;
use crate::shortcuts::Facts;

/// How soon to look for its end first: after each look it is twice as long, so that waiting takes at most as long again as the command.
const FIRST_LOOK: Duration = Duration::from_micros(500);

/// How often to look at least.
const LONGEST_LOOK: Duration = Duration::from_millis(50);

/// How long a command may take to end when it is told to.
const GRACE: Duration = Duration::from_secs(2);

/// Octets of a text in the environment: Linux takes 128 KiB at most, and a longer one would keep the command from starting.
const VARIABLE_OCTETS_MAX: usize = 32 << 10;

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    /// It has succeeded.
    Done,
    /// It has not, in words.
    Failed(String),
    /// The person did not want to wait for it.
    Abandoned,
}

/// Runs `command` with the message on its stdin. Ctrl-C sets `is_ending`; when that is set already, it ends the command.
///
/// # Errors
/// If it cannot be started.
pub(crate) fn hand_on(
    client: &mut Client,
    command: &str,
    message: File,
    facts: &Facts,
    output: Output,
    is_ending: &mut bool,
) -> io::Result<Handed> {
    let mut job = Job::start(command, message, facts, output)?;
    let mut look = FIRST_LOOK;
    loop {
        if let Some(handed) = job.look()? {
            return Ok(handed);
        }
        if client.pause(Instant::now() + look) && std::mem::replace(is_ending, true) {
            job.end(Handed::Abandoned);
        }
        look = (look * 2).min(LONGEST_LOOK);
    }
}

/// A command that runs.
struct Job {
    child: Child,
    /// It was told to end: what that makes of it, and when it is not asked any more.
    ending: Option<(Handed, Instant)>,
}

impl Job {
    fn start(command: &str, message: File, facts: &Facts, output: Output) -> io::Result<Self> {
        // Between objects, and between octets of the wire, nothing else has a place.
        let stdout = match output {
            Output::Text => Stdio::inherit(),
            Output::Json | Output::Raw => Stdio::from(io::stderr().as_fd().try_clone_to_owned()?),
        };
        let child = shell()
            .arg("-c")
            .arg(command)
            .stdin(Stdio::from(message))
            .stdout(stdout)
            .env("IMAPSH_UID", facts.uid.to_string())
            .env("IMAPSH_FROM", start_of(facts.sender()))
            .env("IMAPSH_SUBJECT", start_of(&facts.subject))
            .process_group(0)
            .spawn()?;
        Ok(Self { child, ending: None })
    }

    /// Its process, which leads its group.
    fn leader(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// Sees what became of it, if it has ended.
    fn look(&mut self) -> io::Result<Option<Handed>> {
        let ended = match waitpid(self.leader(), Some(WaitPidFlag::WNOHANG | WaitPidFlag::WUNTRACED)) {
            Ok(WaitStatus::Exited(_, 0)) => Handed::Done,
            Ok(WaitStatus::Exited(_, code)) => Handed::Failed(format!("ended with exit status: {code}")),
            Ok(WaitStatus::Signaled(_, signal, _)) => Handed::Failed(format!("was ended by {signal}")),
            Ok(WaitStatus::Stopped(_, Signal::SIGTTIN | Signal::SIGTTOU)) => {
                self.end(Handed::Failed("wants the terminal, and cannot have it while messages are waited for".into()));
                return Ok(None);
            }
            Ok(_) | Err(Errno::EINTR) => {
                if self.ending.as_ref().is_some_and(|(_, until)| *until <= Instant::now()) {
                    self.signal(Signal::SIGKILL);
                }
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Some(self.ending.take().map_or(ended, |(handed, _)| handed)))
    }

    /// Tells it to end; a second time leaves it no choice.
    fn end(&mut self, handed: Handed) {
        let is_told = self.ending.is_some();
        self.signal(if is_told { Signal::SIGKILL } else { Signal::SIGTERM });
        // One that stands still hears nothing else.
        self.signal(Signal::SIGCONT);
        self.ending.get_or_insert_with(|| (handed, Instant::now() + GRACE));
    }

    fn signal(&self, signal: Signal) {
        // It may have ended just now.
        let _ = killpg(self.leader(), signal);
    }
}

/// As much of a text as the environment takes.
fn start_of(text: &str) -> &str {
    let mut end = text.len().min(VARIABLE_OCTETS_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a command to its end, without anybody who presses Ctrl-C.
    fn run(command: &str, facts: &Facts) -> Handed {
        let mut job = Job::start(command, tempfile::tempfile().unwrap(), facts, Output::Text).unwrap();
        loop {
            if let Some(handed) = job.look().unwrap() {
                return handed;
            }
            std::thread::sleep(FIRST_LOOK);
        }
    }

    #[test]
    fn what_becomes_of_a_command_is_told() {
        let failed = |why: &str| Handed::Failed(why.to_owned());
        let facts = Facts::default();
        assert_eq!(run("true", &facts), Handed::Done);
        assert_eq!(run("exit 3", &facts), failed("ended with exit status: 3"));
        assert_eq!(run("kill -9 $$", &facts), failed("was ended by SIGKILL"));
        // As the kernel stops whoever reads a terminal that is not his.
        let Handed::Failed(why) = run("kill -TTIN $$; sleep 1000", &facts) else { panic!() };
        assert!(why.starts_with("wants the terminal"), "{why}");
    }

    #[test]
    fn a_subject_without_end_does_not_keep_a_command_from_starting() {
        let facts = Facts { subject: "ü".repeat(1 << 20), ..Facts::default() };
        assert_eq!(run("test ${#IMAPSH_SUBJECT} -gt 1000", &facts), Handed::Done);
    }

    #[test]
    fn a_command_that_will_not_end_is_ended_all_the_same() {
        let mut job =
            Job::start("trap '' TERM; sleep 1000", tempfile::tempfile().unwrap(), &Facts::default(), Output::Json)
                .unwrap();
        job.end(Handed::Abandoned);
        job.end(Handed::Abandoned);
        while job.look().unwrap().is_none_or(|handed| handed != Handed::Abandoned) {
            std::thread::sleep(FIRST_LOOK);
        }
    }
}

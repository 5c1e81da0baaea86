//! Script mode: a line at a time, each waits for its reply; the exit status tells how it went.

use std::io::Write as _;
use std::sync::Arc;

use crate::app::alias;
use crate::app::client::{Client, Completed, Outcome};
use crate::app::comeback;
use crate::app::engine::Request;
use crate::app::entry::{self, Entered};
use crate::app::options::{Input, Options, PasswordSource, Peer};
use crate::app::pauses::Pauses;
use crate::app::pending::Pending;
use crate::app::perform::{Performed, Wish, perform};
use crate::app::pipeline::{Pipeline, placed};
use crate::app::scripts::Scripts;
use crate::app::{login, print_error, start};
use crate::error::{Error, Fault};
use crate::render::note;
use crate::repl::{Script, ScriptLine};
use crate::session::{Phase, Reader, Refused, Submission, Typed, Wants, split_tag};
use crate::shortcuts::{self, Alias, Shortcut};
use crate::wire::{Announced, Status, literal_header, visible};

/// Runs the script of `options`.
///
/// # Errors
/// For whatever the exit status tells.
pub(crate) fn run(options: &Arc<Options>) -> Result<(), Error> {
    let script = Scripts::new(open(&options.input)?);
    let mut client = start(options, None)?;
    let reader = Reader::default();
    let client_of_run = &mut client;
    let run = Run {
        client: client_of_run,
        options: Arc::clone(options),
        script,
        reader,
        skipped: 0,
        refused: None,
        worst: None,
        idling: None,
        idle_refused: false,
        logged_out: false,
        pipeline: Pipeline::default(),
    };
    let ran = run.run();
    // That nothing can be written is the cause of whatever came of it.
    client.close().and(ran)
}

fn open(input: &Input) -> Result<Script, Error> {
    let unreadable = |name: String| move |error: std::io::Error| Error::new(Fault::Usage, format!("{name}: {error}"));
    match input {
        Input::Commands(lines) => Ok(Script::commands(lines.clone())),
        Input::File(path) => Script::file(path).map_err(unreadable(path.display().to_string())),
        Input::Stdin | Input::Terminal => Script::stdin().map_err(unreadable("stdin".to_owned())),
    }
}

pub(crate) struct Run<'a> {
    pub(crate) client: &'a mut Client,
    /// As they are now: `:connect` changes them.
    pub(crate) options: Arc<Options>,
    script: Scripts,
    reader: Reader,
    /// Lines of pasted replies that were not sent.
    skipped: usize,
    /// A command was answered NO or BAD, which the next line may expect.
    pub(crate) refused: Option<Error>,
    /// The worst answer so far, with `--keep-going`.
    worst: Option<Error>,
    /// The IDLE that runs.
    pub(crate) idling: Option<u64>,
    /// The last command was an IDLE that was refused.
    pub(crate) idle_refused: bool,
    /// The script has said LOGOUT itself.
    logged_out: bool,
    /// Commands that were sent before others have been answered.
    pub(crate) pipeline: Pipeline,
}

impl Run<'_> {
    fn run(mut self) -> Result<(), Error> {
        if !matches!(self.options.peer, Peer::Nobody) {
            self.client.wait_ready()?;
            self.log_in()?;
        }
        while let Some(line) = self.next_command()? {
            let place = self.script.place(line.number);
            let typed = match alias::meant(self.reader.read(&line.octets), &self.options.aliases) {
                Ok(typed) => typed,
                Err(error) => {
                    self.failed(placed(&place, error))?;
                    continue;
                }
            };
            if self.pipelines(&typed, &place)? {
                continue;
            }
            match self.line_again(&line, typed) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let error = placed(&place, error);
                    if matches!(error.fault, Fault::Bad | Fault::No) {
                        self.refused = Some(error);
                    } else {
                        self.failed(error)?;
                    }
                }
            }
        }
        self.settle_all()?;
        self.note_skipped();
        self.end_idle()?;
        self.log_out()?;
        self.worst.map_or(Ok(()), Err)
    }

    /// The next line, once it is clear whether the refusal before it is a failure: not if `:expect` follows.
    fn next_command(&mut self) -> Result<Option<ScriptLine>, Error> {
        if !self.script.has_line() {
            // Whoever writes it may wait for the replies.
            self.settle(0)?;
        }
        let next = self.next_line();
        let says_nothing = |line: &[u8]| line.is_empty() || line.starts_with(b"#");
        match &next {
            Ok(Some(line)) if says_nothing(line.octets.trim_ascii()) => {}
            Ok(Some(line)) if expects(&line.octets, &self.options.aliases) => self.refused = None,
            _ => self.fail_refused()?,
        }
        next
    }

    fn log_in(&mut self) -> Result<(), Error> {
        let entered = entry::enter(self.client, &self.options).and_then(|entered| self.judge_entry(entered));
        entered.or_else(|error| self.leave(error))
    }

    fn judge_entry(&mut self, entered: Entered) -> Result<(), Error> {
        let (outcome, hint) = match entered {
            Entered::In => return Ok(()),
            Entered::NoPassword => return Err(Error::new(Fault::Usage, "no password, no login")),
            Entered::Stopped(outcome) => return self.judge(outcome),
            Entered::NotLoggedIn(outcome, hint) => (outcome, hint),
        };
        self.judge(outcome).map_err(|error| match error.fault {
            Fault::No | Fault::Bad => {
                let message = format!("login refused: {}", error.message);
                Error { fault: Fault::Login, message, hint: error.hint.or(hint) }
            }
            _ => error,
        })
    }

    /// Does what a line says, with `--reconnect` on another connection if it has to be. False at `:quit`.
    fn line_again(&mut self, line: &ScriptLine, typed: Typed) -> Result<bool, Error> {
        let waits = waits(&typed);
        if let Some(error) = self.loss() {
            self.come_back_waiting(error, waits)?;
        }
        let done = self.line(typed.clone());
        let (Err(error), Some(loss)) = (&done, self.loss()) else { return done };
        if !waits && !starts_idle(&line.octets) && !comeback::is_repeatable(&line.octets) {
            // Nobody knows whether it has had its effect.
            return Err(error.clone().hinted("it may have arrived, and is not sent a second time"));
        }
        self.come_back_waiting(loss, waits)?;
        self.line(typed)
    }

    /// Connects again; to go on waiting, within IDLE if that was so.
    fn come_back_waiting(&mut self, error: Error, waits: bool) -> Result<(), Error> {
        let idles = waits && self.idling.is_some();
        self.come_back(error)?;
        if idles { self.send(None, b"IDLE".to_vec()) } else { Ok(()) }
    }

    /// How the connection was lost, if another one is wanted then.
    pub(crate) fn loss(&mut self) -> Option<Error> {
        let wants_another = self.options.reconnect && !self.logged_out;
        if wants_another { comeback::lost(self.client) } else { None }
    }

    pub(crate) fn come_back(&mut self, error: Error) -> Result<(), Error> {
        self.idling = None;
        comeback::come_back(self.client, &self.options, &mut Pauses::default(), error)
    }

    /// Does what a line says. False at `:quit`.
    fn line(&mut self, typed: Typed) -> Result<bool, Error> {
        match typed {
            Typed::Nothing => return Ok(true),
            Typed::Skipped => {
                self.skipped += 1;
                return Ok(true);
            }
            _ => {}
        }
        let is_done = match &typed {
            Typed::Command { tag: None, line } => line.eq_ignore_ascii_case(b"DONE"),
            Typed::Shortcut { name, .. } => name == "done",
            _ => false,
        };
        // RFC 2177 section 3: DONE has no tag, and ends an IDLE; after a refused one it is not for the server.
        let was_idle = if waits(&typed) { false } else { self.end_idle()? };
        if is_done && (was_idle || std::mem::take(&mut self.idle_refused)) {
            return Ok(true);
        }
        if let Typed::Shortcut { name, rest } = &typed {
            match shortcuts::find(name).map(|shortcut| shortcut.name) {
                Ok("send") => self.logged_out |= split_tag(rest.as_bytes()).1.eq_ignore_ascii_case(b"LOGOUT"),
                // Octets may be anything.
                Ok("raw") => self.logged_out |= rest.to_ascii_uppercase().contains("LOGOUT"),
                Ok("disconnect") => self.logged_out = true,
                Ok("connect" | "reconnect") => self.logged_out = false,
                _ => {}
            }
        }
        match typed {
            Typed::Shortcut { name, rest } => match perform(self.client, &mut self.options, &name, &rest)? {
                Performed::Done => Ok(true),
                Performed::Quit => Ok(false),
                Performed::Run(path) => self.script.run(&path).map(|()| true),
                Performed::Interactive(Wish::Page(text)) => {
                    self.client.request(Request::Show(text));
                    Ok(true)
                }
                Performed::Interactive(_) => {
                    Err(Error::new(Fault::Usage, format!(":{name} is for a person at a terminal")))
                }
                Performed::Stopped(id, outcome) => self.finish(id, outcome, rest.as_bytes()).map(|()| true),
            },
            Typed::Command { tag, line } => self.send(tag, line).map(|()| true),
            Typed::Nothing | Typed::Skipped => Ok(true),
        }
    }

    /// Ends the IDLE that a line before this one has begun. Answers whether there was one.
    fn end_idle(&mut self) -> Result<bool, Error> {
        let Some(id) = self.idling.take() else { return Ok(false) };
        // The server may have ended it by itself.
        if self.client.snapshot().idle {
            self.client.request(Request::Done);
        }
        let outcome = self.client.wait(id, None);
        self.judge(outcome).map(|()| true)
    }

    /// Sends a command and waits for its reply.
    fn send(&mut self, tag: Option<Vec<u8>>, line: Vec<u8>) -> Result<(), Error> {
        let is_idle = starts_idle(&line);
        self.logged_out |= line.eq_ignore_ascii_case(b"LOGOUT");
        let id = self.submit(tag, &line)?;
        let outcome = self.client.wait(id, None);
        let sent = self.finish(id, outcome, &line);
        self.idle_refused = is_idle && sent.is_err();
        sent
    }

    /// Submits a command. AUTHENTICATE is driven if user and password are named on the command line; else the answers are the
    /// next lines of the script.
    pub(crate) fn submit(&mut self, tag: Option<Vec<u8>>, line: &[u8]) -> Result<u64, Error> {
        let is_named = self.options.login.is_some() && self.options.password != PasswordSource::Prompt;
        match login::drives(line, &self.client.snapshot()).filter(|_| is_named) {
            Some(mechanism) => {
                let submission = Submission::line(tag, line);
                let driven = login::drive(self.client, &self.options, submission, mechanism)?;
                driven.ok_or_else(|| Error::new(Fault::Usage, "no password, no login"))
            }
            None => self.gather(tag, line)?.submit(self.client, &self.options, false),
        }
    }

    /// A command with the lines of the script that belong to it.
    fn gather(&mut self, tag: Option<Vec<u8>>, line: &[u8]) -> Result<Pending, Error> {
        let mut pending = Pending::new(tag, line)?;
        while let Some(end) = pending.end() {
            let early = format!("the script ends before {}; nothing of the command was sent", visible(end));
            let next = self.next_line()?.ok_or_else(|| Error::new(Fault::Usage, early))?;
            pending.take(&next.octets)?;
        }
        self.pipeline.gathered(pending.gathered_octets());
        Ok(pending)
    }

    /// Gives a command its literals and answers from the script, until it has ended. `line` is what was sent of it last.
    fn finish(&mut self, id: u64, mut outcome: Outcome, line: &[u8]) -> Result<(), Error> {
        // The literal that was announced last, as long as the server has not allowed it.
        let mut announced = literal_header(line);
        loop {
            match outcome {
                Outcome::Wants(Wants::Literal(octets)) => {
                    announced = None;
                    self.supply(id, octets)?;
                }
                Outcome::Wants(Wants::Rest) => {
                    let line = self.inner_line()?;
                    announced = literal_header(&line);
                    self.client.request(Request::Supply { id, octets: line, rest: None });
                }
                Outcome::Wants(Wants::Answer) => {
                    let line = self.inner_line()?;
                    self.client.request(Request::Answer { id, line });
                }
                Outcome::Wants(Wants::Command | Wants::Wait) => {}
                Outcome::Idling => {
                    self.idling = Some(id);
                    return Ok(());
                }
                Outcome::Completed(_) => {
                    self.pass_over(id, announced)?;
                    return self.judge(outcome);
                }
                outcome => return self.judge(outcome),
            }
            outcome = self.client.wait(id, None);
        }
    }

    /// After a refusal in the middle of a command: what the script has of the rest of it is no command. A literal that was
    /// not allowed is not sent; one that was is still awaited by the server.
    fn pass_over(&mut self, id: u64, mut announced: Option<Announced>) -> Result<(), Error> {
        let wants = self.client.snapshot().wants;
        if let Wants::Literal(octets) = wants {
            self.supply(id, octets)?;
        }
        if matches!(wants, Wants::Literal(_) | Wants::Rest) {
            let line = self.inner_line()?;
            self.client.request(Request::Supply { id, octets: line, rest: None });
            return Ok(());
        }
        while let Some(literal) = announced {
            let mut left = literal.octets;
            while left > 0 {
                left -= self.inner_octets(left)?.len() as u64;
            }
            announced = literal_header(&self.inner_line()?);
        }
        Ok(())
    }

    /// Supplies some of the next octets of the script.
    fn supply(&mut self, id: u64, octets_max: u64) -> Result<(), Error> {
        let octets = self.inner_octets(octets_max)?;
        self.client.request(Request::Supply { id, octets, rest: None });
        Ok(())
    }

    fn inner_octets(&mut self, octets_max: u64) -> Result<Vec<u8>, Error> {
        let octets = self.script.next_octets(octets_max, Some(&self.client.closed));
        let octets = octets.map_err(|error| Error::new(Fault::Usage, error.to_string()))?;
        if !octets.is_empty() {
            return Ok(octets);
        }
        if let Some(Err(error)) = self.client.ended() {
            return Err(error);
        }
        let message = format!("the script ends inside a literal, {octets_max} octets early");
        Err(self.hang_up(Error::new(Fault::Usage, message)))
    }

    fn inner_line(&mut self) -> Result<Vec<u8>, Error> {
        match self.next_line()? {
            Some(line) => Ok(line.octets),
            None => Err(self.hang_up(Error::new(Fault::Usage, "the script ends inside a command"))),
        }
    }

    /// In the middle of a command there is no way to say LOGOUT.
    fn hang_up(&mut self, error: Error) -> Error {
        // The first error counts.
        let _ = self.client.close();
        error
    }

    pub(crate) fn judge(&mut self, outcome: Outcome) -> Result<(), Error> {
        match outcome {
            Outcome::Completed(Completed { status: Status::Ok, .. }) => Ok(()),
            Outcome::Idling | Outcome::Pending | Outcome::Wants(_) => Ok(()),
            Outcome::Completed(Completed { status, text, why, .. }) => {
                let (fault, word) = if status == Status::No { (Fault::No, "NO") } else { (Fault::Bad, "BAD") };
                let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
                Err(Error::new(fault, format!("{word}: {text}{why}")))
            }
            Outcome::Refused(Refused::Closed) => Err(match self.client.ended() {
                Some(Err(error)) => error,
                Some(Ok(())) if !self.logged_out => closed_by_server(),
                _ => Error::new(Fault::Usage, Refused::Closed.to_string()).hinted(":connect TARGET, or imapsh TARGET"),
            }),
            Outcome::Refused(refused) => Err(Error::new(Fault::Usage, refused.to_string())),
            Outcome::Interrupted => Err(Error::new(Fault::Interrupted, "interrupted")),
            Outcome::Closed(Err(error)) => Err(error),
            // Only LOGOUT is answered by a close that is none of anybody's fault.
            Outcome::Closed(Ok(())) => Ok(()),
        }
    }

    /// Decides whether to go on after a line that failed.
    pub(crate) fn failed(&mut self, error: Error) -> Result<(), Error> {
        let rank = |error: &Error| [Fault::No, Fault::Bad, Fault::Differs].iter().position(|one| *one == error.fault);
        let goes_on = self.options.keep_going && rank(&error).is_some();
        if !goes_on {
            self.note_skipped();
            return self.leave(error);
        }
        print_error(&error, self.options.theme);
        if self.worst.as_ref().is_none_or(|worst| rank(worst) < rank(&error)) {
            // It has been printed; only its number is wanted.
            self.worst = Some(Error { message: String::new(), ..error });
        }
        Ok(())
    }

    /// Ends the session properly, if there still is one, because of `error`.
    fn leave(&mut self, error: Error) -> Result<(), Error> {
        // That the goodbye failed too matters less.
        let _ = self.log_out();
        Err(error)
    }

    fn log_out(&mut self) -> Result<(), Error> {
        let snapshot = self.client.snapshot();
        if matches!(snapshot.phase, Phase::Closed | Phase::Connecting) {
            return self.client.ended().unwrap_or(Ok(()));
        }
        let id = self.client.submit(Submission::line(None, "LOGOUT"), &[]);
        match self.client.wait(id, None) {
            Outcome::Refused(Refused::Closed) => self.client.ended().unwrap_or(Ok(())),
            Outcome::Completed(_) | Outcome::Closed(Ok(())) => Ok(()),
            other => self.judge(other),
        }
    }

    fn next_line(&mut self) -> Result<Option<ScriptLine>, Error> {
        let line = self
            .script
            .next_line(Some(&self.client.closed))
            .map_err(|error| Error::new(Fault::Usage, error.to_string()))?;
        if line.is_some() || self.script.is_at_end() {
            return Ok(line);
        }
        if let Some(error) = self.loss() {
            self.come_back(error)?;
            return self.next_line();
        }
        // The connection was closed while the script was waited for.
        match self.client.ended() {
            Some(Err(error)) => Err(error),
            Some(Ok(())) if !self.logged_out => Err(closed_by_server()),
            _ => Ok(None),
        }
    }

    fn note_skipped(&mut self) {
        let skipped = std::mem::take(&mut self.skipped);
        if skipped > 0 {
            let text = note(&skipped_note(skipped), self.options.theme, None);
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }
}

/// Whether a line judges the reply before it.
fn expects(line: &[u8], aliases: &[Alias]) -> bool {
    let text = std::str::from_utf8(line.trim_ascii()).ok().and_then(|text| text.strip_prefix(':'));
    let Some((name, rest)) = text.map(|text| text.split_once(' ').unwrap_or((text, ""))) else { return false };
    let typed = Typed::Shortcut { name: name.to_owned(), rest: rest.to_owned() };
    matches!(alias::meant(typed, aliases), Ok(Typed::Shortcut { name, .. }) if is_expect(&name))
}

/// Whether a name is that of `:expect`.
pub(crate) fn is_expect(name: &str) -> bool {
    shortcuts::find(name).is_ok_and(|shortcut| shortcut.name == "expect")
}

pub(crate) fn closed_by_server() -> Error {
    Error::new(Fault::Lost, "the server has closed the connection")
}

/// What is said of lines that a server once said.
pub(crate) fn skipped_note(lines: usize) -> String {
    match lines {
        1 => "1 line that a server said was not sent".to_owned(),
        _ => format!("{lines} lines that a server said were not sent"),
    }
}

/// Whether a line waits for something, and lets an IDLE go on.
fn waits(typed: &Typed) -> bool {
    matches!(typed, Typed::Shortcut { name, .. } if shortcuts::find(name).is_ok_and(Shortcut::waits))
}

/// Whether a command is IDLE, whatever follows the word: a DONE that is typed behind it is not for a server that refused it.
pub(crate) fn starts_idle(command: &[u8]) -> bool {
    command.split(|octet| *octet == b' ').next().is_some_and(|word| word.eq_ignore_ascii_case(b"IDLE"))
}

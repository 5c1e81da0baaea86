//! A person at a terminal.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::app::alias;
use crate::app::client::{Client, GRACE, Outcome};
use crate::app::columns::columns;
use crate::app::engine::Request;
use crate::app::entry::{self, Entered};
use crate::app::literal::{self, WayOut};
use crate::app::options::{Options, Peer};
use crate::app::pending::Pending;
use crate::app::perform::{Performed, Wish, perform, switched};
use crate::app::script::{skipped_note, starts_idle};
use crate::app::{last, login, print_error, scripts, signals, start, teach, trusting};
use crate::error::{Error, Fault};
use crate::repl::{Editor, History, Hub, Input, Quiet, confirm};
use crate::session::{Phase, Reader, Submission, Typed, Wants, split_tag};
use crate::shortcuts::{self, Alias, Switch};
use crate::table::{Column, Rows};
use crate::wire::{Status, literal_header};

/// What `:history` tells.
const PAST: &[Column] = &[Column::named("number"), Column::named("line")];

/// Holds a session with a person.
///
/// # Errors
/// If it could not start.
pub(crate) fn run(options: &Arc<Options>) -> Result<(), Error> {
    let no_terminal = |error: io::Error| Error::new(Fault::Output, format!("the terminal: {error}"));
    let hub = Hub::new();
    signals::guard_terminal(&hub).map_err(no_terminal)?;
    let mut options = Arc::clone(options);
    let mut client = start(&options, Some(&hub))?;
    if !matches!(options.peer, Peer::Nobody)
        && let Err(error) = trusting::unless_doubted(client.wait_ready(), &mut client, &mut options, true)
    {
        let _ = client.close();
        return Err(error);
    }
    let quiet = Quiet::new().map_err(no_terminal)?;
    let history = if options.no_history { None } else { History::find() };
    let editor = Editor::new(Arc::clone(&hub), client.shared(), options.theme, history).map_err(no_terminal)?;
    client.shared().name(options.aliases.clone());
    let mut talk = Talk {
        client: &mut client,
        options,
        editor,
        reader: Reader::default(),
        hub: Arc::clone(&hub),
        quiet,
        open: 0,
        announced: 0,
        idle_refused: false,
        unsettled: Vec::new(),
        begun: None,
        more_follows: false,
        running: Vec::new(),
    };
    let talked = talk.begin().and_then(|()| talk.talk().map_err(no_terminal));
    talk.log_out();
    let quiet = talk.quiet;
    let closed = client.close();
    hub.finish();
    drop(quiet);
    talked.and(closed)
}

struct Talk<'a> {
    client: &'a mut Client,
    options: Arc<Options>,
    editor: Editor,
    reader: Reader,
    hub: Arc<Hub>,
    quiet: Quiet,
    /// The last command, for what is still to be sent of it.
    open: u64,
    /// Octets of the literal that the last line announced and the server has not allowed yet.
    announced: u64,
    /// The last command was an IDLE that was refused: a DONE is not for the server.
    idle_refused: bool,
    /// Lines that were remembered, whose commands have not ended.
    unsettled: Vec<(u64, String)>,
    /// A command whose own lines are still to come.
    begun: Option<Begun>,
    /// Lines of the same paste follow this one.
    more_follows: bool,
    /// The files whose lines are run, each with the number of the line.
    running: Vec<(String, usize)>,
}

/// A command that was typed, and is not sent yet.
struct Begun {
    pending: Pending,
    typed: String,
    /// The line may be kept for later sessions.
    keeps: bool,
    starts_idle: bool,
    /// Octets of the literal that its end announces.
    announced: u64,
}

impl Talk<'_> {
    /// What the command line asks for before the first prompt.
    fn begin(&mut self) -> Result<(), Error> {
        for (switch, on) in &self.options.switches {
            self.client.switches.set(*switch, *on);
            match switch {
                Switch::Vi => self.editor.set_vi_keys(*on),
                switch => switched(*switch, *on).into_iter().for_each(|request| self.client.request(request)),
            }
        }
        if matches!(self.options.peer, Peer::Nobody) {
            self.note(":connect HOST connects, :connect demo tries it, :help lists what there is, Ctrl-D leaves");
            return Ok(());
        }
        if self.options.login.is_none() && self.client.snapshot().phase == Phase::NotAuthenticated {
            self.note(":login USER logs in, then :inbox opens INBOX; :help lists all there is, Tab completes");
        }
        match entry::enter(self.client, &self.options)? {
            Entered::In => {}
            Entered::NoPassword => self.note("no password, no login; :login asks again"),
            Entered::NotLoggedIn(outcome, hint) => {
                self.tell(&outcome);
                hint.iter().for_each(|hint| self.note(hint));
            }
            Entered::Stopped(outcome) => self.tell(&outcome),
        }
        Ok(())
    }

    /// Prompt and line, prompt and line.
    fn talk(&mut self) -> io::Result<()> {
        loop {
            self.ask_whom_to_trust();
            if !self.editor.prints_above() {
                self.client.await_screen();
            }
            match self.editor.read()? {
                Input::End if self.begun.is_some() => self.interrupted(),
                Input::End => return Ok(()),
                Input::Interrupted if self.begun.is_none() && self.client.snapshot().idle => {
                    self.done();
                }
                Input::Garbled => {
                    self.note("that was no UTF-8; the line was not sent. :raw sends any octets: \\xE4");
                }
                Input::Interrupted => self.interrupted(),
                Input::Line(text) => {
                    if !self.lines(&text) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// A STARTTLS that was typed has ended the connection, because of a certificate that may be trusted all the same.
    fn ask_whom_to_trust(&mut self) {
        let Some(Err(error)) = self.client.ended() else { return };
        match trusting::ask(self.client, &self.options, &error) {
            Ok(Some(options)) => {
                self.options = options;
                self.note("it is trusted now: :reconnect, then STARTTLS");
            }
            Ok(None) => {}
            Err(error) => self.complain(&error),
        }
    }

    /// Does what was typed or pasted. False when the person wants to leave.
    fn lines(&mut self, text: &str) -> bool {
        let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        if lines.clone().count() > 1
            && lines.clone().any(|line| reaches_out(line, &self.options.aliases))
            && !self.allowed(text)
        {
            self.note("nothing of it was run");
            return true;
        }
        self.run_lines(text)
    }

    /// Does what several lines say, of a paste or a file.
    fn run_lines(&mut self, text: &str) -> bool {
        let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        self.reader = Reader::default();
        let mut skipped = 0;
        let mut goes_on = true;
        let mut owed = 0_u64;
        let mut lines = lines.peekable();
        // A paste of several lines is several lines; its last line end is Enter's.
        while let Some(line) = lines.next() {
            self.more_follows = lines.peek().is_some();
            self.running.iter_mut().rev().take(1).for_each(|(_, number)| *number += 1);
            let line = line.strip_suffix('\r').unwrap_or(line);
            if owed > 0 {
                // The literal was refused: what was meant for it must not run as commands.
                owed = owed.saturating_sub(line.len() as u64 + 2);
                continue;
            }
            match self.line(line) {
                Ok(Said::Skipped) => skipped += 1,
                Ok(Said::Done) => {}
                Ok(Said::Owes(octets)) => {
                    owed = octets;
                    self.note("the literal was refused, and is not sent");
                }
                Ok(Said::Quit) => {
                    goes_on = false;
                    break;
                }
                Err(error) => {
                    self.complain(&error);
                    // What belongs to the line must not run as commands.
                    if line.contains('{') && self.more_follows {
                        self.note("the rest of the paste was not run");
                        break;
                    }
                }
            }
        }
        if skipped > 0 {
            self.note(&skipped_note(skipped));
        }
        goes_on
    }

    /// Whether the person wants a paste that reads or writes files, or runs programs.
    fn allowed(&self, text: &str) -> bool {
        let _held = self.hub.hold();
        let question = format!("These {} lines read or write files, or run programs. Run them?", text.lines().count());
        confirm(&question).unwrap_or(false)
    }

    fn line(&mut self, line: &str) -> Result<Said, Error> {
        self.keep_settled();
        if let Some(begun) = self.begun.take() {
            return self.gather(begun, line);
        }
        if let Some(said) = self.await_go_ahead(line) {
            return Ok(said);
        }
        let id = self.open;
        match self.client.snapshot().wants {
            Wants::Answer => self.client.request(Request::Answer { id, line: line.trim().as_bytes().to_vec() }),
            Wants::Literal(octets) => self.supply(line, octets),
            Wants::Rest => {
                self.announced = literal_header(line.as_bytes()).map_or(0, |literal| literal.octets);
                self.client.request(Request::Supply { id, octets: line.as_bytes().to_vec(), rest: None });
            }
            Wants::Command | Wants::Wait => return self.command(line),
        }
        Ok(self.await_reply())
    }

    /// Replies to earlier lines, and the end of the connection, have been shown as they came. Lines that were understood
    /// are kept in the history.
    fn keep_settled(&mut self) {
        for (id, status) in self.client.take_settled() {
            if let Some(at) = self.unsettled.iter().position(|(unsettled, _)| *unsettled == id) {
                let (_, line) = self.unsettled.remove(at);
                if status != Status::Bad {
                    self.editor.keep(&line);
                }
            }
        }
    }

    /// While a `+` is awaited, no line can be sent: neither as a command, nor as what the `+` is for.
    fn await_go_ahead(&mut self, line: &str) -> Option<Said> {
        while self.client.snapshot().wants == Wants::Wait {
            match self.client.wait(self.open, None) {
                Outcome::Completed(completed) if completed.status != Status::Ok && self.announced > 0 => {
                    let octets = std::mem::take(&mut self.announced);
                    return Some(Said::Owes(octets.saturating_sub(line.len() as u64 + 2).max(1)));
                }
                Outcome::Interrupted => {
                    self.note("the command before this one still waits for the server; the line was not sent");
                    return Some(Said::Done);
                }
                Outcome::Wants(_) => self.announced = 0,
                Outcome::Pending | Outcome::Idling => {}
                other => {
                    self.tell(&other);
                    return None;
                }
            }
        }
        None
    }

    /// Waits for the reply to the last command, or until the person has waited long enough.
    fn await_reply(&mut self) -> Said {
        let outcome = self.client.wait(self.open, Some(Instant::now() + GRACE));
        self.settle(&outcome)
    }

    fn settle(&mut self, outcome: &Outcome) -> Said {
        self.tell(outcome);
        match outcome {
            Outcome::Completed(completed) if completed.status != Status::Ok && self.announced > 0 => {
                Said::Owes(std::mem::take(&mut self.announced))
            }
            Outcome::Wants(Wants::Literal(_)) => {
                self.announced = 0;
                Said::Done
            }
            _ => Said::Done,
        }
    }

    /// Octets of a literal; Enter counts two. What follows its end on the line goes on with the command.
    fn supply(&mut self, line: &str, octets: u64) {
        let id = self.open;
        self.announced = 0;
        let typed = [line.as_bytes(), b"\r\n"].concat();
        let wanted = usize::try_from(octets).map_or(typed.len(), |octets| octets.min(typed.len()));
        let is_over = wanted as u64 == octets && wanted <= line.len();
        let rest = is_over.then(|| line.as_bytes()[wanted..].to_vec());
        if let Some(rest) = rest.as_ref().filter(|rest| !rest.is_empty()) {
            let octets = rest.len();
            self.note(&format!(
                "the last {octets} octets of that line are beyond the literal: they go on with the command"
            ));
            self.announced = literal_header(rest).map_or(0, |literal| literal.octets);
        }
        self.client.request(Request::Supply { id, octets: typed[..wanted].to_vec(), rest });
    }

    fn command(&mut self, line: &str) -> Result<Said, Error> {
        let is_idle = self.client.snapshot().idle;
        let typed = alias::meant(self.reader.read(line.as_bytes()), &self.options.aliases)?;
        let is_logged_in = self.client.snapshot().phase.is_logged_in();
        let keeps = typed != Typed::Skipped && self.editor.remember(line, is_logged_in);
        let (tag, command) = match typed {
            // RFC 2177: Enter is enough to leave IDLE; and DONE has no tag.
            Typed::Nothing if is_idle && line.trim().is_empty() => return Ok(self.done()),
            Typed::Command { ref line, .. } if line.eq_ignore_ascii_case(b"DONE") && (is_idle || self.idle_refused) => {
                self.idle_refused = false;
                return Ok(if is_idle { self.done() } else { Said::Done });
            }
            Typed::Nothing => return Ok(Said::Done),
            Typed::Skipped => return Ok(Said::Skipped),
            Typed::Shortcut { name, rest } => {
                if keeps {
                    self.editor.keep(line);
                }
                return self.shortcut(&name, &rest);
            }
            Typed::Command { tag, line } => (tag, line),
        };
        let announced = literal_header(&command).map_or(0, |literal| literal.octets);
        let starts_idle = starts_idle(&command);
        if let Some(mechanism) = login::drives(&command, &self.client.snapshot()).filter(|_| !self.more_follows) {
            // Pasted with lines behind it, these are its answers.
            let submission = Submission::line(tag, command);
            let Some(open) = login::drive(self.client, &self.options, submission, mechanism)? else {
                self.note("nothing was sent");
                return Ok(Said::Done);
            };
            return Ok(self.submitted(open, line.to_owned(), keeps, false));
        }
        let pending = Pending::new(tag, &command)?;
        self.proceed(Begun { pending, typed: line.to_owned(), keeps, starts_idle, announced })
    }

    /// Takes a line that belongs to a command, whatever it says.
    fn gather(&mut self, mut begun: Begun, line: &str) -> Result<Said, Error> {
        self.client.shared().ask(None);
        begun.pending.take(line.as_bytes())?;
        self.proceed(begun)
    }

    /// Sends a command, or asks for the lines that belong to it.
    fn proceed(&mut self, begun: Begun) -> Result<Said, Error> {
        if let Some(asked) = literal::asked(&begun.pending) {
            self.client.shared().ask(Some(asked));
            self.begun = Some(begun);
            return Ok(Said::Done);
        }
        let Begun { pending, typed, keeps, starts_idle, announced } = begun;
        self.announced = 0;
        let open = pending.submit(self.client, &self.options, true)?;
        self.announced = announced;
        Ok(self.submitted(open, typed, keeps, starts_idle))
    }

    /// A command is on its way: waits for what becomes of it, for a while, and keeps its line if it may.
    fn submitted(&mut self, open: u64, typed: String, keeps: bool, starts_idle: bool) -> Said {
        self.open = open;
        // Nothing can be said before the handshake is over, and it may end with a question.
        let is_starttls = split_tag(typed.trim().as_bytes()).1.eq_ignore_ascii_case(b"STARTTLS");
        let outcome = self.client.wait(self.open, (!is_starttls).then(|| Instant::now() + GRACE));
        self.idle_refused = starts_idle && matches!(outcome, Outcome::Completed(_));
        // What the server did not understand is a slip, and may be one with a password in it.
        match &outcome {
            Outcome::Completed(completed) if completed.status == Status::Bad => {}
            Outcome::Pending if keeps => self.unsettled.push((self.open, typed)),
            _ if keeps => self.editor.keep(&typed),
            _ => {}
        }
        self.settle(&outcome)
    }

    /// Ctrl-C at the prompt.
    fn interrupted(&mut self) {
        if self.begun.take().is_some() {
            self.client.shared().ask(None);
            return self.note("nothing of the command was sent");
        }
        match self.client.snapshot().wants {
            Wants::Literal(left) => self.leave_literal(left),
            Wants::Rest => self.leave_literal(0),
            Wants::Answer => {
                self.cancel_answer();
                self.await_reply();
            }
            Wants::Command | Wants::Wait => self.client.request(Request::Hush),
        }
    }

    /// RFC 9051 section 6.2.2: `*` is the way out of AUTHENTICATE.
    fn cancel_answer(&self) {
        self.client.request(Request::Answer { id: self.open, line: b"*".to_vec() });
    }

    /// A literal has only two ways out: its last octet, and the end of the connection. RFC 9051 section 4.3.
    fn leave_literal(&mut self, left: u64) {
        let held = self.hub.hold();
        let way_out = literal::way_out(left);
        drop(held);
        let id = self.open;
        match way_out {
            WayOut::Close => self.client.request(Request::GiveUp),
            WayOut::Fill(octets) => {
                let (octets, rest) = (vec![b' '; octets], (octets > 0).then(Vec::new));
                self.client.request(Request::Supply { id, octets, rest });
                self.await_reply();
            }
            WayOut::Stay => {}
        }
    }

    fn done(&mut self) -> Said {
        self.client.request(Request::Done);
        self.await_reply()
    }

    fn shortcut(&mut self, name: &str, rest: &str) -> Result<Said, Error> {
        match perform(self.client, &mut self.options, name, rest)? {
            Performed::Done => Ok(Said::Done),
            Performed::Interactive(Wish::ViKeys(on)) => {
                self.editor.set_vi_keys(on);
                self.note(if on { "vi is on" } else { "vi is off" });
                Ok(Said::Done)
            }
            Performed::Interactive(Wish::Page(text)) => self.page(&text).map(|()| Said::Done),
            Performed::Interactive(Wish::History(count)) => self.past(count).map(|()| Said::Done),
            Performed::Interactive(Wish::Last(file)) => self.last(file.as_deref()).map(|()| Said::Done),
            Performed::Quit => Ok(Said::Quit),
            Performed::Run(path) => self.run_file(&path),
            Performed::Stopped(id, outcome) => {
                self.open = id;
                self.announced = literal_header(rest.as_bytes()).map_or(0, |literal| literal.octets);
                Ok(self.settle(&outcome))
            }
        }
    }

    /// `:run`
    fn run_file(&mut self, path: &Path) -> Result<Said, Error> {
        let name = path.display().to_string();
        let text = scripts::read(path, self.running.len())?;
        self.running.push((name, 0));
        let goes_on = self.run_lines(&text);
        self.running.pop();
        Ok(if goes_on { Said::Done } else { Said::Quit })
    }

    /// Shows a text in the pager.
    fn page(&self, text: &str) -> Result<(), Error> {
        let lines = self.hub.hold();
        let paged = self.quiet.suspended(|| last::page_text(text));
        drop(lines);
        paged.map_err(|error| Error::new(Fault::Output, format!("the pager: {error}")))
    }

    /// `:history`
    fn past(&self, count: Option<usize>) -> Result<(), Error> {
        let lines = self.editor.past();
        let first = count.map_or(0, |count| lines.len().saturating_sub(count));
        let numbered = |(at, line): (usize, &String)| vec![(at + 1).into(), line.into()];
        let rows = lines.iter().enumerate().skip(first).map(numbered).collect();
        let text = columns(&Rows { columns: PAST, rows }, teach::width(), self.options.theme);
        if text.lines().count() >= teach::height() {
            return self.page(&text);
        }
        self.client.request(Request::Show(text));
        Ok(())
    }

    /// `:last`
    fn last(&mut self, file: Option<&str>) -> Result<(), Error> {
        let unreadable = |why: String| Error::new(Fault::Output, format!(":last: {why}"));
        let (kept, octets) = self.client.last().map_err(unreadable)?;
        match file {
            Some(path) => {
                last::save(&kept, octets, Path::new(path)).map_err(unreadable)?;
                self.note(&format!("{octets} octets saved to {path}"));
            }
            None => {
                let lines = self.hub.hold();
                self.quiet
                    .suspended(|| last::page(&kept, octets, &self.options))
                    .map_err(|error| unreadable(error.to_string()))?;
                drop(lines);
            }
        }
        Ok(())
    }

    /// Says of an outcome what has not been seen yet.
    fn tell(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Refused(refused) => self.note(&refused.to_string()),
            // The engine has said how the connection ended, and shown every reply.
            Outcome::Closed(_)
            | Outcome::Completed(_)
            | Outcome::Idling
            | Outcome::Interrupted
            | Outcome::Pending
            | Outcome::Wants(_) => {}
        }
    }

    fn complain(&self, error: &Error) {
        let hint = error.hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
        let place = self.running.last().map(|(file, number)| format!("{file}:{number}: ")).unwrap_or_default();
        self.note(&format!("{place}{}{hint}", error.message));
    }

    fn note(&self, text: &str) {
        self.client.request(Request::Note(text.to_owned()));
    }

    fn log_out(&mut self) {
        let snapshot = self.client.snapshot();
        match snapshot.wants {
            _ if snapshot.phase == Phase::Connecting => return,
            Wants::Answer => self.cancel_answer(),
            // In the middle of a command no LOGOUT can be said.
            Wants::Literal(_) | Wants::Rest => return,
            Wants::Command | Wants::Wait => {}
        }
        self.client.request(Request::Leave);
        if let Some(Err(error)) = self.client.log_out() {
            print_error(&error, self.options.theme);
        }
    }
}

/// Whether a line reaches beyond the session: what was pasted may come from anybody.
fn reaches_out(line: &str, aliases: &[Alias]) -> bool {
    let typed = alias::meant(Reader::default().read(line.as_bytes()), aliases);
    match typed {
        Ok(Typed::Shortcut { name, rest }) => {
            shortcuts::find(&name).is_ok_and(|shortcut| shortcut.reaches_out) || rest.contains("{@")
        }
        Ok(Typed::Command { line, .. }) => memchr::memmem::find(&line, b"{@").is_some(),
        Ok(Typed::Nothing | Typed::Skipped) | Err(_) => false,
    }
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Done,
    /// A literal of so many octets was refused: what was pasted for it is no command.
    Owes(u64),
    Quit,
    /// A server said it once: it was not sent.
    Skipped,
}

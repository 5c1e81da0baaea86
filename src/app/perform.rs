//! Carries out the plan of a shortcut, a step at a time.

use std::collections::VecDeque;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::advice;
use crate::app::acting::then;
use crate::app::client::{Client, Completed, Outcome};
use crate::app::columns::{columns, table_row};
use crate::app::engine::Request;
use crate::app::options::{Login, Options, Output};
use crate::app::reading::Reading;
use crate::app::teach::{self, tabbed};
use crate::app::upload::expanded;
use crate::app::{link, login};
use crate::check;
use crate::error::{Error, Fault};
use crate::render::Setting;
use crate::session::{self, FilledIn, Snapshot, Submission, mask};
use crate::shortcuts::{self, Group, Rendering, Shortcut, Step, Switch, Tabulator};
use crate::table::{Column, Row, Rows, fact};
use crate::theme::Theme;
use crate::wire::{Response, Status};

/// What became of a shortcut.
#[derive(Debug)]
pub(crate) enum Performed {
    /// All of it was done.
    Done,
    /// Something that only a person at a terminal can have.
    Interactive(Wish),
    /// The person wants to leave.
    Quit,
    /// The lines of this file are to be run.
    Run(PathBuf),
    /// This came in between, for the command with this number.
    Stopped(u64, Outcome),
}

/// What only an interactive session can do.
#[derive(Debug)]
pub(crate) enum Wish {
    /// Show what came last, or save it to this file.
    Last(Option<String>),
    /// Show so many of the lines that were typed last.
    History(Option<usize>),
    /// Show this text in the pager. Its lines are safe.
    Page(String),
    /// Edit with the keys of vi, or of Emacs.
    ViKeys(bool),
}

/// Carries out `:name rest`.
///
/// # Errors
/// If there is no such shortcut, its arguments are wrong, or something of it may not be sent.
pub(crate) fn perform(
    client: &mut Client,
    options: &mut Arc<Options>,
    name: &str,
    rest: &str,
) -> Result<Performed, Error> {
    let usage = |message: String| Error::new(Fault::Usage, message);
    let shortcut = shortcuts::find(name).map_err(usage)?;
    if shortcut.adapts
        && client.snapshot().phase.is_logged_in()
        && let Some(outcome) = login::learn_capabilities(client)
    {
        return Ok(Performed::Stopped(0, outcome));
    }
    // Of what waits there may be no end, and all of that would be kept.
    client.request(Request::Together(shortcut.group != Group::Waiting));
    let performed = follow_plan(client, options, shortcut, rest);
    client.request(Request::Together(false));
    performed
}

/// Plans a shortcut, and does what is planned.
fn follow_plan(
    client: &mut Client,
    options: &mut Arc<Options>,
    shortcut: &'static Shortcut,
    rest: &str,
) -> Result<Performed, Error> {
    let usage = |message: String| Error::new(Fault::Usage, message);
    let takes_set = matches!(shortcut.group, Group::Looking | Group::Reading | Group::Changing);
    if takes_set && names_nothing(&client.snapshot(), rest) {
        client.request(Request::Note(format!(":{}: {{$uids}} is empty, so there is nothing to do", shortcut.name)));
        return Ok(Performed::Done);
    }
    let steps = (shortcut.plan)(&client.snapshot(), rest).map_err(|why| usage(format!(":{}: {why}", shortcut.name)))?;
    let mut hands = Hands { client, options, name: shortcut.name, claimed: Vec::new(), replaces: false };
    let mut steps = VecDeque::from(steps);
    while let Some(step) = steps.pop_front() {
        if let Step::Further(further) = &step {
            let planned = further.plan(&hands.client.snapshot(), &hands.claimed);
            let planned = planned.map_err(|why| Error::new(Fault::No, format!(":{}: {why}", shortcut.name)))?;
            steps.extend(planned);
            continue;
        }
        let may_fail = matches!(step, Step::Attempt { .. });
        match hands.carry_out(step)? {
            Next::Step => {}
            Next::Answer(_, Outcome::Completed(Completed { status: Status::No | Status::Bad, .. })) if may_fail => {}
            Next::Answer(_, Outcome::Completed(Completed { status: Status::Ok, claimed: Ok(mut found), .. })) => {
                hands.claimed.append(&mut found);
            }
            Next::Answer(_, Outcome::Completed(Completed { status: Status::Ok, .. })) => {
                let message = format!(
                    ":{}: the answer is too long to be understood whole; the command itself shows it",
                    shortcut.name
                );
                return Err(Error::new(Fault::Lost, message));
            }
            Next::Answer(id, other) => return Ok(Performed::Stopped(id, other)),
            Next::End(performed) => return Ok(performed),
        }
    }
    Ok(Performed::Done)
}

/// Whether messages are meant of which a search has found none: that is no mistake, least of all in a script.
fn names_nothing(snapshot: &Snapshot, rest: &str) -> bool {
    let is_empty = || snapshot.mailbox.as_ref().is_some_and(|mailbox| mailbox.uids.as_deref() == Some(""));
    rest.split_whitespace().any(|word| word == "{$uids}") && is_empty()
}

/// What comes after a step.
pub(crate) enum Next {
    /// Whatever this asks for: the outcome of the command with this number.
    Answer(u64, Outcome),
    /// Nothing.
    End(Performed),
    /// The next step.
    Step,
}

/// What carries out steps, and what they have claimed so far.
pub(crate) struct Hands<'a> {
    pub(crate) client: &'a mut Client,
    /// They change with [`Step::Connect`].
    pub(crate) options: &'a mut Arc<Options>,
    /// The shortcut.
    name: &'static str,
    claimed: Vec<Response>,
    /// The person has agreed that a file is replaced.
    pub(crate) replaces: bool,
}

impl Hands<'_> {
    fn carry_out(&mut self, step: Step) -> Result<Next, Error> {
        match step {
            Step::Compose { line, claims } => return self.compose(&line, claims),
            Step::Connect(target) => return self.connect(&target),
            Step::Delete(set) => return then(self.delete(&set)),
            Step::Disconnect => self.disconnect()?,
            Step::Done => self.client.request(Request::Done),
            Step::Fetch { .. } | Step::File { .. } | Step::Stream { .. } => return self.read(step),
            Step::Expunge => return then(self.expunge()),
            // Whoever goes through the steps has planned it.
            Step::Further(_) => {}
            Step::KeepAlive(pause) => self.keep_alive(pause),
            Step::Last(file) => return Ok(Next::End(Performed::Interactive(Wish::Last(file)))),
            Step::Let(name, text) => {
                let value = meant(self.client, text)?;
                self.client.values.insert(name, value);
            }
            Step::Expect(status, text) => expect(self.client, status, &text)?,
            Step::Run(file) => return Ok(Next::End(Performed::Run(expanded(file.as_bytes())))),
            Step::Ping => return then(self.ping()),
            Step::Say(text) => self.client.request(Request::Note(text)),
            Step::Vacant(path) => return then(self.see_vacant(&path)),
            Step::History(count) => return Ok(Next::End(Performed::Interactive(Wish::History(count)))),
            Step::Log(file) => self.log(file)?,
            Step::Quit => return Ok(Next::End(Performed::Quit)),
            Step::Raw(octets) => match self.client.pass(octets) {
                Outcome::Pending => {}
                other => return Ok(Next::Answer(0, other)),
            },
            Step::Reconnect => return self.reconnect(),
            Step::Settle(settling) => return then(self.settle(settling)),
            Step::Watch(watch) => return self.watch(&watch),
            Step::Undelete(set) => return then(self.undelete(set.as_ref())),
            Step::Render(rendering) => return Ok(self.render(&rendering)),
            Step::Login { user, mechanism } => return self.log_in(&Login { user, mechanism }),
            Step::Explain(None) => self.client.request(Request::Explain),
            Step::Explain(Some(line)) => {
                let theme = if self.options.output == Output::Json { Theme::Plain } else { self.options.theme };
                self.client.request(Request::Show(teach::explained(&line, theme)));
            }
            Step::Explaining(on) => {
                self.client.request(Request::Explaining(on));
                self.client.request(Request::Note(format!("explaining is {}", if on { "on" } else { "off" })));
            }
            Step::Why => return Ok(self.show_rows(advice::why(&self.client.snapshot()))),
            Step::Sleep(time) => return Ok(self.linger(None, Some(time)).unwrap_or(Next::Step)),
            Step::Until(name, limit) => return self.until(&name, limit),
            Step::State => {
                let mut rows = shortcuts::state(&self.client.snapshot());
                rows.extend(link::octets(self.client.link()?.1));
                return Ok(self.show_rows(Rows::facts(rows)));
            }
            Step::Tls => return self.tls(),
            Step::Set(None) => return Ok(self.render(&Rendering::Settings(self.client.switches))),
            Step::Set(Some((switch, on))) => return Ok(self.set(switch, on)),
            Step::Attempt { line, claims } | Step::Send { line, claims } => {
                // `raw` has the wire and no rendering.
                let claims = self.reading().claims(claims);
                let id = self.client.submit_uploads(Submission::line(None, line), claims, VecDeque::new());
                return Ok(Next::Answer(id, self.client.wait(id, None)));
            }
        }
        Ok(Next::Step)
    }

    pub(crate) fn reading(&mut self) -> Reading<'_> {
        Reading { client: self.client, options: self.options, name: self.name, replaces: self.replaces }
    }

    /// What reads mail.
    fn read(&mut self, step: Step) -> Result<Next, Error> {
        let mut reading = self.reading();
        match step {
            Step::Fetch { line, section, into } => reading.fetch(line, &section, &into),
            Step::File { path, lines } => reading.file(&path, lines),
            Step::Stream { lines, table, is_uid } => reading.stream(lines, Tabulator::new(table, is_uid)),
            _ => Ok(Next::Step),
        }
    }

    fn log(&mut self, file: Option<String>) -> Result<(), Error> {
        let told = file.as_ref().map_or_else(|| "the log is off".to_owned(), |file| format!("the log goes to {file}"));
        self.client.log(file.map(|file| expanded(file.as_bytes())))?;
        self.client.request(Request::Note(told));
        Ok(())
    }

    fn log_in(&mut self, asked: &Login) -> Result<Next, Error> {
        let Some(attempt) = login::log_in(self.client, self.options, asked)? else {
            self.client.request(Request::Note("no password, no login".into()));
            return Ok(Next::End(Performed::Done));
        };
        attempt.hint.into_iter().for_each(|hint| self.client.request(Request::Note(hint)));
        Ok(self.compress().unwrap_or(Next::Answer(0, attempt.outcome)))
    }

    /// Waits for a response or for the time. `None`: it was the time.
    fn linger(&mut self, name: Option<&str>, limit: Option<Duration>) -> Option<Next> {
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        match self.client.linger(name, deadline) {
            Ok(true) => Some(Next::Step),
            Ok(false) => None,
            Err(outcome) => Some(Next::Answer(0, outcome)),
        }
    }

    fn until(&mut self, name: &str, limit: Option<Duration>) -> Result<Next, Error> {
        let waited = limit.unwrap_or_default().as_secs_f64();
        let too_long = || Error::new(Fault::TimeOut, format!(":until: no {name} came within {waited} s"));
        self.linger(Some(name), limit).ok_or_else(too_long)
    }

    fn tls(&mut self) -> Result<Next, Error> {
        let (encryption, _) = self.client.link()?;
        let encryption = encryption.ok_or_else(|| {
            Error::new(Fault::Usage, ":tls: the connection is not encrypted")
                .hinted("STARTTLS, if the server offers it, or --tls implicit")
        })?;
        Ok(self.show_rows(Rows::facts(link::encryption(&encryption))))
    }

    fn render(&self, rendering: &Rendering) -> Next {
        let mut rows = shortcuts::rows(rendering, &self.client.snapshot(), &self.claimed);
        if matches!(rendering, Rendering::Help(topic) if topic.is_empty()) {
            let aliases = self.options.aliases.iter();
            rows.rows
                .extend(aliases.map(|alias| fact(&format!(":{}", alias.name), mask::shown(&alias.line).into_owned())));
        }
        // In a pipe they would stand below rows of another kind.
        let is_pipe = self.options.output != Output::Json && !std::io::stdout().is_terminal();
        if matches!(rendering, Rendering::Moves) && is_pipe {
            rows.rows.iter().for_each(|row| self.note(format!("{}: {}", row[0], row[1])));
            return Next::Step;
        }
        self.show_rows(rows)
    }

    pub(crate) fn show_rows(&self, rows: Rows) -> Next {
        show_rows(self.client, self.options, self.name, rows)
    }

    /// Shows a row of a table whose rows come one by one.
    pub(crate) fn show_row(&self, columns: &'static [Column], row: Row) {
        self.client.request(match self.options.output {
            Output::Json => Request::Rows(self.name, Rows { columns, rows: vec![row] }),
            _ if std::io::stdout().is_terminal() => {
                Request::Show(table_row(&row, columns, teach::width(), self.options.theme))
            }
            _ => Request::Show(tabbed(&[row])),
        });
    }

    fn set(&mut self, switch: Switch, on: bool) -> Next {
        self.client.switches.set(switch, on);
        if switch == Switch::Vi {
            return Next::End(Performed::Interactive(Wish::ViKeys(on)));
        }
        switched(switch, on).into_iter().for_each(|request| self.client.request(request));
        self.client.request(Request::Note(format!("{} is {}", switch.name(), if on { "on" } else { "off" })));
        Next::Step
    }
}

/// The value that a text stands for: itself, unless it is a `{$NAME}` and nothing else.
fn meant(client: &Client, text: String) -> Result<Vec<u8>, Error> {
    let Some((name, b"")) = check::value_name(text.as_bytes()) else { return Ok(text.into_bytes()) };
    if let Some(value) = client.values.get(name) {
        return Ok(value.clone());
    }
    match session::value(&client.snapshot(), name.as_bytes()) {
        Ok(FilledIn::Mailbox { wire, .. } | FilledIn::Text(wire)) => Ok(wire),
        Ok(FilledIn::Set(set)) => Ok(set.into_bytes()),
        // A secret would be in the open.
        Ok(FilledIn::Secret(_)) => Err(Error::new(Fault::Usage, ":let: a secret has no other name")),
        Err(why) => Err(Error::new(Fault::Usage, why)),
    }
}

/// Whether the last command was answered so. `...` in the text stands for any characters, `{$NAME}` captures some.
fn expect(client: &mut Client, status: Status, text: &str) -> Result<(), Error> {
    let differs = |message: String| Err(Error::new(Fault::Differs, message));
    let Some((found, reply)) = client.last_reply.take() else {
        return differs(":expect: no command was answered before this".to_owned());
    };
    let is_as_expected = found == status && check::contains(text, &reply, &mut client.values);
    let came = format!("{} {}", found.as_str(), String::from_utf8_lossy(&reply));
    client.last_reply = Some((found, reply));
    let wanted = format!("{} {text}", status.as_str());
    if is_as_expected { Ok(()) } else { differs(format!("expected {}, and {came} came", wanted.trim_end())) }
}

/// Shows the rows of the shortcut `name`, in whatever form is wanted.
pub(crate) fn show_rows(client: &Client, options: &Options, name: &'static str, rows: Rows) -> Next {
    match options.output {
        Output::Json => client.request(Request::Rows(name, rows)),
        _ if std::io::stdout().is_terminal() => {
            return shown(client, columns(&rows, teach::width(), options.theme));
        }
        _ => client.request(Request::Show(tabbed(&rows.rows))),
    }
    Next::Step
}

/// Shows a text that is safe. If there is a screen, and it is longer than that, it is for the pager.
pub(crate) fn shown(client: &Client, text: String) -> Next {
    if std::io::stdout().is_terminal() && text.lines().count() >= teach::height() {
        return Next::End(Performed::Interactive(Wish::Page(text)));
    }
    client.request(Request::Show(text));
    Next::Step
}

/// What the engine has to do with a switch, if anything.
pub(crate) fn switched(switch: Switch, on: bool) -> Option<Request> {
    Some(match switch {
        Switch::Advice => Request::Advise(on),
        Switch::Crlf => Request::Set(Setting::Crlf, on),
        Switch::Fold => Request::Set(Setting::Fold, on),
        Switch::Prefix => Request::Set(Setting::Prefix, on),
        Switch::Timing => Request::Timing(on),
        Switch::Vi => return None,
    })
}

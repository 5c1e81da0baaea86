//! The line editor, with everything around it that rustyline leaves to its user.

use std::borrow::Cow;
use std::cell::Cell;
use std::io;
use std::sync::Arc;

use rustyline::completion::Completer;
use rustyline::config::Configurer as _;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter, HistoryHinter};
use rustyline::history::{FileHistory, History as _, SearchDirection};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Behavior, Changeset, ColorMode, CompletionType, Config, Context, EditMode, Event, EventHandler, Helper,
};
use unicode_width::UnicodeWidthStr as _;

use crate::assist;
use crate::explain::cut;
use crate::repl::around;
use crate::repl::history::History;
use crate::repl::hub::Hub;
use crate::repl::keys::{Desk, Keys};
use crate::repl::prompt::Prompt;
use crate::repl::shared::Shared;
use crate::repl::terminal::{line_takes, size};
use crate::session::{Snapshot, Wants};
use crate::theme::{Role, Theme};

/// How many lines are remembered.
const HISTORY_LINES_MAX: usize = 10_000;

/// How long an Escape may be the start of another key, in milliseconds. While the editor waits for it, nothing is printed.
const ESCAPE_MILLIS: u16 = 100;

/// What the person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Typed or pasted this.
    Line(String),
    /// Typed something that is not UTF-8: the line is gone.
    Garbled,
    /// Pressed Ctrl-C.
    Interrupted,
    /// Pressed Ctrl-D on an empty line, or the terminal is gone.
    End,
}

/// Reads lines from the terminal.
pub struct Editor {
    inner: rustyline::Editor<Assistant, FileHistory>,
    desk: Arc<Desk>,
    history: Option<History>,
    config: Config,
    /// The editor can draw what comes above its line.
    can_repaint: bool,
}

impl Editor {
    /// An editor on this process's terminal, whose output goes through `hub`.
    ///
    /// # Errors
    /// If there is no terminal.
    pub fn new(hub: Arc<Hub>, shared: Arc<Shared>, theme: Theme, history: Option<History>) -> io::Result<Self> {
        let config = Config::builder()
            .auto_add_history(false)
            .history_ignore_space(true)
            .max_history_size(HISTORY_LINES_MAX)
            .map_err(other)?
            // The other kind waits for a key even behind a single candidate.
            .completion_type(CompletionType::List)
            .behavior(Behavior::PreferTerm)
            // NO_COLOR must not switch the highlighter off: it masks passwords and carries the hub's output. It draws
            // without colour then.
            .color_mode(ColorMode::Forced)
            .bracketed_paste(true)
            .keyseq_timeout(Some(ESCAPE_MILLIS))
            .build();
        let mut inner = rustyline::Editor::with_config(config.clone()).map_err(other)?;
        let desk = Arc::new(Desk::new(Arc::clone(&hub), shared, theme));
        inner.set_helper(Some(Assistant {
            desk: Arc::clone(&desk),
            history: HistoryHinter::new(),
            width: 0,
            due: Cell::default(),
        }));
        inner.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(Keys(Arc::clone(&desk)))));
        // Without one, as on a dumb terminal, text is printed when it comes, wherever the cursor is.
        let printer = inner.create_external_printer();
        let can_repaint = printer.is_ok();
        if let Ok(printer) = printer {
            hub.start_ticker(printer);
        }
        if let Some(path) = history.as_ref().and_then(|history| history.prepare().ok()) {
            let _ = inner.load_history(path);
        }
        for number in 0..inner.history().len() {
            if let Ok(Some(line)) = inner.history().get(number, SearchDirection::Forward) {
                desk.remember(&line.entry);
            }
        }
        Ok(Self { inner, desk, history, config, can_repaint })
    }

    /// Whether what is printed while a line is read appears above it; else it has to be there before.
    #[must_use]
    pub fn prints_above(&self) -> bool {
        self.can_repaint
    }

    /// Reads a line.
    ///
    /// # Errors
    /// If the terminal fails.
    pub fn read(&mut self) -> io::Result<Input> {
        let mut prompt = String::new();
        if let Some(assistant) = self.inner.helper_mut() {
            let now = Prompt::now(&self.desk.shared);
            assistant.width = now.width();
            prompt = format!("{}{}", now.warning, now.text);
        }
        if self.can_repaint {
            self.desk.hub.enter();
        }
        line_takes(1);
        let read = self.inner.readline(&prompt);
        line_takes(0);
        if self.can_repaint {
            self.desk.hub.leave();
        }
        if self.desk.finish() {
            return Ok(Input::Interrupted);
        }
        match read {
            Ok(line) => Ok(Input::Line(line)),
            Err(ReadlineError::Interrupted) => Ok(Input::Interrupted),
            Err(ReadlineError::Eof) => Ok(Input::End),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => Ok(Input::Garbled),
            Err(ReadlineError::Io(error)) => Err(error),
            Err(error) => Err(other(error)),
        }
    }

    /// Whether to edit with the keys of vi, or of Emacs.
    pub fn set_vi_keys(&mut self, on: bool) {
        self.inner.set_edit_mode(if on { EditMode::Vi } else { EditMode::Emacs });
        // A change of mode resets it.
        self.inner.set_keyseq_timeout(Some(ESCAPE_MILLIS));
    }

    /// Remembers a line for this session, unless it must not be. Answers whether it may be kept for later ones.
    pub fn remember(&mut self, line: &str, is_logged_in: bool) -> bool {
        let remembers = History::remembers(line, is_logged_in) && self.inner.add_history_entry(line).unwrap_or(false);
        if remembers {
            self.desk.remember(line);
        }
        remembers
    }

    /// The lines of the history, oldest first.
    #[must_use]
    pub fn past(&self) -> Vec<String> {
        self.desk.past()
    }

    /// Keeps a line for later sessions; others may do the same at the same time.
    pub fn keep(&self, line: &str) {
        if let Some(history) = &self.history {
            // A history that cannot be written is no reason to disturb anybody.
            let _ = history.append(line, &self.config);
        }
    }
}

fn other(error: ReadlineError) -> io::Error {
    io::Error::other(error)
}

/// What the editor asks while a line is being typed.
struct Assistant {
    desk: Arc<Desk>,
    history: HistoryHinter,
    /// The columns that the editor thinks its prompt has.
    width: usize,
    /// The part of the hint that is due now: the editor hands back the text alone.
    due: Cell<(usize, usize)>,
}

impl Helper for Assistant {}

/// Something to be read behind the line.
struct Behind {
    text: String,
    /// Whether the line could go on so.
    is_rest: bool,
}

impl Hint for Behind {
    fn display(&self) -> &str {
        &self.text
    }

    fn completion(&self) -> Option<&str> {
        self.is_rest.then_some(&self.text)
    }
}

/// What is searched for, or the rest of the syntax, or else the rest of the last line that started so.
impl Hinter for Assistant {
    type Hint = Behind;

    fn hint(&self, line: &str, at: usize, context: &Context<'_>) -> Option<Behind> {
        self.due.set((0, 0));
        if let Some(text) = self.desk.search_label() {
            return Some(Behind { text, is_rest: false });
        }
        if line.is_empty() || at < line.len() || !self.desk.shared.wants_command() {
            return None;
        }
        let known = self.desk.shared.snapshot();
        if let Some(hint) = around::with(&known, self.desk.shared.aliases(), |around| assist::hint(line, around)) {
            self.due.set((hint.current.start, hint.current.end));
            // No more of it than fits behind the line: a hint shall not push the screen up.
            let columns = size().0;
            let room = columns.saturating_sub((self.width + line.width()) % columns.max(1) + 1);
            return Some(Behind { text: cut(&hint.text, room), is_rest: false });
        }
        self.history.hint(line, at, context).map(|text| Behind { text, is_rest: true })
    }
}

impl Validator for Assistant {
    /// A line that was given up says so; every other one is whole.
    fn validate(&self, _: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(ValidationResult::Valid(self.desk.is_interrupted().then(|| "^C".to_owned())))
    }
}

/// Answers with one candidate at most: with several the editor waits for a key, and nothing can be printed meanwhile.
impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let completed = self.desk.complete(line, at);
        Ok(completed.map_or((at, Vec::new()), |(start, text)| (start, vec![text])))
    }

    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let place = if self.desk.ends_replacement() { 0..line.len() } else { start..line.pos() };
        line.replace(place, elected, changes);
    }
}

impl Highlighter for Assistant {
    /// Draws the line with its passwords hidden, in as many columns. A paste may be several lines.
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        // A few more than it takes do no harm.
        line_takes(line.split('\n').map(|part| 1 + (self.width + part.width()) / size().0.max(1)).sum());
        let known = self.desk.shared.snapshot();
        let asked = self.desk.shared.asked();
        let asks_secret = asked.as_ref().is_some_and(|asked| asked.is_secret);
        if asks_secret || known.wants_secret || (known.wants == Wants::Wait && !line.is_empty()) {
            return Cow::Owned(bullets(line));
        }
        if asked.is_some() || matches!(known.wants, Wants::Literal(_)) {
            // It is data, and not to be read as a command.
            return Cow::Borrowed(line);
        }
        let mut drawn = String::new();
        for line in line.split_inclusive('\n') {
            self.draw(line, &known, &mut drawn);
        }
        Cow::Owned(drawn)
    }

    /// Draws what has come in the meantime, then the prompt as it is now.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, is_default: bool) -> Cow<'b, str> {
        let mut drawn = self.desk.hub.drain();
        if !is_default {
            // That of a search in the history.
            drawn.push_str(prompt);
            return Cow::Owned(drawn);
        }
        let now = Prompt::now(&self.desk.shared).fitted(self.width);
        self.desk.theme.paint(Role::PromptWarning, now.warning, &mut drawn);
        self.desk.theme.paint(Role::Prompt, &now.text, &mut drawn);
        Cow::Owned(drawn)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let (start, end) = self.due.get();
        let (Some(before), Some(due), Some(after)) = (hint.get(..start), hint.get(start..end), hint.get(end..)) else {
            return Cow::Owned(self.desk.theme.painted(Role::Hint, hint));
        };
        let mut drawn = self.desk.theme.painted(Role::Hint, before);
        self.desk.theme.paint(Role::HintDue, due, &mut drawn);
        self.desk.theme.paint(Role::Hint, after, &mut drawn);
        Cow::Owned(drawn)
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        true
    }
}

impl Assistant {
    fn draw(&self, line: &str, known: &Snapshot, drawn: &mut String) {
        for span in around::with(known, self.desk.shared.aliases(), |around| assist::highlight(line, around)) {
            let text = line.get(span.range).unwrap_or_default();
            if span.is_secret {
                drawn.push_str(&bullets(text));
            } else {
                self.desk.theme.paint(span.role, text, drawn);
            }
        }
    }
}

/// Hides text behind characters of the same width, one for one, so that the cursor stays where it is.
fn bullets(text: &str) -> String {
    let width = |char| unicode_width::UnicodeWidthChar::width(char).unwrap_or(0);
    text.chars().map(|char| if char.is_whitespace() { char.to_string() } else { "*".repeat(width(char)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_are_as_wide_as_what_they_hide() {
        assert_eq!(bullets("pä日 x"), "**** *");
    }
}

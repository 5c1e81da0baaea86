//! The line editor, with everything around it that rustyline leaves to its user.

use std::borrow::Cow;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::{Completer, Pair};
use rustyline::config::Configurer as _;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, ColorMode, CompletionType, Config, Context, EditMode, Helper};
use unicode_width::UnicodeWidthStr as _;

use crate::repl::complete;
use crate::repl::history::History;
use crate::repl::hub::Hub;
use crate::session::{Phase, Privacy, Snapshot, Wants, mask, split_tag};
use crate::theme::{Role, Theme};
use crate::wire::{Kind, lex_command, visible};

/// How many lines are remembered.
const HISTORY_LINES_MAX: usize = 10_000;

/// What the person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Typed or pasted this.
    Line(String),
    /// Pressed Ctrl-C.
    Interrupted,
    /// Pressed Ctrl-D on an empty line, or the terminal is gone.
    End,
}

/// What is asked for instead of a command: lines that are data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What stands before the cursor.
    pub prompt: String,
    /// What is typed must not be seen.
    pub is_secret: bool,
}

/// What is known, as it changes under the editor.
#[derive(Debug, Default)]
pub struct Shared {
    snapshot: Mutex<Arc<Snapshot>>,
    progress: Mutex<String>,
    asked: Mutex<Option<Asked>>,
}

impl Shared {
    /// What is known of the session.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces what is known of the session, and answers with what was.
    pub fn know(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        std::mem::replace(&mut *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner), snapshot)
    }

    /// How far long work is, in a word or two; empty when there is none.
    pub fn progress(&self) -> String {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is asked for instead of a command.
    pub fn asked(&self) -> Option<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for something else than a command, or for a command again.
    pub fn ask(&self, asked: Option<Asked>) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    /// The prompt as it is now.
    fn prompt(&self) -> Prompt {
        match self.asked() {
            Some(asked) => Prompt { text: asked.prompt, warning: "", short: String::new() },
            None => Prompt::new(&self.snapshot(), &self.progress()),
        }
    }

    /// Whether what is typed is data, and no command.
    fn wants_data(&self) -> bool {
        self.asked().is_some() || matches!(self.snapshot().wants, Wants::Literal(_))
    }

    /// Tells how far long work is.
    pub fn tell_progress(&self, progress: String) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }
}

/// What stands before the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Prompt {
    /// The words, without colour.
    text: String,
    /// A part of them to be wary of.
    warning: &'static str,
    /// What matters most, where there is no room for more.
    short: String,
}

impl Prompt {
    /// The prompt for what is known.
    fn new(snapshot: &Snapshot, progress: &str) -> Self {
        let warning = match (snapshot.phase, snapshot.privacy) {
            (Phase::Closed, _) => "closed ",
            (_, Privacy::Plaintext) => "plaintext ",
            _ => "",
        };
        let user = snapshot.user.as_ref().map(|user| format!("{user} on ")).unwrap_or_default();
        let mailbox = snapshot.mailbox.as_ref().map_or_else(String::new, |mailbox| {
            format!(" {}{}", mailbox.name, if mailbox.read_only { " ro" } else { "" })
        });
        let place = visible(format!("{user}{}{mailbox}", snapshot.host).as_bytes());
        let text = match snapshot.wants {
            Wants::Answer => "answer> ".to_owned(),
            Wants::Literal(left) => {
                format!("literal {}/{}> ", snapshot.literal.saturating_sub(left), snapshot.literal)
            }
            Wants::Rest => "rest of the command> ".to_owned(),
            Wants::Command | Wants::Wait if snapshot.idle => format!("{place} idle> "),
            Wants::Command | Wants::Wait if !progress.is_empty() => format!("{place} {progress}> "),
            Wants::Command | Wants::Wait => format!("{place}> "),
        };
        let short = match snapshot.phase {
            Phase::Closed => "closed",
            _ if snapshot.idle => "idle",
            _ => progress,
        };
        let short = short.to_owned();
        Self { text, warning, short }
    }

    fn width(&self) -> usize {
        self.warning.width() + self.text.width()
    }

    /// The same in exactly `width` columns, shortened or filled up at its start: the editor has measured another
    /// prompt, and cannot be told of a change until the next line.
    fn fitted(mut self, width: usize) -> Self {
        if self.width() > width && !self.short.is_empty() {
            self.text = format!("{}> ", self.short);
            self.warning = "";
        }
        if self.width() > width {
            self.warning = "";
            while self.text.width() + 1 > width && !self.text.is_empty() {
                self.text.remove(0);
            }
            self.text.insert(0, '…');
        }
        let missing = width.saturating_sub(self.width());
        self.text.insert_str(0, &" ".repeat(missing));
        self
    }
}

/// Reads lines from the terminal.
pub struct Editor {
    inner: rustyline::Editor<Assistant, FileHistory>,
    hub: Arc<Hub>,
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
            .completion_type(CompletionType::List)
            .behavior(Behavior::PreferTerm)
            // NO_COLOR must not switch the highlighter off: it masks passwords and carries the hub's output. It draws
            // without colour then.
            .color_mode(ColorMode::Forced)
            .bracketed_paste(true)
            .build();
        let mut inner = rustyline::Editor::with_config(config.clone()).map_err(other)?;
        inner.set_helper(Some(Assistant {
            hub: Arc::clone(&hub),
            theme,
            shared,
            history: HistoryHinter::new(),
            width: 0,
        }));
        // Without one, as on a dumb terminal, text is printed when it comes, wherever the cursor is.
        let printer = inner.create_external_printer();
        let can_repaint = printer.is_ok();
        if let Ok(printer) = printer {
            hub.start_ticker(printer);
        }
        if let Some(path) = history.as_ref().and_then(|history| history.prepare().ok()) {
            let _ = inner.load_history(path);
        }
        Ok(Self { inner, hub, history, config, can_repaint })
    }

    /// Reads a line.
    ///
    /// # Errors
    /// If the terminal fails.
    pub fn read(&mut self) -> io::Result<Input> {
        let mut prompt = String::new();
        if let Some(assistant) = self.inner.helper_mut() {
            let now = assistant.shared.prompt();
            assistant.width = now.width();
            prompt = format!("{}{}", now.warning, now.text);
        }
        if self.can_repaint {
            self.hub.enter();
        }
        let read = self.inner.readline(&prompt);
        if self.can_repaint {
            self.hub.leave();
        }
        match read {
            Ok(line) => Ok(Input::Line(line)),
            Err(ReadlineError::Interrupted) => Ok(Input::Interrupted),
            Err(ReadlineError::Eof) => Ok(Input::End),
            Err(ReadlineError::Io(error)) => Err(error),
            Err(error) => Err(other(error)),
        }
    }

    /// Whether to edit with the keys of vi, or of Emacs.
    pub fn set_vi_keys(&mut self, on: bool) {
        self.inner.set_edit_mode(if on { EditMode::Vi } else { EditMode::Emacs });
    }

    /// Remembers a line for this session, unless it must not be. Answers whether it may be kept for later ones.
    pub fn remember(&mut self, line: &str, is_logged_in: bool) -> bool {
        History::remembers(line, is_logged_in) && self.inner.add_history_entry(line).unwrap_or(false)
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
    hub: Arc<Hub>,
    theme: Theme,
    shared: Arc<Shared>,
    history: HistoryHinter,
    /// The columns that the editor thinks its prompt has.
    width: usize,
}

impl Helper for Assistant {}

/// The rest of the last line that started so.
impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, context: &Context<'_>) -> Option<String> {
        let is_command = self.shared.snapshot().wants == Wants::Command && self.shared.asked().is_none();
        self.history.hint(line, at, context).filter(|_| is_command && !line.is_empty())
    }
}

impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        if self.shared.wants_data() {
            return Ok((at, Vec::new()));
        }
        let (start, candidates) = complete::candidates(&line[..at], &self.shared.snapshot());
        let pair = |candidate: complete::Candidate| Pair {
            display: visible(candidate.text.trim_end().as_bytes()),
            replacement: candidate.text,
        };
        Ok((start, candidates.into_iter().map(pair).collect()))
    }
}

impl Highlighter for Assistant {
    /// Draws the line with its passwords hidden, in as many columns. A paste may be several lines.
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        let known = self.shared.snapshot();
        let asks_secret = self.shared.asked().is_some_and(|asked| asked.is_secret);
        if asks_secret || known.wants_secret || (known.wants == Wants::Wait && !line.is_empty()) {
            return Cow::Owned(bullets(line));
        }
        if self.shared.wants_data() {
            return Cow::Borrowed(line);
        }
        let mut drawn = String::new();
        for line in line.split_inclusive('\n') {
            self.draw(line, &mut drawn);
        }
        Cow::Owned(drawn)
    }

    /// Draws what has come in the meantime, then the prompt as it is now.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, is_default: bool) -> Cow<'b, str> {
        let mut drawn = self.hub.drain();
        if !is_default {
            // That of a search in the history.
            drawn.push_str(prompt);
            return Cow::Owned(drawn);
        }
        let now = self.shared.prompt().fitted(self.width);
        self.theme.paint(Role::PromptWarning, now.warning, &mut drawn);
        self.theme.paint(Role::Prompt, &now.text, &mut drawn);
        Cow::Owned(drawn)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.theme.painted(Role::Hint, hint))
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        true
    }
}

impl Assistant {
    fn draw(&self, line: &str, drawn: &mut String) {
        let secret = mask::typed_secret(line);
        let end = secret.map_or(line.len(), |range| range.start);
        let (shown, hidden) = line.split_at(end);
        let command = split_tag(shown.trim_start().as_bytes()).1.len();
        let (before, command) = shown.split_at(shown.len() - command);
        self.theme.paint(Role::Tag, before, drawn);
        for (kind, octets) in lex_command(command.as_bytes(), false).iter() {
            // Tokens end at ASCII octets, and so at characters.
            self.theme.paint(role(kind), &String::from_utf8_lossy(octets), drawn);
        }
        drawn.push_str(&bullets(hidden));
    }
}

/// Hides text behind characters of the same width, one for one, so that the cursor stays where it is.
fn bullets(text: &str) -> String {
    let width = |char| unicode_width::UnicodeWidthChar::width(char).unwrap_or(0);
    text.chars().map(|char| if char.is_whitespace() { char.to_string() } else { "*".repeat(width(char)) }).collect()
}

fn role(kind: Kind) -> Role {
    match kind {
        Kind::Name => Role::Keyword,
        Kind::Number => Role::Number,
        Kind::Quoted => Role::String,
        Kind::Flag => Role::Flag,
        Kind::Junk => Role::Junk,
        Kind::LiteralHeader => Role::Literal,
        Kind::Open | Kind::Close | Kind::SectionOpen | Kind::SectionClose => Role::Punctuation,
        _ => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Mailbox;

    fn prompt(snapshot: &Snapshot) -> String {
        let prompt = Prompt::new(snapshot, "");
        format!("{}{}", prompt.warning, prompt.text)
    }

    #[test]
    fn the_prompt_says_where_one_is() {
        let mut snapshot = Snapshot { host: "h".into(), privacy: Privacy::Secure, ..Snapshot::default() };
        assert_eq!(prompt(&snapshot), "h> ");
        snapshot.user = Some("me@example.com".into());
        snapshot.mailbox = Some(Mailbox { name: "Entwürfe".into(), read_only: true, ..Mailbox::default() });
        assert_eq!(prompt(&snapshot), "me@example.com on h Entwürfe ro> ");
        snapshot.idle = true;
        snapshot.privacy = Privacy::Plaintext;
        assert_eq!(prompt(&snapshot), "plaintext me@example.com on h Entwürfe ro idle> ");
        snapshot.phase = Phase::Closed;
        assert!(prompt(&snapshot).starts_with("closed "));
        let counting = Snapshot { wants: Wants::Literal(14), literal: 17, ..Snapshot::default() };
        assert!(prompt(&counting).ends_with("literal 3/17> "));
    }

    #[test]
    fn a_mailbox_name_in_the_prompt_cannot_act_on_the_terminal() {
        let mailbox = Mailbox { name: "\x1b[2J\u{202e}".into(), ..Mailbox::default() };
        let snapshot =
            Snapshot { host: "h".into(), mailbox: Some(mailbox), privacy: Privacy::Local, ..Snapshot::default() };
        assert_eq!(prompt(&snapshot), "h \\x1b[2J\\u{202e}> ");
    }

    #[test]
    fn a_prompt_that_changes_keeps_its_width() {
        let fitted = |text: &str, short: &str, width| {
            let prompt = Prompt { text: text.into(), warning: "", short: short.to_owned() }.fitted(width);
            assert_eq!(prompt.width(), width);
            prompt.text
        };
        assert_eq!(fitted("me on h INBOX idle> ", "", 15), "…h INBOX idle> ");
        assert_eq!(fitted("h> ", "", 6), "   h> ");
        assert_eq!(fitted("日本語> ", "", 6), " …語> ");
        assert_eq!(fitted("demo> ", "", 6), "demo> ");
        assert_eq!(fitted("me on h INBOX idle> ", "idle", 8), "  idle> ");
        assert_eq!(fitted("me on h INBOX idle> ", "idle", 4), "…e> ");
        let warned = Prompt { text: "h> ".into(), warning: "closed ", short: "closed".into() };
        assert_eq!(warned.clone().fitted(10), warned);
    }

    #[test]
    fn bullets_are_as_wide_as_what_they_hide() {
        assert_eq!(bullets("pä日 x"), "**** *");
    }
}

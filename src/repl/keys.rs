//! What keys mean to us: Tab, the search in the history, Ctrl-C and Ctrl-Z.
//!
//! The editor knows them all, but what comes from the server cannot be printed while its own completion and search wait for a
//! key, its own Ctrl-C forgets the keys behind it, and its own Ctrl-Z leaves the shell a terminal without echo. So they are states
//! of this program, and the editor goes on reading.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustyline::{
    Cmd, ConditionalEventHandler, Event, EventContext, KeyCode, KeyEvent, Modifiers, Movement, RepeatCount,
};

use crate::assist::{Candidate, complete};
use crate::repl::around;
use crate::repl::hub::Hub;
use crate::repl::menu::menu;
use crate::repl::search::{Direction, Search};
use crate::repl::shared::Shared;
use crate::repl::terminal::{ask_to_stop, size};
use crate::theme::Theme;

/// What the keys and the drawing of the line have in common.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) hub: Arc<Hub>,
    pub(super) shared: Arc<Shared>,
    pub(super) theme: Theme,
    /// The lines of the history, oldest first.
    past: Mutex<Vec<String>>,
    search: Mutex<Option<Search>>,
    /// The line that shall stand there instead of what does.
    instead: Mutex<Option<String>>,
    interrupted: AtomicBool,
}

impl Desk {
    pub(super) fn new(hub: Arc<Hub>, shared: Arc<Shared>, theme: Theme) -> Self {
        Self {
            hub,
            shared,
            theme,
            past: Mutex::default(),
            search: Mutex::default(),
            instead: Mutex::default(),
            interrupted: AtomicBool::default(),
        }
    }

    /// A line that a search can find.
    pub(super) fn remember(&self, line: &str) {
        lock(&self.past).push(line.to_owned());
    }

    /// All of them, oldest first.
    pub(super) fn past(&self) -> Vec<String> {
        lock(&self.past).clone()
    }

    /// What the search has to say of itself, if there is one.
    pub(super) fn search_label(&self) -> Option<String> {
        lock(&self.search).as_ref().map(Search::label)
    }

    /// Whether a search has asked for the whole line to be replaced. It is asked once.
    pub(super) fn ends_replacement(&self) -> bool {
        lock(&self.instead).take().is_some()
    }

    /// What `line` becomes up to `at`, and from where on, when Tab is pressed there. If that is not certain, the candidates are
    /// listed above it.
    pub(super) fn complete(&self, line: &str, at: usize) -> Option<(usize, String)> {
        if let Some(line) = lock(&self.instead).as_ref() {
            return Some((0, line.clone()));
        }
        if !self.shared.wants_command() {
            return None;
        }
        let known = self.shared.snapshot();
        let (start, candidates) = around::with(&known, self.shared.aliases(), |around| complete(line, at, around));
        let common = common_start(&candidates)?;
        let typed = line.get(start..at)?;
        let goes_on = common.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
        if candidates.len() == 1 || (goes_on && common.len() > typed.len()) {
            return Some((start, common.to_owned()));
        }
        let (columns, rows) = size();
        self.hub.show(&menu(&candidates, columns, rows, self.theme));
        Some((start, typed.to_owned()))
    }

    /// Whether the line ends with Ctrl-C.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// The line is over. Answers whether Ctrl-C ended it.
    pub(super) fn finish(&self) -> bool {
        *lock(&self.search) = None;
        self.interrupted.swap(false, Ordering::SeqCst)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The keys that are ours. All others are the editor's.
pub(super) struct Keys(pub(super) Arc<Desk>);

impl ConditionalEventHandler for Keys {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let key = event.get(0)?;
        let searched = self.search(*key, context);
        if searched.is_some() {
            return searched;
        }
        match *key {
            KeyEvent(KeyCode::Char('C'), Modifiers::CTRL) => {
                self.0.interrupted.store(true, Ordering::SeqCst);
                Some(Cmd::AcceptLine)
            }
            KeyEvent(KeyCode::Char('Z'), Modifiers::CTRL) => {
                ask_to_stop();
                Some(Cmd::Repaint)
            }
            _ => None,
        }
    }
}

impl Keys {
    /// What a key means to a search, or one that begins it.
    fn search(&self, key: KeyEvent, context: &EventContext<'_>) -> Option<Cmd> {
        let mut search = lock(&self.0.search);
        let past = lock(&self.0.past);
        let older = KeyEvent::ctrl('R');
        let Some(running) = search.as_mut() else {
            if key != older {
                return None;
            }
            *search = Some(Search::new(context.line()));
            return Some(Cmd::Repaint);
        };
        match key {
            KeyEvent(KeyCode::Char(char), Modifiers::NONE) => running.add(char, &past),
            KeyEvent(KeyCode::Backspace, _) | KeyEvent(KeyCode::Char('H'), Modifiers::CTRL) => running.erase(&past),
            key if key == older => running.next(Direction::Older, &past),
            KeyEvent(KeyCode::Char('S'), Modifiers::CTRL) => running.next(Direction::Newer, &past),
            KeyEvent(KeyCode::Char('G'), Modifiers::CTRL) | KeyEvent(KeyCode::Esc, _) => {
                let before = running.before().to_owned();
                *search = None;
                return Some(self.replace(&before));
            }
            key => {
                *search = None;
                // There is a hint, that of the search, which the editor would take for the rest of the line.
                let is_right = matches!(key, KeyEvent(KeyCode::Right | KeyCode::End, Modifiers::NONE));
                return is_right.then_some(Cmd::Move(Movement::EndOfLine));
            }
        }
        Some(self.replace(running.line(&past)))
    }

    /// The editor has one way only to make one line of another and leave the cursor at its end: completion.
    fn replace(&self, by: &str) -> Cmd {
        *lock(&self.0.instead) = Some(by.to_owned());
        Cmd::Complete
    }
}

/// What all candidates start with; `None` if there is none.
fn common_start(candidates: &[Candidate]) -> Option<&str> {
    let (first, others) = candidates.split_first()?;
    let mut common = first.insert.as_str();
    for other in others {
        let same = common.char_indices().zip(other.insert.chars()).find(|((_, one), other)| one != other);
        let end = same.map_or_else(|| common.len().min(other.insert.len()), |((at, _), _)| at);
        common = &common[..end];
    }
    Some(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(texts: &[&str]) -> Option<String> {
        let candidates: Vec<_> = texts
            .iter()
            .map(|text| Candidate { insert: (*text).to_owned(), show: String::new(), brief: String::new() })
            .collect();
        common_start(&candidates).map(str::to_owned)
    }

    #[test]
    fn candidates_complete_as_far_as_they_agree() {
        assert_eq!(common(&[]), None);
        assert_eq!(common(&["SELECT "]), Some("SELECT ".into()));
        assert_eq!(common(&["SELECT ", "SEARCH "]), Some("SE".into()));
        assert_eq!(common(&["UID", "UID FETCH "]), Some("UID".into()));
        assert_eq!(common(&["Entwürfe", "Entwurf"]), Some("Entw".into()));
        assert_eq!(common(&["a", "b"]), Some(String::new()));
    }
}

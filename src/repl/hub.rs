//! All output of an interactive session, so that it appears above the line that is being typed, in order.
//!
//! While the editor is reading, nothing may be written behind its back. Its external printer alone would do, but its
//! channel holds one message that later ones can overtake, and blocks. So it carries no content: a ticker thread sends
//! it a tick (cursor up, line feed: nothing visible), upon which the editor repaints, asking its highlighter for the
//! prompt; and the highlighter answers with the text queued here, then the prompt. Nothing can overtake anything, and
//! only the ticker can block.

use std::io::{self, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustyline::ExternalPrinter;

use crate::theme::NOTHING_SEEN;

/// Queued text, in octets, beyond which whoever prints waits for the editor. A flood shall not eat our memory.
const QUEUED_OCTETS_MAX: usize = 256 << 10;

/// A line without end is drawn in pieces of this size.
const LINE_HELD_OCTETS_MAX: usize = 16 << 10;

/// How long to wait for a tick under way when the editor has returned: it may be blocked for good.
const TICK_PATIENCE: Duration = Duration::from_millis(2);

/// The one place through which text reaches the terminal.
#[derive(Debug, Default)]
pub struct Hub {
    state: Mutex<State>,
    changed: Condvar,
}

/// Who has the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Owner {
    /// The editor: it is told to repaint.
    Editor,
    /// The hub itself: it writes at once.
    #[default]
    Hub,
    /// A pager, a question: nothing is written.
    Somebody,
}

#[derive(Debug, Default)]
struct State {
    /// Text that waits. Invariant: outside the editor, at most one line that has not ended.
    queued: String,
    owner: Owner,
    tick_wanted: bool,
    ticking: bool,
    /// The first error of writing; what follows is dropped.
    failed: Option<io::ErrorKind>,
}

impl Hub {
    /// A hub that writes to the terminal at once until an editor is entered.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Shows text. Blocks while more is queued than the editor can draw.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub fn print(&self, text: &str) -> io::Result<()> {
        let mut state = self.lock();
        state.queued.push_str(text);
        if state.owner != Owner::Hub {
            state.tick_wanted = true;
            self.changed.notify_all();
            while state.owner != Owner::Hub && state.queued.len() > QUEUED_OCTETS_MAX && state.failed.is_none() {
                state.tick_wanted = true;
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        } else {
            state.write(false);
        }
        state.failed.map_or(Ok(()), |kind| Err(kind.into()))
    }

    /// Queues text for the next repaint: for the editor's own thread, which must not wait for itself.
    pub fn show(&self, text: &str) {
        self.lock().queued.push_str(text);
    }

    /// Makes the editor draw its prompt anew: what it says has changed.
    pub fn refresh(&self) {
        let mut state = self.lock();
        state.tick_wanted |= state.owner == Owner::Editor;
        self.changed.notify_all();
    }

    /// The editor is about to read.
    pub fn enter(&self) {
        self.lend(Owner::Editor);
    }

    fn lend(&self, owner: Owner) {
        let mut state = self.lock();
        state.write(false);
        state.owner = owner;
    }

    /// The editor has returned.
    pub fn leave(&self) {
        let mut state = self.lock();
        state.owner = Owner::Hub;
        state.tick_wanted = false;
        if state.ticking {
            let waited = self.changed.wait_timeout_while(state, TICK_PATIENCE, |state| state.ticking);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.write(false);
        self.changed.notify_all();
    }

    /// Holds text back until the answer is dropped: the screen is somebody else's meanwhile.
    #[must_use]
    pub fn hold(self: &Arc<Self>) -> Held {
        self.lend(Owner::Somebody);
        Held(Arc::clone(self))
    }

    /// The whole lines that wait, for the editor to draw above its prompt.
    pub fn drain(&self) -> String {
        let mut state = self.lock();
        let text = state.take_lines();
        self.changed.notify_all();
        text
    }

    /// Writes even a line without end: the session is over.
    pub fn finish(&self) {
        self.lock().write(true);
    }

    /// Starts the thread that makes the editor repaint when text is queued. It ends with the process.
    pub fn start_ticker(self: &Arc<Self>, mut printer: impl ExternalPrinter + Send + 'static) {
        let hub = Arc::clone(self);
        thread::spawn(move || {
            loop {
                let state = hub.lock();
                let wanted =
                    hub.changed.wait_while(state, |state| !(state.tick_wanted && state.owner == Owner::Editor));
                let mut state = wanted.unwrap_or_else(PoisonError::into_inner);
                state.tick_wanted = false;
                state.ticking = true;
                drop(state);
                let printed = printer.print(NOTHING_SEEN.to_owned());
                let mut state = hub.lock();
                state.ticking = false;
                hub.changed.notify_all();
                if printed.is_err() {
                    state.failed.get_or_insert(io::ErrorKind::BrokenPipe);
                    return;
                }
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Text is held back as long as this lives.
#[derive(Debug)]
pub struct Held(Arc<Hub>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl State {
    /// Takes the lines that have ended, or a piece of one that does not end.
    fn take_lines(&mut self) -> String {
        let Some(end) = self.queued.rfind('\n') else {
            if self.queued.len() <= LINE_HELD_OCTETS_MAX {
                return String::new();
            }
            return std::mem::take(&mut self.queued) + "\n";
        };
        let rest = self.queued.split_off(end + 1);
        std::mem::replace(&mut self.queued, rest)
    }

    /// Writes the lines that have ended, or everything.
    fn write(&mut self, all: bool) {
        let mut text = self.take_lines();
        if all && !self.queued.is_empty() {
            text.push_str(&std::mem::take(&mut self.queued));
            text.push('\n');
        }
        if text.is_empty() || self.failed.is_some() {
            return;
        }
        let mut out = io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            self.failed = Some(error.kind());
        }
    }
}

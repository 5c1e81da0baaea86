//! The terminal's modes: quiet between two prompts, and restored whatever happens.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use nix::sys::signal::{Signal, kill, raise};
use nix::sys::termios::{InputFlags, LocalFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr};
use nix::unistd::Pid;

use crate::theme::{PASTE_BRACKETS_OFF, PASTE_BRACKETS_ON};

/// The modes in which we found the terminal.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

/// A pager has the terminal, and sees to it by itself.
static IS_LENT: AtomicBool = AtomicBool::new(false);

/// Rows that the line being typed takes; 0 if none is.
static LINE_ROWS: AtomicUsize = AtomicUsize::new(0);

/// How often this process was stopped.
static STOPS: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

/// How long to wait for a stop to be over. The time that the process stands still counts as well.
const STOP_PATIENCE: Duration = Duration::from_secs(1);

/// Keeps the kernel from echoing what is typed between two prompts: it would stick to what is printed. And from making
/// lines of it: it cuts them at 4,095 octets, and takes Ctrl-D away from the editor. Restores the terminal when dropped.
#[derive(Debug)]
pub struct Quiet(());

impl Quiet {
    /// Makes the terminal on stdin quiet.
    ///
    /// # Errors
    /// If stdin is no terminal.
    pub fn new() -> io::Result<Self> {
        Self::hush()?;
        Ok(Self(()))
    }

    /// Lends the terminal, as it was found, to somebody else.
    pub fn suspended<T>(&self, work: impl FnOnce() -> T) -> T {
        restore();
        IS_LENT.store(true, Ordering::SeqCst);
        let done = work();
        IS_LENT.store(false, Ordering::SeqCst);
        // If the terminal is gone, the editor will say so.
        let _ = Self::hush();
        done
    }

    fn hush() -> io::Result<()> {
        let mut modes = tcgetattr(io::stdin())?;
        FOUND.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| modes.clone());
        if is_dumb() {
            return Ok(());
        }
        modes.local_flags.remove(LocalFlags::ECHO | LocalFlags::ECHOCTL | LocalFlags::ICANON);
        modes.input_flags.remove(InputFlags::ICRNL);
        modes.control_chars[SpecialCharacterIndices::VMIN as usize] = 1;
        modes.control_chars[SpecialCharacterIndices::VTIME as usize] = 0;
        tcsetattr(io::stdin(), SetArg::TCSANOW, &modes)?;
        Ok(())
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether the terminal knows no sequences: then the editor leaves lines and echo to the kernel.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| ["dumb", "cons25", "emacs"].iter().any(|dumb| term == *dumb))
}

/// Columns and rows of the terminal; those of the first terminals if nobody knows.
pub(super) fn size() -> (usize, usize) {
    terminal_size::terminal_size().map_or((80, 24), |(columns, rows)| (usize::from(columns.0), usize::from(rows.0)))
}

/// Puts the terminal back as it was found, from any thread, as often as you like.
pub fn restore() {
    // A panic in here must not become two.
    let Ok(found) = FOUND.try_lock() else { return };
    let Some(modes) = found.as_ref() else { return };
    let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, modes);
    if !is_dumb() {
        // Bracketed paste is the editor's; if it was cut short, it is still on.
        write(PASTE_BRACKETS_OFF);
    }
}

/// Writes to the terminal itself: stdout may be a file.
fn write(text: &str) {
    if let Ok(mut terminal) = OpenOptions::new().write(true).open("/dev/tty") {
        let _ = terminal.write_all(text.as_bytes());
    }
}

/// Tells how many rows the line that is being typed takes; 0 when there is none.
pub(super) fn line_takes(rows: usize) {
    LINE_ROWS.store(rows, Ordering::SeqCst);
}

/// Asks for Ctrl-Z's effect on the whole job, as the kernel does where it knows that key, and waits until it is over.
pub(super) fn ask_to_stop() {
    let stops = STOPS.0.lock().unwrap_or_else(PoisonError::into_inner);
    let before = *stops;
    if kill(Pid::from_raw(0), Signal::SIGTSTP).is_ok() {
        // If it was the kernel that stopped us, nobody counts.
        let _ = STOPS.1.wait_timeout_while(stops, STOP_PATIENCE, |stops| *stops == before);
    }
}

/// Stops this process, with the terminal as it was found for the shell; returns when it is continued, with the terminal as it
/// was for us. What is on the screen then is to be drawn anew.
pub fn stop() {
    let modes = tcgetattr(io::stdin()).ok().filter(|_| !IS_LENT.load(Ordering::SeqCst));
    let rows = LINE_ROWS.load(Ordering::SeqCst);
    if modes.is_some() {
        restore();
        write(&"\r\n".repeat(rows));
    }
    let _ = raise(Signal::SIGSTOP);
    if let Some(modes) = modes {
        let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &modes);
        if rows > 0 && !is_dumb() {
            write(PASTE_BRACKETS_ON);
            // The editor will go up as many rows as its line had, and wipe them: they must not be the shell's.
            write(&"\n".repeat(rows - 1));
        }
    }
    *STOPS.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    STOPS.1.notify_all();
}

//! The terminal's modes: quiet between two prompts, and restored whatever happens.

use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use nix::sys::termios::{InputFlags, LocalFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr};

use crate::theme::PASTE_BRACKETS_OFF;

/// The modes in which we found the terminal.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

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
        let done = work();
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

/// Puts the terminal back as it was found, from any thread, as often as you like.
pub fn restore() {
    // A panic in here must not become two.
    let Ok(found) = FOUND.try_lock() else { return };
    let Some(modes) = found.as_ref() else { return };
    let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, modes);
    if is_dumb() {
        return;
    }
    // Bracketed paste is the editor's; if it was cut short, it is still on.
    let mut out = io::stdout().lock();
    let _ = out.write_all(PASTE_BRACKETS_OFF.as_bytes()).and_then(|()| out.flush());
}

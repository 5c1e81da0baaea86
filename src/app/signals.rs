//! The terminal is put back whatever ends the program.

use std::io;
use std::panic;
use std::sync::Arc;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::repl::{Hub, restore, stop};

/// The exit status of a Rust program that panicked.
const PANIC_STATUS: i32 = 101;

/// Sees to it that the terminal is put back on SIGTERM, SIGHUP, SIGQUIT and on a panic of any thread; and that a process that was
/// stopped leaves the shell its terminal, and redraws what `hub` shows when it goes on.
///
/// # Errors
/// If the handlers cannot be installed.
pub(crate) fn guard_terminal(hub: &Arc<Hub>) -> io::Result<()> {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
        // A thread that is gone cannot answer the others: better no program than half of one.
        std::process::exit(PANIC_STATUS);
    }));
    let mut signals = Signals::new([SIGHUP, SIGQUIT, SIGTERM, SIGTSTP])?;
    let hub = Arc::clone(hub);
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            if signal == SIGTSTP {
                stop();
                hub.refresh();
                continue;
            }
            restore();
            // Ends the process as if there were no handler, so that whoever waits for it sees the signal.
            let _ = emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

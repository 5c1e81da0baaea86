//! A text that does not print itself, does not stay in memory, and is in no core dump.

use std::fmt;
use std::process::Command;

use zeroize::Zeroizing;

/// The environment variable with the password.
pub const PASSWORD_VARIABLE: &str = "IMAPSH_PASSWORD";

/// The shell, to which a command is still to be given. The password is for this program: a child does not get it, nor do the agents and
/// masters of connections that a child may leave behind for days.
#[must_use]
pub fn shell() -> Command {
    let mut shell = Command::new("sh");
    shell.env_remove(PASSWORD_VARIABLE);
    shell
}

/// A password or token.
#[derive(Clone)]
pub struct Secret {
    text: Zeroizing<String>,
    _hidden: hidden::Hidden,
}

impl Secret {
    /// Takes `text` over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self { text: Zeroizing::new(text), _hidden: hidden::Hidden::new() }
    }

    /// The text itself. Whoever calls this sends it to the server, and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// As long as there is a secret, other processes of the same user cannot look into this one, and it leaves no core dump.
#[cfg(target_os = "linux")]
mod hidden {
    use std::sync::{Mutex, PoisonError};

    use nix::sys::prctl::{get_dumpable, set_dumpable};

    /// The secrets that there are, and whether the process was dumpable before the first.
    static HELD: Mutex<(usize, bool)> = Mutex::new((0, false));

    /// Counts for a secret.
    pub(crate) struct Hidden(());

    impl Hidden {
        pub(crate) fn new() -> Self {
            let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            if held.0 == 0 {
                held.1 = get_dumpable().unwrap_or(false);
                // Where it is not allowed the secret is no worse off than without.
                let _ = set_dumpable(false);
            }
            held.0 += 1;
            Self(())
        }
    }

    impl Clone for Hidden {
        fn clone(&self) -> Self {
            Self::new()
        }
    }

    impl Drop for Hidden {
        fn drop(&mut self) {
            let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
            held.0 -= 1;
            if *held == (0, true) {
                let _ = set_dumpable(true);
            }
        }
    }
}

/// Nothing of the kind is portable.
#[cfg(not(target_os = "linux"))]
mod hidden {
    #[derive(Clone)]
    pub(crate) struct Hidden(());

    impl Hidden {
        pub(crate) fn new() -> Self {
            Self(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".into())), "Secret(***)");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn nobody_looks_into_a_process_that_holds_a_secret() {
        let first = Secret::new("hunter2".into());
        let second = first.clone();
        drop(first);
        assert_eq!(nix::sys::prctl::get_dumpable(), Ok(false));
        assert_eq!(second.expose(), "hunter2");
    }
}

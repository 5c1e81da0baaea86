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
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes `text` over.
    #[must_use]
    pub fn new(text: String) -> Self {
        if !text.is_empty() {
            conceal();
        }
        Self(Zeroizing::new(text))
    }

    /// The text itself. Whoever calls this sends it to the server, and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// From now on, other processes of the same user cannot look into this one, and it leaves no core dump. For good: what was sent, or
/// typed, has passed through buffers that are not wiped.
#[cfg(target_os = "linux")]
pub fn conceal() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    // Where it is not allowed the secret is no worse off than without.
    ONCE.call_once(|| {
        let _ = nix::sys::prctl::set_dumpable(false);
    });
}

/// Nothing of the kind is portable.
#[cfg(not(target_os = "linux"))]
pub fn conceal() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".into())), "Secret(***)");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn nobody_looks_into_a_process_that_has_held_a_secret() {
        let secret = Secret::new("hunter2".into());
        assert_eq!(nix::sys::prctl::get_dumpable(), Ok(false));
        drop(secret);
        assert_eq!(nix::sys::prctl::get_dumpable(), Ok(false), "its copies are not gone");
    }
}

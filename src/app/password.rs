//! The password, or access token: where it comes from.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::process::Stdio;

use crate::app::options::PasswordSource;
use crate::error::{Error, Fault};
use crate::repl::ask_password;
use crate::secret::{PASSWORD_VARIABLE, Secret, shell};

/// A password is one line; a file that has more than this before its first line end is something else.
const PASSWORD_OCTETS_MAX: u64 = 64 << 10;

/// Fetches the password of `user`; `what` is its name for people, at the start of a sentence. `Ok(None)`: the person gave up.
///
/// # Errors
/// If there is none to be had.
pub(crate) fn password(source: &PasswordSource, what: &str, user: &str, host: &str) -> Result<Option<Secret>, Error> {
    let none = |why: String| Error::new(Fault::Usage, format!("no {} for {user}: {why}", what.to_lowercase()));
    match source {
        PasswordSource::Command(command) => from_command(command).map(Some).map_err(none),
        PasswordSource::Environment => std::env::var(PASSWORD_VARIABLE)
            .map(|text| Some(Secret::new(text)))
            .map_err(|error| none(format!("{PASSWORD_VARIABLE}: {error}"))),
        PasswordSource::File(path) => {
            let read = File::open(path).map_err(|error| error.to_string()).and_then(first_line);
            read.map(Some).map_err(|error| none(format!("{}: {error}", path.display())))
        }
        PasswordSource::Prompt => {
            let asked = ask_password(&format!("{what} of {user} on {host}: "));
            asked.map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => none(error.to_string()),
                _ => none("there is no terminal to ask on".into())
                    .hinted(format!("--password-file FILE, --password-command CMD or {PASSWORD_VARIABLE}")),
            })
        }
    }
}

fn from_command(command: &str) -> Result<Secret, String> {
    let spawned = shell().arg("-c").arg(command).stdin(Stdio::inherit()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| format!("sh: {error}"))?;
    let line = child.stdout.take().ok_or_else(|| "no output".to_owned()).and_then(first_line);
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { line } else { Err(format!("--password-command ended with {status}")) }
}

/// The first line, without its end.
fn first_line(source: impl io::Read) -> Result<Secret, String> {
    let mut line = zeroize::Zeroizing::new(Vec::new());
    BufReader::new(source.take(PASSWORD_OCTETS_MAX)).read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
    let text = line.strip_suffix(b"\n").unwrap_or(&line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    match std::str::from_utf8(text) {
        Ok("") => Err("it is empty".to_owned()),
        Ok(text) => Ok(Secret::new(text.to_owned())),
        Err(_) => Err("it is not UTF-8".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_the_first_line() {
        assert_eq!(first_line(&b"se cret\r\nsecond\n"[..]).unwrap().expose(), "se cret");
        assert_eq!(first_line(&b"no end"[..]).unwrap().expose(), "no end");
        assert!(first_line(&b"\n"[..]).is_err() && first_line(&b"\xff\n"[..]).is_err());
    }
}

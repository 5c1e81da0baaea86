//! The password, and the command that carries it.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::app::client::{Client, Completed, Outcome};
use crate::app::engine::Request;
use crate::app::options::{Options, PasswordSource};
use crate::error::{Error, Fault};
use crate::repl::ask_password;
use crate::secret::Secret;
use crate::session::{Privacy, Snapshot, Submission, Wants, Written};
use crate::wire::{Status, astring, to_base64, utf7};

/// The environment variable with the password.
pub const PASSWORD_VARIABLE: &str = "IMAPSH_PASSWORD";

/// A password is one line; a file that has more than this before its first line end is something else.
const PASSWORD_OCTETS_MAX: u64 = 64 << 10;

/// Fetches the password of `user`. `Ok(None)`: the person gave up.
///
/// # Errors
/// If there is none to be had.
pub(crate) fn password(source: &PasswordSource, user: &str, host: &str) -> Result<Option<Secret>, Error> {
    let none = |why: String| Error::new(Fault::Usage, format!("no password for {user}: {why}"));
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
            let asked = ask_password(&format!("Password of {user} on {host}: "));
            asked.map_err(|_| {
                none("there is no terminal to ask on".into())
                    .hinted(format!("--password-file FILE, --password-command CMD or {PASSWORD_VARIABLE}"))
            })
        }
    }
}

fn from_command(command: &str) -> Result<Secret, String> {
    let spawned = Command::new("sh").arg("-c").arg(command).stdin(Stdio::inherit()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| format!("sh: {error}"))?;
    let line = child.stdout.take().ok_or_else(|| "no output".to_owned()).and_then(first_line);
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { line } else { Err(format!("--password-command ended with {status}")) }
}

/// The first line, without its end.
fn first_line(source: impl std::io::Read) -> Result<Secret, String> {
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

/// Logs in, and learns what the server can do then.
///
/// # Errors
/// If the password must not be sent on this link.
pub(crate) fn log_in(client: &mut Client, options: &Options, user: &str, secret: &Secret) -> Result<Outcome, Error> {
    if client.snapshot().capabilities.is_none() {
        let id = client.submit(Submission::line(None, "CAPABILITY"), &[]);
        match client.wait(id, None) {
            Outcome::Completed(_) => {}
            other => return Ok(other),
        }
    }
    let method = Method::choose(&client.snapshot(), options.insecure_auth)?;
    let outcome = match method {
        Method::Login => {
            let id = client.submit(login(user, secret), &[]);
            client.wait(id, None)
        }
        Method::Plain => plain(client, user, secret),
    };
    let Outcome::Completed(Completed { status: Status::Ok, .. }) = outcome else { return Ok(outcome) };
    // Not every server says by itself what it can do now. RFC 9051 section 6.2.3.
    if client.snapshot().capabilities.is_none() {
        let id = client.submit(Submission::line(None, "CAPABILITY"), &[]);
        return Ok(match client.wait(id, None) {
            Outcome::Completed(_) => outcome,
            other => other,
        });
    }
    Ok(outcome)
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    /// LOGIN
    Login,
    /// AUTHENTICATE PLAIN
    Plain,
}

impl Method {
    fn choose(snapshot: &Snapshot, insecure_auth: bool) -> Result<Self, Error> {
        if snapshot.privacy == Privacy::Plaintext && !insecure_auth {
            return Err(Error::new(Fault::Usage, "the password was not sent: this link is not encrypted")
                .hinted("--tls implicit or --tls starttls; --insecure-auth sends it all the same"));
        }
        // RFC 9051 section 6.2.3: LOGIN must not be used then.
        match (snapshot.can("LOGINDISABLED"), snapshot.can("AUTH=PLAIN")) {
            (false, _) => Ok(Self::Login),
            (true, true) => Ok(Self::Plain),
            (true, false) => Err(Error::new(Fault::Login, "the server takes no login on this link: LOGINDISABLED")
                .hinted("--tls implicit or --tls starttls")),
        }
    }
}

/// LOGIN, its arguments quoted or, where no quotes can hold them, as literals.
fn login(user: &str, secret: &Secret) -> Submission {
    let argument = |text: &str| match astring(text) {
        Some(text) => Written::Text(text.into_bytes()),
        None => Written::Literal(text.as_bytes().to_vec()),
    };
    let space = || Written::Text(b" ".to_vec());
    Submission {
        tag: None,
        pieces: vec![Written::Text(b"LOGIN ".to_vec()), argument(user), space(), argument(secret.expose())],
    }
}

/// SELECT with a mailbox that was named on the command line, in its wire form.
pub(crate) fn select(mailbox: &str, read_only: bool) -> Vec<Written> {
    let wire = utf7::encode(mailbox);
    let argument = astring(&wire)
        .map_or_else(|| Written::Literal(wire.clone().into_bytes()), |text| Written::Text(text.into_bytes()));
    let command: &[u8] = if read_only { b"EXAMINE " } else { b"SELECT " };
    vec![Written::Text(command.to_vec()), argument]
}

/// RFC 4616.
fn plain(client: &mut Client, user: &str, secret: &Secret) -> Outcome {
    let answer = to_base64(format!("\0{user}\0{}", secret.expose()).as_bytes());
    if client.snapshot().can("SASL-IR") {
        let id = client.submit(Submission::line(None, format!("AUTHENTICATE PLAIN {answer}")), &[]);
        return client.wait(id, None);
    }
    let id = client.submit(Submission::line(None, "AUTHENTICATE PLAIN"), &[]);
    match client.wait(id, None) {
        Outcome::Wants(Wants::Answer) => {
            client.request(Request::Answer { id, line: answer.into_bytes() });
            client.wait(id, None)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(user: &str, password: &str) -> String {
        let pieces = login(user, &Secret::new(password.into())).pieces;
        pieces
            .iter()
            .map(|piece| match piece {
                Written::Text(text) => String::from_utf8_lossy(text).into_owned(),
                Written::Literal(octets) => format!("{{{}}}", octets.len()),
            })
            .collect()
    }

    #[test]
    fn login_is_quoted_where_it_must_be() {
        assert_eq!(pieces("user@outlook.com", "password"), "LOGIN user@outlook.com password");
        assert_eq!(pieces("us er", "pass\"wo\\rd"), r#"LOGIN "us er" "pass\"wo\\rd""#);
        assert_eq!(pieces("jürgen", "pä"), "LOGIN {7} {3}");
    }

    #[test]
    fn a_password_is_not_sent_in_clear_over_a_network() {
        let snapshot = Snapshot { privacy: Privacy::Plaintext, ..Snapshot::default() };
        assert_eq!(Method::choose(&snapshot, false).unwrap_err().fault, Fault::Usage);
        assert_eq!(Method::choose(&snapshot, true), Ok(Method::Login));
    }

    #[test]
    fn logindisabled_is_obeyed() {
        let with = |words: &[&str]| Snapshot {
            privacy: Privacy::Secure,
            capabilities: Some(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().into()),
            ..Snapshot::default()
        };
        assert_eq!(Method::choose(&with(&["AUTH=PLAIN"]), false), Ok(Method::Login));
        assert_eq!(Method::choose(&with(&["LOGINDISABLED", "AUTH=PLAIN"]), false), Ok(Method::Plain));
        assert_eq!(Method::choose(&with(&["LOGINDISABLED"]), false).unwrap_err().fault, Fault::Login);
    }

    #[test]
    fn the_password_is_the_first_line() {
        assert_eq!(first_line(&b"se cret\r\nsecond\n"[..]).unwrap().expose(), "se cret");
        assert_eq!(first_line(&b"no end"[..]).unwrap().expose(), "no end");
        assert!(first_line(&b"\n"[..]).is_err() && first_line(&b"\xff\n"[..]).is_err());
    }
}

//! From the greeting to where the person wants to be: login, COMPRESS, mailbox; and the same again after a loss.

use std::sync::Arc;

use crate::app::client::{Client, Completed, Outcome};
use crate::app::engine::Request;
use crate::app::login;
use crate::app::options::{Login, Options, PasswordSource, Peer};
use crate::error::{Error, Fault};
use crate::net::{Address, Target};
use crate::sasl::Mechanism;
use crate::session::{Left, Phase, Submission, Written};
use crate::wire::{Status, astring};

/// How far it went.
#[derive(Debug)]
pub(crate) enum Entered {
    /// All the way.
    In,
    /// No password was given.
    NoPassword,
    /// This came in place of an OK to a login, and what to try then.
    NotLoggedIn(Outcome, Option<String>),
    /// This came in place of an OK to anything later.
    Stopped(Outcome),
}

/// What `:connect TARGET` makes of the options. The password that the command line named is for the host that it named, and goes
/// to no other.
///
/// # Errors
/// If the target is none, or names a mechanism that is not driven.
pub(crate) fn retarget(options: &Options, target: &str) -> Result<Options, Error> {
    let (peer, address) = match Target::parse(target, None)? {
        Target::Demo => (Peer::Demo, None),
        Target::Server(address) => (Peer::Server(address.clone()), Some(address)),
    };
    let is_same = match (&options.peer, &address) {
        (Peer::Nobody, _) => true,
        (Peer::Demo, None) => true,
        (Peer::Server(before), Some(now)) => before.host.eq_ignore_ascii_case(&now.host),
        _ => false,
    };
    let named = |part: fn(&Address) -> Option<&String>| address.as_ref().and_then(part).cloned();
    let user = named(|address| address.user.as_ref());
    let mechanism =
        match named(|address| address.auth.as_ref()) {
            Some(name) => Some(Mechanism::find(&name).ok_or_else(|| {
                Error::new(Fault::Usage, format!(":connect: the mechanism {name} is not driven here"))
            })?),
            None => None,
        };
    let login = (user.is_some() || mechanism.is_some()).then_some(Login { user, mechanism });
    let password = if is_same { options.password.clone() } else { PasswordSource::Prompt };
    let server_name = options.server_name.clone().filter(|_| is_same);
    let mailbox = named(|address| address.mailbox.as_ref());
    Ok(Options { peer, login, password, server_name, mailbox, ..options.clone() })
}

/// Logs in as the options say, and opens their mailbox.
///
/// # Errors
/// If there is no password to be had.
pub(crate) fn enter(client: &mut Client, options: &Options) -> Result<Entered, Error> {
    let mailbox = options.mailbox.as_ref().map(|mailbox| login::select(mailbox, options.read_only));
    let user = options.login.as_ref();
    go(client, options, user, mailbox)
}

/// Goes back to where a connection has left off: the same user, with the password from where it came before, and the same mailbox.
/// Nothing but a mailbox's name is kept of the session before; a password that was typed is asked for again.
///
/// # Errors
/// If there is no password to be had.
pub(crate) fn restore(client: &mut Client, options: &Options, left: Option<&Left>) -> Result<Entered, Error> {
    let Some(left) = left else { return enter(client, options) };
    let own = options.login.as_ref().filter(|own| own.user.is_none() || own.user == left.user);
    let typed = left.user.clone().map(|user| Login { user: Some(user), mechanism: None });
    let mailbox = left.mailbox.as_ref().map(|mailbox| open(&mailbox.wire_name, mailbox.read_only || options.read_only));
    go(client, options, own.or(typed.as_ref()), mailbox)
}

fn go(
    client: &mut Client,
    options: &Options,
    user: Option<&Login>,
    mailbox: Option<Vec<Written>>,
) -> Result<Entered, Error> {
    if let Some(user) = user.filter(|_| client.snapshot().phase == Phase::NotAuthenticated) {
        let Some(attempt) = login::log_in(client, options, user)? else { return Ok(Entered::NoPassword) };
        if !attempt.outcome.is_ok() {
            return Ok(Entered::NotLoggedIn(attempt.outcome, attempt.hint));
        }
    }
    if let Some(outcome) = compress(client, options) {
        return Ok(Entered::Stopped(outcome));
    }
    let is_in = client.snapshot().phase.is_logged_in();
    if let Some(pieces) = mailbox.filter(|_| is_in) {
        let id = client.submit(Submission::pieces(pieces), &[]);
        let outcome = client.wait(id, None);
        if !outcome.is_ok() {
            return Ok(Entered::Stopped(outcome));
        }
    }
    Ok(Entered::In)
}

/// Compresses, if that is wanted and somebody is logged in. A server that cannot is no failure: compression only saves octets.
/// Answers with what came in place of a reply.
pub(crate) fn compress(client: &mut Client, options: &Options) -> Option<Outcome> {
    if !options.compress || client.snapshot().phase != Phase::Authenticated {
        return None;
    }
    if let Some(outcome) = login::learn_capabilities(client) {
        return Some(outcome);
    }
    let note = |client: &Client, text: &str| client.request(Request::Note(text.to_owned()));
    // RFC 4978 section 3: the capability names the algorithm.
    if !client.snapshot().can("COMPRESS=DEFLATE") {
        note(client, "--compress: the server does not offer COMPRESS=DEFLATE; nothing is compressed");
        return None;
    }
    let id = client.submit(Submission::line(None, "COMPRESS DEFLATE"), &[]);
    match client.wait(id, None) {
        Outcome::Completed(Completed { status: Status::Ok, .. }) => None,
        Outcome::Completed(_) => {
            note(client, "--compress: the server refused; nothing is compressed");
            None
        }
        other => Some(other),
    }
}

/// SELECT or EXAMINE with a name as it was sent once.
pub(crate) fn open(wire_name: &[u8], read_only: bool) -> Vec<Written> {
    let command: &[u8] = if read_only { b"EXAMINE " } else { b"SELECT " };
    let name = std::str::from_utf8(wire_name).ok().and_then(astring);
    let name = name.map_or_else(|| Written::Literal(wire_name.to_vec()), |name| Written::Text(name.into_bytes()));
    vec![Written::Text(command.to_vec()), name]
}

/// Makes the connection of `options` again, and goes back to where the last one has left off.
///
/// # Errors
/// If it cannot come about, or there is no password to be had.
pub(crate) fn reconnect(client: &mut Client, options: &Arc<Options>) -> Result<Entered, Error> {
    client.connect(options, false)?;
    resume(client, options)
}

/// Goes back to where the connection before this one has left off.
///
/// # Errors
/// If there is no password to be had.
pub(crate) fn resume(client: &mut Client, options: &Options) -> Result<Entered, Error> {
    let left = client.snapshot().left.clone();
    restore(client, options, left.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser as _;

    fn options(arguments: &[&str]) -> Options {
        match Cli::parse_from([&["imapsh", "-c", "NOOP"], arguments].concat()).task() {
            Ok(crate::cli::Task::Run(options)) => *options,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_password_goes_to_the_host_that_it_was_named_for() {
        let before = options(&["imap.example.com", "-u", "me", "--password-file", "secret", "--servername", "x"]);
        let same = retarget(&before, "imaps://me@IMAP.example.com:1993/Drafts").unwrap();
        assert_eq!((same.password, same.mailbox.as_deref()), (before.password.clone(), Some("Drafts")));
        let other = retarget(&before, "me@mail.example.org").unwrap();
        assert_eq!((other.password, other.server_name), (PasswordSource::Prompt, None));
        assert_eq!(retarget(&before, "demo").unwrap().password, PasswordSource::Prompt);
        assert!(retarget(&before, "mail.example.org").unwrap().login.is_none());
        assert!(retarget(&before, "http://x").is_err());
    }

    #[test]
    fn a_mailbox_is_opened_by_the_name_that_it_had() {
        assert_eq!(Submission::pieces(open(b"INBOX", true)).as_line(), b"EXAMINE INBOX");
        assert_eq!(Submission::pieces(open(b"My &- box", false)).as_line(), b"SELECT \"My &- box\"");
        assert_eq!(open(b"\xff", false)[1], Written::Literal(b"\xff".to_vec()));
    }
}

//! Why the last command was refused: the likely token, causes, and what to type next.

use crate::catalog::command::{self, COMMANDS};
use crate::catalog::near::nearest;
use crate::catalog::quirk::quirks_of;
use crate::catalog::{State, code};
use crate::session::{Refusal, Snapshot};
use crate::table::{Rows, fact as row};
use crate::wire::Status;

/// Large providers that want something else than the password of the account, by a part of the host's name.
const PROVIDERS: &[(&str, &str, &str)] = &[
    ("gmail", "Gmail", "an app password (its account page makes one), or AUTHENTICATE XOAUTH2 with a token"),
    ("google", "Gmail", "an app password (its account page makes one), or AUTHENTICATE XOAUTH2 with a token"),
    ("icloud", "iCloud", "an app-specific password, made on its account page"),
    ("mail.me.com", "iCloud", "an app-specific password, made on its account page"),
    ("office365", "Exchange Online", "AUTHENTICATE XOAUTH2 with a token; passwords are switched off"),
    ("outlook", "Exchange Online", "AUTHENTICATE XOAUTH2 with a token; passwords are switched off"),
    ("yahoo", "Yahoo", "an app password, made on its account page"),
    ("aol.com", "Yahoo", "an app password, made on its account page"),
];

/// What the server may mean, one thing in each row: what it is about, and what is known of it.
#[must_use]
pub fn why(snapshot: &Snapshot) -> Rows {
    let Some(refusal) = &snapshot.refusal else {
        return Rows::facts(vec![row("why", "No command was refused since the last one that was OK.")]);
    };
    let sent = String::from_utf8_lossy(&refusal.sent).into_owned();
    let mut rows = vec![row("sent", &sent)];
    rows.push(row(
        refusal.status.as_str(),
        match refusal.status {
            Status::No => "Understood, but it could not be done. RFC 9051 §7.1.2",
            _ => "Not understood, or not allowed now. RFC 9051 §7.1.3",
        },
    ));
    rows.extend(suspect(&sent, &refusal.text).map(|token| row("token", token)));
    if let Some(known) = refusal.code.as_deref().and_then(code::find) {
        rows.push(row(known.name, format!("{} {}", known.meaning, known.spec)));
        rows.push(row("next", known.action));
    }
    match command::find(&sent) {
        Some((command, _)) => {
            rows.extend(state(command, refusal).map(|text| row("state", text)));
            rows.push(row("usage", format!("{} {}", command.usage, command.spec)));
            rows.extend(login(command, snapshot).map(|text| row("login", text)));
            rows.extend(command.pitfalls.iter().map(|pitfall| row("pitfall", *pitfall)));
        }
        None => {
            let typed = sent.split(' ').next().unwrap_or_default();
            if let Some(near) = nearest(typed, COMMANDS.iter().filter(|row| row.is_typed()).map(|row| row.name)) {
                rows.push(row("next", format!("{typed} is no command that is known; {near} is.")));
            }
        }
    }
    Rows::facts(rows)
}

/// The word of the line that the server's text names: it mostly says what it does not like.
fn suspect(sent: &str, text: &str) -> Option<String> {
    let is_end = |char: char| !(char.is_alphanumeric() || matches!(char, '.' | '-' | '\\' | '$' | '+'));
    let told: Vec<&str> = text.split(is_end).map(|word| word.trim_end_matches('.')).collect();
    let mut words = sent.split(is_end).filter(|word| word.len() > 1).skip(1);
    let word = words.find(|word| told.iter().any(|told| told.eq_ignore_ascii_case(word)))?;
    Some(format!("{word}: the server names it"))
}

/// Whether the command was sent in a state that it is not for.
fn state(command: &command::Command, refusal: &Refusal) -> Option<String> {
    let next = match refusal.state {
        State::NotAuthenticated => "LOGIN, or :login",
        State::Authenticated => "SELECT INBOX",
        _ => "UNSELECT, or LOGOUT",
    };
    let is_wrong = !command.states.contains(refusal.state);
    is_wrong.then(|| format!("{} is for: {}. It was: {}. Next: {next}.", command.name, command.states, refusal.state))
}

/// After a refused login at a large provider: it wants something else than a password.
fn login(command: &command::Command, snapshot: &Snapshot) -> Option<String> {
    if !["LOGIN", "AUTHENTICATE"].contains(&command.name) {
        return None;
    }
    let host = snapshot.host.to_ascii_lowercase();
    let Some((_, server, wants)) = PROVIDERS.iter().find(|(part, ..)| host.contains(part)) else {
        return snapshot.offers("LOGINDISABLED").then(|| "The server allows no LOGIN here: STARTTLS first.".to_owned());
    };
    let quirk = quirks_of(server).find(|quirk| quirk.text.contains("log in") || quirk.text.contains("XOAUTH2"));
    let more = quirk.map(|quirk| format!(" {}", quirk.text)).unwrap_or_default();
    Some(format!("{server} wants {wants}.{more}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn told(sent: &str, code: Option<&str>, text: &str, host: &str) -> String {
        let refusal = Refusal {
            sent: sent.as_bytes().to_vec(),
            status: Status::No,
            code: code.map(str::to_owned),
            text: text.to_owned(),
            state: State::Authenticated,
        };
        let snapshot = Snapshot { host: host.to_owned(), refusal: Some(Arc::new(refusal)), ..Snapshot::default() };
        why(&snapshot).rows.into_iter().map(|row| format!("{}: {}\n", row[0], row[1])).collect()
    }

    #[test]
    fn a_code_a_state_a_token_and_the_next_line_are_told() {
        let text = told("COPY 1 Nowhere", Some("TRYCREATE"), "No mailbox Nowhere.", "h");
        assert!(text.contains("TRYCREATE: ") && text.contains("CREATE"), "{text}");
        assert!(text.contains("token: Nowhere: the server names it"), "{text}");
        assert!(text.contains("COPY is for: selected. It was: authenticated. Next: SELECT INBOX."), "{text}");
        assert!(told("SELCT INBOX", None, "", "h").contains("SELCT is no command that is known; SELECT is."));
        assert!(why(&Snapshot::default()).rows[0][1].to_string().starts_with("No command was refused"));
    }

    #[test]
    fn a_login_at_a_large_provider_wants_something_else() {
        assert!(told("LOGIN me", None, "", "imap.gmail.com").contains("Gmail wants an app password"));
        assert!(told("LOGIN me", None, "", "outlook.office365.com").contains("XOAUTH2"));
        assert!(!told("LOGIN me", None, "", "imap.example.com").contains("app password"));
        assert!(!told("NOOP", None, "", "imap.gmail.com").contains("app password"));
    }
}

//! What is unwise about a command, why one was refused, and what a read-only session must not send.
//!
//! Advice never keeps anybody from sending a line; only [`refusal`] does, where the person has asked for it.

mod read_only;
mod slip;
mod why;

pub use read_only::{literal_refusal, refusal};
pub use why::why;

use crate::catalog::argument::ArgKind;
use crate::catalog::command::{self, Command, Effect};
use crate::catalog::{Spec, capability, fetch, rfc};
use crate::sasl::Mechanism;
use crate::session::{Privacy, Snapshot, mailbox_arguments};
use crate::wire::{Kind, lex_command, utf7};

/// Something to know about a command that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What, in a sentence.
    pub text: String,
    /// Where it stands.
    pub spec: Spec,
}

/// What is unwise about `line`, a command without its tag, in view of what is known. The most important thing, if any:
/// one line is read, three are not.
#[must_use]
pub fn review(line: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    let Some((command, rest)) = command::find_bytes(line) else { return meant_for_us(line) };
    wrong_state(command, snapshot)
        .or_else(|| in_clear(command, rest, snapshot))
        .or_else(|| not_offered(command, snapshot))
        .or_else(|| mechanism_not_offered(command, rest, snapshot))
        .or_else(|| loses(command, rest, snapshot))
        .or_else(|| moved(command, snapshot))
        .or_else(|| sets_seen(command, rest, snapshot))
        .or_else(|| bare_ampersand(line, snapshot))
        .or_else(|| no_charset(command, rest, snapshot))
        .or_else(|| slip::slip(command, rest))
}

/// Words with which people ask a program for help, or leave it. They are sent all the same: a server may know them.
fn meant_for_us(line: &[u8]) -> Option<Advice> {
    let word = line.trim_ascii().to_ascii_lowercase();
    let meant = match &word[..] {
        b"?" | b"h" | b"help" | b"man" => ":help",
        b"\\q" | b"bye" | b"exit" | b"q" | b"quit" => ":quit, or LOGOUT",
        b"ls" => ":ls, or LIST \"\" *",
        _ => return None,
    };
    let text = format!("That is no command of IMAP; imapsh's own begin with a colon: {meant}.");
    Some(Advice { text, spec: rfc(9051, "6") })
}

/// RFC 3501 section 5.1.3: `&` starts modified UTF-7, and `&-` is the character itself.
fn bare_ampersand(line: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    if snapshot.takes_utf8() {
        return None;
    }
    let names = mailbox_arguments(line);
    let is_bare =
        |name: &&Vec<u8>| std::str::from_utf8(name).is_ok_and(|name| name.is_ascii() && utf7::decode(name).is_none());
    let name = String::from_utf8_lossy(names.iter().find(is_bare)?).into_owned();
    let meant = utf7::encode(&name);
    let text = format!("in a mailbox name & starts modified UTF-7, and {name} is none; is {meant} meant?");
    Some(Advice { text, spec: rfc(3501, "5.1.3") })
}

/// RFC 9051 section 6.4.4: without IMAP4rev2 or UTF8=ACCEPT the text of a search is US-ASCII, unless CHARSET says otherwise.
fn no_charset(command: &Command, rest: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    let is_search = ["SEARCH", "UID SEARCH"].contains(&command.name);
    let has_charset = rest.to_ascii_uppercase().windows(8).any(|word| word == b"CHARSET ");
    if !is_search || rest.is_ascii() || has_charset || snapshot.takes_utf8() {
        return None;
    }
    let text = format!("without a charset a search is for US-ASCII; {} CHARSET UTF-8 … says what it is.", command.name);
    Some(Advice { text, spec: command.spec })
}

/// What is about to be removed for good, as far as this session knows.
fn loses(command: &Command, rest: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    let told = |text: String| Some(Advice { text, spec: command.spec });
    let mailbox = snapshot.mailbox.as_ref().filter(|mailbox| !mailbox.read_only);
    match (command.name, mailbox.map(|mailbox| mailbox.marked.count())) {
        ("CLOSE", Some(0)) => told("CLOSE removes what is marked \\Deleted; UNSELECT does not.".into()),
        ("CLOSE", Some(marked)) => {
            told(format!("CLOSE removes the {} marked \\Deleted; UNSELECT does not.", messages(marked)))
        }
        ("EXPUNGE", Some(0)) => {
            told("EXPUNGE may remove messages that another session has marked: none is known here.".into())
        }
        ("EXPUNGE", Some(marked)) => told(format!(
            "EXPUNGE removes for good the {} that this session has seen marked \\Deleted, and any other that is.",
            messages(marked)
        )),
        ("DELETE", _) => {
            let name = slip::words(rest).into_iter().next()?;
            let name = std::str::from_utf8(name).ok()?.trim_matches('"');
            let held = snapshot.names.find(name)?.messages.filter(|held| *held > 0)?;
            told(format!("{name} held {} when STATUS counted; DELETE removes them too.", messages(held as usize)))
        }
        _ => None,
    }
}

fn messages(count: usize) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

/// RFC 9051 section 7.5.1: an EXPUNGE renumbers what is above it.
fn moved(command: &Command, snapshot: &Snapshot) -> Option<Advice> {
    let by_number = command.args.first().is_some_and(|arg| arg.kind == ArgKind::SequenceSet);
    let changes = !matches!(command.effect, Effect::Read | Effect::ReadWrite);
    let has_shifted = snapshot.mailbox.as_ref().is_some_and(|mailbox| mailbox.has_shifted);
    (by_number && changes && has_shifted).then(|| Advice {
        text: format!(
            "Messages were removed since numbers were last shown, so they may have moved; UID {} is safe.",
            command.name
        ),
        spec: rfc(9051, "7.5.1"),
    })
}

fn wrong_state(command: &Command, snapshot: &Snapshot) -> Option<Advice> {
    let state = snapshot.state();
    if command.states.contains(state) {
        return None;
    }
    let text = format!("{} is for the state {}; this one is {state}.", command.name, command.states);
    Some(Advice { text, spec: command.spec })
}

fn not_offered(command: &Command, snapshot: &Snapshot) -> Option<Advice> {
    let offered = snapshot.capabilities.as_ref()?;
    let fulfils = |required: &&str| offered.iter().any(|word| capability::fulfils(word, required));
    if command.requires.is_empty() || command.requires.iter().any(fulfils) {
        return None;
    }
    let text =
        format!("{} needs {}, which this server does not say it has.", command.name, command.requires.join(" or "));
    Some(Advice { text, spec: command.spec })
}

/// The mechanism of AUTHENTICATE.
fn mechanism_name<'a>(command: &Command, rest: &'a [u8]) -> Option<&'a str> {
    let is_authenticate = command.name == "AUTHENTICATE";
    str::from_utf8(rest).ok()?.split_whitespace().next().filter(|_| is_authenticate)
}

/// RFC 9051 section 6.2.3: a password sent over an open network is a risk.
fn in_clear(command: &Command, rest: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    if snapshot.privacy != Privacy::Plaintext {
        return None;
    }
    let mechanism = mechanism_name(command, rest);
    let is_telling = mechanism.and_then(Mechanism::find).is_some_and(Mechanism::tells_secret);
    let tells = command.name == "LOGIN" || is_telling;
    let text = format!(
        "{} tells the password to whoever reads along: this link is not encrypted.",
        mechanism.unwrap_or(command.name)
    );
    tells.then_some(Advice { text, spec: rfc(9051, "6.2.3") })
}

/// RFC 9051 section 6.2.2: a mechanism is offered as a capability, `AUTH=…`.
fn mechanism_not_offered(command: &Command, rest: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    let name = mechanism_name(command, rest)?;
    if snapshot.capabilities.is_none() || snapshot.can(&format!("AUTH={name}")) {
        return None;
    }
    Some(Advice { text: format!("This server does not say that it takes {name}."), spec: command.spec })
}

/// RFC 9051 section 6.4.5: BODY[…] sets \Seen, BODY.PEEK[…] does not.
fn sets_seen(command: &Command, rest: &[u8], snapshot: &Snapshot) -> Option<Advice> {
    let is_fetch = command.name == "FETCH" || command.name == "UID FETCH";
    if !is_fetch || snapshot.mailbox.as_ref().is_some_and(|mailbox| mailbox.read_only) {
        return None;
    }
    let lexed = lex_command(rest, false);
    let tokens: Vec<(Kind, &[u8])> = lexed.iter().collect();
    tokens.iter().enumerate().find_map(|(at, (kind, word))| {
        if !matches!(kind, Kind::Word | Kind::Name) {
            return None;
        }
        let word = std::str::from_utf8(word).ok()?;
        let has_section = tokens.get(at + 1).is_some_and(|(kind, _)| *kind == Kind::SectionOpen);
        let item = fetch::find(&if has_section { format!("{word}[]") } else { word.to_owned() })?;
        let peek = match word.to_ascii_uppercase().as_str() {
            "BODY" => "BODY.PEEK[]",
            "BINARY" => "BINARY.PEEK[]",
            _ => "BODY.PEEK[]",
        };
        let text = format!("{word}{} sets \\Seen; {peek} does not.", if has_section { "[]" } else { "" });
        item.sets_seen.then_some(Advice { text, spec: item.spec })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::session::{Mailbox, Phase};

    fn told(line: &str, phase: Phase) -> Option<String> {
        told_on(Privacy::Secure, line, phase)
    }

    fn told_on(privacy: Privacy, line: &str, phase: Phase) -> Option<String> {
        let capabilities = ["IMAP4rev1", "IDLE", "AUTH=PLAIN"].map(str::to_owned).to_vec();
        let snapshot = Snapshot { phase, privacy, capabilities: Some(Arc::new(capabilities)), ..Snapshot::default() };
        review(line.as_bytes(), &snapshot).map(|advice| format!("{} {}", advice.text, advice.spec))
    }

    #[test]
    fn reading_that_marks_as_read_is_told() {
        let advice = told("FETCH 1 (FLAGS BODY[TEXT])", Phase::Selected).unwrap();
        assert_eq!(advice, "BODY[] sets \\Seen; BODY.PEEK[] does not. RFC 9051 §6.4.5");
        assert!(told("UID FETCH 1 rfc822", Phase::Selected).unwrap().contains("rfc822 sets \\Seen"));
        for line in ["FETCH 1 BODY.PEEK[]", "FETCH 1 (BODY FLAGS)", "FETCH 1 RFC822.SIZE", "FETCH 1 BODYSTRUCTURE"] {
            assert_eq!(told(line, Phase::Selected), None, "{line}");
        }
        let mailbox = Some(Mailbox { read_only: true, ..Mailbox::default() });
        let snapshot = Snapshot { phase: Phase::Selected, mailbox, ..Snapshot::default() };
        assert_eq!(review(b"FETCH 1 BODY[]", &snapshot), None);
    }

    #[test]
    fn a_wrong_state_is_told() {
        let advice = told("FETCH 1 FLAGS", Phase::Authenticated).unwrap();
        assert!(advice.starts_with("FETCH is for the state selected; this one is authenticated."), "{advice}");
        assert_eq!(told("NOOP", Phase::NotAuthenticated), None);
    }

    #[test]
    fn a_capability_that_is_not_offered_is_told() {
        assert!(told("MOVE 1 Trash", Phase::Selected).unwrap().contains("needs MOVE"));
        assert_eq!(told("IDLE", Phase::Selected), None);
        let unknown = Snapshot { phase: Phase::Selected, ..Snapshot::default() };
        assert_eq!(review(b"MOVE 1 Trash", &unknown), None);
    }

    #[test]
    fn what_is_lost_is_counted_as_far_as_it_is_known() {
        assert!(told("CLOSE", Phase::Selected).is_none(), "no mailbox is known");
        let mut marked = crate::session::Marked::default();
        let mut snapshot =
            Snapshot { phase: Phase::Selected, mailbox: Some(Mailbox::default()), ..Snapshot::default() };
        let told = |snapshot: &Snapshot, line: &str| review(line.as_bytes(), snapshot).map(|advice| advice.text);
        assert!(told(&snapshot, "CLOSE").unwrap().starts_with("CLOSE removes what is marked"));
        assert!(told(&snapshot, "EXPUNGE").unwrap().contains("may remove"));
        marked.mark(3, true);
        snapshot.mailbox = Some(Mailbox { marked: Arc::new(marked), ..Mailbox::default() });
        assert!(told(&snapshot, "close").unwrap().contains("the 1 message marked"));
        assert!(told(&snapshot, "EXPUNGE").unwrap().contains("the 1 message that this session"));
        snapshot.mailbox = Some(Mailbox { read_only: true, ..Mailbox::default() });
        assert_eq!(told(&snapshot, "CLOSE"), None);
        let name = crate::session::Name::new(b"Old", Some(12));
        snapshot.names = Arc::new(snapshot.names.with(name.into_iter().collect()));
        assert!(told(&snapshot, "DELETE \"Old\"").unwrap().contains("12 messages"));
        assert_eq!(told(&snapshot, "DELETE Other"), None);
    }

    #[test]
    fn numbers_that_have_moved_are_told_where_they_do_harm() {
        let mailbox = Some(Mailbox { has_shifted: true, ..Mailbox::default() });
        let snapshot = Snapshot { phase: Phase::Selected, mailbox, ..Snapshot::default() };
        let text = review(b"STORE 3 +FLAGS (\\Deleted)", &snapshot).unwrap().text;
        assert!(text.contains("UID STORE is safe"), "{text}");
        assert_eq!(review(b"FETCH 3 FLAGS", &snapshot), None);
        assert_eq!(review(b"UID STORE 3 +FLAGS (x)", &snapshot), None);
    }

    #[test]
    fn a_password_in_clear_is_told_and_a_mechanism_that_is_not_offered() {
        let phase = Phase::NotAuthenticated;
        for line in ["LOGIN me pass", "AUTHENTICATE plain", "AUTHENTICATE XOAUTH2 abc"] {
            let advice = told_on(Privacy::Plaintext, line, phase).expect(line);
            assert!(advice.ends_with("this link is not encrypted. RFC 9051 §6.2.3"), "{advice}");
            assert!(!told(line, phase).unwrap_or_default().contains("encrypted"), "{line}");
            assert!(!told_on(Privacy::Local, line, phase).unwrap_or_default().contains("encrypted"), "{line}");
        }
        assert_eq!(told("AUTHENTICATE PLAIN", phase), None);
        let advice = told("AUTHENTICATE SCRAM-SHA-256", phase).unwrap();
        assert!(advice.starts_with("This server does not say that it takes SCRAM-SHA-256."), "{advice}");
        assert_eq!(told("AUTHENTICATE", phase), None);
    }

    #[test]
    fn a_bare_ampersand_in_a_mailbox_name_is_told() {
        let advice = told("SELECT \"A & B\"", Phase::Authenticated).unwrap();
        assert_eq!(
            advice,
            "in a mailbox name & starts modified UTF-7, and A & B is none; is A &- B meant? RFC 3501 §5.1.3"
        );
        for line in ["SELECT \"A &- B\"", "SELECT Entw&APw-rfe", "SEARCH SUBJECT \"A & B\"", "SELECT ü&"] {
            assert_eq!(told(line, Phase::Selected).filter(|advice| advice.contains("UTF-7")), None, "{line}");
        }
        let enabled = vec!["UTF8=ACCEPT".to_owned()];
        assert_eq!(
            review(b"CREATE a&b", &Snapshot { phase: Phase::Authenticated, enabled, ..Snapshot::default() }),
            None
        );
    }

    #[test]
    fn a_search_beyond_ascii_without_a_charset_is_told() {
        let advice = told("UID SEARCH SUBJECT \"grün\"", Phase::Selected).unwrap();
        assert!(advice.contains("UID SEARCH CHARSET UTF-8 …"), "{advice}");
        assert_eq!(told("SEARCH charset utf-8 SUBJECT \"grün\"", Phase::Selected), None);
        assert_eq!(told("SEARCH SUBJECT \"green\"", Phase::Selected), None);
    }

    #[test]
    fn what_is_unknown_gets_no_advice() {
        assert_eq!(told("FROB 1", Phase::Selected), None);
        assert_eq!(told("", Phase::Selected), None);
    }
}

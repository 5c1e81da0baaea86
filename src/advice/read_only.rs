//! What a session that must not change anything refuses to send.
//!
//! Whatever is not known to be harmless is refused: an unknown command, an unknown item, a literal where none belongs.

use crate::advice::slip::words;
use crate::catalog::command::{self, Command, Effect};
use crate::catalog::vocabulary::modifier::FETCH_MODIFIERS;
use crate::catalog::{fetch, vocabulary};
use crate::session::Snapshot;
use crate::wire::{Kind, lex_command, literal_header};

/// Why `line`, a command without its tag, is not sent in a read-only session, and what may be tried instead; `None` if it
/// may be sent. `has_more` says whether a literal is to follow.
#[must_use]
pub fn refusal(line: &[u8], has_more: bool, snapshot: &Snapshot) -> Option<String> {
    let Some((command, rest)) = command::find_bytes(line) else {
        return Some("a command that is not known may change anything".to_owned());
    };
    if let Some(why) = literal_refusal(line, snapshot) {
        return Some(why);
    }
    let has_more = has_more || literal_header(line).is_some();
    match (command.name, command.effect) {
        ("SELECT", _) => {
            let mailbox = String::from_utf8_lossy(rest).trim().to_owned();
            Some(format!("SELECT can change flags; EXAMINE {mailbox} opens it for reading only").trim().to_owned())
        }
        ("CLOSE", _) => Some("CLOSE can remove messages; UNSELECT does not".to_owned()),
        // Where no string belongs, a server may take a literal's octets for commands.
        _ if has_more && command.args.is_empty() => Some(format!("{} has no literal", command.name)),
        (_, Effect::Read | Effect::Session) => None,
        (_, Effect::ReadWrite) => sets_seen(command, rest, has_more, snapshot),
        (_, Effect::Write | Effect::Destructive) => Some(format!("{} changes the server", command.name)),
    }
}

/// Why the literal that `line` announces is not sent: a server that does not know `{N+}` takes its octets for commands.
/// RFC 7888 sections 4 and 5.
#[must_use]
pub fn literal_refusal(line: &[u8], snapshot: &Snapshot) -> Option<String> {
    let literal = literal_header(line).filter(|literal| !literal.sync)?;
    let known = snapshot.nonsync();
    let is_known = literal.octets <= if literal.binary { known.literal8 } else { known.literal };
    (!is_known).then(|| "a server without LITERAL+ may take a {N+} literal for commands; {N} waits".to_owned())
}

/// A FETCH is harmless in a mailbox that the server says is read-only, or if it asks for nothing that sets `\Seen`.
fn sets_seen(command: &Command, rest: &[u8], has_more: bool, snapshot: &Snapshot) -> Option<String> {
    // A reply that is still to come may open another mailbox before this command arrives.
    let is_safe = snapshot.in_flight == 0
        && snapshot.mailbox.as_ref().is_some_and(|mailbox| mailbox.read_only && mailbox.told_read_only);
    if is_safe {
        return None;
    }
    if has_more {
        return Some(format!("what follows the literal in {} is not known yet", command.name));
    }
    let words = words(rest);
    let set = words.first().copied().unwrap_or_default();
    let is_set = set.iter().all(|octet| octet.is_ascii_digit() || b",:*$".contains(octet));
    let items = rest.trim_ascii_start().get(set.len()..).unwrap_or_default();
    // What hides behind a tab is not the set.
    let harmful = if is_set { first_harmful(items)? } else { String::from_utf8_lossy(set).into_owned() };
    Some(format!("{harmful} may set \\Seen; BODY.PEEK[] does not, and nothing does after EXAMINE"))
}

/// The first item that sets `\Seen`, or that is not known.
fn first_harmful(items: &[u8]) -> Option<String> {
    let padded = [b"X", items].concat();
    let lexed = lex_command(&padded, false);
    let tokens: Vec<(Kind, &[u8])> = lexed.iter().skip(1).collect();
    let mut depth = 0_usize;
    for (at, (kind, octets)) in tokens.iter().enumerate() {
        let has_section = matches!(tokens.get(at + 1), Some((Kind::SectionOpen, _)));
        match kind {
            Kind::SectionOpen => depth += 1,
            Kind::SectionClose => depth = depth.saturating_sub(1),
            Kind::Space | Kind::LineEnd | Kind::Open | Kind::Close | Kind::Number => {}
            _ if depth > 0 => {}
            Kind::Word => {
                let word = String::from_utf8_lossy(octets).into_owned();
                let item = fetch::find(&if has_section { format!("{word}[]") } else { word.clone() });
                let is_known = item.is_some_and(|item| !item.sets_seen)
                    || vocabulary::find(FETCH_MODIFIERS, &word).is_some()
                    || word.starts_with('<')
                    || word.bytes().all(|octet| octet.is_ascii_digit() || matches!(octet, b':' | b'-'));
                if !is_known {
                    return Some(word + if has_section { "[]" } else { "" });
                }
            }
            _ => return Some(String::from_utf8_lossy(octets).into_owned()),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::command::COMMANDS;
    use crate::session::Mailbox;

    fn refused(line: &str, snapshot: &Snapshot) -> bool {
        refusal(line.as_bytes(), false, snapshot).is_some()
    }

    #[test]
    fn nothing_that_can_change_the_server_is_sent() {
        let open = Snapshot { mailbox: Some(Mailbox::default()), ..Snapshot::default() };
        for line in [
            "STORE 1 +FLAGS (\\Seen)",
            "UID STORE 1 +FLAGS (\\Seen)",
            "uid store 1 +flags x",
            "UID  STORE 1 +FLAGS x",
            " STORE 1 FLAGS x",
            "STORE\t1 FLAGS x",
            "DELETE x",
            "APPEND x {3}",
            "EXPUNGE",
            "CLOSE",
            "SELECT INBOX",
            "select {5+}",
            "XFROB",
            "",
            "FETCH 1 BODY[]",
            "FETCH 1 (FLAGS body[text]<0.9>)",
            "UID FETCH 1 RFC822",
            "FETCH 1 RFC822.TEXT",
            "FETCH 1 BINARY[1]",
            "FETCH 1\tBODY[]",
            "FETCH BODY[] BODY[]",
            "FETCH 1 (FROB)",
            "FETCH 1 \"BODY\"[]",
            "FETCH 1 BODY.PEEK[HEADER.FIELDS ({4}",
            "FETCH 1 BODY.PEEK[(] BODY[]",
            "NOOP {20}",
            "SEARCH TEXT {20+}",
        ] {
            assert!(refused(line, &open), "{line}");
        }
    }

    #[test]
    fn what_reads_is_sent() {
        let open = Snapshot { mailbox: Some(Mailbox::default()), ..Snapshot::default() };
        for line in [
            "NOOP",
            "LOGIN me {3}",
            "AUTHENTICATE PLAIN",
            "EXAMINE INBOX",
            "UNSELECT",
            "LIST \"\" *",
            "FETCH 1:* (FLAGS UID BODY.PEEK[HEADER.FIELDS (FROM)]<0.100>)",
            "FETCH 1 ALL",
            "UID FETCH 1:* FLAGS (CHANGEDSINCE 12 VANISHED)",
            "UID SEARCH TEXT {3}",
            "IDLE",
            "LOGOUT",
        ] {
            assert!(!refused(line, &open), "{line}");
        }
        let offers =
            Snapshot { capabilities: Some(std::sync::Arc::new(vec!["LITERAL+".to_owned()])), ..Snapshot::default() };
        assert!(!refused("SEARCH TEXT {9000+}", &offers));
        let examined = |told_read_only, in_flight| Snapshot {
            mailbox: Some(Mailbox { read_only: true, told_read_only, ..Mailbox::default() }),
            in_flight,
            ..Snapshot::default()
        };
        assert!(!refused("FETCH 1 BODY[]", &examined(true, 0)));
        assert!(refused("FETCH 1 BODY[]", &examined(false, 0)));
        assert!(refused("FETCH 1 BODY[]", &examined(true, 1)));
    }

    #[test]
    fn every_command_of_the_catalog_is_judged_by_its_effect() {
        for command in COMMANDS.iter().filter(|command| command.is_typed()) {
            let is_refused = refused(command.name, &Snapshot::default());
            match command.effect {
                Effect::Write | Effect::Destructive => assert!(is_refused, "{}", command.name),
                Effect::Read | Effect::Session if command.name != "SELECT" => assert!(!is_refused, "{}", command.name),
                _ => {}
            }
        }
    }
}

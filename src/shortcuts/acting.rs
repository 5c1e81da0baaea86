//! The plans of the shortcuts that change something: the connection, flags, messages. Pure.

use std::time::Duration;

use crate::session::Snapshot;
use crate::shortcuts::plan::seconds;
use crate::shortcuts::{Plan, Settling, Step, Which};
use crate::wire::{astring, utf7};

/// The flag of what is to be removed.
const DELETED: &str = "\\Deleted";

/// How long nothing is sent before `:keepalive` alone sends NOOP: routers forget a silent connection after five minutes.
const KEEPALIVE_USUAL: Duration = Duration::from_secs(4 * 60);

/// The messages that the first of `words` names: `1:3`, `483` with `-u` anywhere, `{$uids}`.
fn take(snapshot: &Snapshot, words: &mut Vec<String>) -> Result<Which, String> {
    let mut is_uid = false;
    words.retain(|word| {
        is_uid |= word == "-u";
        word != "-u"
    });
    if words.is_empty() {
        return Err("which messages? a set such as 1:3,7, *, -u 483, or {$uids}".to_owned());
    }
    Which::named(snapshot, &words.remove(0), is_uid)
}

/// The words of a line, as in a shell: quotes hold spaces together. `\"` and `\\` stand for themselves between double quotes; a single
/// quote is one at the start of a word only, since names have apostrophes.
///
/// # Errors
/// If a quote is not closed.
pub(super) fn words(rest: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut chars = rest.trim_start().chars().peekable();
    while chars.peek().is_some() {
        let mut word = String::new();
        let mut quote = chars.next_if_eq(&'\'');
        while let Some(char) = chars.next_if(|char| quote.is_some() || !char.is_whitespace()) {
            match char {
                '"' if quote.is_none() => quote = Some('"'),
                '\\' if quote == Some('"') && matches!(chars.peek(), Some('"' | '\\')) => word.extend(chars.next()),
                char if quote == Some(char) => quote = None,
                char => word.push(char),
            }
        }
        if quote.is_some() {
            return Err("a quote is not closed".to_owned());
        }
        words.push(word);
        while chars.next_if(|char| char.is_whitespace()).is_some() {}
    }
    Ok(words)
}

/// A name that may have spaces: what is left of a line. Quotes around it, which one word would need, are not a part of it.
///
/// # Errors
/// If there is more behind the quotes, or they are not closed.
pub(super) fn one_name(rest: &str) -> Result<String, String> {
    let rest = rest.trim();
    if !rest.starts_with(['"', '\'']) {
        return Ok(rest.to_owned());
    }
    match &words(rest)?[..] {
        [name] => Ok(name.clone()),
        _ => Err(format!("{rest}: what stands behind the quotes is too much")),
    }
}

fn one_set(snapshot: &Snapshot, rest: &str) -> Result<Which, String> {
    let mut words = words(rest)?;
    let set = take(snapshot, &mut words)?;
    match words.first() {
        None => Ok(set),
        Some(word) => Err(format!("{word:?} is one word too many")),
    }
}

pub(super) fn delete(snapshot: &Snapshot, rest: &str) -> Plan {
    Ok(vec![Step::Delete(one_set(snapshot, rest)?)])
}

pub(super) fn undelete(snapshot: &Snapshot, rest: &str) -> Plan {
    let set = if rest.is_empty() { None } else { Some(one_set(snapshot, rest)?) };
    Ok(vec![Step::Undelete(set)])
}

pub(super) fn expunge(_: &Snapshot, rest: &str) -> Plan {
    if rest.is_empty() {
        Ok(vec![Step::Expunge])
    } else {
        Err("it removes what this session marked; UID EXPUNGE SET takes a set".to_owned())
    }
}

pub(super) fn flag(snapshot: &Snapshot, rest: &str) -> Plan {
    store(snapshot, rest, "+FLAGS")
}

pub(super) fn unflag(snapshot: &Snapshot, rest: &str) -> Plan {
    store(snapshot, rest, "-FLAGS")
}

fn store(snapshot: &Snapshot, rest: &str, item: &str) -> Plan {
    let mut words = words(rest)?;
    let which = take(snapshot, &mut words)?;
    let mut flags = flags(&words)?;
    if flags.is_empty() {
        return Err("which flags? \\Seen, \\Flagged, or a word of your own".to_owned());
    }
    // What this session has marked is remembered, however it was said.
    let marks = flags.iter().any(|flag| flag == DELETED);
    flags.retain(|flag| flag != DELETED);
    let mut steps = Vec::new();
    if !flags.is_empty() {
        let store = |part: &Which| format!("{}STORE {} {item} ({})", part.prefix(), part.set, flags.join(" "));
        steps.extend(which.parts().iter().map(|part| Step::Send { line: store(part), claims: &[] }));
    }
    if marks {
        steps.push(if item == "+FLAGS" { Step::Delete(which) } else { Step::Undelete(Some(which)) });
    }
    Ok(steps)
}

/// Flags between spaces. The flags of the standard may do without their backslash, which shells and fingers lose: a keyword
/// that is called `seen` would only mislead (RFC 9051 section 2.3.2).
fn flags(words: &[String]) -> Result<Vec<String>, String> {
    const SYSTEM: [&str; 5] = ["Answered", "Deleted", "Draft", "Flagged", "Seen"];
    let flag = |word: &String| {
        let name = word.strip_prefix('\\').unwrap_or(word);
        if let Some(system) = SYSTEM.iter().find(|system| system.eq_ignore_ascii_case(name)) {
            return Ok(format!("\\{system}"));
        }
        // RFC 9051 section 9: a flag is an atom.
        let is_atom = |char: char| char.is_ascii_graphic() && !"(){%*\"\\]".contains(char);
        let is_flag = !name.is_empty() && name.chars().all(is_atom);
        if is_flag { Ok(word.clone()) } else { Err(format!("{word:?} is no flag")) }
    };
    words.iter().map(flag).collect()
}

pub(super) fn append(snapshot: &Snapshot, rest: &str) -> Plan {
    let words = words(rest)?;
    let [mailbox, file, flag_words @ ..] = &words[..] else {
        return Err("into which mailbox, and which file? :append Drafts message.eml \\Seen".to_owned());
    };
    if file.ends_with('\\') {
        return Err(format!("{file}: a name with spaces stands in quotes"));
    }
    let mailbox = if snapshot.takes_utf8() { mailbox.clone() } else { utf7::meant(mailbox) };
    let mailbox =
        astring(&mailbox).unwrap_or_else(|| format!("\"{}\"", mailbox.replace('\\', "\\\\").replace('"', "\\\"")));
    let flags = flags(flag_words)?.join(" ");
    let flags = if flags.is_empty() { flags } else { format!("({flags}) ") };
    let line = format!("APPEND {mailbox} {flags}{{@{}}}", file.replace('}', "\\}"));
    Ok(vec![Step::Compose { line, claims: &[] }])
}

pub(super) fn keepalive(_: &Snapshot, rest: &str) -> Plan {
    Ok(vec![Step::KeepAlive(match rest {
        "" => Some(KEEPALIVE_USUAL),
        "off" => None,
        text => match seconds(text)? {
            // NOOP after NOOP is no way to keep anything alive.
            pause if pause < Duration::from_secs(1) => return Err("at least a second".to_owned()),
            pause => Some(pause),
        },
    })])
}

pub(super) fn connect(_: &Snapshot, rest: &str) -> Plan {
    if rest.is_empty() {
        return Err("to whom? HOST, USER@HOST:PORT, imaps://…, or demo".to_owned());
    }
    Ok(vec![Step::Connect(rest.to_owned())])
}

pub(super) fn quit(_: &Snapshot, rest: &str) -> Plan {
    match rest {
        "" => Ok(vec![Step::Quit]),
        "--expunge" => Ok(vec![Step::Settle(Settling::Expunge), Step::Quit]),
        "--undelete" => Ok(vec![Step::Settle(Settling::Undelete), Step::Quit]),
        other => Err(format!("--expunge or --undelete, not {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Mailbox;

    fn knowing(uids: Option<&str>) -> Snapshot {
        Snapshot { mailbox: Some(Mailbox { uids: uids.map(Into::into), ..Mailbox::default() }), ..Snapshot::default() }
    }

    fn sent(plan: Plan) -> String {
        match &plan.unwrap()[..] {
            [Step::Send { line, .. } | Step::Compose { line, .. }] => line.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn flags_are_set_by_number_by_uid_and_on_what_was_found() {
        let known = knowing(Some("4:6"));
        assert_eq!(sent(flag(&known, "1:3,* seen \\flagged work")), "STORE 1:3,* +FLAGS (\\Seen \\Flagged work)");
        assert_eq!(sent(flag(&known, "-u 483 $Junk")), "UID STORE 483 +FLAGS ($Junk)");
        assert_eq!(sent(unflag(&known, "{$uids} \\Seen")), "UID STORE 4:6 -FLAGS (\\Seen)");
        let three = Which { set: "3".into(), is_uid: false };
        let marked = flag(&known, "3 deleted seen").unwrap();
        let store = Step::Send { line: "STORE 3 +FLAGS (\\Seen)".into(), claims: &[] };
        assert_eq!(marked, [store, Step::Delete(three.clone())], "what this session marks is remembered");
        assert_eq!(unflag(&known, "3 \\Deleted").unwrap(), [Step::Undelete(Some(three))]);
        for (wrong, says) in
            [("", "which messages"), ("1", "which flags"), ("x \\Seen", "no set"), ("1 a(b", "no flag")]
        {
            assert!(flag(&known, wrong).unwrap_err().contains(says), "{wrong}");
        }
        assert!(flag(&knowing(None), "{$uids} \\Seen").unwrap_err().contains("not known"));
        assert!(delete(&knowing(Some("")), "{$uids}").unwrap_err().contains("found nothing"));
        assert!(delete(&known, "1 2").unwrap_err().contains("too many"));
    }

    #[test]
    fn words_are_those_of_a_shell() {
        let split = |text: &str| words(text).unwrap().join("|");
        assert_eq!(split("  a \"b c\"d  'e \"f\" \\' O'Brien "), "a|b cd|e \"f\" \\|O'Brien");
        assert_eq!(split(""), "");
        assert_eq!(words("\"\" x"), Ok(vec![String::new(), "x".to_owned()]));
        assert!(words("'a").is_err() && words("a\"b").is_err());
    }

    #[test]
    fn append_quotes_what_needs_it() {
        let none = Snapshot::default();
        assert_eq!(sent(append(&none, "INBOX a.eml")), "APPEND INBOX {@a.eml}");
        assert_eq!(
            sent(append(&none, "\"My \\\"mail\" \"a }b\" seen x")),
            "APPEND \"My \\\"mail\" (\\Seen x) {@a \\}b}"
        );
        assert!(append(&none, "INBOX").is_err() && append(&none, "INBOX \"a").unwrap_err().contains("quote"));
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        let none = Snapshot::default();
        assert_eq!(keepalive(&none, "off"), Ok(vec![Step::KeepAlive(None)]));
        assert_eq!(keepalive(&none, "90"), Ok(vec![Step::KeepAlive(Some(Duration::from_secs(90)))]));
        assert!(keepalive(&none, "0").is_err() && keepalive(&none, "soon").is_err());
        assert!(quit(&none, "--now").is_err() && connect(&none, "").is_err() && expunge(&none, "1").is_err());
        assert_eq!(quit(&none, "--undelete"), Ok(vec![Step::Settle(Settling::Undelete), Step::Quit]));
    }
}

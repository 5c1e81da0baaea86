//! Slips of the hand and of the grammar, which a server answers with BAD or, worse, does not.

use crate::advice::Advice;
use crate::catalog::argument::ArgKind;
use crate::catalog::command::Command;
use crate::catalog::{rfc, search};
use crate::wire::{Kind, lex_command};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What is wrong with the arguments `rest` of `command`, if anything that is seen often.
pub(crate) fn slip(command: &Command, rest: &[u8]) -> Option<Advice> {
    let words = words(rest);
    match command.name {
        // RFC 9051 section 6.3.13: only the client's IDLE makes sense of it, and it has no tag.
        "DONE" => {
            Some(Advice { text: "DONE stands alone, without a tag; here no IDLE runs.".into(), spec: rfc(2177, "3") })
        }
        "LIST" | "LSUB" if words.len() == 1 => Some(Advice {
            text: format!("{} wants two arguments, and the first is nearly always \"\".", command.name),
            spec: command.spec,
        }),
        _ => space_in_name(command, &words).or_else(|| date(command, &words)),
    }
}

/// The words, strings and lists that the spaces outside of brackets part.
pub(crate) fn words(rest: &[u8]) -> Vec<&[u8]> {
    // A name before them, so that the first is not taken for one.
    let padded = [b"X", rest].concat();
    let mut found = Vec::new();
    let (mut depth, mut at, mut start) = (0_usize, 0, None);
    for (kind, octets) in lex_command(&padded, false).iter().skip(1) {
        match kind {
            Kind::Space | Kind::LineEnd if depth == 0 => found.extend(start.take().map(|start| &rest[start..at])),
            _ => {
                start.get_or_insert(at);
                match kind {
                    Kind::Open => depth += 1,
                    Kind::Close => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
        }
        at += octets.len();
    }
    found.extend(start.map(|start| &rest[start..at]));
    found
}

/// More words than arguments, behind a mailbox's name: it has a space, and needs quotes. RFC 9051 section 9, astring.
fn space_in_name(command: &Command, words: &[&[u8]]) -> Option<Advice> {
    let at = command.args.iter().position(|arg| matches!(arg.kind, ArgKind::Mailbox | ArgKind::MailboxNew))?;
    let is_last = command.args[at + 1..].iter().all(|arg| arg.optional && arg.kind.mark() == Some("("));
    let end = words.iter().position(|word| word.starts_with(b"(")).unwrap_or(words.len());
    let name = words.get(at..end).filter(|name| is_last && name.len() > 1)?;
    if name.iter().any(|word| word.starts_with(b"\"") || word.starts_with(b"{")) {
        return None;
    }
    let name = String::from_utf8_lossy(&name.join(&b' ')).into_owned();
    Some(Advice { text: format!("A name with a space needs quotes: \"{name}\"."), spec: rfc(9051, "9") })
}

/// RFC 9051 section 9, date-text: `1-Feb-2026` and nothing else.
fn date(command: &Command, words: &[&[u8]]) -> Option<Advice> {
    if !command.args.iter().any(|arg| arg.kind == ArgKind::SearchCriteria) {
        return None;
    }
    words.windows(2).find_map(|pair| {
        let key = search::find(std::str::from_utf8(pair[0]).ok()?).filter(|key| key.usage().ends_with("<date>"))?;
        let date = std::str::from_utf8(pair[1]).ok()?.trim_matches('"');
        if is_date(date) {
            return None;
        }
        let better = from_iso(date).unwrap_or_else(|| "1-Feb-2026".to_owned());
        Some(Advice { text: format!("{} wants a date like {better}, not {date}.", key.name), spec: key.spec })
    })
}

fn is_date(date: &str) -> bool {
    let mut parts = date.split('-');
    let is_number = |part: Option<&str>, digits: std::ops::RangeInclusive<usize>| {
        part.is_some_and(|part| digits.contains(&part.len()) && part.bytes().all(|octet| octet.is_ascii_digit()))
    };
    is_number(parts.next(), 1..=2)
        && parts.next().is_some_and(|month| MONTHS.iter().any(|own| own.eq_ignore_ascii_case(month)))
        && is_number(parts.next(), 4..=4)
        && parts.next().is_none()
}

/// `2026-02-01` as IMAP writes it.
fn from_iso(date: &str) -> Option<String> {
    let mut parts = date.split(['-', '/']).map(|part| part.parse::<usize>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let month = MONTHS.get(month.checked_sub(1)?)?;
    (year >= 1000 && (1..=31).contains(&day)).then(|| format!("{day}-{month}-{year}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::command;

    fn told(line: &str) -> Option<String> {
        let (command, rest) = command::find_bytes(line.as_bytes()).unwrap();
        slip(command, rest).map(|advice| advice.text)
    }

    #[test]
    fn what_is_often_mistyped_is_told() {
        for (line, text) in [
            ("LIST *", "LIST wants two arguments, and the first is nearly always \"\"."),
            ("SELECT Sent Items", "A name with a space needs quotes: \"Sent Items\"."),
            ("COPY 1 My Mail", "A name with a space needs quotes: \"My Mail\"."),
            ("EXAMINE a b (CONDSTORE)", "A name with a space needs quotes: \"a b\"."),
            ("SEARCH SINCE 2026-02-01", "SINCE wants a date like 1-Feb-2026, not 2026-02-01."),
            ("UID SEARCH UNSEEN BEFORE yesterday", "BEFORE wants a date like 1-Feb-2026, not yesterday."),
            ("DONE", "DONE stands alone, without a tag; here no IDLE runs."),
        ] {
            assert_eq!(told(line).as_deref(), Some(text), "{line}");
        }
    }

    #[test]
    fn what_is_right_is_not_told() {
        for line in [
            "LIST \"\" *",
            "LIST",
            "SELECT \"Sent Items\"",
            "SELECT INBOX (CONDSTORE)",
            "STATUS INBOX (MESSAGES UNSEEN)",
            "RENAME a b",
            "SEARCH SINCE 1-Feb-2026 SENTON \"12-dec-2020\"",
            "SEARCH SUBJECT 2026-02-01",
            "APPEND a (\\Seen) {5}",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}

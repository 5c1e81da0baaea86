//! Mailbox names: how they come, how they go, and which of them match a pattern.

use crate::demo::limits::{NAME_LEVELS_MAX, NAME_OCTETS_MAX};
use crate::demo::parse::Refusal;
use crate::wire::utf7;

/// What stands between the levels of a name.
pub(super) const SEPARATOR: char = '/';

/// The name of a mailbox, as UTF-8, from its wire form. `utf8` says whether names come in UTF-8 (RFC 6855 section 3,
/// RFC 9051 section 5.1) or in modified UTF-7 (RFC 3501 section 5.1.3).
pub(super) fn read(wire: &[u8], utf8: bool) -> Result<String, Refusal> {
    let invalid = |text: &str| Err(Refusal::no("CANNOT", text));
    let Ok(text) = std::str::from_utf8(wire) else {
        return invalid("The mailbox name is not UTF-8");
    };
    if utf8 {
        return Ok(canonical(text));
    }
    if !text.is_ascii() {
        return invalid("Mailbox names are sent in modified UTF-7 until ENABLE UTF8=ACCEPT (RFC 3501 section 5.1.3)");
    }
    match utf7::decode(text) {
        // One name must not have two forms: `&AGE-` would be another way to write `a`.
        Some(name) if utf7::encode(&name) == text => Ok(canonical(&name)),
        _ => invalid("The mailbox name is not valid modified UTF-7; write &- for a bare & (RFC 3501 section 5.1.3)"),
    }
}

/// INBOX in any case is INBOX (RFC 9051 section 5.1); all other names are told apart by case.
pub(super) fn canonical(name: &str) -> String {
    match name.get(..5) {
        Some(inbox)
            if inbox.eq_ignore_ascii_case("INBOX") && matches!(name[5..].chars().next(), None | Some(SEPARATOR)) =>
        {
            format!("INBOX{}", &name[5..])
        }
        _ => name.to_owned(),
    }
}

/// A pattern of LIST, from its wire form. Its wildcards are ASCII, so they survive decoding; a pattern that is no
/// modified UTF-7 as a whole is taken as it is.
pub(super) fn read_pattern(wire: &[u8], utf8: bool) -> String {
    let text = String::from_utf8_lossy(wire);
    let pattern = if utf8 { None } else { utf7::decode(&text) };
    canonical(&pattern.unwrap_or_else(|| text.into_owned()))
}

/// How a name is sent.
pub(super) fn write(name: &str, utf8: bool) -> String {
    if utf8 { name.to_owned() } else { utf7::encode(name) }
}

/// Whether a mailbox may be made with this name.
pub(super) fn check(name: &str) -> Result<(), Refusal> {
    let reason = if name.is_empty() {
        "A mailbox name cannot be empty"
    } else if name.len() > NAME_OCTETS_MAX {
        "The mailbox name is too long"
    } else if name.starts_with(SEPARATOR) || name.contains("//") {
        "A level of the mailbox name is empty"
    } else if name.split(SEPARATOR).count() > NAME_LEVELS_MAX {
        "The mailbox name has too many levels"
    } else if name.chars().any(char::is_control) {
        // RFC 9051 section 5.1: control characters SHOULD NOT be used.
        "A mailbox name cannot hold control characters"
    } else if name.contains(['%', '*']) {
        "% and * are wildcards of LIST, a mailbox name cannot hold them"
    } else {
        return Ok(());
    };
    Err(Refusal::no("CANNOT", reason))
}

/// All superior names of `name`, the nearest last.
pub(super) fn superiors(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices(SEPARATOR).map(|(at, _)| &name[..at])
}

/// Whether `inferior` lies below `name`.
pub(super) fn is_below(inferior: &str, name: &str) -> bool {
    inferior.strip_prefix(name).is_some_and(|rest| rest.starts_with(SEPARATOR))
}

/// Whether `pattern` matches `name`: `*` stands for anything, `%` for anything within a level (RFC 9051 section 6.3.9).
/// All places that the pattern may have come to are followed at once, so a hostile pattern takes at most the product of
/// both lengths.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    // Which places of the pattern the name so far may have led to.
    let mut places = vec![false; pattern.len() + 1];
    places[0] = true;
    skip_wildcards(&pattern, &mut places);
    for char in name {
        let mut next = vec![false; pattern.len() + 1];
        for (at, wanted) in pattern.iter().enumerate().filter(|(at, _)| places[*at]) {
            match wanted {
                '*' => next[at] = true,
                '%' => next[at] |= char != SEPARATOR,
                _ => next[at + 1] |= *wanted == char,
            }
        }
        skip_wildcards(&pattern, &mut next);
        places = next;
    }
    places[pattern.len()]
}

/// A wildcard may stand for nothing.
fn skip_wildcards(pattern: &[char], places: &mut [bool]) {
    for (at, char) in pattern.iter().enumerate() {
        if places[at] && matches!(char, '*' | '%') {
            places[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inbox_ignores_case() {
        assert_eq!(canonical("inBox"), "INBOX");
        assert_eq!(canonical("inbox/x"), "INBOX/x");
        assert_eq!(canonical("inboxes"), "inboxes");
        assert_eq!(canonical("été"), "été");
    }

    #[test]
    fn names_are_modified_utf_7_until_utf_8_is_enabled() {
        assert_eq!(read(b"Entw&APw-rfe", false).unwrap(), "Entwürfe");
        assert_eq!(read("Entwürfe".as_bytes(), true).unwrap(), "Entwürfe");
        assert_eq!(read(b"A & B", true).unwrap(), "A & B");
        for wire in [&b"a & b"[..], b"&AGE-", "é".as_bytes(), b"\xff"] {
            assert!(read(wire, false).is_err(), "{wire:?}");
        }
    }

    #[test]
    fn wildcards_match_as_in_rfc_9051() {
        for (pattern, name, expected) in [
            ("*", "a/b/c", true),
            ("%", "a", true),
            ("%", "a/b", false),
            ("a/%", "a/b", true),
            ("a/%", "a/", true),
            ("a/%", "a", false),
            ("%/%", "a/b", true),
            ("*b", "a/b", true),
            ("", "a", false),
            ("a*c%e", "a/b/c/d", false),
            ("a*c%e", "abcde", true),
            ("*ü*", "Entwürfe", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_exponential_time() {
        assert!(!matches(&"*a".repeat(500), &"a".repeat(255).replace('a', "ab")));
    }

    #[test]
    fn names_that_make_no_sense_are_refused() {
        for name in ["", "/a", "a//b", "a\u{7}b", "a*", &"a/".repeat(20), &"x".repeat(300)] {
            assert!(check(name).is_err(), "{name}");
        }
        assert!(check("a & b/日本語").is_ok());
        assert_eq!(superiors("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
    }
}

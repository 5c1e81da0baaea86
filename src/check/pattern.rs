//! A line of a transcript as a pattern: `...` for any characters, `{$NAME}` for some that are remembered.

use std::collections::BTreeMap;

use crate::wire::literal_header;

/// What has been captured, or set by `:let`, by name.
pub type Values = BTreeMap<String, Vec<u8>>;

/// What stands for any run of characters.
pub(crate) const ANYTHING: &[u8] = b"...";

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Any,
    Exactly(Vec<u8>),
    Value(&'a str),
}

/// Whether `found` is what `wanted` describes; if so, what it captures is in `values`.
pub(crate) fn fits(wanted: &[u8], found: &[u8], values: &mut Values) -> bool {
    let pieces = pieces(wanted, values);
    let mut captured = Values::new();
    let is_fit = walk(&pieces, found, &mut captured);
    if is_fit {
        values.append(&mut captured);
    }
    is_fit
}

/// Whether `found` contains what `wanted` describes; if so, what it captures is in `values`.
#[must_use]
pub fn contains(wanted: &str, found: &[u8], values: &mut Values) -> bool {
    fits(format!("...{wanted}...").as_bytes(), found, values)
}

/// The pieces of a pattern. What is known already must be there exactly.
fn pieces<'a>(wanted: &'a [u8], values: &Values) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut exact = Vec::new();
    let mut rest = wanted;
    while let Some((octet, after)) = rest.split_first() {
        let next = if rest.starts_with(ANYTHING) {
            rest = after_dots(rest);
            Piece::Any
        } else if let Some((name, after)) = value_name(rest) {
            rest = after;
            if let Some(value) = values.get(name) {
                exact.extend_from_slice(value);
                continue;
            }
            Piece::Value(name)
        } else {
            exact.push(*octet);
            rest = after;
            continue;
        };
        pieces.push(Piece::Exactly(std::mem::take(&mut exact)));
        pieces.push(next);
    }
    pieces.push(Piece::Exactly(exact));
    pieces
}

/// `text` without the dots that it starts with: four and more are no more than three.
fn after_dots(text: &[u8]) -> &[u8] {
    let dots = text.iter().take_while(|octet| **octet == b'.').count();
    &text[dots..]
}

/// The name in the `{$NAME}` that `text` starts with, and what follows it.
#[must_use]
pub fn value_name(text: &[u8]) -> Option<(&str, &[u8])> {
    let inner = text.strip_prefix(b"{$")?;
    let end = inner.iter().position(|octet| *octet == b'}')?;
    let name = std::str::from_utf8(&inner[..end]).ok()?;
    is_name(name).then_some((name, &inner[end + 1..]))
}

/// Whether a value can have this name.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-')
}

/// Walks over `found`. The first place where a piece fits is taken: for patterns with ends that are fixed this finds a fit
/// if there is one, in time that is linear in `found` for each piece. Only a name that occurs twice could do better elsewhere.
fn walk(pieces: &[Piece<'_>], found: &[u8], captured: &mut Values) -> bool {
    let [Piece::Exactly(start), gaps @ ..] = pieces else { return false };
    let Some(mut rest) = found.strip_prefix(&start[..]) else { return false };
    if gaps.is_empty() {
        return rest.is_empty();
    }
    let last = gaps.len() / 2;
    for (number, gap) in (1..).zip(gaps.chunks_exact(2)) {
        let [gap, Piece::Exactly(end)] = gap else { return false };
        let least = usize::from(matches!(gap, Piece::Value(_)));
        let at = if number == last {
            rest.len().checked_sub(end.len()).filter(|at| *at >= least && rest.ends_with(end))
        } else {
            rest.get(least..).and_then(|rest| memchr::memmem::find(rest, end)).map(|at| at + least)
        };
        let Some(at) = at else { return false };
        if let Piece::Value(name) = gap {
            let value = &rest[..at];
            if captured.get(*name).is_some_and(|known| known != value) {
                return false;
            }
            captured.insert((*name).to_owned(), value.to_vec());
        }
        rest = &rest[at + end.len()..];
    }
    true
}

/// A line without the size of the literal that its end announces: `{70988}`, `{...}`.
pub(crate) fn without_count(line: &[u8]) -> &[u8] {
    if let Some(start) = line.strip_suffix(b"{...}") {
        return start;
    }
    match literal_header(line) {
        Some(_) => &line[..line.iter().rposition(|octet| *octet == b'{').unwrap_or(line.len())],
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits_fresh(wanted: &str, found: &str) -> bool {
        fits(wanted.as_bytes(), found.as_bytes(), &mut Values::new())
    }

    #[test]
    fn dots_stand_for_any_characters() {
        for (wanted, found) in [
            ("a", "a"),
            ("...", ""),
            ("* OK ...", "* OK hi"),
            ("* 1 FETCH (...RFC822.SIZE 70988...)", "* 1 FETCH (UID 483 RFC822.SIZE 70988)"),
            ("...a...a", "xaaa"),
            ("....", "x"),
            ("a...", "a"),
        ] {
            assert!(fits_fresh(wanted, found), "{wanted} {found}");
        }
        for (wanted, found) in [("a", "ab"), ("a...b", "ab c"), ("ab...bc", "abc"), ("* OK ...", "* NO hi"), ("", "a")]
        {
            assert!(!fits_fresh(wanted, found), "{wanted} {found}");
        }
    }

    #[test]
    fn a_name_captures_and_must_be_equal_later() {
        let mut values = Values::new();
        assert!(fits(b"* {$n} EXISTS", b"* 14 EXISTS", &mut values));
        assert_eq!(values["n"], b"14");
        assert!(fits(b"a {$n} b", b"a 14 b", &mut values) && !fits(b"a {$n} b", b"a 15 b", &mut values));
        assert!(!fits(b"x{$y}", b"x", &mut values) && fits(b"{$y}-{$y}", b"1-1", &mut values));
        assert!(!fits(b"{$z}-{$z}", b"1-2", &mut values) && !values.contains_key("z"));
        // No name: as it stands.
        assert!(fits_fresh("{$} {$a b}", "{$} {$a b}"));
    }

    #[test]
    fn the_size_of_a_literal_is_left_out() {
        assert_eq!(without_count(b"a {5}"), b"a ");
        assert_eq!(without_count(b"a ~{...}"), b"a ~");
        assert_eq!(without_count(b"a {x}"), b"a {x}");
    }

    proptest! {
        #[test]
        fn what_dots_were_put_into_fits(start in "[ab.]{0,6}", middle in "[ab.]{0,6}", end in "[ab.]{0,6}") {
            let (start, end) = (start.replace("...", ""), end.replace("...", ""));
            let (start, end) = (start.trim_end_matches('.'), end.trim_start_matches('.'));
            let (wanted, found) = (format!("{start}...{end}"), format!("{start}{middle}{end}"));
            prop_assert!(fits_fresh(&wanted, &found), "{} {}", wanted, found);
        }
    }
}

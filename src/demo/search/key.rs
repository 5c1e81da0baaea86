//! The keys of SEARCH (RFC 9051 section 6.4.4, and RECENT, NEW and OLD of RFC 3501).

use crate::demo::date::{self, Day};
use crate::demo::limits::{SEARCH_DEPTH_MAX, SEARCH_KEYS_MAX};
use crate::demo::parse::{Arguments, Refusal};
use crate::demo::sequence::{Numbers, SequenceSet};
use crate::demo::view::View;

/// How a date is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Before,
    On,
    Since,
}

/// What must hold. `Set` is how messages are named: by sets as typed, or by numbers once these are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key<Set> {
    All,
    And(Vec<Self>),
    Body(String),
    Flag(String),
    /// The field, and what it holds.
    Header(String, String),
    Larger(u64),
    Not(Box<Self>),
    Numbers(Set),
    Or(Box<(Self, Self)>),
    Received(When, Day),
    Recent,
    Sent(When, Day),
    Smaller(u64),
    Text(String),
    Uids(Set),
}

/// Reads all keys, up to the end; all must hold.
pub(super) fn read(arguments: &mut Arguments) -> Result<Key<SequenceSet>, Refusal> {
    let mut reader = Reader { arguments, keys: 0 };
    let mut keys = vec![reader.key(0)?];
    while !reader.arguments.is_at_end() {
        reader.arguments.space("a search key")?;
        keys.push(reader.key(0)?);
    }
    Ok(Key::And(keys))
}

struct Reader<'a> {
    arguments: &'a mut Arguments,
    keys: usize,
}

impl Reader<'_> {
    /// Recurses no deeper than [`SEARCH_DEPTH_MAX`].
    fn key(&mut self, depth: usize) -> Result<Key<SequenceSet>, Refusal> {
        self.keys += 1;
        if self.keys > SEARCH_KEYS_MAX {
            return Err(Refusal::no("LIMIT", format!("SEARCH takes at most {SEARCH_KEYS_MAX} keys here")));
        }
        if depth > SEARCH_DEPTH_MAX {
            return Err(Refusal::no(
                "LIMIT",
                format!("NOT, OR and parentheses nest at most {SEARCH_DEPTH_MAX} deep here"),
            ));
        }
        match self.arguments.peek() {
            Some(b'(') => return self.list(depth),
            Some(b'0'..=b'9' | b'*' | b'$') => return Ok(Key::Numbers(self.arguments.sequence_set()?)),
            _ => {}
        }
        let name = self.arguments.keyword("a search key, like ALL or UNSEEN,")?;
        if let Some(flag) = flag_key(&name) {
            return Ok(flag);
        }
        match name.as_str() {
            "ALL" => Ok(Key::All),
            "NEW" => Ok(Key::And(vec![Key::Recent, not(Key::Flag("\\Seen".to_owned()))])),
            "OLD" => Ok(not(Key::Recent)),
            "RECENT" => Ok(Key::Recent),
            "NOT" => {
                self.arguments.space("the search key that NOT turns round")?;
                Ok(not(self.key(depth + 1)?))
            }
            "OR" => {
                self.arguments.space("the first search key of OR")?;
                let first = self.key(depth + 1)?;
                self.arguments.space("the second search key of OR")?;
                Ok(Key::Or(Box::new((first, self.key(depth + 1)?))))
            }
            "UID" => {
                self.arguments.space("a set of UIDs")?;
                Ok(Key::Uids(self.arguments.sequence_set()?))
            }
            "KEYWORD" | "UNKEYWORD" => {
                self.arguments.space("a keyword")?;
                // Keywords are compared in any case, so upper case will do.
                let keyword = Key::Flag(self.arguments.keyword("a keyword, like $Forwarded,")?);
                Ok(if name == "KEYWORD" { keyword } else { not(keyword) })
            }
            "LARGER" | "SMALLER" => {
                self.arguments.space("a number of octets")?;
                let octets = self.arguments.number("the number of octets")?;
                Ok(if name == "LARGER" { Key::Larger(octets) } else { Key::Smaller(octets) })
            }
            "BODY" => Ok(Key::Body(self.text("the text to find")?)),
            "TEXT" => Ok(Key::Text(self.text("the text to find")?)),
            "HEADER" => {
                let field = self.text("the name of a field")?;
                Ok(Key::Header(field, self.text("the text to find, \"\" for any,")?))
            }
            "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" => Ok(Key::Header(name, self.text("the text to find")?)),
            _ => self.date_key(&name),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Key<SequenceSet>, Refusal> {
        self.arguments.need(b'(', "before search keys")?;
        let mut keys = vec![self.key(depth + 1)?];
        while !self.arguments.skip(b')') {
            self.arguments.space("a search key or \")\"")?;
            keys.push(self.key(depth + 1)?);
        }
        Ok(Key::And(keys))
    }

    fn date_key(&mut self, name: &str) -> Result<Key<SequenceSet>, Refusal> {
        let (kind, is_sent) = name.strip_prefix("SENT").map_or((name, false), |kind| (kind, true));
        let when = match kind {
            "BEFORE" => When::Before,
            "ON" => When::On,
            "SINCE" => When::Since,
            _ => return Err(Refusal::Bad(format!("there is no search key {name}"))),
        };
        self.arguments.space("a date, like 1-Feb-2021,")?;
        let text = self.arguments.astring("a date, like 1-Feb-2021,")?;
        let day = std::str::from_utf8(&text).ok().and_then(date::read_day);
        let day = day.ok_or_else(|| {
            Refusal::Bad(format!("\"{}\" is no date; dates look like 1-Feb-2021", text.escape_ascii()))
        })?;
        Ok(if is_sent { Key::Sent(when, day) } else { Key::Received(when, day) })
    }

    /// A string to find, in lower case: RFC 9051 section 6.4.4 ignores case.
    fn text(&mut self, what: &str) -> Result<String, Refusal> {
        self.arguments.space(what)?;
        let octets = self.arguments.astring(what)?;
        let text = String::from_utf8(octets).map_err(|_| Refusal::Bad(format!("{what} is not UTF-8")))?;
        Ok(text.to_lowercase())
    }
}

/// SEEN, UNSEEN and so on.
fn flag_key(name: &str) -> Option<Key<SequenceSet>> {
    let flag = |name: &str| match name {
        "ANSWERED" | "DELETED" | "DRAFT" | "FLAGGED" | "SEEN" => Some(Key::Flag(format!("\\{name}"))),
        _ => None,
    };
    flag(name).or_else(|| Some(not(flag(name.strip_prefix("UN")?)?)))
}

fn not<Set>(key: Key<Set>) -> Key<Set> {
    Key::Not(Box::new(key))
}

impl Key<SequenceSet> {
    /// The key, with its sets as numbers. A message number beyond the last is an error (RFC 9051 section 9,
    /// seq-number), but in an empty mailbox, where programs ask for `1:*` all the same.
    pub(super) fn resolve(self, view: &View) -> Result<Key<Numbers>, Refusal> {
        Ok(match self {
            Self::Numbers(SequenceSet::Saved) => Key::Uids(view.saved.clone()),
            Self::Numbers(set) => {
                if view.count() > 0 {
                    view.resolve(&set, false)?;
                }
                Key::Numbers(view.numbers(&set, false))
            }
            Self::Uids(set) => Key::Uids(view.numbers(&set, true)),
            Self::And(keys) => Key::And(keys.into_iter().map(|key| key.resolve(view)).collect::<Result<_, _>>()?),
            Self::Not(key) => not(key.resolve(view)?),
            Self::Or(keys) => Key::Or(Box::new((keys.0.resolve(view)?, keys.1.resolve(view)?))),
            Self::All => Key::All,
            Self::Body(text) => Key::Body(text),
            Self::Flag(flag) => Key::Flag(flag),
            Self::Header(field, text) => Key::Header(field, text),
            Self::Larger(octets) => Key::Larger(octets),
            Self::Received(when, day) => Key::Received(when, day),
            Self::Recent => Key::Recent,
            Self::Sent(when, day) => Key::Sent(when, day),
            Self::Smaller(octets) => Key::Smaller(octets),
            Self::Text(text) => Key::Text(text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::parse::Segment;

    fn parse(text: &str) -> Result<Key<SequenceSet>, String> {
        let mut arguments = Arguments::new(vec![Segment::Text(text.as_bytes().to_vec())], false);
        read(&mut arguments).map_err(|refusal| match refusal {
            Refusal::Bad(text) | Refusal::No { text, .. } => text,
        })
    }

    #[test]
    fn or_takes_two_keys_and_not_takes_one() {
        let flag = |name: &str| Key::Flag(format!("\\{name}"));
        let expected = Key::And(vec![Key::Or(Box::new((not(flag("SEEN")), flag("DRAFT")))), flag("DELETED")]);
        assert_eq!(parse("OR NOT seen draft deleted").unwrap(), expected);
        assert_eq!(parse("or unseen (draft) DELETED").map(|_| ()), Ok(()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, error) in [
            ("OR UNSEEN", "the second search key of OR is missing"),
            ("FROM", "the text to find is missing"),
            ("SINCE 2021-01-01", "is no date"),
            ("FROBNICATE", "no search key FROBNICATE"),
            ("UNALL", "no search key UNALL"),
            ("(ALL", "a search key or \")\" is missing"),
            ("ALL ", "missing behind the last space"),
            ("0", "start at 1"),
            ("LARGER x", "a number"),
        ] {
            let found = parse(text).unwrap_err();
            assert!(found.contains(error), "{text}: {found}");
        }
    }

    #[test]
    fn hostile_depth_and_width_are_limited() {
        assert!(parse(&"(".repeat(50_000)).unwrap_err().contains("nest at most"));
        assert!(parse(&"NOT ".repeat(10_000)).unwrap_err().contains("nest at most"));
        assert!(parse(&format!("ALL{}", " ALL".repeat(1_000))).unwrap_err().contains("keys here"));
    }
}

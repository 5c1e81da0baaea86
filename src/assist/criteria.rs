//! How far a search has been typed: a key comes next, or something that belongs to one.

use crate::catalog::search::{self, Key};

/// What a search wants next, after `before`: words and brackets. `None` is a key; else what the key before it wants, as
/// its syntax calls it: `date`, `text`.
pub(crate) fn wants(before: &[&str]) -> Option<(&'static str, &'static Key)> {
    // What is still wanted, the next one last. A key may want another key, and that one more.
    let mut wanted: Vec<(&'static str, &'static Key)> = Vec::new();
    for word in before.iter().filter(|word| !matches!(**word, "(" | ")")) {
        if matches!(wanted.pop(), None | Some(("criterion", _)))
            && let Some(key) = search::find(word)
        {
            wanted.extend(arguments(key).into_iter().rev().map(|name| (name, key)));
        }
    }
    wanted.pop().filter(|(name, _)| *name != "criterion")
}

/// What a key wants: the words between `<` and `>` in its syntax that cannot be left out.
fn arguments(key: &Key) -> Vec<&'static str> {
    let mut is_optional = false;
    let mut wanted = Vec::new();
    for word in key.usage().split_whitespace() {
        is_optional |= word.starts_with('[');
        let name = word.strip_prefix('<').and_then(|word| word.strip_suffix('>'));
        wanted.extend(name.filter(|_| !is_optional));
        is_optional &= !word.ends_with(']');
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_search_wants_next_follows_from_its_keys() {
        for (typed, wanted) in [
            ("", None),
            ("UNSEEN", None),
            ("FROM", Some("text")),
            ("FROM a", None),
            ("FROM SINCE", None),
            ("HEADER", Some("field")),
            ("SEEN HEADER X", Some("text")),
            ("NOT SINCE", Some("date")),
            ("OR FROM", Some("text")),
            ("OR FROM a", None),
            ("OR ( SEEN ) SUBJECT", Some("text")),
            ("FUZZY NOT KEYWORD", Some("keyword")),
            ("MODSEQ", Some("n")),
            ("1:5 X-UNKNOWN", None),
        ] {
            let before: Vec<&str> = typed.split_whitespace().collect();
            assert_eq!(wants(&before).map(|(name, _)| name), wanted, "{typed}");
        }
        assert_eq!(wants(&["SEEN", "HEADER", "X"]).unwrap().1.name, "HEADER");
    }
}

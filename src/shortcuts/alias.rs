//! Lines that a person has given a name.

use std::ops::Range;

use crate::session::mask;

/// How many aliases may stand for one another: one that stands for itself would never end.
pub const NESTED_MAX: usize = 16;

/// A line that can be typed as `:name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Its name, without the colon.
    pub name: String,
    /// The line: `{$1}`, `{$2}` … in it stand for words that follow the name, `{$@}` for all that follows.
    pub line: String,
}

impl Alias {
    /// The line with what was typed behind its name. Where it has no place for that, it stands at the end.
    ///
    /// # Errors
    /// If a word is missing that the line has a place for, or there is one for which it has none.
    pub fn expand(&self, rest: &str) -> Result<String, String> {
        let words = words(rest);
        let mut line = String::new();
        let mut left = &self.line[..];
        let mut has_place = false;
        let mut takes = Some(0);
        while let Some(at) = left.find("{$") {
            let (before, group) = left.split_at(at);
            let Some((inner, after)) = group[2..].split_once('}') else { break };
            line.push_str(before);
            match (inner, inner.parse::<usize>()) {
                ("@", _) => {
                    line.push_str(rest);
                    takes = None;
                }
                (_, Ok(number)) if number > 0 => {
                    takes = takes.map(|most: usize| most.max(number));
                    let missing = || format!(":{}: word {number} is missing: {}", self.name, mask::shown(&self.line));
                    line.push_str(words.get(number - 1).ok_or_else(missing)?);
                }
                // A value of the session.
                _ => line.push_str(&group[..inner.len() + 3]),
            }
            has_place |= inner == "@" || inner.parse::<usize>().is_ok();
            left = after;
        }
        line.push_str(left);
        if has_place && let Some(surplus) = takes.and_then(|most| words.get(most)) {
            let name = &self.name;
            return Err(format!(
                ":{name}: {surplus} is one word too many; quotes hold words together: {}",
                mask::shown(&self.line)
            ));
        }
        if !has_place && !rest.is_empty() {
            line.push(' ');
            line.push_str(rest);
        }
        Ok(line)
    }
}

/// The words of a text, as a command would have them: what is in quotes, in parentheses, in brackets or in braces is one.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let mut depth = 0_usize;
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (at, char) in text.char_indices() {
        if char.is_whitespace() && depth == 0 && !is_quoted {
            words.extend(start.take().and_then(|start| text.get(start..at)));
            continue;
        }
        start.get_or_insert(at);
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '(' | '[' | '{' if !is_quoted => depth += 1,
            ')' | ']' | '}' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words.extend(start.and_then(|start| text.get(start..)));
    words
}

/// The part of a typed line that must not be seen: what stands behind the name of an alias, if it makes a secret of that.
#[must_use]
pub fn typed_secret(line: &str, aliases: &[Alias]) -> Option<Range<usize>> {
    let mut expanded = line.trim_start().to_owned();
    for _ in 0..=NESTED_MAX {
        let shortcut = expanded.strip_prefix(':').unwrap_or_default();
        let (name, rest) = shortcut.split_once(char::is_whitespace).unwrap_or((shortcut, ""));
        let alias = aliases.iter().find(|alias| alias.name == name);
        // While it is being typed, words are missing.
        let Some(Ok(next)) = alias.map(|alias| alias.expand(rest.trim())) else { break };
        expanded = next;
    }
    if expanded == line.trim_start() {
        return mask::typed_secret(line);
    }
    let behind = line.trim_start().find(char::is_whitespace)? + line.len() - line.trim_start().len();
    let start = line.len() - line[behind..].trim_start().len();
    (start < line.len() && mask::typed_secret(&expanded).is_some()).then_some(start..line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_alias_makes_a_secret_of_is_one() {
        let alias = |name: &str, line: &str| Alias { name: name.into(), line: line.into() };
        let aliases = [
            alias("enter", "LOGIN {$1} {$2}"),
            alias("say", ":send {$@}"),
            alias("both", ":enter"),
            alias("me", "LOGIN me"),
            alias("loop", ":loop x"),
        ];
        for line in [":enter me X", " :say LOGIN me X", ":both me X", ":me X", ":say a1 LOIGN me X"] {
            let name = line.len() - line.trim_start().len() + line.trim_start().find(' ').unwrap() + 1;
            assert_eq!(typed_secret(line, &aliases), Some(name..line.len()), "{line}");
        }
        assert_eq!(typed_secret("LOGIN me X", &aliases), Some(9..10));
        for line in [":enter me", ":enter", ":say NOOP", ":loop y", ":me", ":other X"] {
            assert_eq!(typed_secret(line, &aliases), None, "{line}");
        }
    }

    #[test]
    fn what_is_quoted_or_enclosed_is_one_word() {
        for (text, wanted) in [
            ("a  b\tc ", &["a", "b", "c"][..]),
            ("3 \"My Box\"", &["3", "\"My Box\""]),
            ("\"a \\\" b\" c", &["\"a \\\" b\"", "c"]),
            ("1 (FLAGS BODY[HEADER.FIELDS (A B)])", &["1", "(FLAGS BODY[HEADER.FIELDS (A B)])"]),
            ("{\"p q\"} {@my file} {$uids} {3}", &["{\"p q\"}", "{@my file}", "{$uids}", "{3}"]),
            ("\"open end", &["\"open end"]),
            ("a) b", &["a)", "b"]),
            ("", &[]),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }

    #[test]
    fn words_go_to_their_places_or_to_the_end() {
        let expanded = |line: &str, rest: &str| Alias { name: "x".into(), line: line.into() }.expand(rest);
        for (line, rest, wanted) in [
            ("UID SEARCH UNSEEN", "", "UID SEARCH UNSEEN"),
            ("UID SEARCH UNSEEN", "FROM ann", "UID SEARCH UNSEEN FROM ann"),
            ("COPY {$2} {$1}", "a  1:3", "COPY 1:3 a"),
            ("SEARCH {$@}", "OR a b", "SEARCH OR a b"),
            ("FETCH {$uids} {$1} {$", "FLAGS", "FETCH {$uids} FLAGS {$"),
        ] {
            assert_eq!(expanded(line, rest).as_deref(), Ok(wanted));
        }
        assert!(expanded("COPY {$2} {$1}", "a My Box").unwrap_err().starts_with(":x: Box is one word too many"));
        assert_eq!(expanded("COPY {$2} {$1}", "a").unwrap_err(), ":x: word 2 is missing: COPY {$2} {$1}");
    }
}

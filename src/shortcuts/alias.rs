//! Lines that a person has given a name.

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
    /// If a word is missing that the line has a place for.
    pub fn expand(&self, rest: &str) -> Result<String, String> {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let mut line = String::new();
        let mut left = &self.line[..];
        let mut has_place = false;
        while let Some(at) = left.find("{$") {
            let (before, group) = left.split_at(at);
            let Some((inner, after)) = group[2..].split_once('}') else { break };
            line.push_str(before);
            match (inner, inner.parse::<usize>()) {
                ("@", _) => line.push_str(rest),
                (_, Ok(number)) if number > 0 => {
                    let missing = || format!(":{}: word {number} is missing: {}", self.name, self.line);
                    line.push_str(words.get(number - 1).ok_or_else(missing)?);
                }
                // A value of the session.
                _ => line.push_str(&group[..inner.len() + 3]),
            }
            has_place |= inner == "@" || inner.parse::<usize>().is_ok();
            left = after;
        }
        line.push_str(left);
        if !has_place && !rest.is_empty() {
            line.push(' ');
            line.push_str(rest);
        }
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(expanded("COPY {$2} {$1}", "a").unwrap_err(), ":x: word 2 is missing: COPY {$2} {$1}");
    }
}

//! What many ask of the untagged responses that answer a command: the hits of a search, the items of FETCH and STATUS.

use crate::wire::response::{Response, Value};

impl Response {
    /// The numbers that a SEARCH, SORT or ESEARCH response tells of, in ranges, each from its smaller end; `None` stands for
    /// what is no number where one should be. RFC 9051 section 7.3.4.
    pub fn hits(&self) -> impl Iterator<Item = Option<(u32, u32)>> + '_ {
        let is_extended = self.is("ESEARCH");
        let singles = self.values().filter(move |_| !is_extended).filter_map(|value| {
            let number = value.number()?;
            Some(u32::try_from(number).ok().map(|number| (number, number)))
        });
        let set = if is_extended { self.set_of_hits() } else { None };
        let ranges: Vec<_> = set.iter().flat_map(|set| set.split(',')).map(range).collect();
        singles.chain(ranges)
    }

    /// What follows ALL in an ESEARCH response.
    fn set_of_hits(&self) -> Option<String> {
        let mut values = self.values();
        while let Some(value) = values.next() {
            if matches!(value, Value::Word(word) if word.eq_ignore_ascii_case(b"ALL")) {
                let set = values.next()?;
                return set.text().or_else(|| Some(set.number()?.to_string()));
            }
        }
        None
    }

    /// Whether a word stands among the values.
    #[must_use]
    pub fn has_word(&self, name: &str) -> bool {
        self.values().any(|value| matches!(value, Value::Word(word) if word.eq_ignore_ascii_case(name.as_bytes())))
    }

    /// The items of a FETCH or STATUS response, by name. RFC 9051 sections 7.5.2 and 7.3.3.
    pub fn items(&self) -> impl Iterator<Item = (&[u8], Value<'_>)> {
        let mut list = self.values().find_map(|value| match value {
            Value::List(items) if self.is("FETCH") || self.is("STATUS") => Some(items),
            _ => None,
        });
        std::iter::from_fn(move || list.as_mut()?.next_pair())
    }

    /// What a FETCH response has of a section, or of its start: `BODY[1.2]`, `BODY[1.2]<0>`.
    #[must_use]
    pub fn section(&self, section: &str) -> Option<Value<'_>> {
        let is_it = |name: &[u8]| {
            let name = name.strip_suffix(b"<0>").unwrap_or(name);
            let inner = name.get(..5).filter(|start| start.eq_ignore_ascii_case(b"BODY[")).map(|_| &name[5..]);
            inner
                .and_then(|inner| inner.strip_suffix(b"]"))
                .is_some_and(|inner| inner.eq_ignore_ascii_case(section.as_bytes()))
        };
        self.items().find(|(name, _)| is_it(name)).map(|(_, value)| value)
    }

    /// The value of the item with this name.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<Value<'_>> {
        self.items().find(|(found, _)| found.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| value)
    }
}

/// `3` or `3:5`; `*` is none.
fn range(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
    Some((first.min(last), first.max(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Response {
        Response::read(format!("{line}\r\n").as_bytes()).unwrap()
    }

    #[test]
    fn hits_are_told_in_two_ways() {
        let hits = |line: &str| read(line).hits().collect::<Vec<_>>();
        assert_eq!(hits("* SEARCH 7 3 (MODSEQ 9)"), [Some((7, 7)), Some((3, 3))]);
        assert_eq!(hits("* SEARCH 4294967296"), [None]);
        assert_eq!(hits("* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 9,6:4"), [Some((9, 9)), Some((4, 6))]);
        assert_eq!(hits("* ESEARCH ALL 5"), [Some((5, 5))]);
        assert_eq!(hits("* ESEARCH ALL 1:*,2"), [None, Some((2, 2))]);
        assert!(hits("* ESEARCH (TAG \"A1\") UID COUNT 3").is_empty() && hits("* SEARCH").is_empty());
        assert!(read("* ESEARCH UID ALL 1").has_word("uid") && !read("* ESEARCH ALL 1").has_word("UID"));
    }

    #[test]
    fn items_are_found_by_name() {
        let fetch = read("* 3 FETCH (UID 483 FLAGS (\\Seen))");
        assert_eq!(fetch.item("uid").and_then(|value| value.number()), Some(483));
        assert_eq!((fetch.items().count(), fetch.item("BODY[]").is_none()), (2, true));
        let body = read("* 3 FETCH (BODY[1] NIL body[1.text]<0> \"a\")");
        assert_eq!(body.section("1.TEXT").and_then(|value| value.text()).as_deref(), Some("a"));
        assert!(matches!(body.section("1"), Some(Value::Nil)) && body.section("").is_none());
        let status = read("* STATUS \"a b\" (MESSAGES 3 UNSEEN 1)");
        assert_eq!(status.item("UNSEEN").and_then(|value| value.number()), Some(1));
        assert_eq!(read("* LIST (\\X) \"/\" a").items().count(), 0);
    }
}

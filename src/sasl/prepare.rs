//! Names and passwords in the one spelling that both ends hash.

use std::borrow::Cow;

/// `text`, prepared by SASLprep (RFC 4013), as RFC 5802 section 5.1 asks.
///
/// What SASLprep prohibits, or Unicode 3.2 did not know, stays as it is: a server that took such a password without looking
/// has hashed it so, and a proof that does not fit harms nobody. PostgreSQL does the same.
pub(crate) fn prepared(text: &str) -> Cow<'_, str> {
    match stringprep::saslprep(text) {
        Ok(prepared) if !prepared.is_empty() => prepared,
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4013_hold() {
        assert_eq!(prepared("I\u{ad}X"), "IX");
        assert_eq!(prepared("user"), "user");
        assert_eq!(prepared("USER"), "USER");
        assert_eq!(prepared("\u{aa}"), "a");
        assert_eq!(prepared("\u{2168}"), "IX");
        assert_eq!(prepared("pass\u{a0}word"), "pass word");
    }

    #[test]
    fn what_cannot_be_prepared_stays() {
        for text in ["\u{7}", "\u{627}\u{31}", "\u{ad}", "", "🔑 emoji"] {
            assert_eq!(prepared(text), text, "{text:?}");
        }
    }
}

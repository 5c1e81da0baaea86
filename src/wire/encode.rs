//! A value → what IMAP wants to see, and back.

use std::borrow::Cow;

/// `text` as a quoted string; `None` if none can hold it (CR, LF, NUL, or octets beyond ASCII: RFC 3501 section 4.3).
#[must_use]
pub fn quoted(text: &str) -> Option<String> {
    if text.bytes().any(|octet| matches!(octet, 0 | b'\r' | b'\n') || !octet.is_ascii()) {
        return None;
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(char);
    }
    quoted.push('"');
    Some(quoted)
}

/// `text` as an astring: as it is where an atom may stand, else quoted; `None` where only a literal will do.
#[must_use]
pub fn astring(text: &str) -> Option<String> {
    // NIL would be read as "nothing" by some servers, so it is quoted. RFC 9051 section 9, astring.
    let is_atom = |octet: u8| octet.is_ascii_graphic() && !b"(){%*\"\\".contains(&octet);
    if !text.is_empty() && text.bytes().all(is_atom) && !text.eq_ignore_ascii_case("nil") {
        return Some(text.to_owned());
    }
    quoted(text)
}

/// What a quoted string says; its quotes are the first and the last octet.
#[must_use]
pub fn unquote(quoted: &[u8]) -> Cow<'_, [u8]> {
    let inner = &quoted[1..quoted.len() - 1];
    if !inner.contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    let mut text = Vec::with_capacity(inner.len());
    let mut octets = inner.iter();
    while let Some(octet) = octets.next() {
        text.push(if *octet == b'\\' { *octets.next().unwrap_or(octet) } else { *octet });
    }
    Cow::Owned(text)
}

/// What a person means by `text` with the escapes `\r \n \t \0 \\ \xHH`, where any octet must be possible.
///
/// # Errors
/// If an escape is none of these.
pub fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'\\' {
            octets.push(octet);
            continue;
        }
        octets.push(match rest.next() {
            Some(b'r') => b'\r',
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'0') => 0,
            Some(b'\\') => b'\\',
            Some(b'x') => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let value =
                    digit().and_then(|high| Some(high * 16 + digit()?)).and_then(|value| u8::try_from(value).ok());
                value.ok_or("\\x wants two hexadecimal digits")?
            }
            other => {
                return Err(format!(
                    "\\{} is no escape; there are \\r \\n \\t \\0 \\\\ \\xHH",
                    char::from(other.unwrap_or(b' '))
                ));
            }
        });
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_astring_is_quoted_only_where_it_must_be() {
        assert_eq!(astring("user@example.com").as_deref(), Some("user@example.com"));
        assert_eq!(astring("").as_deref(), Some("\"\""));
        assert_eq!(astring("NIL").as_deref(), Some("\"NIL\""));
        assert_eq!(astring("two words").as_deref(), Some("\"two words\""));
        assert_eq!(astring(r#"a"b\c"#).as_deref(), Some(r#""a\"b\\c""#));
        assert_eq!(astring("a{3}").as_deref(), Some("\"a{3}\""));
    }

    #[test]
    fn what_no_quoted_string_can_hold_is_refused() {
        assert_eq!(quoted("line\r\nbreak"), None);
        assert_eq!(astring("naïve"), None);
        assert_eq!(astring("nul\0"), None);
    }

    #[test]
    fn escapes_become_octets() {
        assert_eq!(unescape(r"a1 NOOP\r\n\x00\0\t\\"), Ok(b"a1 NOOP\r\n\0\0\t\\".to_vec()));
        assert!(unescape(r"\q").is_err() && unescape(r"\x0").is_err() && unescape("\\").is_err());
    }
}

//! What a response means beside what it says.

use mail_parser::MessageParser;

use crate::wire::{Cursor, Kind, Response, Value, utf7};

/// Decoded forms that are told of one response: more would be noise.
const DECODED_MAX: usize = 40;

/// The names and words of a response that are encoded, each with what it stands for: mailbox names in modified UTF-7 (RFC
/// 3501 section 5.1.3) and encoded words (RFC 2047).
#[must_use]
pub fn decoded(response: &Response) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if ["LIST", "LSUB", "STATUS", "XLIST"].iter().any(|name| response.is(name)) {
        names(response.values(), &mut found);
    } else if response.is("FETCH") {
        words(response, &mut found);
    }
    found.truncate(DECODED_MAX);
    found
}

fn names(values: Cursor<'_>, found: &mut Vec<(String, String)>) {
    for value in values {
        if let Value::String(_) | Value::Word(_) = value
            && let Some(wire) = value.text()
            && let Some(name) = utf7::decode(&wire)
            && name != wire
        {
            found.push((wire, name));
        }
    }
}

/// Strings only: the text of a message is the message's own affair.
fn words(response: &Response, found: &mut Vec<(String, String)>) {
    for (kind, octets) in response.tokens() {
        let text = match kind {
            Kind::Quoted => &octets[1..octets.len() - 1],
            _ => continue,
        };
        let Ok(text) = std::str::from_utf8(text) else { continue };
        if text.contains("=?")
            && let Some(decoded) = encoded_words(text)
            && decoded != text
        {
            found.push((text.to_owned(), decoded));
        }
    }
}

/// What a header's value with encoded words says.
fn encoded_words(text: &str) -> Option<String> {
    let header = format!("Subject: {text}\r\n\r\n");
    MessageParser::default().parse_headers(header.as_bytes())?.subject().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Vec<(String, String)> {
        decoded(&Response::read(line.as_bytes()).unwrap())
    }

    fn pair(wire: &str, meaning: &str) -> Vec<(String, String)> {
        vec![(wire.to_owned(), meaning.to_owned())]
    }

    #[test]
    fn mailbox_names_are_decoded() {
        assert_eq!(told("* LIST (\\HasNoChildren) \"/\" Entw&APw-rfe\r\n"), pair("Entw&APw-rfe", "Entwürfe"));
        assert_eq!(told("* STATUS \"A &- B\" (MESSAGES 1)\r\n"), pair("A &- B", "A & B"));
        assert_eq!(told("* LIST () \"/\" INBOX\r\n"), []);
        assert_eq!(told("* LIST () \"/\" a&b\r\n"), []);
    }

    #[test]
    fn encoded_words_are_decoded() {
        let line = "* 1 FETCH (ENVELOPE (NIL \"=?UTF-8?B?R3LDvMOfZQ==?= x\" NIL))\r\n";
        assert_eq!(told(line), pair("=?UTF-8?B?R3LDvMOfZQ==?= x", "Grüße x"));
        assert_eq!(told("* 1 FETCH (ENVELOPE (NIL \"what =? is this\" NIL))\r\n"), []);
    }
}

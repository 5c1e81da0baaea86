//! What is encoded in a response, and what it stands for.

use crate::catalog::vocabulary::{self, access};
use crate::explain::shape::Reads;
use crate::mail;
use crate::wire::{Cursor, Kind, Response, Value, from_base64, utf7};

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
        let decoded = mail::words(text);
        if decoded != text {
            found.push((text.to_owned(), decoded));
        }
    }
}

/// What a value stands for, if it is encoded.
pub(crate) fn meant(reads: Reads, text: &str) -> Option<String> {
    let decoded = match reads {
        Reads::Mailbox => utf7::decode(text),
        Reads::Text => Some(mail::words(text)),
        Reads::Octets => text.parse().ok().filter(|octets| *octets >= 1000).map(grouped),
        _ => None,
    };
    decoded.filter(|decoded| decoded != text)
}

/// `70988` as `70,988`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What rights allow, a letter each. RFC 4314 section 2.1.
pub(crate) fn rights(letters: &str) -> String {
    let meaning = |letter: char| {
        let mut name = [0; 4];
        let row = vocabulary::find(access::RIGHTS, letter.encode_utf8(&mut name))?;
        Some(format!("{letter}: {}", row.summary.split([':', ';']).next().unwrap_or_default().trim_end_matches('.')))
    };
    letters.chars().take(DECODED_MAX).filter_map(meaning).collect::<Vec<_>>().join(", ")
}

/// A challenge in base64, if it is text. RFC 9051 section 6.2.2.
pub(crate) fn challenge(text: &str) -> Option<String> {
    let octets = from_base64(text.trim().as_bytes()).filter(|octets| !octets.is_empty())?;
    let decoded = String::from_utf8(octets).ok()?;
    // A word such as `done` is base64, too; but what it decodes to is nothing.
    decoded
        .chars()
        .all(|char| !char.is_control() || matches!(char, '\0' | '\x01' | '\t' | '\n' | '\r'))
        .then_some(decoded)
}

/// The name of the server that Exchange puts at the end of its greeting, in UTF-16 in base64.
pub(crate) fn exchange_name(text: &str) -> Option<String> {
    let (_, encoded) = text.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    let octets = from_base64(encoded.as_bytes()).filter(|octets| octets.len() >= 8)?;
    let units: Vec<u16> = octets.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let name = String::from_utf16(&units).ok()?;
    name.chars().all(|char| char.is_ascii_graphic()).then_some(name)
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

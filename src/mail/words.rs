//! Headers: encoded words, addresses, dates. RFC 2047, RFC 5322.

use mail_parser::{DateTime, MessageParser};

use crate::wire::Value;

/// What `text` says in one line, its encoded words decoded. A line end that was encoded is drawn: it would forge another header.
#[must_use]
pub fn words(text: &str) -> String {
    // An empty line would end the header.
    let text = unfolded(text);
    if !text.contains("=?") {
        return text;
    }
    let header = format!("Subject: {text}\r\n\r\n");
    let decoded = MessageParser::default().parse_headers(header.as_bytes());
    let decoded = decoded.and_then(|message| message.subject().map(str::to_owned)).unwrap_or(text);
    decoded.replace('\n', "\\x0a").replace('\r', "\\x0d")
}

/// `octets` as text; those that are not UTF-8 are drawn, as they are at the terminal's edge.
#[must_use]
pub fn drawn(octets: &[u8]) -> String {
    octets.utf8_chunks().fold(String::with_capacity(octets.len()), |mut text, chunk| {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|octet| text.push_str(&format!("\\x{octet:02x}")));
        text
    })
}

/// In one line.
fn unfolded(text: &str) -> String {
    text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A date of a header as RFC 3339 writes it; as it is if it is none.
#[must_use]
pub fn date(text: &str) -> String {
    let read = DateTime::parse_rfc822(text.trim()).filter(DateTime::is_valid);
    read.map_or_else(|| text.trim().to_owned(), |date| date.to_rfc3339())
}

/// The first address of a list of an ENVELOPE: its name, else what it is. RFC 9051 section 7.5.2.
#[must_use]
pub fn address(list: &Value<'_>) -> String {
    let Value::List(mut addresses) = list.clone() else { return String::new() };
    let Some(Value::List(mut fields)) = addresses.next() else { return String::new() };
    let mut field = || {
        let octets = fields.next().and_then(|value| value.octets());
        octets.map(|octets| drawn(&octets)).filter(|text| !text.trim().is_empty())
    };
    let (name, _route, mailbox, host) = (field(), field(), field(), field());
    match (name, mailbox, host) {
        (Some(name), ..) => words(&name),
        (None, Some(mailbox), Some(host)) => unfolded(&format!("{mailbox}@{host}")),
        (None, Some(mailbox), None) => unfolded(&mailbox),
        _ => String::new(),
    }
}

/// Each header of a block of them, its value decoded, in their order.
#[must_use]
pub fn headers(block: &[u8]) -> Vec<(String, String)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for line in block.split(|octet| *octet == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line {
            [] => break,
            // RFC 5322 section 2.2.3: it goes on.
            [b' ' | b'\t', ..] => {
                if let Some((_, value)) = found.last_mut() {
                    value.push(b'\n');
                    value.extend_from_slice(line);
                }
            }
            _ => {
                let colon = line.iter().position(|octet| *octet == b':').unwrap_or(line.len());
                let name = String::from_utf8_lossy(&line[..colon]).trim().to_owned();
                found.push((name, line.get(colon + 1..).unwrap_or_default().to_vec()));
            }
        }
    }
    found.into_iter().map(|(name, value)| (name, words(&drawn(&value)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_line_end_forges_no_header() {
        let forged = b"Subject: =?utf-8?Q?hello=0AFrom:_boss@example.com=0D=0A=0AThe_body?=\r\n";
        assert_eq!(headers(forged)[0].1, "hello\\x0aFrom: boss@example.com\\x0d\\x0a\\x0aThe body");
        assert_eq!(words("a\r\n b"), "a b");
    }

    #[test]
    fn headers_are_unfolded_and_decoded() {
        let block =
            b"Subject: =?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe?=\r\nX: \xff\x1b\r\nbroken\r\n\r\nBody: no\r\n";
        let found = headers(block);
        assert_eq!(found[0], ("Subject".into(), "Grüße".into()));
        assert_eq!(found[1], ("X".into(), "\\xff\u{1b}".into()));
        assert_eq!(found[2], ("broken".into(), String::new()));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn dates_are_read_where_they_can_be() {
        assert_eq!(date("Thu, 22 Apr 2021 15:49:05 +0200"), "2021-04-22T15:49:05+02:00");
        assert_eq!(date("yesterday"), "yesterday");
    }

    #[test]
    fn words_that_are_none_stay() {
        assert_eq!(words("a =? b"), "a =? b");
        assert_eq!(words("=?utf-8?B?R3LDvMOfZQ==?= x"), "Grüße x");
    }
}

//! Headers: encoded words, addresses, dates. RFC 2047, RFC 5322.

use mail_parser::DateTime;

use crate::mail::text::in_charset;
use crate::mail::transfer::Decoder;
use crate::wire::Value;

/// What `text` says in one line, its encoded words decoded. A line end that was encoded is drawn: it would forge another header.
/// RFC 2047.
#[must_use]
pub fn words(text: &str) -> String {
    let text = unfolded(text);
    let mut decoded = String::with_capacity(text.len());
    let mut rest = &text[..];
    while let Some(at) = rest.find("=?") {
        let (before, found) = rest.split_at(at);
        decoded.push_str(before);
        rest = match run(found) {
            Some((text, after)) => {
                decoded.push_str(&text.replace('\n', "\\x0a").replace('\r', "\\x0d"));
                after
            }
            None => {
                decoded.push_str("=?");
                &found[2..]
            }
        };
    }
    decoded.push_str(rest);
    decoded
}

/// The encoded words at the start of `text`, decoded, and what follows them. White space between two of them is none (RFC 2047 section 6.2),
/// and a character may be cut between two, though it must not be (section 5). What cannot be decoded stays as it is.
fn run(text: &str) -> Option<(String, &str)> {
    let (first, mut rest) = word(text)?;
    let charset = first.charset;
    let mut octets = first.octets;
    while let Some((next, after)) =
        word(rest.trim_start()).filter(|(next, _)| next.charset.eq_ignore_ascii_case(charset))
    {
        octets.extend(next.octets);
        rest = after;
    }
    let decoded = in_charset(Some(charset), &octets).unwrap_or_else(|_| text[..text.len() - rest.len()].to_owned());
    // Those of another charset follow without the space between.
    let after = rest.trim_start();
    Some((decoded, if word(after).is_some() { after } else { rest }))
}

/// An encoded word.
struct Word<'a> {
    charset: &'a str,
    octets: Vec<u8>,
}

/// Octets of an encoded word: RFC 2047 section 2 allows 75, and there are those who do not count.
const WORD_OCTETS_MAX: usize = 4 << 10;

/// `=?utf-8?Q?caf=C3=A9?=` at the start of a text, and what follows it.
fn word(text: &str) -> Option<(Word<'_>, &str)> {
    let near = &text.as_bytes()[..text.len().min(WORD_OCTETS_MAX)];
    let find = |from: usize, wanted: &[u8]| Some(from + memchr::memmem::find(near.get(from..)?, wanted)?);
    let charset_end = find(text.strip_prefix("=?").map(|_| 2)?, b"?")?;
    let (encoding, start) = (*near.get(charset_end + 1)?, charset_end + 3);
    // RFC 2231 section 5: a language may stand behind the charset.
    let charset = text[2..charset_end].split('*').next().unwrap_or_default();
    let is_name = !charset.is_empty() && charset.bytes().all(|octet| octet.is_ascii_graphic());
    let name = match encoding {
        b'Q' | b'q' => "quoted-printable",
        b'B' | b'b' => "base64",
        _ => return None,
    };
    if !is_name || near.get(charset_end + 2) != Some(&b'?') {
        return None;
    }
    let end = find(start, b"?=")?;
    let encoded = &text[start..end];
    let encoded = if name == "base64" { encoded.to_owned() } else { encoded.replace('_', "=20") };
    let mut decoder = Decoder::new(name)?;
    let mut octets = Vec::new();
    decoder.push(encoded.as_bytes(), &mut octets);
    decoder.finish(&mut octets);
    Some((Word { charset, octets }, &text[end + 2..]))
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
    fn encoded_words_are_decoded_as_far_as_somebody_knows_how() {
        for (text, wanted) in [
            ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= x", "Grüße x"),
            ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
            ("=?utf-8?b?Y2Fmww==?=\r\n =?UTF-8*fr?B?qQ==?= x", "café x"),
            ("=?utf-8?q?a?= =?iso-8859-1?q?_=E4?=", "a ä"),
            ("a =?klingon?q?=81?= b", "a =?klingon?q?=81?= b"),
            ("=?utf-8?q?a_b?=c", "a bc"),
            ("=?utf-8?q?=FF?=", "\\xff"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("1 =? 2", "1 =? 2"),
            ("=?x?y?z?=", "=?x?y?z?="),
            ("=?utf-8?q?open", "=?utf-8?q?open"),
            ("=??q?a?=", "=??q?a?="),
            ("=?ä?q?a?= =?utf-8?ä?a?=", "=?ä?q?a?= =?utf-8?ä?a?="),
            ("=?utf-8?q?ä?=", "ä"),
            ("=?utf-8?q??=", ""),
            ("=?utf-8?q?", "=?utf-8?q?"),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }

    #[test]
    fn words_that_never_end_take_no_time_for_ever() {
        for part in ["=??q?a", "=?utf-8?q?a", "=?x?q?a?=", "=?"] {
            let text = part.repeat(500_000 / part.len()) + "?=";
            assert!(!words(&text).is_empty(), "{part}");
        }
    }

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

//! Header fields: where they are in the octets of a message, and what they say.
//!
//! Values go out as they stand in the message, encoded words and 8-bit octets included, so this module finds fields
//! itself. What has a grammar of its own (addresses, parameters, dates) is read by `mail-parser`. That decodes encoded
//! words on the way, which IMAP must not do (RFC 9051 section 7.5.2), so they are hidden from it.

use std::borrow::Cow;

use mail_parser::{Address, ContentType, DateTime, HeaderValue, MessageParser};

use crate::demo::limits::FIELD_OCTETS_MAX;

/// A header field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// What stands before the colon; empty if there is none.
    pub(super) name: &'a [u8],
    /// What stands behind the colon, folded as it is.
    pub(super) value: &'a [u8],
    /// All of it, its line ends included.
    pub(super) octets: &'a [u8],
}

/// How many octets the header takes, the empty line at its end included.
pub(super) fn length(octets: &[u8]) -> usize {
    let mut at = 0;
    while let Some(line) = line(&octets[at..]) {
        at += line.len();
        if matches!(line, b"\r\n" | b"\n") {
            break;
        }
    }
    at
}

/// The first line, its end included.
pub(super) fn line(octets: &[u8]) -> Option<&[u8]> {
    if octets.is_empty() {
        return None;
    }
    let end = memchr::memchr(b'\n', octets).map_or(octets.len(), |at| at + 1);
    Some(&octets[..end])
}

/// The fields of a header, in order, the empty line left out.
pub(super) fn fields(header: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let first = line(rest).filter(|line| !matches!(*line, b"\r\n" | b"\n"))?;
        let mut end = first.len();
        // RFC 5322 section 2.2.3: a line that starts with white space goes on with the field.
        while let Some(next) = line(&rest[end..]).filter(|line| matches!(line[0], b' ' | b'\t')) {
            end += next.len();
        }
        let (octets, after) = rest.split_at(end);
        rest = after;
        let colon = octets.iter().position(|octet| *octet == b':');
        let (name, value) = colon.map_or((&[][..], octets), |at| (&octets[..at], &octets[at + 1..]));
        Some(Field { name: name.trim_ascii_end(), value, octets })
    })
}

/// The value of the first field of this name.
pub(super) fn find<'a>(header: &'a [u8], name: &str) -> Option<&'a [u8]> {
    fields(header).find(|field| field.name.eq_ignore_ascii_case(name.as_bytes())).map(|field| field.value)
}

/// A value without its folding: RFC 5322 section 2.2.3 takes the line ends out and leaves the white space.
pub(super) fn unfold(value: &[u8]) -> Vec<u8> {
    let unfolded: Vec<u8> = value.iter().copied().filter(|octet| !matches!(octet, b'\r' | b'\n' | 0)).collect();
    unfolded.trim_ascii().to_vec()
}

/// A media type, or a disposition, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// In lower case.
    pub(super) kind: String,
    /// In lower case; a disposition has none.
    pub(super) subtype: Option<String>,
    pub(super) parameters: Vec<(String, String)>,
}

/// Reads the value of Content-Type or Content-Disposition. Continued parameters are put together, as RFC 2231 section 6
/// asks of IMAP servers.
pub(super) fn typed(value: &[u8]) -> Option<Typed> {
    let HeaderValue::ContentType(ContentType { c_type, c_subtype, attributes }) = parse("Content-Type", value)? else {
        return None;
    };
    let attributes = attributes.unwrap_or_default().into_iter();
    let parameters = attributes.map(|attribute| (attribute.name.into_owned(), show(&attribute.value))).collect();
    Some(Typed { kind: c_type.into_owned(), subtype: c_subtype.map(Cow::into_owned), parameters })
}

/// An address of an envelope; a group starts with an address that has a mailbox only, and ends with an empty one
/// (RFC 9051 section 7.5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EnvelopeAddress {
    pub(super) name: Option<Vec<u8>>,
    /// The source route of RFC 822, which nobody uses any more.
    pub(super) route: Option<Vec<u8>>,
    pub(super) mailbox: Option<Vec<u8>>,
    pub(super) host: Option<Vec<u8>>,
}

/// The addresses of a field.
pub(super) fn addresses(value: &[u8]) -> Vec<EnvelopeAddress> {
    // Octets beyond ASCII must come out as they went in, whatever their charset: each becomes a character, and back.
    let widened: String = value.iter().map(|octet| char::from(*octet)).collect();
    let Some(HeaderValue::Address(address)) = parse("From", widened.as_bytes()) else { return Vec::new() };
    match address {
        Address::List(list) => list.into_iter().map(envelope_address).collect(),
        Address::Group(groups) => {
            let mut all = Vec::new();
            for group in groups {
                let name = group.name.map(|name| narrow(&name));
                let is_group = name.is_some();
                if is_group {
                    all.push(EnvelopeAddress { mailbox: name, ..EnvelopeAddress::default() });
                }
                all.extend(group.addresses.into_iter().map(envelope_address));
                if is_group {
                    all.push(EnvelopeAddress::default());
                }
            }
            all
        }
    }
}

fn envelope_address(address: mail_parser::Addr<'_>) -> EnvelopeAddress {
    let name = address.name.map(|name| narrow(&name)).filter(|name| !name.is_empty());
    let Some(text) = address.address.map(|text| narrow(&text)) else {
        // Only words, as in `From: nobody`: they can only be the mailbox.
        return EnvelopeAddress { mailbox: name, ..EnvelopeAddress::default() };
    };
    let (route, text) = match text.iter().position(|octet| *octet == b':') {
        Some(colon) if text.starts_with(b"@") => (Some(text[..colon].to_vec()), text[colon + 1..].to_vec()),
        _ => (None, text),
    };
    let (mailbox, host) = match text.iter().rposition(|octet| *octet == b'@') {
        Some(at) => (text[..at].to_vec(), Some(text[at + 1..].to_vec())),
        None => (text, None),
    };
    EnvelopeAddress { name, route, mailbox: Some(mailbox), host }
}

/// The moment that a Date field names.
pub(super) fn date(value: &[u8]) -> Option<DateTime> {
    let HeaderValue::DateTime(date) = parse("Date", value)? else { return None };
    date.is_valid().then_some(date)
}

/// A value as a person reads it, encoded words decoded: what SEARCH looks at (RFC 9051 section 6.4.4).
pub(super) fn decoded(value: &[u8]) -> String {
    let short = &value[..value.len().min(FIELD_OCTETS_MAX)];
    let field = [b"Subject:", short.trim_ascii_end(), b"\r\n\r\n"].concat();
    let message = MessageParser::new().parse_headers(&field);
    message.and_then(|message| message.subject().map(str::to_owned)).unwrap_or_default()
}

/// Lets the library read one field; its encoded words are hidden.
fn parse(name: &str, value: &[u8]) -> Option<HeaderValue<'static>> {
    if value.len() > FIELD_OCTETS_MAX {
        return None;
    }
    let mut field = [name.as_bytes(), b": ", value.trim_ascii_end(), b"\r\n\r\n"].concat();
    let starts: Vec<usize> =
        field.windows(2).enumerate().filter(|(_, pair)| *pair == b"=?").map(|(at, _)| at).collect();
    starts.into_iter().for_each(|at| field[at] = HIDDEN);
    let message = MessageParser::new().parse_headers(&field)?;
    Some(message.parts.first()?.headers.first()?.value.clone().into_owned())
}

/// Stands for the `=` of an encoded word. A control character in an address or parameter is an error anyway.
const HIDDEN: u8 = 0x01;

fn show(text: &str) -> String {
    text.replace(char::from(HIDDEN), "=")
}

/// Octets that were widened to characters, as they were.
fn narrow(text: &str) -> Vec<u8> {
    show(text).chars().map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(value: &str) -> String {
        let text = |part: &Option<Vec<u8>>| {
            part.as_ref().map_or_else(|| "-".to_owned(), |part| part.escape_ascii().to_string())
        };
        let addresses = addresses(value.as_bytes());
        let shown =
            addresses.iter().map(|one| format!("{}|{}|{}", text(&one.name), text(&one.mailbox), text(&one.host)));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_header_ends_at_its_empty_line() {
        assert_eq!(length(b"A: b\r\n\r\nbody"), 8);
        assert_eq!(length(b"A: b\n\nbody\n\n"), 6);
        assert_eq!(length(b"A: b\r\n"), 6);
        assert_eq!(length(b"\r\nbody"), 2);
        assert_eq!(length(b""), 0);
    }

    #[test]
    fn folded_fields_are_whole() {
        let header = b"Subject: one\r\n two\r\nno colon\r\nTo : x\r\n\r\n";
        let found: Vec<_> = fields(header).map(|field| (field.name, field.octets.len())).collect();
        assert_eq!(found, [(&b"Subject"[..], 20), (b"", 10), (b"To", 8)]);
        assert_eq!(unfold(find(header, "SUBJECT").unwrap()), b"one two");
    }

    #[test]
    fn addresses_are_taken_apart() {
        assert_eq!(list(" Another User <anotheruser@outlook.com>"), "Another User|anotheruser|outlook.com");
        assert_eq!(list("a@b, \"List, The\" <c@d>"), "-|a|b List, The|c|d");
        assert_eq!(list("\"a \\\"b\\\" c\" <c@d>"), "a \\\"b\\\" c|c|d");
        assert_eq!(list("nobody"), "-|nobody|-");
        assert_eq!(list(""), "");
    }

    #[test]
    fn encoded_words_stay_as_they_are() {
        assert_eq!(list("=?ISO-8859-1?Q?Terry_Gr=E4y?= <g@c>"), "=?ISO-8859-1?Q?Terry_Gr=E4y?=|g|c");
        assert_eq!(list("=?utf-8?B?YQ==?= =?utf-8?B?Yg==?= <g@c>"), "=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=|g|c");
        let typed = typed(b"text/plain; name=\"=?utf-8?Q?a?=.txt\"").unwrap();
        assert_eq!(typed.parameters, [("name".to_owned(), "=?utf-8?Q?a?=.txt".to_owned())]);
        assert_eq!(decoded(b" =?ISO-8859-1?Q?Gr=FC=DFe?=\r\n from =?utf-8?B?5pel5pys?=\r\n"), "Grüße from 日本");
    }

    #[test]
    fn eight_bit_octets_survive() {
        let addresses = addresses(b"\"J\xf6rg \xc3\xa9\" <j@x>");
        assert_eq!(addresses[0].name.as_deref(), Some(&b"J\xf6rg \xc3\xa9"[..]));
    }

    #[test]
    fn groups_are_bracketed() {
        assert_eq!(
            list("team: a@x.example, B <b@y.example>;, c@z.example"),
            "-|team|- -|a|x.example B|b|y.example -|-|- -|c|z.example"
        );
        assert_eq!(list("undisclosed-recipients:;"), "-|undisclosed-recipients|- -|-|-");
    }

    #[test]
    fn continued_parameters_are_put_together() {
        let value = b"attachment; filename*0=\"long \"; filename*1=\"name.txt\"";
        let typed = typed(value).unwrap();
        assert_eq!((typed.kind.as_str(), typed.parameters[0].1.as_str()), ("attachment", "long name.txt"));
    }

    #[test]
    fn a_field_of_a_megabyte_is_not_read() {
        let value = b"a/b; x*0='".repeat(100_000);
        assert_eq!(typed(&value), None);
        assert!(addresses(&b"a:".repeat(1 << 20)).is_empty());
        assert!(decoded(&b"=?utf-8?Q?a?= ".repeat(100_000)).len() < 20_000);
    }
}

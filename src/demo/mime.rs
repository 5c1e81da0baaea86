//! A message, and the MIME parts in it, as ranges of its octets.
//!
//! `mail-parser` has a parser for whole messages, and it is not used here, only its readers of single fields and its
//! decoders. IMAP needs exact octets, and a server needs to survive any message: that parser takes a boundary in the
//! middle of a line, or one that only starts like it, for a delimiter; it seeks each missing delimiter to the end of the
//! message; and a message inside a message inside a message, a million times, overflows the stack when it is dropped.
//! Here delimiters stand at the start of a line (RFC 2046 section 5.1.1), each level is read once, and depth and number of parts are
//! limited. A test holds both to the same parts for all seed mail.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::OnceLock;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use crate::demo::body_structure;
use crate::demo::header::{self, Typed};
use crate::demo::limits::{MIME_DEPTH_MAX, MIME_PARTS_MAX};

/// A message: its octets, and its structure, found when it is first asked for.
#[derive(Debug)]
pub(super) struct Mail {
    octets: Vec<u8>,
    parts: OnceLock<Vec<Part>>,
}

impl Mail {
    pub(super) fn new(octets: Vec<u8>) -> Self {
        Self { octets, parts: OnceLock::new() }
    }

    pub(super) fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// All parts, the message itself first.
    pub(super) fn parts(&self) -> &[Part] {
        self.parts.get_or_init(|| parts(&self.octets))
    }

    pub(super) fn root(&self) -> &Part {
        &self.parts()[0]
    }

    pub(super) fn header(&self) -> &[u8] {
        // SEARCH and ENVELOPE need no more than this.
        &self.octets[..header::length(&self.octets)]
    }

    /// The body of a part without its transfer encoding; `None` if nobody knows that encoding. What is no base64 in spite
    /// of its header is left out, as RFC 2045 section 6.8 has it.
    pub(super) fn decode(&self, part: &Part) -> Option<Cow<'_, [u8]>> {
        let body = &self.octets[part.body.clone()];
        match body_structure::encoding(&self.octets[part.header.clone()]).as_deref() {
            None | Some("7bit" | "8bit" | "binary") => Some(Cow::Borrowed(body)),
            Some("base64") => Some(Cow::Owned(base64_decode(body).unwrap_or_default())),
            Some("quoted-printable") => Some(Cow::Owned(quoted_printable_decode(body).unwrap_or_default())),
            Some(_) => None,
        }
    }

    /// The part that a section like `2.1.3` names (RFC 9051 section 6.4.5.1).
    pub(super) fn find(&self, numbers: &[u32]) -> Option<&Part> {
        let parts = self.parts();
        let (first, rest) = numbers.split_first()?;
        let mut part = enter(parts, 0, *first)?;
        for number in rest {
            let Part { kind, children, .. } = &parts[part];
            part = match kind {
                Kind::Leaf => return None,
                Kind::Message => enter(parts, *children.first()?, *number)?,
                Kind::Multipart => nth(children, *number)?,
            };
        }
        Some(&parts[part])
    }
}

/// Part `number` of the message at `message`; a message that is no multipart is its own part 1.
fn enter(parts: &[Part], message: usize, number: u32) -> Option<usize> {
    match parts[message].kind {
        Kind::Multipart => nth(&parts[message].children, number),
        Kind::Leaf | Kind::Message => (number == 1).then_some(message),
    }
}

fn nth(children: &[usize], number: u32) -> Option<usize> {
    children.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

/// What a part consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Just its body.
    Leaf,
    /// A message: one child.
    Message,
    /// Parts: one child or more.
    Multipart,
}

/// A MIME part, or a whole message.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) kind: Kind,
    /// Its header, the empty line included.
    pub(super) header: Range<usize>,
    pub(super) body: Range<usize>,
    /// `text`, in lower case.
    pub(super) media_type: String,
    /// `plain`, in lower case.
    pub(super) subtype: String,
    /// The parameters of Content-Type.
    pub(super) parameters: Vec<(String, String)>,
    /// The indices of the parts in it.
    pub(super) children: Vec<usize>,
}

impl Part {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn become_leaf(&mut self, media_type: &str, subtype: &str) {
        self.kind = Kind::Leaf;
        self.media_type = media_type.to_owned();
        self.subtype = subtype.to_owned();
        self.parameters.clear();
    }
}

/// Takes a message apart, breadth first.
fn parts(octets: &[u8]) -> Vec<Part> {
    let mut parts = vec![read_part(octets, 0..octets.len(), false)];
    let mut queue = VecDeque::from([(0, 0)]);
    while let Some((at, depth)) = queue.pop_front() {
        let ranges = inner(octets, &parts[at]);
        if ranges.is_empty() {
            // RFC 9051 section 9, body-type-mpart: there is no multipart without parts. Its text is all there is.
            if parts[at].kind != Kind::Leaf {
                parts[at].become_leaf("text", "plain");
            }
            continue;
        }
        if depth >= MIME_DEPTH_MAX || parts.len() + ranges.len() > MIME_PARTS_MAX {
            parts[at].become_leaf("application", "octet-stream");
            continue;
        }
        // RFC 2046 section 5.1.5: what stands in a digest is a message.
        let is_digest = parts[at].kind == Kind::Multipart && parts[at].subtype == "digest";
        for range in ranges {
            let child = parts.len();
            parts[at].children.push(child);
            parts.push(read_part(octets, range, is_digest));
            queue.push_back((child, depth + 1));
        }
    }
    parts
}

/// The header of a part, and what it says.
fn read_part(octets: &[u8], range: Range<usize>, in_digest: bool) -> Part {
    let body = range.start + header::length(&octets[range.clone()]);
    let header = range.start..body;
    let value = header::find(&octets[header.clone()], "Content-Type");
    let typed = value.and_then(header::typed).filter(|typed| typed.subtype.is_some());
    let (media_type, subtype, parameters) = match typed {
        Some(Typed { kind, subtype, parameters }) => (kind, subtype.unwrap_or_default(), parameters),
        None if in_digest && value.is_none() => ("message".to_owned(), "rfc822".to_owned(), Vec::new()),
        // RFC 2045 section 5.2: what cannot be read is plain text.
        None => ("text".to_owned(), "plain".to_owned(), Vec::new()),
    };
    let kind = match (media_type.as_str(), subtype.as_str()) {
        ("multipart", _) => Kind::Multipart,
        ("message", "rfc822" | "global") => Kind::Message,
        _ => Kind::Leaf,
    };
    Part { kind, header, body: body..range.end, media_type, subtype, parameters, children: Vec::new() }
}

/// The ranges of the parts in a part.
fn inner(octets: &[u8], part: &Part) -> Vec<Range<usize>> {
    match part.kind {
        Kind::Leaf => Vec::new(),
        Kind::Message => vec![part.body.clone()],
        Kind::Multipart => {
            let boundary = part.parameter("boundary").unwrap_or("").trim_end();
            if boundary.is_empty() { Vec::new() } else { between(octets, part.body.clone(), boundary.as_bytes()) }
        }
    }
}

/// What stands between the delimiters of `boundary`: RFC 2046 section 5.1.1. The line end before a delimiter belongs to
/// it. Without a closing one, the last part goes to the end.
fn between(octets: &[u8], body: Range<usize>, boundary: &[u8]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    let mut at = body.start;
    while let Some(line) = header::line(&octets[at..body.end]) {
        let next = at + line.len();
        if let Some(closes) = delimiter(line, boundary) {
            if let Some(start) = start {
                ranges.push(start..without_line_end(octets, start, at));
            }
            start = if closes { None } else { Some(next) };
            if closes || ranges.len() >= MIME_PARTS_MAX {
                return ranges;
            }
        }
        at = next;
    }
    ranges.extend(start.map(|start| start..body.end));
    ranges
}

/// Whether a line is a delimiter, and if so, whether it is the closing one.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
    match rest {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

fn without_line_end(octets: &[u8], start: usize, end: usize) -> usize {
    let part = &octets[start..end];
    let part = part.strip_suffix(b"\n").map_or(part, |part| part.strip_suffix(b"\r").unwrap_or(part));
    start + part.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &str = "Content-Type: multipart/mixed; boundary=out\r\n\r\npreamble --out\r\n\
        --out\r\nContent-Type: multipart/alternative; boundary=\"out-in\"\r\n\r\n\
        --out-in\r\n\r\none\r\n--out-in\r\nContent-Type: text/html\r\n\r\ntwo\r\n\r\n--out-in--\r\nepilogue\r\n\
        --out\r\nContent-Type: message/rfc822\r\n\r\nSubject: s\r\n\r\nthree\r\n--out--\r\nepilogue";

    fn body(mail: &Mail, numbers: &[u32]) -> Option<String> {
        mail.find(numbers).map(|part| mail.octets()[part.body.clone()].escape_ascii().to_string())
    }

    fn mail(text: &str) -> Mail {
        Mail::new(text.as_bytes().to_vec())
    }

    #[test]
    fn parts_are_exact_ranges() {
        let mail = mail(NESTED);
        assert_eq!(body(&mail, &[1, 1]).as_deref(), Some("one"));
        assert_eq!(body(&mail, &[1, 2]).as_deref(), Some("two\\r\\n"));
        assert_eq!(body(&mail, &[2]).as_deref(), Some("Subject: s\\r\\n\\r\\nthree"));
        assert_eq!(body(&mail, &[2, 1]).as_deref(), Some("three"));
        for missing in [&[0][..], &[3], &[1, 3], &[1, 1, 1], &[2, 2], &[2, 1, 1], &[]] {
            assert_eq!(body(&mail, missing), None, "{missing:?}");
        }
    }

    #[test]
    fn a_message_without_parts_is_its_own_part_1() {
        let mail = mail("Subject: s\r\n\r\nhello");
        assert_eq!(body(&mail, &[1]).as_deref(), Some("hello"));
        assert_eq!(body(&mail, &[1, 1]), None);
    }

    #[test]
    fn a_multipart_without_parts_is_text() {
        for text in
            ["Content-Type: multipart/mixed; boundary=b\r\n\r\nhello", "Content-Type: multipart/mixed\r\n\r\n--\r\n"]
        {
            let mail = mail(text);
            assert_eq!((mail.root().kind, mail.root().media_type.as_str()), (Kind::Leaf, "text"));
        }
    }

    #[test]
    fn a_missing_closing_delimiter_ends_with_the_message() {
        let mail = mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n");
        assert_eq!(body(&mail, &[1]).as_deref(), Some("one"));
        assert_eq!(body(&mail, &[2]).as_deref(), Some(""));
    }

    #[test]
    fn hostile_depth_and_width_are_limited() {
        let deep = mail(&"Content-Type: message/rfc822\r\n\r\n".repeat(100_000));
        assert!(deep.parts().len() <= MIME_DEPTH_MAX + 1);
        let wide = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n".repeat(100_000));
        assert_eq!(mail(&wide).parts().len(), 1);
    }

    #[test]
    fn what_stands_in_a_digest_is_a_message() {
        let mail =
            mail("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\ny\r\n--b--\r\n");
        assert_eq!(mail.find(&[1]).unwrap().kind, Kind::Message);
        assert_eq!(body(&mail, &[1, 1]).as_deref(), Some("y"));
    }
}

//! Whether a message is what a SEARCH looks for.

use std::cell::OnceCell;

use mail_parser::decoders::charsets::map::charset_decoder;

use crate::demo::date::{self, Day};
use crate::demo::header;
use crate::demo::mailbox::Message;
use crate::demo::mime::{Kind, Mail, Part};
use crate::demo::search::key::{Key, When};
use crate::demo::sequence::Numbers;

/// A message, with what had to be found out about it, so that each key need not do so again.
pub(super) struct Candidate<'a> {
    number: u32,
    message: &'a Message,
    is_recent: bool,
    header: OnceCell<String>,
    body: OnceCell<String>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(number: u32, message: &'a Message, is_recent: bool) -> Self {
        Self { number, message, is_recent, header: OnceCell::new(), body: OnceCell::new() }
    }

    /// The header as a person reads it, in lower case.
    fn header(&self) -> &str {
        self.header.get_or_init(|| readable_header(self.message.mail.header()).to_lowercase())
    }

    /// All text in the body, in lower case.
    fn body(&self) -> &str {
        self.body.get_or_init(|| readable_body(&self.message.mail).to_lowercase())
    }

    /// Whether a field of this name holds the text. An empty text only asks for the field.
    fn has_field(&self, name: &str, text: &str) -> bool {
        let mut fields = header::fields(self.message.mail.header());
        fields.any(|field| {
            field.name.eq_ignore_ascii_case(name.as_bytes())
                && (text.is_empty() || header::decoded(field.value).to_lowercase().contains(text))
        })
    }

    /// The day that the Date field names, its time and zone disregarded.
    fn sent(&self) -> Option<Day> {
        let date = header::date(header::find(self.message.mail.header(), "Date")?)?;
        Some(date::days(date.year.into(), date.month.into(), date.day.into()))
    }
}

impl Key<Numbers> {
    /// Recurses no deeper than keys nest, which is limited.
    pub(super) fn matches(&self, candidate: &Candidate<'_>) -> bool {
        let octets = candidate.message.mail.octets().len() as u64;
        match self {
            Self::All => true,
            Self::And(keys) => keys.iter().all(|key| key.matches(candidate)),
            Self::Body(text) => candidate.body().contains(text.as_str()),
            Self::Flag(flag) => candidate.message.flags.contains(flag),
            Self::Header(field, text) => candidate.has_field(field, text),
            Self::Larger(limit) => octets > *limit,
            Self::Not(key) => !key.matches(candidate),
            Self::Numbers(numbers) => numbers.contains(candidate.number),
            Self::Or(keys) => keys.0.matches(candidate) || keys.1.matches(candidate),
            Self::Received(when, day) => compare(*when, candidate.message.received.day(), *day),
            Self::Recent => candidate.is_recent,
            Self::Sent(when, day) => candidate.sent().is_some_and(|sent| compare(*when, sent, *day)),
            Self::Smaller(limit) => octets < *limit,
            Self::Text(text) => candidate.header().contains(text.as_str()) || candidate.body().contains(text.as_str()),
            Self::Uids(uids) => uids.contains(candidate.message.uid),
        }
    }
}

fn compare(when: When, found: Day, wanted: Day) -> bool {
    match when {
        When::Before => found < wanted,
        When::On => found == wanted,
        When::Since => found >= wanted,
    }
}

fn readable_header(header: &[u8]) -> String {
    let mut text = String::new();
    for field in header::fields(header) {
        text.push_str(&String::from_utf8_lossy(field.name));
        text.push_str(": ");
        text.push_str(&header::decoded(field.value));
        text.push('\n');
    }
    text
}

/// The text parts, decoded, and the headers of messages inside.
fn readable_body(mail: &Mail) -> String {
    let mut text = String::new();
    for part in mail.parts() {
        if part.media_type == "text" && part.kind == Kind::Leaf {
            text.push_str(&readable(mail, part));
            text.push('\n');
        }
        if let (Kind::Message, Some(child)) = (part.kind, part.children.first()) {
            text.push_str(&readable_header(&mail.octets()[mail.parts()[*child].header.clone()]));
        }
    }
    text
}

fn readable(mail: &Mail, part: &Part) -> String {
    let octets = mail.decode(part).unwrap_or_default();
    match part.parameter("charset").and_then(|charset| charset_decoder(charset.as_bytes())) {
        Some(decode) => decode(&octets),
        None => String::from_utf8_lossy(&octets).into_owned(),
    }
}

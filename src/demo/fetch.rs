//! FETCH.
//!
//! A FETCH may answer with much more than it asks in, so it is a job that goes on while the client polls: one piece at a
//! time, and no more in memory than the client takes.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use crate::demo::body_structure;
use crate::demo::command::{Outcome, Request, Updates};
use crate::demo::connection::Connection;
use crate::demo::envelope;
use crate::demo::fetch_items::{self, Item, Section, SectionText};
use crate::demo::header;
use crate::demo::limits::PIECE_OCTETS;
use crate::demo::mailbox::Message;
use crate::demo::messages::{gone_or_done, no_mailbox};
use crate::demo::mime::{Kind, Mail, Part};
use crate::demo::parse::Refusal;
use crate::demo::reply::Style;

/// A FETCH under way.
#[derive(Debug)]
pub(super) struct Job {
    tag: String,
    name: String,
    items: Vec<Item>,
    /// Messages that are still to come, as number and UID.
    messages: VecDeque<(u32, u32)>,
    current: Option<Current>,
    is_any_gone: bool,
    /// A part that was asked for decoded is in an encoding that cannot be.
    is_undecodable: bool,
}

/// The message that is being sent.
#[derive(Debug)]
struct Current {
    message: Message,
    flags: String,
    /// Items that are still to come.
    items: VecDeque<Item>,
    is_first: bool,
    /// The octets that are still to come of the item before.
    sending: Option<(Source, Range<usize>)>,
}

/// Where octets come from.
#[derive(Clone, Debug)]
enum Source {
    Made(Arc<Vec<u8>>),
    Mail(Arc<Mail>),
}

impl Source {
    fn octets(&self) -> &[u8] {
        match self {
            Self::Made(octets) => octets,
            Self::Mail(mail) => mail.octets(),
        }
    }
}

/// RFC 9051 section 6.4.5.
pub(super) fn fetch(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let by_uid = request.is_uid();
    let arguments = &mut request.arguments;
    arguments.space("the sequence set")?;
    let set = arguments.sequence_set()?;
    arguments.space("the items, like FLAGS or (UID FLAGS),")?;
    let mut items = fetch_items::items(arguments)?;
    if arguments.peek() == Some(b' ') {
        return Err(Refusal::bad("several items stand in parentheses, as in FETCH 1 (FLAGS UID)"));
    }
    arguments.end()?;
    if by_uid && !items.contains(&Item::Uid) {
        // RFC 9051 section 6.4.9: the UID is always told.
        items.insert(0, Item::Uid);
    }
    let view = connection.view.as_ref().ok_or_else(no_mailbox)?;
    let messages = view.resolve(&set, by_uid)?.into();
    // What others changed is told first, so that what this command marks as seen is not told twice.
    connection.tell_updates(false);
    let (tag, name) = (request.tag.clone(), request.name.clone());
    connection.job = Some(Job { tag, name, items, messages, current: None, is_any_gone: false, is_undecodable: false });
    Ok(Outcome::Waits)
}

impl Connection {
    /// Goes on with the job; false if there is none.
    pub(super) fn step_job(&mut self) -> bool {
        let Some(mut job) = self.job.take() else { return false };
        let mut out = Vec::new();
        let goes_on = job.step(self, &mut out);
        self.send(&out);
        if goes_on {
            self.job = Some(job);
            return true;
        }
        let result = if job.is_undecodable {
            Err(Refusal::no("UNKNOWN-CTE", "A part is in an encoding that cannot be undone"))
        } else {
            Ok(gone_or_done(job.is_any_gone))
        };
        self.finish(&job.tag, &job.name, Updates::NoExpunge, result);
        true
    }
}

impl Job {
    /// Sends a piece; false at the end.
    fn step(&mut self, connection: &mut Connection, out: &mut Vec<u8>) -> bool {
        while out.len() < PIECE_OCTETS {
            let Some(current) = &mut self.current else {
                let Some((number, uid)) = self.messages.pop_front() else { return false };
                self.current = self.start(connection, number, uid, out);
                self.is_any_gone |= self.current.is_none();
                continue;
            };
            if let Some((source, range)) = &mut current.sending {
                let end = range.end.min(range.start + PIECE_OCTETS);
                out.extend_from_slice(&source.octets()[range.start..end]);
                range.start = end;
                if range.start >= range.end {
                    current.sending = None;
                }
                continue;
            }
            match current.items.pop_front() {
                Some(item) => self.is_undecodable |= !current.write(&item, connection.style, out),
                None => {
                    out.extend_from_slice(b")\r\n");
                    self.current = None;
                }
            }
        }
        true
    }

    /// Starts with the next message; `None` if it is gone.
    fn start(&self, connection: &mut Connection, number: u32, uid: u32, out: &mut Vec<u8>) -> Option<Current> {
        let view = connection.view.as_mut()?;
        let mut store = connection.server.lock();
        let mailbox = store.by_id_mut(view.mailbox)?;
        let mut items: VecDeque<Item> = self.items.iter().cloned().collect();
        // RFC 9051 section 6.4.5: the change of flags is told in the same response.
        if !view.is_read_only && items.iter().any(Item::marks_as_seen) {
            let before = mailbox.changes();
            mailbox.change_flags(uid, |flags| flags.insert("\\Seen"));
            view.own_change(before, mailbox);
            if mailbox.changes() != before && !items.contains(&Item::Flags) {
                items.push_back(Item::Flags);
            }
        }
        let message = mailbox.find(uid)?.clone();
        out.extend_from_slice(format!("* {number} FETCH (").as_bytes());
        let flags = view.flags(&message, connection.style);
        Some(Current { message, flags, items, is_first: true, sending: None })
    }
}

impl Current {
    /// Writes an item, or its start; false if it is NIL only because its encoding cannot be undone.
    fn write(&mut self, item: &Item, style: Style, out: &mut Vec<u8>) -> bool {
        if !std::mem::take(&mut self.is_first) {
            out.push(b' ');
        }
        out.extend_from_slice(&item.label());
        out.push(b' ');
        let mail = Arc::clone(&self.message.mail);
        let whole = 0..mail.octets().len();
        let header = mail.header().len();
        match item {
            Item::Binary(section) => match decoded(&mail, section) {
                Ok(source) => self.octets(source, section, "~", out),
                Err(Undecodable) => {
                    out.extend_from_slice(b"NIL");
                    return false;
                }
            },
            // RFC 9051 section 7.5.2: a number, so 0 for a part that is not there.
            Item::BinarySize(section) => {
                let source = decoded(&mail, section);
                let is_decodable = source.is_ok();
                let size = source.ok().flatten().map_or(0, |(_, range)| range.len());
                out.extend_from_slice(size.to_string().as_bytes());
                return is_decodable;
            }
            Item::Body(section) => self.octets(find(&mail, section), section, "", out),
            Item::BodyStructure { is_extended } => body_structure::write(&mail, *is_extended, style, out),
            Item::Envelope => envelope::write(mail.header(), style, out),
            Item::Flags => out.extend_from_slice(self.flags.as_bytes()),
            Item::InternalDate => style.string(self.message.received.internal().as_bytes(), out),
            Item::Rfc822 => self.range(Source::Mail(mail), whole, "", out),
            Item::Rfc822Header => self.range(Source::Mail(mail), 0..header, "", out),
            Item::Rfc822Size => out.extend_from_slice(whole.end.to_string().as_bytes()),
            Item::Rfc822Text => self.range(Source::Mail(mail), header..whole.end, "", out),
            Item::Uid => out.extend_from_slice(self.message.uid.to_string().as_bytes()),
        }
        true
    }

    /// The part of `source` that the section asks for; NIL if there is no such part.
    fn octets(&mut self, source: Option<(Source, Range<usize>)>, section: &Section, prefix: &str, out: &mut Vec<u8>) {
        let Some((source, range)) = source else { return out.extend_from_slice(b"NIL") };
        let cut = section.cut(range.clone());
        let prefix = if source.octets()[cut.clone()].contains(&0) { prefix } else { "" };
        self.range(source, cut, prefix, out);
    }

    /// A literal, whose octets follow in pieces.
    fn range(&mut self, source: Source, range: Range<usize>, prefix: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(format!("{prefix}{{{}}}\r\n", range.len()).as_bytes());
        if range.start < range.end {
            self.sending = Some((source, range));
        }
    }
}

/// What a section names: RFC 9051 section 6.4.5.1. All but chosen header fields is an exact range of the message.
fn find(mail: &Arc<Mail>, section: &Section) -> Option<(Source, Range<usize>)> {
    let of_mail = |range: Range<usize>| Some((Source::Mail(Arc::clone(mail)), range));
    let whole = mail.octets().len();
    // HEADER and TEXT of a part are those of the message that the part is.
    let (header, text, part): (_, _, Option<&Part>) = if section.numbers.is_empty() {
        let header = mail.header().len();
        (0..header, header..whole, None)
    } else {
        let part = mail.find(&section.numbers)?;
        match section.text {
            SectionText::All => return of_mail(part.body.clone()),
            SectionText::Mime => return of_mail(part.header.clone()),
            _ => {}
        }
        let message = part.children.first().filter(|_| part.kind == Kind::Message).map(|at| &mail.parts()[*at])?;
        (message.header.clone(), message.body.clone(), Some(message))
    };
    match &section.text {
        SectionText::All => of_mail(0..whole),
        SectionText::Header => of_mail(header),
        SectionText::Text => of_mail(text),
        SectionText::Mime => part.and_then(|part| of_mail(part.header.clone())),
        SectionText::Fields { names, is_not } => {
            let fields = header_fields(&mail.octets()[header], names, *is_not);
            let length = fields.len();
            Some((Source::Made(Arc::new(fields)), 0..length))
        }
    }
}

/// The fields with these names, or all others, as they stand there, and the empty line: RFC 9051 section 6.4.5.1.
fn header_fields(header: &[u8], names: &[Vec<u8>], is_not: bool) -> Vec<u8> {
    let is_named = |field: &header::Field<'_>| names.iter().any(|name| field.name.eq_ignore_ascii_case(name));
    let mut octets: Vec<u8> = Vec::new();
    for field in header::fields(header).filter(|field| is_named(field) != is_not) {
        octets.extend_from_slice(field.octets);
    }
    octets.extend_from_slice(b"\r\n");
    octets
}

/// A part is in an encoding that nobody knows (RFC 3516, UNKNOWN-CTE).
struct Undecodable;

/// A part without its transfer encoding: RFC 9051 section 6.4.5.1, BINARY.
fn decoded(mail: &Arc<Mail>, section: &Section) -> Result<Option<(Source, Range<usize>)>, Undecodable> {
    if section.numbers.is_empty() {
        return Ok(Some((Source::Mail(Arc::clone(mail)), 0..mail.octets().len())));
    }
    let Some(part) = mail.find(&section.numbers) else { return Ok(None) };
    let octets = mail.decode(part).ok_or(Undecodable)?;
    let length = octets.len();
    Ok(Some((Source::Made(Arc::new(octets.into_owned())), 0..length)))
}

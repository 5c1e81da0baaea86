//! The mail that is there from the start, and the mail that arrives.
//!
//! The files in `seed/` are whole messages, with CRLF at the end of each line, whatever git does elsewhere.

use std::sync::Arc;

use crate::demo::date::Moment;
use crate::demo::flags::Flags;
use crate::demo::header;
use crate::demo::mailbox::Mailbox;
use crate::demo::mime::Mail;
use crate::demo::store::Store;

/// The UIDVALIDITY that the first mailbox gets: a time in April 2021, as many servers do it.
const UID_VALIDITY: u32 = 1_619_106_000;

/// The UID of the first message in INBOX: some messages before it are gone.
const FIRST_UID: u32 = 483;

/// A message, with its flags.
struct Seed(&'static [u8], &'static [&'static str]);

/// A mailbox, with its special use and messages. Without messages, `None` for a name that only has mailboxes below it.
struct Folder(&'static str, Option<&'static str>, Option<&'static [Seed]>);

const INBOX: &[Seed] = &[
    Seed(include_bytes!("seed/01-greetings.eml"), &[]),
    Seed(include_bytes!("seed/02-lunch.eml"), &["\\Seen", "\\Answered"]),
    Seed(include_bytes!("seed/03-lunch-reply.eml"), &["\\Seen", "\\Answered"]),
    Seed(include_bytes!("seed/04-lunch-settled.eml"), &["\\Seen"]),
    Seed(include_bytes!("seed/05-six-scripts.eml"), &["\\Seen", "\\Flagged"]),
    Seed(include_bytes!("seed/06-eight-bit.eml"), &["\\Seen"]),
    Seed(include_bytes!("seed/07-newsletter.eml"), &["\\Seen", "$NotJunk"]),
    Seed(include_bytes!("seed/08-invitation.eml"), &["\\Seen", "\\Flagged"]),
    Seed(include_bytes!("seed/09-bounce.eml"), &["\\Seen"]),
    Seed(include_bytes!("seed/10-forwarded.eml"), &["\\Seen", "$Forwarded"]),
    Seed(include_bytes!("seed/11-flowed.eml"), &[]),
    Seed(include_bytes!("seed/12-escapes.eml"), &[]),
    Seed(include_bytes!("seed/13-attachments.eml"), &[]),
    Seed(include_bytes!("seed/14-welcome.eml"), &[]),
];

const FOLDERS: &[Folder] = &[
    Folder("Archive", Some("\\Archive"), Some(&[])),
    Folder("Archive/2020", None, Some(&[Seed(include_bytes!("seed/archive-2020.eml"), &["\\Seen"])])),
    Folder("Archive/2021", None, Some(&[])),
    Folder("Entwürfe", Some("\\Drafts"), Some(&[Seed(include_bytes!("seed/drafts.eml"), &["\\Seen", "\\Draft"])])),
    Folder("Junk", Some("\\Junk"), Some(&[Seed(include_bytes!("seed/junk.eml"), &["$Junk"])])),
    Folder("Lists", None, None),
    Folder("Lists/imap", None, Some(&[])),
    Folder(
        "Lists/rust users",
        None,
        Some(&[Seed(include_bytes!("seed/list-1.eml"), &["\\Seen"]), Seed(include_bytes!("seed/list-2.eml"), &[])]),
    ),
    Folder("R&D", None, Some(&[Seed(include_bytes!("seed/research.eml"), &["\\Seen"])])),
    Folder("Sent", Some("\\Sent"), Some(&[Seed(include_bytes!("seed/sent.eml"), &["\\Seen"])])),
    Folder("Trash", Some("\\Trash"), Some(&[Seed(include_bytes!("seed/trash.eml"), &["\\Seen", "\\Deleted"])])),
    Folder("日本語", None, Some(&[Seed(include_bytes!("seed/japanese.eml"), &["\\Seen"])])),
];

/// `Lists/old` was deleted, its subscription stayed.
const SUBSCRIPTIONS: &[&str] = &["INBOX", "Sent", "Entwürfe", "Lists/rust users", "Lists/old", "日本語"];

/// A store with fresh mail.
pub(super) fn store(calendar: Moment) -> Store {
    let mut store = Store::new(calendar, UID_VALIDITY);
    for Folder(name, special_use, messages) in FOLDERS {
        let made = match messages {
            Some(_) => store.create(name, *special_use),
            // Its first child makes it.
            None => Ok(()),
        };
        debug_assert_eq!(made, Ok(()), "{name} can be made");
        if let (Some(messages), Ok(mailbox)) = (messages, store.open(name)) {
            fill(mailbox, messages, calendar);
        }
    }
    if let Ok(inbox) = store.open("INBOX") {
        inbox.uid_next = FIRST_UID;
        fill(inbox, INBOX, calendar);
    }
    for name in SUBSCRIPTIONS {
        let subscribed = store.subscribe(name);
        debug_assert_eq!(subscribed, Ok(()), "{name} can be subscribed to");
    }
    store
}

fn fill(mailbox: &mut Mailbox, messages: &[Seed], calendar: Moment) {
    for Seed(octets, flags) in messages {
        let mail = Arc::new(Mail::new(octets.to_vec()));
        // It was delivered a few seconds after it was sent.
        let sent = header::find(octets, "Date").and_then(header::date).map(|date| date.to_timestamp());
        let received = sent.map_or(calendar, |seconds| Moment::utc(seconds + 3));
        let appended = mailbox.append(mail, &Flags::of(flags), received);
        debug_assert!(appended.is_ok(), "a seed has few flags");
    }
    // Somebody has seen all of this before.
    mailbox.recent_from = mailbox.uid_next;
}

/// What arrives: sender, subject, text.
const ARRIVALS: [(&str, &str, &str); 5] = [
    ("Maria Lind <maria@example.org>", "Are you there?", "I can see that you are in IDLE. So you see this at once."),
    ("Build server <build@example.com>", "Build 1042 succeeded", "All tests passed."),
    ("Tom Okafor <tom@example.net>", "=?utf-8?Q?Caf=C3=A9_at_three=3F?=", "The one with the good cake."),
    ("The Weekly Mailbox <news@lists.example.com>", "Extra: mail that arrives by itself", "Every twenty seconds."),
    ("Dana Whitfield <dana@example.com>", "Re: About format=flowed", "Thanks, that explains it."),
];

/// The n-th mail that arrives by itself.
pub(super) fn arrival(count: usize, moment: Moment) -> Vec<u8> {
    let (from, subject, text) = ARRIVALS[count.saturating_sub(1) % ARRIVALS.len()];
    let date = moment.header();
    format!(
        "Date: {date}\r\nFrom: {from}\r\nTo: user@outlook.com\r\nSubject: {subject}\r\n\
        Message-ID: <arrival-{count}@example.com>\r\nMIME-Version: 1.0\r\n\
        Content-Type: text/plain; charset=us-ascii\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Seed> {
        INBOX.iter().chain(FOLDERS.iter().filter_map(|Folder(_, _, messages)| *messages).flatten())
    }

    #[test]
    fn each_line_of_a_seed_ends_with_crlf() {
        for Seed(octets, _) in all() {
            let count = |wanted: u8| octets.iter().filter(|octet| **octet == wanted).count();
            assert!(octets.ends_with(b"\r\n"));
            assert_eq!(octets.windows(2).filter(|pair| *pair == b"\r\n").count(), count(b'\n'));
            // One message has a lone CR, on purpose.
            assert!(count(b'\r') - count(b'\n') <= 1);
        }
    }

    #[test]
    fn the_first_message_is_that_of_the_article() {
        assert_eq!(INBOX.len(), 14);
        assert_eq!(INBOX[0].0.len(), 70_988);
        let mail = Mail::new(INBOX[0].0.to_vec());
        let picture = mail.decode(mail.find(&[2]).unwrap()).unwrap();
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n") && picture.ends_with(b"IEND\xaeB`\x82"));
    }

    #[test]
    fn the_library_finds_the_same_parts() {
        for Seed(octets, _) in all() {
            let message = mail_parser::MessageParser::new().parse(*octets).unwrap();
            let mail = Mail::new(octets.to_vec());
            compare(&message, &mail, 0);
        }
    }

    /// Compares the leaves of the message at `at`.
    fn compare(message: &mail_parser::Message<'_>, mail: &Mail, at: usize) {
        use mail_parser::PartType;
        fn leaves(mail: &Mail, at: usize, found: &mut Vec<usize>) {
            let part = &mail.parts()[at];
            if part.kind == crate::demo::mime::Kind::Multipart {
                part.children.iter().for_each(|child| leaves(mail, *child, found));
            } else {
                found.push(at);
            }
        }
        let mut ours = Vec::new();
        leaves(mail, at, &mut ours);
        let theirs = message.parts.iter().filter(|part| !matches!(part.body, PartType::Multipart(_)));
        let theirs: Vec<_> = theirs.collect();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            let part = &mail.parts()[*ours];
            let range = theirs.raw_body_offset() as usize..theirs.raw_end_offset() as usize;
            assert_eq!(part.body, range);
            if let PartType::Message(inner) = &theirs.body {
                compare(inner, mail, part.children[0]);
            }
        }
    }
}

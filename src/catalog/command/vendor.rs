//! Commands of single vendors, and those that the standard has left behind.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, arg};
use crate::catalog::{States, Status, rfc};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "XLIST",
        usage: "XLIST <reference> <pattern>",
        summary: "Gmail's pre-standard LIST that also told special folders (Sent, Trash ...). \
            Use LIST with SPECIAL-USE.",
        args: &[arg("reference", Kind::MailboxReference), arg("pattern", Kind::MailboxPattern)],
        requires: &["XLIST"],
        untagged: &["XLIST", "LIST"],
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "Google \"Gmail IMAP extensions\"; superseded by RFC 6154",
        example: r#"a1 XLIST "" "*""#,
        exchange: XLIST_EXCHANGE,
        pitfalls: XLIST_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "GETANNOTATION",
        usage: "GETANNOTATION <mailbox>|\"\" <entry> <attribute>",
        summary: "Draft-era ancestor of GETMETADATA, still in some servers (capability \
            ANNOTATEMORE).",
        args: &[arg("mailbox", Kind::MailboxOrEmpty), arg("entry", Kind::String), arg("attribute", Kind::String)],
        requires: &["ANNOTATEMORE"],
        untagged: &["ANNOTATION"],
        status: Status::Vendor,
        spec: rfc(5464, "4.2"),
        source: "draft-daboo-imap-annotatemore-08",
        example: r#"a1 GETANNOTATION INBOX "/comment" "value.priv""#,
        exchange: GETANNOTATION_EXCHANGE,
        ..Command::DEFAULT
    },
    Command {
        name: "SETANNOTATION",
        usage: "SETANNOTATION <mailbox>|\"\" <entry> (<attribute> <value> ...)",
        summary: "Draft-era ancestor of SETMETADATA (capability ANNOTATEMORE).",
        args: &[arg("mailbox", Kind::MailboxOrEmpty), arg("entry", Kind::String), arg("values", Kind::List)],
        requires: &["ANNOTATEMORE"],
        effect: Effect::Write,
        status: Status::Vendor,
        spec: rfc(5464, "4.3"),
        source: "draft-daboo-imap-annotatemore-08",
        example: r#"a1 SETANNOTATION INBOX "/comment" ("value.priv" "hi")"#,
        ..Command::DEFAULT
    },
    // Not confirmed: exchange composed from the Cyrus source, not recorded.
    Command {
        name: "XAPPLEPUSHSERVICE",
        usage: "XAPPLEPUSHSERVICE aps-version <n> aps-account-id <id> aps-device-token <hex> \
            aps-subtopic <topic> [mailboxes (<mailbox> ...)]",
        summary: "Apple's private command by which iOS Mail asks a server for push notices.",
        args: &[arg("params", Kind::KeyValues)],
        requires: &["XAPPLEPUSHSERVICE"],
        untagged: &["XAPPLEPUSHSERVICE"],
        effect: Effect::Write,
        status: Status::Vendor,
        spec: rfc(3501, "6.5.1"),
        source: "Cyrus imapd source (imap/imapd.c), Apple's Dovecot patches",
        example: "a1 XAPPLEPUSHSERVICE aps-version 2 aps-account-id 0715A26B aps-device-token \
            2918390218 aps-subtopic com.apple.mobilemail mailboxes (INBOX)",
        exchange: XAPPLEPUSHSERVICE_EXCHANGE,
        ..Command::DEFAULT
    },
    // Not confirmed: the capability was seen in a UW-IMAP greeting (MailKit fixture); the syntax is from memory.
    Command {
        name: "SCAN",
        usage: "SCAN <reference> <pattern> <string>",
        summary: "UW-IMAP: LIST only mailboxes that contain a string. Very old.",
        args: &[
            arg("reference", Kind::MailboxReference),
            arg("pattern", Kind::MailboxPattern),
            arg("text", Kind::String),
        ],
        requires: &["SCAN"],
        untagged: &["LIST"],
        status: Status::Vendor,
        spec: rfc(3501, "6.5.1"),
        source: "UW-IMAP / Panda IMAP; capability SCAN",
        example: r#"a1 SCAN "" "*" "needle""#,
        ..Command::DEFAULT
    },
    // Not confirmed: from memory and python's imaplib; no server at hand.
    Command {
        name: "PROXYAUTH",
        usage: "PROXYAUTH <user>",
        summary: "Netscape/Sun/Oracle servers: an administrator switches to another user after \
            login.",
        args: &[arg("user", Kind::Astring)],
        states: States::AUTHENTICATED,
        requires: &["X-NETSCAPE"],
        effect: Effect::Session,
        status: Status::Vendor,
        spec: rfc(3501, "6.5.1"),
        source: "Sun/iPlanet/Oracle messaging servers; python imaplib has a method for it",
        example: "a1 PROXYAUTH joe",
        ..Command::DEFAULT
    },
    Command {
        name: "PARTIAL",
        usage: "PARTIAL <message> <item> <first-octet> <count>",
        summary: "IMAP4 of 1994: fetch a slice of a message. FETCH BODY[...]<first.count> \
            replaced it.",
        args: &[
            arg("message", Kind::SequenceNumber),
            arg("item", Kind::FetchItem),
            arg("first", Kind::Number),
            arg("count", Kind::Number),
        ],
        states: States::SELECTED,
        untagged: &["FETCH"],
        effect: Effect::ReadWrite,
        status: Status::Obsolete,
        spec: rfc(1730, "6.4.6"),
        also: &[rfc(2062, "")],
        example: "a1 PARTIAL 4 RFC822 1 1024",
        exchange: PARTIAL_EXCHANGE,
        pitfalls: PARTIAL_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "FIND",
        usage: "FIND MAILBOXES|ALL.MAILBOXES <pattern>",
        summary: "IMAP2bis: list mailboxes. LIST and LSUB replaced it in 1994.",
        args: &[arg("kind", Kind::Atom), arg("pattern", Kind::MailboxPattern)],
        untagged: &["MAILBOX"],
        status: Status::Obsolete,
        spec: rfc(2062, ""),
        example: "a1 FIND ALL.MAILBOXES *",
        ..Command::DEFAULT
    },
    // A stranger: it may do anything, so it does not count as harmless.
    Command {
        name: "X<atom>",
        usage: "X<name> ...",
        summary: "Experimental or private commands used to start with X. Servers answer BAD to \
            those that they do not know.",
        args: &[arg("rest", Kind::Rest)],
        states: States::ANY,
        effect: Effect::Write,
        status: Status::Obsolete,
        spec: rfc(3501, "6.5.1"),
        also: &[rfc(9051, "6.5")],
        example: "a1 XPIG-LATIN",
        pitfalls: X_PITFALLS,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const XLIST_EXCHANGE: &str = r#"C: a1 XLIST "" "*"
S: * XLIST (\HasNoChildren \Inbox) "/" "Inbox"
S: * XLIST (\HasNoChildren \AllMail) "/" "[Gmail]/All Mail"
S: a1 OK Success"#;

const XLIST_PITFALLS: &[&str] = &[
    "Attribute names differ from the standard: \\AllMail, \\Starred, \\Spam, \\Inbox against \
    \\All, \\Flagged, \\Junk.",
    "INBOX may come back under a localised name. Dovecot accepts XLIST but answers with plain \
    LIST lines.",
];

const GETANNOTATION_EXCHANGE: &str = r#"C: a6 GETANNOTATION INBOX "/comment" "value.priv"
S: * ANNOTATION INBOX "/comment" ("value.priv" "hi")
S: a6 OK Completed"#;

const XAPPLEPUSHSERVICE_EXCHANGE: &str = r#"C: a1 XAPPLEPUSHSERVICE aps-version 2 aps-account-id 0715A26B aps-device-token 2918390218 aps-subtopic com.apple.mobilemail mailboxes (INBOX)
S: * XAPPLEPUSHSERVICE "aps-version" "2" "aps-topic" "com.apple.mail.XServer.0123"
S: a1 OK Completed"#;

const PARTIAL_EXCHANGE: &str = "C: A005 PARTIAL 4 RFC822 1 1024
S: * 1 FETCH (RFC822 {1024}
S: Return-Path: <gray@cac.washington.edu>
S: ... (1024 octets in all)
S: )
S: A005 OK PARTIAL completed";

const PARTIAL_PITFALLS: &[&str] = &["Counted from 1 here, but BODY[]<0.1024> counts from 0."];

const X_PITFALLS: &[&str] =
    &["The X convention was dropped in IMAP4rev2; the capability list is the only way to know what \
    is there."];

//! The FETCH items, one row for each.

use crate::catalog::fetch::Item;
use crate::catalog::{Status, rfc};

pub(super) const ITEMS: &[Item] = &[
    Item {
        name: "ALL",
        answer: "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE",
        summary: "Macro: what a mail list needs. Must stand alone, not in parentheses.",
        status: Status::Macro,
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5")],
        example: "FETCH 1 ALL",
        ..Item::DEFAULT
    },
    Item {
        name: "FAST",
        answer: "FLAGS INTERNALDATE RFC822.SIZE",
        summary: "Macro: the cheap facts. Must stand alone.",
        status: Status::Macro,
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5")],
        example: "FETCH 1 FAST",
        ..Item::DEFAULT
    },
    Item {
        name: "FULL",
        answer: "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY",
        summary: "Macro: ALL plus the body structure (not the body text!). Must stand alone.",
        status: Status::Macro,
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5")],
        example: "FETCH 1 FULL",
        ..Item::DEFAULT
    },
    Item {
        name: "FLAGS",
        answer: "FLAGS (<flag> ...)",
        summary: r"The flags set on the message, such as \Seen or $Junk.",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "7.5.2"), rfc(3501, "7.4.2")],
        example: r"FLAGS (\Seen $Forwarded)",
        ..Item::DEFAULT
    },
    Item {
        name: "UID",
        answer: "UID <n>",
        summary: "The permanent number of the message in this mailbox.",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "2.3.1.1")],
        example: "UID 4392",
        ..Item::DEFAULT
    },
    Item {
        name: "INTERNALDATE",
        answer: "INTERNALDATE \"<dd-Mon-yyyy hh:mm:ss +zzzz>\"",
        summary: "When the server received it - not the Date: header. The day may be padded with \
            a space.",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "2.3.3")],
        example: "INTERNALDATE \" 8-Feb-1994 05:52:25 +0000\"",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.SIZE",
        answer: "RFC822.SIZE <octets>",
        summary: "Size of the whole message in octets. Exchange may only estimate it.",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "2.3.4")],
        example: "RFC822.SIZE 44827",
        ..Item::DEFAULT
    },
    Item {
        name: "ENVELOPE",
        answer: "ENVELOPE (date subject (from) (sender) (reply-to) (to) (cc) (bcc) in-reply-to \
            message-id)",
        summary: "The main header fields, taken apart by the server: ten fields in fixed order; \
            each address is (name route mailbox host).",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "7.5.2")],
        example: "ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700\" \"Hi\" ((\"Terry\" NIL \"gray\" \
            \"cac.example\")) NIL NIL NIL NIL NIL NIL \"<a@b>\")",
        ..Item::DEFAULT
    },
    Item {
        name: "BODYSTRUCTURE",
        answer: "BODYSTRUCTURE (<part> ...)",
        summary: "The MIME tree with all details (disposition, language, location).",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "7.5.2")],
        example: "BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 55 \
            1 NIL NIL NIL NIL)",
        ..Item::DEFAULT
    },
    Item {
        name: "BODY",
        answer: "BODY (<part> ...)",
        summary: "The MIME tree in short form (no extension data). Without brackets it fetches \
            no text.",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5")],
        example: r#"BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 55 1)"#,
        ..Item::DEFAULT
    },
    Item {
        name: "BODY[<section>]",
        syntax: "BODY[<section>] or BODY[<section>]<first.count>",
        answer: "BODY[<section>] <text> or BODY[<section>]<first> <text>",
        summary: "Text of a part - and marks the message \\Seen. <0.100> takes the first 100 \
            octets.",
        sets_seen: true,
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(9051, "6.4.5.1"), rfc(3501, "6.4.5")],
        example: "BODY[1.2]<0> {100}",
        ..Item::DEFAULT
    },
    Item {
        name: "BODY.PEEK[<section>]",
        syntax: "BODY.PEEK[<section>] or BODY.PEEK[<section>]<first.count>",
        answer: "BODY[<section>] <text>",
        summary: r"Same text, but leaves \Seen alone. The answer is labelled BODY[...].",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5")],
        example: "BODY[HEADER.FIELDS (FROM)] {25}",
        ..Item::DEFAULT
    },
    Item {
        name: "BINARY[<part>]",
        syntax: "BINARY[<part>] or BINARY[<part>]<first.count>",
        answer: "BINARY[<part>] ~{n}... or \"...\" or {n}...",
        summary: r"A part with base64 or quoted-printable already undone. Marks \Seen.",
        sets_seen: true,
        requires: &["BINARY", "IMAP4rev2"],
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3516, "4.2"), rfc(3516, "4.3")],
        example: "BINARY[2] ~{4}",
        ..Item::DEFAULT
    },
    Item {
        name: "BINARY.PEEK[<part>]",
        syntax: "BINARY.PEEK[<part>] or BINARY.PEEK[<part>]<first.count>",
        answer: "BINARY[<part>] ~{n}...",
        summary: r"Decoded part, \Seen left alone.",
        requires: &["BINARY", "IMAP4rev2"],
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3516, "4.2")],
        example: "BINARY[1.1]<0> ~{4}",
        ..Item::DEFAULT
    },
    Item {
        name: "BINARY.SIZE[<part>]",
        answer: "BINARY.SIZE[<part>] <octets>",
        summary: "Size of the part after decoding.",
        requires: &["BINARY", "IMAP4rev2"],
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3516, "4.2")],
        example: "BINARY.SIZE[1.2] 12",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822",
        answer: "RFC822 <text>",
        summary: r"Whole message, old spelling of BODY[]. Marks \Seen. Gone in IMAP4rev2.",
        sets_seen: true,
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.5"),
        also: &[rfc(3501, "7.4.2")],
        example: "RFC822 {342}",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.HEADER",
        answer: "RFC822.HEADER <text>",
        summary: r"Whole header, old spelling of BODY.PEEK[HEADER]. Does not mark \Seen.",
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.5"),
        also: &[rfc(3501, "7.4.2")],
        example: "RFC822.HEADER {308}",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.TEXT",
        answer: "RFC822.TEXT <text>",
        summary: r"Text without header, old spelling of BODY[TEXT]. Marks \Seen.",
        sets_seen: true,
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.5"),
        also: &[rfc(3501, "7.4.2")],
        example: "RFC822.TEXT {3}",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.PEEK",
        answer: "RFC822 <text>",
        summary: "1994 spelling, obsolete: use BODY.PEEK[].",
        status: Status::Obsolete,
        spec: rfc(1730, "6.4.5"),
        also: &[rfc(2062, "")],
        example: "RFC822.PEEK",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.TEXT.PEEK",
        answer: "RFC822.TEXT <text>",
        summary: "1994 spelling, obsolete: use BODY.PEEK[TEXT].",
        status: Status::Obsolete,
        spec: rfc(1730, "6.4.5"),
        also: &[rfc(2062, "")],
        example: "RFC822.TEXT.PEEK",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.HEADER.LINES",
        syntax: "RFC822.HEADER.LINES (<field> ...)",
        answer: "RFC822.HEADER <text>",
        summary: "1994 spelling, obsolete: use BODY.PEEK[HEADER.FIELDS (...)].",
        status: Status::Obsolete,
        spec: rfc(1730, "6.4.5"),
        also: &[rfc(2062, "")],
        example: "RFC822.HEADER.LINES (SUBJECT)",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.HEADER.LINES.NOT",
        syntax: "RFC822.HEADER.LINES.NOT (<field> ...)",
        answer: "RFC822.HEADER <text>",
        summary: "1994 spelling, obsolete: use BODY.PEEK[HEADER.FIELDS.NOT (...)].",
        status: Status::Obsolete,
        spec: rfc(1730, "6.4.5"),
        also: &[rfc(2062, "")],
        example: "RFC822.HEADER.LINES.NOT (RECEIVED)",
        ..Item::DEFAULT
    },
    Item {
        name: "MODSEQ",
        answer: "MODSEQ (<n>)",
        summary: "Change counter of the message; grows whenever its flags change. Asking for it \
            switches CONDSTORE on.",
        requires: &["CONDSTORE", "QRESYNC"],
        spec: rfc(7162, "3.1.4.2"),
        example: "MODSEQ (624140003)",
        ..Item::DEFAULT
    },
    Item {
        name: "PREVIEW",
        syntax: "PREVIEW or PREVIEW (LAZY)",
        answer: "PREVIEW \"<text>\" or PREVIEW NIL",
        summary: "A short text snippet made by the server. LAZY: only if it is at hand already; \
            else NIL.",
        requires: &["PREVIEW"],
        spec: rfc(8970, "3.1"),
        also: &[rfc(8970, "3.2"), rfc(8970, "4.1")],
        example: "PREVIEW \"Hello Joe, do you think we can meet\"",
        ..Item::DEFAULT
    },
    Item {
        name: "EMAILID",
        answer: "EMAILID (<id>)",
        summary: "Identity of the message content: copies in other mailboxes have the same.",
        requires: &["OBJECTID"],
        spec: rfc(8474, "5.1"),
        also: &[rfc(8474, "5.3")],
        example: "EMAILID (M6d99ac3275bb4e)",
        ..Item::DEFAULT
    },
    Item {
        name: "THREADID",
        answer: "THREADID (<id>) or THREADID NIL",
        summary: "Identity of the conversation; NIL if the server has none.",
        requires: &["OBJECTID"],
        spec: rfc(8474, "5.2"),
        also: &[rfc(8474, "5.3")],
        example: "THREADID (T64b478a75b7ea9)",
        ..Item::DEFAULT
    },
    Item {
        name: "SAVEDATE",
        answer: "SAVEDATE \"<date-time>\" or SAVEDATE NIL",
        summary: "When the message was put into this mailbox (changes with COPY and MOVE). NIL \
            if not kept.",
        requires: &["SAVEDATE"],
        spec: rfc(8514, "4.2"),
        example: "SAVEDATE \"21-Nov-2026 02:25:53 +0000\"",
        ..Item::DEFAULT
    },
    Item {
        name: "ANNOTATION",
        syntax: "ANNOTATION (<entry> <attrib>)",
        answer: "ANNOTATION (<entry> (<attrib> <value> ...))",
        summary: "Notes attached to a message.",
        requires: &["ANNOTATE-EXPERIMENT-1"],
        status: Status::Experimental,
        spec: rfc(5257, "4.3"),
        also: &[rfc(5257, "4.4")],
        example: "ANNOTATION (/comment (value.priv \"My comment\"))",
        ..Item::DEFAULT
    },
    Item {
        name: "X-GM-MSGID",
        answer: "X-GM-MSGID <n>",
        summary: "Gmail: id of the message, the same under all labels. Unsigned 64 bits, decimal.",
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "X-GM-MSGID 1278455344230334865",
        ..Item::DEFAULT
    },
    Item {
        name: "X-GM-THRID",
        answer: "X-GM-THRID <n>",
        summary: "Gmail: id of the conversation. Unsigned 64 bits, decimal.",
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "X-GM-THRID 1266894439832287888",
        ..Item::DEFAULT
    },
    Item {
        name: "X-GM-LABELS",
        answer: "X-GM-LABELS (<label> ...)",
        summary: "Gmail: labels on the message; system labels start with a backslash, and the \
            label of the open mailbox is left out. Items may be atoms, quoted strings, even NIL.",
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Google \"Gmail IMAP extensions\"; seen in MailKit fixtures",
        example: r#"X-GM-LABELS (\Important "Custom Label")"#,
        ..Item::DEFAULT
    },
    Item {
        name: "SNIPPET",
        syntax: "SNIPPET or SNIPPET (LAZY)",
        answer: "SNIPPET (FUZZY \"<text>\")",
        summary: "Dovecot's and others' forerunner of PREVIEW.",
        requires: &["SNIPPET=FUZZY"],
        status: Status::Vendor,
        spec: rfc(8970, "3.1"),
        source: "Dovecot source src/imap/imap-fetch-body.c; recorded",
        example: "SNIPPET (FUZZY \"Hello Joe\")",
        ..Item::DEFAULT
    },
    Item {
        name: "DIGEST.SHA1",
        answer: "DIGEST.SHA1 <hex>",
        summary: "Cyrus: SHA-1 of the message.",
        requires: &["DIGEST=SHA1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd; recorded",
        example: "DIGEST.SHA1 31259e21c63a07616f2e90ed7710c6fad7443abf",
        ..Item::DEFAULT
    },
    Item {
        name: "CID",
        answer: "CID <hex>",
        summary: "Cyrus: conversation id.",
        requires: &["XCONVERSATIONS"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd; recorded",
        example: "CID a0d647c0cd530c73",
        ..Item::DEFAULT
    },
    Item {
        name: "CREATEDMODSEQ",
        answer: "CREATEDMODSEQ (<n>)",
        summary: "Cyrus: change counter at the time when the message was stored.",
        requires: &["X-CREATEDMODSEQ"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd source imap/imapd.c, imap/index.c",
        example: "CREATEDMODSEQ (17)",
        ..Item::DEFAULT
    },
    Item {
        name: "BASECID",
        answer: "BASECID <hex>",
        summary: "Cyrus: id of the conversation before it was split.",
        requires: &["XCONVERSATIONS"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd source imap/imapd.c",
        example: "BASECID a0d647c0cd530c73",
        ..Item::DEFAULT
    },
    Item {
        name: "MAILBOXES",
        answer: "MAILBOXES (<mailbox> ...)",
        summary: "Cyrus: all mailboxes that hold this message.",
        requires: &["XCONVERSATIONS"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd source imap/imapd.c",
        example: "MAILBOXES (INBOX)",
        ..Item::DEFAULT
    },
    Item {
        name: "MAILBOXIDS",
        answer: "MAILBOXIDS (<id> ...)",
        summary: "Cyrus: ids of all mailboxes that hold this message.",
        requires: &["XCONVERSATIONS"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd source imap/imapd.c",
        example: "MAILBOXIDS (9enptqmi5k0o7axjq1rlzt8j)",
        ..Item::DEFAULT
    },
    Item {
        name: "RFC822.SHA1",
        answer: "RFC822.SHA1 <hex>",
        summary: "Cyrus: older spelling of DIGEST.SHA1.",
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Cyrus imapd source imap/imapd.c",
        example: "RFC822.SHA1 31259e21c63a07616f2e90ed7710c6fad7443abf",
        ..Item::DEFAULT
    },
    Item {
        name: "X-GUID",
        answer: "X-GUID <id>",
        summary: "Dovecot: global id of the message.",
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Dovecot source src/imap/imap-fetch.c",
        example: "X-GUID 0f0d2b",
        ..Item::DEFAULT
    },
    Item {
        name: "X-REAL-UID",
        answer: "X-REAL-UID <n>",
        summary: "Dovecot virtual mailboxes: UID in the mailbox where the message really lives.",
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Dovecot source src/imap/imap-fetch.c",
        example: "X-REAL-UID 17",
        ..Item::DEFAULT
    },
    Item {
        name: "X-MAILBOX",
        answer: "X-MAILBOX <mailbox>",
        summary: "Dovecot virtual mailboxes: name of the mailbox where the message really lives.",
        status: Status::Vendor,
        spec: rfc(9051, "6.4.5"),
        source: "Dovecot source src/imap/imap-fetch.c",
        example: "X-MAILBOX INBOX",
        ..Item::DEFAULT
    },
    Item {
        name: "X-SAVEDATE",
        answer: "X-SAVEDATE \"<date-time>\"",
        summary: "Dovecot: forerunner of SAVEDATE.",
        status: Status::Vendor,
        spec: rfc(8514, "4.2"),
        source: "Dovecot source src/imap/imap-fetch.c",
        example: "X-SAVEDATE \"21-Nov-2026 02:25:53 +0000\"",
        ..Item::DEFAULT
    },
];

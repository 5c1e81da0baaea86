//! The criteria, one row for each.

use crate::catalog::search::{Category, Key};
use crate::catalog::{Status, rfc};

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "ALL",
        summary: "Every message; the start of an empty search.",
        category: Category::Logic,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "ALL",
        ..Key::DEFAULT
    },
    Key {
        name: "<sequence-set>",
        summary: "Messages with these sequence numbers (also in UID SEARCH).",
        category: Category::Logic,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "2:4,7",
        ..Key::DEFAULT
    },
    Key {
        name: "NOT",
        syntax: "NOT <criterion>",
        summary: "Messages for which the one criterion does not hold.",
        category: Category::Logic,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "NOT SEEN",
        ..Key::DEFAULT
    },
    Key {
        name: "OR",
        syntax: "OR <criterion> <criterion>",
        summary: "Messages for which at least one of the two holds.",
        category: Category::Logic,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "OR FROM joe FROM jane",
        ..Key::DEFAULT
    },
    Key {
        name: "(...)",
        syntax: "(<criterion> ...)",
        summary: "Group: all inside must hold.",
        category: Category::Logic,
        spec: rfc(9051, "9"),
        also: &[rfc(3501, "9")],
        example: "NOT (SEEN FLAGGED)",
        ..Key::DEFAULT
    },
    Key {
        name: "ANSWERED",
        summary: r"Has \Answered.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "ANSWERED",
        ..Key::DEFAULT
    },
    Key {
        name: "UNANSWERED",
        summary: r"Lacks \Answered.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UNANSWERED",
        ..Key::DEFAULT
    },
    Key {
        name: "DELETED",
        summary: r"Has \Deleted.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "DELETED",
        ..Key::DEFAULT
    },
    Key {
        name: "UNDELETED",
        summary: r"Lacks \Deleted.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UNDELETED",
        ..Key::DEFAULT
    },
    Key {
        name: "DRAFT",
        summary: r"Has \Draft.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "DRAFT",
        ..Key::DEFAULT
    },
    Key {
        name: "UNDRAFT",
        summary: r"Lacks \Draft.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UNDRAFT",
        ..Key::DEFAULT
    },
    Key {
        name: "FLAGGED",
        summary: r"Has \Flagged (a star in most programs).",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "FLAGGED",
        ..Key::DEFAULT
    },
    Key {
        name: "UNFLAGGED",
        summary: r"Lacks \Flagged.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UNFLAGGED",
        ..Key::DEFAULT
    },
    Key {
        name: "SEEN",
        summary: r"Has \Seen: was read.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SEEN",
        ..Key::DEFAULT
    },
    Key {
        name: "UNSEEN",
        summary: r"Lacks \Seen: unread.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UNSEEN",
        ..Key::DEFAULT
    },
    Key {
        name: "KEYWORD",
        syntax: "KEYWORD <keyword>",
        summary: "Has this keyword (a flag without backslash).",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "KEYWORD $Junk",
        ..Key::DEFAULT
    },
    Key {
        name: "UNKEYWORD",
        syntax: "UNKEYWORD <keyword>",
        summary: "Lacks this keyword.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UNKEYWORD $Junk",
        ..Key::DEFAULT
    },
    Key {
        name: "RECENT",
        summary: r"Has \Recent. Gone in IMAP4rev2.",
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.4"),
        example: "RECENT",
        ..Key::DEFAULT
    },
    Key {
        name: "NEW",
        summary: r"\Recent and not \Seen. Gone in IMAP4rev2.",
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.4"),
        example: "NEW",
        ..Key::DEFAULT
    },
    Key {
        name: "OLD",
        summary: r"Not \Recent (which is not the same as NOT NEW). Gone in IMAP4rev2.",
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.4"),
        example: "OLD",
        ..Key::DEFAULT
    },
    Key {
        name: "BEFORE",
        syntax: "BEFORE <date>",
        summary: "Received (INTERNALDATE) before this day.",
        category: Category::Date,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "BEFORE 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "ON",
        syntax: "ON <date>",
        summary: "Received on this day.",
        category: Category::Date,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "ON 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SINCE",
        syntax: "SINCE <date>",
        summary: "Received on this day or later.",
        category: Category::Date,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SINCE 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SENTBEFORE",
        syntax: "SENTBEFORE <date>",
        summary: "Date: header is before this day.",
        category: Category::Date,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SENTBEFORE 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SENTON",
        syntax: "SENTON <date>",
        summary: "Date: header is this day.",
        category: Category::Date,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SENTON 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SENTSINCE",
        syntax: "SENTSINCE <date>",
        summary: "Date: header is this day or later.",
        category: Category::Date,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SENTSINCE 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "OLDER",
        syntax: "OLDER <seconds>",
        summary: "Received longer ago than this many seconds.",
        category: Category::Date,
        requires: &["WITHIN"],
        spec: rfc(5032, "2"),
        also: &[rfc(5032, "3")],
        example: "OLDER 3600",
        ..Key::DEFAULT
    },
    Key {
        name: "YOUNGER",
        syntax: "YOUNGER <seconds>",
        summary: "Received less than this many seconds ago.",
        category: Category::Date,
        requires: &["WITHIN"],
        spec: rfc(5032, "2"),
        also: &[rfc(5032, "3")],
        example: "YOUNGER 86400",
        ..Key::DEFAULT
    },
    Key {
        name: "SAVEDBEFORE",
        syntax: "SAVEDBEFORE <date>",
        summary: "Put into this mailbox before this day.",
        category: Category::Date,
        requires: &["SAVEDATE"],
        spec: rfc(8514, "4.3"),
        example: "SAVEDBEFORE 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SAVEDON",
        syntax: "SAVEDON <date>",
        summary: "Put into this mailbox on this day.",
        category: Category::Date,
        requires: &["SAVEDATE"],
        spec: rfc(8514, "4.3"),
        example: "SAVEDON 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SAVEDSINCE",
        syntax: "SAVEDSINCE <date>",
        summary: "Put into this mailbox on this day or later.",
        category: Category::Date,
        requires: &["SAVEDATE"],
        spec: rfc(8514, "4.3"),
        example: "SAVEDSINCE 1-Feb-2026",
        ..Key::DEFAULT
    },
    Key {
        name: "SAVEDATESUPPORTED",
        summary: "All messages, if this mailbox keeps save dates; else none.",
        category: Category::Date,
        requires: &["SAVEDATE"],
        spec: rfc(8514, "4.3"),
        example: "SAVEDATESUPPORTED",
        ..Key::DEFAULT
    },
    Key {
        name: "FROM",
        syntax: "FROM <text>",
        summary: "From: field contains the text.",
        category: Category::Header,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "FROM \"smith\"",
        ..Key::DEFAULT
    },
    Key {
        name: "TO",
        syntax: "TO <text>",
        summary: "To: field contains the text.",
        category: Category::Header,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "TO joe@example.com",
        ..Key::DEFAULT
    },
    Key {
        name: "CC",
        syntax: "CC <text>",
        summary: "Cc: field contains the text.",
        category: Category::Header,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "CC jane",
        ..Key::DEFAULT
    },
    Key {
        name: "BCC",
        syntax: "BCC <text>",
        summary: "Bcc: field contains the text.",
        category: Category::Header,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "BCC jane",
        ..Key::DEFAULT
    },
    Key {
        name: "SUBJECT",
        syntax: "SUBJECT <text>",
        summary: "Subject contains the text.",
        category: Category::Header,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SUBJECT \"afternoon meeting\"",
        ..Key::DEFAULT
    },
    Key {
        name: "HEADER",
        syntax: "HEADER <field> <text>",
        summary: "The named header field contains the text; \"\" tests only that the field is \
            there.",
        category: Category::Header,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "HEADER Message-ID \"<a@b>\"",
        ..Key::DEFAULT
    },
    Key {
        name: "BODY",
        syntax: "BODY <text>",
        summary: "The text (not the header) contains this.",
        category: Category::Text,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "BODY invoice",
        ..Key::DEFAULT
    },
    Key {
        name: "TEXT",
        syntax: "TEXT <text>",
        summary: "Header or text contains this.",
        category: Category::Text,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "TEXT invoice",
        ..Key::DEFAULT
    },
    Key {
        name: "FUZZY",
        syntax: "FUZZY <criterion>",
        summary: "Match the next criterion loosely (server decides how).",
        category: Category::Text,
        requires: &["SEARCH=FUZZY"],
        spec: rfc(6203, "3"),
        example: "FUZZY SUBJECT \"meetin\"",
        ..Key::DEFAULT
    },
    Key {
        name: "LARGER",
        syntax: "LARGER <octets>",
        summary: "Bigger than this.",
        category: Category::Size,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "LARGER 1000000",
        ..Key::DEFAULT
    },
    Key {
        name: "SMALLER",
        syntax: "SMALLER <octets>",
        summary: "Smaller than this.",
        category: Category::Size,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "SMALLER 2000",
        ..Key::DEFAULT
    },
    Key {
        name: "UID",
        syntax: "UID <uid-set>",
        summary: "Messages with these UIDs.",
        category: Category::Id,
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4")],
        example: "UID 100:*",
        ..Key::DEFAULT
    },
    Key {
        name: "UIDAFTER",
        syntax: "UIDAFTER <uid>",
        summary: "UID greater than this.",
        category: Category::Id,
        requires: &["MESSAGELIMIT="],
        status: Status::Experimental,
        spec: rfc(9738, "3.2"),
        example: "UIDAFTER 25000",
        ..Key::DEFAULT
    },
    Key {
        name: "UIDBEFORE",
        syntax: "UIDBEFORE <uid>",
        summary: "UID less than this.",
        category: Category::Id,
        requires: &["MESSAGELIMIT="],
        status: Status::Experimental,
        spec: rfc(9738, "3.2"),
        example: "UIDBEFORE 25000",
        ..Key::DEFAULT
    },
    Key {
        name: "$",
        summary: "The messages saved by the last SEARCH RETURN (SAVE).",
        category: Category::Id,
        requires: &["SEARCHRES", "IMAP4rev2"],
        spec: rfc(9051, "6.4.4.1"),
        also: &[rfc(5182, "2.1")],
        example: "$",
        ..Key::DEFAULT
    },
    Key {
        name: "EMAILID",
        syntax: "EMAILID <id>",
        summary: "Messages with this content id.",
        category: Category::Id,
        requires: &["OBJECTID"],
        spec: rfc(8474, "6"),
        example: "EMAILID M6d99ac3275bb4e",
        ..Key::DEFAULT
    },
    Key {
        name: "THREADID",
        syntax: "THREADID <id>",
        summary: "Messages of this conversation.",
        category: Category::Id,
        requires: &["OBJECTID"],
        spec: rfc(8474, "6"),
        example: "THREADID T64b478a75b7ea9",
        ..Key::DEFAULT
    },
    Key {
        name: "MODSEQ",
        syntax: "MODSEQ [<entry> <type>] <n>",
        summary: "Changed since: change counter is at least n. Adds (MODSEQ n) to the answer.",
        category: Category::Change,
        requires: &["CONDSTORE", "QRESYNC"],
        spec: rfc(7162, "3.1.5"),
        also: &[rfc(7162, "3.1.6")],
        example: "MODSEQ 620162338",
        ..Key::DEFAULT
    },
    Key {
        name: "ANNOTATION",
        syntax: "ANNOTATION <entry> <attribute> <value>",
        summary: "Has a message annotation with this value.",
        category: Category::Other,
        requires: &["ANNOTATE-EXPERIMENT-1"],
        status: Status::Experimental,
        spec: rfc(5257, "4.8"),
        example: "ANNOTATION /comment value \"note\"",
        ..Key::DEFAULT
    },
    Key {
        name: "FILTER",
        syntax: "FILTER <name>",
        summary: "Use a search stored on the server under this name.",
        category: Category::Other,
        requires: &["FILTERS"],
        spec: rfc(5466, "3.1"),
        example: "FILTER on-the-road",
        ..Key::DEFAULT
    },
    Key {
        name: "X-GM-RAW",
        syntax: "X-GM-RAW <gmail-query>",
        summary: "Gmail: search with Gmail's own search language.",
        category: Category::Vendor,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "X-GM-RAW \"has:attachment in:unread\"",
        ..Key::DEFAULT
    },
    Key {
        name: "X-GM-MSGID",
        syntax: "X-GM-MSGID <n>",
        summary: "Gmail: the message with this id.",
        category: Category::Vendor,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "X-GM-MSGID 1278455344230334865",
        ..Key::DEFAULT
    },
    Key {
        name: "X-GM-THRID",
        syntax: "X-GM-THRID <n>",
        summary: "Gmail: the messages of this conversation.",
        category: Category::Vendor,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "X-GM-THRID 1266894439832287888",
        ..Key::DEFAULT
    },
    Key {
        name: "X-GM-LABELS",
        syntax: "X-GM-LABELS <label>",
        summary: "Gmail: the messages with this label.",
        category: Category::Vendor,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "X-GM-LABELS foo",
        ..Key::DEFAULT
    },
    Key {
        name: "INTHREAD",
        syntax: "INTHREAD <algorithm> <criterion>",
        summary: "All messages of conversations in which some message matches (draft, Dovecot).",
        category: Category::Vendor,
        requires: &["THREAD=REFS"],
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "Dovecot source; draft-ietf-morg-inthread",
        example: "INTHREAD REFS SUBJECT x",
        ..Key::DEFAULT
    },
    Key {
        name: "X-MAILBOX",
        syntax: "X-MAILBOX <mailbox>",
        summary: "Dovecot virtual mailboxes: messages that really live in that mailbox.",
        category: Category::Vendor,
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Dovecot source src/lib-storage/mail-search-register-imap.c",
        example: "X-MAILBOX INBOX",
        ..Key::DEFAULT
    },
    Key {
        name: "X-REAL-UID",
        syntax: "X-REAL-UID <uid-set>",
        summary: "Dovecot virtual mailboxes: by UID in the real mailbox.",
        category: Category::Vendor,
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Dovecot source src/lib-storage/mail-search-register-imap.c",
        example: "X-REAL-UID 1:5",
        ..Key::DEFAULT
    },
    Key {
        name: "X-GUID",
        syntax: "X-GUID <id>",
        summary: "Dovecot: by global message id.",
        category: Category::Vendor,
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Dovecot source src/lib-storage/mail-search-register-imap.c",
        example: "X-GUID 0f0d2b",
        ..Key::DEFAULT
    },
    // Not confirmed: argument syntax from memory of the draft.
    Key {
        name: "MIMEPART",
        syntax: "MIMEPART <mime-criterion>",
        summary: "Dovecot: search on properties of MIME parts (draft).",
        category: Category::Vendor,
        status: Status::Vendor,
        spec: rfc(9051, "6.4.4"),
        source: "Dovecot source src/lib-storage/mail-search-register-imap.c",
        example: "MIMEPART DISPOSITION TYPE attachment",
        ..Key::DEFAULT
    },
];

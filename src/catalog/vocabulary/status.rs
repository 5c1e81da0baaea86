//! What STATUS can count.

use crate::catalog::vocabulary::Word;
use crate::catalog::{Status, rfc};

/// Every STATUS item.
pub const STATUS_ITEMS: &[Word] = &[
    Word {
        name: "MESSAGES",
        answer: "MESSAGES <n>",
        summary: "Number of messages.",
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(3501, "6.3.10")],
        example: "MESSAGES 231",
        ..Word::DEFAULT
    },
    Word {
        name: "UIDNEXT",
        answer: "UIDNEXT <n>",
        summary: "The UID that the next new message will get (at least).",
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(3501, "6.3.10")],
        example: "UIDNEXT 44292",
        ..Word::DEFAULT
    },
    Word {
        name: "UIDVALIDITY",
        answer: "UIDVALIDITY <n>",
        summary: "Generation number of the UIDs: if it changes, forget all UIDs.",
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(3501, "6.3.10")],
        example: "UIDVALIDITY 3857529045",
        ..Word::DEFAULT
    },
    Word {
        name: "UNSEEN",
        answer: "UNSEEN <n>",
        summary: "How many messages are unread (unlike [UNSEEN n] after SELECT).",
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(3501, "6.3.10")],
        example: "UNSEEN 12",
        ..Word::DEFAULT
    },
    Word {
        name: "RECENT",
        answer: "RECENT <n>",
        summary: r"How many messages are \Recent. Gone in IMAP4rev2.",
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.3.10"),
        example: "RECENT 2",
        ..Word::DEFAULT
    },
    Word {
        name: "DELETED",
        answer: "DELETED <n>",
        summary: r"How many messages have \Deleted.",
        requires: &["IMAP4rev2", "QUOTA=RES-MESSAGE"],
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(9208, "4.1.4")],
        example: "DELETED 4",
        ..Word::DEFAULT
    },
    Word {
        name: "SIZE",
        answer: "SIZE <octets>",
        summary: "Total size of all messages.",
        requires: &["STATUS=SIZE", "IMAP4rev2"],
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(8438, "3")],
        example: "SIZE 1232",
        ..Word::DEFAULT
    },
    Word {
        name: "HIGHESTMODSEQ",
        answer: "HIGHESTMODSEQ <n>",
        summary: "Highest change counter; 0 if the mailbox keeps none.",
        requires: &["CONDSTORE", "QRESYNC"],
        spec: rfc(7162, "3.1.7"),
        example: "HIGHESTMODSEQ 7011231777",
        ..Word::DEFAULT
    },
    Word {
        name: "MAILBOXID",
        answer: "MAILBOXID (<id>)",
        summary: "Identity of the mailbox, kept across RENAME.",
        requires: &["OBJECTID"],
        spec: rfc(8474, "4.3"),
        example: "MAILBOXID (F2212ea87-6097-4256-9d51-71338625)",
        ..Word::DEFAULT
    },
    Word {
        name: "APPENDLIMIT",
        answer: "APPENDLIMIT <octets> or NIL",
        summary: "Largest message that can be appended here; NIL: no limit.",
        requires: &["APPENDLIMIT"],
        spec: rfc(7889, "3.1"),
        example: "APPENDLIMIT 257890",
        ..Word::DEFAULT
    },
    Word {
        name: "DELETED-STORAGE",
        answer: "DELETED-STORAGE <n>",
        summary: "Storage that EXPUNGE would free. The RFC names no unit; its fallback is a sum \
            of RFC822.SIZE, hence octets.",
        requires: &["QUOTA=RES-STORAGE"],
        spec: rfc(9208, "4.1.4"),
        example: "DELETED-STORAGE 8",
        ..Word::DEFAULT
    },
    Word {
        name: "X-GUID",
        answer: "X-GUID <hex>",
        summary: "Dovecot: global id of the mailbox.",
        status: Status::Vendor,
        spec: rfc(9051, "6.3.11"),
        source: "Dovecot source src/imap/imap-status.c",
        example: "X-GUID 0f0d2b",
        ..Word::DEFAULT
    },
    Word {
        name: "X-SIZE",
        answer: "X-SIZE <octets>",
        summary: "Dovecot: forerunner of SIZE.",
        status: Status::Vendor,
        spec: rfc(8438, "3"),
        source: "Dovecot source src/imap/imap-status.c",
        example: "X-SIZE 1232",
        ..Word::DEFAULT
    },
    Word {
        name: "UNIQUEID",
        answer: "UNIQUEID <id>",
        summary: "Cyrus: unique id of the mailbox.",
        status: Status::Vendor,
        spec: rfc(9051, "6.3.11"),
        source: "Cyrus imapd source imap/imapd.c",
        example: "UNIQUEID 9enptqmi5k0o7axjq1rlzt8j",
        ..Word::DEFAULT
    },
    Word {
        name: "CREATEDMODSEQ",
        answer: "CREATEDMODSEQ <n>",
        summary: "Cyrus: change counter at creation.",
        requires: &["X-CREATEDMODSEQ"],
        status: Status::Vendor,
        spec: rfc(9051, "6.3.11"),
        source: "Cyrus imapd source imap/imapd.c",
        example: "CREATEDMODSEQ 3",
        ..Word::DEFAULT
    },
];

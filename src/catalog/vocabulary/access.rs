//! Access rights and quota resources.

use crate::catalog::vocabulary::Word;
use crate::catalog::{Status, rfc};

/// Rights, a letter each. RFC 4314 §2.1.
pub const RIGHTS: &[Word] = &[
    Word { name: "l", summary: "lookup: see the mailbox in LIST.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "r", summary: "read: open it, fetch, search.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "s", summary: r"keep \Seen from one session to the next.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "w", summary: r"write flags other than \Seen and \Deleted.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "i", summary: "insert: APPEND, COPY into it.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "p", summary: "post: mail may be sent to its address.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "k", summary: "create mailboxes below it.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "x", summary: "delete or rename the mailbox.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "t", summary: r"set and clear \Deleted.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "e", summary: "expunge.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word { name: "a", summary: "administer: change rights.", spec: rfc(4314, "2.1"), ..Word::DEFAULT },
    Word {
        name: "c",
        summary: "old create right, now a mix of k and x.",
        status: Status::Obsolete,
        spec: rfc(4314, "2.1.1"),
        ..Word::DEFAULT
    },
    Word {
        name: "d",
        summary: "old delete right, now a mix of x, t and e.",
        status: Status::Obsolete,
        spec: rfc(4314, "2.1.1"),
        ..Word::DEFAULT
    },
    Word {
        name: "n",
        summary: "write shared message annotations.",
        status: Status::Experimental,
        spec: rfc(5257, "4.10"),
        ..Word::DEFAULT
    },
];

/// What a quota can limit, with its unit.
pub const QUOTA_RESOURCES: &[Word] = &[
    Word {
        name: "STORAGE",
        syntax: "STORAGE <units of 1024 octets>",
        summary: "Space used by messages.",
        spec: rfc(9208, "5.1"),
        ..Word::DEFAULT
    },
    Word {
        name: "MESSAGE",
        syntax: "MESSAGE <messages>",
        summary: "Number of messages.",
        spec: rfc(9208, "5.2"),
        ..Word::DEFAULT
    },
    Word {
        name: "MAILBOX",
        syntax: "MAILBOX <mailboxes>",
        summary: "Number of mailboxes.",
        spec: rfc(9208, "5.3"),
        ..Word::DEFAULT
    },
    Word {
        name: "ANNOTATION-STORAGE",
        syntax: "ANNOTATION-STORAGE <units of 1024 octets>",
        summary: "Space used by annotations.",
        spec: rfc(9208, "5.4"),
        ..Word::DEFAULT
    },
];

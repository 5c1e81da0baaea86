//! Capabilities of the session: revisions, login, encryption, literals, languages.

use crate::catalog::capability::{Capability, Rev2, Value};
use crate::catalog::{Status, rfc};

pub(super) const CAPABILITIES: &[Capability] = &[
    Capability {
        name: "IMAP4rev1",
        summary: "Speaks IMAP4rev1 (2003), the common language of nearly all servers.",
        unlocks: &["LSUB", "CHECK", "RECENT"],
        spec: rfc(3501, ""),
        ..Capability::DEFAULT
    },
    Capability {
        name: "IMAP4rev2",
        summary: "Speaks IMAP4rev2 (2021). If rev1 is offered too, switch with ENABLE IMAP4rev2.",
        unlocks: &[
            "UNSELECT",
            "MOVE",
            "IDLE",
            "NAMESPACE",
            "ENABLE",
            "UID EXPUNGE",
            "BINARY[...]",
            "STATUS SIZE, DELETED",
        ],
        spec: rfc(9051, ""),
        ..Capability::DEFAULT
    },
    Capability {
        name: "IMAP4",
        summary: "Speaks IMAP4 of 1994; shown beside IMAP4rev1 by Exchange, iCloud and others.",
        unlocks: &["(nothing more)"],
        registered: false,
        status: Status::Obsolete,
        spec: rfc(1730, ""),
        also: &[rfc(3501, "A")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "STARTTLS",
        summary: "The line can be encrypted.",
        unlocks: &["STARTTLS"],
        rev2: Rev2::Included,
        spec: rfc(9051, "6.2.1"),
        also: &[rfc(3501, "6.2.1")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "LOGINDISABLED",
        summary: "LOGIN is refused now, mostly until TLS is on.",
        unlocks: &["(blocks LOGIN)"],
        rev2: Rev2::Included,
        spec: rfc(9051, "6.2.3"),
        also: &[rfc(3501, "6.2.3")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "AUTH=",
        summary: "AUTH=<mechanism>: one entry per login mechanism.",
        unlocks: &["AUTHENTICATE"],
        value: Value::Needed,
        rev2: Rev2::Included,
        spec: rfc(9051, "6.2.2"),
        also: &[rfc(3501, "6.2.2")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "SASL-IR",
        summary: "AUTHENTICATE may carry the first answer on the same line.",
        unlocks: &["AUTHENTICATE <mech> <initial>"],
        rev2: Rev2::Included,
        spec: rfc(4959, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LOGIN-REFERRALS",
        summary: "Login may send you to another server.",
        unlocks: &["[REFERRAL ...]"],
        spec: rfc(2221, "3"),
        also: &[rfc(2221, "4.1")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "UNAUTHENTICATE",
        summary: "Log out without disconnecting.",
        unlocks: &["UNAUTHENTICATE"],
        spec: rfc(8437, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "COMPRESS=DEFLATE",
        summary: "The line can be compressed.",
        unlocks: &["COMPRESS DEFLATE"],
        spec: rfc(4978, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "ENABLE",
        summary: "Extensions can be switched on.",
        unlocks: &["ENABLE"],
        rev2: Rev2::Included,
        spec: rfc(5161, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "ID",
        summary: "Programs can introduce themselves.",
        unlocks: &["ID"],
        spec: rfc(2971, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "IDLE",
        summary: "The server pushes changes.",
        unlocks: &["IDLE", "DONE"],
        rev2: Rev2::Included,
        spec: rfc(2177, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "INPROGRESS",
        summary: "Slow commands report progress.",
        unlocks: &["[INPROGRESS ...]"],
        spec: rfc(9585, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "JMAPACCESS",
        summary: "The same mail is reachable with JMAP.",
        unlocks: &["GETJMAPACCESS"],
        spec: rfc(9698, "3"),
        also: &[rfc(9698, "4")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "LANGUAGE",
        summary: "Server texts come in several languages.",
        unlocks: &["LANGUAGE"],
        spec: rfc(5255, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LITERAL+",
        summary: "You need not wait for \"+\" before a literal: {n+}.",
        unlocks: &["{n+}"],
        spec: rfc(7888, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LITERAL-",
        summary: "The same, but only up to 4096 octets.",
        unlocks: &["{n+} up to 4096"],
        rev2: Rev2::Included,
        spec: rfc(7888, "5"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "NOTIFY",
        summary: "Events from many mailboxes.",
        unlocks: &["NOTIFY", "SEARCH RETURN (UPDATE)"],
        spec: rfc(5465, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "UIDONLY",
        summary: "A mode without message numbers.",
        unlocks: &["ENABLE UIDONLY", "UIDFETCH"],
        status: Status::Experimental,
        spec: rfc(9586, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "UTF8=ACCEPT",
        summary: "UTF-8 in mailbox names, headers and quoted strings, once enabled.",
        unlocks: &["ENABLE UTF8=ACCEPT"],
        spec: rfc(9755, "3"),
        also: &[rfc(6855, "3")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "UTF8=ONLY",
        summary: "UTF-8 is a must: clients have to ENABLE UTF8=ACCEPT first.",
        unlocks: &["ENABLE UTF8=ACCEPT"],
        spec: rfc(9755, "7"),
        also: &[rfc(6855, "6")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "UTF8=ALL",
        summary: "Older experiment, replaced by UTF8=ACCEPT.",
        unlocks: &["(obsolete)"],
        status: Status::Obsolete,
        spec: rfc(5738, ""),
        ..Capability::DEFAULT
    },
    Capability {
        name: "UTF8=APPEND",
        summary: "Older experiment.",
        unlocks: &["(obsolete)"],
        status: Status::Obsolete,
        spec: rfc(5738, ""),
        ..Capability::DEFAULT
    },
    Capability {
        name: "UTF8=USER",
        summary: "Older experiment.",
        unlocks: &["(obsolete)"],
        status: Status::Obsolete,
        spec: rfc(5738, ""),
        ..Capability::DEFAULT
    },
];

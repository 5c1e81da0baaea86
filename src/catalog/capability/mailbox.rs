//! Capabilities about mailboxes: listing, rights, quotas, annotations.

use crate::catalog::capability::{Capability, Rev2, Value};
use crate::catalog::rfc;

pub(super) const CAPABILITIES: &[Capability] = &[
    Capability {
        name: "ACL",
        summary: "Access rights on mailboxes can be seen and changed.",
        unlocks: &["GETACL", "SETACL", "DELETEACL", "LISTRIGHTS", "MYRIGHTS"],
        spec: rfc(4314, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "RIGHTS=",
        summary: "RIGHTS=<letters>: which of the newer right letters are known.",
        unlocks: &["(rights letters)"],
        value: Value::Needed,
        spec: rfc(4314, "4"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "APPENDLIMIT",
        summary: "Largest upload: APPENDLIMIT=<octets> for all mailboxes, bare APPENDLIMIT: ask \
            STATUS per mailbox.",
        unlocks: &["STATUS APPENDLIMIT"],
        value: Value::Allowed,
        spec: rfc(7889, "2"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CHILDREN",
        summary: r"LIST shows \HasChildren and \HasNoChildren.",
        unlocks: &[r"\HasChildren"],
        rev2: Rev2::Included,
        spec: rfc(3348, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CREATE-SPECIAL-USE",
        summary: "A role can be given when creating a mailbox.",
        unlocks: &["CREATE ... (USE (...))"],
        spec: rfc(6154, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LIST-EXTENDED",
        summary: "LIST takes options.",
        unlocks: &["LIST (...)", "LIST ... RETURN (...)", "several patterns"],
        rev2: Rev2::Included,
        spec: rfc(5258, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LIST-METADATA",
        summary: "LIST can bring annotations along.",
        unlocks: &["LIST ... RETURN (METADATA (...))"],
        spec: rfc(9590, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LIST-MYRIGHTS",
        summary: "LIST can bring your rights along.",
        unlocks: &["LIST ... RETURN (MYRIGHTS)"],
        spec: rfc(8440, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "LIST-STATUS",
        summary: "LIST can bring counters along.",
        unlocks: &["LIST ... RETURN (STATUS (...))"],
        rev2: Rev2::Included,
        spec: rfc(5819, "2"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "MAILBOX-REFERRALS",
        summary: "Mailboxes on other servers can be listed.",
        unlocks: &["RLIST", "RLSUB"],
        spec: rfc(2193, "3"),
        also: &[rfc(2193, "5.1")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "METADATA",
        summary: "Annotations on mailboxes and on the server.",
        unlocks: &["GETMETADATA", "SETMETADATA"],
        spec: rfc(5464, "1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "METADATA-SERVER",
        summary: "Annotations on the server only.",
        unlocks: &["GETMETADATA \"\"", "SETMETADATA \"\""],
        spec: rfc(5464, "1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "NAMESPACE",
        summary: "Prefixes of mailbox names can be asked for.",
        unlocks: &["NAMESPACE"],
        rev2: Rev2::Included,
        spec: rfc(2342, "5"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "OBJECTID",
        summary: "Lasting ids of mailboxes, messages and threads.",
        unlocks: &["FETCH EMAILID, THREADID", "STATUS MAILBOXID", "SEARCH EMAILID, THREADID"],
        spec: rfc(8474, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "QUOTA",
        summary: "Use and limits of storage.",
        unlocks: &["GETQUOTA", "GETQUOTAROOT"],
        spec: rfc(9208, "4.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "QUOTA=RES-",
        summary: "QUOTA=RES-<resource>: STORAGE, MESSAGE, MAILBOX or ANNOTATION-STORAGE is \
            counted.",
        unlocks: &["STATUS DELETED, DELETED-STORAGE"],
        value: Value::Needed,
        spec: rfc(9208, "9.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "QUOTASET",
        summary: "Limits can be set.",
        unlocks: &["SETQUOTA"],
        spec: rfc(9208, "4.1.3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "SPECIAL-USE",
        summary: r"LIST shows roles such as \Sent.",
        unlocks: &["LIST (SPECIAL-USE)", "RETURN (SPECIAL-USE)"],
        rev2: Rev2::Partly("attributes only"),
        spec: rfc(6154, "2"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "STATUS=SIZE",
        summary: "STATUS knows SIZE.",
        unlocks: &["STATUS SIZE"],
        rev2: Rev2::Included,
        spec: rfc(8438, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "UNSELECT",
        summary: "Close without expunging.",
        unlocks: &["UNSELECT"],
        rev2: Rev2::Included,
        spec: rfc(3691, "2"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "IMAPSIEVE=",
        summary: "IMAPSIEVE=<url>: Sieve scripts run on IMAP events.",
        unlocks: &["(server side)"],
        value: Value::Needed,
        spec: rfc(6785, "2.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "QRESYNC",
        summary: "Fast resynchronisation: what changed and what vanished.",
        unlocks: &["ENABLE QRESYNC", "SELECT (QRESYNC ...)", "VANISHED"],
        spec: rfc(7162, "3.2"),
        ..Capability::DEFAULT
    },
];

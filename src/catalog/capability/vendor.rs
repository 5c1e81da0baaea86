//! Capabilities that are not registered: those of single vendors, and drafts.

use crate::catalog::capability::{Capability, Value};
use crate::catalog::{Status, rfc};

pub(super) const CAPABILITIES: &[Capability] = &[
    Capability {
        name: "X-GM-EXT-1",
        summary: "Gmail's own items: labels, message and thread ids, Gmail search.",
        unlocks: &["FETCH X-GM-MSGID, X-GM-THRID, X-GM-LABELS", "STORE X-GM-LABELS", "SEARCH X-GM-RAW"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Google \"Gmail IMAP extensions\"",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XLIST",
        summary: "Gmail's older way to show folder roles.",
        unlocks: &["XLIST"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "Google \"Gmail IMAP extensions\"",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XYZZY",
        summary: "Joke command of an adventure game; seen at Gmail.",
        unlocks: &["(none)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture gmail/capability.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XAPPLEPUSHSERVICE",
        summary: "Push notices for Apple Mail.",
        unlocks: &["XAPPLEPUSHSERVICE"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd, iCloud greeting (MailKit fixture)",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XAPPLELITERAL",
        summary: "Apple-private kind of literal.",
        unlocks: &["(private)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture icloud/capability.txt",
        ..Capability::DEFAULT
    },
    // Not confirmed: meaning guessed from the name and the fixture.
    Capability {
        name: "XYMHIGHESTMODSEQ",
        summary: "Yahoo: HIGHESTMODSEQ is shown, without full CONDSTORE.",
        unlocks: &["[HIGHESTMODSEQ]"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(7162, "3.1.2.1"),
        source: "MailKit fixture yahoo/greeting.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "X-MSG-EXT",
        summary: "Yahoo-private.",
        unlocks: &["(private)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture yahoo/greeting.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XSTOP",
        summary: "Proton Mail Bridge-private.",
        unlocks: &["(private)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture protonmail/capability.txt",
        ..Capability::DEFAULT
    },
    // Not confirmed: meaning from the name.
    Capability {
        name: "XMSEARCH",
        summary: "Oracle/Sun: search several mailboxes.",
        unlocks: &["(private)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(7377, ""),
        source: "MailKit fixture icloud/capability.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "X-SUN-SORT",
        summary: "Oracle/Sun: private sort.",
        unlocks: &["(private)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "MailKit fixture icloud/capability.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "CLIENTACCESSRULES",
        summary: "Exchange Online internal.",
        unlocks: &["(none)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture exchange/capability-postauth.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "CLIENTNETWORKPRESENCELOCATION",
        summary: "Exchange Online internal.",
        unlocks: &["(none)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture exchange/capability-postauth.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "BACKENDAUTHENTICATE",
        summary: "Exchange Online internal.",
        unlocks: &["(none)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture exchange/capability-postauth.txt",
        ..Capability::DEFAULT
    },
    Capability {
        name: "ANNOTATEMORE",
        summary: "Draft-era annotations.",
        unlocks: &["GETANNOTATION", "SETANNOTATION"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(5464, ""),
        source: "Cyrus imapd; draft-daboo-imap-annotatemore-08",
        ..Capability::DEFAULT
    },
    Capability {
        name: "ACL2=UNION",
        summary: "Courier: rights of several identifiers add up.",
        unlocks: &["(ACL detail)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(4314, ""),
        source: "recorded on Courier-IMAP",
        ..Capability::DEFAULT
    },
    Capability {
        name: "DIGEST=SHA1",
        summary: "Cyrus: SHA-1 of messages.",
        unlocks: &["FETCH DIGEST.SHA1"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "MUPDATE=",
        summary: "Cyrus cluster: address of the mailbox directory.",
        unlocks: &["(internal)"],
        value: Value::Needed,
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "NO_ATOMIC_RENAME",
        summary: "Cyrus: RENAME of a tree is not one atomic step.",
        unlocks: &["(warning)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "6.3.6"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "SORT=MODSEQ",
        summary: "Cyrus: sort by change counter.",
        unlocks: &["SORT MODSEQ"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "SORT=UID",
        summary: "Cyrus: sort by UID.",
        unlocks: &["SORT UID"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "THREAD=REFS",
        summary: "Conversations by References only.",
        unlocks: &["THREAD REFS"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(5256, "1"),
        source: "Dovecot, Cyrus; draft-ietf-morg-inthread",
        ..Capability::DEFAULT
    },
    Capability {
        name: "X-CREATEDMODSEQ",
        summary: "Cyrus: creation counters.",
        unlocks: &["FETCH CREATEDMODSEQ"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "X-REPLICATION",
        summary: "Cyrus cluster replication.",
        unlocks: &["(internal)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "X-REPLICATION-ARCHIVE",
        summary: "Cyrus cluster replication.",
        unlocks: &["(internal)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "X-SIEVE-MAILBOX",
        summary: "Cyrus: Sieve scripts live in a mailbox.",
        unlocks: &["(internal)"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XCONVERSATIONS",
        summary: "Cyrus: conversations.",
        unlocks: &["FETCH CID, BASECID"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd; recorded",
        ..Capability::DEFAULT
    },
    Capability {
        name: "XUSERGROUPS",
        summary: "Cyrus: user groups.",
        unlocks: &["GETUSERGROUP", "SETUSERGROUP"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Cyrus imapd",
        ..Capability::DEFAULT
    },
    Capability {
        name: "SNIPPET=FUZZY",
        summary: "Dovecot: forerunner of PREVIEW.",
        unlocks: &["FETCH SNIPPET"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(8970, ""),
        source: "Dovecot; recorded",
        ..Capability::DEFAULT
    },
    Capability {
        name: "PREVIEW=FUZZY",
        summary: "Draft form of PREVIEW.",
        unlocks: &["FETCH PREVIEW"],
        registered: false,
        status: Status::Draft,
        spec: rfc(8970, ""),
        source: "Dovecot; recorded",
        ..Capability::DEFAULT
    },
    Capability {
        name: "SCAN",
        summary: "UW-IMAP: LIST that looks inside mailboxes.",
        unlocks: &["SCAN"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "MailKit fixture uw/preauth-greeting.txt",
        ..Capability::DEFAULT
    },
    // Not confirmed: from memory.
    Capability {
        name: "X-NETSCAPE",
        summary: "Netscape/Sun servers: account page URL and PROXYAUTH.",
        unlocks: &["PROXYAUTH"],
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.2.2"),
        source: "Netscape and Sun messaging servers",
        ..Capability::DEFAULT
    },
    // Not confirmed: name and status of the draft.
    Capability {
        name: "OBJECTID+",
        summary: "Draft successor of OBJECTID.",
        unlocks: &["(draft)"],
        registered: false,
        status: Status::Draft,
        spec: rfc(8474, ""),
        source: "draft of the IETF group mailmaint",
        ..Capability::DEFAULT
    },
];

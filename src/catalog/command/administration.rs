//! Commands about quotas, access rights and annotations.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, arg};
use crate::catalog::rfc;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "GETQUOTA",
        usage: "GETQUOTA <quota-root>",
        summary: "Show use and limits of one quota root.",
        args: &[arg("root", Kind::QuotaRoot)],
        requires: &["QUOTA"],
        untagged: &["QUOTA"],
        spec: rfc(9208, "4.1.1"),
        example: "a1 GETQUOTA \"User quota\"",
        exchange: GETQUOTA_EXCHANGE,
        pitfalls: GETQUOTA_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "GETQUOTAROOT",
        usage: "GETQUOTAROOT <mailbox>",
        summary: "Find which quotas count for a mailbox, and how full they are.",
        args: &[arg("mailbox", Kind::Mailbox)],
        requires: &["QUOTA"],
        untagged: &["QUOTAROOT", "QUOTA"],
        spec: rfc(9208, "4.1.2"),
        example: "a1 GETQUOTAROOT INBOX",
        exchange: GETQUOTAROOT_EXCHANGE,
        pitfalls: GETQUOTAROOT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "SETQUOTA",
        usage: "SETQUOTA <quota-root> (<resource> <limit> ...)",
        summary: "Set the limits of a quota root (administrators).",
        args: &[arg("root", Kind::QuotaRoot), arg("limits", Kind::QuotaLimits)],
        requires: &["QUOTASET"],
        untagged: &["QUOTA"],
        effect: Effect::Write,
        spec: rfc(9208, "4.1.3"),
        example: "a1 SETQUOTA \"\" (STORAGE 512)",
        exchange: SETQUOTA_EXCHANGE,
        pitfalls: SETQUOTA_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "GETACL",
        usage: "GETACL <mailbox>",
        summary: "Show who may do what with a mailbox.",
        args: &[arg("mailbox", Kind::Mailbox)],
        requires: &["ACL"],
        untagged: &["ACL"],
        spec: rfc(4314, "3.3"),
        example: "a1 GETACL INBOX",
        exchange: GETACL_EXCHANGE,
        pitfalls: GETACL_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "SETACL",
        usage: "SETACL <mailbox> <identifier> [+|-]<rights>",
        summary: "Give or take rights on a mailbox.",
        args: &[arg("mailbox", Kind::Mailbox), arg("identifier", Kind::AclIdentifier), arg("rights", Kind::AclRights)],
        requires: &["ACL"],
        effect: Effect::Write,
        spec: rfc(4314, "3.1"),
        example: "a1 SETACL Projects bob lrs",
        exchange: SETACL_EXCHANGE,
        pitfalls: SETACL_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "DELETEACL",
        usage: "DELETEACL <mailbox> <identifier>",
        summary: "Remove somebody's entry from the access list.",
        args: &[arg("mailbox", Kind::Mailbox), arg("identifier", Kind::AclIdentifier)],
        requires: &["ACL"],
        effect: Effect::Write,
        spec: rfc(4314, "3.2"),
        example: "a1 DELETEACL Projects bob",
        exchange: DELETEACL_EXCHANGE,
        pitfalls: DELETEACL_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "LISTRIGHTS",
        usage: "LISTRIGHTS <mailbox> <identifier>",
        summary: "Show which rights could be given to somebody on this mailbox.",
        args: &[arg("mailbox", Kind::Mailbox), arg("identifier", Kind::AclIdentifier)],
        requires: &["ACL"],
        untagged: &["LISTRIGHTS"],
        spec: rfc(4314, "3.4"),
        example: "a1 LISTRIGHTS INBOX bob",
        exchange: LISTRIGHTS_EXCHANGE,
        pitfalls: LISTRIGHTS_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "MYRIGHTS",
        usage: "MYRIGHTS <mailbox>",
        summary: "Show what you yourself may do with a mailbox.",
        args: &[arg("mailbox", Kind::Mailbox)],
        requires: &["ACL"],
        untagged: &["MYRIGHTS"],
        spec: rfc(4314, "3.5"),
        example: "a1 MYRIGHTS INBOX",
        exchange: MYRIGHTS_EXCHANGE,
        ..Command::DEFAULT
    },
    Command {
        name: "GETMETADATA",
        usage: "GETMETADATA [(MAXSIZE <n> DEPTH 0|1|infinity)] <mailbox>|\"\" <entry>|(<entry> \
            ...)",
        summary: "Read notes (annotations) attached to a mailbox or, with \"\", to the server.",
        args: &[
            arg("options", Kind::MetadataOptions).optional(),
            arg("mailbox", Kind::MailboxOrEmpty),
            arg("entries", Kind::MetadataEntries),
        ],
        requires: &["METADATA", "METADATA-SERVER"],
        untagged: &["METADATA"],
        spec: rfc(5464, "4.2"),
        example: "a1 GETMETADATA INBOX (/shared/comment /private/comment)",
        exchange: GETMETADATA_EXCHANGE,
        pitfalls: GETMETADATA_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "SETMETADATA",
        usage: "SETMETADATA <mailbox>|\"\" (<entry> <value>|NIL ...)",
        summary: "Write or (with NIL) remove notes on a mailbox or the server.",
        args: &[arg("mailbox", Kind::MailboxOrEmpty), arg("values", Kind::MetadataValues)],
        requires: &["METADATA", "METADATA-SERVER"],
        effect: Effect::Write,
        spec: rfc(5464, "4.3"),
        example: "a1 SETMETADATA INBOX (/private/comment \"My new comment\")",
        exchange: SETMETADATA_EXCHANGE,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const GETQUOTA_EXCHANGE: &str = r#"C: a1 GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 2 102400 MESSAGE 5 50)
S: a1 OK Getquota completed"#;

const GETQUOTA_PITFALLS: &[&str] = &[
    "STORAGE is counted in units of 1024 octets: used first, then the limit.",
    "The argument is a quota root, not a mailbox; learn it with GETQUOTAROOT. The root may be \
    \"\".",
];

const GETQUOTAROOT_EXCHANGE: &str = r#"C: a1 GETQUOTAROOT INBOX
S: * QUOTAROOT INBOX "User quota"
S: * QUOTA "User quota" (STORAGE 2 102400 MESSAGE 5 50)
S: a1 OK Getquotaroot completed"#;

const GETQUOTAROOT_PITFALLS: &[&str] = &["This is the one to start with: \"how full is my mailbox?\""];

const SETQUOTA_EXCHANGE: &str = r#"C: a1 SETQUOTA "User quota" (STORAGE 1)
S: a1 NO [NOPERM] Permission denied"#;

const SETQUOTA_PITFALLS: &[&str] =
    &["An empty list () removes all limits. Under old RFC 2087 servers QUOTA alone is advertised, \
    QUOTASET is newer."];

const GETACL_EXCHANGE: &str = "C: a1 GETACL INBOX
S: * ACL INBOX user lrwstipekxacd
S: a1 OK Getacl completed";

const GETACL_PITFALLS: &[&str] =
    &[r#"Needs the "a" (administer) right. An identifier that starts with "-" takes rights away."#];

const SETACL_EXCHANGE: &str = "C: a1 SETACL INBOX bob z
S: a1 BAD Error in IMAP command SETACL: Invalid ACL right: z";

const SETACL_PITFALLS: &[&str] = &[
    "Without + or - the whole set is replaced.",
    "\"anyone\" means every user, guests who logged in as anonymous included; be careful.",
];

const DELETEACL_EXCHANGE: &str = "C: a1 DELETEACL Sent bob
S: a1 OK Deleteacl complete";

const DELETEACL_PITFALLS: &[&str] = &["The person may still have rights through a group or \"anyone\"."];

const LISTRIGHTS_EXCHANGE: &str = r#"C: a1 LISTRIGHTS INBOX bob
S: * LISTRIGHTS INBOX bob "" l r w s t p i e k x a c d
S: a1 OK Listrights completed"#;

const LISTRIGHTS_PITFALLS: &[&str] = &["The first set is always granted; rights grouped in one word go together."];

const MYRIGHTS_EXCHANGE: &str = "C: a1 MYRIGHTS INBOX
S: * MYRIGHTS INBOX lrwstipekxacd
S: a1 OK Myrights completed";

const GETMETADATA_EXCHANGE: &str = r#"C: a1 GETMETADATA "" (/shared/comment /shared/admin)
S: * METADATA "" (/shared/comment NIL /shared/admin NIL)
S: a1 OK Getmetadata completed"#;

const GETMETADATA_PITFALLS: &[&str] = &[
    "Entry names start with /private or /shared. NIL means \"not set\".",
    "With only METADATA-SERVER, just the \"\" mailbox works.",
    "RFC 5464's own examples disagree with its grammar about where options go (see its errata); \
    Cyrus and Dovecot take them before the mailbox.",
];

const SETMETADATA_EXCHANGE: &str = "C: a1 SETMETADATA INBOX (comment x)
S: a1 BAD Error in IMAP command SETMETADATA: Entry name must begin with '/'";

//! Options of LIST.

use crate::catalog::rfc;
use crate::catalog::vocabulary::Word;

/// Options before the reference: which names to list.
pub const LIST_SELECTION_OPTIONS: &[Word] = &[
    Word {
        name: "SUBSCRIBED",
        summary: r"Only subscribed names, even if the mailbox is gone (then \NonExistent).",
        requires: &["LIST-EXTENDED", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.1"),
        also: &[rfc(5258, "3.1")],
        example: r#"LIST (SUBSCRIBED) "" "*""#,
        ..Word::DEFAULT
    },
    Word {
        name: "REMOTE",
        summary: r"Also mailboxes on other servers (marked \Remote).",
        requires: &["LIST-EXTENDED", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.1"),
        also: &[rfc(5258, "3.1")],
        example: r#"LIST (REMOTE) "" "%""#,
        ..Word::DEFAULT
    },
    Word {
        name: "RECURSIVEMATCH",
        summary: "Also show parents of names that match another selection option; not allowed \
            alone.",
        requires: &["LIST-EXTENDED", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.1"),
        also: &[rfc(5258, "3.1")],
        example: r#"LIST (SUBSCRIBED RECURSIVEMATCH) "" "%""#,
        ..Word::DEFAULT
    },
    Word {
        name: "SPECIAL-USE",
        summary: "Only mailboxes with a role.",
        requires: &["SPECIAL-USE"],
        spec: rfc(6154, "2"),
        also: &[rfc(6154, "5.2")],
        example: r#"LIST (SPECIAL-USE) "" "*""#,
        ..Word::DEFAULT
    },
];

/// Options after RETURN: what to tell about each name.
pub const LIST_RETURN_OPTIONS: &[Word] = &[
    Word {
        name: "SUBSCRIBED",
        summary: r"Mark subscribed names with \Subscribed.",
        requires: &["LIST-EXTENDED", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.2"),
        also: &[rfc(5258, "3.2")],
        example: r#"LIST "" "*" RETURN (SUBSCRIBED)"#,
        ..Word::DEFAULT
    },
    Word {
        name: "CHILDREN",
        summary: r"Mark names with \HasChildren or \HasNoChildren.",
        requires: &["LIST-EXTENDED", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.2"),
        also: &[rfc(9051, "6.3.9.5"), rfc(5258, "3.2")],
        example: r#"LIST "" "%" RETURN (CHILDREN)"#,
        ..Word::DEFAULT
    },
    Word {
        name: "STATUS",
        syntax: "STATUS (<item> ...)",
        summary: "Send a STATUS line after each mailbox.",
        requires: &["LIST-STATUS", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.2"),
        also: &[rfc(5819, "2")],
        example: r#"LIST "" "%" RETURN (STATUS (MESSAGES UNSEEN))"#,
        ..Word::DEFAULT
    },
    Word {
        name: "SPECIAL-USE",
        summary: "Show the role attributes.",
        requires: &["SPECIAL-USE"],
        spec: rfc(6154, "2"),
        also: &[rfc(6154, "5.2")],
        example: r#"LIST "" "%" RETURN (SPECIAL-USE)"#,
        ..Word::DEFAULT
    },
    Word {
        name: "MYRIGHTS",
        summary: "Send a MYRIGHTS line after each mailbox.",
        requires: &["LIST-MYRIGHTS"],
        spec: rfc(8440, "3"),
        example: r#"LIST "" "%" RETURN (MYRIGHTS)"#,
        ..Word::DEFAULT
    },
    Word {
        name: "METADATA",
        syntax: "METADATA (<entry> ...)",
        summary: "Send a METADATA line after each mailbox.",
        requires: &["LIST-METADATA"],
        spec: rfc(9590, "3"),
        example: r#"LIST "" % RETURN (METADATA ("/shared/comment"))"#,
        ..Word::DEFAULT
    },
];

/// Extended data in the answer; they cannot be asked for.
pub const LIST_DATA: &[Word] = &[
    Word {
        name: "CHILDINFO",
        syntax: "(CHILDINFO (\"SUBSCRIBED\" ...))",
        summary: "In a LIST line: this name is shown only because something below it matches.",
        requires: &["LIST-EXTENDED", "IMAP4rev2"],
        spec: rfc(9051, "6.3.9.6"),
        also: &[rfc(5258, "3.5")],
        example: r#"* LIST () "/" "Foo" (CHILDINFO ("SUBSCRIBED"))"#,
        ..Word::DEFAULT
    },
    Word {
        name: "OLDNAME",
        syntax: "(OLDNAME (<mailbox>))",
        summary: "In a LIST line: this mailbox was renamed from, or the server turned your \
            spelling into this one.",
        requires: &["IMAP4rev2", "NOTIFY"],
        spec: rfc(9051, "6.3.9.7"),
        also: &[rfc(5465, "5.4")],
        example: r#"* LIST () "/" "NewMailbox" (OLDNAME ("OldMailbox"))"#,
        ..Word::DEFAULT
    },
];

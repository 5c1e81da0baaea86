//! Attributes of mailbox names, as LIST shows them.

use crate::catalog::{Spec, Status, rfc};

/// An attribute of a mailbox name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// The attribute, with its backslash; case does not matter.
    pub name: &'static str,
    /// What sort it is of.
    pub kind: Kind,
    /// What it says about the mailbox.
    pub summary: &'static str,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's, what it became.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Attribute {
    const DEFAULT: Self = Self {
        name: "",
        kind: Kind::Base,
        summary: "",
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        source: "",
    };
}

/// What sort an attribute is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// About the name itself.
    Base,
    /// What the mailbox is for (its special use).
    Role,
    /// Gmail's older way to tell roles, in XLIST only.
    Xlist,
}

/// The attribute of this name, in any case.
pub fn find(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// Every attribute, by sort.
pub const ATTRIBUTES: &[Attribute] = &[
    Attribute {
        name: r"\Noselect",
        summary: "Cannot be opened: only a name, usually with children.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3501, "7.2.2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\NonExistent",
        summary: "No such mailbox; shown because of a subscription or of children. Implies \
            \\Noselect.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(5258, "3")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Noinferiors",
        summary: "No children exist and none can be made.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3501, "7.2.2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Marked",
        summary: "The server thinks there is something new inside.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3501, "7.2.2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Unmarked",
        summary: "Nothing new since it was last opened.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3501, "7.2.2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\HasChildren",
        summary: "Has child mailboxes that you may see.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3348, "3"), rfc(5258, "4")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\HasNoChildren",
        summary: "Has no child mailboxes that you may see (children could still be made, unlike \
            \\Noinferiors).",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3348, "3"), rfc(5258, "4")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Subscribed",
        summary: "Is on your subscription list.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(5258, "3")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Remote",
        summary: "Lives on another server.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(5258, "3")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\NoAccess",
        summary: "Name is known, but you lost the right to open it (seen with NOTIFY).",
        spec: rfc(5465, "3.1"),
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\All",
        kind: Kind::Role,
        summary: "Every message, a virtual mailbox.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Archive",
        kind: Kind::Role,
        summary: "Where mail is archived.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Drafts",
        kind: Kind::Role,
        summary: "Where unfinished mail is kept.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Flagged",
        kind: Kind::Role,
        summary: "All flagged (starred) messages, usually virtual.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Junk",
        kind: Kind::Role,
        summary: "Spam.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Sent",
        kind: Kind::Role,
        summary: "Copies of sent mail.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Trash",
        kind: Kind::Role,
        summary: "Deleted mail.",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(6154, "2")],
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Important",
        kind: Kind::Role,
        summary: "Messages deemed important, usually virtual.",
        spec: rfc(8457, "3"),
        ..Attribute::DEFAULT
    },
    // Not confirmed: meaning from the draft.
    Attribute {
        name: r"\Snoozed",
        kind: Kind::Role,
        summary: "Mail put off until later.",
        spec: rfc(9979, "8.1"),
        ..Attribute::DEFAULT
    },
    // Not confirmed: meaning from the draft.
    Attribute {
        name: r"\Scheduled",
        kind: Kind::Role,
        summary: "Mail waiting to be sent at a set time.",
        spec: rfc(9979, "8.2"),
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Memos",
        kind: Kind::Role,
        summary: "Memos written by the user.",
        spec: rfc(9979, "8.3"),
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Inbox",
        kind: Kind::Role,
        summary: "Registered for JMAP only; in IMAP the INBOX is known by its name. XLIST \
            servers do send it.",
        status: Status::Reserved,
        spec: rfc(8621, "10.5.1"),
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\AllMail",
        kind: Kind::Xlist,
        summary: r"Gmail XLIST: \All.",
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "MailKit fixture gmail/xlist.txt",
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Starred",
        kind: Kind::Xlist,
        summary: r"Gmail XLIST: \Flagged.",
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "MailKit fixture gmail/xlist.txt",
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Spam",
        kind: Kind::Xlist,
        summary: r"Gmail and Zoho XLIST: \Junk.",
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "MailKit fixtures gmail/xlist.txt, zoho/xlist.txt",
        ..Attribute::DEFAULT
    },
    Attribute {
        name: r"\Templates",
        kind: Kind::Xlist,
        summary: "Yandex and Zoho XLIST: message templates.",
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "MailKit fixtures yandex/xlist.txt, zoho/xlist.txt",
        ..Attribute::DEFAULT
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_names_are_unique() {
        assert_eq!(ATTRIBUTES.len(), 26);
        for attribute in ATTRIBUTES {
            let first = find(attribute.name).unwrap();
            assert_eq!(first.summary, attribute.summary, "{} is there twice", attribute.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for attribute in ATTRIBUTES {
            let name = attribute.name;
            assert!(name.starts_with('\\'), "{name}");
            assert!(attribute.summary.ends_with('.'), "{name}: summary");
            assert!(attribute.spec.rfc > 0, "{name}: spec");
            assert_eq!(attribute.kind == Kind::Xlist, !attribute.source.is_empty(), "{name}");
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(find("\\DRAFTS").unwrap().kind, Kind::Role);
        assert!(find("\\Draft").is_none());
    }
}

//! Flags and keywords of messages.

use crate::catalog::{Spec, Status, rfc};

/// A flag (with a backslash) or keyword (without).
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// The flag as it is written; case does not matter.
    pub name: &'static str,
    /// Whose it is.
    pub kind: Kind,
    /// What it says about a message.
    pub summary: &'static str,
    /// Whether a client may set it.
    pub settable: bool,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's keyword, the place about keywords.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Flag {
    const DEFAULT: Self = Self {
        name: "",
        kind: Kind::Keyword,
        summary: "",
        settable: true,
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        source: "",
    };
}

/// Whose a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Defined by IMAP itself.
    System,
    /// No flag, but a sign in PERMANENTFLAGS.
    PermanentFlags,
    /// In the registry of keywords.
    Keyword,
    /// JMAP's, registered so that IMAP leaves it alone.
    Jmap,
    /// One vendor's.
    Vendor,
}

/// The flag of this name, in any case.
pub fn find(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.name.eq_ignore_ascii_case(name))
}

/// Every flag: the system's, the registered keywords, those of vendors.
pub const FLAGS: &[Flag] = &[
    Flag {
        name: r"\Seen",
        kind: Kind::System,
        summary: "Was read.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(3501, "2.3.2")],
        ..Flag::DEFAULT
    },
    Flag {
        name: r"\Answered",
        kind: Kind::System,
        summary: "Was answered.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(3501, "2.3.2")],
        ..Flag::DEFAULT
    },
    Flag {
        name: r"\Flagged",
        kind: Kind::System,
        summary: "Marked as urgent or special: the star or flag in mail programs.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(3501, "2.3.2")],
        ..Flag::DEFAULT
    },
    Flag {
        name: r"\Deleted",
        kind: Kind::System,
        summary: "Marked for removal; EXPUNGE or CLOSE then removes it.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(3501, "2.3.2")],
        ..Flag::DEFAULT
    },
    Flag {
        name: r"\Draft",
        kind: Kind::System,
        summary: "Not finished yet.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(3501, "2.3.2")],
        ..Flag::DEFAULT
    },
    Flag {
        name: r"\Recent",
        kind: Kind::System,
        summary: "Arrived since any session last looked: this session is the first to be told. \
            Set by the server only; gone in IMAP4rev2.",
        settable: false,
        status: Status::Deprecated,
        spec: rfc(3501, "2.3.2"),
        also: &[rfc(9051, "2.3.2")],
        ..Flag::DEFAULT
    },
    Flag {
        name: r"\*",
        kind: Kind::PermanentFlags,
        summary: "Only in PERMANENTFLAGS: you may invent new keywords.",
        settable: false,
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Flag::DEFAULT
    },
    Flag {
        name: "$Forwarded",
        summary: "Was forwarded.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(5788, "3.4.2"), rfc(5550, "5.9")],
        ..Flag::DEFAULT
    },
    Flag {
        name: "$MDNSent",
        summary: "A read receipt was sent (so do not send another).",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(3503, "3"), rfc(5788, "3.4.1")],
        ..Flag::DEFAULT
    },
    Flag { name: "$Junk", summary: "Is spam. Excludes $NotJunk.", spec: rfc(9051, "2.3.2"), ..Flag::DEFAULT },
    Flag {
        name: "$NotJunk",
        summary: "Is not spam. RFC 9051's change list misspells it as $NonJunk.",
        spec: rfc(9051, "2.3.2"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$Phishing",
        summary: "Is likely a phishing mail; show a warning if $Junk is set as well.",
        spec: rfc(9051, "2.3.2"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$SubmitPending",
        summary: "Is about to be handed to the submission server.",
        spec: rfc(5550, "5.10"),
        also: &[rfc(5788, "3.4.3")],
        ..Flag::DEFAULT
    },
    Flag {
        name: "$Submitted",
        summary: "Was handed to the submission server.",
        spec: rfc(5550, "5.10"),
        also: &[rfc(5788, "3.4.4")],
        ..Flag::DEFAULT
    },
    Flag { name: "$Important", summary: "Deemed important to the user.", spec: rfc(8457, "2"), ..Flag::DEFAULT },
    Flag {
        name: "$MailFlagBit0",
        summary: "Colour of the flag, bit 0 (with \\Flagged): 000 red, 100 orange, 010 yellow, \
            110 green, 001 blue, 101 purple, 011 gray, written bits 0-1-2.",
        spec: rfc(9979, "3.1"),
        ..Flag::DEFAULT
    },
    Flag { name: "$MailFlagBit1", summary: "Colour of the flag, bit 1.", spec: rfc(9979, "3.1"), ..Flag::DEFAULT },
    Flag { name: "$MailFlagBit2", summary: "Colour of the flag, bit 2.", spec: rfc(9979, "3.1"), ..Flag::DEFAULT },
    Flag {
        name: "$hasattachment",
        summary: "Has attachments, as found by server or client. Dovecot writes $HasAttachment.",
        spec: rfc(9979, "4.1"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$hasnoattachment",
        summary: "Was looked at and has no attachments.",
        spec: rfc(9979, "4.2"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$hasmemo",
        summary: "There is a memo (a note to self) about this message.",
        spec: rfc(9979, "5.1"),
        ..Flag::DEFAULT
    },
    Flag { name: "$memo", summary: "Is itself such a memo.", spec: rfc(9979, "5.2"), ..Flag::DEFAULT },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$canunsubscribe",
        summary: "Carries a working List-Unsubscribe.",
        settable: false,
        spec: rfc(9979, "6.1"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$unsubscribed",
        summary: "The user has unsubscribed from this list.",
        spec: rfc(9979, "6.2"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$autosent",
        summary: "Was sent automatically by a rule of the user, such as a vacation reply.",
        settable: false,
        spec: rfc(9979, "7.1"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$followed",
        summary: "The user wants to hear of replies in this conversation.",
        spec: rfc(9979, "7.2"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$imported",
        summary: "Was imported from another mailbox or account.",
        settable: false,
        spec: rfc(9979, "7.3"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$istrusted",
        summary: "Server is confident that the From name and address are genuine.",
        settable: false,
        spec: rfc(9979, "7.4"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$maskedemail",
        summary: "Came in through a masked (per-sender) address.",
        settable: false,
        spec: rfc(9979, "7.5"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$muted",
        summary: "The user wants no notice of replies in this conversation.",
        spec: rfc(9979, "7.6"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$new",
        summary: "Show as new again, for example after snoozing.",
        spec: rfc(9979, "7.7"),
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from the draft and Fastmail practice.
    Flag {
        name: "$notify",
        summary: "A notification should be shown for this message.",
        spec: rfc(9979, "7.8"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$draft",
        kind: Kind::Jmap,
        summary: r"JMAP's spelling of \Draft; registered so that IMAP does not use it.",
        settable: false,
        status: Status::Reserved,
        spec: rfc(8621, "10.4.1"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$seen",
        kind: Kind::Jmap,
        summary: r"JMAP's spelling of \Seen; do not use in IMAP.",
        settable: false,
        status: Status::Reserved,
        spec: rfc(8621, "10.4.2"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$flagged",
        kind: Kind::Jmap,
        summary: r"JMAP's spelling of \Flagged; do not use in IMAP.",
        settable: false,
        status: Status::Reserved,
        spec: rfc(8621, "10.4.3"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$answered",
        kind: Kind::Jmap,
        summary: r"JMAP's spelling of \Answered; do not use in IMAP.",
        settable: false,
        status: Status::Reserved,
        spec: rfc(8621, "10.4.4"),
        ..Flag::DEFAULT
    },
    Flag {
        name: "$recent",
        kind: Kind::Jmap,
        summary: "Reserved; do not use.",
        settable: false,
        status: Status::Reserved,
        spec: rfc(8621, "10.4.5"),
        ..Flag::DEFAULT
    },
    // Not confirmed: from memory.
    Flag {
        name: "Junk",
        kind: Kind::Vendor,
        summary: "Old spelling of $Junk in Apple Mail and Thunderbird.",
        status: Status::Vendor,
        spec: rfc(9051, "2.3.2"),
        source: "common practice; JunkRecorded seen in a MailKit Gmail fixture",
        ..Flag::DEFAULT
    },
    // Not confirmed: from memory.
    Flag {
        name: "NonJunk",
        kind: Kind::Vendor,
        summary: "Old spelling of $NotJunk in Thunderbird.",
        status: Status::Vendor,
        spec: rfc(9051, "2.3.2"),
        source: "common practice",
        ..Flag::DEFAULT
    },
    // Not confirmed: from memory.
    Flag {
        name: "NotJunk",
        kind: Kind::Vendor,
        summary: "Old spelling of $NotJunk in Apple Mail.",
        status: Status::Vendor,
        spec: rfc(9051, "2.3.2"),
        source: "common practice",
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from memory.
    Flag {
        name: "JunkRecorded",
        kind: Kind::Vendor,
        summary: "Apple Mail: the spam filter has learned from this message.",
        status: Status::Vendor,
        spec: rfc(9051, "2.3.2"),
        source: "seen in MailKit fixture gmail/select-inbox.txt",
        ..Flag::DEFAULT
    },
    // Not confirmed: meaning from memory.
    Flag {
        name: "$NotPhishing",
        kind: Kind::Vendor,
        summary: "Not a phishing mail.",
        status: Status::Vendor,
        spec: rfc(9051, "2.3.2"),
        source: "seen in MailKit fixture gmail/select-inbox.txt",
        ..Flag::DEFAULT
    },
    // Not confirmed: from memory.
    Flag {
        name: "$label1",
        kind: Kind::Vendor,
        summary: "Thunderbird tag 1, \"Important\" ($label2 \"Work\", 3 \"Personal\", 4 \"To \
            do\", 5 \"Later\").",
        status: Status::Vendor,
        spec: rfc(9051, "2.3.2"),
        source: "Thunderbird practice",
        ..Flag::DEFAULT
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_names_are_unique() {
        assert_eq!(FLAGS.len(), 43);
        for flag in FLAGS {
            assert_eq!(find(flag.name).unwrap().summary, flag.summary, "{} is twice", flag.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for flag in FLAGS {
            assert!(flag.summary.ends_with('.'), "{}: summary", flag.name);
            assert!(flag.spec.rfc > 0, "{}: spec", flag.name);
            assert_eq!(flag.kind == Kind::Vendor, !flag.source.is_empty(), "{}", flag.name);
            let backslash = matches!(flag.kind, Kind::System | Kind::PermanentFlags);
            assert_eq!(flag.name.starts_with('\\'), backslash, "{}", flag.name);
        }
    }

    #[test]
    fn the_server_sets_recent() {
        assert!(!find("\\recent").unwrap().settable);
        assert!(find("\\SEEN").unwrap().settable);
        assert!(find("Seen").is_none());
    }
}

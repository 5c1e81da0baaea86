//! What STORE can do to a message.

use crate::catalog::{Spec, Status, rfc};

/// What STORE is to do: the word before the list.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The word.
    pub name: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// What becomes of what was there before.
    pub change: Change,
    /// Whether it asks the server not to show the result.
    pub silent: bool,
    /// The capabilities that unlock it: any one is enough, none means every server.
    pub requires: &'static [&'static str],
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's action, what it extends.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// A line with it, without the tag.
    pub example: &'static str,
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Action {
    const DEFAULT: Self = Self {
        name: "",
        summary: "",
        change: Change::Replace,
        silent: false,
        requires: &[],
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        example: "",
        source: "",
    };
}

/// What becomes of what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is lost: the list takes its place.
    Replace,
    /// It stays, and the list is added.
    Add,
    /// It stays but for the list.
    Remove,
}

/// The action of this name, in any case.
pub fn find(name: &str) -> Option<&'static Action> {
    STORE_ACTIONS.iter().find(|action| action.name.eq_ignore_ascii_case(name))
}

/// Every STORE action.
pub const STORE_ACTIONS: &[Action] = &[
    Action {
        name: "FLAGS",
        summary: "Replace all flags of the message with the list.",
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6")],
        example: r"STORE 1 FLAGS (\Seen)",
        ..Action::DEFAULT
    },
    Action {
        name: "FLAGS.SILENT",
        summary: "Replace all flags; please do not echo the result.",
        silent: true,
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6")],
        example: r"STORE 1 FLAGS.SILENT (\Seen)",
        ..Action::DEFAULT
    },
    Action {
        name: "+FLAGS",
        summary: "Add these flags, keep the others.",
        change: Change::Add,
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6")],
        example: r"STORE 1 +FLAGS (\Flagged)",
        ..Action::DEFAULT
    },
    Action {
        name: "+FLAGS.SILENT",
        summary: "Add these flags; please do not echo.",
        change: Change::Add,
        silent: true,
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6")],
        example: r"STORE 1 +FLAGS.SILENT (\Deleted)",
        ..Action::DEFAULT
    },
    Action {
        name: "-FLAGS",
        summary: "Remove these flags, keep the others.",
        change: Change::Remove,
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6")],
        example: r"STORE 1 -FLAGS (\Seen)",
        ..Action::DEFAULT
    },
    Action {
        name: "-FLAGS.SILENT",
        summary: "Remove these flags; please do not echo.",
        change: Change::Remove,
        silent: true,
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6")],
        example: r"STORE 1 -FLAGS.SILENT (\Seen)",
        ..Action::DEFAULT
    },
    Action {
        name: "ANNOTATION",
        summary: "Set notes on the message: ANNOTATION (<entry> (<attribute> <value>)); NIL \
            removes.",
        requires: &["ANNOTATE-EXPERIMENT-1"],
        status: Status::Experimental,
        spec: rfc(5257, "4.5"),
        example: "STORE 1 ANNOTATION (/comment (value.priv \"My new comment\"))",
        ..Action::DEFAULT
    },
    Action {
        name: "X-GM-LABELS",
        summary: "Gmail: replace all labels.",
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.6"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "STORE 1 X-GM-LABELS (foo)",
        ..Action::DEFAULT
    },
    Action {
        name: "+X-GM-LABELS",
        summary: "Gmail: add labels.",
        change: Change::Add,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.6"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "STORE 1 +X-GM-LABELS (foo)",
        ..Action::DEFAULT
    },
    Action {
        name: "-X-GM-LABELS",
        summary: "Gmail: remove labels.",
        change: Change::Remove,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.6"),
        source: "Google \"Gmail IMAP extensions\"",
        example: "STORE 1 -X-GM-LABELS (foo)",
        ..Action::DEFAULT
    },
    Action {
        name: "+X-GM-LABELS.SILENT",
        summary: "Gmail: add labels without an echo.",
        change: Change::Add,
        silent: true,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.6"),
        source: "IMAPClient source (imapclient.py)",
        example: "STORE 1 +X-GM-LABELS.SILENT (foo)",
        ..Action::DEFAULT
    },
    Action {
        name: "-X-GM-LABELS.SILENT",
        summary: "Gmail: remove labels without an echo.",
        change: Change::Remove,
        silent: true,
        requires: &["X-GM-EXT-1"],
        status: Status::Vendor,
        spec: rfc(9051, "6.4.6"),
        source: "IMAPClient source (imapclient.py)",
        example: "STORE 1 -X-GM-LABELS.SILENT (foo)",
        ..Action::DEFAULT
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_and_suffix_say_what_the_row_says() {
        assert_eq!(STORE_ACTIONS.len(), 12);
        for action in STORE_ACTIONS {
            let name = action.name;
            assert_eq!(find(name).unwrap().summary, action.summary, "{name} is there twice");
            let change = match name.as_bytes()[0] {
                b'+' => Change::Add,
                b'-' => Change::Remove,
                _ => Change::Replace,
            };
            assert_eq!(action.change, change, "{name}");
            assert_eq!(action.silent, name.ends_with(".SILENT"), "{name}");
            assert!(action.summary.ends_with('.') && action.spec.rfc > 0, "{name}");
            assert!(action.example.contains(name), "{name}: example");
        }
    }
}

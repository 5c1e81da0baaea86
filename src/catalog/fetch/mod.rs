//! What FETCH can ask for: items, and the sections inside the brackets of `BODY[...]`.

use crate::catalog::{Spec, Status, rfc};

mod item;

/// Every FETCH item: macros, the base, old spellings, extensions, vendors.
pub const ITEMS: &[Item] = item::ITEMS;

/// A FETCH item.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// The word to type; `<...>` inside brackets is to be filled in.
    pub name: &'static str,
    /// The forms it has, where there are more than the name; see [`usage`](Self::usage).
    pub syntax: &'static str,
    /// How it comes back.
    pub answer: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Whether asking for it marks the message `\Seen` (unless the mailbox was opened with EXAMINE).
    pub sets_seen: bool,
    /// The capabilities (or revisions) that unlock it: any one is enough, none means every server.
    pub requires: &'static [&'static str],
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's item, what it extends.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// The start of an answer.
    pub example: &'static str,
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Item {
    const DEFAULT: Self = Self {
        name: "",
        syntax: "",
        answer: "",
        summary: "",
        sets_seen: false,
        requires: &[],
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        example: "",
        source: "",
    };

    /// All forms of the item.
    pub const fn usage(&self) -> &'static str {
        if self.syntax.is_empty() { self.name } else { self.syntax }
    }
}

/// What may stand between the brackets of `BODY[]` and `BODY.PEEK[]`.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its form; `(empty)` is the empty section.
    pub name: &'static str,
    /// What it takes out of the message.
    pub summary: &'static str,
    /// Where it is defined.
    pub spec: Spec,
    /// An item with it.
    pub example: &'static str,
}

/// The item that a typed word is: `BODY.PEEK[HEADER]` and even `body.peek[1.2]<0.100>` are
/// `BODY.PEEK[<section>]`, but `BODY` alone is another.
pub fn find(word: &str) -> Option<&'static Item> {
    let stem = |name: &str| name.find('[').map_or(name.len(), |bracket| bracket + 1);
    let typed = &word.as_bytes()[..stem(word)];
    ITEMS.iter().find(|item| item.name.as_bytes()[..stem(item.name)].eq_ignore_ascii_case(typed))
}

/// The section of this form, in any case.
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name.eq_ignore_ascii_case(name))
}

/// Every section.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "(empty)",
        summary: "The whole message, header and text.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[]",
    },
    Section {
        name: "HEADER",
        summary: "The whole header of the message, or with a number before it, of an attached \
            message.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[HEADER]",
    },
    Section {
        name: "HEADER.FIELDS (<field> ...)",
        summary: "Only these header fields.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT)]",
    },
    Section {
        name: "HEADER.FIELDS.NOT (<field> ...)",
        summary: "All header fields but these.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[HEADER.FIELDS.NOT (RECEIVED)]",
    },
    Section {
        name: "TEXT",
        summary: "The text without the header; with a number, that of an attached message.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[TEXT]",
    },
    Section {
        name: "MIME",
        summary: "The MIME header of a part; needs a part number before it.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[1.2.MIME]",
    },
    Section {
        name: "<n>.<n>...",
        summary: "Part number in the MIME tree, counted from 1. A plain message has one part, 1.",
        spec: rfc(9051, "6.4.5.1"),
        example: "BODY.PEEK[1.2]",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::capability;

    #[test]
    fn the_tables_are_complete_and_names_are_unique() {
        assert_eq!((ITEMS.len(), SECTIONS.len()), (43, 7));
        for item in ITEMS {
            assert_eq!(find(item.name).unwrap().summary, item.summary, "{} is twice", item.name);
        }
        for section in SECTIONS {
            assert_eq!(super::section(section.name).unwrap().summary, section.summary);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for item in ITEMS {
            assert!(item.summary.ends_with('.'), "{}: summary", item.name);
            assert!(item.usage().starts_with(item.name), "{}: syntax", item.name);
            assert!(!item.answer.is_empty() && !item.example.is_empty(), "{}", item.name);
            assert!(item.spec.rfc > 0, "{}: spec", item.name);
            let vendor = item.status == Status::Vendor;
            assert_eq!(vendor, !item.source.is_empty(), "{}: source", item.name);
            for required in item.requires {
                assert!(capability::find(required).is_some(), "{}: {required}", item.name);
            }
        }
        for section in SECTIONS {
            assert!(section.summary.ends_with('.') && section.spec.rfc > 0, "{}", section.name);
            assert!(find(section.example).is_some_and(|item| !item.sets_seen));
        }
    }

    #[test]
    fn reading_marks_as_read_and_peeking_does_not() {
        let marking = ITEMS.iter().filter(|item| item.sets_seen).map(|item| item.name);
        assert_eq!(marking.collect::<Vec<_>>(), ["BODY[<section>]", "BINARY[<part>]", "RFC822", "RFC822.TEXT"]);
    }

    #[test]
    fn a_section_does_not_hide_the_item() {
        let name = |word| find(word).map(|item| item.name);
        assert_eq!(name("body[]"), Some("BODY[<section>]"));
        assert_eq!(name("BODY[HEADER.FIELDS"), Some("BODY[<section>]"));
        assert_eq!(name("BODY.PEEK[1.2]<0.100>"), Some("BODY.PEEK[<section>]"));
        assert_eq!(name("binary.size[2]"), Some("BINARY.SIZE[<part>]"));
        assert_eq!(name("BODY"), Some("BODY"));
        assert_eq!(name("BODYSTRUCTURE"), Some("BODYSTRUCTURE"));
        assert_eq!(name("RFC822[]"), None);
        assert_eq!(name(""), None);
        assert_eq!(name("é["), None);
    }
}

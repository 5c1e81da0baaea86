//! Smaller vocabularies: the words that certain arguments are made of.

use crate::catalog::{Spec, Status};

pub mod access;
pub mod list;
pub mod modifier;
pub mod notify;
pub mod order;
pub mod status;
pub mod store;

/// A word of some argument.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The word to type.
    pub name: &'static str,
    /// The word with what follows it; empty if nothing does. See [`usage`](Self::usage).
    pub syntax: &'static str,
    /// The one command that knows it, where the table is not all of one command; else empty.
    pub command: &'static str,
    /// How it comes back, where it does; else empty.
    pub answer: &'static str,
    /// What it means.
    pub summary: &'static str,
    /// The capabilities (or revisions) that unlock it: any one is enough, none means wherever the command is.
    pub requires: &'static [&'static str],
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's word, what it extends.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// A use of it; may be empty.
    pub example: &'static str,
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Word {
    const DEFAULT: Self = Self {
        name: "",
        syntax: "",
        command: "",
        answer: "",
        summary: "",
        requires: &[],
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        example: "",
        source: "",
    };

    /// The word with what follows it.
    pub const fn usage(&self) -> &'static str {
        if self.syntax.is_empty() { self.name } else { self.syntax }
    }
}

/// The word of this name in a table, in any case.
pub fn find(table: &'static [Word], name: &str) -> Option<&'static Word> {
    table.iter().find(|word| word.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{capability, command};

    const TABLES: &[(&[Word], usize)] = &[
        (status::STATUS_ITEMS, 15),
        (list::LIST_SELECTION_OPTIONS, 4),
        (list::LIST_RETURN_OPTIONS, 6),
        (list::LIST_DATA, 2),
        (order::SORT_KEYS, 14),
        (order::THREAD_ALGORITHMS, 3),
        (modifier::FETCH_MODIFIERS, 3),
        (modifier::STORE_MODIFIERS, 1),
        (modifier::SELECT_PARAMETERS, 3),
        (modifier::CREATE_PARAMETERS, 1),
        (modifier::METADATA_OPTIONS, 2),
        (notify::MAILBOX_FILTERS, 8),
        (notify::NOTIFY_EVENTS, 8),
        (access::RIGHTS, 14),
        (access::QUOTA_RESOURCES, 4),
    ];

    fn words() -> impl Iterator<Item = &'static Word> {
        TABLES.iter().flat_map(|(table, _)| table.iter())
    }

    #[test]
    fn the_tables_are_complete_and_names_are_unique() {
        for (table, count) in TABLES {
            assert_eq!(table.len(), *count, "{}", table[0].name);
            for word in *table {
                let first = find(table, &word.name.to_ascii_lowercase()).unwrap();
                assert_eq!(first.summary, word.summary, "{} is there twice", word.name);
            }
        }
    }

    #[test]
    fn every_word_says_what_a_reader_needs() {
        for word in words() {
            let name = word.name;
            assert!(word.summary.ends_with('.'), "{name}: summary");
            assert!(word.usage().contains(name), "{name}: syntax");
            assert!(word.example.is_empty() || word.example.contains(name), "{name}: example");
            assert!(word.spec.rfc > 0, "{name}: spec");
            assert_eq!(word.status == Status::Vendor, !word.source.is_empty(), "{name}: source");
        }
    }

    #[test]
    fn what_a_word_names_exists() {
        for word in words() {
            assert!(word.command.is_empty() || command::named(word.command).is_some());
            for required in word.requires {
                assert!(capability::find(required).is_some(), "{}: {required}", word.name);
            }
        }
    }

    #[test]
    fn modifiers_name_their_command() {
        for table in [modifier::FETCH_MODIFIERS, modifier::STORE_MODIFIERS] {
            assert!(table.iter().all(|word| word.example.starts_with(word.command)));
        }
        assert_eq!(find(modifier::FETCH_MODIFIERS, "vanished").unwrap().command, "UID FETCH");
    }
}

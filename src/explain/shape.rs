//! The types of the shapes: what a list holds, and how a value is read.

use crate::catalog::vocabulary::{self, access, list, status};
use crate::catalog::{Spec, attribute, capability, code, fetch, flag, mechanism, rfc, search};

/// A value: what it is called, how it is read, and what it holds if it is a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) reads: Reads,
    pub(crate) holds: Option<&'static Group>,
}

/// How a single value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// As it is.
    Plain,
    /// A flag or keyword.
    Flag,
    /// An attribute of a mailbox name.
    Attribute,
    /// A capability.
    Capability,
    /// A mailbox name, perhaps in modified UTF-7. RFC 3501 section 5.1.3.
    Mailbox,
    /// Octets.
    Octets,
    /// The name of a resource that a quota limits. RFC 9208 section 5.
    Resource,
    /// A set of rights, a letter each. RFC 4314 section 2.1.
    Rights,
    /// Text of a header, perhaps with encoded words. RFC 2047.
    Text,
}

/// What stands in a list, or behind the name of a response.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Group {
    /// A part of a message, in BODY and BODYSTRUCTURE: what it holds depends on its first words.
    Body,
    /// Names, each with its value.
    Keyed(&'static Keyed),
    /// One value after another; when the last has come, `again` of them from the end come again.
    Row { parts: &'static [Part], again: usize },
}

/// Names with values.
#[derive(Debug)]
pub(crate) struct Keyed {
    /// What is known of a name.
    pub(crate) names: Names,
    /// The values of names; a name that is not here has `other`, and one with `None` has no value.
    pub(crate) values: &'static [(&'static str, Option<Part>)],
    /// The value of any other name.
    pub(crate) other: Part,
    /// A list that may stand in the place of a name.
    pub(crate) list: Option<Part>,
}

/// Where the names of a list are known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Fetch,
    ListData,
    Own(&'static [(&'static str, &'static str, Spec)]),
    Search,
    Status,
}

impl Names {
    /// What a name means, and where it is defined; `None` if nothing is known of it.
    pub(crate) fn find(self, name: &str) -> Option<(&'static str, Option<Spec>)> {
        let word = |table| vocabulary::find(table, name).map(|word| (word.summary, Some(word.spec)));
        match self {
            Self::Fetch => fetch::find(name).map(|item| (item.summary, Some(item.spec))),
            Self::ListData => word(list::LIST_DATA),
            Self::Own(table) => {
                let row = table.iter().find(|(own, ..)| own.eq_ignore_ascii_case(name));
                row.map(|(_, meaning, spec)| (*meaning, Some(*spec)))
            }
            Self::Search if name.eq_ignore_ascii_case("UID") => {
                Some(("The numbers are UIDs.", Some(rfc(9051, "7.3.4"))))
            }
            Self::Search => search::return_option(name).map(|row| (row.summary, Some(row.spec))),
            Self::Status => word(status::STATUS_ITEMS),
        }
    }
}

/// What a word means by itself, read in some way: its sentence in the catalog.
pub(crate) fn known(reads: Reads, word: &str) -> Option<(&'static str, Spec)> {
    match reads {
        Reads::Flag => flag::find(word).map(|row| (row.summary, row.spec)),
        Reads::Attribute => attribute::find(word).map(|row| (row.summary, row.spec)),
        // RFC 9051 section 7.2.2: `AUTH=` names a mechanism, and that is what matters.
        Reads::Capability if word.get(..5).is_some_and(|auth| auth.eq_ignore_ascii_case("AUTH=")) => {
            mechanism::find(word).map(|row| (row.summary, row.spec))
        }
        Reads::Capability => capability::find(word).map(|row| (row.summary, row.spec)),
        Reads::Resource => vocabulary::find(access::QUOTA_RESOURCES, word).map(|row| (row.summary, row.spec)),
        Reads::Mailbox if word.eq_ignore_ascii_case("INBOX") => {
            Some(("The mailbox that new mail comes to, in any case of its letters.", rfc(9051, "5.1")))
        }
        _ => None,
    }
}

/// What a response code means.
pub(crate) fn of_code(name: &str) -> Option<(&'static str, Spec)> {
    code::find(name).map(|row| (row.meaning, row.spec))
}

/// A value.
pub(crate) const fn part(name: &'static str, reads: Reads) -> Part {
    Part { name, reads, holds: None }
}

/// A value that is read as it is.
pub(crate) const fn plain(name: &'static str) -> Part {
    part(name, Reads::Plain)
}

/// A list.
pub(crate) const fn list(name: &'static str, holds: &'static Group) -> Part {
    Part { name, reads: Reads::Plain, holds: Some(holds) }
}

/// Values that come once each.
pub(crate) const fn once(parts: &'static [Part]) -> Group {
    Group::Row { parts, again: 0 }
}

/// Values of which the last `again` come again and again.
pub(crate) const fn many(parts: &'static [Part], again: usize) -> Group {
    Group::Row { parts, again }
}

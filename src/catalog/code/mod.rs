//! Response codes: the words in brackets at the start of a status text.

use crate::catalog::{Spec, Status};

mod table;

/// Every response code, by name.
pub const CODES: &[Code] = table::CODES;

/// A response code.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The word after the bracket.
    pub name: &'static str,
    /// What follows it before the closing bracket; empty if nothing does.
    pub arguments: &'static str,
    /// In which status responses it comes.
    pub place: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// What to do about it.
    pub action: &'static str,
    /// Whether IANA lists it among the IMAP response codes.
    pub registered: bool,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Code {
    const DEFAULT: Self = Self {
        name: "",
        arguments: "",
        place: "NO",
        meaning: "",
        action: "Nothing.",
        registered: true,
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        source: "",
    };
}

/// The code of this name, in any case.
pub fn find(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_sorted_and_unique() {
        assert_eq!(CODES.len(), 65);
        assert!(CODES.is_sorted_by(|a, b| a.name < b.name));
        assert!(CODES.iter().all(|code| code.name == code.name.to_ascii_uppercase()));
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for code in CODES {
            assert!(code.meaning.ends_with('.'), "{}: meaning", code.name);
            assert!(code.action.ends_with('.'), "{}: action", code.name);
            assert!(!code.place.is_empty(), "{}: place", code.name);
            assert!(code.spec.rfc > 0, "{}: spec", code.name);
            let vendor = code.status == Status::Vendor;
            assert_eq!(vendor, !code.source.is_empty(), "{}: source", code.name);
        }
    }

    #[test]
    fn names_are_found_in_any_case() {
        assert_eq!(find("TryCreate").unwrap().name, "TRYCREATE");
        assert!(find("TRYCREATE ").is_none());
    }
}

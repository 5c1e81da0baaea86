//! SEARCH: criteria, and the options of RETURN.

use crate::catalog::{Spec, Status};

mod criterion;
mod result;

/// Every criterion, by category.
pub const KEYS: &[Key] = criterion::KEYS;

/// Every option of RETURN, and the items that come in ESEARCH without being asked for.
pub const RETURN_OPTIONS: &[ReturnOption] = result::RETURN_OPTIONS;

/// A SEARCH criterion.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The word to type.
    pub name: &'static str,
    /// The word with its arguments; empty if it has none. See [`usage`](Self::usage).
    pub syntax: &'static str,
    /// Which messages it finds.
    pub summary: &'static str,
    /// What it looks at.
    pub category: Category,
    /// The capabilities (or revisions) that unlock it: any one is enough, none means every server.
    pub requires: &'static [&'static str],
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's criterion, what it extends.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// A use of it.
    pub example: &'static str,
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Key {
    const DEFAULT: Self = Self {
        name: "",
        syntax: "",
        summary: "",
        category: Category::Flag,
        requires: &[],
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        example: "",
        source: "",
    };

    /// The word with its arguments.
    pub const fn usage(&self) -> &'static str {
        if self.syntax.is_empty() { self.name } else { self.syntax }
    }
}

/// What a criterion looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Category {
    Logic,
    Flag,
    Date,
    Header,
    Text,
    Size,
    Id,
    Change,
    Other,
    Vendor,
}

/// An option of RETURN in SEARCH, SORT and ESEARCH.
#[derive(Clone, Copy, Debug)]
pub struct ReturnOption {
    /// The word, in the option and in the answer.
    pub name: &'static str,
    /// What to type; empty if it comes in answers only.
    pub syntax: &'static str,
    /// How it comes back in ESEARCH.
    pub answer: &'static str,
    /// What it asks for.
    pub summary: &'static str,
    /// The commands that know it.
    pub applies_to: &'static [&'static str],
    /// The capabilities (or revisions) that unlock it: any one is enough.
    pub requires: &'static [&'static str],
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
}

impl ReturnOption {
    const DEFAULT: Self = Self {
        name: "",
        syntax: "",
        answer: "",
        summary: "",
        applies_to: &["SEARCH", "SORT"],
        requires: &[],
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
    };

    /// Whether it only comes in answers and cannot be asked for.
    pub const fn is_answer_only(&self) -> bool {
        self.syntax.is_empty()
    }
}

/// The criterion of this name, in any case.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name.eq_ignore_ascii_case(name))
}

/// The RETURN option (or ESEARCH item) of this name, in any case.
pub fn return_option(name: &str) -> Option<&'static ReturnOption> {
    RETURN_OPTIONS.iter().find(|option| option.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{capability, command};

    #[test]
    fn the_tables_are_complete_and_names_are_unique() {
        assert_eq!((KEYS.len(), RETURN_OPTIONS.len()), (61, 12));
        for key in KEYS {
            assert_eq!(find(key.name).unwrap().summary, key.summary, "{} is there twice", key.name);
        }
        for option in RETURN_OPTIONS {
            assert_eq!(return_option(option.name).unwrap().summary, option.summary);
        }
    }

    #[test]
    fn every_criterion_says_what_a_reader_needs() {
        for key in KEYS {
            let name = key.name;
            assert!(key.summary.ends_with('.'), "{name}: summary");
            assert!(key.spec.rfc > 0, "{name}: spec");
            assert!(!key.example.is_empty(), "{name}: example");
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                assert!(key.usage().starts_with(name), "{name}: syntax");
                assert!(key.example.starts_with(name), "{name}: example");
            }
            let words = |text: &str| text.split_whitespace().count();
            assert_eq!(words(key.usage()) > 1, words(key.example) > 1, "{name}: arguments");
            assert_eq!(key.status == Status::Vendor, !key.source.is_empty(), "{name}: source");
            for required in key.requires {
                assert!(capability::find(required).is_some(), "{name}: {required}");
            }
        }
    }

    #[test]
    fn every_return_option_says_what_a_reader_needs() {
        for option in RETURN_OPTIONS {
            let name = option.name;
            assert!(option.summary.ends_with('.'), "{name}: summary");
            assert!(!option.answer.is_empty() && option.spec.rfc > 0, "{name}");
            assert!(option.is_answer_only() || option.syntax.starts_with(name), "{name}: syntax");
            assert!(option.applies_to.iter().all(|of| command::named(of).is_some()), "{name}");
            for required in option.requires {
                assert!(capability::find(required).is_some(), "{name}: {required}");
            }
        }
        let answers = RETURN_OPTIONS.iter().filter(|option| option.is_answer_only());
        assert_eq!(answers.map(|option| option.name).collect::<Vec<_>>(), ["ADDTO", "REMOVEFROM", "MODSEQ"]);
    }

    #[test]
    fn names_are_found_in_any_case() {
        assert_eq!(find("unSeen").unwrap().name, "UNSEEN");
        assert_eq!(return_option("min").unwrap().name, "MIN");
        assert!(find("MIN").is_none());
    }
}

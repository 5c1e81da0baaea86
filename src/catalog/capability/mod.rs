//! Capabilities: what a server says it can do, and what each of them unlocks.

use crate::catalog::{Spec, Status};

mod mailbox;
mod message;
mod session;
mod vendor;

/// A capability.
#[derive(Clone, Copy, Debug)]
pub struct Capability {
    /// The name, up to and with the `=` (or `-`) where a [value](Value::Needed) must follow.
    pub name: &'static str,
    /// What it says.
    pub summary: &'static str,
    /// The commands and items that it unlocks, in words.
    pub unlocks: &'static [&'static str],
    /// Whether a value follows the name.
    pub value: Value,
    /// Whether IMAP4rev2 has it without saying so.
    pub rev2: Rev2,
    /// Whether IANA lists it among the IMAP capabilities.
    pub registered: bool,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's capability, what it extends.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Capability {
    const DEFAULT: Self = Self {
        name: "",
        summary: "",
        unlocks: &[],
        value: Value::None,
        rev2: Rev2::Separate,
        registered: true,
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        source: "",
    };

    /// Whether an advertised word is this capability, with any value.
    pub fn matches(&self, word: &str) -> bool {
        let Some((start, rest)) = word.split_at_checked(self.name.len()) else {
            return false;
        };
        start.eq_ignore_ascii_case(self.name)
            && match self.value {
                Value::None => rest.is_empty(),
                Value::Allowed => rest.is_empty() || rest.starts_with('='),
                // The bare prefix is no capability, but it is the row's name, and `:help AUTH=` asks for it.
                Value::Needed => true,
            }
    }
}

/// Whether a value follows the name of a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Never. (`SORT=DISPLAY` and its like are names of their own.)
    None,
    /// After a `=`, or not at all.
    Allowed,
    /// Always; the name ends where the value starts.
    Needed,
}

/// Whether a server of IMAP4rev2 has a capability without advertising it. RFC 9051 appendix E.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rev2 {
    /// No: it must be advertised.
    Separate,
    /// Yes, so do not wait for the word.
    Included,
    /// This part of it.
    Partly(&'static str),
}

/// The capability that an advertised word is: `AUTH=PLAIN` is `AUTH=`, `APPENDLIMIT=100` is `APPENDLIMIT`.
pub fn find(word: &str) -> Option<&'static Capability> {
    CAPABILITIES.iter().find(|capability| capability.matches(word))
}

/// Whether an advertised word is what some `requires` names: the same word, or for a name with an open
/// end, such as `MESSAGELIMIT=`, that name with a value.
pub fn fulfils(advertised: &str, required: &str) -> bool {
    if required.ends_with('=') {
        let start = advertised.split_at_checked(required.len());
        start.is_some_and(|(start, value)| start.eq_ignore_ascii_case(required) && !value.is_empty())
    } else {
        let bare = match find(required).map(|capability| capability.value) {
            Some(Value::Allowed) => advertised.split_once('=').map_or(advertised, |(name, _)| name),
            _ => advertised,
        };
        bare.eq_ignore_ascii_case(required)
    }
}

const GROUPS: [&[Capability]; 4] =
    [session::CAPABILITIES, mailbox::CAPABILITIES, message::CAPABILITIES, vendor::CAPABILITIES];

/// Every capability, by theme.
pub static CAPABILITIES: &[Capability] = &joined::<{ total(&GROUPS) }>(&GROUPS);

const fn total(groups: &[&[Capability]]) -> usize {
    let mut sum = 0;
    let mut group = 0;
    while group < groups.len() {
        sum += groups[group].len();
        group += 1;
    }
    sum
}

// The twin of the one for commands, since a constant function cannot read a row's default through a trait.
const fn joined<const N: usize>(groups: &[&[Capability]]) -> [Capability; N] {
    let mut all = [Capability::DEFAULT; N];
    let mut filled = 0;
    let mut group = 0;
    while group < groups.len() {
        let mut index = 0;
        while index < groups[group].len() {
            all[filled] = groups[group][index];
            filled += 1;
            index += 1;
        }
        group += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_complete_and_names_are_unique() {
        assert_eq!(CAPABILITIES.len(), 112);
        let names: HashSet<_> = CAPABILITIES.iter().map(|row| row.name.to_lowercase()).collect();
        assert_eq!(names.len(), CAPABILITIES.len());
        for capability in CAPABILITIES {
            assert_eq!(find(capability.name).unwrap().name, capability.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for capability in CAPABILITIES {
            let name = capability.name;
            assert!(capability.summary.ends_with('.'), "{name}: summary");
            assert!(!capability.unlocks.is_empty(), "{name}: unlocks");
            assert!(capability.spec.rfc > 0, "{name}: spec");
            let foreign = matches!(capability.status, Status::Vendor | Status::Draft);
            assert_eq!(foreign, !capability.source.is_empty(), "{name}: source");
            assert!(!foreign || !capability.registered, "{name}: registered");
        }
    }

    #[test]
    fn a_prefix_ends_where_its_value_starts() {
        for capability in CAPABILITIES {
            let open = capability.name.ends_with('=') || capability.name == "QUOTA=RES-";
            assert_eq!(open, capability.value == Value::Needed, "{}", capability.name);
        }
    }

    #[test]
    fn an_advertised_word_finds_its_row() {
        let name = |word| find(word).map(|capability| capability.name);
        assert_eq!(name("auth=plain"), Some("AUTH="));
        assert_eq!(name("QUOTA=RES-STORAGE"), Some("QUOTA=RES-"));
        assert_eq!(name("APPENDLIMIT=35651584"), Some("APPENDLIMIT"));
        assert_eq!(name("APPENDLIMITS"), None);
        assert_eq!(name("literal+"), Some("LITERAL+"));
        assert_eq!(name("LITERAL-4096"), None);
        assert_eq!(name("SORT=DISPLAY"), Some("SORT=DISPLAY"));
        assert_eq!(name("SORT=NONSENSE"), None);
        assert_eq!(name("IDLER"), None);
        assert_eq!(name(""), None);
        assert_eq!(name("éé"), None);
    }

    #[test]
    fn what_is_advertised_fulfils_what_is_required() {
        assert!(fulfils("idle", "IDLE"));
        assert!(fulfils("MESSAGELIMIT=1000", "MESSAGELIMIT="));
        assert!(fulfils("APPENDLIMIT=1", "APPENDLIMIT"));
        assert!(fulfils("QUOTA=RES-STORAGE", "QUOTA=RES-STORAGE"));
        assert!(!fulfils("QUOTA=RES-MESSAGE", "QUOTA=RES-STORAGE"));
        assert!(!fulfils("MESSAGELIMIT=", "MESSAGELIMIT="));
        assert!(!fulfils("SORT=DISPLAY", "SORT"));
        assert!(!fulfils("IDLE=1", "IDLE"));
    }

    #[test]
    fn rev2_brings_what_its_appendix_names() {
        let included = CAPABILITIES.iter().filter(|row| row.rev2 == Rev2::Included).count();
        assert_eq!(included, 17);
        assert!(matches!(find("BINARY").unwrap().rev2, Rev2::Partly(_)));
        assert_eq!(find("CONDSTORE").unwrap().rev2, Rev2::Separate);
    }
}

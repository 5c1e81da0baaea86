//! One lookup over all tables, for `:help NAME`.

use crate::catalog::argument::{ARGUMENTS, Argument};
use crate::catalog::attribute::{ATTRIBUTES, Attribute};
use crate::catalog::capability::{CAPABILITIES, Capability};
use crate::catalog::code::{CODES, Code};
use crate::catalog::command::{COMMANDS, Command};
use crate::catalog::concept::{CONCEPTS, Concept};
use crate::catalog::fetch::{ITEMS, Item, SECTIONS, Section};
use crate::catalog::flag::{FLAGS, Flag};
use crate::catalog::mechanism::{MECHANISMS, Mechanism};
use crate::catalog::response::{RESPONSES, Response};
use crate::catalog::search::{KEYS, Key, RETURN_OPTIONS, ReturnOption};
use crate::catalog::vocabulary::store::{Action, STORE_ACTIONS};
use crate::catalog::vocabulary::{Word, access, list, modifier, notify, order, status};
use crate::catalog::{Spec, Status};

/// A row of some table. The same name may stand in several: FLAGS is a response, a FETCH item and a
/// STORE action.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each variant is a row of the type it names")]
pub enum Topic {
    Concept(&'static Concept),
    Command(&'static Command),
    Response(&'static Response),
    Code(&'static Code),
    Capability(&'static Capability),
    FetchItem(&'static Item),
    FetchSection(&'static Section),
    SearchKey(&'static Key),
    ReturnOption(&'static ReturnOption),
    StoreAction(&'static Action),
    Flag(&'static Flag),
    Attribute(&'static Attribute),
    Mechanism(&'static Mechanism),
    /// A word of a smaller table, with what it is: `STATUS item`, `SORT key`.
    Word(&'static str, &'static Word),
    Argument(&'static Argument),
}

/// What all topics have in common. What a table does not know is empty.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// What sort of thing it is, such as `FETCH item`.
    pub sort: &'static str,
    /// Its name, as the table spells it.
    pub name: &'static str,
    /// What it is, in a sentence or two.
    pub summary: &'static str,
    /// Its syntax, shape or answer.
    pub usage: &'static str,
    /// A use of it.
    pub example: &'static str,
    /// The capabilities that unlock it, any one of which is enough.
    pub requires: &'static [&'static str],
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Facts {
    /// The least that a topic has; the tables add what they know.
    const fn new(sort: &'static str, name: &'static str, summary: &'static str, spec: Spec) -> Self {
        Self {
            sort,
            name,
            summary,
            usage: "",
            example: "",
            requires: &[],
            status: Status::Standard,
            spec,
            also: &[],
            source: "",
        }
    }
}

/// Takes the fields of the same name out of a row.
macro_rules! facts {
    ($sort:expr, $row:ident $(, $field:ident $(: $value:expr)?)* $(,)?) => {
        Facts {
            $($field: facts!(@ $row, $field $(, $value)?),)*
            ..Facts::new($sort, $row.name, $row.summary, $row.spec)
        }
    };
    (@ $row:ident, $field:ident) => { $row.$field };
    (@ $row:ident, $field:ident, $value:expr) => { $value };
}

impl Topic {
    /// What the topic has in common with all others.
    pub fn facts(self) -> Facts {
        match self {
            Self::Concept(row) => facts!("concept", row, also),
            Self::Command(row) => {
                facts!("command", row, usage, example, requires, status, also, source)
            }
            Self::Response(row) => {
                facts!("response", row, usage: row.shape, example, status, also, source)
            }
            Self::Code(row) => Facts {
                usage: row.arguments,
                status: row.status,
                also: row.also,
                source: row.source,
                ..Facts::new("response code", row.name, row.meaning, row.spec)
            },
            Self::Capability(row) => facts!("capability", row, status, also, source),
            Self::FetchItem(row) => {
                facts!("FETCH item", row, usage: row.usage(), example, requires,
                    status, also, source)
            }
            Self::FetchSection(row) => facts!("section of BODY[...]", row, example),
            Self::SearchKey(row) => {
                facts!("SEARCH key", row, usage: row.usage(), example, requires,
                    status, also, source)
            }
            Self::ReturnOption(row) => {
                facts!("RETURN option", row, usage: row.syntax, example: row.answer, requires,
                    status, also)
            }
            Self::StoreAction(row) => {
                facts!("STORE action", row, example, requires, status, also, source)
            }
            Self::Flag(row) => facts!("flag", row, status, also, source),
            Self::Attribute(row) => facts!("mailbox attribute", row, status, also, source),
            Self::Mechanism(row) => facts!("SASL mechanism", row, status, also, source),
            Self::Word(sort, row) => {
                facts!(sort, row, usage: row.usage(), example, requires, status, also, source)
            }
            Self::Argument(row) => facts!("kind of argument", row, usage: row.shape, example),
        }
    }

    /// The name, as the table spells it.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What it is, in a sentence or two.
    pub fn summary(self) -> &'static str {
        self.facts().summary
    }

    /// Where it is defined.
    pub fn spec(self) -> Spec {
        self.facts().spec
    }

    /// Whether a person who asks for this name means this topic: by its name in any case, by another name
    /// of a concept, or by the name of a capability with its value, such as `AUTH=PLAIN`.
    fn answers_to(self, name: &str) -> bool {
        match self {
            Self::Concept(concept) => concept.is_called(name),
            Self::Capability(capability) => capability.matches(name),
            _ => self.name().eq_ignore_ascii_case(name),
        }
    }
}

/// What is known under a name, in any case: nothing, one topic, or several.
pub fn topics(name: &str) -> impl Iterator<Item = Topic> {
    all().filter(move |topic| topic.answers_to(name))
}

/// Every topic, in the order in which `:help` shows them: concepts first, argument kinds last.
pub fn all() -> impl Iterator<Item = Topic> {
    let words = WORDS.iter().flat_map(|&(sort, table)| table.iter().map(move |word| Topic::Word(sort, word)));
    CONCEPTS
        .iter()
        .map(Topic::Concept)
        .chain(COMMANDS.iter().map(Topic::Command))
        .chain(RESPONSES.iter().map(Topic::Response))
        .chain(CODES.iter().map(Topic::Code))
        .chain(CAPABILITIES.iter().map(Topic::Capability))
        .chain(ITEMS.iter().map(Topic::FetchItem))
        .chain(SECTIONS.iter().map(Topic::FetchSection))
        .chain(KEYS.iter().map(Topic::SearchKey))
        .chain(RETURN_OPTIONS.iter().map(Topic::ReturnOption))
        .chain(STORE_ACTIONS.iter().map(Topic::StoreAction))
        .chain(FLAGS.iter().map(Topic::Flag))
        .chain(ATTRIBUTES.iter().map(Topic::Attribute))
        .chain(MECHANISMS.iter().map(Topic::Mechanism))
        .chain(words)
        .chain(ARGUMENTS.iter().map(Topic::Argument))
}

const WORDS: &[(&str, &[Word])] = &[
    ("STATUS item", status::STATUS_ITEMS),
    ("LIST selection option", list::LIST_SELECTION_OPTIONS),
    ("LIST return option", list::LIST_RETURN_OPTIONS),
    ("extended data of LIST", list::LIST_DATA),
    ("SORT key", order::SORT_KEYS),
    ("THREAD algorithm", order::THREAD_ALGORITHMS),
    ("FETCH modifier", modifier::FETCH_MODIFIERS),
    ("STORE modifier", modifier::STORE_MODIFIERS),
    ("SELECT parameter", modifier::SELECT_PARAMETERS),
    ("CREATE parameter", modifier::CREATE_PARAMETERS),
    ("GETMETADATA option", modifier::METADATA_OPTIONS),
    ("mailbox filter", notify::MAILBOX_FILTERS),
    ("NOTIFY event", notify::NOTIFY_EVENTS),
    ("ACL right", access::RIGHTS),
    ("quota resource", access::QUOTA_RESOURCES),
];

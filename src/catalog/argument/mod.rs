//! Kinds of arguments: what may stand where, and where completion gets its words.

use crate::catalog::Spec;

mod table;

/// Every kind, in the order of [`ArgKind`].
pub const ARGUMENTS: &[Argument] = table::ARGUMENTS;

/// What may stand in the place of an argument; [`about`](Self::about) explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the summaries in ARGUMENTS say it, one for each kind")]
pub enum ArgKind {
    Mailbox,
    MailboxNew,
    MailboxSubscribed,
    MailboxOrEmpty,
    MailboxReference,
    MailboxPattern,
    SequenceSet,
    UidSet,
    SequenceNumber,
    Uid,
    FetchItems,
    FetchItem,
    FetchModifiers,
    StoreModifiers,
    SelectParams,
    CreateParams,
    SearchCriteria,
    SearchReturnOptions,
    Charset,
    EsearchSource,
    SortKeys,
    ThreadAlgorithm,
    StoreAction,
    FlagList,
    StatusItems,
    ListSelectOptions,
    ListReturnOptions,
    Literal,
    Literal8,
    AppendMessage,
    DateTime,
    CatenateParts,
    AuthMechanism,
    Base64,
    EnableCapability,
    Capability,
    Astring,
    String,
    Atom,
    Password,
    Number,
    BatchRange,
    QuotedTag,
    IdParams,
    AclIdentifier,
    AclRights,
    QuotaRoot,
    QuotaLimits,
    MetadataEntries,
    MetadataValues,
    MetadataOptions,
    NotifyAction,
    NotifyEventGroups,
    UidCommand,
    Rest,
    List,
    KeyValues,
    CompressAlgorithm,
    LanguageRange,
    Comparator,
    MediaTypePattern,
    ConvertParams,
    ConvertItems,
    UrlauthRump,
    UrlauthFull,
    UrlauthMechanism,
}

impl ArgKind {
    /// The row of this kind.
    pub fn about(self) -> &'static Argument {
        &ARGUMENTS[self as usize]
    }

    /// Whether it must be hidden from the screen, the history and the log. Base64 counts, since it stands
    /// for the first answer of AUTHENTICATE, and that of PLAIN is the password.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Password | Self::Base64)
    }

    /// The word or bracket that such an argument starts with: by it, one that can be left out is told from what follows.
    pub const fn mark(self) -> Option<&'static str> {
        Some(match self {
            Self::Charset => "CHARSET",
            Self::DateTime => "\"",
            Self::EsearchSource => "IN",
            Self::ListReturnOptions | Self::SearchReturnOptions => "RETURN",
            Self::CreateParams
            | Self::FetchModifiers
            | Self::FlagList
            | Self::ListSelectOptions
            | Self::MetadataOptions
            | Self::NotifyEventGroups
            | Self::SelectParams
            | Self::StoreModifiers => "(",
            _ => return None,
        })
    }

    /// Whether a word, as far as it is typed, is the start of such an argument, where it can be left out.
    pub fn starts(self, typed: &str) -> bool {
        match self.mark() {
            Some(bracket @ ("(" | "\"")) => typed.starts_with(bracket),
            Some(word) => typed.eq_ignore_ascii_case(word),
            None => true,
        }
    }

    /// How many words, strings or lists such an argument takes that starts with these two.
    pub fn width(self, word: &str, next: &str) -> usize {
        let is_pair = match self {
            Self::NotifyAction => next.eq_ignore_ascii_case("STATUS"),
            Self::UrlauthRump => true,
            Self::Charset | Self::EsearchSource | Self::ListReturnOptions | Self::SearchReturnOptions => {
                self.starts(word)
            }
            _ => false,
        };
        1 + usize::from(is_pair)
    }
}

/// A kind of argument, explained.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Which kind.
    pub kind: ArgKind,
    /// Its name in hints.
    pub name: &'static str,
    /// Its form on the wire, in words.
    pub shape: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Where its words are known from; `-` if nowhere.
    pub completes_from: &'static str,
    /// One such argument.
    pub example: &'static str,
    /// Where it is defined.
    pub spec: Spec,
}

impl Argument {
    const DEFAULT: Self = Self {
        kind: ArgKind::Rest,
        name: "",
        shape: "",
        summary: "",
        completes_from: "-",
        example: "",
        spec: Spec::UNKNOWN,
    };
}

/// The row of a kind by its name.
pub fn find(name: &str) -> Option<&'static Argument> {
    ARGUMENTS.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::command::COMMANDS;

    #[test]
    fn the_table_follows_the_enum() {
        assert_eq!(ARGUMENTS.len(), 66);
        for (index, row) in ARGUMENTS.iter().enumerate() {
            assert_eq!(row.kind as usize, index, "{}", row.name);
            assert_eq!(find(row.name).unwrap().kind, row.kind, "{} is there twice", row.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for row in ARGUMENTS {
            assert!(row.summary.ends_with('.'), "{}: summary", row.name);
            assert!(!row.shape.is_empty() && !row.example.is_empty(), "{}", row.name);
            assert!(row.spec.rfc > 0, "{}: spec", row.name);
            assert!(!row.completes_from.is_empty(), "{}", row.name);
        }
    }

    #[test]
    fn every_kind_of_the_commands_has_its_row() {
        for arg in COMMANDS.iter().flat_map(|command| command.args) {
            assert_eq!(arg.kind.about().kind, arg.kind);
        }
    }

    #[test]
    fn passwords_and_first_answers_are_secret() {
        let secret = ARGUMENTS.iter().filter(|row| row.kind.is_secret()).map(|row| row.name);
        assert_eq!(secret.collect::<Vec<_>>(), ["base64", "password"]);
    }
}

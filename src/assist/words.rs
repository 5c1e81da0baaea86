//! The words that may stand in an argument, by its kind.

use crate::assist::criteria;
use crate::assist::place::Argument;
use crate::catalog::argument::ArgKind;
use crate::catalog::attribute::{self, ATTRIBUTES};
use crate::catalog::capability::CAPABILITIES;
use crate::catalog::flag::{self, FLAGS};
use crate::catalog::mechanism::MECHANISMS;
use crate::catalog::search::{KEYS, RETURN_OPTIONS};
use crate::catalog::vocabulary::store::STORE_ACTIONS;
use crate::catalog::vocabulary::{Word, access, list, modifier, notify, order, status};
use crate::catalog::{Status, fetch};
use crate::session::Snapshot;

/// Where the words of an argument come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// The words.
    pub(crate) words: Vec<Choice>,
    /// Mailboxes may stand here.
    pub(crate) mailboxes: bool,
    /// The hits of the last search may stand here, if they are UIDs, or if they are not.
    pub(crate) hits: Option<Hits>,
    /// All of it must stand between parentheses, and none is open yet.
    pub(crate) opens: bool,
}

/// Which numbers may stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hits {
    /// Sequence numbers.
    Numbers,
    /// UIDs.
    Uids,
}

/// A word to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// As it is inserted: what follows it at once, such as ` (`, included.
    pub(crate) insert: String,
    /// As it is listed.
    pub(crate) show: &'static str,
    /// What it means.
    pub(crate) brief: &'static str,
    /// Whether its case is kept: flags, not keywords.
    pub(crate) keeps_case: bool,
    /// What is better is listed first: 0 before 1.
    pub(crate) rank: u8,
}

/// What is common for a standard server comes before what is not.
fn rank(requires: &[&str], status: Status, snapshot: &Snapshot) -> u8 {
    let is_offered = requires.is_empty() || requires.iter().any(|required| snapshot.offers(required));
    match status {
        Status::Standard | Status::Macro if is_offered => 0,
        _ if is_offered => 1,
        _ => 2,
    }
}

fn choice(name: &str, show: &'static str, brief: &'static str) -> Choice {
    Choice { insert: name.to_owned(), show, brief, keeps_case: false, rank: 0 }
}

fn kept(name: &'static str, brief: &'static str, rank: u8) -> Choice {
    Choice { keeps_case: true, rank, ..choice(name, name, brief) }
}

fn plain(words: &[(&'static str, &'static str)]) -> Source {
    Source { words: words.iter().map(|(name, brief)| choice(name, name, brief)).collect(), ..Source::default() }
}

fn of_table(table: &'static [Word], snapshot: &Snapshot) -> Vec<Choice> {
    let entry = |word: &'static Word| {
        let follows = word.usage().get(word.name.len()..).unwrap_or_default();
        let follows = if follows.starts_with(" (") { " (" } else { "" };
        let insert = format!("{}{follows}", word.name);
        Choice { rank: rank(word.requires, word.status, snapshot), ..choice(&insert, word.usage(), word.summary) }
    };
    table.iter().map(entry).collect()
}

/// The words of a table that stand in parentheses.
fn listed(table: &'static [Word], argument: &Argument<'_>, snapshot: &Snapshot) -> Source {
    Source { words: of_table(table, snapshot), opens: argument.before.is_empty(), ..Source::default() }
}

/// What may stand where the cursor is, for one kind of argument.
pub(crate) fn source(kind: ArgKind, argument: &Argument<'_>, snapshot: &Snapshot) -> Source {
    let before = &argument.before[..];
    match kind {
        ArgKind::Mailbox | ArgKind::MailboxNew | ArgKind::MailboxSubscribed => mailboxes(&[]),
        ArgKind::MailboxOrEmpty => mailboxes(&[("\"\"", "The server itself.")]),
        ArgKind::MailboxReference => plain(&[("\"\"", "From the top: what is nearly always meant.")]),
        ArgKind::MailboxPattern => mailboxes(&[("\"*\"", "All mailboxes."), ("\"%\"", "Those of the top level.")]),
        ArgKind::SequenceSet | ArgKind::SequenceNumber => numbers(Hits::Numbers, snapshot),
        ArgKind::UidSet | ArgKind::Uid => numbers(Hits::Uids, snapshot),
        ArgKind::FetchItems | ArgKind::FetchItem => fetch_items(before, snapshot),
        ArgKind::FetchModifiers => listed(modifier::FETCH_MODIFIERS, argument, snapshot),
        ArgKind::StoreModifiers => listed(modifier::STORE_MODIFIERS, argument, snapshot),
        ArgKind::SelectParams => listed(modifier::SELECT_PARAMETERS, argument, snapshot),
        ArgKind::CreateParams if before.contains(&"USE") => roles(),
        ArgKind::CreateParams => listed(modifier::CREATE_PARAMETERS, argument, snapshot),
        ArgKind::MetadataOptions => listed(modifier::METADATA_OPTIONS, argument, snapshot),
        ArgKind::StatusItems => listed(status::STATUS_ITEMS, argument, snapshot),
        ArgKind::SortKeys => listed(order::SORT_KEYS, argument, snapshot),
        ArgKind::QuotaLimits => listed(access::QUOTA_RESOURCES, argument, snapshot),
        ArgKind::ListSelectOptions => listed(list::LIST_SELECTION_OPTIONS, argument, snapshot),
        ArgKind::ListReturnOptions => list_return(before, snapshot),
        ArgKind::SearchReturnOptions => search_return(argument, snapshot),
        ArgKind::EsearchSource => after_word("IN", before, of_table(notify::MAILBOX_FILTERS, snapshot)),
        ArgKind::NotifyEventGroups => notify_groups(before, snapshot),
        ArgKind::NotifyAction if before.is_empty() => {
            plain(&[("SET", "Tell of these events from now on."), ("NONE", "Tell of nothing.")])
        }
        ArgKind::NotifyAction => plain(&[("STATUS", "Send a STATUS line for each mailbox first.")]),
        ArgKind::SearchCriteria => criteria(before, snapshot),
        ArgKind::Charset => charset(argument),
        ArgKind::ThreadAlgorithm => Source { words: of_table(order::THREAD_ALGORITHMS, snapshot), ..Source::default() },
        ArgKind::StoreAction => store_actions(snapshot),
        ArgKind::FlagList => flags(argument, snapshot),
        ArgKind::AuthMechanism => mechanisms(snapshot),
        ArgKind::EnableCapability => capabilities(snapshot, true),
        ArgKind::Capability => capabilities(snapshot, false),
        ArgKind::CompressAlgorithm => plain(&[("DEFLATE", "The only algorithm there is.")]),
        ArgKind::AclIdentifier => plain(&[("anyone", "Everybody, without a login too.")]),
        ArgKind::IdParams => plain(&[("NIL", "Tell nothing of this program."), ("(\"name\" \"", "Its name.")]),
        ArgKind::QuotaRoot => plain(&[("\"\"", "The root that most servers have.")]),
        ArgKind::MetadataEntries => plain(&[
            ("/private/comment", "Your own comment on the mailbox."),
            ("/shared/comment", "Everybody's comment on the mailbox."),
        ]),
        ArgKind::Comparator => plain(&[
            ("i;ascii-casemap", "ASCII letters in any case."),
            ("i;unicode-casemap", "All letters in any case."),
            ("i;octet", "Octet by octet."),
        ]),
        ArgKind::UrlauthMechanism => plain(&[("INTERNAL", "The only mechanism there is.")]),
        _ => Source::default(),
    }
}

fn mailboxes(words: &[(&'static str, &'static str)]) -> Source {
    Source { mailboxes: true, ..plain(words) }
}

fn numbers(hits: Hits, snapshot: &Snapshot) -> Source {
    let mut source = plain(&[("1:*", "All messages."), ("*", "The last message.")]);
    if snapshot.offers("SEARCHRES") {
        source.words.push(choice("$", "$", "What SEARCH RETURN (SAVE) has kept on the server."));
    }
    Source { hits: Some(hits), ..source }
}

fn fetch_items(before: &[&str], snapshot: &Snapshot) -> Source {
    if before.contains(&"[")
        && before.iter().rposition(|word| *word == "[") > before.iter().rposition(|word| *word == "]")
    {
        return sections(before);
    }
    let entry = |item: &'static fetch::Item| {
        // `BODY[<section>]` is typed up to its bracket.
        let stem = item.name.split_inclusive('[').next().unwrap_or(item.name);
        Choice { rank: rank(item.requires, item.status, snapshot), ..choice(stem, item.usage(), item.summary) }
    };
    // RFC 9051 section 6.4.5: a macro must stand alone.
    let fits = |item: &&fetch::Item| before.is_empty() || item.status != Status::Macro;
    Source { words: fetch::ITEMS.iter().filter(fits).map(entry).collect(), ..Source::default() }
}

/// Fields that people look for.
const FIELDS: &[(&str, &str)] = &[
    ("Cc", "Who else got it."),
    ("Date", "When it was written."),
    ("From", "Who wrote it."),
    ("In-Reply-To", "What it answers."),
    ("List-Id", "The mailing list it came by."),
    ("Message-ID", "Its own name in the world."),
    ("References", "The conversation it belongs to."),
    ("Reply-To", "Where answers go."),
    ("Subject", "What it is about."),
    ("To", "Who got it."),
];

fn fields() -> Source {
    Source { words: FIELDS.iter().map(|(name, brief)| kept(name, brief, 0)).collect(), ..Source::default() }
}

fn sections(before: &[&str]) -> Source {
    if before.last() == Some(&"(") || before.iter().rev().take_while(|word| **word != "[").any(|word| *word == "(") {
        return fields();
    }
    let entry = |section: &'static fetch::Section| {
        let follows = if section.name.starts_with("HEADER.FIELDS") { " (" } else { "" };
        let name = section.name.split(' ').next().unwrap_or(section.name);
        choice(&format!("{name}{follows}"), section.name, section.summary)
    };
    let typable = |section: &&fetch::Section| section.name.starts_with(|char: char| char.is_ascii_uppercase());
    Source { words: fetch::SECTIONS.iter().filter(typable).map(entry).collect(), ..Source::default() }
}

fn roles() -> Source {
    let roles = ATTRIBUTES.iter().filter(|row| row.kind == attribute::Kind::Role);
    Source { words: roles.map(|row| kept(row.name, row.summary, 0)).collect(), ..Source::default() }
}

/// `RETURN (` first, then what stands in it.
fn after_word(word: &'static str, before: &[&str], words: Vec<Choice>) -> Source {
    match before {
        [] => Source {
            words: vec![choice(&format!("{word} ("), word, "What follows is in parentheses.")],
            ..Source::default()
        },
        [_] => Source { words, opens: true, ..Source::default() },
        _ => Source { words, ..Source::default() },
    }
}

fn list_return(before: &[&str], snapshot: &Snapshot) -> Source {
    let is_in_status = matches!(before, [.., status, "("] if status.eq_ignore_ascii_case("STATUS"))
        || before
            .iter()
            .rposition(|word| word.eq_ignore_ascii_case("STATUS"))
            .is_some_and(|at| before[at + 1..].first() == Some(&"(") && !before[at..].contains(&")"));
    if is_in_status {
        return Source { words: of_table(status::STATUS_ITEMS, snapshot), ..Source::default() };
    }
    after_word("RETURN", before, of_table(list::LIST_RETURN_OPTIONS, snapshot))
}

fn search_return(argument: &Argument<'_>, snapshot: &Snapshot) -> Source {
    let name = argument.command.name.trim_start_matches("UID ");
    let options = RETURN_OPTIONS.iter().filter(|row| !row.is_answer_only() && row.applies_to.contains(&name));
    let words = options.map(|row| {
        let rank = rank(row.requires, row.status, snapshot);
        Choice { rank, ..choice(row.name, row.syntax, row.summary) }
    });
    after_word("RETURN", &argument.before, words.collect())
}

/// A filter, then its events. RFC 5465 section 3.1.
fn notify_groups(before: &[&str], snapshot: &Snapshot) -> Source {
    let depth = before.iter().fold(0_usize, |depth, word| match *word {
        "(" => depth + 1,
        ")" => depth.saturating_sub(1),
        _ => depth,
    });
    let table = if depth < 2 { notify::MAILBOX_FILTERS } else { notify::NOTIFY_EVENTS };
    let words = of_table(table, snapshot).into_iter().map(|word| Choice { keeps_case: true, ..word });
    Source { words: words.collect(), opens: depth == 0, ..Source::default() }
}

fn criteria(before: &[&str], snapshot: &Snapshot) -> Source {
    match criteria::wants(before).map(|(name, _)| name) {
        None => {
            let entry = |key: &'static crate::catalog::search::Key| Choice {
                rank: rank(key.requires, key.status, snapshot),
                ..choice(key.name, key.usage(), key.summary)
            };
            let typable =
                |key: &&crate::catalog::search::Key| key.name.starts_with(|char: char| char.is_ascii_uppercase());
            Source { words: KEYS.iter().filter(typable).map(entry).collect(), ..Source::default() }
        }
        Some("field") => fields(),
        Some("keyword") => {
            let keywords = FLAGS.iter().filter(|flag| !flag.name.starts_with('\\'));
            Source { words: keywords.map(|flag| kept(flag.name, flag.summary, 0)).collect(), ..Source::default() }
        }
        Some("mailbox") => mailboxes(&[]),
        Some("uid-set" | "uid") => numbers(Hits::Uids, snapshot),
        Some("algorithm") => Source { words: of_table(order::THREAD_ALGORITHMS, snapshot), ..Source::default() },
        Some(_) => Source::default(),
    }
}

fn charset(argument: &Argument<'_>) -> Source {
    // In SORT and THREAD it is needed, and stands without the word.
    let is_optional = argument.args().any(|arg| arg.kind == ArgKind::Charset && arg.optional);
    if is_optional && argument.before.is_empty() {
        return plain(&[("CHARSET", "The words of the search are in this character set.")]);
    }
    plain(&[("UTF-8", "All scripts."), ("US-ASCII", "ASCII alone.")])
}

fn store_actions(snapshot: &Snapshot) -> Source {
    let entry = |row: &'static crate::catalog::vocabulary::store::Action| Choice {
        rank: rank(row.requires, row.status, snapshot),
        ..choice(row.name, row.name, row.summary)
    };
    Source { words: STORE_ACTIONS.iter().map(entry).collect(), ..Source::default() }
}

/// Those that the mailbox can keep come first. RFC 9051 section 7.1, PERMANENTFLAGS.
fn flags(argument: &Argument<'_>, snapshot: &Snapshot) -> Source {
    let permanent = snapshot.mailbox.as_ref().and_then(|mailbox| mailbox.permanent_flags.as_ref());
    let can = |name: &str| permanent.is_none_or(|flags| flags.iter().any(|flag| flag.eq_ignore_ascii_case(name)));
    let known = FLAGS.iter().filter(|row| row.settable && row.kind != flag::Kind::PermanentFlags);
    let words = known.map(|row| {
        let rank = u8::from(row.kind != flag::Kind::System) + if can(row.name) { 0 } else { 2 };
        kept(row.name, row.summary, rank)
    });
    let is_needed = argument.args().any(|arg| arg.kind == ArgKind::FlagList && arg.optional);
    Source { words: words.collect(), opens: is_needed && argument.before.is_empty(), ..Source::default() }
}

fn mechanisms(snapshot: &Snapshot) -> Source {
    let entry = |row: &'static crate::catalog::mechanism::Mechanism| {
        let is_offered = snapshot.offers(&format!("AUTH={}", row.name));
        kept(row.name, row.summary, if is_offered { 0 } else { 2 })
    };
    Source { words: MECHANISMS.iter().map(entry).collect(), ..Source::default() }
}

/// The capabilities that ENABLE switches on. RFC 5161 section 3.1, and the RFCs of each.
const ENABLED: [&str; 7] =
    ["CONDSTORE", "IMAP4rev2", "METADATA", "METADATA-SERVER", "QRESYNC", "UIDONLY", "UTF8=ACCEPT"];

fn capabilities(snapshot: &Snapshot, only_enabled: bool) -> Source {
    let fits = |name: &str| !only_enabled || ENABLED.contains(&name);
    let rows = CAPABILITIES.iter().filter(|row| fits(row.name));
    let words = rows.map(|row| kept(row.name, row.summary, if snapshot.offers(row.name) { 0 } else { 2 }));
    Source { words: words.collect(), ..Source::default() }
}

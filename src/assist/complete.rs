//! What could stand at the cursor, the best first.

use crate::assist::Around;
use crate::assist::place::{Argument, Place, Slot, place};
use crate::assist::words::{Choice, Hits, Source, source};
use crate::catalog::argument::ArgKind;
use crate::catalog::command::COMMANDS;
use crate::catalog::topic;
use crate::session::{Found, Name, Snapshot, Wants};
use crate::wire::astring;

/// Mailboxes that are offered at once: more is nothing to read.
const MAILBOXES_MAX: usize = 200;

/// Hits of the last search that are offered one by one.
const HITS_MAX: usize = 30;

/// Octets of the last search's hits that are offered as one set.
const SET_OCTETS_MAX: usize = 400;

/// Something that could be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What takes the place of the word under the cursor.
    pub insert: String,
    /// What is listed: decoded, for people.
    pub show: String,
    /// What it is, in a sentence.
    pub brief: String,
}

/// The candidates for the word at `cursor`, and where in the line that word starts.
#[must_use]
pub fn complete(line: &str, cursor: usize, around: &Around<'_>) -> (usize, Vec<Candidate>) {
    if !matches!(around.snapshot.wants, Wants::Command) {
        return (line.len(), Vec::new());
    }
    let Place { start, typed, slot } = place(line, cursor, around);
    let candidates = match slot {
        Slot::Argument(argument) if argument.is_closed => Vec::new(),
        Slot::Argument(argument) => of_argument(typed, &argument, around.snapshot),
        Slot::Command => commands(typed, around.snapshot),
        Slot::Nothing => Vec::new(),
        Slot::Path => paths(typed, around),
        Slot::Shortcut => shortcuts(typed, around),
        Slot::ShortcutWord(row, index) => shortcut_word(row.usage, index, typed, around),
    };
    (start, candidates)
}

/// Whether a word that starts so is meant in small letters; where nothing is typed, the word before it decides.
fn is_lower(typed: &str, before: &str) -> bool {
    let decisive = if typed.contains(|char: char| char.is_ascii_alphabetic()) { typed } else { before };
    decisive.contains(|char: char| char.is_ascii_lowercase())
        && !decisive.contains(|char: char| char.is_ascii_uppercase())
}

fn fits(word: &str, typed: &str) -> bool {
    word.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

fn commands(typed: &str, snapshot: &Snapshot) -> Vec<Candidate> {
    let plain =
        |insert: &str, brief: &str| Candidate { insert: insert.into(), show: insert.into(), brief: brief.into() };
    if typed.is_empty() && snapshot.idle {
        return vec![plain("DONE", "End IDLE.")];
    }
    let state = snapshot.state();
    let mut fitting: Vec<_> = COMMANDS.iter().filter(|row| row.is_typed() && fits(row.name, typed)).collect();
    // What may be sent now comes first; what this server offers before what it does not.
    let is_offered = |requires: &[&str]| requires.is_empty() || requires.iter().any(|one| snapshot.offers(one));
    fitting.sort_by_key(|row| (!row.states.contains(state), !is_offered(row.requires), row.name));
    if typed.is_empty() {
        // Nobody reads a hundred names: what is neither legal now nor offered here can still be asked for by its first letter.
        fitting.retain(|row| row.states.contains(state) && is_offered(row.requires));
    }
    // `UID` alone would hide `UID FETCH`, and means nothing.
    fitting.retain(|row| row.name != "UID" || typed.eq_ignore_ascii_case("UID"));
    let candidate = |row: &&crate::catalog::command::Command| {
        let name = if is_lower(typed, "") { row.name.to_ascii_lowercase() } else { row.name.to_owned() };
        let space = if row.args.is_empty() { "" } else { " " };
        Candidate { insert: format!("{name}{space}"), show: name, brief: row.summary.into() }
    };
    fitting.iter().map(candidate).collect()
}

fn shortcuts(typed: &str, around: &Around<'_>) -> Vec<Candidate> {
    let name = typed.trim_start_matches(':');
    let fitting = around.shortcuts.iter().filter(|row| row.name.starts_with(name));
    let candidate = |row: &crate::assist::Row<'_>| {
        let space = if row.usage.contains(' ') { " " } else { "" };
        Candidate { insert: format!(":{}{space}", row.name), show: row.usage.into(), brief: row.brief.into() }
    };
    fitting.map(candidate).collect()
}

fn paths(typed: &str, around: &Around<'_>) -> Vec<Candidate> {
    let candidate = |path: String| Candidate { insert: path.clone(), show: path, brief: String::new() };
    (around.files)(typed).into_iter().map(candidate).collect()
}

/// What a shortcut's usage has at this place: words as they are, or a word in capitals for what is to be filled in.
fn shortcut_word(usage: &str, index: usize, typed: &str, around: &Around<'_>) -> Vec<Candidate> {
    let snapshot = around.snapshot;
    let words: Vec<&str> = usage.split(' ').skip(1).collect();
    // The last one may be repeated.
    let Some(word) = words.get(index).or_else(|| words.last().filter(|last| last.contains('…'))) else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    for word in word.trim_matches(|char| matches!(char, '[' | ']' | '…')).split('|') {
        match word {
            "TOPIC" => candidates.extend(topics(typed)),
            "NAME" if usage.starts_with(":set ") => {
                let fitting = around.settings.iter().filter(|row| row.name.starts_with(typed));
                candidates.extend(fitting.map(|row| Candidate {
                    insert: format!("{} ", row.name),
                    show: row.name.into(),
                    brief: row.brief.into(),
                }));
            }
            "MAILBOX" => candidates.extend(mailboxes(typed, snapshot)),
            "LINE" => candidates.extend(commands(typed, snapshot)),
            "FILE" => candidates.extend(paths(typed, around)),
            "SET" => candidates.extend(of_kind(ArgKind::SequenceSet, typed, snapshot)),
            "FLAG" => candidates.extend(of_kind(ArgKind::FlagList, typed, snapshot)),
            "MECH" => candidates.extend(of_kind(ArgKind::AuthMechanism, typed, snapshot)),
            _ if word.starts_with(|char: char| char.is_ascii_lowercase()) && fits(word, typed) => {
                candidates.push(Candidate { insert: word.into(), show: word.into(), brief: String::new() });
            }
            _ => {}
        }
    }
    candidates
}

fn topics(typed: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for topic in topic::all() {
        let facts = topic.facts();
        if fits(facts.name, typed) && found.iter().all(|one| !one.insert.eq_ignore_ascii_case(facts.name)) {
            // In the case of what was typed: no topic minds.
            let is_upper = typed.contains(|char: char| char.is_ascii_uppercase());
            let name = if is_upper { facts.name.to_ascii_uppercase() } else { facts.name.to_owned() };
            found.push(Candidate { insert: name.clone(), show: name, brief: facts.summary.into() });
        }
    }
    found
}

/// An argument as if a command had this one alone.
fn of_kind(kind: ArgKind, typed: &str, snapshot: &Snapshot) -> Vec<Candidate> {
    let owner =
        COMMANDS.iter().find_map(|row| Some((row, row.args.iter().position(|arg| arg.kind == kind && !arg.optional)?)));
    let Some((command, at)) = owner else { return Vec::new() };
    let argument = Argument { command, name: "", candidates: vec![at], before: Vec::new(), is_closed: false };
    of_argument(typed, &argument, snapshot)
}

fn of_argument(typed: &str, argument: &Argument<'_>, snapshot: &Snapshot) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for arg in argument.args() {
        let Source { mut words, mailboxes: has_mailboxes, hits, opens } = source(arg.kind, argument, snapshot);
        if let Some(hits) = hits {
            candidates.extend(numbers(hits, typed, snapshot));
        }
        words.retain(|word| fits(&word.insert, typed));
        words.sort_by_key(|word| word.rank);
        let last_word =
            argument.before.iter().rev().find(|word| word.contains(|char: char| char.is_ascii_alphabetic()));
        let is_lower = is_lower(typed, last_word.unwrap_or(&argument.name));
        let open = if opens && typed.is_empty() { "(" } else { "" };
        candidates.extend(words.into_iter().map(|Choice { insert, show, brief, keeps_case, .. }| {
            let insert = if is_lower && !keeps_case { insert.to_ascii_lowercase() } else { insert };
            Candidate { insert: format!("{open}{insert}"), show: show.into(), brief: brief.into() }
        }));
        if has_mailboxes {
            candidates.extend(mailboxes(typed, snapshot));
        }
    }
    candidates
}

/// The mailboxes that start so: by their decoded names, or by what stands on the wire.
fn mailboxes(typed: &str, snapshot: &Snapshot) -> Vec<Candidate> {
    let start = typed.strip_prefix('"').unwrap_or(typed).replace("\\\"", "\"").replace("\\\\", "\\");
    let is_quoted = typed.starts_with('"');
    // What is typed in modified UTF-7 is not decoded before it is whole.
    let (decoded, wire) = start.split_once('&').map_or((&*start, ""), |(decoded, _)| (decoded, &*start));
    let found = snapshot.names.starting(decoded);
    let fitting: Vec<&Name> = if wire.is_empty() && found.len() > MAILBOXES_MAX {
        // The last one too, so that what all of them have in common is right: they are sorted.
        found[..MAILBOXES_MAX - 1].iter().chain(found.last()).map(|name| &**name).collect()
    } else {
        found.iter().filter(|name| name.wire().starts_with(wire)).take(MAILBOXES_MAX).map(|name| &**name).collect()
    };
    let candidate = |name: &Name| {
        let brief = name.messages.map(|messages| format!("{messages} messages.")).unwrap_or_default();
        Some(Candidate { insert: on_the_wire(name.wire(), is_quoted)?, show: name.shown(), brief })
    };
    let mut candidates: Vec<Candidate> = fitting.into_iter().filter_map(candidate).collect();
    // RFC 9051 section 5.1: every account has it, in any case of letters.
    if !start.is_empty() && snapshot.names.find("INBOX").is_none() && fits("INBOX", &start) {
        let insert = if is_quoted { "\"INBOX\"".to_owned() } else { "INBOX".to_owned() };
        candidates.insert(0, Candidate { insert, show: "INBOX".into(), brief: "Where mail arrives.".into() });
    }
    candidates
}

/// A name as it is typed: quoted where it must be, or where a quote has been typed. RFC 9051 section 5.1 has names in
/// UTF-8, too. `None` where only a literal would do.
fn on_the_wire(name: &str, is_quoted: bool) -> Option<String> {
    match astring(name) {
        Some(plain) if !is_quoted || plain.starts_with('"') => Some(plain),
        Some(plain) => Some(format!("\"{plain}\"")),
        None if name.chars().any(char::is_control) => None,
        None => Some(format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))),
    }
}

/// The hits of the last search: all as one set, and the first of them.
fn numbers(hits: Hits, typed: &str, snapshot: &Snapshot) -> Vec<Candidate> {
    let wants_uids = hits == Hits::Uids;
    let Some(found) = snapshot.found.as_ref().filter(|found| found.are_uids == wants_uids) else { return Vec::new() };
    let mut candidates = Vec::new();
    let whole = set(found);
    let is_useful = found.numbers.len() > 1 && !found.is_cut && whole.len() <= SET_OCTETS_MAX;
    if is_useful && whole.starts_with(typed) {
        let brief = format!("All {} hits of the last search.", found.numbers.len());
        candidates.push(Candidate { insert: whole.clone(), show: whole, brief });
    }
    let texts = found.numbers.iter().map(u32::to_string).filter(|number| number.starts_with(typed));
    candidates.extend(texts.take(HITS_MAX).map(|number| Candidate {
        insert: number.clone(),
        show: number,
        brief: "A hit of the last search.".into(),
    }));
    candidates
}

/// The hits as a sequence set; what follows one another becomes a range. RFC 9051 section 9, sequence-set.
fn set(found: &Found) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in &found.numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let text = |(first, last): (u32, u32)| if first == last { first.to_string() } else { format!("{first}:{last}") };
    ranges.into_iter().map(text).collect::<Vec<_>>().join(",")
}

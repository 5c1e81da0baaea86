//! How a line is drawn while it is typed: what is a keyword, what is wrong, what must not be seen.

use std::collections::HashSet;
use std::ops::Range;

use crate::assist::Around;
use crate::assist::place::{Argument, Place, Slot, place};
use crate::assist::words::source;
use crate::catalog::argument::ArgKind;
use crate::catalog::command::{self, COMMANDS};
use crate::session::{Snapshot, mask, split_tag};
use crate::theme::Role;
use crate::wire::{Kind, Lexed, lex_command};

/// Words of a line that are looked up: a person types fewer, and a paste is drawn with every key.
const WORDS_MAX: usize = 60;

/// A part of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it stands, in octets.
    pub range: Range<usize>,
    /// What it means.
    pub role: Role,
    /// It must not be seen.
    pub is_secret: bool,
}

/// The parts of `line`, without gaps, in order.
#[must_use]
pub fn highlight(line: &str, around: &Around<'_>) -> Vec<Span> {
    let secret = mask::typed_secret(line).unwrap_or(line.len()..line.len());
    let shown = line.get(..secret.start).unwrap_or_default();
    let mut spans = Vec::new();
    let mut add = |range: Range<usize>, role| {
        if !range.is_empty() {
            spans.push(Span { range, role, is_secret: false });
        }
    };
    let start = shown.len() - shown.trim_start().len();
    let rest = &shown[start..];
    if rest.starts_with('#') {
        add(0..shown.len(), Role::Hint);
    } else if rest.starts_with(':') {
        let end = start + rest.find(' ').unwrap_or(rest.len());
        let name = shown[start..end].trim_start_matches(':');
        let is_known = around.shortcuts.iter().any(|row| row.name.starts_with(name));
        add(0..end, if is_known { Role::Keyword } else { Role::Junk });
        add(end..shown.len(), Role::Text);
    } else {
        let (tag, command) = split_tag(rest.as_bytes());
        let command = shown.len() - command.len();
        add(0..command, if tag.is_some() { Role::Tag } else { Role::Text });
        of_command(shown, command, around, &mut add);
    }
    if shown.len() < line.len() {
        spans.push(Span { range: shown.len()..line.len(), role: Role::Text, is_secret: true });
    }
    spans
}

fn of_command(line: &str, start: usize, around: &Around<'_>, add: &mut dyn FnMut(Range<usize>, Role)) {
    let typed = &line[start..];
    let lexed = lex_command(typed.as_bytes(), false);
    let unpaired = unpaired(&lexed);
    let mut at = start;
    let mut words = 0;
    let count = lexed.tokens().len();
    for (index, (kind, octets)) in lexed.iter().enumerate() {
        let range = at..at + octets.len();
        at = range.end;
        // Tokens end at ASCII octets, and so at characters.
        let text = line.get(range.clone()).unwrap_or_default();
        let is_last = index + 1 == count;
        match kind {
            Kind::Name => add(range, name_role(typed, is_last)),
            _ if unpaired.contains(&index) => add(range, Role::Junk),
            Kind::Junk if text.starts_with('"') => {
                add(range.start..range.start + 1, Role::Junk);
                add(range.start + 1..range.end, Role::String);
            }
            Kind::Word if is_set(text) => add(range, Role::Number),
            Kind::Word if words < WORDS_MAX => {
                words += 1;
                let role = word_role(line, &range, is_last, around);
                add(range, role);
            }
            _ => add(range, role(kind)),
        }
    }
}

/// The indices of the brackets that have no partner.
fn unpaired(lexed: &Lexed<'_>) -> HashSet<usize> {
    let tokens = lexed.tokens();
    let mates: HashSet<usize> = tokens.iter().map(|token| token.mate as usize).filter(|mate| *mate > 0).collect();
    let is_alone = |(at, kind): (usize, Kind)| match kind {
        Kind::Open | Kind::SectionOpen => tokens[at].mate == 0,
        Kind::Close | Kind::SectionClose => !mates.contains(&at),
        _ => false,
    };
    (0..tokens.len()).filter(|at| is_alone((*at, tokens[*at].kind))).collect()
}

/// A name that is known, or may become so, is a keyword.
fn name_role(typed: &str, is_last: bool) -> Role {
    let starts = |name: &str| name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let is_known = command::find(typed).is_some() || (is_last && COMMANDS.iter().any(|row| starts(row.name)));
    if is_known { Role::Keyword } else { Role::Junk }
}

/// `2,4:7,9:*` and `$`: numbers of messages. RFC 9051 section 9, sequence-set.
fn is_set(text: &str) -> bool {
    let starts = text.starts_with(|char: char| char.is_ascii_digit() || matches!(char, '*' | '$'));
    starts && text.chars().all(|char| char.is_ascii_digit() || matches!(char, ',' | ':' | '*' | '$' | '.'))
}

/// Whether only known words make sense in an argument of this kind.
fn is_closed(kind: ArgKind) -> bool {
    use ArgKind as Kind;
    matches!(
        kind,
        Kind::CompressAlgorithm
            | Kind::FetchItem
            | Kind::FetchItems
            | Kind::FetchModifiers
            | Kind::ListReturnOptions
            | Kind::ListSelectOptions
            | Kind::SearchCriteria
            | Kind::SearchReturnOptions
            | Kind::SortKeys
            | Kind::StatusItems
            | Kind::StoreAction
            | Kind::ThreadAlgorithm
    )
}

/// A word that the catalog knows in this place is a keyword; one that it does not know, where there is nothing else, is
/// marked: as soon as it is whole, or nothing that is known starts so.
fn word_role(line: &str, range: &Range<usize>, is_last: bool, around: &Around<'_>) -> Role {
    let Place { typed, slot: Slot::Argument(argument), .. } = place(line, range.end, around) else { return Role::Text };
    if typed.starts_with('<') {
        // The part of a section: `<0.100>`.
        return Role::Number;
    }
    let mut is_open = false;
    for arg in argument.args() {
        let known = known(arg.kind, &argument, around.snapshot);
        if known.iter().any(|word| word.eq_ignore_ascii_case(typed)) {
            return Role::Keyword;
        }
        let may_become =
            known.iter().any(|word| word.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed)));
        is_open |= known.is_empty() || !is_closed(arg.kind) || (is_last && may_become) || in_open_list(&argument);
    }
    if is_open { Role::Text } else { Role::Junk }
}

/// The names of header fields: anything may be one. So may the parts of a message.
fn in_open_list(argument: &Argument<'_>) -> bool {
    let is_section =
        argument.before.iter().rposition(|word| *word == "[") > argument.before.iter().rposition(|word| *word == "]");
    is_section && argument.before.contains(&"[")
}

fn known(kind: ArgKind, argument: &Argument<'_>, snapshot: &Snapshot) -> Vec<String> {
    let words = source(kind, argument, snapshot).words.into_iter();
    words.map(|word| word.insert.trim_end_matches([' ', '(', '[']).to_owned()).collect()
}

/// The role of a token that speaks for itself.
fn role(kind: Kind) -> Role {
    match kind {
        Kind::Flag => Role::Flag,
        Kind::Junk => Role::Junk,
        Kind::LiteralHeader => Role::Literal,
        Kind::Number => Role::Number,
        Kind::Quoted => Role::String,
        Kind::Open | Kind::Close | Kind::SectionOpen | Kind::SectionClose => Role::Punctuation,
        _ => Role::Text,
    }
}

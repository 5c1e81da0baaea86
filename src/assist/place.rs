//! What the cursor stands in: the name of a command, one of its arguments and how deep in it, a shortcut, a file's path.

use crate::assist::{Around, Row};
use crate::catalog::argument::ArgKind;
use crate::catalog::command::{self, Arg, Command};
use crate::session::split_tag;
use crate::wire::{Kind, lex_command};

/// Where the cursor is.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// Where the word under the cursor starts, in octets from the start of the line.
    pub start: usize,
    /// That word, up to the cursor.
    pub typed: &'a str,
    /// What it is a part of.
    pub slot: Slot<'a>,
}

/// What a word is a part of.
#[derive(Clone, Debug)]
pub enum Slot<'a> {
    /// An argument of a command.
    Argument(Argument<'a>),
    /// The name of a command.
    Command,
    /// Nothing that is known.
    Nothing,
    /// The path of a file, behind `{@`.
    Path,
    /// The name of a shortcut.
    Shortcut,
    /// Word number `.1` behind the name of the shortcut `.0`.
    ShortcutWord(Row<'a>, usize),
}

/// An argument of a command, as far as it is typed.
#[derive(Clone, Debug)]
pub struct Argument<'a> {
    /// The command.
    pub command: &'static Command,
    /// The name of the command, as it was typed.
    pub name: &'a str,
    /// The arguments that the word may belong to, as indices: those that can be left out, and the first that cannot.
    pub candidates: Vec<usize>,
    /// What stands in the same argument before the word: words and brackets, in order.
    pub before: Vec<&'a str>,
    /// The cursor is right behind a bracket that closes: a space must come first.
    pub is_closed: bool,
}

impl Argument<'_> {
    /// The arguments that the word may belong to.
    pub fn args(&self) -> impl Iterator<Item = &'static Arg> {
        let args = self.command.args;
        self.candidates.iter().filter_map(move |at| args.get(*at))
    }
}

/// Finds what stands at `cursor`, in octets; what is behind it does not matter.
#[must_use]
pub fn place<'a>(line: &'a str, cursor: usize, around: &Around<'a>) -> Place<'a> {
    let cursor = (0..=cursor.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let line = &line[..cursor];
    let (start, rest) = head(line);
    if let Some(path) = path_start(rest) {
        return Place { start: start + path, typed: &rest[path..], slot: Slot::Path };
    }
    let Some(named) = rest.strip_prefix(':') else { return of_command(rest, start) };
    let Some((name, words)) = named.split_once(' ') else {
        return Place { start, typed: rest, slot: Slot::Shortcut };
    };
    let Some(row) = around.shortcuts.iter().find(|row| row.name == name) else { return nothing(line) };
    of_shortcut(*row, words, line.len() - words.len())
}

/// Splits off the spaces, and the `C: ` of a pasted line, before what matters.
fn head(line: &str) -> (usize, &str) {
    let rest = line.trim_start();
    let rest = rest.strip_prefix("C:").map_or(rest, str::trim_start);
    (line.len() - rest.len(), rest)
}

fn nothing(line: &str) -> Place<'_> {
    Place { start: line.len(), typed: "", slot: Slot::Nothing }
}

/// Where the path behind an unfinished `{@` or `{@=` starts.
fn path_start(line: &str) -> Option<usize> {
    let at = line.rfind("{@")? + 2;
    let at = if line[at..].starts_with('=') { at + 1 } else { at };
    (!line[at..].contains('}')).then_some(at)
}

fn of_shortcut<'a>(row: Row<'a>, words: &'a str, offset: usize) -> Place<'a> {
    // What is sent as it is, or explained, is a command itself; the words of a search are criteria.
    if row.usage.contains("LINE") && words.contains(' ') {
        return of_command(words, offset);
    }
    if row.usage.contains("CRITERIA") {
        return of_criteria(words, offset);
    }
    let start = words.rfind(' ').map_or(0, |space| space + 1);
    let index = words[..start].split_whitespace().count();
    Place { start: offset + start, typed: &words[start..], slot: Slot::ShortcutWord(row, index) }
}

fn of_criteria(words: &str, offset: usize) -> Place<'_> {
    let Some(command) = command::named("UID SEARCH") else { return nothing(words) };
    arguments(command, "UID SEARCH", words, offset)
}

/// The place in a command, which starts at `offset` of the line.
fn of_command(typed: &str, offset: usize) -> Place<'_> {
    let (_, line) = split_tag(typed.as_bytes());
    // The tag is ASCII, so the cut is at a character.
    let tag = typed.len() - line.len();
    let (offset, line) = (offset + tag, &typed[tag..]);
    match command::find(line) {
        Some((command, rest)) if rest.starts_with(' ') && (command.name != "UID" || rest.trim().contains(' ')) => {
            let name = &line[..line.len() - rest.len()];
            arguments(command, name, rest.trim_start(), offset + line.len() - rest.trim_start().len())
        }
        _ if line.contains(' ') && !line.get(..4).is_some_and(|uid| uid.eq_ignore_ascii_case("UID ")) => {
            Place { start: offset + line.len(), typed: "", slot: Slot::Nothing }
        }
        _ => Place { start: offset, typed: line, slot: Slot::Command },
    }
}

/// One argument that was typed whole, or the last one as far as it goes: the range of its tokens.
struct Item {
    first: usize,
    end: usize,
}

fn arguments<'a>(command: &'static Command, name: &'a str, typed: &'a str, offset: usize) -> Place<'a> {
    // A name before it, so that the first argument is not taken for one.
    let padded = format!("X {typed}");
    let kinds: Vec<(Kind, usize)> =
        lex_command(padded.as_bytes(), false).iter().skip(2).map(|(kind, octets)| (kind, octets.len())).collect();
    let mut at = 0;
    let tokens: Vec<(Kind, &'a str, usize)> = kinds
        .into_iter()
        .map(|(kind, octets)| {
            let start = at;
            at += octets;
            // Tokens end at ASCII octets, and so at characters.
            (kind, typed.get(start..at).unwrap_or_default(), start)
        })
        .collect();
    let items = items(&tokens);
    let (candidates, first) = assign(command, &items, &tokens);
    let word = word_under_cursor(&tokens);
    let (start, word_index) = word.map_or((typed.len(), tokens.len()), |index| (tokens[index].2, index));
    let significant = tokens[first.min(word_index)..word_index].iter();
    let before = significant.filter(|(kind, ..)| *kind != Kind::Space).map(|(_, text, _)| *text).collect();
    let is_closed = matches!(tokens.last(), Some((Kind::Close | Kind::SectionClose, ..)));
    let slot = Slot::Argument(Argument { command, name, candidates, before, is_closed });
    Place { start: offset + start, typed: &typed[start..], slot }
}

/// The token that is being typed, if the cursor is not behind a space or a bracket.
fn word_under_cursor(tokens: &[(Kind, &str, usize)]) -> Option<usize> {
    let last = tokens.len().checked_sub(1)?;
    let ends = matches!(tokens[last].0, Kind::Close | Kind::Open | Kind::SectionOpen | Kind::Space | Kind::LineEnd);
    (!ends).then_some(last)
}

/// Cuts the tokens at the spaces outside of brackets; the last item is the one under the cursor, and may be empty.
fn items(tokens: &[(Kind, &str, usize)]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut first = 0;
    let mut depth = 0_usize;
    for (at, (kind, ..)) in tokens.iter().enumerate() {
        match kind {
            Kind::Open | Kind::SectionOpen => depth += 1,
            Kind::Close | Kind::SectionClose => depth = depth.saturating_sub(1),
            Kind::Space if depth == 0 => {
                items.push(Item { first, end: at });
                first = at + 1;
            }
            _ => {}
        }
    }
    items.push(Item { first, end: tokens.len() });
    items
}

/// The arguments that the last item may belong to, and the first token of what is typed of it.
fn assign(command: &'static Command, items: &[Item], tokens: &[(Kind, &str, usize)]) -> (Vec<usize>, usize) {
    let args = command.args;
    let text = |at: usize| items.get(at).and_then(|item| tokens[item.first..item.end].first()).map_or("", |one| one.1);
    let last = items.len() - 1;
    let mut arg = 0;
    let mut at = 0;
    while at < last && arg < args.len() {
        while arg + 1 < args.len() && args[arg].optional && !args[arg].kind.starts(text(at)) {
            arg += 1;
        }
        let width = args[arg].kind.width(text(at), text(at + 1));
        let stays = args[arg].repeat || args[arg].takes_the_rest();
        if (stays && !args[arg].repeat) || at + width > last {
            return (vec![arg], items[at].first);
        }
        at += width;
        arg += usize::from(!stays);
    }
    (open_args(args, arg, text(last)), items[last].first)
}

/// The arguments that may come next: all that can be left out, and the first that cannot. What is typed already may
/// settle it.
fn open_args(args: &[Arg], from: usize, typed: &str) -> Vec<usize> {
    let mut open = Vec::new();
    for (at, arg) in args.iter().enumerate().skip(from) {
        if arg.optional && arg.kind.starts(typed) && !typed.is_empty() && arg.kind.mark().is_some() {
            return vec![at];
        }
        if !arg.optional || typed.is_empty() || may_become(arg.kind, typed) {
            open.push(at);
        }
        if !arg.optional {
            break;
        }
    }
    open
}

/// Whether what is typed may still become the word that marks such an argument.
fn may_become(kind: ArgKind, typed: &str) -> bool {
    kind.mark().is_none_or(|mark| mark.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed)))
}

//! What a line of either side means: a command, or a response that somebody has at hand.

use std::borrow::Cow;
use std::ops::Range;

use crate::catalog::argument::ArgKind;
use crate::catalog::command::{self, Command};
use crate::catalog::vocabulary::store::STORE_ACTIONS;
use crate::catalog::vocabulary::{self, access, list, modifier, notify, order, status};
use crate::catalog::{Spec, attribute, capability, fetch, flag, mechanism, rfc, search};
use crate::explain::{Explanation, Note, explain};
use crate::session::{mask, split_tag};
use crate::wire::{Kind, Response, lex_command, utf7};

/// What a line means: a response if it starts like one, else a command, with its tag or without.
#[must_use]
pub fn explain_line(line: &str) -> Explanation {
    let mut words = line.split(' ');
    let first = words.next().unwrap_or_default();
    let is_status = |word: &str| ["OK", "NO", "BAD"].iter().any(|status| word.eq_ignore_ascii_case(status));
    let is_response =
        matches!(first, "*" | "+") || words.next().is_some_and(is_status) && command::find(line).is_none();
    if is_response {
        let octets = format!("{line}\r\n");
        return Response::read(octets.as_bytes()).map(|response| explain(&response)).unwrap_or_default();
    }
    of_command(line)
}

/// Which argument the tokens belong to.
struct Place<'a> {
    command: &'static Command,
    arg: usize,
    /// Words, strings and lists that the argument still takes.
    left: usize,
    depth: usize,
    /// The text of the words and lists outside of brackets, in order: what decides where an argument ends.
    items: Vec<&'a str>,
    item: usize,
}

fn of_command(line: &str) -> Explanation {
    let mut told = Explanation::default();
    let (tag, rest) = split_tag(line.as_bytes());
    let start = line.len() - rest.len();
    if let Some(tag) = tag {
        let meaning = "The tag: the reply that ends this command repeats it.";
        told.add(note(0..tag.len(), 0, Some((meaning, rfc(9051, "2.2.1")))));
    }
    let rest = &line[start..];
    let Some((command, arguments)) = command::find(rest) else {
        let name = rest.split(' ').next().unwrap_or_default();
        told.add(note(start..start + name.len(), 0, None));
        return told;
    };
    let name_end = line.len() - arguments.len();
    told.add(note(start..name_end, 0, Some((command.summary, command.spec))));
    let secret = mask::typed_secret(line).map_or(line.len(), |range| range.start);
    let padded = format!("X{arguments}");
    let lexed = lex_command(padded.as_bytes(), false);
    let mut at = name_end;
    let tokens: Vec<(Kind, Range<usize>)> = lexed
        .iter()
        .skip(1)
        .map(|(kind, octets)| {
            let range = at..at + octets.len();
            at = range.end;
            (kind, range)
        })
        .collect();
    let mut place = Place { command, arg: 0, left: 0, depth: 0, items: items(line, &tokens), item: 0 };
    for (index, (kind, range)) in tokens.iter().enumerate() {
        let has_section = matches!(tokens.get(index + 1), Some((Kind::SectionOpen, _)));
        place.token(line, (*kind, range.clone(), has_section), secret, &mut told);
    }
    told
}

/// The starts of what stands between the spaces outside of brackets.
fn items<'a>(line: &'a str, tokens: &[(Kind, Range<usize>)]) -> Vec<&'a str> {
    let mut items = Vec::new();
    let mut depth = 0_usize;
    let mut is_start = true;
    for (kind, range) in tokens {
        if depth == 0 && is_start && *kind != Kind::Space {
            items.push(line.get(range.clone()).unwrap_or_default());
        }
        match kind {
            Kind::Open | Kind::SectionOpen => depth += 1,
            Kind::Close | Kind::SectionClose => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_start = *kind == Kind::Space;
    }
    items
}

impl Place<'_> {
    /// Says what a token is, and whether a section is behind it.
    fn token(
        &mut self,
        line: &str,
        (kind, range, has_section): (Kind, Range<usize>, bool),
        secret: usize,
        told: &mut Explanation,
    ) {
        let depth = self.depth;
        match kind {
            Kind::LineEnd => return,
            Kind::Space => {
                if depth == 0 {
                    self.next_item();
                }
                return;
            }
            Kind::Open => self.depth += 1,
            Kind::SectionOpen => {
                self.depth += 1;
                return;
            }
            Kind::Close | Kind::SectionClose => {
                self.depth = depth.saturating_sub(1);
                return;
            }
            _ => {}
        }
        let Some(arg) = self.command.args.get(self.arg) else { return told.add(note(range, depth, None)) };
        if range.start >= secret {
            return told.add(note(range, depth, Some(("Secret.", arg.kind.about().spec))));
        }
        let text = line.get(range.clone()).unwrap_or_default();
        let about = arg.kind.about();
        let looked_up = if has_section { word(arg.kind, &format!("{text}[")) } else { word(arg.kind, text) };
        let mut found = note(range, depth, looked_up.or(Some((about.summary, about.spec))));
        let name = text.trim_matches('"');
        found.decoded = utf7::decode(name).filter(|decoded| decoded != name);
        told.add(found);
    }

    /// A space outside of brackets: the next word, string or list, and the argument that it belongs to.
    fn next_item(&mut self) {
        let args = self.command.args;
        if self.left > 1 {
            self.left -= 1;
        } else {
            // The first space is that behind the name.
            let is_first = self.left == 0;
            let stays = args.get(self.arg).is_some_and(|arg| arg.repeat || arg.takes_the_rest());
            self.arg += usize::from(!is_first && !stays);
            let text = self.items.get(self.item).copied().unwrap_or_default();
            while self.arg + 1 < args.len() && args[self.arg].optional && !args[self.arg].kind.starts(text) {
                self.arg += 1;
            }
            let next = self.items.get(self.item + 1).copied().unwrap_or_default();
            self.left = args.get(self.arg).map_or(1, |arg| arg.kind.width(text, next));
        }
        self.item += 1;
    }
}

fn note(range: Range<usize>, depth: usize, found: Option<(&'static str, Spec)>) -> Note {
    let (meaning, spec) = found.map(|(meaning, spec)| (Cow::Borrowed(meaning), spec)).unzip();
    Note { range, depth, meaning, decoded: None, spec }
}

/// What a word means in an argument of this kind.
fn word(kind: ArgKind, text: &str) -> Option<(&'static str, Spec)> {
    use ArgKind as Kind;
    let of = |table| vocabulary::find(table, text).map(|row| (row.summary, row.spec));
    match kind {
        Kind::FetchItem | Kind::FetchItems => fetch::find(text)
            .map(|row| (row.summary, row.spec))
            .or_else(|| fetch::section(text).map(|row| (row.summary, row.spec))),
        Kind::FetchModifiers => of(modifier::FETCH_MODIFIERS),
        Kind::StoreModifiers => of(modifier::STORE_MODIFIERS),
        Kind::SelectParams => of(modifier::SELECT_PARAMETERS),
        Kind::CreateParams => attribute::find(text).map(|row| (row.summary, row.spec)),
        Kind::StatusItems => of(status::STATUS_ITEMS),
        Kind::SortKeys => of(order::SORT_KEYS),
        Kind::ThreadAlgorithm => of(order::THREAD_ALGORITHMS),
        Kind::ListSelectOptions => of(list::LIST_SELECTION_OPTIONS),
        Kind::ListReturnOptions => of(list::LIST_RETURN_OPTIONS).or_else(|| of(status::STATUS_ITEMS)),
        Kind::QuotaLimits => of(access::QUOTA_RESOURCES),
        Kind::EsearchSource => of(notify::MAILBOX_FILTERS),
        Kind::NotifyEventGroups => of(notify::MAILBOX_FILTERS).or_else(|| of(notify::NOTIFY_EVENTS)),
        Kind::SearchReturnOptions => search::return_option(text).map(|row| (row.summary, row.spec)),
        Kind::SearchCriteria => search::find(text).map(|row| (row.summary, row.spec)),
        Kind::FlagList => flag::find(text).map(|row| (row.summary, row.spec)),
        Kind::AuthMechanism => mechanism::find(text).map(|row| (row.summary, row.spec)),
        Kind::Capability | Kind::EnableCapability => capability::find(text).map(|row| (row.summary, row.spec)),
        Kind::StoreAction => {
            STORE_ACTIONS.iter().find(|row| row.name.eq_ignore_ascii_case(text)).map(|row| (row.summary, row.spec))
        }
        _ => None,
    }
}

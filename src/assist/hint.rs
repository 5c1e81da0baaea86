//! The rest of the syntax, behind the cursor.

use std::ops::Range;

use crate::assist::place::{Argument, Slot, place};
use crate::assist::{Around, criteria};
use crate::catalog::argument::ArgKind;
use crate::catalog::command::{self, Command};
use crate::session::{Wants, split_tag};

/// What is still to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The rest of the syntax, with the space before it if one is due.
    pub text: String,
    /// The part of it that is due now; empty while a word is being typed.
    pub current: Range<usize>,
}

/// The rest of the syntax behind `line`, whose end the cursor is at; `None` where there is none to show.
#[must_use]
pub fn hint(line: &str, around: &Around<'_>) -> Option<Hint> {
    if !matches!(around.snapshot.wants, Wants::Command) {
        return None;
    }
    let place = place(line, line.len(), around);
    let rest = match &place.slot {
        Slot::Argument(argument) => of_argument(place.typed, argument)?,
        Slot::Command => {
            let (_, command) = split_tag(place.typed.as_bytes());
            let (command, _) = command::find_bytes(command)?;
            Rest { due: None, later: groups(command) }
        }
        Slot::Shortcut => {
            let row = around.shortcuts.iter().find(|row| place.typed.strip_prefix(':') == Some(row.name))?;
            Rest { due: None, later: row.usage.split(' ').skip(1).collect() }
        }
        Slot::ShortcutWord(row, index) => {
            let mut words = row.usage.split(' ').skip(1 + index);
            let due = words.next()?;
            Rest { due: place.typed.is_empty().then(|| due.to_owned()), later: words.collect() }
        }
        Slot::Nothing | Slot::Path => return None,
    };
    rest.hint()
}

/// What is due now, and what comes after it.
struct Rest<'a> {
    due: Option<String>,
    later: Vec<&'a str>,
}

impl Rest<'_> {
    fn hint(self) -> Option<Hint> {
        let mut text = self.due.unwrap_or_default();
        let current = 0..text.len();
        for group in self.later {
            text.push(' ');
            text.push_str(group);
        }
        (!text.is_empty()).then_some(Hint { text, current })
    }
}

fn of_argument(typed: &str, argument: &Argument<'_>) -> Option<Rest<'static>> {
    let groups = groups(argument.command);
    let args = argument.command.args;
    let first = *argument.candidates.first()?;
    if groups.len() != args.len() {
        // A syntax of several forms is shown whole, before anything is chosen.
        let is_fresh = first == 0 && typed.is_empty() && argument.before.is_empty();
        return is_fresh.then(|| Rest { due: Some(groups.join(" ")), later: Vec::new() });
    }
    let later = groups[first + 1..].to_vec();
    if args[first].kind == ArgKind::SearchCriteria
        && let Some((name, _)) = criteria::wants(&argument.before)
    {
        let due = typed.is_empty().then(|| format!("<{name}>"));
        return Some(Rest { due, later });
    }
    if let Some(close) = closers(&argument.before) {
        return Some(Rest { due: typed.is_empty().then_some(format!("…{close}")), later });
    }
    // Of those that can be left out, the person may want any: all are shown, the first is due.
    let due = (typed.is_empty() && argument.before.is_empty()).then(|| groups[first].to_owned());
    Some(Rest { due, later })
}

/// What closes the brackets that are open; `None` if none is.
fn closers(before: &[&str]) -> Option<String> {
    let mut open = Vec::new();
    for word in before {
        match *word {
            "(" => open.push(')'),
            "[" => open.push(']'),
            ")" | "]" => drop(open.pop()),
            _ => {}
        }
    }
    (!open.is_empty()).then(|| open.into_iter().rev().collect())
}

/// The syntax of a command's arguments, one by one: the parts of its usage between the spaces outside of brackets.
fn groups(command: &'static Command) -> Vec<&'static str> {
    let own = command.usage.get(command.name.len()..).unwrap_or_default().trim();
    if command.args.is_empty() || own.is_empty() {
        return Vec::new();
    }
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, char) in own.char_indices() {
        match char {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                groups.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    groups.push(start..own.len());
    let mut joined: Vec<Range<usize>> = Vec::new();
    for group in groups {
        // `<criterion> ...` is one argument, and so is `{<size>} <message>`.
        let adheres = &own[group.clone()] == "...";
        match joined.last_mut() {
            Some(last) if adheres || own[last.clone()].starts_with('{') => last.end = group.end,
            _ => joined.push(group),
        }
    }
    joined.into_iter().map(|group| &own[group]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::command::COMMANDS;

    #[test]
    fn the_usage_of_a_command_has_a_part_for_each_argument() {
        let irregular = COMMANDS.iter().filter(|row| row.is_typed() && groups(row).len() != row.args.len());
        let names: Vec<_> = irregular.map(|row| row.name).collect();
        assert_eq!(
            names,
            [
                "ID",
                "ENABLE",
                "UID",
                "CANCELUPDATE",
                "NOTIFY",
                "GENURLAUTH",
                "URLFETCH",
                "RESETKEY",
                "XAPPLEPUSHSERVICE"
            ]
        );
        assert_eq!(groups(command::named("APPEND").unwrap())[3], "{<size>} <message>");
    }
}

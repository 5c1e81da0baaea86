//! What could stand where the cursor is. Pure: what was typed and what is known → candidates.

use crate::catalog::command::COMMANDS;
use crate::session::{Snapshot, split_tag};
use crate::shortcuts::SHORTCUTS;

/// Something that could be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The whole word, in the case of what was typed.
    pub text: String,
    /// What it is, in a few words.
    pub brief: &'static str,
}

/// The candidates for the end of `typed`, and where in it they start. What is legal now comes first.
#[must_use]
pub fn candidates(typed: &str, snapshot: &Snapshot) -> (usize, Vec<Candidate>) {
    let start = typed.len() - typed.trim_start().len();
    if let Some(name) = typed[start..].strip_prefix(':') {
        return (start, shortcuts(name));
    }
    let (tag, command) = split_tag(&typed.as_bytes()[start..]);
    let start = if tag.is_some() { typed.len() - command.len() } else { start };
    (start, commands(&typed[start..], snapshot))
}

fn shortcuts(typed: &str) -> Vec<Candidate> {
    let fitting = SHORTCUTS.iter().filter(|shortcut| shortcut.name.starts_with(typed));
    fitting.map(|shortcut| Candidate { text: format!(":{} ", shortcut.name), brief: shortcut.brief }).collect()
}

fn commands(typed: &str, snapshot: &Snapshot) -> Vec<Candidate> {
    if typed.is_empty() && snapshot.idle {
        return vec![Candidate { text: "DONE".into(), brief: "End IDLE." }];
    }
    let is_lower = typed.chars().any(|char| char.is_ascii_lowercase());
    let state = snapshot.state();
    let fits = |name: &str| name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let mut fitting: Vec<_> = COMMANDS.iter().filter(|command| command.is_typed() && fits(command.name)).collect();
    fitting.sort_by_key(|command| (!command.states.contains(state), command.name));
    // `UID` alone would hide `UID FETCH`, and means nothing.
    fitting.retain(|command| command.name != "UID" || typed.eq_ignore_ascii_case("UID"));
    fitting
        .into_iter()
        .map(|command| {
            let name = if is_lower { command.name.to_ascii_lowercase() } else { command.name.to_owned() };
            let space = if command.args.is_empty() { "" } else { " " };
            Candidate { text: name + space, brief: command.summary }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Phase;

    fn texts(typed: &str, phase: Phase) -> (usize, Vec<String>) {
        let snapshot = Snapshot { phase, ..Snapshot::default() };
        let (start, candidates) = candidates(typed, &snapshot);
        (start, candidates.into_iter().map(|candidate| candidate.text).collect())
    }

    #[test]
    fn commands_complete_in_the_case_that_was_typed() {
        assert_eq!(texts("SELE", Phase::Authenticated), (0, vec!["SELECT ".into()]));
        assert_eq!(texts("sele", Phase::Authenticated), (0, vec!["select ".into()]));
        assert_eq!(texts("a1 LOGO", Phase::Authenticated), (3, vec!["LOGOUT".into()]));
        assert!(texts("uid fe", Phase::Selected).1.contains(&"uid fetch ".to_owned()));
    }

    #[test]
    fn what_is_legal_now_comes_first() {
        assert_eq!(texts("LO", Phase::NotAuthenticated).1[0], "LOGIN ");
        let before_login = texts("", Phase::NotAuthenticated).1;
        let login = before_login.iter().position(|name| name == "LOGIN ").unwrap();
        let fetch = before_login.iter().position(|name| name == "FETCH ").unwrap();
        assert!(login < fetch);
    }

    #[test]
    fn shortcuts_complete_behind_the_colon() {
        assert_eq!(texts(":inb", Phase::Selected), (0, vec![":inbox ".into()]));
        assert!(texts("  :", Phase::Selected).1.len() > 5);
    }

    #[test]
    fn nothing_completes_what_is_no_start() {
        assert_eq!(texts("FETCH 1 FL", Phase::Selected).1, Vec::<String>::new());
        assert_eq!(texts("é", Phase::Selected).1, Vec::<String>::new());
    }
}

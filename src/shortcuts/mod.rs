//! The `:shortcuts`: one row each, and the pure functions that plan them.
//!
//! To add one, add a row to [`SHORTCUTS`]; completion, `:help` and the documentation follow.

mod capabilities;
mod plan;
mod rows;
mod switch;
mod table;

use std::time::Duration;

use crate::sasl::Mechanism;
use crate::session::Snapshot;

pub use rows::{row, rows, state};
pub use switch::{SWITCHES, Switch, Switches};
pub use table::SHORTCUTS;

/// A shortcut.
#[derive(Debug)]
pub struct Shortcut {
    /// Its name, without the colon.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub brief: &'static str,
    /// Plans it: what is known, what follows the name → what to do.
    pub plan: fn(&Snapshot, &str) -> Plan,
}

impl Shortcut {
    /// Whether it lets an IDLE go on.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.name, "sleep" | "until")
    }
}

/// What a shortcut wants done, or what is wrong with its arguments.
pub type Plan = Result<Vec<Step>, String>;

/// One thing to do. The next is done when this one has succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// End IDLE.
    Done,
    /// Ask for the password, and log in.
    Login {
        /// Whom, if that was said.
        user: Option<String>,
        /// The mechanism; else the best that the server offers.
        mechanism: Option<Mechanism>,
    },
    /// Show what came since the last command, or save it to this file.
    Last(Option<String>),
    /// End the session.
    Quit,
    /// Send these octets as they are, without a tag.
    Raw(Vec<u8>),
    /// Show what has been claimed, or what is known.
    Render(Rendering),
    /// Send this command. The untagged responses named here are not shown as they come: a rendering will.
    Send {
        /// The command, without a tag.
        line: String,
        /// Names of untagged responses.
        claims: &'static [&'static str],
    },
    /// Explain every response from now on, or no longer.
    Explaining(bool),
    /// Explain a line, or the last response.
    Explain(Option<String>),
    /// Say why the last command was refused.
    Why,
    /// Wait so long.
    Sleep(Duration),
    /// Show what is known of the session.
    State,
    /// Show how the connection is encrypted.
    Tls,
    /// Wait for a response of this name, at most so long.
    Until(String, Option<Duration>),
    /// Switch something; `None` lists what can be switched.
    Set(Option<(Switch, bool)>),
}

/// What to make of the responses that a plan has claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// What the server can do.
    Capabilities,
    /// Help on everything, or on a topic.
    Help(String),
    /// What can be switched, and what is on.
    Settings(Switches),
    /// The selected mailbox, after `:inbox`.
    Summary,
    /// The numbers of a SEARCH.
    Uids,
}

/// Finds a shortcut by its name, or by the start of one where only one fits.
///
/// # Errors
/// If there is none, or several start so.
pub fn find(name: &str) -> Result<&'static Shortcut, String> {
    if let Some(shortcut) = SHORTCUTS.iter().find(|shortcut| shortcut.name == name) {
        return Ok(shortcut);
    }
    let fitting: Vec<_> =
        SHORTCUTS.iter().filter(|shortcut| !name.is_empty() && shortcut.name.starts_with(name)).collect();
    match fitting[..] {
        [shortcut] => Ok(shortcut),
        [] => Err(format!("there is no shortcut :{name}; :help lists them")),
        _ => {
            let names: Vec<_> = fitting.iter().map(|shortcut| format!(":{}", shortcut.name)).collect();
            Err(format!(":{name} could be {}", names.join(" or ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_says_something_of_each() {
        assert!(SHORTCUTS.is_sorted_by_key(|shortcut| shortcut.name));
        for shortcut in SHORTCUTS {
            assert!(shortcut.usage.starts_with(&format!(":{}", shortcut.name)), "{}", shortcut.name);
            assert!(shortcut.brief.ends_with('.'), "{}", shortcut.name);
        }
    }

    #[test]
    fn a_shortcut_is_found_by_name_or_by_a_start_that_only_it_has() {
        assert_eq!(find("inbox").unwrap().name, "inbox");
        assert_eq!(find("in").unwrap().name, "inbox");
        assert!(find("s").unwrap_err().contains(":send or :set or "));
        assert!(find("nope").is_err() && find("").is_err());
    }

    #[test]
    fn switches_are_switched_by_name() {
        assert_eq!(set(&Snapshot::default(), "crlf on"), Ok(vec![Step::Set(Some((Switch::Crlf, true)))]));
        assert_eq!(set(&Snapshot::default(), ""), Ok(vec![Step::Set(None)]));
        assert!(set(&Snapshot::default(), "nope on").unwrap_err().contains("advice, crlf, fold, prefix, timing, vi"));
        assert!(set(&Snapshot::default(), "crlf").is_err());
        assert_eq!(last(&Snapshot::default(), "> a b"), Ok(vec![Step::Last(Some("a b".into()))]));
        assert!(last(&Snapshot::default(), "file").is_err());
    }

    #[test]
    fn login_and_auth_say_whom_and_how() {
        let nobody = Snapshot::default();
        let step = |user: Option<&str>, mechanism: Option<&str>| {
            let mechanism = mechanism.map(|name| Mechanism::find(name).unwrap());
            Ok(vec![Step::Login { user: user.map(str::to_owned), mechanism }])
        };
        assert_eq!(login(&nobody, ""), step(None, None));
        assert_eq!(login(&nobody, "me"), step(Some("me"), None));
        assert_eq!(auth(&nobody, "plain  me"), step(Some("me"), Some("PLAIN")));
        let known = Snapshot { user: Some("me".into()), ..Snapshot::default() };
        assert_eq!(auth(&known, "PLAIN"), step(Some("me"), Some("PLAIN")));
        // Whom to act as is not asked for by having been somebody.
        assert_eq!(auth(&known, "EXTERNAL"), step(None, Some("EXTERNAL")));
        assert!(auth(&nobody, "").is_err() && auth(&nobody, "GSSAPI me").unwrap_err().contains("by hand"));
    }

    #[test]
    fn uids_reads_search_and_esearch() {
        let search = Response::read(b"* SEARCH 483 2 99\r\n").unwrap();
        let esearch = Response::read(b"* ESEARCH (TAG \"A1\") UID ALL 4:6,9\r\n").unwrap();
        assert_eq!(numbers(&[search, esearch]), ["483", "2", "99", "4", "5", "6", "9"]);
        let hostile = Response::read(b"* ESEARCH ALL 1:4294967295\r\n").unwrap();
        assert_eq!(numbers(&[hostile]), ["1:4294967295"]);
    }

    #[test]
    fn help_knows_shortcuts_commands_and_ideas() {
        assert!(help("inbox")[0][1].contains("Select INBOX"));
        assert!(help("fetch").iter().any(|row| row[1].contains("RFC 9051")));
        assert!(help(":uids")[0][1].contains("List the UIDs") && !help("uid")[0][0].starts_with(':'));
        assert!(help("UIDVALIDITY").iter().any(|row| row[1].contains("RFC")));
        assert!(help("frobnicate")[0][1].contains("Nothing is known"));
        assert!(overview().len() > SHORTCUTS.len());
    }
}

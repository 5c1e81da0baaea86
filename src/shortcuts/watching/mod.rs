//! `:watch`, without its waiting: what was asked for, which messages match, and which were seen.

mod facts;
mod seen;

use std::time::Duration;

use crate::session::Snapshot;
use crate::shortcuts::acting::words;
use crate::shortcuts::plan::seconds;
use crate::shortcuts::{Plan, Step};

pub use facts::{FACTS_ITEMS, Facts, HEADER_ITEM};
pub use seen::{Opened, Seen};

/// How often NOOP asks, where there is no IDLE and nothing else was said.
const EVERY_USUAL: Duration = Duration::from_secs(10);

/// What is watched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The mailbox; else the selected one, or INBOX.
    pub mailbox: Option<String>,
    /// The pause between two NOOP, where there is no IDLE.
    pub every: Duration,
    /// What is there already counts, too.
    pub all: bool,
    /// What the sender must be like.
    pub from: Option<Pattern>,
    /// What a recipient must be like.
    pub to: Option<Pattern>,
    /// What the subject must be like.
    pub subject: Option<Pattern>,
    /// What each message that matches is given to: a line for the shell.
    pub exec: Option<String>,
    /// What is removed.
    pub delete: Deleting,
}

/// Which messages are removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deleting {
    /// None.
    #[default]
    Nothing,
    /// Those that match, once the command has succeeded.
    Matched,
    /// These, and those that do not match.
    All,
}

/// Text that is to be found, without regard to case, as SEARCH does; with `^` in front of it at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    at_start: bool,
}

impl Pattern {
    fn new(typed: &str) -> Self {
        let (text, at_start) = typed.strip_prefix('^').map_or((typed, false), |text| (text, true));
        Self { text: text.to_lowercase(), at_start }
    }

    fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        if self.at_start { text.starts_with(&self.text) } else { text.contains(&self.text) }
    }
}

impl Watch {
    /// Whether a message is one that is watched for.
    #[must_use]
    pub fn matches(&self, facts: &Facts) -> bool {
        let fits = |pattern: &Option<Pattern>, texts: &[String]| {
            pattern.as_ref().is_none_or(|pattern| texts.iter().any(|text| pattern.fits(text)))
        };
        fits(&self.from, &facts.from)
            && fits(&self.to, &facts.to)
            && self.subject.as_ref().is_none_or(|pattern| pattern.fits(&facts.subject))
    }
}

/// Plans `:watch`.
pub(super) fn watch(_: &Snapshot, rest: &str) -> Plan {
    let mut watch = Watch {
        mailbox: None,
        every: EVERY_USUAL,
        all: false,
        from: None,
        to: None,
        subject: None,
        exec: None,
        delete: Deleting::Nothing,
    };
    let mut words = words(rest)?.into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} wants a value"));
        match word.as_str() {
            "--every" => watch.every = pause(&value()?)?,
            "--all" => watch.all = true,
            "--from" => watch.from = Some(Pattern::new(&value()?)),
            "--to" => watch.to = Some(Pattern::new(&value()?)),
            "--subject" => watch.subject = Some(Pattern::new(&value()?)),
            "--exec" => watch.exec = Some(value()?),
            "--delete" => watch.delete = deleting(&value()?)?,
            option if option.starts_with("--") => {
                return Err(format!(
                    "there is no {option}; there are --every --all --from --to --subject --exec --delete"
                ));
            }
            _ if watch.mailbox.is_some() => {
                return Err(format!("{word:?} is one mailbox too many; quotes hold spaces together"));
            }
            _ => watch.mailbox = Some(word),
        }
    }
    Ok(vec![Step::Watch(Box::new(watch))])
}

fn deleting(word: &str) -> Result<Deleting, String> {
    match word {
        "matched" => Ok(Deleting::Matched),
        "all" => Ok(Deleting::All),
        other => Err(format!("--delete matched or --delete all, not {other:?}")),
    }
}

/// `10`, `10s`, `5m`
fn pause(text: &str) -> Result<Duration, String> {
    /// A server is not to be asked without end.
    const PAUSE_MIN: Duration = Duration::from_millis(50);
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (text.strip_suffix('s').unwrap_or(text), 1),
    };
    let pause = seconds(number)?.checked_mul(unit).ok_or_else(|| format!("{text} is too long"))?;
    Ok(pause.max(PAUSE_MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(rest: &str) -> Watch {
        match watch(&Snapshot::default(), rest).unwrap().remove(0) {
            Step::Watch(watch) => *watch,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_line_of_the_article_is_understood() {
        let watch = planned("INBOX --every 10s --all --subject \"^[IMAP test]\" --exec \"cat > x\" --delete all");
        assert_eq!((watch.mailbox.as_deref(), watch.every, watch.all), (Some("INBOX"), Duration::from_secs(10), true));
        assert_eq!((watch.exec.as_deref(), watch.delete), (Some("cat > x"), Deleting::All));
        let facts = |subject: &str| Facts { subject: subject.to_owned(), ..Facts::default() };
        assert!(watch.matches(&facts("[imap TEST] 1")) && !watch.matches(&facts("Re: [IMAP test] 1")));
        assert_eq!(planned("--every 2m").every, Duration::from_secs(120));
    }

    #[test]
    fn everything_that_is_asked_for_must_fit() {
        let watch = planned("--from ^ann@ --to bob");
        let facts = |from: &str, to: &str| Facts {
            from: vec![format!("Someone <{from}>"), from.to_owned()],
            to: vec![to.to_owned()],
            ..Facts::default()
        };
        assert!(watch.matches(&facts("Ann@example.com", "Bob <b@example.com>")));
        assert!(!watch.matches(&facts("joann@example.com", "bob")) && !watch.matches(&facts("ann@example.com", "x")));
        assert!(!watch.matches(&Facts::default()));
        assert!(planned("").matches(&Facts::default()));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for wrong in ["--exec", "--delete none", "--every soon", "--nope", "a b", "\"a"] {
            assert!(watch(&Snapshot::default(), wrong).is_err(), "{wrong}");
        }
    }
}

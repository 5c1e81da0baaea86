//! Which commands may be in flight beside one another. RFC 9051 section 5.5.

use crate::catalog::argument::ArgKind;
use crate::catalog::command::{self, Command, Effect, Flow, Next};
use crate::wire::literal_header;

/// How a command that may share the line with others gets on with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    /// It names messages by their numbers, or asks for these.
    numbers: bool,
    /// While it runs, a server may tell of no message that has gone, so that the numbers of the next command are right.
    keeps_numbers: bool,
    /// Its untagged reply does not tell whose it is.
    searches: bool,
}

impl Company {
    /// What kind of command `line`, without its tag, is; `None` if it wants the line for itself: one that changes the state or the
    /// session, one that nobody knows, and one that needs what came before (a value) or more than itself (a literal by hand,
    /// a file).
    #[must_use]
    pub fn of(line: &[u8]) -> Option<Self> {
        let (command, _) = command::find_bytes(line)?;
        let is_plain = matches!(command.flow, Flow::Literal | Flow::Plain) && command.next == Next::Same;
        let has_sugar = [&b"{$"[..], b"{@"].iter().any(|sugar| memchr::memmem::find(line, sugar).is_some());
        if !is_plain || command.effect == Effect::Session || has_sugar || literal_header(line).is_some() {
            return None;
        }
        let takes = |kinds: &[ArgKind]| command.args.iter().any(|arg| kinds.contains(&arg.kind));
        let searches = takes(&[ArgKind::SearchCriteria]);
        Some(Self {
            numbers: searches || takes(&[ArgKind::SequenceNumber, ArgKind::SequenceSet]),
            keeps_numbers: keeps_numbers(command),
            searches,
        })
    }

    /// Whether it may be sent while `others` have not been answered.
    pub fn may_join(self, others: impl IntoIterator<Item = Self>) -> bool {
        others.into_iter().all(|other| (!self.numbers || other.keeps_numbers) && !(self.searches && other.searches))
    }
}

/// RFC 9051 section 7.5.1: no EXPUNGE while FETCH, STORE or SEARCH is in progress; RFC 5256 section 4: nor SORT or THREAD.
fn keeps_numbers(command: &Command) -> bool {
    ["FETCH", "SEARCH", "SORT", "STORE", "THREAD"].contains(&command.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_session_goes_alone() {
        for line in [
            "LOGIN a b",
            "AUTHENTICATE PLAIN",
            "STARTTLS",
            "COMPRESS DEFLATE",
            "IDLE",
            "LOGOUT",
            "ENABLE CONDSTORE",
            "NOTIFY NONE",
            "SELECT INBOX",
            "EXAMINE INBOX",
            "CLOSE",
            "UNSELECT",
            "UNAUTHENTICATE",
            "XYZZY",
            "DONE",
            "APPEND INBOX {3}",
            "APPEND INBOX {3+}",
            "APPEND INBOX {@x.eml}",
            "UID FETCH {$uids} FLAGS",
        ] {
            assert_eq!(Company::of(line.as_bytes()), None, "{line}");
        }
        for line in ["NOOP", "uid fetch 1:* FLAGS", "APPEND INBOX {<<END}", "LIST \"\" {\"*\"}", "STATUS a (MESSAGES)"]
        {
            assert!(Company::of(line.as_bytes()).is_some(), "{line}");
        }
    }

    #[test]
    fn numbers_wait_for_what_can_change_them() {
        let joins = |line: &str, other: &str| {
            let of = |line: &str| Company::of(line.as_bytes()).unwrap();
            of(line).may_join([of("FETCH 1 FLAGS"), of(other)])
        };
        for other in
            ["NOOP", "UID FETCH 1 FLAGS", "UID STORE 1 FLAGS ()", "EXPUNGE", "COPY 1 x", "UID SEARCH ALL", "CHECK"]
        {
            assert!(!joins("FETCH 1 FLAGS", other), "{other}");
            assert!(!joins("COPY 1 x", other) && !joins("STORE 1 FLAGS ()", other), "{other}");
            assert!(joins("NOOP", other) && joins("UID FETCH 1 FLAGS", other), "{other}");
        }
        for other in ["FETCH 2 UID", "STORE 1 FLAGS ()", "SEARCH ALL"] {
            assert!(joins("FETCH 1 FLAGS", other) && joins("EXPUNGE", other), "{other}");
        }
        assert!(joins("SEARCH ALL", "STORE 1 FLAGS ()"));
        assert!(!joins("SEARCH ALL", "SEARCH NEW") && !joins("UID SEARCH ALL", "SEARCH NEW"));
    }
}

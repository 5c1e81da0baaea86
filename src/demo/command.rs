//! The table of commands, and how a line becomes a request.

use crate::demo::connection::Connection;
use crate::demo::parse::{Arguments, Refusal, Segment, is_atom};
use crate::demo::{account, append, authenticate, fetch, folders, list, messages, search, select};

/// When a command is possible (RFC 9051 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Always,
    BeforeLogin,
    AfterLogin,
    Selected,
}

/// Which changes of the selected mailbox are told before a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Updates {
    All,
    /// RFC 9051 section 7.5.1: no EXPUNGE while these run, since the client may have sent more numbers already.
    NoExpunge,
    /// The command itself tells what there is to tell.
    Nothing,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// OK, with this response code (without brackets, may be empty) and text (may be empty: "completed").
    Done(String, String),
    /// It goes on, and says by itself when it has ended.
    Waits,
}

impl Outcome {
    pub(super) fn done() -> Self {
        Self::Done(String::new(), String::new())
    }

    pub(super) fn code(code: impl Into<String>) -> Self {
        Self::Done(code.into(), String::new())
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Done(String::new(), text.into())
    }
}

/// What runs a command.
type Run = fn(&mut Connection, &mut Request) -> Result<Outcome, Refusal>;

/// A command.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) when: When,
    pub(super) updates: Updates,
    pub(super) run: Run,
}

const fn row(name: &'static str, when: When, updates: Updates, run: Run) -> Row {
    Row { name, when, updates, run }
}

/// All commands, in the order of RFC 9051 section 6, then those of RFC 3501 and of extensions.
pub(super) const COMMANDS: &[Row] = &[
    row("CAPABILITY", When::Always, Updates::All, account::capability),
    row("NOOP", When::Always, Updates::All, account::noop),
    row("LOGOUT", When::Always, Updates::Nothing, account::logout),
    row("STARTTLS", When::BeforeLogin, Updates::Nothing, account::start_tls),
    row("AUTHENTICATE", When::BeforeLogin, Updates::Nothing, authenticate::authenticate),
    row("LOGIN", When::BeforeLogin, Updates::Nothing, account::login),
    row("ENABLE", When::AfterLogin, Updates::All, account::enable),
    row("SELECT", When::AfterLogin, Updates::Nothing, select::select),
    row("EXAMINE", When::AfterLogin, Updates::Nothing, select::examine),
    row("CREATE", When::AfterLogin, Updates::All, folders::create),
    row("DELETE", When::AfterLogin, Updates::All, folders::delete),
    row("RENAME", When::AfterLogin, Updates::All, folders::rename),
    row("SUBSCRIBE", When::AfterLogin, Updates::All, folders::subscribe),
    row("UNSUBSCRIBE", When::AfterLogin, Updates::All, folders::unsubscribe),
    row("LIST", When::AfterLogin, Updates::All, list::list),
    row("LSUB", When::AfterLogin, Updates::All, list::lsub),
    row("NAMESPACE", When::AfterLogin, Updates::All, account::namespace),
    row("STATUS", When::AfterLogin, Updates::All, list::status),
    row("APPEND", When::AfterLogin, Updates::All, append::append),
    row("IDLE", When::AfterLogin, Updates::All, account::idle),
    row("CHECK", When::Selected, Updates::All, account::noop),
    row("CLOSE", When::Selected, Updates::Nothing, select::close),
    row("UNSELECT", When::Selected, Updates::Nothing, select::unselect),
    row("EXPUNGE", When::Selected, Updates::All, messages::expunge),
    row("SEARCH", When::Selected, Updates::NoExpunge, search::search),
    row("FETCH", When::Selected, Updates::NoExpunge, fetch::fetch),
    row("STORE", When::Selected, Updates::NoExpunge, messages::store),
    row("COPY", When::Selected, Updates::All, messages::copy),
    row("MOVE", When::Selected, Updates::All, messages::move_messages),
    row("UID EXPUNGE", When::Selected, Updates::All, messages::expunge),
    row("UID SEARCH", When::Selected, Updates::NoExpunge, search::search),
    row("UID FETCH", When::Selected, Updates::NoExpunge, fetch::fetch),
    row("UID STORE", When::Selected, Updates::NoExpunge, messages::store),
    row("UID COPY", When::Selected, Updates::All, messages::copy),
    row("UID MOVE", When::Selected, Updates::All, messages::move_messages),
    row("ID", When::Always, Updates::All, account::id),
    row("COMPRESS", When::AfterLogin, Updates::Nothing, account::compress),
    row("UNAUTHENTICATE", When::AfterLogin, Updates::Nothing, account::unauthenticate),
];

/// A command with its tag.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) tag: String,
    /// In upper case; `UID FETCH` is one name.
    pub(super) name: String,
    /// What follows the name, the space before it included.
    pub(super) arguments: Arguments,
}

impl Request {
    /// Reads tag and name. An error comes with the tag, if there is one.
    pub(super) fn read(segments: Vec<Segment>, utf8: bool) -> Result<Self, (Option<String>, Refusal)> {
        let mut arguments = Arguments::new(segments, utf8);
        if arguments.is_at_end() {
            return Err((None, Refusal::bad("the line is empty; a command looks like: A1 NOOP")));
        }
        // RFC 9051 section 9, tag: an astring without "+".
        let tag = arguments.take_while(|octet| (is_atom(octet) || octet == b']') && octet != b'+');
        if tag.is_empty() || arguments.peek() != Some(b' ') {
            let text = match (&tag[..], arguments.is_at_end()) {
                (word, true) if word.eq_ignore_ascii_case(b"DONE") => "there is no IDLE that DONE could end",
                ([_, ..], true) => "a command starts with a tag of your choice, as in: A1 NOOP",
                _ => "the line does not start with a tag of letters and digits, as in: A1 NOOP",
            };
            return Err((None, Refusal::bad(text)));
        }
        let tag = String::from_utf8_lossy(&tag).into_owned();
        let read = |arguments: &mut Arguments| {
            arguments.space("the command")?;
            let name = arguments.keyword("the name of a command")?;
            if name != "UID" {
                return Ok(name);
            }
            arguments.space("the command that UID belongs to, as in UID FETCH,")?;
            Ok(format!("UID {}", arguments.keyword("the command that UID belongs to")?))
        };
        match read(&mut arguments) {
            Ok(name) => Ok(Self { tag, name, arguments }),
            Err(refusal) => Err((Some(tag), refusal)),
        }
    }

    pub(super) fn is_uid(&self) -> bool {
        self.name.starts_with("UID ")
    }

    /// The row of the command, if it is one and possible now.
    pub(super) fn row(&self, connection: &Connection) -> Result<&'static Row, Refusal> {
        let Some(row) = COMMANDS.iter().find(|row| row.name == self.name) else {
            let text = match self.name.strip_prefix("UID ") {
                Some(name) => format!("there is no UID {name}; UID takes FETCH, STORE, SEARCH, COPY, MOVE and EXPUNGE"),
                None => "there is no such command; see CAPABILITY for what this server can do".to_owned(),
            };
            return Err(Refusal::Bad(text));
        };
        let (is_in, is_selected) = (connection.is_logged_in(), connection.view.is_some());
        match row.when {
            When::BeforeLogin if is_in => Err(Refusal::bad("you are logged in already; this comes before login")),
            When::AfterLogin | When::Selected if !is_in => {
                Err(Refusal::bad("log in first, with LOGIN user@outlook.com password"))
            }
            When::Selected if !is_selected => Err(Refusal::bad("select a mailbox first, with SELECT INBOX")),
            _ => Ok(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_there_once() {
        for (at, row) in COMMANDS.iter().enumerate() {
            assert!(COMMANDS[..at].iter().all(|earlier| earlier.name != row.name), "{}", row.name);
            assert_eq!(row.name, row.name.to_ascii_uppercase());
        }
    }

    #[test]
    fn a_command_needs_tag_and_name() {
        let read = |line: &str| Request::read(vec![Segment::Text(line.as_bytes().to_vec())], false);
        assert_eq!(read("a uid fetch 1 FLAGS").unwrap().name, "UID FETCH");
        assert_eq!(read("A1 noop").unwrap().tag, "A1");
        assert_eq!(read("A1 ").unwrap_err().0.as_deref(), Some("A1"));
        for line in ["", "NOOP", "+ NOOP", "* NOOP", " NOOP", "a"] {
            assert_eq!(read(line).unwrap_err().0, None, "{line}");
        }
    }
}

//! The `:shortcuts`: one row each, and the pure functions that plan them.
//!
//! To add one, add a row to [`SHORTCUTS`]; completion, `:help` and the documentation follow.

mod acting;
pub mod alias;
mod capabilities;
mod criteria;
mod mailboxes;
mod marks;
mod message;
mod moves;
mod plan;
mod reading;
mod rows;
mod streamed;
mod switch;
mod table;
mod watching;
mod which;

use std::time::Duration;

use crate::mail::Part;
use crate::sasl::Mechanism;
use crate::session::Snapshot;
use crate::wire::{Response, Status};

use criteria::criteria;

pub use alias::Alias;
pub use marks::{Marks, Place, Uids, found, sets};
pub use message::{file, has_section, head, head_of, headers, safe, section_of, text, uid_of};
pub use reading::NO_SUCH_MESSAGE;
pub use rows::{rows, state};
pub use streamed::{Table, Tabulator};
pub use switch::{SWITCHES, Switch, Switches};
pub use table::SHORTCUTS;
pub use watching::{Deleting, FACTS_ITEMS, Facts, HEADER_ITEM, Opened, Pattern, Seen, Watch};
pub use which::Which;

/// A shortcut.
#[derive(Debug)]
pub struct Shortcut {
    /// Its name, without the colon.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How it is written.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub brief: &'static str,
    /// The IMAP that it sends; empty if it sends nothing.
    pub sends: &'static str,
    /// What it covers of a reference client's methods.
    pub covers: &'static str,
    /// What it sends depends on what the server can do, which is asked for first where it is not known.
    pub adapts: bool,
    /// It reads or writes files, or runs programs: a paste that holds it is asked about.
    pub reaches_out: bool,
    /// It needs no server, or makes for one.
    pub offline: bool,
    /// Plans it: what is known, what follows the name → what to do.
    pub plan: fn(&Snapshot, &str) -> Plan,
}

/// What shortcuts are about, in the order in which a session needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Coming in, staying, leaving.
    Connecting,
    /// What there is.
    Looking,
    /// Messages.
    Reading,
    /// Messages are changed.
    Changing,
    /// Until something comes.
    Waiting,
    /// Octets, and how they are shown.
    Wire,
    /// Lines that are run, or were.
    Scripting,
    /// What all this means.
    Learning,
}

impl Group {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Connecting,
        Self::Looking,
        Self::Reading,
        Self::Changing,
        Self::Waiting,
        Self::Wire,
        Self::Scripting,
        Self::Learning,
    ];

    /// What stands above its shortcuts.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Connecting => "Coming and going",
            Self::Looking => "Mailboxes and messages",
            Self::Reading => "Reading",
            Self::Changing => "Changing",
            Self::Waiting => "Waiting",
            Self::Wire => "The wire",
            Self::Scripting => "Lines",
            Self::Learning => "Learning",
        }
    }
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
    /// Send this command as if a person had typed it: with what stands in braces in it, and what is not ASCII as a literal.
    Compose {
        /// The command, without a tag.
        line: String,
        /// Names of untagged responses that are not shown as they come: a rendering will.
        claims: &'static [&'static str],
    },
    /// Connect to this target.
    Connect(String),
    /// Mark these messages `\\Deleted`, by UID.
    Delete(Which),
    /// Say goodbye, and stay.
    Disconnect,
    /// End IDLE.
    Done,
    /// Send this FETCH; the octets of a section of it go elsewhere than to the screen.
    Fetch {
        /// The command, without a tag.
        line: String,
        /// The section, as the response names it.
        section: String,
        /// Where they go.
        into: Sink,
    },
    /// Show a message that is a file.
    File {
        /// Where it is.
        path: String,
        /// So many lines of its text at most.
        lines: Option<usize>,
    },
    /// Plan the rest with what has been claimed.
    Further(Further),
    /// Remove what this session has marked in the selected mailbox.
    Expunge,
    /// Send NOOP whenever nothing was sent for so long, or no longer.
    KeepAlive(Option<Duration>),
    /// Ask for the password, and log in.
    Login {
        /// Whom, if that was said.
        user: Option<String>,
        /// The mechanism; else the best that the server offers.
        mechanism: Option<Mechanism>,
    },
    /// Show so many of the lines that were typed last, or all.
    History(Option<usize>),
    /// Show what came since the last command, or save it to this file.
    Last(Option<String>),
    /// Say whether the last reply was one like this.
    Expect(Status, String),
    /// Give a value a name.
    Let(String, String),
    /// Send NOOP, and tell how long the answer took.
    Ping,
    /// Write down what crosses the wire in this file, or nowhere.
    Log(Option<String>),
    /// End the session.
    Quit,
    /// Run the lines of this file.
    Run(String),
    /// Send these octets as they are, without a tag.
    Raw(Vec<u8>),
    /// Connect again, and restore login and mailbox.
    Reconnect,
    /// Send this command; a refusal is no reason to stop.
    Attempt {
        /// The command, without a tag.
        line: String,
        /// Names of untagged responses.
        claims: &'static [&'static str],
    },
    /// Show what has been claimed, or what is known.
    Render(Rendering),
    /// Say this to the person.
    Say(String),
    /// Do this with what this session has marked, in every mailbox.
    Settle(Settling),
    /// Send this command. The untagged responses named here are not shown as they come: a rendering will.
    Send {
        /// The command, without a tag.
        line: String,
        /// Names of untagged responses.
        claims: &'static [&'static str],
    },
    /// Send these commands. Each response becomes a row at once, and is forgotten.
    Stream {
        /// The commands, without tags.
        lines: Vec<String>,
        /// What the rows tell.
        table: Table,
        /// Whether they tell it of UIDs.
        is_uid: bool,
    },
    /// See that there is no such file.
    Vacant(String),
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
    /// Unmark these messages, or those that this session has marked in the selected mailbox.
    Undelete(Option<Which>),
    /// Wait for a response of this name, at most so long.
    Until(String, Option<Duration>),
    /// Wait for messages, and hand them on.
    Watch(Box<Watch>),
    /// Switch something; `None` lists what can be switched.
    Set(Option<(Switch, bool)>),
}

/// What can only be planned when the answer to a first command is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Further {
    /// Ask for the counts of the mailboxes.
    Counts,
    /// Show the parts of a message.
    Parts(Which),
    /// Fetch the part that is to be read.
    Read {
        /// Of which message.
        which: Which,
        /// Which part, if that was said.
        part: Option<String>,
        /// So many lines of it at most.
        lines: Option<usize>,
    },
    /// Fetch the part that is to be saved.
    Save {
        /// Of which message.
        which: Which,
        /// Which part.
        part: String,
        /// Where to.
        file: String,
    },
}

impl Further {
    /// The steps that come next.
    ///
    /// # Errors
    /// If what was claimed leaves nothing to be done, in words.
    pub fn plan(&self, snapshot: &Snapshot, claimed: &[Response]) -> Plan {
        match self {
            Self::Counts => mailboxes::counts(snapshot, claimed),
            Self::Parts(which) => reading::parts_further(which, claimed),
            Self::Read { which, part, lines } => reading::read_further(which, part.as_deref(), *lines, claimed),
            Self::Save { which, part, file } => reading::save_further(which, part, file, claimed),
        }
    }
}

/// Where the octets of a section go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sink {
    /// Into a new file, this transfer encoding undone.
    File {
        /// Where it is to be.
        path: String,
        /// As BODYSTRUCTURE names it.
        encoding: String,
    },
    /// Onto the screen as headers, decoded.
    Headers,
    /// Onto the screen as they are.
    Source,
    /// Onto the screen as text to be read.
    Text {
        /// The part that they are of; `None` if they are a header, and there is no text.
        part: Option<Part>,
        /// What else is in the message.
        others: Vec<Part>,
        /// Of which message.
        which: Which,
        /// So many lines at most.
        lines: Option<usize>,
    },
}

/// What becomes of the marked messages at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// They are removed.
    Expunge,
    /// They are unmarked.
    Undelete,
}

/// What to make of the responses that a plan has claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// What the server can do.
    Capabilities,
    /// Help on everything, or on a topic.
    Help(String),
    /// The mailboxes, after `:ls`.
    Mailboxes,
    /// How the numbers of messages have moved.
    Moves,
    /// The parts of a message.
    Parts(Which),
    /// What can be switched, and what is on.
    Settings(Switches),
    /// A mailbox, after `:status`.
    Status,
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
}

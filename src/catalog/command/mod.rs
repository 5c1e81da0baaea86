//! Commands: one row for each, by theme, and how a typed line finds its row.

use std::sync::LazyLock;

use crate::catalog::argument::ArgKind;
use crate::catalog::{Spec, State, States, Status};

mod administration;
mod extension;
mod mailbox;
mod message;
mod search;
mod session;
mod vendor;

/// What a client can send.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// The name on the wire, in capitals. `UID FETCH` is a command of its own here; `APPEND (CATENATE)`
    /// is an extended form of the command in [`base`](Self::base) and never found by [`find`].
    pub name: &'static str,
    /// The syntax in words: `<needed>`, `[optional]`, `a|b`.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The arguments in order.
    pub args: &'static [Arg],
    /// The states in which it may be sent.
    pub states: States,
    /// What an OK does to the session.
    pub next: Next,
    /// The capabilities (or revisions) that unlock it: any one is enough, none means every server.
    pub requires: &'static [&'static str],
    /// The untagged responses to expect; `OK` is an untagged OK with a response code.
    pub untagged: &'static [&'static str],
    /// What happens between the command line and the tagged reply.
    pub flow: Flow,
    /// What it may change on the server.
    pub effect: Effect,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's command, what it extends or was replaced by.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// The command of which this row is an extended form.
    pub base: Option<&'static str>,
    /// A whole line, tag included.
    pub example: &'static str,
    /// A short conversation, lines starting with `C:` or `S:`; empty if none is known.
    pub exchange: &'static str,
    /// What goes wrong with it, or surprises.
    pub pitfalls: &'static [&'static str],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Command {
    /// A standard command without arguments, for use after login, that only reads.
    const DEFAULT: Self = Self {
        name: "",
        usage: "",
        summary: "",
        args: &[],
        states: States::AFTER_LOGIN,
        next: Next::Same,
        requires: &[],
        untagged: &[],
        flow: Flow::Plain,
        effect: Effect::Read,
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        base: None,
        example: "",
        exchange: "",
        pitfalls: &[],
        source: "",
    };

    /// Whether a typed line can start with the name: not so for extended forms and for the family of X
    /// commands, whose names are descriptions.
    pub fn is_typed(&self) -> bool {
        self.base.is_none() && !self.name.contains('<')
    }

    /// How many words its name has: two of `UID FETCH`.
    pub fn words(&self) -> usize {
        self.name.split(' ').count()
    }

    /// Whether a secret is among the arguments.
    pub fn takes_secret(&self) -> bool {
        self.args.iter().any(|arg| arg.kind.is_secret())
    }
}

/// An argument of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg {
    /// What the argument is called in hints.
    pub name: &'static str,
    /// What may stand there.
    pub kind: ArgKind,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether more of the same may follow.
    pub repeat: bool,
}

impl Arg {
    const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    const fn repeated(self) -> Self {
        Self { repeat: true, ..self }
    }

    /// Whether all that follows belongs to it.
    pub const fn takes_the_rest(&self) -> bool {
        use ArgKind as Kind;
        matches!(self.kind, Kind::KeyValues | Kind::NotifyEventGroups | Kind::Rest | Kind::SearchCriteria)
            || (matches!(self.kind, Kind::FlagList) && !self.optional)
    }
}

const fn arg(name: &'static str, kind: ArgKind) -> Arg {
    Arg { name, kind, optional: false, repeat: false }
}

/// What happens between a command line and its tagged reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Nothing but untagged responses. (Any argument that is a string may still be sent as a literal.)
    Plain,
    /// The command always carries a literal.
    Literal,
    /// Challenges and answers in base64. RFC 9051 §6.2.2.
    Sasl,
    /// After the OK the TLS handshake starts at that very byte. RFC 9051 §6.2.1.
    StartTls,
    /// The command lasts until DONE. RFC 9051 §6.3.13.
    Idle,
    /// After the OK both directions are compressed. RFC 4978 §3.
    Compress,
}

/// What a command may change on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing.
    Read,
    /// Nothing but `\Seen`, which reading may set.
    ReadWrite,
    /// Something that can be undone, more or less.
    Write,
    /// Something is lost for good.
    Destructive,
    /// Only this session.
    Session,
}

/// What an OK does to the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Next {
    /// Nothing.
    Same,
    /// It is now in this state.
    To(State),
    /// A mailbox is open, for reading only.
    SelectedReadOnly,
    /// The same state, encrypted: what was learnt before is void.
    Encrypted,
    /// The same state, compressed.
    Compressed,
}

const GROUPS: [&[Command]; 7] = [
    session::COMMANDS,
    mailbox::COMMANDS,
    message::COMMANDS,
    search::COMMANDS,
    administration::COMMANDS,
    extension::COMMANDS,
    vendor::COMMANDS,
];

/// Every command, by theme.
pub static COMMANDS: &[Command] = &joined::<{ total(&GROUPS) }>(&GROUPS);

/// Finds the command that a line (without its tag) starts with, and what follows the name.
///
/// The longest name wins: `UID FETCH 1` is UID FETCH, not UID. Case does not matter. The name must end at
/// a space, a tab, a line end or the end of the line. What follows is returned as it stands, with the
/// space before it, so that the two parts always add up to the line.
pub fn find(line: &str) -> Option<(&'static Command, &str)> {
    // A name is ASCII and ends at ASCII or at the end, so the cut is at a character.
    find_bytes(line.as_bytes()).map(|(command, rest)| (command, &line[line.len() - rest.len()..]))
}

/// [`find`] for lines that need not be UTF-8.
pub fn find_bytes(line: &[u8]) -> Option<(&'static Command, &[u8])> {
    /// Those with the same first letter: every line that is typed or sent is looked up several times.
    static TYPED: LazyLock<Vec<Vec<&Command>>> = LazyLock::new(|| {
        let typed = |letter: u8| COMMANDS.iter().filter(move |one| one.is_typed() && one.name.as_bytes()[0] == letter);
        (b'A'..=b'Z').map(|letter| typed(letter).collect()).collect()
    });
    let letter = line.first()?.to_ascii_uppercase().checked_sub(b'A')?;
    TYPED
        .get(usize::from(letter))?
        .iter()
        .filter_map(|command| Some((*command, after(line, command.name)?)))
        .max_by_key(|(command, _)| command.name.len())
}

/// The row with exactly this name in any case, extended forms included.
pub fn named(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name.eq_ignore_ascii_case(name))
}

/// The extended forms of a command, such as those of APPEND.
pub fn forms(base: &Command) -> impl Iterator<Item = &'static Command> {
    let name = base.name;
    COMMANDS.iter().filter(move |command| command.base == Some(name))
}

fn after<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let (start, rest) = line.split_at_checked(name.len())?;
    let ends_here = matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
    (ends_here && start.eq_ignore_ascii_case(name.as_bytes())).then_some(rest)
}

const fn total(groups: &[&[Command]]) -> usize {
    let mut sum = 0;
    let mut group = 0;
    while group < groups.len() {
        sum += groups[group].len();
        group += 1;
    }
    sum
}

// The standard library cannot join slices in a constant, and readers want one slice.
const fn joined<const N: usize>(groups: &[&[Command]]) -> [Command; N] {
    let mut all = [Command::DEFAULT; N];
    let mut filled = 0;
    let mut group = 0;
    while group < groups.len() {
        let mut index = 0;
        while index < groups[group].len() {
            all[filled] = groups[group][index];
            filled += 1;
            index += 1;
        }
        group += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::catalog::{capability, response};

    fn found(line: &str) -> Option<(&'static str, &str)> {
        find(line).map(|(command, rest)| (command.name, rest))
    }

    #[test]
    fn the_table_is_complete_and_names_are_unique() {
        assert_eq!(COMMANDS.len(), 83);
        let names: HashSet<_> = COMMANDS.iter().map(|command| command.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        for command in COMMANDS.iter().filter(|command| command.is_typed()) {
            let upper = |b: u8| b.is_ascii_uppercase() || b == b' ';
            assert!(command.name.bytes().all(upper), "{}", command.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for command in COMMANDS {
            let name = command.name;
            assert!(command.usage.starts_with(&name[..1]), "{name}: usage");
            assert!(command.summary.ends_with('.'), "{name}: summary");
            assert!(command.spec.rfc > 0, "{name}: spec");
            assert!(command.also.iter().all(|spec| spec.rfc > 0), "{name}: also");
            assert!(command.pitfalls.iter().all(|pitfall| !pitfall.trim().is_empty()), "{name}");
            assert!(command.states.iter().next().is_some(), "{name}: states");
            assert_eq!(command.status == Status::Vendor, !command.source.is_empty(), "{name}: source");
        }
    }

    #[test]
    fn usage_and_example_are_of_the_command_itself() {
        for command in COMMANDS {
            let own = command.base.unwrap_or(command.name);
            if command.is_typed() || command.base.is_some() {
                assert!(command.usage.starts_with(own), "{own}: usage");
            }
            if own == "DONE" {
                assert_eq!(command.example, "DONE", "the one line without a tag");
                continue;
            }
            let (tag, line) = command.example.split_once(' ').expect("an example has a tag");
            assert!(tag.starts_with('a') && tag.len() > 1, "{own}: {tag}");
            if command.name != "X<atom>" && command.name != "UID" {
                assert_eq!(found(line).map(|(name, _)| name), Some(own));
            }
        }
    }

    #[test]
    fn every_exchange_is_of_lines_of_both_sides() {
        for command in COMMANDS.iter().filter(|command| !command.exchange.is_empty()) {
            let lines = || command.exchange.lines();
            assert!(lines().all(|line| line.starts_with("C:") || line.starts_with("S:")));
            assert!(lines().any(|line| line.starts_with("S:")), "{}", command.name);
            assert!(lines().next().is_some_and(|line| line.starts_with("C: ")), "{}", command.name);
        }
        assert_eq!(COMMANDS.iter().filter(|command| !command.exchange.is_empty()).count(), 76);
    }

    #[test]
    fn what_is_required_is_a_capability() {
        for command in COMMANDS {
            for required in command.requires {
                assert!(capability::find(required).is_some(), "{}: {required}", command.name);
            }
        }
    }

    #[test]
    fn what_is_expected_is_a_response() {
        for command in COMMANDS {
            for expected in command.untagged {
                assert!(response::find(expected).is_some(), "{}: {expected}", command.name);
            }
        }
    }

    #[test]
    fn extended_forms_have_a_base() {
        let forms_of = |name| forms(named(name).unwrap()).map(|form| form.name).collect::<Vec<_>>();
        assert_eq!(forms_of("append"), ["APPEND (MULTIAPPEND)", "APPEND (CATENATE)", "APPEND (UTF8)"]);
        assert_eq!(COMMANDS.iter().filter(|command| command.base.is_some()).count(), 3);
    }

    #[test]
    fn only_login_and_authenticate_take_a_secret() {
        let secret = COMMANDS.iter().filter(|command| command.takes_secret());
        assert_eq!(secret.map(|command| command.name).collect::<Vec<_>>(), ["AUTHENTICATE", "LOGIN"]);
        let login = named("LOGIN").unwrap();
        assert_eq!(login.args[1].kind, ArgKind::Password);
    }

    #[test]
    fn only_the_last_argument_repeats() {
        for command in COMMANDS {
            let repeated = command.args.iter().position(|arg| arg.repeat);
            assert!(repeated.is_none_or(|at| at + 1 == command.args.len()), "{}", command.name);
        }
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(found("UID FETCH 1 FLAGS"), Some(("UID FETCH", " 1 FLAGS")));
        assert_eq!(found("uid fetch 1"), Some(("UID FETCH", " 1")));
        assert_eq!(found("UID FROB 1"), Some(("UID", " FROB 1")));
        assert_eq!(found("UID  FETCH 1"), Some(("UID", "  FETCH 1")));
    }

    #[test]
    fn a_name_ends_at_a_space_or_a_line_end() {
        assert_eq!(found("NOOP"), Some(("NOOP", "")));
        assert_eq!(found("noop\r\n"), Some(("NOOP", "\r\n")));
        assert_eq!(found("LOGIN\tjoe x"), Some(("LOGIN", "\tjoe x")));
        assert_eq!(found("LOGINDISABLED"), None);
        assert_eq!(found("FETCH1"), None);
        assert_eq!(found("NOOP("), None);
        assert_eq!(found(""), None);
        assert_eq!(found(" NOOP"), None);
        assert_eq!(found("NOO"), None);
        assert_eq!(found("LISTé"), None);
    }

    #[test]
    fn extended_forms_and_families_are_never_found() {
        assert_eq!(found("APPEND (CATENATE)"), Some(("APPEND", " (CATENATE)")));
        assert_eq!(found("X<atom>"), None);
    }

    #[test]
    fn a_line_need_not_be_utf_8() {
        let (command, rest) = find_bytes(b"select \xff\xfe").unwrap();
        assert_eq!((command.name, rest), ("SELECT", &b" \xff\xfe"[..]));
        assert!(find_bytes(b"\xffSELECT").is_none());
    }

    #[test]
    fn what_is_not_known_is_not_taken_for_reading() {
        // A read-only session goes by the effect, and UID FROB may do anything.
        assert_eq!(named("UID").unwrap().effect, Effect::Write);
        assert_eq!(named("X<atom>").unwrap().effect, Effect::Write);
    }
}

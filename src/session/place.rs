//! Which argument of a command stands where, as the command is put together.

use crate::catalog::argument::ArgKind;
use crate::catalog::command::{Arg, Command};
use crate::session::draft::{Draft, Part, Shape};
use crate::wire::unquote;

/// Where in a command the next part stands.
pub(crate) struct Place {
    command: Option<&'static Command>,
    /// Words of the command's name.
    words: usize,
    /// Words and arguments that have begun, the name's included.
    begun: usize,
    /// The argument that was begun last is a list.
    is_list: bool,
    /// Its row, and those that can follow.
    argument: Option<Arg>,
    left: &'static [Arg],
    depth: usize,
    adheres: bool,
}

impl Place {
    pub(crate) fn new(command: Option<&'static Command>) -> Self {
        let words = command.map_or(1, Command::words);
        let left = command.map_or(&[][..], |command| command.args);
        Self { command, words, begun: 0, is_list: false, argument: None, left, depth: 0, adheres: false }
    }

    /// Takes note of a part.
    pub(crate) fn pass(&mut self, shape: Shape) {
        if shape == Shape::Space {
            self.adheres &= self.depth > 0;
            return;
        }
        if !self.adheres {
            self.begin(shape == Shape::Open);
            self.adheres = true;
        }
        match shape {
            Shape::Open => self.depth += 1,
            Shape::Close => self.depth = self.depth.saturating_sub(1),
            Shape::Atom | Shape::Quoted | Shape::Space | Shape::Unclosed => {}
        }
    }

    /// A word or an argument begins.
    fn begin(&mut self, is_list: bool) {
        self.begun += 1;
        self.is_list = is_list;
        if self.is_command_name() || self.argument.is_some_and(|argument| argument.repeat) {
            return;
        }
        // What may be left out was, if it is written otherwise.
        let fits = |arg: &Arg| !arg.optional || arg.kind.about().shape.starts_with('(') == is_list;
        let at = self.left.iter().position(fits);
        self.argument = at.map(|at| self.left[at]);
        self.left = at.map_or(&[], |at| &self.left[at + 1..]);
    }

    pub(crate) fn is_command_name(&self) -> bool {
        self.begun <= self.words
    }

    /// The kind of the argument that was begun last.
    fn kind(&self) -> Option<ArgKind> {
        self.argument.map(|argument| argument.kind)
    }

    pub(crate) fn is_mailbox(&self) -> bool {
        use ArgKind::{Mailbox, MailboxNew, MailboxOrEmpty, MailboxPattern, MailboxReference, MailboxSubscribed};
        match self.kind() {
            // RFC 5258 section 3: several patterns stand in a list.
            Some(MailboxPattern) => true,
            Some(Mailbox | MailboxNew | MailboxOrEmpty | MailboxReference | MailboxSubscribed) => !self.is_list,
            _ => false,
        }
    }

    pub(crate) fn is_set(&self) -> bool {
        use ArgKind::{SequenceNumber, SequenceSet, Uid, UidSet};
        matches!(self.kind(), Some(SequenceNumber | SequenceSet | Uid | UidSet))
    }

    /// Whether a literal here is (a part of) the message of APPEND or REPLACE: it stands behind the mailbox.
    pub(crate) fn is_message(&self) -> bool {
        let mailbox = match self.command.map(|command| command.name) {
            Some("APPEND") => 0,
            Some("REPLACE" | "UID REPLACE") => 1,
            _ => return false,
        };
        self.begun > self.words + mailbox + 1
    }
}

/// The mailbox names in `line`, a command without its tag, as they are meant: unquoted. Those in literals are left out.
#[must_use]
pub fn mailbox_arguments(line: &[u8]) -> Vec<Vec<u8>> {
    let Ok(Draft { command, parts }) = Draft::new(line) else { return Vec::new() };
    let mut place = Place::new(command);
    let mut found = Vec::new();
    for part in parts {
        let Part::Typed(shape, octets) = part else {
            place.pass(Shape::Atom);
            continue;
        };
        place.pass(shape);
        match shape {
            Shape::Atom if place.is_mailbox() => found.push(octets),
            Shape::Quoted if place.is_mailbox() => found.push(unquote(&octets).into_owned()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailbox_names_are_found_in_a_line() {
        let names = |line: &str| {
            mailbox_arguments(line.as_bytes())
                .into_iter()
                .map(|name| String::from_utf8(name).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(names("RENAME a \"b \\\" c\""), ["a", "b \" c"]);
        assert_eq!(names("LIST (X) \"\" (a b)"), ["", "a", "b"]);
        assert!(names("FETCH 1 ALL").is_empty() && names("NOOP").is_empty());
    }
}

//! Where in a command its secrets stand.
//!
//! By the position that the protocol gives them, whichever way they are spelled: atom, quoted, literal or base64.

use std::ops::Range;

use crate::catalog::command::{self, Command, Flow};
use crate::wire::{Kind, lex_command};

/// The octets of `line`, a command without its tag, that are secret. `line` may be a command's first line only.
#[must_use]
pub fn secret(line: &[u8]) -> Option<Range<usize>> {
    let (command, _) = command::find_bytes(line)?;
    let index = secret_argument(command)?;
    let words = command.name.split(' ').count();
    // From the secret to the end: a password with an unquoted space is a slip, and as secret as any.
    let first = arguments(line).nth(words + index)?;
    let end = line.trim_ascii_end().len();
    (!line[first.clone()].starts_with(b"{") && first.start < end).then_some(first.start..end)
}

/// Whether the literal that `line`, the text of a command so far, announces holds a secret.
#[must_use]
pub fn is_secret_literal(line: &[u8]) -> bool {
    let Some((command, _)) = command::find_bytes(line) else { return false };
    let words = command.name.split(' ').count();
    let before = arguments(line).count().saturating_sub(words + 1);
    secret_argument(command).is_some_and(|index| before >= index)
}

/// The index of the first argument that is secret: the password of LOGIN, the initial response of AUTHENTICATE.
fn secret_argument(command: &Command) -> Option<usize> {
    if command.flow == Flow::Sasl {
        return Some(1);
    }
    command.args.iter().position(|arg| arg.kind.is_secret())
}

/// The words and strings of a line, each as one range.
fn arguments(line: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let lexed = lex_command(line, false);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut adheres = false;
    for (kind, octets) in lexed.iter() {
        let range = at..at + octets.len();
        at = range.end;
        match kind {
            Kind::Space | Kind::LineEnd => adheres = false,
            _ if adheres => {
                if let Some(last) = ranges.last_mut() {
                    last.end = range.end;
                }
            }
            _ => {
                ranges.push(range);
                adheres = true;
            }
        }
    }
    ranges.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> String {
        let mut text = line.as_bytes().to_vec();
        if let Some(range) = secret(line.as_bytes()) {
            text.splice(range, *b"***");
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_password_of_login_is_secret_in_every_spelling() {
        assert_eq!(masked("LOGIN user password"), "LOGIN user ***");
        assert_eq!(masked("login \"us er\" \"pass \\\" word\""), "login \"us er\" ***");
        assert_eq!(masked("LOGIN user pass word"), "LOGIN user ***");
        assert_eq!(masked("LOGIN user p(a[s\"s"), "LOGIN user ***");
        assert_eq!(masked("LOGIN  user  {8}"), "LOGIN  user  {8}");
        assert_eq!(masked("LOGIN user"), "LOGIN user");
        assert_eq!(masked("SELECT user password"), "SELECT user password");
    }

    #[test]
    fn the_initial_response_of_authenticate_is_secret() {
        assert_eq!(masked("AUTHENTICATE PLAIN AHVzZXIAcGFzcw=="), "AUTHENTICATE PLAIN ***");
        assert_eq!(masked("AUTHENTICATE PLAIN"), "AUTHENTICATE PLAIN");
    }

    #[test]
    fn the_literal_of_a_password_is_secret_and_that_of_a_user_is_not() {
        assert!(is_secret_literal(b"LOGIN user {8}"));
        assert!(!is_secret_literal(b"LOGIN {4}"));
        assert!(is_secret_literal(b"LOGIN {4} {8+}"));
        assert!(!is_secret_literal(b"APPEND INBOX {8}"));
        assert!(is_secret_literal(b"AUTHENTICATE PLAIN {8}"));
    }
}

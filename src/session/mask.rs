//! Where in a command its secrets stand.
//!
//! By the position that the protocol gives them, whichever way they are spelled: atom, quoted, literal or base64.

use std::ops::Range;

use crate::catalog::command::{self, Flow};
use crate::session::arguments::arguments;
use crate::session::typed::split_tag;
use crate::wire::literal_header;

/// The octets of `line` that are secret. `before` is what was sent of the same command: its lines with their line ends,
/// its literals, without the tag; empty for a first line.
#[must_use]
pub fn secret(before: &[u8], line: &[u8]) -> Option<Range<usize>> {
    let whole = [before, line].concat();
    let command = untagged(&whole);
    let index = secret_argument(command)?;
    // From the secret to the end: a password with an unquoted space is a slip, and as secret as any.
    let slip = || literal_header(line).is_none().then(|| word(command, index)).flatten();
    let first = arguments(command).get(index).map(|argument| argument.range.start).or_else(slip)?;
    let start = (whole.len() - command.len() + first).max(before.len());
    let end = whole.trim_ascii_end().len();
    (start < end).then(|| start - before.len()..end - before.len())
}

/// Whether the literal that comes next holds a secret. `before` ends with its header.
#[must_use]
pub fn is_secret_literal(before: &[u8]) -> bool {
    let command = untagged(before);
    secret_argument(command).is_some_and(|index| arguments(command).len() >= index)
}

/// Whether anything more of the command that starts so may be secret.
#[must_use]
pub fn takes_secret(before: &[u8]) -> bool {
    secret_argument(untagged(before)).is_some()
}

/// The part of a line that is being typed which must not be seen, whatever stands before the command.
#[must_use]
pub fn typed_secret(line: &str) -> Option<Range<usize>> {
    let mut rest = line.trim_start();
    rest = rest.strip_prefix("C:").map_or(rest, str::trim_start);
    if let Some(raw) = rest.strip_prefix(":raw ") {
        return raw_secret(raw.as_bytes()).map(|_| line.len() - raw.len()..line.len());
    }
    rest = rest.strip_prefix(":send ").map_or(rest, str::trim_start);
    let (_, command) = split_tag(rest.as_bytes());
    let offset = line.len() - command.len();
    secret(b"", command).map(|range| range.start + offset..range.end + offset)
}

/// The octets of `:raw` that are secret: all of a line or more in which somebody logs in.
#[must_use]
pub fn raw_secret(octets: &[u8]) -> Option<Range<usize>> {
    let lower = octets.to_ascii_lowercase();
    let is_login = [&b"login"[..], b"authenticate"].iter().any(|word| memchr::memmem::find(&lower, word).is_some());
    is_login.then(|| 0..octets.trim_ascii_end().len())
}

/// Which of its words and strings, its name counted, is the first that is secret: the password of LOGIN, the initial response of
/// AUTHENTICATE.
fn secret_argument(line: &[u8]) -> Option<usize> {
    let (command, _) = command::find_bytes(line)?;
    let index = match command.flow {
        Flow::Sasl => 1,
        _ => command.args.iter().position(|arg| arg.kind.is_secret())?,
    };
    Some(command.words() + index)
}

/// A command without the tag that was typed before it: `:send` has another one beside it.
fn untagged(line: &[u8]) -> &[u8] {
    split_tag(line).1
}

/// Where a word starts, as white space parts them: what is no command of IMAP, by an open quote or a TAB, holds a password all the same.
fn word(line: &[u8], index: usize) -> Option<usize> {
    let is_start = |at: &usize| !line[*at].is_ascii_whitespace() && (*at == 0 || line[*at - 1].is_ascii_whitespace());
    (0..line.len()).filter(is_start).nth(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(before: &str, line: &str) -> String {
        let mut text = line.as_bytes().to_vec();
        if let Some(range) = secret(before.as_bytes(), line.as_bytes()) {
            text.splice(range, *b"***");
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_password_of_login_is_secret_in_every_spelling() {
        assert_eq!(masked("", "LOGIN user password"), "LOGIN user ***");
        assert_eq!(masked("", "login \"us er\" \"pass \\\" word\""), "login \"us er\" ***");
        assert_eq!(masked("", "LOGIN user pass word\r\n"), "LOGIN user ***\r\n");
        assert_eq!(masked("", "LOGIN user p(a[s\"s"), "LOGIN user ***");
        assert_eq!(masked("", "LOGIN user {secret}"), "LOGIN user ***");
        assert_eq!(masked("", "LOGIN  user  {8}"), "LOGIN  user  {8}");
        assert_eq!(masked("", "LOGIN user"), "LOGIN user");
        assert_eq!(masked("", "SELECT user password"), "SELECT user password");
    }

    #[test]
    fn the_password_of_what_is_no_login_by_a_slip_is_secret() {
        assert_eq!(masked("", "LOGIN\tuser\tpassword"), "LOGIN\tuser\t***");
        assert_eq!(masked("", "LOGIN user\tpassword"), "LOGIN user\t***");
        assert_eq!(masked("", "LOGIN \"user password\r\n"), "LOGIN \"user ***\r\n");
        assert_eq!(masked("", "LOGIN (user password"), "LOGIN (user ***");
        assert_eq!(masked("", "AUTHENTICATE PLAIN\tAHVzZXIAcGFzcw=="), "AUTHENTICATE PLAIN\t***");
        // `:send`, with a tag before it.
        assert_eq!(masked("", "a1 LOGIN user password"), "a1 LOGIN user ***");
        assert!(is_secret_literal(b"a1 LOGIN user {8}\r\n") && takes_secret(b"a1 LOGIN"));
    }

    #[test]
    fn a_password_behind_a_literal_user_is_secret() {
        assert_eq!(masked("LOGIN {4}\r\nuser", " hunter2\r\n"), " ***\r\n");
        assert_eq!(masked("LOGIN {4}\r\nuser", " {7}\r\n"), " {7}\r\n");
        assert_eq!(masked("LOGIN {4}\r\nuser {2}\r\nab", " more\r\n"), "***\r\n");
        // What was sent may end in spaces.
        assert_eq!(masked("LOGIN {4}\r\nuser {4}\r\na \r\n", "\r\n"), "\r\n");
    }

    #[test]
    fn the_initial_response_of_authenticate_is_secret() {
        assert_eq!(masked("", "AUTHENTICATE PLAIN AHVzZXIAcGFzcw=="), "AUTHENTICATE PLAIN ***");
        assert_eq!(masked("", "AUTHENTICATE PLAIN"), "AUTHENTICATE PLAIN");
    }

    #[test]
    fn the_literal_of_a_password_is_secret_and_that_of_a_user_is_not() {
        assert!(is_secret_literal(b"LOGIN user {8}\r\n"));
        assert!(!is_secret_literal(b"LOGIN {4}\r\n"));
        assert!(is_secret_literal(b"LOGIN {4}\r\nuser {8+}\r\n"));
        assert!(!is_secret_literal(b"APPEND INBOX {8}\r\n"));
        assert!(is_secret_literal(b"AUTHENTICATE PLAIN {8}\r\n"));
    }

    #[test]
    fn what_is_being_typed_is_masked_behind_anything() {
        for braces in ["{\"X y\"}", "{@X}", "{$secret}", "{<<X}"] {
            let line = format!("LOGIN {{\"a b\"}} {braces}");
            assert_eq!(&line[typed_secret(&line).unwrap()], braces);
        }
        for line in ["LOGIN me X", "a1 LOGIN me X", "  C: a1 LOGIN me X", ":send LOGIN me X", "authenticate plain X"] {
            let range = typed_secret(line).expect(line);
            assert_eq!(&line[range], "X", "{line}");
        }
        assert_eq!(typed_secret(":raw a login me X"), Some(5..17));
        assert_eq!(typed_secret("NOOP X"), None);
    }
}

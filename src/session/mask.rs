//! Where in a command its secrets stand.
//!
//! By the position that the protocol gives them, whichever way they are spelled: atom, quoted, literal or base64.

use std::borrow::Cow;
use std::ops::Range;

use crate::catalog::command::{self, Flow};
use crate::catalog::near::nearest;
use crate::session::arguments::arguments;
use crate::session::typed::split_tag;
use crate::wire::{literal_header, unescape};

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
    nested_secret(line, NESTED_MAX)
}

/// Shortcuts that take a line which is a shortcut: nobody means more than a few, and a paste may hold a hundred thousand.
const NESTED_MAX: usize = 8;

/// The same of a line behind which so many more may stand.
fn nested_secret(line: &str, left: usize) -> Option<Range<usize>> {
    let mut rest = line.trim_start();
    rest = rest.strip_prefix("C:").map_or(rest, str::trim_start);
    let offset = line.len() - rest.len();
    let range = match rest.strip_prefix(':') {
        Some(shortcut) => shortcut_secret(shortcut, left).map(|range| range.start + 1..range.end + 1),
        None => secret(b"", rest.as_bytes()),
    };
    range.map(|range| range.start + offset..range.end + offset)
}

/// Whether lines of data follow a typed one, among them a secret: literals, lines up to a word, answers.
#[must_use]
pub fn is_followed_by_secret(line: &str) -> bool {
    let rest = line.trim_start();
    let rest = rest.strip_prefix("C:").map_or(rest, str::trim_start);
    let shortcut = rest.strip_prefix(':').and_then(|shortcut| shortcut.split_once(char::is_whitespace));
    let command = untagged(shortcut.map_or(rest, |(_, line)| line.trim_start()).trim_end().as_bytes());
    let has_dialogue = command::find_bytes(command).is_some_and(|(command, _)| command.flow == Flow::Sasl);
    let has_lines = || literal_header(command).is_some() || memchr::memmem::find(command, b"{<<").is_some();
    takes_secret(command) && (has_dialogue || has_lines())
}

/// The same of a shortcut, without its colon. Other names than these may stand for `:send`, or take a line as it does.
fn shortcut_secret(shortcut: &str, left: usize) -> Option<Range<usize>> {
    let (name, rest) = shortcut.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    // The start of a name is enough.
    let is = |whole: &str| !name.is_empty() && whole.starts_with(name);
    let range = if is("raw") {
        unescape(rest).ok().and_then(|octets| raw_secret(&octets)).or_else(|| raw_secret(rest.as_bytes()))?;
        0..rest.len()
    } else if is("let") {
        named_secret(rest)?
    } else if is("login") && name.len() > 1 {
        behind_words(rest, 1)?
    } else if is("auth") {
        behind_words(rest, 2)?
    } else if is("connect") {
        unfinished_password(rest)?
    } else if left == 0 {
        0..rest.len()
    } else {
        nested_secret(rest, left - 1).or_else(|| unfinished_password(rest).filter(|_| rest.contains("://")))?
    };
    let offset = shortcut.len() - rest.len();
    Some(range.start + offset..range.end + offset)
}

/// What stands behind so many words, as a password does that is not asked for here.
fn behind_words(text: &str, words: usize) -> Option<Range<usize>> {
    let start = word(text.as_bytes(), words)?;
    Some(start..text.len())
}

/// What is given a name that a secret has.
fn named_secret(text: &str) -> Option<Range<usize>> {
    let (name, value) = text.split_once(char::is_whitespace)?;
    let name = name.to_ascii_lowercase();
    let is_secret = ["pass", "pw", "secret", "token"].iter().any(|word| name.contains(word));
    let start = text.len() - value.trim_start().len();
    (is_secret && start < text.len()).then_some(start..text.len())
}

/// The password in `imaps://user:PASSWORD@host`, or `user:PASSWORD@host`: it may hold what else ends a part of a URL.
#[must_use]
pub fn target_password(target: &str) -> Option<Range<usize>> {
    let start = target.find("://").map_or(0, |at| at + 3);
    let login = target.get(start..target.rfind('@')?)?;
    let colon = start + login.find(':')? + 1;
    (colon < start + login.len()).then_some(colon..start + login.len())
}

/// The same while it is typed: as long as no host stands behind it, what is no port may become one.
fn unfinished_password(target: &str) -> Option<Range<usize>> {
    if target.contains('@') {
        return target_password(target);
    }
    let start = target.find("://").map_or(0, |at| at + 3);
    let place = &target[start..];
    let is_v6 = |text: &str| text.bytes().all(|octet| octet.is_ascii_hexdigit() || b":.".contains(&octet));
    let colon = place.find(':').filter(|_| !place.starts_with('[') && !is_v6(place))? + 1;
    let port = place[colon..].split('/').next().unwrap_or_default();
    let is_port = port.bytes().all(|octet| octet.is_ascii_digit());
    (!is_port).then_some(start + colon..target.len())
}

/// A typed line as it may be shown, its secret hidden.
#[must_use]
pub fn shown(line: &str) -> Cow<'_, str> {
    match typed_secret(line) {
        Some(range) => Cow::Owned(format!("{}***{}", &line[..range.start], &line[range.end..])),
        None => Cow::Borrowed(line),
    }
}

/// The octets of `:raw` that are secret: all of a line or more in which somebody logs in.
#[must_use]
pub fn raw_secret(octets: &[u8]) -> Option<Range<usize>> {
    names_login(octets).then(|| 0..octets.trim_ascii_end().len())
}

/// Whether the name of a command that logs in stands anywhere in it.
pub(super) fn names_login(octets: &[u8]) -> bool {
    let lower = octets.to_ascii_lowercase();
    ["login", "authenticate"].iter().any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some())
}

/// Which of its words and strings, its name counted, is the first that is secret: the password of LOGIN, the initial response of
/// AUTHENTICATE.
fn secret_argument(line: &[u8]) -> Option<usize> {
    let Some((command, _)) = command::find_bytes(line) else { return mistyped(line) };
    let index = match command.flow {
        Flow::Sasl => 1,
        _ => command.args.iter().position(|arg| arg.kind.is_secret())?,
    };
    Some(command.words() + index)
}

/// The commands that log in.
const NAMES: [&str; 2] = ["AUTHENTICATE", "LOGIN"];

/// Words that may stand before a command: the prompt of another program, who speaks, a tag.
const TAG_WORDS: usize = 4;

/// The same of what is no command, but may be meant for one of these, behind words that may be meant for a tag, or were pasted along.
fn mistyped(line: &[u8]) -> Option<usize> {
    let words = || line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    // With what follows stuck to it, the user or the mechanism: so a word less before the secret. A letter or two are a slip.
    let has_more = |word: &[u8]| {
        NAMES.iter().any(|name| {
            let (start, rest) = word.split_at_checked(name.len()).unwrap_or((word, b""));
            let is_slip = rest.len() < 3 && rest.iter().all(u8::is_ascii_alphabetic);
            start.eq_ignore_ascii_case(name.as_bytes()) && !is_slip
        })
    };
    if let Some(at) = words().take(TAG_WORDS).position(has_more) {
        return Some(at + 1);
    }
    let may_be_login = |word: &[u8]| {
        let word = std::str::from_utf8(word).ok();
        // What other protocols call it: RFC 4954.
        word.is_some_and(|word| word.eq_ignore_ascii_case("AUTH") || nearest(word, NAMES.into_iter()).is_some())
    };
    words().take(TAG_WORDS).position(may_be_login).map(|at| at + 2)
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
        assert_eq!(masked("", "LOGINuser@x password"), "LOGINuser@x ***");
        assert_eq!(masked("", "LOGIN=user password"), "LOGIN=user ***");
        assert_eq!(masked("", "AUTHENTICATEPLAIN AHVzZXIAcGFzcw=="), "AUTHENTICATEPLAIN ***");
        assert_eq!(masked("", "AUTH PLAIN AHVzZXIAcGFzcw=="), "AUTH PLAIN ***");
        assert_eq!(masked("", "> a1 LOGIN user password"), "> a1 LOGIN user ***");
        assert_eq!(masked("", "C: C: a LOGIN user password"), "C: C: a LOGIN user ***");
        assert_eq!(masked("", "SEARCH SUBJECT login FROM ann"), "SEARCH SUBJECT login FROM ann");
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

    #[test]
    fn what_is_typed_for_a_shortcut_is_masked_under_each_of_its_names() {
        for line in [
            ":send\tLOGIN me X",
            ":se LOGIN me X",
            ":explain LOGIN me X",
            ":mine a1 LOGIN me X",
            ":let pw X",
            ":login me X",
            ":logi me X",
            ":auth PLAIN me X",
            ":le My-Password X",
            "C: :send LOGIN me X",
        ] {
            assert_eq!(&line[typed_secret(line).expect(line)], "X", "{line}");
        }
        assert_eq!(shown(":ra a L\\x4fGIN me X"), ":ra ***");
        assert_eq!(shown(":raw\ta LOGIN me X"), ":raw\t***");
        let many = ":z ".repeat(100_000);
        assert_eq!(typed_secret(&many), Some(27..many.len()), "it is not looked into without end");
        for line in [
            ":let box X",
            ":search from:a@example.com",
            ":help LOGIN",
            ":state",
            ": x",
            ":login me@example.com",
            ":auth PLAIN me",
        ] {
            assert_eq!(typed_secret(line), None, "{line}");
        }
    }

    #[test]
    fn lines_behind_a_login_that_is_not_whole_are_a_part_of_it() {
        for line in [
            "LOGIN me {8}",
            "C: a1 LOGIN {2}\n",
            "LOGIN me {<<END}",
            ":send LOGIN me {8+}",
            "a1 AUTHENTICATE PLAIN",
            ":send\tAUTHENTICATE LOGIN\n",
        ] {
            assert!(is_followed_by_secret(line), "{line}");
        }
        for line in ["LOGIN me X", "APPEND INBOX {8}", "NOOP", ":state", "SELECT {5}", "{8}"] {
            assert!(!is_followed_by_secret(line), "{line}");
        }
    }

    #[test]
    fn the_password_of_a_target_is_masked() {
        for (line, wanted) in [
            (":connect imaps://me:X@h/INBOX", ":connect imaps://me:***@h/INBOX"),
            (":con me:X/Y@Z@h:993", ":con me:***@h:993"),
            (":mine imap://me;AUTH=PLAIN:X@h", ":mine imap://me;AUTH=PLAIN:***@h"),
            (":connect imaps://me%40x@h:993", ":connect imaps://me%40x@h:993"),
            (":connect me@[::1]:993", ":connect me@[::1]:993"),
            // While it is typed.
            (":connect imaps://me:X", ":connect imaps://me:***"),
            (":connect me:X/Y", ":connect me:***"),
            (":connect imaps://h:993/INBOX", ":connect imaps://h:993/INBOX"),
            (":connect imaps", ":connect imaps"),
            (":connect imaps:/", ":connect imaps:/"),
            (":connect imaps://h", ":connect imaps://h"),
            (":connect h:", ":connect h:"),
            (":connect fe80::1", ":connect fe80::1"),
            (":connect imaps://[fe80::1]:993", ":connect imaps://[fe80::1]:993"),
        ] {
            assert_eq!(shown(line), wanted);
        }
    }

    #[test]
    fn the_password_of_a_mistyped_login_is_secret() {
        for line in ["LOIGN me X", "a1 LGOIN me X", "TAG LOGINN me X", "AUTENTICATE PLAIN X", "LOIGN\tme\tX"] {
            let start = line.len() - 1;
            assert_eq!(secret(b"", line.as_bytes()), Some(start..line.len()), "{line}");
        }
        assert!(is_secret_literal(b"LOIGN me {8}\r\n"));
        for line in ["XYZZY me X", "LOGOUT me X", "a1 LIST me X", "FETCH 1 LOGIN X"] {
            assert_eq!(secret(b"", line.as_bytes()), None, "{line}");
        }
    }
}

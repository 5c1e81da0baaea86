//! What stands in braces in a typed line: files, texts, lines that follow, and values, where IMAP could have nothing but
//! a literal's header. This finds them; `compose.rs` turns them into what is sent.

use crate::catalog::command::{self, Command};
use crate::session::event::{Refused, refuse_controls};
use crate::wire::unquote;

/// A typed command, taken to pieces. Nothing of it is lost: the pieces, written as they were typed, are the line.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(crate) command: Option<&'static Command>,
    pub(crate) parts: Vec<Part>,
}

/// A piece of a typed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `{@PATH}`, `{@=PATH}`, `~{@PATH}`: the octets of a file.
    File {
        /// The path, without its escapes.
        path: Vec<u8>,
        /// Not a line end of it may be changed.
        exact: bool,
        /// As a literal8: it may hold NUL. RFC 3516 section 4.4.
        binary: bool,
    },
    /// `{<<END}`: the lines that follow, up to this one.
    Lines { end: Vec<u8>, binary: bool },
    /// `{"text"}`
    Text { octets: Vec<u8>, binary: bool },
    /// As it was typed.
    Typed(Shape, Vec<u8>),
    /// `{$NAME}`
    Value { name: Vec<u8> },
}

/// What typed octets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Atom,
    Close,
    Open,
    /// A quoted string, its quotes included.
    Quoted,
    Space,
    /// A quote that nothing closes, and all behind it.
    Unclosed,
}

/// A brace that starts something and does not end it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{opener} at octet {at} {wrong}; the line was not sent")]
pub struct Malformed {
    opener: &'static str,
    /// From 1.
    at: usize,
    wrong: &'static str,
}

/// Something in braces, and what follows it.
type Group<'a> = (Part, &'a [u8]);

impl Draft {
    /// Takes `line`, a command without its tag, to pieces. A brace that starts nothing we know is left as it was typed.
    ///
    /// # Errors
    /// If a brace that starts something does not end it or has nothing in it, or the line holds a control character.
    pub fn new(line: &[u8]) -> Result<Self, Refused> {
        refuse_controls(line)?;
        let command = command::find_bytes(line).map(|(command, _)| command);
        let mut parts = Vec::new();
        let mut rest = line;
        while !rest.is_empty() {
            if let Some(found) = group(rest, line.len() - rest.len()) {
                let (part, after) = found?;
                parts.push(part);
                rest = after;
                continue;
            }
            let (shape, octets) = typed(rest);
            let (token, after) = rest.split_at(octets);
            parts.push(Part::Typed(shape, token.to_vec()));
            rest = after;
        }
        Ok(Self { command, parts })
    }

    /// Whether it needs a file.
    #[must_use]
    pub fn reads_files(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::File { .. }))
    }

    /// The words that end the lines which belong to it, in order.
    pub fn ends(&self) -> impl Iterator<Item = &[u8]> {
        self.parts.iter().filter_map(|part| if let Part::Lines { end, .. } = part { Some(&end[..]) } else { None })
    }
}

/// The next token that is not in braces, by its length.
fn typed(rest: &[u8]) -> (Shape, usize) {
    match rest[0] {
        b' ' => (Shape::Space, rest.iter().take_while(|octet| **octet == b' ').count()),
        b'(' => (Shape::Open, 1),
        b')' => (Shape::Close, 1),
        b'"' => match quoted_end(rest) {
            Some(end) => (Shape::Quoted, end),
            None => (Shape::Unclosed, rest.len()),
        },
        _ => (Shape::Atom, atom_end(rest)),
    }
}

/// Where an atom ends: at a separator, or where a group in braces begins. At least one octet belongs to it.
fn atom_end(rest: &[u8]) -> usize {
    let ends = |at: usize| b" ()\"".contains(&rest[at]) || is_group(&rest[at..]);
    (1..rest.len()).find(|at| ends(*at)).unwrap_or(rest.len())
}

/// Where the quoted string that `rest` starts with ends, if it does.
fn quoted_end(rest: &[u8]) -> Option<usize> {
    let mut octets = rest.iter().enumerate().skip(1);
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'\\' => drop(octets.next()),
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The starts of what is understood in braces. The longest that fits comes first.
const OPENERS: [&str; 5] = ["{@=", "{@", "{\"", "{<<", "{$"];

fn opener(rest: &[u8]) -> Option<&'static str> {
    OPENERS.into_iter().find(|opener| rest.starts_with(opener.as_bytes()))
}

/// Whether a group in braces begins here, its `~` included.
fn is_group(rest: &[u8]) -> bool {
    let literal8 = rest.strip_prefix(b"~").and_then(opener).is_some_and(|opener| opener != "{$");
    literal8 || opener(rest).is_some()
}

/// The group in braces that `rest`, which stands at octet `at` from 0 of the line, starts with, if it does.
fn group(rest: &[u8], at: usize) -> Option<Result<Group<'_>, Malformed>> {
    if !is_group(rest) {
        return None;
    }
    let binary = rest[0] == b'~';
    let opened = &rest[usize::from(binary)..];
    let opener = opener(opened)?;
    let inner = &opened[opener.len()..];
    let found = match opener {
        "{\"" => text(&opened[1..]).map(|(octets, after)| (Part::Text { octets, binary }, after)),
        _ => braced(inner).map(|(octets, after)| match opener {
            "{$" => (Part::Value { name: octets }, after),
            "{<<" => (Part::Lines { end: octets, binary }, after),
            _ => (Part::File { path: octets, exact: binary || opener == "{@=", binary }, after),
        }),
    };
    Some(found.map_err(|wrong| Malformed { opener, at: at + 1, wrong }))
}

/// What stands before the first `}`, and what follows that; `\}` stands for a brace.
fn braced(inner: &[u8]) -> Result<(Vec<u8>, &[u8]), &'static str> {
    let mut octets = Vec::new();
    let mut rest = inner;
    while let Some((octet, after)) = rest.split_first() {
        match octet {
            b'}' if octets.is_empty() => return Err("has nothing before its }"),
            b'}' => return Ok((octets, after)),
            b'\\' if after.starts_with(b"}") => {
                octets.push(b'}');
                rest = &after[1..];
            }
            _ => {
                octets.push(*octet);
                rest = after;
            }
        }
    }
    Err("has no } at its end")
}

/// The text between the quotes that `rest` starts with, and what follows its brace.
fn text(rest: &[u8]) -> Result<(Vec<u8>, &[u8]), &'static str> {
    const UNCLOSED: &str = "has no \"} at its end";
    let end = quoted_end(rest).ok_or(UNCLOSED)?;
    let after = rest[end..].strip_prefix(b"}").ok_or(UNCLOSED)?;
    Ok((unquote(&rest[..end]).into_owned(), after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(line: &str) -> String {
        let octets = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let mark = |binary: &bool| if *binary { "~" } else { "" };
        let parts = match Draft::new(line.as_bytes()) {
            Ok(draft) => draft.parts,
            Err(malformed) => return malformed.to_string(),
        };
        let show = |part: &Part| match part {
            Part::File { path, exact, binary } => {
                format!("<{}file{} {}>", mark(binary), if *exact { "=" } else { "" }, octets(path))
            }
            Part::Lines { end, binary } => format!("<{}lines {}>", mark(binary), octets(end)),
            Part::Text { octets: text, binary } => format!("<{}text {}>", mark(binary), octets(text)),
            Part::Value { name } => format!("<value {}>", octets(name)),
            Part::Typed(_, typed) => octets(typed),
        };
        parts.iter().map(show).collect()
    }

    #[test]
    fn what_stands_in_braces_is_found_wherever_it_stands() {
        for (line, wanted) in [
            ("APPEND INBOX {@mail.eml}", "APPEND INBOX <file mail.eml>"),
            ("APPEND x {@=/a b/c} {@d}", "APPEND x <file= /a b/c> <file d>"),
            ("APPEND x UTF8 (~{@m})", "APPEND x UTF8 (<~file= m>)"),
            ("X ~{@=m}~{\"a\"}", "X <~file= m><~text a>"),
            (r"X {@a\}b\c}", r"X <file a}b\c>"),
            (r#"LOGIN {"me"} {"a\"b\\}"}"#, r#"LOGIN <text me> <text a"b\}>"#),
            ("LOGIN {\"\"} {\"jö\"}", "LOGIN <text > <text jö>"),
            ("X {<<A} ({<<B b})", "X <lines A> (<lines B b>)"),
            ("UID FETCH 1:{$uidnext} x", "UID FETCH 1:<value uidnext> x"),
            ("FETCH 1 BODY[HEADER.FIELDS ({\"A\"})]", "FETCH 1 BODY[HEADER.FIELDS (<text A>)]"),
            ("X ~{$y}", "X ~<value y>"),
        ] {
            assert_eq!(shown(line), wanted);
        }
    }

    #[test]
    fn what_is_none_of_it_stays_as_it_was_typed() {
        for line in [
            "NOOP",
            "X {5}",
            "X {5+} ~{3}",
            "X {foo} {} { {<END} {N",
            "X \"{@file} \\\" {$x}\" y",
            "X \"{@file} unclosed {\"a\"}",
            "  X  (a (b) ) ",
        ] {
            assert_eq!(shown(line), line);
        }
    }

    #[test]
    fn what_is_not_closed_is_told() {
        for (line, wanted) in [
            ("X {@file", "{@ at octet 3 has no } at its end; the line was not sent"),
            ("X {@a\\}", "{@ at octet 3 has no } at its end; the line was not sent"),
            ("X {@} y", "{@ at octet 3 has nothing before its }; the line was not sent"),
            ("X ~{@=}", "{@= at octet 3 has nothing before its }; the line was not sent"),
            ("X a {\"b}", "{\" at octet 5 has no \"} at its end; the line was not sent"),
            ("X {\"b\" }", "{\" at octet 3 has no \"} at its end; the line was not sent"),
            ("X {<<END", "{<< at octet 3 has no } at its end; the line was not sent"),
            ("X {$}", "{$ at octet 3 has nothing before its }; the line was not sent"),
        ] {
            assert_eq!(shown(line), wanted);
        }
    }

    #[test]
    fn a_control_character_is_refused_in_braces_too() {
        assert!(matches!(Draft::new(b"X {\"a\0\"}"), Err(Refused::Control { octet: 0, at: 6 })));
    }

    #[test]
    fn the_ends_of_lines_come_in_order() {
        let draft = Draft::new(b"X {<<A} {@f} {<<B}").unwrap();
        assert_eq!(draft.ends().collect::<Vec<_>>(), [b"A", b"B"]);
    }

    proptest! {
        #[test]
        fn any_line_is_survived_and_without_braces_unchanged(line in "[ -z|~\u{e4}]*") {
            let draft = Draft::new(line.as_bytes()).unwrap();
            let typed = |part: Part| if let Part::Typed(_, octets) = part { octets } else { panic!("{part:?}") };
            let whole: Vec<u8> = draft.parts.into_iter().flat_map(typed).collect();
            prop_assert_eq!(whole, line.as_bytes());
        }

        #[test]
        fn any_braces_are_survived(line in r#"([ @=\\"$<a(){}~]|\PC)*"#) {
            match Draft::new(line.as_bytes()) {
                Err(Refused::Malformed(malformed)) => prop_assert!(malformed.at <= line.len()),
                Err(other) => prop_assert!(false, "{other}"),
                Ok(draft) => prop_assert!(draft.parts.len() <= line.len()),
            }
        }
    }
}

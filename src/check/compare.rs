//! What was wanted, and what came: where they differ.

use std::borrow::Cow;

use crate::check::Response;
use crate::check::pattern::{ANYTHING, Values, fits, without_count};
use crate::check::transcript::Wanted;
use crate::wire::visible;

/// How exactly a transcript is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Untagged responses may come in any order, and others beside them; sizes of literals and the text behind a status code
    /// may differ.
    Lenient,
    /// Nothing of that.
    Strict,
}

/// A line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is the matter with it.
    pub mark: Mark,
    /// Where it stands in the transcript, if it does: the line's number, from 1.
    pub line: Option<usize>,
    /// It, safe to show; several lines if it has a literal.
    pub text: String,
}

/// What is the matter with a line of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It came, and was not wanted, or not so.
    Came,
    /// It was wanted, and did not come.
    Missing,
}

/// As much of a response is shown in a diff, in lines.
const SHOWN_LINES_MAX: usize = 20;

/// Compares what `came` with what is `wanted`; captures go to `values`. No differences: it is as it should be.
#[must_use]
pub fn compare(wanted: &[Wanted], came: &[Response], strictness: Strictness, values: &mut Values) -> Vec<Difference> {
    let wanted: Vec<Expected<'_>> = wanted.iter().map(|wanted| Expected { wanted, strictness }).collect();
    match strictness {
        Strictness::Lenient => in_any_order(&wanted, came, values),
        Strictness::Strict => in_order(&wanted, came, values),
    }
}

/// Whether everything that is `wanted` has come: what an IDLE waits for.
#[must_use]
pub fn has_come(wanted: &[Wanted], came: &[Response], values: &Values) -> bool {
    compare(wanted, came, Strictness::Lenient, &mut values.clone()).is_empty()
}

/// Whether a response may be one of those that are `wanted`: no other one makes a difference to [`has_come`].
#[must_use]
pub fn is_among(wanted: &[Wanted], came: &Response, values: &Values) -> bool {
    let expected = |wanted| Expected { wanted, strictness: Strictness::Lenient };
    wanted.iter().any(|wanted| !wanted.is_anything() && expected(wanted).fits(came, &mut values.clone()))
}

struct Expected<'a> {
    wanted: &'a Wanted,
    strictness: Strictness,
}

impl Expected<'_> {
    fn is_tagged(&self) -> bool {
        self.wanted.tag().is_some()
    }

    /// Whether a response is this one. Lines of `...` stand for any number of lines; the last of them gives way first.
    fn fits(&self, came: &Response, values: &mut Values) -> bool {
        let wanted = &self.wanted.lines;
        let mut found = values.clone();
        // Behind the last `...`: the pattern's line, the response's line, and what was captured before it.
        let mut retry: Option<(usize, usize, Values)> = None;
        let (mut at, mut line) = (0, 0);
        while line < came.len() || at < wanted.len() {
            if at < wanted.len() && at > 0 && wanted[at] == ANYTHING {
                at += 1;
                retry = Some((at, line, found.clone()));
            } else if at < wanted.len() && line < came.len() && self.line_fits(at, &came[line], &mut found) {
                (at, line) = (at + 1, line + 1);
            } else if let Some((after, from, before)) = &mut retry
                && *from < came.len()
            {
                *from += 1;
                (at, line) = (*after, *from);
                found.clone_from(before);
            } else {
                return false;
            }
        }
        *values = found;
        true
    }

    fn line_fits(&self, at: usize, came: &[u8], values: &mut Values) -> bool {
        let wanted: &[u8] = &self.wanted.lines[at];
        let any_tag = at == 0 && self.wanted.takes_any_tag();
        let under_its_tag = if any_tag { self.wanted.under_its_tag(came) } else { None };
        if any_tag && under_its_tag.is_none() {
            return false;
        }
        let came = under_its_tag.as_deref().unwrap_or(came);
        let (wanted, came) = match self.strictness {
            Strictness::Strict => (Cow::Borrowed(wanted), Cow::Borrowed(came)),
            Strictness::Lenient if at == 0 && is_list(wanted) => (without_marks(wanted), without_marks(came)),
            Strictness::Lenient => {
                let (wanted, came) = lenient(wanted, came, at == 0, is_passing(self.wanted));
                (Cow::Borrowed(wanted), Cow::Borrowed(came))
            }
        };
        // What a log cannot hold as it is, it holds as it is drawn.
        fits(&wanted, &came, values) || fits(&wanted, visible(&came).as_bytes(), values)
    }
}

/// Both lines without what may differ.
fn lenient<'a>(wanted: &'a [u8], came: &'a [u8], is_first: bool, is_passing: bool) -> (&'a [u8], &'a [u8]) {
    if is_first && is_status(wanted) {
        return match (code_end(wanted), code_end(came)) {
            (Some(wanted_end), Some(came_end)) => (&wanted[..wanted_end], &came[..came_end]),
            (None, None) if is_passing => (without_text(wanted), without_text(came)),
            _ => (without_time(wanted), without_time(came)),
        };
    }
    let short = (without_count(wanted), without_count(came));
    // `{...}` and `{5}` are both there, or neither is.
    if (short.0.len() < wanted.len()) == (short.1.len() < came.len()) { short } else { (wanted, came) }
}

/// Whether a line has attributes of a mailbox.
fn is_list(line: &[u8]) -> bool {
    let name = line.strip_prefix(b"* ").and_then(|rest| rest.split(|octet| *octet == b' ').next()).unwrap_or_default();
    [&b"LIST"[..], b"LSUB", b"XLIST"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A mailbox without what changes as soon as somebody has looked into it. RFC 9051 section 7.3.1.
fn without_marks(line: &[u8]) -> Cow<'_, [u8]> {
    let end = memchr::memchr(b')', line).unwrap_or(0);
    let Some(start) = memchr::memchr(b'(', &line[..end]) else { return Cow::Borrowed(line) };
    let is_mark =
        |attribute: &[u8]| [&b"\\Marked"[..], b"\\Unmarked"].iter().any(|known| attribute.eq_ignore_ascii_case(known));
    let attributes = line[start + 1..end].split(|octet| *octet == b' ').filter(|one| !is_mark(one));
    let attributes = attributes.collect::<Vec<_>>().join(&b' ');
    Cow::Owned([&line[..=start], &attributes, &line[end..]].concat())
}

/// Whether a line is a status response, of which the text is for people. RFC 9051 section 7.1.
fn is_status(line: &[u8]) -> bool {
    let mut words = line.split(|octet| *octet == b' ');
    let status = words.nth(1).unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|known| status.eq_ignore_ascii_case(known))
}

/// Where the response code of a status response ends, its `]` included.
fn code_end(line: &[u8]) -> Option<usize> {
    let mut words = line.splitn(3, |octet| *octet == b' ');
    let text = words.nth(2)?;
    let start = line.len() - text.len();
    if !text.starts_with(b"[") {
        return None;
    }
    let mut quoted = false;
    let mut octets = text.iter().enumerate();
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'\\' if quoted => drop(octets.next()),
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(start + at + 1),
            _ => {}
        }
    }
    None
}

/// A text without the time that it ends with, as Dovecot writes it, `NOOP completed (0.001 + 0.000 secs).`, and Cyrus,
/// `Completed (2 msgs in 0.010 secs)`, `Completed (0.001 sec)`, `Completed (0.000 secs 2 calls)`.
fn without_time(line: &[u8]) -> &[u8] {
    let text = line.strip_suffix(b".").unwrap_or(line);
    let open = text.strip_suffix(b")").and_then(|text| text.iter().rposition(|octet| *octet == b'('));
    let Some(open) = open else { return line };
    let mut words = text[open + 1..text.len() - 1].split(|octet| *octet == b' ').peekable();
    let mut is_time = false;
    while let Some(word) = words.next() {
        let is_number = word.contains(&b'.') && word.iter().all(|octet| octet.is_ascii_digit() || *octet == b'.');
        is_time |= is_number && words.peek().is_some_and(|unit| [&b"sec"[..], b"secs"].contains(unit));
    }
    if is_time { line[..open].trim_ascii_end() } else { line }
}

/// Whether a status response has, by custom, what is different each time: when and where it was said, or a number of the
/// session. A greeting and a BYE do; whoever writes a pattern there means it.
fn is_passing(wanted: &Wanted) -> bool {
    let line = &wanted.lines[0];
    let is_pattern = [ANYTHING, b"{$"].iter().any(|piece| memchr::memmem::find(line, piece).is_some());
    let is_bye = line.len() > 5 && line[..6].eq_ignore_ascii_case(b"* BYE ");
    (wanted.is_greeting || is_bye) && !is_pattern
}

/// A status response without its text.
fn without_text(line: &[u8]) -> &[u8] {
    let end = line.iter().enumerate().filter(|(_, octet)| **octet == b' ').nth(1);
    end.map_or(line, |(end, _)| &line[..end])
}

/// The tagged reply ends what stands before it; the rest may come in any order, and anything beside it.
fn in_any_order(wanted: &[Expected<'_>], came: &[Response], values: &mut Values) -> Vec<Difference> {
    let mut taken: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut used = vec![false; came.len()];
    let mut find = |expected: &Expected<'_>, end: usize, values: &mut Values| {
        let at = (0..end).find(|at| !used[*at] && expected.fits(&came[*at], values))?;
        used[at] = true;
        Some(at)
    };
    for (place, expected) in wanted.iter().enumerate().filter(|(_, expected)| expected.is_tagged()) {
        taken[place] = find(expected, came.len(), values);
    }
    let ends = ends(wanted, &taken, came.len());
    for (place, expected) in wanted.iter().enumerate() {
        if !expected.is_tagged() && !expected.wanted.is_anything() {
            taken[place] = find(expected, ends[place], values);
        }
    }
    let mut differences = Vec::new();
    for (expected, _) in wanted.iter().zip(&taken).filter(|(one, taken)| taken.is_none() && !one.wanted.is_anything()) {
        differences.push(expected.missing());
        let instead = (0..came.len()).find(|at| !used[*at] && expected.wanted.resembles(&came[*at]));
        if let Some(at) = instead {
            used[at] = true;
            differences.push(arrived(&came[at]));
        }
    }
    differences
}

/// Up to where what is wanted can have come: the last of the tagged replies that stand behind it. Which of these commands it
/// belongs to nobody says, and servers complete commands in any order. RFC 9051 section 5.5.
fn ends(wanted: &[Expected<'_>], taken: &[Option<usize>], all: usize) -> Vec<usize> {
    let mut latest = None;
    let mut ends = vec![all; wanted.len()];
    for place in (0..wanted.len()).rev() {
        if wanted[place].is_tagged() {
            latest = latest.max(Some(taken[place].unwrap_or(all)));
        }
        ends[place] = latest.unwrap_or(all);
    }
    ends
}

/// One after another, and nothing between but where `...` stands.
fn in_order(wanted: &[Expected<'_>], came: &[Response], values: &mut Values) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut next = 0;
    let mut passes = false;
    for expected in wanted {
        if expected.wanted.is_anything() {
            passes = true;
            continue;
        }
        match (next..came.len()).find(|at| expected.fits(&came[*at], values)) {
            Some(at) => {
                if !passes {
                    differences.extend(came[next..at].iter().map(arrived));
                }
                next = at + 1;
                passes = false;
            }
            None => differences.push(expected.missing()),
        }
    }
    if !passes {
        differences.extend(came[next..].iter().map(arrived));
    }
    differences
}

impl Expected<'_> {
    fn missing(&self) -> Difference {
        Difference { mark: Mark::Missing, line: Some(self.wanted.line), text: shown(&self.wanted.lines) }
    }
}

fn arrived(response: &Response) -> Difference {
    Difference { mark: Mark::Came, line: None, text: shown(response) }
}

fn shown(lines: &Response) -> String {
    let mut text: Vec<String> = lines.iter().take(SHOWN_LINES_MAX).map(|line| visible(line)).collect();
    if lines.len() > SHOWN_LINES_MAX {
        text.push(format!("({} more lines)", lines.len() - SHOWN_LINES_MAX));
    }
    text.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Transcript, lines};

    fn differences(wanted: &str, came: &[&str], strictness: Strictness) -> Vec<String> {
        let text = format!("C: A1 X\n{wanted}");
        let transcript = Transcript::read(text.as_bytes()).unwrap();
        let came: Vec<Response> = came.iter().map(|response| lines(response.as_bytes())).collect();
        let mark = |mark| if mark == Mark::Came { '+' } else { '-' };
        let scene = transcript.sessions[0].scenes.last().unwrap();
        let differences = compare(&scene.wanted, &came, strictness, &mut Values::new());
        differences.into_iter().map(|one| format!("{} {}", mark(one.mark), one.text)).collect()
    }

    #[test]
    fn untagged_lines_come_in_any_order_and_others_beside_them() {
        let wanted = "S: * 2 EXISTS\nS: * 0 RECENT\nS: A1 OK ...\n";
        let came = ["* 0 RECENT\r\n", "* FLAGS ()\r\n", "* 2 EXISTS\r\n", "A1 OK done\r\n"];
        assert!(differences(wanted, &came, Strictness::Lenient).is_empty());
        assert_eq!(differences(wanted, &came, Strictness::Strict), ["+ * 0 RECENT", "+ * FLAGS ()", "- * 0 RECENT"]);
        let came = ["* 3 EXISTS\r\n", "A1 OK done\r\n", "* 0 RECENT\r\n"];
        let lenient = ["- * 2 EXISTS", "+ * 3 EXISTS", "- * 0 RECENT", "+ * 0 RECENT"];
        assert_eq!(differences(wanted, &came, Strictness::Lenient), lenient);
    }

    /// Found by the fuzz target `transcript`.
    #[test]
    fn a_tag_that_nobody_knows_stands_for_one_word() {
        let text = "* ID (\"x\" \"1 OK ID done\")\r\na2 OK ID done\r\n";
        let transcript = Transcript::read(text.as_bytes()).unwrap();
        let scene = transcript.sessions[0].scenes.last().unwrap();
        let came: Vec<Response> = scene.wanted.iter().map(|wanted| wanted.lines.clone()).collect();
        assert_eq!(compare(&scene.wanted, &came, Strictness::Lenient, &mut Values::new()), []);
        let another = [came[0].clone(), lines(b"C001 OK ID done\r\n")];
        assert_eq!(compare(&scene.wanted, &another, Strictness::Lenient, &mut Values::new()), []);
    }

    #[test]
    fn commands_that_were_pipelined_may_be_completed_in_any_order() {
        let text = "C: A1 X\nC: A2 Y\nS: * 1 FETCH ()\nS: * SEARCH 1\nS: A1 OK a\nS: A2 OK b\n";
        let transcript = Transcript::read(text.as_bytes()).unwrap();
        let compared = |came: &[&str]| {
            let came: Vec<Response> = came.iter().map(|response| lines(response.as_bytes())).collect();
            let wanted = &transcript.sessions[0].scenes.last().unwrap().wanted;
            compare(wanted, &came, Strictness::Lenient, &mut Values::new()).len()
        };
        assert_eq!(compared(&["* SEARCH 1", "A2 OK b", "* 1 FETCH ()", "A1 OK a"]), 0);
        assert_eq!(compared(&["A1 OK a", "* 1 FETCH ()", "* SEARCH 1", "A2 OK b"]), 0);
        assert_eq!(compared(&["* 1 FETCH ()", "A1 OK a", "A2 OK b", "* SEARCH 1"]), 2, "behind all of it is too late");
    }

    #[test]
    fn whether_a_mailbox_is_marked_counts_only_strictly() {
        let wanted = "S: * LIST (\\HasNoChildren) \"/\" a\nS: * LIST (\\Marked \\Trash) \"/\" b\nS: A1 OK ...\n";
        let came =
            ["* LIST (\\HasNoChildren \\UnMarked) \"/\" a\r\n", "* LIST (\\Trash) \"/\" b\r\n", "A1 OK done\r\n"];
        assert!(differences(wanted, &came, Strictness::Lenient).is_empty());
        assert_eq!(differences(wanted, &came, Strictness::Strict).len(), 4);
        assert!(!differences(&wanted.replace("Trash", "Sent"), &came, Strictness::Lenient).is_empty());
        let name = "S: * LIST () \"/\" \"\\\\Marked\"\nS: A1 OK ...\n";
        assert!(!differences(name, &["* LIST () \"/\" \"\"\r\n", "A1 OK done\r\n"], Strictness::Lenient).is_empty());
    }

    #[test]
    fn a_response_is_wanted_as_often_as_it_stands_there() {
        let came = ["* 1 EXPUNGE\r\n", "A1 OK\r\n"];
        let wanted = "S: * 1 EXPUNGE\nS: * 1 EXPUNGE\nS: A1 OK\n";
        assert_eq!(differences(wanted, &came, Strictness::Lenient), ["- * 1 EXPUNGE"]);
    }

    #[test]
    fn the_text_behind_a_code_is_for_people_and_one_without_a_code_is_meant() {
        let lenient = |wanted: &str, came: &str| differences(wanted, &[came], Strictness::Lenient).is_empty();
        assert!(lenient("S: A1 NO [TRYCREATE] no such thing\n", "A1 NO [TRYCREATE] Mailbox doesn't exist\r\n"));
        assert!(!lenient("S: A1 NO [TRYCREATE] x\n", "A1 NO [CANNOT] x\r\n"));
        assert!(!lenient("S: A1 OK done\n", "A1 OK [X] done\r\n") && !lenient("S: A1 OK done\n", "A1 OK do\r\n"));
        assert!(lenient("S: A1 NO [X \"]\"] a\n", "A1 NO [X \"]\"] b\r\n"));
        assert!(lenient("S: A1 OK Done (0.001 + 0.000 secs).\n", "A1 OK Done (0.002 + 0.000 + 0.001 secs).\r\n"));
        assert_eq!(differences("S: A1 OK [X] a\n", &["A1 OK [X] b\r\n"], Strictness::Strict).len(), 2);
    }

    #[test]
    fn how_long_something_took_counts_only_strictly() {
        let lenient = |wanted: &str, came: &str| {
            let (wanted, came) = (format!("S: A1 OK {wanted}\n"), format!("A1 OK {came}\r\n"));
            differences(&wanted, &[&came], Strictness::Lenient).is_empty()
        };
        assert!(lenient("Completed (0.001 sec)", "Completed (0.000 sec)"));
        assert!(lenient("Completed (0.001 secs 2 calls)", "Completed (0.000 secs 2 calls)"));
        assert!(lenient("Completed (5 msgs in 0.001 secs)", "Completed (5 msgs in 1.234 secs)"));
        assert!(!lenient("Completed (a sec)", "Completed (b sec)") && !lenient("a (0.1 sec)", "b (0.1 sec)"));
        assert!(!lenient("(0.1 sec) a", "(0.2 sec) a"));
    }

    #[test]
    fn a_greeting_and_a_bye_may_tell_the_time_and_the_session() {
        let greeting = |wanted: &str, came: &str, strictness| {
            let transcript = Transcript::read(format!("S: {wanted}\nC: A1 LOGOUT\n").as_bytes()).unwrap();
            compare(&transcript.sessions[0].scenes[0].wanted, &[lines(came.as_bytes())], strictness, &mut Values::new())
                .len()
        };
        let (was, is) =
            ("* OK Domino ready Tue, 8 Dec 2009 01:46:57 -0700", "* OK Domino ready Sat, 28 Nov 2026 22:51:00 +0000");
        assert_eq!((greeting(was, is, Strictness::Lenient), greeting(was, is, Strictness::Strict)), (0, 2));
        assert_ne!(greeting("* OK a", "* BYE a", Strictness::Lenient), 0);
        assert_ne!(greeting("* OK a", "* OK [X] a", Strictness::Lenient), 0);
        assert_ne!(greeting("* OK a...", "* OK b", Strictness::Lenient), 0);
        let bye = ["* BYE LOGOUT Requested x1\r\n", "A1 OK done\r\n"];
        assert!(differences("S: * BYE LOGOUT Requested y2\nS: A1 OK done\n", &bye, Strictness::Lenient).is_empty());
    }

    #[test]
    fn the_size_of_a_literal_counts_only_strictly() {
        let wanted = "S: * 1 FETCH (BODY[] {...}\nS: a\n...\nS: z)\nS: A1 OK ...\n";
        let came = ["* 1 FETCH (BODY[] {9}\r\na\r\nb\r\ny\r\nz)\r\n", "A1 OK done\r\n"];
        assert!(differences(wanted, &came, Strictness::Lenient).is_empty());
        let wanted = wanted.replace("{...}", "{8}");
        assert!(differences(&wanted, &came, Strictness::Lenient).is_empty());
        assert_eq!(differences(&wanted, &came, Strictness::Strict).len(), 2);
    }

    #[test]
    fn dots_alone_let_anything_pass_even_strictly() {
        let came = ["* 2 EXISTS\r\n", "* FLAGS ()\r\n", "* X\r\n", "A1 OK [READ-WRITE] done\r\n"];
        let wanted = "S: * 2 EXISTS\n...\nS: A1 OK [READ-WRITE] ...\n";
        assert!(differences(wanted, &came, Strictness::Strict).is_empty());
        assert!(differences(wanted, &came, Strictness::Lenient).is_empty());
    }

    #[test]
    fn a_refusal_that_was_wanted_is_as_good_as_an_ok() {
        assert!(differences("S: A1 NO ...\n", &["A1 NO no\r\n"], Strictness::Lenient).is_empty());
        assert_eq!(differences("S: A1 NO ...\n", &["A1 OK y\r\n"], Strictness::Lenient), ["- A1 NO ...", "+ A1 OK y"]);
    }
}

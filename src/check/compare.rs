//! What was wanted, and what came: where they differ.

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
            Strictness::Strict => (wanted, came),
            Strictness::Lenient => lenient(wanted, came, at == 0),
        };
        // What a log cannot hold as it is, it holds as it is drawn.
        fits(wanted, came, values) || fits(wanted, visible(came).as_bytes(), values)
    }
}

/// Both lines without what may differ.
fn lenient<'a>(wanted: &'a [u8], came: &'a [u8], is_first: bool) -> (&'a [u8], &'a [u8]) {
    if is_first && is_status(wanted) {
        return match (code_end(wanted), code_end(came)) {
            (Some(wanted_end), Some(came_end)) => (&wanted[..wanted_end], &came[..came_end]),
            _ => (without_time(wanted), without_time(came)),
        };
    }
    let short = (without_count(wanted), without_count(came));
    // `{...}` and `{5}` are both there, or neither is.
    if (short.0.len() < wanted.len()) == (short.1.len() < came.len()) { short } else { (wanted, came) }
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

/// A text without the time that Dovecot ends it with, as in `NOOP completed (0.001 + 0.000 secs).`
fn without_time(line: &[u8]) -> &[u8] {
    let start = line.strip_suffix(b".").unwrap_or(line);
    let Some(start) = start.strip_suffix(b" secs)") else { return line };
    let open = start.iter().rposition(|octet| *octet == b'(');
    open.map_or(line, |open| line[..open].trim_ascii_end())
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
    for (place, expected) in wanted.iter().enumerate() {
        if !expected.is_tagged() && !expected.wanted.is_anything() {
            let end = taken[place..].iter().zip(&wanted[place..]).find(|(_, later)| later.is_tagged());
            taken[place] = find(expected, end.and_then(|(at, _)| *at).unwrap_or(came.len()), values);
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
        let scene = transcript.scenes.last().unwrap();
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
        let scene = transcript.scenes.last().unwrap();
        let came: Vec<Response> = scene.wanted.iter().map(|wanted| wanted.lines.clone()).collect();
        assert_eq!(compare(&scene.wanted, &came, Strictness::Lenient, &mut Values::new()), []);
        let another = [came[0].clone(), lines(b"C001 OK ID done\r\n")];
        assert_eq!(compare(&scene.wanted, &another, Strictness::Lenient, &mut Values::new()), []);
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

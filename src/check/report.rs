//! How checks went: for a person, as TAP, as JUnit's XML.

use std::fmt::Write as _;

use crate::check::{Difference, Mark};
use crate::theme::{Role, Theme};
use crate::wire::visible;

/// What a report looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// The XML that JUnit writes and that most build servers read.
    Junit,
    /// The Test Anything Protocol, version 14.
    Tap,
    /// For people.
    Text,
}

/// How a scene of a transcript went, or the whole of one that could not be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The file, as it was named.
    pub file: String,
    /// Where the scene starts, from 1.
    pub line: usize,
    /// What the client says, secrets masked.
    pub said: String,
    /// How what came differs from what is wanted.
    pub differences: Vec<Difference>,
    /// Why it could not be played to its end.
    pub error: Option<String>,
}

impl Verdict {
    /// Whether all was as it should be.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.differences.is_empty() && self.error.is_none()
    }

    fn title(&self) -> String {
        let said = if self.said.is_empty() { "greeting" } else { &self.said };
        visible(format!("{}:{} {said}", self.file, self.line).as_bytes())
    }

    /// The diff, and what went wrong beside it; each line for itself.
    fn details(&self) -> Vec<(Role, String)> {
        let mut details = Vec::new();
        for difference in &self.differences {
            let (role, mark) = match difference.mark {
                Mark::Came => (Role::Ok, '+'),
                Mark::Missing => (Role::Bad, '-'),
            };
            details.extend(difference.text.split('\n').map(|line| (role, format!("{mark} S: {line}"))));
        }
        details.extend(self.error.iter().map(|error| (Role::Bad, format!("! {}", visible(error.as_bytes())))));
        details
    }
}

/// For people: a diff of each scene that differs, and a line for each file.
#[must_use]
pub fn text(verdicts: &[Verdict], theme: Theme) -> String {
    let mut out = String::new();
    for verdicts in verdicts.chunk_by(|one, other| one.file == other.file) {
        let bad: Vec<_> = verdicts.iter().filter(|verdict| !verdict.is_good()).collect();
        for verdict in &bad {
            let (file, line) = (visible(verdict.file.as_bytes()), verdict.line);
            let _ = writeln!(out, "{}", theme.painted(Role::Note, &format!("@@ {file}:{line} @@")));
            if !verdict.said.is_empty() {
                let _ = writeln!(out, "  C: {}", visible(verdict.said.as_bytes()));
            }
            for (role, line) in verdict.details() {
                let _ = writeln!(out, "{}", theme.painted(role, &line));
            }
        }
        let file = visible(verdicts[0].file.as_bytes());
        let (role, word) = if bad.is_empty() { (Role::Ok, "ok") } else { (Role::Bad, "differs") };
        let count = verdicts.len();
        let how = if bad.is_empty() { counted(count) } else { format!("{} of {}", bad.len(), counted(count)) };
        let _ = writeln!(out, "{} {file}: {how}", theme.painted(role, word));
    }
    out
}

fn counted(scenes: usize) -> String {
    if scenes == 1 { "1 exchange".to_owned() } else { format!("{scenes} exchanges") }
}

/// TAP 14 (testanything.org): a point for each scene, and the diff as its diagnosis.
#[must_use]
pub fn tap(verdicts: &[Verdict]) -> String {
    let mut out = format!("TAP version 13\n1..{}\n", verdicts.len());
    for (number, verdict) in (1..).zip(verdicts) {
        let word = if verdict.is_good() { "ok" } else { "not ok" };
        // A `#` would start a directive, and a backslash escapes.
        let title = verdict.title().replace('\\', "\\\\").replace('#', "\\#");
        let _ = writeln!(out, "{word} {number} - {title}");
        let details = verdict.details();
        if !details.is_empty() {
            out.push_str("  ---\n  diff: |\n");
            for (_, line) in details {
                let _ = writeln!(out, "    {line}");
            }
            out.push_str("  ...\n");
        }
    }
    out
}

/// JUnit's XML: a suite for each file, a case for each scene.
#[must_use]
pub fn junit(verdicts: &[Verdict]) -> String {
    let failures = |verdicts: &[Verdict]| verdicts.iter().filter(|verdict| !verdict.is_good()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites tests=\"{}\" failures=\"{}\">", verdicts.len(), failures(verdicts));
    for suite in verdicts.chunk_by(|one, other| one.file == other.file) {
        let file = xml(&visible(suite[0].file.as_bytes()));
        let (tests, failures) = (suite.len(), failures(suite));
        let _ = writeln!(out, "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failures}\">");
        for verdict in suite {
            let _ = write!(out, "    <testcase classname=\"{file}\" name=\"{}\"", xml(&verdict.title()));
            if verdict.is_good() {
                out.push_str("/>\n");
                continue;
            }
            let details: Vec<_> = verdict.details().into_iter().map(|(_, line)| xml(&line)).collect();
            let (first, all) = (details.first().map_or("", String::as_str), details.join("\n"));
            let _ = writeln!(out, ">\n      <failure message=\"{first}\">{all}</failure>\n    </testcase>");
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// Text for XML. What it cannot hold was drawn before.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdicts() -> Vec<Verdict> {
        let difference = |mark, text: &str| Difference { mark, line: None, text: text.into() };
        let differences = vec![difference(Mark::Missing, "a1 OK <&>"), difference(Mark::Came, "a1 NO \\x1b\nx")];
        let good = Verdict { file: "a.txt".into(), line: 1, said: String::new(), differences: vec![], error: None };
        let bad = Verdict { line: 3, said: "a1 NOOP #1".into(), differences, ..good.clone() };
        vec![good.clone(), bad, Verdict { file: "b\x1b".into(), ..good }]
    }

    #[test]
    fn a_person_sees_a_diff() {
        let wanted = "@@ a.txt:3 @@\n  C: a1 NOOP #1\n- S: a1 OK <&>\n+ S: a1 NO \\x1b\n+ S: x\n\
                      differs a.txt: 1 of 2 exchanges\nok b\\x1b: 1 exchange\n";
        assert_eq!(text(&verdicts(), Theme::Plain), wanted);
    }

    #[test]
    fn tap_has_a_point_for_each_scene() {
        let wanted = "TAP version 13\n1..3\nok 1 - a.txt:1 greeting\nnot ok 2 - a.txt:3 a1 NOOP \\#1\n  ---\n  diff: |\n    \
                      - S: a1 OK <&>\n    + S: a1 NO \\x1b\n    + S: x\n  ...\nok 3 - b\\\\x1b:1 greeting\n";
        assert_eq!(tap(&verdicts()), wanted);
    }

    #[test]
    fn what_is_no_character_is_in_no_report() {
        let difference =
            Difference { mark: Mark::Came, line: None, text: visible("* X \u{fffe}\u{ffff}\0".as_bytes()) };
        let verdict = Verdict { said: "a1 \u{fffe}".into(), differences: vec![difference], ..verdicts()[0].clone() };
        for report in [tap(std::slice::from_ref(&verdict)), junit(std::slice::from_ref(&verdict))] {
            assert!(
                report.contains("\\u{fffe}\\u{ffff}\\x00") && report.chars().all(|char| char < '\u{fffe}'),
                "{report}"
            );
        }
    }

    #[test]
    fn junit_has_a_case_for_each_scene_and_is_xml() {
        let xml = junit(&verdicts());
        assert!(xml.contains("<testsuites tests=\"3\" failures=\"1\">"));
        assert!(xml.contains("<testcase classname=\"a.txt\" name=\"a.txt:3 a1 NOOP #1\">"));
        assert!(xml.contains("<failure message=\"- S: a1 OK &lt;&amp;&gt;\">- S: a1 OK &lt;&amp;&gt;\n+ S: a1 NO"));
        assert!(!xml.contains('\x1b'));
    }
}

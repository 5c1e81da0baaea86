//! Reads a transcript: who says what, what belongs to a literal, and what is to be compared at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::check::pattern::{ANYTHING, value_name};
use crate::check::transcript::{
    Literal, SESSION, Said, Scene, Session, Speech, Transcript, Unreadable, Wanted, first_word, is_reply, is_tagged,
    is_untagged,
};
use crate::session::{split_tag, straight_quotes};
use crate::wire::{literal_header, unescaped};

/// What some editors start a file with.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// [`Transcript::read`].
pub(crate) fn read(text: &[u8]) -> Result<Transcript, Unreadable> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let lines: Vec<Vec<u8>> = text.split(|octet| *octet == b'\n').map(meant).collect();
    let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
    let mut reader = Reader { replies: last_replies(&lines), lines, start: 1, ..Reader::default() };
    while reader.at < reader.lines.len() {
        reader.line()?;
    }
    let shortcuts = reader.shortcuts;
    let last = reader.end_session();
    let mut sessions = reader.sessions;
    if !last.is_silent() || sessions.is_empty() {
        sessions.push(last);
    }
    Ok(Transcript { sessions, shortcuts })
}

/// A line without its end. A log escapes what a terminal must not see, and counts literals before that.
fn meant(line: &[u8]) -> Vec<u8> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let is_spoken = spoken(line, b"C:").is_some() || spoken(line, b"S:").is_some();
    if is_spoken { unescaped(line) } else { line.to_vec() }
}

/// What follows `C:` or `S:`, and one space.
fn spoken<'a>(line: &'a [u8], who: &[u8]) -> Option<&'a [u8]> {
    let rest = line.strip_prefix(who)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(b" ") }
}

/// The last line, from 0, on which each tag is answered.
fn last_replies(lines: &[&[u8]]) -> BTreeMap<Vec<u8>, usize> {
    let reply = |(at, line): (usize, &&[u8])| {
        let line = spoken(line, b"S:").unwrap_or(line);
        is_tagged(line).then(|| (first_word(line).to_vec(), at))
    };
    lines.iter().enumerate().filter_map(reply).collect()
}

/// What of a response is still to come.
#[derive(Debug, Default, PartialEq, Eq)]
enum Open {
    /// So many octets of a literal.
    Counted(u64),
    /// Nothing that is known: a line that starts no other response belongs to it.
    #[default]
    Maybe,
    /// The rest of the line behind a literal.
    Tail,
}

#[derive(Debug, Default)]
struct Reader<'a> {
    lines: Vec<&'a [u8]>,
    at: usize,
    replies: BTreeMap<Vec<u8>, usize>,
    sessions: Vec<Session>,
    /// Where this session starts, from 1.
    start: usize,
    /// A log has written it: only a literal is more than one line.
    is_log: bool,
    /// A literal of this response was not counted: where it ends is a guess.
    is_guessed: bool,
    /// The server has said BYE in it.
    is_over: bool,
    scenes: Vec<Scene>,
    scene: Scene,
    /// The tags that the client has used.
    tags: BTreeSet<Vec<u8>>,
    /// Commands of this scene that have not been answered.
    unanswered: Vec<Option<Vec<u8>>>,
    /// What the client says now answers challenges.
    authenticates: bool,
    open: Open,
    shortcuts: usize,
}

impl Reader<'_> {
    fn wrong(&self, wrong: &'static str) -> Unreadable {
        Unreadable { line: self.at + 1, wrong }
    }

    fn line(&mut self) -> Result<(), Unreadable> {
        let line = self.lines[self.at];
        if self.open == Open::Maybe && starts_session(line) {
            self.begin_session(self.at + 1);
            self.is_log = true;
        } else if let Some(said) = spoken(line, b"C:") {
            self.client(&straight_quotes(said))?;
        } else if let Some(said) = spoken(line, b"S:") {
            self.server(said);
        } else if self.open != Open::Maybe || line == ANYTHING || self.starts_response(line) {
            self.server(line);
        } else if line.trim_ascii().is_empty() || line.starts_with(b"#") || line.starts_with(b"-- ") {
        } else if line.starts_with(b":") {
            self.shortcuts += 1;
        } else if self.scene.wanted.is_empty() {
            return Err(self.wrong("nobody says this; a line starts with C: or S:"));
        } else {
            self.server(line);
        }
        self.at += 1;
        Ok(())
    }

    /// Another session follows.
    fn begin_session(&mut self, line: usize) {
        let ended = self.end_session();
        if !ended.is_silent() {
            self.sessions.push(ended);
        }
        self.start = line;
    }

    /// The session that ends here. Nothing of it has a meaning for the next.
    fn end_session(&mut self) -> Session {
        self.close();
        self.tags.clear();
        self.is_over = false;
        self.is_log = false;
        Session { line: self.start, scenes: std::mem::take(&mut self.scenes) }
    }

    fn close(&mut self) {
        self.open = Open::Maybe;
        self.scenes.push(std::mem::take(&mut self.scene));
        self.unanswered.clear();
        self.authenticates = false;
    }

    /// Whether what the open commands are answered stands further below: they were sent without waiting.
    fn is_pipelined(&self) -> bool {
        let answered_later = |tag: &Vec<u8>| self.replies.get(tag).is_some_and(|at| *at > self.at);
        let is_open = |command: &Option<Vec<u8>>| match command {
            Some(tag) => answered_later(tag),
            None => self.scene.wanted.is_empty(),
        };
        self.unanswered.iter().any(is_open)
    }

    fn client(&mut self, said: &[u8]) -> Result<(), Unreadable> {
        self.open = Open::Maybe;
        let line = self.at + 1;
        let heard = self.scene.wanted.len();
        let speech = if self.authenticates {
            Speech::Answer(said.to_vec())
        } else if said.eq_ignore_ascii_case(b"DONE") {
            Speech::Done
        } else if said.starts_with(b":") {
            self.shortcuts += 1;
            return Ok(());
        } else if said.is_empty() {
            return Ok(());
        } else {
            return self.command(said);
        };
        self.scene.said.push(Said { line, speech, heard });
        Ok(())
    }

    fn command(&mut self, said: &[u8]) -> Result<(), Unreadable> {
        if !self.is_pipelined() {
            self.close();
        }
        let (tag, rest) = self.split_tag(said);
        let tag = tag.map(<[u8]>::to_vec);
        self.tags.extend(tag.clone());
        self.unanswered.push(tag.clone());
        self.authenticates = first_word(rest).eq_ignore_ascii_case(b"AUTHENTICATE");
        let (line, heard) = (self.at + 1, self.scene.wanted.len());
        let place = self.scene.said.len();
        let mut rest = rest.to_vec();
        let mut literals = VecDeque::new();
        while let Some(announced) = literal_header(literals.back().map_or(&rest, |literal: &Literal| &literal.rest)) {
            let Some(literal) = self.literal(announced.octets)? else { break };
            literals.push_back(literal);
            with_values(&mut rest, &mut literals);
        }
        self.scene.said.insert(place, Said { line, speech: Speech::Command { tag, line: rest, literals }, heard });
        Ok(())
    }

    /// The literal that follows a line, and what comes before it of the server. `None`: it was refused.
    fn literal(&mut self, octets: u64) -> Result<Option<Literal>, Unreadable> {
        let mut data = Vec::new();
        let mut has_begun = false;
        let is_log = spoken(self.lines[self.at], b"C:").is_some();
        loop {
            self.at += 1;
            let line = self.lines.get(self.at).copied().filter(|line| !(is_log && starts_session(line)));
            let Some(line) = line else {
                return Err(Unreadable { line: self.at, wrong: "the literal that is announced here does not follow" });
            };
            let said = match (spoken(line, b"C:"), has_begun) {
                (Some(said), _) => said,
                (None, false) if spoken(line, b"S:").is_some() || self.starts_response(line) => {
                    let said = spoken(line, b"S:").unwrap_or(line);
                    self.server(said);
                    if self.is_reply(said) {
                        return Ok(None);
                    }
                    continue;
                }
                (None, _) => line,
            };
            if has_begun {
                data.extend_from_slice(b"\r\n");
            }
            data.extend_from_slice(said);
            // A value stands for all of it.
            if !std::mem::replace(&mut has_begun, true) && value_name(&data).is_some() {
                return Ok(Some(Literal { octets: data, rest: Vec::new() }));
            }
            if data.len() as u64 >= octets {
                let rest = data.split_off(usize::try_from(octets).unwrap_or(data.len()));
                return Ok(Some(Literal { octets: data, rest }));
            }
        }
    }

    fn server(&mut self, said: &[u8]) {
        let is_open = self.open == Open::Tail || matches!(self.open, Open::Counted(_));
        let is_within = self.scene.wanted.last().is_some_and(|wanted| wanted.lines.iter().any(|one| announces(one)));
        if said == ANYTHING && !is_open {
            if let Some(wanted) = self.scene.wanted.last_mut().filter(|_| is_within) {
                wanted.lines.push(ANYTHING.to_vec());
            } else {
                let lines = vec![ANYTHING.to_vec()];
                self.scene.wanted.push(Wanted { line: self.at + 1, lines, is_greeting: false, tag: None });
            }
            self.open = Open::Maybe;
            return;
        }
        // Whatever else starts no response goes on with one, as in an article that breaks its lines; unless nobody has broken them.
        let goes_on = (self.is_guessed || !self.is_log) && !self.starts_wanted(said);
        let continues = is_open || (is_within && said.starts_with(ANYTHING)) || goes_on;
        match self.scene.wanted.last_mut().filter(|wanted| continues && !wanted.is_anything()) {
            Some(wanted) => wanted.lines.push(said.to_vec()),
            None => self.begin(said),
        }
        self.go_on(said);
    }

    /// A command without its tag: what is answered further below is one, whatever it looks like.
    fn split_tag<'a>(&self, said: &'a [u8]) -> (Option<&'a [u8]>, &'a [u8]) {
        let tag = first_word(said);
        let is_answered = self.replies.get(tag).is_some_and(|at| *at > self.at);
        if is_answered && tag.len() < said.len() { (Some(tag), &said[tag.len() + 1..]) } else { split_tag(said) }
    }

    /// Whether a line starts a response.
    fn starts_response(&self, line: &[u8]) -> bool {
        let starts = [&b"* "[..], b"+ ", ANYTHING].iter().any(|start| line.starts_with(start));
        starts || line == b"+" || self.is_reply(line)
    }

    /// Whether a line starts as a tagged reply does. A tag that the client has used may look like anything.
    fn is_reply(&self, line: &[u8]) -> bool {
        is_reply(line) || (is_tagged(line) && self.tags.contains(first_word(line)))
    }

    /// Whether a line starts a response, and not one of another response does so by chance.
    fn starts_wanted(&self, said: &[u8]) -> bool {
        let is_own = |tag: &[u8]| self.tags.is_empty() || self.tags.contains(tag);
        let has_untagged = self.unanswered.iter().any(Option::is_none);
        self.starts_response(said) && (!self.is_reply(said) || has_untagged || is_own(first_word(said)))
    }

    fn begin(&mut self, said: &[u8]) {
        if self.is_over && self.unanswered.is_empty() && greets(said) {
            // RFC 9051 section 7.1.5: behind BYE a server closes the connection.
            self.begin_session(self.at + 1);
        }
        self.is_over |= is_untagged(said, b"BYE");
        self.is_guessed = false;
        let tag = self.is_reply(said).then(|| first_word(said).to_vec());
        if let Some(tag) = &tag {
            self.authenticates = false;
            let answered = self.unanswered.iter().position(|open| open.as_ref().is_none_or(|open| open == tag));
            answered.map(|at| self.unanswered.remove(at));
        }
        let tag = tag.map(|tag| (self.tags.contains(&tag), tag)).map(|(is_known, tag)| (tag, is_known));
        let is_greeting =
            greets(said) && self.scene.said.is_empty() && !self.scene.wanted.iter().any(|one| one.is_greeting);
        self.scene.wanted.push(Wanted { line: self.at + 1, lines: vec![said.to_vec()], is_greeting, tag });
    }

    /// Takes note of what follows a line of a response.
    fn go_on(&mut self, said: &[u8]) {
        let tail = match self.open {
            Open::Counted(left) => match left.checked_sub(said.len() as u64 + 2) {
                Some(0) => {
                    self.open = Open::Tail;
                    return;
                }
                Some(left) => {
                    self.open = Open::Counted(left);
                    return;
                }
                None => &said[usize::try_from(left).map_or(said.len(), |left| left.min(said.len()))..],
            },
            Open::Maybe | Open::Tail => said,
        };
        let counted = literal_header(tail).filter(|literal| self.is_all_there(literal.octets));
        self.is_guessed |= announces(tail) && counted.is_none();
        self.open = counted.map_or(Open::Maybe, |literal| match literal.octets {
            0 => Open::Tail,
            octets => Open::Counted(octets),
        });
    }

    /// Whether a literal of so many octets follows, and after it what can follow one: else its size is not to be believed.
    fn is_all_there(&self, octets: u64) -> bool {
        let mut left = octets;
        // What has no prefix, where the literal's first line has one, is none of the literal's.
        let is_log = spoken(self.lines[self.at], b"S:").is_some();
        for line in &self.lines[self.at + 1..] {
            if spoken(line, b"C:").is_some() || (is_log && starts_session(line)) {
                return false;
            }
            // Dots may be the literal's own: if with them nothing is lacking, they are.
            let said = spoken(line, b"S:").unwrap_or(line);
            match left.checked_sub(said.len() as u64 + 2) {
                Some(rest) => left = rest,
                None => {
                    let tail = usize::try_from(left).ok().and_then(|left| said.get(left..));
                    return tail.is_some_and(|tail| matches!(tail, [] | [b' ' | b')' | b'"' | b']', ..]));
                }
            }
        }
        false
    }
}

/// Whether a line is what a server can say first. RFC 9051 section 7.1.
fn greets(line: &[u8]) -> bool {
    [&b"OK"[..], b"PREAUTH", b"BYE"].iter().any(|status| is_untagged(line, status))
}

/// Whether a line says that another session follows.
fn starts_session(line: &[u8]) -> bool {
    line.strip_prefix(SESSION.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b" "))
}

/// Whether a line of a response ends in the header of a literal.
fn announces(line: &[u8]) -> bool {
    line.ends_with(b"{...}") || literal_header(line).is_some()
}

/// A value cannot have the size that the literal of another session had: it is spelled again for its place, and what came
/// before it as text that is in the same line.
fn with_values(line: &mut Vec<u8>, literals: &mut VecDeque<Literal>) {
    if literals.back().is_none_or(|literal| value_name(&literal.octets).is_none()) {
        return;
    }
    for Literal { octets, rest } in literals.drain(..) {
        let header = line.iter().rposition(|octet| *octet == b'{').unwrap_or(line.len());
        line.truncate(header);
        if value_name(&octets).is_some() {
            line.extend_from_slice(&octets);
        } else {
            let escaped = octets.iter().flat_map(|octet| match octet {
                b'"' | b'\\' => vec![b'\\', *octet],
                _ => vec![*octet],
            });
            line.extend_from_slice(b"{\"");
            line.extend(escaped);
            line.extend_from_slice(b"\"}");
        }
        line.extend_from_slice(&rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let string = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let joined = |lines: &[Vec<u8>]| lines.iter().map(|line| string(line)).collect::<Vec<_>>().join("|");
        let said = |said: &Said| match &said.speech {
            Speech::Answer(answer) => format!("answer {}", string(answer)),
            Speech::Command { tag, line, literals } => {
                let literals = literals.iter().map(|one| format!(" <{}>{}", string(&one.octets), string(&one.rest)));
                format!("{:?} {}{}", tag.as_deref().map(string), string(line), literals.collect::<String>())
            }
            Speech::Done => "done".to_owned(),
        };
        let scene = |scene: &Scene| {
            let said: Vec<_> = scene.said.iter().map(said).collect();
            let wanted: Vec<_> = scene.wanted.iter().map(|wanted| joined(&wanted.lines)).collect();
            format!("{} => {}", said.join(", "), wanted.join(", "))
        };
        let sessions = Transcript::read(text.as_bytes()).unwrap().sessions;
        let shown = |session: &Session| session.scenes.iter().map(scene).collect::<Vec<_>>();
        sessions.iter().map(shown).collect::<Vec<_>>().join(&format!("line {}", sessions.last().unwrap().line))
    }

    #[test]
    fn a_session_starts_at_its_mark_or_at_a_greeting_behind_bye() {
        let session = "S: * OK hi\nC: a1 LOGOUT\nS: * BYE bye\nS: a1 OK done\n";
        let shown_one = [" => * OK hi", "Some(\"a1\") LOGOUT => * BYE bye, a1 OK done"];
        assert_eq!(shown(&format!("\n{session}{session}")), [&shown_one[..], &["line 6"], &shown_one].concat());
        let marked = format!("-- session with a\n-- session\n{session}-- session with b at c\n{session}-- session\n");
        assert_eq!(shown(&marked), [&shown_one[..], &["line 7"], &shown_one].concat());
        // An OK is no greeting as long as the session goes on, and one that was cut short ends where the next begins.
        let text = "S: * OK hi\nC: a1 NOOP\nS: * OK still here\nS: a1 OK\nC: a2 X\nS: * 1 FETCH (BODY[] {40}\nS: a\n-- session\n\
                    S: * OK hi\n";
        let first = ["Some(\"a1\") NOOP => * OK still here, a1 OK", "Some(\"a2\") X => * 1 FETCH (BODY[] {40}|a"];
        assert_eq!(shown(text), [&shown_one[..1], &first, &["line 8", shown_one[0]]].concat());
        let error = Transcript::read(b"C: a1 APPEND x {9}\nS: + go\nC: a\n-- session\nS: * OK hi\n").unwrap_err();
        assert_eq!(error.to_string(), "line 3: the literal that is announced here does not follow");
        // In a mail that was pasted without prefixes it is a line like others.
        let text = "a1 X\nS: a1 OK\n";
        assert_eq!(shown(&format!("C: {text}* 1 FETCH (BODY[] {{14}}\n-- session a\n)\n")).len(), 2);
    }

    #[test]
    fn a_scene_is_a_command_and_what_is_said_to_it() {
        let text =
            "# a note\n\nS: * OK hi\r\nC: a1 NOOP\r\nS: * 1 EXISTS\nS: a1 OK\n-- note\n:state\nC: CHECK\nS: x1 OK\n";
        assert_eq!(shown(text), [" => * OK hi", "Some(\"a1\") NOOP => * 1 EXISTS, a1 OK", "None CHECK => x1 OK"]);
        assert_eq!(Transcript::read(text.as_bytes()).unwrap().shortcuts, 1);
    }

    #[test]
    fn what_went_out_before_an_answer_is_one_scene() {
        let text = "C: a1 NOOP\nC: a2 CHECK\nS: a1 OK\nC: a3 NOOP\nS: a2 OK\nS: a3 OK\nC: a4 NOOP\nS: a4 OK\n";
        let first = "Some(\"a1\") NOOP, Some(\"a2\") CHECK, Some(\"a3\") NOOP => a1 OK, a2 OK, a3 OK";
        assert_eq!(shown(text), [" => ", first, "Some(\"a4\") NOOP => a4 OK"]);
    }

    #[test]
    fn a_literal_of_the_client_follows_its_line() {
        let text =
            "C: a1 APPEND x {7}\nS: + go\nC: hello\nC: \nS: a1 OK\nC: a2 APPEND x {3+}\nabc (\\Seen)\nS: a2 OK\n";
        let literal = "Some(\"a1\") APPEND x {7} <hello\r\n> => + go, a1 OK";
        assert_eq!(shown(text)[1..], [literal, "Some(\"a2\") APPEND x {3+} <abc> (\\Seen) => a2 OK"]);
        assert_eq!(shown("C: a1 APPEND x {7}\nS: a1 NO no\n")[1..], ["Some(\"a1\") APPEND x {7} => a1 NO no"]);
        let error = Transcript::read(b"C: a1 APPEND x {7}\nC: a\n").unwrap_err();
        assert_eq!(error.to_string(), "line 3: the literal that is announced here does not follow");
    }

    #[test]
    fn a_secret_in_a_literal_is_spelled_again() {
        let text = "C: a1 LOGIN {4}\nS: + a\nC: u\\er {7}\nS: + b\nC: {$secret}\nS: a1 OK\n";
        assert_eq!(shown(text)[1], "Some(\"a1\") LOGIN {\"u\\\\er\"} {$secret} => + a, + b, a1 OK");
    }

    #[test]
    fn answers_and_done_have_no_tag() {
        let text = "C: a1 AUTHENTICATE PLAIN\nS: + \nC: AGEAYg==\nS: a1 OK\nC: a2 IDLE\nS: + i\nC: DONE\nS: a2 OK\n";
        let login = "Some(\"a1\") AUTHENTICATE PLAIN, answer AGEAYg== => + , a1 OK";
        assert_eq!(shown(text)[1..], [login, "Some(\"a2\") IDLE, done => + i, a2 OK"]);
    }

    #[test]
    fn the_literal_of_a_response_is_counted_where_it_can_be() {
        let text = "C: a1 X\nS: * 1 FETCH (BODY[] {12}\nS: a1 OK\nS: * x\n)\nS: a1 OK\n";
        assert_eq!(shown(text)[1], "Some(\"a1\") X => * 1 FETCH (BODY[] {12}|a1 OK|* x|), a1 OK");
        let text = "C: a1 X\nS: * 1 FETCH (BODY[] {70988}\n...\nS: x\nS: a1 OK\n";
        assert_eq!(shown(text)[1], "Some(\"a1\") X => * 1 FETCH (BODY[] {70988}|...|x, a1 OK");
        let text = "C: a1 X\nS: * 1 FETCH (BODY[] {16}\nS: a\nS: ...\nS: a1 OK\nS: x)\nS: a1 OK\n";
        assert_eq!(shown(text)[1], "Some(\"a1\") X => * 1 FETCH (BODY[] {16}|a|...|a1 OK|x), a1 OK");
        let text = "C: a1 X\nS: * 1 FETCH (X {...}\nS: ...Date\nS: From\n...\nS: a1 OK\n";
        assert_eq!(shown(text)[1], "Some(\"a1\") X => * 1 FETCH (X {...}|...Date|From|..., a1 OK");
    }

    #[test]
    fn a_line_of_a_log_that_is_no_response_stands_alone() {
        let lines = "S: * OK hi\nC: a1 X\nS: * 1 FETCH (X {3}\nS: abc y\nS: garbage\nS: \nS: ZZ9 OK x\nS: a1 OK\n";
        let one = "Some(\"a1\") X => * 1 FETCH (X {3}|abc y|garbage||ZZ9 OK x, a1 OK";
        let apart = "Some(\"a1\") X => * 1 FETCH (X {3}|abc y, garbage, , ZZ9 OK x, a1 OK";
        let lines = lines.replace("abc y", "abc)");
        let (one, apart) = (one.replace("abc y", "abc)"), apart.replace("abc y", "abc)"));
        assert_ne!(shown(&lines)[1], apart, "an article breaks lines: {one}");
        assert_eq!(shown(&format!("-- session with a\n{lines}"))[1], apart);
    }

    #[test]
    fn what_a_log_has_escaped_is_what_it_was() {
        let text = "C: a1 APPEND x {3}\nS: + go\nC: a\\x0ab\nS: a1 OK\nC: a2 X \\Seen\nS: * a\\x5cxb\nS: a2 OK\n";
        let append = "Some(\"a1\") APPEND x {3} <a\nb> => + go, a1 OK";
        assert_eq!(shown(text)[1..], [append, "Some(\"a2\") X \\Seen => * a\\xb, a2 OK"]);
    }

    #[test]
    fn a_tag_may_look_like_anything_if_it_is_answered() {
        let text = "\u{feff}C: x-2 CAPABILITY\nS: * CAPABILITY X\nS: x-2 OK\nC: a_3 XYZ\nS: * X {14}\nS: Subject: OK x\nS: )\nS: a_3 NO\n\
                    C: . NOOP\n. OK\n";
        let first = "Some(\"x-2\") CAPABILITY => * CAPABILITY X, x-2 OK";
        let second = "Some(\"a_3\") XYZ => * X {14}|Subject: OK x|), a_3 NO";
        assert_eq!(shown(text)[1..], [first, second, "Some(\".\") NOOP => . OK"]);
    }

    #[test]
    fn a_line_of_nobody_is_told() {
        let error = Transcript::read(b"# a\nhello\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2: nobody says this; a line starts with C: or S:");
    }
}

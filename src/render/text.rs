//! The same lines for people: on a terminal with a gutter and colours, in a pipe without.
//!
//! All octets from elsewhere pass [`Visible`] here, after which nothing acts on a terminal.

use std::io::{self, Write};

use crate::explain::wrapped;
use crate::render::{Renderer, Setting, Shown};
use crate::session::{Outgoing, Part};
use crate::theme::{Role, Theme};
use crate::wire::{Ends, Kind, Lexed, Lexer, Piece, Visible, lex_command, visible};

/// What stands for a secret.
const MASK: &str = "***";

/// A literal is folded after so many lines …
const FOLD_LINES: usize = 20;

/// … or so many octets.
const FOLD_OCTETS: u64 = 4 << 10;

/// The least columns to which a note is broken.
const NOTE_COLUMNS_MIN: usize = 20;

/// How much of a literal has been shown.
#[derive(Clone, Copy, Debug, Default)]
struct Fold {
    lines: usize,
    octets: u64,
    hidden: u64,
}

impl Fold {
    /// The part of some octets that still fits in front of the fold.
    fn unfolded<'a>(&mut self, octets: &'a [u8]) -> &'a [u8] {
        let mut shown = 0;
        for line in octets.split_inclusive(|octet| *octet == b'\n') {
            if self.hidden > 0 || self.lines >= FOLD_LINES || self.octets >= FOLD_OCTETS {
                break;
            }
            let room = usize::try_from(FOLD_OCTETS - self.octets).map_or(line.len(), |room| room.min(line.len()));
            shown += room;
            self.octets += room as u64;
            self.lines += usize::from(line.ends_with(b"\n"));
        }
        self.hidden += (octets.len() - shown) as u64;
        &octets[..shown]
    }

    /// How many octets were hidden, of how many.
    fn end(&mut self) -> Option<(u64, u64)> {
        let Self { octets, hidden, .. } = std::mem::take(self);
        (hidden > 0).then_some((hidden, octets + hidden))
    }
}

/// `--output text`.
#[derive(Debug)]
pub struct Text {
    theme: Theme,
    /// Tell who speaks before each line: on a terminal.
    gutter: bool,
    /// Show what is sent.
    echo: bool,
    /// Fold long literals: on a terminal.
    folds: bool,
    fold: Fold,
    /// Draw line ends.
    draws_crlf: bool,
    show_secrets: bool,
    lexer: Lexer,
    /// What a status line says, once it is known.
    verdict: Option<Role>,
    /// The response is an alert: its text is to be read.
    alert: bool,
    literal: Visible,
    /// The same for a literal that is sent.
    sent_fold: Fold,
    sent_literal: Visible,
    /// The line is one of a literal that is being sent.
    is_sending: bool,
    /// Nothing stands on the line yet.
    at_start: bool,
    /// How many columns there are for notes, which alone are broken to fit: what a server says is shown as it came.
    columns: Option<fn() -> usize>,
}

impl Text {
    /// Breaks notes at spaces, to fit so many columns.
    #[must_use]
    pub fn fitting(self, columns: fn() -> usize) -> Self {
        Self { columns: Some(columns), ..self }
    }

    /// For a terminal.
    #[must_use]
    pub fn terminal(theme: Theme, show_secrets: bool) -> Self {
        Self { gutter: true, echo: true, folds: true, ..Self::pipe(theme, false, show_secrets) }
    }

    /// For a pipe or file; `echo` shows what is sent too.
    #[must_use]
    pub fn pipe(theme: Theme, echo: bool, show_secrets: bool) -> Self {
        Self {
            theme,
            gutter: false,
            echo,
            folds: false,
            fold: Fold::default(),
            draws_crlf: false,
            show_secrets,
            lexer: Lexer::response(),
            verdict: None,
            alert: false,
            literal: Visible::lines(),
            sent_fold: Fold::default(),
            sent_literal: Visible::lines(),
            is_sending: false,
            at_start: true,
            columns: None,
        }
    }

    fn text(&mut self, octets: &[u8], first: bool, ends: Ends, out: &mut String) {
        if first {
            self.lexer = Lexer::response();
            self.verdict = None;
            self.alert = false;
            // A literal that was not shown to its end has left its count.
            self.fold = Fold::default();
        }
        if ends == Ends::Within || self.lexer.is_lost() {
            // A line that is too long to be understood is shown all the same.
            self.lexer.lose();
            return self.plain(octets, Role::Text, out);
        }
        self.finish_literal(out);
        self.lexer.line(octets, matches!(ends, Ends::Literal(_)));
        let tokens = self.lexer.take();
        for (kind, octets) in Lexed::new(octets, tokens).iter() {
            if kind == Kind::LineEnd {
                self.draw_crlf(octets, out);
                self.end_line(out);
                continue;
            }
            self.start_line(Speaker::Server, out);
            let role = self.role(kind, octets);
            self.theme.paint(role, &visible(octets), out);
        }
    }

    fn draw_crlf(&mut self, octets: &[u8], out: &mut String) {
        if self.draws_crlf {
            self.start_line(Speaker::Server, out);
            self.theme.paint(Role::Escaped, if octets == b"\r\n" { "\\r\\n" } else { "\\n" }, out);
        }
    }

    /// The octets of a literal, as long as they are not too many.
    fn literal(&mut self, octets: &[u8], left: u64, out: &mut String) {
        let shown = if self.folds { self.fold.unfolded(octets) } else { octets };
        self.plain(shown, Role::Literal, out);
        if left > 0 {
            return;
        }
        if let Some((hidden, of)) = self.fold.end() {
            self.finish_literal(out);
            self.break_line(out);
            out.push_str(&note(&format!("{hidden} of {of} octets folded; :last shows them"), self.theme, None));
        }
    }

    /// What a token means for the eye.
    fn role(&mut self, kind: Kind, octets: &[u8]) -> Role {
        match kind {
            Kind::Status => {
                let verdict = match octets.to_ascii_uppercase().as_slice() {
                    b"OK" | b"PREAUTH" => Role::Ok,
                    b"NO" => Role::No,
                    _ => Role::Bad,
                };
                self.verdict = Some(verdict);
                verdict
            }
            Kind::Name if self.verdict.is_some() => {
                // RFC 9051 section 7.1: an alert must be shown in a way that calls attention.
                self.alert = octets.eq_ignore_ascii_case(b"ALERT");
                Role::Code
            }
            Kind::Text if self.alert => Role::Alert,
            Kind::Text => self.verdict.filter(|verdict| *verdict != Role::Ok).unwrap_or(Role::Text),
            other => role(other),
        }
    }

    /// Octets that have no tokens, line by line.
    fn plain(&mut self, octets: &[u8], role: Role, out: &mut String) {
        let mut drawn = String::new();
        self.literal.push(octets, &mut drawn);
        self.lines(&drawn, Speaker::Server, role, out);
    }

    /// What a literal that was cut within a character has left.
    fn finish_literal(&mut self, out: &mut String) {
        let mut drawn = String::new();
        self.literal.finish(&mut drawn);
        self.lines(&drawn, Speaker::Server, Role::Literal, out);
    }

    fn lines(&mut self, drawn: &str, speaker: Speaker, role: Role, out: &mut String) {
        for line in drawn.split_inclusive('\n') {
            self.start_line(speaker, out);
            self.theme.paint(role, line.trim_end_matches('\n'), out);
            if line.ends_with('\n') {
                self.end_line(out);
            }
        }
    }

    /// Octets of a literal that are sent; the pieces of a long one stand on one another's lines.
    fn sent_literal(&mut self, octets: &[u8], left: u64, out: &mut String) {
        let shown = if self.folds { self.sent_fold.unfolded(octets) } else { octets };
        let mut drawn = String::new();
        self.sent_literal.push(shown, &mut drawn);
        if left == 0 {
            self.sent_literal.finish(&mut drawn);
        }
        self.lines(&drawn, Speaker::Client, Role::Sent, out);
        self.is_sending = left > 0 && !self.at_start;
        if left > 0 {
            return;
        }
        self.break_line(out);
        if let Some((hidden, of)) = self.sent_fold.end() {
            out.push_str(&note(&format!("{hidden} of {of} octets folded"), self.theme, None));
        }
    }

    fn sent(&mut self, outgoing: &Outgoing, out: &mut String) {
        let is_hidden = outgoing.secret.is_some() && !self.show_secrets;
        if let (Part::Literal { left }, false) = (outgoing.part, is_hidden) {
            return self.sent_literal(&outgoing.octets, left, out);
        }
        let mut masked = outgoing.octets.clone();
        if let Some(secret) = outgoing.secret.clone().filter(|_| !self.show_secrets) {
            masked.splice(secret, MASK.bytes());
        }
        for line in masked.split_inclusive(|octet| *octet == b'\n') {
            let line = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
            self.start_line(Speaker::Client, out);
            let is_command = outgoing.part == Part::Line;
            for (kind, octets) in lex_command(line, is_command).iter() {
                let role = if is_command && kind == Kind::Tag { Role::Tag } else { Role::Sent };
                self.theme.paint(role, &visible(octets), out);
            }
            self.end_line(out);
        }
    }

    /// What the tool says starts a line of its own.
    fn break_line(&mut self, out: &mut String) {
        if !self.at_start {
            self.end_line(out);
        }
    }

    fn start_line(&mut self, speaker: Speaker, out: &mut String) {
        if self.at_start && self.gutter {
            gutter(speaker, self.theme, out);
        }
        self.at_start = false;
    }

    fn end_line(&mut self, out: &mut String) {
        // An empty line has its gutter too.
        self.start_line(Speaker::Server, out);
        out.push('\n');
        self.at_start = true;
    }
}

impl Renderer for Text {
    fn show(&mut self, out: &mut dyn Write, shown: Shown<'_>) -> io::Result<()> {
        let mut text = String::new();
        let goes_on = matches!(shown, Shown::Sent(Outgoing { part: Part::Literal { .. }, .. }));
        if self.is_sending && !goes_on {
            self.break_line(&mut text);
            self.is_sending = false;
        }
        match shown {
            Shown::Came(Piece::Text { octets, first, ends }) => self.text(octets, *first, *ends, &mut text),
            Shown::Came(Piece::Literal { octets, left }) => self.literal(octets, *left, &mut text),
            Shown::Sent(outgoing) if self.echo => {
                if !self.is_sending {
                    self.break_line(&mut text);
                }
                self.sent(outgoing, &mut text);
            }
            // Rows have been put into lines.
            Shown::Row(..) | Shown::Sent(_) => {}
            Shown::Note(lines) => {
                self.break_line(&mut text);
                text.push_str(&note(lines, self.theme, self.columns.map(|columns| columns())));
            }
            Shown::Rendering(lines) => {
                self.break_line(&mut text);
                text.push_str(lines);
            }
        }
        out.write_all(text.as_bytes())
    }

    fn set(&mut self, setting: Setting, on: bool) {
        match setting {
            Setting::Crlf => self.draws_crlf = on,
            Setting::Fold => self.folds = on,
            Setting::Prefix => self.gutter = on,
        }
    }
}

/// What the tool itself says, each line behind its mark; broken at spaces if there are only so many columns.
#[must_use]
pub fn note(text: &str, theme: Theme, columns: Option<usize>) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = visible(line.as_bytes());
        let parts = columns.map_or_else(|| vec![line.clone()], |columns| wrapped(&line, note_columns(columns)));
        for (at, part) in parts.iter().enumerate() {
            if at == 0 {
                gutter(Speaker::Tool, theme, &mut out);
            } else {
                out.push_str("   ");
            }
            theme.paint(Role::Note, part, &mut out);
            out.push('\n');
        }
    }
    out
}

/// The columns behind the mark; a terminal that is narrower than any word breaks by itself.
fn note_columns(columns: usize) -> usize {
    columns.saturating_sub(3).max(NOTE_COLUMNS_MIN)
}

/// Who says a line.
#[derive(Clone, Copy)]
enum Speaker {
    Client,
    Server,
    Tool,
}

fn gutter(speaker: Speaker, theme: Theme, out: &mut String) {
    let (mark, role) = match speaker {
        Speaker::Client => ("C: ", Role::GutterSent),
        Speaker::Server => ("S: ", Role::GutterReceived),
        Speaker::Tool => ("-- ", Role::GutterTool),
    };
    theme.paint(role, mark, out);
}

fn role(kind: Kind) -> Role {
    match kind {
        Kind::Close | Kind::CodeClose | Kind::CodeOpen | Kind::Open | Kind::SectionClose | Kind::SectionOpen => {
            Role::Punctuation
        }
        Kind::Plus | Kind::Star => Role::Punctuation,
        Kind::Flag => Role::Flag,
        Kind::Junk => Role::Junk,
        Kind::Literal => Role::Literal,
        Kind::LiteralHeader | Kind::Number => Role::Number,
        Kind::Name => Role::Keyword,
        Kind::Quoted => Role::String,
        Kind::Tag => Role::Tag,
        Kind::LineEnd | Kind::Nil | Kind::Space | Kind::Status | Kind::Text | Kind::Word => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Framer, Side};

    fn shown(mut renderer: Text, octets: &[u8], chunk: usize) -> String {
        let mut framer = Framer::new(Side::Server);
        let mut out = Vec::new();
        for mut chunk in octets.chunks(chunk) {
            while let Some(piece) = framer.next(&mut chunk) {
                renderer.show(&mut out, Shown::Came(&piece)).unwrap();
            }
        }
        String::from_utf8(out).unwrap()
    }

    fn terminal(octets: &[u8]) -> String {
        shown(Text::terminal(Theme::Plain, false), octets, 1000)
    }

    #[test]
    fn a_terminal_shows_who_speaks() {
        let text = terminal(b"* 1 FETCH (BODY[] {7}\r\na\r\n\r\nb)\r\nA1 OK done\r\n");
        assert_eq!(text, "S: * 1 FETCH (BODY[] {7}\nS: a\nS: \nS: b)\nS: A1 OK done\n");
    }

    #[test]
    fn a_pipe_shows_lines_that_end_in_lf() {
        let text = shown(Text::pipe(Theme::Plain, false, false), b"* OK hi\r\n\r\nA1 OK done\r\n", 1000);
        assert_eq!(text, "* OK hi\n\nA1 OK done\n");
    }

    #[test]
    fn no_octet_of_a_server_acts_on_the_terminal() {
        let hostile = b"* OK \x1b[2J\rS: A1 OK\x9b \xe2\x80\xae\r\n* 1 FETCH (X {6}\r\n\x1bc\r\x00\xc2\x85)\r\n";
        let lines = "S: * OK \\x1b[2J\\x0dS: A1 OK\\x9b \\u{202e}\nS: * 1 FETCH (X {6}\nS: \\x1bc\\x0d\\x00\\u{85})\n";
        assert_eq!(terminal(hostile), lines);
    }

    #[test]
    fn it_does_not_matter_how_the_octets_come() {
        let octets = "* 1 FETCH (X {9}\r\né\r\r\n\u{9b}日)\r\n* OK [ALERT] é\r\n".as_bytes();
        let whole = terminal(octets);
        for chunk in 1..9 {
            assert_eq!(shown(Text::terminal(Theme::Plain, false), octets, chunk), whole);
        }
    }

    #[test]
    fn a_long_literal_is_folded_and_its_size_is_named() {
        let literal = "line\r\n".repeat(30);
        let octets = format!("* 1 FETCH (BODY[] {{180}}\r\n{literal} UID 3)\r\nA1 OK x\r\n");
        let text = terminal(octets.as_bytes());
        assert_eq!(text.matches("S: line\n").count(), 20);
        assert!(text.contains("\n-- 60 of 180 octets folded; :last shows them\nS:  UID 3)\n"), "{text}");
        for chunk in [1, 7, 100] {
            assert_eq!(shown(Text::terminal(Theme::Plain, false), octets.as_bytes(), chunk), text);
        }
        let mut unfolded = Text::terminal(Theme::Plain, false);
        unfolded.set(Setting::Fold, false);
        assert_eq!(shown(unfolded, octets.as_bytes(), 50).matches("S: line\n").count(), 30);
        let long = format!("* 1 FETCH (BODY[] {{9000}}\r\n{})\r\n", "x".repeat(9000));
        assert!(terminal(long.as_bytes()).contains("\n-- 4904 of 9000 octets folded"));
    }

    #[test]
    fn line_ends_are_drawn_when_asked_for() {
        let mut renderer = Text::terminal(Theme::Plain, false);
        renderer.set(Setting::Crlf, true);
        renderer.set(Setting::Prefix, false);
        assert_eq!(shown(renderer, b"* OK x\r\n\r\n", 10), "* OK x\\r\\n\n\\r\\n\n");
    }

    #[test]
    fn a_colored_line_says_the_same_as_a_plain_one() {
        let octets = b"* 1 FETCH (FLAGS (\\Seen) BODY[TEXT] \"x\")\r\nA1 NO [ALERT] no\r\n";
        let mut parser = vt100::Parser::new(5, 80, 0);
        let colored = shown(Text::terminal(Theme::Basic, false), octets, 1000);
        parser.process(colored.replace('\n', "\r\n").as_bytes());
        assert_ne!(colored, terminal(octets));
        assert_eq!(parser.screen().contents(), terminal(octets).trim_end());
    }

    #[test]
    fn a_secret_is_not_shown_unless_asked_for() {
        let outgoing = Outgoing { octets: b"A1 LOGIN u secret\r\n".to_vec(), secret: Some(11..17), part: Part::Line };
        let shown = |show_secrets| {
            let mut out = Vec::new();
            Text::terminal(Theme::Plain, show_secrets).show(&mut out, Shown::Sent(&outgoing)).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown(false), "C: A1 LOGIN u ***\n");
        assert_eq!(shown(true), "C: A1 LOGIN u secret\n");
    }

    #[test]
    fn what_the_tool_says_starts_a_line_of_its_own() {
        let mut renderer = Text::terminal(Theme::Plain, false);
        let mut out = Vec::new();
        renderer.show(&mut out, Shown::Came(&Piece::Literal { octets: b"half", left: 1 })).unwrap();
        renderer.show(&mut out, Shown::Note("two\nlines")).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "S: half\n-- two\n-- lines\n");
    }

    #[test]
    fn an_overlong_line_is_shown_whole() {
        let mut octets = b"* SEARCH ".to_vec();
        octets.resize(18 << 20, b'7');
        octets.extend_from_slice(b"\r\n* OK x\r\n");
        let text = shown(Text::pipe(Theme::Plain, false, false), &octets, 1 << 20);
        assert_eq!(text.len(), octets.len() - 2);
        assert!(text.ends_with("7\n* OK x\n"));
    }
}

//! The search in the history, one key at a time. Pure: no terminal, no file.
//!
//! The editor has one of its own, but nothing can be printed above the line while it runs; and a server speaks when it likes.

/// A search under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Search {
    /// What is looked for.
    wanted: String,
    /// The line that was being typed when the search began: it comes back when the person gives up.
    before: String,
    /// The number of the line that was found last.
    found: Option<usize>,
    /// Nothing more was found in that direction.
    is_at_end: bool,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Newer,
    Older,
}

impl Search {
    /// A search that has not looked for anything yet.
    pub(super) fn new(before: &str) -> Self {
        Self { wanted: String::new(), before: before.to_owned(), found: None, is_at_end: false }
    }

    /// One more character to look for: in the line that was found, then in older ones.
    pub(super) fn add(&mut self, char: char, lines: &[String]) {
        self.wanted.push(char);
        self.look(self.found.unwrap_or_else(|| lines.len().saturating_sub(1)), Direction::Older, lines);
    }

    /// One character less to look for, from the newest line on.
    pub(super) fn erase(&mut self, lines: &[String]) {
        self.wanted.pop();
        self.found = None;
        self.look(lines.len().saturating_sub(1), Direction::Older, lines);
    }

    /// The next line in that direction.
    pub(super) fn next(&mut self, direction: Direction, lines: &[String]) {
        let start = match (self.found, direction) {
            (None, _) => Some(lines.len().saturating_sub(1)),
            (Some(found), Direction::Older) => found.checked_sub(1),
            (Some(found), Direction::Newer) => Some(found + 1),
        };
        match start {
            Some(start) => self.look(start, direction, lines),
            None => self.is_at_end = true,
        }
    }

    fn look(&mut self, start: usize, direction: Direction, lines: &[String]) {
        self.is_at_end = false;
        if self.wanted.is_empty() {
            return;
        }
        // What is shown now is passed by: the same line twice would look like a key that does nothing.
        let shown = self.found.and_then(|found| lines.get(found));
        let fits = |at: &usize| {
            lines.get(*at).is_some_and(|line| {
                self.is_in(line) && (Some(*at) == self.found || shown.is_none_or(|shown| shown != line))
            })
        };
        let found = match direction {
            Direction::Older => (0..lines.len().min(start + 1)).rev().find(fits),
            Direction::Newer => (start..lines.len()).find(fits),
        };
        self.is_at_end = found.is_none();
        self.found = found.or(self.found);
    }

    /// IMAP's words have no case, so small letters stand for both.
    fn is_in(&self, line: &str) -> bool {
        let has_capitals = self.wanted.contains(char::is_uppercase);
        if has_capitals { line.contains(&self.wanted) } else { line.to_lowercase().contains(&self.wanted) }
    }

    /// The line to show: what was found, or what was there before.
    pub(super) fn line<'a>(&'a self, lines: &'a [String]) -> &'a str {
        self.found.and_then(|found| lines.get(found)).map_or(&self.before, |line| line)
    }

    /// The line that was there before.
    pub(super) fn before(&self) -> &str {
        &self.before
    }

    /// What to say beside the line, in the words of other shells.
    pub(super) fn label(&self) -> String {
        let failed = if self.is_at_end { "failed " } else { "" };
        format!("  ({failed}reverse-i-search)`{}'", self.wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<String> {
        ["NOOP", "FETCH 1 FLAGS", "SELECT INBOX", "FETCH 2 BODY[]", "FETCH 2 BODY[]"].map(str::to_owned).to_vec()
    }

    fn typed(text: &str) -> Search {
        let mut search = Search::new("half");
        text.chars().for_each(|char| search.add(char, &lines()));
        search
    }

    #[test]
    fn the_newest_line_that_holds_it_is_found() {
        assert_eq!(typed("FET").line(&lines()), "FETCH 2 BODY[]");
        assert_eq!(typed("FLA").line(&lines()), "FETCH 1 FLAGS");
        assert_eq!(typed("fla").line(&lines()), "FETCH 1 FLAGS");
        assert!(typed("Fla").label().contains("failed"));
        assert_eq!(typed("FLA").label(), "  (reverse-i-search)`FLA'");
    }

    #[test]
    fn the_search_goes_on_to_older_lines_and_back_without_showing_one_twice() {
        let mut search = typed("FETCH");
        search.next(Direction::Older, &lines());
        assert_eq!(search.line(&lines()), "FETCH 1 FLAGS");
        search.next(Direction::Older, &lines());
        assert_eq!((search.line(&lines()), search.label().contains("failed")), ("FETCH 1 FLAGS", true));
        search.next(Direction::Newer, &lines());
        assert_eq!((search.line(&lines()), search.label().contains("failed")), ("FETCH 2 BODY[]", false));
    }

    #[test]
    fn what_is_not_found_leaves_what_was_found_before() {
        let mut search = typed("FETX");
        assert_eq!(
            (search.line(&lines()), search.label()),
            ("FETCH 2 BODY[]", "  (failed reverse-i-search)`FETX'".into())
        );
        search.erase(&lines());
        assert_eq!((search.line(&lines()), search.label()), ("FETCH 2 BODY[]", "  (reverse-i-search)`FET'".into()));
        assert_eq!(typed("zzz").line(&lines()), "half");
    }

    #[test]
    fn nothing_is_found_in_an_empty_history() {
        let mut search = Search::new("");
        search.add('x', &[]);
        search.next(Direction::Older, &[]);
        search.next(Direction::Newer, &[]);
        search.erase(&[]);
        assert_eq!(search.line(&[]), "");
    }
}

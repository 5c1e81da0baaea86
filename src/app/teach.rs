//! What is laid out for a reader: tables in columns, and explanations.

use std::io::IsTerminal as _;

use terminal_size::{Width, terminal_size};
use unicode_width::UnicodeWidthStr as _;

use crate::explain::{explain_line, layout, wrapped};
use crate::theme::{Role, Theme};
use crate::wire::visible;

/// Columns where nobody says how many there are.
const COLUMNS: usize = 80;

/// The least width of the last column, however narrow the terminal.
const LAST_COLUMNS_MIN: usize = 20;

/// Less room than this for the last column, and it stands below the others: nobody reads a text of three words a line.
const LAST_COLUMNS_FAIR: usize = 40;

/// What stands below others is so far from the edge.
const BELOW_MARGIN: usize = 6;

/// Columns before a table: what stands under `S: `.
const MARGIN: usize = 3;

/// The columns of the terminal on stdout.
pub(crate) fn width() -> usize {
    let known = terminal_size().filter(|_| std::io::stdout().is_terminal());
    known.map_or(COLUMNS, |(Width(columns), _)| usize::from(columns))
}

/// What a line means, token by token.
pub(crate) fn explained(line: &str, theme: Theme) -> String {
    let theme = if std::io::stdout().is_terminal() { theme } else { Theme::Plain };
    layout(line.as_bytes(), &explain_line(line), width(), theme)
}

/// For a terminal: columns that stand below one another; the last one is broken at spaces to fit `width`.
pub(crate) fn columns(rows: &[Vec<String>], width: usize, theme: Theme) -> String {
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| visible(cell.as_bytes())).collect()).collect();
    let count = cells.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |at: usize| cells.iter().filter(|row| row.len() > at + 1).map(|row| row[at].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(widest).collect();
    let indent_of = |columns: usize| widths.iter().take(columns).fold(MARGIN, |indent, width| indent + width + 2);
    let room = width.saturating_sub(indent_of(count.saturating_sub(1)));
    let is_long = |row: &Vec<String>| row.len() == count && row.last().is_some_and(|last| last.width() > room);
    let stands_below = count > 2 && room < LAST_COLUMNS_FAIR && cells.iter().any(is_long);
    let mut text = String::new();
    for row in &cells {
        let Some((last, before)) = row.split_last() else { continue };
        let below = stands_below && row.len() == count;
        let indent = if below { BELOW_MARGIN } else { indent_of(before.len()) };
        text.push_str(&" ".repeat(MARGIN));
        for (cell, width) in before.iter().zip(&widths) {
            theme.paint(Role::Keyword, cell, &mut text);
            text.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        if below {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(&" ".repeat(BELOW_MARGIN));
        }
        for (at, line) in wrapped(last, width.saturating_sub(indent).max(LAST_COLUMNS_MIN)).iter().enumerate() {
            if at > 0 {
                text.push_str(&" ".repeat(indent));
            }
            theme.paint(Role::Text, line, &mut text);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_one_another_and_the_last_is_broken_at_spaces() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [row(&["a", "longer", "one two three four five six"]), row(&["long", "b", "x"]), row(&["alone"])];
        let two = [row(&["a", "one two three four five six"])];
        assert_eq!(columns(&two, 26, Theme::Plain), "   a  one two three four\n      five six\n");
        assert_eq!(columns(&rows[..1], 100, Theme::Plain), "   a  longer  one two three four five six\n");
        let below = "   a     longer\n      one two three four five six\n   long  b\n      x\n   alone\n";
        assert_eq!(columns(&rows, 37, Theme::Plain), below);
    }
}

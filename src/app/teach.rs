//! What is laid out for a reader: tables in columns, and explanations.

use std::io::IsTerminal as _;

use terminal_size::{Height, Width, terminal_size};
use unicode_width::UnicodeWidthStr as _;

use crate::explain::{cut, explain_line, layout, wrapped};
use crate::session::mask;
use crate::shortcuts::{Column, Fit};
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

/// Lines of the terminal on stdout, where somebody says how many there are.
pub(crate) fn height() -> usize {
    terminal_size().map_or(usize::MAX, |(_, Height(lines))| usize::from(lines))
}

/// For a pipe: columns with tabs between. A tab in a value would make two of it.
pub(crate) fn tabbed(rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| visible(cell.replace('\t', " ").as_bytes());
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t") + "\n").collect()
}

/// For a terminal: a row of a table that is shown row by row, in one line of `width` columns. Numbers are never cut; what has no
/// width of its own gets what is left.
pub(crate) fn table_row(row: &[String], table: &[Column], width: usize, theme: Theme) -> String {
    let mut cells: Vec<String> = row.iter().map(|cell| visible(cell.as_bytes())).collect();
    for (cell, column) in cells.iter_mut().zip(table).filter(|(_, column)| column.width > 0) {
        match column.fit {
            Fit::Cut => *cell = cut(cell, column.width),
            Fit::Start => *cell = cell.chars().take(column.width).collect(),
            Fit::Whole => {}
        }
        let pad = " ".repeat(column.width.saturating_sub(cell.width()));
        cell.insert_str(if column.fit == Fit::Whole { 0 } else { cell.len() }, &pad);
    }
    if let Some(at) = table.iter().take(cells.len()).position(|column| column.width == 0) {
        let others: usize =
            cells.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, cell)| cell.width()).sum();
        let room = width.saturating_sub(MARGIN + others + cells.len() - 1).max(1);
        let cell = cut(&cells[at], room);
        cells[at] = format!("{cell}{}", " ".repeat(room.saturating_sub(cell.width())));
    }
    let mut text = " ".repeat(MARGIN);
    for (at, (cell, column)) in cells.iter().zip(table).enumerate() {
        text.push_str(if at > 0 { " " } else { "" });
        theme.paint(if column.fit == Fit::Whole { Role::Number } else { Role::Text }, cell, &mut text);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// What a line means, token by token.
pub(crate) fn explained(line: &str, theme: Theme) -> String {
    let theme = if std::io::stdout().is_terminal() { theme } else { Theme::Plain };
    let mut octets = line.as_bytes().to_vec();
    if let Some(secret) = mask::typed_secret(line) {
        octets[secret].fill(b'*');
    }
    layout(&octets, &explain_line(line), width(), theme)
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
    use crate::shortcuts::Table;

    #[test]
    fn a_row_of_a_table_fits_wide_characters_included_and_no_number_is_cut() {
        let table = Table::Messages.columns();
        let subject = "日本語の長い件名がここにあります、とても長い";
        let cells = [
            "100000",
            "4294967295",
            "2021-04-22T15:49:05Z",
            "Jörg \x1b[2JMüller",
            subject,
            "70988",
            "\\Seen \\Answered",
        ];
        let row: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        for width in [60, 80, 81, 200] {
            let line = table_row(&row, table, width, Theme::Plain);
            assert!(line.trim_end().width() <= width.max(75) && line.ends_with('\n'), "{width}: {line}");
            assert!(line.contains("100000 4294967295 2021-04-22 Jörg \\x1b[2JM…"), "{line}");
        }
    }

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

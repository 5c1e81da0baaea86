//! Rows for a terminal: columns that stand below one another and fit its width, wide characters included.

use unicode_width::UnicodeWidthStr as _;

use crate::explain::{cut, wrapped};
use crate::table::{Cell, Column, Fit, Row, Rows};
use crate::theme::{Role, Theme};
use crate::wire::visible;

/// Columns before a table: what stands under `S: `.
const MARGIN: usize = 3;

/// Columns between two.
const GAP: usize = 2;

/// The least width of a text that is broken, however narrow the terminal.
const TEXT_COLUMNS_MIN: usize = 20;

/// A text in a table that has less room makes others go.
const TEXT_COLUMNS_FAIR: usize = 18;

/// A text in a table that has more room gives others of it.
const TEXT_COLUMNS_AMPLE: usize = 50;

/// A longer name of a fact stands on a line of its own, so that it does not push away what is said of the others.
const NAME_COLUMNS_MAX: usize = 26;

/// Less room than this for the last column, and it stands below the others: nobody reads a text of three words a line.
const LAST_COLUMNS_FAIR: usize = 40;

/// What stands below others is so far from the edge.
const BELOW_MARGIN: usize = 6;

/// What is cut keeps so many columns.
const CUT_COLUMNS_MIN: usize = 8;

/// Lines for a terminal of `width` columns: of two columns the first says what the second is about; more have names above them.
pub(crate) fn columns(table: &Rows, width: usize, theme: Theme) -> String {
    let mut text = String::new();
    if table.columns.len() == 2 {
        facts(&table.rows, width, theme, &mut text);
    } else {
        listed(table, width, theme, &mut text);
    }
    text
}

/// A row of a table that is shown row by row, in one line of `width` columns. Numbers are never cut; what has no width of its own
/// gets what is left, and others are left out rather than that it has nothing.
pub(crate) fn table_row(row: &[Cell], table: &[Column], width: usize, theme: Theme) -> String {
    let widths = fitted(table, width);
    let used = || table.iter().zip(row).zip(&widths).filter(|(_, width)| **width > 0);
    // A number that is wider than its column takes from the text.
    let excess: usize = used()
        .map(|((column, cell), width)| match column.fit {
            Fit::Whole => shown(cell).width().saturating_sub(*width),
            Fit::Cut | Fit::Start => 0,
        })
        .sum();
    let mut text = " ".repeat(MARGIN);
    for (at, ((column, cell), width)) in used().enumerate() {
        let width = if column.width == 0 { width.saturating_sub(excess).max(1) } else { *width };
        let cell = match column.fit {
            Fit::Cut => cut(&shown(cell), width),
            Fit::Start => shown(cell).chars().take(width).collect(),
            Fit::Whole => shown(cell),
        };
        let pad = " ".repeat(width.saturating_sub(cell.width()));
        let (left, right) = if column.fit == Fit::Whole { (&*pad, "") } else { ("", &*pad) };
        text.push_str(if at > 0 { " " } else { "" });
        text.push_str(left);
        theme.paint(if column.fit == Fit::Whole { Role::Number } else { Role::Text }, &cell, &mut text);
        text.push_str(right);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// How many columns of a terminal each column gets; none, if it is left out.
fn fitted(table: &[Column], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = table.iter().map(|column| column.width).collect();
    let Some(text) = table.iter().position(|column| column.width == 0) else { return widths };
    let room = |widths: &[usize]| {
        let others = widths.iter().filter(|width| **width > 0).map(|width| width + 1).sum::<usize>();
        width.saturating_sub(MARGIN + others)
    };
    while room(&widths) < TEXT_COLUMNS_FAIR {
        let last =
            (0..table.len()).filter(|at| widths[*at] > 0 && table[*at].rank > 0).max_by_key(|at| table[*at].rank);
        let Some(last) = last else { break };
        widths[last] = 0;
    }
    for at in 0..table.len() {
        let spare = room(&widths).saturating_sub(TEXT_COLUMNS_AMPLE);
        if widths[at] > 0 {
            widths[at] += spare.min(table[at].most.saturating_sub(widths[at]));
        }
    }
    widths[text] = room(&widths).max(1);
    widths
}

/// A TAB is a space: it would push away what stands behind it.
fn shown(cell: &Cell) -> String {
    visible(cell.shown().replace('\t', " ").as_bytes())
}

/// Names, and what is to be said of each.
fn facts(rows: &[Row], width: usize, theme: Theme, text: &mut String) {
    let is_name = |columns: &usize| *columns <= NAME_COLUMNS_MAX;
    let names = rows.iter().filter(|row| row.len() > 1).map(|row| shown(&row[0]));
    let widest = names.map(|name| name.width()).filter(is_name).max().unwrap_or(0);
    let indent = MARGIN + widest + GAP;
    for row in rows {
        let [name, value] = [0, 1].map(|at| row.get(at).map(shown).unwrap_or_default());
        if row.len() == 1 {
            theme.paint(Role::Note, &name, text);
            text.push('\n');
            continue;
        }
        text.push_str(&" ".repeat(MARGIN));
        if name.width() > widest {
            broken(&name, MARGIN + GAP, width, Role::Keyword, theme, text);
            text.push_str(&" ".repeat(indent));
        } else {
            theme.paint(Role::Keyword, &name, text);
            text.push_str(&" ".repeat(indent - MARGIN - name.width()));
        }
        broken(&value, indent, width, Role::Text, theme, text);
    }
}

/// A text that goes on in the next lines, so far from the edge.
fn broken(value: &str, indent: usize, width: usize, role: Role, theme: Theme, text: &mut String) {
    for (at, line) in wrapped(value, width.saturating_sub(indent).max(TEXT_COLUMNS_MIN)).iter().enumerate() {
        text.push_str(&" ".repeat(if at > 0 { indent } else { 0 }));
        theme.paint(role, line, text);
        text.push('\n');
    }
}

/// Rows below the names of their columns.
fn listed(table: &Rows, width: usize, theme: Theme, text: &mut String) {
    let has_text = |at: &usize| table.rows.iter().any(|row| row.get(*at).is_some_and(|cell| !shown(cell).is_empty()));
    // A column that is empty in all rows says nothing.
    let used: Vec<usize> = (0..table.columns.len()).filter(has_text).collect();
    let cells = |row: &Row| used.iter().map(|at| row.get(*at).map(shown).unwrap_or_default()).collect();
    let rows: Vec<Vec<String>> = table.rows.iter().map(cells).collect();
    let head: Vec<String> = used.iter().map(|at| table.columns[*at].name.to_owned()).collect();
    let has_head = head.len() > 1;
    let is_number = |at: &usize| table.rows.iter().any(|row| matches!(row.get(*at), Some(Cell::Number(_))));
    let numbers: Vec<bool> = used.iter().map(is_number).collect();
    let layout = Layout::of(rows.iter().chain(has_head.then_some(&head)), numbers, width);
    if has_head {
        // Nothing stands below the name of a column that stands below others.
        let named = head.len() - usize::from(layout.is_last_below);
        let names: Vec<String> =
            head.iter().enumerate().map(|(at, name)| if at < named { name.clone() } else { String::new() }).collect();
        layout.draw(&names, |_| Role::Note, theme, text);
    }
    let role = |at: usize| match at {
        _ if layout.numbers[at] => Role::Number,
        _ if at + 1 == used.len() => Role::Text,
        _ => Role::Keyword,
    };
    rows.iter().for_each(|row| layout.draw(row, role, theme, text));
}

/// Where columns stand.
struct Layout {
    /// Of all but the last.
    widths: Vec<usize>,
    /// Which are of numbers, whose ends stand below one another.
    numbers: Vec<bool>,
    /// The last one stands below the others.
    is_last_below: bool,
    /// The terminal's.
    width: usize,
}

impl Layout {
    fn of<'a>(rows: impl Iterator<Item = &'a Vec<String>> + Clone, numbers: Vec<bool>, width: usize) -> Self {
        let widest = |at: usize| rows.clone().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..numbers.len()).map(widest).collect();
        let last = widths.pop().unwrap_or(0);
        let before = |widths: &[usize]| widths.iter().fold(MARGIN, |sum, width| sum + width + GAP);
        let room = width.saturating_sub(before(&widths));
        let is_last_below = last > room.max(TEXT_COLUMNS_MIN) && room < LAST_COLUMNS_FAIR && widths.len() > 1;
        // What does not fit is cut where most is to be cut: a name, not a number.
        let limit = if is_last_below { width + GAP } else { width.saturating_sub(last.min(LAST_COLUMNS_FAIR)) };
        while before(&widths) > limit {
            let longest = (0..widths.len()).filter(|at| !numbers[*at]).max_by_key(|at| widths[*at]);
            match longest.filter(|at| widths[*at] > CUT_COLUMNS_MIN) {
                Some(at) => widths[at] -= 1,
                None => break,
            }
        }
        Self { widths, numbers, is_last_below, width }
    }

    fn draw(&self, row: &[String], role: impl Fn(usize) -> Role, theme: Theme, text: &mut String) {
        let Some((last, before)) = row.split_last() else { return };
        text.push_str(&" ".repeat(MARGIN));
        for (at, (cell, width)) in before.iter().zip(&self.widths).enumerate() {
            let cell = cut(cell, *width);
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            let (left, right) = if self.numbers[at] { (&*pad, "") } else { ("", &*pad) };
            text.push_str(left);
            theme.paint(role(at), &cell, text);
            text.push_str(right);
            text.push_str(&" ".repeat(GAP));
        }
        let mut indent = self.widths.iter().fold(MARGIN, |sum, width| sum + width + GAP);
        if self.is_last_below && !last.is_empty() {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(&" ".repeat(BELOW_MARGIN));
            indent = BELOW_MARGIN;
        }
        if last.is_empty() {
            text.truncate(text.trim_end().len());
            text.push('\n');
        } else {
            broken(last, indent, self.width, role(before.len()), theme, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shortcuts::Table;
    use crate::table::{fact, title};

    #[test]
    fn a_row_of_a_table_fits_wide_characters_included_and_no_number_is_cut() {
        let table = Table::Messages.columns();
        let subject = "日本語の長い件名がここにあります、とても長い";
        let mut row: Row = vec![100_000_u32.into(), u32::MAX.into()];
        row.extend(["2021-04-22T15:49:05Z", "Jörg \x1b[2JMüller", subject].map(Cell::from));
        row.extend([70988_u32.into(), Cell::Words(vec!["\\Seen".into(), "\\Answered".into()])]);
        for width in 30..250 {
            let line = table_row(&row, table, width, Theme::Plain);
            assert!(line.trim_end().width() <= width.max(42) && line.ends_with('\n'), "{width}: {line}");
            assert!(
                line.contains("100000 ") && line.contains("Jörg \\x1b[2JM") && line.contains('日'),
                "{width}: {line}"
            );
        }
        let line = |width: usize| table_row(&row, table, width, Theme::Plain);
        assert!(line(80).contains("100000 4294967295 2021-04-22 Jörg \\x1b[2JM…"), "{}", line(80));
        assert!(!line(60).contains("\\Seen") && line(60).contains("2021-04-22"), "{}", line(60));
        assert!(line(160).contains("\\Seen \\Answered") && line(160).contains("Jörg \\x1b[2JMüller "), "{}", line(160));
    }

    #[test]
    fn facts_stand_below_one_another_and_a_long_name_pushes_nothing_away() {
        let long = ":watch [MAILBOX] [--every 10s] [--all]";
        let rows = Rows::facts(vec![
            fact("日本", "one two three four five six"),
            fact(long, "seven"),
            fact("wider", "\x1b[2J"),
            title("Title"),
        ]);
        let wanted = "   日本   one two three four\n          five six\n   :watch [MAILBOX] [--every\n     10s] [--all]\n          seven\n   wider  \\x1b[2J\nTitle\n";
        assert_eq!(columns(&rows, 30, Theme::Plain), wanted);
    }

    const NAMED: &[Column] =
        &[Column::named("name"), Column::named("octets"), Column::named("nothing"), Column::named("use")];

    fn row(name: &str, octets: u32, usage: &str) -> Row {
        vec![name.into(), octets.into(), Cell::Nothing, usage.into()]
    }

    #[test]
    fn a_table_has_a_head_its_numbers_end_below_one_another_and_empty_columns_are_left_out() {
        let table = Rows { columns: NAMED, rows: vec![row("日本", 7, "\\Drafts"), row("a", 70988, "")] };
        let wanted = "   name  octets  use\n   日本       7  \\Drafts\n   a      70988\n";
        assert_eq!(columns(&table, 80, Theme::Plain), wanted);
    }

    #[test]
    fn what_is_too_wide_is_cut_or_stands_below_and_no_number_is() {
        let long = "a name that is far too long for a terminal like this";
        let table =
            Rows { columns: NAMED, rows: vec![row(long, 12345, "UID FETCH 483 BODY.PEEK[1.2]"), row("b", 1, "")] };
        let text = columns(&table, 40, Theme::Plain);
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert!(text.contains("…   12345\n      UID FETCH 483 BODY.PEEK[1.2]\n"), "{text}");
        let short = Rows { columns: NAMED, rows: vec![row(long, 12345, "\\Junk")] };
        let text = columns(&short, 40, Theme::Plain);
        assert!(text.lines().all(|line| line.width() <= 40) && text.contains("…   12345  \\Junk\n"), "{text}");
        // However narrow, something is left of each.
        assert!(columns(&table, 1, Theme::Plain).contains("a name …"));
    }

    #[test]
    fn numbers_alone_have_no_head() {
        const UID: &[Column] = &[Column::named("uid")];
        let table = Rows { columns: UID, rows: vec![vec![483_u32.into()], vec![7_u32.into()]] };
        assert_eq!(columns(&table, 80, Theme::Plain), "   483\n   7\n");
    }
}

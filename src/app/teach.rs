//! What is laid out for a reader: how wide, with tabs between, and explanations.

use std::io::IsTerminal as _;

use terminal_size::{Height, Width, terminal_size};

use crate::explain::{explain_line, layout};
use crate::session::mask;
use crate::table::{Cell, Row};
use crate::theme::Theme;
use crate::wire::visible;

/// Columns where nobody says how many there are.
const COLUMNS: usize = 80;

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
pub(crate) fn tabbed(rows: &[Row]) -> String {
    let cell = |cell: &Cell| visible(cell.to_string().replace('\t', " ").as_bytes());
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t") + "\n").collect()
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

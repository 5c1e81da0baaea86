//! What is told in rows, before anybody decides what that looks like: lines for people, columns or objects for programs.

use std::fmt;

/// What stands in a row below the name of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Two ways to put it, where a program is not helped by what a person sees: a name below that of its parent.
    Either {
        /// For people.
        people: String,
        /// For programs.
        programs: String,
    },
    /// Nothing is known.
    Nothing,
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
    /// Words, each of which has a meaning of its own: flags.
    Words(Vec<String>),
}

impl Cell {
    /// As a person sees it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Either { people, .. } => people.clone(),
            other => other.to_string(),
        }
    }
}

/// As a program reads it in a line.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Either { programs: text, .. } | Self::Text(text) => f.write_str(text),
            Self::Nothing => Ok(()),
            Self::Number(number) => number.fmt(f),
            Self::Words(words) => f.write_str(&words.join(" ")),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Nothing, Into::into)
    }
}

/// So that a test can say in words what it expects.
impl PartialEq<&str> for Cell {
    fn eq(&self, other: &&str) -> bool {
        let text = self.to_string();
        text == *other
    }
}

/// The cells of a row, from the left.
pub type Row = Vec<Cell>;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands in it.
    pub name: &'static str,
    /// Columns of a terminal that it takes where rows are shown one by one; 0 for what the others leave.
    pub width: usize,
    /// How many it takes where there is much room.
    pub most: usize,
    /// How it is made to fit then.
    pub fit: Fit,
    /// Where there is little room, those with the highest number are left out first; those with 0 never.
    pub rank: u8,
}

impl Column {
    /// One that takes as much room as what stands in it.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self { name, width: 0, most: 0, fit: Fit::Cut, rank: 0 }
    }
}

/// How what stands in a column is made to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// With a mark where something is left out.
    Cut,
    /// Its start says enough: the day of a date.
    Start,
    /// Not at all: numbers, whose ends stand below one another.
    Whole,
}

/// Rows below the same columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The columns. A row may have fewer cells.
    pub columns: &'static [Column],
    /// The rows.
    pub rows: Vec<Row>,
}

/// The columns of what has names and values.
const FACTS: &[Column] = &[Column::named("name"), Column::named("value")];

impl Rows {
    /// Names and values.
    #[must_use]
    pub fn facts(rows: Vec<Row>) -> Self {
        Self { columns: FACTS, rows }
    }
}

/// A row of a name and a value.
#[must_use]
pub fn fact(name: &str, value: impl Into<Cell>) -> Row {
    vec![name.into(), value.into()]
}

/// A row that stands above others.
#[must_use]
pub fn title(text: &str) -> Row {
    vec![text.into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_programs_are_told_what_helps_them() {
        let leaf = Cell::Either { people: "  2021".into(), programs: "Archive/2021".into() };
        assert_eq!((leaf.shown(), leaf.to_string()), ("  2021".into(), "Archive/2021".into()));
        assert_eq!(Cell::Words(vec!["\\Seen".into(), "$x".into()]).shown(), "\\Seen $x");
        assert_eq!((Cell::from(None::<u32>), Cell::from(7_u32)), (Cell::Nothing, Cell::Number(7)));
    }
}

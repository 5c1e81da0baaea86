//! Tables whose rows are shown one by one, as the responses come: a mailbox may have more messages than anybody has memory for.

use crate::mail::{address, date, drawn, words};
use crate::table::{Cell, Column, Fit, Row};
use crate::wire::{Cursor, Response, Value};

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `:list`
    Messages,
    /// `:map`
    Numbers,
    /// `:size`
    Sizes,
    /// `:uid`
    Uid,
}

const fn column(name: &'static str, width: usize, fit: Fit) -> Column {
    Column { name, width, most: width, fit, rank: 0 }
}

/// One that is left out where there is little room.
const fn ranked(rank: u8, most: usize, column: Column) -> Column {
    Column { rank, most, ..column }
}

const MESSAGES: &[Column] = &[
    column("number", 4, Fit::Whole),
    ranked(1, 5, column("uid", 5, Fit::Whole)),
    ranked(2, 10, column("date", 10, Fit::Start)),
    ranked(0, 24, column("from", 14, Fit::Cut)),
    column("subject", 0, Fit::Cut),
    ranked(3, 7, column("size", 7, Fit::Whole)),
    ranked(4, 28, column("flags", 12, Fit::Cut)),
];
const NUMBERS: &[Column] = &[column("number", 6, Fit::Whole), column("uid", 10, Fit::Whole)];
const SIZES: &[Column] = &[column("message", 10, Fit::Whole), column("octets", 14, Fit::Whole)];
const UID: &[Column] = &[column("number", 0, Fit::Whole), column("uid", 0, Fit::Whole)];

impl Table {
    /// Its columns.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Messages => MESSAGES,
            Self::Numbers => NUMBERS,
            Self::Sizes => SIZES,
            Self::Uid => UID,
        }
    }

    /// What is asked of each message.
    pub(super) fn items(self) -> &'static str {
        match self {
            Self::Messages => "(UID FLAGS RFC822.SIZE ENVELOPE)",
            Self::Numbers | Self::Uid => "(UID)",
            Self::Sizes => "(RFC822.SIZE)",
        }
    }
}

/// Makes rows of responses, and forgets them.
#[derive(Debug)]
pub struct Tabulator {
    table: Table,
    /// The rows are about UIDs.
    is_uid: bool,
    /// Rows so far.
    pub count: u64,
    octets: u64,
}

/// What a FETCH response says of a message.
#[derive(Default)]
struct Facts<'a> {
    uid: Option<u64>,
    size: Option<u64>,
    flags: Vec<String>,
    envelope: Option<Cursor<'a>>,
}

impl Tabulator {
    /// At its first row.
    #[must_use]
    pub fn new(table: Table, is_uid: bool) -> Self {
        Self { table, is_uid, count: 0, octets: 0 }
    }

    /// The row that a response makes, if it makes one.
    pub fn row(&mut self, response: &Response) -> Option<Row> {
        if !response.is("FETCH") {
            return None;
        }
        let number = response.number()?.into();
        let facts = facts(response)?;
        let uid = facts.uid.map(Cell::from);
        let row = match self.table {
            Table::Messages => message(number, uid, facts)?,
            Table::Numbers => vec![number, uid?],
            Table::Sizes => {
                let size = facts.size?;
                self.octets = self.octets.saturating_add(size);
                vec![if self.is_uid { uid? } else { number }, size.into()]
            }
            Table::Uid => vec![number, uid?],
        };
        self.count += 1;
        Some(row)
    }

    /// The last row, where there is a sum of more than one.
    #[must_use]
    pub fn total(&self) -> Option<Row> {
        let has_sum = self.table == Table::Sizes && self.count > 1;
        has_sum.then(|| vec!["total".into(), self.octets.into()])
    }

    /// Which table it is.
    #[must_use]
    pub fn table(&self) -> Table {
        self.table
    }
}

fn facts(response: &Response) -> Option<Facts<'_>> {
    let Value::List(mut items) = response.values().next()? else { return None };
    let mut facts = Facts::default();
    while let Some((name, value)) = items.next_pair() {
        match (name.to_ascii_uppercase().as_slice(), value) {
            (b"UID", value) => facts.uid = value.number(),
            (b"RFC822.SIZE", value) => facts.size = value.number(),
            (b"FLAGS", Value::List(flags)) => {
                facts.flags = flags.filter_map(|flag| flag.text()).collect();
            }
            (b"ENVELOPE", Value::List(envelope)) => facts.envelope = Some(envelope),
            _ => {}
        }
    }
    Some(facts)
}

/// RFC 9051 section 7.5.2: an envelope starts with date, subject and from.
fn message(number: Cell, uid: Option<Cell>, facts: Facts<'_>) -> Option<Row> {
    let mut envelope = facts.envelope?;
    let text = |value: Option<Value<'_>>| {
        let octets = value.and_then(|value| value.octets()).unwrap_or_default();
        drawn(&octets)
    };
    let sent = date(&text(envelope.next()));
    let subject = words(&text(envelope.next()));
    let from = envelope.next().map(|from| address(&from)).unwrap_or_default();
    let flags = Cell::Words(facts.flags);
    Some(vec![number, uid.into(), sent.into(), from.into(), subject.into(), facts.size.into(), flags])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(table: &mut Tabulator, line: &str) -> Option<Row> {
        table.row(&Response::read(line.as_bytes()).unwrap())
    }

    #[test]
    fn a_message_is_a_row_and_news_of_its_flags_is_none() {
        let mut table = Tabulator::new(Table::Messages, false);
        let line = "* 2 FETCH (UID 484 FLAGS (\\Seen $x) RFC822.SIZE 70 ENVELOPE (\"Thu, 22 Apr 2021 15:49:05 +0000\" \
            \"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=\" ((\"=?utf-8?Q?J=C3=B6?=\" NIL \"jo\" \"example.com\")) NIL NIL NIL NIL NIL NIL NIL))\r\n";
        let wanted = ["2", "484", "2021-04-22T15:49:05Z", "Jö", "Grüße", "70", "\\Seen $x"];
        assert_eq!(row(&mut table, line).unwrap(), wanted);
        assert_eq!(row(&mut table, "* 3 FETCH (FLAGS (\\Seen))\r\n"), None);
        let nothing = row(&mut table, "* 3 FETCH (ENVELOPE (NIL NIL NIL))\r\n").unwrap();
        assert_eq!(nothing, ["3", "", "", "", "", "", ""]);
    }

    #[test]
    fn sizes_are_summed_up() {
        let mut table = Tabulator::new(Table::Sizes, false);
        assert_eq!(row(&mut table, "* 1 FETCH (RFC822.SIZE 10)\r\n").unwrap(), ["1", "10"]);
        assert_eq!(table.total(), None);
        row(&mut table, "* 2 FETCH (RFC822.SIZE 5)\r\n");
        assert_eq!(table.total().unwrap(), ["total", "15"]);
    }
}

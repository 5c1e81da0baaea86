//! How the numbers of messages have moved in the selected mailbox. RFC 9051 section 2.3.1.2.

use crate::session::{Move, Snapshot};
use crate::table::{Column, Rows, fact as row};

const COLUMNS: &[Column] = &[Column::named("came"), Column::named("moved")];

/// A row for each EXPUNGE, EXISTS and VANISHED that was seen, the last one last.
pub(super) fn rows(snapshot: &Snapshot) -> Rows {
    let moves = snapshot.mailbox.as_ref().map(|mailbox| mailbox.moves.iter());
    let told = |change: &Move| match *change {
        Move::Exists { before: Some(before), now } if now > before => {
            let first = u64::from(before) + 1;
            row(&format!("EXISTS {now}"), format!("{first} to {now} are new; nothing else has moved"))
        }
        Move::Exists { now, .. } => row(&format!("EXISTS {now}"), "nothing has moved"),
        Move::Expunge { number, before: Some(before) } if before > number => {
            let (first, last) = (u64::from(number) + 1, before - 1);
            row(&format!("EXPUNGE {number}"), format!("{first} to {before} became {number} to {last}"))
        }
        Move::Expunge { number, .. } => row(&format!("EXPUNGE {number}"), "it was the last one"),
        Move::Vanished { count } => row("VANISHED", format!("{count} are gone, and those behind each moved up")),
    };
    Rows { columns: COLUMNS, rows: moves.into_iter().flatten().map(told).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Mailbox, Moves};

    #[test]
    fn what_moved_is_told() {
        let mut moves = Moves::default();
        moves.push(Move::Exists { before: Some(14), now: 15 });
        moves.push(Move::Expunge { number: 3, before: Some(15) });
        moves.push(Move::Expunge { number: 14, before: Some(14) });
        let mailbox = Mailbox { moves: moves.into(), ..Mailbox::default() };
        let rows = rows(&Snapshot { mailbox: Some(mailbox), ..Snapshot::default() }).rows;
        assert_eq!(rows[0], ["EXISTS 15", "15 to 15 are new; nothing else has moved"]);
        assert_eq!(rows[1], ["EXPUNGE 3", "4 to 15 became 3 to 14"]);
        assert_eq!(rows[2], ["EXPUNGE 14", "it was the last one"]);
    }
}

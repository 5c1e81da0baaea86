//! `:caps`: what the server can do, since when, and what to try.

use crate::catalog::{capability, mechanism};
use crate::session::Snapshot;
use crate::table::{Column, Row, Rows};

const COLUMNS: &[Column] =
    &[Column::named("capability"), Column::named("since"), Column::named("spec"), Column::named("about")];

/// A row for each capability: its name, when it was offered, where it stands, what it is, and what to try.
pub(crate) fn rows(snapshot: &Snapshot) -> Rows {
    let offered = &snapshot.offered;
    let parts = [("clear", &offered.in_clear), ("TLS", &offered.encrypted), ("login", &offered.logged_in)];
    let mut names: Vec<&String> = Vec::new();
    for name in parts.iter().flat_map(|(_, list)| list.iter()).flat_map(|list| list.iter()) {
        if names.iter().all(|known| !known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    if names.is_empty() {
        let unknown = "The server has not said what it can do: ask with CAPABILITY.";
        return Rows { columns: COLUMNS, rows: vec![vec!["?".into(), "".into(), "".into(), unknown.into()]] };
    }
    let row = |name: &String| -> Row {
        let has = |list: &Vec<String>| list.iter().any(|word| word.eq_ignore_ascii_case(name));
        let since = parts.iter().filter(|(_, list)| list.as_ref().is_some_and(|list| has(list)));
        let since: Vec<&str> = since.map(|(part, _)| *part).collect();
        let (spec, text) = known(name).unwrap_or_else(|| (String::new(), "Nothing is known of it.".to_owned()));
        vec![name.into(), since.join(" ").into(), spec.into(), text.into()]
    };
    Rows { columns: COLUMNS, rows: names.into_iter().map(row).collect() }
}

/// Where a capability stands; what it is, and what to try.
fn known(name: &str) -> Option<(String, String)> {
    // RFC 9051 section 7.2.2: `AUTH=` names a mechanism, and that is what matters.
    if let Some(row) = mechanism::find(name).filter(|row| row.name.len() < name.len()) {
        return Some((row.spec.to_string(), format!("{} Try: AUTHENTICATE {}", row.summary, row.name)));
    }
    let row = capability::find(name)?;
    let attempt = row.unlocks.first().map(|first| format!(" Try: {first}")).unwrap_or_default();
    Some((row.spec.to_string(), format!("{}{attempt}", row.summary)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::session::Offered;

    #[test]
    fn each_capability_says_since_when_it_is_offered() {
        let words = |words: &str| Some(Arc::new(words.split(' ').map(str::to_owned).collect()));
        let offered =
            Offered { in_clear: words("STARTTLS IDLE AUTH=PLAIN"), encrypted: None, logged_in: words("idle XFROB") };
        let rows = rows(&Snapshot { offered, ..Snapshot::default() }).rows;
        let text = |at: usize, column: usize| rows[at][column].to_string();
        let start = |at: usize| format!("{} {}", text(at, 0), text(at, 1));
        assert_eq!([start(0), start(1), start(3)], ["STARTTLS clear", "IDLE clear login", "XFROB login"]);
        assert!(text(2, 3).ends_with("Try: AUTHENTICATE PLAIN"), "{rows:?}");
        assert!(text(1, 2).starts_with("RFC ") && text(1, 3).contains("Try: "), "{rows:?}");
        assert_eq!(super::rows(&Snapshot::default()).rows.len(), 1);
    }
}

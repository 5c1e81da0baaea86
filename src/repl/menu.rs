//! The candidates of a completion, as lines above the prompt.

use unicode_width::UnicodeWidthStr as _;

use crate::assist::Candidate;
use crate::explain::cut;
use crate::theme::{Role, Theme};
use crate::wire::visible;

/// As many candidates are told with what they mean; more of them are a list of names.
const BRIEFS_MAX: usize = 12;

/// A name in a list is cut behind this: one that is long shall not make one column of all.
const NAME_COLUMNS_MAX: usize = 34;

/// Between two columns.
const GAP: usize = 2;

/// Lines that tell the candidates, for a terminal of so many columns and rows. No more than fit on the screen.
pub(super) fn menu(candidates: &[Candidate], columns: usize, rows: usize, theme: Theme) -> String {
    let names: Vec<String> = candidates.iter().map(|candidate| visible(candidate.show.trim_end().as_bytes())).collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    // The prompt and a line of what was there before remain on the screen.
    let rows = rows.saturating_sub(2).max(1);
    let has_briefs = candidates.iter().any(|candidate| !candidate.brief.is_empty());
    if has_briefs && candidates.len() <= BRIEFS_MAX.min(rows) && widest + GAP < columns {
        return candidates
            .iter()
            .zip(&names)
            .map(|(candidate, name)| brief_line(name, &candidate.brief, widest, columns, theme))
            .collect();
    }
    let names: Vec<String> = names.iter().map(|name| cut(name, NAME_COLUMNS_MAX)).collect();
    table(&names, widest.min(NAME_COLUMNS_MAX), columns, rows, theme)
}

/// `NAME   what it does`, cut at the edge.
fn brief_line(name: &str, brief: &str, widest: usize, columns: usize, theme: Theme) -> String {
    let mut line = String::new();
    theme.paint(Role::Keyword, name, &mut line);
    line.push_str(&" ".repeat(widest - name.width() + GAP));
    let room = columns.saturating_sub(widest + GAP + 1);
    theme.paint(Role::Note, &cut(brief, room), &mut line);
    line.push('\n');
    line
}

/// Names in columns, read downwards, as `ls` does.
fn table(names: &[String], widest: usize, columns: usize, rows_max: usize, theme: Theme) -> String {
    let across = (columns / (widest + GAP)).max(1);
    let rows = names.len().div_ceil(across);
    let shown = rows.min(rows_max);
    let mut text = String::new();
    for row in 0..shown {
        // Cut off, a list reads on in its order: so it is filled across then.
        let at = |column: usize| if shown < rows { row * across + column } else { column * rows + row };
        let mut line = String::new();
        for name in (0..across).filter_map(|column| names.get(at(column))) {
            let missing = (line.width().div_ceil(widest + GAP) * (widest + GAP)).saturating_sub(line.width());
            line.push_str(&" ".repeat(missing));
            line.push_str(name);
        }
        theme.paint(Role::Note, &line, &mut text);
        text.push('\n');
    }
    let left = names.len().saturating_sub(shown * across);
    if shown < rows {
        theme.paint(Role::Note, &format!("… and {left} more"), &mut text);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(names: &[&str], brief: &str) -> Vec<Candidate> {
        let candidate =
            |name: &&str| Candidate { insert: (*name).to_owned(), show: (*name).to_owned(), brief: brief.to_owned() };
        names.iter().map(candidate).collect()
    }

    #[test]
    fn a_few_candidates_say_what_they_mean() {
        let text = menu(&candidates(&["SELECT", "STATUS"], "Open a mailbox."), 20, 24, Theme::Plain);
        assert_eq!(text, "SELECT  Open a mai…\nSTATUS  Open a mai…\n");
        assert_eq!(menu(&candidates(&["日本"], "x"), 20, 24, Theme::Plain), "日本  x\n");
    }

    #[test]
    fn many_candidates_stand_in_columns_and_never_fill_the_screen() {
        let names = ["a", "bb", "c", "d", "e"];
        assert_eq!(menu(&candidates(&names, ""), 12, 24, Theme::Plain), "a   c   e\nbb  d\n");
        assert_eq!(menu(&candidates(&names, ""), 8, 4, Theme::Plain), "a   bb\nc   d\n… and 1 more\n");
        assert_eq!(menu(&candidates(&names, ""), 1, 0, Theme::Plain), "a\n… and 4 more\n");
    }

    #[test]
    fn a_hostile_name_is_drawn_visibly() {
        assert_eq!(menu(&candidates(&["\x1b[2J"], ""), 80, 24, Theme::Plain), "\\x1b[2J\n");
    }
}

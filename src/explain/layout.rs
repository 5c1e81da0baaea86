//! An explanation, laid out for a terminal or a pipe: the token, what it is, and where that stands, in columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::explain::Explanation;
use crate::theme::{Role, Theme};
use crate::wire::visible;

/// Columns of a token before it is cut.
const TOKEN_COLUMNS_MAX: usize = 24;

/// The least width of the column of meanings, however narrow the terminal.
const MEANING_COLUMNS_MIN: usize = 20;

/// Columns before the token: what stands under `S: `.
const MARGIN: usize = 3;

/// Lays out what was found out of `octets` in `width` columns. Each line ends with LF.
#[must_use]
pub fn layout(octets: &[u8], told: &Explanation, width: usize, theme: Theme) -> String {
    let token = |note: &crate::explain::Note| {
        let indent = "  ".repeat(note.depth.min(4));
        let text = visible(octets.get(note.range.clone()).unwrap_or_default());
        cut(&format!("{indent}{text}"), TOKEN_COLUMNS_MAX)
    };
    let tokens: Vec<String> = told.notes.iter().map(token).collect();
    let column = tokens.iter().map(|token| token.width()).max().unwrap_or(0);
    let room = width.saturating_sub(MARGIN + column + 2).max(MEANING_COLUMNS_MIN);
    let mut text = String::new();
    let mut last_spec = None;
    for (note, token) in told.notes.iter().zip(&tokens) {
        let meaning = note.meaning.as_deref().unwrap_or("Nothing is known of this.");
        let mut sentence = meaning.to_owned();
        if let Some(decoded) = &note.decoded {
            sentence.push_str(&format!(" = {}", visible(decoded.as_bytes())));
        }
        // The same place again and again would be noise.
        if note.spec != last_spec
            && let Some(spec) = note.spec
        {
            sentence.push_str(&format!(" {spec}"));
        }
        last_spec = note.spec;
        for (at, line) in wrapped(&sentence, room).iter().enumerate() {
            text.push_str(&" ".repeat(MARGIN));
            let shown = if at == 0 { token.as_str() } else { "" };
            theme.paint(if note.meaning.is_some() { Role::Keyword } else { Role::Junk }, shown, &mut text);
            text.push_str(&" ".repeat(column.saturating_sub(shown.width()) + 2));
            theme.paint(Role::Note, line, &mut text);
            text.push('\n');
        }
    }
    if told.is_cut {
        text.push_str("   … and more of the same.\n");
    }
    text
}

/// `text` in at most `columns`, with `…` for what does not fit.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    if columns == 0 {
        return String::new();
    }
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for char in text.chars() {
        used += char.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(char);
    }
    kept.push('…');
    kept
}

/// `text` in lines of at most `columns`, broken at spaces where there are any.
#[must_use]
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut rest = word;
        while let Some(line) = lines.last_mut() {
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + rest.width() <= columns {
                line.push_str(&" "[..gap]);
                line.push_str(rest);
                break;
            }
            if !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            // Longer than a line: it is broken where the line ends.
            let fits = rest.char_indices().scan(0, |used, (at, char)| {
                *used += char.width().unwrap_or(0);
                (*used <= columns).then_some(at + char.len_utf8())
            });
            let end = fits.last().unwrap_or_else(|| rest.chars().next().map_or(0, char::len_utf8));
            line.push_str(&rest[..end]);
            rest = &rest[end..];
            if rest.is_empty() {
                break;
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::explain_line;

    #[test]
    fn an_explanation_fits_and_stands_in_columns() {
        let line = "* 23 EXISTS";
        let text = layout(line.as_bytes(), &explain_line(line), 50, Theme::Plain);
        insta_like(
            &text,
            "   *       Untagged: data or news, not the end of
           a command. RFC 9051 §2.2.2
   23      So many messages. RFC 9051 §2.3.1.2
   EXISTS  The mailbox now holds n messages. RFC
           9051 §7.4.1
",
        );
        assert!(text.lines().all(|line| line.width() <= 50));
    }

    fn insta_like(text: &str, expected: &str) {
        assert_eq!(text, expected, "\n{text}");
    }

    #[test]
    fn words_are_not_broken_where_a_line_can_be() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 5), ["abcde", "fgh", "ij"]);
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
        assert_eq!(wrapped("日", 1), ["日"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn what_is_hostile_is_drawn() {
        let line = "* LIST () \"/\" \"\u{1b}[2J&AAAAGw-\"";
        let text = layout(line.as_bytes(), &explain_line(line), 80, Theme::Plain);
        assert!(!text.contains('\u{1b}') && text.contains("\\x1b"), "{text}");
    }
}

//! A message, or a part of it, as it is shown.

use crate::demo::Alone;
use crate::mail::{Kind, Part, headers as header_lines, readable, shown_part, structure};
use crate::shortcuts::which::Which;
use crate::table::{Cell, Column, Row, Rows, fact};
use crate::wire::{Response, Value, Visible};

/// The parts of the message that a claimed FETCH tells of.
pub(super) fn parts_of(claimed: &[Response]) -> Vec<Part> {
    match told_of_parts(claimed).and_then(|told| told.item("BODYSTRUCTURE")) {
        Some(Value::List(body)) => structure(body),
        _ => Vec::new(),
    }
}

/// The FETCH that tells of the parts: news of other messages may come beside it.
pub(super) fn told_of_parts(claimed: &[Response]) -> Option<&Response> {
    claimed.iter().rev().find(|told| matches!(told.item("BODYSTRUCTURE"), Some(Value::List(_))))
}

/// The octets of a section that are no literal, or a short one; none for NIL.
#[must_use]
pub fn section_of(response: &Response, section: &str) -> Option<Vec<u8>> {
    Some(response.section(section)?.octets().unwrap_or_default().into_owned())
}

/// Whether a FETCH response has a section, be it empty: NIL is what servers have for a message that is gone.
#[must_use]
pub fn has_section(response: &Response, section: &str) -> bool {
    response.section(section).is_some_and(|value| !matches!(value, Value::Nil))
}

/// Of which message a FETCH response tells, if it says so.
#[must_use]
pub fn uid_of(response: &Response) -> Option<u32> {
    response.item("UID")?.number()?.try_into().ok()
}

/// The header that came beside a part; none if none came.
#[must_use]
pub fn head_of(response: &Response) -> Vec<(String, String)> {
    let is_head = |name: &[u8]| memchr::memmem::find(&name.to_ascii_uppercase(), b"HEADER.FIELDS").is_some();
    let value = response.items().find(|(name, _)| is_head(name)).and_then(|(_, value)| value.octets());
    header_lines(&value.unwrap_or_default())
}

const PARTS: &[Column] = &[
    Column::named("part"),
    Column::named("type"),
    Column::named("octets"),
    Column::named("name"),
    Column::named("fetch"),
];

/// A row for each part: section, type, size, name, and the FETCH to type for it.
pub(super) fn parts(which: &Which, claimed: &[Response]) -> Rows {
    let row = |part: &Part| -> Row {
        let media =
            Cell::Either { people: format!("{}{}", "  ".repeat(part.depth), part.media), programs: part.media.clone() };
        let fetch = which.fetch(&format!("BODY.PEEK[{}]", part.section));
        vec![(&part.section).into(), media, part.octets.into(), part.name.as_ref().into(), fetch.into()]
    };
    Rows { columns: PARTS, rows: parts_of(claimed).iter().map(row).collect() }
}

/// A row for each header, decoded.
#[must_use]
pub fn headers(block: &[u8]) -> Rows {
    Rows::facts(header_lines(block).into_iter().map(|(name, value)| fact(&name, value)).collect())
}

/// What `:read` shows, as lines that are safe: the header of the message, the text, and what else there is. `octets` are those of
/// the part, as they came; of a longer part only the first.
#[must_use]
pub fn text(
    head: &[(String, String)],
    part: Option<&Part>,
    octets: &[u8],
    others: &[Part],
    which: &str,
    lines: Option<usize>,
) -> String {
    let mut shown = String::new();
    head.iter().for_each(|(name, value)| shown.push_str(&format!("{name}: {value}\n")));
    if !head.is_empty() {
        shown.push('\n');
    }
    match part {
        Some(part) => body(part, octets, which, lines, &mut shown),
        None => shown.push_str("[there is no text in it]\n"),
    }
    if !others.is_empty() {
        shown.push('\n');
    }
    for other in others {
        let way = if other.is_text() || other.kind == Kind::Message { "read" } else { "save" };
        let file = if way == "save" { " FILE" } else { "" };
        shown.push_str(&format!(
            "[{}: {}; :{way} {which} {}{file}]\n",
            other.section,
            other.described(),
            other.section
        ));
    }
    safe(&shown)
}

/// The text of a part, or why there is none.
fn body(part: &Part, octets: &[u8], which: &str, lines: Option<usize>, shown: &mut String) {
    let section = &part.section;
    match readable(part, octets) {
        Ok(text) if text.trim().is_empty() => shown.push_str(&format!("[{section}: there is nothing in it]\n")),
        Ok(text) => cut(&text, lines, shown),
        Err(why) => shown.push_str(&format!("[{section}: {why}; :save {which} {section} FILE saves it]\n")),
    }
    if let Some(whole) = part.octets.filter(|whole| *whole > octets.len() as u64) {
        let first = octets.len();
        shown.push_str(&format!("[the first {first} of {whole} octets; :save {which} {section} FILE saves all]\n"));
    }
}

/// The headers of a whole block of them that are shown above a text.
#[must_use]
pub fn head(block: &[u8]) -> Vec<(String, String)> {
    let is_shown = |name: &str| ["date", "from", "to", "cc", "subject"].contains(&&*name.to_ascii_lowercase());
    header_lines(block).into_iter().filter(|(name, _)| is_shown(name)).collect()
}

/// The first lines of a text, and how many there are more.
fn cut(text: &str, lines: Option<usize>, shown: &mut String) {
    let count = text.lines().count();
    let kept = lines.unwrap_or(count);
    text.lines().take(kept).for_each(|line| {
        shown.push_str(line);
        shown.push('\n');
    });
    if count > kept {
        shown.push_str(&format!("[{} more lines]\n", count - kept));
    }
}

/// Nothing of it acts on a terminal; its lines end with LF.
#[must_use]
pub fn safe(text: &str) -> String {
    let mut drawn = String::with_capacity(text.len());
    let mut visible = Visible::lines();
    visible.push(text.as_bytes(), &mut drawn);
    visible.finish(&mut drawn);
    drawn
}

/// What `:read` would show of a message that is a file.
#[must_use]
pub fn file(octets: Vec<u8>, path: &str, lines: Option<usize>) -> String {
    // What an editor has put before the first header is a part of its name otherwise.
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").map_or_else(|| octets.clone(), <[u8]>::to_vec);
    let message = Alone::new(octets);
    let parts = Response::read(&message.structure()).map(|told| parts_of(&[told])).unwrap_or_default();
    let head = head(message.header());
    let shown = shown_part(&parts);
    let others: Vec<Part> = parts
        .iter()
        .filter(|part| part.kind != Kind::Multipart && shown.is_none_or(|shown| shown.section != part.section))
        .cloned()
        .collect();
    let mut listed = String::new();
    let shown_section = shown.map(|part| part.section.clone());
    let octets = shown_section.as_deref().and_then(|section| message.part(section)).unwrap_or_default();
    listed.push_str(&text(&head, shown, octets, &[], path, lines));
    if !others.is_empty() {
        listed.push('\n');
    }
    for other in others {
        listed.push_str(&safe(&format!("[{}: {}]\n", other.section, other.described())));
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Part {
        Part { section: "1".into(), media: "text/plain".into(), ..Part::default() }
    }

    #[test]
    fn a_text_has_its_header_above_and_what_else_there_is_below() {
        let image = Part { section: "2".into(), media: "image/png".into(), octets: Some(7), ..Part::default() };
        let shown =
            text(&[("Subject".into(), "ä".into())], Some(&plain()), b"a\r\nb\x1b\r\nc\r\n", &[image], "-u 4", Some(2));
        let wanted = "Subject: ä\n\na\nb\\x1b\n[1 more lines]\n\n[2: image/png, 7 octets; :save -u 4 2 FILE]\n";
        assert_eq!(shown, wanted);
    }

    #[test]
    fn what_was_cut_or_cannot_be_read_says_so() {
        let long = Part { octets: Some(9), ..plain() };
        assert!(
            text(&[], Some(&long), b"abc", &[], "1", None)
                .contains("[the first 3 of 9 octets; :save 1 1 FILE saves all]")
        );
        let odd = Part { charset: Some("klingon".into()), ..plain() };
        assert!(text(&[], Some(&odd), b"abc", &[], "1", None).contains("klingon"));
    }

    #[test]
    fn a_file_is_shown_as_a_message_is() {
        let message = b"Subject: x\nX-Other: y\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: image/png\n\nx\n--b--\n";
        let shown = file(message.to_vec(), "f.eml", None);
        assert!(shown.starts_with("Subject: x\n\nhello\n") && shown.contains("[2: image/png"), "{shown}");
        assert!(file(Vec::new(), "f", None).len() < 100);
    }
}

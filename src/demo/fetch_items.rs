//! What FETCH is asked for.

use std::ops::Range;

use crate::demo::limits::FETCH_ITEMS_MAX;
use crate::demo::parse::{Arguments, Refusal};
use crate::demo::reply;

/// One data item (RFC 9051 section 6.4.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// `BINARY[2]<0.100>`, decoded (RFC 3516).
    Binary(Section),
    /// `BINARY.SIZE[2]`
    BinarySize(Section),
    /// `BODY[...]<...>`
    Body(Section),
    /// `BODYSTRUCTURE`, or `BODY` without extension data.
    BodyStructure {
        is_extended: bool,
    },
    Envelope,
    Flags,
    InternalDate,
    Rfc822,
    Rfc822Header,
    Rfc822Size,
    Rfc822Text,
    Uid,
}

impl Item {
    /// Whether it sets `\Seen`.
    pub(super) fn marks_as_seen(&self) -> bool {
        match self {
            Self::Binary(section) | Self::Body(section) => !section.is_peek,
            Self::Rfc822 | Self::Rfc822Text => true,
            _ => false,
        }
    }

    /// Its name in the response.
    pub(super) fn label(&self) -> Vec<u8> {
        let name = match self {
            Self::Binary(section) => return section.label("BINARY"),
            Self::BinarySize(section) => return section.label("BINARY.SIZE"),
            Self::Body(section) => return section.label("BODY"),
            Self::BodyStructure { is_extended: true } => "BODYSTRUCTURE",
            Self::BodyStructure { is_extended: false } => "BODY",
            Self::Envelope => "ENVELOPE",
            Self::Flags => "FLAGS",
            Self::InternalDate => "INTERNALDATE",
            Self::Rfc822 => "RFC822",
            Self::Rfc822Header => "RFC822.HEADER",
            Self::Rfc822Size => "RFC822.SIZE",
            Self::Rfc822Text => "RFC822.TEXT",
            Self::Uid => "UID",
        };
        name.as_bytes().to_vec()
    }
}

/// What stands in brackets, and behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// `1.2`
    pub(super) numbers: Vec<u32>,
    pub(super) text: SectionText,
    pub(super) is_peek: bool,
    /// `<first.count>`
    pub(super) partial: Option<(u64, u64)>,
}

/// RFC 9051 section 6.4.5.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SectionText {
    All,
    Header,
    /// HEADER.FIELDS, or HEADER.FIELDS.NOT.
    Fields {
        names: Vec<Vec<u8>>,
        is_not: bool,
    },
    Mime,
    Text,
}

impl Section {
    /// What the partial asks for, of `whole`: it ends where that ends (RFC 9051 section 6.4.5.1).
    pub(super) fn cut(&self, whole: Range<usize>) -> Range<usize> {
        let Some((first, count)) = self.partial else { return whole };
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let start = whole.start.saturating_add(first).min(whole.end);
        start..start.saturating_add(count).min(whole.end)
    }

    fn label(&self, name: &str) -> Vec<u8> {
        let mut label = format!("{name}[").into_bytes();
        let numbers: Vec<String> = self.numbers.iter().map(u32::to_string).collect();
        label.extend_from_slice(numbers.join(".").as_bytes());
        if !numbers.is_empty() && self.text != SectionText::All {
            label.push(b'.');
        }
        match &self.text {
            SectionText::All => {}
            SectionText::Header => label.extend_from_slice(b"HEADER"),
            SectionText::Mime => label.extend_from_slice(b"MIME"),
            SectionText::Text => label.extend_from_slice(b"TEXT"),
            SectionText::Fields { names, is_not } => {
                label.extend_from_slice(if *is_not { b"HEADER.FIELDS.NOT (" } else { b"HEADER.FIELDS (" });
                let names: Vec<Vec<u8>> = names.iter().map(|name| reply::astring(name)).collect();
                label.extend_from_slice(&names.join(&b' '));
                label.push(b')');
            }
        }
        label.push(b']');
        if let Some((first, _)) = self.partial {
            // RFC 9051 section 7.5.2: only where it starts.
            label.extend_from_slice(format!("<{first}>").as_bytes());
        }
        label
    }
}

/// RFC 9051 section 6.4.5: a macro, an item, or a list of items.
pub(super) fn items(arguments: &mut Arguments) -> Result<Vec<Item>, Refusal> {
    if !arguments.skip(b'(') {
        let name = item_name(arguments)?;
        let envelope = [Item::Flags, Item::InternalDate, Item::Rfc822Size, Item::Envelope];
        return Ok(match name.as_str() {
            "FAST" => envelope[..3].to_vec(),
            "ALL" => envelope.to_vec(),
            "FULL" => [&envelope[..], &[Item::BodyStructure { is_extended: false }]].concat(),
            _ => vec![item(arguments, &name)?],
        });
    }
    let mut items = Vec::new();
    loop {
        let name = item_name(arguments)?;
        if matches!(name.as_str(), "ALL" | "FAST" | "FULL") {
            return Err(Refusal::Bad(format!("the macro {name} stands alone, not in a list (RFC 9051 section 6.4.5)")));
        }
        let item = item(arguments, &name)?;
        if !items.contains(&item) {
            items.push(item);
        }
        if items.len() > FETCH_ITEMS_MAX {
            return Err(Refusal::no("LIMIT", format!("FETCH takes at most {FETCH_ITEMS_MAX} items here")));
        }
        if arguments.skip(b')') {
            return Ok(items);
        }
        arguments.space("an item or \")\"")?;
    }
}

fn item_name(arguments: &mut Arguments) -> Result<String, Refusal> {
    let name = arguments.take_while(|octet| octet.is_ascii_alphanumeric() || octet == b'.');
    if name.is_empty() {
        return Err(arguments.expected("an item, like FLAGS or BODY.PEEK[],"));
    }
    Ok(String::from_utf8_lossy(&name).to_ascii_uppercase())
}

fn item(arguments: &mut Arguments, name: &str) -> Result<Item, Refusal> {
    let has_section = arguments.peek() == Some(b'[');
    Ok(match (name, has_section) {
        ("BODY", true) => Item::Body(section(arguments, false)?),
        ("BODY.PEEK", true) => Item::Body(section(arguments, true)?),
        ("BINARY", true) => Item::Binary(binary_section(arguments, false, true)?),
        ("BINARY.PEEK", true) => Item::Binary(binary_section(arguments, true, true)?),
        ("BINARY.SIZE", true) => Item::BinarySize(binary_section(arguments, true, false)?),
        ("BODY", false) => Item::BodyStructure { is_extended: false },
        ("BODYSTRUCTURE", false) => Item::BodyStructure { is_extended: true },
        ("ENVELOPE", false) => Item::Envelope,
        ("FLAGS", false) => Item::Flags,
        ("INTERNALDATE", false) => Item::InternalDate,
        ("RFC822", false) => Item::Rfc822,
        ("RFC822.HEADER", false) => Item::Rfc822Header,
        ("RFC822.SIZE", false) => Item::Rfc822Size,
        ("RFC822.TEXT", false) => Item::Rfc822Text,
        ("UID", false) => Item::Uid,
        ("BODY.PEEK" | "BINARY" | "BINARY.PEEK" | "BINARY.SIZE", false) => {
            return Err(Refusal::Bad(format!("{name} needs a section in brackets, as in {name}[1]")));
        }
        _ => {
            let known =
                "FLAGS UID INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY BODY[section] BODY.PEEK[section]";
            return Err(Refusal::Bad(format!("there is no item {name} in this form; there are {known}, and others")));
        }
    })
}

/// `[1.2.HEADER.FIELDS (FROM)]<0.100>`
fn section(arguments: &mut Arguments, is_peek: bool) -> Result<Section, Refusal> {
    arguments.need(b'[', "before the section")?;
    let numbers = part_numbers(arguments)?;
    let text = if arguments.peek() == Some(b']') { SectionText::All } else { section_text(arguments, &numbers)? };
    arguments.need(b']', "behind the section")?;
    Ok(Section { numbers, text, is_peek, partial: partial(arguments)? })
}

/// The section of BINARY is only a part (RFC 9051 section 9, section-binary).
fn binary_section(arguments: &mut Arguments, is_peek: bool, may_cut: bool) -> Result<Section, Refusal> {
    arguments.need(b'[', "before the part")?;
    let numbers = part_numbers(arguments)?;
    arguments.need(b']', "behind the part; BINARY takes no HEADER, TEXT or MIME,")?;
    let partial = if may_cut { partial(arguments)? } else { None };
    Ok(Section { numbers, text: SectionText::All, is_peek, partial })
}

/// `1.2` or `1.2.`; what follows the last full stop is the text.
fn part_numbers(arguments: &mut Arguments) -> Result<Vec<u32>, Refusal> {
    let mut numbers = Vec::new();
    while arguments.peek().is_some_and(|octet| octet.is_ascii_digit()) {
        let number = arguments.number("the part")?;
        match u32::try_from(number) {
            Ok(0) => return Err(Refusal::bad("parts are counted from 1")),
            Ok(number) => numbers.push(number),
            Err(_) => return Err(Refusal::bad("the part is larger than 4294967295")),
        }
        if !arguments.skip(b'.') {
            return Ok(numbers);
        }
    }
    if !numbers.is_empty() && arguments.peek() == Some(b']') {
        return Err(Refusal::bad("a part number or MIME, HEADER or TEXT is missing behind the last full stop"));
    }
    Ok(numbers)
}

fn section_text(arguments: &mut Arguments, numbers: &[u32]) -> Result<SectionText, Refusal> {
    if !arguments.peek().is_some_and(|octet| octet.is_ascii_alphabetic()) {
        return Err(arguments.expected("a section, like HEADER, or \"]\" behind it"));
    }
    let name = item_name(arguments)?;
    Ok(match name.as_str() {
        "HEADER" => SectionText::Header,
        "TEXT" => SectionText::Text,
        "MIME" if !numbers.is_empty() => SectionText::Mime,
        "MIME" => return Err(Refusal::bad("MIME needs a part number, as in BODY[1.MIME]")),
        "HEADER.FIELDS" | "HEADER.FIELDS.NOT" => {
            arguments.space("the names of fields")?;
            SectionText::Fields { names: field_names(arguments)?, is_not: name.ends_with("NOT") }
        }
        _ => {
            let known = "HEADER, HEADER.FIELDS (...), HEADER.FIELDS.NOT (...), MIME and TEXT";
            return Err(Refusal::Bad(format!("there is no section {name}; there are {known}")));
        }
    })
}

fn field_names(arguments: &mut Arguments) -> Result<Vec<Vec<u8>>, Refusal> {
    arguments.need(b'(', "before the names of fields")?;
    let mut names = Vec::new();
    loop {
        names.push(arguments.astring("the name of a field")?);
        if arguments.skip(b')') {
            return Ok(names);
        }
        arguments.space("the name of a field or \")\"")?;
    }
}

/// `<first.count>`: RFC 9051 section 9, partial.
fn partial(arguments: &mut Arguments) -> Result<Option<(u64, u64)>, Refusal> {
    if !arguments.skip(b'<') {
        return Ok(None);
    }
    let first = arguments.number("the first octet")?;
    arguments.need(b'.', "between the first octet and the count")?;
    let count = arguments.number("the count of octets")?;
    arguments.need(b'>', "behind the count of octets")?;
    if count == 0 {
        return Err(Refusal::bad("the count of octets cannot be 0"));
    }
    Ok(Some((first, count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::parse::Segment;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let mut arguments = Arguments::new(vec![Segment::Text(text.as_bytes().to_vec())], false);
        let read = items(&mut arguments).and_then(|items| arguments.end().map(|()| items));
        match read {
            Ok(items) => Ok(items.iter().map(|item| String::from_utf8_lossy(&item.label()).into_owned()).collect()),
            Err(Refusal::Bad(text) | Refusal::No { text, .. }) => Err(text),
        }
    }

    #[test]
    fn items_are_read_in_any_case_and_told_in_upper_case() {
        assert_eq!(read("(flags body.peek[1.2.header] uid)").unwrap(), ["FLAGS", "BODY[1.2.HEADER]", "UID"]);
        assert_eq!(read("BODY[]<10.20>").unwrap(), ["BODY[]<10>"]);
        assert_eq!(
            read("body[3.header.fields.not (From \"x y\")]").unwrap(),
            ["BODY[3.HEADER.FIELDS.NOT (From \"x y\")]"]
        );
        assert_eq!(read("BINARY.PEEK[1]<0.5>").unwrap(), ["BINARY[1]<0>"]);
    }

    #[test]
    fn macros_stand_alone() {
        assert_eq!(read("FAST").unwrap(), ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]);
        assert_eq!(read("full").unwrap().last().unwrap(), "BODY");
        assert!(read("(ALL)").unwrap_err().contains("stands alone"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, error) in [
            ("FLAGS UID", "the end of the command"),
            ("(FLAGS", "an item or \")\" is missing"),
            ("(FLAGS )", "an item, like"),
            ("()", "an item, like"),
            ("BODY[MIME]", "needs a part number"),
            ("BODY[0]", "counted from 1"),
            ("BODY[1.]", "behind the last full stop"),
            ("BODY[1", "\"]\" behind it should stand where the command ends"),
            ("BODY[HEADER.FIELDS]", "the names of fields"),
            ("BODY[]<1>", "between"),
            ("BODY[]<1.0>", "cannot be 0"),
            ("BODY.PEEK", "needs a section"),
            ("BODYSTRUCTURE[1]", "in this form"),
            ("FROM", "no item FROM"),
            ("BINARY[1.TEXT]", "takes no HEADER"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(error), "{text}: {found}");
        }
    }

    #[test]
    fn a_partial_is_cut_within_the_text() {
        let cut = |partial| Section { numbers: Vec::new(), text: SectionText::All, is_peek: true, partial };
        assert_eq!(cut(Some((2, 3))).cut(10..17), 12..15);
        assert_eq!(cut(Some((5, u64::MAX))).cut(10..17), 15..17);
        assert_eq!(cut(Some((u64::MAX, 1))).cut(10..17), 17..17);
        assert_eq!(cut(None).cut(10..17), 10..17);
    }
}

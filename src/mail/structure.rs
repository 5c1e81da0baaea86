//! BODYSTRUCTURE → the parts of a message. RFC 9051 section 7.5.2.

use crate::mail::text::in_charset;
use crate::mail::tree::{Kind, Part, number_of};
use crate::mail::words::{drawn, words};
use crate::wire::{Cursor, Value};

/// Parts of one message that are told apart: a longer list helps nobody, and a message can have as many as it has octets.
const PARTS_MAX: usize = 2000;

/// How deep parts may stand in one another.
const DEPTH_MAX: usize = 100;

/// Pieces of one file name that are put together: each is a look at all parameters, of which there can be as many as octets.
const NAME_PIECES_MAX: usize = 100;

/// What is still to be read: the values of a part, and where it stands.
struct Pending<'a> {
    values: Cursor<'a>,
    /// The number that it has; `None` for the body of the message with the section `message`.
    number: Option<String>,
    message: String,
    depth: usize,
}

/// The parts that the value of BODYSTRUCTURE tells of, at most as many as anybody would look at.
#[must_use]
pub fn structure(body: Cursor<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut stack = vec![Pending { values: body, number: None, message: String::new(), depth: 0 }];
    while let Some(pending) = stack.pop() {
        if parts.len() >= PARTS_MAX {
            break;
        }
        if pending.depth > DEPTH_MAX {
            continue;
        }
        let is_multipart = matches!(pending.values.clone().next(), Some(Value::List(_)));
        if is_multipart {
            multipart(pending, &mut parts, &mut stack);
        } else {
            single(pending, &mut parts, &mut stack);
        }
    }
    parts
}

fn multipart<'a>(pending: Pending<'a>, parts: &mut Vec<Part>, stack: &mut Vec<Pending<'a>>) {
    let Pending { mut values, number, message, depth } = pending;
    let above = number.clone().unwrap_or_else(|| message.clone());
    let mut children = Vec::new();
    let mut subtype = None;
    for value in values.by_ref() {
        match value {
            Value::List(values) => {
                let number = Some(number_of(&above, &(children.len() + 1).to_string()));
                children.push(Pending { values, number, message: message.clone(), depth: depth + 1 });
            }
            other => {
                subtype = Some(other);
                break;
            }
        }
        if children.len() >= PARTS_MAX {
            break;
        }
    }
    let media = format!("multipart/{}", subtype.as_ref().map_or_else(|| "?".to_owned(), small));
    let section = number.unwrap_or_else(|| number_of(&message, "TEXT"));
    parts.push(Part { section, depth, kind: Kind::Multipart, media, ..Part::default() });
    stack.extend(children.into_iter().rev());
}

fn single<'a>(pending: Pending<'a>, parts: &mut Vec<Part>, stack: &mut Vec<Pending<'a>>) {
    let Pending { mut values, number, message, depth } = pending;
    let section = number.unwrap_or_else(|| number_of(&message, "1"));
    let mut next = || values.next().unwrap_or(Value::Nil);
    let (kind, subtype) = (small(&next()), small(&next()));
    // RFC 2045 section 5.2: what names no type is plain text.
    let media =
        if kind.is_empty() || subtype.is_empty() { "text/plain".to_owned() } else { format!("{kind}/{subtype}") };
    let mut part = Part { section: section.clone(), depth, media, ..Part::default() };
    parameters(next(), &mut part);
    // The identifier and the description.
    let _ = (next(), next());
    part.encoding = small(&next());
    part.octets = next().number();
    let mut rest = values;
    if part.media == "message/rfc822" || part.media == "message/global" {
        part.kind = Kind::Message;
        let (_envelope, body) = (rest.next(), rest.next());
        if let Some(Value::List(values)) = body {
            stack.push(Pending { values, number: None, message: section, depth: depth + 1 });
        }
    }
    // Behind what depends on the type: the disposition is the only list that starts with a string and a list, or NIL.
    for value in rest {
        if let Value::List(disposition) = value {
            dispose(disposition, &mut part);
        }
    }
    parts.push(part);
}

/// `("CHARSET" "utf-8" "NAME" "a.txt")`
fn parameters(value: Value<'_>, part: &mut Part) {
    let Value::List(pairs) = value else { return };
    let pairs = pairs_of(pairs);
    let find = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let is = |wanted: &str, expected: &str| find(wanted).is_some_and(|value| value.eq_ignore_ascii_case(expected));
    part.charset = find("charset");
    part.name = file_name(&pairs, "name");
    part.flowed = is("format", "flowed").then(|| is("delsp", "yes"));
}

/// `("ATTACHMENT" ("FILENAME" "a.txt"))`. RFC 2183.
fn dispose(mut values: Cursor<'_>, part: &mut Part) {
    let Some(kind @ (Value::String(_) | Value::Word(_))) = values.next() else { return };
    let kind = small(&kind);
    if kind != "attachment" && kind != "inline" {
        return;
    }
    part.is_attachment = kind == "attachment";
    if let Some(Value::List(pairs)) = values.next()
        && let Some(name) = file_name(&pairs_of(pairs), "filename")
    {
        part.name = Some(name);
    }
}

/// Names in small letters, each with its value.
fn pairs_of(mut values: Cursor<'_>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (values.next(), values.next()) {
        pairs.extend(text(&value).map(|value| (small(&name), value)));
    }
    pairs
}

/// The value of a parameter that may be spelled as encoded words, or be encoded and cut into pieces. RFC 2231.
fn file_name(pairs: &[(String, String)], name: &str) -> Option<String> {
    if let Some((_, value)) = pairs.iter().find(|(found, _)| found == name) {
        return Some(words(value));
    }
    let mut octets = Vec::new();
    let mut charset = String::new();
    for number in 0..NAME_PIECES_MAX {
        let whole = if number == 0 { format!("{name}*") } else { String::new() };
        let (plain, encoded) = (format!("{name}*{number}"), format!("{name}*{number}*"));
        let Some((found, value)) = pairs.iter().find(|(found, _)| [&whole, &plain, &encoded].contains(&found)) else {
            break;
        };
        if *found == plain {
            octets.extend_from_slice(value.as_bytes());
            continue;
        }
        let mut rest = value.as_str();
        if number == 0 {
            let mut fields = value.splitn(3, '\'');
            if let (Some(named), Some(_language), Some(text)) = (fields.next(), fields.next(), fields.next()) {
                (charset, rest) = (named.to_owned(), text);
            }
        }
        unpercent(rest.as_bytes(), &mut octets);
    }
    let name = in_charset(Some(&charset), &octets).ok().unwrap_or_else(|| drawn(&octets));
    (!name.is_empty()).then_some(name)
}

/// Undoes `%C3%A4`.
fn unpercent(text: &[u8], octets: &mut Vec<u8>) {
    let digit = |octet: Option<&u8>| char::from(*octet?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut at = 0;
    while let Some(octet) = text.get(at) {
        let escaped = digit(text.get(at + 1)).zip(digit(text.get(at + 2))).filter(|_| *octet == b'%');
        octets.push(escaped.map_or(*octet, |(high, low)| high << 4 | low));
        at += if escaped.is_some() { 3 } else { 1 };
    }
}

fn text(value: &Value<'_>) -> Option<String> {
    Some(String::from_utf8_lossy(&value.octets()?).into_owned())
}

fn small(value: &Value<'_>) -> String {
    text(value).map_or_else(|| "?".to_owned(), |text| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Response;

    fn parts(body: &str) -> Vec<Part> {
        let response = Response::read(format!("* 1 FETCH (BODYSTRUCTURE {body})\r\n").as_bytes()).unwrap();
        let Some(Value::List(mut items)) = response.values().next() else { panic!("no list") };
        match items.next_pair() {
            Some((_, Value::List(body))) => structure(body),
            _ => Vec::new(),
        }
    }

    fn sections(body: &str) -> Vec<(String, String)> {
        parts(body).into_iter().map(|part| (part.section, part.media)).collect()
    }

    const TEXT: &str =
        r#"("TEXT" "PLAIN" ("CHARSET" "koi8-r" "FORMAT" "flowed" "DELSP" "yes") NIL NIL "8BIT" 1152 23)"#;

    #[test]
    fn a_single_part_is_number_one() {
        let parts = parts(TEXT);
        assert_eq!((parts.len(), &*parts[0].section, &*parts[0].media), (1, "1", "text/plain"));
        assert_eq!(
            (parts[0].charset.as_deref(), parts[0].flowed, parts[0].octets),
            (Some("koi8-r"), Some(true), Some(1152))
        );
    }

    #[test]
    fn what_stands_too_deep_hides_nothing_beside_it() {
        let deep = format!("{}{TEXT}{}", "(".repeat(DEPTH_MAX + 1), " \"MIXED\")".repeat(DEPTH_MAX + 1));
        let found = sections(&format!("({deep}{TEXT} \"MIXED\")"));
        assert!(found.contains(&("2".to_owned(), "text/plain".to_owned())), "{found:?}");
    }

    #[test]
    fn a_name_in_too_many_pieces_takes_no_time_for_ever() {
        let pieces: Vec<String> = (0..20_000).rev().map(|number| format!("\"name*{number}\" \"x\"")).collect();
        let name = parts(&format!("(\"TEXT\" \"PLAIN\" ({}) NIL NIL \"8BIT\" 1 1)", pieces.join(" ")))[0].name.clone();
        assert_eq!(name.map(|name| name.len()), Some(NAME_PIECES_MAX));
    }

    #[test]
    fn parts_are_numbered_as_rfc_9051_section_6_4_5_1_does() {
        let image = r#"("IMAGE" "PNG" ("NAME" "=?utf-8?Q?=C3=A4.png?=") NIL NIL "BASE64" 9 NIL ("attachment" ("filename" "b.png")) NIL)"#;
        let inner = format!(r#"({TEXT}{image} "MIXED")"#);
        let message = format!(r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99 (NIL) {inner} 12)"#);
        let single = format!(r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99 (NIL) {TEXT} 12)"#);
        let body = format!(r#"({TEXT}({image}{TEXT} "ALTERNATIVE"){message}{single} "MIXED")"#);
        let found = sections(&body);
        let sections: Vec<&str> = found.iter().map(|(section, _)| &**section).collect();
        assert_eq!(sections, ["TEXT", "1", "2", "2.1", "2.2", "3", "3.TEXT", "3.1", "3.2", "4", "4.1"]);
        assert_eq!(found[6].1, "multipart/mixed");
        assert_eq!(parts(image)[0].name.as_deref(), Some("b.png"));
        assert!(parts(image)[0].is_attachment);
    }

    #[test]
    fn names_may_be_encoded_and_in_pieces() {
        let named = |parameters: &str| parts(&format!(r#"("A" "B" ({parameters}) NIL NIL "7BIT" 1)"#)).remove(0).name;
        assert_eq!(named(r#""NAME*" "utf-8'de'M%C3%A4rz%2""#).as_deref(), Some("März%2"));
        assert_eq!(named(r#""NAME*1*" "%A4%A2.txt" "NAME*0*" "euc-jp''""#).as_deref(), Some("あ.txt"));
        assert_eq!(named(r#""NAME*0" "a b" "NAME*1" ".txt""#).as_deref(), Some("a b.txt"));
        assert_eq!(named(r#""NAME" "=?utf-8?Q?=C3=A4?=""#).as_deref(), Some("ä"));
        assert_eq!(named(r#""X" "y""#), None);
    }

    #[test]
    fn what_is_broken_or_without_end_ends() {
        assert_eq!(sections("NIL"), []);
        assert_eq!(sections("()"), [("1".to_owned(), "?/?".to_owned())]);
        assert_eq!(sections("((((\"TEXT\"))))").len(), 4);
        let deep = format!("{}\"X\"{}", "(".repeat(5000), ")".repeat(5000));
        assert!(parts(&deep).len() <= DEPTH_MAX + 1);
        let wide = format!("({} \"MIXED\")", "(\"A\" \"B\")".repeat(5000));
        assert!(parts(&wide).len() <= PARTS_MAX);
    }
}

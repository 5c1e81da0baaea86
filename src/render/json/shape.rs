//! What a response says, as JSON: the shapes of docs/json.md, made from the generic values of a response.

use serde_json::{Map, Value as Json, json};

use crate::session::mailbox_name;
use crate::wire::{Cursor, Response, Value, to_base64};

/// Lists within lists that become arrays: BODYSTRUCTURE needs some dozen, and readers of JSON have limits of their own.
const DEPTH_MAX: usize = 64;

/// Octets as text, or marked and in base64 if they are no UTF-8.
pub(super) fn octets(octets: &[u8]) -> Json {
    str::from_utf8(octets).map_or_else(|_| json!({"base64": to_base64(octets)}), Json::from)
}

/// The members of a response: `tag`, `status`, `code`, `text`, `data`, `whole`.
pub(super) fn shape(response: &Response) -> Map<String, Json> {
    let mut shaper = Shaper { literals: 0 };
    let tag = match response.tag() {
        Some(tag) => octets(tag),
        None if response.is_untagged() => "*".into(),
        None if response.is_continuation() => "+".into(),
        None => Json::Null,
    };
    let status = response.status();
    let code = response.code().map(|(name, values)| json!({"name": upper(name), "values": shaper.values(values, 0)}));
    let has_data = response.is_untagged() && status.is_none() && response.is_whole();
    let data = response.name().filter(|_| has_data).map(|name| shaper.data(response, &upper(name)));
    let mut members = Map::new();
    members.insert("tag".into(), tag);
    members.insert("status".into(), status.map_or(Json::Null, |status| status.as_str().into()));
    members.insert("code".into(), code.unwrap_or_default());
    members.insert("text".into(), response.text().map_or(Json::Null, octets));
    members.insert("data".into(), data.map(Json::Object).unwrap_or_default());
    members.insert("whole".into(), response.is_whole().into());
    members
}

fn upper(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_uppercase()
}

/// Makes JSON of values, and counts the literals that were written in parts before.
#[derive(Clone, Copy)]
struct Shaper {
    literals: u64,
}

impl Shaper {
    /// A response with data: what is known by its name has members with names, all else its values.
    fn data(&mut self, response: &Response, name: &str) -> Map<String, Json> {
        let mut data = Map::new();
        data.insert("name".into(), name.into());
        if let Some(number) = response.number() {
            data.insert("number".into(), number.into());
        }
        let values = response.values();
        let mut trial = *self;
        // RFC 9051 sections 7.3 and 7.5, RFC 5256 section 4.
        let known = match name {
            "ESEARCH" => trial.esearch(values),
            "FETCH" if data.contains_key("number") => trial.fetch(values),
            "LIST" | "LSUB" | "XLIST" => trial.list(values),
            "SEARCH" | "SORT" => numbers(values),
            "STATUS" => trial.status(values),
            _ => None,
        };
        match known {
            Some(known) => {
                *self = trial;
                data.extend(known);
            }
            None => drop(data.insert("values".into(), self.values(values, 0).into())),
        }
        data
    }

    fn values(&mut self, values: Cursor<'_>, depth: usize) -> Vec<Json> {
        values.map(|value| self.value(value, depth)).collect()
    }

    fn value(&mut self, value: Value<'_>, depth: usize) -> Json {
        match value {
            Value::Elided(size) => {
                self.literals += 1;
                json!({"literal": self.literals, "octets": size})
            }
            Value::Flag(word) | Value::Word(word) => octets(word),
            Value::Junk(junk) => json!({"junk": octets(junk)}),
            Value::List(list) if depth >= DEPTH_MAX => json!({"nested": octets(list.octets())}),
            Value::List(list) => self.values(list, depth + 1).into(),
            Value::Nil => Json::Null,
            Value::Number(number) => number.into(),
            Value::String(string) => octets(&string),
        }
    }

    /// Pairs of a name and a value; `None` if they are not, or a name comes twice.
    fn pairs(&mut self, mut values: Cursor<'_>) -> Option<Json> {
        let mut pairs = Map::new();
        while let Some(name) = values.next() {
            let Value::Word(name) = name else { return None };
            let value = self.value(values.next()?, 0);
            if pairs.insert(str::from_utf8(name).ok()?.to_ascii_uppercase(), value).is_some() {
                return None;
            }
        }
        Some(Json::Object(pairs))
    }

    /// `* 1 FETCH (UID 483 FLAGS ())`. RFC 9051 section 7.5.2.
    fn fetch(&mut self, mut values: Cursor<'_>) -> Option<Map<String, Json>> {
        let (Some(Value::List(items)), None) = (values.next(), values.next()) else { return None };
        Some(Map::from_iter([("items".to_owned(), self.pairs(items)?)]))
    }

    /// `* STATUS INBOX (MESSAGES 14)`. RFC 9051 section 7.3.4.
    fn status(&mut self, mut values: Cursor<'_>) -> Option<Map<String, Json>> {
        let mut known = mailbox(&values.next()?)?;
        let (Some(Value::List(items)), None) = (values.next(), values.next()) else { return None };
        known.insert("items".to_owned(), self.pairs(items)?);
        Some(known)
    }

    /// `* LIST (\HasNoChildren) "/" INBOX`. RFC 9051 section 7.3.1.
    fn list(&mut self, mut values: Cursor<'_>) -> Option<Map<String, Json>> {
        let Some(Value::List(attributes)) = values.next() else { return None };
        let attributes = self.values(attributes, 0);
        let delimiter @ (Value::Nil | Value::String(_)) = values.next()? else { return None };
        let mut known = Map::new();
        known.insert("attributes".to_owned(), attributes.into());
        known.insert("delimiter".to_owned(), self.value(delimiter, 0));
        known.extend(mailbox(&values.next()?)?);
        known.insert("extended".to_owned(), self.values(values, 0).into());
        Some(known)
    }

    /// `* ESEARCH (TAG "A001") UID COUNT 2 ALL 1:2`. RFC 4731 section 3.
    fn esearch(&mut self, mut values: Cursor<'_>) -> Option<Map<String, Json>> {
        let mut ahead = values;
        let mut correlator = Json::Null;
        if let Some(Value::List(pairs)) = ahead.next() {
            correlator = self.pairs(pairs)?;
            values = ahead;
        }
        ahead = values;
        let is_uid = matches!(ahead.next(), Some(Value::Word(word)) if word.eq_ignore_ascii_case(b"UID"));
        let items = self.pairs(if is_uid { ahead } else { values })?;
        let members = [("correlator", correlator), ("uid", is_uid.into()), ("items", items)];
        Some(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// A mailbox, as it stands on the wire and decoded.
fn mailbox(value: &Value<'_>) -> Option<Map<String, Json>> {
    let wire = value.octets()?;
    let decoded = mailbox_name(&wire).into();
    Some(Map::from_iter([("mailbox".to_owned(), octets(&wire)), ("decoded".to_owned(), decoded)]))
}

/// `* SEARCH 2 84 882 (MODSEQ 917)`. RFC 9051 appendix E, RFC 7162 section 3.1.5.
fn numbers(values: Cursor<'_>) -> Option<Map<String, Json>> {
    let mut numbers = Vec::new();
    let mut modseq = Json::Null;
    for value in values {
        match value {
            Value::Number(number) => numbers.push(Json::from(number)),
            Value::List(mut list) if modseq.is_null() => match (list.next(), list.next(), list.next()) {
                (Some(Value::Word(word)), Some(Value::Number(number)), None)
                    if word.eq_ignore_ascii_case(b"MODSEQ") =>
                {
                    modseq = number.into();
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    Some(Map::from_iter([("numbers".to_owned(), numbers.into()), ("modseq".to_owned(), modseq)]))
}

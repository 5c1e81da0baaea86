//! What is known of a message before it is read: who wrote to whom, and about what, decoded.

use mail_parser::{Address, MessageParser};

use crate::wire::{Response, Value};

/// What FETCH is asked for: of a header that long only the start, so that no message is too much.
pub const FACTS_ITEM: &str = "BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT)]<0.32768>";

/// Who wrote to whom, and about what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its UID.
    pub uid: u32,
    /// Each sender as the header has it, decoded: `Ann <ann@example.com>`; and the address alone.
    pub from: Vec<String>,
    /// Each recipient, in the same way.
    pub to: Vec<String>,
    /// The subject, decoded.
    pub subject: String,
}

impl Facts {
    /// Reads a FETCH response that has a UID and the answer to [`FACTS_ITEM`]; `None` if it lacks one of them.
    #[must_use]
    pub fn read(response: &Response) -> Option<Self> {
        let Some(Value::List(mut items)) = response.is("FETCH").then(|| response.values().next())? else { return None };
        let (mut uid, mut header) = (None, None);
        while let Some((name, value)) = items.next_pair() {
            if name.eq_ignore_ascii_case(b"UID") {
                uid = value.number().and_then(|number| u32::try_from(number).ok());
            } else if name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"BODY[")) {
                // NIL: there is no such field.
                header = Some(value.octets().map(std::borrow::Cow::into_owned).unwrap_or_default());
            }
        }
        Some(Self { uid: uid?, ..Self::of_header(&header?) })
    }

    fn of_header(header: &[u8]) -> Self {
        let message = MessageParser::default().parse_headers(header);
        let Some(message) = message else { return Self::default() };
        let people = |addresses: Option<&Address<'_>>| addresses.map(people).unwrap_or_default();
        Self {
            uid: 0,
            from: people(message.from()),
            to: [people(message.to()), people(message.cc())].concat(),
            subject: one_line(message.subject().unwrap_or_default()),
        }
    }

    /// The first sender, for people and programs.
    #[must_use]
    pub fn sender(&self) -> &str {
        self.from.first().map_or("", String::as_str)
    }
}

fn people(addresses: &Address<'_>) -> Vec<String> {
    let mut people = Vec::new();
    for person in addresses.iter() {
        let address = person.address().map(one_line);
        match (person.name().map(one_line), address) {
            (Some(name), Some(address)) => people.extend([format!("{name} <{address}>"), address]),
            (name, address) => people.extend(name.or(address)),
        }
    }
    people
}

/// Text for one line of output or one variable of the environment: what would end either becomes a space.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Option<Facts> {
        let name = "BODY[HEADER.FIELDS (FROM TO CC SUBJECT)]<0>";
        let octets = format!("* 3 FETCH (FLAGS () {name} {{{}}}\r\n{header} UID 17)\r\n", header.len());
        Response::read(octets.as_bytes()).and_then(|response| Facts::read(&response))
    }

    #[test]
    fn headers_are_decoded_and_unfolded() {
        let header = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_aus?= Wien\r\nFrom: =?iso-8859-1?q?J=FCrgen?= <j@example.com>\r\n\
            To: a@example.com, Bob <b@example.com>\r\nCc: c@example.com\r\n\r\n";
        let facts = read(header).unwrap();
        assert_eq!((facts.uid, &*facts.subject), (17, "Grüße aus Wien"));
        assert_eq!(facts.from, ["Jürgen <j@example.com>", "j@example.com"]);
        assert_eq!(facts.to, ["a@example.com", "Bob <b@example.com>", "b@example.com", "c@example.com"]);
        assert_eq!(facts.sender(), "Jürgen <j@example.com>");
    }

    #[test]
    fn nothing_of_a_header_ends_a_line() {
        let facts = read("Subject: =?utf-8?q?a=00b=0Ac=1B[2J?=\r\n\r\n").unwrap();
        assert_eq!((&*facts.subject, facts.sender()), ("a b c [2J", ""));
        assert_eq!(read("\r\n").unwrap().subject, "");
    }

    #[test]
    fn a_fetch_about_something_else_is_none() {
        for line in ["* 3 FETCH (FLAGS ())", "* 3 FETCH (UID 4 FLAGS ())", "* 3 EXISTS", "* SEARCH 1"] {
            assert_eq!(Facts::read(&Response::read(format!("{line}\r\n").as_bytes()).unwrap()), None, "{line}");
        }
        let nil = Response::read(b"* 3 FETCH (UID 4 BODY[HEADER.FIELDS (FROM)]<0> NIL)\r\n").unwrap();
        assert_eq!(Facts::read(&nil).unwrap(), Facts { uid: 4, ..Facts::default() });
    }
}

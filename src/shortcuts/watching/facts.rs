//! What is known of a message before it is read: who wrote to whom, and about what, decoded.

use mail_parser::{Address, MessageParser};

use crate::wire::Response;

/// So many octets of these header fields are asked for: of a header that is longer only the start, so that no message is too much.
const FIELDS_OCTETS: usize = 32 << 10;

/// What FETCH is asked for. The recipients, who may be thousands, stand apart, so that they cut nothing off but themselves.
pub const FACTS_ITEMS: &str =
    "BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]<0.32768> BODY.PEEK[HEADER.FIELDS (TO CC)]<0.32768>";

/// The sections that [`FACTS_ITEMS`] asks for.
const SECTIONS: usize = 2;

/// So many octets are asked for of the whole header of a message whose facts did not come whole: no honest one has more.
const HEADER_OCTETS: usize = 1 << 20;

/// The whole header, for [`Facts::of_header`].
pub const HEADER_ITEM: &str = "BODY.PEEK[HEADER]<0.1048576>";

/// Who wrote to whom, and about what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its UID.
    pub uid: u32,
    /// Nothing is missing: what does not match does not match. Else a header was cut, or not told.
    pub is_whole: bool,
    /// Each sender as the header has it, decoded: `Ann <ann@example.com>`; and the address alone.
    pub from: Vec<String>,
    /// Each recipient, in the same way.
    pub to: Vec<String>,
    /// The subject, decoded.
    pub subject: String,
}

impl Facts {
    /// Reads a FETCH response that has a UID and an answer to [`FACTS_ITEMS`]; `None` if it lacks one of them.
    #[must_use]
    pub fn read(response: &Response) -> Option<Self> {
        let (mut uid, mut sections, mut is_whole) = (None, 0, true);
        let mut header = Vec::new();
        for (name, value) in response.items() {
            if name.eq_ignore_ascii_case(b"UID") {
                uid = value.number().and_then(|number| u32::try_from(number).ok());
            } else if name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"BODY[")) {
                sections += 1;
                // A section without these fields is empty (RFC 9051 section 6.4.5.1). NIL says nothing of them.
                let octets = value.octets();
                is_whole &= octets.as_ref().is_some_and(|octets| octets.len() < FIELDS_OCTETS);
                let fields = octets.as_deref().unwrap_or_default().trim_ascii_end();
                header.extend_from_slice(fields);
                header.extend_from_slice(if fields.is_empty() { b"" } else { b"\r\n" });
            }
        }
        header.extend_from_slice(b"\r\n");
        let is_whole = is_whole && sections == SECTIONS;
        (sections > 0).then_some(Self { uid: uid?, is_whole, ..Self::parse(&header) })
    }

    /// What the whole header says, or as much of it as [`HEADER_ITEM`] asks for.
    #[must_use]
    pub fn of_header(uid: u32, header: &[u8]) -> Self {
        Self { uid, is_whole: header.len() < HEADER_OCTETS, ..Self::parse(header) }
    }

    fn parse(header: &[u8]) -> Self {
        let message = MessageParser::default().parse_headers(header);
        let Some(message) = message else { return Self::default() };
        let people = |addresses: Option<&Address<'_>>| addresses.map(people).unwrap_or_default();
        Self {
            from: people(message.from()),
            to: [people(message.to()), people(message.cc())].concat(),
            subject: one_line(message.subject().unwrap_or_default()),
            ..Self::default()
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

    fn response(sections: &[&str]) -> Response {
        let mut octets = b"* 3 FETCH (FLAGS ()".to_vec();
        for (section, fields) in ["SUBJECT FROM", "TO CC"].iter().zip(sections) {
            octets.extend(format!(" BODY[HEADER.FIELDS ({section})]<0> {{{}}}\r\n{fields}", fields.len()).bytes());
        }
        octets.extend(b" UID 17)\r\n");
        Response::read(&octets).unwrap()
    }

    fn read(sections: &[&str]) -> Facts {
        Facts::read(&response(sections)).unwrap()
    }

    #[test]
    fn headers_are_decoded_and_unfolded() {
        let about = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_aus?= Wien\r\nFrom: =?iso-8859-1?q?J=FCrgen?= <j@example.com>\r\n\r\n";
        let to = "To: a@example.com, Bob <b@example.com>\r\nCc: c@example.com\r\n\r\n";
        let facts = read(&[about, to]);
        assert_eq!((facts.uid, &*facts.subject, facts.is_whole), (17, "Grüße aus Wien", true));
        assert_eq!(facts.from, ["Jürgen <j@example.com>", "j@example.com"]);
        assert_eq!(facts.to, ["a@example.com", "Bob <b@example.com>", "b@example.com", "c@example.com"]);
        assert_eq!(facts.sender(), "Jürgen <j@example.com>");
        assert_eq!(Facts::of_header(17, format!("{}\r\n{to}", about.trim_end()).as_bytes()).subject, facts.subject);
    }

    #[test]
    fn nothing_of_a_header_ends_a_line() {
        let facts = read(&["Subject: =?utf-8?q?a=00b=0Ac=1B[2J?=\r\n\r\n", "\r\n"]);
        assert_eq!((&*facts.subject, facts.sender(), facts.is_whole), ("a b c [2J", "", true));
        let nothing = read(&["", "\r\n"]);
        assert_eq!((&*nothing.subject, nothing.is_whole), ("", true));
    }

    #[test]
    fn many_recipients_cut_off_no_subject_and_facts_know_that_they_were_cut() {
        let long = format!("To: {}\r\n", "someone@example.com, ".repeat(5_000));
        let cut = read(&["Subject: here\r\nFrom: a@b\r\n\r\n", &long[..FIELDS_OCTETS]]);
        assert_eq!((&*cut.subject, cut.sender(), cut.is_whole), ("here", "a@b", false));
        let subject = format!("Subject: {}", "x".repeat(FIELDS_OCTETS));
        assert!(!read(&[&subject[..FIELDS_OCTETS], "\r\n"]).is_whole);
        assert!(!read(&["Subject: no recipients told\r\n\r\n"]).is_whole);
        let whole = Facts::of_header(17, format!("{long}Subject: here\r\n\r\n").as_bytes());
        assert_eq!((&*whole.subject, whole.is_whole), ("here", true));
        assert!(!Facts::of_header(17, &vec![b'x'; HEADER_OCTETS]).is_whole);
    }

    #[test]
    fn what_is_asked_for_are_the_octets_that_are_counted() {
        assert_eq!(FACTS_ITEMS.matches(&format!("<0.{FIELDS_OCTETS}>")).count(), SECTIONS);
        assert!(HEADER_ITEM.ends_with(&format!("<0.{HEADER_OCTETS}>")));
    }

    #[test]
    fn a_fetch_about_something_else_is_none_and_nil_is_not_whole() {
        for line in ["* 3 FETCH (FLAGS ())", "* 3 FETCH (UID 4 FLAGS ())", "* 3 EXISTS", "* SEARCH 1"] {
            assert_eq!(Facts::read(&Response::read(format!("{line}\r\n").as_bytes()).unwrap()), None, "{line}");
        }
        let nil = "* 3 FETCH (UID 4 BODY[HEADER.FIELDS (SUBJECT FROM)]<0> NIL BODY[HEADER.FIELDS (TO CC)]<0> NIL)\r\n";
        let nil = Response::read(nil.as_bytes()).unwrap();
        assert_eq!(Facts::read(&nil).unwrap(), Facts { uid: 4, ..Facts::default() });
    }
}

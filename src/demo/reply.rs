//! Values, as responses hold them.

use crate::demo::names;
use crate::wire;

/// The longest string that is sent in quotes. Longer ones are easier to read, and to skip, as literals.
const QUOTED_MAX: usize = 1_000;

/// Which form strings and mailbox names take.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// UTF-8 may stand in quotes, and mailbox names are UTF-8: after ENABLE UTF8=ACCEPT or IMAP4rev2.
    pub(super) utf8: bool,
    /// ENABLE IMAP4rev2: no RECENT, ESEARCH instead of SEARCH.
    pub(super) rev2: bool,
}

impl Style {
    /// A string: quoted where that can hold it, else a literal (RFC 9051 section 4.3).
    pub(super) fn string(self, octets: &[u8], out: &mut Vec<u8>) {
        let fits = octets.len() <= QUOTED_MAX && !octets.iter().any(|octet| matches!(octet, 0 | b'\r' | b'\n'));
        if !fits || !(octets.is_ascii() || self.utf8 && std::str::from_utf8(octets).is_ok()) {
            return literal(octets, out);
        }
        out.push(b'"');
        for octet in octets {
            if matches!(octet, b'"' | b'\\') {
                out.push(b'\\');
            }
            out.push(*octet);
        }
        out.push(b'"');
    }

    /// A string, or NIL.
    pub(super) fn nstring(self, octets: Option<&[u8]>, out: &mut Vec<u8>) {
        match octets {
            Some(octets) => self.string(octets, out),
            None => out.extend_from_slice(b"NIL"),
        }
    }

    /// The name of a mailbox: an atom where it can be one.
    pub(super) fn mailbox(self, name: &str) -> Vec<u8> {
        let wire = names::write(name, self.utf8);
        let mut out = Vec::new();
        match wire::astring(&wire) {
            Some(astring) => out.extend_from_slice(astring.as_bytes()),
            None => self.string(wire.as_bytes(), &mut out),
        }
        out
    }
}

/// A literal with its header.
pub(super) fn literal(octets: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{{}}}\r\n", octets.len()).as_bytes());
    out.extend_from_slice(octets);
}

/// The word as an astring: what a client typed, sent back.
pub(super) fn astring(octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match std::str::from_utf8(octets).ok().and_then(wire::astring) {
        Some(astring) => out.extend_from_slice(astring.as_bytes()),
        None => literal(octets, &mut out),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_take_the_form_that_can_hold_them() {
        let form = |style: Style, text: &str| {
            let mut out = Vec::new();
            style.string(text.as_bytes(), &mut out);
            String::from_utf8(out).unwrap()
        };
        let utf8 = Style { utf8: true, rev2: false };
        assert_eq!(form(Style::default(), r#"a "b" \c"#), r#""a \"b\" \\c""#);
        assert_eq!(form(Style::default(), "é"), "{2}\r\né");
        assert_eq!(form(utf8, "é"), "\"é\"");
        assert_eq!(form(utf8, "a\r\nb"), "{4}\r\na\r\nb");
        assert_eq!(form(Style::default(), ""), "\"\"");
    }

    #[test]
    fn mailbox_names_are_encoded_as_enabled() {
        assert_eq!(Style::default().mailbox("Entwürfe"), b"Entw&APw-rfe");
        assert_eq!(Style { utf8: true, rev2: false }.mailbox("Entwürfe"), "\"Entwürfe\"".as_bytes());
        assert_eq!(Style::default().mailbox("A & B"), b"\"A &- B\"");
        assert_eq!(Style::default().mailbox("NIL"), b"\"NIL\"");
    }
}

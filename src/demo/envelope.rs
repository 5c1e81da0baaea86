//! ENVELOPE: the header, as its fields stand there (RFC 9051 section 7.5.2).

use crate::demo::header::{self, EnvelopeAddress};
use crate::demo::reply::Style;

/// Writes the envelope of a message with this header.
pub(super) fn write(header: &[u8], style: Style, out: &mut Vec<u8>) {
    let text = |name: &str| header::find(header, name).map(header::unfold);
    out.push(b'(');
    style.nstring(text("Date").as_deref(), out);
    out.push(b' ');
    style.nstring(text("Subject").as_deref(), out);
    let from = addresses(header, "From");
    for name in ["From", "Sender", "Reply-To", "To", "Cc", "Bcc"] {
        out.push(b' ');
        let found = addresses(header, name);
        // The sender is who it is from, unless the message says otherwise; and so for Reply-To.
        let is_default = found.is_empty() && matches!(name, "Sender" | "Reply-To");
        write_addresses(if is_default { &from } else { &found }, style, out);
    }
    for name in ["In-Reply-To", "Message-ID"] {
        out.push(b' ');
        style.nstring(text(name).as_deref(), out);
    }
    out.push(b')');
}

/// The addresses of all fields of this name: some messages have several.
fn addresses(header: &[u8], name: &str) -> Vec<EnvelopeAddress> {
    let fields = header::fields(header).filter(|field| field.name.eq_ignore_ascii_case(name.as_bytes()));
    fields.flat_map(|field| header::addresses(field.value)).collect()
}

fn write_addresses(addresses: &[EnvelopeAddress], style: Style, out: &mut Vec<u8>) {
    if addresses.is_empty() {
        return out.extend_from_slice(b"NIL");
    }
    out.push(b'(');
    for address in addresses {
        out.push(b'(');
        let EnvelopeAddress { name, route, mailbox, host } = address;
        for (at, part) in [name, route, mailbox, host].into_iter().enumerate() {
            if at > 0 {
                out.push(b' ');
            }
            style.nstring(part.as_deref(), out);
        }
        out.push(b')');
    }
    out.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(header: &str) -> String {
        let mut out = Vec::new();
        write(header.as_bytes(), Style::default(), &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn the_example_of_rfc_9051_is_answered_as_there() {
        let header = "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\nFrom: Terry Gray <gray@cac.washington.edu>\r\n\
            Subject: IMAP4rev2 WG mtg summary and minutes\r\nTo: imap@cac.washington.edu\r\n\
            cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n\
            Message-Id: <B27397-0100000@cac.washington.edu>\r\n\r\n";
        let terry = "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))";
        let expected = format!(
            "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev2 WG mtg summary and minutes\" {terry} {terry} {terry} \
            ((NIL NIL \"imap\" \"cac.washington.edu\")) ((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")\
            (\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL \"<B27397-0100000@cac.washington.edu>\")"
        );
        assert_eq!(envelope(header), expected);
    }

    #[test]
    fn what_is_missing_is_nil_and_what_is_empty_is_empty() {
        assert_eq!(envelope("Subject:\r\n\r\n"), "(NIL \"\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    #[test]
    fn eight_bit_text_takes_a_literal() {
        assert!(envelope("Subject: é\r\n\r\n").starts_with("(NIL {2}\r\né NIL"));
    }
}

//! BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2).

use crate::demo::envelope;
use crate::demo::header::{self, Typed};
use crate::demo::mime::{Kind, Mail, Part};
use crate::demo::reply::Style;

/// Writes the structure of a message; `is_extended` for BODYSTRUCTURE.
pub(super) fn write(mail: &Mail, is_extended: bool, style: Style, out: &mut Vec<u8>) {
    Writer { mail, is_extended, style }.part(mail.root(), out);
}

struct Writer<'a> {
    mail: &'a Mail,
    is_extended: bool,
    style: Style,
}

impl Writer<'_> {
    /// Recurses no deeper than parts nest, which is limited.
    fn part(&self, part: &Part, out: &mut Vec<u8>) {
        out.push(b'(');
        if part.kind == Kind::Multipart {
            for child in &part.children {
                self.part(&self.mail.parts()[*child], out);
            }
            out.push(b' ');
            self.text(&part.subtype, out);
            if self.is_extended {
                out.push(b' ');
                self.parameters(&part.parameters, out);
                self.disposition_and_after(part, out);
            }
        } else {
            self.single(part, out);
            if self.is_extended {
                out.push(b' ');
                self.field(part, "Content-MD5", out);
                self.disposition_and_after(part, out);
            }
        }
        out.push(b')');
    }

    /// body-type-basic, body-type-text and body-type-msg, up to their extension data.
    fn single(&self, part: &Part, out: &mut Vec<u8>) {
        let body = &self.mail.octets()[part.body.clone()];
        self.text(&part.media_type, out);
        out.push(b' ');
        self.text(&part.subtype, out);
        out.push(b' ');
        self.parameters(&part.parameters, out);
        out.push(b' ');
        self.field(part, "Content-ID", out);
        out.push(b' ');
        self.field(part, "Content-Description", out);
        out.push(b' ');
        self.text(&self.encoding(part), out);
        out.extend_from_slice(format!(" {}", body.len()).as_bytes());
        if let (Kind::Message, Some(child)) = (part.kind, part.children.first()) {
            let message = &self.mail.parts()[*child];
            out.push(b' ');
            envelope::write(&self.mail.octets()[message.header.clone()], self.style, out);
            out.push(b' ');
            self.part(message, out);
        }
        if part.kind == Kind::Message || part.media_type == "text" {
            let lines = memchr::memchr_iter(b'\n', body).count();
            out.extend_from_slice(format!(" {lines}").as_bytes());
        }
    }

    /// The disposition, the language and the location.
    fn disposition_and_after(&self, part: &Part, out: &mut Vec<u8>) {
        out.push(b' ');
        match self.raw(part, "Content-Disposition").and_then(header::typed) {
            Some(Typed { kind, parameters, .. }) => {
                out.push(b'(');
                self.text(&kind, out);
                out.push(b' ');
                self.parameters(&parameters, out);
                out.push(b')');
            }
            None => out.extend_from_slice(b"NIL"),
        }
        out.push(b' ');
        self.languages(part, out);
        out.push(b' ');
        self.field(part, "Content-Location", out);
    }

    /// RFC 3282: `Content-Language: de, en`.
    fn languages(&self, part: &Part, out: &mut Vec<u8>) {
        let value = self.raw(part, "Content-Language").map(header::unfold).unwrap_or_default();
        let languages: Vec<&[u8]> = value.split(|octet| *octet == b',').map(<[u8]>::trim_ascii).collect();
        let languages: Vec<&[u8]> = languages.into_iter().filter(|language| !language.is_empty()).collect();
        match &languages[..] {
            [] => out.extend_from_slice(b"NIL"),
            [language] => self.style.string(language, out),
            _ => {
                out.push(b'(');
                for (at, language) in languages.iter().enumerate() {
                    if at > 0 {
                        out.push(b' ');
                    }
                    self.style.string(language, out);
                }
                out.push(b')');
            }
        }
    }

    /// RFC 2045 section 6.1: 7bit unless the part says otherwise.
    fn encoding(&self, part: &Part) -> String {
        encoding(&self.mail.octets()[part.header.clone()]).unwrap_or_else(|| "7bit".to_owned())
    }

    fn parameters(&self, parameters: &[(String, String)], out: &mut Vec<u8>) {
        if parameters.is_empty() {
            return out.extend_from_slice(b"NIL");
        }
        out.push(b'(');
        for (at, (name, value)) in parameters.iter().enumerate() {
            if at > 0 {
                out.push(b' ');
            }
            self.text(name, out);
            out.push(b' ');
            self.text(value, out);
        }
        out.push(b')');
    }

    fn raw(&self, part: &Part, name: &str) -> Option<&[u8]> {
        header::find(&self.mail.octets()[part.header.clone()], name)
    }

    fn field(&self, part: &Part, name: &str, out: &mut Vec<u8>) {
        self.style.nstring(self.raw(part, name).map(header::unfold).as_deref(), out);
    }

    fn text(&self, text: &str, out: &mut Vec<u8>) {
        self.style.string(text.as_bytes(), out);
    }
}

/// The transfer encoding that a header names, in lower case, without comments.
pub(super) fn encoding(header: &[u8]) -> Option<String> {
    let value = header::unfold(header::find(header, "Content-Transfer-Encoding")?);
    let end = value.iter().position(|octet| b" \t;(".contains(octet)).unwrap_or(value.len());
    let token = String::from_utf8_lossy(&value[..end]).to_ascii_lowercase();
    if token.is_empty() { None } else { Some(token) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(text: &str, is_extended: bool) -> String {
        let mut out = Vec::new();
        write(&Mail::new(text.as_bytes().to_vec()), is_extended, Style::default(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_plain_message_is_text() {
        let expected = r#"("text" "plain" NIL NIL NIL "7bit" 7 1)"#;
        assert_eq!(structure("Subject: x\r\n\r\nhello\r\n", false), expected);
        let expected = r#"("text" "html" ("charset" "utf-8") NIL NIL "8bit" 3 0 NIL NIL ("de" "en") NIL)"#;
        let header =
            "Content-Type: TEXT/HTML; charset=utf-8\r\nContent-Transfer-Encoding: 8bit (x)\r\nContent-Language: de, en";
        assert_eq!(structure(&format!("{header}\r\n\r\nabc"), true), expected);
    }

    #[test]
    fn a_nested_structure_is_told_as_by_dovecot() {
        let text = "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n\
            Content-Type: image/png; name=\"a b.png\"\r\nContent-ID: <img1@x>\r\nContent-Description: tiny picture\r\n\
            Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a b.png\"; size=4\r\n\r\n\
            iVBORw==\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\nFrom: inner@x.example\r\n\r\nforwarded\r\n--outer--\r\n";
        let inner = "((NIL NIL \"inner\" \"x.example\"))";
        let expected = format!(
            "((\"image\" \"png\" (\"name\" \"a b.png\") \"<img1@x>\" \"tiny picture\" \"base64\" 8 NIL \
            (\"attachment\" (\"filename\" \"a b.png\" \"size\" \"4\")) NIL NIL)\
            (\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 34 (NIL NIL {inner} {inner} {inner} NIL NIL NIL NIL NIL) \
            (\"text\" \"plain\" NIL NIL NIL \"7bit\" 9 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) \
            \"mixed\" (\"boundary\" \"outer\") NIL NIL NIL)"
        );
        assert_eq!(structure(text, true), expected);
    }
}

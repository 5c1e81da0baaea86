//! A message that is in no mailbox: a file, read as the server reads what it holds.

use crate::demo::body_structure;
use crate::demo::mime::Mail;
use crate::demo::reply::Style;

/// A message on its own.
#[derive(Debug)]
pub struct Alone(Mail);

impl Alone {
    /// The message that these octets are, whatever they are.
    #[must_use]
    pub fn new(octets: Vec<u8>) -> Self {
        Self(Mail::new(octets))
    }

    /// Its header.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        self.0.header()
    }

    /// What FETCH BODYSTRUCTURE answers.
    #[must_use]
    pub fn structure(&self) -> Vec<u8> {
        let mut out = b"* 1 FETCH (BODYSTRUCTURE ".to_vec();
        body_structure::write(&self.0, true, Style::default(), &mut out);
        out.extend_from_slice(b")\r\n");
        out
    }

    /// What FETCH BODY[1.2] answers. RFC 9051 section 6.4.5.1.
    #[must_use]
    pub fn part(&self, section: &str) -> Option<&[u8]> {
        let numbers: Vec<u32> = section.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let part = self.0.find(&numbers)?;
        self.0.octets().get(part.body.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_parts_are_found_as_in_a_mailbox() {
        let message = Alone::new(b"Subject: a\r\n\r\nhello\r\n".to_vec());
        assert_eq!(message.part("1"), Some(&b"hello\r\n"[..]));
        assert_eq!((message.part("2"), message.part("TEXT")), (None, None));
        assert!(message.structure().starts_with(b"* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\""));
        assert_eq!(message.header(), b"Subject: a\r\n\r\n");
    }
}

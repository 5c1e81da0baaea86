//! SASL (RFC 4422): what both ends compute, and the client's side of the mechanisms that are driven.
//!
//! Messages go in and out as the octets that base64 carries; who sends them, and how, is the session's affair. So all of it
//! is tested with the vectors of the RFCs.

mod binding;
mod client;
mod mechanism;
mod prepare;
pub mod scram;
mod scram_client;

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;

use crate::wire::{to_base64, unescape, visible};

pub use binding::ChannelBinding;
pub use client::{Answer, Broken, Client, Login};
pub use mechanism::Mechanism;

/// The octets of a nonce. RFC 5802 section 5.1 wants it to be unpredictable; with 144 bits it is, and base64 has no padding.
const NONCE_OCTETS: usize = 18;

/// A nonce that nobody can know beforehand: printable, and without a comma (RFC 5802 section 7). `None` if the system has no
/// randomness.
#[must_use]
pub fn nonce() -> Option<String> {
    let mut octets = [0; NONCE_OCTETS];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut octets).ok()?;
    Some(to_base64(&octets))
}

/// The digest of CRAM-MD5, in hexadecimal digits. RFC 2195 section 2.
#[must_use]
pub fn cram_md5(password: &str, challenge: &[u8]) -> String {
    // A key of any length is a key.
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(password.as_bytes()) else { return String::new() };
    mac.update(challenge);
    mac.finalize().into_bytes().iter().map(|octet| format!("{octet:02x}")).collect()
}

/// An answer as it is typed → the line that is sent. `"text"` is encoded, with the escapes of [`unescape`]: no base64 holds a
/// quote, so nothing that could be meant for the wire is changed. All else is sent as it is.
///
/// # Errors
/// If an escape is none.
pub fn typed(line: &[u8]) -> Result<Vec<u8>, String> {
    let quoted = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    match quoted.map(std::str::from_utf8) {
        Some(Ok(text)) => unescape(text).map(|octets| to_base64(&octets).into_bytes()),
        _ => Ok(line.to_vec()),
    }
}

/// As much of a message is shown as a person will read.
const SHOWN_OCTETS_MAX: usize = 1000;

/// What a message looks like for a person.
#[must_use]
pub fn shown(message: &[u8]) -> String {
    match message.len() {
        0 => "(empty)".to_owned(),
        octets if octets > SHOWN_OCTETS_MAX => {
            format!("{} … ({octets} octets)", visible(&message[..SHOWN_OCTETS_MAX]))
        }
        _ => visible(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_2195_holds() {
        let digest = cram_md5("tanstaaftanstaaf", b"<1896.697170952@postoffice.reston.mci.net>");
        assert_eq!(digest, "b913a602c7eda7a495b4e6e7334d3890");
    }

    #[test]
    fn nonces_differ_and_hold_no_comma() {
        let (one, other) = (nonce().unwrap(), nonce().unwrap());
        assert_ne!(one, other);
        assert!(one.len() == 24 && one.bytes().all(|octet| octet.is_ascii_graphic() && octet != b','));
    }

    #[test]
    fn an_answer_in_quotes_is_encoded_and_no_other() {
        let wire = |line: &str| String::from_utf8(typed(line.as_bytes()).unwrap()).unwrap();
        assert_eq!(wire("\"Username\""), "VXNlcm5hbWU=");
        assert_eq!(wire(r#""\0me\0pass""#), "AG1lAHBhc3M=");
        assert_eq!(wire(r#""say "hi"""#), to_base64(b"say \"hi\""));
        assert_eq!(wire("\"\""), "");
        for line in ["VXNlcm5hbWU=", "user", "*", "", "=", "\"", "\"half"] {
            assert_eq!(wire(line), line);
        }
        assert!(typed(br#""\q""#).is_err());
    }

    #[test]
    fn a_message_is_shown_in_one_harmless_line() {
        assert_eq!(shown(b""), "(empty)");
        assert_eq!(shown(b"\0me\n\x1b[2J"), "\\x00me\\x0a\\x1b[2J");
        assert!(shown(&[b'x'; 2000]).ends_with(" … (2000 octets)"));
    }
}

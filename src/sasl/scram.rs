//! What both ends of SCRAM compute and read: RFC 5802, and RFC 7677 for SHA-256.

use std::fmt;
use std::num::NonZeroU32;

use ring::{digest, hmac, pbkdf2};
use zeroize::Zeroizing;

use crate::sasl::prepare::prepared;

/// The hash of a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SCRAM-SHA-1
    Sha1,
    /// SCRAM-SHA-256
    Sha256,
}

impl Hash {
    fn digest(self, octets: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        };
        digest::digest(algorithm, octets).as_ref().to_vec()
    }

    fn hmac(self, key: &[u8], octets: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        };
        hmac::sign(&hmac::Key::new(algorithm, key), octets).as_ref().to_vec()
    }

    /// Hi() of RFC 5802 section 2.2.
    fn salted(self, password: &str, salt: &[u8], iterations: NonZeroU32) -> Zeroizing<Vec<u8>> {
        let (algorithm, octets) = match self {
            Self::Sha1 => (pbkdf2::PBKDF2_HMAC_SHA1, digest::SHA1_OUTPUT_LEN),
            Self::Sha256 => (pbkdf2::PBKDF2_HMAC_SHA256, digest::SHA256_OUTPUT_LEN),
        };
        let mut salted = Zeroizing::new(vec![0; octets]);
        pbkdf2::derive(algorithm, iterations, salt, password.as_bytes(), &mut salted);
        salted
    }
}

/// What follows from a password and its salt. RFC 5802 section 3.
pub struct Keys {
    hash: Hash,
    client: Zeroizing<Vec<u8>>,
    server: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(***)")
    }
}

impl Keys {
    /// The keys of `password`. This takes time in proportion to `iterations`: a million are about half a second.
    #[must_use]
    pub fn derive(hash: Hash, password: &str, salt: &[u8], iterations: NonZeroU32) -> Self {
        let salted = hash.salted(&prepared(password), salt, iterations);
        let key = |label: &[u8]| Zeroizing::new(hash.hmac(&salted, label));
        Self { hash, client: key(b"Client Key"), server: key(b"Server Key") }
    }

    /// ClientProof for what both ends have said.
    #[must_use]
    pub fn proof(&self, said: &str) -> Vec<u8> {
        let stored = self.hash.digest(&self.client);
        let signature = self.hash.hmac(&stored, said.as_bytes());
        self.client.iter().zip(signature).map(|(key, signature)| key ^ signature).collect()
    }

    /// ServerSignature for what both ends have said.
    #[must_use]
    pub fn signature(&self, said: &str) -> Vec<u8> {
        self.hash.hmac(&self.server, said.as_bytes())
    }
}

/// The value of the next attribute, if its name is `name`. RFC 5802 section 5.1.
pub fn attribute<'a>(fields: &mut impl Iterator<Item = &'a str>, name: char) -> Option<&'a str> {
    fields.next()?.strip_prefix(name)?.strip_prefix('=')
}

/// A name as a message holds it: a comma as `=2C`, an equals sign as `=3D`. RFC 5802 section 5.1.
#[must_use]
pub fn escape_name(name: &str) -> String {
    prepared(name).replace('=', "=3D").replace(',', "=2C")
}

/// The name that a message holds.
#[must_use]
pub fn unescape_name(text: &str) -> String {
    text.replace("=2C", ",").replace("=3D", "=")
}

/// Whether a nonce is one: printable, and without a comma. RFC 5802 section 7.
#[must_use]
pub fn is_nonce(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_pass_through() {
        for name in ["user", "a,b=c", "=2C", "=3D,", "jürgen"] {
            let escaped = escape_name(name);
            assert!(!escaped.contains(','));
            assert_eq!(unescape_name(&escaped), name);
        }
        assert_eq!(escape_name("a,b=c"), "a=2Cb=3Dc");
    }

    #[test]
    fn an_attribute_is_found_by_its_name() {
        let mut fields = "r=a=b,s=,i4096".split(',');
        assert_eq!(attribute(&mut fields, 'r'), Some("a=b"));
        assert_eq!(attribute(&mut fields, 's'), Some(""));
        assert_eq!(attribute(&mut fields, 'i'), None);
        assert_eq!(attribute(&mut fields, 'x'), None);
    }

    #[test]
    fn keys_do_not_print_themselves() {
        let keys = Keys::derive(Hash::Sha1, "pencil", b"salt", NonZeroU32::MIN);
        assert_eq!(format!("{keys:?}"), "Keys(***)");
    }
}

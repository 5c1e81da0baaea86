//! What both ends of SCRAM compute and read: RFC 5802, and RFC 7677 for SHA-256.

use std::fmt;
use std::num::NonZeroU32;

use ring::{digest, hmac};
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
        hmac::sign(&self.key(key), octets).as_ref().to_vec()
    }

    fn key(self, octets: &[u8]) -> hmac::Key {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        };
        hmac::Key::new(algorithm, octets)
    }
}

/// Hi() of RFC 5802 section 2.2, a part at a time: it can take seconds, and a session must go on meanwhile.
#[derive(Clone)]
pub struct Salting {
    hash: Hash,
    key: hmac::Key,
    last: hmac::Tag,
    salted: Zeroizing<Vec<u8>>,
    left: u32,
}

impl fmt::Debug for Salting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Salting({} left)", self.left)
    }
}

impl Salting {
    /// Starts with `password`.
    #[must_use]
    pub fn new(hash: Hash, password: &str, salt: &[u8], iterations: NonZeroU32) -> Self {
        let key = hash.key(prepared(password).as_bytes());
        let last = hmac::sign(&key, &[salt, &1_u32.to_be_bytes()].concat());
        let salted = Zeroizing::new(last.as_ref().to_vec());
        Self { hash, key, last, salted, left: iterations.get() - 1 }
    }

    /// Goes on for so many iterations at most; the keys, once it is done.
    pub fn advance(&mut self, iterations_max: u32) -> Option<Keys> {
        let iterations = self.left.min(iterations_max);
        for _ in 0..iterations {
            self.last = hmac::sign(&self.key, self.last.as_ref());
            self.salted.iter_mut().zip(self.last.as_ref()).for_each(|(salted, octet)| *salted ^= octet);
        }
        self.left -= iterations;
        let key = |label: &[u8]| Zeroizing::new(self.hash.hmac(&self.salted, label));
        (self.left == 0).then(|| Keys { hash: self.hash, client: key(b"Client Key"), server: key(b"Server Key") })
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
    use ring::pbkdf2;

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
        let mut salting = Salting::new(Hash::Sha1, "pencil", b"salt", NonZeroU32::MIN);
        assert_eq!(format!("{salting:?} {:?}", salting.advance(0).unwrap()), "Salting(0 left) Keys(***)");
    }

    #[test]
    fn it_does_not_matter_in_how_many_parts_a_password_is_salted() {
        for (hash, octets) in [(Hash::Sha1, 20), (Hash::Sha256, 32)] {
            for iterations in [1, 2, 7, 10, 100] {
                let count = NonZeroU32::new(iterations).unwrap();
                let mut expected = vec![0; octets];
                let algorithm = if octets == 20 { pbkdf2::PBKDF2_HMAC_SHA1 } else { pbkdf2::PBKDF2_HMAC_SHA256 };
                pbkdf2::derive(algorithm, count, b"salt", b"pencil", &mut expected);
                let mut salting = Salting::new(hash, "pencil", b"salt", count);
                let mut parts = 1;
                while salting.advance(7).is_none() {
                    parts += 1;
                }
                assert_eq!(*salting.salted, expected);
                assert_eq!(parts, (iterations - 1).div_ceil(7).max(1));
            }
        }
    }
}

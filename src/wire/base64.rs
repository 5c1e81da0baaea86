//! Base64 as SASL uses it (RFC 4648 section 4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The base64 form of `octets`, on one line.
#[must_use]
pub fn to_base64(octets: &[u8]) -> String {
    STANDARD.encode(octets)
}

/// The octets that `text` stands for; `None` if it is not base64.
#[must_use]
pub fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

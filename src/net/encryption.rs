//! What a TLS connection is like, for people.

use std::time::SystemTime;

use rustls::Connection;
use x509_cert::der::DateTime;

use crate::net::trust::{Chain, Story};

/// How a connection is encrypted, and who is at its other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// `TLS 1.3`
    pub version: String,
    /// The cipher suite, by its registered name.
    pub cipher: String,
    /// The protocol that both sides have agreed on, if they spoke of it. RFC 7301.
    pub alpn: Option<String>,
    /// Why the certificate was believed.
    pub belief: &'static str,
    /// What its certificates say, the server's own first.
    pub chain: Vec<Story>,
}

impl Encryption {
    /// What there is to say of `connection`, whose server has shown `chain`, and why that is believed.
    #[must_use]
    pub fn of(connection: &Connection, chain: &Chain, belief: &'static str) -> Self {
        let version = connection.protocol_version().and_then(|version| version.as_str().map(str::to_owned));
        let cipher = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
        let alpn = connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
        Self {
            version: version.map_or_else(|| "TLS".to_owned(), |version| version.replace("TLSv1_", "TLS 1.")),
            cipher: cipher.unwrap_or("?").to_owned(),
            alpn,
            belief,
            chain: chain.stories(),
        }
    }
}

/// A point in time as RFC 3339 writes it.
pub(crate) fn date(time: SystemTime) -> String {
    DateTime::from_system_time(time).map_or_else(|_| "?".to_owned(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_date_is_written_for_people_and_programs() {
        assert_eq!(date(SystemTime::UNIX_EPOCH + Duration::from_secs(1_619_106_001)), "2021-04-22T15:40:01Z");
        assert_eq!(date(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), "?");
    }
}

//! What ties a login to the TLS channel that carries it (RFC 5056).

/// Channel-binding data of a TLS connection, by type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelBinding {
    /// RFC 9266: `tls-exporter`, of TLS 1.3.
    pub tls_exporter: Option<Vec<u8>>,
    /// RFC 5929 section 4: `tls-server-end-point`, the hash of the server's certificate.
    pub tls_server_end_point: Option<Vec<u8>>,
}

impl ChannelBinding {
    /// Whether there is nothing to tie a login to.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.best().is_none()
    }

    /// The best of what there is, and its name: RFC 9266 section 3 makes `tls-exporter` the default for TLS 1.3; `tls-unique`,
    /// the default before, is broken by the Triple Handshake attack and not to be had.
    #[must_use]
    pub fn best(&self) -> Option<(&'static str, &[u8])> {
        let named = |name| Some(name).zip(self.named(name));
        named("tls-exporter").or_else(|| named("tls-server-end-point"))
    }

    /// That of this type.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&[u8]> {
        match name {
            "tls-exporter" => self.tls_exporter.as_deref(),
            "tls-server-end-point" => self.tls_server_end_point.as_deref(),
            _ => None,
        }
    }
}

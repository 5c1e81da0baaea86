//! The demo server's certificate: its own, made anew at each start, since nobody should believe it for longer.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, PublicKeyData as _};
use ring::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::net::Link;
use crate::sasl::ChannelBinding;
use crate::wire::to_base64;

/// Clocks differ: it is good from a day before it was made.
const SKEW: Duration = Duration::from_secs(24 * 3600);

/// How long it is good: longer than any demo runs, and short enough for clients that refuse more than 398 days.
const VALIDITY: Duration = Duration::from_secs(365 * 24 * 3600);

/// A certificate with its key, and what a client needs to believe it.
#[derive(Debug)]
pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    pin: String,
    config: Arc<ServerConfig>,
}

/// The certificate could not be made.
#[derive(Debug, thiserror::Error)]
#[error("no certificate could be made: {0}")]
pub(crate) struct NoIdentity(String);

impl Identity {
    /// A new key, and a certificate of its own for `names`, which are host names and addresses.
    ///
    /// # Errors
    /// If a name is none, or the system has no randomness.
    pub(crate) fn new(names: Vec<String>) -> Result<Self, NoIdentity> {
        Self::make(names).map_err(|error| NoIdentity(error.to_string()))
    }

    fn make(names: Vec<String>) -> Result<Self, Box<dyn std::error::Error>> {
        // ECDSA with P-256 and SHA-256: what every client knows.
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "imapsh demo server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let now = SystemTime::now();
        params.not_before = (now - SKEW).into();
        params.not_after = (now + VALIDITY).into();
        let made = params.self_signed(&key)?;
        let certificate = made.der().clone();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
        let pin = digest(&SHA256, &key.subject_public_key_info());
        Ok(Self {
            pem: made.pem(),
            pin: format!("sha256//{}", to_base64(pin.as_ref())),
            config: Arc::new(config),
            certificate,
        })
    }

    /// The certificate.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// The certificate as clients read it from a file.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// What `--pin` takes.
    pub(crate) fn pin(&self) -> &str {
        &self.pin
    }

    /// How to be the server of a TLS connection.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }

    /// What ties a login to the TLS connection of `link`, whose handshake is done.
    pub(crate) fn binding(&self, link: &Link) -> ChannelBinding {
        link.binding(Some(&self.certificate))
    }
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::ServerName;

    use super::*;
    use crate::net::{Chain, Roots, Trust};

    /// A TLS connection in memory, from a client who has the certificate.
    fn connected(identity: &Identity) -> (Link, Link) {
        let trust = Trust { cacert: Some(vec![identity.certificate().clone()]), ..Trust::default() };
        let config = trust.config(Roots::load(false), Vec::new(), Arc::new(Chain::default())).unwrap();
        let (mut client, mut server) = (Link::default(), Link::default());
        client.upgrade(ServerName::try_from("localhost").unwrap(), Arc::new(config)).unwrap();
        server.accept(identity.config()).unwrap();
        for _ in 0..10 {
            for (from, to) in [(0, 1), (1, 0)] {
                let mut cipher = Vec::new();
                let links = [&mut client, &mut server];
                links[from].seal(&[], &mut cipher).unwrap();
                let mut rest = &cipher[..];
                while !rest.is_empty() {
                    links[to].open(&mut rest, &mut Vec::new()).unwrap();
                }
            }
        }
        assert!(!client.is_handshaking() && !server.is_handshaking());
        (client, server)
    }

    #[test]
    fn both_ends_have_the_same_channel_binding() {
        let identity = Identity::new(vec!["localhost".to_owned()]).unwrap();
        let (client, server) = connected(&identity);
        let binding = identity.binding(&server);
        assert!(binding.tls_exporter.is_some() && binding.tls_server_end_point.is_some());
        assert_eq!(client.binding(None), binding);
    }

    #[test]
    fn each_has_a_key_of_its_own_and_names_it() {
        let made = || Identity::new(vec!["localhost".to_owned(), "::1".to_owned()]).unwrap();
        let (one, other) = (made(), made());
        assert!(one.pin() != other.pin() && one.pem() != other.pem());
        assert!(Trust::read_pin(one.pin()).is_ok() && one.pem().starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(Identity::new(vec!["é".to_owned()]).is_err());
    }
}

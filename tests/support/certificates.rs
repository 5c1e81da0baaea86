//! Certificates, made anew by each test that needs some.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{DEFAULT_VERSIONS, ServerConfig, SupportedProtocolVersion};

/// Who signs the others.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "imapsh test CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// For `--cacert`.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// For `localhost` and the loopback addresses.
    pub(crate) fn right(&self) -> Identity {
        self.sign(params(&["localhost", "127.0.0.1", "::1"]))
    }

    pub(crate) fn wrong_name(&self) -> Identity {
        self.sign(params(&["wrong.example"]))
    }

    pub(crate) fn expired(&self) -> Identity {
        let mut params = params(&["localhost", "127.0.0.1", "::1"]);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2020, 2, 1);
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { pem: certificate.pem(), der: certificate.der().clone(), key }
    }
}

/// A server's certificate and its key.
pub(crate) struct Identity {
    pub(crate) pem: String,
    der: CertificateDer<'static>,
    key: KeyPair,
}

impl Identity {
    /// Marked as a CA, as `openssl req -x509` makes one.
    pub(crate) fn self_signed() -> Self {
        let mut params = params(&["localhost", "127.0.0.1", "::1"]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().clone(), key }
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.der.to_vec()
    }

    pub(crate) fn server_config(&self) -> Arc<ServerConfig> {
        self.build(DEFAULT_VERSIONS)
    }

    /// For clients of one version of TLS.
    pub(crate) fn server_config_of(&self, version: &'static SupportedProtocolVersion) -> Arc<ServerConfig> {
        self.build(&[version])
    }

    fn build(&self, versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
        let key = PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.der.clone()], key.into());
        Arc::new(config.unwrap())
    }
}

fn params(names: &[&str]) -> CertificateParams {
    CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap()
}

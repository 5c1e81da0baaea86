//! Whom to believe: system roots, `--cacert`, `--pin`, `--insecure`, and what a certificate says.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use ring::digest::{SHA256, digest};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use x509_cert::Certificate;
use x509_cert::der::{Decode as _, Encode as _};

use crate::error::{Error, Fault};
use crate::wire::{from_base64, to_base64};

/// SHA-256 of a public key.
pub type Pin = [u8; 32];

/// What was asked for about certificates.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Certificates that replace the system's roots.
    pub cacert: Option<Vec<CertificateDer<'static>>>,
    /// Public keys that are believed, as SHA-256; then nothing else is.
    pub pins: Vec<Pin>,
    /// Believe anybody.
    pub insecure: bool,
    /// The client's own certificate and key.
    pub client: Option<Arc<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>>,
}

impl Trust {
    /// Reads the certificates of `--cacert`.
    ///
    /// # Errors
    /// If the file cannot be read or holds none.
    pub fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
        let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        match certificates {
            Ok(found) if !found.is_empty() => Ok(found),
            Ok(_) => {
                Err(unreadable(path, "no certificate in it")
                    .hinted("a PEM file is wanted: -----BEGIN CERTIFICATE-----"))
            }
            Err(error) => Err(unreadable(path, &error.to_string())),
        }
    }

    /// Reads `--cert` and `--key`.
    ///
    /// # Errors
    /// If a file cannot be read or holds nothing of the kind.
    pub fn read_client(
        cert: &Path,
        key: &Path,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
        let certificates = Self::read_certificates(cert)?;
        let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error.to_string()))?;
        Ok((certificates, key))
    }

    /// Reads `sha256//BASE64`, curl's form.
    ///
    /// # Errors
    /// If it is something else.
    pub fn read_pin(text: &str) -> Result<Pin, Error> {
        let pin = text.strip_prefix("sha256//").and_then(|text| from_base64(text.as_bytes())?.try_into().ok());
        pin.ok_or_else(|| {
            Error::new(Fault::Usage, format!("the pin {text:?} is none"))
                .hinted("it is sha256// and 44 characters of base64")
        })
    }

    /// Whether the system's roots are needed.
    #[must_use]
    pub fn wants_system_roots(&self) -> bool {
        self.cacert.is_none() && self.pins.is_empty() && !self.insecure
    }

    /// Why a certificate is believed.
    #[must_use]
    pub fn belief(&self) -> &'static str {
        if !self.pins.is_empty() {
            "its key is the pinned one"
        } else if self.insecure {
            "not at all: --insecure, nobody has checked who this is"
        } else if self.cacert.is_some() {
            "by --cacert"
        } else {
            "by a root of this system"
        }
    }

    /// The configuration for a connection. The chain that the server shows, believed or not, is kept in `chain`; `known` are the keys
    /// that a person trusts there, whoever signed them.
    ///
    /// # Errors
    /// If a root or the client's certificate cannot be used.
    pub fn config(&self, roots: Roots, known: Vec<Pin>, chain: Arc<Chain>) -> Result<ClientConfig, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(self.verifier(roots, known, chain, &provider)?);
        let tls = |error: &dyn std::fmt::Display| Error::new(Fault::Tls, error.to_string());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| tls(&error))?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let mut config = match self.client.as_deref() {
            Some((certificates, key)) => builder
                .with_client_auth_cert(certificates.clone(), key.clone_key())
                .map_err(|error| tls(&error).hinted("do --cert and --key belong together?"))?,
            None => builder.with_no_client_auth(),
        };
        // For Wireshark; does nothing unless SSLKEYLOGFILE is set.
        config.key_log = Arc::new(rustls::KeyLogFile::new());
        // RFC 7301; the name is registered for IMAP.
        config.alpn_protocols = vec![b"imap".to_vec()];
        Ok(config)
    }

    fn verifier(
        &self,
        roots: Roots,
        known: Vec<Pin>,
        chain: Arc<Chain>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Verifier, Error> {
        let mut store = RootCertStore::empty();
        let exact = self.cacert.clone().unwrap_or_default();
        if self.wants_system_roots() {
            let found = roots.join();
            store.add_parsable_certificates(found);
        }
        // A server certificate that is no CA cannot be a root; it is compared octet by octet instead.
        store.add_parsable_certificates(exact.iter().cloned());
        let inner =
            if store.is_empty() {
                None
            } else {
                let built = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone()).build();
                Some(built.map_err(|error| {
                    Error::new(Fault::Tls, format!("the root certificates cannot be used: {error}"))
                })?)
            };
        Ok(Verifier {
            inner,
            exact,
            pins: self.pins.clone(),
            insecure: self.insecure,
            known,
            chain,
            provider: provider.clone(),
        })
    }
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::new(Fault::Usage, format!("{}: {why}", path.display()))
}

/// The system's roots, loaded while the connection is being made: it takes milliseconds.
#[derive(Debug)]
pub struct Roots(Option<JoinHandle<Vec<CertificateDer<'static>>>>);

impl Roots {
    /// Starts to load them, if they are wanted.
    #[must_use]
    pub fn load(wanted: bool) -> Self {
        // What cannot be loaded is missing; an unknown issuer says so.
        Self(wanted.then(|| thread::spawn(|| rustls_native_certs::load_native_certs().certs)))
    }

    fn join(self) -> Vec<CertificateDer<'static>> {
        self.0.and_then(|loading| loading.join().ok()).unwrap_or_default()
    }
}

/// The certificates that a server showed.
#[derive(Debug, Default)]
pub struct Chain {
    /// Its own first.
    certificates: Mutex<Vec<CertificateDer<'static>>>,
    /// Nobody but the person at this program speaks for its key.
    is_known: AtomicBool,
}

/// What a certificate says, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Whom it is for.
    pub subject: String,
    /// Who says so.
    pub issuer: String,
    /// The names that it is good for.
    pub names: Vec<String>,
    /// From when it is good.
    pub not_before: SystemTime,
    /// Until when it is good.
    pub not_after: SystemTime,
    /// SHA-256 of the certificate, in hex.
    pub fingerprint: String,
    /// What `--pin` takes.
    pub pin: String,
}

impl Chain {
    fn keep(&self, end_entity: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) {
        let all = std::iter::once(end_entity).chain(intermediates).map(|certificate| certificate.clone().into_owned());
        *self.certificates.lock().unwrap_or_else(PoisonError::into_inner) = all.collect();
    }

    /// Whether it was believed because a person said once that its key is to be trusted.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.is_known.load(Ordering::Relaxed)
    }

    /// What each certificate says, the server's own first; those that cannot be read are left out.
    #[must_use]
    pub fn stories(&self) -> Vec<Story> {
        self.certificates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter_map(|der| Story::read(der))
            .collect()
    }
}

impl Story {
    fn read(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::from_der(der).ok()?;
        let body = &certificate.tbs_certificate;
        let instant = |time: x509_cert::time::Time| SystemTime::UNIX_EPOCH + time.to_unix_duration();
        Some(Self {
            subject: body.subject.to_string(),
            issuer: body.issuer.to_string(),
            names: names(&certificate),
            not_before: instant(body.validity.not_before),
            not_after: instant(body.validity.not_after),
            fingerprint: hex(digest(&SHA256, der).as_ref()),
            pin: format!("sha256//{}", to_base64(&key_hash(der)?)),
        })
    }
}

fn names(certificate: &Certificate) -> Vec<String> {
    use x509_cert::ext::pkix::SubjectAltName;
    use x509_cert::ext::pkix::name::GeneralName;
    let Ok(Some((_, SubjectAltName(names)))) = certificate.tbs_certificate.get::<SubjectAltName>() else {
        return Vec::new();
    };
    let text = |name: &GeneralName| match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        GeneralName::IpAddress(octets) => match octets.as_bytes() {
            octets if octets.len() == 4 => {
                <[u8; 4]>::try_from(octets).ok().map(|octets| std::net::IpAddr::from(octets).to_string())
            }
            octets => <[u8; 16]>::try_from(octets).ok().map(|octets| std::net::IpAddr::from(octets).to_string()),
        },
        _ => None,
    };
    names.iter().filter_map(text).collect()
}

/// SHA-256 of the public key, as DER. RFC 7469 section 2.4.
fn key_hash(der: &[u8]) -> Option<[u8; 32]> {
    let key = Certificate::from_der(der).ok()?.tbs_certificate.subject_public_key_info.to_der().ok()?;
    digest(&SHA256, &key).as_ref().try_into().ok()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":")
}

#[derive(Debug)]
struct Verifier {
    /// `None` without any root.
    inner: Option<Arc<WebPkiServerVerifier>>,
    /// Certificates that are believed octet by octet.
    exact: Vec<CertificateDer<'static>>,
    pins: Vec<[u8; 32]>,
    insecure: bool,
    known: Vec<Pin>,
    chain: Arc<Chain>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// What the issuers say of it.
    fn by_issuer(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(inner) = &self.inner else { return Err(CertificateError::UnknownIssuer.into()) };
        match inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // A certificate that is for another host is told first, whoever signed it.
            // And who has the name of an issuer that is trusted, but not its key, is unknown.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::UnknownIssuer | CertificateError::BadSignature,
            )) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Err(CertificateError::UnknownIssuer.into())
            }
            other => other,
        }
    }
}

/// A key is trusted for this server, and it has shown another one, for which no issuer speaks either.
#[derive(Debug, thiserror::Error)]
#[error("the key has changed")]
struct KeyChanged;

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.chain.keep(end_entity, intermediates);
        if !self.pins.is_empty() {
            return match key_hash(end_entity) {
                Some(hash) if self.pins.contains(&hash) => Ok(ServerCertVerified::assertion()),
                _ => Err(CertificateError::ApplicationVerificationFailure.into()),
            };
        }
        if self.insecure || self.exact.iter().any(|exact| exact.as_ref() == end_entity.as_ref()) {
            return Ok(ServerCertVerified::assertion());
        }
        self.by_issuer(end_entity, intermediates, server_name, ocsp_response, now).or_else(|error| {
            match key_hash(end_entity) {
                Some(hash) if self.known.contains(&hash) => {
                    self.chain.is_known.store(true, Ordering::Relaxed);
                    Ok(ServerCertVerified::assertion())
                }
                _ if self.known.is_empty() => Err(error),
                _ => Err(CertificateError::Other(OtherError(Arc::new(KeyChanged))).into()),
            }
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether a person could say that the key is to be trusted all the same: nobody speaks for it, and nothing against it.
#[must_use]
pub fn is_doubtful(error: &rustls::Error) -> bool {
    use rustls::Error::InvalidCertificate;
    match error {
        InvalidCertificate(CertificateError::Other(OtherError(other))) => !other.is::<KeyChanged>(),
        // It is not what an issuer or its own key has signed.
        InvalidCertificate(CertificateError::BadEncoding | CertificateError::Revoked) => false,
        InvalidCertificate(_) => true,
        _ => false,
    }
}

/// What went wrong with TLS, in one line for the person. `received` is the first that came from the server.
#[must_use]
pub fn tls_error(error: &rustls::Error, host: &str, chain: &Chain, received: &[u8]) -> Error {
    use rustls::{AlertDescription, Error as Tls};
    let stories = chain.stories();
    let own = stories.first();
    let failed = |message: String| Error::new(Fault::Tls, message);
    match error {
        Tls::InvalidCertificate(error) => certificate_error(error, host, own),
        Tls::InvalidMessage(_) | Tls::PeerIncompatible(_) if received.starts_with(b"* ") => {
            failed(format!("{host} speaks plain text on this port, not TLS"))
                .hinted("--tls starttls encrypts from within the session; port 143 does so by itself")
        }
        Tls::AlertReceived(AlertDescription::ProtocolVersion) | Tls::PeerIncompatible(_) => {
            failed(format!("{host} offers no TLS version that is safe: 1.2 and 1.3 are spoken here ({error})"))
        }
        Tls::AlertReceived(AlertDescription::CertificateRequired) => {
            failed(format!("{host} asks for a client certificate")).hinted("--cert FILE --key FILE")
        }
        Tls::InvalidMessage(_) => failed(format!("what {host} answered is not TLS")),
        other => failed(format!("TLS with {host} failed: {other}")),
    }
}

fn certificate_error(error: &CertificateError, host: &str, own: Option<&Story>) -> Error {
    let failed = |message: String| Error::new(Fault::Tls, message);
    let pin = own.map(|own| own.pin.clone()).unwrap_or_default();
    let trusting = |what: &str| format!("{what}; to trust this very key: --pin {pin}");
    match error {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let names = own
                .map(|own| own.names.join(", "))
                .filter(|names| !names.is_empty())
                .unwrap_or_else(|| "nobody".to_owned());
            failed(format!("the certificate is not for {host}, but for {names}"))
                .hinted(trusting("--servername NAME says whom to expect"))
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            let ago = own.map(|own| ago(own.not_after)).unwrap_or_default();
            failed(format!("the certificate of {host} has expired{ago}")).hinted(trusting("the clock may be wrong"))
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            failed(format!("the certificate of {host} is not valid yet")).hinted(trusting("the clock may be wrong"))
        }
        CertificateError::UnknownIssuer => {
            let issuer = own.map(|own| format!(": {}", own.issuer)).unwrap_or_default();
            failed(format!("the certificate of {host} is signed by nobody whom this system trusts{issuer}"))
                .hinted(trusting("--cacert FILE names its issuer"))
        }
        CertificateError::ApplicationVerificationFailure => failed(format!("the key of {host} is not the pinned one"))
            .hinted(format!("it is {pin}; trust it only if you know why it changed")),
        CertificateError::Other(OtherError(other)) if other.is::<KeyChanged>() => {
            failed(format!("the key of {host} is not the one that was trusted before: somebody may sit in between"))
                .hinted(format!("it is {pin} now; if you know why, remove the old line from known_hosts"))
        }
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            failed(format!("the certificate of {host} is a CA's own, and not a server's"))
                .hinted(trusting("--cacert FILE with this very certificate accepts it"))
        }
        other => failed(format!("the certificate of {host} cannot be trusted: {other:?}"))
            .hinted(trusting("--insecure goes on all the same")),
    }
}

fn ago(then: SystemTime) -> String {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    match SystemTime::now().duration_since(then).map(|age| age.as_secs() / DAY.as_secs()) {
        Ok(0) => " today".to_owned(),
        Ok(1) => " yesterday".to_owned(),
        Ok(days) => format!(" {days} days ago"),
        Err(_) => String::new(),
    }
}

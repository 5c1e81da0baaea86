//! What a TLS connection has that a login can be tied to (RFC 5056): for either end of it.

use ring::digest::{Algorithm, SHA256, SHA384, SHA512, digest};
use rustls::{ConnectionCommon, ProtocolVersion};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::ObjectIdentifier;

/// `tls-exporter`. RFC 9266 section 2; `None` before TLS 1.3, where it is not safe without more conditions.
#[must_use]
pub fn tls_exporter<Data>(connection: &ConnectionCommon<Data>) -> Option<Vec<u8>> {
    if connection.protocol_version() != Some(ProtocolVersion::TLSv1_3) || connection.is_handshaking() {
        return None;
    }
    connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", Some(b"")).ok()
}

/// `tls-server-end-point` of the server's own certificate. RFC 5929 section 4.1; `None` if its signature has no hash of its own.
#[must_use]
pub fn server_end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let algorithm = hash_of(Certificate::from_der(certificate).ok()?.signature_algorithm.oid)?;
    Some(digest(algorithm, certificate).as_ref().to_vec())
}

/// The hash of a signature algorithm; SHA-256 in the place of MD5 and SHA-1.
fn hash_of(signature: ObjectIdentifier) -> Option<&'static Algorithm> {
    Some(match &*signature.to_string() {
        // RSA with MD5, SHA-1, SHA-256, SHA-384, SHA-512: RFC 8017 appendix A.2.4.
        "1.2.840.113549.1.1.4" | "1.2.840.113549.1.1.5" | "1.2.840.113549.1.1.11" => &SHA256,
        "1.2.840.113549.1.1.12" => &SHA384,
        "1.2.840.113549.1.1.13" => &SHA512,
        // ECDSA with the same: RFC 5758 section 3.2.
        "1.2.840.10045.4.1" | "1.2.840.10045.4.3.2" => &SHA256,
        "1.2.840.10045.4.3.3" => &SHA384,
        "1.2.840.10045.4.3.4" => &SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::ServerConnection;
    use rustls::pki_types::PrivatePkcs8KeyDer;

    use super::*;
    use crate::net::{Link, Roots, Trust};
    use crate::sasl::ChannelBinding;

    fn certificate(algorithm: &'static rcgen::SignatureAlgorithm) -> Vec<u8> {
        let key = rcgen::KeyPair::generate_for(algorithm).unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        parameters.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn the_certificate_is_hashed_with_the_hash_of_its_signature() {
        let der = certificate(&rcgen::PKCS_ECDSA_P256_SHA256);
        assert_eq!(server_end_point(&der).unwrap(), digest(&SHA256, &der).as_ref());
        let der = certificate(&rcgen::PKCS_ECDSA_P384_SHA384);
        assert_eq!(server_end_point(&der).unwrap(), digest(&SHA384, &der).as_ref());
    }

    #[test]
    fn what_has_no_hash_binds_nothing() {
        assert_eq!(server_end_point(&certificate(&rcgen::PKCS_ED25519)), None);
        assert_eq!(server_end_point(b"no certificate"), None);
    }

    /// Two ends of a TLS connection: what each can tie a login to.
    fn both_ends(version: &'static rustls::SupportedProtocolVersion) -> (ChannelBinding, ChannelBinding) {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = parameters.self_signed(&key).unwrap().der().clone();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = rustls::ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into());
        let mut server = ServerConnection::new(Arc::new(server.unwrap())).unwrap();
        let trust = Trust { insecure: true, ..Trust::default() };
        let config = trust.config(Roots::load(false), Vec::new(), Arc::default()).unwrap();
        let mut link = Link::default();
        link.upgrade("localhost".try_into().unwrap(), Arc::new(config)).unwrap();
        assert_eq!(link.binding(None), ChannelBinding::default());
        while link.is_handshaking() || server.is_handshaking() {
            let (mut sent, mut answer) = (Vec::new(), Vec::new());
            link.seal(&[], &mut sent).unwrap();
            server.read_tls(&mut &sent[..]).unwrap();
            server.process_new_packets().unwrap();
            server.write_tls(&mut answer).unwrap();
            link.open(&mut &answer[..], &mut Vec::new()).unwrap();
        }
        let theirs = ChannelBinding {
            tls_exporter: tls_exporter(&server),
            tls_server_end_point: server_end_point(&certificate),
        };
        (link.binding(None), theirs)
    }

    #[test]
    fn both_ends_find_the_same() {
        let (ours, theirs) = both_ends(&rustls::version::TLS13);
        assert_eq!(ours, theirs);
        assert_eq!(ours.best().map(|(name, data)| (name, data.len())), Some(("tls-exporter", 32)));
        let (other, _) = both_ends(&rustls::version::TLS13);
        assert_ne!(ours.tls_exporter, other.tls_exporter);
        let (ours, theirs) = both_ends(&rustls::version::TLS12);
        assert_eq!(ours, theirs);
        assert_eq!(ours.best().map(|(name, _)| name), Some("tls-server-end-point"));
    }
}

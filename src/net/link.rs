//! Octets of the network ↔ octets of IMAP. Without a socket, so that a test can be the other end.

use std::io::{self, Read as _, Write as _};
use std::sync::Arc;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Connection, ServerConfig, ServerConnection};

use crate::net::binding::{server_end_point, tls_exporter};
use crate::sasl::ChannelBinding;

/// The most octets that one step of [`Link::open`] yields. What inflates to a gigabyte comes in steps, each of which
/// is shown and forgotten.
const STEP_OCTETS: usize = 256 << 10;

/// What is between the socket and the session.
#[derive(Debug, Default)]
pub struct Link {
    tls: Option<Box<Connection>>,
    deflate: Option<Box<Deflate>>,
    /// The peer has said that no more will come.
    closed: bool,
    counts: Counts,
}

/// Octets that went through the link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of IMAP, received.
    pub received: u64,
    /// Of IMAP, sent.
    pub sent: u64,
    /// Before inflation, received; as many as `received` without compression.
    pub received_compressed: u64,
    /// After deflation, sent.
    pub sent_compressed: u64,
}

/// What came from the network cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// As DEFLATE.
    #[error("the compressed stream is corrupt: {0}")]
    Deflate(String),
    /// As TLS.
    #[error(transparent)]
    Tls(#[from] rustls::Error),
}

impl Link {
    /// Starts TLS as a client. What is to be sent for it comes out of the next [`Link::seal`].
    ///
    /// # Errors
    /// If the configuration cannot be used.
    pub fn upgrade(&mut self, name: ServerName<'static>, config: Arc<ClientConfig>) -> Result<(), Broken> {
        self.secure(ClientConnection::new(config, name)?.into());
        Ok(())
    }

    /// Starts TLS as a server: the client's first octets are those of its handshake.
    ///
    /// # Errors
    /// If the configuration cannot be used.
    pub fn accept(&mut self, config: Arc<ServerConfig>) -> Result<(), Broken> {
        self.secure(ServerConnection::new(config)?.into());
        Ok(())
    }

    fn secure(&mut self, mut connection: Connection) {
        // What is sealed is drained at once.
        connection.set_buffer_limit(None);
        self.tls = Some(Box::new(connection));
    }

    /// Starts DEFLATE in both directions. `left` are octets behind the OK, already opened: they are compressed.
    pub fn deflate(&mut self, left: &[u8]) {
        self.counts.received -= left.len() as u64;
        self.deflate = Some(Box::new(Deflate {
            inflate: Decompress::new(false),
            deflate: Compress::new(Compression::default(), false),
            pending: left.to_vec(),
            is_full: false,
            ended: false,
        }));
    }

    /// Takes octets of the network and appends what they say to `plain`: a step of it. To be called until
    /// [`Link::is_drained`] and `cipher` is empty.
    ///
    /// # Errors
    /// If they cannot be understood, or the certificate is refused. An alert for the peer may come out of
    /// [`Link::seal`] then.
    pub fn open(&mut self, cipher: &mut &[u8], plain: &mut Vec<u8>) -> Result<(), Broken> {
        let start = plain.len();
        match &mut self.deflate {
            None => {
                Self::decrypt(self.tls.as_deref_mut(), &mut self.closed, cipher, plain)?;
                self.counts.received_compressed += (plain.len() - start) as u64;
            }
            Some(deflate) => {
                let before = deflate.pending.len();
                if before < STEP_OCTETS {
                    Self::decrypt(self.tls.as_deref_mut(), &mut self.closed, cipher, &mut deflate.pending)?;
                }
                self.counts.received_compressed += (deflate.pending.len() - before) as u64;
                deflate.step(plain)?;
            }
        }
        self.counts.received += (plain.len() - start) as u64;
        Ok(())
    }

    fn decrypt(
        tls: Option<&mut Connection>,
        closed: &mut bool,
        cipher: &mut &[u8],
        plain: &mut Vec<u8>,
    ) -> Result<(), Broken> {
        let Some(tls) = tls else {
            plain.extend_from_slice(cipher);
            *cipher = &[];
            return Ok(());
        };
        // Reading from a slice fails only when the buffer of rustls is full, and it is drained every step.
        let taken = tls.read_tls(cipher).unwrap_or(0);
        let processed = tls.process_new_packets();
        // What was understood before an error is handed out with it. Reading fails only at the end, which is told apart.
        let _ = tls.reader().read_to_end(plain);
        *closed |= processed?.peer_has_closed();
        if taken == 0 || *closed {
            // Behind close_notify nothing counts.
            *cipher = &[];
        }
        Ok(())
    }

    /// Whether [`Link::open`] has nothing left of what it took.
    #[must_use]
    pub fn is_drained(&self) -> bool {
        self.deflate.as_ref().is_none_or(|deflate| deflate.pending.is_empty() && !deflate.is_full)
    }

    /// Appends to `cipher` what is to be written for `plain`, and for TLS itself.
    ///
    /// # Errors
    /// Never for a slice and a vector; the signature is that of `write`.
    pub fn seal(&mut self, plain: &[u8], cipher: &mut Vec<u8>) -> io::Result<()> {
        self.counts.sent += plain.len() as u64;
        let mut compressed = Vec::new();
        let plain = match &mut self.deflate {
            Some(deflate) if !plain.is_empty() => {
                deflate.compress(plain, &mut compressed)?;
                &compressed[..]
            }
            _ => plain,
        };
        self.counts.sent_compressed += plain.len() as u64;
        let Some(tls) = &mut self.tls else {
            cipher.extend_from_slice(plain);
            return Ok(());
        };
        tls.writer().write_all(plain)?;
        while tls.wants_write() {
            tls.write_tls(cipher)?;
        }
        Ok(())
    }

    /// Whether the TLS handshake is under way.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.is_handshaking())
    }

    /// Whether the peer has ended the stream in TLS's own way. Without it, what somebody on the way has cut off cannot
    /// be told from what is whole.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The connection's TLS, if there is any.
    #[must_use]
    pub fn tls(&self) -> Option<&Connection> {
        self.tls.as_deref()
    }

    /// What a login can be tied to, with the server's certificate as the client has seen it, or as the server itself knows it;
    /// nothing without TLS.
    #[must_use]
    pub fn binding(&self, own_certificate: Option<&[u8]>) -> ChannelBinding {
        let Some(tls) = self.tls() else { return ChannelBinding::default() };
        let tls_exporter = match tls {
            Connection::Client(tls) => tls_exporter(tls),
            Connection::Server(tls) => tls_exporter(tls),
        };
        let shown = tls.peer_certificates().and_then(|chain| chain.first());
        let certificate = own_certificate.or_else(|| shown.map(AsRef::as_ref));
        ChannelBinding { tls_exporter, tls_server_end_point: certificate.and_then(server_end_point) }
    }

    /// What went through so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Says that no more will come from us.
    pub fn close(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
    }
}

/// COMPRESS DEFLATE: two raw streams, which need never end. RFC 4978 section 3.
#[derive(Debug)]
struct Deflate {
    inflate: Decompress,
    deflate: Compress,
    /// Octets to be inflated.
    pending: Vec<u8>,
    /// The last step was cut short: more of what it took may come out.
    is_full: bool,
    ended: bool,
}

impl Deflate {
    /// Inflates a step's worth.
    fn step(&mut self, plain: &mut Vec<u8>) -> Result<(), Broken> {
        if self.pending.is_empty() && !self.is_full {
            return Ok(());
        }
        if self.ended {
            return Err(Broken::Deflate("octets follow its end".to_owned()));
        }
        let start = plain.len();
        plain.resize(start + STEP_OCTETS, 0);
        let (taken, made) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(&self.pending, &mut plain[start..], FlushDecompress::Sync);
        let made_now = usize::try_from(self.inflate.total_out() - made).unwrap_or(STEP_OCTETS);
        plain.truncate(start + made_now);
        let status = status.map_err(|error| Broken::Deflate(error.to_string()))?;
        let taken = usize::try_from(self.inflate.total_in() - taken).unwrap_or(self.pending.len());
        self.pending.drain(..taken);
        self.is_full = made_now == STEP_OCTETS;
        self.ended |= status == Status::StreamEnd;
        if taken == 0 && made_now == 0 && !self.pending.is_empty() {
            return Err(Broken::Deflate("it makes no progress".to_owned()));
        }
        Ok(())
    }

    fn compress(&mut self, plain: &[u8], compressed: &mut Vec<u8>) -> io::Result<()> {
        let mut rest = plain;
        loop {
            compressed.reserve(rest.len() / 2 + 64);
            let before = self.deflate.total_in();
            // Flushed to a whole octet: the server waits for this command.
            self.deflate.compress_vec(rest, compressed, FlushCompress::Sync)?;
            let taken = usize::try_from(self.deflate.total_in() - before).unwrap_or(rest.len());
            rest = &rest[taken..];
            if rest.is_empty() && compressed.len() < compressed.capacity() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both directions through two links, as if each were the other's server.
    fn pair() -> (Link, Link) {
        let (mut near, mut far) = (Link::default(), Link::default());
        near.deflate(&[]);
        far.deflate(&[]);
        (near, far)
    }

    fn open_all(link: &mut Link, mut cipher: &[u8]) -> Result<Vec<u8>, Broken> {
        let mut plain = Vec::new();
        while !cipher.is_empty() || !link.is_drained() {
            let before = plain.len();
            link.open(&mut cipher, &mut plain)?;
            assert!(plain.len() - before <= 2 * STEP_OCTETS);
        }
        Ok(plain)
    }

    #[test]
    fn what_is_deflated_inflates_in_any_chunks() {
        let (mut near, mut far) = pair();
        let mut cipher = Vec::new();
        for line in ["A1 NOOP\r\n", "", "A2 LOGOUT\r\n"] {
            near.seal(line.as_bytes(), &mut cipher).unwrap();
        }
        let plain: Vec<u8> = cipher.chunks(1).flat_map(|chunk| open_all(&mut far, chunk).unwrap()).collect();
        assert_eq!(plain, b"A1 NOOP\r\nA2 LOGOUT\r\n");
        assert_eq!(near.counts().sent, 20);
        assert_eq!(far.counts().received, 20);
        assert_eq!(far.counts().received_compressed, cipher.len() as u64);
    }

    #[test]
    fn a_bomb_comes_in_steps() {
        let (mut near, mut far) = pair();
        let mut cipher = Vec::new();
        near.seal(&vec![b'x'; 64 << 20], &mut cipher).unwrap();
        assert!(cipher.len() < 1 << 20);
        assert_eq!(open_all(&mut far, &cipher).unwrap().len(), 64 << 20);
    }

    #[test]
    fn nothing_stays_in_the_inflater() {
        for octets in [STEP_OCTETS, STEP_OCTETS + 1, 10 * STEP_OCTETS, 10 * STEP_OCTETS - 1] {
            let (mut near, mut far) = pair();
            let mut cipher = Vec::new();
            near.seal(&vec![b'x'; octets], &mut cipher).unwrap();
            assert_eq!(open_all(&mut far, &cipher).unwrap().len(), octets);
        }
    }

    #[test]
    fn a_corrupt_stream_is_an_error() {
        let (_, mut far) = pair();
        assert!(matches!(open_all(&mut far, b"* OK not deflate at all"), Err(Broken::Deflate(_))));
    }

    #[test]
    fn what_follows_the_ok_belongs_to_the_inflater() {
        let (mut near, _) = pair();
        let mut cipher = Vec::new();
        near.seal(b"* 1 EXISTS\r\n", &mut cipher).unwrap();
        let mut link = Link::default();
        let mut plain = Vec::new();
        let octets = [b"A1 OK\r\n", &cipher[..]].concat();
        link.open(&mut &octets[..], &mut plain).unwrap();
        link.deflate(&plain[7..]);
        assert_eq!(open_all(&mut link, b"").unwrap(), b"* 1 EXISTS\r\n");
        assert_eq!(link.counts().received, 7 + 12);
    }
}

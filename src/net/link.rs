//! Octets of the network ↔ octets of IMAP. Without a socket, so that a test can be the other end.

use std::io::{self, Read as _, Write as _};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

/// What is between the socket and the session.
#[derive(Debug, Default)]
pub struct Link {
    tls: Option<Box<ClientConnection>>,
    /// The peer has said that no more will come.
    closed: bool,
}

/// What came from the network cannot be understood as TLS.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Broken(#[from] pub rustls::Error);

impl Link {
    /// Starts TLS. What is to be sent for it comes out of the next [`Link::seal`].
    ///
    /// # Errors
    /// If the configuration cannot be used.
    pub fn upgrade(&mut self, name: ServerName<'static>, config: Arc<ClientConfig>) -> Result<(), Broken> {
        let mut connection = ClientConnection::new(config, name)?;
        // What is sealed is drained at once.
        connection.set_buffer_limit(None);
        self.tls = Some(Box::new(connection));
        Ok(())
    }

    /// Takes octets of the network and appends what they say to `plain`.
    ///
    /// # Errors
    /// If they are not TLS, or the certificate is refused. An alert for the peer may come out of [`Link::seal`] then.
    pub fn open(&mut self, mut cipher: &[u8], plain: &mut Vec<u8>) -> Result<(), Broken> {
        let Some(tls) = &mut self.tls else {
            plain.extend_from_slice(cipher);
            return Ok(());
        };
        while !cipher.is_empty() {
            // Reading from a slice into rustls fails only when its buffer is full, and it is drained every round.
            let taken = tls.read_tls(&mut cipher).unwrap_or(0);
            let state = tls.process_new_packets()?;
            self.closed |= state.peer_has_closed();
            let start = plain.len();
            plain.resize(start + state.plaintext_bytes_to_read(), 0);
            let read = tls.reader().read(&mut plain[start..]).unwrap_or(0);
            plain.truncate(start + read);
            if taken == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Appends to `cipher` what is to be written for `plain`, and for TLS itself.
    ///
    /// # Errors
    /// Never for a slice and a vector; the signature is that of `write`.
    pub fn seal(&mut self, plain: &[u8], cipher: &mut Vec<u8>) -> io::Result<()> {
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

    /// Whether the peer has ended the stream in TLS's own way. Without it, what was cut off by somebody on the way
    /// cannot be told from what is whole.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The connection's TLS, if there is any.
    #[must_use]
    pub fn tls(&self) -> Option<&ClientConnection> {
        self.tls.as_deref()
    }

    /// Says that no more will come from us.
    pub fn close(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
    }
}

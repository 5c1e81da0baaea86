//! The demo server behind a socket.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::demo::{Connection, LinkFacts, Output, Server};
use crate::net::Link;

/// Serves one client until it leaves.
pub(crate) fn demo(stream: &UnixStream) {
    let facts = LinkFacts { is_private: true, compress: true, ..LinkFacts::default() };
    let connection = Server::new().connect(Instant::now(), facts);
    // Whoever talks to it sees the end of the stream.
    let _ = serve(stream, connection);
}

fn serve(mut stream: &UnixStream, mut connection: Connection) -> io::Result<()> {
    let mut link = Link::default();
    let mut buffer = [0; 16 << 10];
    let mut plain = Vec::new();
    loop {
        if !send(stream, &mut connection, &mut link)? {
            return Ok(());
        }
        let left = connection.next_timeout().map(|at| at.saturating_duration_since(Instant::now()));
        stream.set_read_timeout(left.map(|left| left.max(Duration::from_millis(1))))?;
        let mut octets = match stream.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => &buffer[..read],
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                connection.handle_timeout(Instant::now());
                continue;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        while !(octets.is_empty() && link.is_drained()) {
            plain.clear();
            link.open(&mut octets, &mut plain).map_err(io::Error::other)?;
            connection.handle_bytes(Instant::now(), &plain);
            // COMPRESS counts from its OK on: what follows in the buffer is compressed already.
            if !send(stream, &mut connection, &mut link)? {
                return Ok(());
            }
        }
    }
}

/// Sends what the server has to say; false if that was the last.
fn send(mut stream: &UnixStream, connection: &mut Connection, link: &mut Link) -> io::Result<bool> {
    while let Some(output) = connection.poll() {
        match output {
            Output::Send(octets) => {
                let mut sealed = Vec::new();
                link.seal(&octets, &mut sealed)?;
                stream.write_all(&sealed)?;
            }
            // The client waits for the OK before it sends compressed octets, so none are left over.
            Output::StartDeflate => link.deflate(&[]),
            Output::Close => return Ok(false),
            Output::StartTls => return Err(io::ErrorKind::Unsupported.into()),
        }
    }
    Ok(true)
}

//! The demo server behind a socket.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::demo::{LinkFacts, Output, Server};

/// Serves one client until it leaves.
pub(crate) fn demo(stream: &UnixStream) {
    // Whoever talks to it sees the end of the stream.
    let _ = serve(stream, &Server::new());
}

fn serve(mut stream: &UnixStream, server: &Server) -> io::Result<()> {
    let mut connection = server.connect(Instant::now(), LinkFacts { is_private: true, ..LinkFacts::default() });
    let mut buffer = [0; 16 << 10];
    loop {
        while let Some(output) = connection.poll() {
            match output {
                Output::Send(octets) => stream.write_all(&octets)?,
                Output::Close => return Ok(()),
                Output::StartDeflate | Output::StartTls => return Err(io::ErrorKind::Unsupported.into()),
            }
        }
        let left = connection.next_timeout().map(|at| at.saturating_duration_since(Instant::now()));
        stream.set_read_timeout(left.map(|left| left.max(Duration::from_millis(1))))?;
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => connection.handle_bytes(Instant::now(), &buffer[..read]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                connection.handle_timeout(Instant::now());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

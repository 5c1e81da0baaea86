//! A server on loopback that plays a script to one client: for what no real server would do.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long it waits for its client, for each octet.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the server does, in order. When it has done all, it waits for the client to close.
pub(crate) enum Step {
    /// Waits until it is told to go on.
    Await(Receiver<()>),
    /// Closes without a word: no BYE, no close_notify.
    Close,
    /// Closes the TLS properly, then the connection.
    CloseNotify,
    /// Compresses from this octet on, in both directions. Not beside TLS.
    Deflate,
    /// Sends octets one by one.
    Drip(Vec<u8>),
    /// Waits for a command: a tag, a space, this. The tag is kept.
    Expect(&'static str),
    /// Waits for exactly this line.
    ExpectLine(&'static str),
    /// Sends octets; `{tag}` in them stands for the last tag.
    Send(Vec<u8>),
    /// Sends nothing, and waits for the client to close.
    Silent,
    /// Makes the handshake at this octet.
    StartTls(Arc<ServerConfig>),
    /// Takes so many octets, whatever they are.
    Take(usize),
    /// Takes a line, whatever it is.
    TakeLine,
    /// Tells somebody that it has come so far.
    Tell(Sender<()>),
}

/// Sends text; `{tag}` in it stands for the last tag.
pub(crate) fn send(text: impl Into<Vec<u8>>) -> Step {
    Step::Send(text.into())
}

pub(crate) struct FakeServer {
    address: SocketAddr,
    thread: JoinHandle<Result<Vec<u8>, String>>,
}

impl FakeServer {
    /// Waits for one client in a thread of its own.
    pub(crate) fn start(script: Vec<Step>) -> Self {
        Self::start_each(vec![script])
    }

    /// Waits for one client after another, each of which gets a script of its own.
    pub(crate) fn start_each(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let play = move || {
            let mut received = Vec::new();
            for script in scripts {
                received.extend(accept(&listener)?.play(script)?);
            }
            Ok(received)
        };
        Self { address, thread: thread::spawn(play) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What the client has sent, TLS taken off.
    ///
    /// # Panics
    /// If the client did not do what the script expects.
    pub(crate) fn received(self) -> Vec<u8> {
        self.try_received().unwrap_or_else(|error| panic!("the fake server: {error}"))
    }

    /// The same, or what went wrong.
    pub(crate) fn try_received(self) -> Result<Vec<u8>, String> {
        self.thread.join().expect("the fake server does not panic")
    }
}

fn accept(listener: &TcpListener) -> Result<Player, String> {
    listener.set_nonblocking(true).unwrap();
    let end = Instant::now() + PATIENCE;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                stream.set_nodelay(true).unwrap();
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                stream.set_write_timeout(Some(PATIENCE)).unwrap();
                return Ok(Player { stream: Stream::Plain(stream), tag: String::new(), received: Vec::new() });
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < end => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(format!("no client came: {error}")),
        }
    }
}

enum Stream {
    Deflated(Box<(DeflateDecoder<TcpStream>, DeflateEncoder<TcpStream>)>),
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

struct Player {
    stream: Stream,
    tag: String,
    received: Vec<u8>,
}

impl Player {
    fn play(mut self, script: Vec<Step>) -> Result<Vec<u8>, String> {
        for (at, step) in script.into_iter().enumerate() {
            let fail = |error: String| format!("step {at}: {error}");
            match step {
                Step::Close => return Ok(self.received),
                Step::CloseNotify => {
                    if let Stream::Tls(tls) = &mut self.stream {
                        tls.conn.send_close_notify();
                        tls.flush().map_err(|error| fail(error.to_string()))?;
                    }
                    return Ok(self.received);
                }
                Step::Await(told) => told.recv_timeout(PATIENCE).map_err(|error| fail(error.to_string()))?,
                Step::Deflate => self.stream = self.stream.deflated(),
                // Whoever wanted to know may have given up.
                Step::Tell(somebody) => drop(somebody.send(())),
                Step::StartTls(config) => self.stream = self.stream.secured(config),
                Step::Silent => self.drain(),
                step => self.exchange(step).map_err(fail)?,
            }
        }
        self.drain();
        Ok(self.received)
    }

    fn exchange(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Send(octets) => self.write(&replace_tag(&octets, &self.tag)),
            Step::Drip(octets) => octets.iter().try_for_each(|octet| self.write(&[*octet])),
            Step::Take(count) => self.take(count),
            Step::TakeLine => self.line().map(drop),
            Step::ExpectLine(line) => expect(line, &self.line()?),
            Step::Expect(command) => {
                let line = self.line()?;
                let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
                tag.clone_into(&mut self.tag);
                expect(command, rest)
            }
            // These are no exchange.
            Step::Await(_) | Step::Close | Step::CloseNotify | Step::Deflate => Ok(()),
            Step::Silent | Step::StartTls(_) | Step::Tell(_) => Ok(()),
        }
    }

    fn write(&mut self, octets: &[u8]) -> Result<(), String> {
        let io: &mut dyn Write = match &mut self.stream {
            Stream::Deflated(both) => &mut both.1,
            Stream::Plain(stream) => stream,
            Stream::Tls(stream) => stream,
        };
        io.write_all(octets).and_then(|()| io.flush()).map_err(|error| format!("cannot send: {error}"))
    }

    /// One octet, and no more: what follows may be a handshake.
    fn octet(&mut self) -> Result<u8, String> {
        let mut octet = [0];
        self.stream.reader().read_exact(&mut octet).map_err(|error| {
            let received = self.received.escape_ascii();
            format!("nothing more came ({error}) after \"{received}\"")
        })?;
        self.received.push(octet[0]);
        Ok(octet[0])
    }

    fn take(&mut self, count: usize) -> Result<(), String> {
        let mut octets = vec![0; count];
        let taken = self.stream.reader().read_exact(&mut octets);
        self.received.append(&mut octets);
        taken.map_err(|error| format!("not all of {count} octets came: {error}"))
    }

    fn line(&mut self) -> Result<String, String> {
        let start = self.received.len();
        while self.octet()? != b'\n' {}
        let line = &self.received[start..];
        let line = line.strip_suffix(b"\r\n").ok_or("a line that does not end with CRLF")?;
        Ok(String::from_utf8_lossy(line).into_owned())
    }

    /// Takes what still comes, until the client closes or the patience ends.
    fn drain(&mut self) {
        let _ = self.stream.reader().read_to_end(&mut self.received);
    }
}

impl Stream {
    fn secured(self, config: Arc<ServerConfig>) -> Self {
        match self {
            Self::Plain(stream) => {
                let connection = ServerConnection::new(config).unwrap();
                Self::Tls(Box::new(StreamOwned::new(connection, stream)))
            }
            Self::Deflated(_) | Self::Tls(_) => self,
        }
    }

    fn deflated(self) -> Self {
        match self {
            Self::Plain(stream) => {
                let decoder = DeflateDecoder::new(stream.try_clone().unwrap());
                Self::Deflated(Box::new((decoder, DeflateEncoder::new(stream, Compression::default()))))
            }
            Self::Deflated(_) | Self::Tls(_) => self,
        }
    }

    fn reader(&mut self) -> &mut dyn Read {
        match self {
            Self::Deflated(both) => &mut both.0,
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream,
        }
    }
}

fn expect(wanted: &str, found: &str) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("expected \"{wanted}\", and \"{found}\" came")) }
}

fn replace_tag(octets: &[u8], tag: &str) -> Vec<u8> {
    let mark = b"{tag}";
    let mut replaced = Vec::new();
    let mut rest = octets;
    while let Some(at) = rest.windows(mark.len()).position(|window| window == mark) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(tag.as_bytes());
        rest = &rest[at + mark.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}

//! Sockets: connecting within a time, waiting for octets or a wake-up.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::error::{Error, Fault};
use crate::net::target::Address;

/// RFC 8305 section 5: the pause before the next address is tried beside the ones under way.
const ATTEMPT_PAUSE: Duration = Duration::from_millis(250);

/// How often a wait for a connection looks whether the person has had enough.
const PATIENCE: Duration = Duration::from_millis(50);

/// A stream that does not block.
#[derive(Debug)]
pub enum Stream {
    /// A network connection.
    Tcp(TcpStream),
    /// The stdout and stdin of a program: a tunnel.
    Pipes(PipeReader, PipeWriter),
    /// A peer in this process: the demo server.
    Unix(UnixStream),
}

impl Stream {
    /// A stream over one end of a socket pair.
    ///
    /// # Errors
    /// If the socket cannot be made non-blocking.
    pub fn unix(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self::Unix(stream))
    }

    /// A stream over two pipes.
    ///
    /// # Errors
    /// If they cannot be made non-blocking.
    pub fn pipes(reader: PipeReader, writer: PipeWriter) -> io::Result<Self> {
        // The program's ends are descriptions of their own, and go on blocking.
        for end in [reader.as_fd(), writer.as_fd()] {
            fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        Ok(Self::Pipes(reader, writer))
    }

    /// A stream over a connection of the network.
    ///
    /// # Errors
    /// If the socket cannot be made non-blocking.
    pub fn tcp(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        // Each write is a whole answer, or as much of one as there is.
        stream.set_nodelay(true)?;
        Ok(Self::Tcp(stream))
    }

    /// Says that nothing more will be written.
    ///
    /// # Errors
    /// If the peer is gone.
    pub fn shut_down_writing(&self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
            // Closing is the only way, and it is near.
            Self::Pipes(..) => Ok(()),
        }
    }

    /// Whether the peer is this machine itself.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self {
            Self::Tcp(stream) => stream.peer_addr().is_ok_and(|address| address.ip().to_canonical().is_loopback()),
            Self::Pipes(..) | Self::Unix(_) => true,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(buffer),
            Self::Pipes(reader, _) => reader.read(buffer),
            Self::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(octets),
            Self::Pipes(_, writer) => writer.write(octets),
            Self::Unix(stream) => stream.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream {
    /// The descriptor that octets come from.
    fn source(&self) -> BorrowedFd<'_> {
        match self {
            Self::Tcp(stream) => stream.as_fd(),
            Self::Pipes(reader, _) => reader.as_fd(),
            Self::Unix(stream) => stream.as_fd(),
        }
    }

    /// The descriptor that octets go to.
    fn sink(&self) -> BorrowedFd<'_> {
        match self {
            Self::Tcp(stream) => stream.as_fd(),
            Self::Pipes(_, writer) => writer.as_fd(),
            Self::Unix(stream) => stream.as_fd(),
        }
    }
}

/// Wakes a thread that waits in [`wait`]. Cheap to clone.
#[derive(Debug)]
pub struct Waker(UnixStream);

impl Waker {
    /// A waker, and the end that [`wait`] watches.
    ///
    /// # Errors
    /// If there are no more descriptors.
    pub fn pair() -> io::Result<(Self, UnixStream)> {
        let (near, far) = UnixStream::pair()?;
        near.set_nonblocking(true)?;
        far.set_nonblocking(true)?;
        Ok((Self(near), far))
    }

    /// Wakes the other end. If its buffer is full, it is awake.
    pub fn wake(&self) {
        let _ = (&self.0).write(&[0]);
    }

    /// Another handle on the same waker.
    ///
    /// # Errors
    /// If there are no more descriptors.
    pub fn try_clone(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }

    /// A descriptor that wakes when something is written to it; for signal handlers.
    ///
    /// # Errors
    /// If there are no more descriptors.
    pub fn descriptor(&self) -> io::Result<UnixStream> {
        self.0.try_clone()
    }
}

/// What [`wait`] found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Octets, or an end, can be read.
    pub readable: bool,
    /// Octets can be written.
    pub writable: bool,
}

/// Waits until `stream` is ready, `wake` is woken, or `timeout` is over. Wake-ups are taken.
///
/// # Errors
/// Whatever `poll` says, but for interruptions.
pub fn wait(stream: Option<&Stream>, writing: bool, wake: &UnixStream, timeout: Option<Duration>) -> io::Result<Ready> {
    let writable = if writing { PollFlags::POLLOUT } else { PollFlags::empty() };
    wait_for(stream, PollFlags::POLLIN | writable, wake, timeout)
}

/// Like [`wait`], until octets can be written: what the peer sends meanwhile stays where it is.
///
/// # Errors
/// Whatever `poll` says, but for interruptions.
pub fn wait_writable(stream: &Stream, wake: &UnixStream, timeout: Option<Duration>) -> io::Result<Ready> {
    wait_for(Some(stream), PollFlags::POLLOUT, wake, timeout)
}

fn wait_for(
    stream: Option<&Stream>,
    events: PollFlags,
    wake: &UnixStream,
    timeout: Option<Duration>,
) -> io::Result<Ready> {
    let mut fds = vec![PollFd::new(wake.as_fd(), PollFlags::POLLIN)];
    if let Some(stream) = stream {
        // The end of a program shows on both its pipes, and is read from one: the other is looked at only to write.
        let (reading, writing) = (events & PollFlags::POLLIN, events & PollFlags::POLLOUT);
        fds.extend(
            [(stream.source(), reading), (stream.sink(), writing)]
                .into_iter()
                .filter(|(_, events)| !events.is_empty())
                .map(|(fd, events)| PollFd::new(fd, events)),
        );
    }
    // Rounded up, or the last millisecond would be spent turning in circles.
    let timeout = timeout.map_or(PollTimeout::NONE, |timeout| {
        let millis = timeout.as_nanos().div_ceil(1_000_000);
        PollTimeout::try_from(millis).unwrap_or(PollTimeout::MAX)
    });
    match poll(&mut fds, timeout) {
        Ok(_) | Err(nix::errno::Errno::EINTR) => {}
        Err(error) => return Err(error.into()),
    }
    let events = |at: usize| fds.get(at).and_then(PollFd::revents).unwrap_or(PollFlags::empty());
    if !events(0).is_empty() {
        let mut sink = [0; 64];
        while matches!((&mut &*wake).read(&mut sink), Ok(1..)) {}
    }
    let found = events(1) | events(2);
    Ok(Ready {
        readable: found.intersects(PollFlags::POLLIN | PollFlags::POLLHUP | PollFlags::POLLERR),
        writable: found.contains(PollFlags::POLLOUT),
    })
}

/// Connects to the first address of `address` that answers; IPv6 and IPv4 are raced.
///
/// # Errors
/// If the name is unknown, no address answers before `deadline`, or `is_interrupted` says so.
pub fn connect(address: &Address, deadline: Instant, is_interrupted: &dyn Fn() -> bool) -> Result<Stream, Error> {
    let (sender, resolved) = mpsc::channel();
    let place = (address.host.clone(), address.port);
    // The resolver takes its time and cannot be stopped: it gets a thread that may outlive this call.
    thread::spawn(move || sender.send(place.to_socket_addrs().map(Iterator::collect::<Vec<_>>)));
    let found = patiently(&resolved, deadline, is_interrupted).map_err(|end| end.error(address, "looking up"))?;
    let addresses = found.map_err(|error| unknown_host(address, &error))?;
    if addresses.is_empty() {
        return Err(unknown_host(address, &io::Error::other("no address")));
    }
    let stream = race(interleaved(addresses), address, deadline, is_interrupted)?;
    Stream::tcp(stream).map_err(|error| Error::new(Fault::Connect, format!("{address}: {error}")))
}

fn unknown_host(address: &Address, error: &io::Error) -> Error {
    let host = &address.host;
    let text = error.to_string();
    let cause = text.rsplit(": ").next().unwrap_or(&text);
    Error::new(Fault::Connect, format!("unknown host {host:?}: {cause}"))
        .hinted("is the name spelled right, and the network up?")
}

/// RFC 8305 section 4: the families take turns, beginning with what the resolver likes best.
fn interleaved(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, others): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let mut order = Vec::new();
    let mut others = others.into_iter();
    for address in preferred {
        order.push(address);
        order.extend(others.next());
    }
    order.extend(others);
    order
}

/// Starts an attempt for each address, one after another or as soon as the one before has failed. The first to succeed wins.
fn race(
    addresses: Vec<SocketAddr>,
    address: &Address,
    deadline: Instant,
    is_interrupted: &dyn Fn() -> bool,
) -> Result<TcpStream, Error> {
    let (sender, results) = mpsc::channel();
    let mut waiting = addresses.into_iter();
    let mut running = 0;
    let mut failure = None;
    loop {
        if let Some(next) = waiting.next() {
            let sender = sender.clone();
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            thread::spawn(move || sender.send(TcpStream::connect_timeout(&next, left)));
            running += 1;
        }
        let next_attempt = (Instant::now() + ATTEMPT_PAUSE).min(deadline);
        let until = if waiting.len() > 0 { next_attempt } else { deadline };
        match patiently(&results, until, is_interrupted) {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => {
                running -= 1;
                failure = Some(error);
            }
            Err(End::TimeOut) if until < deadline => {}
            Err(end) => return Err(end.error(address, "connecting to")),
        }
        if let (0, 0, Some(error)) = (running, waiting.len(), &failure) {
            return Err(refused(address, error));
        }
    }
}

fn refused(address: &Address, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Error::new(Fault::Connect, format!("{address}: connection refused"))
            .hinted("is the server running, and this its port? IMAP has 993 (TLS) and 143"),
        io::ErrorKind::TimedOut => End::TimeOut.error(address, "connecting to"),
        _ => {
            let text = error.to_string();
            let cause = text.split(" (os error").next().unwrap_or(&text);
            Error::new(Fault::Connect, format!("{address}: {}", cause.to_lowercase()))
        }
    }
}

/// Why waiting has ended.
enum End {
    Interrupted,
    TimeOut,
}

impl End {
    fn error(self, address: &Address, doing: &str) -> Error {
        match self {
            Self::Interrupted => Error::new(Fault::Interrupted, "interrupted"),
            Self::TimeOut => Error::new(Fault::Connect, format!("{address}: timed out while {doing} it"))
                .hinted("a firewall may drop the packets; --connect-timeout SECS waits longer"),
        }
    }
}

/// Receives within a time, with an eye on interruptions.
fn patiently<T>(channel: &mpsc::Receiver<T>, deadline: Instant, is_interrupted: &dyn Fn() -> bool) -> Result<T, End> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match channel.recv_timeout(left.min(PATIENCE)) {
            Ok(value) => return Ok(value),
            Err(_) if is_interrupted() => return Err(End::Interrupted),
            Err(_) if left.is_zero() => return Err(End::TimeOut),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::target::TlsMode;

    fn address(host: &str, port: u16) -> Address {
        Address { host: host.into(), port, tls: TlsMode::Off, user: None, auth: None, mailbox: None }
    }

    #[test]
    fn the_families_take_turns() {
        let parse = |text: &str| text.parse::<SocketAddr>().unwrap();
        let found = ["[::1]:1", "[::2]:1", "[::3]:1", "127.0.0.1:1", "127.0.0.2:1"].map(parse).to_vec();
        let order: Vec<bool> = interleaved(found).iter().map(SocketAddr::is_ipv6).collect();
        assert_eq!(order, [true, false, true, false, true]);
        assert_eq!(interleaved(vec![parse("127.0.0.1:1"), parse("[::1]:1")])[0], parse("127.0.0.1:1"));
    }

    #[test]
    fn the_address_that_answers_wins_over_one_that_does_not() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let answering = listener.local_addr().unwrap();
        // Nobody listens there, and the kernel says so at once: the next address is tried.
        let refusing = SocketAddr::new("127.0.0.1".parse().unwrap(), 1);
        let deadline = Instant::now() + Duration::from_secs(5);
        let raced = race(vec![refusing, answering], &address("localhost", answering.port()), deadline, &|| false);
        assert_eq!(raced.unwrap().peer_addr().unwrap(), answering);
    }
}

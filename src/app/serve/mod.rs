//! `--serve`: the demo server for other clients.
//!
//! Each client has a thread: a search that takes long, or a reader that takes none, holds up nobody else, and a client
//! costs little but its stack. The store is all that they share.

mod listen;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::app::host::{Crowd, Host, OwnIdentity, PARTING_MAX, Tls};
use crate::app::identity::Identity;
use crate::demo::{PASSWORD, Server, USER};
use crate::error::{Error, Fault};
use crate::net::Stream;
use crate::theme::Theme;

pub use listen::Listen;

/// Clients at once. Each has a thread, three descriptors, and up to half a megabyte of buffers.
const CLIENTS_MAX: usize = 100;

/// The pause after a client could not be taken: what is short may come back.
const SHORTAGE_PAUSE: Duration = Duration::from_millis(200);

/// How often it is looked whether all clients are gone.
const PARTING_PAUSE: Duration = Duration::from_millis(5);

/// RFC 5530 section 3.
const TOO_MANY: &[u8] = b"* BYE [UNAVAILABLE] There are too many clients; try again later\r\n";

/// How to serve.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Where.
    pub listen: Listen,
    /// With TLS from the first octet; else STARTTLS is offered.
    pub tls: bool,
    /// A file for the certificate, so that clients can be told to believe it.
    pub certificate: Option<PathBuf>,
    /// Colours of an error.
    pub theme: Theme,
}

/// Serves until SIGINT, SIGTERM or SIGHUP, which are the ways to end it, and so no failures.
///
/// # Errors
/// If it cannot listen, or cannot tell where it does.
pub fn serve(options: &ServeOptions) -> Result<(), Error> {
    let internal = |error: io::Error| Error::new(Fault::Connect, format!("cannot serve: {error}"));
    let stop = stop_signals().map_err(internal)?;
    let listener = options.listen.bind()?;
    let address = listener.local_addr().map_err(internal)?;
    listener.set_nonblocking(true).map_err(internal)?;
    let identity = Identity::new(names(options, address)).map_err(|error| {
        Error::new(Fault::Usage, format!("--serve {}: {error}", options.listen)).hinted("try an address of numbers")
    })?;
    if let Some(path) = &options.certificate {
        fs::write(path, identity.pem())
            .map_err(|error| Error::new(Fault::Output, format!("{}: {error}", path.display())))?;
    }
    announce(&announcement(options, address, identity.pin()))?;
    let tls = if options.tls { Tls::Implicit } else { Tls::StartTls };
    let crowd = Crowd::new(Server::starting_at(SystemTime::now()));
    let door = Door { listener, crowd: Arc::clone(&crowd), identity: Arc::new(OwnIdentity::made(identity)), tls };
    door.welcome(stop).map_err(internal)?;
    part(&crowd);
    Ok(())
}

/// Readable once it is time to end. A second signal ends the program at once, whatever its clients do.
fn stop_signals() -> io::Result<UnixStream> {
    let (near, far) = UnixStream::pair()?;
    let is_ending = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // In this order: the first signal finds the flag unset.
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&is_ending))?;
        signal_hook::flag::register(signal, Arc::clone(&is_ending))?;
        signal_hook::low_level::pipe::register(signal, near.try_clone()?)?;
    }
    Ok(far)
}

/// The names that the certificate is for: what clients of this machine call it, and what was asked for.
fn names(options: &ServeOptions, address: SocketAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let ip = address.ip();
    let asked = (!ip.is_unspecified()).then(|| ip.to_string());
    for name in asked.into_iter().chain(options.listen.host().map(str::to_owned)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn announcement(options: &ServeOptions, address: SocketAddr, pin: &str) -> String {
    let scheme = if options.tls { "imaps" } else { "imap" };
    let mut lines = vec![format!("serving on {scheme}://{address} for user {USER} with the password {PASSWORD}")];
    let how = if options.tls { "TLS" } else { "STARTTLS" };
    lines.push(format!("{how} with a certificate made for this run: --pin {pin}"));
    if let Some(path) = &options.certificate {
        lines.push(format!("the certificate is in {}, for --cacert and the like", path.display()));
    }
    if !address.ip().is_loopback() {
        lines.push("whoever reaches it can log in: the password is public".to_owned());
    }
    lines.push("Ctrl-C ends it".to_owned());
    lines.iter().map(|line| format!("-- {line}\n")).collect()
}

/// Scripts read where it listens: that is what it prints, and no note beside it.
fn announce(text: &str) -> Result<(), Error> {
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Error::new(Fault::Closed, ""),
        _ => Error::new(Fault::Output, format!("stdout: {error}")),
    })
}

/// Where clients come in.
struct Door {
    listener: TcpListener,
    crowd: Arc<Crowd>,
    identity: Arc<OwnIdentity>,
    tls: Tls,
}

impl Door {
    /// Takes clients until `stop` is readable. Behind it the door is shut.
    fn welcome(self, mut stop: UnixStream) -> io::Result<()> {
        loop {
            let mut fds =
                [PollFd::new(stop.as_fd(), PollFlags::POLLIN), PollFd::new(self.listener.as_fd(), PollFlags::POLLIN)];
            match poll(&mut fds, PollTimeout::NONE) {
                Ok(_) | Err(nix::errno::Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
            let is_ready = |at: usize| fds[at].revents().is_some_and(|events| !events.is_empty());
            if is_ready(0) {
                return stop.read(&mut [0]).map(drop);
            }
            if is_ready(1) && self.take().is_err() {
                // No descriptor or no thread is left; the client waits in the kernel's queue, or is gone.
                thread::sleep(SHORTAGE_PAUSE);
            }
        }
    }

    /// Takes the client who waits.
    fn take(&self) -> io::Result<()> {
        let stream = match self.listener.accept() {
            Ok((stream, _)) => stream,
            // It has changed its mind.
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::ConnectionAborted) => {
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if self.crowd.count() >= CLIENTS_MAX {
            turn_away(&stream, self.tls);
            return Ok(());
        }
        let host = Host::new(Stream::tcp(stream)?, self.crowd.join()?, Arc::clone(&self.identity), self.tls, true);
        // However it ends: the client sees the end of its connection, and there is nobody else to tell.
        thread::Builder::new().name("client".into()).spawn(move || host.run()).map(drop)
    }
}

/// Nobody waits for a client who is not taken: what does not fit into the socket is lost.
fn turn_away(mut stream: &TcpStream, tls: Tls) {
    // In the middle of no handshake there is a way to say it.
    if tls == Tls::StartTls && stream.set_nonblocking(true).is_ok() {
        let _ = stream.write(TOO_MANY);
    }
}

/// Waits until all have heard the good-bye, or long enough.
fn part(crowd: &Crowd) {
    crowd.end();
    let by = Instant::now() + PARTING_MAX;
    while crowd.count() > 0 && Instant::now() < by {
        thread::sleep(PARTING_PAUSE);
    }
}

//! A connection through another program: `ssh host /usr/lib/dovecot/imap`, or `nc host 143`.

use std::io;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Fault};
use crate::net::socket::Stream;
use crate::secret::shell;

/// Ctrl-C is for us: it stops showing a reply, and must not end the connection.
const SCRIPT: &str = "trap '' INT; eval \"$1\"";

/// How long the program may take to end when its connection is closed.
const GOODBYE: Duration = Duration::from_secs(2);

/// How often to look whether it has.
const LOOK: Duration = Duration::from_millis(10);

/// The program at the other end.
#[derive(Debug)]
pub struct Tunnel {
    command: String,
    child: Child,
}

impl Tunnel {
    /// Starts `command` in a shell, and answers with a stream to its stdin and from its stdout. What it says on stderr goes where
    /// ours goes: a password prompt, a warning.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &str) -> Result<(Self, Stream), Error> {
        let started = || -> io::Result<(Child, Stream)> {
            // Pipes, as ssh has them: some servers refuse to start on a socket.
            let ((stdin, writer), (reader, stdout)) = (io::pipe()?, io::pipe()?);
            let child = shell().args(["-c", SCRIPT, "sh", command]).stdin(stdin).stdout(stdout).spawn()?;
            Ok((child, Stream::pipes(reader, writer)?))
        };
        let (child, stream) =
            started().map_err(|error| Error::new(Fault::Connect, format!("--tunnel {command}: {error}")))?;
        Ok((Self { command: command.to_owned(), child }, stream))
    }

    /// How it ended, in words, if it has ended with a failure.
    pub fn failure(&mut self) -> Option<String> {
        let status = self.patiently()?;
        (!status.success()).then(|| format!("--tunnel {}: {status}", self.command))
    }

    /// Its exit status, if it ends in time.
    fn patiently(&mut self) -> Option<std::process::ExitStatus> {
        let end = Instant::now() + GOODBYE;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < end => thread::sleep(LOOK),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

impl Drop for Tunnel {
    /// The stream is closed by now, which a program that reads notices. One that does not is ended.
    fn drop(&mut self) {
        if self.patiently().is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

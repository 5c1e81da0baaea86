//! Where output goes: through the hub while a person types, else to the descriptor.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd;
use std::sync::Arc;

use crate::repl::Hub;

/// Octets gathered before they are written; larger pieces pass by.
const BUFFER_OCTETS: usize = 64 << 10;

/// Standard output.
#[derive(Debug)]
pub(crate) enum Screen {
    /// A terminal on which somebody types.
    Hub(Arc<Hub>),
    /// A pipe, a file, or a terminal on which nobody types.
    Plain(BufWriter<File>),
}

impl Screen {
    /// Standard output without Rust's line buffer, which looks for line ends in every literal.
    pub(crate) fn plain() -> io::Result<Self> {
        let file = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        Ok(Self::Plain(BufWriter::with_capacity(BUFFER_OCTETS, file)))
    }
}

impl Screen {
    /// Makes a prompt on the screen tell what is known now.
    pub(crate) fn refresh_prompt(&self) {
        if let Self::Hub(hub) = self {
            hub.refresh();
        }
    }
}

impl Write for Screen {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Hub(hub) => {
                // Only `raw` has octets that are no text, and it has no hub.
                hub.print(&String::from_utf8_lossy(octets))?;
                Ok(octets.len())
            }
            Self::Plain(file) => file.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Hub(_) => Ok(()),
            Self::Plain(file) => file.flush(),
        }
    }
}

//! `:last`: what came since the last command, in a pager or in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::Stdio;

use crate::app::options::Options;
use crate::render::{Renderer as _, Setting, Shown, Text};
use crate::secret::shell;
use crate::wire::{Framer, Side};

/// How much of the file is in memory at a time.
const CHUNK_OCTETS: usize = 64 << 10;

/// The octets of `kept`, chunk by chunk.
fn chunks(kept: &File, octets: u64, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK_OCTETS];
    let mut at = 0;
    while at < octets {
        let read = kept.read_at(&mut buffer, at)?;
        if read == 0 {
            break;
        }
        // More may have come meanwhile; it belongs to the next look.
        let wanted = usize::try_from(octets - at).map_or(read, |left| left.min(read));
        each(&buffer[..wanted])?;
        at += read as u64;
    }
    Ok(())
}

/// Saves the octets to a new file.
///
/// # Errors
/// If there is a file of that name, or it cannot be written.
pub(crate) fn save(kept: &File, octets: u64, path: &Path) -> Result<(), String> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("{}: there is such a file already; it was not touched", path.display()),
        _ => format!("{}: {error}", path.display()),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    chunks(kept, octets, |chunk| file.write_all(chunk)).map_err(failed)
}

/// Shows them in the pager, unfolded.
///
/// # Errors
/// If no pager can be started.
pub(crate) fn page(kept: &File, octets: u64, options: &Options) -> io::Result<()> {
    through_pager(|input| render(kept, octets, options, input))
}

/// Shows a text in the pager. Its lines are safe.
///
/// # Errors
/// If no pager can be started.
pub(crate) fn page_text(text: &str) -> io::Result<()> {
    through_pager(|input| input.write_all(text.as_bytes()))
}

/// Where nobody names a pager. A small machine may have none: then the text just scrolls by.
const USUAL_PAGER: &str =
    "if command -v less >/dev/null; then less; elif command -v more >/dev/null; then more; else cat; fi";

fn through_pager(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let pager = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let pager = pager.as_deref().unwrap_or(USUAL_PAGER);
    let mut command = shell();
    command.arg("-c").arg(pager).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours as they are, and no pager for what fits on the screen.
        command.env("LESS", "FRX");
    }
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        match write(&mut input) {
            // The person has left the pager before the end.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            other => other?,
        }
    }
    child.wait()?;
    Ok(())
}

fn render(kept: &File, octets: u64, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut renderer = Text::terminal(options.theme, options.show_secrets);
    renderer.set(Setting::Fold, false);
    let mut framer = Framer::new(Side::Server);
    chunks(kept, octets, |mut chunk| {
        while let Some(piece) = framer.next(&mut chunk) {
            renderer.show(out, Shown::Came(&piece))?;
        }
        Ok(())
    })?;
    out.flush()
}

//! Files that are sent as literals: opened and measured before anything is sent, read again as the network takes them.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use nix::fcntl::OFlag;

/// A file of no more octets is read at once: what it held then is what is sent.
const WHOLE_OCTETS_MAX: u64 = 64 << 10;

/// How much of a longer file is in memory at a time, in octets: a few TLS records.
const PIECE_OCTETS: usize = 64 << 10;

/// A file, ready to be sent.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) content: Content,
    /// So many bare LF become CRLF.
    pub(crate) changed_ends: u64,
}

/// What a file holds.
#[derive(Debug)]
pub(crate) enum Content {
    Long(Upload),
    Whole(Vec<u8>),
}

/// A file that is sent piece by piece.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) path: String,
    file: File,
    /// Its length when it was opened, in octets. What is appended later is not sent.
    length: u64,
    /// How much of it has been read.
    read: u64,
    /// What is announced and sent, in octets, and how much of it has been handed out.
    pub(crate) octets: u64,
    handed: u64,
    /// Bare LF become CRLF; whether the last octet was a CR.
    after_cr: Option<bool>,
}

/// Opens and measures a file. With `converts`, its bare LF will become CRLF.
///
/// # Errors
/// If it cannot be read, or is no file with a length, in words.
pub(crate) fn open(path: &[u8], converts: bool) -> Result<Opened, String> {
    let shown = String::from_utf8_lossy(path).into_owned();
    let failed = |why: &dyn std::fmt::Display| format!("{shown}: {why}; the line was not sent");
    // Without O_NONBLOCK the opening of a pipe would wait for somebody to write into it.
    let file = OpenOptions::new().read(true).custom_flags(OFlag::O_NONBLOCK.bits()).open(expanded(path));
    let file = file.map_err(|error| failed(&error))?;
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    if metadata.is_dir() {
        return Err(failed(&"is a directory"));
    }
    if !metadata.is_file() {
        return Err(failed(&"is no regular file, so its length cannot be announced"));
    }
    let length = metadata.len();
    if length <= WHOLE_OCTETS_MAX {
        let mut octets = Vec::new();
        (&file).take(WHOLE_OCTETS_MAX + 1).read_to_end(&mut octets).map_err(|error| failed(&error))?;
        if octets.len() as u64 > WHOLE_OCTETS_MAX {
            return Err(failed(&"holds more than it says, so its length cannot be announced"));
        }
        let changed_ends = if converts { bare_line_feeds(&octets, &mut false) } else { 0 };
        let octets = if changed_ends > 0 { converted(&octets, &mut false) } else { octets };
        return Ok(Opened { content: Content::Whole(octets), changed_ends });
    }
    let mut upload = Upload { path: shown, file, length, read: 0, octets: length, handed: 0, after_cr: None };
    let mut changed_ends = 0;
    if converts {
        changed_ends = upload.count().map_err(|why| format!("{}: {why}; the line was not sent", upload.path))?;
        upload.octets += changed_ends;
        upload.after_cr = Some(false);
    }
    Ok(Opened { content: Content::Long(upload), changed_ends })
}

/// `~/` is the home, as in a shell: no shell has seen this line.
pub(crate) fn expanded(path: &[u8]) -> PathBuf {
    let inner = path.strip_prefix(b"~/").zip(dirs::home_dir());
    inner.map_or_else(
        || Path::new(OsStr::from_bytes(path)).to_owned(),
        |(inner, home)| home.join(OsStr::from_bytes(inner)),
    )
}

impl Upload {
    /// How many octets have been handed out.
    pub(crate) fn handed(&self) -> u64 {
        self.handed
    }

    /// Whether the file holds more now than it did when it was opened.
    pub(crate) fn has_grown(&self) -> bool {
        self.file.metadata().is_ok_and(|metadata| metadata.len() > self.length)
    }

    /// The next octets. They add up to exactly what was announced, or this fails.
    ///
    /// # Errors
    /// If the file cannot be read, or is not any more what it was when it was opened, in words.
    pub(crate) fn next(&mut self) -> Result<Vec<u8>, String> {
        let mut octets = self.read_piece()?;
        if let Some(after_cr) = &mut self.after_cr {
            octets = converted(&octets, after_cr);
        }
        self.handed += octets.len() as u64;
        let is_over = self.read == self.length;
        if self.handed > self.octets || (is_over && self.handed != self.octets) {
            return Err("its line ends changed while it was sent".to_owned());
        }
        Ok(octets)
    }

    fn read_piece(&mut self) -> Result<Vec<u8>, String> {
        let left = self.length - self.read;
        let mut octets = vec![0; usize::try_from(left).map_or(PIECE_OCTETS, |left| left.min(PIECE_OCTETS))];
        let read = loop {
            match self.file.read_at(&mut octets, self.read) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read.map_err(|error| error.to_string())?,
            }
        };
        if read == 0 && left > 0 {
            return Err("it became shorter while it was sent".to_owned());
        }
        octets.truncate(read);
        self.read += read as u64;
        Ok(octets)
    }

    /// Counts the bare LF of the file, and is at its start again.
    fn count(&mut self) -> Result<u64, String> {
        let mut count = 0;
        let mut after_cr = false;
        while self.read < self.length {
            count += bare_line_feeds(&self.read_piece()?, &mut after_cr);
        }
        self.read = 0;
        Ok(count)
    }
}

/// The LF without a CR before them. `after_cr` says whether the octet before the first is a CR, and then the last.
fn bare_line_feeds(octets: &[u8], after_cr: &mut bool) -> u64 {
    let follows_cr = |at: usize| at.checked_sub(1).map_or(*after_cr, |before| octets[before] == b'\r');
    let count = memchr::memchr_iter(b'\n', octets).filter(|at| !follows_cr(*at)).count() as u64;
    *after_cr = octets.last().map_or(*after_cr, |last| *last == b'\r');
    count
}

/// The octets with a CR before each bare LF.
fn converted(octets: &[u8], after_cr: &mut bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(octets.len() + octets.len() / 32);
    for line in octets.split_inclusive(|octet| *octet == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(text) => {
                out.extend_from_slice(text);
                let has_cr = text.last().map_or(*after_cr, |last| *last == b'\r');
                out.extend_from_slice(if has_cr { b"\n" } else { b"\r\n" });
                *after_cr = false;
            }
            None => {
                out.extend_from_slice(line);
                *after_cr = line.ends_with(b"\r");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn file(octets: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(octets).unwrap();
        file
    }

    fn opened(file: &tempfile::NamedTempFile, converts: bool) -> Opened {
        open(file.path().as_os_str().as_bytes(), converts).unwrap()
    }

    fn upload(file: &tempfile::NamedTempFile, converts: bool) -> Upload {
        match opened(file, converts).content {
            Content::Long(upload) => upload,
            Content::Whole(_) => panic!("it is short"),
        }
    }

    fn read_all(upload: &mut Upload) -> Result<Vec<u8>, String> {
        let mut whole = Vec::new();
        while upload.handed() < upload.octets {
            whole.extend(upload.next()?);
        }
        Ok(whole)
    }

    fn refusal(path: &str) -> String {
        open(path.as_bytes(), false).unwrap_err()
    }

    #[test]
    fn a_short_file_is_read_whole_and_a_long_one_in_pieces() {
        let lines = b"a\nb\r\nc\r\r\n\n".to_vec();
        let short = opened(&file(&lines), true);
        assert_eq!(short.changed_ends, 2);
        assert!(matches!(short.content, Content::Whole(octets) if octets == b"a\r\nb\r\nc\r\r\n\r\n"));
        let long = file(&lines.repeat(40_000));
        assert_eq!(read_all(&mut upload(&long, false)).unwrap(), lines.repeat(40_000));
        let mut converted = upload(&long, true);
        assert_eq!(converted.octets, 40_000 * (lines.len() as u64 + 2));
        assert_eq!(read_all(&mut converted).unwrap(), b"a\r\nb\r\nc\r\r\n\r\n".repeat(40_000));
    }

    #[test]
    fn what_has_no_length_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert!(refusal(folder.path().to_str().unwrap()).ends_with(": is a directory; the line was not sent"));
        assert!(refusal(pipe.to_str().unwrap()).contains("is no regular file"));
        assert!(refusal("/dev/zero").contains("is no regular file"));
        assert!(refusal("/nonexistent/x").starts_with("/nonexistent/x: No such file"));
        assert!(refusal("a\0b").to_lowercase().contains("nul byte"));
    }

    #[test]
    fn a_file_that_changes_on_the_way_is_not_sent_as_what_it_was_not() {
        let shrinking = file(&[b'x'; 200_000]);
        let mut shorter = upload(&shrinking, false);
        shrinking.as_file().set_len(100_000).unwrap();
        assert!(read_all(&mut shorter).unwrap_err().contains("shorter"));
        let mut growing = file(&[b'x'; 200_000]);
        let mut longer = upload(&growing, false);
        assert!(!longer.has_grown());
        growing.write_all(b"more").unwrap();
        assert_eq!(read_all(&mut longer).unwrap().len(), 200_000);
        assert!(longer.has_grown());
        for (before, after) in [(b'x', b'\n'), (b'\n', b'x')] {
            let changing = file(&[before; 200_000]);
            let mut changed = upload(&changing, true);
            changing.as_file().write_all_at(&[after; 200_000], 0).unwrap();
            assert!(read_all(&mut changed).unwrap_err().contains("line ends"));
        }
    }

    proptest! {
        #[test]
        fn conversion_does_not_depend_on_how_the_octets_are_cut(octets in "[a\r\n]{0,40}", cut in 0_usize..40) {
            let octets = octets.as_bytes();
            let (left, right) = octets.split_at(cut.min(octets.len()));
            let whole = converted(octets, &mut false);
            let mut after_cr = false;
            let pieces = [converted(left, &mut after_cr), converted(right, &mut after_cr)].concat();
            prop_assert_eq!(&whole, &pieces);
            let mut after_cr = false;
            let count = bare_line_feeds(left, &mut after_cr) + bare_line_feeds(right, &mut after_cr);
            prop_assert_eq!(whole.len() as u64, octets.len() as u64 + count);
            prop_assert_eq!(bare_line_feeds(&whole, &mut false), 0);
        }
    }
}

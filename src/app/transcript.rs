//! The log: what crosses the wire, as a transcript that `cat` may show and `--check` can read. docs/transcripts.md.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::check::SESSION;
use crate::session::{Outgoing, Part};
use crate::wire::{Ends, Escaper, Piece, visible};

/// What stands for a secret: `--check` asks for it where it reads this.
const MASK: &[u8] = b"{$secret}";

/// Only who runs the session may read what mail it saw.
const MODE: u32 = 0o600;

/// Octets of a line that are held until its end has come; a longer one is written in parts.
const LINE_OCTETS_MAX: usize = 64 << 10;

/// Octets of what is sent while a response comes that wait for its end, so that they do not stand within a literal.
const DEFERRED_OCTETS_MAX: usize = 64 << 10;

/// A transcript that is being written.
#[derive(Debug)]
pub(crate) struct Transcript {
    file: File,
    path: PathBuf,
    show_secrets: bool,
    client: Side,
    server: Side,
    /// A response has begun, and its end has not come.
    is_within: bool,
    /// What was sent meanwhile.
    deferred: String,
    /// What is to be written before anything else: that another session begins.
    heading: Option<String>,
    /// Whose line the file ends with, if it has no end yet.
    open: Option<Speaker>,
    failure: Option<io::Error>,
}

/// What one of the two says.
#[derive(Debug, Default)]
struct Side {
    escaper: Escaper,
    /// The start of a line.
    line: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaker {
    Client,
    Server,
}

impl Speaker {
    fn prefix(self) -> &'static str {
        match self {
            Self::Client => "C: ",
            Self::Server => "S: ",
        }
    }
}

impl Transcript {
    /// Appends to the file at `path`; makes it if there is none.
    ///
    /// # Errors
    /// If it cannot be opened, or kept from the eyes of others.
    pub(crate) fn open(path: &Path, show_secrets: bool) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).mode(MODE).open(path)?;
        let metadata = file.metadata()?;
        let is_torn = metadata.is_file() && metadata.len() > 0 && !ends_a_line(path)?;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            file.set_permissions(Permissions::from_mode(MODE))?;
        }
        Ok(Self {
            file,
            path: path.to_owned(),
            show_secrets,
            client: Side::default(),
            server: Side::default(),
            is_within: false,
            deferred: String::new(),
            heading: is_torn.then(|| "\n".to_owned()),
            open: None,
            failure: None,
        })
    }

    /// From now on it is another session; `what` tells which. As long as nothing is said in it, the file knows nothing of it.
    pub(crate) fn begins(&mut self, what: &str) {
        // Whoever was killed while writing has left a line without an end.
        let torn = self.heading.take().filter(|heading| heading.starts_with('\n')).map_or("", |_| "\n");
        self.heading = Some(format!("{torn}{SESSION} {}\n", visible(what.as_bytes())));
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Why it could not be written, if it could not. It is told once.
    pub(crate) fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    /// Writes down what came.
    pub(crate) fn came(&mut self, piece: &Piece<'_>) {
        let (Piece::Literal { octets, .. } | Piece::Text { octets, .. }) = *piece;
        let mut text = String::new();
        self.server.push(octets, &mut text);
        self.is_within = !matches!(piece, Piece::Text { ends: Ends::Whole, .. });
        self.write(Speaker::Server, &text);
        if !self.is_within {
            self.write_deferred();
        }
    }

    /// Writes down what was sent.
    pub(crate) fn sent(&mut self, outgoing: &Outgoing) {
        let mut octets = outgoing.octets.clone();
        if let Some(secret) = outgoing.secret.clone().filter(|_| !self.show_secrets) {
            // The parts of one literal are one secret.
            let is_last = !matches!(outgoing.part, Part::Literal { left: 1.. });
            octets.splice(secret, if is_last { MASK } else { b"" }.iter().copied());
        }
        let mut text = String::new();
        self.client.push(&octets, &mut text);
        if !self.is_within {
            self.write(Speaker::Client, &text);
            return;
        }
        self.deferred.push_str(&text);
        if self.deferred.len() > DEFERRED_OCTETS_MAX {
            self.write_deferred();
        }
    }

    /// The connection, or the log, has ended: what was held back is written.
    pub(crate) fn finish(&mut self) {
        for speaker in [Speaker::Server, Speaker::Client] {
            let side = if speaker == Speaker::Server { &mut self.server } else { &mut self.client };
            let mut text = std::mem::take(&mut side.line);
            side.escaper.finish(&mut text);
            if !text.is_empty() {
                text.push('\n');
                self.write(speaker, &text);
            }
            self.write_deferred();
        }
        self.is_within = false;
        if let Some(speaker) = self.open {
            self.write(speaker, "\n");
        }
    }

    fn write_deferred(&mut self) {
        let deferred = std::mem::take(&mut self.deferred);
        self.write(Speaker::Client, &deferred);
    }

    /// Writes what somebody says, each line behind its prefix.
    fn write(&mut self, speaker: Speaker, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut lines = String::with_capacity(text.len() + 8);
        if self.open.is_some_and(|open| open != speaker) {
            lines.push('\n');
            self.open = None;
        }
        if self.open.is_none() {
            lines.extend(self.heading.take());
        }
        for line in text.split_inclusive('\n') {
            if self.open.is_none() {
                lines.push_str(speaker.prefix());
            }
            lines.push_str(line);
            self.open = (!line.ends_with('\n')).then_some(speaker);
        }
        // Nothing is buffered: what has happened is in the file, whatever becomes of this process.
        if let Err(error) = self.file.write_all(lines.as_bytes()) {
            self.failure.get_or_insert(error);
        }
    }
}

/// Whether the last line of a file has its end. One that may not be read is taken for whole.
fn ends_a_line(path: &Path) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(true),
        opened => opened?,
    };
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

impl Side {
    /// Appends to `text` the lines that have ended; of one that does not end, what cannot be held.
    fn push(&mut self, octets: &[u8], text: &mut String) {
        self.escaper.push(octets, &mut self.line);
        let whole = self.line.rfind('\n').map_or(0, |at| at + 1);
        let taken = if self.line.len() - whole > LINE_OCTETS_MAX { self.line.len() } else { whole };
        text.extend(self.line.drain(..taken));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::wire::{Framer, Side as Whose};

    struct Trial {
        folder: tempfile::TempDir,
        transcript: Transcript,
        framer: Framer,
    }

    impl Trial {
        fn new(show_secrets: bool) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let transcript = Transcript::open(&folder.path().join("log"), show_secrets).unwrap();
            Self { folder, transcript, framer: Framer::new(Whose::Server) }
        }

        fn came(&mut self, mut octets: &[u8]) -> &mut Self {
            while let Some(piece) = self.framer.next(&mut octets) {
                self.transcript.came(&piece);
            }
            self
        }

        fn sent(&mut self, octets: &[u8], secret: Option<std::ops::Range<usize>>, part: Part) -> &mut Self {
            self.transcript.sent(&Outgoing { octets: octets.to_vec(), secret, part });
            self
        }

        /// What is in the file at this moment.
        fn text(&self) -> String {
            fs::read_to_string(self.folder.path().join("log")).unwrap()
        }
    }

    #[test]
    fn each_line_is_there_as_soon_as_it_has_ended() {
        let mut trial = Trial::new(false);
        trial.came(b"* OK hi\r\n* 1 FETCH (BODY[] {8}\r\na\r\nb");
        assert_eq!(trial.text(), "S: * OK hi\nS: * 1 FETCH (BODY[] {8}\nS: a\n");
        trial.came(b"\r\n\r\n");
        trial.sent(b"A1 NOOP\r\n", None, Part::Line);
        assert!(!trial.text().contains("C:"), "it would stand within the response");
        trial.came(b")\r\n");
        assert!(trial.text().ends_with("S: a\nS: b\nS: \nS: )\nC: A1 NOOP\n"), "{}", trial.text());
    }

    #[test]
    fn a_secret_is_one_mask_in_whatever_parts_it_is_sent() {
        let send = |show| {
            let mut trial = Trial::new(show);
            trial.sent(b"A1 LOGIN me {6}\r\n", None, Part::Line);
            trial.came(b"+ go\r\n").sent(b"s3s", Some(0..3), Part::Literal { left: 3 });
            trial.sent(b"ame", Some(0..3), Part::Literal { left: 0 }).sent(b"\r\n", None, Part::Line);
            trial.text()
        };
        assert_eq!(send(false), "C: A1 LOGIN me {6}\nS: + go\nC: {$secret}\n");
        assert_eq!(send(true), "C: A1 LOGIN me {6}\nS: + go\nC: s3same\n");
    }

    #[test]
    fn what_has_no_end_is_written_when_all_is_over() {
        let mut trial = Trial::new(false);
        trial.came(b"* 1 FETCH (BODY[] {9}\r\nab\xe2").sent(b"raw", None, Part::Raw);
        trial.transcript.finish();
        assert_eq!(trial.text(), "S: * 1 FETCH (BODY[] {9}\nS: ab\\xe2\nC: raw\n");
    }

    #[test]
    fn long_lines_are_not_held() {
        let mut trial = Trial::new(false);
        let long = vec![b'x'; 3 * LINE_OCTETS_MAX];
        trial.came(b"* 1 FETCH (BODY[] {196612}\r\n").came(&long).sent(&long, None, Part::Literal { left: 9 });
        trial.came(b"\r\ny").came(b"z)\r\n");
        let text = trial.text();
        let lines: Vec<_> = text.lines().map(|line| (line.get(..4).unwrap_or(line), line.len())).collect();
        let whole = long.len() + 3;
        assert_eq!(lines, [("S: *", 29), ("S: x", whole), ("C: x", whole), ("S: ", 3), ("S: y", 6)]);
    }

    #[test]
    fn each_session_has_a_line_that_says_so_as_soon_as_anything_is_said_in_it() {
        let mut trial = Trial::new(false);
        trial.transcript.begins("with a\u{1b}");
        trial.transcript.begins("with b");
        trial.came(b"* OK hi\r\n* 1 FETCH (BODY[] {9}\r\na");
        trial.transcript.finish();
        trial.transcript.begins("with c");
        trial.transcript.finish();
        assert_eq!(trial.text(), "-- session with b\nS: * OK hi\nS: * 1 FETCH (BODY[] {9}\nS: a\n");
        trial.sent(b"A1 NOOP\r\n", None, Part::Line);
        assert!(trial.text().ends_with("S: a\n-- session with c\nC: A1 NOOP\n"), "{}", trial.text());
    }

    #[test]
    fn what_a_killed_program_has_left_of_a_line_is_no_part_of_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        for (begins, expected) in [(true, "S: * OK h\n-- session x\nC: A1 NOOP\n"), (false, "S: * OK h\nC: A1 NOOP\n")]
        {
            fs::write(&path, "S: * OK h").unwrap();
            let mut transcript = Transcript::open(&path, false).unwrap();
            if begins {
                transcript.begins("x");
            }
            transcript.sent(&Outgoing { octets: b"A1 NOOP\r\n".to_vec(), secret: None, part: Part::Line });
            assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        }
    }

    #[test]
    fn nobody_else_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "S: before\n").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        drop(Transcript::open(&path, false).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, MODE);
        assert_eq!(fs::read_to_string(&path).unwrap(), "S: before\n");
    }
}

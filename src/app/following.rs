//! Who follows the responses to a shortcut as they come: rows of a table one by one, and the octets of a part of a message.

use std::fs::{self, File};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::app::claim::{Drawn, Follower};
use crate::app::columns::{columns, table_row};
use crate::app::teach::tabbed;
use crate::mail::Decoder;
use crate::shortcuts::{Table, Tabulator, section_of, uid_of};
use crate::table::{self, Cell, Row};
use crate::theme::Theme;
use crate::wire::{Ends, Piece, Response, Visible};

/// Octets that are kept to be shown: as many as are asked for, and an end for a server that sends more.
const KEPT_OCTETS_MAX: usize = 8 << 20;

/// Makes rows, and forgets what they were made of.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) tabulator: Tabulator,
    form: Form,
}

/// What rows look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// Data, of the shortcut with this name.
    Data(&'static str),
    /// Columns with tabs between.
    Pipe,
    /// So many columns, in colours.
    Terminal(usize, Theme),
}

impl Rows {
    pub(crate) fn new(tabulator: Tabulator, form: Form) -> Self {
        Self { tabulator, form }
    }

    fn drawn(&self, row: Row) -> Drawn {
        let table = self.tabulator.table();
        Drawn::Text(match (self.form, table) {
            (Form::Data(name), _) => {
                return Drawn::Row(name, table::Rows { columns: table.columns(), rows: vec![row] });
            }
            (Form::Terminal(_, theme), Table::Uid) => {
                let arrow: Vec<String> = row.iter().map(Cell::shown).collect();
                let rows = vec![vec![arrow.join(" → ").into()]];
                columns(&table::Rows { columns: &table.columns()[..1], rows }, usize::MAX, theme)
            }
            (Form::Terminal(width, theme), _) => {
                let head = if self.tabulator.count == 1 { self.head(width, theme) } else { String::new() };
                head + &table_row(&row, table.columns(), width, theme)
            }
            // A number that a script can use as it is.
            (Form::Pipe, Table::Uid) => tabbed(&[row[row.len() - 1..].to_vec()]),
            (Form::Pipe, _) => tabbed(&[row]),
        })
    }

    /// The names of the columns, above the first row.
    fn head(&self, width: usize, theme: Theme) -> String {
        let columns = self.tabulator.table().columns();
        let names: Row = columns.iter().map(|column| column.name.into()).collect();
        table_row(&names, columns, width, theme)
    }

    /// What stands below the rows.
    pub(crate) fn end(&self) -> Option<Drawn> {
        self.tabulator.total().map(|row| self.drawn(row))
    }
}

impl Follower for Rows {
    fn piece(&mut self, _: &Piece<'_>) -> Option<Drawn> {
        None
    }

    fn response(&mut self, response: &Response) -> Option<Drawn> {
        let row = self.tabulator.row(response)?;
        Some(self.drawn(row))
    }
}

/// Takes the octets of one section, of one message.
#[derive(Debug)]
pub(crate) struct Section {
    /// Of the message with this UID, whatever else is told of; else of whichever comes first.
    uid: Option<u32>,
    /// As the response names it: `1.2`.
    section: String,
    /// The literal that is coming is the one.
    is_coming: bool,
    /// It has come.
    pub(crate) has_come: bool,
    /// The server has told something of the message.
    pub(crate) is_told: bool,
    /// The response, its long literals left out.
    pub(crate) response: Option<Response>,
    pub(crate) place: Place,
}

/// Where the octets go.
#[derive(Debug)]
pub(crate) enum Place {
    File(Saving),
    /// Into this file, as they are, whoever has it.
    Open(OpenFile),
    /// They are kept, to be shown as a whole; of too many only the first.
    Kept {
        octets: Vec<u8>,
        /// How many there were.
        came: u64,
    },
    /// They are shown as they come.
    Shown(Visible),
}

/// A file, and what went wrong with it.
#[derive(Debug)]
pub(crate) struct OpenFile {
    file: File,
    written: io::Result<()>,
}

impl OpenFile {
    /// The file is empty.
    pub(crate) fn new(file: File) -> Self {
        Self { file, written: Ok(()) }
    }

    fn take(&mut self, octets: &[u8]) {
        if self.written.is_ok() {
            self.written = self.file.write_all(octets);
        }
    }

    fn empty(&mut self) {
        if self.written.is_ok() {
            self.written = self.file.set_len(0).and_then(|()| self.file.rewind());
        }
    }

    /// The file, at its start.
    ///
    /// # Errors
    /// If it could not be written whole.
    pub(crate) fn finish(mut self) -> io::Result<File> {
        self.written?;
        self.file.rewind()?;
        Ok(self.file)
    }
}

impl Place {
    /// Where nothing is kept yet.
    pub(crate) fn kept() -> Self {
        Self::Kept { octets: Vec::new(), came: 0 }
    }
}

impl Section {
    pub(crate) fn new(section: &str, place: Place) -> Self {
        Self {
            uid: None,
            section: section.to_owned(),
            is_coming: false,
            has_come: false,
            is_told: false,
            response: None,
            place,
        }
    }

    /// The same, of the message with this UID only.
    pub(crate) fn of(self, uid: u32) -> Self {
        Self { uid: Some(uid), ..self }
    }

    /// What came is another message's: a server may tell of any at any time. The one that is wanted is still to come.
    fn forget(&mut self) {
        self.has_come = false;
        match &mut self.place {
            Place::Open(file) => file.empty(),
            Place::Kept { .. } => self.place = Place::kept(),
            // What has gone onto the screen, or into a decoder, cannot be taken back; these ask for no UID.
            Place::File(_) | Place::Shown(_) => {}
        }
    }

    fn take(&mut self, octets: &[u8]) -> Option<Drawn> {
        self.has_come = true;
        match &mut self.place {
            Place::File(saving) => saving.take(octets),
            Place::Open(file) => file.take(octets),
            Place::Kept { octets: kept, came } => {
                let room = KEPT_OCTETS_MAX.saturating_sub(kept.len());
                kept.extend_from_slice(&octets[..octets.len().min(room)]);
                *came += octets.len() as u64;
            }
            Place::Shown(visible) => {
                let mut text = String::new();
                visible.push(octets, &mut text);
                return Some(Drawn::Text(text));
            }
        }
        None
    }

    /// Whether a line announces the literal: `… BODY[1.2] {123}`, or of a part of it `BODY[1.2]<0> {123}`.
    fn announces(&self, line: &[u8]) -> bool {
        let line = line.trim_ascii_end();
        let Some(header) = line.iter().rposition(|octet| *octet == b'{') else { return false };
        let before = line[..header].trim_ascii_end();
        let before = before.strip_suffix(b"~").unwrap_or(before).trim_ascii_end();
        let before = before.strip_suffix(b"<0>").unwrap_or(before);
        let name = format!("BODY[{}]", self.section);
        let start = before.len().checked_sub(name.len());
        start.is_some_and(|start| before[start..].eq_ignore_ascii_case(name.as_bytes()))
    }
}

impl Follower for Section {
    fn piece(&mut self, piece: &Piece<'_>) -> Option<Drawn> {
        match *piece {
            Piece::Literal { octets, .. } if self.is_coming => self.take(octets),
            Piece::Literal { .. } => None,
            Piece::Text { octets, ends, .. } => {
                // A second one of the same name would be appended to the first.
                self.is_coming = !self.has_come
                    && self.response.is_none()
                    && matches!(ends, Ends::Literal(_))
                    && self.announces(octets);
                // An empty literal has no pieces, and has come all the same.
                self.has_come |= self.is_coming;
                None
            }
        }
    }

    fn response(&mut self, response: &Response) -> Option<Drawn> {
        self.is_told = true;
        if self.response.is_some() {
            return None;
        }
        if self.uid.is_some_and(|uid| uid_of(response) != Some(uid)) {
            self.forget();
            return None;
        }
        let short = if self.has_come { None } else { section_of(response, &self.section) };
        if self.has_come || short.is_some() {
            self.response.get_or_insert_with(|| response.clone());
        }
        // A short text may come in quotes, or not at all: NIL. RFC 9051 section 7.5.2.
        self.take(&short?)
    }
}

/// A file that is being written: it has its name only when it is whole.
#[derive(Debug)]
pub(crate) struct Saving {
    path: PathBuf,
    file: NamedTempFile,
    decoder: Decoder,
    octets: u64,
    failed: Option<io::Error>,
    /// A file of that name may be replaced.
    replaces: bool,
}

impl Saving {
    /// Begins. What the encoding hides is undone; one that nobody knows is left as it is. Only with `replaces` may there be a file of
    /// that name.
    ///
    /// # Errors
    /// If no file can be made there, in words.
    pub(crate) fn new(path: &Path, encoding: &str, replaces: bool) -> Result<Self, String> {
        if !replaces {
            vacant(path)?;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let made = tempfile::Builder::new().prefix(".imapsh-").tempfile_in(folder);
        // What the file is called until it is whole is nobody's business.
        let why = |error: io::Error| error.to_string().split(" at path ").next().unwrap_or_default().to_owned();
        let file = made.map_err(|error| format!("{}: {}", path.display(), why(error)))?;
        let decoder = Decoder::new(encoding).unwrap_or_else(Decoder::identity);
        Ok(Self { path: path.to_owned(), file, decoder, octets: 0, failed: None, replaces })
    }

    fn take(&mut self, octets: &[u8]) {
        let mut decoded = Vec::with_capacity(octets.len());
        self.decoder.push(octets, &mut decoded);
        self.write(&decoded);
    }

    fn write(&mut self, octets: &[u8]) {
        self.octets += octets.len() as u64;
        if self.failed.is_none() {
            self.failed = self.file.write_all(octets).err();
        }
    }

    /// Gives the file its name; answers how many octets it holds.
    ///
    /// # Errors
    /// If it could not be written, or there is one of that name by now, in words.
    pub(crate) fn finish(mut self) -> Result<u64, String> {
        let mut rest = Vec::new();
        self.decoder.finish(&mut rest);
        self.write(&rest);
        let shown = self.path.display().to_string();
        if let Some(error) = self.failed {
            return Err(format!("{shown}: {error}; nothing was kept"));
        }
        let kept = if self.replaces { self.file.persist(&self.path) } else { self.file.persist_noclobber(&self.path) };
        kept.map_err(|error| format!("{shown}: {}", error.error))?;
        Ok(self.octets)
    }
}

/// Sees that there is no such file.
///
/// # Errors
/// If there is one, in words.
pub(crate) fn vacant(path: &Path) -> Result<(), String> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(format!("{}: there is such a file already; it was not touched", path.display())),
        Err(_) => Ok(()),
    }
}

/// Octets of a message that is a file: it is read whole.
const FILE_OCTETS_MAX: u64 = 64 << 20;

/// Reads a message that is a file.
///
/// # Errors
/// If it cannot be read, or is too long, in words.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    use std::io::Read as _;
    let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let mut octets = Vec::new();
    let file = File::open(path).map_err(|error| failed(&error))?;
    file.take(FILE_OCTETS_MAX + 1).read_to_end(&mut octets).map_err(|error| failed(&error))?;
    if octets.len() as u64 > FILE_OCTETS_MAX {
        return Err(failed(&format_args!("longer than {} MiB", FILE_OCTETS_MAX >> 20)));
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Framer, Side};

    /// Feeds a response to a follower, cut anywhere.
    fn feed(section: &mut Section, response: &[u8], chunk: usize) -> String {
        let mut framer = Framer::new(Side::Server);
        let mut shown = Vec::new();
        for mut chunk in response.chunks(chunk) {
            while let Some(piece) = framer.next(&mut chunk) {
                shown.extend(section.piece(&piece));
            }
        }
        shown.extend(section.response(&Response::read(response).unwrap()));
        let text = |drawn: Drawn| if let Drawn::Text(text) = drawn { text } else { panic!("{drawn:?}") };
        shown.into_iter().map(text).collect()
    }

    fn kept(name: &str, response: &str) -> Option<String> {
        let mut section = Section::new(name, Place::kept());
        feed(&mut section, response.as_bytes(), 3);
        let Place::Kept { octets, .. } = section.place else { return None };
        section.has_come.then(|| String::from_utf8(octets).unwrap())
    }

    #[test]
    fn only_the_literal_of_the_section_is_taken() {
        let forged = "* 1 FETCH (BODY[HEADER.FIELDS (X)] {12}\r\nBODY[1] {5}\r BODY[1] {5}\r\nhello)\r\n";
        assert_eq!(kept("1", forged), Some("hello".into()));
        assert_eq!(kept("1", "* 1 FETCH (BODY[1]<0> {2}\r\nhi)\r\n"), Some("hi".into()));
        assert_eq!(kept("1", "* 1 FETCH (BODY[1] \"quoted\")\r\n"), Some("quoted".into()));
        assert_eq!(kept("", "* 1 FETCH (body[] {0}\r\n)\r\n"), Some(String::new()));
        assert_eq!(kept("2", "* 1 FETCH (BODY[2] NIL)\r\n"), Some(String::new()));
        assert_eq!(kept("1", "* 1 FETCH (BODY[11] {2}\r\nhi)\r\n"), None);
        assert_eq!(kept("1", "* 1 FETCH (FLAGS ())\r\n"), None);
    }

    #[test]
    fn the_literal_of_another_message_is_not_taken_for_that_of_this_one() {
        for other in ["* 1 FETCH (UID 7 BODY[] {5}\r\nother)\r\n", "* 1 FETCH (UID 7 BODY[] \"other\")\r\n", ""] {
            let file = OpenFile::new(tempfile::tempfile().unwrap());
            let mut section = Section::new("", Place::Open(file)).of(9);
            if !other.is_empty() {
                feed(&mut section, other.as_bytes(), 3);
                assert!(!section.has_come);
            }
            feed(&mut section, b"* 2 FETCH (FLAGS ())\r\n", 3);
            feed(&mut section, b"* 2 FETCH (BODY[] {4}\r\nthis UID 9)\r\n", 3);
            feed(&mut section, b"* 1 FETCH (UID 7 BODY[] {5}\r\nother)\r\n", 3);
            assert!(section.has_come && section.response.is_some());
            let Place::Open(file) = section.place else { panic!() };
            assert_eq!(io::read_to_string(file.finish().unwrap()).unwrap(), "this");
        }
    }

    #[test]
    fn what_is_shown_as_it_comes_is_safe() {
        let mut section = Section::new("", Place::Shown(Visible::lines()));
        let shown = feed(&mut section, b"* 1 FETCH (BODY[] {9}\r\na\r\n\x1b[2J\r\n)\r\n", 1);
        assert_eq!(shown, "a\n\\x1b[2J\n");
    }

    #[test]
    fn a_file_has_its_name_only_when_it_is_whole_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut saving = Saving::new(&path, "BASE64", false).unwrap();
        saving.take(b"SGVs\r\n");
        saving.take(b"bG8=\r\n");
        assert!(!path.exists());
        assert_eq!(saving.finish(), Ok(5));
        assert_eq!(fs::read(&path).unwrap(), b"Hello");
        assert!(Saving::new(&path, "", false).unwrap_err().contains("not touched"));
        assert_eq!(Saving::new(&path, "", true).unwrap().finish(), Ok(0));
        let other = folder.path().join("b");
        drop(Saving::new(&other, "", false).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

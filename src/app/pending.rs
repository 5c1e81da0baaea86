//! A typed command on its way to the engine: the lines that belong to it are gathered, its files opened, its values asked
//! for. Until all of that has succeeded, nothing is sent.

use std::collections::VecDeque;

use crate::app::claim::Claims;
use crate::app::client::Client;
use crate::app::engine::Request;
use crate::app::options::Options;
use crate::app::password::password;
use crate::app::upload::{self, Content, Opened, Upload};
use crate::error::{Error, Fault};
use crate::session::{Draft, FilledIn, Refused, Sources, Spelling, Submission, Written, mask, value};

/// The most octets of lines that follow a command: they are in memory, and a file need not be.
const LINES_OCTETS_MAX: usize = 64 << 20;

/// A command that is not complete yet.
#[derive(Debug)]
pub(crate) struct Pending {
    tag: Option<Vec<u8>>,
    draft: Draft,
    /// Whether what follows may be a password.
    pub(crate) takes_secret: bool,
    /// The words that end the lines still to come; the first ends those that come now.
    ends: VecDeque<Vec<u8>>,
    current: Vec<u8>,
    gathered: VecDeque<Vec<u8>>,
    asks_first: bool,
}

impl Pending {
    /// Begins with a line, without its tag.
    ///
    /// # Errors
    /// If it cannot be understood.
    pub(crate) fn new(tag: Option<Vec<u8>>, line: &[u8]) -> Result<Self, Error> {
        let draft = Draft::new(line).map_err(|refused| match refused {
            Refused::Malformed(_) => usage(refused.to_string()).hinted(":send LINE, and quotes, leave braces alone"),
            _ => usage(refused.to_string()),
        })?;
        let ends = draft.ends().map(<[u8]>::to_vec).collect();
        let takes_secret = mask::takes_secret(line);
        Ok(Self { tag, draft, takes_secret, ends, current: Vec::new(), gathered: VecDeque::new(), asks_first: false })
    }

    /// Its literals wait for the server's leave: there are servers that run the octets of a literal as commands when they do not like
    /// what stands before it, and a message can be from anybody.
    pub(crate) fn asking_first(self) -> Self {
        Self { asks_first: true, ..self }
    }

    /// The word that ends the lines which come next; `None` if none are wanted.
    pub(crate) fn end(&self) -> Option<&[u8]> {
        self.ends.front().map(Vec::as_slice)
    }

    /// Whether a file is sent in it.
    pub(crate) fn reads_files(&self) -> bool {
        self.draft.reads_files()
    }

    /// Takes a line, whatever it says.
    ///
    /// # Errors
    /// If they have become too many.
    pub(crate) fn take(&mut self, line: &[u8]) -> Result<(), Error> {
        if self.end() == Some(line) {
            self.ends.pop_front();
            self.gathered.push_back(std::mem::take(&mut self.current));
            return Ok(());
        }
        self.current.extend_from_slice(line);
        self.current.extend_from_slice(b"\r\n");
        if self.current.len() > LINES_OCTETS_MAX {
            let most = LINES_OCTETS_MAX >> 20;
            return Err(usage(format!("these are more than {most} MiB of lines; nothing was sent")).hinted("{@PATH}"));
        }
        Ok(())
    }

    /// Octets of the lines that it has gathered.
    pub(crate) fn gathered_octets(&self) -> usize {
        self.gathered.iter().map(Vec::len).sum()
    }

    /// Sends it. `typed` says whether a person has typed it. The answer is the command's number.
    ///
    /// # Errors
    /// If a file cannot be read, or a value is not to be had or cannot stand where it is to stand.
    pub(crate) fn submit(self, client: &mut Client, options: &Options, typed: bool) -> Result<u64, Error> {
        self.submit_claiming(client, options, typed, Claims::default())
    }

    /// The same, with what is claimed of its responses.
    ///
    /// # Errors
    /// As for [`Pending::submit`].
    pub(crate) fn submit_claiming(
        self,
        client: &mut Client,
        options: &Options,
        typed: bool,
        claims: Claims,
    ) -> Result<u64, Error> {
        let spelling = Spelling::new(&client.snapshot(), typed);
        let mut shelf = Shelf { client, options, gathered: self.gathered, uploads: VecDeque::new(), notes: Vec::new() };
        let pieces = self.draft.compose(&mut shelf, spelling).map_err(usage)?;
        let Shelf { uploads, notes, .. } = shelf;
        for note in notes {
            client.request(Request::Note(note));
        }
        let submission = Submission { tag: self.tag, asks_first: self.asks_first, ..Submission::pieces(pieces) };
        Ok(client.submit_uploads(submission, claims, uploads))
    }
}

fn usage(message: impl Into<String>) -> Error {
    Error::new(Fault::Usage, message)
}

/// What a draft is filled from.
struct Shelf<'a> {
    client: &'a Client,
    options: &'a Options,
    gathered: VecDeque<Vec<u8>>,
    uploads: VecDeque<Upload>,
    notes: Vec<String>,
}

impl Sources for Shelf<'_> {
    fn file(&mut self, path: &[u8], converts: bool, binary: bool) -> Result<Written, String> {
        let Opened { content, changed_ends } = upload::open(path, converts)?;
        if changed_ends > 0 {
            let ends = if changed_ends == 1 { "1 bare LF is" } else { &format!("{changed_ends} bare LF are") };
            let path = String::from_utf8_lossy(path);
            self.notes.push(format!("{path}: {ends} sent as CRLF; {{@={path}}} sends a file as it is"));
        }
        Ok(match content {
            Content::Whole(octets) if binary => Written::Literal8(octets),
            Content::Whole(octets) => Written::Literal(octets),
            Content::Long(upload) => {
                let octets = upload.octets;
                self.uploads.push_back(upload);
                Written::Upload { octets, binary }
            }
        })
    }

    fn lines(&mut self) -> Vec<u8> {
        self.gathered.pop_front().unwrap_or_default()
    }

    fn value(&mut self, name: &[u8]) -> Result<FilledIn, String> {
        let snapshot = self.client.snapshot();
        let own = std::str::from_utf8(name).ok().and_then(|name| self.client.values.get(name));
        if let Some(own) = own {
            return Ok(FilledIn::Text(own.clone()));
        }
        if name != b"secret" {
            return value(&snapshot, name);
        }
        let named = self.options.login.as_ref().and_then(|login| login.user.as_ref());
        let user = named.or(snapshot.user.as_ref());
        let user = user.map_or("{$secret}", String::as_str);
        let held = self.client.hold_screen();
        let asked = password(&self.options.password, "Password", user, &snapshot.host);
        drop(held);
        match asked.map_err(|error| error.message)? {
            Some(secret) => Ok(FilledIn::Secret(secret)),
            None => Err("no password; the line was not sent".to_owned()),
        }
    }
}

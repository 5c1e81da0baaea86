//! Carries out the steps of the shortcuts that read mail.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::claim::{Claims, Drawn, Follower};
use crate::app::client::{Client, Outcome};
use crate::app::engine::Request;
use crate::app::following::{self, Form, Place, Saving, Section, read_file};
use crate::app::options::{Options, Output};
use crate::app::perform::{Next, show_rows, shown};
use crate::app::teach;
use crate::app::upload::expanded;
use crate::error::{Error, Fault};
use crate::mail::drawn;
use crate::session::Submission;
use crate::shortcuts::{self, NO_SUCH_MESSAGE, Sink, Table, Tabulator, head, head_of, headers, safe};
use crate::table::{Column, Rows};
use crate::wire::Visible;

/// What `:read` makes.
const TEXT: &[Column] = &[Column::named("text")];

/// What reading needs: the engine, and what the person wants.
pub(crate) struct Reading<'a> {
    pub(crate) client: &'a mut Client,
    pub(crate) options: &'a Options,
    /// The shortcut.
    pub(crate) name: &'static str,
    /// A file may be replaced.
    pub(crate) replaces: bool,
}

impl Reading<'_> {
    /// Claims responses; with `--output raw` they are shown as they come, too.
    pub(crate) fn claims(&self, names: &'static [&'static str]) -> Claims {
        Claims { names, shows: self.options.output == Output::Raw, ..Claims::default() }
    }

    fn follow(&mut self, line: String, follower: Arc<Mutex<dyn Follower>>) -> (u64, Outcome) {
        let claims = Claims { follower: Some(follower), ..self.claims(&["FETCH"]) };
        let id = self.client.submit_uploads(Submission::line(None, line), claims, Default::default());
        (id, self.client.wait(id, None))
    }

    /// A table whose rows are shown as they come.
    ///
    /// # Errors
    /// If it is to be of one message, which does not exist.
    pub(crate) fn stream(&mut self, lines: Vec<String>, tabulator: Tabulator) -> Result<Next, Error> {
        let form = match self.options.output {
            Output::Json => Form::Data(self.name),
            _ if std::io::stdout().is_terminal() => Form::Terminal(teach::width(), self.options.theme),
            _ => Form::Pipe,
        };
        let rows = Arc::new(Mutex::new(following::Rows::new(tabulator, form)));
        let mut last = Next::Step;
        for line in lines {
            let (id, outcome) = self.follow(line, rows.clone());
            let goes_on = outcome.is_ok();
            last = Next::Answer(id, outcome);
            if !goes_on {
                break;
            }
        }
        if matches!(&last, Next::Answer(_, outcome) if outcome.is_ok()) {
            let rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
            if rows.tabulator.count == 0 && rows.tabulator.table() == Table::Uid {
                return Err(Error::new(Fault::No, format!(":{}: {NO_SUCH_MESSAGE}", self.name)));
            }
            if rows.tabulator.count == 0 {
                self.client.request(Request::Note(NO_SUCH_MESSAGE.to_owned()));
            }
            match rows.end() {
                Some(Drawn::Row(name, row)) => self.client.request(Request::Rows(name, row)),
                Some(Drawn::Text(text)) => self.client.request(Request::Show(text)),
                None => {}
            }
        }
        Ok(last)
    }

    /// The octets of a section, wherever they go.
    ///
    /// # Errors
    /// If a file cannot be written, or the section has not come.
    pub(crate) fn fetch(&mut self, line: String, section: &str, into: &Sink) -> Result<Next, Error> {
        if matches!(into, Sink::Source) && self.options.output == Output::Json {
            // Exactly is what it is wanted, and that is how responses are told.
            let id = self.client.submit(Submission::line(None, line), &[]);
            return Ok(Next::Answer(id, self.client.wait(id, None)));
        }
        let place = match into {
            Sink::File { path, encoding } => Place::File(
                Saving::new(&path_of(path), encoding, self.replaces)
                    .map_err(|why| Error::new(Fault::Output, format!(":save: {why}")))?,
            ),
            Sink::Source if !std::io::stdout().is_terminal() => Place::Shown(Visible::lines()),
            Sink::Headers | Sink::Source | Sink::Text { .. } => Place::kept(),
        };
        let follower = Arc::new(Mutex::new(Section::new(section, place)));
        let (id, outcome) = self.follow(line, follower.clone());
        if !outcome.is_ok() {
            if let Sink::File { path, .. } = into {
                self.client.request(Request::Note(format!("{path} was not saved")));
            }
            return Ok(Next::Answer(id, outcome));
        }
        let empty = Section::new(section, Place::kept());
        let came = std::mem::replace(&mut *follower.lock().unwrap_or_else(PoisonError::into_inner), empty);
        if !came.has_come {
            let why = if came.is_told {
                format!("the server has sent nothing of BODY[{section}]")
            } else {
                NO_SUCH_MESSAGE.to_owned()
            };
            return Err(Error::new(Fault::No, format!(":{}: {why}", self.name)));
        }
        self.came(came, into)
    }

    fn came(&self, came: Section, into: &Sink) -> Result<Next, Error> {
        match (into, came.place) {
            (Sink::File { path, .. }, Place::File(saving)) => {
                let octets = saving.finish().map_err(|why| Error::new(Fault::Output, format!(":save: {why}")))?;
                self.client.request(Request::Note(format!("{octets} octets saved to {path}")));
            }
            (_, Place::Shown(mut visible)) => {
                let mut rest = String::new();
                visible.finish(&mut rest);
                self.client.request(Request::Show(rest));
            }
            (Sink::Headers, Place::Kept { octets, .. }) => {
                return Ok(show_rows(self.client, self.options, self.name, headers(&octets)));
            }
            (Sink::Text { part, others, which, lines }, Place::Kept { octets, .. }) => {
                let head = match part {
                    Some(_) => came.response.as_ref().map(head_of).unwrap_or_default(),
                    None => head(&octets),
                };
                let which = which.typed();
                return Ok(self.page(shortcuts::text(&head, part.as_ref(), &octets, others, &which, *lines)));
            }
            (_, Place::Kept { octets, came }) => {
                let mut text = safe(&drawn(&octets));
                if came > octets.len() as u64 {
                    let first = octets.len();
                    text.push_str(&format!("[the first {first} of {came} octets; :save N FILE saves all]\n"));
                }
                return Ok(self.page(text));
            }
            (_, Place::File(_) | Place::Open(_)) => {}
        }
        Ok(Next::Step)
    }

    /// A message that is a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn file(&self, path: &str, lines: Option<usize>) -> Result<Next, Error> {
        let octets = read_file(&path_of(path)).map_err(|why| Error::new(Fault::Usage, format!(":eml: {why}")))?;
        Ok(self.page(shortcuts::file(octets, path, lines)))
    }

    /// A long text is for the pager, if there is a screen.
    fn page(&self, text: String) -> Next {
        if self.options.output == Output::Json {
            let rows = Rows { columns: TEXT, rows: vec![vec![text.into()]] };
            self.client.request(Request::Rows(self.name, rows));
            return Next::Step;
        }
        shown(self.client, text)
    }
}

/// Where a file is that a person has named.
pub(crate) fn path_of(path: &str) -> PathBuf {
    expanded(Path::new(path).as_os_str().as_encoded_bytes())
}

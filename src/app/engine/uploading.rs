//! Long literals on their way out: the next octets of a file are read when those before them have left.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use crate::app::engine::{Engine, output};
use crate::app::upload::Upload;
use crate::error::{Error, Fault};
use crate::render::Shown;
use crate::session::{Completion, Ticket};
use crate::wire::Status;

/// How long a peer that takes nothing any more may go on saying why; a program behind a tunnel can stay for ever.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// The files of the commands that are not written whole.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    files: Vec<(Ticket, VecDeque<Upload>)>,
    /// The person knows that Ctrl-C closes the connection.
    is_warned: bool,
}

impl Uploads {
    /// Holds the files of a command until they are asked for.
    pub(crate) fn hold(&mut self, ticket: Ticket, files: VecDeque<Upload>) {
        if !files.is_empty() {
            self.files.push((ticket, files));
        }
    }

    fn current(&mut self, ticket: Ticket) -> Option<&mut Upload> {
        self.files.iter_mut().find(|(known, _)| *known == ticket)?.1.front_mut()
    }

    /// Lets go of the file that has been sent.
    fn finish(&mut self, ticket: Ticket) -> Option<Upload> {
        self.is_warned = false;
        self.files.iter_mut().find(|(known, _)| *known == ticket)?.1.pop_front()
    }
}

impl Engine {
    /// Whether there is anything to be written, now or as soon as a file has been read.
    pub(crate) fn is_writing(&self) -> bool {
        let has_more = self.written < self.outgoing.len() || self.session.uploading().is_some();
        has_more && self.deaf.is_none()
    }

    /// When [`Engine::leave_deaf`] is due.
    pub(crate) fn last_words_end(&self) -> Option<Instant> {
        self.deaf.as_ref().map(|(since, _)| *since + LAST_WORDS)
    }

    /// The connection is lost if the peer takes nothing any more, and has not said why for a while.
    pub(crate) fn leave_deaf(&self) -> Result<(), Error> {
        match &self.deaf {
            Some((since, error)) if since.elapsed() >= LAST_WORDS => {
                let host = &self.session.snapshot().host;
                Err(Error::new(Fault::Lost, format!("{host}: the server takes nothing any more: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Does some work, and sends at once what comes of it; unless something is on its way already.
    pub(crate) fn corked<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.is_corked = self.outgoing.is_empty();
        let done = work(self);
        if !std::mem::take(&mut self.is_corked) || self.outgoing.is_empty() {
            return done;
        }
        let done = done?;
        self.write_out().map(|()| done)
    }

    /// Tells the session which commands have left: a reply may come to these, and to no other.
    fn note_what_left(&mut self) {
        let gone = self.gone + self.written as u64;
        while let Some((_, ticket)) = self.ends_of_commands.front().filter(|(end, _)| *end <= gone) {
            self.session.handle_left(*ticket);
            self.ends_of_commands.pop_front();
        }
    }

    /// Writes what the network takes.
    pub(crate) fn write_out(&mut self) -> Result<(), Error> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        while self.written < self.outgoing.len() {
            match stream.write(&self.outgoing[self.written..]) {
                Ok(written) => {
                    self.written += written;
                    // The server has taken octets: it lives.
                    self.last_octet = Instant::now();
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.note_what_left();
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // The reason may still be readable: a BYE, an alert.
                Err(error) => {
                    self.deaf.get_or_insert_with(|| (Instant::now(), error));
                    return Ok(());
                }
            }
        }
        self.note_what_left();
        self.gone += self.written as u64;
        self.outgoing.clear();
        self.written = 0;
        self.session.handle_flushed();
        self.publish();
        Ok(())
    }

    /// Goes on with an upload by one piece, if what came before it has left. What the server says meanwhile gets its turn
    /// between two pieces, so that neither side can wait for the other.
    pub(crate) fn go_on_uploading(&mut self) -> Result<(), Error> {
        let Some((ticket, left)) = self.session.uploading().filter(|_| self.outgoing.is_empty()) else {
            return Ok(());
        };
        let Some(upload) = self.uploads.current(ticket) else {
            return Err(Error::new(Fault::Lost, "the file of this literal is gone"));
        };
        let octets = upload.next().map_err(|why| {
            let (path, of) = (&upload.path, upload.octets);
            // Nothing can take back what was announced; what would be padded or cut would not be the file.
            let message = format!("{path}: {why}; {left} of the {of} octets that were announced are missing");
            Error::new(Fault::Usage, message)
                .hinted("the connection was closed: IMAP has no other way out of a literal")
        })?;
        let (handed, of) = (upload.handed(), upload.octets);
        self.view.tell_upload(handed, of, &self.ends.shared);
        self.session.upload(octets).map_err(|refused| Error::new(Fault::Lost, refused.to_string()))?;
        if handed == of
            && let Some(upload) = self.uploads.finish(ticket).filter(Upload::has_grown)
        {
            let note = format!("{}: it has grown meanwhile; its first {of} octets were sent", upload.path);
            self.view.show(Shown::Note(&note)).map_err(output)?;
        }
        self.act()?;
        if self.session.tag(ticket).is_none() {
            // It was refused under way, and is written now: nobody will ask for the rest.
            self.uploads.files.retain(|(known, _)| *known != ticket);
        }
        Ok(())
    }

    /// Ctrl-C while a literal is under way: RFC 9051 section 4.3 has no way to end one early.
    pub(crate) fn interrupt_upload(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.uploads.is_warned, true) {
            return Err(Error::new(Fault::Interrupted, "interrupted"));
        }
        let note = "the server waits for the rest of this literal, and IMAP has no way to stop it; Ctrl-C again closes \
                    the connection";
        self.view.show(Shown::Note(note)).map_err(output)
    }

    /// Lets go of the files of a command that has ended, but for the one that the server still reads.
    pub(crate) fn release_uploads(&mut self, completion: &Completion) -> Result<(), Error> {
        let under_way = self.session.uploading().filter(|(ticket, _)| *ticket == completion.ticket);
        let Some((_, left)) = under_way else {
            self.uploads.files.retain(|(ticket, _)| *ticket != completion.ticket);
            return Ok(());
        };
        if completion.status == Status::Ok || !self.is_interactive {
            return Ok(());
        }
        let note = format!("it is refused, but the server still reads the literal: {left} octets go on being sent");
        self.view.show(Shown::Note(&note)).map_err(output)
    }

    /// The connection is gone, and with it whoever wanted the files.
    pub(crate) fn forget_uploads(&mut self) {
        self.uploads = Uploads::default();
        self.view.forget_progress();
    }
}

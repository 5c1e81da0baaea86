//! What the other thread asks for.

use std::collections::VecDeque;
use std::time::Instant;

use crate::advice;
use crate::app::claim::{Claim, Claims};
use crate::app::engine::{Engine, Report, Request, Stage, output};
use crate::app::upload::Upload;
use crate::error::{Error, Fault};
use crate::render::Shown;
use crate::sasl::Login;
use crate::session::{Refused, Session, Submission, Wants, Written};

/// Octets of commands that leave together, in a packet or a few.
const CORKED_OCTETS: usize = 16 << 10;

impl Engine {
    /// Ctrl-C reached the process: nobody was at the prompt.
    pub(crate) fn interrupt(&mut self) -> Result<(), Error> {
        if self.forbears && matches!(self.stage, Stage::Ready | Stage::Down) {
            self.report(Report::Interrupted);
            return Ok(());
        }
        if !self.is_interactive || self.stage != Stage::Ready {
            return Err(Error::new(Fault::Interrupted, "interrupted"));
        }
        self.report(Report::Interrupted);
        self.hush()
    }

    /// Ctrl-C: ends IDLE, or stops showing what comes, or closes the connection.
    fn hush(&mut self) -> Result<(), Error> {
        if self.session.uploading().is_some() {
            return self.interrupt_upload();
        }
        let is_busy = self.session.snapshot().in_flight > 0;
        if self.session.done() || !is_busy {
            return self.act();
        }
        if self.view.mute().map_err(output)? { Ok(()) } else { Err(Error::new(Fault::Interrupted, "interrupted")) }
    }

    /// Serves a request; a command waits until those before it have left for the server, or leaves with them. So a server that does not
    /// read is not written to without end.
    pub(crate) fn take_request(&mut self, request: Request) -> Result<(), Error> {
        let is_command = matches!(request, Request::Authenticate { .. } | Request::Raw { .. } | Request::Submit { .. });
        if is_command && !(self.held.is_empty() && self.has_room()) {
            self.held.push_back(request);
            return Ok(());
        }
        self.serve(request)
    }

    /// Refuses the commands that have waited for a connection that is gone: they were not meant for another.
    pub(crate) fn refuse_held(&mut self) {
        for request in std::mem::take(&mut self.held) {
            if let Request::Authenticate { id, .. } | Request::Raw { id, .. } | Request::Submit { id, .. } = request {
                self.report(Report::Refused { id, refused: Refused::Closed });
            }
        }
    }

    /// Serves the commands that have waited, as far as there is room.
    pub(crate) fn serve_held(&mut self) -> Result<(), Error> {
        // What has left at once makes room for more, and nobody else would serve it.
        while !self.held.is_empty() && self.outgoing.is_empty() {
            self.corked(|engine| {
                while engine.has_room() {
                    let Some(request) = engine.held.pop_front() else { break };
                    engine.serve(request)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Whether a command may be added to what is on its way.
    fn has_room(&self) -> bool {
        if self.is_corked { self.outgoing.len() < CORKED_OCTETS } else { self.outgoing.is_empty() }
    }

    fn serve(&mut self, request: Request) -> Result<(), Error> {
        match request {
            Request::Advise(on) => self.view.advises = on,
            Request::Answer { id, line } => drop(self.tried(id, |session| session.answer(&line))),
            Request::Authenticate { id, submission, login } => {
                return self.submit(id, submission, Claims::default(), VecDeque::new(), Some(*login));
            }
            Request::Close => {}
            Request::Connect { options, fresh } => return self.connect_again(options, fresh),
            Request::Forbear(forbears) => self.forbears = forbears,
            Request::KeepAlive(pause) => self.keep_alive.set(pause),
            Request::Done => {
                if !self.session.done() {
                    self.show(Shown::Note("no IDLE is running"))?;
                }
            }
            Request::GiveUp => {
                let host = &self.session.snapshot().host;
                return Err(Error::new(
                    Fault::Interrupted,
                    format!("{host}: the connection was closed inside a command"),
                ));
            }
            Request::Hush => return self.hush(),
            Request::Explain => self.view.explain_last().map_err(output)?,
            Request::Explaining(on) => self.view.explains = on,
            Request::Last => {
                let last = self.view.last().map_err(|error| error.to_string());
                self.report(Report::Last(last));
            }
            Request::Leave => self.is_leaving = true,
            Request::Link => {
                let report = Report::Link(self.encryption(), self.link.counts());
                self.report(report);
            }
            Request::Log(path) => self.change_log(path.as_deref())?,
            Request::Note(text) => self.show(Shown::Note(&text))?,
            Request::Raw { id, octets } => self.pass(id, octets)?,
            Request::Rows(name, rows) => {
                for row in &rows.rows {
                    self.show(Shown::Row(name, rows.columns, row))?;
                }
            }
            Request::Set(setting, on) => self.view.set(setting, on),
            Request::Show(text) => self.show(Shown::Rendering(&text))?,
            Request::Submit { id, submission, claims, uploads } => {
                return self.submit(id, submission, claims, uploads, None);
            }
            Request::Supply { id, octets, rest } => self.supply(id, octets, rest)?,
            Request::Sync => {
                self.flush_screen()?;
                self.report(Report::Synced);
            }
            Request::Timing(on) => self.view.timing = on,
            Request::Together(on) => self.view.together(on),
            Request::Until(name) => {
                if self.until.want(&name) {
                    self.report(Report::Seen);
                }
            }
        }
        self.act()
    }

    /// Both parts at once: in between, the session would seem to want what is here already.
    fn supply(&mut self, id: u64, octets: Vec<u8>, rest: Option<Vec<u8>>) -> Result<(), Error> {
        for part in [Some(octets), rest].into_iter().flatten() {
            if self.smuggles(&part) {
                // In the middle of a command there is no other way out.
                let refused = Refused::ReadOnly("a literal of that kind may hide commands".to_owned());
                return Err(Error::new(Fault::Usage, refused.to_string()));
            }
            if !self.tried(id, |session| session.supply(&part)) {
                break;
            }
        }
        Ok(())
    }

    /// Sends octets as they are.
    fn pass(&mut self, id: u64, octets: Vec<u8>) -> Result<(), Error> {
        if self.options.read_only {
            let refused = Refused::ReadOnly(":raw could send anything".to_owned());
            self.report(Report::Refused { id, refused });
        } else if self.tried(id, |session| session.raw(octets)) {
            self.act()?;
            self.report(Report::Passed { id });
        }
        Ok(())
    }

    fn submit(
        &mut self,
        id: u64,
        submission: Submission,
        claims: Claims,
        uploads: VecDeque<Upload>,
        login: Option<Login>,
    ) -> Result<(), Error> {
        if let Some(why) = self.refusal(&submission) {
            self.report(Report::Refused { id, refused: Refused::ReadOnly(why) });
            return Ok(());
        }
        let advice = self.advice(&submission);
        let is_claiming = claims.is_quiet || !claims.names.is_empty();
        let submission = Submission { is_alone: is_claiming, is_aside: claims.is_aside, ..submission };
        let is_first = self.session.snapshot().in_flight == 0;
        let submitted = match login {
            Some(login) => self.session.authenticate(submission, login),
            None => self.session.submit(submission),
        };
        match submitted {
            Ok(ticket) => {
                self.view.begin(is_first, self.link.counts());
                self.until.begin();
                self.waiting.push((ticket, id));
                self.uploads.hold(ticket, uploads);
                if is_claiming {
                    let tag = self.session.tag(ticket).filter(|_| !self.is_terminal && !claims.shows);
                    let hidden_ok = tag.map(|tag| [tag, b" OK"].concat());
                    self.claims.push(Claim::new(ticket, claims, hidden_ok));
                }
                // The time in which an octet must come starts with the command.
                self.last_octet = Instant::now();
                // Below the line that was sent.
                self.act()?;
                advice.map_or(Ok(()), |text| self.show(Shown::Note(&text)))
            }
            Err(refused) => {
                self.report(Report::Refused { id, refused });
                Ok(())
            }
        }
    }

    /// Why a command is not sent, if the person wants nothing changed.
    fn refusal(&self, submission: &Submission) -> Option<String> {
        let snapshot = self.session.snapshot();
        if !snapshot.is_read_only {
            return None;
        }
        let Some(Written::Text(line)) = submission.pieces.first() else {
            return Some("a command that starts with a literal may be any".to_owned());
        };
        let later = submission.pieces.iter().skip(1);
        let hides = |piece: &Written| match piece {
            Written::Text(text) => advice::literal_refusal(text, snapshot),
            _ => None,
        };
        advice::refusal(line, submission.pieces.len() > 1, snapshot).or_else(|| later.into_iter().find_map(hides))
    }

    /// Whether the rest of a command announces a literal that is not sent where nothing must change.
    fn smuggles(&self, rest: &[u8]) -> bool {
        let snapshot = self.session.snapshot();
        let is_rest = snapshot.is_read_only && snapshot.wants == Wants::Rest;
        is_rest && advice::literal_refusal(rest, snapshot).is_some()
    }

    /// What is unwise about a command, if the person wants to know.
    fn advice(&self, submission: &Submission) -> Option<String> {
        if !self.is_interactive || !self.view.advises {
            return None;
        }
        let advice = advice::review(&submission.as_line(), self.session.snapshot())?;
        Some(format!("{} {}", advice.text, advice.spec))
    }

    /// Tries something; a refusal is reported.
    fn tried(&mut self, id: u64, work: impl FnOnce(&mut Session) -> Result<(), Refused>) -> bool {
        let tried = work(&mut self.session);
        self.last_octet = Instant::now();
        match tried {
            Ok(()) => true,
            Err(refused) => {
                self.report(Report::Refused { id, refused });
                false
            }
        }
    }
}

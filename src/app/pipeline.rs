//! `--pipeline`: commands that go out before others have been answered.
//!
//! What wants the line for itself ([`Company`]) waits until all others have been answered, and takes the way of every command
//! without `--pipeline`. When the script has to be waited for, so are the replies, so that whoever writes it hears of each.
//!
//! A refusal of the last command is no failure before the next line shows that nothing has expected it, as without `--pipeline`.

use crate::app::client::Outcome;
use crate::app::comeback;
use crate::app::print_error;
use crate::app::script::{Run, closed_by_server, is_expect};
use crate::error::{Error, Fault};
use crate::session::{Company, Refused, Typed};

/// Octets of commands in flight, beyond which no more are sent, however few they are.
const OCTETS_MAX: usize = 1 << 20;

/// The commands that have been sent and not answered.
#[derive(Debug, Default)]
pub(crate) struct Pipeline {
    /// Oldest first.
    sent: Vec<Sent>,
    /// The last one that was sent, answered or not.
    last: u64,
    /// The next line expects how the last one is answered.
    is_expected: bool,
    /// Octets of the lines that belong to the command which goes out next.
    gathered: usize,
}

#[derive(Debug)]
struct Sent {
    id: u64,
    company: Company,
    /// Where it stands in the script.
    place: String,
    tag: Option<Vec<u8>>,
    line: Vec<u8>,
    /// Of the line, and of those that belong to it.
    octets: usize,
}

impl Run<'_> {
    /// Sends a line that may be sent beside others; `false` if it may not, and nothing is in flight any more.
    ///
    /// # Errors
    /// If the script is to end because of a command before this one, or because of this one.
    pub(crate) fn pipelines(&mut self, typed: &Typed, place: &str) -> Result<bool, Error> {
        let Some(most) = self.options.pipeline else { return Ok(false) };
        let (tag, line) = match typed {
            Typed::Command { tag, line } if self.idling.is_none() => (tag, line),
            Typed::Nothing | Typed::Skipped => return Ok(false),
            Typed::Shortcut { name, .. } if is_expect(name) => {
                self.pipeline.is_expected = true;
                let settled = self.settle(0);
                self.pipeline.is_expected = false;
                return settled.map(|()| false);
            }
            _ => return self.settle_all().map(|()| false),
        };
        let Some(company) = Company::of(line) else { return self.settle_all().map(|()| false) };
        self.idle_refused = false;
        // What has been answered already is looked at first: a failure stops the rest.
        while self.settle_one(false)? {}
        self.settle(most - 1)?;
        while !self.pipeline.takes(company, line.len()) {
            self.settle_one(true)?;
        }
        self.fail_refused()?;
        // With something in flight, its answer tells of the loss.
        if self.pipeline.sent.is_empty()
            && let Some(loss) = self.loss()
        {
            self.come_back(loss)?;
        }
        let sent =
            Sent { id: 0, company, place: place.to_owned(), tag: tag.clone(), line: line.clone(), octets: line.len() };
        if let Err(error) = self.send_beside(sent) {
            self.settle_all()?;
            self.failed(placed(place, error))?;
        }
        Ok(true)
    }

    /// Sends a command and waits for nothing.
    fn send_beside(&mut self, sent: Sent) -> Result<(), Error> {
        let id = self.submit(sent.tag.clone(), &sent.line)?;
        self.pipeline.last = id;
        let octets = sent.line.len() + std::mem::take(&mut self.pipeline.gathered);
        self.pipeline.sent.push(Sent { id, octets, ..sent });
        Ok(())
    }

    /// After a loss, with `--reconnect`: connects again, and sends again what was in flight, in its order. Nothing is sent if it
    /// is not known of one of them whether it has had its effect.
    fn send_again(&mut self, loss: Error) -> Result<(), Error> {
        let all = std::mem::take(&mut self.pipeline.sent);
        if let Some(sent) = all.iter().find(|sent| !comeback::is_repeatable(&sent.line)) {
            return Err(placed(&sent.place, loss.hinted("it may have arrived, and is not sent a second time")));
        }
        // It may have been answered before others, and is not sent again then.
        let answered = Some(self.pipeline.last).filter(|last| all.iter().all(|sent| sent.id != *last));
        self.come_back(loss)?;
        for sent in all {
            let place = sent.place.clone();
            self.send_beside(sent).map_err(|error| placed(&place, error))?;
        }
        self.pipeline.last = answered.unwrap_or(self.pipeline.last);
        Ok(())
    }

    /// Waits until nothing is in flight, when nothing expects a refusal.
    ///
    /// # Errors
    /// If the script is to end because a command has failed.
    pub(crate) fn settle_all(&mut self) -> Result<(), Error> {
        self.settle(0)?;
        self.fail_refused()
    }

    /// Waits until at most `left` commands are in flight.
    ///
    /// # Errors
    /// If the script is to end because one of them has failed.
    pub(crate) fn settle(&mut self, left: usize) -> Result<(), Error> {
        while self.pipeline.sent.len() > left {
            self.settle_one(true)?;
        }
        Ok(())
    }

    /// Takes note of one answer, and waits for it if `waits`. Answers whether there was one.
    fn settle_one(&mut self, waits: bool) -> Result<bool, Error> {
        let Some((id, answered)) = self.next_answer(waits) else { return Ok(false) };
        match answered {
            Err(error) if id == self.pipeline.last && is_refusal(&error) => {
                self.refused = Some(error).filter(|_| !self.pipeline.is_expected);
            }
            Err(error) => self.fails(error)?,
            Ok(()) => {}
        }
        Ok(true)
    }

    /// The refusal that was held back is a failure: nothing has expected it.
    ///
    /// # Errors
    /// If the script is to end because of it.
    pub(crate) fn fail_refused(&mut self) -> Result<(), Error> {
        self.refused.take().map_or(Ok(()), |error| self.fails(error))
    }

    /// Decides whether to go on after a command that failed, while others may be in flight.
    fn fails(&mut self, error: Error) -> Result<(), Error> {
        if self.options.keep_going && is_refusal(&error) {
            return self.failed(error);
        }
        if self.pipeline.sent.is_empty() {
            // What was held back is not forgotten if nothing more is read.
            self.refused.take().iter().for_each(|held| print_error(held, self.options.theme));
            return self.failed(error);
        }
        // Nothing more is sent; what has been sent is done, and said.
        self.refused.take().iter().chain([&error]).for_each(|error| print_error(error, self.options.theme));
        while let Some((_, answered)) = self.next_answer(true) {
            answered.err().iter().for_each(|error| print_error(error, self.options.theme));
        }
        self.failed(Error { message: String::new(), hint: None, ..error })
    }

    /// What became of the command that is answered next; `None` if none is in flight, or none has been answered yet.
    fn next_answer(&mut self, waits: bool) -> Option<(u64, Result<(), Error>)> {
        let oldest = self.pipeline.sent.first()?.id;
        let (id, outcome) = self.client.wait_any(oldest, |id| self.pipeline.place(id).is_some(), waits)?;
        let is_lost = matches!(outcome, Outcome::Closed(_) | Outcome::Refused(Refused::Closed));
        if is_lost && let Some(loss) = self.loss() {
            return Some((id, self.send_again(loss)));
        }
        let at = self.pipeline.place(id)?;
        let Sent { place, .. } = self.pipeline.sent.remove(at);
        if matches!(outcome, Outcome::Closed(_) | Outcome::Refused(Refused::Closed) | Outcome::Interrupted) {
            // There will be no other answer; this one stands for all.
            self.pipeline.sent.clear();
        }
        let judged = match outcome {
            Outcome::Closed(Ok(())) => Err(closed_by_server()),
            outcome => self.judge(outcome),
        };
        Some((id, judged.map_err(|error| placed(&place, error))))
    }
}

impl Pipeline {
    /// So many octets of lines belong to the command that is sent next.
    pub(crate) fn gathered(&mut self, octets: usize) {
        self.gathered = octets;
    }

    /// Where the command with this number is: they grow.
    fn place(&self, id: u64) -> Option<usize> {
        self.sent.binary_search_by_key(&id, |sent| sent.id).ok()
    }

    /// Whether a command of this kind and length may be sent now.
    fn takes(&self, company: Company, octets: usize) -> bool {
        let in_flight: usize = self.sent.iter().map(|sent| sent.octets).sum();
        self.sent.is_empty()
            || (in_flight + octets <= OCTETS_MAX && company.may_join(self.sent.iter().map(|sent| sent.company)))
    }
}

/// Whether a command was answered NO or BAD.
fn is_refusal(error: &Error) -> bool {
    matches!(error.fault, Fault::Bad | Fault::No)
}

/// The same error, with the place of its line.
pub(crate) fn placed(place: &str, error: Error) -> Error {
    Error { message: format!("{place}: {}", error.message), ..error }
}

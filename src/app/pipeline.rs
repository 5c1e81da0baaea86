//! `--pipeline`: commands that go out before others have been answered.
//!
//! What wants the line for itself ([`Company`]) waits until all others have been answered, and takes the way of every command
//! without `--pipeline`. When the script has to be waited for, so are the replies, so that whoever writes it hears of each.

use crate::app::client::Outcome;
use crate::app::print_error;
use crate::app::script::{Run, closed_by_server};
use crate::error::{Error, Fault};
use crate::session::{Company, Refused, Typed};

/// Octets of commands in flight, beyond which no more are sent, however few they are.
const OCTETS_MAX: usize = 1 << 20;

/// The commands that have been sent and not answered, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Pipeline(Vec<Sent>);

#[derive(Debug)]
struct Sent {
    id: u64,
    company: Company,
    /// Where it stands in the script.
    place: String,
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
            _ => return self.settle(0).map(|()| false),
        };
        let Some(company) = Company::of(line) else { return self.settle(0).map(|()| false) };
        self.idle_refused = false;
        // What has been answered already is looked at first: a failure stops the rest.
        while self.settle_one(false)? {}
        self.settle(most - 1)?;
        while !self.pipeline.takes(company, line.len()) {
            self.settle_one(true)?;
        }
        match self.submit(tag.clone(), line) {
            Ok(id) => self.pipeline.0.push(Sent { id, company, place: place.to_owned(), octets: line.len() }),
            Err(error) => {
                self.settle(0)?;
                self.failed(placed(place, error))?;
            }
        }
        Ok(true)
    }

    /// Waits until at most `left` commands are in flight.
    ///
    /// # Errors
    /// If the script is to end because one of them has failed.
    pub(crate) fn settle(&mut self, left: usize) -> Result<(), Error> {
        while self.pipeline.0.len() > left {
            self.settle_one(true)?;
        }
        Ok(())
    }

    /// Takes note of one answer, and waits for it if `waits`. Answers whether there was one.
    fn settle_one(&mut self, waits: bool) -> Result<bool, Error> {
        let Some(answered) = self.next_answer(waits) else { return Ok(false) };
        let Err(error) = answered else { return Ok(true) };
        let goes_on = self.options.keep_going && matches!(error.fault, Fault::Bad | Fault::No);
        if goes_on || self.pipeline.0.is_empty() {
            return self.failed(error).map(|()| true);
        }
        // Nothing more is sent; what has been sent is done, and said.
        print_error(&error, self.options.theme);
        while let Some(answered) = self.next_answer(true) {
            answered.err().iter().for_each(|error| print_error(error, self.options.theme));
        }
        self.failed(Error { message: String::new(), hint: None, ..error }).map(|()| true)
    }

    /// What became of the command that is answered next; `None` if none is in flight, or none has been answered yet.
    fn next_answer(&mut self, waits: bool) -> Option<Result<(), Error>> {
        let oldest = self.pipeline.0.first()?.id;
        let (id, outcome) = self.client.wait_any(oldest, |id| self.pipeline.place(id).is_some(), waits)?;
        let at = self.pipeline.place(id)?;
        let Sent { place, .. } = self.pipeline.0.remove(at);
        if matches!(outcome, Outcome::Closed(_) | Outcome::Refused(Refused::Closed) | Outcome::Interrupted) {
            // There will be no other answer; this one stands for all.
            self.pipeline.0.clear();
        }
        let judged = match outcome {
            Outcome::Closed(Ok(())) => Err(closed_by_server()),
            outcome => self.judge(outcome),
        };
        Some(judged.map_err(|error| placed(&place, error)))
    }
}

impl Pipeline {
    /// Where the command with this number is: they grow.
    fn place(&self, id: u64) -> Option<usize> {
        self.0.binary_search_by_key(&id, |sent| sent.id).ok()
    }

    /// Whether a command of this kind and length may be sent now.
    fn takes(&self, company: Company, octets: usize) -> bool {
        let in_flight: usize = self.0.iter().map(|sent| sent.octets).sum();
        self.0.is_empty()
            || (in_flight + octets <= OCTETS_MAX && company.may_join(self.0.iter().map(|sent| sent.company)))
    }
}

/// The same error, with the place of its line.
pub(crate) fn placed(place: &str, error: Error) -> Error {
    Error { message: format!("{place}: {}", error.message), ..error }
}

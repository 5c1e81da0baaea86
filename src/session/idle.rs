//! IDLE: how it ends, and how it goes on for longer than servers allow. RFC 2177 section 3.

use crate::session::Session;
use crate::session::event::{Action, Outgoing, Part, Ticket};
use crate::session::exchange::{Stage, Submission};
use crate::wire::Status;

/// An IDLE that is being issued again: to whoever started it, it goes on.
#[derive(Debug)]
pub(crate) struct Renewal {
    ticket: Ticket,
    /// It was ended in the middle of this.
    pub(crate) ends: bool,
}

impl Session {
    /// Ends IDLE, once. Answers whether there was one to end.
    pub fn done(&mut self) -> bool {
        if let Some(renewal) = self.renewal.as_mut().filter(|renewal| !renewal.ends) {
            renewal.ends = true;
            return true;
        }
        self.send_done()
    }

    /// Ends IDLE and issues it again, under a new tag and for whoever waits for the first: a server may log out a client that
    /// has been silent for 30 minutes. Answers whether there was one.
    pub fn renew_idle(&mut self) -> bool {
        let idling = self.in_flight.iter().find(|exchange| exchange.stage == Stage::Idling);
        let Some(ticket) = idling.map(|exchange| exchange.ticket) else { return false };
        // First, so that nobody sees it end.
        self.renewal = Some(Renewal { ticket, ends: false });
        self.send_done()
    }

    /// Whether IDLE is being issued again: to the rest of the program it runs, but the server has to answer.
    #[must_use]
    pub fn is_renewing_idle(&self) -> bool {
        self.renewal.is_some()
    }

    fn send_done(&mut self) -> bool {
        let Some(exchange) = self.in_flight.iter_mut().find(|exchange| exchange.stage == Stage::Idling) else {
            return false;
        };
        exchange.stage = Stage::Ending;
        let done = Outgoing { octets: b"DONE\r\n".to_vec(), secret: None, part: Part::Done };
        self.actions.push_back(Action::Send(done));
        self.advance();
        true
    }

    /// The reply to the command at this place in flight has come: if it ended an IDLE that is to go on, it does.
    pub(crate) fn renewed(&mut self, at: usize, status: Status) -> bool {
        let ticket = self.in_flight[at].ticket;
        let Some(renewal) = self.renewal.take_if(|renewal| renewal.ticket == ticket) else { return false };
        if renewal.ends || status != Status::Ok || self.in_flight[at].stage != Stage::Ending {
            return false;
        }
        self.in_flight.remove(at);
        let tag = self.tags.next();
        self.backlog.push_front((ticket, tag, Submission::line(None, "IDLE")));
        self.renewal = Some(renewal);
        true
    }
}

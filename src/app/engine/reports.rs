//! What the engine tells the other thread.

use std::sync::Arc;

use crate::app::engine::{Engine, Report, output};
use crate::session::Wants;

impl Engine {
    /// Reports it as soon as all that has come with it is done, and shown.
    pub(crate) fn report(&mut self, report: Report) {
        self.due.push(report);
    }

    /// Hands out what is to be reported: once for all that came together, since each time the screen is written and a thread woken.
    pub(crate) fn deliver(&mut self) {
        if self.due.is_empty() {
            return;
        }
        // Whoever reads these has seen all that came before; if that cannot be, nothing goes on.
        if let Err(error) = self.view.flush() {
            self.drop_connection(Err(output(error)));
        }
        for report in std::mem::take(&mut self.due) {
            let is_end = matches!(report, Report::Closed { .. });
            let _ = self.ends.reports.send(report);
            if is_end {
                self.ends.closed.wake();
            }
        }
    }

    /// Lets the other thread see what is known.
    pub(crate) fn publish(&mut self) {
        let known = self.session.snapshot();
        let told = self.ends.shared.know(Arc::clone(known));
        if (told.phase, told.idle, told.wants) != (known.phase, known.idle, known.wants) {
            self.view.refresh_prompt();
        }
        if !known.idle {
            self.idling.end();
        }
        if known.idle && !told.idle {
            self.report(Report::Idling);
        }
        // More of a literal is asked for when what there was has gone: a server that does not read holds nothing up here.
        let wants = if self.outgoing.is_empty() { self.session.snapshot().wants } else { Wants::Wait };
        if self.wants != wants {
            self.wants = wants;
            if !matches!(wants, Wants::Command | Wants::Wait) {
                self.report(Report::Wants(wants));
            }
        }
    }
}

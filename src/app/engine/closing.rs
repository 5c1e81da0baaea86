//! How a connection ends, and what is said of it.

use std::io;

use crate::app::dial::Dialed;
use crate::app::ending;
use crate::app::engine::{Engine, Report, Stage};
use crate::app::transcript::Transcript;
use crate::error::{Error, Fault};
use crate::render::Shown;
use crate::wire::{Ends, Piece};

impl Engine {
    /// The stream has ended.
    pub(crate) fn ended(&mut self, error: Option<io::Error>) -> Result<(), Error> {
        let ended = ending::closed(self.stage, &self.session, error);
        let tunnel = self.dialed.as_mut().and_then(Dialed::tunnel_failure);
        self.drop_connection(match (ended, tunnel) {
            (Err(_), Some(why)) if self.first_octets.is_empty() => Err(Error::new(Fault::Connect, why)),
            (Err(error), Some(why)) => Err(error.hinted(why)),
            (ended, _) => ended,
        });
        Ok(())
    }

    /// Closes the connection, if there is one.
    pub(crate) fn hang_up(&mut self) {
        if self.stage != Stage::Down {
            self.drop_connection(Ok(()));
        }
    }

    /// Closes the connection for this reason, and forgets what was meant for it.
    pub(crate) fn drop_connection(&mut self, ended: Result<(), Error>) {
        self.show_rest();
        let logged = self.check_log();
        let ended = ended.and(logged);
        if self.stage == Stage::Down && ended.is_ok() {
            return;
        }
        self.link.close();
        let _ = self.link.seal(&[], &mut self.outgoing);
        let _ = self.write_out();
        let was_ready = self.stage == Stage::Ready;
        self.stream = None;
        self.stage = Stage::Down;
        self.deadline = None;
        self.outgoing.clear();
        self.written = 0;
        self.ends_of_commands.clear();
        self.deaf = None;
        self.claims.clear();
        self.securing = None;
        self.forget_uploads();
        self.ends.shared.tell_progress(String::new());
        let unanswered = self.waiting.drain(..).map(|(_, id)| id).collect();
        self.session.handle_closed();
        self.publish();
        if self.is_interactive && was_ready {
            self.tell_end(&ended);
        }
        self.report(Report::Closed { ended, unanswered });
        // Behind the report: it is the reason.
        self.refuse_held();
    }

    /// What came last may be a line without its end: it is shown as it is.
    fn show_rest(&mut self) {
        let left = self.session.unframed().to_vec();
        if !left.is_empty() {
            let piece = Piece::Text { octets: &left, first: true, ends: Ends::Within };
            let _ = self.view.came(&piece, false);
            self.log.iter_mut().for_each(|log| log.came(&piece));
        }
        let _ = self.view.finish();
        self.log.iter_mut().for_each(Transcript::finish);
    }

    /// The person hears of it at once, whatever they are typing; unless they leave.
    fn tell_end(&mut self, ended: &Result<(), Error>) {
        let said = match ended {
            Ok(()) if self.is_leaving => return,
            Ok(()) => "the connection is closed; :reconnect goes on, Ctrl-D leaves".to_owned(),
            Err(error) => format!("{error}\nhint: :reconnect connects, logs in and selects again"),
        };
        let _ = self.show(Shown::Note(&said));
    }
}

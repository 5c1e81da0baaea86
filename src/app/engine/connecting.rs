//! From the options to a connection that waits for its greeting; once, or again.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::app::dial;
use crate::app::engine::{Engine, Report, Stage};
use crate::app::options::Options;
use crate::error::Error;
use crate::net::{Link, TlsMode};
use crate::session::Snapshot;

impl Engine {
    /// Makes another connection, to whom these options name.
    pub(crate) fn connect_again(&mut self, options: Arc<Options>, fresh: bool) -> Result<(), Error> {
        self.hang_up();
        self.report(Report::Connecting);
        self.options = options;
        self.connect(fresh)
    }

    /// Reaches the peer of the options; `fresh` if nothing of the connection before is to be restored.
    pub(crate) fn connect(&mut self, fresh: bool) -> Result<(), Error> {
        self.deadline = Some(Instant::now() + self.options.connect_timeout);
        // Reaching a peer takes its time.
        self.deliver();
        let interrupted = Arc::clone(&self.ends.interrupted);
        let mut dialed = dial::dial(&self.options, &mut self.crowd, &|| interrupted.load(Ordering::SeqCst))?;
        let left = self.session.snapshot().left.clone().filter(|_| !fresh);
        let facts = Snapshot { is_read_only: self.options.read_only, left, ..dialed.facts() };
        self.session = self.session.succeeded_by(facts);
        self.publish();
        self.link = Link::default();
        self.first_octets.clear();
        self.last_octet = Instant::now();
        let stream = dialed.take_stream();
        self.stage = Stage::Greeting;
        if dialed.tls == TlsMode::Implicit {
            self.stage = Stage::Handshake { first: true };
            dialed.secure(&mut self.link, &self.options)?;
        }
        self.head_log("");
        self.dialed = Some(dialed);
        self.stream = Some(stream);
        self.act()
    }
}

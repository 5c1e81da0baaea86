//! The two ends of the protocol against one another, by hand: no socket, no thread, no clock but an instant.

use std::time::Instant;

use imapsh::demo::{Connection, LinkFacts, Output, Server};
use imapsh::session::{Action, Event, Meaning, Phase, Reader, Session, Snapshot, Submission, Typed};
use imapsh::wire::{Response, Status};

/// A session and the demo server; what passes between them is cut into chunks.
struct Pair {
    session: Session,
    server: Connection,
    now: Instant,
    chunk: usize,
    responses: Vec<Response>,
    statuses: Vec<(String, Status)>,
}

impl Pair {
    fn new(chunk: usize) -> Self {
        let now = Instant::now();
        let facts = LinkFacts { is_private: true, ..LinkFacts::default() };
        let server = Server::new().connect(now, facts);
        let session = Session::new(Snapshot::default());
        let mut pair = Self { session, server, now, chunk, responses: Vec::new(), statuses: Vec::new() };
        pair.exchange();
        pair
    }

    /// Passes octets both ways until both are silent.
    fn exchange(&mut self) {
        loop {
            let mut moved = false;
            while let Some(action) = self.session.poll() {
                let Action::Send(outgoing) = action else { panic!("nothing else was asked for") };
                for chunk in outgoing.octets.chunks(self.chunk) {
                    self.server.handle_bytes(self.now, chunk);
                }
                moved = true;
            }
            self.session.handle_flushed();
            while let Some(output) = self.server.poll() {
                let Output::Send(octets) = output else { return };
                octets.chunks(self.chunk).for_each(|chunk| self.hear(chunk));
                moved = true;
            }
            if !moved {
                return;
            }
        }
    }

    fn hear(&mut self, mut octets: &[u8]) {
        while let Some(event) = self.session.handle_bytes(&mut octets) {
            if let Event::Received(received) = event {
                if let Meaning::Completed(done) = &received.meaning {
                    self.statuses.push((String::from_utf8_lossy(&done.tag).into_owned(), done.status));
                }
                self.responses.push(received.response);
            }
        }
    }

    /// Types a line; the status of its reply.
    fn line(&mut self, line: &str) -> Status {
        let Typed::Command { tag, line } = Reader::default().read(line.as_bytes()) else {
            panic!("no command: {line}")
        };
        self.responses.clear();
        self.session.submit(Submission::line(tag, line)).unwrap();
        self.exchange();
        self.statuses.last().unwrap().1
    }

    fn known(&self) -> &Snapshot {
        self.session.snapshot()
    }

    fn said(&self, start: &str) -> bool {
        self.responses.iter().any(|response| response.octets().starts_with(start.as_bytes()))
    }
}

#[test]
fn the_session_of_the_article_happens() {
    for (chunk, own_tags) in [(usize::MAX, true), (1, true), (7, false)] {
        let mut pair = Pair::new(chunk);
        let mut number = 0;
        let mut say = |pair: &mut Pair, line: &str| {
            number += 1;
            let line = if own_tags { format!("TAG{number} {line}") } else { line.to_owned() };
            pair.line(&line)
        };
        assert_eq!(say(&mut pair, "CAPABILITY"), Status::Ok);
        assert_eq!(say(&mut pair, "LOGIN user@outlook.com wrong-password"), Status::No);
        assert_eq!(say(&mut pair, "LOGIN user@outlook.com password"), Status::Ok);
        assert_eq!(say(&mut pair, "SELECT \"INBOX\""), Status::Ok);
        let mailbox = pair.known().mailbox.clone().unwrap();
        assert_eq!(
            (&*mailbox.name, mailbox.exists, mailbox.recent, mailbox.read_only),
            ("INBOX", Some(14), Some(0), false)
        );
        assert_eq!(say(&mut pair, "UID SEARCH 1"), Status::Ok);
        assert!(pair.said("* SEARCH 483\r\n"));
        assert_eq!(say(&mut pair, "FETCH 1 RFC822.SIZE"), Status::Ok);
        assert!(pair.said("* 1 FETCH (RFC822.SIZE 70988)\r\n"));
        assert_eq!(say(&mut pair, "UID FETCH 483 RFC822.SIZE"), Status::Ok);
        assert!(pair.said("* 1 FETCH (UID 483 RFC822.SIZE 70988)\r\n"));
        assert_eq!(say(&mut pair, "FETCH 1 BODY[]"), Status::Ok);
        assert!(pair.said("* 1 FETCH (BODY[] {70988}\r\n"));
        assert_eq!(say(&mut pair, "STORE 1 +FLAGS (\\Deleted)"), Status::Ok);
        assert_eq!(say(&mut pair, "EXPUNGE"), Status::Ok);
        assert!(pair.said("* 1 EXPUNGE\r\n"));
        assert_eq!(pair.known().mailbox.as_ref().unwrap().exists, Some(13));
        assert_eq!(say(&mut pair, "NOOP"), Status::Ok);
        assert_eq!(say(&mut pair, "LOGOUT"), Status::Ok);
        assert_eq!(pair.known().phase, Phase::Logout);
    }
}

#[test]
fn literals_idle_and_sasl_pass_between_the_two() {
    for chunk in [usize::MAX, 1] {
        let mut pair = Pair::new(chunk);
        assert_eq!(pair.line("AUTHENTICATE PLAIN AHVzZXJAb3V0bG9vay5jb20AcGFzc3dvcmQ="), Status::Ok);
        assert_eq!(pair.known().phase, Phase::Authenticated);
        pair.session.submit(Submission::line(None, "CREATE {5}")).unwrap();
        pair.exchange();
        pair.session.supply(b"Stuff").unwrap();
        pair.session.supply(b"").unwrap();
        pair.exchange();
        assert_eq!(pair.statuses.last().unwrap().1, Status::Ok);
        assert_eq!(pair.line("EXAMINE Stuff"), Status::Ok);
        assert!(pair.known().mailbox.as_ref().unwrap().read_only);
        pair.session.submit(Submission::line(None, "IDLE")).unwrap();
        pair.exchange();
        assert!(pair.known().idle);
        assert_eq!(pair.line("CLOSE"), Status::Ok);
        assert_eq!((pair.known().idle, pair.known().phase), (false, Phase::Authenticated));
    }
}

//! The two ends of the protocol against one another, by hand: no socket, no thread, no clock but an instant.

use std::time::Instant;

use imapsh::demo::{Connection, LinkFacts, Output, PASSWORD, Server, TOKEN, USER};
use imapsh::sasl::{self, ChannelBinding, Mechanism};
use imapsh::secret::Secret;
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
        Self::on(LinkFacts { is_private: true, ..LinkFacts::default() }, chunk)
    }

    fn on(facts: LinkFacts, chunk: usize) -> Self {
        let now = Instant::now();
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
                let outgoing = match action {
                    Action::Send(outgoing) => outgoing,
                    Action::Tell(_) | Action::Written(_) => continue,
                    other => panic!("nobody asked for {other:?}"),
                };
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

    /// Logs in, driven.
    fn authenticate(&mut self, mechanism: &str, secret: &str) {
        let login = sasl::Login {
            mechanism: Mechanism::find(mechanism).unwrap(),
            user: USER.into(),
            secret: Secret::new(secret.into()),
            place: None,
            nonce: sasl::nonce().unwrap(),
        };
        let command = Submission::line(None, format!("AUTHENTICATE {mechanism}"));
        self.session.authenticate(command, login).unwrap();
        self.exchange();
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

/// Logs in on a link with `binding`, whose server has `theirs`; the status, and what there is to say of it.
fn log_in(mechanism: &str, secret: &str, binding: &ChannelBinding, theirs: &ChannelBinding, chunk: usize) -> Login {
    let mut pair = Pair::on(LinkFacts { is_private: true, binding: theirs.clone(), ..LinkFacts::default() }, chunk);
    pair.session.bind(binding.clone());
    pair.authenticate(mechanism, secret);
    let text = pair.responses.last().and_then(|response| response.text()).unwrap_or_default();
    Login {
        status: pair.statuses.last().unwrap().1,
        text: String::from_utf8_lossy(text).into_owned(),
        user: pair.known().user.clone(),
    }
}

#[derive(Debug)]
struct Login {
    status: Status,
    text: String,
    user: Option<String>,
}

#[test]
fn every_mechanism_leads_in_and_refuses_what_is_wrong() {
    let none = ChannelBinding::default();
    let exporter = ChannelBinding { tls_exporter: Some(vec![7; 32]), ..ChannelBinding::default() };
    let end_point = ChannelBinding { tls_server_end_point: Some(vec![9; 32]), ..ChannelBinding::default() };
    let table = [
        ("PLAIN", PASSWORD, &none),
        ("LOGIN", PASSWORD, &none),
        ("CRAM-MD5", PASSWORD, &none),
        ("SCRAM-SHA-1", PASSWORD, &none),
        ("SCRAM-SHA-256", PASSWORD, &none),
        ("XOAUTH2", TOKEN, &none),
        ("OAUTHBEARER", TOKEN, &none),
        ("SCRAM-SHA-1-PLUS", PASSWORD, &exporter),
        ("SCRAM-SHA-256-PLUS", PASSWORD, &exporter),
        ("SCRAM-SHA-256-PLUS", PASSWORD, &end_point),
        // Its list has the -PLUS mechanisms, and we did not want one.
        ("SCRAM-SHA-256", PASSWORD, &exporter),
    ];
    for (mechanism, secret, binding) in table {
        for chunk in [usize::MAX, 1] {
            let right = log_in(mechanism, secret, binding, binding, chunk);
            assert_eq!((right.status, right.user.as_deref()), (Status::Ok, Some(USER)), "{mechanism}: {}", right.text);
            let wrong = log_in(mechanism, "another", binding, binding, chunk);
            assert_eq!((wrong.status, wrong.user), (Status::No, None), "{mechanism}: {}", wrong.text);
        }
    }
}

#[test]
fn whoever_sits_in_between_is_found_out() {
    let binding = |octet| ChannelBinding { tls_exporter: Some(vec![octet; 32]), ..ChannelBinding::default() };
    // Two TLS connections are not one.
    let login = log_in("SCRAM-SHA-256-PLUS", PASSWORD, &binding(1), &binding(2), usize::MAX);
    assert!(login.status == Status::No && login.text.contains("channel binding is another"), "{login:?}");
    // Who takes -PLUS out of the list leaves a trace: the client says that it was not offered.
    let mut pair = Pair::on(LinkFacts { is_private: true, binding: binding(1), ..LinkFacts::default() }, usize::MAX);
    pair.session.bind(binding(1));
    pair.hear(b"* CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256\r\n");
    pair.authenticate("SCRAM-SHA-256", PASSWORD);
    assert_eq!(pair.statuses.last().unwrap().1, Status::No);
    assert!(pair.responses.last().unwrap().text().unwrap().ends_with(b"somebody changed the list"));
}

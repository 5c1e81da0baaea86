//! Logins that the session drives: it answers the challenges itself. And challenges, decoded.

use crate::sasl::{Answer, Broken, ChannelBinding, Client, Login, shown};
use crate::session::event::{Action, Outgoing, Part, Refused, Ticket, Why};
use crate::session::exchange::{Stage, Submission, Written};
use crate::session::{Session, phase};
use crate::wire::{Response, Status, from_base64, to_base64};

/// Logins that are outstanding, and what they can be tied to.
#[derive(Debug, Default)]
pub(super) struct Logins {
    binding: ChannelBinding,
    outstanding: Vec<(Ticket, Attempt)>,
    /// The command whose answer takes time.
    reckoning: Option<Ticket>,
}

#[derive(Debug)]
struct Attempt {
    client: Client,
    /// Why it was given up.
    broken: Option<Broken>,
}

/// What to think of the reply to a login.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The server's, unless it cannot be believed.
    pub(super) status: Status,
    /// What there is to say beside the reply.
    pub(super) why: Option<Why>,
    /// Who is logged in then.
    pub(super) user: Option<String>,
}

impl Logins {
    pub(super) fn clear(&mut self) {
        self.outstanding.clear();
        self.reckoning = None;
    }
}

impl Session {
    /// The link is encrypted, and a login can be tied to it by `binding`.
    pub fn bind(&mut self, binding: ChannelBinding) {
        phase::bound(self.snapshot_mut(), !binding.is_empty());
        self.logins.binding = binding;
    }

    /// Sends `submission`, AUTHENTICATE with a mechanism and no more, as soon as it may be sent, and answers the challenges. An
    /// initial response is added where the server takes one: RFC 4959, and RFC 9051 section 6.2.2.
    ///
    /// # Errors
    /// If the mechanism cannot carry what it is given, or as [`Session::submit`].
    pub fn authenticate(&mut self, mut submission: Submission, login: Login) -> Result<Ticket, Refused> {
        let offered = self.snapshot.capabilities.as_ref();
        let is_plus_offered = offered.map(|offered| offered.iter().any(|word| is_plus(word)));
        let mut client = Client::new(login, &self.logins.binding, is_plus_offered)?;
        let mut meaning = None;
        if (self.snapshot.can("SASL-IR") || self.snapshot.can("IMAP4rev2"))
            && let Some(answer) = client.initial()?
        {
            // RFC 4959 section 3: nothing at all looks like no initial response; "=" says that there is one.
            let encoded = if answer.octets.is_empty() { "=".to_owned() } else { to_base64(&answer.octets) };
            submission.pieces.push(Written::Text(format!(" {encoded}").into_bytes()));
            meaning = Some(answer.meaning);
        }
        let ticket = self.submit(submission)?;
        self.logins.outstanding.push((ticket, Attempt { client, broken: None }));
        if let Some(meaning) = meaning {
            self.actions.push_back(Action::Tell(format!("initial response: {meaning}")));
        }
        Ok(ticket)
    }

    /// A challenge has come for the last command in flight. RFC 9051 section 6.2.2.
    pub(super) fn challenged(&mut self, response: &Response) {
        let Some(exchange) = self.in_flight.last_mut() else { return };
        let decoded = from_base64(challenge(response.octets()));
        if let Some(decoded) = decoded.as_ref().filter(|decoded| !decoded.is_empty()) {
            self.actions.push_back(Action::Tell(format!("challenge: {}", shown(decoded))));
        }
        let ticket = exchange.ticket;
        let attempt = self.logins.outstanding.iter_mut().find(|(known, _)| *known == ticket);
        let Some((_, attempt)) = attempt else {
            exchange.stage = Stage::Challenged;
            return;
        };
        // A server that wants nothing but the first message may say whatever it likes: many do.
        let challenge = if attempt.client.speaks_next() { Some(Vec::new()) } else { decoded };
        let answer = match &attempt.broken {
            // It was told `*`, and goes on all the same.
            Some(broken) => Err(broken.clone()),
            None => challenge.ok_or(Broken::NotBase64).and_then(|challenge| attempt.client.answer(&challenge)),
        };
        match answer {
            Ok(Some(answer)) => self.say(&answer),
            Ok(None) => {
                self.logins.reckoning = Some(ticket);
                self.actions.push_back(Action::Tell("the server wants much work for the proof: a moment".to_owned()));
            }
            Err(broken) => {
                self.logins.reckoning = None;
                let told = format!("the login is given up: {broken}");
                attempt.broken = Some(broken);
                self.send_answer("*", false, told);
            }
        }
    }

    /// Goes on with an answer that takes time, for a tenth of a second; false if there is none. To be called as long as it is
    /// true, with whatever else there is to do in between.
    pub fn reckon(&mut self) -> bool {
        let Some(ticket) = self.logins.reckoning else { return false };
        let attempt = self.logins.outstanding.iter_mut().find(|(known, _)| *known == ticket);
        match attempt.map(|(_, attempt)| attempt.client.go_on()) {
            Some(None) => return true,
            Some(Some(answer)) => self.say(&answer),
            None => {}
        }
        self.logins.reckoning = None;
        true
    }

    /// Whether there is an answer that takes time.
    #[must_use]
    pub fn is_reckoning(&self) -> bool {
        self.logins.reckoning.is_some()
    }

    fn say(&mut self, answer: &Answer) {
        self.send_answer(&to_base64(&answer.octets), answer.is_secret, format!("answer: {}", answer.meaning));
    }

    fn send_answer(&mut self, line: &str, is_secret: bool, told: String) {
        let secret = is_secret.then_some(0..line.len());
        let octets = [line.as_bytes(), b"\r\n"].concat();
        self.actions.push_back(Action::Send(Outgoing { octets, secret, part: Part::Answer }));
        self.actions.push_back(Action::Tell(told));
    }

    /// What to think of the reply to command `ticket`: a server that was to prove itself and has not cannot say OK.
    pub(super) fn judged(&mut self, ticket: Ticket, status: Status, response: &Response) -> Verdict {
        let known = self.logins.outstanding.iter().position(|(known, _)| *known == ticket);
        let Some(at) = known else { return Verdict { status, why: None, user: None } };
        let (_, Attempt { client, broken }) = self.logins.outstanding.swap_remove(at);
        let broken = broken.or_else(|| client.accepted().err().filter(|_| status == Status::Ok));
        let user = client.user().map(str::to_owned);
        if let Some(broken) = broken {
            if status == Status::Ok {
                self.actions.push_back(Action::Leave(broken.to_string()));
            }
            let status = if status == Status::Ok { Status::Bad } else { status };
            return Verdict { status, why: Some(Why::Broken(broken)), user };
        }
        // RFC 5530 section 3: name or password were wrong.
        let is_settled = response.code().is_some_and(|(code, _)| code.eq_ignore_ascii_case(b"AUTHENTICATIONFAILED"));
        let binding = client.bound_by().filter(|_| status != Status::Ok && !is_settled);
        let token = client.refusal().map(|refusal| Why::Token(refusal.to_owned()));
        Verdict { status, why: token.or_else(|| binding.map(Why::Binding)), user }
    }
}

/// `AUTH=SCRAM-…-PLUS`
fn is_plus(capability: &str) -> bool {
    let word = capability.to_ascii_uppercase();
    word.starts_with("AUTH=SCRAM-") && word.ends_with("-PLUS")
}

/// What stands behind the `+`. Some servers forget the space.
fn challenge(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"+").unwrap_or(line).trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sasl::Mechanism;
    use crate::secret::Secret;
    use crate::session::{Event, Meaning, Phase, Snapshot};

    /// A session that is logging in, and what it did.
    struct Talk {
        session: Session,
        done: Vec<String>,
        /// Octets of the server that come together.
        chunk: usize,
    }

    impl Talk {
        fn new(capabilities: &str, chunk: usize) -> Self {
            let session = Session::new(Snapshot::default());
            let mut talk = Self { session, done: Vec::new(), chunk };
            talk.says(&format!("* OK [CAPABILITY IMAP4rev1 {capabilities}] ready"));
            talk
        }

        fn login(&mut self, mechanism: &str, secret: &str, nonce: &str) {
            let login = Login {
                mechanism: Mechanism::find(mechanism).unwrap(),
                user: "user".into(),
                secret: Secret::new(secret.into()),
                place: None,
                nonce: nonce.into(),
            };
            let submission = Submission::line(None, format!("AUTHENTICATE {mechanism}"));
            self.session.authenticate(submission, login).unwrap();
            self.drain();
        }

        /// The server says a line, or a challenge in base64.
        fn says(&mut self, line: &str) {
            let line = format!("{line}\r\n");
            for mut chunk in line.as_bytes().chunks(self.chunk) {
                while let Some(event) = self.session.handle_bytes(&mut chunk) {
                    if let Event::Received(received) = event
                        && let Meaning::Completed(done) = received.meaning
                    {
                        self.done.push(format!(
                            "{}: {}",
                            done.status.as_str(),
                            done.why.map_or_else(String::new, |why| why.to_string())
                        ));
                    }
                }
            }
            self.drain();
        }

        fn challenges(&mut self, text: &str) {
            self.says(&format!("+ {}", to_base64(text.as_bytes())));
        }

        fn drain(&mut self) {
            while let Some(action) = self.session.poll() {
                self.done.push(match action {
                    Action::Written(_) => continue,
                    Action::Send(sent) => {
                        let mut octets = sent.octets;
                        sent.secret.into_iter().for_each(|secret| drop(octets.splice(secret, *b"***")));
                        String::from_utf8(octets).unwrap().trim_end().to_owned()
                    }
                    Action::Tell(text) => format!("-- {text}"),
                    other => format!("{other:?}"),
                });
            }
            self.session.handle_flushed();
        }

        fn did(&mut self) -> Vec<String> {
            std::mem::take(&mut self.done)
        }

        fn known(&self) -> (Phase, Option<&str>) {
            (self.session.snapshot().phase, self.session.snapshot().user.as_deref())
        }
    }

    const NONCE: &str = "fyko+d2lbbFgONRv9qkxdawL";
    const FIRST: &str = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";

    #[test]
    fn the_exchange_of_rfc_5802_is_driven_however_it_is_cut() {
        for chunk in [1, 2, 7, 1000] {
            let mut talk = Talk::new("AUTH=SCRAM-SHA-1", chunk);
            talk.login("SCRAM-SHA-1", "pencil", NONCE);
            assert_eq!(talk.did(), ["A001 AUTHENTICATE SCRAM-SHA-1"]);
            talk.says("+ ");
            let first = format!("n,,n=user,r={NONCE}");
            assert_eq!(talk.did(), [to_base64(first.as_bytes()), format!("-- answer: {first}")]);
            talk.challenges(FIRST);
            let proof = "-- answer: c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=***";
            assert_eq!(talk.did(), [&format!("-- challenge: {FIRST}"), "***", proof]);
            talk.challenges("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
            assert_eq!(talk.did()[1..], ["", "-- answer: (empty)"]);
            assert_eq!(talk.known(), (Phase::NotAuthenticated, None));
            talk.says("A001 OK welcome");
            assert_eq!(talk.did(), ["OK: "]);
            assert_eq!(talk.known(), (Phase::Authenticated, Some("user")));
        }
    }

    #[test]
    fn an_initial_response_is_sent_where_it_is_taken() {
        let mut talk = Talk::new("SASL-IR", 1);
        talk.login("PLAIN", "pencil", "");
        assert_eq!(talk.did(), ["A001 AUTHENTICATE PLAIN ***", "-- initial response: \\x00user\\x00***"]);
        talk.says("A001 OK");
        assert_eq!(talk.known(), (Phase::Authenticated, Some("user")));
        let mut talk = Talk::new("IMAP4rev2", 1);
        let login = Login {
            mechanism: Mechanism::External,
            user: String::new(),
            secret: Secret::new(String::new()),
            place: None,
            nonce: String::new(),
        };
        talk.session.authenticate(Submission::line(None, "authenticate external"), login).unwrap();
        let Some(Action::Send(sent)) = talk.session.poll() else { panic!("a command") };
        assert_eq!(sent.octets, b"A001 authenticate external =\r\n");
    }

    #[test]
    fn a_server_that_begins_with_words_is_understood() {
        for go_ahead in ["+", "+ ", "+ go ahead", "+ VXNlcm5hbWU6"] {
            let mut talk = Talk::new("", 1);
            talk.login("PLAIN", "pencil", "");
            talk.says(go_ahead);
            talk.says("A001 NO wrong");
            let did = talk.did();
            assert_eq!(did[did.len() - 3..], ["***", "-- answer: \\x00user\\x00***", "NO: "], "{go_ahead}");
        }
        let mut talk = Talk::new("SASL-IR", 1);
        talk.login("LOGIN", "pencil", "");
        talk.challenges("User Name\0");
        talk.challenges("Password\0");
        let expected = ["A001 AUTHENTICATE LOGIN", "-- challenge: User Name\\x00", "dXNlcg==", "-- answer: user"];
        assert_eq!(talk.did()[..4], expected);
    }

    #[test]
    fn a_server_that_lies_is_left_with_a_star() {
        for (challenge, why) in [
            (to_base64(b"r=another,s=QSXC,i=4096"), "nonce does not begin with ours"),
            (to_base64(format!("r={NONCE}x,s=QSXC,i=999999999").as_bytes()), "999999999 iterations"),
            (to_base64(format!("r={NONCE}x,i=4096").as_bytes()), "no s="),
            ("!!!".to_owned(), "not base64"),
            (String::new(), "no r="),
        ] {
            let mut talk = Talk::new("SASL-IR", 1);
            talk.login("SCRAM-SHA-1", "pencil", NONCE);
            talk.did();
            talk.says(&format!("+ {challenge}"));
            let did = talk.did();
            assert!(did[did.len() - 2] == "*" && did[did.len() - 1].contains(why), "{did:?}");
            // It goes on as if nothing had been said.
            talk.challenges("v=x");
            assert_eq!(talk.did()[1], "*");
            talk.says("A001 BAD cancelled");
            let did = talk.did();
            assert!(did[0].starts_with("BAD: ") && did[0].contains(why), "{did:?}");
            talk.session.submit(Submission::line(None, "NOOP")).unwrap();
            talk.drain();
            assert_eq!(talk.did(), ["A002 NOOP"]);
        }
    }

    #[test]
    fn an_ok_without_a_proof_logs_nobody_in() {
        let wrong = "v=rmF9pqV8S7suAoZWja4dJRkFsKX=";
        for (why, challenges) in
            [("signature is wrong", &[FIRST, wrong][..]), ("has not proved", &[FIRST]), ("has not proved", &[])]
        {
            let mut talk = Talk::new("SASL-IR", 1);
            talk.login("SCRAM-SHA-1", "pencil", NONCE);
            challenges.iter().for_each(|challenge| talk.challenges(challenge));
            talk.did();
            talk.says("A001 OK welcome");
            let did = talk.did();
            assert!(did[0].starts_with("BAD: ") && did[0].contains(why), "{did:?}");
            assert!(did[1].starts_with("Leave(") && did[1].contains(why), "{did:?}");
            assert_eq!(talk.known(), (Phase::NotAuthenticated, None));
        }
    }

    #[test]
    fn a_proof_that_takes_time_leaves_time_for_others() {
        let first = format!("r={NONCE}x,s=QSXC,i=40001");
        let mut talk = Talk::new("SASL-IR AUTH=SCRAM-SHA-1", 1);
        talk.login("SCRAM-SHA-1", "pencil", NONCE);
        assert!(!talk.session.reckon());
        talk.challenges(&first);
        assert!(talk.session.is_reckoning());
        talk.says("* OK still here");
        assert!(!talk.did().contains(&"***".to_owned()));
        while talk.session.reckon() {}
        talk.drain();
        assert_eq!(talk.did()[0], "***");
        // A reply ends it, whichever way; and so does a server that does not wait.
        for line in ["A001 NO enough", "+ dj14"] {
            let mut talk = Talk::new("SASL-IR", 1);
            talk.login("SCRAM-SHA-1", "pencil", NONCE);
            talk.challenges(&first);
            talk.says(line);
            while talk.session.reckon() {}
            assert!(!talk.did().contains(&"***".to_owned()));
        }
    }

    #[test]
    fn what_a_server_has_against_a_token_is_told() {
        let mut talk = Talk::new("SASL-IR", 1);
        talk.login("OAUTHBEARER", "token", "");
        talk.challenges("{\"status\":\"invalid_token\"}");
        talk.says("A001 NO failed");
        let expected = [
            "-- challenge: {\"status\":\"invalid_token\"}",
            "AQ==",
            "-- answer: \\x01",
            "NO: the server says {\"status\":\"invalid_token\"}",
        ];
        assert_eq!(talk.did()[2..], expected);
    }

    #[test]
    fn what_is_answered_by_hand_is_decoded_and_encoded() {
        let mut talk = Talk::new("", 1);
        talk.session.submit(Submission::line(None, "AUTHENTICATE X-OWN")).unwrap();
        talk.challenges("who?\n\x1b[2J");
        assert_eq!(talk.did(), ["A001 AUTHENTICATE X-OWN", "-- challenge: who?\\x0a\\x1b[2J"]);
        talk.session.answer(b"\"me\"").unwrap();
        let Some(Action::Send(sent)) = talk.session.poll() else { panic!("an answer") };
        assert_eq!((&*sent.octets, sent.secret), (&b"bWU=\r\n"[..], Some(0..4)));
        talk.says("+ !");
        assert!(matches!(talk.session.answer(br#""\q""#), Err(Refused::Escape(_))));
        talk.session.answer(b"bWU=").unwrap();
        talk.says("+");
        talk.session.answer(b"*").unwrap();
        talk.drain();
        talk.says("A001 BAD cancelled");
        assert_eq!(talk.did(), ["***", "*", "BAD: "]);
    }

    #[test]
    fn a_bound_login_that_is_refused_may_want_another_binding() {
        let refused = |mechanism: &str, reply: &str| {
            let mut talk = Talk::new("", 1);
            talk.session.bind(ChannelBinding { tls_exporter: Some(vec![1; 32]), ..ChannelBinding::default() });
            talk.login(mechanism, "pencil", NONCE);
            talk.says(reply);
            talk.did().pop().unwrap()
        };
        let told = "NO: it may want another channel binding than tls-exporter, which it cannot say";
        assert_eq!(refused("SCRAM-SHA-1-PLUS", "A001 NO bad protocol"), told);
        assert_eq!(refused("SCRAM-SHA-1-PLUS", "A001 NO [AUTHENTICATIONFAILED] wrong"), "NO: ");
        assert_eq!(refused("SCRAM-SHA-1", "A001 NO bad protocol"), "NO: ");
    }

    #[test]
    fn a_bound_login_says_so_and_one_that_could_be_says_that() {
        let header = |capabilities: &str, mechanism: &str| {
            let mut talk = Talk::new(capabilities, 1);
            talk.session.bind(ChannelBinding { tls_exporter: Some(vec![1; 32]), ..ChannelBinding::default() });
            assert!(talk.session.snapshot().can_bind);
            talk.login(mechanism, "pencil", NONCE);
            talk.says("+ ");
            talk.did().pop().unwrap()
        };
        assert!(header("AUTH=SCRAM-SHA-1-PLUS", "SCRAM-SHA-1-PLUS").starts_with("-- answer: p=tls-exporter,,n=user"));
        assert!(header("AUTH=SCRAM-SHA-1", "SCRAM-SHA-1").starts_with("-- answer: y,,n=user"));
        assert!(header("AUTH=SCRAM-SHA-256-PLUS", "SCRAM-SHA-1").starts_with("-- answer: n,,n=user"));
    }
}

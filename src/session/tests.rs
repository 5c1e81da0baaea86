//! Conversations without socket, clock or terminal.

use super::*;

mod literals;
mod losses;
mod together;

/// A session and the server's side of it, played by the test.
struct Talk {
    session: Session,
    sent: Vec<String>,
    heard: Vec<String>,
}

impl Talk {
    fn new(greeting: &str) -> Self {
        let mut talk = Self { session: Session::new(Snapshot::default()), sent: Vec::new(), heard: Vec::new() };
        talk.says(greeting);
        talk
    }

    fn ready() -> Self {
        Self::new("* OK ready")
    }

    /// The server says lines.
    fn says(&mut self, lines: &str) {
        let octets: String = lines.lines().map(|line| format!("{line}\r\n")).collect();
        self.octets(octets.as_bytes());
    }

    fn octets(&mut self, octets: &[u8]) {
        let mut input = octets;
        while let Some(event) = self.session.handle_bytes(&mut input) {
            if let Event::Received(received) = event {
                self.heard.push(match received.meaning {
                    Meaning::Completed(done) => {
                        format!("{} {}", String::from_utf8_lossy(&done.tag), done.status.as_str())
                    }
                    other => format!("{other:?}"),
                });
            }
        }
        self.drain();
    }

    fn types(&mut self, line: &str) {
        let Typed::Command { tag, line } = Reader::default().read(line.as_bytes()) else {
            panic!("no command: {line}")
        };
        self.session.submit(Submission::line(tag, line)).unwrap();
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(action) = self.session.poll() {
            self.sent.push(match action {
                Action::Written(_) => continue,
                Action::Send(outgoing) => String::from_utf8_lossy(&outgoing.octets).replace("\r\n", ""),
                other => format!("<{other:?}>"),
            });
        }
        self.session.handle_flushed();
    }

    fn known(&self) -> &Snapshot {
        self.session.snapshot()
    }

    /// What was sent, and what it meant, since the last look.
    fn look(&mut self) -> (String, String) {
        (std::mem::take(&mut self.sent).join("|"), std::mem::take(&mut self.heard).join("|"))
    }

    fn selected() -> Self {
        let mut talk = Self::new("* PREAUTH hello");
        talk.types("SELECT INBOX");
        talk.says("* 3 EXISTS\nA001 OK [READ-WRITE] done");
        talk.look();
        talk
    }
}

#[test]
fn the_greeting_decides_the_phase() {
    assert_eq!(Talk::ready().known().phase, Phase::NotAuthenticated);
    assert_eq!(Talk::new("* PREAUTH hi").known().phase, Phase::Authenticated);
    assert_eq!(Talk::new("* BYE too many").known().phase, Phase::Logout);
    let talk = Talk::new("* OK [CAPABILITY IMAP4rev1 IDLE] hi\n* OK later");
    assert!(talk.known().can("idle"));
    assert_eq!((&talk.known().greeting[..], &talk.heard[1][..]), ("hi", "Data"));
}

#[test]
fn tags_are_unique_and_a_typed_one_is_kept() {
    let mut talk = Talk::ready();
    for line in ["NOOP", "A002 NOOP", "NOOP", "x1 NOOP"] {
        talk.types(line);
    }
    assert_eq!(talk.look().0, "A001 NOOP|A002 NOOP|A003 NOOP|x1 NOOP");
    let again = talk.session.submit(Submission::line(Some(b"x1".to_vec()), "NOOP"));
    assert_eq!(again, Err(Refused::TagInFlight("x1".into())));
}

#[test]
fn replies_are_paired_by_tag_in_any_order() {
    let mut talk = Talk::ready();
    talk.types("NOOP");
    talk.types("FOO");
    talk.says("A002 BAD what\nA001 OK done");
    assert_eq!(talk.look().1, "Greeting|A002 BAD|A001 OK");
    assert_eq!(talk.known().in_flight, 0);
}

#[test]
fn a_tag_that_only_starts_alike_completes_nothing() {
    let mut talk = Talk::ready();
    talk.types("NOOP");
    talk.says("A0010 OK x\nA001OK x\nA00 OK x\na001 OK x");
    assert_eq!(talk.look().1, "Greeting|Stray(Tag)|Stray(Tag)|Stray(Tag)|Stray(Tag)");
    assert_eq!(talk.known().in_flight, 1);
}

#[test]
fn login_forgets_the_capabilities_unless_new_ones_came_with_it() {
    let mut talk = Talk::new("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi");
    talk.types("LOGIN \"me@example.com\" secret");
    talk.says("A001 OK in");
    assert_eq!((talk.known().phase, &talk.known().capabilities), (Phase::Authenticated, &None));
    assert_eq!(talk.known().user.as_deref(), Some("me@example.com"));
    for told in ["* CAPABILITY IMAP4rev1 MOVE\nA001 OK in", "A001 OK [CAPABILITY IMAP4rev1 MOVE] in"] {
        let mut talk = Talk::new("* OK [CAPABILITY IMAP4rev1] hi");
        talk.types("LOGIN a b");
        talk.says(told);
        assert!(talk.known().can("MOVE"), "{told}");
    }
    let mut talk = Talk::new("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi");
    talk.types("LOGIN a b");
    talk.says("A001 NO no");
    assert!(
        talk.known().can("STARTTLS") && talk.known().phase == Phase::NotAuthenticated && talk.known().user.is_none()
    );
}

#[test]
fn nothing_is_pipelined_behind_login() {
    let mut talk = Talk::ready();
    talk.types("LOGIN a b");
    talk.types("NOOP");
    assert_eq!(talk.look().0, "A001 LOGIN a b");
    talk.says("A001 OK in");
    assert_eq!(talk.look().0, "A002 NOOP");
}

#[test]
fn select_gathers_the_facts_of_the_mailbox() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("SELECT \"Entw&APw-rfe\"");
    talk.says("* 14 EXISTS\n* 2 RECENT\n* FLAGS (\\Seen \\Deleted foo)\n* OK [UNSEEN 7] first");
    talk.says("* OK [PERMANENTFLAGS (\\Seen \\*)] ok\n* OK [UIDNEXT 500] next\n* OK [UIDVALIDITY 42] ok");
    assert_eq!(talk.known().mailbox, None);
    talk.says("A001 OK [READ-WRITE] done");
    let expected = Mailbox {
        wire_name: b"Entw&APw-rfe".to_vec(),
        uids: None,
        name: "Entwürfe".into(),
        read_only: false,
        exists: Some(14),
        arrivals: 1,
        recent: Some(2),
        flags: vec!["\\Seen".into(), "\\Deleted".into(), "foo".into()],
        permanent_flags: Some(vec!["\\Seen".into(), "\\*".into()]),
        uid_next: Some(500),
        uid_validity: Some(42),
        unseen: Some(7),
        ..Mailbox::default()
    };
    assert_eq!(talk.known().mailbox, Some(expected));
    talk.says("* 15 EXISTS\n* 3 EXPUNGE\n* 0 RECENT");
    let mailbox = talk.known().mailbox.as_ref().unwrap();
    assert_eq!((mailbox.exists, mailbox.recent), (Some(14), Some(0)));
}

#[test]
fn what_has_vanished_is_no_longer_counted() {
    for (vanished, exists) in [
        ("3", 13),
        ("3:4", 12),
        ("4:3,7,9:11", 8),
        ("(EARLIER) 1:2,5", 14),
        ("1:4294967295,1:4294967295", 0),
        ("*", 14),
        ("x:3,,:,4", 13),
        ("", 14),
    ] {
        let mut talk = Talk::new("* PREAUTH hi");
        talk.types("SELECT a");
        talk.says(&format!("* 14 EXISTS\nA001 OK [READ-WRITE] done\n* VANISHED {vanished}"));
        let mailbox = talk.known().mailbox.as_ref().unwrap();
        assert_eq!((mailbox.exists, mailbox.has_shifted), (Some(exists), exists < 14), "{vanished}");
    }
}

#[test]
fn the_answer_decides_what_is_read_only() {
    for (line, reply, read_only) in [
        ("SELECT a", "OK [READ-ONLY] x", true),
        ("SELECT a", "OK x", false),
        ("EXAMINE a", "OK x", true),
        ("EXAMINE a", "OK [READ-ONLY] x", true),
        ("EXAMINE a", "OK [READ-WRITE] x", false),
    ] {
        let mut talk = Talk::new("* PREAUTH hi");
        talk.types(line);
        talk.says(&format!("A001 {reply}"));
        assert_eq!(talk.known().mailbox.as_ref().unwrap().read_only, read_only, "{line} {reply}");
    }
}

#[test]
fn a_refused_select_closes_the_mailbox_and_a_bad_one_does_not() {
    let mut talk = Talk::selected();
    talk.types("SELECT");
    talk.says("A002 BAD what?");
    assert_eq!(talk.known().mailbox.as_ref().unwrap().name, "INBOX");
    talk.types("SELECT nowhere");
    talk.says("A003 NO nowhere");
    assert_eq!((talk.known().phase, &talk.known().mailbox), (Phase::Authenticated, &None));
    let mut talk = Talk::ready();
    talk.types("SELECT INBOX");
    talk.says("A001 NO log in first");
    assert_eq!(talk.known().phase, Phase::NotAuthenticated);
}

#[test]
fn close_and_unselect_leave_the_mailbox() {
    for line in ["CLOSE", "UNSELECT"] {
        let mut talk = Talk::selected();
        talk.types(line);
        talk.says("A002 OK done");
        assert_eq!((talk.known().phase, &talk.known().mailbox), (Phase::Authenticated, &None), "{line}");
    }
    let mut talk = Talk::selected();
    talk.types("CLOSE");
    talk.says("A002 NO busy");
    assert_eq!(talk.known().phase, Phase::Selected);
}

#[test]
fn logout_waits_for_bye_and_ok() {
    let mut talk = Talk::selected();
    talk.types("LOGOUT");
    talk.types("NOOP");
    talk.says("* BYE bye");
    assert_eq!(talk.known().phase, Phase::Logout);
    talk.says("A002 OK done");
    assert_eq!(talk.look().1, "Data|A002 OK");
    talk.session.handle_closed();
    assert_eq!((talk.known().phase, talk.known().in_flight), (Phase::Closed, 0));
    assert_eq!(talk.session.submit(Submission::line(None, "NOOP")), Err(Refused::Closed));
}

#[test]
fn a_typed_literal_waits_for_the_go_ahead() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("CREATE {6}");
    talk.types("NOOP");
    assert_eq!((talk.known().wants, &talk.look().0[..]), (Wants::Wait, "A001 CREATE {6}"));
    talk.says("+ go");
    assert_eq!(talk.known().wants, Wants::Literal(6));
    assert_eq!(talk.session.supply(b"too long"), Err(Refused::TooLong(6)));
    talk.session.supply(b"Dra").unwrap();
    talk.session.supply(b"fts").unwrap();
    assert_eq!(talk.known().wants, Wants::Rest);
    talk.session.supply(b"").unwrap();
    talk.drain();
    assert_eq!(talk.look().0, "Dra|fts||A002 NOOP");
}

#[test]
fn a_refused_literal_ends_the_command_and_nothing_of_it_is_sent() {
    for answer in ["NO [TOOBIG] no", "BAD what"] {
        let mut talk = Talk::new("* PREAUTH hi");
        talk.types("APPEND INBOX {6}");
        talk.types("NOOP");
        talk.says(&format!("A001 {answer}"));
        assert_eq!(talk.look().0, "A001 APPEND INBOX {6}|A002 NOOP");
        assert_eq!(talk.known().wants, Wants::Command);
    }
    let mut talk = Talk::ready();
    let pieces = vec![
        Written::Text(b"LOGIN ".to_vec()),
        Written::Literal("jö".into()),
        Written::Text(b" ".to_vec()),
        Written::Literal(b"secret".to_vec()),
    ];
    talk.session.submit(Submission::pieces(pieces)).unwrap();
    talk.drain();
    talk.says("+ go\nA001 NO no");
    assert_eq!(talk.look().0, "A001 LOGIN {3}|jö| {6}");
}

#[test]
fn a_literal_goes_without_waiting_where_the_server_allows_it() {
    let pieces = || vec![Written::Text(b"CREATE ".to_vec()), Written::Literal(vec![b'x'; 5000])];
    let submission = || Submission::pieces(pieces());
    let header = |greeting: &str| {
        let mut talk = Talk::new(greeting);
        talk.session.submit(submission()).unwrap();
        talk.drain();
        talk.sent[0].clone()
    };
    assert_eq!(header("* OK [CAPABILITY IMAP4rev1 LITERAL+] hi"), "A001 CREATE {5000+}");
    assert_eq!(header("* OK [CAPABILITY IMAP4rev1 LITERAL-] hi"), "A001 CREATE {5000}");
    assert_eq!(header("* OK hi"), "A001 CREATE {5000}");
}

#[test]
fn idle_ends_once_and_before_the_next_line() {
    let mut talk = Talk::selected();
    talk.types("IDLE");
    assert!(!talk.known().idle);
    talk.says("+ idling\n* 4 EXISTS");
    assert!(talk.known().idle);
    talk.types("NOOP");
    assert!(!talk.session.done());
    talk.says("A002 OK idle done");
    assert_eq!(talk.look().0, "A002 IDLE|DONE|A003 NOOP");
}

#[test]
fn a_line_typed_before_idle_has_begun_ends_it_when_it_begins() {
    let mut talk = Talk::selected();
    talk.types("IDLE");
    talk.types("NOOP");
    assert_eq!(talk.look().0, "A002 IDLE");
    talk.says("+ idling");
    assert_eq!(talk.look().0, "DONE");
}

#[test]
fn starttls_stops_at_the_octet_and_forgets_what_was_learnt() {
    let mut talk = Talk::new("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi");
    talk.types("X");
    talk.says("* LIST () \"/\" Evil\n* SEARCH 666\nA001 BAD what?\n* LIST () \"/\" Later");
    assert!(!talk.known().names.is_empty() && talk.known().refusal.is_some());
    talk.look();
    talk.types("STARTTLS");
    talk.types("NOOP");
    let mut input = &b"A002 OK go\r\n* OK injected\r\n"[..];
    while talk.session.handle_bytes(&mut input).is_some() {}
    assert_eq!(input, b"* OK injected\r\n");
    talk.drain();
    assert_eq!(talk.look().0, "A002 STARTTLS|<StartTls>");
    talk.session.handle_secured();
    talk.drain();
    assert_eq!((talk.known().privacy, &talk.known().capabilities), (Privacy::Secure, &None));
    assert_eq!(talk.look().0, "A003 NOOP");
    talk.says("A003 OK done");
    assert!(talk.known().names.is_empty() && talk.known().found.is_none() && talk.known().refusal.is_none());
}

#[test]
fn sasl_asks_for_answers() {
    let mut talk = Talk::ready();
    talk.types("AUTHENTICATE PLAIN");
    talk.types("NOOP");
    talk.says("+");
    assert_eq!(talk.known().wants, Wants::Answer);
    talk.session.answer(b"AHUAcA==").unwrap();
    talk.drain();
    assert_eq!(talk.session.answer(b"x"), Err(Refused::NotNow));
    talk.says("A001 OK in");
    assert_eq!(talk.known().phase, Phase::Authenticated);
    assert_eq!(talk.look().0, "A001 AUTHENTICATE PLAIN|AHUAcA==|A002 NOOP");
}

#[test]
fn a_go_ahead_that_nobody_asked_for_triggers_nothing() {
    let mut talk = Talk::selected();
    talk.types("NOOP");
    talk.says("+ go");
    assert_eq!(talk.look().1, "Stray(Continuation)");
    assert_eq!(talk.known().wants, Wants::Command);
}

#[test]
fn a_control_character_is_refused_and_nothing_is_sent() {
    let mut talk = Talk::ready();
    for line in [&b"NOOP\r\nA9 LOGOUT"[..], b"NOOP\n", b"NO\0OP", b"NOOP\x1b[A", b"NOOP\x7f"] {
        assert!(matches!(talk.session.submit(Submission::line(None, line)), Err(Refused::Control { .. })));
    }
    talk.session.submit(Submission::line(None, &b"NOOP\t\xff"[..])).unwrap();
    talk.drain();
    assert_eq!(talk.sent.len(), 1);
}

#[test]
fn an_odd_status_counts_as_bad() {
    let mut talk = Talk::ready();
    talk.types("GETACL x");
    talk.says("A001 ACL FAILED: no");
    assert_eq!(talk.look().1, "Greeting|A001 BAD");
}

#[test]
fn it_does_not_matter_how_a_conversation_is_cut() {
    let reply = b"* 14 EXISTS\r\n* OK [UIDNEXT 5] {3}\r\n* 1 FETCH (BODY[] {14}\r\nA002 OK no\r\n{9}\r\n)\r\nA001 OK [READ-WRITE] x\r\n";
    let run = |chunk: usize| {
        let mut talk = Talk::new("* PREAUTH hi");
        talk.types("SELECT INBOX");
        talk.types("NOOP");
        reply.chunks(chunk).for_each(|piece| talk.octets(piece));
        (talk.known().clone(), talk.look())
    };
    let whole = run(reply.len());
    assert_eq!(whole.0.phase, Phase::Selected);
    assert_eq!(whole.0.in_flight, 1);
    assert!((1..9).all(|chunk| run(chunk) == whole));
}

#[test]
fn a_mailbox_that_is_named_by_a_literal_is_selected() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("SELECT {5}");
    talk.says("+ go");
    talk.session.supply(b"INBOX").unwrap();
    talk.session.supply(b"").unwrap();
    talk.drain();
    talk.says("* 3 EXISTS\nA001 OK [READ-WRITE] done");
    let mailbox = talk.known().mailbox.as_ref().unwrap();
    assert_eq!((&*mailbox.name, mailbox.exists), ("INBOX", Some(3)));
}

#[test]
fn a_user_that_is_named_by_a_literal_is_known_and_the_password_is_secret() {
    let mut talk = Talk::new("* OK [CAPABILITY IMAP4rev1 LITERAL+] hi");
    talk.types("LOGIN {4+}");
    assert!(!talk.known().wants_secret);
    talk.session.supply(b"user").unwrap();
    assert!(talk.known().wants_secret);
    talk.session.supply(b" hunter2").unwrap();
    let secrets: Vec<_> = std::iter::from_fn(|| talk.session.poll())
        .filter_map(|action| if let Action::Send(outgoing) = action { Some(outgoing.secret) } else { None })
        .collect();
    assert_eq!(secrets, [None, Some(1..8)]);
    talk.drain();
    talk.says("A001 OK in");
    assert_eq!(talk.known().user.as_deref(), Some("user"));
}

#[test]
fn two_selects_in_a_row_open_the_second_mailbox() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("SELECT a");
    talk.types("SELECT b");
    assert_eq!(talk.look().0, "A001 SELECT a");
    talk.says("* 1 EXISTS\nA001 OK a");
    assert_eq!(talk.known().mailbox.as_ref().unwrap().name, "a");
    talk.says("* 2 EXISTS\nA002 OK b");
    let mailbox = talk.known().mailbox.as_ref().unwrap();
    assert_eq!((&*mailbox.name, mailbox.exists), ("b", Some(2)));
}

#[test]
fn a_literal_that_was_allowed_is_sent_though_the_command_is_refused() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("APPEND nowhere {6+}");
    talk.types("NOOP");
    talk.says("A001 NO no");
    assert_eq!(talk.known().wants, Wants::Literal(6));
    talk.session.supply(b"abcdef").unwrap();
    talk.session.supply(b"").unwrap();
    talk.drain();
    assert_eq!(talk.look(), ("A001 APPEND nowhere {6+}|abcdef||A002 NOOP".into(), "Greeting|A001 NO".into()));
    assert_eq!(talk.known().wants, Wants::Command);
}

#[test]
fn a_no_is_no_greeting() {
    let talk = Talk::new("* NO later");
    assert_eq!(talk.known().phase, Phase::Connecting);
}

#[test]
fn enabled_does_not_grow_with_what_is_said_twice() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.says("* ENABLED X Y\n* ENABLED X");
    assert_eq!(talk.known().enabled, ["X", "Y"]);
}

/// An IDLE whose time is up: DONE was sent.
fn renewing() -> Talk {
    let mut talk = Talk::selected();
    talk.types("IDLE");
    talk.says("+ idling");
    assert!(talk.session.renew_idle());
    talk.drain();
    assert_eq!(talk.look().0, "A002 IDLE|DONE");
    talk
}

#[test]
fn an_idle_is_issued_again_and_nobody_sees_it_end() {
    let mut talk = renewing();
    assert!(talk.known().idle);
    talk.says("* 4 EXISTS\nA002 OK idled");
    assert_eq!((talk.look(), talk.known().idle), (("A003 IDLE".into(), "Data|Renewed".into()), true));
    talk.says("+ idling");
    assert!(talk.known().idle && talk.session.done());
    talk.drain();
    talk.says("A003 OK idled");
    assert_eq!((talk.look(), talk.known().idle), (("DONE".into(), "Continuation|A003 OK".into()), false));
    assert!(!talk.session.renew_idle());
}

#[test]
fn an_idle_that_is_ended_while_it_is_issued_again_ends() {
    // Before its first reply.
    let mut talk = renewing();
    assert!(talk.session.done());
    talk.says("A002 OK idled");
    assert_eq!((talk.look(), talk.known().idle), ((String::new(), "A002 OK".into()), false));
    // And before its second `+`.
    let mut talk = renewing();
    talk.says("A002 OK idled");
    talk.types("NOOP");
    assert_eq!(talk.look().0, "A003 IDLE");
    talk.says("+ idling\nA003 OK idled");
    assert_eq!(talk.look(), ("DONE|A004 NOOP".into(), "Continuation|A003 OK".into()));
}

#[test]
fn an_idle_that_cannot_be_issued_again_says_so() {
    let mut talk = renewing();
    talk.says("A002 OK idled\nA003 NO too many");
    assert_eq!((talk.look().1, talk.known().idle), ("Renewed|A003 NO".into(), false));
    let mut talk = renewing();
    talk.says("A002 BAD what");
    assert_eq!((talk.look().1, talk.known().idle), ("A002 BAD".into(), false));
}

#[test]
fn what_a_session_has_told_is_remembered() {
    let mut talk = Talk::new("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi");
    talk.types("LOGIN me secret");
    talk.says("* CAPABILITY IMAP4rev1 IDLE\nA001 OK in");
    let words = |list: &Option<Arc<Vec<String>>>| list.as_ref().map(|list| list.join(" "));
    assert_eq!(words(&talk.known().offered.in_clear).as_deref(), Some("IMAP4rev1 STARTTLS"));
    assert_eq!(words(&talk.known().offered.logged_in).as_deref(), Some("IMAP4rev1 IDLE"));
    talk.types("LIST \"\" *");
    talk.says("* LIST () \"/\" Entw&APw-rfe\n* LIST (\\Noselect) NIL \"a b\"\n* STATUS INBOX (UNSEEN 1 MESSAGES 4)");
    assert!(talk.known().names.is_empty(), "sorted in when the list is whole");
    talk.says("A002 OK done");
    let names: Vec<String> = talk.known().names.iter().map(Name::shown).collect();
    assert_eq!(names, ["a b", "Entwürfe", "INBOX"]);
    assert_eq!(talk.known().names.find("INBOX").unwrap().messages, Some(4));
    talk.types("DELETE \"a b\"");
    talk.says("A003 OK gone");
    assert_eq!(talk.known().names.len(), 2);
}

#[test]
fn marks_hits_and_moved_numbers_are_remembered() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("SELECT INBOX");
    talk.says("* 9 EXISTS\nA001 OK done");
    talk.types("STORE 2,5 +FLAGS (\\Deleted)");
    talk.says("* 2 FETCH (FLAGS (\\Seen \\deleted))\n* 5 FETCH (UID 7 FLAGS (\\Deleted))\nA002 OK done");
    let mailbox = |talk: &Talk| talk.known().mailbox.clone().unwrap();
    assert_eq!((mailbox(&talk).marked.count(), mailbox(&talk).has_shifted), (2, false));
    talk.says("* 2 EXPUNGE\n* 4 FETCH (FLAGS ())");
    assert_eq!((mailbox(&talk).marked.count(), mailbox(&talk).has_shifted), (0, true));
    talk.types("UID SEARCH ALL");
    talk.says("* SEARCH 483 500\nA003 OK done");
    let found = talk.known().found.clone().unwrap();
    assert_eq!((found.are_uids, &found.numbers[..]), (true, &[483, 500][..]));
    talk.types("SEARCH ALL");
    talk.says("* SEARCH 1\nA004 OK done");
    assert!(!talk.known().found.as_ref().unwrap().are_uids && !mailbox(&talk).has_shifted);
}

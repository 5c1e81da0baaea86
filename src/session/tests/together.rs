//! Commands beside one another: who waits for whom, and which replies count.

use crate::session::tests::Talk;
use crate::session::{Action, Event, Meaning, Phase, Session, Stray, Submission, Written};

#[test]
fn a_command_that_is_to_be_alone_waits_for_all_and_all_wait_for_it() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("SEARCH TEXT foo");
    let alone = Submission { is_alone: true, ..Submission::line(None, "UID SEARCH 3") };
    let ticket = talk.session.submit(alone).unwrap();
    talk.types("NOOP");
    talk.drain();
    assert_eq!(talk.look().0, "A001 SEARCH TEXT foo");
    assert!(!talk.session.is_under_way(ticket));
    talk.says("* SEARCH 5 9\nA001 OK done");
    assert_eq!(talk.look().0, "A002 UID SEARCH 3");
    assert!(talk.session.is_under_way(ticket));
    talk.says("* SEARCH 483\nA002 OK done");
    assert_eq!(talk.look().0, "A003 NOOP");
}

#[test]
fn an_ok_counts_for_what_has_left_and_for_nothing_behind_it() {
    let mut talk = Talk::ready();
    let submit = |session: &mut Session| {
        let ticket = session.submit(Submission::line(None, "NOOP")).unwrap();
        let actions: Vec<_> = std::iter::from_fn(|| session.poll()).collect();
        assert!(matches!(&actions[..], [Action::Send(_), Action::Written(written)] if *written == ticket));
        ticket
    };
    let (first, _) = (submit(&mut talk.session), submit(&mut talk.session));
    talk.session.handle_left(first);
    let mut input = &b"A002 OK early\r\nA001 OK done\r\n"[..];
    let mut heard = Vec::new();
    while let Some(event) = talk.session.handle_bytes(&mut input) {
        if let Event::Received(received) = event {
            heard.push(matches!(received.meaning, Meaning::Completed(_)));
        }
    }
    assert_eq!(heard, [false, true]);
    talk.says("A002 OK done");
    assert_eq!(talk.known().in_flight, 1, "it has not left by then");
    talk.says("A002 OK done");
    assert_eq!(talk.known().in_flight, 0);
}

#[test]
fn each_command_that_leaves_with_others_is_told_to_be_whole() {
    let mut talk = Talk::new("* OK [CAPABILITY LITERAL-] hi");
    let pieces = vec![Written::Text(b"APPEND x ".to_vec()), Written::Literal(vec![b'x'; 5000])];
    let mut tickets = vec![talk.session.submit(Submission::pieces(pieces)).unwrap()];
    tickets.extend((0..2).map(|_| talk.session.submit(Submission::line(None, "NOOP")).unwrap()));
    talk.drain();
    let mut input = &b"+ go\r\n"[..];
    while talk.session.handle_bytes(&mut input).is_some() {}
    let mut whole = Vec::new();
    let mut sent = 0;
    while let Some(action) = talk.session.poll() {
        match action {
            Action::Send(_) => sent += 1,
            Action::Written(ticket) => whole.push((ticket, sent)),
            other => panic!("{other:?}"),
        }
    }
    // The literal, the end of its line, and a line each.
    assert_eq!(whole, [(tickets[0], 2), (tickets[1], 3), (tickets[2], 4)]);
}

#[test]
fn an_ok_before_its_command_was_written_is_not_believed() {
    let mut talk = Talk::ready();
    talk.says("A001 OK [READ-WRITE] selected");
    talk.session.submit(Submission::line(None, "SELECT INBOX")).unwrap();
    let mut input = &b"A001 OK selected\r\n"[..];
    while let Some(event) = talk.session.handle_bytes(&mut input) {
        if let Event::Received(received) = event {
            assert!(matches!(received.meaning, Meaning::Stray(Stray::Early)));
        }
    }
    assert_eq!(talk.known().phase, Phase::NotAuthenticated);
    talk.drain();
    talk.says("A001 OK selected");
    assert_eq!(talk.known().phase, Phase::Selected);
}

//! Uploads, literals by hand, and what a search leaves for later commands.

use crate::session::tests::Talk;
use crate::session::{Refused, Submission, Ticket, Wants, Written};

/// APPEND with an upload of 6 octets, then NOOP.
fn uploading(greeting: &str) -> Talk {
    let mut talk = Talk::new(greeting);
    let upload = Written::Upload { octets: 6, binary: false };
    let pieces = vec![
        Written::Text(b"APPEND x ".to_vec()),
        upload,
        Written::Text(b" ".to_vec()),
        Written::Literal(b"y".to_vec()),
    ];
    talk.session.submit(Submission::pieces(pieces)).unwrap();
    talk.types("NOOP");
    talk.look();
    talk
}

/// The server's octets one by one, and whatever is wanted of the upload as soon as it is.
fn drip(talk: &mut Talk, octets: &[u8]) {
    for octet in octets.chunks(1) {
        talk.octets(octet);
        if let Some((_, left)) = talk.session.uploading() {
            talk.session.upload(vec![b'0' + u8::try_from(left).unwrap()]).unwrap();
            talk.drain();
        }
    }
}

#[test]
fn raw_octets_are_no_part_of_a_literal_that_is_under_way() {
    let mut talk = uploading("* PREAUTH hi");
    talk.says("+ go");
    assert!(talk.session.uploading().is_some());
    assert_eq!(talk.session.raw(b"x\r\n".to_vec()), Err(Refused::NotNow));
    talk.drain();
    assert_eq!(talk.look().0, "");
}

#[test]
fn an_upload_waits_for_its_turn_and_the_command_goes_on_behind_it() {
    let mut talk = uploading("* PREAUTH hi");
    assert_eq!(talk.session.uploading(), None);
    assert_eq!(talk.session.upload(vec![b'x']), Err(Refused::NotNow));
    drip(&mut talk, b"+ go\r\n* 1 EXISTS\r\n* 2 EXISTS\r\n");
    assert_eq!(talk.look().0, "6|5|4|3|2|1| {1}");
    drip(&mut talk, b"+ go\r\n");
    assert_eq!(talk.look().0, "y||A002 NOOP");
    // Servers complete commands in any order.
    drip(&mut talk, b"A002 OK done\r\nA001 OK done\r\n");
    assert!(talk.look().1.ends_with("A002 OK|A001 OK"));
    let mut quick = uploading("* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi");
    assert_eq!(quick.session.uploading(), Some((Ticket(1), 6)));
    assert_eq!(quick.session.upload(vec![b'x'; 7]), Err(Refused::TooLong(6)));
    quick.session.upload(b"abcdef".to_vec()).unwrap();
    quick.drain();
    assert_eq!(quick.look().0, "abcdef| {1+}|y||A002 NOOP");
}

#[test]
fn an_upload_that_was_refused_in_time_is_not_sent() {
    let mut talk = uploading("* PREAUTH hi");
    drip(&mut talk, b"A001 NO no\r\n* 1 EXISTS\r\n");
    assert_eq!(talk.look().0, "A002 NOOP");
    assert_eq!(talk.session.uploading(), None);
}

#[test]
fn an_upload_that_is_refused_under_way_is_sent_to_its_end_and_nothing_of_the_command_behind_it() {
    let mut talk = uploading("* PREAUTH hi");
    talk.says("+ go");
    talk.session.upload(b"abc".to_vec()).unwrap();
    talk.says("A001 NO quota\nA001 OK no");
    talk.session.upload(b"def".to_vec()).unwrap();
    talk.drain();
    assert_eq!(talk.look(), ("abc|def||A002 NOOP".into(), "Continuation|A001 NO|Stray(Tag)".into()));
    talk.says("A002 OK done");
    assert_eq!(talk.known().in_flight, 0);
}

#[test]
fn what_a_uid_search_has_found_is_known_until_the_mailbox_changes() {
    let mut talk = Talk::selected();
    let uids = |talk: &Talk| talk.known().mailbox.as_ref().and_then(|mailbox| mailbox.uids.clone());
    talk.types("SEARCH ALL");
    talk.says("* SEARCH 1 2 3\nA002 OK done");
    assert_eq!(uids(&talk), None);
    talk.types("UID SEARCH ALL");
    talk.says("* SEARCH 7 8 9 20");
    assert_eq!(uids(&talk), None);
    talk.says("A003 OK done");
    assert_eq!(uids(&talk).as_deref(), Some("7:9,20"));
    talk.types("UID SEARCH SEEN");
    talk.says("A004 NO no");
    assert_eq!(uids(&talk).as_deref(), Some("7:9,20"));
    talk.types("UID SEARCH SEEN");
    talk.types("SEARCH SEEN");
    // Whose numbers are these?
    talk.says("* SEARCH 1\nA005 OK done\nA006 OK done");
    assert_eq!(uids(&talk), None);
    talk.types("SELECT INBOX");
    talk.says("A007 OK done");
    assert_eq!(uids(&talk), None);
}

#[test]
fn the_size_of_a_literal_that_is_wanted_is_known() {
    let mut talk = Talk::new("* PREAUTH hi");
    talk.types("APPEND x {17+}");
    talk.session.supply(b"abc").unwrap();
    assert_eq!((talk.known().wants, talk.known().literal), (Wants::Literal(14), 17));
}

#[test]
fn a_literal_typed_behind_one_that_waits_is_waited_for() {
    let mut talk = Talk::new("* PREAUTH hi");
    let pieces = vec![Written::Text(b"X ".to_vec()), Written::Literal(b"a".to_vec()), Written::Text(b" {2}".to_vec())];
    talk.session.submit(Submission::pieces(pieces)).unwrap();
    talk.drain();
    assert_eq!((talk.known().wants, &talk.look().0[..]), (Wants::Wait, "A001 X {1}"));
    talk.says("+ go");
    assert_eq!((talk.known().wants, &talk.look().0[..]), (Wants::Wait, "a| {2}"));
    talk.says("+ go");
    assert_eq!(talk.known().wants, Wants::Literal(2));
}

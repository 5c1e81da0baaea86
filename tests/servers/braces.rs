//! What stands in braces, as real servers take it.

use crate::support::Folder;
use crate::support::peer::Peer;
use crate::unique;

pub(crate) fn literals_in_braces_lead_in_nest_and_are_stored(server: &Peer) {
    let _alone = server.inbox();
    let folder = Folder::new();
    let subject = unique("braces");
    let one = folder.file("message", format!("Subject: {subject}\n\nHello.\n"));
    let script = format!(
        "LOGIN {{\"{}\"}} {{$secret}}\nSELECT {{\"INBOX\"}}\nAPPEND {{$mailbox}} (\\Seen) {{@{one}}}\nAPPEND INBOX {{<<END}}\n\
         Subject: {subject}\n\nA999 OK this is no reply\nEND\n\
         UID SEARCH (OR SUBJECT {{\"{subject}\"}} (SUBJECT {{\"nothing of the kind\"}}))\n\
         UID FETCH {{$uids}} (RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({{\"Subject\"}})])\n\
         UID STORE {{$uids}} +FLAGS.SILENT (\\Deleted)\nUID EXPUNGE {{$uids}}\n",
        server.user,
        one = one.display(),
    );
    let password = server.password_file.to_str().unwrap();
    let ended = server.secure(&["--password-file", password, "--echo"]).input(&script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    // The demo server's greeting tells its password itself.
    let is_seen = ended.text().lines().skip(1).any(|line| line.contains(&server.password()));
    assert!(!is_seen && ended.stderr.contains("3 bare LF are sent as CRLF"), "{ended:?}");
    let fetched: Vec<_> =
        ended.text().lines().filter(|line| line.starts_with("* ") && line.contains("RFC822.SIZE ")).collect();
    let size = format!("RFC822.SIZE {} ", format!("Subject: {subject}\r\n\r\nHello.\r\n").len());
    assert!(fetched.len() == 2 && fetched.iter().any(|line| line.contains(&size)), "{ended:?}");
    // Sent twice, and fetched twice.
    assert_eq!(ended.text().matches(&format!("\nSubject: {subject}\n")).count(), 4, "{ended:?}");
}

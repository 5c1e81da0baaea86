//! What only the Cyrus of `scripts/cyrus` can show.

use crate::line;
use crate::support::peer::cyrus;

#[test]
fn a_literal_beyond_the_quota_is_refused_before_it_is_sent() {
    let Some(server) = cyrus("a_literal_beyond_the_quota_is_refused_before_it_is_sent") else { return };
    // The mailbox has room for 1 KiB.
    let message = format!("Subject: {}\r\n\r\n", "a".repeat(2000));
    let script = format!("APPEND INBOX.Full {{{}}}\n{message}\nNOOP\n", message.len());
    let ended = server.logged_in(&["-k"]).input(script).run();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(line(ended.text(), "A002 ").starts_with("NO Over quota"), "{ended:?}");
    assert!(line(ended.text(), "A003 ").starts_with("OK "), "{ended:?}");
}

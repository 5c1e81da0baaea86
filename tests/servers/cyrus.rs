//! What only the Cyrus of `scripts/cyrus` can show.

use crate::line;
use crate::support::peer::cyrus;
use crate::support::program::imapsh;

#[test]
fn a_message_beyond_the_quota_is_refused_and_the_session_goes_on() {
    let Some(server) = cyrus("a_message_beyond_the_quota_is_refused_and_the_session_goes_on") else { return };
    // The mailbox has room for 1 KiB.
    let message = format!("Subject: {}\r\n\r\n", "a".repeat(2000));
    for plus in ["", "+"] {
        let script = format!("APPEND INBOX.Full {{{}{plus}}}\n{message}\nNOOP\n", message.len());
        let ended = server.logged_in(&["-k"]).input(script).run();
        assert_eq!(ended.code(), 1, "{ended:?}");
        assert!(ended.text().contains("\nA002 NO Over quota\n"), "{ended:?}");
        assert!(ended.text().contains("\nA003 OK "), "{ended:?}");
        assert_eq!(ended.text().contains("\n+ "), plus.is_empty(), "{ended:?}");
    }
}

#[test]
fn a_literal_that_is_too_large_for_its_place_takes_its_octets_along() {
    let Some(server) = cyrus("a_literal_that_is_too_large_for_its_place_takes_its_octets_along") else { return };
    let name = "NOOP\r\n".repeat(50_000);
    let script = |plus| format!("SELECT {{{}{plus}}}\n{name}\nNOOP\n", name.len());
    let ended = server.logged_in(&["-k", "--echo"]).input(script("")).run();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(line(ended.text(), "A002 NO ").starts_with("[TOOBIG] "), "{ended:?}");
    assert!(ended.text().contains("\nA003 NOOP\nA003 OK "), "{ended:?}");
    // What does not wait cannot be taken back: the server closes. Its BYE can be lost with the octets that it did not read.
    let ended = server.logged_in(&["-k"]).input(script("+")).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
}

#[test]
fn mechanisms_that_bind_the_channel_are_offered_within_tls_only() {
    let Some(server) = cyrus("mechanisms_that_bind_the_channel_are_offered_within_tls_only") else { return };
    let target = format!("{}:{}", server.host, server.port);
    let arguments = ["--tls", "off", &target, "--cacert", server.ca.to_str().unwrap()];
    let offered = |script: &str| {
        let ended = imapsh(arguments).input(script).run();
        let mut words: Vec<_> =
            line(ended.text(), "* CAPABILITY ").split(' ').filter_map(|word| word.strip_prefix("AUTH=")).collect();
        words.sort_unstable();
        words.join(" ")
    };
    assert_eq!(offered("CAPABILITY\n"), "CRAM-MD5 DIGEST-MD5 LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512");
    assert_eq!(
        offered("STARTTLS\nCAPABILITY\n"),
        "CRAM-MD5 DIGEST-MD5 LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS SCRAM-SHA-512 \
         SCRAM-SHA-512-PLUS"
    );
}

//! curl.

use crate::support::program::Ended;
use crate::support::serve::{PASSWORD, Served, USER};
use crate::{Tls, ask, is_here, path, run};

/// `curl` on `place`, which is what follows the authority of a URL.
fn curl(server: &Served, tls: Tls, place: &str, arguments: &[&str]) -> Ended {
    let url = format!("{}://localhost:{}/{place}", tls.scheme(), server.port);
    let login = format!("{USER}:{PASSWORD}");
    let certificate = server.certificate();
    // --ssl-reqd is STARTTLS or nothing; -q reads no configuration.
    let common = ["-q", "-sS", "--ssl-reqd", "--cacert", path(&certificate), "-u", &login, &url];
    run("curl", &[&common[..], arguments].concat())
}

#[test]
fn curl_lists_fetches_flags_appends_copies_moves_expunges_and_searches() {
    if !is_here("curl", "curl_lists_fetches_flags_appends_copies_moves_expunges_and_searches") {
        return;
    }
    for tls in Tls::ALL {
        let server = tls.serve();
        let text = |place: &str, arguments: &[&str]| {
            String::from_utf8_lossy(&curl(&server, tls, place, arguments).stdout).into_owned()
        };
        let list = text("", &[]);
        assert!(list.contains(" \"/\" INBOX\r\n") && list.contains(" \"/\" Entw&APw-rfe\r\n"), "{list}");
        assert_eq!(text("INBOX?SUBJECT%20lunch", &[]), "* SEARCH 2 3 4\r\n");
        assert_eq!(curl(&server, tls, "INBOX;UID=483", &[]).stdout.len(), 70_988);
        assert!(text("INBOX;UID=484;SECTION=HEADER.FIELDS%20(SUBJECT)", &[]).starts_with("Subject: "));
        let stored = text("INBOX", &["-X", "STORE 2 +FLAGS (\\Flagged)"]);
        assert_eq!(stored, "* 2 FETCH (FLAGS (\\Answered \\Flagged \\Seen))\r\n");
        text("INBOX", &["-X", "UID COPY 485 Archive"]);
        text("INBOX", &["-X", "UID MOVE 486 Archive"]);
        let message = server.folder().join("message.eml");
        std::fs::write(&message, "Subject: By curl\r\n\r\nHello.\r\n").unwrap();
        text("Archive", &["-T", path(&message)]);
        text("INBOX", &["-X", "STORE 1 +FLAGS.SILENT (\\Deleted)"]);
        assert_eq!(text("INBOX", &["-X", "EXPUNGE"]), "* 1 EXPUNGE\r\n");
        let found = ask(&server, tls, &["EXAMINE Archive", ":uids", "SEARCH SUBJECT curl", "STATUS INBOX (MESSAGES)"]);
        assert!(found.contains("* 3 EXISTS\n") && found.contains("* SEARCH 3\n"), "{found}");
        assert!(found.contains("* STATUS INBOX (MESSAGES 12)\n"), "{found}");
    }
}

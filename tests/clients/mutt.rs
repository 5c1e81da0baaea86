//! mutt, in a terminal.

use std::fs;

use crate::support::screen::{Setup, Terminal};
use crate::support::serve::{PASSWORD, Served, USER};
use crate::{Tls, append, ask, is_here};

fn start(server: &Served, tls: Tls) -> Terminal {
    let user = USER.replace('@', "%40");
    let folder = format!("{}://{user}@localhost:{}/", tls.scheme(), server.port);
    let settings = format!(
        "set folder=\"{folder}\" spoolfile=\"{folder}INBOX\" imap_pass={PASSWORD}\n\
         set ssl_force_tls ssl_starttls certificate_file=\"{}\"\n\
         unset mark_old\nset sort=mailbox-order\n\
         set imap_idle imap_keepalive=5 timeout=1 mail_check=1\n\
         set copy=no confirmcreate=no confirmappend=no delete=yes move=no quit=yes wait_key=no\n\
         set index_format=\"%C %Z %s\" status_format=\"%m messages\" header_cache= read_inc=0\n",
        server.certificate().display(),
    );
    let file = server.folder().join("muttrc");
    fs::write(&file, settings).unwrap();
    let setup = Setup { environment: vec![("NO_COLOR", "1".into())], ..Setup::default() };
    setup.start_command("mutt", &["-n", "-F", file.to_str().unwrap()])
}

/// Goes to a message.
fn go(terminal: &mut Terminal, number: u32) {
    terminal.line(&number.to_string());
}

#[test]
fn mutt_lists_flags_copies_moves_expunges_searches_and_hears_of_new_mail() {
    if !is_here("mutt", "mutt_lists_flags_copies_moves_expunges_searches_and_hears_of_new_mail") {
        return;
    }
    for tls in Tls::ALL {
        let server = tls.serve();
        let mut terminal = start(&server, tls);
        terminal.wait_for("14 messages");
        terminal
            .wait_until("the list", |screen| screen.contains("Lunch on Friday") && screen.contains("About format="));
        go(&mut terminal, 11);
        terminal.keys("F");
        terminal
            .wait_until("the flag", |screen| screen.lines().any(|line| line.starts_with("11 ") && line.contains('!')));
        // Copies, moves, deletes.
        go(&mut terminal, 3);
        terminal.keys("C");
        terminal.wait_for("Copy to mailbox");
        terminal.line("\x15=Archive");
        go(&mut terminal, 4);
        terminal.keys("s");
        terminal.wait_for("Save to mailbox");
        terminal.line("\x15=Archive");
        go(&mut terminal, 5);
        terminal.keys("d$");
        terminal.wait_until("the expunge", |screen| {
            screen.matches("Lunch on Friday?").count() == 2 && !screen.contains("ix scripts")
        });
        // The server searches for what stands in messages.
        terminal.keys("l");
        terminal.wait_for("Limit to messages");
        terminal.line("~s flowed");
        terminal.wait_until("the limit", |screen| screen.contains("About format=") && !screen.contains("Lunch"));
        terminal.keys("l");
        terminal.line("all");
        terminal.wait_for("Lunch on Friday");
        append(&server, tls, "From: b@example.com\r\nSubject: For mutt\r\n\r\nHello.\r\n");
        terminal.wait_until("the new message", |screen| screen.contains("For mutt"));
        terminal.keys("q");
        terminal.wait_for_end();
        let found =
            ask(&server, tls, &["EXAMINE Archive", "EXAMINE INBOX", "UID SEARCH FLAGGED", "UID SEARCH UID 483:488"]);
        assert!(found.contains("\n* 2 EXISTS\n"), "{found}");
        assert!(found.contains("\n* SEARCH 490 493\n") && found.contains("\n* SEARCH 483 484 485 488\n"), "{found}");
    }
}

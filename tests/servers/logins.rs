//! Logging in with every mechanism that a server has.

use std::path::Path;

use crate::assert_ok;
use crate::support::Folder;
use crate::support::peer::{Kind, Peer, cyrus, dovecot, setting};
use crate::support::program::Ended;
use crate::support::screen::Setup;

fn log_in(server: &Peer, mechanism: &str, secret: &Path) -> Ended {
    let arguments = ["-u", &server.user, "--auth", mechanism, "--password-file", secret.to_str().unwrap()];
    server.secure(&[&arguments[..], &["-c", "EXAMINE INBOX", "--echo"]].concat()).run()
}

pub(crate) fn every_mechanism_leads_in_and_refuses_what_is_wrong(server: &Peer) {
    let folder = Folder::new();
    let wrong = folder.file("wrong", "no such password\n");
    for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"] {
        let ended = log_in(server, mechanism, &server.password_file);
        assert_ok(&ended);
        assert!(ended.text().contains(&format!("A001 AUTHENTICATE {mechanism}")), "{ended:?}");
        let ended = log_in(server, mechanism, &wrong);
        assert_eq!(ended.code(), 5, "{mechanism}: {ended:?}");
    }
    let ended = server.logged_in(&["--echo", "-c", "NOOP"]).run();
    assert_ok(&ended);
    // Cyrus has -PLUS, but not for TLS 1.3.
    let best = if server.kind == Kind::Demo { "SCRAM-SHA-256-PLUS" } else { "SCRAM-SHA-256" };
    assert!(ended.text().contains(&format!("A001 AUTHENTICATE {best} ***")), "{ended:?}");
}

pub(crate) fn authenticate_typed_behind_starttls_is_driven(server: &Peer) {
    let target = format!("{}:{}", server.host, server.port);
    let arguments = ["--tls", "off", &target, "--cacert", server.ca.to_str().unwrap()];
    let mut terminal = Setup { rows: 60, columns: 120, ..Setup::default() }.start(arguments);
    let prompt = format!("{}>", server.host);
    // Behind STARTTLS the capabilities are asked for again.
    for (line, answer) in [("CAPABILITY", "S: A001 OK"), ("STARTTLS", "S: A003 OK")] {
        terminal.wait_for_last_line(&prompt);
        terminal.line(line);
        terminal.wait_for(answer);
    }
    terminal.wait_for_last_line(&prompt);
    terminal.line("AUTHENTICATE SCRAM-SHA-256");
    terminal.wait_for_last_line("User name on localhost:");
    terminal.line(&server.user);
    terminal.wait_for_last_line(&format!("Password of {} on localhost:", server.user));
    terminal.line(&server.password());
    let screen = terminal.wait_for("S: A004 OK");
    // Dovecot 2.3 has no -PLUS, and we could have bound: the flag says so.
    let flag = if server.kind == Kind::Dovecot { 'y' } else { 'n' };
    let first = format!("-- initial response: {flag},,n={},r=", server.user);
    assert!(screen.contains(&first), "{screen}");
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    // The demo's greeting tells its password to everybody.
    assert!(server.kind == Kind::Demo || !octets.contains(&server.password()), "{octets}");
    terminal.line("EXAMINE INBOX");
    terminal.wait_for("S: A005 OK");
}

#[test]
fn a_token_leads_in_and_what_is_wrong_with_one_is_told() {
    let Some(server) = dovecot("a_token_leads_in_and_what_is_wrong_with_one_is_told") else { return };
    let (token, expired) = (setting("DOVECOT", "TOKEN_FILE"), setting("DOVECOT", "EXPIRED_TOKEN_FILE"));
    for mechanism in ["XOAUTH2", "OAUTHBEARER"] {
        assert_ok(&log_in(&server, mechanism, Path::new(&token)));
        for refused in [Path::new(&expired), &server.password_file] {
            let ended = log_in(&server, mechanism, refused);
            assert_eq!(ended.code(), 5, "{mechanism}: {ended:?}");
            assert!(ended.stderr.contains("(the server says {\"status\":"), "{mechanism}: {ended:?}");
        }
    }
}

#[test]
fn no_password_is_asked_for_where_none_is_needed() {
    let Some(server) = dovecot("no_password_is_asked_for_where_none_is_needed") else { return };
    assert_ok(&server.secure(&["--auth", "ANONYMOUS", "-c", "NOOP"]).run());
    let external = |name: &str, arguments: &[&str]| {
        let file = |kind: &str| server.ca.with_file_name(format!("{name}.{kind}"));
        let (cert, key) = (file("pem"), file("key"));
        let with = ["--auth", "EXTERNAL", "--cert", cert.to_str().unwrap(), "--key", key.to_str().unwrap()];
        server.secure(&[&with, arguments].concat()).run()
    };
    assert_ok(&external("client", &["-c", "EXAMINE INBOX"]));
    assert_ok(&external("client", &["-u", &server.user, "-c", "EXAMINE INBOX"]));
    assert_eq!(external("stranger", &["-c", "NOOP"]).code(), 5);
    assert_eq!(server.secure(&["--auth", "EXTERNAL", "-c", "NOOP"]).run().code(), 5);
}

#[test]
fn a_binding_that_the_server_does_not_know_is_refused_with_a_way_out() {
    let Some(server) = cyrus("a_binding_that_the_server_does_not_know_is_refused_with_a_way_out") else { return };
    let ended = log_in(&server, "SCRAM-SHA-256-PLUS", &server.password_file);
    assert_eq!(ended.code(), 5, "{ended:?}");
    let told =
        "it may want another channel binding than tls-exporter, which it cannot say)\nhint: --auth SCRAM-SHA-256,";
    assert!(ended.stderr.contains(told), "{ended:?}");
}

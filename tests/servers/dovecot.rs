//! What only the Dovecot of `scripts/dovecot` can show: certificates that must be refused, and hostile mail.

use crate::assert_ok;
use crate::support::peer::{dovecot, setting};
use crate::support::program::imapsh;

#[test]
fn a_certificate_that_must_be_refused_is_named_and_its_pin_leads_in() {
    let Some(server) = dovecot("a_certificate_that_must_be_refused_is_named_and_its_pin_leads_in") else { return };
    let host = |name| setting("DOVECOT", name);
    let wrong_name = format!("is not for {}, but for wrong.example", host("WRONG_NAME_HOST"));
    let table = [
        (host("EXPIRED_HOST"), "has expired"),
        (host("WRONG_NAME_HOST"), &wrong_name),
        (host("SELF_SIGNED_HOST"), "is a CA's own, and not a server's"),
    ];
    let ca = server.ca.to_str().unwrap();
    for (host, says) in table {
        for (tls, port) in [("implicit", server.tls_port), ("starttls", server.port)] {
            let target = format!("{host}:{port}");
            let login = ["-u", &server.user, "--password-file", server.password_file.to_str().unwrap()];
            let common = [&["--tls", tls, &target, "-c", "NOOP"], &login[..]].concat();
            let run = |trust: &[&str]| imapsh([&common[..], trust].concat()).run();
            let refused = run(&["--cacert", ca]);
            assert_eq!(refused.code(), 4, "{refused:?}");
            assert!(refused.stderr.contains(says) && refused.stderr.lines().count() == 2, "{refused:?}");
            let pin = refused.stderr.split("--pin ").nth(1).unwrap().split_whitespace().next().unwrap();
            assert_ok(&run(&["--pin", pin]));
            assert_ok(&run(&["--insecure"]));
            let other_pin = format!("sha256//{}=", "A".repeat(43));
            assert_eq!(run(&["--cacert", ca, "--pin", &other_pin]).code(), 4, "{host}");
        }
    }
}

#[test]
fn a_self_signed_certificate_is_trusted_when_it_is_handed_over() {
    let Some(server) = dovecot("a_self_signed_certificate_is_trusted_when_it_is_handed_over") else { return };
    let target = format!("{}:{}", setting("DOVECOT", "SELF_SIGNED_HOST"), server.tls_port);
    let own = server.ca.with_file_name("self-signed.pem");
    assert_ok(&imapsh([&target, "--cacert", own.to_str().unwrap(), "-c", "NOOP"]).run());
    let other_certificate = server.ca.with_file_name("server.pem");
    let other = imapsh([&target, "--cacert", other_certificate.to_str().unwrap(), "-c", "NOOP"]).run();
    assert_eq!(other.code(), 4, "{other:?}");
    let unknown = imapsh([&format!("{}:{}", server.host, server.tls_port), "-c", "NOOP"]).run();
    assert_eq!(unknown.code(), 4, "{unknown:?}");
    assert!(unknown.stderr.contains("signed by nobody whom this system trusts: CN=imapsh test CA"), "{unknown:?}");
}

#[test]
fn hostile_mail_does_not_act_on_a_terminal() {
    let Some(server) = dovecot("hostile_mail_does_not_act_on_a_terminal") else { return };
    // Wherever they stand: other tests deliver too.
    let _alone = server.inbox();
    let fetch = "FETCH 1:* (ENVELOPE BODY.PEEK[])";
    let ended = server.logged_in(&["-c", "EXAMINE INBOX", "-c", fetch]).run();
    assert_ok(&ended);
    let acts = |char: char| (char.is_control() && !matches!(char, '\n' | '\t')) || char == '\u{202e}';
    assert!(!ended.text().contains(acts), "{ended:?}");
    for drawn in ["\\x1b]0;owned\\x07", "\\u{9b}2J", "\\xff", "\\x1b[2J", "\\u{202e}gpj.exe", "\nA001 OK forged\n"] {
        assert!(ended.text().contains(drawn), "{drawn}: {ended:?}");
    }
}

#[test]
fn a_tunnel_leads_to_dovecots_own_imap_process() {
    let Some(server) = dovecot("a_tunnel_leads_to_dovecots_own_imap_process") else { return };
    let _alone = server.inbox();
    let command = format!("/usr/lib/dovecot/imap -c {}/dovecot.conf -u {}", setting("DOVECOT", "DIR"), server.user);
    // PREAUTH: the process on this machine asks for no password.
    let ended = imapsh(["--tunnel", &command, "-c", "COMPRESS DEFLATE", "-c", "EXAMINE INBOX", "-c", ":state"]).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("* PREAUTH") && ended.text().contains("state\tselected\n"), "{ended:?}");
}

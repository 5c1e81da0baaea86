//! From the greeting to LOGOUT: encryption, login, and commands that touch no mail.

use crate::support::peer::{Kind, Peer};
use crate::support::program::imapsh;
use crate::{assert_ok, line, plain_answer};

pub(crate) fn each_way_to_encrypt_leads_in(server: &Peer) {
    let (host, plain, tls) = (&server.host, server.port, server.tls_port);
    let ca = server.ca.to_str().unwrap();
    let password = server.password_file.to_str().unwrap();
    let user = &server.user;
    let quoted = user.replace('@', "%40");
    let starttls = format!("{host}:{plain}");
    let table: [(&str, Vec<String>); 5] = [
        ("implicit", vec![format!("{user}@{host}:{tls}")]),
        ("imaps://", vec![format!("imaps://{quoted}@{host}:{tls}/INBOX")]),
        ("imap://", vec![format!("imap://{quoted}@{host}:{plain}/INBOX")]),
        ("--tls starttls", vec![starttls.clone(), "--tls".into(), "starttls".into(), "-u".into(), user.clone()]),
        ("off", vec![starttls, "--tls".into(), "off".into(), "-u".into(), user.clone()]),
    ];
    for (what, arguments) in table {
        let common = ["--cacert", ca, "--password-file", password, "-c", "EXAMINE INBOX", "-c", ":state"];
        let ended = imapsh(arguments.iter().map(String::as_str).chain(common)).run();
        assert_ok(&ended);
        let link = if what == "off" { "plain text, within this machine" } else { "encrypted" };
        assert_eq!(line(ended.text(), "link\t"), link, "{what}");
        assert_eq!(line(ended.text(), "user\t"), user, "{what}");
        assert!(ended.text().contains("* BYE "), "{what}: {ended:?}");
    }
}

pub(crate) fn starttls_and_login_typed_by_hand_lead_in(server: &Peer) {
    let target = format!("{}:{}", server.host, server.port);
    let script = format!("STARTTLS\nCAPABILITY\nLOGIN {} {}\n:state\n", server.user, server.password());
    let arguments = ["--tls", "off", &target, "--cacert", server.ca.to_str().unwrap(), "--echo"];
    let ended = imapsh(arguments).input(script).run();
    assert_ok(&ended);
    assert_eq!(line(ended.text(), "link\t"), "encrypted");
    // The demo server's greeting tells it.
    let (_, behind_greeting) = ended.text().split_once('\n').unwrap();
    assert!(!behind_greeting.contains(&server.password()));
    // Within TLS it is not offered again.
    assert!(!line(ended.text(), "* CAPABILITY ").contains("STARTTLS"), "{ended:?}");
}

pub(crate) fn a_login_that_is_refused_ends_with_5_or_1(server: &Peer) {
    let ended = server.secure(&["-u", &server.user, "-c", "NOOP"]).env("IMAPSH_PASSWORD", "wrong-s3same").run();
    assert_eq!(ended.code(), 5, "{ended:?}");
    assert!(ended.stderr.starts_with("imapsh: login refused: NO: "), "{ended:?}");
    let typed = server.secure(&[]).input(format!("LOGIN {} wrong-s3same\nNOOP\n", server.user)).run();
    assert_eq!(typed.code(), 1, "{typed:?}");
    assert!(typed.stderr.starts_with("imapsh: line 1: NO: "), "{typed:?}");
    for ended in [ended, typed] {
        assert!(!ended.stderr.contains("s3same") && !ended.text().contains("s3same"));
    }
}

pub(crate) fn authenticate_and_compress_typed_by_hand_are_followed(server: &Peer) {
    let answer = plain_answer(&server.user, &server.password());
    let script =
        format!("AUTHENTICATE PLAIN\n{answer}\nCOMPRESS DEFLATE\nEXAMINE INBOX\nUID FETCH 1:5 BODY.PEEK[]\nCLOSE\n");
    let ended = server.secure(&["--echo"]).input(script).run();
    assert_ok(&ended);
    assert!(!ended.text().contains(&answer) && ended.text().contains("\n***\n"), "{ended:?}");
    let compressed = match server.kind {
        Kind::Cyrus | Kind::Demo => "DEFLATE active",
        Kind::Dovecot => "Begin compression",
    };
    assert!(ended.text().contains(&format!("\nA002 OK {compressed}")), "{ended:?}");
    for tag in 3..=6 {
        assert!(ended.text().contains(&format!("\nA{tag:03} OK ")), "{ended:?}");
    }
}

pub(crate) fn a_command_that_the_server_does_not_understand_ends_with_6(server: &Peer) {
    let ended = server.logged_in(&["-c", "NOOP", "-c", "FETCHX 1"]).run();
    assert_eq!(ended.code(), 6, "{ended:?}");
    assert!(line(ended.text(), "A002 ").starts_with("OK ") && ended.text().contains("\n* BYE "), "{ended:?}");
}

pub(crate) fn a_thousand_lines_give_a_thousand_replies(server: &Peer) {
    const GREETING_AND_LOGIN: usize = 2;
    let ended = server.logged_in(&[]).input("NOOP\n".repeat(1000)).run();
    assert_ok(&ended);
    let tags: Vec<_> = ended
        .text()
        .lines()
        .filter_map(|line| line.split_once(" OK "))
        .map(|(tag, _)| tag)
        .skip(GREETING_AND_LOGIN)
        .collect();
    // The last one is that of LOGOUT.
    let wanted: Vec<_> = (2..=1002).map(|number| format!("A{number:03}")).collect();
    assert_eq!(tags, wanted);
}

pub(crate) fn shortcuts_know_the_inbox(server: &Peer) {
    let _alone = server.inbox();
    let ended = server.logged_in(&["-c", "STATUS INBOX (MESSAGES UIDNEXT)", "-c", ":inbox", "-c", ":uids"]).run();
    assert_ok(&ended);
    let (messages, uid_next) = (line(ended.text(), "messages\t"), line(ended.text(), "uidnext\t"));
    let status = format!("INBOX (MESSAGES {messages} UIDNEXT {uid_next})");
    assert_eq!(line(ended.text(), "* STATUS "), status);
    let uids = ended.text().lines().filter(|line| line.parse::<u32>().is_ok()).count();
    assert_eq!(uids.to_string(), messages, "{ended:?}");
}

pub(crate) fn a_refused_authenticate_can_be_tried_again(server: &Peer) {
    let (wrong, right) = (plain_answer(&server.user, "wrong"), plain_answer(&server.user, &server.password()));
    let script = format!(
        "AUTHENTICATE PLAIN {wrong}\nAUTHENTICATE PLAIN\n*\nAUTHENTICATE PLAIN {right}\nSTATUS INBOX (MESSAGES)\n"
    );
    let ended = server.secure(&["-k", "--echo"]).input(script).run();
    let text = ended.text();
    // RFC 9051 section 6.2.2: BAD is the answer to a cancelled exchange.
    assert_eq!(ended.code(), 6, "{ended:?}");
    for reply in ["A001 NO ", "A002 BAD ", "A003 OK ", "* STATUS INBOX ", "A004 OK "] {
        assert!(text.contains(&format!("\n{reply}")), "{reply}: {ended:?}");
    }
    assert!(!text.contains(&wrong) && !text.contains(&right), "{ended:?}");
}

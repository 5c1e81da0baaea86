//! Encryption: what must be believed, what must not be, and that a password never gets to the wrong one.

use std::sync::Arc;

use rustls::ServerConfig;

use crate::support::Folder;
use crate::support::certificates::{Authority, Identity};
use crate::support::program::{Ended, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::{GREETING, all, ok, reply};

const PASSWORD: &str = "s3same";
const OFFERS: &str = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n";

/// A throw-away authority, and where its certificate is.
struct Certificates {
    folder: Folder,
    authority: Authority,
}

impl Certificates {
    fn new() -> Self {
        let (folder, authority) = (Folder::new(), Authority::new());
        folder.file("ca.pem", authority.pem());
        Self { folder, authority }
    }

    fn ca(&self) -> String {
        self.file("ca.pem")
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }
}

/// A run with a password at hand, and what the server got.
fn run(script: Vec<Step>, arguments: &[&str]) -> (Ended, Vec<u8>) {
    let server = FakeServer::start(script);
    let target = format!("localhost:{}", server.port());
    let arguments = [&[&*target, "-u", "me", "-c", "NOOP"], arguments].concat();
    let ended = imapsh(arguments).env("IMAPSH_PASSWORD", PASSWORD).run();
    match server.try_received() {
        Ok(received) => (ended, received),
        Err(error) => panic!("the fake server: {error}\n{ended:?}"),
    }
}

fn assert_refused(what: &str, script: Vec<Step>, arguments: &[&str], says: &str) -> String {
    let (ended, received) = run(script, arguments);
    assert_eq!(ended.code(), 4, "{what}: {ended:?}");
    assert!(ended.stderr.contains(says), "{what}: {says:?} is missing: {ended:?}");
    let received = String::from_utf8_lossy(&received);
    assert!(!received.contains("LOGIN") && !received.contains(PASSWORD), "{what}: {received}");
    ended.stderr
}

/// What a server does that gets a login and a NOOP over TLS.
fn conversation(config: Arc<ServerConfig>) -> Vec<Step> {
    let mut script = vec![Step::StartTls(config), send(GREETING)];
    script.extend(login_and_out());
    script
}

fn login_and_out() -> Vec<Step> {
    let logged_in = reply("LOGIN me s3same", "{tag} OK [CAPABILITY IMAP4rev1] hi\r\n");
    let mut steps = all([logged_in, ok("NOOP"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")]);
    // No close_notify: RFC 9051 says when to close, and many just do.
    steps.push(Step::Close);
    steps
}

fn pin_of(stderr: &str) -> String {
    let at = stderr.find("--pin ").unwrap_or_else(|| panic!("no --pin is offered: {stderr}"));
    stderr[at + "--pin ".len()..].split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_certificate_that_cannot_be_trusted_is_refused_and_its_pin_works() {
    let mine = Certificates::new();
    let (stranger, own) = (Authority::new().right(), Identity::self_signed());
    let table = [
        ("unknown", &stranger, "is signed by nobody whom this system trusts: CN=imapsh test CA"),
        ("expired", &mine.authority.expired(), "the certificate of localhost has expired"),
        ("another name", &mine.authority.wrong_name(), "the certificate is not for localhost, but for wrong.example"),
        ("unknown, for another name", &Authority::new().wrong_name(), "is not for localhost, but for wrong.example"),
        ("self-signed", &own, "the certificate of localhost"),
    ];
    for (what, identity, says) in table {
        let config = identity.server_config();
        let script = vec![Step::StartTls(Arc::clone(&config)), Step::Silent];
        let stderr = assert_refused(what, script, &["--cacert", &mine.ca()], says);
        assert_eq!(stderr.lines().count(), 2, "one line and a hint: {stderr}");
        let pin = pin_of(&stderr);
        let (ended, _) = run(conversation(config), &["--pin", &pin]);
        assert_eq!(ended.code(), 0, "{what}, pinned: {ended:?}");
    }
}

#[test]
fn a_pin_is_for_one_key_only() {
    let mine = Certificates::new();
    let script = vec![Step::StartTls(mine.authority.right().server_config()), Step::Silent];
    let pin = format!("sha256//{}=", "A".repeat(43));
    assert_refused("wrong pin", script, &["--pin", &pin, "--cacert", &mine.ca()], "is not the pinned one");
}

#[test]
fn the_system_does_not_trust_a_throw_away_authority() {
    let mine = Certificates::new();
    let script = vec![Step::StartTls(mine.authority.right().server_config()), Step::Silent];
    assert_refused("no --cacert", script, &[], "is signed by nobody whom this system trusts");
}

#[test]
fn whom_the_person_trusts_is_trusted() {
    let mine = Certificates::new();
    let (right, own, other) = (mine.authority.right(), Identity::self_signed(), mine.authority.wrong_name());
    mine.folder.file("own.pem", &own.pem);
    let (ca, own_file) = (mine.ca(), mine.file("own.pem"));
    let table: [(&str, &Identity, &[&str]); 5] = [
        ("--cacert", &right, &["--cacert", &ca]),
        ("its own certificate", &own, &["--cacert", &own_file]),
        ("--servername", &other, &["--cacert", &ca, "--servername", "wrong.example"]),
        ("--insecure", &own, &["--insecure"]),
        ("expired, --insecure", &mine.authority.expired(), &["--insecure", "--cacert", &ca]),
    ];
    for (what, identity, arguments) in table {
        let (ended, _) = run(conversation(identity.server_config()), arguments);
        assert_eq!((ended.code(), ended.stderr.is_empty()), (0, true), "{what}: {ended:?}");
    }
}

#[test]
fn what_is_no_tls_is_refused_by_name() {
    let (ca, greeting) = (Certificates::new(), vec![send(OFFERS), Step::Silent]);
    let arguments: &[&str] = &["--cacert", &ca.ca()];
    assert_refused("plain text", greeting, arguments, "localhost speaks plain text on this port, not TLS\nhint: ");
    assert_refused("smtp", vec![send("220 hi\r\n"), Step::Silent], arguments, "what localhost answered is not TLS");
    assert_refused("closed", vec![Step::Take(5), Step::Close], arguments, "closed the connection in the TLS handshake");
}

#[test]
fn tls_on_a_plain_port_is_named() {
    // An alert record, as servers send one that get an IMAP client instead of a ClientHello.
    let (ended, received) = run(vec![send(b"\x15\x03\x01\0\x02\x02\x46".to_vec())], &["--tls", "off"]);
    assert_eq!((ended.code(), &received[..]), (3, &b""[..]), "{ended:?}");
    assert!(ended.stderr.contains("speaks TLS on this port\nhint: --tls implicit"), "{ended:?}");
}

#[test]
fn starttls_that_is_not_to_be_had_is_an_error_and_no_fall_back() {
    let missing = "does not offer STARTTLS; the connection would stay in clear text";
    let ask = |answer: &str| all([[send("* OK hi\r\n"), Step::Expect("CAPABILITY"), send(answer)]]);
    let answer = |answer: &str| all([[send(OFFERS), Step::Expect("STARTTLS"), send(answer)]]);
    let mut no_handshake = answer("{tag} OK go\r\n");
    no_handshake.extend([Step::Take(5), send("* OK hi\r\n")]);
    let table: [(&str, Vec<Step>, &str); 13] = [
        ("not in the greeting", vec![send(GREETING)], missing),
        ("not in CAPABILITY", ask("* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"), missing),
        ("CAPABILITY refused", ask("{tag} BAD what?\r\n"), "refused STARTTLS"),
        ("CAPABILITY empty", ask("{tag} OK done\r\n"), "STARTTLS"),
        ("PREAUTH", vec![send("* PREAUTH [CAPABILITY STARTTLS] hi\r\n")], "greets with PREAUTH"),
        ("NO", answer("{tag} NO not now\r\n"), "refused STARTTLS: not now"),
        ("BAD", answer("{tag} BAD unknown\r\n"), "refused STARTTLS: unknown"),
        ("+", answer("+ go on\r\n"), "STARTTLS"),
        ("another tag", answer("X1 OK begin\r\n"), "STARTTLS"),
        ("a longer tag", answer("{tag}0 OK begin\r\n"), "STARTTLS"),
        ("no space behind the tag", answer("{tag}OK begin\r\n"), "STARTTLS"),
        ("an odd status", answer("{tag} OKAY begin\r\n"), "refused STARTTLS"),
        ("no handshake", no_handshake, "what localhost answered is not TLS"),
    ];
    for (what, script, says) in table {
        assert_refused(what, script, &["--tls", "starttls"], says);
    }
}

#[test]
fn text_behind_the_ok_to_starttls_is_an_injection() {
    let mine = Certificates::new();
    for injected in ["* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "A002 OK logged in\r\n", "x"] {
        let answer = format!("{{tag}} OK begin\r\n{injected}");
        let script = all([[send(OFFERS), Step::Expect("STARTTLS"), send(answer)]]);
        let arguments = ["--tls", "starttls", "--cacert", &mine.ca()];
        let stderr = assert_refused(injected, script, &arguments, "injected text behind the OK to STARTTLS");
        assert!(stderr.contains(injected.trim_end()), "{stderr}");
    }
}

#[test]
fn a_bad_certificate_behind_starttls_is_refused() {
    let mine = Certificates::new();
    let mut script = all([[send(OFFERS), Step::Expect("STARTTLS"), send("{tag} OK begin\r\n")]]);
    script.extend([Step::StartTls(mine.authority.expired().server_config()), Step::Silent]);
    assert_refused("expired", script, &["--tls", "starttls", "--cacert", &mine.ca()], "has expired");
}

#[test]
fn starttls_forgets_what_was_said_in_clear() {
    let mine = Certificates::new();
    let starttls = |offers: &str| {
        let mut script = all([[send(offers), Step::Expect("STARTTLS"), send("{tag} OK begin\r\n")]]);
        script.push(Step::StartTls(mine.authority.right().server_config()));
        // Asked anew, and believed now: in clear it said LOGINDISABLED.
        script.extend(reply("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"));
        script.extend(login_and_out());
        script
    };
    for offers in [OFFERS, "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\r\n"] {
        let (ended, _) = run(starttls(offers), &["--tls", "starttls", "--cacert", &mine.ca()]);
        assert_eq!((ended.code(), ended.stderr.is_empty()), (0, true), "{ended:?}");
    }
}

#[test]
fn starttls_typed_by_hand_starts_tls_at_that_octet() {
    let mine = Certificates::new();
    let mut script = all([[send(OFFERS), Step::Expect("STARTTLS"), send("{tag} OK begin\r\n")]]);
    script.push(Step::StartTls(mine.authority.right().server_config()));
    script.extend(all([ok("NOOP"), reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")]));
    let server = FakeServer::start(script);
    let target = format!("localhost:{}", server.port());
    let arguments = ["--tls", "off", &target, "--cacert", &mine.ca()];
    let ended = imapsh(arguments).input("STARTTLS\n:state\nNOOP\n").run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("\nlink\tencrypted\ncapabilities\tunknown"), "{ended:?}");
    server.received();
}

/// What is tried, what the server sends, and how it closes.
type Close<'a> = (&'a str, &'a str, fn() -> Step);

#[test]
fn tls_that_is_cut_off_is_a_loss() {
    let mine = Certificates::new();
    let cut = |octets: &str, end: Step| {
        let mut script = conversation(mine.authority.right().server_config());
        script.truncate(script.iter().position(|step| matches!(step, Step::Expect("NOOP"))).unwrap() + 1);
        script.extend([send(octets), end]);
        script
    };
    let table: [Close<'_>; 4] = [
        ("in a literal", "* 1 FETCH (BODY[] {9}\r\nhalf", || Step::Close),
        ("in a line", "{tag} OK", || Step::Close),
        ("between responses", "* 1 EXISTS\r\n", || Step::Close),
        ("in a literal, properly", "* 1 FETCH (BODY[] {9}\r\nhalf", || Step::CloseNotify),
    ];
    for (what, octets, end) in table {
        let (ended, _) = run(cut(octets, end()), &["--cacert", &mine.ca()]);
        assert_eq!(ended.code(), 8, "{what}: {ended:?}");
        assert!(ended.stderr.contains("the connection was closed"), "{what}: {ended:?}");
    }
}

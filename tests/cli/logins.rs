//! Logging in: which way is chosen, what crosses the wire, what is refused, and what a server cannot get away with.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use imapsh::demo::{LinkFacts, Output, Server};
use imapsh::net::{server_end_point, tls_exporter};
use imapsh::sasl::ChannelBinding;
use imapsh::wire::from_base64;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::Folder;
use crate::support::certificates::Authority;
use crate::support::program::{Ended, Program, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::{plain, reply};

/// A server that offers `words`, does `steps`, and is left properly.
fn offering(words: &str, steps: impl IntoIterator<Item = Step>) -> FakeServer {
    let mut script = vec![send(format!("* OK [CAPABILITY IMAP4rev1 {words}] hi\r\n"))];
    script.extend(steps);
    script.extend(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"));
    FakeServer::start(script)
}

const OK: &str = "{tag} OK [CAPABILITY IMAP4rev1] hi\r\n";

/// `me`, and the digest of `<1.2@h>` with the password `s3same`: RFC 2195.
const CRAM_MD5: &str = "bWUgODkwODI4NmI2OWVmODE4ZmEzMTI4NTM1N2Q0NzI5N2E=";

/// Lets `arguments` log in, with the password `s3same`.
fn logs_in(server: FakeServer, arguments: &[&str]) -> (Ended, String) {
    let ended = plain(&server, &[arguments, &["--echo"]].concat()).env("IMAPSH_PASSWORD", "s3same").run();
    let received = server.try_received().unwrap_or_else(|error| panic!("{error}\n{ended:?}"));
    assert!(!ended.text().contains("s3same") && !ended.stderr.contains("s3same"), "{ended:?}");
    (ended, String::from_utf8(received).unwrap())
}

fn demo(arguments: &[&str]) -> Program {
    imapsh([&["demo"], arguments].concat())
}

#[test]
fn every_mechanism_of_the_demo_server_leads_in_and_refuses_what_is_wrong() {
    for (mechanism, secret) in [
        ("PLAIN", "password"),
        ("login", "password"),
        ("CRAM-MD5", "password"),
        ("SCRAM-SHA-1", "password"),
        ("scram-sha-256", "password"),
        ("XOAUTH2", "demo-token"),
        ("OAUTHBEARER", "demo-token"),
    ] {
        let arguments = ["-u", "user@outlook.com", "--auth", mechanism, "-c", ":state"];
        let ended = demo(&arguments).env("IMAPSH_PASSWORD", secret).run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{mechanism}: {ended:?}");
        assert!(ended.text().contains("\nuser\tuser@outlook.com\n"), "{mechanism}: {ended:?}");
        let ended = demo(&arguments).env("IMAPSH_PASSWORD", "wrong").run();
        assert_eq!(ended.code(), 5, "{mechanism}: {ended:?}");
        assert!(ended.stderr.starts_with("imapsh: login refused: NO: "), "{mechanism}: {ended:?}");
        let auth = format!(":auth {mechanism} user@outlook.com");
        let ended = demo(&["-c", &auth, "-c", "SELECT INBOX"]).env("IMAPSH_PASSWORD", secret).run();
        assert_eq!(ended.code(), 0, "{auth}: {ended:?}");
        let ended = demo(&["-c", &auth]).env("IMAPSH_PASSWORD", "wrong").run();
        assert_eq!(ended.code(), 1, "{auth}: {ended:?}");
    }
}

#[test]
fn a_url_names_a_mechanism_and_a_star_is_the_best() {
    for (auth, expected, challenge, answer) in [
        ("PLAIN", "AUTHENTICATE PLAIN", "", "AG1lAHMzc2FtZQ=="),
        ("*", "AUTHENTICATE CRAM-MD5", "PDEuMkBoPg==", CRAM_MD5),
    ] {
        let steps = [Step::Expect(expected), send(format!("+ {challenge}\r\n")), Step::ExpectLine(answer), send(OK)];
        let server = offering("AUTH=PLAIN AUTH=CRAM-MD5", steps);
        let target = format!("imap://me;AUTH={auth}@{}", server.address());
        let ended = imapsh(["--tls", "off", &target, "-c", ":state"]).env("IMAPSH_PASSWORD", "s3same").run();
        assert_eq!(ended.code(), 0, "{ended:?}");
        server.received();
    }
}

#[test]
fn what_needs_no_password_asks_for_none() {
    let expect = |line| [Step::Expect(line), send(OK)];
    for (arguments, line) in [
        (&["--auth", "EXTERNAL"][..], "AUTHENTICATE EXTERNAL ="),
        (&["--auth", "EXTERNAL", "-u", "me"], "AUTHENTICATE EXTERNAL bWU="),
        (&["--auth", "ANONYMOUS"], "AUTHENTICATE ANONYMOUS ="),
        (&["-c", ":auth anonymous sirhc"], "AUTHENTICATE ANONYMOUS c2lyaGM="),
    ] {
        let server = offering("SASL-IR", expect(line));
        let ended = plain(&server, &[arguments, &["-c", ":state"]].concat()).run();
        assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{line}: {ended:?}");
        server.received();
    }
}

#[test]
fn an_oauth_failure_is_ended_and_told() {
    for (mechanism, initial, end) in [
        ("XOAUTH2", "AUTHENTICATE XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciBzM3NhbWUBAQ==", ""),
        ("OAUTHBEARER", "AUTHENTICATE OAUTHBEARER", "AQ=="),
    ] {
        let is_bearer = mechanism == "OAUTHBEARER";
        // {"status":"401"}
        let mut steps = vec![Step::Expect(initial)];
        if is_bearer {
            // Host and port of the answer are those of this run.
            steps.extend([send("+\r\n"), Step::TakeLine]);
        }
        steps.extend([send("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n"), Step::ExpectLine(end)]);
        steps.push(send("{tag} NO [AUTHENTICATIONFAILED] no\r\n"));
        let server = offering(if is_bearer { "AUTH=OAUTHBEARER" } else { "SASL-IR AUTH=XOAUTH2" }, steps);
        let (ended, _) = logs_in(server, &["-u", "me", "--auth", mechanism]);
        assert_eq!(ended.code(), 5, "{ended:?}");
        let told = "login refused: NO: no (the server says {\"status\":\"401\"})\nhint: the token may have expired";
        assert!(ended.stderr.contains(told), "{ended:?}");
    }
}

#[test]
fn a_server_that_cannot_prove_itself_gets_a_star() {
    let table = [
        ("cj1vdGhlcixzPVFTWEMsaT00MDk2", "nonce does not begin with ours"),
        ("ZT1vdGhlci1lcnJvcg==", "the server says other-error"),
        ("not base64", "not base64"),
        ("", "no r="),
    ];
    for (challenge, why) in table {
        let steps = [
            Step::Expect("AUTHENTICATE SCRAM-SHA-256"),
            send("+ \r\n"),
            Step::TakeLine,
            send(format!("+ {challenge}\r\n")),
            Step::ExpectLine("*"),
            send("{tag} BAD cancelled\r\n"),
        ];
        let server = offering("AUTH=PLAIN AUTH=SCRAM-SHA-256", steps);
        let (ended, _) = logs_in(server, &["-u", "me"]);
        assert_eq!(ended.code(), 5, "{ended:?}");
        assert!(ended.stderr.contains("login refused: BAD: cancelled (") && ended.stderr.contains(why), "{ended:?}");
        assert!(!ended.stderr.contains("PLAIN"), "{ended:?}");
    }
}

#[test]
fn an_ok_without_a_proof_ends_the_connection() {
    for (arguments, status) in
        [(&["-u", "me", "-c", "NOOP"][..], 5), (&["-c", ":auth SCRAM-SHA-1 me", "-c", "NOOP"], 6)]
    {
        let steps = [
            send("* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-1] hi\r\n"),
            Step::Expect("AUTHENTICATE SCRAM-SHA-1"),
            send("+ \r\n"),
            Step::TakeLine,
            send(OK),
        ];
        let (ended, received) = logs_in(FakeServer::start(steps.into()), arguments);
        assert_eq!(ended.code(), status, "{ended:?}");
        assert!(ended.stderr.contains("has not proved that it knows the password"), "{ended:?}");
        assert!(!received.contains("NOOP"), "{received}");
    }
}

#[test]
fn what_is_not_offered_is_tried_all_the_same() {
    let steps = [Step::Expect("AUTHENTICATE CRAM-MD5"), send("{tag} NO unsupported\r\n")];
    let (ended, _) = logs_in(offering("AUTH=PLAIN AUTH=GSSAPI", steps), &["-u", "me", "--auth", "cram-md5"]);
    assert_eq!(ended.code(), 5, "{ended:?}");
    let hint = "hint: the server does not offer CRAM-MD5; it offers PLAIN, GSSAPI\n";
    assert!(ended.stderr.ends_with(hint), "{ended:?}");
}

#[test]
fn a_script_answers_by_itself_unless_a_password_is_named() {
    // Answers as they are, in quotes, and with an initial response that is nobody else's affair.
    let steps = [
        Step::Expect("AUTHENTICATE LOGIN"),
        send("+ VXNlcm5hbWU6\r\n"),
        Step::ExpectLine("bWU="),
        send("+ UGFzc3dvcmQ6\r\n"),
        Step::ExpectLine("czNzYW1l"),
        send("{tag} NO no\r\n"),
        Step::Expect("AUTHENTICATE X-OWN abc="),
        send("+ bW9yZT8=\r\n"),
        Step::ExpectLine("*"),
        send("{tag} BAD cancelled\r\n"),
    ];
    let script = "AUTHENTICATE LOGIN\nbWU=\n\"s3same\"\nAUTHENTICATE X-OWN abc=\n*\n";
    let server = offering("", steps);
    let ended = plain(&server, &["-k", "--echo"]).input(script).run();
    assert_eq!(ended.code(), 6, "{ended:?}");
    assert!(!ended.text().contains("s3same") && !ended.text().contains("czNzYW1l"), "{ended:?}");
    server.received();

    let script = "UNAUTHENTICATE\nAUTHENTICATE SCRAM-SHA-1\nSELECT INBOX\n";
    let ended = demo(&["-u", "user@outlook.com"]).env("IMAPSH_PASSWORD", "password").input(script).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn a_login_that_cannot_be_begun_says_why() {
    let folder = Folder::new();
    let nul = folder.file("password", "a\0b");
    for (arguments, says) in [
        (&["-u", "me", "--auth", "SCRAM-SHA-1-PLUS"][..], "this link has none"),
        (&["-u", "me", "--auth", "PLAIN", "--password-file", nul.to_str().unwrap()], "PLAIN cannot carry"),
        (&["-c", ":auth PLAIN"], "whom?"),
        (&["-c", ":auth GSSAPI me"], "AUTHENTICATE MECH"),
        (&["-u", "me", "--auth", "GSSAPI"], "--auth GSSAPI: this mechanism is not driven here\nhint: one of "),
        (&["--auth", "PLAIN", "-c", "NOOP"], "--auth PLAIN: whom?\nhint: -u USER"),
    ] {
        let ended = demo(arguments).env("IMAPSH_PASSWORD", "password").run();
        assert_eq!(ended.code(), 2, "{arguments:?}: {ended:?}");
        assert!(ended.stderr.contains(says), "{arguments:?}: {ended:?}");
    }
}

/// The demo server behind real TLS, for one client; its port.
fn demo_over_tls(config: Arc<ServerConfig>, certificate: Vec<u8>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut tls = ServerConnection::new(config).unwrap();
        while tls.is_handshaking() {
            tls.complete_io(&mut socket).unwrap();
        }
        let binding =
            ChannelBinding { tls_exporter: tls_exporter(&tls), tls_server_end_point: server_end_point(&certificate) };
        let facts = LinkFacts { is_private: true, binding, ..LinkFacts::default() };
        let mut connection = Server::new().connect(Instant::now(), facts);
        let mut stream = StreamOwned::new(tls, socket);
        let mut octets = [0; 4096];
        loop {
            while let Some(output) = connection.poll() {
                let Output::Send(octets) = output else { return };
                stream.write_all(&octets).unwrap();
            }
            match stream.read(&mut octets) {
                Ok(read) if read > 0 => connection.handle_bytes(Instant::now(), &octets[..read]),
                _ => return,
            }
        }
    });
    port
}

#[test]
fn over_tls_the_login_is_tied_to_the_channel() {
    let authority = Authority::new();
    let folder = Folder::new();
    let ca = folder.file("ca.pem", authority.pem());
    let identity = authority.right();
    for (version, binding) in
        [(&rustls::version::TLS13, "tls-exporter"), (&rustls::version::TLS12, "tls-server-end-point")]
    {
        for mechanism in ["*", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"] {
            let port = demo_over_tls(identity.server_config_of(version), identity.der());
            let target = format!("localhost:{port}");
            let arguments = [&*target, "--cacert", ca.to_str().unwrap(), "-u", "user@outlook.com", "--auth", mechanism];
            let program = imapsh([&arguments[..], &["--echo", "--show-secrets", "-c", "NOOP"]].concat());
            let ended = program.env("IMAPSH_PASSWORD", "password").run();
            assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{version:?} {mechanism}: {ended:?}");
            let line = ended.text().lines().find(|line| line.starts_with("A001 AUTHENTICATE ")).unwrap();
            let (_, initial) = line.rsplit_once(' ').unwrap();
            let first = String::from_utf8(from_base64(initial.as_bytes()).unwrap()).unwrap();
            let header = if mechanism == "SCRAM-SHA-256" { "n,,".to_owned() } else { format!("p={binding},,") };
            assert!(first.starts_with(&header), "{version:?} {mechanism}: {first}");
            assert!(mechanism != "*" || line.contains("SCRAM-SHA-256-PLUS"), "{line}");
        }
    }
}

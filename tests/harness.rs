//! The tests' own tools work: what they promise, they do.

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use support::certificates::{Authority, Identity};
use support::peer::{Peer, cyrus, dovecot};
use support::program::{Program, imapsh};
use support::server::{FakeServer, Step, send};

/// What a client that trusts `roots` reads of `server`, which speaks TLS at once; it ends when the server closes.
fn read_tls(roots: &str, server: &FakeServer) -> Result<String, String> {
    let mut store = RootCertStore::empty();
    store.add(CertificateDer::from_pem_slice(roots.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(store)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(server.address()).unwrap());
    let mut text = String::new();
    stream.read_to_string(&mut text).map(|_| text).map_err(|error| error.to_string())
}

#[test]
fn the_program_can_be_run() {
    let ended = imapsh(["--version"]).input("ignored").run();
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn a_program_gets_its_input_and_a_home_of_its_own() {
    let ended = Program::new("cat", ["-"]).input("a\r\nb\0").run();
    assert_eq!((ended.code(), &ended.stdout[..]), (0, &b"a\r\nb\0"[..]));
    let program = Program::new("env", ["-u", "NONE"]).env("X", "1");
    let home = format!("HOME={}\n", program.home().path().display());
    let ended = program.run();
    assert!(ended.text().contains(&home) && ended.text().contains("X=1\n"));
}

#[test]
fn a_program_that_never_ends_is_ended() {
    let program = Program::new("sh", ["-c", "echo so far; exec sleep 60"]).limit(Duration::from_millis(200));
    let error = program.try_run().unwrap_err();
    assert!(error.contains("did not end") && error.contains("so far"), "{error}");
}

#[test]
fn a_fake_server_plays_its_script() {
    let server = FakeServer::start(vec![
        send("* OK ready\r\n"),
        Step::Expect("NOOP"),
        send("{tag} OK done {tag}\r\n"),
        Step::ExpectLine("DONE"),
        Step::Take(3),
        Step::Drip(b"* BYE\r\n".to_vec()),
        Step::Close,
    ]);
    let mut client = TcpStream::connect(server.address()).unwrap();
    client.write_all(b"x1 NOOP\r\nDONE\r\n\0\n\0").unwrap();
    let mut answers = String::new();
    BufReader::new(&client).read_to_string(&mut answers).unwrap();
    assert_eq!(answers, "* OK ready\r\nx1 OK done x1\r\n* BYE\r\n");
    assert_eq!(server.received(), b"x1 NOOP\r\nDONE\r\n\0\n\0");
}

#[test]
fn a_fake_server_tells_what_it_missed() {
    let server = FakeServer::start(vec![Step::Expect("LOGOUT")]);
    TcpStream::connect(server.address()).unwrap().write_all(b"x1 NOOP\r\n").unwrap();
    assert_eq!(server.try_received().unwrap_err(), "step 0: expected \"LOGOUT\", and \"NOOP\" came");
}

#[test]
fn a_fake_server_speaks_tls_with_each_certificate() {
    let authority = Authority::new();
    let read = |roots: &str, identity: &Identity| {
        let script = vec![Step::StartTls(identity.server_config()), send("* OK hi\r\n"), Step::CloseNotify];
        let server = FakeServer::start(script);
        read_tls(roots, &server)
    };
    assert_eq!(read(&authority.pem(), &authority.right()).as_deref(), Ok("* OK hi\r\n"));
    assert!(read(&authority.pem(), &authority.wrong_name()).unwrap_err().contains("not valid for name"));
    assert!(read(&authority.pem(), &authority.expired()).unwrap_err().contains("expired"));
    let own = Identity::self_signed();
    // Why `--cacert` has to compare certificates itself.
    assert!(read(&own.pem, &own).unwrap_err().contains("CaUsedAsEndEntity"));
}

#[test]
fn servers_greet_and_take_mail() {
    const NAME: &str = "servers_greet_and_take_mail";
    for server in [cyrus(NAME), dovecot(NAME)].into_iter().flatten() {
        greets_and_takes_mail(&server);
    }
}

fn greets_and_takes_mail(server: &Peer) {
    let mut client = TcpStream::connect((server.host.as_str(), server.port)).unwrap();
    client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut lines = BufReader::new(client.try_clone().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("* OK "));
    server.deliver(b"Subject: harness\r\n\r\nwhat was delivered\r\n");
    let mut converse = |command: String| {
        write!(client, "x {command}\r\n").unwrap();
        let answer: Vec<_> = lines.by_ref().take_while(|line| !line.starts_with("x OK")).collect();
        assert!(!answer.iter().any(|line| line.starts_with("x ")), "{answer:?}");
        answer
    };
    converse(format!("LOGIN {} {}", server.user, server.password()));
    converse("EXAMINE INBOX".to_owned());
    let found = converse("SEARCH SUBJECT harness".to_owned());
    assert!(found[0].len() > "* SEARCH ".len(), "{found:?}");
}

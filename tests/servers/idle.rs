//! Mail that arrives while somebody idles, and the session that leads there.

use crate::mail::remove;
use crate::support::Folder;
use crate::support::peer::{Kind, Peer};
use crate::support::screen::{Setup, Terminal};
use crate::{assert_ok, unique, until, watched, written};

/// What the tests deliver.
fn message(subject: &str) -> String {
    format!("From: Ann <ann@example.com>\r\nSubject: {subject}\r\n\r\nHello.\r\n")
}

pub(crate) fn mail_that_arrives_while_a_script_idles_is_shown(server: &Peer) {
    let _alone = server.inbox();
    let folder = Folder::new();
    let (mut running, output) = watched(server.logged_in(&["--timeout", "1"]), &folder);
    running.write("SELECT INBOX\nIDLE\n");
    until("the idling", || written(&output).contains("\n+ ").then_some(()));
    let subject = unique("idle");
    server.deliver(message(&subject).as_bytes());
    until("the mail", || written(&output).split_once("\n+ ")?.1.contains(" EXISTS\n").then_some(()));
    running.write(format!(":uids SUBJECT {subject}\n:quit\n"));
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{}", written(&output));
    let text = written(&output);
    let (_, idled) = text.split_once("\n+ ").unwrap();
    let (_, after) = idled.split_once("\nA003 OK ").unwrap_or_else(|| panic!("{text}"));
    let uid = after.lines().nth(1).unwrap();
    assert!(uid.parse::<u32>().is_ok(), "{text}");
    remove(server, uid);
}

pub(crate) fn mail_that_arrives_is_shown_above_the_line_that_is_being_typed(server: &Peer) {
    let _alone = server.inbox();
    let target = format!("{}:{}", server.host, server.tls_port);
    let (ca, password) = (server.ca.to_str().unwrap(), server.password_file.to_str().unwrap());
    let arguments = [&*target, "--cacert", ca, "-u", &server.user, "--password-file", password];
    let mut terminal = Setup::default().start(arguments);
    terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with('>'));
    terminal.line("SELECT INBOX");
    terminal.wait_for("A002 OK [READ-WRITE] ");
    terminal.line("IDLE");
    terminal.wait_for("idle>");
    terminal.keys("half a li");
    let before = terminal.wait_for("half a li").matches("EXISTS").count();
    server.deliver(message(&unique("arriving")).as_bytes());
    terminal.wait_until("EXISTS", |screen| {
        screen.matches("EXISTS").count() > before && screen.trim_end().ends_with("idle> half a li")
    });
}

/// Types a line, and waits for the last line of the screen to be a prompt again, and for `reply` before it.
fn say(terminal: &mut Terminal, line: &str, reply: &str, prompt: &str) {
    terminal.line(line);
    terminal.wait_until(reply, |screen| screen.contains(reply) && screen.trim_end().ends_with(prompt));
}

pub(crate) fn a_session_typed_on_the_plain_port_is_followed_wherever_it_goes(server: &Peer) {
    let _alone = server.inbox();
    let target = format!("{}:{}", server.host, server.port);
    // So high that nothing of it leaves the screen.
    let setup = Setup { rows: 100, columns: 200, ..Setup::default() };
    let mut terminal = setup.start(["--tls", "off", &target, "--cacert", server.ca.to_str().unwrap()]);
    terminal.wait_for("S: * OK ");
    say(&mut terminal, "CAPABILITY", "S: A001 OK ", ">");
    // What the server could do in clear is forgotten, and asked for again.
    say(&mut terminal, "STARTTLS", "-- encrypted: TLS 1.3", ">");
    say(&mut terminal, ":caps", "C: A003 CAPABILITY\n", ">");
    say(&mut terminal, "AUTHENTICATE SCRAM-SHA-256", "User name on ", ":");
    say(&mut terminal, &server.user, "Password of ", ":");
    say(&mut terminal, &server.password(), "S: A004 OK ", ">");
    say(&mut terminal, "COMPRESS DEFLATE", "S: A005 OK ", ">");
    // The demo server knows no CONDSTORE, and what is not known passes in silence (docs/demo.md).
    let enabled = if server.kind == Kind::Demo { "" } else { " CONDSTORE" };
    say(&mut terminal, "ENABLE CONDSTORE", &format!("S: * ENABLED{enabled}\nS: A006 OK "), ">");
    let subject = unique("typed");
    let folder = Folder::new();
    let file = folder.file("typed.eml", format!("Subject: {subject}\n\nTyped.\n"));
    say(&mut terminal, &format!("APPEND INBOX {{@{}}}", file.display()), "S: A007 OK [APPENDUID ", ">");
    let screen = terminal.wait_for("-- ");
    assert!(screen.contains("3 bare LF are sent as CRLF"), "{screen}");
    let uid = screen.split("[APPENDUID ").nth(1).unwrap().split([' ', ']']).nth(1).unwrap().to_owned();
    say(&mut terminal, "SELECT INBOX", "S: A008 OK [READ-WRITE] ", "INBOX>");
    terminal.line("IDLE");
    let idling = terminal.wait_until("idling", |screen| screen.trim_end().ends_with("idle>"));
    server.deliver(message(&unique("meanwhile")).as_bytes());
    let exists = |screen: &str| screen.matches(" EXISTS").count();
    terminal.wait_until("EXISTS", |screen| exists(screen) > exists(&idling) && screen.trim_end().ends_with("idle>"));
    say(&mut terminal, "", "C: DONE\nS: A009 OK ", "INBOX>");
    say(&mut terminal, &format!("UID FETCH {uid} BODY.PEEK[TEXT]"), "S: A010 OK ", "INBOX>");
    terminal.wait_for("Typed.");
    terminal.line("LOGOUT");
    let screen = terminal.wait_for("-- the connection is closed");
    assert!(screen.contains("S: * BYE ") && screen.contains("S: A011 OK "), "{screen}");
    let octets = String::from_utf8_lossy(&terminal.octets()).into_owned();
    // The demo's greeting tells its password to everybody.
    assert!(server.kind == Kind::Demo || !octets.contains(&server.password()), "{octets}");
    remove(server, &uid);
}

pub(crate) fn an_idle_that_ends_at_once_is_answered(server: &Peer) {
    // Cyrus does not look at a DONE that came together with its IDLE before something else comes.
    let ended = server.logged_in(&[]).input("EXAMINE INBOX\nIDLE\nDONE\nIDLE\nNOOP\n".repeat(20)).run();
    assert_ok(&ended);
    let idled = ended.text().lines().filter(|line| line.starts_with("+ idling")).count();
    assert_eq!(idled, 40, "{ended:?}");
}

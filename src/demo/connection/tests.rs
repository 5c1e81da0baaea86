use super::*;
use crate::demo::conversation::{Client, logged_in, private};
use crate::demo::limits::{INCOMING_OCTETS_MAX, MESSAGE_OCTETS_MAX};

#[test]
fn twenty_wrong_commands_one_after_another_end_the_session() {
    let mut client = logged_in(&Server::new());
    for _ in 1..BAD_COMMANDS_MAX {
        client.ask("A XYZZY");
    }
    client.ask("A NOOP");
    for _ in 1..BAD_COMMANDS_MAX {
        assert_eq!(client.ask("A XYZZY").len(), 1);
    }
    assert!(client.ask("A XYZZY")[1].starts_with("* BYE"));
    assert_eq!(client.others, [Output::Close]);
}

#[test]
fn a_line_without_end_ends_the_session_and_takes_no_memory() {
    for chunk in [1000, 100_000] {
        let mut client = logged_in(&Server::new());
        for _ in 0..COMMAND_OCTETS_MAX / chunk + 2 {
            client.send(&vec![b'x'; chunk]);
        }
        assert!(client.lines().last().unwrap().starts_with("* BYE"));
        assert!(client.connection.inbox.capacity() == 0);
    }
}

#[test]
fn many_small_literals_are_one_long_command() {
    let mut client = logged_in(&Server::new());
    client.ask("S SELECT INBOX");
    client.send(b"A SEARCH TEXT ");
    client.send(&b"{3+}\r\nabc TEXT ".repeat(10_000));
    assert!(client.connection.intake.segments.len() < 10);
    assert!(client.lines().last().unwrap().starts_with("* BYE"));
}

#[test]
fn a_refused_literal_is_a_command_of_its_own() {
    let mut client = logged_in(&Server::new());
    assert!(client.ask("A APPEND Nope {11}")[0].starts_with("A NO [TRYCREATE]"));
    assert_eq!(client.ask("B NOOP"), ["B OK NOOP completed"]);
}

#[test]
fn a_literal_that_comes_unasked_is_thrown_away() {
    let mut client = logged_in(&Server::new());
    let octets = MESSAGE_OCTETS_MAX + 1;
    assert!(client.ask(&format!("A APPEND INBOX {{{octets}+}}")).is_empty());
    for _ in 0..octets / 1024 {
        client.send(&[b'x'; 1024]);
    }
    client.send(b"x\r\nB NOOP\r\n");
    let lines = client.lines();
    assert!(lines[0].starts_with("A NO [TOOBIG]") && lines[1] == "B OK NOOP completed");
    assert!(client.connection.inbox.capacity() <= PIECE_OCTETS);
}

#[test]
fn messages_on_their_way_have_a_limit_that_they_give_back() {
    let server = Server::new();
    let mut clients: Vec<_> = (0..5).map(|_| logged_in(&server)).collect();
    let append = format!("A APPEND INBOX {{{MESSAGE_OCTETS_MAX}}}");
    for client in &mut clients[..4] {
        assert!(client.ask(&append)[0].starts_with("+ "));
    }
    assert!(clients[4].ask(&append)[0].starts_with("A NO [UNAVAILABLE]"));
    drop(clients.remove(0));
    assert!(clients[3].ask(&append)[0].starts_with("+ "));
    assert!(logged_in(&server).ask("A APPEND INBOX {3}")[0].starts_with("A NO [UNAVAILABLE]"));
    clients.clear();
    let mut client = logged_in(&server);
    for _ in 0..INCOMING_OCTETS_MAX / MESSAGE_OCTETS_MAX + 1 {
        client.ask("A APPEND INBOX {3}");
        assert!(client.ask("abc")[0].starts_with("A OK"));
    }
    assert!(server.reserve(INCOMING_OCTETS_MAX).is_some() && server.reserve(INCOMING_OCTETS_MAX + 1).is_none());
}

#[test]
fn an_append_takes_one_message() {
    let mut client = logged_in(&Server::new());
    client.ask("A APPEND INBOX {3}");
    assert!(client.ask("abc {3}")[0].starts_with("A BAD APPEND: APPEND takes one message"));
}

#[test]
fn a_long_answer_comes_in_pieces_while_it_is_taken() {
    let mut client = logged_in(&Server::new());
    client.ask("A SELECT INBOX");
    client.connection.handle_bytes(client.now, b"B FETCH 1:14 (BODY.PEEK[] RFC822)\r\nC NOOP\r\n");
    for _ in 0..2 {
        let Some(Output::Send(octets)) = client.connection.poll() else { panic!("nothing to send") };
        assert!(octets.len() <= 2 * PIECE_OCTETS);
    }
    assert!(client.connection.job.is_some() && client.connection.outputs.len() <= 1);
    assert_eq!(client.ask("D NOOP").last().unwrap(), "D OK NOOP completed");
}

#[test]
fn what_comes_behind_starttls_is_not_believed() {
    let server = Server::new();
    let mut client = Client::new(&server, LinkFacts { starttls: true, ..LinkFacts::default() });
    assert!(client.lines()[0].contains(" STARTTLS LOGINDISABLED AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-1 AUTH=CRAM-MD5]"));
    assert!(client.ask("A LOGIN user@outlook.com password")[0].starts_with("A NO [PRIVACYREQUIRED]"));
    client.send(b"B STARTTLS\r\nC LOGIN user@outlook.com password\r\n");
    client.send(b"D NOOP\r\n");
    assert_eq!((client.lines().len(), &client.others[..]), (1, &[Output::StartTls][..]));
    let binding = ChannelBinding { tls_exporter: Some(vec![1]), ..ChannelBinding::default() };
    client.connection.handle_secured(binding);
    let capabilities = client.ask("E CAPABILITY").remove(0);
    assert!(capabilities.contains("AUTH=SCRAM-SHA-256-PLUS") && !capabilities.contains("STARTTLS"));
    assert!(client.ask("F LOGIN user@outlook.com password")[0].starts_with("F OK"));
}

#[test]
fn compression_starts_once_and_behind_its_answer() {
    let mut client = Client::new(&Server::new(), LinkFacts { compress: true, ..private() });
    client.ask("A LOGIN user@outlook.com password");
    assert_eq!(client.ask("B COMPRESS DEFLATE"), ["B OK DEFLATE active"]);
    assert_eq!(client.others, [Output::StartDeflate]);
    assert!(client.ask("C COMPRESS DEFLATE")[0].starts_with("C NO [COMPRESSIONACTIVE]"));
}

#[test]
fn half_an_hour_of_silence_ends_the_session() {
    let mut client = logged_in(&Server::new());
    client.lines();
    assert_eq!(client.connection.next_timeout(), client.now.checked_add(SILENCE_MAX));
    client.wait(SILENCE_MAX - Duration::from_secs(1));
    assert!(client.lines().is_empty());
    client.wait(Duration::from_secs(1));
    assert!(client.lines()[0].starts_with("* BYE"));
    assert_eq!(client.connection.next_timeout(), None);
}

#[test]
fn a_stranger_has_less_time_to_log_in() {
    let server = Server::new();
    let link = || LinkFacts { is_network: true, ..private() };
    let (mut silent, mut busy) = (Client::new(&server, link()), Client::new(&server, link()));
    busy.ask("A LOGIN user@outlook.com password");
    for client in [&mut silent, &mut busy] {
        client.lines();
        client.wait(SILENCE_BEFORE_LOGIN_MAX);
    }
    assert_eq!(silent.lines(), ["* BYE You have been silent for 5 minutes"]);
    assert!(busy.lines().is_empty() && busy.connection.next_timeout() > Some(busy.now));
}

#[test]
fn the_end_of_the_server_is_told_behind_a_long_answer() {
    let mut client = logged_in(&Server::new());
    client.ask("A SELECT INBOX");
    client.connection.handle_bytes(client.now, b"B FETCH 1:14 BODY.PEEK[]\r\nC NOOP\r\n");
    assert!(matches!(client.connection.poll(), Some(Output::Send(_))));
    client.connection.shut_down();
    client.send(b"");
    let lines = client.lines();
    assert_eq!(lines[lines.len() - 2..], ["B OK FETCH completed", "* BYE The server is shutting down"]);
    assert_eq!(client.others, [Output::Close]);
}

#[test]
fn the_end_of_the_server_is_not_told_within_a_handshake() {
    let mut client = Client::new(&Server::new(), LinkFacts { starttls: true, ..LinkFacts::default() });
    client.ask("A STARTTLS");
    client.connection.shut_down();
    client.send(b"");
    assert!(client.lines().is_empty() && client.others == [Output::StartTls, Output::Close]);
}

#[test]
fn ten_refused_logins_end_the_session() {
    let mut client = Client::new(&Server::new(), private());
    for _ in 1..10 {
        client.ask("A LOGIN user@outlook.com wrong");
    }
    assert!(client.ask("A LOGIN user@outlook.com wrong")[1].starts_with("* BYE"));
}

#[test]
fn each_change_moves_the_generation() {
    let server = Server::new();
    let mut client = logged_in(&server);
    client.ask("A SELECT INBOX");
    let mut last = server.generation();
    let changes = ["STORE 1 +FLAGS (\\Deleted)", "EXPUNGE", "COPY 1 Trash", "CREATE x", "RENAME x y", "DELETE y"];
    for change in changes {
        assert!(client.ask(&format!("A {change}")).last().unwrap().starts_with("A OK"), "{change}");
        assert!(server.generation() > last, "{change}");
        last = server.generation();
    }
    client.ask("A NOOP");
    assert_eq!(server.generation(), last);
}

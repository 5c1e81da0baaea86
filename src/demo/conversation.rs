//! Conversations with the server, as people read them in RFCs.
//!
//! `C: ` lines are sent, `S: ` lines must come back, in this order. In an `S: ` line `...` stands for any characters; a
//! line of only `...` for any number of lines. `[2] C: ` and `[2] S: ` belong to a second client,
//! and `wait 5` lets five seconds pass for both.

use std::time::{Duration, Instant};

use crate::demo::{Connection, LinkFacts, Output, Server};

/// A client's end.
pub(super) struct Client {
    pub(super) connection: Connection,
    pub(super) now: Instant,
    /// What came, but was not looked at yet.
    lines: Vec<String>,
    pub(super) others: Vec<Output>,
}

impl Client {
    pub(super) fn new(server: &Server, link: LinkFacts) -> Self {
        let now = Instant::now();
        let mut client = Self { connection: server.connect(now, link), now, lines: Vec::new(), others: Vec::new() };
        client.receive();
        client
    }

    pub(super) fn send(&mut self, octets: &[u8]) {
        self.connection.handle_bytes(self.now, octets);
        self.receive();
    }

    pub(super) fn wait(&mut self, duration: Duration) {
        self.now += duration;
        self.connection.handle_timeout(self.now);
        self.receive();
    }

    fn receive(&mut self) {
        let mut octets = Vec::new();
        while let Some(output) = self.connection.poll() {
            match output {
                Output::Send(sent) => octets.extend_from_slice(&sent),
                other => self.others.push(other),
            }
        }
        let text = String::from_utf8_lossy(&octets);
        assert!(text.is_empty() || text.ends_with("\r\n"), "{text:?} ends within a line");
        self.lines.extend(text.split_terminator("\r\n").map(str::to_owned));
    }

    pub(super) fn lines(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }

    /// Sends a line and takes what comes back.
    pub(super) fn ask(&mut self, line: &str) -> Vec<String> {
        self.lines();
        self.send(format!("{line}\r\n").as_bytes());
        self.lines()
    }
}

/// A link that needs no encryption.
pub(super) fn private() -> LinkFacts {
    LinkFacts { is_private: true, ..LinkFacts::default() }
}

/// A client that has logged in.
pub(super) fn logged_in(server: &Server) -> Client {
    let mut client = Client::new(server, private());
    assert!(client.ask("L LOGIN user@outlook.com password")[0].starts_with("L OK"));
    client
}

/// Plays a conversation; clients are logged in unless it starts with a greeting.
pub(super) fn play(script: &str) {
    let server = Server::new();
    let lines = || script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_greeted = lines().next().is_some_and(|line| line.starts_with("S: * OK"));
    let connect = || if is_greeted { Client::new(&server, private()) } else { logged_in(&server) };
    let mut clients = vec![connect()];
    let mut expected: Vec<(usize, Vec<String>)> = vec![(0, Vec::new()), (1, Vec::new())];
    for line in lines() {
        let (who, line) = line.strip_prefix("[2] ").map_or((0, line), |line| (1, line));
        if clients.len() <= who {
            clients.push(connect());
        }
        if let Some(sent) = line.strip_prefix("C: ") {
            check(&mut clients, &mut expected);
            clients[who].send(format!("{sent}\r\n").as_bytes());
        } else if let Some(seconds) = line.strip_prefix("wait ") {
            check(&mut clients, &mut expected);
            clients.iter_mut().for_each(|client| client.wait(Duration::from_secs(seconds.parse().unwrap())));
        } else {
            expected[who].1.push(line.strip_prefix("S: ").unwrap_or(line).to_owned());
        }
    }
    check(&mut clients, &mut expected);
}

fn check(clients: &mut [Client], expected: &mut [(usize, Vec<String>)]) {
    for (who, wanted) in expected.iter_mut() {
        let Some(client) = clients.get_mut(*who) else { continue };
        let (found, wanted) = (client.lines(), std::mem::take(wanted));
        let (found_lines, wanted_lines) = (found.join("\n"), wanted.join("\n"));
        assert!(
            lines_match(&wanted, &found),
            "client {}\nexpected:\n{wanted_lines}\n\nfound:\n{found_lines}\n",
            *who + 1
        );
    }
}

fn lines_match(wanted: &[String], found: &[String]) -> bool {
    match wanted.split_first() {
        None => found.is_empty(),
        Some((first, rest)) if first == "..." => (0..=found.len()).any(|skipped| lines_match(rest, &found[skipped..])),
        Some((first, rest)) => {
            found.split_first().is_some_and(|(line, after)| line_matches(first, line) && lines_match(rest, after))
        }
    }
}

pub(super) fn line_matches(wanted: &str, found: &str) -> bool {
    let mut parts = wanted.split("...");
    let Some(mut rest) = parts.next().and_then(|first| found.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn the_session_of_the_article_works() {
    play(include_str!("conversations/article.txt"));
}

#[test]
fn what_the_welcome_suggests_works() {
    play(include_str!("conversations/basics.txt"));
}

#[test]
fn each_wrong_command_is_told_what_is_wrong() {
    play(include_str!("conversations/syntax.txt"));
}

#[test]
fn parts_of_a_message_are_exact() {
    play(include_str!("conversations/fetch.txt"));
}

#[test]
fn two_clients_hear_of_each_other() {
    play(include_str!("conversations/two-clients.txt"));
}

#[test]
fn mailboxes_come_and_go() {
    play(include_str!("conversations/mailboxes.txt"));
}

#[test]
fn list_has_its_extensions() {
    play(include_str!("conversations/list.txt"));
}

#[test]
fn each_search_key_finds_what_it_should() {
    play(include_str!("conversations/search.txt"));
}

#[test]
fn messages_are_changed_copied_moved_and_removed() {
    play(include_str!("conversations/messages.txt"));
}

#[test]
fn imap4rev2_changes_what_it_should() {
    play(include_str!("conversations/rev2.txt"));
}

#[test]
fn logins_by_all_simple_mechanisms_work() {
    play(include_str!("conversations/login.txt"));
}

#[test]
fn no_text_ends_like_a_literal_header() {
    let server = Server::new();
    let mut client = logged_in(&server);
    for line in
        ["[ {3} 1", "A FOO{3} ", "A FETCH {3} ", "A SELECT {3} ", "A STORE 1 {3} ", "A SEARCH {3} ", "A LIST {3} "]
    {
        assert!(client.ask(line).iter().all(|answer| !answer.ends_with('}')), "{line}");
    }
}

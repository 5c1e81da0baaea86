//! A server for one person at a terminal, which says OK to everything.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use crate::support::screen::{Setup, Terminal};

/// A server for one client: it answers every command with OK, unless `answer` has something else to say.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// The connection, once there is one, to say something unasked.
    pub(crate) connection: mpsc::Receiver<Speaker>,
}

/// A connection that several threads speak on, a line at a time.
#[derive(Clone)]
pub(crate) struct Speaker(Arc<Mutex<TcpStream>>);

impl Speaker {
    pub(crate) fn say(&self, text: &str) -> std::io::Result<()> {
        self.0.lock().unwrap().write_all(text.as_bytes())
    }

    pub(crate) fn close(&self) {
        self.0.lock().unwrap().shutdown(std::net::Shutdown::Both).unwrap();
    }
}

pub(crate) fn server(answer: impl Fn(&str, &str) -> Option<String> + Send + 'static) -> Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, connection) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let speaker = Speaker(Arc::new(Mutex::new(stream.try_clone().unwrap())));
        let _ = speaker.say("* PREAUTH ready\r\n");
        let _ = sender.send(speaker.clone());
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            let text = match answer(tag, command) {
                Some(text) => text,
                None if command == "LOGOUT" => format!("* BYE bye\r\n{tag} OK done\r\n"),
                // A reply that says the password again would show it: so do servers not.
                None => format!("{tag} OK {} done\r\n", command.split(" me ").next().unwrap_or_default()),
            };
            if speaker.say(&text).is_err() {
                return;
            }
        }
    });
    Server { port, connection }
}

pub(crate) fn plain_server() -> Server {
    server(|_, _| None)
}

pub(crate) const PROMPT: &str = "127.0.0.1>";

/// A terminal that is connected, at its prompt.
pub(crate) fn connected(server: &Server, setup: Setup) -> Terminal {
    let terminal = setup.start([&format!("127.0.0.1:{}", server.port), "--tls", "off"]);
    terminal.wait_for_last_line(PROMPT);
    terminal
}

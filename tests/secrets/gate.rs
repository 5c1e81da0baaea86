//! A server that takes a password in whatever way it is given, says that it has it, and lets in or not when it is told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::num::NonZeroU32;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use imapsh::sasl::scram::{Hash, Salting};
use imapsh::sasl::{cram_md5, scram};
use imapsh::wire::{from_base64, literal_header, to_base64};

use crate::PASSWORD;

/// What CRAM-MD5 starts with.
pub(crate) const CHALLENGE: &str = "<1896.697170952@gate.example>";

const SALT: &[u8] = b"a grain of salt";
const ITERATIONS: u32 = 4;
const PATIENCE: Duration = Duration::from_secs(15);

/// The server, and what it waits for.
pub(crate) struct Gate {
    pub(crate) port: u16,
    asked: Receiver<()>,
    open: Sender<()>,
}

impl Gate {
    /// A server that offers these capabilities to its one client.
    pub(crate) fn start(words: &str, lets_in: bool) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (ask, asked) = channel();
        let (open, opened) = channel();
        let words = words.to_owned();
        thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            let reader = BufReader::new(stream.try_clone().unwrap());
            let mut keeper = Keeper { stream, reader, words, lets_in, ask, opened };
            keeper.serve();
        });
        Self { port, asked, open }
    }

    /// Waits until the password has come; `false` if it does not. The answer to it waits for [`Gate::open`].
    pub(crate) fn waits_for_password(&self) -> bool {
        self.asked.recv_timeout(PATIENCE).is_ok()
    }

    pub(crate) fn open(&self) {
        // It may be gone: that shows elsewhere.
        let _ = self.open.send(());
    }
}

struct Keeper {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
    words: String,
    lets_in: bool,
    ask: Sender<()>,
    opened: Receiver<()>,
}

impl Keeper {
    fn serve(&mut self) {
        self.say(&format!("* OK [CAPABILITY IMAP4rev1 {}] ready", self.words));
        while let Some(line) = self.line() {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            let name = command.split([' ', '\t']).next().unwrap_or_default().to_ascii_uppercase();
            match name.as_str() {
                "LOGIN" => {
                    let arguments = self.with_literals(command.to_owned());
                    self.judge(tag, arguments.contains(PASSWORD));
                }
                "AUTHENTICATE" => {
                    let mut words = command.split_whitespace().skip(1);
                    let mechanism = words.next().unwrap_or_default().to_ascii_uppercase();
                    let initial = words.next().map(str::to_owned);
                    let is_it = self.authenticate(&mechanism, initial);
                    self.judge(tag, is_it);
                }
                "LOGOUT" => self.say(&format!("* BYE bye\r\n{tag} OK done")),
                "CAPABILITY" => self.say(&format!("* CAPABILITY IMAP4rev1\r\n{tag} OK done")),
                "NOOP" => self.say(&format!("{tag} OK done")),
                _ => {
                    let told = self.with_literals(command.to_owned());
                    if told.contains(PASSWORD) {
                        self.wait();
                    }
                    self.say(&format!("{tag} BAD unknown command"));
                }
            }
        }
    }

    fn say(&mut self, text: &str) {
        // A client that has gone has heard enough.
        let _ = self.stream.write_all(format!("{text}\r\n").as_bytes());
    }

    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        self.reader.read_until(b'\n', &mut line).ok()?;
        Some(String::from_utf8_lossy(line.strip_suffix(b"\r\n")?).into_owned())
    }

    /// A command with its literals, which are allowed.
    fn with_literals(&mut self, mut command: String) -> String {
        while let Some(literal) = literal_header(command.as_bytes()) {
            if literal.sync {
                self.say("+ go");
            }
            let mut octets = vec![0; usize::try_from(literal.octets).unwrap()];
            if self.reader.read_exact(&mut octets).is_err() {
                break;
            }
            let Some(rest) = self.line() else { break };
            command.push_str(&format!("\r\n{}{rest}", String::from_utf8_lossy(&octets)));
        }
        command
    }

    /// Whether the answers of the mechanism have the password in them.
    fn authenticate(&mut self, mechanism: &str, initial: Option<String>) -> bool {
        let has_it = |text: &str| text.contains(PASSWORD);
        match mechanism {
            "LOGIN" => {
                self.answer("VXNlcm5hbWU6");
                has_it(&self.answer("UGFzc3dvcmQ6"))
            }
            "CRAM-MD5" => {
                let answer = self.answer(&to_base64(CHALLENGE.as_bytes()));
                answer.ends_with(&cram_md5(PASSWORD, CHALLENGE.as_bytes()))
            }
            "SCRAM-SHA-1" => self.scram(Hash::Sha1, initial),
            "SCRAM-SHA-256" => self.scram(Hash::Sha256, initial),
            _ => {
                let answer = self.first(initial);
                if mechanism != "PLAIN" && !self.lets_in {
                    // RFC 7628 section 3.2.2.
                    self.answer(&to_base64(br#"{"status":"invalid_token"}"#));
                }
                has_it(&answer)
            }
        }
    }

    fn first(&mut self, initial: Option<String>) -> String {
        initial.map_or_else(|| self.answer(""), |initial| decoded(&initial))
    }

    fn answer(&mut self, challenge: &str) -> String {
        self.say(&format!("+ {challenge}"));
        self.line().map(|line| decoded(&line)).unwrap_or_default()
    }

    fn scram(&mut self, hash: Hash, initial: Option<String>) -> bool {
        let first = self.first(initial);
        let bare = first.trim_start_matches("n,,").trim_start_matches("y,,").to_owned();
        let nonce = bare.split(",r=").nth(1).unwrap_or_default();
        let challenge = format!("r={nonce}Gate,s={},i={ITERATIONS}", to_base64(SALT));
        let last = self.answer(&to_base64(challenge.as_bytes()));
        let (unproved, proof) = last.split_once(",p=").unwrap_or((&last, ""));
        let keys = Salting::new(hash, PASSWORD, SALT, NonZeroU32::new(ITERATIONS).unwrap()).advance(ITERATIONS);
        let (keys, said) = (keys.unwrap(), format!("{bare},{challenge},{unproved}"));
        if self.lets_in {
            self.answer(&to_base64(format!("v={}", to_base64(&keys.signature(&said))).as_bytes()));
        }
        scram::attribute(&mut [format!("p={proof}").as_str()].into_iter(), 'p') == Some(&to_base64(&keys.proof(&said)))
    }

    fn wait(&self) {
        let _ = self.ask.send(());
        // Whoever has not asked for it does not open either.
        let _ = self.opened.recv_timeout(PATIENCE);
    }

    fn judge(&mut self, tag: &str, has_password: bool) {
        if has_password {
            self.wait();
        }
        self.say(&match self.lets_in {
            true => format!("{tag} OK [CAPABILITY IMAP4rev1] logged in"),
            false => format!("{tag} NO [AUTHENTICATIONFAILED] not you"),
        });
    }
}

fn decoded(line: &str) -> String {
    String::from_utf8_lossy(&from_base64(line.as_bytes()).unwrap_or_default()).into_owned()
}

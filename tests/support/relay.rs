//! A way to a server on loopback that can be cut.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes octets between its clients and a server, until they are cut off from one another. Clients that come later get through again.
pub(crate) struct Relay {
    pub(crate) port: u16,
    way: Arc<Way>,
}

/// What both directions share.
#[derive(Default)]
struct Way {
    open: Mutex<Vec<TcpStream>>,
    /// One after another: the first is the next to happen.
    cuts: Mutex<VecDeque<Cut>>,
    /// Words that the server says and the client does not hear.
    hidden: Vec<&'static str>,
}

/// Where a connection is to be cut: at a word that somebody says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) who: Who,
    pub(crate) word: &'static str,
    /// When it is said for the so-manieth time since the last cut.
    pub(crate) time: usize,
    /// What of it still gets through.
    pub(crate) passes: Passes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Client,
    Server,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Passes {
    /// Nothing of what comes with the word.
    Nothing,
    /// All up to the end of the word.
    Word,
    /// All up to the end of the line: what is said to it is lost.
    Line,
}

impl Relay {
    /// A relay to this port of loopback, as long as the test runs.
    pub(crate) fn start(server: u16) -> Self {
        Self::serve(server, Way::default())
    }

    /// The same, which hides that the server can do something.
    pub(crate) fn hiding(server: u16, hidden: &[&'static str]) -> Self {
        Self::serve(server, Way { hidden: hidden.to_vec(), ..Way::default() })
    }

    fn serve(server: u16, way: Way) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let relay = Self { port: listener.local_addr().unwrap().port(), way: Arc::new(way) };
        let way = Arc::clone(&relay.way);
        thread::spawn(move || {
            for near in listener.incoming() {
                let Ok(near) = near else { return };
                let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)) else { return };
                for end in [&near, &far] {
                    end.set_nodelay(true).unwrap();
                }
                let ends = [near.try_clone().unwrap(), far.try_clone().unwrap()];
                way.open.lock().unwrap().extend(ends);
                pass(Who::Client, near.try_clone().unwrap(), far.try_clone().unwrap(), &way);
                pass(Who::Server, far, near, &way);
            }
        });
        relay
    }

    /// Cuts off whoever is connected, at whatever octet.
    pub(crate) fn cut(&self) {
        self.way.cut();
    }

    /// Cuts connections at these places, one after another.
    pub(crate) fn cut_at(&self, cuts: &[Cut]) {
        self.way.cuts.lock().unwrap().extend(cuts);
    }

    /// The cuts that have not happened yet.
    pub(crate) fn cuts_left(&self) -> usize {
        self.way.cuts.lock().unwrap().len()
    }
}

impl Way {
    fn cut(&self) {
        for end in self.open.lock().unwrap().drain(..) {
            // It may be closed already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// How much of `octets` still gets through, if the connection is cut in them. `before` is what came before them.
    fn ends(&self, who: Who, before: &[u8], octets: &[u8]) -> Option<usize> {
        let mut cuts = self.cuts.lock().unwrap();
        let cut = cuts.front_mut().filter(|cut| cut.who == who)?;
        let word = cut.word.as_bytes();
        let kept = &before[before.len().saturating_sub(word.len() - 1)..];
        let seen = [kept, octets].concat();
        let found = (0..seen.len()).filter(|at| seen[*at..].starts_with(word));
        for at in found {
            cut.time -= 1;
            if cut.time > 0 {
                continue;
            }
            let end = (at + word.len()).saturating_sub(kept.len());
            let line = octets[end..].iter().position(|octet| *octet == b'\n').map_or(octets.len(), |at| end + at + 1);
            let passes = cut.passes;
            cuts.pop_front();
            return Some(match passes {
                Passes::Nothing => 0,
                Passes::Word => end,
                Passes::Line => line,
            });
        }
        None
    }

    fn hide(&self, octets: &mut [u8]) {
        for word in &self.hidden {
            let found: Vec<usize> = (0..octets.len()).filter(|at| octets[*at..].starts_with(word.as_bytes())).collect();
            found.into_iter().for_each(|at| octets[at] = b'X');
        }
    }
}

fn pass(who: Who, mut from: TcpStream, mut to: TcpStream, way: &Arc<Way>) {
    let way = Arc::clone(way);
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        let mut before = Vec::new();
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let octets = &mut buffer[..read];
            if who == Who::Server {
                way.hide(octets);
            }
            let ends = way.ends(who, &before, octets);
            if to.write_all(&octets[..ends.unwrap_or(read)]).is_err() {
                break;
            }
            if ends.is_some() {
                way.cut();
                return;
            }
            // A word may come in two pieces.
            before = octets[read.saturating_sub(64)..].to_vec();
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

//! A way to a server on loopback that can be cut.

use std::io;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes octets between its clients and a server, until they are cut off from one another. Clients that come later get through again.
pub(crate) struct Relay {
    pub(crate) port: u16,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Relay {
    /// A relay to this port of loopback, as long as the test runs.
    pub(crate) fn start(server: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let relay = Self { port: listener.local_addr().unwrap().port(), open: Arc::default() };
        let open = Arc::clone(&relay.open);
        thread::spawn(move || {
            for near in listener.incoming() {
                let Ok(near) = near else { return };
                let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)) else { return };
                for end in [&near, &far] {
                    end.set_nodelay(true).unwrap();
                }
                let ends = [near.try_clone().unwrap(), far.try_clone().unwrap()];
                open.lock().unwrap().extend(ends);
                pass(near.try_clone().unwrap(), far.try_clone().unwrap());
                pass(far, near);
            }
        });
        relay
    }

    /// Cuts off whoever is connected, at whatever octet.
    pub(crate) fn cut(&self) {
        for end in self.open.lock().unwrap().drain(..) {
            // It may be closed already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

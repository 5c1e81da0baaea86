//! stub until merged
use std::time::Instant;
#[derive(Default)]
#[allow(missing_docs)]
pub struct LinkFacts {}
#[allow(missing_docs)]
pub enum Output {
    Send(Vec<u8>),
    Close,
    StartTls,
    StartDeflate,
}
#[allow(missing_docs)]
pub struct Server;
#[allow(missing_docs)]
pub struct Connection;
#[allow(missing_docs)]
impl Server {
    pub fn new() -> Self {
        Self
    }
    pub fn connect(&self, _: Instant, _: LinkFacts) -> Connection {
        Connection
    }
}
#[allow(missing_docs)]
impl Connection {
    pub fn handle_bytes(&mut self, _: Instant, _: &[u8]) {}
    pub fn handle_timeout(&mut self, _: Instant) {}
    pub fn next_timeout(&self) -> Option<Instant> {
        None
    }
    pub fn poll(&mut self) -> Option<Output> {
        None
    }
}

//! An IMAP server in memory, for the demo, the lessons, the tests and other clients.
//!
//! It is a state machine without I/O, clock or terminal: a [`Server`] holds the mail, and each [`Connection`] is told of
//! octets and of the time, and says what to send. It speaks IMAP4rev1 (RFC 3501) and IMAP4rev2 (RFC 9051), and takes no
//! wrong command silently: whoever types by hand should learn what was wrong.
//!
//! There is one account, [`USER`] with [`PASSWORD`]. State is in memory, and fresh in each [`Server`].
//!
//! What it never will be: a server for real mail. Nothing is kept, the password is public, and mail arrives by itself.

mod connection;
mod server;

mod command;
mod intake;
mod parse;
mod reply;
mod sequence;

mod account;
mod authenticate;
mod sasl;
mod scram;

mod folders;
mod list;
mod names;
mod select;
mod view;

mod alone;

mod append;
mod messages;

mod body_structure;
mod envelope;
mod fetch;
mod fetch_items;
mod header;
mod mime;

mod search;

mod date;
mod flags;
mod mailbox;
mod seed;
mod store;

mod limits;

#[cfg(test)]
mod conversation;
#[cfg(test)]
mod properties;

pub use crate::sasl::ChannelBinding;
pub use alone::Alone;
pub use connection::{Connection, Output};
pub use limits::MESSAGE_OCTETS_MAX;
pub use server::{LinkFacts, PASSWORD, Server, TOKEN, USER};

//! `imapsh`, the interactive terminal for manual IMAP sessions.

pub mod catalog;
pub mod wire;

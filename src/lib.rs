//! `imapsh`, the interactive terminal for manual IMAP sessions.
//!
//! The layers, lowest first; a module uses lower ones only (`tests/tidy.rs` sees to it):
//!
//! ```text
//! 6  main cli
//! 5  app
//! 4  net render repl
//! 3  advice assist explain shortcuts
//! 2  session demo
//! 1  mail sasl
//! 0  catalog wire secret error table theme
//! ```

pub mod catalog;
pub mod error;
pub mod secret;
pub mod table;
pub mod theme;
pub mod wire;

pub mod mail;
pub mod sasl;

pub mod demo;
pub mod session;

pub mod advice;
pub mod assist;
pub mod explain;
pub mod shortcuts;

pub mod check;
pub mod net;
pub mod render;
pub mod repl;

pub mod app;

pub mod cli;

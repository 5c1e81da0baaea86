//! `imapsh`, the interactive terminal for manual IMAP sessions.
//!
//! The layers, lowest first; a module uses lower ones only (`tests/tidy.rs` sees to it):
//!
//! ```text
//! 5  main cli
//! 4  app
//! 3  net render repl
//! 2  advice assist explain shortcuts
//! 1  session demo
//! 0  catalog wire secret error theme
//! ```

pub mod catalog;
pub mod error;
pub mod secret;
pub mod theme;
pub mod wire;

pub mod demo;
pub mod session;

pub mod advice;
pub mod assist;
pub mod explain;
pub mod shortcuts;

pub mod net;
pub mod render;
pub mod repl;

pub mod app;

pub mod cli;

//! The `imapsh` program.

fn main() {}

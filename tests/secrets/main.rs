//! A password, in every way that it can be given, against every place where it could show up.
//!
//! `ways` is the table, `gate` the server that takes the password and says yes or no, `told` what counts as telling it. The
//! other modules are the places: scripts, terminals, reports.

#[path = "../support/mod.rs"]
mod support;

mod gate;
mod reports;
mod scripts;
mod terminals;
mod told;
mod ways;

/// No atom would hold more than these; percent-encoding and the alphabets of base64 change them.
const PASSWORD: &str = "Op3n+S3same/~7";

/// Whom it logs in.
const USER: &str = "me";

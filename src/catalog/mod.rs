//! What IMAP is, as data. Imports nothing.

//! IMAP as octets. Nothing here can fail, and nothing is lost.
//!
//! Two levels, kept apart:
//!
//! 1. [`Framer`] cuts a stream, however it is chunked, into [`Piece`]s: the text of lines, the octets of literals, and
//!    where a response or command ends. It streams, so that a literal of any size takes constant memory.
//! 2. [`Lexer`] names the tokens of a line. It is total and lossless: its tokens, put together, are its input.
//!
//! [`Gatherer`] puts the pieces of one response together again, within limits, as a [`Response`] that answers questions.

mod answers;
mod base64;
mod encode;
mod escape;
mod frame;
mod lexer;
mod response;
pub mod utf7;
mod visible;

pub use base64::{from_base64, to_base64};
pub use encode::{astring, quoted, quoted_utf8, unescape, unquote};
pub use escape::{Escaper, unescaped};
pub use frame::{Announced, Ends, Framer, LINE_OCTETS_MAX, Piece, Side, literal_header};
pub use lexer::{Kind, Lexed, Lexer, Token, lex, lex_command};
pub use response::{Cursor, Gatherer, RESPONSE_KEPT_MAX, Response, Status, Value};
pub(crate) use visible::torn_octets;
pub use visible::{Visible, is_harmless, visible};

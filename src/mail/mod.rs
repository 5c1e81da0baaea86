//! Mail, as people read it: the tree of a message's parts, its decoded headers, and the text of a part.
//!
//! All of it is total: what a message gets wrong becomes a reason that is shown, never a panic. Nothing recurses over what a
//! message or a server says.

mod flowed;
mod html;
mod structure;
mod text;
mod transfer;
mod tree;
mod words;

pub use structure::structure;
pub use text::readable;
pub use transfer::Decoder;
pub use tree::{Kind, Part, number_of, shown_part, span};
pub use words::{address, date, drawn, headers, words};

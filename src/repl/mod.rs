//! The line editor and the script reader: where lines come from.

pub mod complete;
mod editor;
mod history;
mod hub;
mod password;
mod script;
mod terminal;

pub use editor::{Asked, Editor, Input, Shared};
pub use history::History;
pub use hub::{Held, Hub};
pub use password::{ask_password, confirm};
pub use script::{Script, ScriptLine, Source};
pub use terminal::{Quiet, restore};

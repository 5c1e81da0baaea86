//! The line editor and the script reader: where lines come from.

mod around;
mod editor;
mod history;
mod hub;
mod keys;
mod menu;
mod password;
mod prompt;
mod script;
mod search;
mod shared;
mod terminal;
mod unseen;

pub use editor::{Editor, Input};
pub use history::History;
pub use hub::{Held, Hub};
pub use password::{ask_name, ask_password, confirm};
pub use script::{Script, ScriptLine, Source};
pub use shared::{Asked, Shared};
pub use terminal::{Quiet, restore, stop};

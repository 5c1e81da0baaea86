//! Lines that have a name in the configuration file.

use crate::error::{Error, Fault};
use crate::session::{Reader, Typed};
use crate::shortcuts::Alias;
use crate::shortcuts::alias::NESTED_MAX;

/// What a line means once its aliases are replaced by what they stand for.
///
/// # Errors
/// If one of them lacks a word, or they stand for one another.
pub(crate) fn meant(mut typed: Typed, aliases: &[Alias]) -> Result<Typed, Error> {
    let usage = |why: String| Error::new(Fault::Usage, why);
    for _ in 0..=NESTED_MAX {
        let Typed::Shortcut { name, rest } = &typed else { return Ok(typed) };
        let Some(alias) = aliases.iter().find(|alias| alias.name == *name) else { return Ok(typed) };
        let line = alias.expand(rest).map_err(usage)?;
        // A line by itself: what was pasted before it does not reach into it.
        typed = Reader::default().read(line.as_bytes());
    }
    Err(usage(format!("more than {NESTED_MAX} aliases stand for one another")))
}

//! What help while typing needs to know: the session, the shortcuts, the files.

use std::fs;

use crate::assist::{Around, Row};
use crate::session::{Snapshot, mask};
use crate::shortcuts::{Alias, SHORTCUTS, SWITCHES};

/// Files that are offered at once: more is nothing to read.
const FILES_MAX: usize = 500;

/// Does something with all that is known.
pub(super) fn with<T>(snapshot: &Snapshot, aliases: &[Alias], work: impl FnOnce(&Around<'_>) -> T) -> T {
    let own = SHORTCUTS.iter().map(|one| Row { name: one.name, usage: one.usage, brief: one.brief });
    let lines: Vec<_> = aliases.iter().map(|alias| mask::shown(&alias.line)).collect();
    let rows = aliases.iter().zip(&lines);
    let named = rows.map(|(alias, line)| Row { name: &alias.name, usage: &alias.name, brief: line });
    let shortcuts: Vec<Row<'_>> = own.chain(named).collect();
    let settings = SWITCHES.map(|(name, _, brief)| Row { name, usage: "on|off", brief });
    work(&Around { snapshot, shortcuts: &shortcuts, settings: &settings, files: &files })
}

/// The files whose path starts so, folders with a `/` at their end; hidden ones only if that was typed.
fn files(typed: &str) -> Vec<String> {
    let (folder, start) = typed.rsplit_once('/').map_or(("", typed), |(folder, start)| (folder, start));
    let prefix = &typed[..typed.len() - start.len()];
    let place = if prefix.is_empty() {
        "."
    } else if folder.is_empty() {
        "/"
    } else {
        folder
    };
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let path = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let fits = name.starts_with(start) && (start.starts_with('.') || !name.starts_with('.'));
        // Of a link it counts what it leads to.
        let slash = if entry.path().is_dir() { "/" } else { "" };
        fits.then(|| format!("{prefix}{name}{slash}"))
    };
    let mut found: Vec<_> = entries.filter_map(Result::ok).filter_map(path).take(FILES_MAX).collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_the_start_of_their_path() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("mails")).unwrap();
        for name in ["mail.eml", ".mail", "other"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let base = folder.path().display();
        assert_eq!(files(&format!("{base}/ma")), [format!("{base}/mail.eml"), format!("{base}/mails/")]);
        assert_eq!(files(&format!("{base}/.m")), [format!("{base}/.mail")]);
        assert_eq!(files(&format!("{base}/nowhere/x")), Vec::<String>::new());
        assert!(files("/et").contains(&"/etc/".to_owned()));
    }
}

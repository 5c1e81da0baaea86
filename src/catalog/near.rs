//! The name that somebody may have meant.

/// The name that is least unlike `typed`, if it is like it at all.
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer ones are no slips of a word that is known.
    const TYPED_MAX: usize = 40;
    if typed.is_empty() || typed.len() > TYPED_MAX {
        return None;
    }
    let far = |name: &&str| distance(&typed.to_ascii_uppercase(), &name.to_ascii_uppercase());
    let near = names.map(|name| (far(&name), name)).min_by_key(|(far, _)| *far)?;
    (near.0 <= 1 + typed.len() / 4).then_some(near.1)
}

/// How many letters must be changed, put in, or taken out.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, octet) in one.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, against) in other.bytes().enumerate() {
            let above = row[column + 1];
            row[column + 1] = (diagonal + usize::from(octet != against)).min(above + 1).min(row[column] + 1);
            diagonal = above;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_found() {
        let names = || ["FETCH", "SEARCH", "SELECT"].into_iter();
        assert_eq!(nearest("fecth", names()), Some("FETCH"));
        assert_eq!(nearest("SELCT", names()), Some("SELECT"));
        assert_eq!(nearest("frobnicate", names()), None);
        assert_eq!(nearest("", names()), None);
    }
}

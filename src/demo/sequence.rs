//! Sequence sets (RFC 9051 section 9, sequence-set): never expanded, whatever their numbers.

use std::fmt;

/// Sorted, disjoint, non-adjacent ranges of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers(Vec<(u32, u32)>);

impl Numbers {
    /// The numbers in `ranges`, which may overlap and stand in any order.
    pub(super) fn new(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged)
    }

    /// Single numbers, ascending.
    pub(super) fn of(numbers: impl IntoIterator<Item = u32>) -> Self {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for number in numbers {
            match ranges.last_mut() {
                Some(last) if last.1.checked_add(1) == Some(number) => last.1 = number,
                _ => ranges.push((number, number)),
            }
        }
        Self(ranges)
    }

    pub(super) fn contains(&self, number: u32) -> bool {
        let after = self.0.partition_point(|(low, _)| *low <= number);
        after > 0 && number <= self.0[after - 1].1
    }

    /// The largest number.
    pub(super) fn max(&self) -> Option<u32> {
        self.0.last().map(|range| range.1)
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (low, high)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            if low == high {
                write!(formatter, "{comma}{low}")?;
            } else {
                write!(formatter, "{comma}{low}:{high}")?;
            }
        }
        Ok(())
    }
}

/// A sequence set as it was typed; `None` stands for `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SequenceSet {
    /// `$`, the saved result of a SEARCH (RFC 9051 section 6.4.4.1).
    Saved,
    /// `1:3,7,9:*`
    Typed(Vec<(Option<u32>, Option<u32>)>),
}

impl SequenceSet {
    /// What `text` says; an error names what is wrong with it.
    pub(super) fn read(text: &[u8]) -> Result<Self, String> {
        if text == b"$" {
            return Ok(Self::Saved);
        }
        let ranges = text.split(|octet| *octet == b',').map(range).collect::<Result<_, _>>()?;
        Ok(Self::Typed(ranges))
    }

    /// The numbers meant, where `*` is `largest` (or nothing at all, in an empty mailbox). A range has no direction,
    /// so `5000:*` always holds the largest number (RFC 9051 section 9, seq-range).
    pub(super) fn resolve(&self, largest: Option<u32>, saved: &Numbers) -> Numbers {
        let Self::Typed(ranges) = self else { return saved.clone() };
        let bounds = ranges.iter().filter_map(|(from, to)| Some((from.or(largest)?, to.or(largest)?)));
        Numbers::new(bounds.map(|(from, to)| (from.min(to), from.max(to))).collect())
    }
}

fn range(text: &[u8]) -> Result<(Option<u32>, Option<u32>), String> {
    match text.iter().position(|octet| *octet == b':') {
        Some(colon) => Ok((bound(&text[..colon])?, bound(&text[colon + 1..])?)),
        None => bound(text).map(|number| (number, number)),
    }
}

fn bound(text: &[u8]) -> Result<Option<u32>, String> {
    if text == b"*" {
        return Ok(None);
    }
    let shown = text.escape_ascii();
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(format!("\"{shown}\" is no number; a set looks like 1:3,7,9:*"));
    }
    match std::str::from_utf8(text).ok().and_then(|digits| digits.parse().ok()) {
        Some(0) => Err("numbers start at 1, so 0 names no message".to_owned()),
        Some(number) => Ok(Some(number)),
        None => Err(format!("{shown} is larger than 4294967295")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str, largest: Option<u32>) -> String {
        SequenceSet::read(text.as_bytes()).unwrap().resolve(largest, &Numbers::default()).to_string()
    }

    #[test]
    fn a_range_has_no_direction() {
        assert_eq!(resolve("4:2", Some(9)), "2:4");
        assert_eq!(resolve("*:7", Some(9)), "7:9");
        assert_eq!(resolve("5000:*", Some(9)), "9:5000");
    }

    #[test]
    fn ranges_are_merged_and_sorted() {
        assert_eq!(resolve("7,1:3,2:5,6,*", Some(12)), "1:7,12");
    }

    #[test]
    fn the_largest_set_is_not_expanded() {
        assert_eq!(resolve("1:4294967295,4294967295:*,1:*", Some(3)), "1:4294967295");
        assert!(Numbers::new(vec![(1, u32::MAX)]).contains(u32::MAX));
    }

    #[test]
    fn a_star_in_an_empty_mailbox_is_nothing() {
        assert_eq!(resolve("*", None), "");
        assert_eq!(resolve("1:*,3", None), "3");
    }

    #[test]
    fn what_is_no_set_is_named() {
        for (text, error) in [("0", "start at 1"), ("1:", "no number"), ("", "no number"), ("4294967296", "larger")] {
            let found = SequenceSet::read(text.as_bytes()).unwrap_err();
            assert!(found.contains(error), "{text}: {found}");
        }
        assert!(SequenceSet::read(b"1,,2").is_err() && SequenceSet::read(b"+1").is_err());
    }

    #[test]
    fn numbers_are_found_in_their_ranges() {
        let numbers = Numbers::of([1, 2, 3, 7, 9, 10]);
        assert_eq!(numbers.to_string(), "1:3,7,9:10");
        assert!(numbers.contains(3) && !numbers.contains(4) && numbers.contains(7) && !numbers.contains(11));
    }
}

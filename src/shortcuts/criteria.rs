//! What a person searches for → the keys of SEARCH. RFC 9051 section 6.4.4.

use mail_parser::DateTime;

use crate::wire::quoted_utf8;

/// Keys that stand alone.
const ALONE: &[&str] = &[
    "all",
    "answered",
    "deleted",
    "draft",
    "flagged",
    "new",
    "old",
    "recent",
    "seen",
    "unanswered",
    "undeleted",
    "undraft",
    "unflagged",
    "unseen",
];

/// Keys that a text follows.
const WITH_TEXT: &[&str] = &["bcc", "body", "cc", "from", "keyword", "subject", "text", "to", "unkeyword"];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The SEARCH keys for `words` on the day `today`.
///
/// # Errors
/// If one of them makes no sense.
pub(super) fn criteria(words: &str, today: &DateTime, takes_utf8: bool) -> Result<String, String> {
    let mut keys = Vec::new();
    for (name, value) in split(words)? {
        keys.push(key(name.as_deref(), &value, today)?);
    }
    if keys.is_empty() {
        return Err(
            "for what? from:ann subject:\"two words\" since:3d before:2021-04-22 unseen larger:1M has:attachment"
                .to_owned(),
        );
    }
    // RFC 9051 section 6.4.4: without it the server may take the octets for US-ASCII. RFC 9755 section 3 forbids it where UTF-8 is on.
    let charset = if words.is_ascii() || takes_utf8 { "" } else { "CHARSET UTF-8 " };
    Ok(format!("{charset}{}", keys.join(" ")))
}

fn key(name: Option<&str>, value: &str, today: &DateTime) -> Result<String, String> {
    let Some(name) = name else {
        let word = value.to_ascii_lowercase();
        return Ok(if ALONE.contains(&&*word) { word.to_uppercase() } else { format!("TEXT {}", quoted_utf8(value)) });
    };
    let upper = name.to_uppercase();
    match name {
        "" => Ok(format!("TEXT {}", quoted_utf8(value))),
        "is" if ALONE.contains(&value) => Ok(value.to_uppercase()),
        // A word of the header is all that SEARCH can look for: there is no key for attachments.
        "has" if value == "attachment" => Ok("HEADER Content-Type \"multipart/mixed\"".to_owned()),
        "larger" | "smaller" => Ok(format!("{upper} {}", octets(value)?)),
        "since" | "before" | "on" => Ok(format!("{upper} {}", day(value, today)?)),
        "keyword" | "unkeyword" if !value.contains([' ', '(', ')', '{', '"', '\\', '%', '*']) => {
            Ok(format!("{upper} {value}"))
        }
        _ if WITH_TEXT.contains(&name) => Ok(format!("{upper} {}", quoted_utf8(value))),
        _ => Err(format!("there is no {name}:; to search for these very letters, write \"{name}:{value}\"")),
    }
}

/// Words, with the name before a colon: `from:ann`, `"two words"`. The name of a quoted word is empty.
fn split(text: &str) -> Result<Vec<(Option<String>, String)>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find([' ', '\t', '"', ':']).unwrap_or(rest.len());
        let name = rest[end..].starts_with(':').then(|| rest[..end].to_ascii_lowercase());
        if name.is_some() {
            rest = &rest[end + 1..];
        }
        let is_quoted = rest.starts_with('"');
        let value = if is_quoted { quoted(&mut rest)? } else { plain(&mut rest) };
        if value.is_empty() && name.is_some() {
            return Err(format!("{}: what?", name.unwrap_or_default()));
        }
        words.push((name.or_else(|| is_quoted.then(String::new)), value));
        rest = rest.trim_start();
    }
    Ok(words)
}

fn plain(rest: &mut &str) -> String {
    let (word, after) = rest.split_at(rest.find([' ', '\t']).unwrap_or(rest.len()));
    *rest = after;
    word.to_owned()
}

fn quoted(rest: &mut &str) -> Result<String, String> {
    let mut value = String::new();
    let mut chars = rest[1..].char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => {
                *rest = &rest[at + 2..];
                return Ok(value);
            }
            '\\' => value.extend(chars.next().map(|(_, char)| char)),
            _ => value.push(char),
        }
    }
    Err("a \" is open".to_owned())
}

/// `1M` in octets; the units are powers of 1024.
fn octets(text: &str) -> Result<u64, String> {
    let (digits, unit) = text.split_at(text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => return Err(format!("{text:?} is no size; 500, 20k and 1M are")),
    };
    let octets = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    octets.ok_or_else(|| format!("{text:?} is no size; 500, 20k and 1M are"))
}

/// `3d`, `2w`, `today`, `yesterday`, `2021-04-22` or `22-Apr-2021`, as SEARCH writes a date: `22-Apr-2021`.
fn day(text: &str, today: &DateTime) -> Result<String, String> {
    let ago = match text.to_ascii_lowercase().as_str() {
        "today" => Some(0),
        "yesterday" => Some(1),
        other => {
            let unit = other
                .chars()
                .last()
                .and_then(|unit| Some((unit, other[..other.len() - unit.len_utf8()].parse::<i64>().ok()?)));
            match unit {
                Some(('d', count)) => Some(count),
                Some(('w', count)) => count.checked_mul(7),
                Some(('m', count)) => count.checked_mul(30),
                Some(('y', count)) => count.checked_mul(365),
                _ => None,
            }
        }
    };
    // Nobody has mail from before the year 1.
    if let Some(days) = ago.filter(|days| (0..700_000).contains(days)) {
        let date = DateTime::from_timestamp(today.to_timestamp() - days * 86_400);
        return Ok(format!("{}-{}-{:04}", date.day, MONTHS[usize::from(date.month.clamp(1, 12)) - 1], date.year));
    }
    let numbers: Vec<u16> = text.split('-').filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [year, month @ 1..=12, date @ 1..=31] => Ok(format!("{date}-{}-{year:04}", MONTHS[usize::from(month) - 1])),
        [date @ 1..=31, year] if text.split('-').nth(1).is_some_and(is_month) => {
            Ok(format!("{date}-{}-{year:04}", text.split('-').nth(1).unwrap_or_default()))
        }
        _ => Err(format!("{text:?} is no day; 3d, 2w, today, 2021-04-22 and 22-Apr-2021 are")),
    }
}

fn is_month(text: &str) -> bool {
    MONTHS.iter().any(|month| month.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(words: &str) -> Result<String, String> {
        criteria(words, &DateTime::parse_rfc3339("2021-03-02T12:00:00Z").unwrap(), false)
    }

    #[test]
    fn words_become_keys() {
        for (words, wanted) in [
            ("from:ann unseen larger:1M", r#"FROM "ann" UNSEEN LARGER 1048576"#),
            (r#""two words" subject:"a \"b\"""#, r#"TEXT "two words" SUBJECT "a \"b\"""#),
            ("since:3d before:2021-04-22 on:22-Apr-2021", "SINCE 27-Feb-2021 BEFORE 22-Apr-2021 ON 22-Apr-2021"),
            (r#""unseen" is:seen smaller:20k"#, r#"TEXT "unseen" SEEN SMALLER 20480"#),
            ("has:attachment keyword:$x", r#"HEADER Content-Type "multipart/mixed" KEYWORD $x"#),
            ("Grüße", "CHARSET UTF-8 TEXT \"Grüße\""),
        ] {
            assert_eq!(made(words).as_deref(), Ok(wanted), "{words}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for words in [
            "",
            "frm:ann",
            "larger:x",
            "since:soon",
            "since:99999999999d",
            "\"open",
            "from:",
            "on:2021-13-01",
            "since:ä",
        ] {
            assert!(made(words).is_err(), "{words}");
        }
    }

    #[test]
    fn no_charset_is_named_where_utf_8_is_on() {
        let today = DateTime::parse_rfc3339("2021-03-02T12:00:00Z").unwrap();
        assert_eq!(criteria("grüße", &today, true).unwrap(), "TEXT \"grüße\"");
    }
}

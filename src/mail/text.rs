//! The octets of a part → text that can be read, or the reason why there is none.

use mail_parser::decoders::charsets::map::charset_decoder;

use crate::mail::flowed::joined;
use crate::mail::html;
use crate::mail::transfer::Decoder;
use crate::mail::tree::Part;
use crate::mail::words::drawn;

/// The text of `part`, whose octets came as `octets`: transfer encoding and charset undone, HTML made text, paragraphs joined. Its
/// lines end with LF.
///
/// # Errors
/// If it cannot be read, in words.
pub fn readable(part: &Part, octets: &[u8]) -> Result<String, String> {
    let mut decoder =
        Decoder::new(&part.encoding).ok_or_else(|| format!("nobody knows its encoding {:?}", part.encoding))?;
    let mut decoded = Vec::with_capacity(octets.len());
    decoder.push(octets, &mut decoded);
    decoder.finish(&mut decoded);
    if !part.is_text() {
        return Err(format!("{} is no text", part.media));
    }
    let text = in_charset(part.charset.as_deref(), &decoded)?.replace("\r\n", "\n");
    Ok(match (&*part.media, part.flowed) {
        ("text/html", _) => trimmed(&html::text(&text)),
        (_, Some(deletes_space)) => joined(&text, deletes_space),
        _ => text,
    })
}

/// RFC 2046 section 4.1.2: what names no charset is US-ASCII; much of it is UTF-8 all the same. What is neither is drawn.
pub(crate) fn in_charset(charset: Option<&str>, octets: &[u8]) -> Result<String, String> {
    let charset = charset.map(|name| name.trim().to_ascii_lowercase()).unwrap_or_default();
    match &*charset {
        "" | "?" | "us-ascii" | "ascii" | "utf-8" | "utf8" | "unknown-8bit" | "x-unknown" => Ok(drawn(octets)),
        // RFC 1556: the ends say which way the text runs, which terminals find out by themselves.
        _ => match charset_decoder(charset.trim_end_matches("-i").trim_end_matches("-e").as_bytes()) {
            Some(decode) => Ok(decode(octets)),
            None => Err(format!("nobody knows its charset {charset:?}")),
        },
    }
}

/// Without the many empty lines that are left where markup was.
fn trimmed(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut was_empty = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && was_empty) {
            kept.push_str(line);
            kept.push('\n');
        }
        was_empty = line.is_empty();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(media: &str, charset: &str, encoding: &str) -> Part {
        Part { media: media.into(), charset: Some(charset.into()), encoding: encoding.into(), ..Part::default() }
    }

    #[test]
    fn charsets_are_undone() {
        for (charset, octets, wanted) in [
            ("ISO-2022-JP", &b"\x1b$BF|K\\\x1b(B"[..], "日本"),
            ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
            ("GB18030", b"\xc4\xe3\xba\xc3", "你好"),
            ("shift_jis", b"\x93\xfa\x96\x7b", "日本"),
            ("utf-8", b"\xc3\xa4\xff", "ä\\xff"),
            ("iso-8859-1", b"\xe4", "ä"),
            ("ISO-8859-8-I", b"\xf9", "ש"),
        ] {
            assert_eq!(readable(&part("text/plain", charset, "8bit"), octets).as_deref(), Ok(wanted), "{charset}");
        }
    }

    #[test]
    fn html_becomes_text_and_encodings_are_undone() {
        let html = part("text/html", "utf-8", "quoted-printable");
        let text = readable(&html, b"<p>Gr=C3=BC=C3=9Fe &amp; mehr</p>\r\n\r\n<p>x</p>").unwrap();
        assert!(text.contains("Grüße & mehr") && text.contains('x'), "{text:?}");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert!(readable(&part("image/png", "", "base64"), b"").unwrap_err().contains("image/png is no text"));
        assert!(readable(&part("text/plain", "klingon", "7bit"), b"").unwrap_err().contains("klingon"));
        assert!(readable(&part("text/plain", "utf-8", "x-uue"), b"").unwrap_err().contains("x-uue"));
    }
}

//! The transfer encodings, undone as octets come: memory does not grow with them. RFC 2045 section 6.

/// Undoes base64, quoted-printable, or nothing.
#[derive(Debug)]
pub struct Decoder {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Bits that are no whole octet yet, and how many there are; the padding has come.
    Base64 { bits: u32, count: u32, is_over: bool },
    /// 7bit, 8bit, binary, and what nobody knows.
    Identity,
    /// What has come of `=XX`, or of spaces that may stand at the end of a line. At most [`HELD_OCTETS_MAX`].
    QuotedPrintable { held: Vec<u8> },
}

/// RFC 2045 section 6.7: spaces at the end of a line go, so they are held back until more comes; a line is at most 76 octets long.
const HELD_OCTETS_MAX: usize = 1000;

impl Decoder {
    /// One for this encoding; `None` if nobody knows it.
    #[must_use]
    pub fn new(encoding: &str) -> Option<Self> {
        let state = match encoding.trim().to_ascii_lowercase().as_str() {
            "base64" => State::Base64 { bits: 0, count: 0, is_over: false },
            "quoted-printable" => State::QuotedPrintable { held: Vec::new() },
            // `?` is what stands for nothing at all.
            "7bit" | "8bit" | "binary" | "" | "?" => State::Identity,
            _ => return None,
        };
        Some(Self { state })
    }

    /// One that leaves everything as it is.
    #[must_use]
    pub fn identity() -> Self {
        Self { state: State::Identity }
    }

    /// Appends what `octets` stand for to `decoded`.
    pub fn push(&mut self, octets: &[u8], decoded: &mut Vec<u8>) {
        match &mut self.state {
            State::Identity => decoded.extend_from_slice(octets),
            State::Base64 { bits, count, is_over } => {
                for value in octets.iter().filter_map(|octet| sextet(*octet)) {
                    let Some(value) = value.filter(|_| !*is_over) else {
                        *is_over = true;
                        continue;
                    };
                    *bits = (*bits << 6 | value) & 0xFFFF;
                    *count += 6;
                    if *count >= 8 {
                        *count -= 8;
                        decoded.push((*bits >> *count & 0xFF) as u8);
                    }
                }
            }
            State::QuotedPrintable { held } => octets.iter().for_each(|octet| printable(held, *octet, decoded)),
        }
    }

    /// Appends what is left: what was no encoding after all.
    pub fn finish(&mut self, decoded: &mut Vec<u8>) {
        if let State::QuotedPrintable { held } = &mut self.state
            && held.first() == Some(&b'=')
        {
            decoded.append(held);
        }
    }
}

/// The six bits of an octet; `Some(None)` for the padding, `None` for what is to be ignored. RFC 2045 section 6.8.
fn sextet(octet: u8) -> Option<Option<u32>> {
    let value = match octet {
        b'A'..=b'Z' => octet - b'A',
        b'a'..=b'z' => octet - b'a' + 26,
        b'0'..=b'9' => octet - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        b'=' => return Some(None),
        _ => return None,
    };
    Some(Some(u32::from(value)))
}

fn printable(held: &mut Vec<u8>, octet: u8, decoded: &mut Vec<u8>) {
    match (held.first(), octet) {
        (Some(b'='), _) => escaped(held, octet, decoded),
        (_, b' ' | b'\t') => {
            if held.len() >= HELD_OCTETS_MAX {
                decoded.append(held);
            }
            held.push(octet);
        }
        (_, b'\r') if held.first() != Some(&b'\r') => {
            held.clear();
            held.push(octet);
        }
        (Some(b'\r'), b'\n') => {
            held.clear();
            decoded.extend_from_slice(b"\r\n");
        }
        (_, b'\n') => {
            held.clear();
            decoded.push(octet);
        }
        _ => {
            decoded.append(held);
            if octet == b'=' {
                held.push(octet);
            } else {
                decoded.push(octet);
            }
        }
    }
}

/// Behind a `=`: two hexadecimal digits, or the end of the line, before which spaces may stand.
fn escaped(held: &mut Vec<u8>, octet: u8, decoded: &mut Vec<u8>) {
    let digit = |octet: u8| char::from(octet).to_digit(16);
    held.push(octet);
    match held[1..] {
        [.., b'\n'] => held.clear(),
        [.., b'\r' | b' ' | b'\t'] if held.len() < HELD_OCTETS_MAX => {}
        [one] if digit(one).is_some() => {}
        [high, low] => {
            match digit(high).zip(digit(low)) {
                Some((high, low)) => decoded.push((high * 16 + low) as u8),
                None => decoded.extend_from_slice(held),
            }
            held.clear();
        }
        _ => decoded.append(held),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(encoding: &str, octets: &[u8], chunk: usize) -> Vec<u8> {
        let mut decoder = Decoder::new(encoding).unwrap();
        let mut decoded = Vec::new();
        octets.chunks(chunk).for_each(|chunk| decoder.push(chunk, &mut decoded));
        decoder.finish(&mut decoded);
        decoded
    }

    fn shown(encoding: &str, octets: &str) -> String {
        let whole = decode(encoding, octets.as_bytes(), usize::MAX);
        assert_eq!(whole, decode(encoding, octets.as_bytes(), 1));
        whole.escape_ascii().to_string()
    }

    #[test]
    fn base64_ignores_line_ends_and_ends_with_its_padding() {
        assert_eq!(shown("BASE64", "SGVs\r\nbG8s\r\nIHdvcmxkIQ==\r\n"), "Hello, world!");
        assert_eq!(shown("base64", "SGVsbG8=\r\n-- list footer"), "Hello");
        assert_eq!(shown("base64", ""), "");
    }

    #[test]
    fn quoted_printable_joins_lines_and_forgives() {
        assert_eq!(shown("quoted-printable", "a=\r\nb=  \r\nc=3D=e4 \t\r\nd \n"), "abc=\\xe4\\r\\nd\\n");
        assert_eq!(shown("quoted-printable", "=zz =4"), "=zz =4");
        assert_eq!(shown("quoted-printable", "a \rb="), "a\\rb=");
    }

    #[test]
    fn what_nobody_knows_has_no_decoder() {
        assert!(Decoder::new("x-uuencode").is_none());
        assert_eq!(shown("8bit", "a=\r\n"), "a=\\r\\n");
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_octets_are_cut(octets in "[a-fA-F0-9=+ \\t\\r\\n]{0,40}", chunk in 1..6_usize) {
            for encoding in ["base64", "quoted-printable", "7bit"] {
                prop_assert_eq!(decode(encoding, octets.as_bytes(), chunk), decode(encoding, octets.as_bytes(), usize::MAX));
            }
        }

        #[test]
        fn base64_comes_back(octets in proptest::collection::vec(any::<u8>(), 0..50), chunk in 1..9_usize) {
            let encoded = crate::wire::to_base64(&octets);
            prop_assert_eq!(decode("base64", encoded.as_bytes(), chunk), octets);
        }
    }
}

//! Mailbox names in modified UTF-7 (RFC 3501 section 5.1.3), both ways.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const MUTF7: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The wire form of `name`. ASCII stays as it is, but for `&`, which becomes `&-`.
#[must_use]
pub fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut shifted: Vec<u8> = Vec::new();
    for char in name.chars() {
        if matches!(char, ' '..='~') {
            flush(&mut shifted, &mut wire);
            wire.push(char);
            if char == '&' {
                wire.push('-');
            }
        } else {
            let mut units = [0; 2];
            shifted.extend(char.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    flush(&mut shifted, &mut wire);
    wire
}

fn flush(shifted: &mut Vec<u8>, wire: &mut String) {
    if !shifted.is_empty() {
        wire.push('&');
        MUTF7.encode_string(&shifted, wire);
        wire.push('-');
        shifted.clear();
    }
}

/// The wire form of a name that a person gives, who may have seen it in either form: what is well-formed stays as it is.
#[must_use]
pub fn meant(name: &str) -> String {
    let is_wire = name.is_ascii() && decode(name).is_some_and(|decoded| encode(&decoded) == name);
    if is_wire { name.to_owned() } else { encode(name) }
}

/// The name that `wire` stands for; `None` if it is not well-formed modified UTF-7.
#[must_use]
pub fn decode(wire: &str) -> Option<String> {
    let mut name = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((plain, shifted)) = rest.split_once('&') {
        let (shifted, after) = shifted.split_once('-')?;
        name.push_str(plain);
        if shifted.is_empty() {
            name.push('&');
        } else {
            let octets = MUTF7.decode(shifted).ok()?;
            let units: Vec<u16> =
                octets.chunks(2).map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?))).collect::<Option<_>>()?;
            name.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = after;
    }
    name.push_str(rest);
    name.bytes().all(|octet| octet != b'\r' && octet != b'\n').then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_rfc_3501_hold() {
        assert_eq!(decode("~peter/mail/&U,BTFw-/&ZeVnLIqe-").as_deref(), Some("~peter/mail/台北/日本語"));
        assert_eq!(encode("台北"), "&U,BTFw-");
        assert_eq!(encode("A & B"), "A &- B");
        assert_eq!(encode("Entwürfe"), "Entw&APw-rfe");
    }

    #[test]
    fn what_is_not_modified_utf_7_is_not_decoded() {
        for wire in ["&", "a&b", "&AP-", "&2AA-", "&!!-", "&AA0-"] {
            assert_eq!(decode(wire), None, "{wire}");
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(name in "[^\r\n]*") {
            let wire = encode(&name);
            prop_assert!(wire.is_ascii());
            prop_assert_eq!(decode(&wire), Some(name));
        }

        #[test]
        fn any_text_is_survived(wire in ".*") {
            let _ = decode(&wire);
        }
    }
}

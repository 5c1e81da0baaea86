//! Whether a text tells the password: as it is, or as anything that it can be told from.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use imapsh::sasl::cram_md5;
use imapsh::wire::from_base64;

use crate::PASSWORD;
use crate::gate::CHALLENGE;

/// How a text tells it.
pub(crate) fn tells(text: &[u8]) -> Option<String> {
    let needles = needles();
    let found = |octets: &[u8]| {
        let lower = octets.to_ascii_lowercase();
        needles.iter().find(|(_, needle)| holds(&lower, &needle.to_ascii_lowercase())).map(|(how, _)| (*how).to_owned())
    };
    let is_base64 = |octet: &u8| octet.is_ascii_alphanumeric() || b"+/=-_".contains(octet);
    let words = text.split(|octet| !is_base64(octet)).filter(|word| word.len() >= 4);
    let decoded = words.filter_map(from_base64).collect::<Vec<_>>();
    found(text)
        .or_else(|| decoded.iter().find_map(|octets| found(octets)).map(|how| format!("{how} in base64")))
        .or_else(|| proof(text).or_else(|| decoded.iter().find_map(|octets| proof(octets))))
}

fn holds(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}

/// SCRAM's: whoever has it can guess at the password at leisure. RFC 5802 section 9.
fn proof(text: &[u8]) -> Option<String> {
    let is_told = text.windows(4).any(|four| four.starts_with(b",p=") && four[3] != b'*');
    is_told.then(|| "by its proof".to_owned())
}

fn needles() -> Vec<(&'static str, Vec<u8>)> {
    let octets = PASSWORD.as_bytes();
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let escaped: String = octets.iter().map(|octet| format!("\\x{octet:02x}")).collect();
    let percent: String = octets.iter().map(|octet| percent(*octet)).collect();
    let digest = cram_md5(PASSWORD, CHALLENGE.as_bytes());
    let mut needles = vec![
        ("as it is", octets.to_vec()),
        ("in hexadecimal", hex.into_bytes()),
        ("escaped", escaped.into_bytes()),
        ("percent-encoded", percent.into_bytes()),
        ("by its digest", digest.into_bytes()),
    ];
    // Whatever stands before it in a message that is encoded: PLAIN's, XOAUTH2's.
    for before in 0..3 {
        for engine in [&STANDARD, &URL_SAFE] {
            let whole = engine.encode([&vec![0; before], octets].concat());
            // Its ends depend on what stands beside it.
            needles.push(("in base64", whole.as_bytes()[4..whole.len() - 4].to_vec()));
        }
    }
    needles
}

pub(crate) fn percent(octet: u8) -> String {
    if octet.is_ascii_alphanumeric() { char::from(octet).to_string() } else { format!("%{octet:02X}") }
}

#[test]
fn what_tells_it_is_found() {
    let plain = STANDARD.encode(format!("\0me\0{PASSWORD}"));
    let bearer = STANDARD.encode(format!("user=me\x01auth=Bearer {PASSWORD}\x01\x01"));
    for text in [PASSWORD, "op3n+s3SAME/~7", "Op3n%2BS3same%2F%7E7", &plain, &bearer, "c=biws,r=x,p=dGhl"] {
        assert!(tells(format!("C: a {text}\r\n").as_bytes()).is_some(), "{text}");
    }
    assert_eq!(tells(b"LOGIN me *** c=biws,r=x,p=***"), None);
}

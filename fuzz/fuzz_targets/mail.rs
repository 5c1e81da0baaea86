#![no_main]

use imapsh::mail::Part;
use imapsh::mail::{headers, readable, structure, words};
use imapsh::shortcuts;
use imapsh::wire::{Response, Value};
use libfuzzer_sys::fuzz_target;

/// Nothing of a message acts on a terminal.
fn assert_safe(shown: &str) {
    assert!(!shown.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\t')), "{shown:?}");
}

// The first octet says what the rest is: a message, a part of some type and charset, a header, or a BODYSTRUCTURE.
fuzz_target!(|input: &[u8]| {
    let Some((kind, octets)) = input.split_first() else { return };
    match kind % 4 {
        0 => assert_safe(&shortcuts::file(octets.to_vec(), "FILE", None)),
        1 => {
            let media = if kind & 4 == 0 { "text/plain" } else { "text/html" };
            let charset = ["utf-8", "iso-2022-jp", "gb18030", "koi8-r"][usize::from(kind >> 6)];
            let encoding = ["7bit", "base64", "quoted-printable", "8bit"][usize::from(kind >> 4) % 4];
            let part = Part {
                media: media.into(),
                charset: Some(charset.into()),
                encoding: encoding.into(),
                flowed: (kind & 8 != 0).then_some(true),
                ..Part::default()
            };
            let _ = readable(&part, octets);
        }
        2 => {
            for (_, value) in headers(octets) {
                assert!(!value.contains(['\r', '\n']), "{value:?}");
            }
            assert!(!words(&String::from_utf8_lossy(octets)).contains(['\r', '\n']));
        }
        _ => {
            let line = [b"* 1 FETCH (BODYSTRUCTURE (", octets, b"))\r\n"].concat();
            let Some(response) = Response::read(&line) else { return };
            if let Some(Value::List(body)) = response.item("BODYSTRUCTURE") {
                for part in structure(body) {
                    assert!(!part.section.is_empty() && part.media.contains('/'), "{part:?}");
                }
            }
        }
    }
});

#![no_main]

use imapsh::wire::utf7::{decode, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let wire = encode(text);
    assert!(wire.bytes().all(|octet| matches!(octet, b' '..=b'~')), "the wire form is printable ASCII");
    if !text.contains(['\r', '\n']) {
        assert_eq!(decode(&wire).as_deref(), Some(text), "decoding undoes encoding");
    }
    if let Some(name) = decode(text) {
        assert!(!name.contains(['\r', '\n']), "no name breaks a line");
        assert_eq!(decode(&encode(&name)), Some(name), "what was decoded has a wire form of its own");
    }
});

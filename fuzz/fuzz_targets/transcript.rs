#![no_main]

use imapsh::check::{Strictness, Transcript, Values, compare};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(transcript) = Transcript::read(input) else { return };
    let lines = input.iter().filter(|octet| **octet == b'\n').count() + 1;
    for scene in transcript.sessions.iter().flat_map(|session| &session.scenes) {
        for said in &scene.said {
            assert!(said.line <= lines && said.heard <= scene.wanted.len());
        }
        let wanted: Vec<_> = scene.wanted.iter().map(|wanted| wanted.lines.clone()).collect();
        for strictness in [Strictness::Lenient, Strictness::Strict] {
            // What came word for word as it is written differs nowhere, unless the words are patterns.
            let differences = compare(&scene.wanted, &wanted, strictness, &mut Values::new());
            let is_plain = !input.windows(3).any(|octets| octets == b"...") && !input.contains(&b'$');
            assert!(!is_plain || differences.is_empty(), "{differences:?}");
        }
    }
});

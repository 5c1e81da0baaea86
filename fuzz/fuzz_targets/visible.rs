#![no_main]

use imapsh::wire::{Visible, visible};
use libfuzzer_sys::fuzz_target;

/// What a terminal may act on, or would hide. Apart from the whitelist that is tested, on purpose.
fn is_harmful(char: char) -> bool {
    let hides = matches!(char, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let turns = matches!(char, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    hides || turns || (char.is_control() && char != '\t')
}

fn lines(input: &[u8], chunk: usize) -> String {
    let mut drawn = String::new();
    let mut filter = Visible::lines();
    input.chunks(chunk).for_each(|octets| filter.push(octets, &mut drawn));
    filter.finish(&mut drawn);
    drawn
}

fuzz_target!(|input: &[u8]| {
    let drawn = visible(input);
    assert!(!drawn.contains(is_harmful), "{drawn:?}");
    if let Ok(text) = str::from_utf8(input) {
        let harmless = text.bytes().all(|octet| matches!(octet, b'\t' | b' '..=b'~'));
        assert!(!harmless || drawn == text, "harmless text stays");
    }
    let whole = lines(input, usize::MAX);
    assert!(!whole.replace('\n', "").contains(is_harmful), "{whole:?}");
    for chunk in [1, 2, 3] {
        assert_eq!(lines(input, chunk), whole, "in chunks of {chunk}");
    }
});

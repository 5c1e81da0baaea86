#![no_main]

use imapsh::wire::{Kind, lex, lex_command};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for lexed in [lex(input), lex_command(input, true), lex_command(input, false)] {
        let joined: Vec<u8> = lexed.iter().flat_map(|(_, octets)| octets.to_vec()).collect();
        assert_eq!(joined, input, "the tokens put together are the input");
        assert!(lexed.iter().all(|(_, octets)| !octets.is_empty()), "no token is empty");
        for (at, token) in lexed.tokens().iter().enumerate().filter(|(_, token)| token.mate != 0) {
            let mate = token.mate as usize;
            assert!(mate > at, "what closes comes after what opens");
            let closer = if token.kind == Kind::Open { Kind::Close } else { Kind::SectionClose };
            assert_eq!(lexed.tokens()[mate].kind, closer);
        }
    }
});

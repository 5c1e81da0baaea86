#![no_main]

use imapsh::wire::{Cursor, Framer, Gatherer, Kind, Response, Side, Value};
use libfuzzer_sys::fuzz_target;

fn gather(input: &[u8], chunk: usize) -> Vec<Response> {
    let mut framer = Framer::new(Side::Server);
    let mut gatherer = Gatherer::default();
    let mut responses = Vec::new();
    for mut chunk in input.chunks(chunk) {
        while let Some(piece) = framer.next(&mut chunk) {
            responses.extend(gatherer.push(&piece));
        }
    }
    responses
}

/// Asks for every value, however deep. Each takes at least one token, so there are no more of them than tokens.
fn walk(values: Cursor<'_>, tokens: usize) {
    let mut lists = vec![values];
    let mut left = tokens;
    while let Some(list) = lists.last_mut() {
        match list.next() {
            Some(value) => {
                assert!(left > 0, "more values than tokens");
                left -= 1;
                let _ = (value.octets(), value.text(), value.number());
                if let Value::List(inner) = value {
                    let _ = { inner }.next_pair();
                    lists.push(inner);
                }
            }
            None => drop(lists.pop()),
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let responses = gather(input, usize::MAX);
    for response in &responses {
        let tokens = response.tokens().count();
        let joined: Vec<u8> = response.tokens().flat_map(|(_, octets)| octets.to_vec()).collect();
        assert_eq!(joined, response.octets());
        let _ = (response.tag(), response.status(), response.number(), response.text(), response.is("FETCH"));
        assert!(!(response.is_untagged() && response.is_continuation()));
        walk(response.values(), tokens);
        if let Some((_, arguments)) = response.code() {
            walk(arguments, tokens);
        }
    }
    if let Some(first) = Response::read(input) {
        assert_eq!(first.octets(), responses[0].octets());
    }
    let torn = gather(input, 1);
    let tokens = |responses: &[Response]| -> Vec<(Kind, Vec<u8>)> {
        responses.iter().flat_map(|one| one.tokens().map(|(kind, octets)| (kind, octets.to_vec()))).collect()
    };
    assert_eq!(tokens(&torn), tokens(&responses), "in chunks of 1");
});

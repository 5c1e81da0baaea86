//! Responses that a shortcut renders instead of showing them as they come.

use crate::session::Ticket;
use crate::wire::{Kind, Response, lex};

/// A command whose untagged responses are collected.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) ticket: Ticket,
    pub(crate) names: &'static [&'static str],
    pub(crate) taken: Vec<Response>,
    /// The response that is coming is not shown.
    pub(crate) hiding: bool,
    /// In a pipe only the rendering is printed, and so the tagged OK is not: how it starts.
    pub(crate) hidden_ok: Option<Vec<u8>>,
}

impl Claim {
    /// Whether the response that starts with `line` is wanted.
    pub(crate) fn wants(&self, line: &[u8]) -> bool {
        if self.hidden_ok.as_ref().is_some_and(|ok| line.starts_with(ok)) {
            return true;
        }
        let start = &line[..line.len().min(64)];
        let lexed = lex(start);
        let mut tokens = lexed.iter().filter(|(kind, _)| *kind != Kind::Space);
        if !matches!(tokens.next(), Some((Kind::Star, _))) {
            return false;
        }
        let name = tokens.find(|(kind, _)| matches!(kind, Kind::Name | Kind::Status));
        name.is_some_and(|(_, word)| self.names.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_takes_what_it_names_and_nothing_else() {
        let claim = |hidden_ok: Option<&[u8]>| Claim {
            ticket: Ticket(1),
            names: &["SEARCH", "OK"],
            taken: Vec::new(),
            hiding: false,
            hidden_ok: hidden_ok.map(<[u8]>::to_vec),
        };
        let shown = claim(None);
        assert!(shown.wants(b"* SEARCH 1 2\r\n") && shown.wants(b"* search\r\n") && shown.wants(b"* OK [X] y\r\n"));
        for line in [&b"* 3 EXISTS\r\n"[..], b"* NO SEARCH\r\n", b"A1 OK done\r\n", b"+ OK\r\n", b"* OKAY\r\n"] {
            assert!(!shown.wants(line), "{}", line.escape_ascii());
        }
        let piped = claim(Some(b"A1 OK"));
        assert!(piped.wants(b"A1 OK done\r\n") && !piped.wants(b"A1 NO no\r\n") && !piped.wants(b"A2 OK x\r\n"));
    }
}

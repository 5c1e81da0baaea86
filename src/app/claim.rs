//! Responses that a shortcut renders instead of showing them as they come.

use std::sync::{Arc, Mutex, PoisonError};

use crate::session::Ticket;
use crate::table::Rows;
use crate::wire::{Kind, Piece, Response, lex};

/// The most that one claim keeps, in octets of memory: some hundred thousand lines of a LIST.
const TAKEN_OCTETS_MAX: usize = 64 << 20;

/// What is claimed of the untagged responses to a command.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// Their names.
    pub(crate) names: &'static [&'static str],
    /// Whoever is handed them as they come, instead of getting them all at the end.
    pub(crate) follower: Option<Arc<Mutex<dyn Follower>>>,
    /// They are shown as they come, all the same.
    pub(crate) shows: bool,
    /// In a pipe no other untagged response is shown, either: whoever watches for days wants the rows.
    pub(crate) is_quiet: bool,
    /// See [`crate::session::Submission::is_aside`].
    pub(crate) is_aside: bool,
}

impl From<&'static [&'static str]> for Claims {
    fn from(names: &'static [&'static str]) -> Self {
        Self { names, ..Self::default() }
    }
}

/// Is handed claimed responses in the engine's thread, so that neither their number nor their length needs memory.
pub(crate) trait Follower: std::fmt::Debug + Send {
    /// Takes a piece of one. What it answers is shown at once.
    fn piece(&mut self, piece: &Piece<'_>) -> Option<Drawn>;

    /// Takes a whole one, its long literals left out. What it answers is shown at once.
    fn response(&mut self, response: &Response) -> Option<Drawn>;
}

/// What a follower has made of what it was handed.
#[derive(Debug)]
pub(crate) enum Drawn {
    /// A row of the shortcut with this name, for who asks for data and not for lines.
    Row(&'static str, Rows),
    /// Lines that are safe to show.
    Text(String),
}

/// A command whose untagged responses are collected.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) ticket: Ticket,
    claims: Claims,
    pub(crate) taken: Vec<Response>,
    octets: usize,
    /// All that was claimed has been understood and kept.
    pub(crate) is_whole: bool,
    /// The response that is coming is claimed.
    pub(crate) taking: bool,
    /// It is not, and is not to be shown.
    is_muffled: bool,
    /// In a pipe only the rendering is printed, and so the tagged OK is not: how it starts.
    pub(crate) hidden_ok: Option<Vec<u8>>,
}

impl Claim {
    /// A claim of the command `ticket` on the responses with these names.
    pub(crate) fn new(ticket: Ticket, claims: Claims, hidden_ok: Option<Vec<u8>>) -> Self {
        Self {
            ticket,
            claims,
            taken: Vec::new(),
            octets: 0,
            is_whole: true,
            taking: false,
            is_muffled: false,
            hidden_ok,
        }
    }

    /// A piece of a response comes while the command is under way. Answers whether it is hidden, and what is to be shown.
    pub(crate) fn came(&mut self, piece: &Piece<'_>) -> (bool, Option<Drawn>) {
        if let Piece::Text { octets, first: true, .. } = piece {
            self.begin(octets);
        }
        (self.hides(), self.follow(piece))
    }

    /// A response begins with `line`.
    fn begin(&mut self, line: &[u8]) {
        self.taking = self.wants(line);
        // As long as the tagged OK is hidden, so is the rest.
        self.is_muffled = self.claims.is_quiet && self.hidden_ok.is_some() && is_news(line);
    }

    /// Whether the response that is coming is not shown.
    pub(crate) fn hides(&self) -> bool {
        (self.taking || self.is_muffled) && !self.claims.shows
    }

    /// Hands a piece of what is claimed to whoever follows it. The answer is to be shown.
    fn follow(&self, piece: &Piece<'_>) -> Option<Drawn> {
        let follower = self.claims.follower.as_ref().filter(|_| self.taking)?;
        follower.lock().unwrap_or_else(PoisonError::into_inner).piece(piece)
    }

    /// Takes a response, unless somebody else does or it is more than can be kept. The answer is to be shown.
    pub(crate) fn take(&mut self, response: Response) -> Option<Drawn> {
        if let Some(follower) = &self.claims.follower {
            return follower.lock().unwrap_or_else(PoisonError::into_inner).response(&response);
        }
        if self.is_whole {
            self.octets += response.footprint();
            self.is_whole = response.is_whole() && self.octets <= TAKEN_OCTETS_MAX;
            self.taken.push(response);
        }
        if !self.is_whole {
            // Nobody gets a part of it.
            self.taken = Vec::new();
        }
        None
    }

    /// Whether the response that starts with `line` is wanted.
    fn wants(&self, line: &[u8]) -> bool {
        if self.hidden_ok.as_ref().is_some_and(|ok| line.starts_with(ok)) && !is_alert(line) {
            return true;
        }
        let Some(name) = untagged_name(line).filter(|_| !is_alert(line)) else { return false };
        self.claims.names.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(&name))
    }
}

/// RFC 9051 section 7.1: an alert is to be shown, whatever else it is.
fn is_alert(line: &[u8]) -> bool {
    line.windows(6).take(64).any(|word| word.eq_ignore_ascii_case(b"[ALERT"))
}

/// Whether it only tells that something has changed, or that IDLE has begun: no reply, no alert, no goodbye.
fn is_news(line: &[u8]) -> bool {
    let is_goodbye = || untagged_name(line).is_some_and(|name| name.eq_ignore_ascii_case(b"BYE"));
    (line.starts_with(b"+") || line.starts_with(b"* ")) && !is_alert(line) && !is_goodbye()
}

/// What an untagged response is called: `EXISTS` of `* 3 EXISTS`.
fn untagged_name(line: &[u8]) -> Option<Vec<u8>> {
    let start = &line[..line.len().min(64)];
    let lexed = lex(start);
    let mut tokens = lexed.iter().filter(|(kind, _)| *kind != Kind::Space);
    tokens.next().filter(|(kind, _)| *kind == Kind::Star)?;
    tokens.find(|(kind, _)| matches!(kind, Kind::Name | Kind::Status)).map(|(_, word)| word.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_takes_what_it_names_and_nothing_else() {
        let claim = |hidden_ok: Option<&[u8]>| {
            Claim::new(Ticket(1), Claims::from(&["SEARCH", "OK"][..]), hidden_ok.map(<[u8]>::to_vec))
        };
        let shown = claim(None);
        assert!(shown.wants(b"* SEARCH 1 2\r\n") && shown.wants(b"* search\r\n") && shown.wants(b"* OK [X] y\r\n"));
        for line in [
            &b"* 3 EXISTS\r\n"[..],
            b"* OK [ALERT] full\r\n",
            b"* NO SEARCH\r\n",
            b"A1 OK done\r\n",
            b"+ OK\r\n",
            b"* OKAY\r\n",
        ] {
            assert!(!shown.wants(line), "{}", line.escape_ascii());
        }
        let piped = claim(Some(b"A1 OK"));
        assert!(
            piped.wants(b"A1 OK done\r\n")
                && !piped.wants(b"A1 NO no\r\n")
                && !piped.wants(b"A1 OK [ALERT] x\r\n")
                && !piped.wants(b"A2 OK x\r\n")
        );
    }

    #[test]
    fn short_responses_count_for_what_they_take_and_of_too_many_none_is_kept() {
        let mut claim = Claim::new(Ticket(1), Claims::from(&["SEARCH"][..]), None);
        let line = b"* SEARCH 1\r\n";
        let response = Response::read(line).unwrap();
        assert!(response.footprint() > 10 * line.len(), "{}", response.footprint());
        for _ in 0..TAKEN_OCTETS_MAX / response.footprint() {
            assert!(claim.take(Response::read(line).unwrap()).is_none() && claim.is_whole);
        }
        for _ in 0..2 {
            assert!(claim.take(response.clone()).is_none() && !claim.is_whole);
            assert_eq!(claim.taken.capacity(), 0);
        }
    }

    #[test]
    fn a_quiet_claim_hides_news_in_a_pipe_and_no_reply_alert_or_goodbye() {
        let hides = |line: &[u8], hidden_ok: Option<&[u8]>| {
            let claims = Claims { is_quiet: true, ..Claims::from(&["FETCH"][..]) };
            let mut claim = Claim::new(Ticket(1), claims, hidden_ok.map(<[u8]>::to_vec));
            claim.begin(line);
            claim.hides()
        };
        let piped = Some(&b"A1 OK"[..]);
        for line in [&b"* 3 EXISTS\r\n"[..], b"+ idling\r\n", b"* OK still here\r\n", b"A1 OK done\r\n"] {
            assert!(hides(line, piped), "{}", line.escape_ascii());
        }
        for line in [&b"* OK [ALERT] full\r\n"[..], b"* BYE\r\n", b"A1 NO no\r\n", b"A2 OK x\r\n"] {
            assert!(!hides(line, piped), "{}", line.escape_ascii());
        }
        assert!(!hides(b"* 3 EXISTS\r\n", None) && hides(b"* 3 FETCH ()\r\n", None), "a person sees news");
    }
}

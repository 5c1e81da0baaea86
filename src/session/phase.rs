//! Every change of the state that the session is in, and nowhere else.
//!
//! | what came | what changes |
//! |---|---|
//! | greeting OK, PREAUTH, BYE | not authenticated, authenticated, logout |
//! | OK to LOGIN, AUTHENTICATE | authenticated; the capabilities are forgotten unless they came with it |
//! | OK to STARTTLS | what was learnt in clear is forgotten, but for the greeting, which only tells what server this is |
//! | OK to SELECT, EXAMINE | selected |
//! | NO to SELECT, EXAMINE | authenticated: a failed SELECT closes the mailbox that was open |
//! | OK to CLOSE, UNSELECT | authenticated |
//! | OK to UNAUTHENTICATE | not authenticated |
//! | BYE | logout |
//! | the end of the connection | closed |

use std::sync::Arc;

use crate::catalog::State;
use crate::catalog::command::Next;
use crate::session::exchange::Exchange;
use crate::session::learnt;
use crate::session::moves::Move;
use crate::session::snapshot::{Left, Mailbox, Phase, Privacy, Snapshot, mailbox_name};
use crate::wire::{Cursor, Response, Status, Value};

/// A mailbox that is being selected; it counts when the OK comes.
pub(super) type Candidate = Option<Mailbox>;

/// The first status line.
pub(super) fn greeted(snapshot: &mut Snapshot, response: &Response) {
    snapshot.phase = match response.status() {
        Some(Status::Preauth) => Phase::Authenticated,
        Some(Status::Bye) => Phase::Logout,
        _ => Phase::NotAuthenticated,
    };
    snapshot.greeting = response.text().map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default();
    code(snapshot, &mut None, response, false);
}

/// Words of one list that are kept: no server has so many capabilities or flags.
const WORDS_MAX: usize = 1000;

/// Octets of a word of such a list: a longer one is no capability or flag that anybody could use.
const WORD_OCTETS_MAX: usize = 1000;

/// Whether an untagged response says anything that is taken note of: most, such as FETCH, do not.
pub(super) fn is_telling(response: &Response) -> bool {
    const NAMES: [&str; 10] =
        ["CAPABILITY", "ENABLED", "ESEARCH", "EXISTS", "EXPUNGE", "FLAGS", "RECENT", "SEARCH", "SORT", "VANISHED"];
    response.status().is_some() || NAMES.iter().any(|name| response.is(name))
}

/// The commands in flight that say what an untagged response is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Underway {
    /// Somebody logs in.
    pub(super) login: bool,
    /// A search asks for UIDs.
    pub(super) uid_search: bool,
}

/// An untagged response.
pub(super) fn told(snapshot: &mut Snapshot, candidate: &mut Candidate, underway: Underway, response: &Response) {
    if response.status() == Some(Status::Bye) {
        snapshot.phase = Phase::Logout;
        return;
    }
    if response.status().is_some() {
        return code(snapshot, candidate, response, underway.login);
    }
    if response.is("CAPABILITY") {
        learnt::offered(snapshot, words(response.values()), underway.login);
    } else if ["ESEARCH", "SEARCH", "SORT"].iter().any(|name| response.is(name)) {
        snapshot.found = Some(Arc::new(learnt::found(response, underway.uid_search)));
    } else if response.is("ENABLED") {
        for word in words(response.values()) {
            if snapshot.enabled.len() < WORDS_MAX && !snapshot.enabled.contains(&word) {
                snapshot.enabled.push(word);
            }
        }
    } else if let Some(mailbox) = candidate {
        // What is told on the way to the OK is how it is, and no change.
        mailbox_told(mailbox, response, true);
    } else if let Some(mailbox) = &mut snapshot.mailbox {
        mailbox_told(mailbox, response, false);
    }
}

/// RFC 9051 sections 7.3.5 and 7.4, RFC 7162 section 3.2.10.
fn mailbox_told(mailbox: &mut Mailbox, response: &Response, is_candidate: bool) {
    if response.is("EXISTS") {
        if let (false, Some(now)) = (is_candidate, response.number()) {
            Arc::make_mut(&mut mailbox.moves).push(Move::Exists { before: mailbox.exists, now });
        }
        mailbox.exists = response.number();
        mailbox.arrivals += 1;
    } else if response.is("RECENT") {
        mailbox.recent = response.number();
    } else if response.is("EXPUNGE") {
        if let Some(number) = response.number() {
            Arc::make_mut(&mut mailbox.moves).push(Move::Expunge { number, before: mailbox.exists });
        }
        mailbox.exists = mailbox.exists.map(|exists| exists.saturating_sub(1));
        mailbox.has_shifted = true;
        Arc::make_mut(&mut mailbox.marked).expunge(response.number().unwrap_or(u32::MAX));
    } else if response.is("VANISHED") {
        let gone = vanished(response.values());
        if gone > 0 {
            Arc::make_mut(&mut mailbox.moves).push(Move::Vanished { count: gone });
            mailbox.exists = mailbox.exists.map(|exists| exists.saturating_sub(gone));
            mailbox.has_shifted = true;
            // These are UIDs: which numbers went, and so which marks, nobody has said.
            mailbox.marked = Arc::default();
        }
    } else if response.is("FLAGS") {
        mailbox.flags = list(response.values());
    }
}

/// How many messages a VANISHED response takes away: as many as UIDs are in its set, or none with `(EARLIER)`, which is about
/// messages that this session never counted.
fn vanished(mut values: Cursor<'_>) -> u32 {
    let Some(set) = values.next().filter(|value| !matches!(value, Value::List(_))).and_then(|value| value.text())
    else {
        return 0;
    };
    let count = |range: &str| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
        Some(first.abs_diff(last).saturating_add(1))
    };
    set.split(',').filter_map(count).fold(0, u32::saturating_add)
}

/// A response code. RFC 9051 section 7.1.
fn code(snapshot: &mut Snapshot, candidate: &mut Candidate, response: &Response, is_logging_in: bool) {
    let Some((name, mut values)) = response.code() else { return };
    let name = String::from_utf8_lossy(name).to_ascii_uppercase();
    if name == "CAPABILITY" {
        return learnt::offered(snapshot, words(values), is_logging_in);
    }
    if name == "CLOSED" {
        // RFC 7162 section 3.2.11: what follows is about the new mailbox.
        snapshot.mailbox = None;
        return;
    }
    let Some(mailbox) = candidate.as_mut().or(snapshot.mailbox.as_mut()) else { return };
    let mut number = || values.next()?.number()?.try_into().ok();
    match &*name {
        "PERMANENTFLAGS" => mailbox.permanent_flags = Some(list(values)),
        "READ-ONLY" => (mailbox.read_only, mailbox.told_read_only) = (true, true),
        "READ-WRITE" => (mailbox.read_only, mailbox.told_read_only) = (false, false),
        "UIDNEXT" => mailbox.uid_next = number(),
        "UIDVALIDITY" => mailbox.uid_validity = number(),
        "UNSEEN" => mailbox.unseen = number(),
        _ => {}
    }
}

/// A command has been written: SELECT and EXAMINE name the mailbox that the data to come are about.
pub(super) fn written(candidate: &mut Candidate, exchange: &Exchange) {
    if exchange.is("SELECT") || exchange.is("EXAMINE") {
        let name = exchange.argument(0).unwrap_or_default();
        let read_only = exchange.is("EXAMINE");
        *candidate = Some(Mailbox { name: mailbox_name(&name), wire_name: name, read_only, ..Mailbox::default() });
    }
}

/// The commands whose replies show the numbers as they are now.
const SHOW_NUMBERS: [&str; 4] = ["FETCH", "SEARCH", "SORT", "UID FETCH"];

/// A tagged reply.
pub(super) fn completed(
    snapshot: &mut Snapshot,
    candidate: &mut Candidate,
    exchange: &Exchange,
    status: Status,
    response: &Response,
) {
    let opens = exchange.is("SELECT") || exchange.is("EXAMINE");
    let refusal = || learnt::Refusal::new(&exchange.sent, status, snapshot.state(), response);
    snapshot.refusal = (status != Status::Ok).then(|| Arc::new(refusal()));
    match status {
        Status::Ok => {
            succeeded(snapshot, exchange);
            code(snapshot, candidate, response, false);
            if opens {
                snapshot.mailbox = candidate.take();
                snapshot.phase = Phase::Selected;
                // From here on this connection tells where it has left off.
                snapshot.left = None;
            }
        }
        Status::No => {
            code(snapshot, &mut None, response, false);
            if opens && matches!(snapshot.phase, Phase::Authenticated | Phase::Selected) {
                // RFC 9051 section 6.3.2: even if the SELECT fails, no mailbox is selected then.
                snapshot.mailbox = None;
                snapshot.phase = Phase::Authenticated;
            }
        }
        Status::Bad | Status::Bye | Status::Preauth => {}
    }
    if opens {
        *candidate = None;
        if snapshot.mailbox.is_none() && snapshot.phase == Phase::Selected {
            snapshot.phase = Phase::Authenticated;
        }
    }
}

fn succeeded(snapshot: &mut Snapshot, exchange: &Exchange) {
    if let (true, Some(mailbox)) = (exchange.is("UID SEARCH") && !exchange.is_aside, &mut snapshot.mailbox) {
        mailbox.uids = exchange.uids.set();
    }
    if SHOW_NUMBERS.iter().any(|name| exchange.is(name))
        && let Some(mailbox) = &mut snapshot.mailbox
    {
        mailbox.has_shifted = false;
    }
    if (exchange.is("DELETE") || exchange.is("RENAME"))
        && let Some(name) = exchange.argument(0).and_then(|name| String::from_utf8(name).ok())
    {
        Arc::make_mut(&mut snapshot.names).remove(&name);
    }
    if exchange.is_login() {
        snapshot.phase = Phase::Authenticated;
        snapshot.user = if exchange.is("LOGIN") {
            exchange.argument(0).map(|user| String::from_utf8_lossy(&user).into_owned())
        } else {
            exchange.user.clone().or_else(|| snapshot.user.take())
        };
        if !exchange.told_capabilities {
            // RFC 9051 section 6.2.3: they may have changed.
            snapshot.capabilities = None;
        }
        snapshot.offered.logged_in.clone_from(&snapshot.capabilities);
        return;
    }
    match exchange.command.map(|command| command.next) {
        Some(Next::To(State::Authenticated)) => {
            snapshot.mailbox = None;
            snapshot.phase = Phase::Authenticated;
        }
        Some(Next::To(State::NotAuthenticated)) => {
            snapshot.mailbox = None;
            snapshot.user = None;
            snapshot.enabled.clear();
            snapshot.capabilities = None;
            snapshot.phase = Phase::NotAuthenticated;
        }
        _ => {}
    }
}

/// TLS is up. RFC 9051 section 6.2.1: what was learnt in clear may be a lie.
pub(super) fn secured(snapshot: &mut Snapshot) {
    snapshot.capabilities = None;
    snapshot.enabled.clear();
    snapshot.names = Arc::default();
    snapshot.found = None;
    snapshot.refusal = None;
    snapshot.privacy = Privacy::Secure;
}

/// TLS is up, and a login can be tied to it, or not.
pub(super) fn bound(snapshot: &mut Snapshot, can_bind: bool) {
    snapshot.can_bind = can_bind;
}

/// The connection is gone. If it has never come to a mailbox, the one that the connection before it was in is still the one to go
/// back to: it may have been lost on the way there. To another user that name would mean another mailbox.
pub(super) fn closed(snapshot: &mut Snapshot) {
    let mailbox = snapshot.mailbox.take();
    if snapshot.phase != Phase::Closed && (snapshot.user.is_some() || mailbox.is_some()) {
        let is_same = |left: &&Arc<Left>| left.user.is_none() || left.user == snapshot.user;
        let before = snapshot.left.as_ref().filter(is_same).and_then(|left| left.mailbox.clone());
        snapshot.left = Some(Arc::new(Left { user: snapshot.user.clone(), mailbox: mailbox.or(before) }));
    }
    snapshot.phase = Phase::Closed;
    snapshot.idle = false;
}

fn words(values: Cursor<'_>) -> Vec<String> {
    let is_word = |word: &String| word.len() <= WORD_OCTETS_MAX;
    values.filter_map(|value| value.text()).filter(is_word).take(WORDS_MAX).collect()
}

/// The words of the list that comes first.
fn list(mut values: Cursor<'_>) -> Vec<String> {
    match values.next() {
        Some(Value::List(list)) => words(list),
        _ => Vec::new(),
    }
}

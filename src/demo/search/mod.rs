//! SEARCH.

mod key;
mod matching;

use crate::demo::command::{Outcome, Request};
use crate::demo::connection::Connection;
use crate::demo::messages::no_mailbox;
use crate::demo::parse::{Arguments, Refusal};
use crate::demo::search::matching::Candidate;
use crate::demo::sequence::Numbers;
use crate::demo::view::say;

/// What RETURN asks for (RFC 9051 section 6.4.4).
#[derive(Clone, Copy, Debug, Default)]
struct Returns {
    min: bool,
    max: bool,
    all: bool,
    count: bool,
    save: bool,
}

/// RFC 9051 section 6.4.4.
pub(super) fn search(connection: &mut Connection, request: &mut Request) -> Result<Outcome, Refusal> {
    let by_uid = request.is_uid();
    let arguments = &mut request.arguments;
    arguments.space("a search key, like ALL or UNSEEN,")?;
    let mut returns = None;
    if arguments.skip_keyword("RETURN") {
        returns = Some(return_options(arguments)?);
        arguments.space("a search key, like ALL or UNSEEN,")?;
    }
    if arguments.skip_keyword("CHARSET") {
        charset(arguments, connection.utf8_accepted)?;
        arguments.space("a search key, like ALL or UNSEEN,")?;
    }
    let key = key::read(arguments)?;
    let style = connection.style;
    if style.rev2 && returns.is_none() {
        // RFC 9051 section 7.3.4: there is no SEARCH response any more.
        returns = Some(Returns { all: true, ..Returns::default() });
    }
    let view = connection.view.as_mut().ok_or_else(no_mailbox)?;
    let key = key.resolve(view)?;
    let server = connection.server.clone();
    let store = server.lock();
    let mailbox = store.by_id(view.mailbox).ok_or_else(no_mailbox)?;
    let mut found = Vec::new();
    for (number, uid) in view.messages() {
        if let Some(message) = mailbox.find(uid)
            && key.matches(&Candidate::new(number, message, view.is_recent(uid)))
        {
            found.push((number, uid));
        }
    }
    drop(store);
    if let Some(returns) = returns.filter(|returns| returns.save) {
        view.saved = saved(returns, &found);
    }
    let numbers: Vec<u32> = found.into_iter().map(|(number, uid)| if by_uid { uid } else { number }).collect();
    let mut out = Vec::new();
    match returns {
        None => {
            let list: String = numbers.iter().map(|number| format!(" {number}")).collect();
            say(&mut out, format!("* SEARCH{list}"));
        }
        Some(returns) => esearch(returns, &numbers, &request.tag, by_uid, &mut out),
    }
    connection.send(&out);
    Ok(Outcome::done())
}

/// `* ESEARCH (TAG "a") UID MIN 1 ALL 1:3`: RFC 9051 section 7.3.4. With SAVE alone there is none (section 6.4.4).
fn esearch(returns: Returns, numbers: &[u32], tag: &str, by_uid: bool, out: &mut Vec<u8>) {
    let Returns { min, max, all, count, save } = returns;
    if save && !(min || max || all || count) {
        return;
    }
    let mut line = format!("* ESEARCH (TAG \"{}\")", tag.replace('\\', "\\\\"));
    if by_uid {
        line.push_str(" UID");
    }
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
        if min {
            line.push_str(&format!(" MIN {first}"));
        }
        if max {
            line.push_str(&format!(" MAX {last}"));
        }
        if all {
            line.push_str(&format!(" ALL {}", Numbers::of(numbers.iter().copied())));
        }
    }
    if count {
        line.push_str(&format!(" COUNT {}", numbers.len()));
    }
    say(out, line);
}

/// RFC 5182 section 2.4: with MIN or MAX, and neither ALL nor COUNT, only those are saved.
fn saved(returns: Returns, found: &[(u32, u32)]) -> Numbers {
    let uids = found.iter().map(|(_, uid)| *uid);
    if returns.all || returns.count || !(returns.min || returns.max) {
        return Numbers::of(uids);
    }
    let first = found.first().filter(|_| returns.min);
    let last = found.last().filter(|_| returns.max && (!returns.min || found.len() > 1));
    Numbers::of(first.into_iter().chain(last).map(|(_, uid)| *uid))
}

fn return_options(arguments: &mut Arguments) -> Result<Returns, Refusal> {
    arguments.space("the return options")?;
    arguments.need(b'(', "before the return options")?;
    let mut returns = Returns::default();
    let mut is_first = true;
    while !arguments.skip(b')') {
        if !is_first {
            arguments.space("a return option or \")\"")?;
        }
        is_first = false;
        match arguments.keyword("a return option")?.as_str() {
            "MIN" => returns.min = true,
            "MAX" => returns.max = true,
            "ALL" => returns.all = true,
            "COUNT" => returns.count = true,
            "SAVE" => returns.save = true,
            other => {
                return Err(Refusal::Bad(format!(
                    "{other} is no return option; those are MIN, MAX, ALL, COUNT and SAVE"
                )));
            }
        }
    }
    // RFC 9051 section 6.4.4: an empty list is ALL.
    returns.all |= is_first;
    Ok(returns)
}

fn charset(arguments: &mut Arguments, utf8_accepted: bool) -> Result<(), Refusal> {
    arguments.space("the charset")?;
    let name = arguments.astring("the charset")?;
    if utf8_accepted {
        return Err(Refusal::bad(
            "after ENABLE UTF8=ACCEPT all is UTF-8, and CHARSET is an error (RFC 6855 section 3)",
        ));
    }
    // RFC 9051 section 6.4.4: these two must be known. ASCII is UTF-8 too.
    if [&b"UTF-8"[..], b"US-ASCII"].iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        return Ok(());
    }
    Err(Refusal::no("BADCHARSET (US-ASCII UTF-8)", "The charsets are US-ASCII and UTF-8"))
}

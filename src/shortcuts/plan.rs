//! The plans of the shortcuts for the session itself. Pure: what is known and what was typed → what to do.

use std::time::Duration;

use crate::sasl::Mechanism;
use crate::session::Snapshot;
use crate::shortcuts::acting::one_name;
use crate::shortcuts::{Plan, Rendering, SWITCHES, Step, Switch};
use crate::wire::Status;

pub(super) fn login(snapshot: &Snapshot, rest: &str) -> Plan {
    let user = if rest.is_empty() { snapshot.user.clone() } else { Some(rest.to_owned()) };
    Ok(vec![Step::Login { user, mechanism: None }])
}

pub(super) fn auth(snapshot: &Snapshot, rest: &str) -> Plan {
    let (name, user) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(mechanism) = Mechanism::find(name) else {
        let names = Mechanism::ALL.map(Mechanism::name).join(", ");
        return Err(format!("one of {names}; to answer any other by hand, type AUTHENTICATE MECH"));
    };
    let user = Some(user.trim()).filter(|user| !user.is_empty()).map(str::to_owned);
    let known = snapshot.user.clone().filter(|_| mechanism.takes_secret());
    Ok(vec![Step::Login { user: user.or(known), mechanism: Some(mechanism) }])
}

pub(super) fn explain(_: &Snapshot, rest: &str) -> Plan {
    Ok(vec![match rest {
        "" => Step::Explain(None),
        "on" => Step::Explaining(true),
        "off" => Step::Explaining(false),
        line => Step::Explain(Some(line.to_owned())),
    }])
}

pub(super) fn inbox(snapshot: &Snapshot, _: &str) -> Plan {
    let send = |line: String, claims| Step::Send { line, claims };
    let select = if snapshot.is_read_only { "EXAMINE INBOX" } else { "SELECT INBOX" };
    let select = send(select.into(), &["EXISTS", "FLAGS", "LIST", "OK", "RECENT"]);
    let is_selected = snapshot.mailbox.as_ref().is_some_and(|mailbox| mailbox.name.eq_ignore_ascii_case("INBOX"));
    if is_selected {
        // RFC 9051 section 6.3.11: STATUS is for other mailboxes than the selected one.
        let search = send("SEARCH UNSEEN".into(), &["ESEARCH", "SEARCH"]);
        return Ok(vec![select, search, Step::Render(Rendering::Summary)]);
    }
    // RFC 8438 section 3: SIZE only where the server says so.
    let has_size = snapshot.can("STATUS=SIZE") || snapshot.can("IMAP4rev2");
    let items = if has_size { "MESSAGES UNSEEN SIZE" } else { "MESSAGES UNSEEN" };
    Ok(vec![send(format!("STATUS INBOX ({items})"), &["STATUS"]), select, Step::Render(Rendering::Summary)])
}

pub(super) fn last(_: &Snapshot, rest: &str) -> Plan {
    match rest.strip_prefix('>').map(str::trim) {
        None if rest.is_empty() => Ok(vec![Step::Last(None)]),
        Some(file) if !file.is_empty() => Ok(vec![Step::Last(Some(one_name(file)?))]),
        _ => Err(":last, or :last > FILE".to_owned()),
    }
}

/// `:history [N]`
pub(super) fn history(_: &Snapshot, rest: &str) -> Plan {
    if rest.is_empty() {
        return Ok(vec![Step::History(None)]);
    }
    let count = rest.parse().map_err(|_| format!("how many lines? {rest:?} is no number of them"))?;
    Ok(vec![Step::History(Some(count))])
}

/// `:log FILE|off`
pub(super) fn log(_: &Snapshot, rest: &str) -> Plan {
    match rest.trim() {
        "" => Err("FILE, or off".to_owned()),
        "off" => Ok(vec![Step::Log(None)]),
        file => Ok(vec![Step::Log(Some(one_name(file)?))]),
    }
}

pub(super) fn set(_: &Snapshot, rest: &str) -> Plan {
    if rest.is_empty() {
        return Ok(vec![Step::Set(None)]);
    }
    let (name, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match SWITCHES.iter().find(|(known, ..)| *known == name) {
        Some((_, switch, _)) => set_to(*switch, value.trim()),
        None => {
            let names: Vec<_> = SWITCHES.iter().map(|(name, ..)| *name).collect();
            Err(format!("there is no {name:?}; there are {}", names.join(", ")))
        }
    }
}

pub(super) fn set_to(switch: Switch, value: &str) -> Plan {
    match value {
        "on" => Ok(vec![Step::Set(Some((switch, true)))]),
        "off" => Ok(vec![Step::Set(Some((switch, false)))]),
        _ => Err(format!("on or off, not {value:?}")),
    }
}

/// A time in seconds, as a person writes it: `30`, `0.5`.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| format!("how many seconds? {text:?} is no number of them"))
}

pub(super) fn until(_: &Snapshot, rest: &str) -> Plan {
    let (name, limit) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if name.is_empty() {
        return Err("for what? :until EXISTS 30".to_owned());
    }
    let limit = if limit.is_empty() { None } else { Some(seconds(limit.trim())?) };
    Ok(vec![Step::Until(name.to_owned(), limit)])
}

/// The names that the session gives its own values.
const VALUES: [&str; 6] = ["exists", "mailbox", "secret", "uidnext", "uids", "uidvalidity"];

pub(super) fn let_value(_: &Snapshot, rest: &str) -> Plan {
    let (name, value) = rest.split_once(char::is_whitespace).ok_or("NAME VALUE; then {$NAME} stands for it")?;
    if VALUES.contains(&name) {
        return Err(format!("{{${name}}} is what the session knows; another name"));
    }
    if name.is_empty() || !name.chars().all(|char| char.is_ascii_alphanumeric() || "_-".contains(char)) {
        return Err(format!("a name has letters, digits, _ and -, unlike {name:?}"));
    }
    Ok(vec![Step::Let(name.to_owned(), value.trim_start().to_owned())])
}

pub(super) fn expect(_: &Snapshot, rest: &str) -> Plan {
    let (word, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let status = [Status::Ok, Status::No, Status::Bad].into_iter().find(|one| one.as_str().eq_ignore_ascii_case(word));
    let status = status.ok_or_else(|| format!("OK, NO or BAD, not {word:?}"))?;
    Ok(vec![Step::Expect(status, text.trim().to_owned())])
}

pub(super) fn run(_: &Snapshot, rest: &str) -> Plan {
    if rest.is_empty() { Err("which file?".to_owned()) } else { Ok(vec![Step::Run(one_name(rest)?)]) }
}

pub(super) fn uids(_: &Snapshot, rest: &str) -> Plan {
    let criteria = if rest.is_empty() { "ALL" } else { rest };
    let line = format!("UID SEARCH {criteria}");
    Ok(vec![Step::Compose { line, claims: &["ESEARCH", "SEARCH"] }, Step::Render(Rendering::Uids)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_switched_by_name() {
        assert_eq!(set(&Snapshot::default(), "crlf on"), Ok(vec![Step::Set(Some((Switch::Crlf, true)))]));
        assert_eq!(set(&Snapshot::default(), ""), Ok(vec![Step::Set(None)]));
        assert!(set(&Snapshot::default(), "nope on").unwrap_err().contains("advice, crlf, fold, prefix, timing, vi"));
        assert!(set(&Snapshot::default(), "crlf").is_err());
        assert_eq!(last(&Snapshot::default(), "> a b"), Ok(vec![Step::Last(Some("a b".into()))]));
        assert!(last(&Snapshot::default(), "file").is_err());
    }

    #[test]
    fn values_and_expectations_are_checked_before_anything_is_done() {
        let nobody = Snapshot::default();
        assert_eq!(let_value(&nobody, "to  a b "), Ok(vec![Step::Let("to".into(), "a b ".into())]));
        for wrong in ["", "x", "uids 1", "secret x", "a} b"] {
            assert!(let_value(&nobody, wrong).is_err(), "{wrong}");
        }
        assert_eq!(expect(&nobody, "no [TRYCREATE]"), Ok(vec![Step::Expect(Status::No, "[TRYCREATE]".into())]));
        assert!(expect(&nobody, "").is_err() && expect(&nobody, "BYE").is_err() && run(&nobody, "").is_err());
    }

    #[test]
    fn login_and_auth_say_whom_and_how() {
        let nobody = Snapshot::default();
        let step = |user: Option<&str>, mechanism: Option<&str>| {
            let mechanism = mechanism.map(|name| Mechanism::find(name).unwrap());
            Ok(vec![Step::Login { user: user.map(str::to_owned), mechanism }])
        };
        assert_eq!(login(&nobody, ""), step(None, None));
        assert_eq!(login(&nobody, "me"), step(Some("me"), None));
        assert_eq!(auth(&nobody, "plain  me"), step(Some("me"), Some("PLAIN")));
        let known = Snapshot { user: Some("me".into()), ..Snapshot::default() };
        assert_eq!(auth(&known, "PLAIN"), step(Some("me"), Some("PLAIN")));
        // Whom to act as is not asked for by having been somebody.
        assert_eq!(auth(&known, "EXTERNAL"), step(None, Some("EXTERNAL")));
        assert!(auth(&nobody, "").is_err() && auth(&nobody, "GSSAPI me").unwrap_err().contains("by hand"));
    }
}

//! The `:shortcuts`: one row each, and the pure functions that plan them.
//!
//! To add one, add a row to [`SHORTCUTS`]; completion, `:help` and the documentation follow.

mod capabilities;

use std::time::Duration;

use crate::catalog::near::nearest;
use crate::catalog::{self, Spec};
use crate::sasl::Mechanism;
use crate::session::{Phase, Privacy, Snapshot};
use crate::wire::{Response, Value, unescape};

/// A shortcut.
#[derive(Debug)]
pub struct Shortcut {
    /// Its name, without the colon.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub brief: &'static str,
    /// Plans it: what is known, what follows the name → what to do.
    pub plan: fn(&Snapshot, &str) -> Plan,
}

impl Shortcut {
    /// Whether it lets an IDLE go on.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.name, "sleep" | "until")
    }
}

/// What a shortcut wants done, or what is wrong with its arguments.
pub type Plan = Result<Vec<Step>, String>;

/// One thing to do. The next is done when this one has succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// End IDLE.
    Done,
    /// Ask for the password, and log in.
    Login {
        /// Whom, if that was said.
        user: Option<String>,
        /// The mechanism; else the best that the server offers.
        mechanism: Option<Mechanism>,
    },
    /// Show what came since the last command, or save it to this file.
    Last(Option<String>),
    /// End the session.
    Quit,
    /// Send these octets as they are, without a tag.
    Raw(Vec<u8>),
    /// Show what has been claimed, or what is known.
    Render(Rendering),
    /// Send this command. The untagged responses named here are not shown as they come: a rendering will.
    Send {
        /// The command, without a tag.
        line: String,
        /// Names of untagged responses.
        claims: &'static [&'static str],
    },
    /// Explain every response from now on, or no longer.
    Explaining(bool),
    /// Explain a line, or the last response.
    Explain(Option<String>),
    /// Say why the last command was refused.
    Why,
    /// Wait so long.
    Sleep(Duration),
    /// Show what is known of the session.
    State,
    /// Show how the connection is encrypted.
    Tls,
    /// Wait for a response of this name, at most so long.
    Until(String, Option<Duration>),
    /// Switch something; `None` lists what can be switched.
    Set(Option<(Switch, bool)>),
}

/// What a person can switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Tell what is unwise about a command.
    Advice,
    /// Draw line ends.
    Crlf,
    /// Fold long literals.
    Fold,
    /// Tell who speaks before each line.
    Prefix,
    /// Tell how long each command took.
    Timing,
    /// Edit as in vi.
    Vi,
}

impl Switch {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        SWITCHES.iter().find(|(_, switch, _)| *switch == self).map_or("", |(name, ..)| name)
    }
}

/// What is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches([bool; SWITCHES.len()]);

impl Default for Switches {
    fn default() -> Self {
        Self(SWITCHES.map(|(_, switch, _)| matches!(switch, Switch::Advice | Switch::Fold | Switch::Prefix)))
    }
}

impl Switches {
    /// Takes note of a switch.
    pub fn set(&mut self, switch: Switch, on: bool) {
        let place = SWITCHES.iter().position(|(_, known, _)| *known == switch);
        if let Some(state) = place.and_then(|place| self.0.get_mut(place)) {
            *state = on;
        }
    }
}

/// The switches, by name.
pub const SWITCHES: [(&str, Switch, &str); 6] = [
    ("advice", Switch::Advice, "Tell what is unwise about a command that was sent."),
    ("crlf", Switch::Crlf, "Draw the line ends."),
    ("fold", Switch::Fold, "Fold literals of more than 20 lines or 4 KiB."),
    ("prefix", Switch::Prefix, "Tell who speaks before each line."),
    ("timing", Switch::Timing, "Tell how long each command took."),
    ("vi", Switch::Vi, "Edit with the keys of vi instead of those of Emacs."),
];

/// What to make of the responses that a plan has claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// What the server can do.
    Capabilities,
    /// Help on everything, or on a topic.
    Help(String),
    /// What can be switched, and what is on.
    Settings(Switches),
    /// The selected mailbox, after `:inbox`.
    Summary,
    /// The numbers of a SEARCH.
    Uids,
}

/// Every shortcut, by name.
pub const SHORTCUTS: &[Shortcut] = &[
    Shortcut {
        name: "auth",
        usage: ":auth MECH [USER]",
        brief: "Log in with a SASL mechanism: PLAIN, SCRAM-SHA-256, XOAUTH2, EXTERNAL and others.",
        plan: auth,
    },
    Shortcut {
        name: "caps",
        usage: ":caps",
        brief: "Say what the server can do, since when, where that stands, and what to try.",
        plan: |_, _| Ok(vec![Step::Render(Rendering::Capabilities)]),
    },
    Shortcut { name: "done", usage: ":done", brief: "End IDLE.", plan: |_, _| Ok(vec![Step::Done]) },
    Shortcut {
        name: "explain",
        usage: ":explain [on|off|LINE]",
        brief: "Explain the last response token by token, or LINE, or each response from now on.",
        plan: explain,
    },
    Shortcut {
        name: "help",
        usage: ":help [TOPIC]",
        brief: "Say what there is, or explain a command, item, code or idea of IMAP.",
        plan: |_, rest| Ok(vec![Step::Render(Rendering::Help(rest.to_owned()))]),
    },
    Shortcut { name: "inbox", usage: ":inbox", brief: "Select INBOX and sum it up.", plan: inbox },
    Shortcut {
        name: "last",
        usage: ":last [> FILE]",
        brief: "Show all that came since the last command, in $PAGER, or save its octets.",
        plan: last,
    },
    Shortcut {
        name: "login",
        usage: ":login [USER]",
        brief: "Log in, in the best way that the server offers; the password is asked for, unseen.",
        plan: login,
    },
    Shortcut { name: "quit", usage: ":quit", brief: "Log out and leave.", plan: |_, _| Ok(vec![Step::Quit]) },
    Shortcut {
        name: "raw",
        usage: ":raw TEXT",
        brief: "Send these very octets, without a tag: \\r \\n \\t \\0 \\\\ \\xHH.",
        plan: |_, rest| Ok(vec![Step::Raw(unescape(rest)?)]),
    },
    Shortcut {
        name: "send",
        usage: ":send LINE",
        brief: "Send LINE as it is behind a tag, whatever it looks like.",
        plan: |_, rest| Ok(vec![Step::Send { line: rest.to_owned(), claims: &[] }]),
    },
    Shortcut {
        name: "set",
        usage: ":set [NAME on|off]",
        brief: "Switch advice, crlf, fold, prefix, timing or vi on or off; alone, list them.",
        plan: set,
    },
    Shortcut {
        name: "sleep",
        usage: ":sleep SECS",
        brief: "Wait, and show what comes meanwhile; IDLE goes on.",
        plan: |_, rest| Ok(vec![Step::Sleep(seconds(rest)?)]),
    },
    Shortcut {
        name: "state",
        usage: ":state",
        brief: "Say what is known of the session.",
        plan: |_, _| Ok(vec![Step::State]),
    },
    Shortcut {
        name: "timing",
        usage: ":timing [on|off]",
        brief: "Tell how long each command takes, to the first octet and to the reply.",
        plan: |_, rest| set_to(Switch::Timing, if rest.is_empty() { "on" } else { rest }),
    },
    Shortcut {
        name: "tls",
        usage: ":tls",
        brief: "Show how the connection is encrypted, and the server's certificates.",
        plan: |_, _| Ok(vec![Step::Tls]),
    },
    Shortcut {
        name: "uids",
        usage: ":uids [CRITERIA]",
        brief: "List the UIDs of messages: all, or those that fit.",
        plan: uids,
    },
    Shortcut {
        name: "until",
        usage: ":until NAME [SECS]",
        brief: "Wait until a response such as EXISTS comes, at most so long; IDLE goes on.",
        plan: until,
    },
    Shortcut {
        name: "why",
        usage: ":why",
        brief: "Say why the last command was refused, and what to type next.",
        plan: |_, _| Ok(vec![Step::Why]),
    },
];

/// Finds a shortcut by its name, or by the start of one where only one fits.
///
/// # Errors
/// If there is none, or several start so.
pub fn find(name: &str) -> Result<&'static Shortcut, String> {
    if let Some(shortcut) = SHORTCUTS.iter().find(|shortcut| shortcut.name == name) {
        return Ok(shortcut);
    }
    let fitting: Vec<_> =
        SHORTCUTS.iter().filter(|shortcut| !name.is_empty() && shortcut.name.starts_with(name)).collect();
    match fitting[..] {
        [shortcut] => Ok(shortcut),
        [] => Err(format!("there is no shortcut :{name}; :help lists them")),
        _ => {
            let names: Vec<_> = fitting.iter().map(|shortcut| format!(":{}", shortcut.name)).collect();
            Err(format!(":{name} could be {}", names.join(" or ")))
        }
    }
}

fn login(snapshot: &Snapshot, rest: &str) -> Plan {
    let user = if rest.is_empty() { snapshot.user.clone() } else { Some(rest.to_owned()) };
    Ok(vec![Step::Login { user, mechanism: None }])
}

fn auth(snapshot: &Snapshot, rest: &str) -> Plan {
    let (name, user) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(mechanism) = Mechanism::find(name) else {
        let names = Mechanism::ALL.map(Mechanism::name).join(", ");
        return Err(format!("one of {names}; to answer any other by hand, type AUTHENTICATE MECH"));
    };
    let user = Some(user.trim()).filter(|user| !user.is_empty()).map(str::to_owned);
    let known = snapshot.user.clone().filter(|_| mechanism.takes_secret());
    Ok(vec![Step::Login { user: user.or(known), mechanism: Some(mechanism) }])
}

fn explain(_: &Snapshot, rest: &str) -> Plan {
    Ok(vec![match rest {
        "" => Step::Explain(None),
        "on" => Step::Explaining(true),
        "off" => Step::Explaining(false),
        line => Step::Explain(Some(line.to_owned())),
    }])
}

fn inbox(snapshot: &Snapshot, _: &str) -> Plan {
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

fn last(_: &Snapshot, rest: &str) -> Plan {
    match rest.strip_prefix('>').map(str::trim) {
        None if rest.is_empty() => Ok(vec![Step::Last(None)]),
        Some(file) if !file.is_empty() => Ok(vec![Step::Last(Some(file.to_owned()))]),
        _ => Err(":last, or :last > FILE".to_owned()),
    }
}

fn set(_: &Snapshot, rest: &str) -> Plan {
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

fn set_to(switch: Switch, value: &str) -> Plan {
    match value {
        "on" => Ok(vec![Step::Set(Some((switch, true)))]),
        "off" => Ok(vec![Step::Set(Some((switch, false)))]),
        _ => Err(format!("on or off, not {value:?}")),
    }
}

/// A time in seconds, as a person writes it: `30`, `0.5`.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| format!("how many seconds? {text:?} is no number of them"))
}

fn until(_: &Snapshot, rest: &str) -> Plan {
    let (name, limit) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if name.is_empty() {
        return Err("for what? :until EXISTS 30".to_owned());
    }
    let limit = if limit.is_empty() { None } else { Some(seconds(limit.trim())?) };
    Ok(vec![Step::Until(name.to_owned(), limit)])
}

fn uids(_: &Snapshot, rest: &str) -> Plan {
    let criteria = if rest.is_empty() { "ALL" } else { rest };
    let line = format!("UID SEARCH {criteria}");
    Ok(vec![Step::Send { line, claims: &["ESEARCH", "SEARCH"] }, Step::Render(Rendering::Uids)])
}

/// The rows of a rendering: what a pipe gets with tabs between, and a terminal in columns.
#[must_use]
pub fn rows(rendering: &Rendering, snapshot: &Snapshot, claimed: &[Response]) -> Vec<Vec<String>> {
    match rendering {
        Rendering::Capabilities => capabilities::rows(snapshot),
        Rendering::Help(topic) if topic.is_empty() => overview(),
        Rendering::Help(topic) => help(topic),
        Rendering::Settings(Switches(states)) => {
            let of = |((name, _, brief), on): (&(&str, Switch, &str), &bool)| {
                row(name, format!("{:<4} {brief}", if *on { "on" } else { "off" }))
            };
            SWITCHES.iter().zip(states).map(of).collect()
        }
        Rendering::Summary => summary(snapshot, claimed),
        Rendering::Uids => numbers(claimed).into_iter().map(|uid| vec![uid]).collect(),
    }
}

/// A row of a name and a value.
pub fn row(name: &str, value: impl ToString) -> Vec<String> {
    vec![name.to_owned(), value.to_string()]
}

/// The numbers of SEARCH and ESEARCH responses; the ranges of ESEARCH stay ranges. RFC 9051 section 7.3.4.
fn numbers(claimed: &[Response]) -> Vec<String> {
    let mut found = Vec::new();
    for response in claimed {
        if response.is("SEARCH") {
            found.extend(response.values().filter_map(|value| value.number()).map(|number| number.to_string()));
        } else {
            let mut values = response.values();
            while let Some(value) = values.next() {
                if matches!(value, Value::Word(word) if word.eq_ignore_ascii_case(b"ALL")) {
                    let set = values.next().and_then(|set| set.text()).unwrap_or_default();
                    for range in set.split(',') {
                        expand_range(range, &mut found);
                    }
                }
            }
        }
    }
    found
}

/// Numbers that ESEARCH may stand for; a few octets could stand for four thousand million.
const NUMBERS_MAX: usize = 4_000_000;

/// Adds `3:5` as its numbers; what is beyond all reason stays a range.
fn expand_range(range: &str, found: &mut Vec<String>) {
    let ends =
        range.split_once(':').and_then(|(first, last)| Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?)));
    match ends {
        Some((first, last)) if (first.abs_diff(last) as usize) < NUMBERS_MAX.saturating_sub(found.len()) => {
            found.extend((first.min(last)..=first.max(last)).map(|number| number.to_string()));
        }
        _ => found.push(range.to_owned()),
    }
}

fn summary(snapshot: &Snapshot, claimed: &[Response]) -> Vec<Vec<String>> {
    let Some(mailbox) = &snapshot.mailbox else { return Vec::new() };
    let status = |item: &str| {
        let response = claimed.iter().find(|response| response.is("STATUS"))?;
        let Value::List(mut items) = response.values().last()? else { return None };
        while let Some((name, value)) = items.next_pair() {
            if name.eq_ignore_ascii_case(item.as_bytes()) {
                return value.number();
            }
        }
        None
    };
    let mut rows = Vec::new();
    rows.extend(mailbox.exists.map(|exists| row("messages", exists)));
    let is_search = |response: &&Response| response.is("SEARCH") || response.is("ESEARCH");
    let searched = claimed.iter().find(is_search).map(|found| numbers(std::slice::from_ref(found)).len() as u64);
    rows.extend(searched.or_else(|| status("UNSEEN")).map(|unseen| row("unseen", unseen)));
    rows.extend(status("SIZE").map(|size| row("size", size)));
    rows.extend(mailbox.uid_validity.map(|uid_validity| row("uidvalidity", uid_validity)));
    rows.extend(mailbox.uid_next.map(|uid_next| row("uidnext", uid_next)));
    rows.extend(mailbox.read_only.then(|| row("access", "read-only")));
    rows
}

/// What is known of the session, in rows.
#[must_use]
pub fn state(snapshot: &Snapshot) -> Vec<Vec<String>> {
    let phase = match snapshot.phase {
        Phase::Connecting => "connecting",
        Phase::NotAuthenticated => "not authenticated",
        Phase::Authenticated => "authenticated",
        Phase::Selected => "selected",
        Phase::Logout => "logout",
        Phase::Closed => "closed",
    };
    let privacy = match snapshot.privacy {
        Privacy::Local => "plain text, within this machine",
        Privacy::Plaintext => "plain text",
        Privacy::Secure => "encrypted",
    };
    let mut rows = vec![row("host", &snapshot.host), row("state", phase), row("link", privacy)];
    rows.extend(snapshot.user.as_ref().map(|user| row("user", user)));
    if let Some(mailbox) = &snapshot.mailbox {
        let access = if mailbox.read_only { " (read-only)" } else { "" };
        rows.push(row("mailbox", format!("{}{access}", mailbox.name)));
        rows.extend(mailbox.exists.map(|exists| row("messages", exists)));
        rows.extend(mailbox.recent.map(|recent| row("recent", recent)));
        rows.extend(mailbox.unseen.map(|unseen| row("first unseen", unseen)));
        rows.extend(mailbox.uid_validity.map(|uid_validity| row("uidvalidity", uid_validity)));
        rows.extend(mailbox.uid_next.map(|uid_next| row("uidnext", uid_next)));
        rows.push(row("flags", mailbox.flags.join(" ")));
        rows.extend(mailbox.permanent_flags.as_ref().map(|flags| row("permanent flags", flags.join(" "))));
    }
    let capabilities = snapshot
        .capabilities
        .as_ref()
        .map_or_else(|| "unknown: ask with CAPABILITY".to_owned(), |known| known.join(" "));
    rows.push(row("capabilities", capabilities));
    if !snapshot.enabled.is_empty() {
        rows.push(row("enabled", snapshot.enabled.join(" ")));
    }
    rows.extend((snapshot.in_flight > 0).then(|| row("in flight", snapshot.in_flight)));
    rows
}

fn overview() -> Vec<Vec<String>> {
    let mut rows = vec![row(
        "COMMAND …",
        "Sent with a tag and CRLF: LOGIN, SELECT, FETCH, and all of IMAP. :help COMMAND explains one.",
    )];
    rows.extend(SHORTCUTS.iter().map(|shortcut| row(shortcut.usage, shortcut.brief)));
    rows.extend(BRACES.iter().map(|(form, brief)| row(form, brief)));
    rows.push(row("# …", "A comment."));
    rows
}

/// What braces mean in a command, outside quoted strings.
const BRACES: &[(&str, &str)] = &[
    ("{@FILE}", "The file as a literal; as a message with CRLF, {@=FILE} and ~{@FILE} as it is."),
    ("{\"text\"}", "That text as a literal."),
    ("{<<END}", "The lines after this one, up to END, as a literal."),
    ("{$NAME}", "A value: $exists $uidnext $uidvalidity $mailbox, $uids of the last UID SEARCH, $secret."),
    ("{N}", "A literal by hand: N octets are asked for next, or taken from the script."),
];

fn help(topic: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if let Some(shortcut) = SHORTCUTS.iter().find(|shortcut| shortcut.name == topic.trim_start_matches(':')) {
        rows.push(row(shortcut.usage, shortcut.brief));
    }
    for found in catalog::topics(topic) {
        let facts = found.facts();
        rows.push(row(facts.name, format!("{} ({})", facts.summary, cite(facts.spec))));
        rows.extend((!facts.usage.is_empty()).then(|| row("", format!("usage: {}", facts.usage))));
        rows.extend((!facts.example.is_empty()).then(|| row("", format!("example: {}", facts.example))));
    }
    if rows.is_empty() {
        let near = nearest(topic, catalog::topic::all().map(catalog::Topic::name));
        let near = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
        rows.push(row(topic, format!("Nothing is known under this name; :help alone lists the shortcuts.{near}")));
    }
    rows
}

fn cite(spec: Spec) -> String {
    spec.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_says_something_of_each() {
        assert!(SHORTCUTS.is_sorted_by_key(|shortcut| shortcut.name));
        for shortcut in SHORTCUTS {
            assert!(shortcut.usage.starts_with(&format!(":{}", shortcut.name)), "{}", shortcut.name);
            assert!(shortcut.brief.ends_with('.'), "{}", shortcut.name);
        }
    }

    #[test]
    fn a_shortcut_is_found_by_name_or_by_a_start_that_only_it_has() {
        assert_eq!(find("inbox").unwrap().name, "inbox");
        assert_eq!(find("in").unwrap().name, "inbox");
        assert!(find("s").unwrap_err().contains(":send or :set or "));
        assert!(find("nope").is_err() && find("").is_err());
    }

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

    #[test]
    fn uids_reads_search_and_esearch() {
        let search = Response::read(b"* SEARCH 483 2 99\r\n").unwrap();
        let esearch = Response::read(b"* ESEARCH (TAG \"A1\") UID ALL 4:6,9\r\n").unwrap();
        assert_eq!(numbers(&[search, esearch]), ["483", "2", "99", "4", "5", "6", "9"]);
        let hostile = Response::read(b"* ESEARCH ALL 1:4294967295\r\n").unwrap();
        assert_eq!(numbers(&[hostile]), ["1:4294967295"]);
    }

    #[test]
    fn help_knows_shortcuts_commands_and_ideas() {
        assert!(help("inbox")[0][1].contains("Select INBOX"));
        assert!(help("fetch").iter().any(|row| row[1].contains("RFC 9051")));
        assert!(help(":uids")[0][1].contains("List the UIDs") && !help("uid")[0][0].starts_with(':'));
        assert!(help("UIDVALIDITY").iter().any(|row| row[1].contains("RFC")));
        assert!(help("frobnicate")[0][1].contains("Nothing is known"));
        assert!(overview().len() > SHORTCUTS.len());
    }
}

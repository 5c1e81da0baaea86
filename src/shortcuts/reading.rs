//! The plans of the shortcuts that read mail. Pure: what is known and what was typed → what to do.

use std::time::{SystemTime, UNIX_EPOCH};

use mail_parser::DateTime;

use crate::mail::{Kind, Part, number_of, shown_part, span};
use crate::session::Snapshot;
use crate::shortcuts::acting::one_name;
use crate::shortcuts::message::{parts_of, told_of_parts};
use crate::shortcuts::which::{Which, next_word};
use crate::shortcuts::{Further, Plan, Rendering, Sink, Step, Table, criteria};
use crate::wire::Response;

/// What there is to say where the server tells of no message.
pub const NO_SUCH_MESSAGE: &str = "there is no such message";

/// What is claimed of FETCH.
pub(super) const FETCH: &[&str] = &["FETCH"];

/// Octets of a part that are fetched to be read: a longer text is nothing to read on a screen, and is to be saved.
pub(super) const READ_OCTETS_MAX: u64 = 4 << 20;

fn stream(snapshot: &Snapshot, rest: &str, table: Table) -> Plan {
    let mut rest = rest;
    let which = Which::take(snapshot, &mut rest)?;
    no_more(rest)?;
    if which.is_none() && snapshot.mailbox.as_ref().is_some_and(|mailbox| mailbox.exists == Some(0)) {
        return Ok(vec![Step::Say("there are no messages".to_owned())]);
    }
    let which = which.unwrap_or_else(Which::all);
    // RFC 9051 section 6.4.9: a UID FETCH tells the UID, asked or not.
    let lines = which.parts().iter().map(|part| part.fetch(table.items())).collect();
    Ok(vec![Step::Stream { lines, table, is_uid: which.is_uid }])
}

fn no_more(rest: &str) -> Result<(), String> {
    if rest.is_empty() { Ok(()) } else { Err(format!("{rest:?} is too much")) }
}

pub(super) fn list(snapshot: &Snapshot, rest: &str) -> Plan {
    stream(snapshot, rest, Table::Messages)
}

pub(super) fn size(snapshot: &Snapshot, rest: &str) -> Plan {
    stream(snapshot, rest, Table::Sizes)
}

pub(super) fn uid(snapshot: &Snapshot, rest: &str) -> Plan {
    Which::one(snapshot, &mut &*rest)?;
    stream(snapshot, rest, Table::Uid)
}

pub(super) fn map(snapshot: &Snapshot, rest: &str) -> Plan {
    no_more(rest)?;
    let mut steps = stream(snapshot, "", Table::Numbers)?;
    steps.push(Step::Render(Rendering::Moves));
    Ok(steps)
}

pub(super) fn headers(snapshot: &Snapshot, rest: &str) -> Plan {
    let mut rest = rest;
    let which = Which::one(snapshot, &mut rest)?;
    no_more(rest)?;
    Ok(vec![Step::Fetch {
        line: which.fetch("(BODY.PEEK[HEADER])"),
        section: "HEADER".to_owned(),
        into: Sink::Headers,
    }])
}

pub(super) fn source(snapshot: &Snapshot, rest: &str) -> Plan {
    let mut rest = rest;
    let which = Which::one(snapshot, &mut rest)?;
    no_more(rest)?;
    Ok(vec![Step::Fetch { line: which.fetch("(BODY.PEEK[])"), section: String::new(), into: Sink::Source }])
}

fn ask_structure(which: &Which) -> Step {
    let items = if which.set == "*" { "(UID BODYSTRUCTURE)" } else { "(BODYSTRUCTURE)" };
    Step::Send { line: which.fetch(items), claims: FETCH }
}

pub(super) fn parts(snapshot: &Snapshot, rest: &str) -> Plan {
    let mut rest = rest;
    let which = Which::one(snapshot, &mut rest)?;
    no_more(rest)?;
    Ok(vec![ask_structure(&which), Step::Further(Further::Parts(which))])
}

/// Takes `--lines L`, wherever it stands.
fn take_lines(rest: &str) -> Result<(String, Option<usize>), String> {
    const OPTION: &str = "--lines";
    let is_word = |at: usize| at == 0 || rest[..at].ends_with(char::is_whitespace);
    let Some(at) = rest.match_indices(OPTION).map(|(at, _)| at).find(|at| is_word(*at)) else {
        return Ok((rest.to_owned(), None));
    };
    let mut behind = &rest[at + OPTION.len()..];
    let lines = next_word(&mut behind).parse().map_err(|_| "--lines: how many?")?;
    Ok((format!("{}{behind}", &rest[..at]).trim_end().to_owned(), Some(lines)))
}

pub(super) fn read(snapshot: &Snapshot, rest: &str) -> Plan {
    let (rest, lines) = take_lines(rest)?;
    let mut rest = &*rest;
    let which = Which::one(snapshot, &mut rest)?;
    let part = Some(next_word(&mut rest)).filter(|part| !part.is_empty()).map(str::to_owned);
    no_more(rest)?;
    Ok(vec![ask_structure(&which), Step::Further(Further::Read { which, part, lines })])
}

pub(super) fn save(snapshot: &Snapshot, rest: &str) -> Plan {
    let mut rest = rest;
    let which = Which::one(snapshot, &mut rest)?;
    let mut behind = rest;
    let first = next_word(&mut behind);
    if behind.is_empty() && is_section(first) {
        let typed = which.typed();
        return Err(format!(
            "part {first} into which file? :save {typed} {first} FILE; or :save {typed} ./{first} saves all of it there"
        ));
    }
    let is_part = !behind.is_empty() && is_section(first);
    if rest.is_empty() {
        return Err(format!("where to? :save {} FILE, or with a part :save {} 2 FILE", which.typed(), which.typed()));
    }
    if is_part {
        let file = one_name(behind)?;
        let further = Further::Save { which: which.clone(), part: first.to_owned(), file: file.clone() };
        return Ok(vec![Step::Vacant(file), ask_structure(&which), Step::Further(further)]);
    }
    let path = one_name(rest)?;
    let into = Sink::File { path: path.clone(), encoding: String::new() };
    let fetch = Step::Fetch { line: which.fetch("(BODY.PEEK[])"), section: String::new(), into };
    Ok(vec![Step::Vacant(path), fetch])
}

/// Whether it is a part as `:parts` lists them: `1.2`, `TEXT`, `3.TEXT`.
fn is_section(word: &str) -> bool {
    let numbers = match word.len().checked_sub(4).and_then(|at| word.split_at_checked(at)) {
        Some((numbers, text)) if text.eq_ignore_ascii_case("TEXT") => numbers.strip_suffix('.').unwrap_or(numbers),
        _ => word,
    };
    (numbers.is_empty() && numbers.len() < word.len()) || numbers.split('.').all(|number| number.parse::<u32>().is_ok())
}

pub(super) fn eml(_: &Snapshot, rest: &str) -> Plan {
    let (file, lines) = take_lines(rest)?;
    if file.is_empty() {
        return Err("which file?".to_owned());
    }
    Ok(vec![Step::File { path: one_name(&file)?, lines }])
}

pub(super) fn search(snapshot: &Snapshot, rest: &str) -> Plan {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let today = DateTime::from_timestamp(i64::try_from(since_epoch).unwrap_or(i64::MAX));
    let line = format!("UID SEARCH {}", criteria(rest, &today, snapshot.takes_utf8())?);
    Ok(vec![Step::Compose { line, claims: &["ESEARCH", "SEARCH"] }, Step::Render(Rendering::Uids)])
}

/// What to fetch once the structure of a message is known, to read it.
pub(super) fn read_further(which: &Which, part: Option<&str>, lines: Option<usize>, claimed: &[Response]) -> Plan {
    let parts = parts_of(claimed);
    let which = &which.pinned(told_of_parts(claimed));
    let at = place(&parts, which, part)?;
    let asked = span(&parts, at);
    // Whose header to show above it: that of the message, or of the part that is one.
    let is_message = part.is_none() || asked.first().is_some_and(|part| part.kind == Kind::Message);
    let message = part.unwrap_or_default();
    let shown = shown_part(asked);
    if is_message && shown.is_none_or(|shown| shown.octets == Some(0)) {
        return Ok(nothing_to_read(which, message, asked, lines));
    }
    let Some(shown) = shown else {
        let described: Vec<_> = asked.iter().filter(|part| part.kind == Kind::Leaf).map(Part::described).collect();
        let kinds = if described.is_empty() { "nothing".to_owned() } else { described.join("; ") };
        return Err(format!("there is no text in it, but {kinds}. :save {} PART FILE saves a part", which.typed()));
    };
    let head = format!("BODY.PEEK[{}] ", number_of(message, "HEADER.FIELDS (DATE FROM TO CC SUBJECT)"));
    let range = if shown.octets.is_some_and(|octets| octets > READ_OCTETS_MAX) {
        format!("<0.{READ_OCTETS_MAX}>")
    } else {
        String::new()
    };
    let items = format!("({}BODY.PEEK[{}]{range})", if is_message { &head } else { "" }, shown.section);
    let others = asked.iter().filter(|part| part.kind != Kind::Multipart && part.section != shown.section).cloned();
    let into = Sink::Text { part: Some(shown.clone()), others: others.collect(), which: which.clone(), lines };
    Ok(vec![Step::Fetch { line: which.fetch(&items), section: shown.section.clone(), into }])
}

/// What there is to show of a message without text: its header, and its parts; or all that it holds, if a server that finds nothing in
/// parts finds something beside them.
fn nothing_to_read(which: &Which, message: &str, asked: &[Part], lines: Option<usize>) -> Vec<Step> {
    let is_empty = |part: &Part| part.kind != Kind::Leaf || part.octets == Some(0);
    let text = |section: String, part, others| Step::Fetch {
        line: which.fetch(&format!("(BODY.PEEK[{section}])")),
        section,
        into: Sink::Text { part, others, which: which.clone(), lines },
    };
    if !asked.is_empty() && asked.iter().all(is_empty) {
        let section = number_of(message, "TEXT");
        let whole = Part { section: section.clone(), media: "text/plain".to_owned(), ..Part::default() };
        let told = "its parts are empty, as the server tells them; this is its text as it came".to_owned();
        return vec![Step::Say(told), text(section, Some(whole), Vec::new())];
    }
    let others = asked.iter().filter(|part| part.kind != Kind::Multipart).cloned().collect();
    vec![text(number_of(message, "HEADER"), None, others)]
}

/// The rendering of `:parts`.
pub(super) fn parts_further(which: &Which, claimed: &[Response]) -> Plan {
    place(&parts_of(claimed), which, None)?;
    Ok(vec![Step::Render(Rendering::Parts(which.pinned(told_of_parts(claimed))))])
}

/// What to fetch once the structure of a message is known, to save a part of it.
pub(super) fn save_further(which: &Which, part: &str, file: &str, claimed: &[Response]) -> Plan {
    let parts = parts_of(claimed);
    let which = &which.pinned(told_of_parts(claimed));
    let part = &parts[place(&parts, which, Some(part))?];
    let into = Sink::File { path: file.to_owned(), encoding: part.encoding.clone() };
    let line = which.fetch(&format!("(BODY.PEEK[{}])", part.section));
    Ok(vec![Step::Fetch { line, section: part.section.clone(), into }])
}

/// Where a part stands among `parts`.
fn place(parts: &[Part], which: &Which, wanted: Option<&str>) -> Result<usize, String> {
    if parts.is_empty() {
        return Err(NO_SUCH_MESSAGE.to_owned());
    }
    let Some(wanted) = wanted else { return Ok(0) };
    // RFC 9051 section 6.4.5.1: of a message with one part, both are the same.
    if wanted.eq_ignore_ascii_case("TEXT") && parts[0].kind == Kind::Leaf {
        return Ok(0);
    }
    let at = parts.iter().position(|part| part.section.eq_ignore_ascii_case(wanted));
    at.ok_or_else(|| format!("there is no part {wanted}; :parts {} lists them", which.typed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(plan: Plan) -> Vec<String> {
        let line = |step: Step| match step {
            Step::Send { line, .. } | Step::Fetch { line, .. } => line,
            Step::Stream { lines, .. } => lines.join("; "),
            other => format!("{other:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
        };
        plan.unwrap().into_iter().map(line).collect()
    }

    #[test]
    fn one_command_serves_however_many_messages() {
        let nothing = Snapshot::default();
        assert_eq!(lines(list(&nothing, "")), ["FETCH 1:* (UID FLAGS RFC822.SIZE ENVELOPE)"]);
        assert_eq!(lines(size(&nothing, "-u 4:9")), ["UID FETCH 4:9 (RFC822.SIZE)"]);
        assert_eq!(lines(uid(&nothing, "*")), ["FETCH * (UID)"]);
        assert!(uid(&nothing, "1:2").is_err() && list(&nothing, "1 2").is_err());
        let mailbox = crate::session::Mailbox { exists: Some(0), ..Default::default() };
        let empty = Snapshot { mailbox: Some(mailbox), ..Snapshot::default() };
        assert_eq!(lines(list(&empty, "")), ["Say"]);
    }

    #[test]
    fn reading_never_sets_seen_and_fetches_what_it_shows() {
        let nothing = Snapshot::default();
        assert_eq!(lines(read(&nothing, "1")), ["FETCH 1 (BODYSTRUCTURE)", "Further"]);
        assert_eq!(lines(source(&nothing, "-u 5")), ["UID FETCH 5 (BODY.PEEK[])"]);
        let text = r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 9999999 1)"#;
        let structure =
            format!("* 1 FETCH (BODYSTRUCTURE ({text}(\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 9) \"MIXED\"))\r\n");
        let claimed = [Response::read(structure.as_bytes()).unwrap()];
        let which = Which { set: "1".into(), is_uid: false };
        let head = "BODY.PEEK[HEADER.FIELDS (DATE FROM TO CC SUBJECT)]";
        let wanted = [format!("FETCH 1 ({head} BODY.PEEK[1]<0.4194304>)")];
        assert_eq!(lines(read_further(&which, None, None, &claimed)), wanted);
        assert!(read_further(&which, Some("2"), None, &claimed).unwrap_err().contains("image/png, 9 octets"));
        assert!(read_further(&which, Some("3"), None, &claimed).unwrap_err().contains(":parts 1"));
        assert!(read_further(&which, None, None, &[]).unwrap_err().contains("no such message"));
        assert_eq!(lines(save_further(&which, "2", "f", &claimed)), ["FETCH 1 (BODY.PEEK[2])"]);
    }

    #[test]
    fn of_a_message_without_text_the_header_is_shown_and_what_the_parts_lack() {
        let which = Which { set: "1".into(), is_uid: false };
        let planned = |body: &str| {
            let told = Response::read(format!("* 1 FETCH (BODYSTRUCTURE {body})\r\n").as_bytes()).unwrap();
            lines(read_further(&which, None, None, &[told]))
        };
        let image = "(\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 9)";
        assert_eq!(planned(image), ["FETCH 1 (BODY.PEEK[HEADER])"]);
        let empty = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 0)";
        assert_eq!(planned(&format!("({empty} \"MIXED\")")), ["Say", "FETCH 1 (BODY.PEEK[TEXT])"]);
        assert_eq!(planned(&format!("({empty}{image} \"MIXED\")")), ["FETCH 1 (BODY.PEEK[HEADER])"]);
    }

    #[test]
    fn a_file_name_may_have_spaces_and_a_part_stands_before_it() {
        let nothing = Snapshot::default();
        assert_eq!(lines(save(&nothing, "1 my file")), ["Vacant", "FETCH 1 (BODY.PEEK[])"]);
        assert_eq!(lines(save(&nothing, "1 2.1 my file")), ["Vacant", "FETCH 1 (BODYSTRUCTURE)", "Further"]);
        assert!(save(&nothing, "1 2").unwrap_err().contains(":save 1 2 FILE"));
        assert_eq!(lines(save(&nothing, "1 ./2")), ["Vacant", "FETCH 1 (BODY.PEEK[])"]);
        assert_eq!(lines(save(&nothing, "* 3.text f")), ["Vacant", "FETCH * (UID BODYSTRUCTURE)", "Further"]);
        assert_eq!(save(&nothing, "1 \"my file\"").unwrap()[0], Step::Vacant("my file".into()));
        assert!(save(&nothing, "1 \"my file\" x").unwrap_err().contains("too much"));
        assert!(
            is_section("TEXT") && is_section("1.2") && !is_section("1.") && !is_section("x.TEXT") && !is_section("ü")
        );
        assert!(save(&nothing, "1").unwrap_err().contains(":save 1 FILE"));
    }

    #[test]
    fn lines_may_be_limited() {
        assert_eq!(take_lines("1 --lines 5 2"), Ok(("1 2".into(), Some(5))));
        assert_eq!(take_lines("\"my  file\" --lines 3"), Ok(("\"my  file\"".into(), Some(3))));
        assert!(take_lines("1 --lines").is_err() && take_lines("--lines x").is_err());
    }
}

//! What is said of responses and lines.

use super::*;
use crate::wire::Response;

/// The notes on a response, as `token: meaning = decoded`, at most so many characters of each meaning.
fn told(line: &str) -> Vec<String> {
    let response = Response::read(line.as_bytes()).unwrap();
    shown(response.octets(), explain(&response))
}

fn shown(octets: &[u8], told: Explanation) -> Vec<String> {
    let show = |note: Note| {
        let token = String::from_utf8_lossy(&octets[note.range.clone()]).into_owned();
        let decoded = note.decoded.map(|decoded| format!(" = {decoded}")).unwrap_or_default();
        format!("{token}: {}{decoded}", note.meaning.unwrap_or_else(|| "?".into()))
    };
    told.notes.into_iter().map(show).collect()
}

fn holds(told: &[String], expected: &str) {
    assert!(told.iter().any(|one| one == expected), "{expected}\n{told:#?}");
}

#[test]
fn nested_structures_are_told_field_by_field() {
    let envelope = told(
        "* 1 FETCH (ENVELOPE (\"d\" \"=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\" ((\"Ann\" NIL \"ann\" \"x.example\")) NIL NIL NIL NIL NIL NIL \"<1@x>\"))\r\n",
    );
    holds(&envelope, "\"=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\": Subject. = Grüße");
    holds(&envelope, "\"ann\": What stands before the @.");
    holds(&envelope, "\"<1@x>\": Message-ID: its own name in the world.");
    let body = told(
        "* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 9000 12 NIL NIL NIL NIL)(\"image\" \"png\" NIL NIL NIL \"base64\" 5) \"mixed\" (\"boundary\" \"b\") NIL NIL NIL))\r\n",
    );
    holds(&body, "9000: Octets, encoded. = 9,000");
    holds(&body, "12: Lines.");
    holds(&body, "\"mixed\": How the parts belong together.");
    let thread = told("* THREAD (2)(3 6 (4 23)(44 7 96))\r\n");
    assert_eq!(thread.iter().filter(|one| one.ends_with("answers it.")).count(), 12);
    holds(&told("* QUOTA \"\" (STORAGE 10 512)\r\n"), "512: So much of it may be used.");
    holds(&told("* MYRIGHTS INBOX lr\r\n"), "lr: What you may do. = l: lookup, r: read");
}

#[test]
fn what_is_encoded_is_decoded() {
    holds(&told("* LIST () \"/\" Entw&APw-rfe\r\n"), "Entw&APw-rfe: The mailbox. = Entwürfe");
    let greeting = told("* OK ready. [TQBXAEgAUABSADIAMQBDAEEAMAAwADYAMAAuAG4AYQBtAHAAcgBkADIAMQA=]\r\n");
    assert!(greeting[2].ends_with("= MWHPR21CA0060.namprd21"), "{greeting:?}");
    holds(&told("+ UGFzc3dvcmQ6\r\n"), "UGFzc3dvcmQ6: A challenge, in base64. = Password:");
    holds(&told("+ idling\r\n"), "idling: Text for people.");
}

#[test]
fn sections_codes_and_literals_have_their_names() {
    let fetch = told("* 2 FETCH (BODY[HEADER.FIELDS (FROM)]<0> {3}\r\na\r\n UID 483)\r\n");
    assert!(fetch.iter().any(|one| one.starts_with("BODY[HEADER.FIELDS (FROM)]<0>: ")), "{fetch:#?}");
    holds(&fetch, "{3}: So many octets follow, whatever they are.");
    let code = told("A1 OK [COPYUID 7 1:2 5:6] done\r\n");
    holds(&code, "5:6: UIDs of their copies there, in the same order.");
    assert!(told("A1 NO [FROB x] done\r\n").contains(&"FROB: ?".to_owned()));
}

#[test]
fn a_line_is_explained_too() {
    let line = "a1 UID FETCH 1:* (FLAGS BODY.PEEK[TEXT]) (CHANGEDSINCE 5)";
    let command = shown(line.as_bytes(), explain_line(line));
    holds(&command, "UID FETCH: Like FETCH, but messages are named by UID.");
    holds(&command, "1:*: UIDs; * is the highest UID.");
    assert!(command.iter().all(|one| !one.ends_with('?')), "{command:#?}");
    holds(&shown(b"* 3 EXISTS", explain_line("* 3 EXISTS")), "3: So many messages.");
    let line = "LOGIN me hunter2";
    holds(&shown(line.as_bytes(), explain_line(line)), "hunter2: Secret.");
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("* THREAD {}1{}\r\n", "(".repeat(100_000), ")".repeat(100_000));
    let response = Response::read(deep.as_bytes()).unwrap();
    let told = explain(&response);
    assert!(told.is_cut && told.notes.len() == NOTES_MAX);
    let body = format!("* 1 FETCH (BODY {}\r\n", "(".repeat(100_000));
    assert!(explain(&Response::read(body.as_bytes()).unwrap()).is_cut);
}

proptest::proptest! {
    #[test]
    fn any_response_is_survived(line in "(\\* |A1 |\\+ )?(1 )?(FETCH|LIST|OK|ESEARCH|STATUS|X)? ?[\\[\\]() \"{}a-zA-Z0-9\\\\&=?]{0,60}") {
        let octets = format!("{line}\r\n");
        if let Some(response) = Response::read(octets.as_bytes()) {
            let told = explain(&response);
            let _ = layout(response.octets(), &told, 40, crate::theme::Theme::Plain);
        }
        let _ = explain_line(&line);
    }
}

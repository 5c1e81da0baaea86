//! `--output json`: all that is printed keeps to docs/json.schema.json.

use serde_json::{Value, json};

use crate::support::program::{Ended, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::{GREETING, all, ok, plain, reply, talk};

/// The objects that were printed, each held against the schema.
pub(crate) fn objects(ended: &Ended) -> Vec<Value> {
    let schema = serde_json::from_str(include_str!("../../docs/json.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let object = |line: &str| {
        let object = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        validator.validate(&object).unwrap_or_else(|error| panic!("{error}: {line}"));
        object
    };
    ended.text().lines().map(object).collect()
}

fn of_type<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|object| object["type"] == kind).collect()
}

#[test]
fn what_the_demo_server_says_keeps_to_the_schema() {
    let script = "CAPABILITY\nLOGIN user@outlook.com password\nLIST \"\" *\nLIST \"\" % RETURN (STATUS (MESSAGES UNSEEN))\nLSUB \"\" *\n\
        STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)\nNAMESPACE\nID NIL\nSELECT INBOX\nSEARCH ALL\n\
        UID SEARCH RETURN (COUNT ALL) ALL\nFETCH 1:* (UID FLAGS INTERNALDATE ENVELOPE BODYSTRUCTURE RFC822.SIZE)\n\
        FETCH 1:* BODY.PEEK[]\nSTORE 1 +FLAGS (\\Flagged)\nXYZZY\nLOGOUT\n";
    let ended = imapsh(["demo", "--output", "json", "--echo", "-k"]).input(script).run();
    let objects = objects(&ended);
    assert_eq!(ended.code(), 6, "{ended:?}");
    let names: Vec<_> = objects.iter().filter_map(|object| object["data"]["name"].as_str()).collect();
    for name in ["CAPABILITY", "LIST", "STATUS", "SEARCH", "ESEARCH", "FETCH", "EXISTS", "FLAGS"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
    let data = |name: &str| objects.iter().find(|object| object["data"]["name"] == name).unwrap()["data"].clone();
    let inbox = |object: &&Value| object["data"]["name"] == "STATUS" && object["data"]["mailbox"] == "INBOX";
    assert_eq!(objects.iter().find(inbox).unwrap()["data"]["items"]["MESSAGES"], 14);
    assert_eq!(data("FETCH")["items"]["UID"], 483);
    let known =
        objects.iter().filter(|object| matches!(object["data"]["name"].as_str(), Some("LIST" | "STATUS" | "FETCH")));
    assert!(known.into_iter().all(|object| object["data"].get("values").is_none()));
    // Message 1 has 70,988 octets, more than are kept with a response.
    let parts = of_type(&objects, "part");
    let octets: usize = parts.iter().map(|part| part["raw"].as_str().unwrap().len()).sum();
    assert_eq!((parts[0]["octets"].as_u64(), octets), (Some(70_988), 70_988));
    assert_eq!(of_type(&objects, "sent")[1]["raw"], "A002 LOGIN user@outlook.com ***\r\n");
}

#[test]
fn a_shortcut_has_an_object_for_each_row() {
    let script = "LOGIN user@outlook.com password\n:inbox\n:list 2\n:ls\n:parts 1\n:read 1\n:headers 1\n:uids\n:caps\n:state\n:set\n:help fetch\n:explain * 1 EXISTS\n";
    let ended = imapsh(["demo", "--output", "json", "--color", "always"]).input(script).run();
    let objects = objects(&ended);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    let rows = of_type(&objects, "row");
    assert!(rows.iter().any(|row| row["of"] == "inbox" && row["fields"] == json!({"name": "messages", "value": 14})));
    let first = rows.iter().find(|row| row["of"] == "list").expect("a row of :list");
    let wanted = json!({
        "number": 2, "uid": 484, "date": "2021-04-19T09:12:40+02:00", "from": "Maria Lind", "subject": "Lunch on Friday?",
        "size": 362, "flags": ["\\Answered", "\\Seen"],
    });
    assert_eq!(first["fields"], wanted);
    let drafts = rows.iter().find(|row| row["fields"]["use"] == json!(["\\Drafts"])).expect("a row of :ls");
    assert_eq!((&drafts["fields"]["mailbox"], &drafts["fields"]["wire"]), (&json!("Entwürfe"), &json!("Entw&APw-rfe")));
    assert!(rows.iter().any(|row| row["of"] == "parts" && row["fields"]["octets"].is_null()));
    assert!(rows.iter().any(|row| row["of"] == "read" && row["fields"]["text"].is_string()));
    assert_eq!(rows.iter().filter(|row| row["of"] == "uids").count(), 14);
    assert!(!ended.text().contains("\\u001b"), "no colours in data: {ended:?}");
}

#[test]
fn hostile_octets_keep_to_the_schema_and_do_nothing() {
    let hostile = [
        &b"* LIST (\\X \xff) \"/\" {3}\r\na\x1b\xfe\r\n* \xff\xfe\r\n* 1 FETCH (UID 1 UID 2)\r\n* STATUS\r\n* ESEARCH (\r\n"[..],
        b"* SEARCH 99999999999999999999 1\r\n* OK [X \"\x9b\" ((] \x1b[2J\r\n* LIST () \"/\" \"\\\"\r\n\x00\r\n* 5 LIST () NIL x\r\n",
        b"* ESEARCH (TAG x) UID MIN\r\n* SORT\r\n* 18446744073709551616 EXISTS\r\n* FETCH (UID 1)\r\n",
    ];
    let mut steps = vec![Step::Expect("NOOP"), Step::Send(hostile.concat())];
    steps.extend([send("{tag} OK done\r\n")]);
    let ended = talk(steps, &["--output", "json"], "NOOP\n");
    let objects = objects(&ended);
    assert!(objects.len() > 14, "{ended:?}");
    assert!(!ended.stdout.iter().any(|octet| octet.is_ascii_control() && *octet != b'\n'));
    assert!(!ended.text().chars().any(|char| ('\u{80}'..='\u{9f}').contains(&char)));
}

#[test]
fn a_connection_that_ends_within_a_response_shows_what_there_was() {
    let server = FakeServer::start(vec![send(GREETING), Step::Expect("NOOP"), send("* 1 FETCH (BODY[] {99}\r\nabc")]);
    let ended = plain(&server, &["--output", "json", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 8);
    assert_eq!(*objects(&ended).last().unwrap(), json!({"type": "cut", "raw": "* 1 FETCH (BODY[] {99}\r\nabc"}));
}

#[test]
fn errors_go_to_stderr_and_statuses_are_the_same() {
    let steps = all([reply("NOOP", "{tag} NO [ALERT] no\r\n")]);
    let ended = talk(steps, &["--output", "json"], "NOOP\n");
    assert_eq!(ended.code(), 1);
    assert!(ended.stderr.starts_with("imapsh: line 1: NO: no"), "{ended:?}");
    assert_eq!(objects(&ended)[1]["code"], json!({"name": "ALERT", "values": []}));
    let ended = talk(ok("NOOP"), &["--output", "json"], "NOOP\n");
    assert_eq!((ended.code(), objects(&ended).len()), (0, 4), "{ended:?}");
}

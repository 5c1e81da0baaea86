use super::*;
use crate::wire::{Framer, Side};

/// The objects that `octets` become, cut into chunks.
fn lines(octets: &[u8], chunk: usize) -> Vec<Json> {
    text(octets, chunk).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(octets: &[u8], chunk: usize) -> String {
    let mut renderer = JsonLines::new(true, false);
    let mut framer = Framer::new(Side::Server);
    let mut out = Vec::new();
    for mut chunk in octets.chunks(chunk) {
        while let Some(piece) = framer.next(&mut chunk) {
            renderer.show(&mut out, Shown::Came(&piece)).unwrap();
        }
    }
    renderer.finish(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn one(octets: &[u8]) -> Json {
    let lines = lines(octets, 7);
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines[0].clone()
}

#[test]
fn a_tagged_reply_has_its_status_code_and_text() {
    let expected = json!({
        "type": "response", "tag": "A1", "status": "NO", "code": {"name": "TRYCREATE", "values": []},
        "text": "no such mailbox", "data": null, "whole": true, "raw": "A1 NO [TRYCREATE] no such mailbox\r\n",
    });
    assert_eq!(one(b"A1 NO [TRYCREATE] no such mailbox\r\n"), expected);
    assert_eq!(one(b"* OK [UIDNEXT 7] x\r\n")["code"], json!({"name": "UIDNEXT", "values": [7]}));
    assert_eq!(one(b"+ go\r\n")["tag"], "+");
    assert_eq!(one(b"\r\n")["tag"], json!(null));
}

#[test]
fn what_is_known_by_its_name_has_members_with_names() {
    let table: [(&[u8], Json); 7] = [
        (b"* 14 EXISTS\r\n", json!({"name": "EXISTS", "number": 14, "values": []})),
        (
            b"* 2 fetch (UID 483 FLAGS (\\Seen) BODY[TEXT]<0> {3}\r\na\r\n ENVELOPE (NIL \"x\"))\r\n",
            json!({"name": "FETCH", "number": 2, "items":
                {"UID": 483, "FLAGS": ["\\Seen"], "BODY[TEXT]<0>": "a\r\n", "ENVELOPE": [null, "x"]}}),
        ),
        (
            b"* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\"\r\n",
            json!({"name": "LIST", "attributes": ["\\HasNoChildren"], "delimiter": "/", "mailbox": "Entw&APw-rfe",
                "decoded": "Entwürfe", "extended": []}),
        ),
        (
            b"* STATUS INBOX (MESSAGES 14 UIDNEXT 9)\r\n",
            json!({"name": "STATUS", "mailbox": "INBOX", "decoded": "INBOX", "items": {"MESSAGES": 14, "UIDNEXT": 9}}),
        ),
        (b"* SEARCH 2 84 (MODSEQ 917)\r\n", json!({"name": "SEARCH", "numbers": [2, 84], "modseq": 917})),
        (
            b"* ESEARCH (TAG \"A1\") UID COUNT 2 ALL 1:2\r\n",
            json!({"name": "ESEARCH", "correlator": {"TAG": "A1"}, "uid": true, "items": {"COUNT": 2, "ALL": "1:2"}}),
        ),
        (b"* XYZZY (a \"1\" 1) NIL\r\n", json!({"name": "XYZZY", "values": [["a", "1", 1], null]})),
    ];
    for (wire, data) in table {
        assert_eq!(one(wire)["data"], data, "{}", wire.escape_ascii());
    }
}

#[test]
fn what_does_not_fit_its_shape_has_values() {
    for (wire, values) in [
        (&b"* 1 FETCH (UID 1 UID 2)\r\n"[..], json!([["UID", 1, "UID", 2]])),
        (b"* SEARCH 1 x\r\n", json!([1, "x"])),
        (b"* FETCH (UID 1)\r\n", json!([["UID", 1]])),
        (b"* STATUS INBOX\r\n", json!(["INBOX"])),
        (b"* LIST () x y\r\n", json!([[], "x", "y"])),
    ] {
        assert_eq!(one(wire)["data"]["values"], values, "{}", wire.escape_ascii());
    }
}

#[test]
fn octets_that_are_no_text_are_marked() {
    let response = one(b"* XYZZY {2}\r\n\xff\x00\r\n");
    assert_eq!(response["data"]["values"], json!([{"base64": "/wA="}]));
    assert_eq!(response["raw"], json!({"base64": "KiBYWVpaWSB7Mn0NCv8ADQo="}));
}

#[test]
fn nothing_acts_on_a_terminal() {
    let text = text("* OK \u{1b}[2J \u{9b}x \u{202e} \u{e0041} \x7f é\r\n".as_bytes(), 9);
    assert!(text.contains("\\u001b[2J \\u009bx \\u202e \\udb40\\udc41 \\u007f é"), "{text}");
}

#[test]
fn lists_nested_without_end_are_written_all_the_same() {
    let depth = 100_000;
    let wire = [b"* XYZZY ".to_vec(), b"(".repeat(depth), b")".repeat(depth), b"\r\n".to_vec()].concat();
    let object = one(&wire);
    assert_eq!(object["raw"], String::from_utf8(wire).unwrap());
    assert!(object["data"].to_string().contains("\"nested\":\"(((("));
}

/// The wire that the objects tell of, up to where literals in parts belong.
fn parts(lines: &[Json]) -> String {
    lines.iter().filter(|line| line["type"] == "part").map(|line| line["raw"].as_str().unwrap()).collect()
}

#[test]
fn a_long_literal_comes_in_parts_whatever_the_chunks() {
    // Characters of three octets, so that parts would end within one.
    let literal = "€".repeat(70_000);
    let wire = format!("* 1 FETCH (BODY[1] {{3}}\r\nabc BODY[] {{{}}}\r\n{literal} UID 7)\r\n", literal.len());
    let lines = lines(wire.as_bytes(), 1000);
    assert_eq!(parts(&lines), literal);
    let first = &lines[0];
    assert_eq!((&first["literal"], &first["octets"], &first["offset"]), (&json!(1), &json!(210_000), &json!(0)));
    let mut offset = 0;
    for part in &lines[..lines.len() - 1] {
        assert_eq!(part["offset"], offset);
        offset += part["raw"].as_str().unwrap().len();
    }
    let response = lines.last().unwrap();
    assert_eq!(response["data"]["items"]["BODY[]"], json!({"literal": 1, "octets": 210_000}));
    assert_eq!(response["data"]["items"]["UID"], 7);
    assert_eq!(text(wire.as_bytes(), 1000), text(wire.as_bytes(), 4099));
}

#[test]
fn a_line_beyond_all_limits_loses_nothing() {
    let wire = [b"* SEARCH".to_vec(), b" 123456789".repeat(2_000_000), b"\r\n".to_vec()].concat();
    let lines = lines(&wire, 1 << 20);
    assert!(parts(&lines).as_bytes() == wire);
    let response = lines.last().unwrap();
    assert_eq!((&response["type"], &response["whole"]), (&json!("response"), &json!(false)));
    assert_eq!((&response["raw"], &response["data"]), (&Json::Null, &Json::Null));
}

#[test]
fn what_is_cut_off_is_written() {
    assert_eq!(one(b"* 1 FETCH (BODY[] {9}\r\nabc"), json!({"type": "cut", "raw": "* 1 FETCH (BODY[] {9}\r\nabc"}));
    let long = lines(&[b"* 1 FETCH (BODY[] {900000}\r\n".to_vec(), vec![b'x'; 100_000]].concat(), 5000);
    assert_eq!(
        long.iter().map(|line| line["type"].as_str().unwrap()).collect::<Vec<_>>(),
        ["part", "part", "cut", "part"]
    );
}

#[test]
fn what_is_sent_is_masked() {
    let mut out = Vec::new();
    let outgoing = Outgoing { octets: b"A1 LOGIN me s3same\r\n".to_vec(), secret: Some(12..18), part: Part::Line };
    JsonLines::new(true, false).show(&mut out, Shown::Sent(&outgoing)).unwrap();
    JsonLines::new(true, true).show(&mut out, Shown::Sent(&outgoing)).unwrap();
    JsonLines::new(false, false).show(&mut out, Shown::Sent(&outgoing)).unwrap();
    let lines: Vec<Json> = out.split(|o| *o == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(
        lines[0],
        json!({"type": "sent", "part": "line", "left": 0, "masked": true, "raw": "A1 LOGIN me ***\r\n"})
    );
    assert_eq!((lines[1]["raw"].as_str(), lines.len()), (Some("A1 LOGIN me s3same\r\n"), 2));
}

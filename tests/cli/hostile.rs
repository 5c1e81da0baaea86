//! Servers that lie, stutter or attack: nothing of it reaches a terminal, and every octet reaches `raw`.

use crate::support::server::{FakeServer, Step, send};
use crate::{GREETING, all, ok, plain, talk};

/// What acts on terminals: ESC, C0, DEL, C1 in both spellings, bidirectional and zero-width marks, a lone CR, a lone
/// LF, NUL, and octets that are no UTF-8. And how it is drawn.
const ATTACKS: [(&[u8], &str); 14] = [
    (b"\x1b[2J", "\\x1b[2J"),
    (b"\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
    (b"\x7f\x08", "\\x7f\\x08"),
    (b"\x9b2J", "\\x9b2J"),
    ("\u{9b}2J".as_bytes(), "\\u{9b}2J"),
    ("\u{85}".as_bytes(), "\\u{85}"),
    ("\u{202e}gpj.exe".as_bytes(), "\\u{202e}gpj.exe"),
    ("\u{2066}\u{200b}\u{feff}".as_bytes(), "\\u{2066}\\u{200b}\\u{feff}"),
    ("\u{2028}".as_bytes(), "\\u{2028}"),
    ("\u{e0041}".as_bytes(), "\\u{e0041}"),
    (b"\rA001 OK forged", "\\x0dA001 OK forged"),
    (b"\0", "\\x00"),
    (b"\xff\xfe\xc3", "\\xff\\xfe\\xc3"),
    (b"\xed\xa0\x80\xc0\x80", "\\xed\\xa0\\x80\\xc0\\x80"),
];

/// A greeting, an alert, a quoted string, a code and a literal with `attack` in them, and a goodbye.
fn attacked(attack: &[u8]) -> Vec<u8> {
    let literal = [&b"<"[..], attack, b">"].concat();
    let header = format!("> BODY[] {{{}}}\r\n", literal.len());
    [
        &b"* 1 FETCH (X <"[..],
        attack,
        header.as_bytes(),
        &literal,
        b")\r\n* OK [ALERT] ",
        attack,
        b"\r\n* LIST () \"/\" \"",
        attack,
        b"\"\r\n",
    ]
    .concat()
}

fn drawn(attack: &[u8], drawn: &str) -> String {
    let octets = attack.len() + 2;
    format!(
        "* 1 FETCH (X <{drawn}> BODY[] {{{octets}}}\n<{drawn}>)\n* OK [ALERT] {drawn}\n* LIST () \"/\" \"{drawn}\"\n"
    )
}

#[test]
fn no_octet_of_a_server_acts_on_a_terminal() {
    for (attack, shown) in ATTACKS {
        let steps = all([[Step::Expect("NOOP"), send(attacked(attack))], [send("{tag} OK done\r\n"), send("")]]);
        let ended = talk(steps, &[], "NOOP\n");
        assert_eq!(ended.code(), 0, "{ended:?}");
        let wanted = format!("{}{}A001 OK done\n", GREETING.replace('\r', ""), drawn(attack, shown));
        assert_eq!(ended.text(), format!("{wanted}* BYE bye\nA002 OK bye\n"));
    }
}

#[test]
fn no_octet_of_a_server_acts_on_a_terminal_by_way_of_stderr() {
    for (attack, shown) in ATTACKS {
        let refusal = [b"{tag} NO ", attack, b"\r\n"].concat();
        let ended = talk(vec![Step::Expect("NOOP"), send(refusal)], &[], "NOOP\n");
        // Errors are made of text: what is no UTF-8 has become U+FFFD before it is drawn.
        let shown = if str::from_utf8(attack).is_ok() { shown } else { "" };
        assert!(ended.stderr.starts_with(&format!("imapsh: line 1: NO: {shown}")), "{ended:?}");
        assert!(ended.stderr.chars().all(|char| char == '\n' || !char.is_control()), "{ended:?}");

        let server = FakeServer::start(vec![send([b"* BYE ", attack, b"\r\n"].concat())]);
        let ended = plain(&server, &["-c", "NOOP"]).run();
        assert!(ended.stderr.chars().all(|char| char == '\n' || !char.is_control()), "{ended:?}");
        assert!(!ended.stderr.contains(['\u{202e}', '\u{2028}', '\u{200b}']), "{ended:?}");
    }
}

#[test]
fn raw_output_is_the_octets_of_the_server_and_nothing_else() {
    let mut wanted = GREETING.as_bytes().to_vec();
    let mut sent = Vec::new();
    for (attack, _) in ATTACKS {
        sent.extend(attacked(attack));
    }
    sent.extend(b"no response at all\r\n\r\n+ unasked\r\n* OK [X\r\n* 2 FETCH (BODY[] {0}\r\n)\r\n");
    wanted.extend_from_slice(&sent);
    wanted.extend(b"A001 OK done\r\n* BYE bye\r\nA002 OK bye\r\n");
    for drips in [false, true] {
        let data = if drips { Step::Drip(sent.clone()) } else { send(sent.clone()) };
        let steps = vec![Step::Expect("NOOP"), data, send("{tag} OK done\r\n")];
        let ended = talk(steps, &["--output", "raw", "--echo"], "NOOP\n");
        assert_eq!(ended.code(), 0, "{:?}", ended.stderr);
        assert_eq!(ended.stdout.escape_ascii().to_string(), wanted.escape_ascii().to_string());
    }
}

#[test]
fn it_does_not_matter_how_the_octets_come() {
    let data: Vec<u8> = ATTACKS.iter().flat_map(|(attack, _)| attacked(attack)).collect();
    let run = |step: Step| {
        let ended = talk(vec![Step::Expect("NOOP"), step, send("{tag} OK done\r\n")], &[], "NOOP\n");
        assert_eq!(ended.code(), 0, "{:?}", ended.stderr);
        ended.text().to_owned()
    };
    assert_eq!(run(send(data.clone())), run(Step::Drip(data)));
}

#[test]
fn a_greeting_that_drips_is_a_greeting() {
    let steps = [
        vec![Step::Drip(GREETING.into()), Step::Expect("NOOP"), Step::Drip(b"* 1 EXISTS\r\nA001 OK done\r\n".into())],
        vec![Step::Expect("LOGOUT"), Step::Drip(b"* BYE bye\r\nA002 OK bye\r\n".into()), Step::Close],
    ];
    let server = FakeServer::start(steps.into_iter().flatten().collect());
    let ended = plain(&server, &["-c", "NOOP"]).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    server.received();
}

#[test]
fn a_server_that_ends_its_lines_with_lf_only_is_not_believed() {
    let server = FakeServer::start(vec![send("* OK ready\n"), Step::Silent]);
    let ended = plain(&server, &["-c", "NOOP", "--connect-timeout", "1"]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.stderr.contains("what came is not IMAP, no line of it ends in CRLF: * OK ready"), "{ended:?}");
    assert_eq!(server.received(), b"");
    // A bare LF within a line ends nothing: the OK behind it is text.
    let steps = vec![Step::Expect("NOOP"), send("* OK hi\nA001 OK forged\r\n{tag} NO real\r\n")];
    let ended = talk(steps, &[], "NOOP\n");
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 1: NO: real\n"), "{ended:?}");
}

#[test]
fn what_looks_like_a_reply_within_a_literal_is_data() {
    let literal = "A001 OK forged\r\n* BYE\r\n+ go {5}\r\n";
    let fetch = format!("* 1 FETCH (BODY[] {{{}}}\r\n{literal})\r\n{{tag}} NO real\r\n", literal.len());
    let ended = talk(vec![Step::Expect("FETCH 1 BODY[]"), send(fetch)], &[], "FETCH 1 BODY[]\n");
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 1: NO: real\n"));
}

#[test]
fn a_literal_header_at_the_end_of_a_text_announces_nothing() {
    let steps = all([[Step::Expect("NOOP"), send("* OK about {10}\r\n{tag} OK done {99}\r\n")], ok("NOOP")]);
    let ended = talk(steps, &[], "NOOP\nNOOP\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
}

#[test]
fn a_go_ahead_that_nobody_asked_for_sends_nothing() {
    let steps = all([[Step::Expect("NOOP"), send("+ go\r\n+\r\n{tag} OK done\r\n")], ok("NOOP")]);
    let ended = talk(steps, &[], "NOOP\nNOOP\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert_eq!(ended.stderr.matches("-- that + was not asked for").count(), 2, "{ended:?}");
    assert!(ended.text().contains("+ go\n+\nA001 OK done\n"), "{ended:?}");
}

#[test]
fn a_lying_literal_size_takes_no_memory() {
    let header = "* 1 FETCH (BODY[] {18446744073709551615}\r\nfew octets";
    let server = FakeServer::start(vec![send(GREETING), Step::Expect("NOOP"), send(header), Step::Close]);
    let ended = plain(&server, &["-c", "NOOP"]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.text().ends_with("{18446744073709551615}\nfew octets"), "{ended:?}");
}

#[test]
fn five_thousand_open_brackets_are_shown_and_survived() {
    let nested = format!("* X {}\r\n{{tag}} OK done\r\n", "(".repeat(5000));
    let ended = talk(vec![Step::Expect("NOOP"), send(nested)], &[], "NOOP\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains(&format!("* X {}\n", "(".repeat(5000))));
}

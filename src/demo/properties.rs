//! What holds whatever a client sends.

use std::time::Instant;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::demo::conversation::private;
use crate::demo::mime::Mail;
use crate::demo::reply::Style;
use crate::demo::{LinkFacts, Output, Server, body_structure, envelope};
use crate::wire::{Ends, Framer, Gatherer, Kind, Piece, Side};

/// Words that commands are made of.
const WORDS: &[&str] = &[
    "A1 ",
    "A2 ",
    "* ",
    "+ ",
    "UID ",
    "LOGIN user@outlook.com password",
    "SELECT INBOX",
    "EXAMINE INBOX",
    "FETCH ",
    "STORE ",
    "SEARCH ",
    "COPY ",
    "MOVE ",
    "EXPUNGE",
    "APPEND INBOX ",
    "LIST ",
    "LSUB ",
    "STATUS INBOX ",
    "CREATE ",
    "DELETE ",
    "RENAME ",
    "IDLE",
    "DONE",
    "NOOP",
    "CLOSE",
    "ENABLE IMAP4rev2",
    "AUTHENTICATE PLAIN",
    "AUTHENTICATE SCRAM-SHA-256 ",
    "STARTTLS",
    "COMPRESS DEFLATE",
    "ID ",
    "UNAUTHENTICATE",
    "LOGOUT",
    "1:* ",
    "1 ",
    "14:2 ",
    "4294967295 ",
    "$ ",
    "*",
    "(",
    ")",
    "[",
    "]",
    "<0.5>",
    "\"",
    "\\",
    "NIL",
    " ",
    "  ",
    "\r\n",
    "\n",
    "\r",
    "{5}\r\n",
    "{5+}\r\n",
    "~{3+}\r\n",
    "{99999999999999999999}\r\n",
    "{4294967296+}\r\n",
    "FLAGS",
    "+FLAGS ",
    "(\\Seen)",
    "\\Deleted ",
    "$Keyword ",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "BODY[1.1.MIME]",
    "BODY.PEEK[HEADER.FIELDS (From \"x\")]",
    "BINARY[2]",
    "RFC822.SIZE",
    "FULL",
    "ALL",
    "RETURN (SAVE ALL) ",
    "OR ",
    "NOT ",
    "SUBJECT ",
    "CHARSET UTF-8 ",
    "SINCE 1-Feb-2021 ",
    "\"\" ",
    "%",
    "Trash ",
    "Entw&APw-rfe ",
    "&",
    "é",
    "RETURN (STATUS (MESSAGES))",
    "(MESSAGES SIZE)",
    "hello",
    "=",
    "a",
];

/// Whole commands, so that some get far.
const COMMANDS: &[&str] = &[
    "A LOGIN user@outlook.com password\r\n",
    "A SELECT INBOX\r\n",
    "A FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE)\r\n",
    "A UID FETCH 488:* (BODY[] BODY.PEEK[1.MIME] BINARY[1])\r\n",
    "A STORE 2:3 +FLAGS (\\Deleted $New)\r\n",
    "A EXPUNGE\r\n",
    "A APPEND INBOX {5}\r\nhello\r\n",
    "A APPEND Trash {5+}\r\nhello\r\n",
    "A MOVE 3:5 Trash\r\n",
    "A IDLE\r\nDONE\r\n",
    "A LIST \"\" (% *) RETURN (STATUS (UNSEEN))\r\n",
    "A SEARCH OR TEXT maria (UNSEEN LARGER 500)\r\n",
    "A LOGIN {16}\r\nuser@outlook.com {8+}\r\npassword\r\n",
];

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => proptest::sample::select(WORDS).prop_map(|word| word.as_bytes().to_vec()),
        4 => proptest::sample::select(COMMANDS).prop_map(|command| command.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ];
    let cut = (proptest::sample::select(COMMANDS), any::<proptest::sample::Index>(), any::<u8>());
    let mutated = cut.prop_map(|(command, at, octet)| {
        let mut octets = command.as_bytes().to_vec();
        let at = at.index(octets.len());
        octets[at] = octet;
        octets
    });
    vec(prop_oneof![5 => piece, 1 => mutated], 0..30).prop_map(|pieces| pieces.concat())
}

/// All that the server sends, and what else it asks for, when `octets` come in pieces of these sizes, over and over.
fn answer(octets: &[u8], sizes: &[usize], is_logged_in: bool) -> (Vec<u8>, Vec<Output>) {
    let now = Instant::now();
    let link = LinkFacts { starttls: true, compress: true, ..private() };
    let mut connection = Server::new().connect(now, link);
    let (mut sent, mut others) = (Vec::new(), Vec::new());
    let mut drain = |connection: &mut crate::demo::Connection| {
        while let Some(output) = connection.poll() {
            match output {
                Output::Send(octets) => sent.extend(octets),
                other => others.push(other),
            }
        }
    };
    if is_logged_in {
        connection.handle_bytes(now, b"L LOGIN user@outlook.com password\r\nS SELECT INBOX\r\n");
    }
    drain(&mut connection);
    let mut rest = octets;
    for size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at((*size).min(rest.len()));
        connection.handle_bytes(now, piece);
        drain(&mut connection);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    (sent, others)
}

/// Whether these are whole responses, made of known tokens.
fn check_responses(octets: &[u8]) -> Result<(), TestCaseError> {
    let mut framer = Framer::new(Side::Server);
    let mut gatherer = Gatherer::default();
    let mut rest = octets;
    while let Some(piece) = framer.next(&mut rest) {
        if let Piece::Text { octets, first, ends } = piece {
            prop_assert!(octets.ends_with(b"\r\n") && ends != Ends::Within);
            prop_assert!(!first || octets[0].is_ascii_graphic(), "{}", octets.escape_ascii());
        }
        if let Some(response) = gatherer.push(&piece) {
            // A tag may start with a bracket; then it is taken for a code, as Exchange sends one.
            if response.octets().starts_with(b"[") {
                continue;
            }
            let junk = response.tokens().find(|(kind, _)| *kind == Kind::Junk);
            prop_assert!(junk.is_none(), "{}", response.octets().escape_ascii());
            prop_assert!(response.is_untagged() || response.is_continuation() || response.status().is_some());
        }
    }
    prop_assert!(framer.is_between());
    Ok(())
}

fn mail() -> impl Strategy<Value = Vec<u8>> {
    let words = proptest::sample::select(
        &[
            "Content-Type: ",
            "multipart/mixed; boundary=b",
            "message/rfc822",
            "text/plain; charset=utf-8",
            "boundary=\"b b\"",
            "; name*0=a; name*1*=utf-8''%41",
            "Content-Transfer-Encoding: base64",
            "quoted-printable",
            "Content-Disposition: ",
            "attachment; filename=\"x",
            "From: ",
            "To: a: b <c@d>, (e);",
            "Subject: =?utf-8?Q?=C3=A9?=",
            "=?iso-8859-1?B?",
            "?=",
            "Date: Thu, 22 Apr 2021 15:49:05 +0000",
            "\r\n",
            "\n",
            "\r\n\r\n",
            "--b",
            "--b--",
            "--",
            "\"",
            "\\",
            "<",
            ">",
            "(",
            ")",
            ",",
            ";",
            ":",
            "@",
            "=3D=\r\n",
            "AAAA",
            " ",
            "\t",
            "\0",
            "é",
            "\u{202e}",
            "\u{9b}31m",
        ][..],
    );
    let piece = prop_oneof![8 => words.prop_map(|word| word.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..4)];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn it_does_not_matter_how_commands_are_cut(
        octets in stream(), sizes in vec(1..9_usize, 1..5), is_logged_in: bool,
    ) {
        let whole = answer(&octets, &[usize::MAX], is_logged_in);
        check_responses(&whole.0)?;
        prop_assert_eq!(&answer(&octets, &sizes, is_logged_in), &whole);
        prop_assert_eq!(&answer(&octets, &[1], is_logged_in), &whole);
    }

    #[test]
    fn any_message_can_be_fetched(mail in mail()) {
        let mail: Vec<u8> = mail.into_iter().filter(|octet| *octet != 0).chain(*b"x").collect();
        let mut octets = format!("A APPEND INBOX {{{}+}}\r\n", mail.len()).into_bytes();
        octets.extend(mail);
        octets.extend(b"\r\nA FETCH * (ENVELOPE BODYSTRUCTURE BODY BODY[1] BODY[2.1.MIME] BODY[1.TEXT] BINARY[1] RFC822.HEADER)\r\n");
        octets.extend(b"A SEARCH OR TEXT \"\xc3\xa9\" OR SENTON 1-Feb-2021 HEADER Subject x\r\nA SEARCH BODY x FROM y\r\n");
        let (sent, _) = answer(&octets, &[usize::MAX], true);
        check_responses(&sent)?;
        prop_assert!(sent.ends_with(b"A OK SEARCH completed\r\n"));
    }

    #[test]
    fn the_parts_of_any_message_lie_within_it(octets in mail()) {
        let mail = Mail::new(octets);
        let whole = 0..mail.octets().len();
        for part in mail.parts() {
            prop_assert!(part.header.start <= part.header.end && part.header.end == part.body.start);
            prop_assert!(part.body.start <= part.body.end && part.body.end <= whole.end);
            let _ = mail.decode(part);
        }
        let mut out = Vec::new();
        envelope::write(mail.header(), Style::default(), &mut out);
        body_structure::write(&mail, true, Style::default(), &mut out);
    }
}

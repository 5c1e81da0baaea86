#![no_main]

use imapsh::sasl::{Login, Mechanism};
use imapsh::secret::Secret;
use imapsh::session::{Action, Event, Phase, Reader, Session, Snapshot, Submission, Typed, Wants, ends_response};
use libfuzzer_sys::fuzz_target;

/// What the person does: a line from this table, whenever the session wants one.
const LINES: [&str; 11] = [
    "NOOP",
    "LOGIN a b",
    "SELECT INBOX",
    "x1 FETCH 1 BODY[]",
    "IDLE",
    "AUTHENTICATE PLAIN",
    "AUTHENTICATE SCRAM-SHA-256",
    "AUTHENTICATE OAUTHBEARER",
    "APPEND x {3}",
    "STARTTLS",
    "COMPRESS DEFLATE",
];

/// Plays a server that says `input`, cut into chunks; answers with what was sent and what came out in the end.
fn play(input: &[u8], chunk: usize) -> (Vec<u8>, Snapshot) {
    let mut session = Session::new(Snapshot::default());
    let mut sent = Vec::new();
    let mut shown = 0;
    let mut turns = 0;
    for mut octets in input.chunks(chunk) {
        let before = octets.len();
        loop {
            let Some(event) = session.handle_bytes(&mut octets) else { break };
            let is_end = match event {
                Event::Piece(piece) => {
                    let (imapsh::wire::Piece::Literal { octets, .. } | imapsh::wire::Piece::Text { octets, .. }) =
                        piece;
                    shown += octets.len();
                    let _ = ends_response(&piece);
                    false
                }
                Event::Received(_) => true,
            };
            if is_end {
                // Once for each response, however the octets came.
                turns += 1;
                act(&mut session, LINES[turns % LINES.len()], &mut sent);
            }
        }
        assert!(shown <= input.len() && octets.len() <= before);
        if !octets.is_empty() {
            break;
        }
    }
    session.handle_closed();
    assert_eq!((session.snapshot().phase, session.snapshot().in_flight), (Phase::Closed, 0));
    (sent, Snapshot::clone(session.snapshot()))
}

/// What is driven, and not answered by hand.
fn login(line: &[u8]) -> Option<Login> {
    let name = std::str::from_utf8(line).ok()?.strip_prefix("AUTHENTICATE ")?;
    let mechanism = Mechanism::find(name).filter(|mechanism| *mechanism != Mechanism::Plain)?;
    let (user, secret) = ("a".to_owned(), Secret::new("b".to_owned()));
    Some(Login { mechanism, user, secret, place: None, nonce: "c".to_owned() })
}

fn act(session: &mut Session, line: &str, sent: &mut Vec<u8>) {
    let _ = match session.snapshot().wants {
        Wants::Answer => session.answer(b"AGEAYg=="),
        Wants::Literal(octets) => session.supply(&vec![b'x'; octets.min(8) as usize]),
        Wants::Rest => session.supply(b""),
        Wants::Command | Wants::Wait => match Reader::default().read(line.as_bytes()) {
            Typed::Command { tag, line } => match login(&line) {
                Some(login) => session.authenticate(Submission::line(tag, line), login).map(drop),
                None => session.submit(Submission::line(tag, line)).map(drop),
            },
            _ => Ok(()),
        },
    };
    while let Some(action) = session.poll() {
        match action {
            Action::Send(outgoing) => {
                if let Some(secret) = &outgoing.secret {
                    assert!(secret.end <= outgoing.octets.len());
                }
                sent.extend_from_slice(&outgoing.octets);
            }
            Action::Leave(_) | Action::Tell(_) | Action::Written(_) => {}
            Action::StartDeflate => session.handle_deflating(),
            Action::StartTls => session.handle_secured(),
        }
    }
    session.handle_flushed();
}

fuzz_target!(|input: &[u8]| {
    let whole = play(input, usize::MAX);
    assert_eq!(play(input, 1), whole, "in chunks of 1");
    assert_eq!(play(input, 7), whole, "in chunks of 7");
});

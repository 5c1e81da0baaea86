#![no_main]

use imapsh::secret::Secret;
use imapsh::session::{
    Action, Draft, FilledIn, Session, Snapshot, Sources, Spelling, Submission, Wants, Written, value,
};
use imapsh::wire::{Ends, Framer, Piece, Side};
use libfuzzer_sys::fuzz_target;

/// Files that hold their own path, and values of which some are hostile.
struct Fake;

impl Sources for Fake {
    fn file(&mut self, path: &[u8], converts: bool, binary: bool) -> Result<Written, String> {
        Ok(match (path.len() % 3, binary) {
            (0, _) => Written::Upload { octets: path.len() as u64, binary },
            (_, true) => Written::Literal8(path.to_vec()),
            (_, false) if converts => Written::Literal(b"a\r\nb".to_vec()),
            (_, false) => Written::Literal(path.to_vec()),
        })
    }

    fn lines(&mut self) -> Vec<u8> {
        b"A1 LOGOUT\r\n{5}\r\n".to_vec()
    }

    fn value(&mut self, name: &[u8]) -> Result<FilledIn, String> {
        match name {
            b"mailbox" => Ok(FilledIn::Mailbox { wire: b"a\r\nb {3}".to_vec(), name: "ä {3}".into() }),
            b"secret" => Ok(FilledIn::Secret(Secret::new("\r\nA1 LOGOUT".into()))),
            b"uids" => Ok(FilledIn::Set("1:3,9".into())),
            _ => value(&Snapshot::default(), name),
        }
    }
}

/// What a session sends of these pieces to a server that agrees to every literal; `None` if it refuses them, or somebody
/// would have to type very much.
fn sent(pieces: Vec<Written>, greeting: &[u8]) -> Option<Vec<u8>> {
    let mut session = Session::new(Snapshot::default());
    hear(&mut session, greeting);
    session.submit(Submission { tag: Some(b"T".to_vec()), ..Submission::pieces(pieces) }).ok()?;
    let mut sent = Vec::new();
    loop {
        let before = sent.len();
        drain(&mut session, &mut sent);
        match (session.uploading(), session.snapshot().wants) {
            (Some((_, left)), _) => session.upload(vec![b'u'; left.min(2) as usize]).unwrap(),
            (None, Wants::Literal(octets)) if octets > 1 << 10 => return None,
            (None, Wants::Literal(octets)) => session.supply(&vec![b'x'; octets as usize]).unwrap(),
            (None, Wants::Rest) => session.supply(b"").unwrap(),
            // Nothing has come of the last `+`: all is written.
            _ if sent.len() == before => return Some(sent),
            _ => hear(&mut session, b"+ go\r\n"),
        }
    }
}

fn hear(session: &mut Session, mut octets: &[u8]) {
    while session.handle_bytes(&mut octets).is_some() {}
}

fn drain(session: &mut Session, sent: &mut Vec<u8>) {
    while let Some(action) = session.poll() {
        if let Action::Send(outgoing) = action {
            assert!(outgoing.secret.is_none_or(|secret| secret.end <= outgoing.octets.len()));
            sent.extend_from_slice(&outgoing.octets);
        }
    }
    session.handle_flushed();
}

fuzz_target!(|line: &[u8]| {
    let Ok(draft) = Draft::new(line) else { return };
    for (utf8, typed) in [(false, false), (false, true), (true, true)] {
        let Ok(pieces) = draft.clone().compose(&mut Fake, Spelling { utf8, typed }) else { continue };
        let greetings = [&b"* PREAUTH hi\r\n"[..], b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+ BINARY] hi\r\n"];
        for greeting in greetings {
            let Some(sent) = sent(pieces.clone(), greeting) else { continue };
            // However it was spelled, it is one command.
            let mut framer = Framer::new(Side::Client);
            let mut input = &sent[..];
            let mut commands = 0;
            while let Some(piece) = framer.next(&mut input) {
                commands += usize::from(matches!(piece, Piece::Text { ends: Ends::Whole, .. }));
            }
            assert_eq!(commands, 1, "{}", sent.escape_ascii());
            assert!(framer.is_between(), "{}", sent.escape_ascii());
        }
    }
});

//! A draft, with all that it needs → the pieces that are sent.

use crate::secret::Secret;
use crate::session::draft::{Draft, Part, Shape};
use crate::session::exchange::Written;
use crate::session::place::Place;
use crate::session::snapshot::Snapshot;
use crate::wire::{astring, quoted_utf8, unquote, utf7};

/// What a draft is filled from.
pub trait Sources {
    /// A file, as a literal. With `converts`, each bare LF of it becomes CRLF.
    ///
    /// # Errors
    /// If it cannot be read, in words.
    fn file(&mut self, path: &[u8], converts: bool, binary: bool) -> Result<Written, String>;

    /// The next lines that belong to the draft.
    fn lines(&mut self) -> Vec<u8>;

    /// The value of this name.
    ///
    /// # Errors
    /// If there is none, in words.
    fn value(&mut self, name: &[u8]) -> Result<FilledIn, String>;
}

/// A value that is put into a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilledIn {
    /// A mailbox.
    Mailbox {
        /// Its name as it was sent.
        wire: Vec<u8>,
        /// Its name, decoded.
        name: String,
    },
    /// What must not be seen, wherever it stands.
    Secret(Secret),
    /// A number, or a set of numbers.
    Set(String),
    /// Any octets: what was captured, or set by hand.
    Text(Vec<u8>),
}

/// How text that is not ASCII is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// UTF-8 may stand in quotes, mailbox names included. RFC 9755 section 3, RFC 9051 section 5.1.
    pub utf8: bool,
    /// What was typed is spelled so, too; else it is sent as it is, as the lines of a script are.
    pub typed: bool,
}

impl Spelling {
    /// What the session has agreed upon; `typed` says whether a person has typed the line.
    #[must_use]
    pub fn new(snapshot: &Snapshot, typed: bool) -> Self {
        Self { utf8: snapshot.takes_utf8(), typed }
    }
}

/// What is known of the session by this name. Also `{$secret}`, and whatever a caller adds.
///
/// # Errors
/// If there is no such name, or nothing is known by it, in words.
pub fn value(snapshot: &Snapshot, name: &[u8]) -> Result<FilledIn, String> {
    let mailbox = snapshot.mailbox.as_ref();
    let number = |value: Option<u32>| value.map(|value| FilledIn::Set(value.to_string()));
    let (value, without) = match name {
        b"exists" => (number(mailbox.and_then(|mailbox| mailbox.exists)), "no mailbox has told its EXISTS"),
        b"uidnext" => (number(mailbox.and_then(|mailbox| mailbox.uid_next)), "no mailbox has told its UIDNEXT"),
        b"uidvalidity" => {
            (number(mailbox.and_then(|mailbox| mailbox.uid_validity)), "no mailbox has told its UIDVALIDITY")
        }
        b"mailbox" => {
            let named = mailbox
                .map(|mailbox| FilledIn::Mailbox { wire: mailbox.wire_name.clone(), name: mailbox.name.clone() });
            (named, "no mailbox is selected")
        }
        b"uids" => {
            let found = mailbox.and_then(|mailbox| mailbox.uids.as_deref());
            if found == Some("") {
                return Err("{$uids} is empty: the last UID SEARCH has found nothing; the line was not sent".to_owned());
            }
            (
                found.map(|uids| FilledIn::Set(uids.to_owned())),
                "no UID SEARCH in this mailbox was answered (:search and :uids make one)",
            )
        }
        // The name is not told: a password may look like this.
        _ => {
            return Err(
                "there is no such {$NAME}; there are $exists $uidnext $uidvalidity $mailbox $uids $secret, and \
                        what :let has named; the line was not sent"
                    .to_owned(),
            );
        }
    };
    let name = String::from_utf8_lossy(name);
    value.ok_or_else(|| format!("{{${name}}} is not known: {without}; the line was not sent"))
}

impl Draft {
    /// Fills the draft. Nothing has been sent when this fails.
    ///
    /// # Errors
    /// If a source fails, or a value cannot stand where it is to stand, in words.
    pub fn compose(self, sources: &mut dyn Sources, spelling: Spelling) -> Result<Vec<Written>, String> {
        let mut composer = Composer { place: Place::new(self.command), written: Vec::new(), spelling };
        let glued: Vec<bool> = self.parts.iter().map(|part| !is_separator(part)).collect();
        for (at, part) in self.parts.into_iter().enumerate() {
            let is_glued = |at: Option<usize>| at.and_then(|at| glued.get(at)).is_some_and(|glued| *glued);
            let stands_alone = !is_glued(at.checked_sub(1)) && !is_glued(at.checked_add(1));
            composer.part(part, stands_alone, sources)?;
        }
        Ok(composer.written)
    }
}

fn is_separator(part: &Part) -> bool {
    matches!(part, Part::Typed(Shape::Space | Shape::Open | Shape::Close, _))
}

/// A command that is being put together.
struct Composer {
    place: Place,
    written: Vec<Written>,
    spelling: Spelling,
}

impl Composer {
    fn part(&mut self, part: Part, stands_alone: bool, sources: &mut dyn Sources) -> Result<(), String> {
        match part {
            Part::Typed(shape, octets) => {
                self.place.pass(shape);
                self.typed(shape, octets);
            }
            Part::File { path, exact, binary } => {
                self.place.pass(Shape::Atom);
                let converts = !exact && self.place.is_message();
                self.written.push(sources.file(&path, converts, binary)?);
            }
            Part::Lines { binary, .. } => {
                self.place.pass(Shape::Atom);
                self.literal(sources.lines(), binary);
            }
            Part::Text { octets, binary } => {
                self.place.pass(Shape::Atom);
                self.literal(octets, binary);
            }
            Part::Value { name } => {
                self.place.pass(Shape::Atom);
                let value = sources.value(&name)?;
                self.value(&name, value, stands_alone)?;
            }
        }
        Ok(())
    }

    fn literal(&mut self, octets: Vec<u8>, binary: bool) {
        self.written.push(if binary { Written::Literal8(octets) } else { Written::Literal(octets) });
    }

    fn text(&mut self, octets: impl AsRef<[u8]>) {
        if let Some(Written::Text(text)) = self.written.last_mut() {
            text.extend_from_slice(octets.as_ref());
        } else {
            self.written.push(Written::Text(octets.as_ref().to_vec()));
        }
    }

    /// What was typed, spelled so that IMAP can have it.
    fn typed(&mut self, shape: Shape, octets: Vec<u8>) {
        let is_string = matches!(shape, Shape::Atom | Shape::Quoted) && !self.place.is_command_name();
        if octets.is_ascii() || !self.spelling.typed || !is_string {
            return self.text(octets);
        }
        let meant = if shape == Shape::Quoted { unquote(&octets).into_owned() } else { octets };
        match String::from_utf8(meant) {
            Ok(meant) if self.place.is_mailbox() && !self.spelling.utf8 => {
                // RFC 3501 section 5.1.3. An atom stays one: its wildcards, too.
                let wire = utf7::encode(&meant);
                self.text(if shape == Shape::Quoted { quoted_utf8(&wire) } else { wire });
            }
            Ok(meant) if self.spelling.utf8 => self.text(quoted_utf8(&meant)),
            Ok(meant) => self.literal(meant.into_bytes(), false),
            Err(error) => self.text(error.into_bytes()),
        }
    }

    /// A value of any octets as a mailbox has it, if one must stand there. One in ASCII is as it came from the wire.
    fn named(&self, octets: Vec<u8>) -> Vec<u8> {
        let is_name = self.place.is_mailbox() && !self.spelling.utf8 && !octets.is_ascii();
        match String::from_utf8(octets) {
            // RFC 3501 section 5.1.3.
            Ok(name) if is_name => utf7::encode(&name).into(),
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        }
    }

    /// A value, spelled so that it is exactly one argument, or a part of one.
    fn value(&mut self, name: &[u8], value: FilledIn, stands_alone: bool) -> Result<(), String> {
        let refused = |why: &str| Err(format!("{{${}}} {why}; the line was not sent", String::from_utf8_lossy(name)));
        let value = match value {
            FilledIn::Text(text) if self.place.is_set() => set(text),
            value => value,
        };
        let is_set = matches!(value, FilledIn::Set(_));
        if self.place.is_set() && !is_set {
            return refused("is no set of numbers, and one must stand there");
        }
        let is_secret = matches!(value, FilledIn::Secret(_));
        let octets = match value {
            FilledIn::Set(set) => {
                self.text(set);
                return Ok(());
            }
            FilledIn::Mailbox { wire, .. } if self.place.is_mailbox() => wire,
            FilledIn::Mailbox { name, .. } => name.into_bytes(),
            FilledIn::Secret(secret) => secret.expose().as_bytes().to_vec(),
            FilledIn::Text(octets) => self.named(octets),
        };
        let text = std::str::from_utf8(&octets).ok().filter(|text| !text.chars().any(char::is_control));
        let spelled = text.and_then(|text| {
            astring(text).or_else(|| self.spelling.utf8.then(|| quoted_utf8(text)).filter(|_| !is_secret))
        });
        let is_atom = spelled.as_ref().is_some_and(|spelled| spelled.as_bytes() == octets);
        if !stands_alone && !is_atom {
            return refused("can be a part of a word only if it is an atom");
        }
        match (spelled, is_secret) {
            (Some(spelled), true) => self.written.push(Written::Secret(spelled.into_bytes())),
            (Some(spelled), false) => self.text(spelled),
            (None, true) => self.written.push(Written::SecretLiteral(octets)),
            (None, false) => self.literal(octets, false),
        }
        Ok(())
    }
}

/// Octets as a set of numbers, if they are one. RFC 9051 section 9: sequence-set.
fn set(octets: Vec<u8>) -> FilledIn {
    let is_end = |end: &str| end == "*" || (!end.is_empty() && end.bytes().all(|octet| octet.is_ascii_digit()));
    let is_range = |range: &str| {
        let (from, to) = range.split_once(':').unwrap_or((range, "*"));
        is_end(from) && is_end(to)
    };
    match String::from_utf8(octets) {
        Ok(text) if text.split(',').all(is_range) => FilledIn::Set(text),
        Ok(text) => FilledIn::Text(text.into_bytes()),
        Err(error) => FilledIn::Text(error.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::session::snapshot::Mailbox;

    const UTF7: Spelling = Spelling { utf8: false, typed: true };
    const UTF8: Spelling = Spelling { utf8: true, typed: true };
    const SCRIPT: Spelling = Spelling { utf8: false, typed: false };

    /// Files hold their own path; lines hold `lines`.
    struct Fake;

    impl Sources for Fake {
        fn file(&mut self, path: &[u8], converts: bool, binary: bool) -> Result<Written, String> {
            if path == b"missing" {
                return Err("missing".to_owned());
            }
            let octets = if converts { [b"crlf:", path].concat() } else { path.to_vec() };
            Ok(if binary { Written::Literal8(octets) } else { Written::Literal(octets) })
        }

        fn lines(&mut self) -> Vec<u8> {
            b"lines\r\n".to_vec()
        }

        fn value(&mut self, name: &[u8]) -> Result<FilledIn, String> {
            match name {
                b"secret" => Ok(FilledIn::Secret(Secret::new("pass word".into()))),
                b"odd" => Ok(FilledIn::Secret(Secret::new("pä\r\nX {5}".into()))),
                b"plain" => Ok(FilledIn::Secret(Secret::new("hunter2".into()))),
                b"own" => Ok(FilledIn::Text("1:3,*".into())),
                b"words" => Ok(FilledIn::Text("two wörds".into())),
                _ => value(&known(), name),
            }
        }
    }

    fn known() -> Snapshot {
        let mailbox = Mailbox {
            name: "Entwürfe & mehr".into(),
            wire_name: b"Entw&APw-rfe &- mehr".to_vec(),
            exists: Some(23),
            uids: Some("3:5,9".into()),
            ..Mailbox::default()
        };
        Snapshot { mailbox: Some(mailbox), ..Snapshot::default() }
    }

    fn composed(line: &str, spelling: Spelling) -> String {
        let pieces = match Draft::new(line.as_bytes()).unwrap().compose(&mut Fake, spelling) {
            Ok(pieces) => pieces,
            Err(error) => return error,
        };
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let show = |piece: &Written| match piece {
            Written::Text(octets) => text(octets),
            Written::Literal(octets) => format!("<{}>", text(octets)),
            Written::Literal8(octets) => format!("<~{}>", text(octets)),
            Written::Secret(octets) => format!("<secret {}>", text(octets)),
            Written::SecretLiteral(octets) => format!("<secret literal {}>", text(octets)),
            Written::Upload { octets, .. } => format!("<{octets} octets>"),
        };
        pieces.iter().map(show).collect()
    }

    #[test]
    fn literals_stand_where_they_were_typed() {
        assert_eq!(composed("LOGIN {\"me\"} {<<E}", SCRIPT), "LOGIN <me> <lines\r\n>");
        assert_eq!(composed("SEARCH (OR SUBJECT {\"a\"} TEXT ~{\"b\"})", SCRIPT), "SEARCH (OR SUBJECT <a> TEXT <~b>)");
        assert_eq!(composed("SELECT {@missing}", SCRIPT), "missing");
    }

    #[test]
    fn only_the_message_of_append_and_replace_gets_its_line_ends_changed() {
        for (line, wanted) in [
            ("APPEND x (\\Seen) {@f}", "APPEND x (\\Seen) <crlf:f>"),
            ("APPEND {@f} {@g}", "APPEND <f> <crlf:g>"),
            ("append x {@f} (\\Seen) \"date\" {@g}", "append x <crlf:f> (\\Seen) \"date\" <crlf:g>"),
            ("APPEND x {@=f}", "APPEND x <f>"),
            ("APPEND x UTF8 (~{@f})", "APPEND x UTF8 (<~f>)"),
            ("APPEND x CATENATE (URL \"/y\" TEXT {@f})", "APPEND x CATENATE (URL \"/y\" TEXT <crlf:f>)"),
            ("REPLACE 4 x {@f}", "REPLACE 4 x <crlf:f>"),
            ("REPLACE 4 {@f} {@g}", "REPLACE 4 <f> <crlf:g>"),
            ("UID REPLACE 4 x {@f}", "UID REPLACE 4 x <crlf:f>"),
            ("XFOO x {@f}", "XFOO x <f>"),
        ] {
            assert_eq!(composed(line, UTF7), wanted);
        }
    }

    #[test]
    fn a_mailbox_name_is_sent_whole_in_modified_utf_7_or_utf_8() {
        for (line, utf7, utf8) in [
            ("SELECT Entwürfe", "SELECT Entw&APw-rfe", "SELECT \"Entwürfe\""),
            ("SELECT \"A & \\\"ü\\\"\"", "SELECT \"A &- \\\"&APw-\\\"\"", "SELECT \"A & \\\"ü\\\"\""),
            ("LIST \"\" Ü*", "LIST \"\" &ANw-*", "LIST \"\" \"Ü*\""),
            ("LIST (SUBSCRIBED) \"\" (Ü% b)", "LIST (SUBSCRIBED) \"\" (&ANw-% b)", "LIST (SUBSCRIBED) \"\" (\"Ü%\" b)"),
            ("GETMETADATA (DEPTH 1) ü /x", "GETMETADATA (DEPTH 1) &APw- /x", "GETMETADATA (DEPTH 1) \"ü\" /x"),
            ("RENAME ä ö", "RENAME &AOQ- &APY-", "RENAME \"ä\" \"ö\""),
            ("UID COPY 1:* ä", "UID COPY 1:* &AOQ-", "UID COPY 1:* \"ä\""),
            ("APPEND ä ({\"x\"}) {\"y\"}", "APPEND &AOQ- (<x>) <y>", "APPEND \"ä\" (<x>) <y>"),
        ] {
            assert_eq!((&*composed(line, UTF7), &*composed(line, UTF8)), (utf7, utf8));
            assert_eq!(composed(line, SCRIPT), line.replace("{\"", "<").replace("\"}", ">"));
        }
        assert_eq!(composed("SELECT \"A&B\" x&y", UTF7), "SELECT \"A&B\" x&y");
    }

    #[test]
    fn other_text_beyond_ascii_is_a_literal() {
        assert_eq!(composed("SEARCH SUBJECT \"grün \\\\\" TO ü", UTF7), "SEARCH SUBJECT <grün \\> TO <ü>");
        assert_eq!(composed("SEARCH SUBJECT grün", UTF8), "SEARCH SUBJECT \"grün\"");
        assert_eq!(composed("SEARCH SUBJECT grün", SCRIPT), "SEARCH SUBJECT grün");
        assert_eq!(composed("LOGIN jörg pä", UTF7), "LOGIN <jörg> <pä>");
        assert_eq!(composed("ÄNDERE ü \"ü", UTF7), "ÄNDERE <ü> \"ü");
    }

    #[test]
    fn a_value_is_spelled_for_its_place() {
        for (line, wanted) in [
            ("FETCH 1:{$exists} FLAGS", "FETCH 1:23 FLAGS"),
            ("UID FETCH {$uids} FLAGS", "UID FETCH 3:5,9 FLAGS"),
            ("STATUS {$mailbox} (MESSAGES)", "STATUS \"Entw&APw-rfe &- mehr\" (MESSAGES)"),
            ("SEARCH SUBJECT {$mailbox}", "SEARCH SUBJECT <Entwürfe & mehr>"),
            ("LOGIN me {$secret}", "LOGIN me <secret \"pass word\">"),
            ("LOGIN me {$plain}", "LOGIN me <secret hunter2>"),
            ("XFOO x{$plain}y", "XFOO x<secret hunter2>y"),
            ("FETCH {$own} FLAGS", "FETCH 1:3,* FLAGS"),
            ("SELECT {$own}", "SELECT \"1:3,*\""),
            ("SELECT {$words}", "SELECT \"two w&APY-rds\""),
            ("SEARCH SUBJECT {$words}", "SEARCH SUBJECT <two wörds>"),
            ("LOGIN me {$odd}", "LOGIN me <secret literal pä\r\nX {5}>"),
        ] {
            assert_eq!(composed(line, SCRIPT), wanted);
        }
    }

    #[test]
    fn a_value_that_cannot_stand_there_is_refused() {
        for (line, wanted) in [
            ("XFOO x{$secret}", "{$secret} can be a part of a word only if it is an atom"),
            ("SELECT {$mailbox}/sub", "{$mailbox} can be a part of a word only if it is an atom"),
            ("FETCH {$words} FLAGS", "{$words} is no set of numbers, and one must stand there"),
            ("FETCH {$mailbox} FLAGS", "{$mailbox} is no set of numbers, and one must stand there"),
            ("FETCH {$uidnext} FLAGS", "{$uidnext} is not known: no mailbox has told its UIDNEXT"),
            ("LOGIN me {$hunter2}", "there is no such {$NAME}"),
        ] {
            let error = composed(line, SCRIPT);
            assert!(error.starts_with(wanted) && error.ends_with("the line was not sent"), "{line}: {error}");
            assert!(!error.contains("hunter2"));
        }
        let mailbox = Some(Mailbox { uids: Some("".into()), ..Mailbox::default() });
        let empty = Snapshot { mailbox, ..Snapshot::default() };
        assert!(value(&empty, b"uids").unwrap_err().contains("found nothing"));
    }

    proptest! {
        #[test]
        fn no_line_makes_two_and_a_script_without_braces_is_what_it_was(
            line in r#"(LOGIN |SELECT |UID FETCH |XFOO )?([ a&%"\\ä\u{7f}\r\n(){}~]|\{@f\}|\{"ü"\}|\{<<E\}|\{\$(mailbox|uids|odd|plain)\})*"#,
            typed: bool,
            utf8: bool,
        ) {
            if let Ok(draft) = Draft::new(line.as_bytes()) {
                let is_plain = draft.parts.iter().all(|part| matches!(part, Part::Typed(..)));
                let pieces = draft.compose(&mut Fake, Spelling { utf8, typed });
                if is_plain && !typed {
                    let whole = pieces.clone().unwrap_or_default();
                    let text = if line.is_empty() { vec![] } else { vec![Written::Text(line.into_bytes())] };
                    prop_assert_eq!(whole, text);
                }
                for piece in pieces.unwrap_or_default() {
                    if let Written::Text(text) | Written::Secret(text) = piece {
                        prop_assert!(!text.iter().any(|octet| matches!(octet, b'\r' | b'\n' | 0)));
                    }
                }
            }
        }
    }
}

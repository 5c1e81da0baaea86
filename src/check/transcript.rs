//! What a transcript says: sessions, and in them scenes.

use std::collections::VecDeque;

use crate::check::pattern::ANYTHING;
use crate::check::reader;
use crate::session::is_tag;
use crate::wire::Status;

/// How a line starts behind which another session begins. No line of the server or the client starts so: theirs have a prefix.
pub const SESSION: &str = "-- session";

/// Sessions that have been written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Each is on a connection of its own; never none.
    pub sessions: Vec<Session>,
    /// Lines with shortcuts, which are not run.
    pub shortcuts: usize,
}

/// What was said on one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Where it starts, from 1.
    pub line: usize,
    /// The greeting, then a scene for each command, or for several that went out before the first was answered.
    pub scenes: Vec<Scene>,
}

/// What a client says before the next thing is compared, and what the server then says to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// What the client says. Nothing: the greeting.
    pub said: Vec<Said>,
    /// What the server says.
    pub wanted: Vec<Wanted>,
}

/// Something that the client says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where it stands, from 1.
    pub line: usize,
    /// What it is.
    pub speech: Speech,
    /// How many responses of the scene stand before it.
    pub heard: usize,
}

/// What a client can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speech {
    /// An answer to a challenge.
    Answer(Vec<u8>),
    /// A command.
    Command {
        /// Its tag, if one is written there.
        tag: Option<Vec<u8>>,
        /// The command itself, up to the header of its first literal.
        line: Vec<u8>,
        /// Its literals.
        literals: VecDeque<Literal>,
    },
    /// The end of IDLE.
    Done,
}

/// A literal of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its octets.
    pub octets: Vec<u8>,
    /// What follows it on its last line.
    pub rest: Vec<u8>,
}

/// A response that is wanted, or `...` for any number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where it starts, from 1.
    pub line: usize,
    /// Its lines, as patterns.
    pub lines: Vec<Vec<u8>>,
    /// Whether it is what the server says first.
    pub is_greeting: bool,
    /// Its tag, if it is a tagged reply, and whether a command of the transcript has it.
    pub(crate) tag: Option<(Vec<u8>, bool)>,
}

/// Why a transcript makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct Unreadable {
    /// Where, from 1.
    pub line: usize,
    /// What.
    pub wrong: &'static str,
}

impl Wanted {
    /// Whether it stands for any number of responses.
    #[must_use]
    pub fn is_anything(&self) -> bool {
        self.lines == [ANYTHING]
    }

    /// Whether it is a `+`, of which a client that answers for itself sees another.
    #[must_use]
    pub fn is_continuation(&self) -> bool {
        self.lines.first().is_some_and(|line| line.starts_with(b"+"))
    }

    /// Whether it is the BYE that ends a connection.
    #[must_use]
    pub fn is_bye(&self) -> bool {
        is_untagged(&self.lines[0], b"BYE")
    }

    /// Whether it is a tagged OK.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        let status = self.lines[0].split(|octet| *octet == b' ').nth(1);
        self.tag.is_some() && status.is_some_and(|status| status.eq_ignore_ascii_case(b"OK"))
    }

    pub(crate) fn tag(&self) -> Option<&[u8]> {
        self.tag.as_ref().map(|(tag, _)| &tag[..])
    }

    /// Whether any tag will do, since no command of the transcript tells whose it is.
    pub(crate) fn takes_any_tag(&self) -> bool {
        self.tag.as_ref().is_some_and(|(_, is_known)| !is_known)
    }

    /// The first line of a tagged reply, under the tag of this one; `None` if it is no such reply.
    pub(crate) fn under_its_tag(&self, came: &[u8]) -> Option<Vec<u8>> {
        let (tag, _) = self.tag.as_ref()?;
        is_reply(came).then(|| [tag, &came[first_word(came).len()..]].concat())
    }

    /// Whether a response that is another could have come in its place.
    pub(crate) fn resembles(&self, came: &[Vec<u8>]) -> bool {
        let (Some(wanted), Some(came)) = (self.lines.first(), came.first()) else { return false };
        if let Some((tag, is_known)) = &self.tag {
            return if *is_known { first_word(came) == tag } else { is_reply(came) };
        }
        let kind = |line: &[u8]| {
            let words = line.split(|octet| *octet == b' ').take(3);
            let is_name = |word: &&[u8]| word.iter().any(u8::is_ascii_alphabetic);
            words.skip(1).find(is_name).map(<[u8]>::to_ascii_uppercase)
        };
        first_word(wanted) == first_word(came) && kind(wanted) == kind(came)
    }
}

impl Session {
    /// Whether nobody says anything.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.scenes.iter().all(Scene::is_silent)
    }
}

impl Scene {
    /// Whether nobody says anything.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.said.is_empty() && self.wanted.is_empty()
    }

    /// Where it starts, from 1, if anybody says anything.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        let said = self.said.first().map(|said| said.line);
        said.or_else(|| self.wanted.first().map(|wanted| wanted.line))
    }
}

impl Transcript {
    /// Reads the text of a transcript.
    ///
    /// # Errors
    /// If a line is nobody's, or a literal of the client is not there.
    pub fn read(text: &[u8]) -> Result<Self, Unreadable> {
        reader::read(text)
    }
}

/// The word that a line starts with.
pub(crate) fn first_word(line: &[u8]) -> &[u8] {
    line.split(|octet| *octet == b' ').next().unwrap_or_default()
}

/// Whether a line starts as a tagged reply does, whatever its tag looks like: a word that can be one, and a status.
pub(crate) fn is_tagged(line: &[u8]) -> bool {
    let mut words = line.split(|octet| *octet == b' ');
    let tag = words.next().unwrap_or_default();
    let status = words.next().and_then(Status::read);
    is_tag(tag) && matches!(status, Some(Status::Bad | Status::No | Status::Ok))
}

/// The same with a tag as clients make them. Other words stand at the start of lines of mail, too, as in `Subject: OK`.
pub(crate) fn is_reply(line: &[u8]) -> bool {
    is_tagged(line) && first_word(line).iter().all(u8::is_ascii_alphanumeric)
}

/// Whether a line starts with `*` and this word.
pub(crate) fn is_untagged(line: &[u8], word: &[u8]) -> bool {
    line.strip_prefix(b"* ").is_some_and(|rest| first_word(rest).eq_ignore_ascii_case(word))
}

//! A login with a mechanism, the client's side: challenges in, answers out.

use std::fmt;

use zeroize::Zeroizing;

use crate::sasl::mechanism::Mechanism;
use crate::sasl::scram_client::{Bound, Scram};
use crate::sasl::{ChannelBinding, cram_md5, shown};
use crate::secret::Secret;

/// Separates the fields of a bearer token. RFC 7628 section 3.1.
const CTRL_A: char = '\u{1}';

/// Who logs in, and with what.
#[derive(Clone, Debug)]
pub struct Login {
    /// How.
    pub mechanism: Mechanism,
    /// Who: the user's name; with EXTERNAL whom to act as, with ANONYMOUS a trace; may be empty in these two.
    pub user: String,
    /// Password or access token; empty where none is needed.
    pub secret: Secret,
    /// Host and port, for OAUTHBEARER, where they are known.
    pub place: Option<(String, u16)>,
    /// Our part of the nonce, from [`crate::sasl::nonce`].
    pub nonce: String,
}

/// An answer to a challenge. It prints what it means, without its secrets.
#[derive(Clone)]
pub struct Answer {
    /// The octets that base64 carries.
    pub octets: Zeroizing<Vec<u8>>,
    /// What it says, its secrets masked, in one line that is safe to show.
    pub meaning: String,
    /// Whether the octets must not be shown.
    pub is_secret: bool,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({})", self.meaning)
    }
}

impl Answer {
    /// One without secrets.
    pub(crate) fn open(text: String) -> Self {
        Self { meaning: shown(text.as_bytes()), octets: Zeroizing::new(text.into_bytes()), is_secret: false }
    }

    /// One with a secret, and the same without it.
    pub(crate) fn secret(text: String, masked: String) -> Self {
        Self { octets: Zeroizing::new(text.into_bytes()), meaning: shown(masked.as_bytes()), is_secret: true }
    }
}

/// Why a login cannot go on, whatever the server says of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A challenge is not base64.
    #[error("the server's challenge is not base64")]
    NotBase64,
    /// A message lacks something.
    #[error("the server's message has no {0} (RFC 5802 §7)")]
    Malformed(&'static str),
    /// A mandatory extension.
    #[error("the server asks for an extension of SCRAM that nobody has defined (RFC 5802 §5.1)")]
    Extension,
    /// The nonce is not an extension of ours.
    #[error("the server's nonce does not begin with ours: this may be a recorded answer (RFC 5802 §5.1)")]
    Nonce,
    /// So many iterations that it would take too long.
    #[error("the server asks for {asked} iterations; more than {max} are not computed here")]
    Iterations {
        /// How many.
        asked: u32,
        /// How many would be computed.
        max: u32,
    },
    /// The server's proof is wrong.
    #[error(
        "the server's signature is wrong: it does not know the password, and is not who it claims to be (RFC 5802 §3)"
    )]
    Signature,
    /// The server says OK and has proved nothing.
    #[error("the server has not proved that it knows the password, and may be anybody (RFC 5802 §3)")]
    Unproven,
    /// What the server says is wrong.
    #[error("the server says {0}")]
    Server(String),
    /// A challenge where none has a place.
    #[error("the server asks for more than the mechanism has to say")]
    Unasked,
    /// A -PLUS mechanism without TLS.
    #[error("a -PLUS mechanism ties the login to TLS, and this link has none (RFC 5802 §6)")]
    NoChannel,
    /// User or secret holds a character that separates them.
    #[error("{0} cannot carry a user name or secret with the control character that separates them")]
    Separator(Mechanism),
}

/// A login under way.
#[derive(Clone, Debug)]
pub struct Client {
    login: Login,
    stage: Stage,
    scram: Option<Scram>,
    /// What the server had against the token, in JSON.
    refusal: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Start,
    /// LOGIN: the name was told.
    Named,
    /// All has been said.
    Said,
}

impl Client {
    /// Starts a login on a link with `binding`, with a server of which it is known whether it offers a -PLUS mechanism, or not
    /// known.
    ///
    /// # Errors
    /// If the mechanism cannot carry what it is given, or needs a channel to bind to.
    pub fn new(login: Login, binding: &ChannelBinding, is_plus_offered: Option<bool>) -> Result<Self, Broken> {
        let separator = match login.mechanism {
            // RFC 4616 section 2: no NUL in any of its parts.
            Mechanism::Plain => '\0',
            _ => CTRL_A,
        };
        let is_joined = matches!(login.mechanism, Mechanism::Plain) || login.mechanism.takes_token();
        if is_joined && (login.user.contains(separator) || login.secret.expose().contains(separator)) {
            return Err(Broken::Separator(login.mechanism));
        }
        let scram = match login.mechanism {
            Mechanism::Scram { hash, is_plus } => {
                let bound = Bound::new(is_plus, binding, is_plus_offered)?;
                Some(Scram::new(hash, bound, login.user.clone(), login.secret.clone(), login.nonce.clone()))
            }
            _ => None,
        };
        Ok(Self { login, stage: Stage::Start, scram, refusal: None })
    }

    /// Who will be logged in, as far as that is known here.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        Some(&*self.login.user).filter(|user| !user.is_empty() && self.login.mechanism != Mechanism::Anonymous)
    }

    /// What the server had against an access token, in JSON. RFC 7628 section 3.2.2.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// The type of channel binding that ties the login to the TLS channel, if one does.
    #[must_use]
    pub fn bound_by(&self) -> Option<&'static str> {
        self.scram.as_ref()?.bound_by()
    }

    /// What is said before any challenge, where the client speaks first.
    ///
    /// # Errors
    /// Never at the start.
    pub fn initial(&mut self) -> Result<Option<Answer>, Broken> {
        if self.speaks_next() { self.answer(b"") } else { Ok(None) }
    }

    /// Whether it is the client's turn to begin, so that whatever the server sends is no more than a go-ahead.
    #[must_use]
    pub fn speaks_next(&self) -> bool {
        self.stage == Stage::Start && self.login.mechanism.is_client_first()
    }

    /// The answer to a challenge. `None`: it takes some time to find; call [`Client::go_on`] until there is one.
    ///
    /// # Errors
    /// If what the server says makes no sense, or shows that it is not who it claims to be. Then `*` is to be sent.
    pub fn answer(&mut self, challenge: &[u8]) -> Result<Option<Answer>, Broken> {
        let stage = std::mem::replace(&mut self.stage, Stage::Said);
        match &mut self.scram {
            Some(scram) => scram.answer(challenge),
            None => self.answer_simply(stage, challenge).map(Some),
        }
    }

    /// Goes on with an answer that takes time, for a tenth of a second.
    pub fn go_on(&mut self) -> Option<Answer> {
        self.scram.as_mut()?.go_on()
    }

    /// The answer of a mechanism that needs no reckoning.
    fn answer_simply(&mut self, stage: Stage, challenge: &[u8]) -> Result<Answer, Broken> {
        let user = self.login.user.clone();
        match (self.login.mechanism, stage) {
            (Mechanism::OauthBearer | Mechanism::Xoauth2, Stage::Said) => self.refused(challenge),
            (_, Stage::Said) => Err(Broken::Unasked),
            (Mechanism::Login, Stage::Start) => {
                self.stage = Stage::Named;
                Ok(Answer::open(user))
            }
            (Mechanism::Login, Stage::Named) => {
                Ok(Answer::secret(self.login.secret.expose().to_owned(), "***".to_owned()))
            }
            // RFC 2195 section 2.
            (Mechanism::CramMd5, _) => {
                let digest = cram_md5(self.login.secret.expose(), challenge);
                Ok(Answer::secret(format!("{user} {digest}"), format!("{user} ***")))
            }
            // RFC 4616 section 2: whom to act as, which is nobody else; NUL; user; NUL; password.
            (Mechanism::Plain, _) => Ok(self.with_secret(|secret| format!("\0{user}\0{secret}"))),
            (Mechanism::OauthBearer | Mechanism::Xoauth2, _) => Ok(self.with_secret(|token| self.bearer(token))),
            // RFC 4422 appendix A: whom to act as. RFC 4505 section 2: a trace. Scram has been dealt with above.
            (Mechanism::Anonymous | Mechanism::External | Mechanism::Scram { .. }, _) => Ok(Answer::open(user)),
        }
    }

    /// Whether an OK is to be believed.
    ///
    /// # Errors
    /// If the server ought to have proved who it is, and has not.
    pub fn accepted(&self) -> Result<(), Broken> {
        match &self.scram {
            Some(scram) if !scram.is_verified() => Err(Broken::Unproven),
            _ => Ok(()),
        }
    }

    fn with_secret(&self, message: impl Fn(&str) -> String) -> Answer {
        Answer::secret(message(self.login.secret.expose()), message("***"))
    }

    /// RFC 7628 section 3.1, and Google's form of it, which has the user in a field and no header.
    fn bearer(&self, token: &str) -> String {
        let Login { user, place, mechanism, .. } = &self.login;
        if *mechanism == Mechanism::Xoauth2 {
            return format!("user={user}{CTRL_A}auth=Bearer {token}{CTRL_A}{CTRL_A}");
        }
        // RFC 5801 section 4: the header's name has its commas and equals signs escaped, as in SCRAM.
        let user = user.replace('=', "=3D").replace(',', "=2C");
        let place = place.as_ref().map(|(host, port)| format!("host={host}{CTRL_A}port={port}{CTRL_A}"));
        format!("n,a={user},{CTRL_A}{}auth=Bearer {token}{CTRL_A}{CTRL_A}", place.unwrap_or_default())
    }

    /// A challenge behind the token says in JSON what is wrong with it. The exchange ends with a dummy answer: an octet 1 (RFC 7628
    /// section 3.2.3), or nothing at all in Google's form.
    fn refused(&mut self, challenge: &[u8]) -> Result<Answer, Broken> {
        if self.refusal.replace(shown(challenge)).is_some() {
            return Err(Broken::Unasked);
        }
        let is_xoauth2 = self.login.mechanism == Mechanism::Xoauth2;
        Ok(Answer::open(if is_xoauth2 { String::new() } else { CTRL_A.to_string() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(mechanism: &str, user: &str, secret: &str) -> Client {
        let login = Login {
            mechanism: Mechanism::find(mechanism).unwrap(),
            user: user.into(),
            secret: Secret::new(secret.into()),
            place: Some(("server.example.com".into(), 143)),
            nonce: "nonce".into(),
        };
        Client::new(login, &ChannelBinding::default(), None).unwrap()
    }

    fn says(client: &mut Client, challenge: &[u8]) -> (String, String) {
        let answer = client.answer(challenge).unwrap().unwrap();
        (String::from_utf8(answer.octets.to_vec()).unwrap(), answer.meaning)
    }

    fn pair(text: &str, meaning: &str) -> (String, String) {
        (text.to_owned(), meaning.to_owned())
    }

    #[test]
    fn the_examples_of_rfc_4616_hold() {
        let mut plain = client("PLAIN", "tim", "tanstaaftanstaaf");
        assert_eq!(says(&mut plain, b""), pair("\0tim\0tanstaaftanstaaf", "\\x00tim\\x00***"));
        assert_eq!(plain.answer(b"").unwrap_err(), Broken::Unasked);
        assert_eq!(plain.accepted(), Ok(()));
    }

    #[test]
    fn the_example_of_rfc_2195_holds() {
        let mut cram = client("CRAM-MD5", "tim", "tanstaaftanstaaf");
        assert!(cram.initial().unwrap().is_none());
        let challenge = b"<1896.697170952@postoffice.reston.mci.net>";
        assert_eq!(says(&mut cram, challenge), pair("tim b913a602c7eda7a495b4e6e7334d3890", "tim ***"));
    }

    #[test]
    fn login_tells_name_and_password_whatever_they_are_called() {
        let mut login = client("LOGIN", "me", "pass");
        assert!(login.initial().unwrap().is_none());
        assert_eq!(says(&mut login, b"User Name\0"), pair("me", "me"));
        assert_eq!(says(&mut login, b"Password\0"), pair("pass", "***"));
        assert_eq!(login.answer(b"Again:").unwrap_err(), Broken::Unasked);
    }

    #[test]
    fn the_example_of_rfc_7628_holds() {
        let mut bearer = client("OAUTHBEARER", "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
        let fields = "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer ";
        let (text, meaning) = says(&mut bearer, b"");
        assert_eq!(text, format!("{fields}vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01"));
        assert!(meaning.ends_with("auth=Bearer ***\\x01\\x01"), "{meaning}");
        let error = b"{\"status\":\"invalid_token\",\"scope\":\"example_scope\"}";
        assert_eq!(says(&mut bearer, error).0, "\x01");
        assert_eq!(bearer.refusal().unwrap().as_bytes(), error);
        assert_eq!(bearer.answer(b"").unwrap_err(), Broken::Unasked);
    }

    #[test]
    fn xoauth2_is_as_google_describes_it() {
        let mut xoauth2 = client("XOAUTH2", "someuser@example.com", "ya29.vF9dft4");
        let answer = xoauth2.initial().unwrap().unwrap();
        assert_eq!(*answer.octets, b"user=someuser@example.com\x01auth=Bearer ya29.vF9dft4\x01\x01");
        assert!(answer.is_secret && !answer.meaning.contains("ya29"));
        assert_eq!(says(&mut xoauth2, b"{\"status\":\"401\"}").0, "");
    }

    #[test]
    fn external_and_anonymous_need_no_secret() {
        assert_eq!(says(&mut client("EXTERNAL", "", ""), b""), pair("", "(empty)"));
        // RFC 4505 section 3.
        assert_eq!(says(&mut client("ANONYMOUS", "sirhc", ""), b""), pair("sirhc", "sirhc"));
        assert_eq!(client("ANONYMOUS", "sirhc", "").user(), None);
        assert_eq!(client("PLAIN", "me", "").user(), Some("me"));
    }

    #[test]
    fn what_would_separate_is_refused() {
        let attempt = |mechanism, user: &str, secret: &str| {
            let login =
                Login { user: user.into(), secret: Secret::new(secret.into()), ..client(mechanism, "", "").login };
            Client::new(login, &ChannelBinding::default(), None).map(|_| ())
        };
        assert!(attempt("PLAIN", "a\0b", "c").is_err() && attempt("PLAIN", "a", "b\0c").is_err());
        assert!(attempt("XOAUTH2", "a\x01auth=x", "c").is_err());
        assert!(attempt("CRAM-MD5", "a\x01", "c").is_ok());
    }

    #[test]
    fn an_ok_without_the_servers_proof_is_not_believed() {
        let mut scram = client("SCRAM-SHA-256", "me", "pass");
        assert_eq!(scram.accepted(), Err(Broken::Unproven));
        says(&mut scram, b"");
        assert_eq!(scram.accepted(), Err(Broken::Unproven));
        let printed = format!("{scram:?}");
        assert!(!printed.contains("pass\""), "{printed}");
    }
}

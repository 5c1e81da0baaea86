//! SCRAM, the client's side: RFC 5802, and RFC 7677 for SHA-256.

use std::num::NonZeroU32;

use zeroize::Zeroizing;

use crate::sasl::client::{Answer, Broken};
use crate::sasl::scram::{Hash, Salting, attribute, escape_name, is_nonce};
use crate::sasl::{ChannelBinding, shown};
use crate::secret::Secret;
use crate::wire::{from_base64, to_base64};

/// The most iterations that are computed: half a minute on a slow machine. Servers ask for 4,096, and those who want much for
/// 1,300,000; what asks for more wants to keep a client busy.
const ITERATIONS_MAX: u32 = 5_000_000;

/// As many are computed at a time, in a tenth of a second on a slow machine.
const ITERATIONS_AT_ONCE: u32 = 20_000;

/// RFC 7677 section 4: servers should ask for at least as many. With fewer, whoever plays the server can guess at the password
/// more cheaply afterwards; that is told, and no reason to stop.
const ITERATIONS_FEW: u32 = 4096;

/// How the login is tied to the TLS channel. RFC 5802 section 6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    /// The header of RFC 5801 section 4, with the flag that says how.
    header: String,
    /// Its type, and its data; nothing without.
    name: Option<&'static str>,
    data: Vec<u8>,
}

impl Bound {
    /// For a mechanism, a link, and what the server offers, if that is known. RFC 5802 section 6:
    ///
    /// * a -PLUS mechanism binds: `p=type`.
    /// * Who could have, but was not offered any -PLUS, says so: `y`. A server that did offer it sees that somebody changed
    ///   its list, and refuses.
    /// * All else is `n`.
    pub(crate) fn new(is_plus: bool, binding: &ChannelBinding, is_plus_offered: Option<bool>) -> Result<Self, Broken> {
        let unbound = |header: &str| Self { header: header.to_owned(), name: None, data: Vec::new() };
        match binding.best() {
            Some((name, data)) if is_plus => {
                Ok(Self { header: format!("p={name},,"), name: Some(name), data: data.to_vec() })
            }
            None if is_plus => Err(Broken::NoChannel),
            Some(_) if is_plus_offered == Some(false) => Ok(unbound("y,,")),
            _ => Ok(unbound("n,,")),
        }
    }

    /// The `c=` attribute's value.
    fn attribute(&self) -> String {
        to_base64(&[self.header.as_bytes(), &self.data].concat())
    }
}

/// An exchange under way.
#[derive(Clone, Debug)]
pub(crate) struct Scram {
    hash: Hash,
    bound: Bound,
    user: String,
    secret: Secret,
    /// Our part of the nonce.
    nonce: String,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// Nothing was said.
    Start,
    /// The first message was sent; all but its header.
    First(String),
    /// The password is being salted for the proof.
    Salting(Box<Proof>),
    /// The proof was sent; the server must answer with this.
    Final(Vec<u8>),
    /// The server has proved itself.
    Verified,
}

/// What the client's second message takes.
#[derive(Clone, Debug)]
struct Proof {
    salting: Salting,
    /// What both ends have said, but for the proof.
    said: String,
    without_proof: String,
    /// What there is to say about the server's demands.
    remark: String,
}

impl Scram {
    pub(crate) fn new(hash: Hash, bound: Bound, user: String, secret: Secret, nonce: String) -> Self {
        Self { hash, bound, user, secret, nonce, stage: Stage::Start }
    }

    /// The type of its channel binding.
    pub(crate) fn bound_by(&self) -> Option<&'static str> {
        self.bound.name
    }

    /// Whether the server has proved that it knows the password.
    pub(crate) fn is_verified(&self) -> bool {
        matches!(self.stage, Stage::Verified)
    }

    /// The answer to a challenge. `None`: it takes some time to find; call [`Scram::go_on`] until there is one.
    pub(crate) fn answer(&mut self, challenge: &[u8]) -> Result<Option<Answer>, Broken> {
        match &self.stage {
            Stage::Start => {
                let bare = format!("n={},r={}", escape_name(&self.user), self.nonce);
                let message = format!("{}{bare}", self.bound.header);
                self.stage = Stage::First(bare);
                Ok(Some(Answer::open(message)))
            }
            Stage::First(bare) => {
                let first = ServerFirst::read(text(challenge)?, &self.nonce)?;
                self.stage = Stage::Salting(Box::new(self.proof(bare, &first)));
                Ok(self.go_on())
            }
            Stage::Final(signature) => {
                let message = text(challenge)?;
                let mut fields = message.split(',');
                let given = attribute(&mut fields, 'v').ok_or(Broken::Malformed("v=, the server's signature"))?;
                if from_base64(given.as_bytes()).as_ref() != Some(signature) {
                    return Err(Broken::Signature);
                }
                self.stage = Stage::Verified;
                // RFC 4422 section 5: IMAP has no place for more data beside its OK, so this challenge has an empty answer.
                Ok(Some(Answer::open(String::new())))
            }
            Stage::Salting(_) | Stage::Verified => Err(Broken::Unasked),
        }
    }

    fn proof(&self, bare: &str, first: &ServerFirst<'_>) -> Proof {
        let without_proof = format!("c={},r={}", self.bound.attribute(), first.nonces);
        Proof {
            salting: Salting::new(self.hash, self.secret.expose(), &first.salt, first.iterations),
            said: format!("{bare},{},{without_proof}", first.message),
            without_proof,
            remark: first.remark().unwrap_or_default(),
        }
    }

    /// Goes on with the proof, for a moment: the client's second message, once it is found.
    pub(crate) fn go_on(&mut self) -> Option<Answer> {
        let Stage::Salting(proof) = &mut self.stage else { return None };
        let keys = proof.salting.advance(ITERATIONS_AT_ONCE)?;
        let Proof { said, without_proof, remark, .. } = &**proof;
        let value = Zeroizing::new(to_base64(&keys.proof(said)));
        let message = format!("{without_proof},p={}", *value);
        let answer = Answer::secret(message, format!("{without_proof},p=***{remark}"));
        let signature = keys.signature(said);
        self.stage = Stage::Final(signature);
        Some(answer)
    }
}

/// `r=nonces,s=salt,i=iterations`
#[derive(Debug)]
struct ServerFirst<'a> {
    message: &'a str,
    nonces: &'a str,
    salt: Vec<u8>,
    iterations: NonZeroU32,
}

impl<'a> ServerFirst<'a> {
    fn read(message: &'a str, nonce: &str) -> Result<Self, Broken> {
        let mut fields = message.split(',');
        if message.starts_with("m=") {
            // RFC 5802 section 5.1: an extension that must be understood, and is not.
            return Err(Broken::Extension);
        }
        let nonces = attribute(&mut fields, 'r').ok_or(Broken::Malformed("r=, the nonce"))?;
        // RFC 5802 section 5.1: a reply to somebody else's login could be one that was recorded.
        let is_ours = nonces.strip_prefix(nonce).is_some_and(is_nonce);
        if !is_ours {
            return Err(Broken::Nonce);
        }
        let salt = attribute(&mut fields, 's').and_then(|salt| from_base64(salt.as_bytes()));
        let salt = salt.ok_or(Broken::Malformed("s=, the salt in base64"))?;
        let count = attribute(&mut fields, 'i').ok_or(Broken::Malformed("i=, the number of iterations"))?;
        let iterations: NonZeroU32 = count.parse().map_err(|_| Broken::Malformed("i=, the number of iterations"))?;
        if iterations.get() > ITERATIONS_MAX {
            return Err(Broken::Iterations { asked: iterations.get(), max: ITERATIONS_MAX });
        }
        Ok(Self { message, nonces, salt, iterations })
    }

    fn remark(&self) -> Option<String> {
        let count = self.iterations.get();
        (count < ITERATIONS_FEW)
            .then(|| format!(" ({count} iterations protect the password badly: RFC 7677 §4 asks for {ITERATIONS_FEW})"))
    }
}

/// A message of the server, unless it says what went wrong. RFC 5802 section 7, server-error.
fn text(challenge: &[u8]) -> Result<&str, Broken> {
    let text = std::str::from_utf8(challenge).map_err(|_| Broken::Malformed("UTF-8"))?;
    match text.strip_prefix("e=") {
        Some(error) => Err(Broken::Server(shown(error.as_bytes()))),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scram(hash: Hash, nonce: &str) -> Scram {
        let bound = Bound::new(false, &ChannelBinding::default(), None).unwrap();
        Scram::new(hash, bound, "user".into(), Secret::new("pencil".into()), nonce.into())
    }

    fn says(scram: &mut Scram, challenge: &str) -> String {
        let answer = scram.answer(challenge.as_bytes()).unwrap().unwrap();
        String::from_utf8(answer.octets.to_vec()).unwrap()
    }

    const NONCE_5802: &str = "fyko+d2lbbFgONRv9qkxdawL";
    const FIRST_5802: &str = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";

    #[test]
    fn the_example_of_rfc_5802_holds() {
        let mut scram = scram(Hash::Sha1, NONCE_5802);
        assert_eq!(says(&mut scram, ""), "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        let last = "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=";
        assert_eq!(says(&mut scram, FIRST_5802), last);
        assert!(!scram.is_verified());
        assert_eq!(says(&mut scram, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), "");
        assert!(scram.is_verified());
        assert_eq!(scram.answer(b"").unwrap_err(), Broken::Unasked);
    }

    #[test]
    fn the_example_of_rfc_7677_holds() {
        let mut scram = scram(Hash::Sha256, "rOprNGfwEbeRWgbNEkqO");
        assert_eq!(says(&mut scram, ""), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let nonces = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let last = format!("c=biws,r={nonces},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assert_eq!(says(&mut scram, &format!("r={nonces},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")), last);
        assert_eq!(says(&mut scram, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), "");
        assert!(scram.is_verified());
    }

    fn broken(challenge: &str) -> Broken {
        let mut scram = scram(Hash::Sha1, NONCE_5802);
        says(&mut scram, "");
        scram.answer(challenge.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_first_message_that_is_wrong_is_named() {
        let nonce = "fyko+d2lbbFgONRv9qkxdawL";
        for challenge in
            ["r=,s=QSXC,i=4096", "r=other,s=QSXC,i=4096", &format!("r={nonce},s=QSXC,i=1"), "r=fyko+d2,s=QSXC,i=4096"]
        {
            assert_eq!(broken(challenge), Broken::Nonce, "{challenge}");
        }
        for (challenge, what) in [
            ("", "r="),
            ("s=QSXC,i=4096", "r="),
            (&format!("r={nonce}x,i=4096"), "s="),
            (&format!("r={nonce}x,s=!,i=4096"), "s="),
            (&format!("r={nonce}x,s=QSXC"), "i="),
            (&format!("r={nonce}x,s=QSXC,i=0"), "i="),
            (&format!("r={nonce}x,s=QSXC,i=-1"), "i="),
            (&format!("r={nonce}x,s=QSXC,i=99999999999"), "i="),
        ] {
            let found = broken(challenge);
            assert!(matches!(found, Broken::Malformed(field) if field.starts_with(what)), "{challenge}: {found:?}");
        }
        assert_eq!(
            broken(&format!("r={nonce}x,s=QSXC,i=5000001")),
            Broken::Iterations { asked: 5_000_001, max: ITERATIONS_MAX }
        );
        assert_eq!(broken("m=x,r=y"), Broken::Extension);
        assert_eq!(broken("e=unknown-user"), Broken::Server("unknown-user".into()));
    }

    #[test]
    fn a_wrong_signature_is_no_proof() {
        for message in ["v=rmF9pqV8S7suAoZWja4dJRkFsKR=", "v=", "v=!", "v=cm1GOXBxVjg="] {
            let mut scram = scram(Hash::Sha1, NONCE_5802);
            says(&mut scram, "");
            says(&mut scram, FIRST_5802);
            assert_eq!(scram.answer(message.as_bytes()).unwrap_err(), Broken::Signature, "{message}");
            assert!(!scram.is_verified());
        }
        let mut scram = scram(Hash::Sha1, NONCE_5802);
        says(&mut scram, "");
        says(&mut scram, FIRST_5802);
        assert!(matches!(scram.answer(b"").unwrap_err(), Broken::Malformed(_)));
        assert_eq!(scram.answer(b"e=invalid-proof").unwrap_err(), Broken::Server("invalid-proof".into()));
    }

    #[test]
    fn few_iterations_are_remarked_and_computed() {
        let mut scram = scram(Hash::Sha256, "ours");
        says(&mut scram, "");
        let meaning = |scram: &mut Scram, count: u32| {
            scram.stage = Stage::First("n=user,r=ours".into());
            scram.answer(format!("r=oursx,s=QSXC,i={count}").as_bytes()).unwrap().unwrap().meaning
        };
        assert!(meaning(&mut scram, 1).contains("p=*** (1 iterations protect"));
        assert!(meaning(&mut scram, 4096).ends_with("p=***"));
    }

    #[test]
    fn many_iterations_come_in_parts() {
        let mut scram = scram(Hash::Sha256, "ours");
        says(&mut scram, "");
        assert!(scram.answer(b"r=oursx,s=QSXC,i=50001").unwrap().is_none());
        assert!(scram.go_on().is_none());
        let mut impatient = scram.clone();
        assert_eq!(impatient.answer(b"v=x").unwrap_err(), Broken::Unasked);
        assert!(scram.go_on().unwrap().is_secret);
        assert!(scram.go_on().is_none());
    }

    #[test]
    fn the_flag_says_what_could_be_bound_and_what_is() {
        let none = ChannelBinding::default();
        let exporter = ChannelBinding { tls_exporter: Some(b"0123".to_vec()), tls_server_end_point: Some(vec![1]) };
        let end_point = ChannelBinding { tls_exporter: None, ..exporter.clone() };
        let header = |is_plus, binding, offered| Bound::new(is_plus, binding, offered).map(|bound| bound.header);
        assert_eq!(header(true, &exporter, Some(true)).unwrap(), "p=tls-exporter,,");
        assert_eq!(header(true, &end_point, None).unwrap(), "p=tls-server-end-point,,");
        assert_eq!(header(true, &none, Some(true)), Err(Broken::NoChannel));
        assert_eq!(header(false, &exporter, Some(false)).unwrap(), "y,,");
        // We do not wish to, or do not know.
        assert_eq!(header(false, &exporter, Some(true)).unwrap(), "n,,");
        assert_eq!(header(false, &exporter, None).unwrap(), "n,,");
        assert_eq!(header(false, &none, Some(false)).unwrap(), "n,,");
        let bound = Bound::new(true, &exporter, None).unwrap();
        assert_eq!(bound.attribute(), to_base64(b"p=tls-exporter,,0123"));
    }
}

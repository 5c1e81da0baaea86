//! SASL mechanisms, the server's side, but for SCRAM.

use crate::demo::scram::Scram;
use crate::demo::server::{PASSWORD, TOKEN, USER};
use crate::sasl::scram::Hash;
use crate::sasl::{ChannelBinding, cram_md5};

/// All mechanisms, the best first.
pub(super) const MECHANISMS: [&str; 9] = [
    "SCRAM-SHA-256-PLUS",
    "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256",
    "SCRAM-SHA-1",
    "CRAM-MD5",
    "PLAIN",
    "LOGIN",
    "XOAUTH2",
    "OAUTHBEARER",
];

/// An exchange under way: what the next answer is.
#[derive(Debug)]
pub(super) enum Exchange {
    /// An access token: OAUTHBEARER (RFC 7628), or XOAUTH2, which is like it.
    Bearer { is_xoauth2: bool },
    /// The answer to the error of a token; it says nothing.
    BearerRefused,
    /// RFC 2195: the digest of this challenge.
    CramMd5 { challenge: String },
    /// The user name of LOGIN, which no RFC describes.
    LoginName,
    /// The password of LOGIN.
    LoginPassword { is_user: bool },
    /// RFC 4616.
    Plain,
    /// RFC 5802 and RFC 7677.
    Scram(Box<Scram>),
    /// The empty answer to the server's signature: IMAP has no other place for that.
    ScramSigned,
}

/// What follows an answer.
#[derive(Debug)]
pub(super) enum Step {
    Accept,
    /// A challenge, and what its answer is.
    Ask(Box<Exchange>, Vec<u8>),
    Reject(&'static str),
}

/// Why an exchange ends: nobody is told whether name or password was wrong.
const WRONG: &str = "Wrong user name or password";

impl Exchange {
    pub(super) fn cram_md5(nonce: &str) -> Self {
        Self::CramMd5 { challenge: format!("<{nonce}@imapsh.example>") }
    }

    pub(super) fn scram(hash: Hash, is_plus: bool, binding: ChannelBinding, nonce: String) -> Self {
        Self::Scram(Box::new(Scram::new(hash, is_plus, binding, nonce)))
    }

    /// What the server says first, if it does.
    pub(super) fn first_challenge(&self) -> Option<Vec<u8>> {
        match self {
            Self::CramMd5 { challenge } => Some(challenge.clone().into_bytes()),
            Self::LoginName => Some(b"Username:".to_vec()),
            _ => None,
        }
    }

    /// Goes on with the client's answer.
    pub(super) fn answer(self, answer: &[u8]) -> Step {
        match self {
            Self::Bearer { is_xoauth2 } => bearer(is_xoauth2, answer),
            Self::BearerRefused => Step::Reject("Wrong user name or access token"),
            Self::CramMd5 { challenge } => {
                accept_if(answer == format!("{USER} {}", cram_md5(PASSWORD, challenge.as_bytes())).as_bytes())
            }
            Self::LoginName => {
                let is_user = answer == USER.as_bytes();
                Step::Ask(Box::new(Self::LoginPassword { is_user }), b"Password:".to_vec())
            }
            Self::LoginPassword { is_user } => accept_if(is_user && answer == PASSWORD.as_bytes()),
            Self::Plain => plain(answer),
            Self::Scram(scram) => match scram.answer(answer) {
                Ok((scram, challenge)) => {
                    let next = scram.map_or(Self::ScramSigned, |scram| Self::Scram(Box::new(scram)));
                    Step::Ask(Box::new(next), challenge)
                }
                Err(text) => Step::Reject(text),
            },
            Self::ScramSigned if answer.is_empty() => Step::Accept,
            Self::ScramSigned => Step::Reject("The answer to the server's signature is empty"),
        }
    }
}

fn accept_if(is_right: bool) -> Step {
    if is_right { Step::Accept } else { Step::Reject(WRONG) }
}

/// RFC 4616 section 2: who to act as, NUL, user name, NUL, password.
fn plain(answer: &[u8]) -> Step {
    let parts: Vec<&[u8]> = answer.split(|octet| *octet == 0).collect();
    match parts[..] {
        [act_as, user, password] => {
            let may_act = act_as.is_empty() || act_as == user;
            accept_if(may_act && user == USER.as_bytes() && password == PASSWORD.as_bytes())
        }
        _ => Step::Reject("PLAIN takes two NUL octets, before the user name and before the password"),
    }
}

/// Pairs between octets 1; before them, in OAUTHBEARER, the header of RFC 5801. What is wrong is told in JSON, and only
/// the answer to that ends the exchange (RFC 7628 section 3.2.3).
fn bearer(is_xoauth2: bool, answer: &[u8]) -> Step {
    let text = String::from_utf8_lossy(answer);
    let user = format!("user={USER}");
    let act_as = format!("n,a={USER},");
    let fields: Vec<&str> = text.split('\u{1}').collect();
    let is_user = if is_xoauth2 {
        fields.contains(&user.as_str())
    } else {
        matches!(fields[0], "n,," | "y,,") || fields[0] == act_as
    };
    let token = fields.iter().find_map(|field| field.strip_prefix("auth=")).and_then(|auth| auth.split_once(' '));
    let is_token = token.is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("Bearer") && token == TOKEN);
    if is_user && is_token && text.ends_with("\u{1}\u{1}") {
        return Step::Accept;
    }
    let error = if is_xoauth2 {
        "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"imap\"}"
    } else {
        "{\"status\":\"invalid_token\",\"scope\":\"imap\"}"
    };
    Step::Ask(Box::new(Exchange::BearerRefused), error.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_may_name_the_user_twice_but_no_other() {
        let accepts = |answer: &str| matches!(Exchange::Plain.answer(answer.as_bytes()), Step::Accept);
        assert!(accepts("\0user@outlook.com\0password"));
        assert!(accepts("user@outlook.com\0user@outlook.com\0password"));
        for wrong in ["root\0user@outlook.com\0password", "\0user@outlook.com\0wrong", "user@outlook.com\0password", ""]
        {
            assert!(!accepts(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn tokens_are_taken_in_both_forms() {
        let step = |is_xoauth2, text: &str| Exchange::Bearer { is_xoauth2 }.answer(text.as_bytes());
        assert!(matches!(step(true, "user=user@outlook.com\x01auth=Bearer demo-token\x01\x01"), Step::Accept));
        let answer = "n,a=user@outlook.com,\x01host=localhost\x01port=143\x01auth=Bearer demo-token\x01\x01";
        assert!(matches!(step(false, answer), Step::Accept));
        for wrong in ["user=user@outlook.com\x01auth=Bearer x\x01\x01", "", "\x01"] {
            assert!(matches!(step(true, wrong), Step::Ask(..)));
        }
    }
}

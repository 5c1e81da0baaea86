//! SCRAM, the server's side: RFC 5802, and RFC 7677 for SHA-256.

use std::num::NonZeroU32;

use crate::demo::server::{PASSWORD, USER};
use crate::sasl::ChannelBinding;
use crate::sasl::scram::{Hash, Salting, attribute, is_nonce, unescape_name};
use crate::wire;

/// RFC 5802 section 5.1 asks for at least as many.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(4096).unwrap();

/// Fixed, so that tests are the same in each run; the password that it protects is public.
const SALT: &[u8] = b"imapsh demo salt";

/// Why a login is refused.
const WRONG: &str = "Wrong user name or password";

/// Whom the client must prove to be.
#[derive(Clone, Debug)]
struct Account {
    user: String,
    password: String,
    salt: Vec<u8>,
}

/// An exchange under way.
#[derive(Debug)]
pub(super) struct Scram {
    hash: Hash,
    /// A -PLUS mechanism: the login must be tied to the TLS channel.
    is_plus: bool,
    binding: ChannelBinding,
    /// The server's part of the nonce.
    nonce: String,
    account: Account,
    /// Once the client's first message has come.
    first: Option<First>,
}

/// What is known after the client's first message.
#[derive(Debug)]
struct First {
    /// `n=user,r=nonce`
    bare: String,
    /// `r=nonces,s=salt,i=iterations`
    server: String,
    nonces: String,
    /// The header of RFC 5801, and the channel-binding data behind it.
    bound: Vec<u8>,
    is_user: bool,
}

impl Scram {
    pub(super) fn new(hash: Hash, is_plus: bool, binding: ChannelBinding, nonce: String) -> Self {
        let account = Account { user: USER.to_owned(), password: PASSWORD.to_owned(), salt: SALT.to_vec() };
        Self { hash, is_plus, binding, nonce, account, first: None }
    }

    /// Goes on with the client's message: the next challenge, and the exchange unless it was the last; or why it ends.
    pub(super) fn answer(mut self, message: &[u8]) -> Result<(Option<Self>, Vec<u8>), &'static str> {
        let message = std::str::from_utf8(message).map_err(|_| "SCRAM messages are UTF-8")?;
        match self.first.take() {
            None => {
                let first = self.read_first(message)?;
                let challenge = first.server.clone().into_bytes();
                self.first = Some(first);
                Ok((Some(self), challenge))
            }
            Some(first) => self.check_final(&first, message).map(|signature| (None, signature)),
        }
    }

    /// `n,,n=user,r=nonce`
    fn read_first(&self, message: &str) -> Result<First, &'static str> {
        const MALFORMED: &str = "SCRAM begins with a message like n,,n=user,r=nonce (RFC 5802 section 7)";
        let mut parts = message.splitn(3, ',');
        let (Some(flag), Some(act_as), Some(bare)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(MALFORMED);
        };
        let bound = self.bind(flag)?;
        let header = format!("{flag},{act_as},");
        let mut fields = bare.split(',');
        let user = attribute(&mut fields, 'n').ok_or(MALFORMED)?;
        let nonce = attribute(&mut fields, 'r').ok_or(MALFORMED)?;
        if !is_nonce(nonce) {
            return Err("The nonce has to be printable ASCII (RFC 5802 section 7)");
        }
        let user = unescape_name(user);
        let may_act = act_as.is_empty() || act_as.strip_prefix("a=").map(unescape_name).as_ref() == Some(&user);
        let nonces = format!("{nonce}{}", self.nonce);
        let salt = wire::to_base64(&self.account.salt);
        Ok(First {
            bare: bare.to_owned(),
            server: format!("r={nonces},s={salt},i={ITERATIONS}"),
            nonces,
            bound: [header.as_bytes(), bound].concat(),
            // An unknown user is refused only at the end, as if the password had been wrong.
            is_user: user == self.account.user && may_act,
        })
    }

    /// The channel-binding data that the client's flag names: RFC 5802 section 6.
    fn bind(&self, flag: &str) -> Result<&[u8], &'static str> {
        let data = match flag {
            "y" if !self.binding.is_empty() => {
                return Err("You think that channel binding is not offered, but it is: somebody changed the list");
            }
            "n" | "y" if self.is_plus => {
                return Err("A -PLUS mechanism binds the channel, with a flag like p=tls-exporter");
            }
            "n" | "y" => return Ok(&[]),
            flag => flag.strip_prefix("p=").and_then(|name| self.binding.named(name)),
        };
        match data {
            Some(data) if self.is_plus => Ok(data),
            Some(_) => Err("Channel binding belongs to the -PLUS mechanisms"),
            None => Err("There is no channel binding of that type here"),
        }
    }

    /// `c=binding,r=nonces,p=proof`; the server's signature.
    fn check_final(&self, first: &First, message: &str) -> Result<Vec<u8>, &'static str> {
        const MALFORMED: &str = "The second message looks like c=biws,r=nonces,p=proof (RFC 5802 section 7)";
        let (without_proof, proof) = message.rsplit_once(",p=").ok_or(MALFORMED)?;
        let mut fields = without_proof.split(',');
        let bound = attribute(&mut fields, 'c').ok_or(MALFORMED)?;
        let nonces = attribute(&mut fields, 'r').ok_or(MALFORMED)?;
        if wire::from_base64(bound.as_bytes()).as_ref() != Some(&first.bound) {
            return Err("The channel binding is another one");
        }
        if nonces != first.nonces {
            return Err("The nonce is another one");
        }
        let proof = wire::from_base64(proof.as_bytes()).ok_or(MALFORMED)?;
        let mut salting = Salting::new(self.hash, &self.account.password, &self.account.salt, ITERATIONS);
        let keys = salting.advance(ITERATIONS.get()).ok_or(MALFORMED)?;
        let said = format!("{},{},{without_proof}", first.bare, first.server);
        if !first.is_user || proof != keys.proof(&said) {
            return Err(WRONG);
        }
        Ok(format!("v={}", wire::to_base64(&keys.signature(&said))).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scram(hash: Hash, nonce: &str, salt: &str) -> Scram {
        let salt = wire::from_base64(salt.as_bytes()).unwrap();
        let account = Account { user: "user".to_owned(), password: "pencil".to_owned(), salt };
        Scram { account, ..Scram::new(hash, false, ChannelBinding::default(), nonce.to_owned()) }
    }

    fn exchange(scram: Scram, first: &str, last: &str) -> Result<(String, String), &'static str> {
        let (scram, challenge) = scram.answer(first.as_bytes())?;
        let (_, signature) = scram.unwrap().answer(last.as_bytes())?;
        Ok((String::from_utf8(challenge).unwrap(), String::from_utf8(signature).unwrap()))
    }

    #[test]
    fn the_example_of_rfc_5802_holds() {
        let scram = scram(Hash::Sha1, "3rfcNHYJY1ZVvWVs7j", "QSXCR+Q6sek8bf92");
        let first = "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL";
        let last = "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=";
        let (challenge, signature) = exchange(scram, first, last).unwrap();
        assert_eq!(challenge, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        assert_eq!(signature, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }

    #[test]
    fn the_example_of_rfc_7677_holds() {
        let scram = scram(Hash::Sha256, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==");
        let last = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
        let (_, signature) = exchange(scram, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO", last).unwrap();
        assert_eq!(signature, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    #[test]
    fn a_wrong_proof_nonce_or_user_is_refused() {
        let nonces = "fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
        let right = format!("c=biws,r={nonces},p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        let attempt = |first: &str, last: &str| {
            exchange(scram(Hash::Sha1, "3rfcNHYJY1ZVvWVs7j", "QSXCR+Q6sek8bf92"), first, last).unwrap_err()
        };
        let first = "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL";
        assert_eq!(attempt(first, &right.replace("v0X8", "v0X9")), WRONG);
        assert_eq!(attempt("n,,n=root,r=fyko+d2lbbFgONRv9qkxdawL", &right), WRONG);
        assert!(attempt(first, &right.replace("fyko", "okyf")).contains("nonce"));
        assert!(attempt(first, &right.replace("biws", "eSws")).contains("binding"));
        assert!(attempt("x", &right).contains("begins with"));
        assert!(attempt(first, "x").contains("second message"));
    }

    #[test]
    fn a_login_bound_to_the_channel_succeeds() {
        let binding = ChannelBinding { tls_exporter: None, tls_server_end_point: Some(b"certificate".to_vec()) };
        let server = Scram::new(Hash::Sha256, true, binding, "server".to_owned());
        let header = "p=tls-server-end-point,,";
        let (server, challenge) = server.answer(format!("{header}n={USER},r=client").as_bytes()).unwrap();
        let challenge = String::from_utf8(challenge).unwrap();
        let without_proof = format!("c={},r=clientserver", wire::to_base64(format!("{header}certificate").as_bytes()));
        let said = format!("n={USER},r=client,{challenge},{without_proof}");
        let keys = Salting::new(Hash::Sha256, PASSWORD, SALT, ITERATIONS).advance(ITERATIONS.get());
        let proof = keys.unwrap().proof(&said);
        let last = format!("{without_proof},p={}", wire::to_base64(&proof));
        assert!(server.unwrap().answer(last.as_bytes()).is_ok());
    }

    #[test]
    fn a_bound_login_needs_the_same_channel() {
        let binding = ChannelBinding { tls_exporter: Some(b"0123".to_vec()), tls_server_end_point: None };
        let start = |is_plus, first: &str| {
            Scram::new(Hash::Sha256, is_plus, binding.clone(), "n".to_owned()).answer(first.as_bytes()).map(|_| ())
        };
        assert!(start(true, "p=tls-exporter,,n=u,r=c").is_ok());
        assert!(start(true, "p=tls-unique,,n=u,r=c").unwrap_err().contains("type"));
        assert!(start(true, "n,,n=u,r=c").unwrap_err().contains("-PLUS"));
        assert!(start(false, "y,,n=u,r=c").unwrap_err().contains("somebody"));
        assert!(start(false, "n,,n=u,r=c").is_ok());
    }
}

//! Logging in: which way, and the command that does it.

use crate::app::client::{Client, Completed, Outcome};
use crate::app::options::{Input, Login, Options, PasswordSource, Peer};
use crate::app::password::password;
use crate::error::{Error, Fault};
use crate::repl::ask_name;
use crate::sasl::{self, Mechanism};
use crate::secret::Secret;
use crate::session::{Phase, Privacy, Snapshot, Submission, Why, Written};
use crate::wire::{Status, astring, utf7};

/// What came of a login.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) outcome: Outcome,
    /// What to try, if it was refused.
    pub(crate) hint: Option<String>,
}

/// Logs in, and learns what the server can do then. `Ok(None)`: the person gave up.
///
/// # Errors
/// If there is no password to be had, or it must not be sent on this link.
pub(crate) fn log_in(client: &mut Client, options: &Options, asked: &Login) -> Result<Option<Attempt>, Error> {
    if let Some(outcome) = learn_capabilities(client) {
        return Ok(Some(Attempt { outcome, hint: None }));
    }
    let method = Method::choose(&client.snapshot(), asked.mechanism, options.insecure_auth)?;
    let Some((user, secret)) = credentials(client, options, asked.user.as_deref(), method.mechanism())? else {
        return Ok(None);
    };
    let offers = client.snapshot();
    let id = match method {
        Method::Command => client.submit(login(&user, &secret), &[]),
        Method::Sasl(mechanism) => {
            let submission = Submission::line(None, format!("AUTHENTICATE {mechanism}"));
            client.authenticate(submission, sasl_login(options, mechanism, user, secret)?)
        }
    };
    let outcome = client.wait(id, None);
    let hint = match &outcome {
        Outcome::Completed(Completed { status: Status::Ok, .. }) => {
            return Ok(Some(Attempt { outcome: learn_capabilities(client).unwrap_or(outcome), hint: None }));
        }
        // Whoever could not prove that he is the server is not to be offered the password itself.
        Outcome::Completed(Completed { why: Some(Why::Broken(_)), .. }) => None,
        Outcome::Completed(_) => method.hint(&offers, asked.mechanism.is_some()),
        _ => None,
    };
    Ok(Some(Attempt { outcome, hint }))
}

/// Asks what the server can do, if it has not said so by itself: not every one does after a login (RFC 9051 section 6.2.3).
/// Answers with what came in between, if something did.
pub(crate) fn learn_capabilities(client: &mut Client) -> Option<Outcome> {
    if client.snapshot().capabilities.is_some() {
        return None;
    }
    let id = client.submit(Submission::line(None, "CAPABILITY"), &[]);
    match client.wait(id, None) {
        Outcome::Completed(_) => None,
        other => Some(other),
    }
}

/// The mechanism of a line that is no more than AUTHENTICATE and one that is driven. With an initial response, or any other
/// mechanism, the answers are the person's own.
pub(crate) fn drives(line: &[u8], snapshot: &Snapshot) -> Option<Mechanism> {
    let (command, name) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    let is_time = snapshot.phase == Phase::NotAuthenticated;
    Mechanism::find(name).filter(|_| is_time && command.eq_ignore_ascii_case("AUTHENTICATE"))
}

/// Sends a typed AUTHENTICATE and has its challenges answered; the number is for [`Client::wait`]. `Ok(None)`: the person gave
/// up. What is typed is sent, on any link: advice says what is unwise.
///
/// # Errors
/// If there is no password to be had.
pub(crate) fn drive(
    client: &mut Client,
    options: &Options,
    submission: Submission,
    mechanism: Mechanism,
) -> Result<Option<u64>, Error> {
    let Some((user, secret)) = credentials(client, options, None, mechanism)? else { return Ok(None) };
    let login = sasl_login(options, mechanism, user, secret)?;
    Ok(Some(client.authenticate(submission, login)))
}

/// User and secret, as far as a mechanism needs them.
fn credentials(
    client: &Client,
    options: &Options,
    user: Option<&str>,
    mechanism: Mechanism,
) -> Result<Option<(String, Secret)>, Error> {
    let host = client.snapshot().host.clone();
    let own = options.login.as_ref().and_then(|login| login.user.as_deref());
    let _held = client.hold_screen();
    let user = match user.or(own) {
        Some(user) => user.to_owned(),
        None if !mechanism.takes_secret() => String::new(),
        None if !matches!(options.input, Input::Terminal) => {
            return Err(Error::new(Fault::Usage, "whom? no user was named").hinted("-u USER, or :login USER"));
        }
        None => match ask_name(&format!("User name on {host}: ")) {
            Ok(Some(user)) if !user.is_empty() => user,
            _ => return Ok(None),
        },
    };
    if !mechanism.takes_secret() {
        return Ok(Some((user, Secret::new(String::new()))));
    }
    // The password that was named on the command line is that of the user who was.
    let is_own = own.is_none_or(|own| own == user);
    let source = if is_own { &options.password } else { &PasswordSource::Prompt };
    let what = if mechanism.takes_token() { "Access token" } else { "Password" };
    Ok(password(source, what, &user, &host)?.map(|secret| (user, secret)))
}

fn sasl_login(options: &Options, mechanism: Mechanism, user: String, secret: Secret) -> Result<sasl::Login, Error> {
    let nonce = sasl::nonce().ok_or_else(|| Error::new(Fault::Usage, "this system has no random numbers"))?;
    let place = match &options.peer {
        Peer::Server(address) => Some((address.host.clone(), address.port)),
        Peer::Demo | Peer::Nobody | Peer::Tunnel { .. } => None,
    };
    Ok(sasl::Login { mechanism, user, secret, place, nonce })
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    /// LOGIN
    Command,
    /// AUTHENTICATE
    Sasl(Mechanism),
}

impl Method {
    /// What was asked for, offered or not; else the best that is offered.
    fn choose(snapshot: &Snapshot, asked: Option<Mechanism>, insecure_auth: bool) -> Result<Self, Error> {
        let method = asked.map_or_else(|| Self::best(snapshot), |mechanism| Ok(Self::Sasl(mechanism)))?;
        if method.mechanism().tells_secret() && snapshot.privacy == Privacy::Plaintext && !insecure_auth {
            let what = if method.mechanism().takes_token() { "access token" } else { "password" };
            let message = format!("the {what} was not sent: this link is not encrypted");
            return Err(Error::new(Fault::Usage, message)
                .hinted("--tls implicit or --tls starttls; --insecure-auth sends it all the same"));
        }
        Ok(method)
    }

    /// What does not tell the password comes first; then LOGIN, which every server has, unless it must not be used.
    fn best(snapshot: &Snapshot) -> Result<Self, Error> {
        let offers = |mechanism: &Mechanism| snapshot.can(&format!("AUTH={mechanism}"));
        let binds = snapshot.can_bind && !wants_tls_unique(snapshot);
        let can = |mechanism: &Mechanism| offers(mechanism) && (binds || !mechanism.is_plus());
        if let Some(mechanism) = Mechanism::PREFERRED.into_iter().find(can) {
            return Ok(Self::Sasl(mechanism));
        }
        // RFC 9051 section 6.2.3: LOGIN must not be used then.
        if !snapshot.can("LOGINDISABLED") {
            return Ok(Self::Command);
        }
        if let Some(mechanism) = [Mechanism::Plain, Mechanism::Login].into_iter().find(offers) {
            return Ok(Self::Sasl(mechanism));
        }
        let hint = if snapshot.privacy == Privacy::Secure || snapshot.privacy == Privacy::Local {
            format!("it offers {}", offered(snapshot))
        } else {
            "--tls implicit or --tls starttls".to_owned()
        };
        let message = "the server takes no password on this link: LOGINDISABLED";
        Err(Error::new(Fault::Login, message).hinted(hint))
    }

    /// What it needs, and gives away: LOGIN is like the mechanism of that name.
    fn mechanism(self) -> Mechanism {
        match self {
            Self::Command => Mechanism::Login,
            Self::Sasl(mechanism) => mechanism,
        }
    }

    /// What to try after a refusal.
    fn hint(self, snapshot: &Snapshot, is_asked: bool) -> Option<String> {
        let Self::Sasl(mechanism) = self else { return None };
        if !snapshot.can(&format!("AUTH={mechanism}")) {
            return Some(format!("the server does not offer {mechanism}; it offers {}", offered(snapshot)));
        }
        if mechanism.is_plus() {
            let without = mechanism.without_plus();
            return Some(format!("--auth {without}, or :auth {without}, does not tie the login to the TLS connection"));
        }
        if mechanism.takes_token() {
            return Some("the token may have expired, be another user's, or not be for IMAP".to_owned());
        }
        let is_private = snapshot.privacy != Privacy::Plaintext;
        (!is_asked && is_private && !mechanism.tells_secret()).then(|| {
            format!("if the password is right, the server may not have kept it in a form for {mechanism}: --auth PLAIN, or :auth PLAIN")
        })
    }
}

/// Whether a server offers -PLUS mechanisms, but binds them to `tls-unique` only, which TLS 1.3 does not have (RFC 9266 section
/// 1): Cyrus IMAP. To find out by trying would leave a failed login in its log every time.
fn wants_tls_unique(snapshot: &Snapshot) -> bool {
    snapshot.greeting.contains("Cyrus IMAP")
}

/// The mechanisms that the server offers, for people.
fn offered(snapshot: &Snapshot) -> String {
    let words = snapshot.capabilities.iter().flat_map(|known| known.iter());
    let names: Vec<&str> = words.filter_map(|word| word.strip_prefix("AUTH=")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// LOGIN, its arguments quoted or, where no quotes can hold them, as literals.
fn login(user: &str, secret: &Secret) -> Submission {
    let argument = |text: &str| match astring(text) {
        Some(text) => Written::Text(text.into_bytes()),
        None => Written::Literal(text.as_bytes().to_vec()),
    };
    let space = || Written::Text(b" ".to_vec());
    Submission::pieces(vec![Written::Text(b"LOGIN ".to_vec()), argument(user), space(), argument(secret.expose())])
}

/// SELECT with a mailbox that was named on the command line, in its wire form.
pub(crate) fn select(mailbox: &str, read_only: bool) -> Vec<Written> {
    let wire = utf7::encode(mailbox);
    let argument = astring(&wire)
        .map_or_else(|| Written::Literal(wire.clone().into_bytes()), |text| Written::Text(text.into_bytes()));
    let command: &[u8] = if read_only { b"EXAMINE " } else { b"SELECT " };
    vec![Written::Text(command.to_vec()), argument]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(user: &str, password: &str) -> String {
        let pieces = login(user, &Secret::new(password.into())).pieces;
        pieces
            .iter()
            .map(|piece| match piece {
                Written::Text(text) => String::from_utf8_lossy(text).into_owned(),
                Written::Literal(octets) => format!("{{{}}}", octets.len()),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn login_is_quoted_where_it_must_be() {
        assert_eq!(pieces("user@outlook.com", "password"), "LOGIN user@outlook.com password");
        assert_eq!(pieces("us er", "pass\"wo\\rd"), r#"LOGIN "us er" "pass\"wo\\rd""#);
        assert_eq!(pieces("jürgen", "pä"), "LOGIN {7} {3}");
    }

    fn offering(privacy: Privacy, words: &str) -> Snapshot {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        Snapshot {
            privacy,
            can_bind: privacy == Privacy::Secure,
            capabilities: Some(words.into()),
            ..Snapshot::default()
        }
    }

    fn chosen(privacy: Privacy, words: &str) -> Result<String, Fault> {
        let method = Method::choose(&offering(privacy, words), None, false).map_err(|error| error.fault)?;
        Ok(if method == Method::Command { "command".to_owned() } else { method.mechanism().to_string() })
    }

    #[test]
    fn a_password_is_not_sent_in_clear_over_a_network() {
        use Privacy::{Local, Plaintext, Secure};
        let open = offering(Plaintext, "AUTH=PLAIN");
        assert_eq!(Method::choose(&open, None, false).unwrap_err().fault, Fault::Usage);
        assert_eq!(Method::choose(&open, None, true), Ok(Method::Command));
        for name in ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"] {
            let asked = Mechanism::find(name);
            assert_eq!(Method::choose(&open, asked, false).unwrap_err().fault, Fault::Usage, "{name}");
            assert!(Method::choose(&open, asked, true).is_ok());
            assert!(Method::choose(&offering(Secure, ""), asked, false).is_ok());
            assert!(Method::choose(&offering(Local, ""), asked, false).is_ok());
        }
        // These do not tell it.
        assert_eq!(chosen(Plaintext, "AUTH=PLAIN AUTH=CRAM-MD5"), Ok("CRAM-MD5".into()));
        assert!(Method::choose(&open, Mechanism::find("SCRAM-SHA-256"), false).is_ok());
    }

    #[test]
    fn the_best_that_is_offered_is_chosen() {
        use Privacy::{Local, Secure};
        let all = "AUTH=PLAIN AUTH=CRAM-MD5 AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-1-PLUS AUTH=XOAUTH2";
        assert_eq!(chosen(Secure, all), Ok("SCRAM-SHA-1-PLUS".into()));
        assert_eq!(chosen(Secure, &format!("{all} AUTH=SCRAM-SHA-256-PLUS")), Ok("SCRAM-SHA-256-PLUS".into()));
        // Without TLS there is nothing to bind to.
        assert_eq!(chosen(Local, all), Ok("SCRAM-SHA-256".into()));
        let greeting = "imap.example.com Cyrus IMAP 3.6.1 server ready".to_owned();
        let cyrus = Snapshot { greeting, ..offering(Secure, all) };
        let method = Method::choose(&cyrus, None, false).unwrap();
        assert_eq!(method.mechanism().name(), "SCRAM-SHA-256");
        let plus = Method::Sasl(Mechanism::find("SCRAM-SHA-1-PLUS").unwrap());
        assert!(plus.hint(&cyrus, true).unwrap().starts_with("--auth SCRAM-SHA-1, or "));
        assert_eq!(chosen(Local, "AUTH=SCRAM-SHA-1 AUTH=CRAM-MD5"), Ok("SCRAM-SHA-1".into()));
        assert_eq!(chosen(Secure, "AUTH=PLAIN AUTH=XOAUTH2 AUTH=EXTERNAL"), Ok("command".into()));
        assert_eq!(chosen(Secure, ""), Ok("command".into()));
    }

    #[test]
    fn logindisabled_is_obeyed() {
        use Privacy::Secure;
        assert_eq!(chosen(Secure, "LOGINDISABLED AUTH=LOGIN AUTH=PLAIN"), Ok("PLAIN".into()));
        assert_eq!(chosen(Secure, "LOGINDISABLED AUTH=LOGIN"), Ok("LOGIN".into()));
        assert_eq!(chosen(Secure, "LOGINDISABLED"), Err(Fault::Login));
        let error = Method::choose(&offering(Secure, "LOGINDISABLED AUTH=XOAUTH2"), None, false).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("it offers XOAUTH2"));
    }

    #[test]
    fn a_mechanism_that_is_not_offered_is_tried_with_a_hint() {
        let known = offering(Privacy::Secure, "AUTH=PLAIN AUTH=CRAM-MD5");
        let asked = Mechanism::find("SCRAM-SHA-1");
        let method = Method::choose(&known, asked, false).unwrap();
        let hint = method.hint(&known, true).unwrap();
        assert_eq!(hint, "the server does not offer SCRAM-SHA-1; it offers PLAIN, CRAM-MD5");
        assert!(Method::Sasl(Mechanism::CramMd5).hint(&known, false).unwrap().contains("--auth PLAIN"));
        assert_eq!(Method::Sasl(Mechanism::CramMd5).hint(&known, true), None);
    }

    #[test]
    fn only_a_mechanism_alone_is_driven() {
        let time = Snapshot { phase: Phase::NotAuthenticated, ..Snapshot::default() };
        let driven = |line: &str| drives(line.as_bytes(), &time).map(Mechanism::name);
        assert_eq!(driven("AUTHENTICATE PLAIN"), Some("PLAIN"));
        assert_eq!(driven("authenticate scram-sha-256"), Some("SCRAM-SHA-256"));
        for line in
            ["AUTHENTICATE PLAIN =", "AUTHENTICATE PLAIN ", "AUTHENTICATE GSSAPI", "AUTHENTICATE", "LOGIN PLAIN", ""]
        {
            assert_eq!(driven(line), None, "{line:?}");
        }
        let late = Snapshot { phase: Phase::Authenticated, ..Snapshot::default() };
        assert_eq!(drives(b"AUTHENTICATE PLAIN", &late), None);
    }
}

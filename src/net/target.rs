//! `imaps://user@host:993/INBOX` and its shorter forms → whom to call.

use std::fmt;

use crate::error::{Error, Fault};
use crate::session::mask;

/// RFC 8314 section 7.3.
const PORT_IMPLICIT_TLS: u16 = 993;
/// RFC 9051 section 2.1.
const PORT_PLAIN: u16 = 143;

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// From the first octet. RFC 8314 section 3.2.
    Implicit,
    /// Not at all.
    Off,
    /// From the OK to STARTTLS on; required, not opportunistic.
    StartTls,
}

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The demo server, in this process.
    Demo,
    /// A server.
    Server(Address),
}

/// Where a server is, and what to do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Name or number, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: TlsMode,
    /// Whom to log in.
    pub user: Option<String>,
    /// The SASL mechanism to log in with.
    pub auth: Option<String>,
    /// The mailbox to select then.
    pub mailbox: Option<String>,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.port;
        if self.host.contains(':') { write!(f, "[{}]:{port}", self.host) } else { write!(f, "{}:{port}", self.host) }
    }
}

impl Target {
    /// Reads what was typed. `tls` is what `--tls` says; it decides over scheme and port.
    ///
    /// # Errors
    /// If it names no host, or a port that is none, or holds a password.
    pub fn parse(text: &str, tls: Option<TlsMode>) -> Result<Self, Error> {
        let password = mask::target_password(text);
        let wrong = |what: &str| {
            let mut shown = text.to_owned();
            password.iter().for_each(|range| shown.replace_range(range.clone(), "***"));
            let message = format!("the target {shown:?} {what}");
            Error::new(Fault::Usage, message).hinted("try imaps://user@host, user@host:993, host, or demo")
        };
        if text == "demo" {
            return Ok(Self::Demo);
        }
        if password.is_some() {
            return Err(wrong("holds a password").hinted("leave it out: imapsh asks for it, or reads --password-file"));
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("imaps") => (Some(TlsMode::Implicit), rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("imap") => (Some(TlsMode::StartTls), rest),
            Some((scheme, _)) => {
                return Err(wrong(&format!("has the scheme {scheme:?}, which is none of imap and imaps")));
            }
            None => (None, text),
        };
        let is_url = scheme.is_some();
        let (authority, mailbox) = match rest.split_once('/') {
            Some((authority, mailbox)) if is_url => (authority, Some(mailbox)),
            _ => (rest, None),
        };
        // `alice@example.com@imap.example.com`: the last @ is the one.
        let (login, place) =
            authority.rsplit_once('@').map_or((None, authority), |(login, place)| (Some(login), place));
        let (host, port) = split_port(place).ok_or_else(|| wrong("has a port that is none"))?;
        if host.is_empty() {
            return Err(wrong("names no host"));
        }
        let (user, auth) = match login {
            Some(login) if is_url => split_login(login),
            other => (other, None),
        };
        let decoded = |part: Option<&str>| match part {
            Some(part) if is_url => decode(part).map(Some).ok_or_else(|| wrong("has a bad % escape")),
            other => Ok(other.map(str::to_owned)),
        };
        let by_port = if port == Some(PORT_PLAIN) { TlsMode::StartTls } else { TlsMode::Implicit };
        let tls = tls.or(scheme).unwrap_or(by_port);
        let usual = if tls == TlsMode::Implicit { PORT_IMPLICIT_TLS } else { PORT_PLAIN };
        Ok(Self::Server(Address {
            host: decoded(Some(host))?.unwrap_or_default(),
            port: port.unwrap_or(usual),
            tls,
            user: decoded(user)?.filter(|user| !user.is_empty()),
            auth: decoded(auth)?.filter(|mechanism| mechanism != "*"),
            mailbox: decoded(mailbox)?.filter(|mailbox| !mailbox.is_empty()),
        }))
    }
}

/// `USER;AUTH=MECH`. RFC 5092 section 3.2.
fn split_login(login: &str) -> (Option<&str>, Option<&str>) {
    let at = login.to_ascii_uppercase().find(";AUTH=");
    at.map_or((Some(login), None), |at| (Some(&login[..at]), Some(&login[at + ";AUTH=".len()..])))
}

/// `HOST`, `HOST:PORT`, `[V6]:PORT`, or an IPv6 address alone.
fn split_port(place: &str) -> Option<(&str, Option<u16>)> {
    let port = |digits: &str| digits.parse().ok().filter(|port| *port > 0);
    if let Some(bracketed) = place.strip_prefix('[') {
        let (host, rest) = bracketed.split_once(']')?;
        return match rest.strip_prefix(':') {
            Some(digits) => Some((host, Some(port(digits)?))),
            None => rest.is_empty().then_some((host, None)),
        };
    }
    match place.rsplit_once(':') {
        Some((host, _)) if host.contains(':') => Some((place, None)),
        Some((host, digits)) => Some((host, Some(port(digits)?))),
        None => Some((place, None)),
    }
}

/// Undoes percent-encoding. RFC 3986 section 2.1.
fn decode(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            octets.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
        } else {
            octets.push(octet);
        }
    }
    String::from_utf8(octets).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str, tls: Option<TlsMode>) -> Address {
        match Target::parse(text, tls) {
            Ok(Target::Server(address)) => address,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn brief(text: &str) -> String {
        let Address { host, port, tls, user, auth, mailbox } = address(text, None);
        format!(
            "{host} {port} {tls:?} {} {} {}",
            user.unwrap_or_default(),
            auth.unwrap_or_default(),
            mailbox.unwrap_or_default()
        )
    }

    #[test]
    fn every_form_of_the_design_is_read() {
        assert_eq!(brief("imap.example.com").trim(), "imap.example.com 993 Implicit");
        assert_eq!(brief("imap.example.com:143").trim(), "imap.example.com 143 StartTls");
        assert_eq!(brief("imap.example.com:1993").trim(), "imap.example.com 1993 Implicit");
        assert_eq!(
            brief("alice@example.com@imap.example.com").trim(),
            "imap.example.com 993 Implicit alice@example.com"
        );
        assert_eq!(brief("imaps://al%40ice;AUTH=PLAIN@h:1/INBOX%20x"), "h 1 Implicit al@ice PLAIN INBOX x");
        assert_eq!(brief("imap://h").trim(), "h 143 StartTls");
        assert_eq!(brief("IMAPS://h/").trim(), "h 993 Implicit");
        assert_eq!(brief("[::1]:143").trim(), "::1 143 StartTls");
        assert_eq!(brief("::1").trim(), "::1 993 Implicit");
        assert_eq!(Target::parse("demo", None), Ok(Target::Demo));
        assert_eq!(brief("demo:993").trim(), "demo 993 Implicit");
    }

    #[test]
    fn the_option_decides_over_scheme_and_port() {
        assert_eq!(address("h", Some(TlsMode::Off)).port, 143);
        assert_eq!(address("h", Some(TlsMode::StartTls)).port, 143);
        assert_eq!(address("imap://h", Some(TlsMode::Implicit)).port, 993);
        assert_eq!(address("h:143", Some(TlsMode::Implicit)).tls, TlsMode::Implicit);
    }

    #[test]
    fn what_is_no_target_is_refused_by_name() {
        for text in ["", "user@", "h:0", "h:70000", "h:x", "http://h", "imaps://%zz@h", "[::1", "[::1]x"] {
            let error = Target::parse(text, None).expect_err(text);
            assert_eq!(error.fault, Fault::Usage);
            assert!(error.message.contains(&format!("{text:?}")), "{}", error.message);
        }
    }

    #[test]
    fn a_target_with_a_password_is_refused_and_not_repeated() {
        for text in
            ["imaps://u:s3same@h", "u:s3same@h", "imaps://u:s3/same@h:x", "imap://u;AUTH=*:s3same@h", "x://u:s3same@h"]
        {
            let error = Target::parse(text, None).expect_err(text);
            assert!(
                error.message.contains(":***@h") && error.message.ends_with("holds a password"),
                "{}",
                error.message
            );
            assert!(!error.message.contains("same"), "{}", error.message);
        }
        assert_eq!(brief("imaps://u%3Av@h").trim(), "h 993 Implicit u:v");
    }
}

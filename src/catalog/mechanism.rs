//! SASL mechanisms: the ways to log in with AUTHENTICATE.

use crate::catalog::{Spec, Status, rfc};

/// A SASL mechanism.
#[derive(Clone, Copy, Debug)]
pub struct Mechanism {
    /// The name after AUTHENTICATE, and after `AUTH=` among the capabilities.
    pub name: &'static str,
    /// How it works, in a sentence.
    pub summary: &'static str,
    /// Whether the client speaks first, so that an initial response makes sense.
    pub client_first: bool,
    /// What is said in turns, starting with the side that speaks first. All of it travels as base64 lines.
    pub steps: &'static [&'static str],
    /// Whether it gives the secret away to whoever listens, so that it must never be used without TLS.
    pub needs_tls: bool,
    /// What the user has to have.
    pub credential: Credential,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined; for a vendor's mechanism, what it extends.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Mechanism {
    const DEFAULT: Self = Self {
        name: "",
        summary: "",
        client_first: true,
        steps: &[],
        needs_tls: false,
        credential: Credential::Password,
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        source: "",
    };
}

/// What a user has to have to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Credential {
    Browser,
    Certificate,
    Kerberos,
    Nothing,
    OauthToken,
    OneTimePassword,
    Password,
    Token,
    TokenCode,
    WindowsPassword,
}

/// The mechanism of this name, in any case; `AUTH=PLAIN` is as good as `PLAIN`.
pub fn find(name: &str) -> Option<&'static Mechanism> {
    const PREFIX: &str = "AUTH=";
    let name = match name.split_at_checked(PREFIX.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(PREFIX) => rest,
        _ => name,
    };
    MECHANISMS.iter().find(|mechanism| mechanism.name.eq_ignore_ascii_case(name))
}

/// Every mechanism, the common ones first.
pub const MECHANISMS: &[Mechanism] = &[
    Mechanism {
        name: "PLAIN",
        summary: "User and password in one base64 string: NUL user NUL password (an \
            authorisation identity may come first).",
        steps: &["base64(authzid NUL user NUL password)"],
        needs_tls: true,
        spec: rfc(4616, "2"),
        also: &[rfc(9051, "6.2.2")],
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "LOGIN",
        summary: r#"Never standardised: the server asks "Username:" and "Password:" in base64."#,
        client_first: false,
        steps: &["base64(\"Username:\")", "base64(user)", "base64(\"Password:\")", "base64(password)"],
        needs_tls: true,
        status: Status::Vendor,
        spec: rfc(9051, "6.2.2"),
        source: "draft-murchison-sasl-login-00; recorded on Dovecot",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "EXTERNAL",
        summary: "You are who your TLS client certificate says; the answer is only the identity, \
            often empty (\"=\").",
        steps: &["base64(authzid) or ="],
        needs_tls: true,
        credential: Credential::Certificate,
        spec: rfc(4422, "A"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "ANONYMOUS",
        summary: "Guest access; the answer is a trace, such as a mail address.",
        steps: &["base64(trace)"],
        credential: Credential::Nothing,
        spec: rfc(4505, "2"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "CRAM-MD5",
        summary: "Server sends a challenge, you answer \"user hex(HMAC-MD5)\". The server has to \
            know the password. Outdated.",
        client_first: false,
        steps: &["base64(<timestamp@host>)", "base64(user SP hmac-md5-hex)"],
        status: Status::Deprecated,
        spec: rfc(2195, "2"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "DIGEST-MD5",
        summary: "Challenge and response with realm and nonces. Moved to historic.",
        client_first: false,
        steps: &[
            "base64(realm=..,nonce=..,qop=..)",
            "base64(username=..,response=..)",
            "base64(rspauth=..)",
            "(empty)",
        ],
        status: Status::Deprecated,
        spec: rfc(2831, "2.1"),
        also: &[rfc(6331, "")],
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SCRAM-SHA-1",
        summary: "Salted challenge-response; both sides prove that they know the password.",
        steps: &["n,,n=user,r=nonce", "r=..,s=salt,i=count", "c=biws,r=..,p=proof", "v=signature", "(empty)"],
        spec: rfc(5802, "5"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SCRAM-SHA-1-PLUS",
        summary: "SCRAM-SHA-1 tied to this TLS connection (channel binding).",
        steps: &["p=tls-unique,,n=user,r=nonce", "r=..,s=salt,i=count", "c=..,r=..,p=proof", "v=signature", "(empty)"],
        needs_tls: true,
        spec: rfc(5802, "6"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SCRAM-SHA-256",
        summary: "SCRAM with SHA-256: the recommended password mechanism.",
        steps: &["n,,n=user,r=nonce", "r=..,s=salt,i=count", "c=biws,r=..,p=proof", "v=signature", "(empty)"],
        spec: rfc(7677, "3"),
        also: &[rfc(5802, "5")],
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SCRAM-SHA-256-PLUS",
        summary: "SCRAM-SHA-256 tied to this TLS connection.",
        steps: &[
            "p=tls-exporter,,n=user,r=nonce",
            "r=..,s=salt,i=count",
            "c=..,r=..,p=proof",
            "v=signature",
            "(empty)",
        ],
        needs_tls: true,
        spec: rfc(7677, "3"),
        also: &[rfc(5802, "6")],
        ..Mechanism::DEFAULT
    },
    // Not confirmed: the draft is not an RFC yet.
    Mechanism {
        name: "SCRAM-SHA-512",
        summary: "As SCRAM-SHA-256 with a longer hash; offered by some servers.",
        steps: &["n,,n=user,r=nonce", "r=..,s=salt,i=count", "c=biws,r=..,p=proof", "v=signature", "(empty)"],
        status: Status::Draft,
        spec: rfc(5802, "5"),
        source: "draft-melnikov-scram-sha-512",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "GSSAPI",
        summary: "Kerberos ticket.",
        steps: &["(Kerberos tokens, then a security-layer offer)"],
        credential: Credential::Kerberos,
        spec: rfc(4752, "3"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "GS2-KRB5",
        summary: "Kerberos by the newer GS2 bridge.",
        steps: &["(GS2 tokens)"],
        credential: Credential::Kerberos,
        spec: rfc(5801, "4"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "KERBEROS_V4",
        summary: "Kerberos 4, dead.",
        client_first: false,
        steps: &["(tokens)"],
        credential: Credential::Kerberos,
        status: Status::Obsolete,
        spec: rfc(1731, ""),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SKEY",
        summary: "S/Key one-time passwords, replaced by OTP.",
        steps: &["base64(authzid)", "base64(number SP seed)", "base64(one-time password)"],
        credential: Credential::OneTimePassword,
        status: Status::Obsolete,
        spec: rfc(2222, "7.3"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "OTP",
        summary: "One-time passwords.",
        steps: &["base64(authzid NUL user)", "base64(challenge)", "base64(response)"],
        credential: Credential::OneTimePassword,
        spec: rfc(2444, "4"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SECURID",
        summary: "Hardware token code.",
        steps: &["base64(authzid NUL user NUL code NUL pin)"],
        needs_tls: true,
        credential: Credential::TokenCode,
        status: Status::Informational,
        spec: rfc(2808, ""),
        ..Mechanism::DEFAULT
    },
    // Not confirmed: from memory.
    Mechanism {
        name: "NTLM",
        summary: "Windows domain login: three binary messages.",
        steps: &["base64(negotiate)", "base64(challenge)", "base64(authenticate)"],
        credential: Credential::WindowsPassword,
        status: Status::Vendor,
        spec: rfc(9051, "6.2.2"),
        source: "Microsoft MS-NLMP / MS-OXIMAP practice",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "OAUTHBEARER",
        summary: "OAuth access token: n,a=user,^Ahost=..^Aport=..^Aauth=Bearer token^A^A.",
        steps: &["base64(n,a=user,^Ahost=h^Aport=p^Aauth=Bearer T^A^A)"],
        needs_tls: true,
        credential: Credential::OauthToken,
        spec: rfc(7628, "3.1"),
        also: &[rfc(7628, "4.1")],
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "OAUTH10A",
        summary: "OAuth 1.0a signed request.",
        steps: &["base64(n,a=user,^Ahost=h^Aport=p^Aauth=OAuth ...^A^A)"],
        needs_tls: true,
        credential: Credential::OauthToken,
        spec: rfc(7628, "3.1"),
        also: &[rfc(7628, "4.2")],
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "XOAUTH2",
        summary: "Google's OAuth 2 mechanism, also at Microsoft and Yahoo: user=..^Aauth=Bearer \
            token^A^A.",
        steps: &["base64(user=U^Aauth=Bearer T^A^A)"],
        needs_tls: true,
        credential: Credential::OauthToken,
        status: Status::Vendor,
        spec: rfc(7628, ""),
        source: "Google \"OAuth 2.0 mechanism\" (developers.google.com/gmail xoauth2 protocol)",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "XOAUTH",
        summary: "Google's OAuth 1 mechanism, gone.",
        steps: &["base64(GET url oauth_...)"],
        needs_tls: true,
        credential: Credential::OauthToken,
        status: Status::Obsolete,
        spec: rfc(7628, ""),
        source: "seen in MailKit fixture gmail/capability.txt",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "PLAIN-CLIENTTOKEN",
        summary: "Google: PLAIN with a client token; not for the public.",
        steps: &["(private)"],
        needs_tls: true,
        status: Status::Vendor,
        spec: rfc(9051, "6.2.2"),
        source: "seen in MailKit fixture gmail/capability.txt",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "ATOKEN",
        summary: "Apple iCloud private token login.",
        steps: &["(private)"],
        needs_tls: true,
        credential: Credential::Token,
        status: Status::Vendor,
        spec: rfc(9051, "6.2.2"),
        source: "seen in MailKit fixture icloud/greeting.txt",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "ATOKEN2",
        summary: "Apple iCloud private token login, newer.",
        steps: &["(private)"],
        needs_tls: true,
        credential: Credential::Token,
        status: Status::Vendor,
        spec: rfc(9051, "6.2.2"),
        source: "seen in MailKit fixture icloud/greeting.txt",
        ..Mechanism::DEFAULT
    },
    // Not confirmed: from memory.
    Mechanism {
        name: "X-TOKEN",
        summary: "Some servers' private token login.",
        steps: &["(private)"],
        needs_tls: true,
        credential: Credential::Token,
        status: Status::Vendor,
        spec: rfc(9051, "6.2.2"),
        source: "common vendor practice",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "SAML20",
        summary: "Web single sign-on with SAML, through a browser.",
        steps: &["base64(gs2-header domain)", "base64(redirect URL)", "(empty)"],
        needs_tls: true,
        credential: Credential::Browser,
        spec: rfc(6595, "3.1"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "OPENID20",
        summary: "Web single sign-on with OpenID 2.0, through a browser.",
        steps: &["base64(gs2-header openid)", "base64(redirect URL)", "(empty)"],
        needs_tls: true,
        credential: Credential::Browser,
        spec: rfc(6616, "3"),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "9798-U-RSA-SHA1-ENC",
        summary: "ISO 9798-3 entity authentication with certificates; one of a small family \
            (9798-M-..., DSA and ECDSA).",
        client_first: false,
        steps: &["(binary tokens)"],
        credential: Credential::Certificate,
        status: Status::Experimental,
        spec: rfc(3163, ""),
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "GSS-SPNEGO",
        summary: "Windows negotiate login.",
        steps: &["(SPNEGO tokens)"],
        credential: Credential::Kerberos,
        status: Status::Vendor,
        spec: rfc(4178, ""),
        source: "Dovecot ships libmech_gss_spnego",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "CRAM-SHA1",
        summary: "Courier's CRAM with SHA-1.",
        client_first: false,
        steps: &["base64(<challenge>)", "base64(user SP hmac-hex)"],
        status: Status::Vendor,
        spec: rfc(2195, "2"),
        source: "Courier-IMAP (IMAP_CAPABILITY_ORIG)",
        ..Mechanism::DEFAULT
    },
    Mechanism {
        name: "CRAM-SHA256",
        summary: "Courier's CRAM with SHA-256.",
        client_first: false,
        steps: &["base64(<challenge>)", "base64(user SP hmac-hex)"],
        status: Status::Vendor,
        spec: rfc(2195, "2"),
        source: "Courier-IMAP (IMAP_CAPABILITY_ORIG)",
        ..Mechanism::DEFAULT
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_names_are_unique() {
        assert_eq!(MECHANISMS.len(), 32);
        for mechanism in MECHANISMS {
            let first = find(mechanism.name).unwrap();
            assert_eq!(first.summary, mechanism.summary, "{} is there twice", mechanism.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for mechanism in MECHANISMS {
            let name = mechanism.name;
            assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-_".contains(&b)));
            assert!(mechanism.summary.ends_with('.'), "{name}: summary");
            assert!(!mechanism.steps.is_empty(), "{name}: steps");
            assert!(mechanism.spec.rfc > 0, "{name}: spec");
            let foreign = matches!(mechanism.status, Status::Vendor | Status::Draft);
            assert!(!foreign || !mechanism.source.is_empty(), "{name}: source");
        }
    }

    #[test]
    fn what_shows_the_password_needs_tls() {
        for name in ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"] {
            assert!(find(name).unwrap().needs_tls, "{name}");
        }
        assert!(!find("SCRAM-SHA-256").unwrap().needs_tls);
    }

    #[test]
    fn a_capability_names_its_mechanism() {
        assert_eq!(find("auth=plain").unwrap().name, "PLAIN");
        assert!(find("AUTH=").is_none());
        assert!(find("AUT\u{e9}").is_none());
    }
}

//! The mechanisms that are driven.

use std::fmt;

use crate::sasl::scram::Hash;

/// A mechanism that is driven; any other is answered by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// RFC 4505.
    Anonymous,
    /// RFC 2195.
    CramMd5,
    /// RFC 4422 appendix A.
    External,
    /// No RFC; draft-murchison-sasl-login.
    Login,
    /// RFC 7628.
    OauthBearer,
    /// RFC 4616.
    Plain,
    /// RFC 5802, and RFC 7677 for SHA-256.
    Scram {
        /// Which hash.
        hash: Hash,
        /// The login is tied to the TLS channel.
        is_plus: bool,
    },
    /// Google's and Microsoft's; no RFC.
    Xoauth2,
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::scram(Hash::Sha256, true),
        Self::scram(Hash::Sha1, true),
        Self::scram(Hash::Sha256, false),
        Self::scram(Hash::Sha1, false),
        Self::CramMd5,
        Self::Plain,
        Self::Login,
        Self::OauthBearer,
        Self::Xoauth2,
        Self::External,
        Self::Anonymous,
    ];

    /// What a login with a password tries first, as far as the server offers it: what ties the login to the channel, so that
    /// nobody can sit in between; what proves both ends and never tells the password, the stronger hash first; what does not
    /// tell the password. These harm nobody on a link that others can read; what tells the password comes behind.
    pub const PREFERRED: [Self; 5] = [
        Self::scram(Hash::Sha256, true),
        Self::scram(Hash::Sha1, true),
        Self::scram(Hash::Sha256, false),
        Self::scram(Hash::Sha1, false),
        Self::CramMd5,
    ];

    const fn scram(hash: Hash, is_plus: bool) -> Self {
        Self::Scram { hash, is_plus }
    }

    /// That of this name, in any case.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }

    /// Its name, as AUTHENTICATE takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "ANONYMOUS",
            Self::CramMd5 => "CRAM-MD5",
            Self::External => "EXTERNAL",
            Self::Login => "LOGIN",
            Self::OauthBearer => "OAUTHBEARER",
            Self::Plain => "PLAIN",
            Self::Scram { hash: Hash::Sha1, is_plus: false } => "SCRAM-SHA-1",
            Self::Scram { hash: Hash::Sha1, is_plus: true } => "SCRAM-SHA-1-PLUS",
            Self::Scram { hash: Hash::Sha256, is_plus: false } => "SCRAM-SHA-256",
            Self::Scram { hash: Hash::Sha256, is_plus: true } => "SCRAM-SHA-256-PLUS",
            Self::Xoauth2 => "XOAUTH2",
        }
    }

    /// Whether the client speaks first, so that an initial response makes sense. RFC 4422 section 5, item 2a.
    #[must_use]
    pub fn is_client_first(self) -> bool {
        !matches!(self, Self::CramMd5 | Self::Login)
    }

    /// Whether whoever reads along learns what he can log in with.
    #[must_use]
    pub fn tells_secret(self) -> bool {
        matches!(self, Self::Login | Self::OauthBearer | Self::Plain | Self::Xoauth2)
    }

    /// Whether it ties the login to the TLS channel.
    #[must_use]
    pub fn is_plus(self) -> bool {
        matches!(self, Self::Scram { is_plus: true, .. })
    }

    /// The same, not tied to anything.
    #[must_use]
    pub fn without_plus(self) -> Self {
        match self {
            Self::Scram { hash, .. } => Self::scram(hash, false),
            other => other,
        }
    }

    /// Whether it takes an access token where others take a password.
    #[must_use]
    pub fn takes_token(self) -> bool {
        matches!(self, Self::OauthBearer | Self::Xoauth2)
    }

    /// Whether it takes a password or a token, and the name of a user.
    #[must_use]
    pub fn takes_secret(self) -> bool {
        !matches!(self, Self::Anonymous | Self::External)
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::mechanism;

    #[test]
    fn the_catalog_knows_them_and_agrees() {
        for mechanism in Mechanism::ALL {
            assert_eq!(Mechanism::find(&mechanism.name().to_lowercase()), Some(mechanism));
            let known = mechanism::find(mechanism.name()).unwrap_or_else(|| panic!("{mechanism}"));
            assert_eq!(known.client_first, mechanism.is_client_first(), "{mechanism}");
            assert!(known.needs_tls || !mechanism.tells_secret(), "{mechanism}");
        }
        assert_eq!(Mechanism::find("GSSAPI"), None);
    }

    #[test]
    fn what_is_preferred_tells_no_secret() {
        assert!(Mechanism::PREFERRED.iter().all(|mechanism| !mechanism.tells_secret() && mechanism.takes_secret()));
    }
}

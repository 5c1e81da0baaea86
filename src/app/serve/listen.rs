//! `--serve ADDR`: where to listen.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs as _};

use crate::error::{Error, Fault};

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Name or number, without brackets; `None`: this machine, or with `anywhere` all of its addresses.
    host: Option<String>,
    /// 0: whichever is free.
    port: u16,
    /// Not only for this machine.
    anywhere: bool,
}

impl Listen {
    /// Reads `HOST:PORT`, `:PORT` or `PORT`; an IPv6 address stands in brackets.
    ///
    /// # Errors
    /// If it is something else.
    pub fn parse(text: &str, anywhere: bool) -> Result<Self, Error> {
        let wrong = |what: &str| {
            Error::new(Fault::Usage, format!("--serve {text:?} {what}"))
                .hinted("try --serve 1143, --serve localhost:1143, or port 0 for any that is free")
        };
        let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
        let port = port.parse().map_err(|_| wrong("has no port"))?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if bare.is_none() && host.contains([':', '[', ']']) {
            return Err(wrong("is no address").hinted("an IPv6 address stands in brackets, as in [::1]:1143"));
        }
        let host = Some(bare.unwrap_or(host)).filter(|host| !host.is_empty()).map(str::to_owned);
        Ok(Self { host, port, anywhere })
    }

    /// The name that clients may call it by, if one was given.
    pub(crate) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// Listens at the first address that can be had.
    ///
    /// # Errors
    /// If the host is unknown, none of its addresses is free, or one is of a network and that was not asked for.
    pub(crate) fn bind(&self) -> Result<TcpListener, Error> {
        let addresses = self.addresses()?;
        if let Some(open) = addresses.iter().find(|address| !address.ip().to_canonical().is_loopback())
            && !self.anywhere
        {
            let message = format!("--serve {self}: {} can be reached by others, and the password is public", open.ip());
            return Err(Error::new(Fault::Usage, message)
                .hinted("--serve-anywhere allows it; without a host it listens for this machine only"));
        }
        TcpListener::bind(&addresses[..]).map_err(|error| self.refused(&error))
    }

    fn addresses(&self) -> Result<Vec<SocketAddr>, Error> {
        let numbers: Vec<IpAddr> = match (&self.host, self.anywhere) {
            (None, false) => vec![Ipv4Addr::LOCALHOST.into()],
            // On most systems the first takes IPv4 too; where there is no IPv6, the second is left.
            (None, true) => vec![Ipv6Addr::UNSPECIFIED.into(), Ipv4Addr::UNSPECIFIED.into()],
            (Some(host), _) => {
                let found = (host.as_str(), self.port).to_socket_addrs().map_err(|error| self.refused(&error))?;
                found.map(|address| address.ip()).collect()
            }
        };
        Ok(numbers.into_iter().map(|number| SocketAddr::new(number, self.port)).collect())
    }

    fn refused(&self, error: &io::Error) -> Error {
        let text = error.to_string();
        // Without the numbers of this system.
        let cause = text.split(" (os error").next().unwrap_or(&text).to_lowercase();
        let error_here = Error::new(Fault::Connect, format!("--serve {self}: {cause}"));
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                error_here.hinted("another program listens there; port 0 takes any that is free")
            }
            io::ErrorKind::AddrNotAvailable => error_here.hinted("that address is none of this machine's"),
            io::ErrorKind::PermissionDenied => error_here.hinted("ports below 1024 are the system's; try 1143"),
            _ => error_here,
        }
    }
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.host {
            Some(host) if host.contains(':') => write!(f, "[{host}]:{}", self.port),
            host => write!(f, "{}:{}", host.as_deref().unwrap_or_default(), self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_many_forms() {
        for (text, host, port) in [
            ("1143", None, 1143),
            (":0", None, 0),
            ("localhost:1143", Some("localhost"), 1143),
            ("127.0.0.1:1", Some("127.0.0.1"), 1),
            ("[::1]:65535", Some("::1"), 65535),
        ] {
            let listen = Listen::parse(text, false).unwrap();
            assert_eq!((listen.host(), listen.port), (host, port), "{text}");
        }
        for text in ["", "localhost", "localhost:", "::1", "::1:1143", "[::1]", "1:65536", "-1", "[::1:5", "imap://:1"]
        {
            let error = Listen::parse(text, false).unwrap_err();
            assert!(error.fault == Fault::Usage && error.hint.is_some(), "{text}: {error}");
        }
    }

    #[test]
    fn only_this_machine_is_served_unless_it_was_asked_for() {
        for text in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:192.0.2.1]:0"] {
            let error = Listen::parse(text, false).unwrap().bind().unwrap_err();
            assert!(error.fault == Fault::Usage && error.hint.unwrap().contains("--serve-anywhere"), "{text}");
        }
        assert!(Listen::parse("0", false).unwrap().bind().unwrap().local_addr().unwrap().ip().is_loopback());
        assert!(Listen::parse("0", true).unwrap().bind().unwrap().local_addr().unwrap().ip().is_unspecified());
    }

    #[test]
    fn an_address_that_is_taken_is_named() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Listen::parse(&port.to_string(), false).unwrap().bind().unwrap_err();
        assert_eq!(
            (error.fault, &*error.message),
            (Fault::Connect, &*format!("--serve :{port}: address already in use"))
        );
    }
}

//! From the options to a stream that speaks.

use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use rustls::pki_types::ServerName;

use crate::app::host::{Crowd, Host, OwnIdentity, Tls};
use crate::app::identity::Identity;
use crate::app::options::{Options, Peer};
use crate::demo::Server;
use crate::error::{Error, Fault};
use crate::net::{Chain, Link, Pin, Roots, Story, Stream, TlsMode, Trust, Tunnel, connect, is_doubtful};
use crate::session::{Privacy, Snapshot};

/// A peer that was reached.
#[derive(Debug)]
pub(crate) struct Dialed {
    host: String,
    stream: Option<Stream>,
    is_private: bool,
    /// How the link is to be encrypted.
    pub(crate) tls: TlsMode,
    roots: Option<Roots>,
    /// The certificate of a server in this process.
    own: Option<Arc<OwnIdentity>>,
    chain: Arc<Chain>,
    tunnel: Option<Tunnel>,
    /// `HOST:PORT`, where a person may say whom to trust.
    place: Option<String>,
    /// The keys that are trusted there.
    known: Vec<Pin>,
}

/// A server for which nobody speaks that this system trusts.
#[derive(Debug)]
pub(crate) struct Doubt {
    /// `HOST:PORT`
    pub(crate) place: String,
    /// What its certificates say, its own first.
    pub(crate) stories: Vec<Story>,
}

/// Reaches the peer of `options`. `crowd` is whoever is at the demo server of this process: what was changed there lasts as long
/// as the process does, whichever connection comes next.
///
/// # Errors
/// If it cannot be reached in time, or `is_interrupted` says so.
pub(crate) fn dial(
    options: &Options,
    crowd: &mut Option<Arc<Crowd>>,
    is_interrupted: &dyn Fn() -> bool,
) -> Result<Dialed, Error> {
    match &options.peer {
        Peer::Demo => demo(crowd.get_or_insert_with(|| Crowd::new(Server::new()))),
        Peer::Tunnel { command, host, tls } => {
            let (tunnel, stream) = Tunnel::start(command)?;
            Ok(Dialed {
                host: host.clone(),
                // Whether the way is safe is the tunnel's to know, which is somebody's own.
                is_private: true,
                stream: Some(stream),
                tls: *tls,
                roots: None,
                own: None,
                chain: Arc::default(),
                tunnel: Some(tunnel),
                place: None,
                known: Vec::new(),
            })
        }
        Peer::Nobody => Err(Error::new(Fault::Usage, "whom to connect to?").hinted(":connect HOST")),
        Peer::Server(address) => {
            // Who names somebody to trust has said it all.
            let place = options.trust.wants_system_roots().then(|| address.to_string().to_ascii_lowercase());
            let known = place.as_ref().map_or_else(|| Ok(Vec::new()), |place| options.known_hosts.keys(place))?;
            // The roots load while the connection is being made, and only if a certificate is to be checked by them.
            let roots = Roots::load(address.tls != TlsMode::Off && options.trust.wants_system_roots());
            let stream = connect(address, Instant::now() + options.connect_timeout, is_interrupted)?;
            Ok(Dialed {
                host: address.host.clone(),
                is_private: stream.is_local(),
                stream: Some(stream),
                tls: address.tls,
                roots: Some(roots),
                own: None,
                chain: Arc::default(),
                tunnel: None,
                place,
                known,
            })
        }
    }
}

/// The demo server, on a thread of its own behind a pair of sockets: the engine sees no difference.
fn demo(crowd: &Arc<Crowd>) -> Result<Dialed, Error> {
    let own = Arc::new(OwnIdentity::default());
    let identity = Arc::clone(&own);
    let start = || {
        let (near, far) = UnixStream::pair()?;
        let far = Stream::unix(far)?;
        let place = crowd.join()?;
        thread::Builder::new().name("demo".into()).spawn(move || {
            // However it ends: whoever talks to it sees the end of the stream.
            Host::new(far, place, identity, Tls::StartTls, false).run()
        })?;
        Stream::unix(near)
    };
    let stream = start().map_err(|error: std::io::Error| Error::new(Fault::Connect, format!("demo: {error}")))?;
    Ok(Dialed {
        host: "demo".into(),
        stream: Some(stream),
        is_private: true,
        tls: TlsMode::Off,
        roots: None,
        own: Some(own),
        chain: Arc::default(),
        tunnel: None,
        place: None,
        known: Vec::new(),
    })
}

impl Dialed {
    /// What is known before the first octet.
    pub(crate) fn facts(&self) -> Snapshot {
        let privacy = if self.is_private { Privacy::Local } else { Privacy::Plaintext };
        // With implicit TLS no octet of IMAP is ever sent in clear.
        let privacy = if self.tls == TlsMode::Implicit { Privacy::Secure } else { privacy };
        Snapshot { host: self.host.clone(), privacy, ..Snapshot::default() }
    }

    /// The stream, once.
    ///
    /// # Panics
    /// Never: whoever dialed takes it first.
    pub(crate) fn take_stream(&mut self) -> Stream {
        self.stream.take().expect("the stream is taken once, right after dialing")
    }

    /// Why the tunnel ended, if it did and that is a failure.
    pub(crate) fn tunnel_failure(&mut self) -> Option<String> {
        self.tunnel.as_mut()?.failure()
    }

    /// The certificates that the server showed.
    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The certificate of a server in this process, unless somebody else is to be believed: nobody knows that server
    /// better than this process does.
    fn own(&self, options: &Options) -> Option<&Identity> {
        self.own.as_ref().filter(|_| options.trust.wants_system_roots())?.get()
    }

    /// Whom to believe.
    fn trust(&self, options: &Options) -> Trust {
        let own = self.own(options).map(|own| vec![own.certificate().clone()]);
        Trust { cacert: own.or_else(|| options.trust.cacert.clone()), ..options.trust.clone() }
    }

    /// Why a certificate was believed, for people.
    pub(crate) fn belief(&self, options: &Options) -> &'static str {
        if self.chain.is_known() {
            return "by you: its key is one that you have said to trust";
        }
        self.own(options).map_or_else(|| options.trust.belief(), |_| "as this process's own")
    }

    /// What a person may be asked about: the certificates of a server that failed with `error`, if that can be mended by trusting it.
    pub(crate) fn doubt(&self, error: &rustls::Error) -> Option<Doubt> {
        let place = self.place.clone().filter(|_| is_doubtful(error))?;
        let stories = self.chain.stories();
        (!stories.is_empty()).then_some(Doubt { place, stories })
    }

    /// Starts TLS on `link`.
    pub(crate) fn secure(&mut self, link: &mut Link, options: &Options) -> Result<(), Error> {
        let trust = self.trust(options);
        let roots = self.roots.take().unwrap_or_else(|| Roots::load(trust.wants_system_roots()));
        let config = trust.config(roots, std::mem::take(&mut self.known), Arc::clone(&self.chain))?;
        let wanted = options.server_name.as_ref().unwrap_or(&self.host);
        let name = ServerName::try_from(wanted.clone()).map_err(|_| {
            Error::new(Fault::Usage, format!("{wanted:?} is no name that a certificate could be for"))
                .hinted("--servername NAME")
        })?;
        link.upgrade(name, Arc::new(config)).map_err(|broken| Error::new(Fault::Tls, broken.to_string()))
    }
}

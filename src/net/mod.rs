//! The outside: whom to call, whom to believe, and octets to octets.

mod binding;
mod encryption;
mod known;
mod link;
mod socket;
mod target;
mod trust;
mod tunnel;

pub use binding::{server_end_point, tls_exporter};
pub use encryption::Encryption;
pub(crate) use encryption::date;
pub use known::KnownHosts;
pub use link::{Broken, Counts, Link};
pub use socket::{Ready, Stream, Waker, connect, wait, wait_writable};
pub use target::{Address, Target, TlsMode};
pub use trust::{Chain, Pin, Roots, Story, Trust, is_doubtful, tls_error};
pub use tunnel::Tunnel;

//! Python's imaplib.

use crate::support::serve::{PASSWORD, USER};
use crate::{Tls, is_here, path, run};

#[test]
fn python_lists_fetches_flags_appends_copies_moves_expunges_searches_and_idles() {
    if !is_here("python3", "python_lists_fetches_flags_appends_copies_moves_expunges_searches_and_idles") {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/session.py");
    for tls in Tls::ALL {
        let server = tls.serve();
        let mode = if tls == Tls::Implicit { "implicit" } else { "starttls" };
        let port = server.port.to_string();
        let ended = run("python3", &[script, &port, mode, path(&server.certificate()), USER, PASSWORD]);
        assert_eq!(ended.text(), "done\n", "{ended:?}");
    }
}

//! What the link is like, in rows for `:tls` and `:state`.

use crate::net::{Counts, Encryption, Story, date};
use crate::table::{Row, fact as row};

/// How the connection is encrypted, then the server's certificates.
pub(crate) fn encryption(encryption: &Encryption) -> Vec<Row> {
    let mut rows = vec![row("version", &encryption.version), row("cipher", &encryption.cipher)];
    // RFC 7301: a server that does not know the extension says nothing of it.
    rows.push(row("alpn", encryption.alpn.as_deref().unwrap_or("none")));
    rows.push(row("believed", encryption.belief));
    for (depth, story) in encryption.chain.iter().enumerate() {
        rows.extend(certificate(depth, story));
    }
    rows
}

/// What a certificate says.
pub(crate) fn certificate(depth: usize, story: &Story) -> Vec<Row> {
    let title = if depth == 0 { "certificate".to_owned() } else { format!("issuer {depth}") };
    let mut rows = vec![row(&title, &story.subject), row("  issued by", &story.issuer)];
    rows.extend((!story.names.is_empty()).then(|| row("  for", story.names.join(", "))));
    rows.push(row("  valid", format!("{} to {}", date(story.not_before), date(story.not_after))));
    rows.push(row("  sha-256", &story.fingerprint));
    rows.push(row("  pin", &story.pin));
    rows
}

/// What went through the connection, in octets; and what of it the network saw, where it was compressed.
pub(crate) fn octets(counts: Counts) -> Vec<Row> {
    vec![
        row("received", through(counts.received, counts.received_compressed)),
        row("sent", through(counts.sent, counts.sent_compressed)),
    ]
}

fn through(plain: u64, compressed: u64) -> String {
    if plain == compressed {
        return format!("{plain} octets");
    }
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let ratio = plain as f64 / compressed.max(1) as f64;
    format!("{plain} octets, {compressed} compressed: {ratio:.1} to 1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_told_with_their_compression() {
        let counts = Counts { received: 1000, sent: 20, received_compressed: 250, sent_compressed: 20 };
        assert_eq!(octets(counts), [["received", "1000 octets, 250 compressed: 4.0 to 1"], ["sent", "20 octets"]]);
    }
}

//! Quirks: where servers go their own way, for the explanation of what looks wrong.

use crate::catalog::{Spec, rfc};

/// Something that a server does in its own way.
#[derive(Clone, Copy, Debug)]
pub struct Quirk {
    /// The server or provider.
    pub server: &'static str,
    /// What it does.
    pub text: &'static str,
    /// What the standard says about the matter.
    pub spec: Spec,
}

/// The quirks of a server, by its name in any case.
pub fn quirks_of(server: &str) -> impl Iterator<Item = &'static Quirk> {
    QUIRKS.iter().filter(move |quirk| quirk.server.eq_ignore_ascii_case(server))
}

/// Every quirk, by server.
pub const QUIRKS: &[Quirk] = &[
    Quirk {
        server: "Courier",
        text: "EXAMINE answers [READ-WRITE], and STORE then changes flags (seen in 6.0.5).",
        spec: rfc(9051, "6.3.3"),
    },
    Quirk { server: "Courier", text: "Unknown commands get NO, not BAD.", spec: rfc(9051, "7.1.3") },
    Quirk {
        server: "Courier",
        text: "SELECT shows no [UIDNEXT], and a private [MYRIGHTS] code.",
        spec: rfc(9051, "6.3.2"),
    },
    Quirk {
        server: "Courier",
        text: "Invents a text for messages that another session has expunged.",
        spec: rfc(9051, "7.5.1"),
    },
    Quirk {
        server: "Courier",
        text: ".SILENT is not silent, and EXPUNGE repeats EXISTS, RECENT and FLAGS.",
        spec: rfc(9051, "6.4.6"),
    },
    Quirk {
        server: "Courier",
        text: "FETCH of a number that does not exist says OK, after an untagged NO.",
        spec: rfc(9051, "6.4.5"),
    },
    Quirk {
        server: "Courier",
        text: "A date in ISO form is taken without complaint, and finds nothing.",
        spec: rfc(9051, "6.4.4"),
    },
    Quirk {
        server: "Cyrus",
        text: "STORE and EXPUNGE in a mailbox opened with EXAMINE say NO.",
        spec: rfc(9051, "6.3.3"),
    },
    Quirk { server: "Cyrus", text: "INTERNALDATE may start with a space, which is legal.", spec: rfc(9051, "9") },
    Quirk {
        server: "Cyrus",
        text: r"Special-use attributes come in small letters, such as \drafts.",
        spec: rfc(6154, "2"),
    },
    Quirk { server: "Cyrus", text: "LOGINDISABLED stays in the list after login.", spec: rfc(9051, "6.2.3") },
    Quirk {
        server: "Cyrus",
        text: "The -PLUS mechanisms are bound to tls-unique only, even on TLS 1.3, which has none; others are a \"bad protocol\".",
        spec: rfc(9266, "3"),
    },
    Quirk {
        server: "Cyrus",
        text: "FUZZY without an index answers with no SEARCH line at all, only OK.",
        spec: rfc(6203, "3"),
    },
    Quirk {
        server: "Cyrus",
        text: "APPEND checks the header and refuses text without one.",
        spec: rfc(9051, "6.3.12"),
    },
    Quirk { server: "Cyrus", text: "All your mailboxes may have to be below \"INBOX.\".", spec: rfc(9051, "5.1.2") },
    Quirk {
        server: "Cyrus",
        text: "A part that does not exist is NIL; on Dovecot and Courier it is an empty literal.",
        spec: rfc(9051, "6.4.5"),
    },
    Quirk {
        server: "Domino",
        text: "Puts ENVELOPE in extra parentheses, and separates levels with a backslash.",
        spec: rfc(9051, "7.5.2"),
    },
    Quirk {
        server: "Dovecot",
        text: "STORE and EXPUNGE in a mailbox opened with EXAMINE say OK and do nothing.",
        spec: rfc(9051, "6.3.3"),
    },
    Quirk {
        server: "Dovecot",
        text: "Sets $HasAttachment and $HasNoAttachment by itself, so new keywords appear on \
            reading.",
        spec: rfc(9979, "4.1"),
    },
    Quirk { server: "Dovecot", text: "Answers XLIST with LIST lines.", spec: rfc(6154, "2") },
    Quirk {
        server: "Dovecot",
        text: "Closes the connection with BYE after about 20 bad commands.",
        spec: rfc(9051, "7.1.5"),
    },
    Quirk { server: "Exchange", text: "RFC822.SIZE may be an estimate.", spec: rfc(9051, "2.3.4") },
    Quirk {
        server: "Exchange",
        text: "BODYSTRUCTURE may hold NIL for an encoding, or \"inline\" for a whole disposition.",
        spec: rfc(9051, "7.5.2"),
    },
    Quirk {
        server: "Exchange",
        text: "A response code may stand on a line of its own, without a status.",
        spec: rfc(9051, "7.1"),
    },
    Quirk { server: "Exchange", text: "A continuation may be a bare + without a space.", spec: rfc(9051, "7.6") },
    Quirk {
        server: "Exchange",
        text: "The greeting ends in base64 in brackets: the name of a server, not a response code.",
        spec: rfc(9051, "7.1"),
    },
    Quirk {
        server: "Exchange",
        text: "AUTHENTICATE may say OK with [Error=...]: the login did not really work.",
        spec: rfc(9051, "6.2.2"),
    },
    Quirk {
        server: "Gmail",
        text: "Folders are labels: one message is in several, and removing it from one may \
            archive it.",
        spec: rfc(9051, "6.4.3"),
    },
    Quirk {
        server: "Gmail",
        text: r"What \Deleted and EXPUNGE do is a setting of the account.",
        spec: rfc(9051, "6.4.3"),
    },
    Quirk {
        server: "Gmail",
        text: "EXPUNGE lines may come in the middle of the answers to FETCH.",
        spec: rfc(9051, "7.5.1"),
    },
    Quirk {
        server: "Gmail",
        text: "Flags made from labels may hold ] and other forbidden characters.",
        spec: rfc(9051, "9"),
    },
    Quirk {
        server: "Gmail",
        text: "[WEBALERT] and [ALERT] at login mean: log in with a browser first.",
        spec: rfc(9051, "7.1"),
    },
    Quirk { server: "Gmail", text: "Too many commands are answered with [THROTTLED].", spec: rfc(9051, "7.1") },
    Quirk { server: "iCloud", text: "ENABLE is answered without an ENABLED line.", spec: rfc(9051, "6.3.1") },
    Quirk { server: "mail.ru", text: "Sizes may be written as 9.3736e+06.", spec: rfc(9051, "9") },
    Quirk { server: "Proton Mail Bridge", text: "LIST (SPECIAL-USE) is answered BAD.", spec: rfc(6154, "2") },
    Quirk {
        server: "UW-IMAP",
        text: "LIST shows nothing for a namespace without its separator.",
        spec: rfc(9051, "6.3.9"),
    },
    Quirk { server: "Yahoo", text: "HIGHESTMODSEQ is shown without CONDSTORE.", spec: rfc(7162, "3.1.2.1") },
    Quirk { server: "Yandex", text: "Repeats BYE until the client hangs up.", spec: rfc(9051, "7.1.5") },
    Quirk { server: "Zoho", text: "MODSEQ may be 0 or -1.", spec: rfc(7162, "3.1.4.2") },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quirks_are_sorted_by_server_and_told_in_a_sentence() {
        assert!(QUIRKS.is_sorted_by_key(|quirk| quirk.server.to_lowercase()));
        for quirk in QUIRKS {
            assert!(quirk.text.ends_with('.') && quirk.text.len() > 20, "{}", quirk.text);
            assert!(quirk.spec.rfc > 0, "{}", quirk.text);
        }
    }

    #[test]
    fn a_server_is_found_in_any_case() {
        assert_eq!(quirks_of("dovecot").count(), 4);
        assert_eq!(quirks_of("nobody").count(), 0);
    }
}

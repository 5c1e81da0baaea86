//! Parenthesised modifiers of commands.

use crate::catalog::vocabulary::Word;
use crate::catalog::{Status, rfc};

/// Modifiers of FETCH and, as `command` says, of UID FETCH alone.
pub const FETCH_MODIFIERS: &[Word] = &[
    Word {
        name: "CHANGEDSINCE",
        syntax: "CHANGEDSINCE <modseq>",
        command: "FETCH",
        summary: "Only messages changed after this change counter; MODSEQ is added to each answer.",
        requires: &["CONDSTORE", "QRESYNC"],
        spec: rfc(7162, "3.1.4.1"),
        example: "FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)",
        ..Word::DEFAULT
    },
    Word {
        name: "VANISHED",
        command: "UID FETCH",
        summary: "Also tell which UIDs of the set were expunged since CHANGEDSINCE. Only \
            together with CHANGEDSINCE and after ENABLE QRESYNC.",
        requires: &["QRESYNC"],
        spec: rfc(7162, "3.2.6"),
        example: "UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)",
        ..Word::DEFAULT
    },
    Word {
        name: "PARTIAL",
        syntax: "PARTIAL <from>:<to>",
        command: "UID FETCH",
        summary: "Only this slice of the set, by position; negative counts from the newest.",
        requires: &["PARTIAL"],
        spec: rfc(9394, "3.3"),
        example: "UID FETCH 1:* (UID FLAGS) (PARTIAL -1:-100)",
        ..Word::DEFAULT
    },
];

/// Modifiers of STORE.
pub const STORE_MODIFIERS: &[Word] = &[Word {
    name: "UNCHANGEDSINCE",
    syntax: "UNCHANGEDSINCE <modseq>",
    command: "STORE",
    summary: "Skip messages that changed after this counter; they are listed in [MODIFIED \
            ...].",
    requires: &["CONDSTORE", "QRESYNC"],
    spec: rfc(7162, "3.1.3"),
    example: r"STORE 1 (UNCHANGEDSINCE 12345) +FLAGS (\Seen)",
    ..Word::DEFAULT
}];

/// Parameters of SELECT and EXAMINE.
pub const SELECT_PARAMETERS: &[Word] = &[
    Word {
        name: "CONDSTORE",
        command: "SELECT",
        summary: "Switch change counters on for this mailbox.",
        requires: &["CONDSTORE", "QRESYNC"],
        spec: rfc(7162, "3.1.8"),
        example: "SELECT INBOX (CONDSTORE)",
        ..Word::DEFAULT
    },
    Word {
        name: "QRESYNC",
        syntax: "QRESYNC (<uidvalidity> <modseq> [<known-uids>] [(<seqs> <uids>)])",
        command: "SELECT",
        summary: "Send me at once what changed and what vanished since then. Needs ENABLE \
            QRESYNC first.",
        requires: &["QRESYNC"],
        spec: rfc(7162, "3.2.5"),
        example: "SELECT INBOX (QRESYNC (67890007 20050715194045000))",
        ..Word::DEFAULT
    },
    Word {
        name: "ANNOTATE",
        command: "SELECT",
        summary: "Tell me also about annotation changes.",
        requires: &["ANNOTATE-EXPERIMENT-1"],
        status: Status::Experimental,
        spec: rfc(5257, "4.2"),
        example: "SELECT INBOX (ANNOTATE)",
        ..Word::DEFAULT
    },
];

/// Parameters of CREATE.
pub const CREATE_PARAMETERS: &[Word] = &[Word {
    name: "USE",
    syntax: "USE (<special-use> ...)",
    command: "CREATE",
    summary: "Give the new mailbox a role.",
    requires: &["CREATE-SPECIAL-USE"],
    spec: rfc(6154, "3"),
    example: r"CREATE Everything (USE (\All))",
    ..Word::DEFAULT
}];

/// Options of GETMETADATA.
pub const METADATA_OPTIONS: &[Word] = &[
    Word {
        name: "MAXSIZE",
        syntax: "MAXSIZE <octets>",
        command: "GETMETADATA",
        summary: "Leave out values larger than this.",
        requires: &["METADATA", "METADATA-SERVER"],
        spec: rfc(5464, "4.2.1"),
        example: "GETMETADATA (MAXSIZE 1024) INBOX /private/comment",
        ..Word::DEFAULT
    },
    Word {
        name: "DEPTH",
        syntax: "DEPTH 0 or 1 or infinity",
        command: "GETMETADATA",
        summary: "Also entries below the named one: one level or all.",
        requires: &["METADATA", "METADATA-SERVER"],
        spec: rfc(5464, "4.2.2"),
        example: "GETMETADATA (DEPTH 1) INBOX /private/filters/values",
        ..Word::DEFAULT
    },
];

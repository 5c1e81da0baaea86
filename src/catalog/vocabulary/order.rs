//! How SORT and THREAD order their hits.

use crate::catalog::vocabulary::Word;
use crate::catalog::{Status, rfc};

/// Every SORT key.
pub const SORT_KEYS: &[Word] = &[
    Word {
        name: "ARRIVAL",
        summary: "By time of delivery (INTERNALDATE).",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        example: "SORT (ARRIVAL) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "CC",
        summary: "By mailbox name of the first Cc address.",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        example: "SORT (CC) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "DATE",
        summary: "By the Date: header, as UTC; by delivery time if there is none.",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        also: &[rfc(5256, "2.2")],
        example: "SORT (DATE) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "FROM",
        summary: "By mailbox name of the first From address (the part before @).",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        example: "SORT (FROM) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "REVERSE",
        summary: "Prefix: turn the order of the next key round.",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        example: "SORT (REVERSE DATE) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "SIZE",
        summary: "By size.",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        example: "SORT (REVERSE SIZE) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "SUBJECT",
        summary: "By base subject: without Re:, Fwd: and the like.",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        also: &[rfc(5256, "2.1")],
        example: "SORT (SUBJECT) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "TO",
        summary: "By mailbox name of the first To address.",
        requires: &["SORT"],
        spec: rfc(5256, "3"),
        example: "SORT (TO) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "DISPLAYFROM",
        summary: "By display name of the first From address.",
        requires: &["SORT=DISPLAY"],
        spec: rfc(5957, "4"),
        example: "SORT (DISPLAYFROM) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "DISPLAYTO",
        summary: "By display name of the first To address.",
        requires: &["SORT=DISPLAY"],
        spec: rfc(5957, "4"),
        example: "SORT (DISPLAYTO) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "RELEVANCY",
        summary: "By score, best first; only with FUZZY.",
        requires: &["SEARCH=FUZZY"],
        spec: rfc(6203, "6"),
        example: "SORT (RELEVANCY) UTF-8 FUZZY SUBJECT x",
        ..Word::DEFAULT
    },
    Word {
        name: "ANNOTATION",
        summary: "By the value of a message annotation.",
        requires: &["ANNOTATE-EXPERIMENT-1"],
        status: Status::Experimental,
        spec: rfc(5257, "4.9"),
        example: "SORT (ANNOTATION /altsubject value.shared) UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "MODSEQ",
        summary: "Cyrus: by change counter.",
        requires: &["SORT=MODSEQ"],
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "Cyrus imapd; recorded",
        example: "SORT (MODSEQ) US-ASCII ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "UID",
        summary: "Cyrus: by UID.",
        requires: &["SORT=UID"],
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "Cyrus imapd capability SORT=UID",
        example: "SORT (UID) US-ASCII ALL",
        ..Word::DEFAULT
    },
];

/// Every THREAD algorithm.
pub const THREAD_ALGORITHMS: &[Word] = &[
    Word {
        name: "ORDEREDSUBJECT",
        summary: "Poor man's threading: same base subject, ordered by date; at most two levels.",
        requires: &["THREAD=ORDEREDSUBJECT"],
        spec: rfc(5256, "3"),
        example: "THREAD ORDEREDSUBJECT UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "REFERENCES",
        summary: "By References and In-Reply-To headers, then joined by subject.",
        requires: &["THREAD=REFERENCES"],
        spec: rfc(5256, "3"),
        example: "THREAD REFERENCES UTF-8 ALL",
        ..Word::DEFAULT
    },
    Word {
        name: "REFS",
        summary: "By References only, threads ordered by newest message; no joining by subject.",
        requires: &["THREAD=REFS"],
        status: Status::Vendor,
        spec: rfc(5256, "3"),
        source: "draft-ietf-morg-inthread; Dovecot and Cyrus",
        example: "THREAD REFS UTF-8 ALL",
        ..Word::DEFAULT
    },
];

//! Capabilities about messages: reading, storing, searching, sorting.

use crate::catalog::capability::{Capability, Rev2, Value};
use crate::catalog::{Status, rfc};

pub(super) const CAPABILITIES: &[Capability] = &[
    Capability {
        name: "ANNOTATE-EXPERIMENT-1",
        summary: "Notes on single messages.",
        unlocks: &["FETCH ANNOTATION", "STORE ANNOTATION", "SEARCH ANNOTATION", "SELECT (ANNOTATE)"],
        status: Status::Experimental,
        spec: rfc(5257, "4"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "BINARY",
        summary: "Parts can be fetched decoded, and uploaded with NULs.",
        unlocks: &["FETCH BINARY[...]", "BINARY.PEEK", "BINARY.SIZE", "APPEND ~{n}"],
        rev2: Rev2::Partly("fetch part only"),
        spec: rfc(3516, "4.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CATENATE",
        summary: "Messages can be built from pieces on the server.",
        unlocks: &["APPEND CATENATE"],
        spec: rfc(4469, "2"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CONDSTORE",
        summary: "Change counters (MODSEQ): see quickly which flags changed.",
        unlocks: &[
            "FETCH MODSEQ",
            "CHANGEDSINCE",
            "UNCHANGEDSINCE",
            "SEARCH MODSEQ",
            "STATUS HIGHESTMODSEQ",
            "SELECT (CONDSTORE)",
        ],
        spec: rfc(7162, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CONTEXT=SEARCH",
        summary: "Live and partial SEARCH results.",
        unlocks: &["SEARCH RETURN (UPDATE CONTEXT PARTIAL)", "CANCELUPDATE"],
        spec: rfc(5267, "4"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CONTEXT=SORT",
        summary: "Live and partial SORT results.",
        unlocks: &["SORT RETURN (UPDATE CONTEXT PARTIAL)", "CANCELUPDATE"],
        spec: rfc(5267, "4"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "CONVERT",
        summary: "The server can convert attachments.",
        unlocks: &["CONVERT", "UID CONVERT", "CONVERSIONS"],
        spec: rfc(5259, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "ESEARCH",
        summary: "Compact search answers.",
        unlocks: &["SEARCH RETURN (MIN MAX ALL COUNT)"],
        rev2: Rev2::Included,
        spec: rfc(4731, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "ESORT",
        summary: "Compact sort answers.",
        unlocks: &["SORT RETURN (...)"],
        spec: rfc(5267, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "FILTERS",
        summary: "Searches can be stored on the server.",
        unlocks: &["SEARCH FILTER"],
        spec: rfc(5466, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "I18NLEVEL=1",
        summary: "Searching and sorting ignore case in Unicode.",
        unlocks: &["(comparison rules)"],
        spec: rfc(5255, "4.3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "I18NLEVEL=2",
        summary: "Comparison rules can be chosen.",
        unlocks: &["COMPARATOR"],
        spec: rfc(5255, "4.4"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "MESSAGELIMIT=",
        summary: "MESSAGELIMIT=<n>: a command works on at most n messages.",
        unlocks: &["SEARCH UIDAFTER, UIDBEFORE", "[MESSAGELIMIT ...]"],
        value: Value::Needed,
        status: Status::Experimental,
        spec: rfc(9738, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "SAVELIMIT=",
        summary: "SAVELIMIT=<n>: COPY and APPEND take at most n messages.",
        unlocks: &["[MESSAGELIMIT ...]"],
        value: Value::Needed,
        status: Status::Experimental,
        spec: rfc(9738, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "MOVE",
        summary: "Messages can be moved in one step.",
        unlocks: &["MOVE", "UID MOVE"],
        rev2: Rev2::Included,
        spec: rfc(6851, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "MULTIAPPEND",
        summary: "Several messages in one APPEND.",
        unlocks: &["APPEND with several literals"],
        spec: rfc(3502, ""),
        ..Capability::DEFAULT
    },
    Capability {
        name: "MULTISEARCH",
        summary: "Several mailboxes can be searched at once.",
        unlocks: &["ESEARCH"],
        spec: rfc(7377, "2"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "PARTIAL",
        summary: "Results in pages.",
        unlocks: &["SEARCH RETURN (PARTIAL ...)", "UID FETCH (PARTIAL ...)"],
        spec: rfc(9394, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "PREVIEW",
        summary: "Text snippets made by the server.",
        unlocks: &["FETCH PREVIEW"],
        spec: rfc(8970, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "REPLACE",
        summary: "A message can be replaced in one step.",
        unlocks: &["REPLACE", "UID REPLACE"],
        spec: rfc(8508, "3.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "SAVEDATE",
        summary: "The time of arrival in the mailbox is kept.",
        unlocks: &["FETCH SAVEDATE", "SEARCH SAVEDBEFORE, SAVEDON, SAVEDSINCE"],
        spec: rfc(8514, "4.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "SEARCH=FUZZY",
        summary: "Loose searching.",
        unlocks: &["SEARCH FUZZY", "RELEVANCY"],
        spec: rfc(6203, "1"),
        also: &[rfc(6203, "3")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "SEARCHRES",
        summary: "Search results can be kept in \"$\".",
        unlocks: &["SEARCH RETURN (SAVE)", "$"],
        rev2: Rev2::Included,
        spec: rfc(5182, "2.1"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "SORT",
        summary: "Sorted searching.",
        unlocks: &["SORT", "UID SORT"],
        spec: rfc(5256, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "SORT=DISPLAY",
        summary: "Sorting by display names.",
        unlocks: &["SORT DISPLAYFROM, DISPLAYTO"],
        spec: rfc(5957, "4"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "THREAD=ORDEREDSUBJECT",
        summary: "Conversations by subject.",
        unlocks: &["THREAD ORDEREDSUBJECT", "UID THREAD"],
        spec: rfc(5256, "1"),
        also: &[rfc(5256, "3")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "THREAD=REFERENCES",
        summary: "Conversations by References headers.",
        unlocks: &["THREAD REFERENCES", "UID THREAD"],
        spec: rfc(5256, "1"),
        also: &[rfc(5256, "3")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "UIDBATCHES",
        summary: "UID ranges of even size.",
        unlocks: &["UIDBATCHES"],
        spec: rfc(10022, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "UIDPLUS",
        summary: "UIDs of uploads and copies are told; expunge by UID.",
        unlocks: &["UID EXPUNGE", "[APPENDUID]", "[COPYUID]"],
        rev2: Rev2::Included,
        spec: rfc(4315, "2.1"),
        also: &[rfc(4315, "3")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "URL-PARTIAL",
        summary: "Signed and catenated URLs may name a piece of a part.",
        unlocks: &[";PARTIAL= in URLs"],
        spec: rfc(5550, "5.7"),
        also: &[rfc(5550, "5.7.1")],
        ..Capability::DEFAULT
    },
    Capability {
        name: "URLAUTH",
        summary: "Signed URLs to messages.",
        unlocks: &["GENURLAUTH", "URLFETCH", "RESETKEY"],
        spec: rfc(4467, "7"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "URLAUTH=BINARY",
        summary: "URLFETCH can decode and describe.",
        unlocks: &["URLFETCH (\"...\" BINARY)"],
        spec: rfc(5524, "3"),
        ..Capability::DEFAULT
    },
    Capability {
        name: "WITHIN",
        summary: "Search by age in seconds.",
        unlocks: &["SEARCH OLDER, YOUNGER"],
        spec: rfc(5032, "2"),
        ..Capability::DEFAULT
    },
];

//! Commands that find messages, sort them, or watch for them.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, arg};
use crate::catalog::{States, rfc};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "SEARCH",
        usage: "SEARCH [RETURN (<option> ...)] [CHARSET <charset>] <criterion> ...",
        summary: "Find messages in the open mailbox; answers with message numbers.",
        args: &[
            arg("return", Kind::SearchReturnOptions).optional(),
            arg("charset", Kind::Charset).optional(),
            arg("criteria", Kind::SearchCriteria),
        ],
        states: States::SELECTED,
        untagged: &["SEARCH", "ESEARCH"],
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(3501, "6.4.4"), rfc(4731, "3.1"), rfc(5182, "2.1"), rfc(5267, "4.3")],
        example: "a1 SEARCH UNSEEN SINCE 1-Feb-2026 FROM \"smith\"",
        exchange: SEARCH_EXCHANGE,
        pitfalls: SEARCH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID SEARCH",
        usage: "UID SEARCH [RETURN (...)] [CHARSET <charset>] <criterion> ...",
        summary: "Like SEARCH, but answers with UIDs.",
        args: &[
            arg("return", Kind::SearchReturnOptions).optional(),
            arg("charset", Kind::Charset).optional(),
            arg("criteria", Kind::SearchCriteria),
        ],
        states: States::SELECTED,
        untagged: &["SEARCH", "ESEARCH"],
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(3501, "6.4.8")],
        example: "a1 UID SEARCH UID 100:* UNSEEN",
        exchange: UID_SEARCH_EXCHANGE,
        pitfalls: UID_SEARCH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "ESEARCH",
        usage: "ESEARCH [IN (<mailbox-filter> ...)] [RETURN (<option> ...)] [CHARSET <charset>] \
            <criterion> ...",
        summary: "Search several mailboxes at once, without opening them.",
        args: &[
            arg("source", Kind::EsearchSource).optional(),
            arg("return", Kind::SearchReturnOptions).optional(),
            arg("charset", Kind::Charset).optional(),
            arg("criteria", Kind::SearchCriteria),
        ],
        requires: &["MULTISEARCH"],
        untagged: &["ESEARCH"],
        spec: rfc(7377, "2"),
        example: "a1 ESEARCH IN (personal) RETURN (COUNT) UNSEEN",
        exchange: ESEARCH_EXCHANGE,
        pitfalls: ESEARCH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "SORT",
        usage: "SORT [RETURN (<option> ...)] (<sort-key> ...) <charset> <criterion> ...",
        summary: "Search, and get the hits in sorted order.",
        args: &[
            arg("return", Kind::SearchReturnOptions).optional(),
            arg("keys", Kind::SortKeys),
            arg("charset", Kind::Charset),
            arg("criteria", Kind::SearchCriteria),
        ],
        states: States::SELECTED,
        requires: &["SORT"],
        untagged: &["SORT", "ESEARCH"],
        spec: rfc(5256, "3"),
        also: &[rfc(5267, "3.1")],
        example: "a1 SORT (REVERSE DATE) UTF-8 UNSEEN",
        exchange: SORT_EXCHANGE,
        pitfalls: SORT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID SORT",
        usage: "UID SORT [RETURN (<option> ...)] (<sort-key> ...) <charset> <criterion> ...",
        summary: "Like SORT, but answers with UIDs.",
        args: &[
            arg("return", Kind::SearchReturnOptions).optional(),
            arg("keys", Kind::SortKeys),
            arg("charset", Kind::Charset),
            arg("criteria", Kind::SearchCriteria),
        ],
        states: States::SELECTED,
        requires: &["SORT"],
        untagged: &["SORT", "ESEARCH"],
        spec: rfc(5256, "3"),
        example: "a1 UID SORT (ARRIVAL) UTF-8 ALL",
        exchange: UID_SORT_EXCHANGE,
        pitfalls: UID_SORT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "THREAD",
        usage: "THREAD <algorithm> <charset> <criterion> ...",
        summary: "Search, and get the hits grouped into conversations.",
        args: &[
            arg("algorithm", Kind::ThreadAlgorithm),
            arg("charset", Kind::Charset),
            arg("criteria", Kind::SearchCriteria),
        ],
        states: States::SELECTED,
        requires: &["THREAD=REFERENCES", "THREAD=ORDEREDSUBJECT", "THREAD=REFS"],
        untagged: &["THREAD"],
        spec: rfc(5256, "3"),
        example: "a1 THREAD REFERENCES UTF-8 ALL",
        exchange: THREAD_EXCHANGE,
        pitfalls: THREAD_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID THREAD",
        usage: "UID THREAD <algorithm> <charset> <criterion> ...",
        summary: "Like THREAD, but answers with UIDs.",
        args: &[
            arg("algorithm", Kind::ThreadAlgorithm),
            arg("charset", Kind::Charset),
            arg("criteria", Kind::SearchCriteria),
        ],
        states: States::SELECTED,
        requires: &["THREAD=REFERENCES", "THREAD=ORDEREDSUBJECT", "THREAD=REFS"],
        untagged: &["THREAD"],
        spec: rfc(5256, "3"),
        example: "a1 UID THREAD ORDEREDSUBJECT US-ASCII ALL",
        exchange: UID_THREAD_EXCHANGE,
        ..Command::DEFAULT
    },
    Command {
        name: "CANCELUPDATE",
        usage: r#"CANCELUPDATE "<tag>" ["<tag>" ...]"#,
        summary: "Stop the live updates of an earlier SEARCH or SORT with RETURN (UPDATE).",
        args: &[arg("tags", Kind::QuotedTag).repeated()],
        states: States::SELECTED,
        requires: &["CONTEXT=SEARCH", "CONTEXT=SORT"],
        effect: Effect::Session,
        spec: rfc(5267, "4.3.5"),
        example: "a1 CANCELUPDATE \"B01\"",
        exchange: CANCELUPDATE_EXCHANGE,
        pitfalls: CANCELUPDATE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "NOTIFY",
        usage: "NOTIFY NONE | NOTIFY SET [STATUS] (<mailbox-filter> (<event> ...)|NONE) ...",
        summary: "Subscribe to events in many mailboxes at once, not just the open one.",
        args: &[arg("action", Kind::NotifyAction), arg("groups", Kind::NotifyEventGroups).optional()],
        requires: &["NOTIFY"],
        untagged: &["STATUS", "LIST", "FETCH", "EXISTS", "EXPUNGE", "VANISHED", "METADATA"],
        effect: Effect::Session,
        spec: rfc(5465, "3.1"),
        example: "a1 NOTIFY SET (selected (MessageNew (UID FLAGS) MessageExpunge))",
        exchange: NOTIFY_EXCHANGE,
        pitfalls: NOTIFY_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UIDBATCHES",
        usage: "UIDBATCHES <messages-per-batch> [<first-batch>:<last-batch>]",
        summary: "Get UID ranges that cut the open mailbox into batches of about equal size, \
            newest first.",
        args: &[arg("size", Kind::Number), arg("range", Kind::BatchRange).optional()],
        states: States::SELECTED,
        requires: &["UIDBATCHES"],
        untagged: &["UIDBATCHES"],
        spec: rfc(10022, "3.1"),
        example: "a1 UIDBATCHES 2000",
        exchange: UIDBATCHES_EXCHANGE,
        pitfalls: UIDBATCHES_PITFALLS,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const SEARCH_EXCHANGE: &str = r#"C: a1 SEARCH RETURN (MIN MAX COUNT ALL) ALL
S: * ESEARCH (TAG "a1") MIN 1 MAX 6 ALL 1:6 COUNT 6
S: a1 OK Search completed"#;

const SEARCH_PITFALLS: &[&str] = &[
    "All criteria must hold (AND). OR takes exactly two; NOT takes one: OR UNSEEN FLAGGED, NOT \
    DELETED.",
    "Dates are 1-Feb-2026: English month, no time of day, no time zone.",
    "Answers are sequence numbers; use UID SEARCH for UIDs. \"* SEARCH\" with nothing after it \
    means no hits.",
    "RETURN needs ESEARCH (or IMAP4rev2); RETURN () means RETURN (ALL). RETURN (SAVE) stores the \
    result in \"$\" and sends no list.",
    "Under IMAP4rev2 the answer is always ESEARCH and UTF-8 is the default charset.",
];

const UID_SEARCH_EXCHANGE: &str = r#"C: a1 UID SEARCH SUBJECT "afternoon"
S: * SEARCH 1 2
S: a1 OK Search completed"#;

const UID_SEARCH_PITFALLS: &[&str] = &[
    "A bare number set in the criteria is still sequence numbers; write UID <set> to mean UIDs.",
    "The word UID in an ESEARCH answer tells that the numbers are UIDs; the old SEARCH answer \
    looks the same either way.",
];

const ESEARCH_EXCHANGE: &str = r#"C: a1 ESEARCH IN (mailboxes INBOX) RETURN (COUNT ALL) ALL
S: * ESEARCH (TAG "a1" MAILBOX "INBOX" UIDVALIDITY 1795228199) UID COUNT 4 ALL 1:4
S: a1 OK Completed"#;

const ESEARCH_PITFALLS: &[&str] = &[
    "One ESEARCH line per mailbox with hits; numbers are always UIDs.",
    "IN (selected) or no IN at all needs an open mailbox. Not to be mixed up with SEARCH RETURN.",
];

const SORT_EXCHANGE: &str = "C: a1 SORT (REVERSE DATE SUBJECT) UTF-8 ALL
S: * SORT 3 4 5 6 7 8 2 1
S: a1 OK Sort completed";

const SORT_PITFALLS: &[&str] = &[
    "The charset is mandatory and has no CHARSET word before it.",
    "REVERSE applies to the one key that follows.",
    "DATE is the Date: header, ARRIVAL the time of delivery.",
];

const UID_SORT_EXCHANGE: &str = r#"C: a1 UID SORT RETURN (MIN COUNT) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "a1") UID MIN 3 COUNT 8
S: a1 OK Sort completed"#;

const UID_SORT_PITFALLS: &[&str] =
    &["RETURN needs ESORT. MIN then means \"first in sort order\", not the lowest number, and ALL \
    keeps the order."];

const THREAD_EXCHANGE: &str = "C: a1 THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 2)(3)((4)(5)(6))
S: a1 OK Thread completed";

const THREAD_PITFALLS: &[&str] = &[
    "(1 2) means 2 answers 1; (3 (4)(5)) means 4 and 5 both answer 3; ((4)(5)) means the parent \
    is missing.",
    "The server must advertise the algorithm as THREAD=<name>.",
];

const UID_THREAD_EXCHANGE: &str = "C: a1 UID THREAD ORDEREDSUBJECT US-ASCII ALL
S: * THREAD (1 2)(3)(4 (5)(6))
S: a1 OK Thread completed";

const CANCELUPDATE_EXCHANGE: &str = r#"C: a5 CANCELUPDATE "a1"
S: a5 OK Updates cancelled"#;

const CANCELUPDATE_PITFALLS: &[&str] = &["The argument is the quoted tag of the old command."];

const NOTIFY_EXCHANGE: &str = "C: a1 NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge FlagChange)) (subscribed (MessageNew MessageExpunge))
S: * STATUS Drafts (MESSAGES 2 UIDNEXT 4 UIDVALIDITY 1795228142 UNSEEN 2)
S: a1 OK NOTIFY completed
S: * 2 EXISTS
S: * 2 FETCH (UID 2 FLAGS ($HasNoAttachment))";

const NOTIFY_PITFALLS: &[&str] = &[
    "Mind the nesting: each group is (filter (event event ...)).",
    "MessageNew and MessageExpunge must come as a pair; FlagChange needs both.",
    "After NOTIFY the server may send FETCH, LIST, STATUS at any time, even with no command \
    running.",
    "With \"selected\", EXPUNGE can arrive at any moment, so sequence numbers are dangerous: \
    \"selected-delayed\" is safer.",
];

const UIDBATCHES_EXCHANGE: &str = r#"C: A143 UIDBATCHES 2000
S: * UIDBATCHES (TAG "A143") 215295:99696,99695:20351,20350:7830,7829:1
S: A143 OK UIDBATCHES Completed"#;

const UIDBATCHES_PITFALLS: &[&str] = &[
    "Ranges run downwards (215295:99696) - unlike ordinary sets, the order means something.",
    "Ask for at least 500 messages per batch, and do not repeat the command without reason: \
    servers may answer NO [LIMIT].",
];

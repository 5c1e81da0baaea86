//! Commands about messages: storing, reading, marking, filing and removing them.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, Flow, arg};
use crate::catalog::{States, Status, rfc};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "APPEND",
        usage: "APPEND <mailbox> [(<flag> ...)] [\"<date-time>\"] {<size>} <message>",
        summary: "Upload a message into a mailbox (a draft, a sent copy, an import).",
        args: &[
            arg("mailbox", Kind::Mailbox),
            arg("flags", Kind::FlagList).optional(),
            arg("date", Kind::DateTime).optional(),
            arg("message", Kind::Literal),
        ],
        untagged: &["EXISTS"],
        flow: Flow::Literal,
        effect: Effect::Write,
        spec: rfc(9051, "6.3.12"),
        also: &[rfc(3501, "6.3.11"), rfc(4466, "2.7")],
        example: r"a1 APPEND Drafts (\Draft \Seen) {310}",
        exchange: APPEND_EXCHANGE,
        pitfalls: APPEND_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "APPEND (MULTIAPPEND)",
        usage: "APPEND <mailbox> [(<flags>)] [\"<date>\"] {<size>} <message> [(<flags>)] \
            [\"<date>\"] {<size>} <message> ...",
        summary: "Upload several messages with one command; all are stored or none.",
        base: Some("APPEND"),
        args: &[arg("mailbox", Kind::Mailbox), arg("message", Kind::AppendMessage).repeated()],
        requires: &["MULTIAPPEND"],
        untagged: &["EXISTS"],
        flow: Flow::Literal,
        effect: Effect::Write,
        spec: rfc(3502, "6.3.11"),
        also: &[rfc(7888, "7")],
        example: r"a1 APPEND Saved (\Seen) {35+}",
        exchange: APPEND_MULTIAPPEND_EXCHANGE,
        pitfalls: APPEND_MULTIAPPEND_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "APPEND (CATENATE)",
        usage: "APPEND <mailbox> [(<flags>)] [\"<date>\"] CATENATE (TEXT {<size>} <text> | URL \
            \"<imap-url>\" ...)",
        summary: "Build a message on the server out of new text and pieces of messages that are \
            already there.",
        base: Some("APPEND"),
        args: &[
            arg("mailbox", Kind::Mailbox),
            arg("flags", Kind::FlagList).optional(),
            arg("date", Kind::DateTime).optional(),
            arg("parts", Kind::CatenateParts),
        ],
        requires: &["CATENATE"],
        untagged: &["EXISTS"],
        flow: Flow::Literal,
        effect: Effect::Write,
        spec: rfc(4469, "3"),
        also: &[rfc(5092, "")],
        example: "a1 APPEND Drafts CATENATE (URL \"/INBOX/;UID=10/;SECTION=TEXT\")",
        exchange: APPEND_CATENATE_EXCHANGE,
        pitfalls: APPEND_CATENATE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "APPEND (UTF8)",
        usage: "APPEND <mailbox> [(<flags>)] [\"<date>\"] UTF8 (~{<size>} <message>)",
        summary: "Upload a message whose header holds raw UTF-8 (RFC 6855 form).",
        base: Some("APPEND"),
        args: &[
            arg("mailbox", Kind::Mailbox),
            arg("flags", Kind::FlagList).optional(),
            arg("date", Kind::DateTime).optional(),
            arg("message", Kind::Literal8),
        ],
        requires: &["UTF8=ACCEPT", "UTF8=ONLY"],
        flow: Flow::Literal,
        effect: Effect::Write,
        status: Status::Deprecated,
        spec: rfc(6855, "4"),
        also: &[rfc(9755, "4"), rfc(9755, "B.1")],
        example: "a1 APPEND Drafts UTF8 (~{310}",
        exchange: APPEND_UTF8_EXCHANGE,
        pitfalls: APPEND_UTF8_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "EXPUNGE",
        usage: "EXPUNGE",
        summary: r"Remove for good all messages flagged \Deleted in the open mailbox.",
        states: States::SELECTED,
        untagged: &["EXPUNGE", "VANISHED"],
        effect: Effect::Destructive,
        spec: rfc(9051, "6.4.3"),
        also: &[rfc(3501, "6.4.3"), rfc(7162, "3.2.7")],
        example: "a1 EXPUNGE",
        exchange: EXPUNGE_EXCHANGE,
        pitfalls: EXPUNGE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID EXPUNGE",
        usage: "UID EXPUNGE <uid-set>",
        summary: r"Remove only those messages of the set that are flagged \Deleted.",
        args: &[arg("set", Kind::UidSet)],
        states: States::SELECTED,
        requires: &["UIDPLUS", "IMAP4rev2"],
        untagged: &["EXPUNGE", "VANISHED"],
        effect: Effect::Destructive,
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(4315, "2.1"), rfc(7162, "3.2.9")],
        example: "a1 UID EXPUNGE 3000:3002",
        exchange: UID_EXPUNGE_EXCHANGE,
        pitfalls: UID_EXPUNGE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "FETCH",
        usage: "FETCH <sequence-set> <item>|(<item> ...) [(<modifier> ...)]",
        summary: "Read parts of messages: flags, envelope, structure, text.",
        args: &[
            arg("set", Kind::SequenceSet),
            arg("items", Kind::FetchItems),
            arg("modifiers", Kind::FetchModifiers).optional(),
        ],
        states: States::SELECTED,
        untagged: &["FETCH", "VANISHED"],
        effect: Effect::ReadWrite,
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5"), rfc(4466, "2.4"), rfc(7162, "3.1.4")],
        example: "a1 FETCH 1:5 (FLAGS ENVELOPE)",
        exchange: FETCH_EXCHANGE,
        pitfalls: FETCH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID FETCH",
        usage: "UID FETCH <uid-set> <item>|(<item> ...) [(<modifier> ...)]",
        summary: "Like FETCH, but messages are named by UID.",
        args: &[
            arg("set", Kind::UidSet),
            arg("items", Kind::FetchItems),
            arg("modifiers", Kind::FetchModifiers).optional(),
        ],
        states: States::SELECTED,
        untagged: &["FETCH", "UIDFETCH", "VANISHED"],
        effect: Effect::ReadWrite,
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(3501, "6.4.8"), rfc(7162, "3.2.6"), rfc(9394, "3.3")],
        example: "a1 UID FETCH 4827313:4828442 FLAGS",
        exchange: UID_FETCH_EXCHANGE,
        pitfalls: UID_FETCH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "STORE",
        usage: "STORE <sequence-set> [(UNCHANGEDSINCE <modseq>)] <action> (<flag> ...)",
        summary: "Change flags of messages.",
        args: &[
            arg("set", Kind::SequenceSet),
            arg("modifiers", Kind::StoreModifiers).optional(),
            arg("action", Kind::StoreAction),
            arg("flags", Kind::FlagList),
        ],
        states: States::SELECTED,
        untagged: &["FETCH", "FLAGS"],
        effect: Effect::Write,
        spec: rfc(9051, "6.4.6"),
        also: &[rfc(3501, "6.4.6"), rfc(7162, "3.1.3"), rfc(4466, "2.5")],
        example: r"a1 STORE 2:4 +FLAGS (\Deleted)",
        exchange: STORE_EXCHANGE,
        pitfalls: STORE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID STORE",
        usage: "UID STORE <uid-set> [(UNCHANGEDSINCE <modseq>)] <action> (<flag> ...)",
        summary: "Like STORE, but messages are named by UID.",
        args: &[
            arg("set", Kind::UidSet),
            arg("modifiers", Kind::StoreModifiers).optional(),
            arg("action", Kind::StoreAction),
            arg("flags", Kind::FlagList),
        ],
        states: States::SELECTED,
        untagged: &["FETCH", "UIDFETCH", "FLAGS"],
        effect: Effect::Write,
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(3501, "6.4.8"), rfc(7162, "3.1.3")],
        example: r"a1 UID STORE 25 -FLAGS.SILENT (\Seen)",
        exchange: UID_STORE_EXCHANGE,
        pitfalls: UID_STORE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "COPY",
        usage: "COPY <sequence-set> <mailbox>",
        summary: "Copy messages to another mailbox, flags and dates included.",
        args: &[arg("set", Kind::SequenceSet), arg("mailbox", Kind::Mailbox)],
        states: States::SELECTED,
        effect: Effect::Write,
        spec: rfc(9051, "6.4.7"),
        also: &[rfc(3501, "6.4.7"), rfc(4315, "3")],
        example: "a1 COPY 2:4 MEETING",
        exchange: COPY_EXCHANGE,
        pitfalls: COPY_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID COPY",
        usage: "UID COPY <uid-set> <mailbox>",
        summary: "Like COPY, but messages are named by UID.",
        args: &[arg("set", Kind::UidSet), arg("mailbox", Kind::Mailbox)],
        states: States::SELECTED,
        effect: Effect::Write,
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(3501, "6.4.8")],
        example: "a1 UID COPY 304,319:320 Archive",
        exchange: UID_COPY_EXCHANGE,
        pitfalls: UID_COPY_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "MOVE",
        usage: "MOVE <sequence-set> <mailbox>",
        summary: "Move messages to another mailbox in one step.",
        args: &[arg("set", Kind::SequenceSet), arg("mailbox", Kind::Mailbox)],
        states: States::SELECTED,
        requires: &["MOVE", "IMAP4rev2"],
        untagged: &["OK", "EXPUNGE", "VANISHED"],
        effect: Effect::Write,
        spec: rfc(9051, "6.4.8"),
        also: &[rfc(6851, "3.1")],
        example: "a1 MOVE 5 Trash",
        exchange: MOVE_EXCHANGE,
        pitfalls: MOVE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID MOVE",
        usage: "UID MOVE <uid-set> <mailbox>",
        summary: "Like MOVE, but messages are named by UID.",
        args: &[arg("set", Kind::UidSet), arg("mailbox", Kind::Mailbox)],
        states: States::SELECTED,
        requires: &["MOVE", "IMAP4rev2"],
        untagged: &["OK", "EXPUNGE", "VANISHED"],
        effect: Effect::Write,
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(6851, "3.2")],
        example: "a1 UID MOVE 42:69 Archive",
        exchange: UID_MOVE_EXCHANGE,
        pitfalls: UID_MOVE_PITFALLS,
        ..Command::DEFAULT
    },
    // `find` answers with this row only when what follows is no UID command that is known, so it may do anything.
    Command {
        name: "UID",
        usage: "UID <FETCH|STORE|SEARCH|COPY|MOVE|EXPUNGE|SORT|THREAD|REPLACE|CONVERT> ...",
        summary: "Prefix: the next command takes and returns UIDs instead of message numbers.",
        args: &[arg("command", Kind::UidCommand), arg("rest", Kind::Rest)],
        states: States::SELECTED,
        effect: Effect::Write,
        spec: rfc(9051, "6.4.9"),
        also: &[rfc(3501, "6.4.8")],
        example: "a1 UID FETCH 1:* (FLAGS)",
        exchange: UID_EXCHANGE,
        pitfalls: UID_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "REPLACE",
        usage: "REPLACE <sequence-number> <mailbox> [(<flags>)] [\"<date>\"] {<size>} <message>",
        summary: "Swap one message for a new version in one step (saving a draft again).",
        args: &[
            arg("message", Kind::SequenceNumber),
            arg("mailbox", Kind::Mailbox),
            arg("flags", Kind::FlagList).optional(),
            arg("date", Kind::DateTime).optional(),
            arg("text", Kind::Literal),
        ],
        states: States::SELECTED,
        requires: &["REPLACE"],
        untagged: &["OK", "EXPUNGE", "VANISHED", "EXISTS"],
        flow: Flow::Literal,
        effect: Effect::Destructive,
        spec: rfc(8508, "3.2"),
        example: r"a1 REPLACE 4 Drafts (\Seen \Draft) {312}",
        exchange: REPLACE_EXCHANGE,
        pitfalls: REPLACE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID REPLACE",
        usage: "UID REPLACE <uid> <mailbox> [(<flags>)] [\"<date>\"] {<size>} <message>",
        summary: "Like REPLACE, but the old message is named by UID.",
        args: &[
            arg("message", Kind::Uid),
            arg("mailbox", Kind::Mailbox),
            arg("flags", Kind::FlagList).optional(),
            arg("date", Kind::DateTime).optional(),
            arg("text", Kind::Literal),
        ],
        states: States::SELECTED,
        requires: &["REPLACE"],
        untagged: &["OK", "EXPUNGE", "VANISHED", "EXISTS"],
        flow: Flow::Literal,
        effect: Effect::Destructive,
        spec: rfc(8508, "3.3"),
        example: r"a1 UID REPLACE 2001 Drafts (\Seen \Draft) {312}",
        exchange: UID_REPLACE_EXCHANGE,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const APPEND_EXCHANGE: &str = r#"C: a1 APPEND INBOX (\Seen) "07-Feb-1994 21:52:25 -0800" {326}
S: + OK
C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
C: From: Fred Foobar <foobar@Blurdybloop.example>
C: ... (326 octets in all)
S: a1 OK [APPENDUID 1795227859 1] Append completed"#;

const APPEND_PITFALLS: &[&str] = &[
    "The number in braces counts octets, CRLF line ends included, not characters.",
    "Wait for the \"+\" before you send the message, unless you wrote {326+} and the server has \
    LITERAL+ (or LITERAL- for at most 4096 octets).",
    "APPEND does not send mail; it only stores it. For sending there is SMTP submission.",
    "Lines must end in CRLF. A bare LF makes some servers refuse the message or store a broken \
    one.",
    "[TRYCREATE] in a NO answer means: CREATE the mailbox, then try again.",
];

const APPEND_MULTIAPPEND_EXCHANGE: &str = r"C: a1 APPEND INBOX (\Seen) {35+}
C: Subject: no headers but this
C:
C: x
C:  (\Draft) {35+}
C: Subject: no headers but this
C:
C: x
C:
S: a1 OK [APPENDUID 1795227859 5:6] Append completed";

const APPEND_MULTIAPPEND_PITFALLS: &[&str] = &[
    "After each literal the command line goes on with a space; the very last one ends with an \
    empty CRLF.",
    "APPENDUID then holds a UID set, in the order of upload.",
];

const APPEND_CATENATE_EXCHANGE: &str = r#"C: a1 APPEND Drafts CATENATE (URL "/INBOX/;UID=9999")
S: a1 NO [BADURL /INBOX/;UID=9999] Message not found"#;

const APPEND_CATENATE_PITFALLS: &[&str] = &[
    "URLs are IMAP URLs (RFC 5092), usually relative: /<mailbox>/;UID=<n>/;SECTION=<part>.",
    "[TOOBIG] means that the result would exceed a limit.",
];

const APPEND_UTF8_EXCHANGE: &str = "C: a2 APPEND Drafts UTF8 (~{310+}
C: ... 310 octets whose header may hold raw UTF-8
C: )
S: a2 OK [APPENDUID 1 2] Append completed";

const APPEND_UTF8_PITFALLS: &[&str] =
    &["Only after ENABLE UTF8=ACCEPT. RFC 9755 drops this form: plain APPEND is then enough."];

const EXPUNGE_EXCHANGE: &str = "C: a1 EXPUNGE
S: * 5 EXPUNGE
S: * 2 EXPUNGE
S: a1 OK Expunge completed";

const EXPUNGE_PITFALLS: &[&str] = &[
    "Each EXPUNGE line renumbers everything above it at once: three messages 3, 4, 5 may be \
    reported as \"3, 3, 3\" or as \"5, 4, 3\".",
    "It removes what other programs flagged too. With UIDPLUS use UID EXPUNGE to remove only \
    yours.",
    r"On Gmail, by default, \Deleted archives or auto-expunges: an account setting decides.",
];

const UID_EXPUNGE_EXCHANGE: &str = "C: a1 UID EXPUNGE 1
S: * 1 EXPUNGE
S: a1 OK Expunge completed";

const UID_EXPUNGE_PITFALLS: &[&str] =
    &["The answer still speaks in sequence numbers (or VANISHED with UIDs once QRESYNC or UIDONLY \
    is enabled)."];

const FETCH_EXCHANGE: &str = r"C: a1 FETCH 2 BODY[TEXT]
S: * 2 FETCH (FLAGS (\Seen $HasNoAttachment) BODY[TEXT] {26}
S: Half past three is fine.
S: )
S: a1 OK Fetch completed";

const FETCH_PITFALLS: &[&str] = &[
    r"BODY[...] sets \Seen; BODY.PEEK[...] does not. Learners should always PEEK.",
    "More than one item needs parentheses: FETCH 1 (FLAGS UID), not FETCH 1 FLAGS UID.",
    "The answer says BODY[...], never BODY.PEEK[...], and may bring items you did not ask for.",
    "\"*\" is the last message: FETCH * FLAGS. FETCH 1:* on a big mailbox is a big download.",
    "A number beyond EXISTS is an error with Dovecot (BAD) or Cyrus (NO), an untagged NO with \
    Courier.",
];

const UID_FETCH_EXCHANGE: &str = r"C: a1 UID FETCH 1:* (UID FLAGS) (PARTIAL -1:-2)
S: * 4 FETCH (FLAGS (\Recent) UID 4)
S: * 3 FETCH (FLAGS (\Recent) UID 3)
S: a1 OK Completed";

const UID_FETCH_PITFALLS: &[&str] = &[
    "The number after \"*\" in the answer is still a sequence number; the UID is inside the \
    parentheses.",
    "UIDs that do not exist are silently skipped and the command still says OK.",
    "UID FETCH 5000:* always returns at least the last message, even if its UID is below 5000, \
    for a range has no direction.",
    "VANISHED and PARTIAL are modifiers for UID FETCH only (QRESYNC, PARTIAL).",
];

const STORE_EXCHANGE: &str = r"C: a1 STORE 1 +FLAGS (\Flagged $Important)
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Important)
S: * 1 FETCH (FLAGS (\Flagged \Seen $Important))
S: a1 OK Store completed";

const STORE_PITFALLS: &[&str] = &[
    "FLAGS replaces all flags, +FLAGS adds, -FLAGS removes. Forgetting the sign wipes the others.",
    "Adding .SILENT asks the server not to echo the new flags.",
    r"\Recent cannot be set by anyone.",
    r"Setting \Deleted deletes nothing yet: EXPUNGE does.",
    "With UNCHANGEDSINCE, messages that changed meanwhile are skipped and listed in [MODIFIED \
    ...] - within an OK.",
];

const UID_STORE_EXCHANGE: &str = r"C: a1 UID STORE 99 +FLAGS (\Seen)
S: a1 OK Store completed";

const UID_STORE_PITFALLS: &[&str] = &["OK does not prove that anything changed: UIDs that do not exist are ignored."];

const COPY_EXCHANGE: &str = "C: a1 COPY 1:2 Drafts
S: a1 OK [COPYUID 1795227860 1:2 1:2] Copy completed";

const COPY_PITFALLS: &[&str] = &[
    "All or nothing: if it fails, nothing was copied.",
    "[TRYCREATE] means the target does not exist: CREATE it, then repeat.",
];

const UID_COPY_EXCHANGE: &str = "C: a1 UID COPY 999 Drafts
S: a1 OK No messages found";

const UID_COPY_PITFALLS: &[&str] = &["An empty match is OK, not an error."];

const MOVE_EXCHANGE: &str = "C: a1 MOVE 5 Trash
S: * OK [COPYUID 1795227861 5 1] Moved UIDs.
S: * 5 EXPUNGE
S: a1 OK Move completed";

const MOVE_PITFALLS: &[&str] = &[
    "COPYUID comes in an untagged OK, before the EXPUNGE lines - not in the tagged OK as with \
    COPY.",
    "Sequence numbers of the remaining messages shift. Without MOVE: COPY, STORE +FLAGS.SILENT \
    \\Deleted, then UID EXPUNGE.",
    "Large moves may be done only in part: read the EXPUNGE lines.",
];

const UID_MOVE_EXCHANGE: &str = "C: a1 UID MOVE 42:43 foo
S: * OK [COPYUID 432432 42:43 1202:1203] Moved UIDs.
S: * 22 EXPUNGE
S: * 22 EXPUNGE
S: a1 OK Done";

const UID_MOVE_PITFALLS: &[&str] = &["The safest way to file mail: it does not depend on numbers that shift."];

const UID_EXCHANGE: &str = r"C: A999 UID FETCH 4827313:4828442 FLAGS
S: * 23 FETCH (FLAGS (\Seen) UID 4827313)
S: * 24 FETCH (FLAGS (\Seen) UID 4827943)
S: A999 OK UID FETCH completed";

const UID_PITFALLS: &[&str] =
    &["UIDs never change within a mailbox (for the same UIDVALIDITY); sequence numbers do. Prefer \
    UIDs for anything that lasts longer than one command."];

const REPLACE_EXCHANGE: &str = r"C: a1 REPLACE 1 Drafts (\Draft) {35+}
C: Subject: no headers but this
C:
C: x
C:
S: * OK [APPENDUID 1795228142 3] Replacement message saved.
S: * 1 EXPUNGE
S: * 2 EXISTS
S: a1 OK Replace completed";

const REPLACE_PITFALLS: &[&str] =
    &["Exactly one message; APPENDUID comes in an untagged OK.", "The new message gets a new number and a new UID."];

const UID_REPLACE_EXCHANGE: &str = r"C: a1 UID REPLACE 2001 Drafts (\Seen \Draft) {73+}
C: Date: Thu, 1 Jan 2015 00:06:00 -0500 (EST)
C: Subject: v2
C:
C: second try
S: * OK [APPENDUID 1 2002] Replacement Message ready
S: * 5 EXISTS
S: * 4 EXPUNGE
S: a1 OK Replace completed";

//! Commands about mailboxes: opening, closing, listing, making and removing them.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, Next, arg};
use crate::catalog::{State, States, Status, rfc};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "SELECT",
        usage: "SELECT <mailbox> [(CONDSTORE | QRESYNC (<uidvalidity> <modseq> [<known-uids>] \
            [(<seqs> <uids>)]) | ANNOTATE)]",
        summary: "Open a mailbox for reading and writing; everything about messages needs an \
            open mailbox.",
        args: &[arg("mailbox", Kind::Mailbox), arg("params", Kind::SelectParams).optional()],
        next: Next::To(State::Selected),
        untagged: &["FLAGS", "EXISTS", "RECENT", "OK", "LIST", "VANISHED", "FETCH"],
        effect: Effect::Session,
        spec: rfc(9051, "6.3.2"),
        also: &[rfc(3501, "6.3.1"), rfc(7162, "3.1.8"), rfc(7162, "3.2.5"), rfc(4466, "2.1")],
        example: "a1 SELECT INBOX",
        exchange: SELECT_EXCHANGE,
        pitfalls: SELECT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "EXAMINE",
        usage: "EXAMINE <mailbox> [(CONDSTORE | QRESYNC (...) | ANNOTATE)]",
        summary: "Open a mailbox read-only: same data as SELECT, but nothing you do can change it.",
        args: &[arg("mailbox", Kind::Mailbox), arg("params", Kind::SelectParams).optional()],
        next: Next::SelectedReadOnly,
        untagged: &["FLAGS", "EXISTS", "RECENT", "OK", "LIST", "VANISHED", "FETCH"],
        effect: Effect::Session,
        spec: rfc(9051, "6.3.3"),
        also: &[rfc(3501, "6.3.2")],
        example: "a1 EXAMINE INBOX",
        exchange: EXAMINE_EXCHANGE,
        pitfalls: EXAMINE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "CREATE",
        usage: "CREATE <mailbox> [(USE (<special-use> ...))]",
        summary: "Make a new mailbox; missing parents are made too.",
        args: &[arg("mailbox", Kind::Mailbox), arg("params", Kind::CreateParams).optional()],
        untagged: &["LIST"],
        effect: Effect::Write,
        spec: rfc(9051, "6.3.4"),
        also: &[rfc(3501, "6.3.3"), rfc(6154, "3"), rfc(4466, "2.2"), rfc(8474, "4.1")],
        example: "a1 CREATE Archive/2026",
        exchange: CREATE_EXCHANGE,
        pitfalls: CREATE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "DELETE",
        usage: "DELETE <mailbox>",
        summary: "Delete a mailbox and all the messages in it, for good.",
        args: &[arg("mailbox", Kind::Mailbox)],
        effect: Effect::Destructive,
        spec: rfc(9051, "6.3.5"),
        also: &[rfc(3501, "6.3.4")],
        example: "a1 DELETE Archive/2019",
        exchange: DELETE_EXCHANGE,
        pitfalls: DELETE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "RENAME",
        usage: "RENAME <old-mailbox> <new-mailbox>",
        summary: "Give a mailbox (and everything below it) a new name.",
        args: &[arg("old", Kind::Mailbox), arg("new", Kind::MailboxNew)],
        untagged: &["LIST"],
        effect: Effect::Write,
        spec: rfc(9051, "6.3.6"),
        also: &[rfc(3501, "6.3.5")],
        example: "a1 RENAME Work Archive/Work",
        exchange: RENAME_EXCHANGE,
        pitfalls: RENAME_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "SUBSCRIBE",
        usage: "SUBSCRIBE <mailbox>",
        summary: "Put a mailbox on your personal \"show me these\" list.",
        args: &[arg("mailbox", Kind::Mailbox)],
        untagged: &["LIST"],
        effect: Effect::Write,
        spec: rfc(9051, "6.3.7"),
        also: &[rfc(3501, "6.3.6")],
        example: "a1 SUBSCRIBE #news.comp.mail.misc",
        exchange: SUBSCRIBE_EXCHANGE,
        pitfalls: SUBSCRIBE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UNSUBSCRIBE",
        usage: "UNSUBSCRIBE <mailbox>",
        summary: "Take a mailbox off your subscription list. The mailbox itself is untouched.",
        args: &[arg("mailbox", Kind::MailboxSubscribed)],
        untagged: &["LIST"],
        effect: Effect::Write,
        spec: rfc(9051, "6.3.8"),
        also: &[rfc(3501, "6.3.7")],
        example: "a1 UNSUBSCRIBE Lists/rust",
        exchange: UNSUBSCRIBE_EXCHANGE,
        pitfalls: UNSUBSCRIBE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "LIST",
        usage: "LIST [(<selection-opts>)] <reference> <pattern>|(<pattern> ...) [RETURN \
            (<return-opts>)]",
        summary: "Show mailbox names that match a pattern, with their attributes.",
        args: &[
            arg("select", Kind::ListSelectOptions).optional(),
            arg("reference", Kind::MailboxReference),
            arg("pattern", Kind::MailboxPattern),
            arg("return", Kind::ListReturnOptions).optional(),
        ],
        untagged: &["LIST", "STATUS", "MYRIGHTS", "METADATA"],
        spec: rfc(9051, "6.3.9"),
        also: &[rfc(3501, "6.3.8"), rfc(5258, "3"), rfc(5819, "2"), rfc(6154, "2"), rfc(8440, "3"), rfc(9590, "3")],
        example: r#"a1 LIST "" "*""#,
        exchange: LIST_EXCHANGE,
        pitfalls: LIST_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "LSUB",
        usage: "LSUB <reference> <pattern>",
        summary: "Old way to list subscribed mailboxes. LIST (SUBSCRIBED) replaces it.",
        args: &[arg("reference", Kind::MailboxReference), arg("pattern", Kind::MailboxPattern)],
        requires: &["IMAP4rev1"],
        untagged: &["LSUB"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.3.9"),
        example: r#"a1 LSUB "" "*""#,
        exchange: LSUB_EXCHANGE,
        pitfalls: LSUB_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "NAMESPACE",
        usage: "NAMESPACE",
        summary: "Ask where your own mailboxes, other users' mailboxes and shared mailboxes \
            live, and their separators.",
        requires: &["NAMESPACE", "IMAP4rev2"],
        untagged: &["NAMESPACE"],
        spec: rfc(9051, "6.3.10"),
        also: &[rfc(2342, "5")],
        example: "a1 NAMESPACE",
        exchange: NAMESPACE_EXCHANGE,
        pitfalls: NAMESPACE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "STATUS",
        usage: "STATUS <mailbox> (<item> ...)",
        summary: "Ask for counters of a mailbox without opening it.",
        args: &[arg("mailbox", Kind::Mailbox), arg("items", Kind::StatusItems)],
        untagged: &["STATUS"],
        spec: rfc(9051, "6.3.11"),
        also: &[rfc(3501, "6.3.10")],
        example: "a1 STATUS Drafts (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)",
        exchange: STATUS_EXCHANGE,
        pitfalls: STATUS_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "CHECK",
        usage: "CHECK",
        summary: "Ask the server for a housekeeping checkpoint of the open mailbox. Nearly \
            always the same as NOOP.",
        states: States::SELECTED,
        requires: &["IMAP4rev1"],
        status: Status::Deprecated,
        spec: rfc(3501, "6.4.1"),
        example: "a1 CHECK",
        exchange: CHECK_EXCHANGE,
        pitfalls: CHECK_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "CLOSE",
        usage: "CLOSE",
        summary: r"Close the open mailbox and quietly remove all messages flagged \Deleted.",
        states: States::SELECTED,
        next: Next::To(State::Authenticated),
        effect: Effect::Destructive,
        spec: rfc(9051, "6.4.1"),
        also: &[rfc(3501, "6.4.2")],
        example: "a1 CLOSE",
        exchange: CLOSE_EXCHANGE,
        pitfalls: CLOSE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UNSELECT",
        usage: "UNSELECT",
        summary: "Close the open mailbox without removing anything.",
        states: States::SELECTED,
        next: Next::To(State::Authenticated),
        requires: &["UNSELECT", "IMAP4rev2"],
        effect: Effect::Session,
        spec: rfc(9051, "6.4.2"),
        also: &[rfc(3691, "2")],
        example: "a1 UNSELECT",
        exchange: UNSELECT_EXCHANGE,
        pitfalls: UNSELECT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "RLIST",
        usage: "RLIST <reference> <pattern>",
        summary: "LIST that may also show mailboxes kept on other servers (referrals).",
        args: &[arg("reference", Kind::MailboxReference), arg("pattern", Kind::MailboxPattern)],
        requires: &["MAILBOX-REFERRALS"],
        untagged: &["LIST"],
        spec: rfc(2193, "5.1"),
        example: r#"a1 RLIST "" "%""#,
        exchange: RLIST_EXCHANGE,
        pitfalls: RLIST_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "RLSUB",
        usage: "RLSUB <reference> <pattern>",
        summary: "LSUB that may also show mailboxes kept on other servers.",
        args: &[arg("reference", Kind::MailboxReference), arg("pattern", Kind::MailboxPattern)],
        requires: &["MAILBOX-REFERRALS"],
        untagged: &["LSUB"],
        spec: rfc(2193, "5.2"),
        example: r#"a1 RLSUB "" "%""#,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const SELECT_EXCHANGE: &str = r"C: a1 SELECT INBOX
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.
S: * 6 EXISTS
S: * 0 RECENT
S: * OK [UNSEEN 2] First unseen.
S: * OK [UIDVALIDITY 1795227859] UIDs valid
S: * OK [UIDNEXT 7] Predicted next UID
S: a1 OK [READ-WRITE] Select completed";

const SELECT_PITFALLS: &[&str] = &[
    "Selecting another mailbox closes the present one first - without expunging. If the new \
    SELECT fails with NO, you end up with no mailbox selected at all (after BAD nothing has \
    changed).",
    "EXAMINE is the same but read-only: use it to look around without side effects.",
    "If UIDVALIDITY differs from last time, every UID you remembered is worthless.",
    "[UNSEEN 2] is the number of the first unread message, not how many are unread. STATUS \
    (UNSEEN) counts them.",
    "Under IMAP4rev2 the RECENT line and [UNSEEN] are gone and a LIST line is added.",
];

const EXAMINE_EXCHANGE: &str = r"C: a1 EXAMINE INBOX
S: * 17 EXISTS
S: * 2 RECENT
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * OK [PERMANENTFLAGS ()] No permanent flags permitted
S: * OK [UIDVALIDITY 3857529045] UIDs valid
S: * OK [UIDNEXT 4392] Predicted next UID
S: a1 OK [READ-ONLY] EXAMINE completed";

const EXAMINE_PITFALLS: &[&str] = &[
    "Empty PERMANENTFLAGS () is the tell-tale of read-only: flags cannot be changed for good.",
    r"FETCH BODY[] does not set \Seen here, so it is the safest way to learn.",
    "What STORE or EXPUNGE does now differs by server: Cyrus says NO, Dovecot says OK and \
    ignores it.",
];

const CREATE_EXCHANGE: &str = r"C: a1 CREATE MyDrafts (USE (\Drafts))
S: a1 OK MyDrafts created";

const CREATE_PITFALLS: &[&str] = &[
    "Use the server's own separator: take it from the LIST or NAMESPACE answer (\"/\" or \".\" \
    mostly).",
    "A trailing separator says \"I mean to put mailboxes below this one\"; it is not part of the \
    name.",
    "INBOX cannot be created. Servers with a personal namespace such as \"INBOX.\" refuse names \
    outside it.",
    "Without UTF8=ACCEPT or IMAP4rev2, non-ASCII names must be written in modified UTF-7 (&Jjo- \
    style), and a bare \"&\" must be written \"&-\".",
];

const DELETE_EXCHANGE: &str = "C: a1 DELETE INBOX
S: a1 NO INBOX can't be deleted";

const DELETE_PITFALLS: &[&str] = &[
    "There is no undo and no trash.",
    "Children are not deleted. A mailbox with children may survive as a \\Noselect name, or the \
    server may refuse with [HASCHILDREN].",
    "The subscription stays; follow with UNSUBSCRIBE.",
];

const RENAME_EXCHANGE: &str = "C: a1 RENAME Nope X
S: a1 NO [NONEXISTENT] Mailbox doesn't exist: Nope";

const RENAME_PITFALLS: &[&str] = &[
    "Renaming INBOX is special: its messages move to the new name, INBOX itself stays (empty) \
    and its children are left alone.",
    "Subscriptions do not follow the rename on most servers.",
];

const SUBSCRIBE_EXCHANGE: &str = "C: a1 SUBSCRIBE Lists/rust
S: a1 OK Subscribe completed";

const SUBSCRIBE_PITFALLS: &[&str] = &[
    "It only stores a name: it neither creates the mailbox nor delivers mail to it.",
    "Most graphical clients hide mailboxes that are not subscribed.",
];

const UNSUBSCRIBE_EXCHANGE: &str = "C: a1 UNSUBSCRIBE Gone
S: a1 OK Unsubscribe completed";

const UNSUBSCRIBE_PITFALLS: &[&str] =
    &["Works for names of mailboxes that no longer exist: that is how you clean up after DELETE."];

const LIST_EXCHANGE: &str = r#"C: a1 LIST "" % RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))
S: * LIST (\Drafts) "/" Drafts
S: * STATUS Drafts (MESSAGES 2 UNSEEN 1)
S: * LIST () "/" INBOX
S: * STATUS INBOX (MESSAGES 2 UNSEEN 1)
S: a1 OK List completed"#;

const LIST_PITFALLS: &[&str] = &[
    "Two arguments, always: the reference is normally \"\" (empty).",
    r#""*" matches everything including separators; "%" stops at a separator (one level)."#,
    r#"LIST "" "" is a special question: it asks only for the hierarchy separator."#,
    "Options in parentheses and RETURN need LIST-EXTENDED (or IMAP4rev2); each option may need \
    its own capability.",
    "A name in the answer may be an atom, a quoted string or a literal; the separator may be NIL \
    for a flat namespace.",
];

const LSUB_EXCHANGE: &str = r#"C: a1 LSUB "" "%"
S: * LSUB (\Sent) "/" Sent
S: * LSUB (\Noselect) "/" Lists
S: a1 OK Lsub completed"#;

const LSUB_PITFALLS: &[&str] = &[
    "With \"%\", \\Noselect on a line may just mean \"not subscribed itself, but something below \
    it is\".",
    r"Attributes other than \Noselect are not to be trusted here.",
    "Removed from IMAP4rev2.",
];

const NAMESPACE_EXCHANGE: &str = r#"C: a1 NAMESPACE
S: * NAMESPACE (("INBOX." ".")) (("user." ".")) (("" "."))
S: a1 OK Completed"#;

const NAMESPACE_PITFALLS: &[&str] = &[
    "Three groups in fixed order: personal, other users, shared. NIL means \"none of that kind\".",
    "A prefix such as \"INBOX.\" means new mailboxes have to be made below it.",
];

const STATUS_EXCHANGE: &str = "C: a1 STATUS INBOX (MESSAGES UIDNEXT UNSEEN)
S: * STATUS INBOX (MESSAGES 2 UIDNEXT 7 UNSEEN 1)
S: a1 OK Status completed";

const STATUS_PITFALLS: &[&str] = &[
    "The items must be in parentheses, even a single one.",
    "Meant for mailboxes that are not open now; for the open one use NOOP. It can be slow, so do \
    not poll hundreds of mailboxes (use LIST ... RETURN (STATUS ...)).",
    "Items come back in the server's order, not yours.",
];

const CHECK_EXCHANGE: &str = "C: a1 CHECK
S: a1 OK Check completed";

const CHECK_PITFALLS: &[&str] = &["It does not check for new mail. Use NOOP; CHECK is gone from IMAP4rev2."];

const CLOSE_EXCHANGE: &str = "C: a1 CLOSE
S: a1 OK Close completed";

const CLOSE_PITFALLS: &[&str] = &[
    "It expunges without telling: no EXPUNGE lines are sent. Use UNSELECT to close without \
    deleting.",
    "After EXAMINE it removes nothing.",
];

const UNSELECT_EXCHANGE: &str = "C: a1 UNSELECT
S: a1 OK Unselect completed";

const UNSELECT_PITFALLS: &[&str] =
    &["Without the UNSELECT capability, the trick is to EXAMINE a mailbox that does not exist: the \
    failed command leaves you with none selected."];

const RLIST_EXCHANGE: &str = r#"C: A001 RLIST "" "%"
S: * LIST () "/" "FOO"
S: * LIST () "/" "REMOTE"
S: A001 OK RLIST completed"#;

const RLIST_PITFALLS: &[&str] = &["Selecting such a mailbox fails with NO [REFERRAL imap://...]."];

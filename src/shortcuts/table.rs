//! The table of shortcuts: a row each, sorted by name.

use crate::shortcuts::acting::{append, connect, delete, expunge, flag, keepalive, quit, undelete, unflag};
use crate::shortcuts::plan::{
    auth, expect, explain, history, inbox, last, let_value, log, login, run, seconds, set, set_to, uids, until,
};
use crate::shortcuts::watching::watch;
use crate::shortcuts::{Group, Rendering, Shortcut, Step, Switch, mailboxes, reading};
use crate::wire::unescape;

/// What most rows have.
const USUAL: Shortcut = Shortcut {
    name: "",
    group: Group::Learning,
    usage: "",
    brief: "",
    sends: "",
    covers: "",
    adapts: false,
    reaches_out: false,
    offline: false,
    plan: |_, _| Ok(Vec::new()),
};

/// Every shortcut, by name.
pub const SHORTCUTS: &[Shortcut] = &[
    Shortcut {
        name: "append",
        group: Group::Changing,
        usage: ":append MAILBOX FILE [FLAG…]",
        brief: "Store the message in FILE in a mailbox; its bare LF are sent as CRLF.",
        sends: "APPEND",
        plan: append,
        reaches_out: true,
        ..USUAL
    },
    Shortcut {
        name: "auth",
        group: Group::Connecting,
        usage: ":auth MECH [USER]",
        brief: "Log in with a SASL mechanism: PLAIN, SCRAM-SHA-256, XOAUTH2, EXTERNAL and others.",
        sends: "AUTHENTICATE",
        covers: "Connect",
        plan: auth,
        ..USUAL
    },
    Shortcut {
        name: "caps",
        group: Group::Learning,
        usage: ":caps",
        brief: "Say what the server can do, since when, where that stands, and what to try.",
        plan: |_, _| Ok(vec![Step::Render(Rendering::Capabilities)]),
        ..USUAL
    },
    Shortcut {
        name: "connect",
        group: Group::Connecting,
        usage: ":connect TARGET",
        brief: "Connect to HOST, USER@HOST:PORT, imaps://… or demo, and log in if a user is named.",
        sends: "LOGOUT, if there is a connection; LOGIN or AUTHENTICATE",
        covers: "Connect",
        plan: connect,
        offline: true,
        ..USUAL
    },
    Shortcut {
        name: "delete",
        group: Group::Changing,
        usage: ":delete SET",
        brief: "Mark messages \\Deleted, by their UIDs; :expunge removes them, :undelete takes it back.",
        sends: "UID SEARCH, UID STORE +FLAGS.SILENT (\\Deleted)",
        covers: "DeleteMessage",
        plan: delete,
        ..USUAL
    },
    Shortcut {
        name: "disconnect",
        group: Group::Connecting,
        usage: ":disconnect",
        brief: "Log out and stay; :reconnect and :connect go on.",
        sends: "LOGOUT",
        plan: |_, _| Ok(vec![Step::Disconnect]),
        ..USUAL
    },
    Shortcut {
        name: "done",
        group: Group::Waiting,
        usage: ":done",
        brief: "End IDLE.",
        sends: "DONE",
        plan: |_, _| Ok(vec![Step::Done]),
        ..USUAL
    },
    Shortcut {
        name: "eml",
        group: Group::Reading,
        usage: ":eml FILE [--lines L]",
        brief: "Show a message that is a file, as :read shows one.",
        covers: "FetchFromStream",
        plan: reading::eml,
        reaches_out: true,
        offline: true,
        ..USUAL
    },
    Shortcut {
        name: "expect",
        group: Group::Scripting,
        usage: ":expect OK|NO|BAD [TEXT]",
        brief: "Say whether the last reply was this, with TEXT in it; a script ends with 7 if not.",
        plan: expect,
        ..USUAL
    },
    Shortcut {
        name: "explain",
        group: Group::Learning,
        usage: ":explain [on|off|LINE]",
        brief: "Explain what the last command was answered token by token, or LINE, or each response from now on.",
        plan: explain,
        offline: true,
        ..USUAL
    },
    Shortcut {
        name: "expunge",
        group: Group::Changing,
        usage: ":expunge",
        brief: "Remove, after a question, the messages that this session marked, and no others.",
        sends: "UID EXPUNGE; else UID SEARCH DELETED, EXPUNGE",
        covers: "DeleteMessage",
        plan: expunge,
        adapts: true,
        ..USUAL
    },
    Shortcut {
        name: "flag",
        group: Group::Changing,
        usage: ":flag SET FLAG…",
        brief: "Set flags on messages: \\Seen, \\Flagged, or words of your own.",
        sends: "STORE N +FLAGS (…)",
        plan: flag,
        ..USUAL
    },
    Shortcut {
        name: "headers",
        group: Group::Reading,
        usage: ":headers [-u] N",
        brief: "Show the headers of a message, decoded.",
        sends: "FETCH N (BODY.PEEK[HEADER])",
        covers: "FetchMessage",
        plan: reading::headers,
        ..USUAL
    },
    Shortcut {
        name: "help",
        group: Group::Learning,
        usage: ":help [TOPIC]",
        brief: "Say what there is, or explain a command, item, code or idea of IMAP.",
        plan: |_, rest| Ok(vec![Step::Render(Rendering::Help(rest.to_owned()))]),
        offline: true,
        ..USUAL
    },
    Shortcut {
        name: "history",
        group: Group::Scripting,
        usage: ":history [N]",
        brief: "Show the lines that were typed, or the last N of them; ↑ and Ctrl-R bring them back.",
        plan: history,
        ..USUAL
    },
    Shortcut {
        name: "inbox",
        group: Group::Looking,
        usage: ":inbox",
        brief: "Select INBOX and sum it up.",
        sends: "STATUS INBOX, SELECT INBOX; SELECT INBOX, SEARCH UNSEEN where it is open; EXAMINE for --read-only",
        covers: "GetMailBoxStatus",
        plan: inbox,
        adapts: true,
        ..USUAL
    },
    Shortcut {
        name: "keepalive",
        group: Group::Connecting,
        usage: ":keepalive [SECS|off]",
        brief: "Send NOOP whenever nothing was sent for SECS seconds (240), except in IDLE.",
        sends: "NOOP",
        covers: "Ping",
        plan: keepalive,
        ..USUAL
    },
    Shortcut {
        name: "last",
        group: Group::Wire,
        usage: ":last [> FILE]",
        brief: "Show all that came since the last command, in $PAGER, or save its octets.",
        plan: last,
        reaches_out: true,
        ..USUAL
    },
    Shortcut {
        name: "let",
        group: Group::Scripting,
        usage: ":let NAME VALUE",
        brief: "Give a value a name; {$NAME} in a command stands for it.",
        plan: let_value,
        offline: true,
        ..USUAL
    },
    Shortcut {
        name: "list",
        group: Group::Looking,
        usage: ":list [-u] [SET]",
        brief: "List messages: number, UID, date, sender, subject, size, flags.",
        sends: "FETCH SET (UID FLAGS RFC822.SIZE ENVELOPE)",
        covers: "FetchMessageInfo",
        plan: reading::list,
        ..USUAL
    },
    Shortcut {
        name: "log",
        group: Group::Wire,
        usage: ":log FILE|off",
        brief: "Write down what crosses the wire in FILE, secrets masked; or no longer.",
        plan: log,
        reaches_out: true,
        ..USUAL
    },
    Shortcut {
        name: "login",
        group: Group::Connecting,
        usage: ":login [USER]",
        brief: "Log in, in the best way that the server offers; the password is asked for, unseen.",
        sends: "LOGIN or AUTHENTICATE",
        covers: "Connect",
        plan: login,
        ..USUAL
    },
    Shortcut {
        name: "ls",
        group: Group::Looking,
        usage: ":ls [PATTERN]",
        brief: "List mailboxes: names for people, messages, those unseen, and what each is for.",
        sends: "LIST … RETURN (STATUS …); else LIST, STATUS",
        plan: mailboxes::ls,
        adapts: true,
        ..USUAL
    },
    Shortcut {
        name: "map",
        group: Group::Looking,
        usage: ":map",
        brief: "Show which number has which UID, and how EXPUNGE and EXISTS have moved the numbers.",
        sends: "FETCH 1:* (UID)",
        plan: reading::map,
        ..USUAL
    },
    Shortcut {
        name: "parts",
        group: Group::Reading,
        usage: ":parts [-u] N",
        brief: "Show the parts of a message, and the FETCH to type for each.",
        sends: "FETCH N (BODYSTRUCTURE)",
        covers: "FetchMessage",
        plan: reading::parts,
        ..USUAL
    },
    Shortcut {
        name: "ping",
        group: Group::Connecting,
        usage: ":ping",
        brief: "Send NOOP, and tell how long the answer took.",
        sends: "NOOP",
        covers: "Ping",
        plan: |_, _| Ok(vec![Step::Ping]),
        ..USUAL
    },
    Shortcut {
        name: "quit",
        group: Group::Connecting,
        usage: ":quit [--expunge|--undelete]",
        brief: "Log out and leave; remove or unmark first what this session has marked.",
        sends: "SELECT, UID EXPUNGE or UID STORE, in each mailbox with marks; LOGOUT",
        covers: "QuitAndCommit, QuitAndRollback",
        plan: quit,
        adapts: true,
        ..USUAL
    },
    Shortcut {
        name: "raw",
        group: Group::Wire,
        usage: ":raw TEXT",
        brief: "Send these very octets, without a tag: \\r \\n \\t \\0 \\\\ \\xHH.",
        sends: "TEXT",
        plan: |_, rest| Ok(vec![Step::Raw(unescape(rest)?)]),
        ..USUAL
    },
    Shortcut {
        name: "read",
        group: Group::Reading,
        usage: ":read [-u] N [PART] [--lines L]",
        brief: "Show the text of a message or of a part, without marking it as seen.",
        sends: "FETCH N (BODYSTRUCTURE), FETCH N (BODY.PEEK[HEADER.FIELDS (…)] BODY.PEEK[PART])",
        covers: "Fetch, FetchMessageInfo",
        plan: reading::read,
        ..USUAL
    },
    Shortcut {
        name: "reconnect",
        group: Group::Connecting,
        usage: ":reconnect",
        brief: "Connect again, log in again, and open the mailbox that was open.",
        sends: "LOGOUT, if there is a connection; LOGIN or AUTHENTICATE, SELECT or EXAMINE",
        covers: "Connect",
        plan: |_, _| Ok(vec![Step::Reconnect]),
        ..USUAL
    },
    Shortcut {
        name: "run",
        group: Group::Scripting,
        usage: ":run FILE",
        brief: "Run the lines of a file, as if typed here.",
        plan: run,
        reaches_out: true,
        ..USUAL
    },
    Shortcut {
        name: "save",
        group: Group::Reading,
        usage: ":save [-u] N [PART] FILE",
        brief: "Save a message as it is, or a part of it decoded, to a new file.",
        sends: "FETCH N (BODY.PEEK[]), or FETCH N (BODYSTRUCTURE), FETCH N (BODY.PEEK[PART])",
        covers: "Fetch to a stream",
        plan: reading::save,
        reaches_out: true,
        ..USUAL
    },
    Shortcut {
        name: "search",
        group: Group::Looking,
        usage: ":search WORDS",
        brief: "Find messages: from:ann subject:\"two words\" since:3d before:2021-04-22 unseen larger:1M.",
        sends: "UID SEARCH",
        plan: reading::search,
        ..USUAL
    },
    Shortcut {
        name: "send",
        group: Group::Wire,
        usage: ":send LINE",
        brief: "Send LINE as it is behind a tag, whatever it looks like.",
        sends: "LINE",
        plan: |_, rest| Ok(vec![Step::Send { line: rest.to_owned(), claims: &[] }]),
        ..USUAL
    },
    Shortcut {
        name: "set",
        group: Group::Wire,
        usage: ":set [NAME on|off]",
        brief: "Switch advice, crlf, fold, prefix, timing or vi on or off; alone, list them.",
        plan: set,
        offline: true,
        ..USUAL
    },
    Shortcut {
        name: "size",
        group: Group::Looking,
        usage: ":size [-u] [SET]",
        brief: "Show the size of messages, and of all together.",
        sends: "FETCH SET (RFC822.SIZE)",
        covers: "GetSizeOfMessages",
        plan: reading::size,
        ..USUAL
    },
    Shortcut {
        name: "sleep",
        group: Group::Waiting,
        usage: ":sleep SECS",
        brief: "Wait, and show what comes meanwhile; IDLE goes on.",
        plan: |_, rest| Ok(vec![Step::Sleep(seconds(rest)?)]),
        ..USUAL
    },
    Shortcut {
        name: "source",
        group: Group::Reading,
        usage: ":source [-u] N",
        brief: "Show a message as it came, without marking it as seen.",
        sends: "FETCH N (BODY.PEEK[])",
        covers: "Fetch to a stream",
        plan: reading::source,
        ..USUAL
    },
    Shortcut {
        name: "state",
        group: Group::Connecting,
        usage: ":state",
        brief: "Say what is known of the session.",
        plan: |_, _| Ok(vec![Step::State]),
        ..USUAL
    },
    Shortcut {
        name: "status",
        group: Group::Looking,
        usage: ":status [MAILBOX]",
        brief: "Show what is in a mailbox, without selecting it.",
        sends: "STATUS",
        plan: mailboxes::status,
        adapts: true,
        ..USUAL
    },
    Shortcut {
        name: "timing",
        group: Group::Wire,
        usage: ":timing [on|off]",
        brief: "Tell how long each command takes, to the first octet and to the reply.",
        plan: |_, rest| set_to(Switch::Timing, if rest.is_empty() { "on" } else { rest }),
        ..USUAL
    },
    Shortcut {
        name: "tls",
        group: Group::Connecting,
        usage: ":tls",
        brief: "Show how the connection is encrypted, and the server's certificates.",
        plan: |_, _| Ok(vec![Step::Tls]),
        ..USUAL
    },
    Shortcut {
        name: "uid",
        group: Group::Looking,
        usage: ":uid [-u] N",
        brief: "Show the UID of a message.",
        sends: "FETCH N (UID)",
        covers: "GetMessageUID",
        plan: reading::uid,
        ..USUAL
    },
    Shortcut {
        name: "uids",
        group: Group::Looking,
        usage: ":uids [CRITERIA]",
        brief: "List the UIDs of messages: all, or those that fit.",
        sends: "UID SEARCH",
        covers: "GetMessageUIDArray",
        plan: uids,
        ..USUAL
    },
    Shortcut {
        name: "undelete",
        group: Group::Changing,
        usage: ":undelete [SET]",
        brief: "Unmark messages: SET, or all that this session marked in this mailbox.",
        sends: "UID SEARCH, UID STORE -FLAGS.SILENT (\\Deleted)",
        covers: "RollbackDeletes",
        plan: undelete,
        ..USUAL
    },
    Shortcut {
        name: "unflag",
        group: Group::Changing,
        usage: ":unflag SET FLAG…",
        brief: "Take flags off messages.",
        sends: "STORE N -FLAGS (…)",
        plan: unflag,
        ..USUAL
    },
    Shortcut {
        name: "until",
        group: Group::Waiting,
        usage: ":until NAME [SECS]",
        brief: "Wait until a response such as EXISTS comes, at most so long; IDLE goes on.",
        plan: until,
        ..USUAL
    },
    Shortcut {
        name: "watch",
        group: Group::Waiting,
        usage: ":watch [MAILBOX] [--every 10s] [--all] [--from X] [--to X] [--subject X] [--exec CMD] [--delete matched|all]",
        brief: "Wait for messages; give each that matches to CMD on stdin, once, and delete it only when that has succeeded.",
        sends: "SELECT or EXAMINE, UID SEARCH, UID FETCH, IDLE or NOOP, UID STORE, UID EXPUNGE",
        covers: "the inbound adapter",
        plan: watch,
        adapts: true,
        reaches_out: true,
        ..USUAL
    },
    Shortcut {
        name: "why",
        group: Group::Learning,
        usage: ":why",
        brief: "Say why the last command was refused, and what to type next.",
        plan: |_, _| Ok(vec![Step::Why]),
        ..USUAL
    },
];

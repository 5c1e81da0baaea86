//! The table of shortcuts: a row each, sorted by name.

use crate::shortcuts::acting::{append, connect, delete, expunge, flag, keepalive, quit, undelete, unflag};
use crate::shortcuts::plan::{
    auth, expect, explain, inbox, last, let_value, log, login, run, seconds, set, set_to, uids, until,
};
use crate::shortcuts::watching::watch;
use crate::shortcuts::{Rendering, Shortcut, Step, Switch};
use crate::wire::unescape;

/// Every shortcut, by name.
pub const SHORTCUTS: &[Shortcut] = &[
    Shortcut {
        name: "append",
        usage: ":append MAILBOX FILE [FLAG…]",
        brief: "Store the message in FILE in a mailbox; its bare LF are sent as CRLF.",
        plan: append,
    },
    Shortcut {
        name: "auth",
        usage: ":auth MECH [USER]",
        brief: "Log in with a SASL mechanism: PLAIN, SCRAM-SHA-256, XOAUTH2, EXTERNAL and others.",
        plan: auth,
    },
    Shortcut {
        name: "caps",
        usage: ":caps",
        brief: "Say what the server can do, since when, where that stands, and what to try.",
        plan: |_, _| Ok(vec![Step::Render(Rendering::Capabilities)]),
    },
    Shortcut {
        name: "connect",
        usage: ":connect TARGET",
        brief: "Connect to HOST, USER@HOST:PORT, imaps://… or demo, and log in if a user is named.",
        plan: connect,
    },
    Shortcut {
        name: "delete",
        usage: ":delete SET",
        brief: "Mark messages \\Deleted, by their UIDs; :expunge removes them, :undelete takes it back.",
        plan: delete,
    },
    Shortcut {
        name: "disconnect",
        usage: ":disconnect",
        brief: "Log out and stay; :reconnect and :connect go on.",
        plan: |_, _| Ok(vec![Step::Disconnect]),
    },
    Shortcut { name: "done", usage: ":done", brief: "End IDLE.", plan: |_, _| Ok(vec![Step::Done]) },
    Shortcut {
        name: "expect",
        usage: ":expect OK|NO|BAD [TEXT]",
        brief: "Say whether the last reply was this, with TEXT in it; a script ends with 7 if not.",
        plan: expect,
    },
    Shortcut {
        name: "explain",
        usage: ":explain [on|off|LINE]",
        brief: "Explain the last response token by token, or LINE, or each response from now on.",
        plan: explain,
    },
    Shortcut {
        name: "expunge",
        usage: ":expunge",
        brief: "Remove, after a question, the messages that this session marked, and no others.",
        plan: expunge,
    },
    Shortcut {
        name: "flag",
        usage: ":flag SET FLAG…",
        brief: "Set flags on messages: \\Seen, \\Flagged, or words of your own.",
        plan: flag,
    },
    Shortcut {
        name: "help",
        usage: ":help [TOPIC]",
        brief: "Say what there is, or explain a command, item, code or idea of IMAP.",
        plan: |_, rest| Ok(vec![Step::Render(Rendering::Help(rest.to_owned()))]),
    },
    Shortcut { name: "inbox", usage: ":inbox", brief: "Select INBOX and sum it up.", plan: inbox },
    Shortcut {
        name: "keepalive",
        usage: ":keepalive [SECS|off]",
        brief: "Send NOOP whenever nothing was sent for SECS seconds (240), except in IDLE.",
        plan: keepalive,
    },
    Shortcut {
        name: "last",
        usage: ":last [> FILE]",
        brief: "Show all that came since the last command, in $PAGER, or save its octets.",
        plan: last,
    },
    Shortcut {
        name: "let",
        usage: ":let NAME VALUE",
        brief: "Give a value a name; {$NAME} in a command stands for it.",
        plan: let_value,
    },
    Shortcut {
        name: "log",
        usage: ":log FILE|off",
        brief: "Write down what crosses the wire in FILE, secrets masked; or no longer.",
        plan: log,
    },
    Shortcut {
        name: "login",
        usage: ":login [USER]",
        brief: "Log in, in the best way that the server offers; the password is asked for, unseen.",
        plan: login,
    },
    Shortcut {
        name: "ping",
        usage: ":ping",
        brief: "Send NOOP, and tell how long the answer took.",
        plan: |_, _| Ok(vec![Step::Ping]),
    },
    Shortcut {
        name: "quit",
        usage: ":quit [--expunge|--undelete]",
        brief: "Log out and leave; remove or unmark first what this session has marked.",
        plan: quit,
    },
    Shortcut {
        name: "raw",
        usage: ":raw TEXT",
        brief: "Send these very octets, without a tag: \\r \\n \\t \\0 \\\\ \\xHH.",
        plan: |_, rest| Ok(vec![Step::Raw(unescape(rest)?)]),
    },
    Shortcut {
        name: "reconnect",
        usage: ":reconnect",
        brief: "Connect again, log in again, and open the mailbox that was open.",
        plan: |_, _| Ok(vec![Step::Reconnect]),
    },
    Shortcut { name: "run", usage: ":run FILE", brief: "Run the lines of a file, as if typed here.", plan: run },
    Shortcut {
        name: "send",
        usage: ":send LINE",
        brief: "Send LINE as it is behind a tag, whatever it looks like.",
        plan: |_, rest| Ok(vec![Step::Send { line: rest.to_owned(), claims: &[] }]),
    },
    Shortcut {
        name: "set",
        usage: ":set [NAME on|off]",
        brief: "Switch advice, crlf, fold, prefix, timing or vi on or off; alone, list them.",
        plan: set,
    },
    Shortcut {
        name: "sleep",
        usage: ":sleep SECS",
        brief: "Wait, and show what comes meanwhile; IDLE goes on.",
        plan: |_, rest| Ok(vec![Step::Sleep(seconds(rest)?)]),
    },
    Shortcut {
        name: "state",
        usage: ":state",
        brief: "Say what is known of the session.",
        plan: |_, _| Ok(vec![Step::State]),
    },
    Shortcut {
        name: "timing",
        usage: ":timing [on|off]",
        brief: "Tell how long each command takes, to the first octet and to the reply.",
        plan: |_, rest| set_to(Switch::Timing, if rest.is_empty() { "on" } else { rest }),
    },
    Shortcut {
        name: "tls",
        usage: ":tls",
        brief: "Show how the connection is encrypted, and the server's certificates.",
        plan: |_, _| Ok(vec![Step::Tls]),
    },
    Shortcut {
        name: "uids",
        usage: ":uids [CRITERIA]",
        brief: "List the UIDs of messages: all, or those that fit.",
        plan: uids,
    },
    Shortcut {
        name: "undelete",
        usage: ":undelete [SET]",
        brief: "Unmark messages: SET, or all that this session marked in this mailbox.",
        plan: undelete,
    },
    Shortcut { name: "unflag", usage: ":unflag SET FLAG…", brief: "Take flags off messages.", plan: unflag },
    Shortcut {
        name: "until",
        usage: ":until NAME [SECS]",
        brief: "Wait until a response such as EXISTS comes, at most so long; IDLE goes on.",
        plan: until,
    },
    Shortcut {
        name: "watch",
        usage: ":watch [MAILBOX] [--every 10s] [--all] [--from X] [--to X] [--subject X] [--exec CMD] [--delete matched|all]",
        brief: "Wait for messages; give each that matches to CMD on stdin, once, and delete it only when that has succeeded.",
        plan: watch,
    },
    Shortcut {
        name: "why",
        usage: ":why",
        brief: "Say why the last command was refused, and what to type next.",
        plan: |_, _| Ok(vec![Step::Why]),
    },
];

//! The response codes, one row for each.

use crate::catalog::code::Code;
use crate::catalog::{Status, rfc};

pub(super) const CODES: &[Code] = &[
    Code {
        name: "ALERT",
        place: "any status",
        meaning: "The text is important and meant for you.",
        action: "Read it: quota warnings, maintenance, \"log in by web browser first\". Do not \
            trust links blindly.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "ALREADYEXISTS",
        meaning: "What you tried to make is there already.",
        action: "Choose another name, or just use what is there.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "ANNOTATE",
        arguments: "TOOBIG or TOOMANY",
        meaning: "Message annotation is too big, or there are too many.",
        action: "Write a shorter note or remove others.",
        status: Status::Experimental,
        spec: rfc(5257, "4.5"),
        ..Code::DEFAULT
    },
    Code {
        name: "ANNOTATIONS",
        arguments: "<max-octets> or NONE or READ-ONLY, then optionally NOPRIVATE",
        place: "untagged OK",
        meaning: "What kind of message annotations this mailbox takes.",
        action: "Nothing; NONE means that ANNOTATION will not work here.",
        status: Status::Experimental,
        spec: rfc(5257, "4.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "APPENDUID",
        arguments: "<uidvalidity> <uid-set>",
        place: "OK of APPEND, untagged OK of REPLACE",
        meaning: "The UIDs given to the messages that you uploaded.",
        action: "Note the UID to find the message again.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(4315, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "AUTHENTICATIONFAILED",
        meaning: "Wrong user name, password or token - or the server will not say what.",
        action: "Check spelling, app passwords, whether IMAP is switched on for the account.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "AUTHORIZATIONFAILED",
        meaning: "You proved who you are, but you may not act as the other user.",
        action: "Leave the authorisation identity empty, or ask for the right.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "BADCHARSET",
        arguments: "[(<charset> ...)]",
        meaning: "The server cannot search in that charset.",
        action: "Repeat with one of the listed charsets, or with UTF-8 or US-ASCII.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "BADCOMPARATOR",
        meaning: "None of the comparators is supported.",
        action: "Ask COMPARATOR without arguments.",
        spec: rfc(5255, "4.9"),
        ..Code::DEFAULT
    },
    Code {
        name: "BADEVENT",
        arguments: "(<event> ...)",
        meaning: "NOTIFY named an event that the server does not know; the list shows those that \
            it knows.",
        action: "Ask only for listed events.",
        spec: rfc(5465, "3.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "BADURL",
        arguments: "<url>",
        meaning: "CATENATE could not use this URL.",
        action: "Check mailbox, UID and section in it.",
        spec: rfc(4469, "4.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "CANNOT",
        meaning: "This can never work (for instance an impossible name).",
        action: "Change the command; repeating will not help.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "CAPABILITY",
        arguments: "<name> ...",
        place: "greeting, OK of login or STARTTLS",
        meaning: "The capability list, sent along without being asked.",
        action: "Nothing: the shell takes it over.",
        registered: false,
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "CLIENTBUG",
        place: "OK NO BAD",
        meaning: "The server thinks that your client does something wrong, though it may have \
            worked.",
        action: "Look at what you sent.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "CLOSED",
        place: "untagged OK",
        meaning: "The former mailbox is closed: what follows belongs to the new one.",
        action: "Nothing; forget the old message numbers.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(7162, "3.2.11")],
        ..Code::DEFAULT
    },
    Code {
        name: "COMPRESSIONACTIVE",
        meaning: "The connection is compressed already.",
        action: "Nothing to do.",
        spec: rfc(4978, "3"),
        ..Code::DEFAULT
    },
    Code {
        name: "CONTACTADMIN",
        meaning: "Something that only the administrator can settle.",
        action: "Ask the administrator.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "COPYUID",
        arguments: "<uidvalidity> <source-uids> <new-uids>",
        place: "OK of COPY, untagged OK of MOVE",
        meaning: "Which UID became which in the other mailbox, pair by pair.",
        action: "Note the new UIDs.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(4315, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "CORRUPTION",
        meaning: "Server data are damaged.",
        action: "Tell the administrator; do not force things.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "DOWNGRADED",
        arguments: "<uid-set>",
        place: "OK of FETCH",
        meaning: "These messages were simplified, for you did not enable UTF8=ACCEPT.",
        action: "ENABLE UTF8=ACCEPT to see the real headers.",
        spec: rfc(6858, "3"),
        ..Code::DEFAULT
    },
    Code {
        name: "EXPIRED",
        meaning: "Your password or token has expired.",
        action: "Get a new one.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "EXPUNGEISSUED",
        place: "OK NO",
        meaning: "Another session has expunged some of the messages you asked for.",
        action: "Send NOOP, then look again; use UIDs.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "HASCHILDREN",
        meaning: "Mailbox cannot be deleted, for there are mailboxes below it.",
        action: "Delete the children first.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(9051, "6.3.5")],
        ..Code::DEFAULT
    },
    // Not confirmed: from memory.
    Code {
        name: "HIGHESTCREATEDMODSEQ",
        arguments: "<n>",
        place: "untagged OK",
        meaning: "Cyrus: highest creation counter.",
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.1"),
        source: "Cyrus imapd",
        ..Code::DEFAULT
    },
    Code {
        name: "HIGHESTMODSEQ",
        arguments: "<modseq>",
        place: "untagged OK, OK of EXPUNGE",
        meaning: "Highest change counter of the mailbox.",
        action: "Note it, to ask later what has changed since.",
        spec: rfc(7162, "3.1.2.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "INPROGRESS",
        arguments: "[(\"<tag>\" or NIL <done> or NIL <goal> or NIL)]",
        place: "untagged OK",
        meaning: "A slow command is still running; perhaps with a counter.",
        action: "Wait.",
        spec: rfc(9585, "4"),
        ..Code::DEFAULT
    },
    Code {
        name: "INUSE",
        meaning: "Something is locked by somebody else.",
        action: "Try again in a while.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "LIMIT",
        meaning: "A limit of the server was hit (number of mailboxes, of messages at once ...).",
        action: "Do it in smaller pieces.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "MAILBOXID",
        arguments: "(<id>)",
        place: "untagged OK of SELECT, OK of CREATE",
        meaning: "Identity of the mailbox, kept across renames.",
        spec: rfc(8474, "4.1"),
        also: &[rfc(8474, "4.2")],
        ..Code::DEFAULT
    },
    Code {
        name: "MAXCONVERTMESSAGES",
        arguments: "<n>",
        meaning: "Too many messages to convert at once.",
        action: "Ask for at most n.",
        spec: rfc(5259, "9"),
        ..Code::DEFAULT
    },
    Code {
        name: "MAXCONVERTPARTS",
        arguments: "<n>",
        meaning: "Too many parts to convert at once.",
        action: "Ask for at most n.",
        spec: rfc(5259, "9"),
        ..Code::DEFAULT
    },
    Code {
        name: "MESSAGELIMIT",
        arguments: "<n> [<lowest-uid-done>]",
        place: "OK NO, untagged NO",
        meaning: "Only n messages are done per command, newest first; it stopped at this UID.",
        action: "Repeat for UIDs below it. COPY did nothing at all.",
        status: Status::Experimental,
        spec: rfc(9738, "3.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "METADATA",
        arguments: "LONGENTRIES <n> or MAXSIZE <n> or TOOMANY or NOPRIVATE",
        place: "OK of GETMETADATA, NO of SETMETADATA",
        meaning: "Annotation trouble: a value was left out for its size, is too big, there are \
            too many, or private ones are not supported.",
        action: "Raise MAXSIZE, or store less.",
        spec: rfc(5464, "4.2.1"),
        also: &[rfc(5464, "4.3")],
        ..Code::DEFAULT
    },
    Code {
        name: "MODIFIED",
        arguments: "<set>",
        place: "OK or NO of STORE",
        meaning: "These messages were not changed, for they had changed meanwhile \
            (UNCHANGEDSINCE).",
        action: "Fetch their flags and MODSEQ, then decide again.",
        spec: rfc(7162, "3.1.3"),
        ..Code::DEFAULT
    },
    Code {
        name: "MYRIGHTS",
        arguments: "\"<rights>\"",
        place: "untagged OK of SELECT",
        meaning: "Courier: your rights on the mailbox just opened.",
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.1"),
        source: "recorded on Courier-IMAP",
        ..Code::DEFAULT
    },
    Code {
        name: "NEWNAME",
        arguments: "<old> <new>",
        meaning: "Mailbox was renamed (IMAP4 of 1996; withdrawn).",
        action: "Use the new name.",
        status: Status::Obsolete,
        spec: rfc(2060, "7.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "NOMODSEQ",
        place: "untagged OK",
        meaning: "This mailbox keeps no change counters.",
        action: "Do not use CHANGEDSINCE here.",
        spec: rfc(7162, "3.1.2.2"),
        ..Code::DEFAULT
    },
    Code {
        name: "NONEXISTENT",
        meaning: "There is no such thing (mailbox, mostly).",
        action: "Check the name and the separator with LIST.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "NOPERM",
        meaning: "You lack the right.",
        action: "Look at MYRIGHTS.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "NOTIFICATIONOVERFLOW",
        place: "untagged OK",
        meaning: "Too many events: the server has stopped NOTIFY.",
        action: "Send NOTIFY again, with fewer events.",
        spec: rfc(5465, "5.8"),
        ..Code::DEFAULT
    },
    Code {
        name: "NOTSAVED",
        meaning: "The search result could not be saved in \"$\".",
        action: "Do not rely on $; search again.",
        spec: rfc(9051, "6.4.4.3"),
        also: &[rfc(5182, "2.5")],
        ..Code::DEFAULT
    },
    Code {
        name: "NOUPDATE",
        arguments: "\"<tag>\"",
        place: "untagged NO",
        meaning: "The server will not (or no longer) send live updates for that search.",
        action: "Search again by hand.",
        spec: rfc(5267, "4.3.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "OVERQUOTA",
        place: "NO, untagged NO",
        meaning: "The mailbox (or account) is full - or, untagged, getting full.",
        action: "Delete and expunge, or GETQUOTAROOT to see numbers.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3"), rfc(9208, "4.3.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "PARSE",
        place: "untagged NO or OK",
        meaning: "Some message's header could not be understood.",
        action: "Fetch it raw with BODY.PEEK[HEADER].",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "PERMANENTFLAGS",
        arguments: "(<flag> ...)",
        place: "untagged OK",
        meaning: "Flags that you can change for good; \\* means that new keywords are welcome; \
            () means read-only.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "PRIVACYREQUIRED",
        meaning: "Not on an unencrypted line.",
        action: "STARTTLS first, or use port 993.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "READ-ONLY",
        place: "OK of SELECT or EXAMINE",
        meaning: "Mailbox is open for reading only.",
        action: "Use SELECT (not EXAMINE), or check your rights.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "READ-WRITE",
        place: "OK of SELECT",
        meaning: "Mailbox is open for reading and writing.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "REFERRAL",
        arguments: "<imap-url> ...",
        place: "OK NO BYE",
        meaning: "Look for your mailbox or account on another server.",
        action: "Connect there.",
        spec: rfc(2221, "3"),
        also: &[rfc(2193, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "SERVERBUG",
        meaning: "The server ran into its own bug.",
        action: "Report it; perhaps try again.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "TEMPFAIL",
        meaning: "A conversion failed for now.",
        action: "Try again later.",
        spec: rfc(5259, "9"),
        ..Code::DEFAULT
    },
    Code {
        name: "THROTTLED",
        place: "OK NO",
        meaning: "You are too fast for this server; it slows you down.",
        action: "Slow down.",
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.1"),
        source: "Dovecot source src/lib-imap/imap-resp-code.h; Gmail",
        ..Code::DEFAULT
    },
    Code {
        name: "TOOBIG",
        meaning: "The message would be too big.",
        action: "See APPENDLIMIT; make it smaller.",
        spec: rfc(4469, "4.2"),
        also: &[rfc(7889, "4")],
        ..Code::DEFAULT
    },
    Code {
        name: "TRYCREATE",
        meaning: "The target mailbox does not exist, but you could make it.",
        action: "CREATE it and repeat the command.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "UIDNEXT",
        arguments: "<uid>",
        place: "untagged OK",
        meaning: "The next new message will get this UID (or a higher one).",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "UIDNOTSTICKY",
        place: "untagged NO",
        meaning: "UIDs in this mailbox do not last from one session to the next.",
        action: "Do not remember UIDs here.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(4315, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "UIDREQUIRED",
        place: "BAD",
        meaning: "After ENABLE UIDONLY, message numbers are forbidden.",
        action: "Use the UID form of the command.",
        status: Status::Experimental,
        spec: rfc(9586, "3"),
        ..Code::DEFAULT
    },
    Code {
        name: "UIDVALIDITY",
        arguments: "<n>",
        place: "untagged OK",
        meaning: "Generation of the UIDs. If it differs from last time, all remembered UIDs are \
            void.",
        action: "Compare with your notes.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3501, "7.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "UNAVAILABLE",
        meaning: "Some part of the server is down just now.",
        action: "Try again later.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
        ..Code::DEFAULT
    },
    Code {
        name: "UNDEFINED-FILTER",
        arguments: "<name>",
        meaning: "No stored search of that name.",
        action: "Check GETMETADATA /private/filters/values.",
        spec: rfc(5466, "3.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "UNKNOWN-CTE",
        meaning: "The part uses an encoding that the server cannot undo.",
        action: "Use BODY.PEEK instead of BINARY.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(3516, "4.3")],
        ..Code::DEFAULT
    },
    Code {
        name: "UNSEEN",
        arguments: "<sequence-number>",
        place: "untagged OK",
        meaning: "Number of the first unread message.",
        action: "For a count use STATUS (UNSEEN). Gone in IMAP4rev2.",
        status: Status::Deprecated,
        spec: rfc(3501, "7.1"),
        ..Code::DEFAULT
    },
    Code {
        name: "URLMECH",
        arguments: "INTERNAL [<mechanism>[=<base64>] ...]",
        place: "untagged OK, OK of RESETKEY",
        meaning: "Ways in which this mailbox can sign URLs.",
        spec: rfc(4467, "7"),
        ..Code::DEFAULT
    },
    Code {
        name: "USEATTR",
        meaning: "CREATE with USE: that role cannot be given.",
        action: "CREATE without USE, or another role.",
        spec: rfc(6154, "3"),
        also: &[rfc(6154, "8.1")],
        ..Code::DEFAULT
    },
    Code {
        name: "WEBALERT",
        arguments: "<url>",
        place: "untagged NO",
        meaning: "Gmail: log in by web browser at this address first.",
        action: "Open the page (after checking the host), then log in again.",
        registered: false,
        status: Status::Vendor,
        spec: rfc(9051, "7.1"),
        source: "MailKit fixture gmail/authenticate+webalert.txt",
        ..Code::DEFAULT
    },
];

//! Concepts: what a learner has to know beside the commands.

use crate::catalog::{Spec, rfc};

/// A notion of the protocol, explained in a paragraph.
#[derive(Clone, Copy, Debug)]
pub struct Concept {
    /// What it is called, in small letters.
    pub name: &'static str,
    /// What else people may call it.
    pub aliases: &'static [&'static str],
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// What to know about it, in a few more.
    pub text: &'static str,
    /// Where it is defined.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
}

impl Concept {
    const DEFAULT: Self = Self { name: "", aliases: &[], summary: "", text: "", spec: Spec::UNKNOWN, also: &[] };

    /// Whether this is one of its names, in any case.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }
}

/// The concept of this name or other name, in any case.
pub fn find(name: &str) -> Option<&'static Concept> {
    CONCEPTS.iter().find(|concept| concept.is_called(name))
}

/// Every concept: the session, the grammar, mailboxes, messages, then extensions.
pub const CONCEPTS: &[Concept] = &[
    Concept {
        name: "session",
        aliases: &["connection"],
        summary: "One connection from the greeting to the BYE.",
        text: "The server speaks first, with a greeting. Then the client sends commands and the \
            server answers, until LOGOUT or a BYE. Everything learnt about numbers, flags and \
            open mailboxes belongs to this one connection; only what is stored on the server, \
            UIDs included, outlasts it.",
        spec: rfc(9051, "2.2"),
        also: &[rfc(9051, "3")],
    },
    Concept {
        name: "greeting",
        summary: "The line a server sends before you have said anything.",
        text: "It is `* OK` (log in now), `* PREAUTH` (you are logged in already) or `* BYE` (go \
            away). Often it carries a [CAPABILITY ...] code, which saves a command. Wait for it \
            before sending anything.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(9051, "7.1.4")],
        ..Concept::DEFAULT
    },
    Concept {
        name: "state",
        aliases: &["states"],
        summary: "What may be sent depends on how far the session has come.",
        text: "Not authenticated: log in, or start TLS. Authenticated: work with mailboxes. \
            Selected: one mailbox is open, and its messages can be read. Logout: the end. A \
            command in the wrong state is answered BAD and does no harm.",
        spec: rfc(9051, "3"),
        also: &[rfc(3501, "3")],
    },
    Concept {
        name: "command",
        aliases: &["commands"],
        summary: "A line from you: a tag, a name, arguments.",
        text: "Names may be written in any case, and arguments are separated by exactly one \
            space. The line ends with CR LF. The server answers with any number of untagged \
            lines and then with one tagged line, which ends the command.",
        spec: rfc(9051, "2.2.1"),
        also: &[rfc(9051, "6")],
    },
    Concept {
        name: "tag",
        aliases: &["tags"],
        summary: "The word at the start of a command that comes back in its reply.",
        text: "You choose it: a001, a002 and so on. The server repeats it in front of OK, NO or \
            BAD, so that you know which command is done. Use each tag once in a session. It may \
            hold letters and digits, but none of ( ) { % * \" \\ +.",
        spec: rfc(9051, "2.2.1"),
        ..Concept::DEFAULT
    },
    Concept {
        name: "response",
        aliases: &["responses"],
        summary: "A line from the server.",
        text: "It starts with `*` (data, or news), with your tag (your command is done), or with \
            `+` (go on). More than one may come for a command, and some come for no command at \
            all.",
        spec: rfc(9051, "2.2.2"),
        also: &[rfc(9051, "7")],
    },
    Concept {
        name: "untagged",
        aliases: &["untagged response", "unsolicited"],
        summary: "A line with `*` in front: data or news, not the end of a command.",
        text: "It may be what you asked for, or something that another program has caused: a new \
            message, a changed flag, an expunged one. The server may send such lines whenever a \
            command is running, so read them all and never pair them with commands by position.",
        spec: rfc(9051, "2.2.2"),
        also: &[rfc(9051, "5.2"), rfc(9051, "5.3")],
    },
    Concept {
        name: "tagged",
        aliases: &["tagged response", "status response"],
        summary: "The one line that ends a command: your tag, then OK, NO or BAD.",
        text: "OK: done. NO: understood, but it could not be done; the text or the [CODE] says \
            why. BAD: not understood, or not allowed in this state. OK does not promise that \
            something changed: UID STORE for a UID that does not exist is OK too.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(9051, "2.2.2")],
    },
    Concept {
        name: "response code",
        aliases: &["code", "codes"],
        summary: "The words in brackets at the start of a status text.",
        text: "In `* OK [UIDVALIDITY 3857529045] UIDs valid` the code is UIDVALIDITY with its \
            number. Codes are for programs, the text behind them is for people. An unknown code \
            must simply be ignored.",
        spec: rfc(9051, "7.1"),
        also: &[rfc(5530, "3")],
    },
    Concept {
        name: "continuation",
        aliases: &["continuation request", "+"],
        summary: "A line with `+` in front: the server waits for more from you.",
        text: "It comes before a literal (send the octets now), in AUTHENTICATE (a challenge in \
            base64) and in IDLE (you are idling). What you then send has no tag. If a tagged NO \
            or BAD comes in its place, the command is over and nothing more may be sent for it.",
        spec: rfc(9051, "7.6"),
        also: &[rfc(3501, "7.5")],
    },
    Concept {
        name: "literal",
        aliases: &["literals"],
        summary: "A counted block of octets, announced by its size in braces.",
        text: "{310} at the end of a line means: 310 octets follow. Wait for the server's `+`, \
            then send exactly so many, counting each line end as two octets; what belongs to the \
            command after them goes on at once. {310+} needs no waiting, if the server has \
            LITERAL+ (or LITERAL-, up to 4096 octets). The server sends literals too, wherever a \
            string may stand.",
        spec: rfc(9051, "4.3"),
        also: &[rfc(7888, "3")],
    },
    Concept {
        name: "literal8",
        aliases: &["binary literal"],
        summary: "A literal that may hold NUL octets, written ~{310}.",
        text: "It is used for uploading binary data, with the extension BINARY, and in answers \
            to FETCH BINARY. All other literals hold anything but NUL.",
        spec: rfc(9051, "4.3.1"),
        also: &[rfc(3516, "4.4")],
    },
    Concept {
        name: "quoted string",
        aliases: &["string", "quoted", "quotes"],
        summary: "Text in double quotes, on one line.",
        text: "Write \\\" for a quote and \\\\ for a backslash in it. It holds no line ends, and \
            no characters beyond ASCII unless UTF8=ACCEPT or IMAP4rev2 is enabled: for those \
            there are literals.",
        spec: rfc(9051, "4.3"),
        also: &[rfc(3501, "4.3")],
    },
    Concept {
        name: "atom",
        aliases: &["astring", "word"],
        summary: "A bare word, without quotes.",
        text: "It holds no space, parentheses, braces, %, *, quotes, backslash or control \
            characters. Where the syntax says astring, a word, a quoted string and a literal are \
            equally good: INBOX and \"INBOX\" are the same mailbox.",
        spec: rfc(9051, "4.1"),
        also: &[rfc(9051, "9")],
    },
    Concept {
        name: "nil",
        summary: "The word for: there is none.",
        text: "NIL without quotes means that something does not exist, which is not the same as \
            the empty string \"\". In an ENVELOPE, a missing Cc: field is NIL. A mailbox that is \
            really called NIL has to be written \"NIL\".",
        spec: rfc(9051, "4.5"),
        ..Concept::DEFAULT
    },
    Concept {
        name: "parenthesized list",
        aliases: &["list", "parentheses"],
        summary: "Several things in round brackets, with spaces between.",
        text: "FETCH and STATUS take such a list: (FLAGS UID). A list may hold lists, as \
            ENVELOPE and BODYSTRUCTURE show, and () is the empty one.",
        spec: rfc(9051, "4.4"),
        ..Concept::DEFAULT
    },
    Concept {
        name: "mailbox",
        aliases: &["mailboxes", "folder", "folders"],
        summary: "A folder of messages, known by its name.",
        text: "Only INBOX is there on every account, and only its name ignores case. Names may \
            form a tree: which character separates the levels is the server's choice, so take it \
            from LIST. Quote names with spaces in them.",
        spec: rfc(9051, "5.1"),
        also: &[rfc(3501, "5.1")],
    },
    Concept {
        name: "inbox",
        summary: "The mailbox in which new mail arrives.",
        text: "Its name may be written in any case. It cannot be deleted. To rename it moves its \
            messages away and leaves an empty INBOX behind. Some servers put all other mailboxes \
            below it.",
        spec: rfc(9051, "5.1"),
        also: &[rfc(9051, "6.3.6")],
        ..Concept::DEFAULT
    },
    Concept {
        name: "delimiter",
        aliases: &["separator", "hierarchy", "hierarchy delimiter"],
        summary: "The character between the levels of a mailbox name.",
        text: "Mostly `/` or `.`, sometimes `\\`; NIL means that names form no tree. LIST \"\" \
            \"\" asks for it, and every LIST line shows it between the attributes and the name.",
        spec: rfc(9051, "5.1.1"),
        also: &[rfc(9051, "6.3.9")],
    },
    Concept {
        name: "namespace",
        aliases: &["namespaces"],
        summary: "Where your own, other users' and shared mailboxes live.",
        text: "Each group has a prefix and a separator. On a server with the personal prefix \
            \"INBOX.\" you can create INBOX.Work but not Work. NAMESPACE asks for the three \
            groups in this order: personal, other users, shared.",
        spec: rfc(9051, "5.1.2"),
        also: &[rfc(2342, "5")],
    },
    Concept {
        name: "modified utf-7",
        aliases: &["utf-7", "mutf-7", "mailbox name encoding"],
        summary: "How IMAP4rev1 writes mailbox names that are not ASCII.",
        text: "Characters beyond ASCII are put between & and - in a base64 of their UTF-16 form, \
            with a comma in place of the slash: Entwürfe is Entw&APw-rfe. A real & is written \
            &-. With UTF8=ACCEPT or IMAP4rev2 enabled, names are plain UTF-8.",
        spec: rfc(3501, "5.1.3"),
        also: &[rfc(9051, "A.1"), rfc(9755, "3")],
    },
    Concept {
        name: "subscription",
        aliases: &["subscriptions", "subscribed"],
        summary: "Your list of names that mail programs should show.",
        text: "SUBSCRIBE puts a name on it, UNSUBSCRIBE takes it off, LIST (SUBSCRIBED) shows \
            it. It holds names only: a deleted mailbox may still be on it, and a new one is not \
            there by itself.",
        spec: rfc(9051, "6.3.7"),
        also: &[rfc(9051, "6.3.9.1")],
    },
    Concept {
        name: "special-use",
        aliases: &["special use", "role", "roles"],
        summary: "What a mailbox is for: drafts, sent mail, trash.",
        text: "The name of the trash differs from server to server and from language to \
            language, so LIST marks it with \\Trash. Others are \\All, \\Archive, \\Drafts, \
            \\Flagged, \\Junk and \\Sent.",
        spec: rfc(6154, "2"),
        also: &[rfc(9051, "7.3.1")],
    },
    Concept {
        name: "sequence number",
        aliases: &["message number", "message sequence number", "msn"],
        summary: "The place of a message in the open mailbox, counted from 1.",
        text: "It changes: when message 3 is expunged, message 4 becomes 3 at once. It is good \
            for the next command, and for nothing that lasts longer. 1 is the oldest message, \
            and the number of EXISTS is the newest.",
        spec: rfc(9051, "2.3.1.2"),
        also: &[rfc(9051, "7.5.1")],
    },
    Concept {
        name: "sequence set",
        aliases: &["set", "uid set", "range"],
        summary: "Several numbers in one word: 2,4:7,9:*.",
        text: "A comma adds, a colon makes a range, and * is the highest number there is. A \
            range has no direction: 7:4 is 4:7, and 5000:* holds the last message even when its \
            number is smaller. `$` stands for the result of the last saved search.",
        spec: rfc(9051, "4.1.1"),
        also: &[rfc(9051, "9")],
    },
    Concept {
        name: "uid",
        aliases: &["uids", "unique identifier"],
        summary: "The lasting number of a message in its mailbox.",
        text: "UIDs only grow, are never used again, and stay the same from one session to the \
            next as long as UIDVALIDITY does. UID FETCH, UID STORE and the like take them in \
            place of sequence numbers. A copy in another mailbox has another UID.",
        spec: rfc(9051, "2.3.1.1"),
        also: &[rfc(9051, "6.4.9")],
    },
    Concept {
        name: "uidvalidity",
        summary: "The generation number of a mailbox's UIDs.",
        text: "It is shown when the mailbox is opened. If it differs from last time, the mailbox \
            was made anew or rebuilt, and every UID that you remember is void. The name of the \
            mailbox, UIDVALIDITY and the UID together name a message for ever.",
        spec: rfc(9051, "2.3.1.1"),
        also: &[rfc(9051, "7.1")],
        ..Concept::DEFAULT
    },
    Concept {
        name: "uidnext",
        summary: "The UID that the next new message will get, or a lower bound of it.",
        text: "If it has not changed since last time, nothing new has arrived. Messages with at \
            least this UID are new: UID FETCH 4392:* (FLAGS) looks for them, and shows the last \
            old one if there are none.",
        spec: rfc(9051, "2.3.1.1"),
        also: &[rfc(9051, "7.1")],
        ..Concept::DEFAULT
    },
    Concept {
        name: "flags",
        aliases: &["flag", "system flag"],
        summary: "Marks on a message, kept by the server.",
        text: "Those with a backslash are the system's: \\Seen, \\Answered, \\Flagged, \
            \\Deleted, \\Draft. STORE +FLAGS adds, -FLAGS removes, and FLAGS alone replaces all \
            that were there. The untagged FLAGS line names the flags of the mailbox, not those \
            of a message.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(9051, "6.4.6")],
    },
    Concept {
        name: "keyword",
        aliases: &["keywords", "label", "tag of a message"],
        summary: "A flag without a backslash, such as $Forwarded.",
        text: "Some are registered and start with $, others are your own. You may invent new \
            ones if PERMANENTFLAGS holds \\*. SEARCH KEYWORD finds them.",
        spec: rfc(9051, "2.3.2"),
        also: &[rfc(5788, "3")],
    },
    Concept {
        name: "recent",
        aliases: &[r"\recent"],
        summary: "An IMAP4rev1 flag: this session is the first to be told of the message.",
        text: "The server sets it, nobody can store it, and it is gone the next time the mailbox \
            is opened. With several programs on one account it says little, so IMAP4rev2 has \
            dropped it.",
        spec: rfc(3501, "2.3.2"),
        also: &[rfc(3501, "7.3.2")],
    },
    Concept {
        name: "read-only",
        aliases: &["readonly", "read only"],
        summary: "A mailbox opened so that nothing in it changes.",
        text: "EXAMINE opens it so, and the server says [READ-ONLY]. Then fetching text does not \
            set \\Seen. It is the safest way to look around.",
        spec: rfc(9051, "6.3.3"),
        also: &[rfc(9051, "7.1")],
    },
    Concept {
        name: "internaldate",
        aliases: &["internal date"],
        summary: "When the server received the message.",
        text: "It is not the Date: field, which the sender writes. SINCE, BEFORE and ON go by \
            it; SENTSINCE, SENTBEFORE and SENTON go by the Date: field. APPEND can set it.",
        spec: rfc(9051, "2.3.3"),
        ..Concept::DEFAULT
    },
    Concept {
        name: "envelope",
        summary: "The main header fields, taken apart by the server.",
        text: "Ten fields in fixed order: date, subject, from, sender, reply-to, to, cc, bcc, \
            in-reply-to, message-id. An address is a list of name, route (always NIL today), \
            mailbox and host; a host of NIL marks the start or end of a group. Text may still be \
            encoded: =?utf-8?q?...?=.",
        spec: rfc(9051, "2.3.5"),
        also: &[rfc(9051, "7.5.2")],
        ..Concept::DEFAULT
    },
    Concept {
        name: "bodystructure",
        aliases: &["body structure", "mime structure", "structure"],
        summary: "The tree of a message's parts, without their content.",
        text: "It tells type, encoding, size and file name of each part, so that you can fetch \
            the one you want. A multipart is a list of its parts followed by the subtype; the \
            numbers to use with BODY.PEEK[...] follow from the place in the tree.",
        spec: rfc(9051, "2.3.6"),
        also: &[rfc(9051, "7.5.2")],
    },
    Concept {
        name: "section",
        aliases: &["part number", "body section", "part"],
        summary: "What stands in the brackets of BODY[...].",
        text: "Nothing is the whole message; HEADER, TEXT and HEADER.FIELDS (...) are pieces of \
            it; 1, 2, 1.2 are parts of the tree, counted from 1 on each level; 1.2.MIME is the \
            header of a part. <0.1000> after the bracket takes the first 1000 octets.",
        spec: rfc(9051, "6.4.5.1"),
        also: &[rfc(9051, "6.4.5")],
    },
    Concept {
        name: "peek",
        aliases: &["marking as read"],
        summary: "Reading without marking as read.",
        text: "BODY[...], RFC822 and RFC822.TEXT set \\Seen; BODY.PEEK[...] does not. The answer \
            says BODY[...] either way. In a mailbox opened with EXAMINE nothing is marked.",
        spec: rfc(9051, "6.4.5"),
        also: &[rfc(3501, "6.4.5")],
    },
    Concept {
        name: "expunge",
        aliases: &["deleting", "delete a message", r"\deleted"],
        summary: "Removing messages for good takes two steps.",
        text: "First STORE +FLAGS (\\Deleted) marks, then EXPUNGE removes everything that is \
            marked, by whomever. UID EXPUNGE removes only what you name. Each `* 3 EXPUNGE` \
            moves all higher numbers down by one at once, so read them in order. CLOSE expunges \
            without a word; UNSELECT does not.",
        spec: rfc(9051, "6.4.3"),
        also: &[rfc(9051, "7.5.1"), rfc(4315, "2.1")],
    },
    Concept {
        name: "capability",
        aliases: &["capabilities", "extension", "extensions"],
        summary: "What a server says it can do.",
        text: "CAPABILITY lists revisions, extensions and login mechanisms. The list changes \
            after STARTTLS and after login: throw the old one away. Names ignore case, and \
            unknown ones mean nothing to you.",
        spec: rfc(9051, "6.1.1"),
        also: &[rfc(9051, "7.2.2")],
    },
    Concept {
        name: "revision",
        aliases: &["imap4rev1", "imap4rev2", "version"],
        summary: "IMAP4rev1 is from 2003, IMAP4rev2 from 2021.",
        text: "A server may offer both; ENABLE IMAP4rev2 then switches. Rev2 makes many \
            extensions part of the base (IDLE, MOVE, UIDPLUS, ESEARCH and others), writes \
            mailbox names in UTF-8, and drops \\Recent, LSUB and CHECK.",
        spec: rfc(9051, "E"),
        also: &[rfc(9051, "A")],
    },
    Concept {
        name: "sasl",
        aliases: &["authentication", "mechanism"],
        summary: "The framework behind AUTHENTICATE.",
        text: "Each mechanism is a small conversation in base64: the server sends `+` and a \
            challenge, you answer with a line, and * cancels. PLAIN sends the password as it is; \
            SCRAM proves that you know it; OAUTHBEARER and XOAUTH2 take a token. The server \
            lists them as AUTH=....",
        spec: rfc(9051, "6.2.2"),
        also: &[rfc(4422, "3"), rfc(4959, "3")],
    },
    Concept {
        name: "starttls",
        aliases: &["tls", "encryption", "imaps"],
        summary: "Turning a clear-text connection into an encrypted one.",
        text: "Port 143 starts in the clear, and STARTTLS encrypts it; port 993 is encrypted \
            from the first octet and the better choice. After STARTTLS ask for the capabilities \
            again, and believe nothing that was said before.",
        spec: rfc(9051, "6.2.1"),
        also: &[rfc(8314, "3"), rfc(9051, "11.1")],
    },
    Concept {
        name: "idle",
        aliases: &["push"],
        summary: "Letting the server push news.",
        text: "After IDLE and the server's `+`, EXISTS, EXPUNGE and FETCH lines come as things \
            happen. The bare word DONE, without a tag, ends it. Renew it within 29 minutes, for \
            servers close connections that say nothing.",
        spec: rfc(9051, "6.3.13"),
        also: &[rfc(2177, "3")],
    },
    Concept {
        name: "autologout",
        aliases: &["timeout", "inactivity"],
        summary: "Servers close connections that say nothing.",
        text: "The timer must be at least 30 minutes long, though some servers keep less, and \
            before login it is short. Any command starts it anew; NOOP is made for that.",
        spec: rfc(9051, "5.4"),
        ..Concept::DEFAULT
    },
    Concept {
        name: "pipelining",
        aliases: &["pipeline", "several commands"],
        summary: "Sending a command before the last one is answered.",
        text: "It is allowed when the answers cannot be mixed up: no sequence numbers behind a \
            command that may expunge, and nothing behind STARTTLS, AUTHENTICATE, LOGIN, IDLE or \
            COMPRESS. The server may finish commands in another order, so go by the tags.",
        spec: rfc(9051, "5.5"),
        ..Concept::DEFAULT
    },
    Concept {
        name: "charset",
        aliases: &["search charset"],
        summary: "The encoding of the words you search for.",
        text: "Plain ASCII needs none. Otherwise write CHARSET UTF-8 before the criteria and \
            send the words as literals. Under IMAP4rev2, UTF-8 is the default. NO [BADCHARSET] \
            means that the server does not know it.",
        spec: rfc(9051, "6.4.4"),
        also: &[rfc(9051, "7.1")],
    },
    Concept {
        name: "saved search",
        aliases: &["searchres", "search result variable"],
        summary: "A search result kept on the server, written $.",
        text: "SEARCH RETURN (SAVE) keeps the hits; then FETCH $ FLAGS or MOVE $ Archive uses \
            them. It spares the list both ways. A new mailbox empties it.",
        spec: rfc(9051, "6.4.4.1"),
        also: &[rfc(5182, "2.1")],
    },
    Concept {
        name: "modseq",
        aliases: &["mod-sequence", "change counter"],
        summary: "A counter that grows with every change to a message.",
        text: "Each message has one, and HIGHESTMODSEQ is the mailbox's greatest. FETCH ... \
            (CHANGEDSINCE n) asks what has changed since; STORE ... (UNCHANGEDSINCE n) changes \
            only what nobody else has touched.",
        spec: rfc(7162, "3.1"),
        also: &[rfc(7162, "3.1.2")],
    },
    Concept {
        name: "condstore",
        aliases: &["conditional store"],
        summary: "The extension that brings change counters.",
        text: "It is switched on by ENABLE CONDSTORE, by SELECT ... (CONDSTORE), or by any \
            command that uses MODSEQ, and from then on FETCH lines carry MODSEQ by themselves. \
            There is no way back in this session.",
        spec: rfc(7162, "3.1"),
        also: &[rfc(7162, "3.1.8")],
    },
    Concept {
        name: "qresync",
        aliases: &["quick resynchronization", "resync"],
        summary: "Catching up with a mailbox in one round trip.",
        text: "After ENABLE QRESYNC, SELECT takes the UIDVALIDITY and the MODSEQ you remember, \
            and tells which messages have changed and, in VANISHED lines, which are gone. \
            VANISHED then stands for EXPUNGE everywhere.",
        spec: rfc(7162, "3.2"),
        also: &[rfc(7162, "3.2.5")],
    },
    Concept {
        name: "quota",
        aliases: &["quota root", "quotas"],
        summary: "How much may be stored, and how much is.",
        text: "Limits belong to quota roots, and a mailbox may count against several. \
            GETQUOTAROOT INBOX shows them all. STORAGE counts units of 1024 octets.",
        spec: rfc(9208, "3"),
        also: &[rfc(9208, "4.1.2")],
    },
    Concept {
        name: "acl",
        aliases: &["access control list", "rights"],
        summary: "Who may do what with a mailbox.",
        text: "Each user has a set of letters: l to see it, r to read it, i to put mail in, t \
            and e to delete and expunge, a to change these rights. MYRIGHTS shows your own.",
        spec: rfc(4314, "2"),
        also: &[rfc(4314, "2.1")],
    },
    Concept {
        name: "metadata",
        aliases: &["annotation", "annotations"],
        summary: "Notes attached to a mailbox or to the server.",
        text: "An entry is a path: /private/comment is yours, /shared/comment everybody's. \
            GETMETADATA reads, SETMETADATA writes, and the mailbox name \"\" means the server.",
        spec: rfc(5464, "3"),
        also: &[rfc(5464, "4.2")],
    },
    Concept {
        name: "base64",
        summary: "Octets written as letters, digits, + and /.",
        text: "It is no encryption: anybody can undo it. AUTHENTICATE speaks it, and so does \
            MIME. An empty initial response is written =.",
        spec: rfc(4648, "4"),
        also: &[rfc(9051, "6.2.2")],
        ..Concept::DEFAULT
    },
    Concept {
        name: "crlf",
        aliases: &["line end", "newline"],
        summary: "Every line ends with carriage return and line feed.",
        text: "They count as two octets in sizes and literals. A bare line feed is an error by \
            the letter, though many servers forgive it.",
        spec: rfc(9051, "2.2"),
        also: &[rfc(9051, "9")],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_is_explained_and_cited() {
        assert_eq!(CONCEPTS.len(), 55);
        for concept in CONCEPTS {
            let name = concept.name;
            assert_eq!(name, name.to_lowercase());
            assert!(concept.summary.ends_with('.'), "{name}: summary");
            assert!(concept.text.ends_with('.') && concept.text.len() > 80, "{name}: text");
            assert!(concept.text.len() < 500, "{name}: a short paragraph");
            assert!(!concept.text.contains("  "), "{name}: text");
            assert!(concept.spec.rfc > 0, "{name}: spec");
        }
    }

    #[test]
    fn no_name_means_two_concepts() {
        for concept in CONCEPTS {
            for name in concept.aliases.iter().chain([&concept.name]) {
                let called = CONCEPTS.iter().filter(|other| other.is_called(name)).count();
                assert_eq!(called, 1, "{name}");
            }
        }
    }

    #[test]
    fn concepts_answer_to_their_other_names() {
        assert_eq!(find("Message Number").unwrap().name, "sequence number");
        assert_eq!(find("UIDVALIDITY").unwrap().name, "uidvalidity");
        assert!(find("frobnication").is_none());
    }
}

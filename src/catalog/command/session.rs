//! Commands about the session itself: what the server is, logging in, waiting, leaving.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, Flow, Next, arg};
use crate::catalog::{State, States, rfc};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "CAPABILITY",
        usage: "CAPABILITY",
        summary: "Ask the server which protocol revision, extensions and login methods it offers \
            right now.",
        states: States::ANY,
        untagged: &["CAPABILITY"],
        spec: rfc(9051, "6.1.1"),
        also: &[rfc(3501, "6.1.1")],
        example: "a1 CAPABILITY",
        exchange: CAPABILITY_EXCHANGE,
        pitfalls: CAPABILITY_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "NOOP",
        usage: "NOOP",
        summary: "Do nothing - but give the server a chance to tell you about new mail, flag \
            changes and expunged messages.",
        states: States::ANY,
        untagged: &["EXISTS", "RECENT", "EXPUNGE", "VANISHED", "FETCH"],
        spec: rfc(9051, "6.1.2"),
        also: &[rfc(3501, "6.1.2")],
        example: "a2 NOOP",
        exchange: NOOP_EXCHANGE,
        pitfalls: NOOP_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "LOGOUT",
        usage: "LOGOUT",
        summary: "End the session politely. The server says BYE, confirms, and closes the \
            connection.",
        states: States::ANY,
        next: Next::To(State::Logout),
        untagged: &["BYE"],
        effect: Effect::Session,
        spec: rfc(9051, "6.1.3"),
        also: &[rfc(3501, "6.1.3")],
        example: "a3 LOGOUT",
        exchange: LOGOUT_EXCHANGE,
        pitfalls: LOGOUT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "ID",
        usage: "ID NIL | ID (<field> <value> ...)",
        summary: "Exchange program names and versions, for bug reports and logs.",
        args: &[arg("params", Kind::IdParams)],
        states: States::ANY,
        requires: &["ID"],
        untagged: &["ID"],
        spec: rfc(2971, "3.1"),
        example: r#"a4 ID ("name" "imapsh" "version" "0.1")"#,
        exchange: ID_EXCHANGE,
        pitfalls: ID_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "STARTTLS",
        usage: "STARTTLS",
        summary: "Turn the clear-text connection into an encrypted one, on the same socket.",
        states: States::BEFORE_LOGIN,
        next: Next::Encrypted,
        requires: &["STARTTLS"],
        flow: Flow::StartTls,
        effect: Effect::Session,
        spec: rfc(9051, "6.2.1"),
        also: &[rfc(3501, "6.2.1")],
        example: "a1 STARTTLS",
        exchange: STARTTLS_EXCHANGE,
        pitfalls: STARTTLS_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "AUTHENTICATE",
        usage: "AUTHENTICATE <mechanism> [<initial-response>]",
        summary: "Log in with a SASL mechanism: the server sends \"+\" challenges and you answer \
            in base64.",
        args: &[arg("mechanism", Kind::AuthMechanism), arg("initial", Kind::Base64).optional()],
        states: States::BEFORE_LOGIN,
        next: Next::To(State::Authenticated),
        untagged: &["CAPABILITY"],
        flow: Flow::Sasl,
        effect: Effect::Session,
        spec: rfc(9051, "6.2.2"),
        also: &[rfc(3501, "6.2.2"), rfc(4959, "3"), rfc(4422, "3")],
        example: "a1 AUTHENTICATE PLAIN AHVzZXIAdGVzdHBhc3M=",
        exchange: AUTHENTICATE_EXCHANGE,
        pitfalls: AUTHENTICATE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "LOGIN",
        usage: "LOGIN <user> <password>",
        summary: "Log in with user name and password in clear text.",
        args: &[arg("user", Kind::Astring), arg("password", Kind::Password)],
        states: States::BEFORE_LOGIN,
        next: Next::To(State::Authenticated),
        untagged: &["CAPABILITY"],
        effect: Effect::Session,
        spec: rfc(9051, "6.2.3"),
        also: &[rfc(3501, "6.2.3")],
        example: "a1 LOGIN joe \"secret word\"",
        exchange: LOGIN_EXCHANGE,
        pitfalls: LOGIN_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "ENABLE",
        usage: "ENABLE <capability> [<capability> ...]",
        summary: "Switch on extensions that change what the server sends without being asked \
            (CONDSTORE, QRESYNC, UTF8=ACCEPT, IMAP4rev2, UIDONLY ...).",
        args: &[arg("names", Kind::EnableCapability).repeated()],
        states: States::AUTHENTICATED,
        requires: &["ENABLE", "IMAP4rev2"],
        untagged: &["ENABLED"],
        effect: Effect::Session,
        spec: rfc(9051, "6.3.1"),
        also: &[rfc(5161, "3.1")],
        example: "a1 ENABLE QRESYNC UTF8=ACCEPT",
        exchange: ENABLE_EXCHANGE,
        pitfalls: ENABLE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "IDLE",
        usage: "IDLE (then DONE on a line of its own)",
        summary: "Keep the line open and let the server push changes as they happen.",
        requires: &["IDLE", "IMAP4rev2"],
        untagged: &["EXISTS", "EXPUNGE", "VANISHED", "FETCH", "RECENT"],
        flow: Flow::Idle,
        spec: rfc(9051, "6.3.13"),
        also: &[rfc(2177, "3")],
        example: "a1 IDLE",
        exchange: IDLE_EXCHANGE,
        pitfalls: IDLE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "DONE",
        usage: "DONE",
        summary: "Not a command: the bare line (no tag) that ends IDLE.",
        states: States::IDLE,
        effect: Effect::Session,
        spec: rfc(9051, "6.3.13"),
        also: &[rfc(2177, "3")],
        example: "DONE",
        exchange: DONE_EXCHANGE,
        pitfalls: DONE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "COMPRESS",
        usage: "COMPRESS DEFLATE",
        summary: "Compress everything that follows, in both directions.",
        args: &[arg("algorithm", Kind::CompressAlgorithm)],
        next: Next::Compressed,
        requires: &["COMPRESS=DEFLATE"],
        flow: Flow::Compress,
        effect: Effect::Session,
        spec: rfc(4978, "3"),
        example: "a1 COMPRESS DEFLATE",
        exchange: COMPRESS_EXCHANGE,
        pitfalls: COMPRESS_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "LANGUAGE",
        usage: "LANGUAGE [<language-range> ...]",
        summary: "Choose the language of the server's human-readable texts; without arguments, \
            list those on offer.",
        args: &[arg("ranges", Kind::LanguageRange).optional().repeated()],
        states: States::ANY,
        requires: &["LANGUAGE"],
        untagged: &["LANGUAGE", "NAMESPACE"],
        effect: Effect::Session,
        spec: rfc(5255, "3.2"),
        example: "a1 LANGUAGE \"de\"",
        exchange: LANGUAGE_EXCHANGE,
        pitfalls: LANGUAGE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UNAUTHENTICATE",
        usage: "UNAUTHENTICATE",
        summary: "Log out but keep the connection, so that another user can log in.",
        next: Next::To(State::NotAuthenticated),
        requires: &["UNAUTHENTICATE"],
        effect: Effect::Session,
        spec: rfc(8437, "3"),
        also: &[rfc(8437, "4.1")],
        example: "a1 UNAUTHENTICATE",
        exchange: UNAUTHENTICATE_EXCHANGE,
        pitfalls: UNAUTHENTICATE_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "GETJMAPACCESS",
        usage: "GETJMAPACCESS",
        summary: "Ask for the URL at which the same mail can be read with JMAP.",
        requires: &["JMAPACCESS"],
        untagged: &["JMAPACCESS"],
        spec: rfc(9698, "4"),
        example: "a1 GETJMAPACCESS",
        exchange: GETJMAPACCESS_EXCHANGE,
        pitfalls: GETJMAPACCESS_PITFALLS,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const CAPABILITY_EXCHANGE: &str = "C: a1 CAPABILITY
S: * CAPABILITY IMAP4rev1 LITERAL+ STARTTLS LOGINDISABLED
S: a1 OK Pre-login capabilities listed, post-login capabilities have more.";

const CAPABILITY_PITFALLS: &[&str] = &[
    "The list changes over a session: throw it away after STARTTLS and after login and ask again \
    (or use the [CAPABILITY ...] code that the server sends with its OK).",
    "Names are matched without regard to case; unknown names must simply be ignored.",
    "A name with \"=\" carries a value: AUTH=PLAIN and AUTH=LOGIN are two separate items, \
    THREAD=REFERENCES names one algorithm.",
];

const NOOP_EXCHANGE: &str = r"C: a2 NOOP
S: * 23 EXISTS
S: * 14 FETCH (UID 1305 FLAGS (\Seen \Deleted))
S: a2 OK NOOP completed";

const NOOP_PITFALLS: &[&str] = &[
    "This is the polling command and also the keep-alive: any command resets the idle timer (at \
    least 30 minutes).",
    "EXPUNGE lines may arrive here and renumber your messages; they may not arrive while FETCH, \
    STORE or SEARCH is running.",
];

const LOGOUT_EXCHANGE: &str = "C: a3 LOGOUT
S: * BYE Logging out
S: a3 OK Logout completed";

const LOGOUT_PITFALLS: &[&str] = &[
    r"LOGOUT does not expunge anything: messages flagged \Deleted stay until EXPUNGE or CLOSE.",
    "The BYE comes before the tagged OK, and here it is not an error.",
];

const ID_EXCHANGE: &str = r#"C: a4 ID ("name" "imapsh" "version" "0.1")
S: * ID ("name" "Dovecot")
S: a4 OK ID completed"#;

const ID_PITFALLS: &[&str] = &[
    "The answer is a flat list of field/value pairs, not nested lists; a value may be NIL.",
    "Never change behaviour because of what ID says - it is for humans. Some large providers \
    refuse or throttle clients that do not send it.",
];

const STARTTLS_EXCHANGE: &str = "C: a1 STARTTLS
S: a1 OK Begin TLS negotiation now.
C: <TLS handshake starts>";

const STARTTLS_PITFALLS: &[&str] = &[
    "Send nothing after STARTTLS until the tagged OK has come, then start TLS at once. Anything \
    already read before the handshake must be discarded (command injection attacks).",
    "Forget all capabilities afterwards and ask again.",
    "Prefer port 993 with TLS from the first byte (RFC 8314); STARTTLS is for port 143.",
];

const AUTHENTICATE_EXCHANGE: &str = "C: a1 AUTHENTICATE PLAIN
S: +
C: AHVzZXIAdGVzdHBhc3M=
S: a1 OK [CAPABILITY IMAP4rev1 IDLE UIDPLUS] Logged in";

const AUTHENTICATE_PITFALLS: &[&str] = &[
    "The second argument is allowed only with SASL-IR or IMAP4rev2; an empty initial response is \
    written as a single \"=\".",
    "Send \"*\" alone on a line to cancel; the server then answers BAD.",
    "PLAIN is only base64, not encryption: anybody can decode it. Use TLS.",
    "Some mechanisms (SCRAM, DIGEST-MD5) end with a \"+\" that carries server proof; you must \
    answer it with an empty line.",
];

const LOGIN_EXCHANGE: &str = "C: a1 LOGIN joe wrong
S: a1 NO [AUTHENTICATIONFAILED] Authentication failed.";

const LOGIN_PITFALLS: &[&str] = &[
    "Forbidden when the server shows LOGINDISABLED (usually: no TLS yet). Sending it anyway has \
    already leaked the password.",
    "Passwords with spaces, quotes, backslashes, ( ) { % * need quotes or a literal; non-ASCII \
    ones should go through AUTHENTICATE PLAIN instead.",
    "NO means the credentials were refused; BAD means the line could not be parsed (often a \
    quoting mistake).",
];

const ENABLE_EXCHANGE: &str = "C: a1 ENABLE CONDSTORE X-GOOD-IDEA
S: * ENABLED CONDSTORE
S: a1 OK Enabled";

const ENABLE_PITFALLS: &[&str] = &[
    "Unknown or unsupported names are silently skipped; read the ENABLED line to see what really \
    happened.",
    "Only in authenticated state, before SELECT. There is no way to disable again short of \
    UNAUTHENTICATE or reconnecting.",
    "ENABLE QRESYNC turns on CONDSTORE too, and changes EXPUNGE lines into VANISHED lines.",
];

const IDLE_EXCHANGE: &str = "C: a1 IDLE
S: + idling
S: * 9 EXISTS
S: * 2 EXPUNGE
C: DONE
S: a1 OK Idle completed";

const IDLE_PITFALLS: &[&str] = &[
    "End it with the bare word DONE - no tag. Any other line is an error (Dovecot: \"BAD \
    Expected DONE\").",
    "Re-issue at least every 29 minutes, else the server may log you out.",
    "Without a selected mailbox most servers send nothing useful.",
];

const DONE_EXCHANGE: &str = "C: DONE
S: a1 OK Idle completed";

const DONE_PITFALLS: &[&str] = &["Type it only while IDLE is running. With a tag in front it is an unknown command."];

const COMPRESS_EXCHANGE: &str = "C: a1 COMPRESS DEFLATE
S: a1 OK Begin compression";

const COMPRESS_PITFALLS: &[&str] = &[
    "Right after the OK line both sides speak raw DEFLATE (no zlib header).",
    "A second COMPRESS is refused with [COMPRESSIONACTIVE].",
    "Compressing secrets together with attacker-chosen text leaks information; so it is offered \
    only after login.",
];

const LANGUAGE_EXCHANGE: &str = "C: a1 LANGUAGE
S: * LANGUAGE (EN DE IT)
S: a1 OK Supported languages have been enumerated";

const LANGUAGE_PITFALLS: &[&str] =
    &["The reply lists all languages when you gave none, and exactly one when it switched."];

const UNAUTHENTICATE_EXCHANGE: &str = "C: a1 UNAUTHENTICATE
S: a1 OK [CAPABILITY IMAP4rev1 IMAP4rev2 AUTH=PLAIN ENABLE ID SASL-IR] Completed";

const UNAUTHENTICATE_PITFALLS: &[&str] =
    &["For proxies and administrators mostly; Cyrus allows it to admins only. ENABLE, NOTIFY, \
    COMPARATOR and so on are all reset; TLS stays."];

const GETJMAPACCESS_EXCHANGE: &str = r#"C: a1 GETJMAPACCESS
S: * JMAPACCESS "https://example.com/.s/[jmap]"
S: a1 OK done"#;

const GETJMAPACCESS_PITFALLS: &[&str] = &["Servers that do not know a JMAP service answer BAD."];

//! Commands of rarer extensions: comparison rules, conversion, signed URLs.

use crate::catalog::argument::ArgKind as Kind;
use crate::catalog::command::{Command, Effect, arg};
use crate::catalog::{States, rfc};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "COMPARATOR",
        usage: "COMPARATOR [<comparator> ...]",
        summary: "Show or choose the rules for comparing strings in SEARCH and SORT.",
        args: &[arg("order", Kind::Comparator).optional().repeated()],
        requires: &["I18NLEVEL=2"],
        untagged: &["COMPARATOR"],
        effect: Effect::Session,
        spec: rfc(5255, "4.7"),
        example: "a1 COMPARATOR \"i;unicode-casemap\"",
        exchange: COMPARATOR_EXCHANGE,
        ..Command::DEFAULT
    },
    Command {
        name: "CONVERSIONS",
        usage: r#"CONVERSIONS "<from-type>" "<to-type>""#,
        summary: "Ask which media conversions the server can do (CONVERT extension).",
        args: &[arg("from", Kind::MediaTypePattern), arg("to", Kind::MediaTypePattern)],
        requires: &["CONVERT"],
        untagged: &["CONVERSION"],
        spec: rfc(5259, "5.1"),
        example: r#"a1 CONVERSIONS "image/gif" "*""#,
        exchange: CONVERSIONS_EXCHANGE,
        ..Command::DEFAULT
    },
    Command {
        name: "CONVERT",
        usage: "CONVERT <sequence-set> (\"<to-type>\"|NIL [(<param> <value> ...)]) \
            <item>|(<item> ...)",
        summary: "Fetch body parts after converting them to another media type or size.",
        args: &[arg("set", Kind::SequenceSet), arg("params", Kind::ConvertParams), arg("items", Kind::ConvertItems)],
        states: States::SELECTED,
        requires: &["CONVERT"],
        untagged: &["CONVERTED"],
        spec: rfc(5259, "6"),
        example: r#"a1 CONVERT 2 ("text/plain" ("charset" "utf-8")) BINARY[3]"#,
        exchange: CONVERT_EXCHANGE,
        pitfalls: CONVERT_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "UID CONVERT",
        usage: "UID CONVERT <uid-set> (\"<to-type>\"|NIL [(...)]) <item>|(<item> ...)",
        summary: "Like CONVERT, but messages are named by UID.",
        args: &[arg("set", Kind::UidSet), arg("params", Kind::ConvertParams), arg("items", Kind::ConvertItems)],
        states: States::SELECTED,
        requires: &["CONVERT"],
        untagged: &["CONVERTED"],
        spec: rfc(5259, "6"),
        example: r#"a1 UID CONVERT 100 (NIL ("charset" "utf-8")) BINARY[1]"#,
        ..Command::DEFAULT
    },
    Command {
        name: "GENURLAUTH",
        usage: "GENURLAUTH \"<imap-url>;URLAUTH=<access>\" <mechanism> ...",
        summary: "Turn an IMAP URL into a signed one that somebody else may fetch.",
        args: &[arg("urls", Kind::UrlauthRump).repeated()],
        requires: &["URLAUTH"],
        untagged: &["GENURLAUTH"],
        effect: Effect::Write,
        spec: rfc(4467, "7"),
        example: "a1 GENURLAUTH \
            \"imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred\" INTERNAL",
        exchange: GENURLAUTH_EXCHANGE,
        pitfalls: GENURLAUTH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "URLFETCH",
        usage: "URLFETCH \"<signed-imap-url>\" ... | URLFETCH (\"<url>\" \
            BODY|BINARY|BODYPARTSTRUCTURE) ...",
        summary: "Fetch the text that signed IMAP URLs point to.",
        args: &[arg("urls", Kind::UrlauthFull).repeated()],
        requires: &["URLAUTH", "URLAUTH=BINARY"],
        untagged: &["URLFETCH"],
        spec: rfc(4467, "7"),
        also: &[rfc(5524, "3")],
        example: "a1 URLFETCH \
            \"imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a473744\"",
        exchange: URLFETCH_EXCHANGE,
        pitfalls: URLFETCH_PITFALLS,
        ..Command::DEFAULT
    },
    Command {
        name: "RESETKEY",
        usage: "RESETKEY [<mailbox> [<mechanism> ...]]",
        summary: "Make all signed URLs of a mailbox (or of all mailboxes) invalid.",
        args: &[
            arg("mailbox", Kind::Mailbox).optional(),
            arg("mechanisms", Kind::UrlauthMechanism).optional().repeated(),
        ],
        requires: &["URLAUTH"],
        effect: Effect::Destructive,
        spec: rfc(4467, "7"),
        example: "a1 RESETKEY INBOX",
        exchange: RESETKEY_EXCHANGE,
        ..Command::DEFAULT
    },
];

// What the wire shows, and what goes wrong, in the order of the table.

const COMPARATOR_EXCHANGE: &str = "C: a1 COMPARATOR
S: * COMPARATOR i;unicode-casemap
S: a1 OK Will use i;unicode-casemap for collation";

const CONVERSIONS_EXCHANGE: &str = r#"C: b1 CONVERSIONS "image/gif" "image/*"
S: * CONVERSION "image/gif" "image/jpeg" ("pix-x" "pix-y" "image-interlaced")
S: b1 OK CONVERSIONS completed"#;

const CONVERT_EXCHANGE: &str = r#"C: b1 CONVERT 2 ("text/plain" ("charset" "utf-8")) BINARY[3]
S: * 2 CONVERTED (TAG "b1") (BINARY[3] {5}
S: hello
S: )
S: b1 OK CONVERT COMPLETED"#;

const CONVERT_PITFALLS: &[&str] = &["Hardly any server has it."];

const GENURLAUTH_EXCHANGE: &str = r#"C: a1 GENURLAUTH "imap://bob@mail.example.com/INBOX/;UID=1/;SECTION=TEXT;URLAUTH=authuser" INTERNAL
S: * GENURLAUTH "imap://bob@mail.example.com/INBOX/;UID=1/;SECTION=TEXT;URLAUTH=authuser:internal:00cb8f9a60a8"
S: a1 OK Completed"#;

const GENURLAUTH_PITFALLS: &[&str] =
    &["Whoever holds the URL may read that text until it expires or the key is reset: treat it as \
    a secret."];

const URLFETCH_EXCHANGE: &str = r#"C: a4 URLFETCH "imap://bogus"
S: * URLFETCH "imap://bogus" NIL
S: a4 OK Completed"#;

const URLFETCH_PITFALLS: &[&str] = &["NIL means \"not allowed or not there\"; the reason is not told, on purpose."];

const RESETKEY_EXCHANGE: &str = "C: a1 RESETKEY INBOX
S: a1 OK [URLMECH INTERNAL] key removed";

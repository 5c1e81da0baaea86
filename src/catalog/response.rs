//! Responses: everything a server says but the response codes.

use crate::catalog::{Spec, Status, rfc};

/// A kind of response.
#[derive(Clone, Copy, Debug)]
pub struct Response {
    /// The word by which it is known. Plain `OK`, `NO` and `BAD` are untagged; `OK (tagged)` and so on end
    /// a command; `CONTINUATION` is the line that starts with `+`.
    pub name: &'static str,
    /// Its form on the wire.
    pub shape: &'static str,
    /// What it is about.
    pub class: Class,
    /// What it says.
    pub summary: &'static str,
    /// What to know when reading it; often empty.
    pub explain: &'static str,
    /// How firmly it stands in the standard.
    pub status: Status,
    /// Where it is defined.
    pub spec: Spec,
    /// More places that speak of it.
    pub also: &'static [Spec],
    /// A line as it came.
    pub example: &'static str,
    /// Where it comes from if no RFC defines it, else empty.
    pub source: &'static str,
}

impl Response {
    const DEFAULT: Self = Self {
        name: "",
        shape: "",
        class: Class::Server,
        summary: "",
        explain: "",
        status: Status::Standard,
        spec: Spec::UNKNOWN,
        also: &[],
        example: "",
        source: "",
    };
}

/// What a response is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Class {
    Completion,
    Status,
    Server,
    Mailbox,
    Size,
    Message,
    Quota,
    Acl,
    Metadata,
    Url,
    Continuation,
}

/// The untagged response of this name (or `OK (tagged)` and the like, spelt so), in any case.
pub fn find(name: &str) -> Option<&'static Response> {
    RESPONSES.iter().find(|response| response.name.eq_ignore_ascii_case(name))
}

/// The tagged reply that starts with this word: OK, NO or BAD.
pub fn tagged(word: &str) -> Option<&'static Response> {
    let of_word =
        |response: &&Response| response.name.split_once(' ').is_some_and(|(first, _)| first.eq_ignore_ascii_case(word));
    RESPONSES.iter().find(of_word)
}

/// Every response, by what it is about.
pub const RESPONSES: &[Response] = &[
    Response {
        name: "OK (tagged)",
        shape: "<tag> OK [<code>] <text>",
        class: Class::Completion,
        summary: "Your command succeeded.",
        explain: "The tag is yours; a [CODE] may say more. OK does not always mean that \
            something changed.",
        spec: rfc(9051, "7.1.1"),
        also: &[rfc(3501, "7.1.1")],
        example: "a1 OK LOGIN completed",
        ..Response::DEFAULT
    },
    Response {
        name: "NO (tagged)",
        shape: "<tag> NO [<code>] <text>",
        class: Class::Completion,
        summary: "Understood, but it could not be done.",
        explain: "Look at the [CODE] for the reason.",
        spec: rfc(9051, "7.1.2"),
        also: &[rfc(3501, "7.1.2")],
        example: "a1 NO [TRYCREATE] Mailbox doesn't exist",
        ..Response::DEFAULT
    },
    Response {
        name: "BAD (tagged)",
        shape: "<tag> BAD [<code>] <text>",
        class: Class::Completion,
        summary: "Not understood, or not allowed now.",
        explain: "Spelling, arguments, or wrong state (no mailbox open, not logged in).",
        spec: rfc(9051, "7.1.3"),
        also: &[rfc(3501, "7.1.3")],
        example: "a1 BAD No mailbox selected",
        ..Response::DEFAULT
    },
    Response {
        name: "OK",
        shape: "* OK [<code>] <text>",
        class: Class::Status,
        summary: "Greeting, or information in passing.",
        explain: "The first OK of a session is the greeting. Later ones mostly carry a [CODE].",
        spec: rfc(9051, "7.1.1"),
        also: &[rfc(3501, "7.1.1")],
        example: "* OK [UIDVALIDITY 3857529045] UIDs valid",
        ..Response::DEFAULT
    },
    Response {
        name: "NO",
        shape: "* NO [<code>] <text>",
        class: Class::Status,
        summary: "A warning; the command may still succeed.",
        explain: "For instance \"mailbox nearly full\".",
        spec: rfc(9051, "7.1.2"),
        also: &[rfc(3501, "7.1.2")],
        example: "* NO Disk is 98% full, please delete unnecessary data",
        ..Response::DEFAULT
    },
    Response {
        name: "BAD",
        shape: "* BAD <text>",
        class: Class::Status,
        summary: "The server could not even find the tag, or has an internal fault.",
        explain: "What you sent was garbage to it.",
        spec: rfc(9051, "7.1.3"),
        also: &[rfc(3501, "7.1.3")],
        example: "* BAD Error in IMAP tag: Invalid tag",
        ..Response::DEFAULT
    },
    Response {
        name: "PREAUTH",
        shape: "* PREAUTH [<code>] <text>",
        class: Class::Status,
        summary: "Greeting of a session that is logged in already.",
        explain: "No login needed, but STARTTLS is then impossible too.",
        spec: rfc(9051, "7.1.4"),
        also: &[rfc(3501, "7.1.4")],
        example: "* PREAUTH IMAP4rev2 server logged in as Smith",
        ..Response::DEFAULT
    },
    Response {
        name: "BYE",
        shape: "* BYE [<code>] <text>",
        class: Class::Status,
        summary: "The server is about to close the connection.",
        explain: "After LOGOUT it is normal; otherwise: timeout, shutdown, too many errors.",
        spec: rfc(9051, "7.1.5"),
        also: &[rfc(3501, "7.1.5")],
        example: "* BYE Autologout; idle for too long",
        ..Response::DEFAULT
    },
    Response {
        name: "CAPABILITY",
        shape: "* CAPABILITY <name> ...",
        summary: "What the server can do now.",
        explain: "Names with = carry a value.",
        spec: rfc(9051, "7.2.2"),
        also: &[rfc(3501, "7.2.1")],
        example: "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN",
        ..Response::DEFAULT
    },
    Response {
        name: "ENABLED",
        shape: "* ENABLED <name> ...",
        summary: "These extensions are switched on now.",
        explain: "Only those newly enabled are shown, by some servers.",
        spec: rfc(9051, "7.2.1"),
        also: &[rfc(5161, "3.2")],
        example: "* ENABLED CONDSTORE QRESYNC",
        ..Response::DEFAULT
    },
    Response {
        name: "ID",
        shape: "* ID (<field> <value> ...) or * ID NIL",
        summary: "Name and version of the server program.",
        explain: "Pairs of strings; for humans only.",
        spec: rfc(2971, "3.2"),
        example: r#"* ID ("name" "Dovecot")"#,
        ..Response::DEFAULT
    },
    Response {
        name: "LANGUAGE",
        shape: "* LANGUAGE (<lang> ...)",
        summary: "Languages on offer, or the one in use.",
        spec: rfc(5255, "3.3"),
        example: "* LANGUAGE (EN DE IT)",
        ..Response::DEFAULT
    },
    Response {
        name: "COMPARATOR",
        shape: "* COMPARATOR <active> [(<others> ...)]",
        summary: "Comparison rules in use, and others that matched.",
        spec: rfc(5255, "4.8"),
        example: "* COMPARATOR i;unicode-casemap",
        ..Response::DEFAULT
    },
    Response {
        name: "JMAPACCESS",
        shape: "* JMAPACCESS \"<url>\"",
        summary: "Where the same mail is reachable by JMAP.",
        spec: rfc(9698, "4"),
        example: "* JMAPACCESS \"https://example.com/.well-known/jmap\"",
        ..Response::DEFAULT
    },
    Response {
        name: "LIST",
        shape: "* LIST (<attribute> ...) \"<separator>\"|NIL <mailbox> [(<extended-data>)]",
        class: Class::Mailbox,
        summary: "One mailbox name with its attributes.",
        explain: "Separator first, then the name: atom, \"quoted\" or literal. Can also come \
            unasked (SELECT in IMAP4rev2, NOTIFY).",
        spec: rfc(9051, "7.3.1"),
        also: &[rfc(3501, "7.2.2")],
        example: r#"* LIST (\HasNoChildren \Sent) "/" Sent"#,
        ..Response::DEFAULT
    },
    Response {
        name: "LSUB",
        shape: "* LSUB (<attribute> ...) \"<separator>\"|NIL <mailbox>",
        class: Class::Mailbox,
        summary: "One subscribed name.",
        status: Status::Deprecated,
        spec: rfc(3501, "7.2.3"),
        example: "* LSUB () \".\" INBOX.Drafts",
        ..Response::DEFAULT
    },
    Response {
        name: "XLIST",
        shape: "* XLIST (<attribute> ...) \"<separator>\" <mailbox>",
        class: Class::Mailbox,
        summary: "One name with Gmail-style role attributes.",
        status: Status::Vendor,
        spec: rfc(6154, "2"),
        source: "Google; recorded on Cyrus",
        example: r#"* XLIST (\HasNoChildren \Inbox) "/" "Inbox""#,
        ..Response::DEFAULT
    },
    Response {
        name: "NAMESPACE",
        shape: "* NAMESPACE <personal> <others> <shared>",
        class: Class::Mailbox,
        summary: "Prefixes and separators of the three kinds of mailboxes.",
        explain: r#"Each is NIL or a list of ("prefix" "separator")."#,
        spec: rfc(9051, "7.3.2"),
        also: &[rfc(2342, "5")],
        example: r#"* NAMESPACE (("" "/")) NIL (("Public/" "/"))"#,
        ..Response::DEFAULT
    },
    Response {
        name: "STATUS",
        shape: "* STATUS <mailbox> (<item> <value> ...)",
        class: Class::Mailbox,
        summary: "Counters of a mailbox.",
        explain: "Pairs; MAILBOXID has a parenthesised value.",
        spec: rfc(9051, "7.3.3"),
        also: &[rfc(3501, "7.2.4")],
        example: "* STATUS INBOX (MESSAGES 231 UIDNEXT 44292)",
        ..Response::DEFAULT
    },
    Response {
        name: "SEARCH",
        shape: "* SEARCH [<n> ...] [(MODSEQ <n>)]",
        class: Class::Mailbox,
        summary: "Numbers (or UIDs) of the hits.",
        explain: "Empty means none. (MODSEQ n) is the highest change counter.",
        status: Status::Deprecated,
        spec: rfc(3501, "7.2.5"),
        also: &[rfc(7162, "3.1.6")],
        example: "* SEARCH 2 3 6 (MODSEQ 917162500)",
        ..Response::DEFAULT
    },
    Response {
        name: "ESEARCH",
        shape: "* ESEARCH [(TAG \"<tag>\" [MAILBOX <m> UIDVALIDITY <n>])] [UID] [<item> <value> \
            ...]",
        class: Class::Mailbox,
        summary: "Search answer in compact form.",
        explain: "TAG tells which command; UID says that the numbers are UIDs; missing ALL means \
            no hits.",
        spec: rfc(9051, "7.3.4"),
        also: &[rfc(4466, "2.6.2"), rfc(4731, "3.1"), rfc(7377, "2.1")],
        example: "* ESEARCH (TAG \"a4\") MIN 1 MAX 6 ALL 1:6 COUNT 6",
        ..Response::DEFAULT
    },
    Response {
        name: "SORT",
        shape: "* SORT [<n> ...]",
        class: Class::Mailbox,
        summary: "Hits in sorted order.",
        spec: rfc(5256, "4"),
        example: "* SORT 5 3 4 1 2",
        ..Response::DEFAULT
    },
    Response {
        name: "THREAD",
        shape: "* THREAD [(<tree>) ...]",
        class: Class::Mailbox,
        summary: "Hits as conversations.",
        explain: "(2 3) = 3 answers 2; (3 (4)(5)) = two answers; ((4)(5)) = parent missing.",
        spec: rfc(5256, "4"),
        example: "* THREAD (2)(3 6 (4 23)(44 7 96))",
        ..Response::DEFAULT
    },
    Response {
        name: "FLAGS",
        shape: "* FLAGS (<flag> ...)",
        class: Class::Mailbox,
        summary: "All flags in use in this mailbox.",
        explain: "Not the flags of a message; see PERMANENTFLAGS for what you may change.",
        spec: rfc(9051, "7.3.5"),
        also: &[rfc(3501, "7.2.6")],
        example: r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
        ..Response::DEFAULT
    },
    Response {
        name: "EXISTS",
        shape: "* <n> EXISTS",
        class: Class::Size,
        summary: "The mailbox now holds n messages.",
        explain: "The number comes first. Not a count of new ones.",
        spec: rfc(9051, "7.4.1"),
        also: &[rfc(3501, "7.3.1")],
        example: "* 23 EXISTS",
        ..Response::DEFAULT
    },
    Response {
        name: "RECENT",
        shape: "* <n> RECENT",
        class: Class::Size,
        summary: r"n messages have \Recent.",
        explain: "Gone in IMAP4rev2.",
        status: Status::Deprecated,
        spec: rfc(3501, "7.3.2"),
        example: "* 5 RECENT",
        ..Response::DEFAULT
    },
    Response {
        name: "EXPUNGE",
        shape: "* <n> EXPUNGE",
        class: Class::Message,
        summary: "Message n is gone; all higher numbers drop by one at once.",
        spec: rfc(9051, "7.5.1"),
        also: &[rfc(3501, "7.4.1")],
        example: "* 44 EXPUNGE",
        ..Response::DEFAULT
    },
    Response {
        name: "VANISHED",
        shape: "* VANISHED [(EARLIER)] <uid-set>",
        class: Class::Message,
        summary: "These UIDs are gone.",
        explain: "With (EARLIER): gone since the point you named, do not change your count.",
        spec: rfc(7162, "3.2.10"),
        example: "* VANISHED (EARLIER) 300:310,405,411",
        ..Response::DEFAULT
    },
    Response {
        name: "FETCH",
        shape: "* <n> FETCH (<item> <value> ...)",
        class: Class::Message,
        summary: "Data of message number n.",
        explain: "Pairs in parentheses; can come unasked when flags change.",
        spec: rfc(9051, "7.5.2"),
        also: &[rfc(3501, "7.4.2")],
        example: r"* 23 FETCH (FLAGS (\Seen) UID 4827313)",
        ..Response::DEFAULT
    },
    Response {
        name: "UIDFETCH",
        shape: "* <uid> UIDFETCH (<item> <value> ...)",
        class: Class::Message,
        summary: "Data of the message with this UID (UIDONLY mode).",
        explain: "The number is a UID, not a message number.",
        status: Status::Experimental,
        spec: rfc(9586, "3.3"),
        example: r"* 25996 UIDFETCH (FLAGS (\Seen))",
        ..Response::DEFAULT
    },
    Response {
        name: "UIDBATCHES",
        shape: "* UIDBATCHES (TAG \"<tag>\") [<uid-range>,...]",
        class: Class::Mailbox,
        summary: "UID ranges of the batches, newest first.",
        explain: "Each range runs downwards. Empty if there are no messages.",
        spec: rfc(10022, "3.1.2"),
        example: "* UIDBATCHES (TAG \"A143\") 215295:99696,99695:20351,20350:7830,7829:1",
        ..Response::DEFAULT
    },
    Response {
        name: "CONVERTED",
        shape: "* <n> CONVERTED (TAG \"<tag>\") (<item> <value> ...)",
        class: Class::Message,
        summary: "Converted parts of message n.",
        spec: rfc(5259, "8.1"),
        example: "* 2 CONVERTED (TAG \"b001\") (BINARY[3] {3})",
        ..Response::DEFAULT
    },
    Response {
        name: "CONVERSION",
        shape: r#"* CONVERSION "<from>" "<to>" [(<param> ...)]"#,
        summary: "One conversion that the server can do.",
        spec: rfc(5259, "5.2"),
        example: r#"* CONVERSION "image/gif" "image/jpeg" ("pix-x" "pix-y")"#,
        ..Response::DEFAULT
    },
    Response {
        name: "QUOTA",
        shape: "* QUOTA <root> (<resource> <used> <limit> ...)",
        class: Class::Quota,
        summary: "Use and limits.",
        explain: "Triples; STORAGE counts units of 1024 octets.",
        spec: rfc(9208, "4.2.1"),
        example: "* QUOTA \"\" (STORAGE 10 512)",
        ..Response::DEFAULT
    },
    Response {
        name: "QUOTAROOT",
        shape: "* QUOTAROOT <mailbox> [<root> ...]",
        class: Class::Quota,
        summary: "Which quotas count for this mailbox.",
        spec: rfc(9208, "4.2.2"),
        example: "* QUOTAROOT INBOX \"\"",
        ..Response::DEFAULT
    },
    Response {
        name: "ACL",
        shape: "* ACL <mailbox> [<who> <rights> ...]",
        class: Class::Acl,
        summary: "Who may do what.",
        explain: "Pairs; a leading - on a name takes rights away.",
        spec: rfc(4314, "3.6"),
        example: "* ACL INBOX Fred rwipslxetad",
        ..Response::DEFAULT
    },
    Response {
        name: "LISTRIGHTS",
        shape: "* LISTRIGHTS <mailbox> <who> <required> [<optional> ...]",
        class: Class::Acl,
        summary: "Rights that could be given.",
        spec: rfc(4314, "3.7"),
        example: "* LISTRIGHTS ~/Mail/saved smith la r swicdkxte",
        ..Response::DEFAULT
    },
    Response {
        name: "MYRIGHTS",
        shape: "* MYRIGHTS <mailbox> <rights>",
        class: Class::Acl,
        summary: "Your own rights.",
        spec: rfc(4314, "3.8"),
        example: "* MYRIGHTS INBOX rwiptsldaex",
        ..Response::DEFAULT
    },
    Response {
        name: "METADATA",
        shape: "* METADATA <mailbox>|\"\" (<entry> <value> ...) or <entry> ...",
        class: Class::Metadata,
        summary: "Values of annotations; or, unasked, just the names that changed.",
        spec: rfc(5464, "4.4"),
        also: &[rfc(5464, "4.4.1"), rfc(5464, "4.4.2")],
        example: r#"* METADATA "INBOX" (/private/comment "My comment")"#,
        ..Response::DEFAULT
    },
    Response {
        name: "ANNOTATION",
        shape: r#"* ANNOTATION <mailbox> "<entry>" ("<attribute>" "<value>" ...)"#,
        class: Class::Metadata,
        summary: "Old form of METADATA.",
        status: Status::Vendor,
        spec: rfc(5464, "4.4"),
        source: "draft-daboo-imap-annotatemore; recorded on Cyrus",
        example: r#"* ANNOTATION INBOX "/comment" ("value.priv" "hi")"#,
        ..Response::DEFAULT
    },
    Response {
        name: "GENURLAUTH",
        shape: "* GENURLAUTH \"<url>\" ...",
        class: Class::Url,
        summary: "The signed URL.",
        spec: rfc(4467, "8"),
        example: "* GENURLAUTH \
            \"imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a\"",
        ..Response::DEFAULT
    },
    Response {
        name: "URLFETCH",
        shape: "* URLFETCH \"<url>\" <text>|NIL ...",
        class: Class::Url,
        summary: "Text that a signed URL points to; NIL if refused.",
        spec: rfc(4467, "8"),
        also: &[rfc(5524, "3.2")],
        example: "* URLFETCH \"imap://...\" {28}",
        ..Response::DEFAULT
    },
    Response {
        name: "XAPPLEPUSHSERVICE",
        shape: r#"* XAPPLEPUSHSERVICE "aps-version" "<n>" "aps-topic" "<topic>""#,
        summary: "Apple push registration accepted.",
        status: Status::Vendor,
        spec: rfc(9051, "2.2.2"),
        source: "Cyrus source imap/imapd.c",
        example: r#"* XAPPLEPUSHSERVICE "aps-version" "2" "aps-topic" "com.apple.mail""#,
        ..Response::DEFAULT
    },
    Response {
        name: "CONTINUATION",
        shape: "+ <text> or + <base64>",
        class: Class::Continuation,
        summary: "The server is ready for more of your command.",
        explain: "Before a literal: send it now. In AUTHENTICATE: a base64 challenge. In IDLE: \
            you are idling.",
        spec: rfc(9051, "7.6"),
        also: &[rfc(3501, "7.5")],
        example: "+ Ready for additional command text",
        ..Response::DEFAULT
    },
    Response {
        name: "MAILBOX",
        shape: "* MAILBOX <name>",
        class: Class::Mailbox,
        summary: "IMAP2bis answer to FIND.",
        status: Status::Obsolete,
        spec: rfc(2062, ""),
        example: "* MAILBOX foo",
        ..Response::DEFAULT
    },
    // Not confirmed: RFC 2062 section to be checked.
    Response {
        name: "COPY",
        shape: "* <n> COPY",
        class: Class::Message,
        summary: "Old IMAP2 answer, should never be seen.",
        status: Status::Obsolete,
        spec: rfc(2062, ""),
        example: "* 5 COPY",
        ..Response::DEFAULT
    },
    Response {
        name: "STORE",
        shape: "* <n> STORE (<item> <value> ...)",
        class: Class::Message,
        summary: "Old IMAP2bis spelling of FETCH.",
        status: Status::Obsolete,
        spec: rfc(2062, ""),
        example: r"* 69 STORE (FLAGS (\Deleted))",
        ..Response::DEFAULT
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_names_are_unique() {
        assert_eq!(RESPONSES.len(), 47);
        for response in RESPONSES {
            let first = find(response.name).unwrap();
            assert_eq!(first.shape, response.shape, "{} is there twice", response.name);
        }
    }

    #[test]
    fn every_row_says_what_a_reader_needs() {
        for response in RESPONSES {
            let name = response.name;
            assert!(response.summary.ends_with('.'), "{name}: summary");
            assert!(response.explain.is_empty() || response.explain.ends_with('.'), "{name}");
            assert!(response.spec.rfc > 0, "{name}: spec");
            assert!(response.also.iter().all(|spec| spec.rfc > 0), "{name}: also");
            let vendor = response.status == Status::Vendor;
            assert_eq!(vendor, !response.source.is_empty(), "{name}: source");
        }
    }

    #[test]
    fn shape_and_example_start_alike() {
        for response in RESPONSES {
            let first = |line: &str| line.split(' ').next().map(str::to_owned);
            let start = match response.class {
                Class::Completion => "a1",
                Class::Continuation => "+",
                _ => "*",
            };
            assert_eq!(first(response.example).as_deref(), Some(start), "{}", response.name);
            if start != "+" {
                let word = response.name.split(' ').next().unwrap();
                assert!(response.example.contains(word), "{word}");
                assert!(response.shape.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn tagged_and_untagged_are_told_apart() {
        assert_eq!(find("ok").unwrap().class, Class::Status);
        assert_eq!(tagged("ok").unwrap().class, Class::Completion);
        assert_eq!(tagged("Bad").unwrap().name, "BAD (tagged)");
        assert!(tagged("BYE").is_none());
        assert!(find("NONSENSE").is_none());
    }
}

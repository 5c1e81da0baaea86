//! The kinds of arguments, one row for each.

use crate::catalog::argument::{ArgKind, Argument};
use crate::catalog::rfc;

pub(super) const ARGUMENTS: &[Argument] = &[
    Argument {
        kind: ArgKind::Mailbox,
        name: "mailbox",
        shape: "astring",
        summary: "Name of a mailbox; INBOX in any case. Spaces, quotes, backslashes, \
            parentheses, % and * need \"quotes\" or a literal.",
        completes_from: "mailboxes seen in LIST",
        example: "\"Sent Items\"",
        spec: rfc(9051, "5.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MailboxNew,
        name: "mailbox-new",
        shape: "astring",
        summary: "Name of a mailbox that does not exist yet.",
        completes_from: "parents seen in LIST, separator",
        example: "Archive/2026",
        spec: rfc(9051, "5.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MailboxSubscribed,
        name: "mailbox-subscribed",
        shape: "astring",
        summary: "Name on the subscription list.",
        completes_from: "LIST (SUBSCRIBED)",
        example: "Lists/rust",
        spec: rfc(9051, "6.3.7"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MailboxOrEmpty,
        name: "mailbox-or-empty",
        shape: "astring",
        summary: "Name of a mailbox, or \"\" for the server itself.",
        completes_from: "mailboxes",
        example: "\"\"",
        spec: rfc(5464, "4.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MailboxReference,
        name: "mailbox-reference",
        shape: "astring",
        summary: "Starting point for LIST, normally \"\".",
        completes_from: "\"\" and namespace prefixes",
        example: "\"\"",
        spec: rfc(9051, "6.3.9"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MailboxPattern,
        name: "mailbox-pattern",
        shape: "list-mailbox or (list)",
        summary: "Name with wildcards: * matches all, % one level.",
        completes_from: r#""*" "%" and names"#,
        example: "\"Lists/%\"",
        spec: rfc(9051, "6.3.9"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::SequenceSet,
        name: "sequence-set",
        shape: "n or n:m or * or comma list or $",
        summary: "Message numbers, 1 to EXISTS; * is the last.",
        completes_from: "1:* and the last SEARCH",
        example: "2,4:7,9,12:*",
        spec: rfc(9051, "4.1.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::UidSet,
        name: "uid-set",
        shape: "n or n:m or * or comma list or $",
        summary: "UIDs; * is the highest UID.",
        completes_from: "UIDs seen",
        example: "4827313:4828442",
        spec: rfc(9051, "4.1.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::SequenceNumber,
        name: "sequence-number",
        shape: "n",
        summary: "One message number.",
        completes_from: "1..EXISTS",
        example: "7",
        spec: rfc(9051, "2.3.1.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Uid,
        name: "uid",
        shape: "n",
        summary: "One UID.",
        completes_from: "UIDs seen",
        example: "4392",
        spec: rfc(9051, "2.3.1.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::FetchItems,
        name: "fetch-items",
        shape: "item or (item ...) or macro",
        summary: "What to fetch.",
        completes_from: "FETCH items",
        example: "(FLAGS ENVELOPE)",
        spec: rfc(9051, "6.4.5"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::FetchItem,
        name: "fetch-item",
        shape: "item",
        summary: "One thing to fetch.",
        completes_from: "FETCH items",
        example: "FLAGS",
        spec: rfc(9051, "6.4.5"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::FetchModifiers,
        name: "fetch-modifiers",
        shape: "(modifier ...)",
        summary: "Conditions on FETCH.",
        completes_from: "modifiers",
        example: "(CHANGEDSINCE 12345)",
        spec: rfc(4466, "2.4"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::StoreModifiers,
        name: "store-modifiers",
        shape: "(modifier ...)",
        summary: "Conditions on STORE.",
        completes_from: "modifiers",
        example: "(UNCHANGEDSINCE 12345)",
        spec: rfc(4466, "2.5"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::SelectParams,
        name: "select-params",
        shape: "(param ...)",
        summary: "Options of SELECT.",
        completes_from: "modifiers",
        example: "(CONDSTORE)",
        spec: rfc(4466, "2.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::CreateParams,
        name: "create-params",
        shape: "(USE (role ...))",
        summary: "Role of the new mailbox.",
        completes_from: "modifiers and roles of mailboxes",
        example: r"(USE (\Sent))",
        spec: rfc(4466, "2.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::SearchCriteria,
        name: "search-criteria",
        shape: "criterion ...",
        summary: "What to look for; all must hold.",
        completes_from: "SEARCH keys",
        example: "UNSEEN FROM joe",
        spec: rfc(9051, "6.4.4"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::SearchReturnOptions,
        name: "search-return-options",
        shape: "RETURN (option ...)",
        summary: "What form the answer takes.",
        completes_from: "RETURN options",
        example: "RETURN (COUNT)",
        spec: rfc(9051, "6.4.4"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Charset,
        name: "charset",
        shape: "CHARSET <name> or <name>",
        summary: "Character set of the search texts.",
        completes_from: "UTF-8 US-ASCII",
        example: "UTF-8",
        spec: rfc(9051, "6.4.4"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::EsearchSource,
        name: "esearch-source",
        shape: "IN (filter ...)",
        summary: "Which mailboxes to search.",
        completes_from: "NOTIFY filters",
        example: "IN (personal)",
        spec: rfc(7377, "2.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::SortKeys,
        name: "sort-keys",
        shape: "(key ...)",
        summary: "Order of the answer.",
        completes_from: "SORT keys",
        example: "(REVERSE DATE)",
        spec: rfc(5256, "3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::ThreadAlgorithm,
        name: "thread-algorithm",
        shape: "atom",
        summary: "How conversations are found.",
        completes_from: "THREAD algorithms, those advertised as THREAD= first",
        example: "REFERENCES",
        spec: rfc(5256, "3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::StoreAction,
        name: "store-action",
        shape: "atom",
        summary: "What to do with the flags.",
        completes_from: "STORE actions",
        example: "+FLAGS",
        spec: rfc(9051, "6.4.6"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::FlagList,
        name: "flag-list",
        shape: "(flag ...) or flag ...",
        summary: "Flags; system flags start with a backslash.",
        completes_from: "flags known, and PERMANENTFLAGS",
        example: r"(\Seen $Junk)",
        spec: rfc(9051, "2.3.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::StatusItems,
        name: "status-items",
        shape: "(item ...)",
        summary: "Counters to ask for.",
        completes_from: "STATUS items",
        example: "(MESSAGES UNSEEN)",
        spec: rfc(9051, "6.3.11"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::ListSelectOptions,
        name: "list-select-options",
        shape: "(option ...)",
        summary: "Which names to list.",
        completes_from: "LIST options",
        example: "(SUBSCRIBED)",
        spec: rfc(9051, "6.3.9.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::ListReturnOptions,
        name: "list-return-options",
        shape: "RETURN (option ...)",
        summary: "What to tell about each name.",
        completes_from: "LIST options",
        example: "RETURN (CHILDREN)",
        spec: rfc(9051, "6.3.9.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Literal,
        name: "literal",
        shape: "{n} or {n+} and n octets",
        summary: "A counted block of octets.",
        completes_from: "(file or editor)",
        example: "{310}",
        spec: rfc(9051, "4.3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Literal8,
        name: "literal8",
        shape: "~{n} and n octets",
        summary: "A counted block that may hold NULs.",
        completes_from: "(file or editor)",
        example: "~{310}",
        spec: rfc(9051, "4.3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::AppendMessage,
        name: "append-message",
        shape: "[flags] [date] literal",
        summary: "One message of several.",
        completes_from: "(file or editor)",
        example: r"(\Seen) {310}",
        spec: rfc(3502, "6.3.11"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::DateTime,
        name: "date-time",
        shape: "\"dd-Mon-yyyy hh:mm:ss +zzzz\"",
        summary: "Date to store as INTERNALDATE.",
        completes_from: "now",
        example: "\"17-Jul-1996 02:44:25 -0700\"",
        spec: rfc(9051, "9"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::CatenateParts,
        name: "catenate-parts",
        shape: "(TEXT literal or URL \"...\" ...)",
        summary: "Pieces of the new message.",
        example: "(URL \"/INBOX/;UID=20\")",
        spec: rfc(4469, "3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::AuthMechanism,
        name: "auth-mechanism",
        shape: "atom",
        summary: "Login mechanism.",
        completes_from: "mechanisms known, those advertised as AUTH= first",
        example: "SCRAM-SHA-256",
        spec: rfc(9051, "6.2.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Base64,
        name: "base64",
        shape: "base64 or =",
        summary: "First answer, base64; = when empty.",
        example: "AHVzZXIAcGFzcw==",
        spec: rfc(4959, "3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::EnableCapability,
        name: "enable-capability",
        shape: "atom",
        summary: "Extension that can be switched on.",
        completes_from: "capabilities known to ENABLE",
        example: "QRESYNC",
        spec: rfc(9051, "6.3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Capability,
        name: "capability",
        shape: "atom",
        summary: "Name of a capability.",
        completes_from: "capabilities",
        example: "IDLE",
        spec: rfc(9051, "6.1.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Astring,
        name: "astring",
        shape: "atom, \"quoted\" or literal",
        summary: "A word or a string.",
        example: "joe",
        spec: rfc(9051, "9"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::String,
        name: "string",
        shape: "\"quoted\" or literal",
        summary: "A string in quotes.",
        example: "\"hello\"",
        spec: rfc(9051, "4.3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Atom,
        name: "atom",
        shape: "atom",
        summary: "A bare word.",
        example: "INBOX",
        spec: rfc(9051, "4.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Password,
        name: "password",
        shape: "astring",
        summary: "Secret; never echoed nor logged.",
        completes_from: "(prompt)",
        example: "\"secret\"",
        spec: rfc(9051, "6.2.3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Number,
        name: "number",
        shape: "n",
        summary: "A number.",
        example: "2000",
        spec: rfc(9051, "4.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::BatchRange,
        name: "batch-range",
        shape: "n:m",
        summary: "First and last batch wanted.",
        example: "1:5",
        spec: rfc(10022, "3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::QuotedTag,
        name: "quoted-tag",
        shape: "\"tag\"",
        summary: "Tag of an earlier command, in quotes.",
        completes_from: "tags of running searches",
        example: "\"a5\"",
        spec: rfc(5267, "4.3.5"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::IdParams,
        name: "id-params",
        shape: r#"NIL or ("key" "value" ...)"#,
        summary: "Facts about this program.",
        completes_from: "name version vendor ...",
        example: r#"("name" "imapsh")"#,
        spec: rfc(2971, "3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::AclIdentifier,
        name: "acl-identifier",
        shape: "astring",
        summary: "User, group or anyone; - in front takes away.",
        completes_from: "anyone, seen identifiers",
        example: "bob",
        spec: rfc(4314, "3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::AclRights,
        name: "acl-rights",
        shape: "letters, + or - in front",
        summary: "Rights.",
        completes_from: "rights",
        example: "+lrs",
        spec: rfc(4314, "2.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::QuotaRoot,
        name: "quota-root",
        shape: "astring",
        summary: "Name of a quota root, often \"\".",
        completes_from: "roots seen in QUOTAROOT",
        example: "\"\"",
        spec: rfc(9208, "4.1.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::QuotaLimits,
        name: "quota-limits",
        shape: "(resource limit ...)",
        summary: "New limits.",
        completes_from: "quota resources",
        example: "(STORAGE 512)",
        spec: rfc(9208, "4.1.3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MetadataEntries,
        name: "metadata-entries",
        shape: "entry or (entry ...)",
        summary: "Annotation names.",
        completes_from: "/private/comment /shared/comment ...",
        example: "/private/comment",
        spec: rfc(5464, "4.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MetadataValues,
        name: "metadata-values",
        shape: "(entry value ...)",
        summary: "Names and values; NIL removes.",
        completes_from: "/private/comment /shared/comment ...",
        example: "(/private/comment \"x\")",
        spec: rfc(5464, "4.3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MetadataOptions,
        name: "metadata-options",
        shape: "(MAXSIZE n DEPTH d)",
        summary: "Limits on what is returned.",
        completes_from: "modifiers",
        example: "(DEPTH 1)",
        spec: rfc(5464, "4.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::NotifyAction,
        name: "notify-action",
        shape: "SET [STATUS] or NONE",
        summary: "Start or stop.",
        completes_from: "SET NONE",
        example: "SET",
        spec: rfc(5465, "3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::NotifyEventGroups,
        name: "notify-event-groups",
        shape: "(filter (event ...)) ...",
        summary: "Which events from which mailboxes.",
        completes_from: "NOTIFY filters",
        example: "(selected (MessageNew MessageExpunge))",
        spec: rfc(5465, "3.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::UidCommand,
        name: "uid-command",
        shape: "atom",
        summary: "Command that has a UID form.",
        completes_from: "FETCH STORE SEARCH COPY MOVE EXPUNGE SORT THREAD REPLACE CONVERT",
        example: "FETCH",
        spec: rfc(9051, "6.4.9"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Rest,
        name: "rest",
        shape: "anything",
        summary: "Depends on what stands before.",
        example: "-",
        spec: rfc(9051, "6.5"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::List,
        name: "list",
        shape: "(...)",
        summary: "A parenthesised list.",
        example: "(a b)",
        spec: rfc(9051, "4.4"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::KeyValues,
        name: "key-values",
        shape: "key value ...",
        summary: "Pairs.",
        example: "aps-version 2",
        spec: rfc(9051, "6.5"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::CompressAlgorithm,
        name: "compress-algorithm",
        shape: "atom",
        summary: "DEFLATE is the only one.",
        completes_from: "DEFLATE",
        example: "DEFLATE",
        spec: rfc(4978, "3"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::LanguageRange,
        name: "language-range",
        shape: "astring",
        summary: "Language tag.",
        completes_from: "de en fr ...",
        example: "de",
        spec: rfc(5255, "3.2"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::Comparator,
        name: "comparator",
        shape: "astring",
        summary: "Comparison rule.",
        completes_from: "i;ascii-casemap i;unicode-casemap i;octet",
        example: "i;unicode-casemap",
        spec: rfc(5255, "4.7"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::MediaTypePattern,
        name: "media-type-pattern",
        shape: r#""type/subtype" or "*""#,
        summary: "Media type.",
        completes_from: "common types",
        example: "\"image/*\"",
        spec: rfc(5259, "5.1"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::ConvertParams,
        name: "convert-params",
        shape: "(\"type\" or NIL [(param value ...)])",
        summary: "What to convert to.",
        example: r#"("text/plain" ("charset" "utf-8"))"#,
        spec: rfc(5259, "6"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::ConvertItems,
        name: "convert-items",
        shape: "item or (item ...)",
        summary: "Parts to convert.",
        completes_from: "BINARY[] BODYPARTSTRUCTURE[] AVAILABLECONVERSIONS[]",
        example: "BINARY[3]",
        spec: rfc(5259, "6"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::UrlauthRump,
        name: "urlauth-rump",
        shape: "\"imap-url\" mechanism",
        summary: "URL to be signed.",
        example: "\"imap://joe@h/INBOX/;uid=20;urlauth=user+joe\" INTERNAL",
        spec: rfc(4467, "7"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::UrlauthFull,
        name: "urlauth-full",
        shape: "\"imap-url\"",
        summary: "Signed URL.",
        example: "\"imap://...\"",
        spec: rfc(4467, "7"),
        ..Argument::DEFAULT
    },
    Argument {
        kind: ArgKind::UrlauthMechanism,
        name: "urlauth-mechanism",
        shape: "atom",
        summary: "INTERNAL.",
        completes_from: "INTERNAL",
        example: "INTERNAL",
        spec: rfc(4467, "7"),
        ..Argument::DEFAULT
    },
];

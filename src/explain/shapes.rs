//! The shapes of all responses and response codes, as data.

use crate::catalog::rfc;
use crate::explain::shape::{Group, Keyed, Names, Part, Reads, list, many, once, part, plain};

/// What stands behind the name of a response.
pub(crate) fn of_response(name: &str) -> Option<&'static Group> {
    find(RESPONSES, name)
}

/// What stands behind the name of a response code.
pub(crate) fn of_code(name: &str) -> Option<&'static Group> {
    find(CODES, name)
}

fn find(table: &'static [(&'static str, &'static Group)], name: &str) -> Option<&'static Group> {
    table.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, group)| *group)
}

/// What the number before the name of a response counts.
pub(crate) fn number(name: &str) -> &'static str {
    match name.to_ascii_uppercase().as_str() {
        "EXISTS" => "So many messages.",
        "RECENT" => "So many messages that no session has seen before.",
        "UIDFETCH" => "The UID of the message.",
        _ => "The number of the message, counted from 1 in this mailbox.",
    }
}

static RESPONSES: &[(&str, &Group)] = &[
    ("ACL", &ACL),
    ("ANNOTATION", &ANNOTATION),
    ("CAPABILITY", &CAPABILITIES),
    ("COMPARATOR", &COMPARATOR),
    ("CONVERSION", &CONVERSION),
    ("CONVERTED", &CONVERTED),
    ("ENABLED", &CAPABILITIES),
    ("ESEARCH", &ESEARCH),
    ("FETCH", &FETCH),
    ("FLAGS", &FLAGS_ALONE),
    ("GENURLAUTH", &URLS),
    ("ID", &ID),
    ("JMAPACCESS", &URLS),
    ("LANGUAGE", &LANGUAGES),
    ("LIST", &LIST),
    ("LISTRIGHTS", &LISTRIGHTS),
    ("LSUB", &LIST),
    ("MAILBOX", &ONE_MAILBOX),
    ("METADATA", &METADATA),
    ("MYRIGHTS", &MYRIGHTS),
    ("NAMESPACE", &NAMESPACE),
    ("QUOTA", &QUOTA),
    ("QUOTAROOT", &QUOTAROOT),
    ("SEARCH", &SEARCH),
    ("SORT", &SEARCH),
    ("STATUS", &STATUS),
    ("STORE", &FETCH),
    ("THREAD", &THREAD),
    ("UIDBATCHES", &UIDBATCHES),
    ("UIDFETCH", &FETCH),
    ("URLFETCH", &URLFETCH),
    ("VANISHED", &VANISHED),
    ("XAPPLEPUSHSERVICE", &PAIRS),
    ("XLIST", &LIST),
];

static CODES: &[(&str, &Group)] = &[
    ("ANNOTATE", &WORDS),
    ("ANNOTATIONS", &WORDS),
    ("APPENDUID", &APPENDUID),
    ("BADCHARSET", &CHARSETS),
    ("BADEVENT", &EVENTS),
    ("BADURL", &URLS),
    ("CAPABILITY", &CAPABILITIES),
    ("COPYUID", &COPYUID),
    ("EXPIRED", &SETS),
    ("HIGHESTMODSEQ", &MODSEQ),
    ("INPROGRESS", &INPROGRESS),
    ("MAILBOXID", &IDS),
    ("MAXCONVERTMESSAGES", &NUMBERS),
    ("MAXCONVERTPARTS", &NUMBERS),
    ("MESSAGELIMIT", &NUMBERS),
    ("METADATA", &WORDS),
    ("MODIFIED", &SETS),
    ("MYRIGHTS", &RIGHTS_ALONE),
    ("NEWNAME", &NEWNAME),
    ("NOUPDATE", &TAGS),
    ("PERMANENTFLAGS", &FLAGS_ALONE),
    ("REFERRAL", &URLS),
    ("UIDNEXT", &UIDNEXT),
    ("UIDVALIDITY", &UIDVALIDITY),
    ("UNDEFINED-FILTER", &WORDS),
    ("UNKNOWN-CTE", &WORDS),
    ("UNSEEN", &UNSEEN),
    ("URLMECH", &WORDS),
    ("WEBALERT", &URLS),
];

// --- mailboxes -----------------------------------------------------------------------------------------------------------

const MAILBOX: Part = part("The mailbox.", Reads::Mailbox);

static ATTRIBUTES: Group = many(&[part("An attribute of the mailbox.", Reads::Attribute)], 1);

/// RFC 9051 section 7.3.1.
static LIST: Group = once(&[
    list("Attributes of the mailbox.", &ATTRIBUTES),
    plain("What stands between the levels of names; NIL if names have none."),
    MAILBOX,
    list("More about it.", &LIST_DATA),
]);

static LIST_DATA: Group = Group::Keyed(&Keyed {
    names: Names::ListData,
    values: &[("OLDNAME", Some(list("What it was called.", &MAILBOXES)))],
    other: list("The options that it is shown for.", &WORDS),
    list: None,
});

static MAILBOXES: Group = many(&[MAILBOX], 1);

static ONE_MAILBOX: Group = once(&[MAILBOX]);

/// RFC 9051 section 7.3.2.
static NAMESPACE: Group = once(&[
    list("Your own mailboxes.", &SPACES),
    list("Mailboxes of others.", &SPACES),
    list("Shared mailboxes.", &SPACES),
]);

static SPACES: Group = many(&[list("A part of the names.", &SPACE)], 1);

static SPACE: Group = many(
    &[
        part("What their names start with.", Reads::Mailbox),
        plain("What stands between the levels of names."),
        plain("The name of an extension."),
        list("Its values.", &WORDS),
    ],
    2,
);

/// RFC 9051 section 7.3.3.
static STATUS: Group = once(&[MAILBOX, list("What was counted.", &STATUS_ITEMS)]);

static STATUS_ITEMS: Group = Group::Keyed(&Keyed {
    names: Names::Status,
    values: &[("MAILBOXID", Some(list("The identity of the mailbox.", &IDS))), ("SIZE", Some(SIZE))],
    other: plain("The count."),
    list: None,
});

const SIZE: Part = part("Octets.", Reads::Octets);

static UIDNEXT: Group = once(&[plain("The UID that the next message will have.")]);
static UIDVALIDITY: Group = once(&[plain("While this number stays, the UIDs do.")]);
static UNSEEN: Group = once(&[plain("The number of the first message without \\Seen.")]);
static MODSEQ: Group = once(&[plain("The counter of changes. RFC 7162 section 3.1.")]);

// --- searches ------------------------------------------------------------------------------------------------------------

/// RFC 3501 section 7.2.5, and RFC 7162 section 3.1.6.
static SEARCH: Group = many(
    &[Part {
        name: "A hit: the number of a message, or its UID after UID SEARCH.",
        reads: Reads::Plain,
        holds: Some(&SEARCH_END),
    }],
    1,
);

static SEARCH_END: Group = Group::Keyed(&Keyed {
    names: Names::Search,
    values: &[],
    other: plain("The highest counter of changes among the hits."),
    list: None,
});

/// RFC 9051 section 7.3.4.
static ESEARCH: Group = Group::Keyed(&Keyed {
    names: Names::Search,
    values: &[
        ("UID", None),
        ("ADDTO", Some(list("Where they belong, and which.", &POSITIONS))),
        ("REMOVEFROM", Some(list("Where they were, and which.", &POSITIONS))),
        ("PARTIAL", Some(list("The part asked for, and its hits.", &POSITIONS))),
        ("RELEVANCY", Some(list("How well each hit fits.", &NUMBERS))),
    ],
    other: plain("Its value."),
    list: Some(list("Which search this answers.", &CORRELATOR)),
});

static POSITIONS: Group = many(&[plain("Positions."), plain("Messages.")], 2);

static CORRELATOR: Group = Group::Keyed(&Keyed {
    names: Names::Own(&[
        ("TAG", "The command that this answers.", rfc(9051, "7.3.4")),
        ("MAILBOX", "The mailbox that was searched.", rfc(7377, "2.1")),
        ("UIDVALIDITY", "The generation of its UIDs.", rfc(7377, "2.1")),
    ]),
    values: &[("MAILBOX", Some(MAILBOX))],
    other: plain("Its value."),
    list: None,
});

/// RFC 5256 section 4: a list is a conversation, and a list in it a branch.
static THREAD: Group = many(
    &[Part {
        name: "A message; what follows it in the same list answers it.",
        reads: Reads::Plain,
        holds: Some(&THREAD),
    }],
    1,
);

/// RFC 10022 section 3.1.2.
static UIDBATCHES: Group =
    once(&[list("Which command this answers.", &CORRELATOR), plain("Ranges of UIDs, the newest first.")]);

// --- messages ------------------------------------------------------------------------------------------------------------

/// RFC 9051 section 7.5.2.
static FETCH: Group = once(&[list("Data of the message, in pairs.", &FETCH_ITEMS)]);

static FETCH_ITEMS: Group = Group::Keyed(&Keyed {
    names: Names::Fetch,
    values: &[
        ("ANNOTATION", Some(list("Annotations of the message.", &ANNOTATIONS))),
        ("BODY", Some(list("A part of the message.", &Group::Body))),
        ("BODYSTRUCTURE", Some(list("A part of the message.", &Group::Body))),
        ("EMAILID", Some(list("The identity of the message.", &IDS))),
        ("ENVELOPE", Some(list("The main fields of the header.", &ENVELOPE))),
        ("FLAGS", Some(list("Its flags.", &FLAGS))),
        ("INTERNALDATE", Some(plain("Day, time, and hours east of Greenwich."))),
        ("MODSEQ", Some(list("The counter at its last change.", &NUMBERS))),
        ("RFC822.SIZE", Some(SIZE)),
        ("THREADID", Some(list("The identity of its conversation.", &IDS))),
        ("X-GM-LABELS", Some(list("Labels, as Gmail calls its mailboxes.", &MAILBOXES))),
    ],
    other: Part { name: "Its value.", reads: Reads::Text, holds: Some(&WORDS) },
    list: Some(list("An extra list, which should not be there.", &FETCH_ITEMS)),
});

static FLAGS: Group = many(&[part("A keyword, whose meaning those who set it know.", Reads::Flag)], 1);

static FLAGS_ALONE: Group = once(&[list("Flags.", &FLAGS)]);

/// RFC 9051 section 7.5.2.
static ENVELOPE: Group = once(&[
    part("Date, as the sender wrote it.", Reads::Text),
    part("Subject.", Reads::Text),
    list("From: who wrote it.", &ADDRESSES),
    list("Sender: who sent it for them.", &ADDRESSES),
    list("Reply-To: where answers go.", &ADDRESSES),
    list("To.", &ADDRESSES),
    list("Cc.", &ADDRESSES),
    list("Bcc.", &ADDRESSES),
    part("In-Reply-To: the message that it answers.", Reads::Text),
    part("Message-ID: its own name in the world.", Reads::Text),
]);

static ADDRESSES: Group = many(&[list("An address.", &ADDRESS)], 1);

static ADDRESS: Group = once(&[
    part("The name of a person.", Reads::Text),
    plain("A route, which nobody uses any more."),
    plain("What stands before the @."),
    plain("What stands behind the @; NIL at the start and end of a group."),
]);

/// The type of a part that has no parts. RFC 9051 section 7.5.2.
pub(crate) static BASIC: &[Part] = &[
    plain("The media type."),
    plain("The subtype."),
    list("Parameters of the type.", &PARAMETERS),
    plain("Content-ID."),
    part("A description.", Reads::Text),
    plain("How it is encoded for the journey."),
    part("Octets, encoded.", Reads::Octets),
];

/// What a text has beside.
pub(crate) static TEXT: &[Part] = &[plain("Lines.")];

/// What a message within a message has beside.
pub(crate) static MESSAGE: &[Part] = &[
    list("The header of the inner message.", &ENVELOPE),
    list("The parts of the inner message.", &Group::Body),
    plain("Lines."),
];

/// What BODYSTRUCTURE has beside BODY, for a part without parts.
pub(crate) static BASIC_END: &[Part] = &[
    plain("MD5 of the content."),
    DISPOSITION,
    LANGUAGE,
    plain("Content-Location."),
    Part { name: "An extension.", reads: Reads::Plain, holds: Some(&WORDS) },
];

/// What follows the parts of a multipart.
pub(crate) static MULTIPART: &[Part] = &[
    plain("How the parts belong together."),
    list("Parameters of the type.", &PARAMETERS),
    DISPOSITION,
    LANGUAGE,
    plain("Content-Location."),
    Part { name: "An extension.", reads: Reads::Plain, holds: Some(&WORDS) },
];

const DISPOSITION: Part = list("How it should be shown.", &DISPOSITION_GROUP);

static DISPOSITION_GROUP: Group =
    once(&[plain("Inline, or as an attachment."), list("Parameters of that.", &PARAMETERS)]);

const LANGUAGE: Part = Part { name: "Languages.", reads: Reads::Plain, holds: Some(&WORDS) };

static PARAMETERS: Group = many(&[plain("The name of a parameter."), part("Its value.", Reads::Text)], 2);

/// RFC 5257 section 4.3.
static ANNOTATIONS: Group = many(&[plain("The entry."), list("Attributes with their values.", &PAIRS)], 2);

static CONVERTED: Group =
    once(&[list("Which command this answers.", &CORRELATOR), list("What was converted.", &FETCH_ITEMS)]);

static CONVERSION: Group =
    once(&[plain("From this type."), plain("To this type."), list("With these parameters.", &WORDS)]);

/// RFC 7162 section 3.2.10.
static VANISHED: Group = many(&[Part { name: "UIDs that are gone.", reads: Reads::Plain, holds: Some(&EARLIER) }], 1);

static EARLIER: Group = once(&[plain("Gone before now: the count of messages has not changed.")]);

// --- rights, quotas, annotations -----------------------------------------------------------------------------------------

/// RFC 4314 section 3.6.
static ACL: Group = many(&[MAILBOX, plain("Who."), part("What they may do.", Reads::Rights)], 2);

static LISTRIGHTS: Group = many(
    &[
        MAILBOX,
        plain("Who."),
        part("Rights that they always have.", Reads::Rights),
        part("Rights that can be given, together.", Reads::Rights),
    ],
    1,
);

static MYRIGHTS: Group = once(&[MAILBOX, part("What you may do.", Reads::Rights)]);

static RIGHTS_ALONE: Group = once(&[part("What you may do.", Reads::Rights)]);

/// RFC 9208 section 4.2.1: name, usage, limit.
static QUOTA: Group = once(&[plain("The quota root."), list("Use and limits.", &QUOTA_ITEMS)]);

static QUOTA_ITEMS: Group = many(
    &[
        part("The resource that is limited.", Reads::Resource),
        plain("So much of it is used."),
        plain("So much of it may be used."),
    ],
    3,
);

static QUOTAROOT: Group = many(&[MAILBOX, plain("A quota root that counts for it.")], 1);

/// RFC 5464 section 4.4.
static METADATA: Group =
    many(&[MAILBOX, Part { name: "An entry that has changed.", reads: Reads::Plain, holds: Some(&METADATA_PAIRS) }], 1);

static METADATA_PAIRS: Group = many(&[plain("The entry."), part("Its value.", Reads::Text)], 2);

static ANNOTATION: Group = many(&[MAILBOX, plain("The entry."), list("Attributes with their values.", &PAIRS)], 2);

// --- the server itself ---------------------------------------------------------------------------------------------------

static CAPABILITIES: Group = many(&[part("A capability that is not in the catalog.", Reads::Capability)], 1);

/// RFC 2971 section 3.2.
static ID: Group = once(&[list("What the server says of itself.", &PAIRS)]);

static PAIRS: Group = many(&[plain("A field."), plain("Its value.")], 2);

static LANGUAGES: Group = once(&[list("Languages.", &WORDS)]);

static COMPARATOR: Group = once(&[plain("The comparison rule in use."), list("Others that fit.", &WORDS)]);

static URLS: Group = many(&[plain("A URL.")], 1);

static URLFETCH: Group = many(
    &[Part {
        name: "The URL, or what it points to: text, or NIL if refused.",
        reads: Reads::Plain,
        holds: Some(&URL_DATA),
    }],
    1,
);

static URL_DATA: Group =
    many(&[Part { name: "What was asked for, or its value.", reads: Reads::Plain, holds: Some(&WORDS) }], 1);

static WORDS: Group = many(&[Part { name: "A value of that.", reads: Reads::Plain, holds: Some(&WORDS) }], 1);

// --- response codes ------------------------------------------------------------------------------------------------------

/// RFC 4315 section 3.
static APPENDUID: Group = once(&[plain("UIDVALIDITY of the mailbox."), plain("UIDs that the messages have there.")]);

static COPYUID: Group = once(&[
    plain("UIDVALIDITY of the other mailbox."),
    plain("UIDs of the messages here."),
    plain("UIDs of their copies there, in the same order."),
]);

static CHARSETS: Group = once(&[list("Character sets that it knows.", &WORDS)]);

static EVENTS: Group = once(&[list("Events that it knows.", &WORDS)]);

static SETS: Group = many(&[plain("Messages.")], 1);

static NUMBERS: Group = many(&[plain("The number.")], 1);

static IDS: Group = many(&[Part { name: "An identity that stays.", reads: Reads::Plain, holds: Some(&WORDS) }], 1);

static TAGS: Group = many(&[plain("The tag of a command.")], 1);

static NEWNAME: Group = once(&[part("The old name.", Reads::Mailbox), part("The new name.", Reads::Mailbox)]);

/// RFC 9585 section 4.
static INPROGRESS: Group = once(&[list("How far a command is.", &PROGRESS)]);

static PROGRESS: Group =
    once(&[plain("The tag of the command."), plain("So much is done."), plain("So much is to be done.")]);

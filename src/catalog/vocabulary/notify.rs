//! Mailbox filters of NOTIFY and ESEARCH IN, and the events of NOTIFY.

use crate::catalog::rfc;
use crate::catalog::vocabulary::Word;

/// Which mailboxes: in NOTIFY, and after IN in ESEARCH.
pub const MAILBOX_FILTERS: &[Word] = &[
    Word { name: "selected", summary: "The open mailbox, told at once.", spec: rfc(5465, "6.1.1"), ..Word::DEFAULT },
    Word {
        name: "selected-delayed",
        summary: "The open mailbox; expunges wait for a safe moment.",
        spec: rfc(5465, "6.1.2"),
        ..Word::DEFAULT
    },
    Word { name: "personal", summary: "All of your own mailboxes.", spec: rfc(5465, "6.2"), ..Word::DEFAULT },
    Word { name: "inboxes", summary: "Mailboxes that receive new mail.", spec: rfc(5465, "6.3"), ..Word::DEFAULT },
    Word { name: "subscribed", summary: "Subscribed mailboxes.", spec: rfc(5465, "6.4"), ..Word::DEFAULT },
    Word {
        name: "subtree",
        syntax: "subtree <mailbox>",
        summary: "subtree <mailbox>: it and all below.",
        spec: rfc(5465, "6.5"),
        ..Word::DEFAULT
    },
    Word {
        name: "subtree-one",
        syntax: "subtree-one <mailbox>",
        summary: "subtree-one <mailbox>: it and one level below (ESEARCH only).",
        spec: rfc(7377, "2.2"),
        ..Word::DEFAULT
    },
    Word {
        name: "mailboxes",
        syntax: "mailboxes <mailbox>|(<mailbox> ...)",
        summary: "mailboxes <mailbox> or (<mailbox> ...): just these.",
        spec: rfc(5465, "6.6"),
        ..Word::DEFAULT
    },
];

/// What NOTIFY can tell of.
pub const NOTIFY_EVENTS: &[Word] = &[
    Word {
        name: "MessageNew",
        syntax: "MessageNew [(<item> ...)]",
        summary: "New message; may carry fetch items: MessageNew (UID FLAGS).",
        spec: rfc(5465, "5.2"),
        ..Word::DEFAULT
    },
    Word {
        name: "MessageExpunge",
        summary: "Message gone; goes together with MessageNew.",
        spec: rfc(5465, "5.3"),
        ..Word::DEFAULT
    },
    Word { name: "FlagChange", summary: "Flags changed.", spec: rfc(5465, "5.1"), ..Word::DEFAULT },
    Word { name: "AnnotationChange", summary: "Message annotation changed.", spec: rfc(5465, "5.1"), ..Word::DEFAULT },
    Word {
        name: "MailboxName",
        summary: "Mailbox created, deleted or renamed: a LIST line.",
        spec: rfc(5465, "5.4"),
        ..Word::DEFAULT
    },
    Word {
        name: "SubscriptionChange",
        summary: "Subscription changed: a LIST line.",
        spec: rfc(5465, "5.5"),
        ..Word::DEFAULT
    },
    Word {
        name: "MailboxMetadataChange",
        summary: "Mailbox annotation changed.",
        spec: rfc(5465, "5.6"),
        ..Word::DEFAULT
    },
    Word {
        name: "ServerMetadataChange",
        summary: "Server annotation changed.",
        spec: rfc(5465, "5.7"),
        ..Word::DEFAULT
    },
];

//! Every limit of the demo server, with its reason.

use std::time::Duration;

/// Octets of one command, the message of an APPEND left out. RFC 9051 section 5.5 lets clients send 8,192; long UID
/// sets of real clients are longer.
pub(super) const COMMAND_OCTETS_MAX: usize = 64 << 10;

/// Octets of one command before login: a stranger needs no more to log in.
pub(super) const COMMAND_OCTETS_BEFORE_LOGIN_MAX: usize = 16 << 10;

/// Octets of a message. Mail with attachments of the usual 25 MB fits, with their base64.
pub const MESSAGE_OCTETS_MAX: usize = 32 << 20;

/// Octets of all messages: everything is in memory.
pub(super) const STORE_OCTETS_MAX: usize = 256 << 20;

/// Octets of the messages that are on their way in, of all clients together: each is in memory from its announcement on.
pub(super) const INCOMING_OCTETS_MAX: usize = 4 * MESSAGE_OCTETS_MAX;

/// Messages in all mailboxes. Copies share their octets, so those alone would not bound them.
pub(super) const MESSAGES_MAX: usize = 100_000;

/// Mailboxes. Each LIST looks at all of them.
pub(super) const MAILBOXES_MAX: usize = 1_000;

/// Octets of a mailbox name, as file systems have it.
pub(super) const NAME_OCTETS_MAX: usize = 255;

/// Levels of a mailbox name.
pub(super) const NAME_LEVELS_MAX: usize = 16;

/// Different keywords in one mailbox: they are listed at each SELECT.
pub(super) const KEYWORDS_MAX: usize = 100;

/// Octets of a keyword.
pub(super) const KEYWORD_OCTETS_MAX: usize = 64;

/// Subscriptions, which need no mailbox.
pub(super) const SUBSCRIPTIONS_MAX: usize = 2_000;

/// Items of one FETCH: each may ask for a whole message again.
pub(super) const FETCH_ITEMS_MAX: usize = 64;

/// Keys of one SEARCH: each may read all messages again.
pub(super) const SEARCH_KEYS_MAX: usize = 256;

/// How deep parentheses, NOT and OR may nest in SEARCH.
pub(super) const SEARCH_DEPTH_MAX: usize = 32;

/// Mailbox patterns of one LIST: each is compared with each name.
pub(super) const LIST_PATTERNS_MAX: usize = 16;

/// Octets of a mailbox pattern with its reference. To compare takes as long as it and the name multiplied.
pub(super) const LIST_PATTERN_OCTETS_MAX: usize = 300;

/// How deep MIME parts may nest. Each level reads its part again, so this keeps the time linear.
pub(super) const MIME_DEPTH_MAX: usize = 20;

/// MIME parts of a message; one with more is taken as a whole.
pub(super) const MIME_PARTS_MAX: usize = 1_000;

/// Octets of a header field that are understood; longer ones would keep the parser busy for too long.
pub(super) const FIELD_OCTETS_MAX: usize = 16 << 10;

/// Wrong commands, one after another, before BYE. Dovecot takes as many; a person would have given up.
pub(super) const BAD_COMMANDS_MAX: usize = 20;

/// Refused logins before BYE.
pub(super) const FAILED_LOGINS_MAX: usize = 10;

/// Silence before BYE. RFC 9051 section 5.4: at least 30 minutes.
pub(super) const SILENCE_MAX: Duration = Duration::from_secs(30 * 60);

/// Silence of a stranger before BYE, where there is no login yet. RFC 9051 section 5.4 leaves that to the server.
pub(super) const SILENCE_BEFORE_LOGIN_MAX: Duration = Duration::from_secs(5 * 60);

/// How long after IDLE the first new mail arrives: soon, since somebody is watching.
pub(super) const FIRST_ARRIVAL: Duration = Duration::from_secs(5);

/// How long after that each further mail arrives.
pub(super) const NEXT_ARRIVAL: Duration = Duration::from_secs(20);

/// Mails that arrive by themselves in all: an IDLE left alone for days must not fill the mailbox.
pub(super) const ARRIVALS_MAX: usize = 100;

/// Octets of one piece of output.
pub(super) const PIECE_OCTETS: usize = 64 << 10;

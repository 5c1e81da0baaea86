//! What stands before the cursor: whom one speaks to, and in which state.

use unicode_width::UnicodeWidthStr as _;

use crate::session::{Phase, Privacy, Snapshot, Wants};
use crate::wire::visible;

/// What stands before the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prompt {
    /// The words, without colour.
    pub(super) text: String,
    /// A part of them to be wary of.
    pub(super) warning: &'static str,
    /// What matters most, where there is no room for more.
    short: String,
}

impl Prompt {
    /// The prompt for what is known.
    pub(super) fn new(snapshot: &Snapshot, progress: &str) -> Self {
        let warning = match (snapshot.phase, snapshot.privacy) {
            (Phase::Closed, _) => "closed ",
            (_, Privacy::Plaintext) => "plaintext ",
            _ => "",
        };
        let user = snapshot.user.as_ref().map(|user| format!("{user} on ")).unwrap_or_default();
        let mailbox = snapshot.mailbox.as_ref().map_or_else(String::new, |mailbox| {
            format!(" {}{}", mailbox.name, if mailbox.read_only { " ro" } else { "" })
        });
        let place = visible(format!("{user}{}{mailbox}", snapshot.host).as_bytes());
        let text = match snapshot.wants {
            Wants::Answer => "answer (base64, \"text\" or *)> ".to_owned(),
            Wants::Literal(octets) => format!("literal, {octets} octets left> "),
            Wants::Rest => "rest of the command> ".to_owned(),
            Wants::Command | Wants::Wait if snapshot.idle => format!("{place} idle> "),
            Wants::Command | Wants::Wait if !progress.is_empty() => format!("{place} {progress}> "),
            Wants::Command | Wants::Wait => format!("{place}> "),
        };
        let short = match snapshot.phase {
            Phase::Closed => "closed",
            _ if snapshot.idle => "idle",
            _ => progress,
        };
        let short = short.to_owned();
        Self { text, warning, short }
    }

    /// Its columns.
    pub(super) fn width(&self) -> usize {
        self.warning.width() + self.text.width()
    }

    /// The same in exactly `width` columns, shortened or filled up at its start: the editor has measured another
    /// prompt, and cannot be told of a change until the next line.
    pub(super) fn fitted(mut self, width: usize) -> Self {
        if self.width() > width && !self.short.is_empty() {
            self.text = format!("{}> ", self.short);
            self.warning = "";
        }
        if self.width() > width {
            self.warning = "";
            while self.text.width() + 1 > width && !self.text.is_empty() {
                self.text.remove(0);
            }
            self.text.insert(0, '…');
        }
        let missing = width.saturating_sub(self.width());
        self.text.insert_str(0, &" ".repeat(missing));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Mailbox;

    fn prompt(snapshot: &Snapshot) -> String {
        let prompt = Prompt::new(snapshot, "");
        format!("{}{}", prompt.warning, prompt.text)
    }

    #[test]
    fn the_prompt_says_where_one_is() {
        let mut snapshot = Snapshot { host: "h".into(), privacy: Privacy::Secure, ..Snapshot::default() };
        assert_eq!(prompt(&snapshot), "h> ");
        snapshot.user = Some("me@example.com".into());
        snapshot.mailbox = Some(Mailbox { name: "Entwürfe".into(), read_only: true, ..Mailbox::default() });
        assert_eq!(prompt(&snapshot), "me@example.com on h Entwürfe ro> ");
        snapshot.idle = true;
        snapshot.privacy = Privacy::Plaintext;
        assert_eq!(prompt(&snapshot), "plaintext me@example.com on h Entwürfe ro idle> ");
        snapshot.phase = Phase::Closed;
        assert!(prompt(&snapshot).starts_with("closed "));
    }

    #[test]
    fn a_mailbox_name_in_the_prompt_cannot_act_on_the_terminal() {
        let mailbox = Mailbox { name: "\x1b[2J\u{202e}".into(), ..Mailbox::default() };
        let snapshot =
            Snapshot { host: "h".into(), mailbox: Some(mailbox), privacy: Privacy::Local, ..Snapshot::default() };
        assert_eq!(prompt(&snapshot), "h \\x1b[2J\\u{202e}> ");
    }

    #[test]
    fn a_prompt_that_changes_keeps_its_width() {
        let fitted = |text: &str, short: &str, width| {
            let prompt = Prompt { text: text.into(), warning: "", short: short.to_owned() }.fitted(width);
            assert_eq!(prompt.width(), width);
            prompt.text
        };
        assert_eq!(fitted("me on h INBOX idle> ", "", 15), "…h INBOX idle> ");
        assert_eq!(fitted("h> ", "", 6), "   h> ");
        assert_eq!(fitted("日本語> ", "", 6), " …語> ");
        assert_eq!(fitted("demo> ", "", 6), "demo> ");
        assert_eq!(fitted("me on h INBOX idle> ", "idle", 8), "  idle> ");
        assert_eq!(fitted("me on h INBOX idle> ", "idle", 4), "…e> ");
        let warned = Prompt { text: "h> ".into(), warning: "closed ", short: "closed".into() };
        assert_eq!(warned.clone().fitted(10), warned);
    }
}

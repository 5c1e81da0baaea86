//! What is known of a connection that was lost, on the next.

use crate::session::Snapshot;
use crate::session::tests::Talk;

impl Talk {
    /// The connection is lost, and another one is made.
    fn again(self) -> Self {
        let mut lost = self.session;
        lost.handle_closed();
        let facts = Snapshot { left: lost.snapshot().left.clone(), ..Snapshot::default() };
        let mut talk = Self { session: lost.succeeded_by(facts), sent: Vec::new(), heard: Vec::new() };
        talk.says("* OK ready");
        talk
    }

    /// Somebody logs in and opens a mailbox.
    fn inside(user: &str, mailbox: &str) -> Self {
        let mut talk = Self::ready();
        talk.logs_in(user);
        talk.types(&format!("t1 SELECT {mailbox}"));
        talk.says("t1 OK done");
        talk
    }

    fn logs_in(&mut self, user: &str) {
        self.types(&format!("t0 LOGIN {user} secret"));
        self.says("t0 OK done");
    }

    /// Where it would go back to: user and mailbox.
    fn left(&self) -> Option<(&str, &str)> {
        let left = self.known().left.as_ref()?;
        let mailbox = left.mailbox.as_ref().map_or("", |mailbox| &*mailbox.name);
        Some((left.user.as_deref().unwrap_or_default(), mailbox))
    }
}

#[test]
fn a_connection_that_is_lost_between_login_and_select_does_not_forget_the_mailbox() {
    let mut talk = Talk::inside("me", "Drafts").again();
    talk.logs_in("me");
    talk.types("SELECT Drafts");
    let mut talk = talk.again();
    assert_eq!(talk.left(), Some(("me", "Drafts")));
    // Nor one that is lost before the login, or whose SELECT is refused.
    talk = talk.again();
    talk.logs_in("me");
    talk.types("t2 SELECT Drafts");
    talk.says("t2 NO [UNAVAILABLE] later");
    assert_eq!(talk.again().left(), Some(("me", "Drafts")));
}

#[test]
fn a_mailbox_that_was_opened_or_left_since_is_what_counts() {
    let mut talk = Talk::inside("me", "Drafts").again();
    talk.logs_in("me");
    talk.types("t2 SELECT Sent");
    talk.says("t2 OK done");
    let mut talk = talk.again();
    assert_eq!(talk.left(), Some(("me", "Sent")));
    talk.logs_in("me");
    talk.types("t3 SELECT Sent");
    talk.says("t3 OK done");
    talk.types("t4 CLOSE");
    talk.says("t4 OK done");
    assert_eq!(talk.again().left(), Some(("me", "")));
}

#[test]
fn another_user_does_not_go_back_to_the_mailbox_of_the_one_before() {
    let mut talk = Talk::inside("me", "Drafts").again();
    talk.logs_in("you");
    assert_eq!(talk.again().left(), Some(("you", "")));
}

//! Conversations with servers: the real ones that `scripts/test` starts, and the demo server.
//!
//! What each of them must do stands once, in a function that takes a [`Peer`](support::peer::Peer), and is a test on each of
//! them. What only one of them can show stands in a module with its name.

#[path = "../support/mod.rs"]
mod support;

mod acting;
mod braces;
mod checks;
mod idle;
mod large;
mod logins;
mod mail;
mod pipelines;
mod reading;
mod sessions;
mod watching;

mod cyrus;
mod dovecot;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use support::Folder;
use support::program::{Ended, Program, Running};

/// How long a test waits for something to happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes each conversation a test on each server.
macro_rules! conversations {
    ($($module:ident::$name:ident)*) => {
        mod on_cyrus {
            $(#[test]
            fn $name() {
                if let Some(server) = crate::support::peer::cyrus(concat!("on_cyrus::", stringify!($name))) {
                    crate::$module::$name(&server);
                }
            })*
        }

        mod on_the_demo {
            $(#[test]
            fn $name() {
                crate::$module::$name(&crate::support::peer::demo());
            })*
        }

        mod on_dovecot {
            $(#[test]
            fn $name() {
                if let Some(server) = crate::support::peer::dovecot(concat!("on_dovecot::", stringify!($name))) {
                    crate::$module::$name(&server);
                }
            })*
        }
    };
}

conversations! {
    acting::a_session_comes_back_to_its_mailbox
    acting::compression_begins_behind_the_login
    acting::flags_and_marks_are_those_of_the_messages_that_were_named
    acting::every_way_in_and_out_leads_there
    acting::marks_are_taken_back_or_carried_out_at_the_end
    acting::messages_are_watched_for_handled_and_removed
    braces::literals_in_braces_lead_in_nest_and_are_stored
    checks::the_log_of_a_session_that_changed_nothing_passes_as_it_is
    idle::a_session_typed_on_the_plain_port_is_followed_wherever_it_goes
    idle::an_idle_that_ends_at_once_is_answered
    idle::mail_that_arrives_is_shown_above_the_line_that_is_being_typed
    idle::mail_that_arrives_while_a_script_idles_is_shown
    large::a_large_file_is_appended_without_taking_memory_and_arrives_as_it_is
    large::a_large_message_is_saved_without_taking_memory
    large::a_large_message_passes_through_without_taking_memory
    logins::authenticate_typed_behind_starttls_is_driven
    logins::every_mechanism_leads_in_and_refuses_what_is_wrong
    mail::a_mailbox_with_a_special_name_is_found_and_selected
    mail::a_message_appended_by_a_typed_literal_comes_back_octet_by_octet
    mail::a_message_passes_through_deflate_octet_by_octet
    mail::a_refused_append_sends_nothing_of_its_literal
    mail::messages_that_vanish_are_no_longer_counted
    mail::the_session_of_the_article_gives_its_answers
    reading::html_and_messages_within_are_read_and_the_last_is_the_last
    reading::pythons_messages_are_read_or_say_why_not
    reading::the_map_tells_how_numbers_have_moved
    reading::a_part_is_saved_as_the_octets_that_it_stands_for
    reading::mail_is_read_without_being_marked_as_seen
    reading::mailboxes_are_listed_with_what_is_in_them
    reading::messages_are_listed_measured_and_found
    pipelines::a_flood_of_commands_in_a_pipeline_is_answered
    pipelines::mixed_commands_in_a_pipeline_are_answered
    pipelines::what_is_said_as_json_keeps_to_the_schema
    sessions::a_command_that_the_server_does_not_understand_ends_with_6
    sessions::a_login_that_is_refused_ends_with_5_or_1
    sessions::a_refused_authenticate_can_be_tried_again
    sessions::a_thousand_lines_give_a_thousand_replies
    sessions::authenticate_and_compress_typed_by_hand_are_followed
    sessions::each_way_to_encrypt_leads_in
    sessions::shortcuts_know_the_inbox
    sessions::starttls_and_login_typed_by_hand_lead_in
    watching::a_watch_survives_its_connections_and_removes_what_it_is_told_to
    watching::what_matches_is_told_where_idle_is_missing
}

/// A name that nothing else in the mailbox has.
fn unique(what: &str) -> String {
    format!("{what}-{}", std::process::id())
}

fn assert_ok(ended: &Ended) {
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

/// The only line of `text` that starts with `start`, without it.
fn line<'a>(text: &'a str, start: &str) -> &'a str {
    let mut found = text.lines().filter_map(|line| line.strip_prefix(start));
    let first = found.next().unwrap_or_else(|| panic!("no line starts with {start:?}: {text}"));
    assert!(found.next().is_none(), "more than one line starts with {start:?}: {text}");
    first
}

/// What a client answers to AUTHENTICATE PLAIN.
fn plain_answer(user: &str, password: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{password}"))
}

/// What has been written to a file so far.
fn written(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// Waits until `found` finds something.
fn until<T>(what: &str, found: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, what, found)
}

fn within<T>(patience: Duration, what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(value) = found() {
            return value;
        }
        assert!(Instant::now() < end, "{what} did not come");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Starts a program whose output goes to a file that can be read meanwhile.
fn watched(program: Program, folder: &Folder) -> (Running, PathBuf) {
    let path = folder.file("stdout", "");
    (program.stdout(File::options().append(true).open(&path).unwrap()).start(), path)
}

//! `:let`, `:expect` and `:run`: scripts that remember, judge, and are made of parts.

use crate::support::Folder;
use crate::support::program::Ended;
use crate::{all, ok, plain, reply, server, talk};

#[test]
fn a_value_stands_for_what_it_was_set_to() {
    let steps = all([
        reply("SELECT INBOX", "* 23 EXISTS\r\n{tag} OK [READ-WRITE] done\r\n"),
        ok("SELECT \"two words\""),
        ok("FETCH 23 UID"),
        ok("FETCH 1:4,9 UID"),
    ]);
    let script = ":let box two words\n:let set 1:4,9\nSELECT INBOX\n:let last {$exists}\nSELECT {$box}\n\
                  FETCH {$last} UID\nFETCH {$set} UID\n";
    let ended = talk(steps, &[], script);
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn a_value_that_cannot_stand_there_is_not_sent() {
    for (script, wanted) in [
        (":let x a b\nFETCH {$x} UID\n", "line 2: {$x} is no set of numbers"),
        ("FETCH {$nothing} UID\n", "line 1: there is no such {$NAME}"),
        (":let uids 1\n", "line 1: :let: {$uids} is what the session knows"),
        (":let x {$uidnext}\n", "line 1: {$uidnext} is not known"),
    ] {
        let ended = talk([], &[], script);
        assert_eq!(ended.code(), 2, "{ended:?}");
        assert!(ended.stderr.contains(wanted), "{script}{ended:?}");
    }
}

#[test]
fn an_expected_no_is_no_failure() {
    let steps = all([reply("NOOP", "{tag} NO [X] not now\r\n"), ok("CHECK")]);
    let ended = talk(steps, &[], "NOOP\n# why not\n\n:expect NO [X] not\nCHECK\n:expect OK\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn what_was_not_expected_ends_the_script_with_7() {
    let ended = talk(ok("NOOP"), &[], "NOOP\n:expect NO\nCHECK\n");
    let wanted = "imapsh: line 2: expected NO , and OK done came\n".replace(" ,", ",");
    assert_eq!((ended.code(), &*ended.stderr), (7, &*wanted));
    let ended = talk(reply("NOOP", "{tag} NO a\r\n"), &[], "NOOP\n:expect NO b\n");
    assert_eq!((ended.code(), &*ended.stderr), (7, "imapsh: line 2: expected NO b, and NO a came\n"));
    let ended = talk(reply("NOOP", "{tag} NO a\r\n"), &[], "NOOP\nCHECK\n:expect OK\n");
    assert_eq!((ended.code(), &*ended.stderr), (1, "imapsh: line 1: NO: a\n"));
    let ended = talk([], &[], ":expect OK\n");
    assert_eq!(ended.code(), 7, "{ended:?}");
}

#[test]
fn with_keep_going_the_worst_counts() {
    let steps = || all([reply("NOOP", "{tag} BAD a\r\n"), ok("CHECK"), reply("NOOP", "{tag} NO b\r\n")]);
    let ended = talk(steps(), &["-k"], "NOOP\nCHECK\n:expect NO\nNOOP\n");
    assert_eq!(ended.code(), 7, "{ended:?}");
    assert_eq!(ended.stderr.lines().count(), 3, "{ended:?}");
}

#[test]
fn what_an_expectation_captures_is_a_value() {
    let steps = all([reply("COPY 1 x", "{tag} OK [COPYUID 1 2 77] done\r\n"), ok("UID FETCH 77 UID")]);
    let ended = talk(steps, &[], "COPY 1 x\n:expect OK [COPYUID 1 2 {$uid}] done\nUID FETCH {$uid} UID\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

/// Runs a script of which `a.txt` and `b.txt` are parts.
fn with_files(steps: Vec<crate::support::server::Step>, script: &str, a: &str, b: &str) -> (Ended, String) {
    let folder = Folder::new();
    let path = folder.path().display().to_string();
    let place = |text: &str| text.replace("DIR", &path);
    folder.file("a.txt", place(a));
    folder.file("b.txt", place(b));
    let server = server(steps);
    let ended = plain(&server, &[]).input(place(script)).run();
    if let Err(error) = server.try_received() {
        panic!("the fake server: {error}\n{ended:?}");
    }
    let errors = ended.stderr.replace(&path, "DIR");
    (ended, errors)
}

#[test]
fn files_run_one_another_in_order() {
    let steps = all([ok("ONE"), ok("TWO"), ok("THREE"), ok("FOUR"), ok("FIVE")]);
    let (ended, _) = with_files(steps, "ONE\n:run DIR/a.txt\nFIVE\n", "TWO\n:run DIR/b.txt\n:let x 1\nFOUR\n", "THREE");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
}

#[test]
fn an_error_names_the_file_and_the_line_in_it() {
    let (ended, errors) = with_files(reply("NOOP", "{tag} NO a\r\n").into(), ":run DIR/a.txt\n", "\nNOOP\nX\n", "");
    assert_eq!((ended.code(), &*errors), (1, "imapsh: DIR/a.txt:2: NO: a\n"));
    let (ended, errors) = with_files(vec![], ":run DIR/a.txt\n", "# a\n:run DIR/no.txt\n", "");
    assert_eq!(ended.code(), 2);
    assert!(errors.starts_with("imapsh: DIR/a.txt:2: :run DIR/no.txt: No such file"), "{errors}");
}

#[test]
fn a_file_that_runs_itself_ends() {
    let (ended, errors) = with_files(vec![], ":run DIR/a.txt\n", ":run DIR/b.txt\n", ":run DIR/a.txt\n");
    assert_eq!(ended.code(), 2);
    assert!(errors.contains("more than 16 files run one another"), "{errors}");
}

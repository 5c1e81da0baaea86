//! `:sleep`, `:until`, and IDLE in a script.

use std::sync::mpsc;
use std::time::Instant;

use crate::support::server::{FakeServer, Step, send};
use crate::{all, ok, plain, reply, server, talk};

#[test]
fn until_waits_for_a_response_and_idle_goes_on_meanwhile() {
    let (go_on, waits) = mpsc::channel();
    let mut steps = all([reply("IDLE", "+ idling\r\n")]);
    steps.extend([Step::Await(waits), send("* 2 RECENT\r\n* 15 EXISTS\r\n"), Step::ExpectLine("DONE")]);
    steps.push(send("{tag} OK idled\r\n"));
    steps.extend(ok("NOOP"));
    let server = server(steps);
    let mut running = plain(&server, &[]).start();
    running.write("IDLE\n:until exists 30\nNOOP\n");
    go_on.send(()).unwrap();
    running.write(":quit\n");
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(ended.text().contains("* 15 EXISTS\nA001 OK idled\nA002 OK done\n"), "{ended:?}");
    server.received();
}

#[test]
fn what_came_between_the_command_and_until_counts_once() {
    let mut steps = all([reply("IDLE", "+ idling\r\n* 15 EXISTS\r\n")]);
    steps.extend([Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
    let ended = talk(steps, &[], "IDLE\n:until EXISTS 30\n:until EXISTS 0.05\n");
    assert_eq!(ended.code(), 9, "{ended:?}");
    assert_eq!(ended.stderr, "imapsh: line 3: :until: no EXISTS came within 0.05 s\n");
}

#[test]
fn until_ends_when_the_connection_does() {
    let mut script = vec![send("* PREAUTH ready\r\n")];
    script.extend(reply("IDLE", "+ idling\r\n* BYE restarting\r\n"));
    script.push(Step::Close);
    let server = FakeServer::start(script);
    let ended = plain(&server, &["-c", "IDLE", "-c", ":until EXISTS"]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
}

#[test]
fn an_idle_that_the_server_ends_during_a_sleep_is_over() {
    let mut steps = all([reply("IDLE", "+ idling\r\n{tag} OK enough\r\n")]);
    steps.extend(ok("NOOP"));
    let ended = talk(steps, &[], "IDLE\n:sleep 0.05\nNOOP\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(ended.text().contains("A001 OK enough\nA002 OK done\n"), "{ended:?}");
}

#[test]
fn sleep_takes_its_time_and_no_more() {
    let start = Instant::now();
    let ended = talk(all([ok("NOOP")]), &["--timeout", "1"], ":sleep 1.2\nNOOP\n");
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    // The time itself is what this is about.
    assert!(start.elapsed().as_secs_f64() >= 1.2);
}

#[test]
fn a_wait_that_is_none_is_an_error_that_says_so() {
    for (line, why) in [
        (":sleep", "how many seconds? \"\" is no number of them"),
        (":sleep -1", "how many seconds? \"-1\" is no number of them"),
        (":until", "for what? :until EXISTS 30"),
        (":until EXISTS soon", "how many seconds? \"soon\" is no number of them"),
    ] {
        let ended = talk(Vec::new(), &[], format!("{line}\n"));
        assert_eq!(ended.code(), 2, "{ended:?}");
        assert!(ended.stderr.contains(why), "{ended:?}");
    }
}

#[test]
fn idle_is_issued_again_before_the_server_ends_it() {
    let mut steps = all([reply("IDLE", "+ idling\r\n")]);
    steps.extend([Step::ExpectLine("DONE"), send("* 15 EXISTS\r\n{tag} OK idled\r\n")]);
    steps.extend(reply("IDLE", "+ idling again\r\n* 16 EXISTS\r\n"));
    steps.extend([Step::ExpectLine("DONE"), send("{tag} OK idled\r\n")]);
    steps.extend(ok("NOOP"));
    let server = server(steps);
    let lines = ["-e", "-c", "IDLE", "-c", ":until EXISTS", "-c", ":until EXISTS", "-c", "NOOP"];
    let ended = plain(&server, &lines).env("IMAPSH_TEST_IDLE_MILLIS", "50").run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    let order = ["A001 IDLE", "DONE", "* 15 EXISTS", "A001 OK idled", "A002 IDLE", "* 16 EXISTS", "A003 NOOP"];
    let places: Vec<_> = order.iter().map(|line| ended.text().find(line).expect(line)).collect();
    assert!(places.is_sorted(), "{ended:?}");
    server.received();
}

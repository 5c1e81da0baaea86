//! The shortcuts that read mail, from end to end: on the demo server, and on servers that play a script.

use std::fs;
use std::sync::mpsc;

use crate::support::program::{Program, imapsh};
use crate::support::server::{FakeServer, Step, send};
use crate::support::{Folder, peak_memory_kib, samples};
use crate::{GREETING, all, ok, plain, reply, talk};

fn demo(arguments: &[&str]) -> Program {
    imapsh([&["demo", "-u", imapsh::demo::USER], arguments].concat()).env("IMAPSH_PASSWORD", imapsh::demo::PASSWORD)
}

/// What the shortcuts in `lines` print on the demo server's INBOX.
fn printed(lines: &str) -> String {
    let ended = demo(&[]).input(format!("EXAMINE INBOX\n{lines}\n")).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{lines}: {ended:?}");
    let (_, text) = ended.text().split_once("EXAMINE completed\n").expect("the mailbox");
    text.split_once("* BYE").expect("a goodbye").0.to_owned()
}

#[test]
fn numbers_sizes_and_moves_are_bare_in_a_pipe() {
    assert_eq!(printed(":uid 1"), "483\n");
    assert_eq!(printed(":uid *"), "496\n");
    assert_eq!(printed(":size 1"), "1\t70988\n");
    assert_eq!(printed(":size -u 483:484"), "483\t70988\n484\t362\ntotal\t71350\n");
    assert!(printed(":map").starts_with("1\t483\n2\t484\n"));
}

#[test]
fn a_list_has_a_row_for_each_message_and_nothing_in_it_is_hostile() {
    let text = printed(":list");
    assert_eq!(text.lines().count(), 14);
    let first = "1\t483\t2021-04-22T15:49:05Z\tAnother User\tGreetings from Another User!\t70988\t";
    assert_eq!(text.lines().next(), Some(first));
    assert!(text.contains("\t\\x1b]0;owned\\x07\\x1b[2J\\x1b[H\\u{9b}31m harmless \\u{202e}gnp.exe"), "{text}");
    assert_eq!(printed(":list 2:3").lines().count(), 2);
    assert_eq!(printed(":search from:maria unseen"), "");
    assert_eq!(printed(":search subject:lunch\n:list {$uids}").lines().count(), 6);
}

#[test]
fn a_message_is_read_whatever_it_is_made_of() {
    for (line, holds) in [
        (":headers 5", "From\tJörg Müller"),
        (":parts 1", "\n1.2\ttext/html\t179\t\tFETCH 1 BODY.PEEK[1.2]\n2\timage/png\t69614\tsunrise.png\t"),
        (":read 1", "\ngreetings from Another User! This message has three parts"),
        (":read 1 1.2", "Hello User"),
        (":read 5", "Привет"),
        (":read 6", "Un caf"),
        (":read 9 2", "Final-Recipient"),
        (":read 10 2", "Subject: Keys to the boat house"),
        (":read 11", "so that a narrow screen can wrap this paragraph anew, and a wide one"),
        (":read 12", "\\x1b[5mBlinking?\\x1b[0m"),
        (":read 1 --lines 2", "\n[10 more lines]\n"),
        (":source 2", "\nContent-Type: text/plain; charset=us-ascii\n"),
    ] {
        let text = printed(line);
        assert!(text.contains(holds), "{line}: {text}");
        assert!(!text.contains('\x1b'), "{line}");
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    for (line, code, says) in [
        (":read 1 2", 1, "there is no text in it, but image/png, 69614 octets"),
        (":read 1 7", 1, "there is no part 7; :parts 1 lists them"),
        (":read", 2, "of which message?"),
        (":read 1,2", 2, "one message at a time"),
        (":list a", 2, "is no set of messages"),
        (":save 1", 2, ":save 1 FILE"),
        (":search frm:ann", 2, "there is no frm:"),
        (":read 99", 6, "99"),
        (":eml /nowhere/at all", 2, "/nowhere/at all: "),
    ] {
        let ended = demo(&[]).input(format!("EXAMINE INBOX\n{line}\n")).run();
        assert_eq!(ended.code(), code, "{line}: {ended:?}");
        assert!(ended.stderr.contains(says), "{line}: {ended:?}");
    }
}

#[test]
fn mailboxes_are_listed_with_names_for_people() {
    let text = printed(":ls");
    assert!(
        text.starts_with("INBOX\t14\t5\t\tINBOX\n") && text.contains("\nEntwürfe\t1\t0\t\\Drafts\tEntw&APw-rfe\n"),
        "{text}"
    );
    assert_eq!(printed(":ls Archive/%"), "Archive/2020\t1\t0\t\tArchive/2020\nArchive/2021\t0\t0\t\tArchive/2021\n");
    assert!(printed(":status Entwürfe").starts_with("mailbox\tEntwürfe\nmessages\t1\nunseen\t0\nuidnext\t2\n"));
}

#[test]
fn where_the_server_cannot_tell_all_at_once_it_is_asked_one_by_one() {
    let list =
        "* LIST (\\Noselect) \"/\" Lists\r\n* LIST () \"/\" \"a b\"\r\n* LIST () \"/\" INBOX\r\n{tag} OK done\r\n";
    let steps = all([
        reply("LIST \"\" \"*\"", list),
        reply("STATUS INBOX (MESSAGES UNSEEN)", "* STATUS INBOX (MESSAGES 3 UNSEEN 1)\r\n{tag} OK done\r\n"),
        reply("STATUS \"a b\" (MESSAGES UNSEEN)", "* STATUS \"a b\" (MESSAGES 0 UNSEEN 0)\r\n{tag} OK done\r\n"),
    ]);
    let ended = talk(steps, &[], ":ls\n");
    assert!(
        ended.text().contains("\nINBOX\t3\t1\t\tINBOX\na b\t0\t0\t\ta b\nLists\t\t\t\\Noselect\tLists\n"),
        "{ended:?}"
    );
}

#[test]
fn a_message_is_saved_and_shown_from_the_file_as_from_the_server() {
    let folder = Folder::new();
    let (message, picture) = (folder.path().join("1.eml"), folder.path().join("sunrise.png"));
    let script = format!(":save 1 {}\n:save 1 2 {}", message.display(), picture.display());
    let ended = demo(&[]).input(format!("EXAMINE INBOX\n{script}\n:eml {}\n:read 1\n", message.display())).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.stderr.contains("70988 octets saved to "), "{ended:?}");
    assert_eq!(fs::read(&message).unwrap().len(), 70_988);
    assert!(fs::read(&picture).unwrap().starts_with(b"\x89PNG\r\n"));
    assert_eq!(ended.text().matches("greetings from Another User! This message").count(), 2, "{ended:?}");
    // A file that is there stays as it is, and nothing is fetched for nothing.
    let again = demo(&["-e"]).input(format!("EXAMINE INBOX\n:save 1 {}\n", picture.display())).run();
    assert_eq!((again.code(), again.text().contains("BODY.PEEK")), (2, false), "{again:?}");
}

#[test]
fn a_file_that_comes_only_in_part_is_none() {
    let folder = Folder::new();
    let path = folder.path().join("part");
    let steps = [Step::Expect("FETCH 1 (BODY.PEEK[])"), send("* 1 FETCH (BODY[] {100}\r\nhalf of"), Step::Close];
    let server = FakeServer::start([send(GREETING)].into_iter().chain(steps).collect());
    let ended = plain(&server, &[]).input(format!(":save 1 {}\n", path.display())).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "what was begun is gone");
}

#[test]
fn raw_output_has_the_wire_and_the_file_is_saved_all_the_same() {
    let folder = Folder::new();
    let path = folder.path().join("raw");
    let steps = reply("FETCH 1 (BODY.PEEK[])", "* 1 FETCH (BODY[] {3}\r\nabc)\r\n{tag} OK done\r\n");
    let ended = talk(steps, &["--output", "raw"], format!(":save 1 {}\n", path.display()));
    assert!(ended.text().contains("* 1 FETCH (BODY[] {3}\r\nabc)\r\nA001 OK done\r\n"), "{ended:?}");
    assert_eq!(fs::read(&path).unwrap(), b"abc");
    let steps = reply("FETCH 1 (RFC822.SIZE)", "* 1 FETCH (RFC822.SIZE 5)\r\n{tag} OK done\r\n");
    let ended = talk(steps, &["--output", "raw"], ":size 1\n");
    assert!(
        ended.text().ends_with("* 1 FETCH (RFC822.SIZE 5)\r\nA001 OK done\r\n* BYE bye\r\nA002 OK bye\r\n"),
        "{ended:?}"
    );
}

#[test]
fn a_section_that_does_not_come_and_one_that_is_nothing_are_told_apart() {
    let nothing = reply("FETCH 1 (BODY.PEEK[])", "* 1 FETCH (FLAGS ())\r\n{tag} OK done\r\n");
    let ended = talk(nothing, &[], ":source 1\n");
    assert_eq!((ended.code(), ended.stderr.contains("nothing of BODY[]")), (1, true), "{ended:?}");
    let empty = reply("FETCH 1 (BODY.PEEK[])", "* 1 FETCH (BODY[] \"\")\r\n{tag} OK done\r\n");
    assert_eq!(talk(empty, &[], ":source 1\n").code(), 0);
}

#[test]
fn words_beyond_ascii_are_searched_for_as_literals() {
    let steps = [
        Step::Expect("UID SEARCH CHARSET UTF-8 TEXT {7}"),
        send("+ go\r\n"),
        Step::ExpectLine("grüße"),
        send("* SEARCH 7\r\nA001 OK done\r\n"),
    ];
    let ended = talk(steps, &[], ":search grüße\n");
    assert!(ended.text().contains("\n7\n"), "{ended:?}");
}

/// As many messages as the issue asks for.
const MESSAGES: usize = 100_000;

/// What the program may take at most: it takes as much without any message.
const MEMORY_KIB_MAX: u64 = 12 << 10;

#[test]
fn a_hundred_thousand_messages_are_listed_from_the_first_row_on_in_flat_memory() {
    let row = |number: usize| {
        format!(
            "* {number} FETCH (UID {number} FLAGS (\\Seen) RFC822.SIZE 1000 ENVELOPE (\"Thu, 22 Apr 2021 15:49:05 +0000\" \
             \"Subject {number}\" ((\"Ann\" NIL \"ann\" \"example.com\")) NIL NIL NIL NIL NIL NIL NIL))\r\n"
        )
    };
    let (first_seen, may_go_on) = mpsc::channel();
    let rest: String = (2..=MESSAGES).map(row).collect();
    let steps = [
        send(GREETING),
        Step::Expect("FETCH 1:* (UID FLAGS RFC822.SIZE ENVELOPE)"),
        send(row(1)),
        // Nothing more comes before the first row has been seen.
        Step::Await(may_go_on),
        send(rest),
        send("{tag} OK done\r\n"),
    ];
    let server = FakeServer::start(
        steps.into_iter().chain(ok("NOOP")).chain(reply("LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n")).collect(),
    );
    let folder = Folder::new();
    let path = folder.file("stdout", "");
    let output = fs::File::options().append(true).open(&path).unwrap();
    let mut running = plain(&server, &[]).stdout(output).start();
    running.write(":list\nNOOP\n");
    wait_for(&path, "\n1\t1\t2021-04-22T15:49:05Z\tAnn\tSubject 1\t1000\t\\Seen\n");
    first_seen.send(()).unwrap();
    wait_for(&path, "\nA002 OK done\n");
    let peak = peak_memory_kib(running.id());
    running.write(":quit\n");
    assert_eq!(running.wait().code(), 0);
    assert_eq!(fs::read_to_string(&path).unwrap().matches("\tAnn\t").count(), MESSAGES);
    assert!(peak < MEMORY_KIB_MAX, "it took {peak} KiB");
}

/// Waits until a file holds something.
fn wait_for(path: &std::path::Path, wanted: &str) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !fs::read_to_string(path).unwrap().contains(wanted) {
        assert!(std::time::Instant::now() < end, "{wanted:?} did not come");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn the_messages_of_pythons_own_tests_are_shown_or_say_why_not() {
    let Some(files) = samples() else { return };
    for path in &files {
        let octets = fs::read(path).unwrap();
        let shown = imapsh::shortcuts::file(octets.clone(), "FILE", None);
        // Something is shown of whatever holds anything, and what is no text is named.
        assert!(octets.is_empty() || !shown.trim().is_empty(), "{}", path.display());
        assert!(!shown.chars().any(|char| char.is_control() && char != '\n' && char != '\t'), "{}", path.display());
        let has_head =
            ["Date: ", "From: ", "To: ", "CC: ", "Cc: ", "Subject: "].iter().any(|name| shown.starts_with(name));
        let body = if has_head { shown.split_once("\n\n").map_or("", |(_, body)| body) } else { &shown };
        let has_body = !body.trim().is_empty();
        let source = String::from_utf8_lossy(&octets).replace("\r\n", "\n");
        let is_bare = source.split_once("\n\n").is_none_or(|(_, body)| body.trim().is_empty());
        assert!(has_body || is_bare || shown.contains('['), "{}: {shown}", path.display());
    }
    assert!(files.len() > 20, "only {} messages", files.len());
}

#[test]
fn a_mailbox_that_tells_nothing_hides_no_other() {
    let list = "* LIST () \"/\" Shared\r\n* LIST () \"/\" {4}\r\na\r\nb\r\n* LIST () \"/\" Own\r\n{tag} OK done\r\n";
    let steps = all([
        reply("LIST \"\" \"*\"", list),
        reply("STATUS Own (MESSAGES UNSEEN)", "* STATUS Own (MESSAGES 3 UNSEEN 1)\r\n{tag} OK done\r\n"),
        reply("STATUS Shared (MESSAGES UNSEEN)", "{tag} NO [NOPERM] not yours\r\n"),
    ]);
    let ended = talk(steps, &[], ":ls\n");
    assert_eq!(ended.code(), 0, "{ended:?}");
    let text = ended.text();
    assert!(
        text.contains("NO [NOPERM] not yours\n") && text.contains("\nOwn\t3\t1\t\tOwn\nShared\t\t\t\tShared\n"),
        "{text}"
    );
}

#[test]
fn the_last_message_is_read_to_its_end_though_another_comes() {
    let structure = "* 3 FETCH (UID 9 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 2 1))\r\n* 4 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n{tag} OK done\r\n";
    let head = "BODY[HEADER.FIELDS (DATE FROM TO CC SUBJECT)]";
    let steps = all([
        reply("FETCH * (UID BODYSTRUCTURE)", structure),
        [
            Step::Expect("FETCH 3 (BODY.PEEK[HEADER.FIELDS (DATE FROM TO CC SUBJECT)] BODY.PEEK[1])"),
            send(format!("* 3 FETCH ({head} {{2}}\r\n\r\n BODY[1] {{2}}\r\nhi)\r\n{{tag}} OK done\r\n")),
        ],
    ]);
    let ended = talk(steps, &[], ":read *\n");
    assert!(ended.text().contains("\nhi\n"), "{ended:?}");
}

#[test]
fn the_source_of_a_message_is_exact_in_json() {
    let ended = demo(&["--output", "json", "-c", "EXAMINE INBOX", "-c", ":source 6"]).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let raw = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let told = ended.text().lines().map(raw).find(|event| event["data"]["name"] == "FETCH").expect("a response");
    assert!(told["raw"]["base64"].is_string(), "it has octets that are no UTF-8: {told}");
}

#[test]
fn moves_of_numbers_are_told_beside_the_rows_of_a_pipe() {
    let script = "SELECT INBOX\nSTORE 2 +FLAGS.SILENT (\\Deleted)\nEXPUNGE\n:map\n";
    let ended = demo(&[]).input(script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("\n1\t483\n2\t485\n3\t486\n"), "{ended:?}");
    assert!(ended.stderr.contains("-- EXPUNGE 2: 3 to 14 became 2 to 13\n"), "{ended:?}");
    assert!(!ended.text().contains("became"), "{ended:?}");
}

#[test]
fn pythons_messages_are_read_from_a_server_or_say_why_not() {
    let Some(files) = samples() else { return };
    let mut script = String::from("CREATE Samples\n");
    files.iter().for_each(|path| script.push_str(&format!(":append Samples \"{}\"\n", path.display())));
    script.push_str("EXAMINE Samples\n");
    for number in 1..=files.len() {
        script.push_str(&format!(":let at {number}\n:parts {number}\n:headers {number}\n:read {number}\n"));
    }
    let ended = demo(&["-k", "-e"]).input(script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let text = ended.text();
    assert!(!text.contains(" NO ") && !text.contains(" BAD "), "{text}");
    // :parts asks for the structure, :headers for the header, :read for the structure and for what it shows.
    let fetches =
        text.lines().filter(|line| line.starts_with('A') && line.contains(" FETCH ") && !line.contains(" OK "));
    assert_eq!(fetches.count(), 4 * files.len(), "each was looked at: {text}");
    for (at, file) in files.iter().enumerate() {
        let number = at + 1;
        let (_, after) = text.split_once(&format!(" FETCH {number} (BODYSTRUCTURE)\n")).expect("its parts");
        let (_, after) = after.split_once(&format!(" FETCH {number} (BODYSTRUCTURE)\n")).expect("its text");
        let shown = after.split(" (BODYSTRUCTURE)\n").next().unwrap();
        let source = fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
        let is_bare = source.split_once("\n\n").is_none_or(|(_, body)| body.trim().is_empty());
        assert!(is_bare || shown.lines().count() > 2, "{}: {shown}", file.display());
    }
    assert!(files.len() > 20, "only {} messages", files.len());
}

#[test]
fn a_file_is_shown_without_a_server() {
    let folder = Folder::new();
    let file = folder.file("a message", "\u{feff}From: ann@example.com\nSubject: =?utf-8?q?=C3=A4?=\n\nHello\n");
    let line = format!(":eml \"{}\"", file.display());
    let ended = imapsh(["-c", &line, "-c", ":help uid"]).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(ended.text().starts_with("From: ann@example.com\nSubject: ä\n\nHello\n"), "{ended:?}");
    // What needs one says so, at once or where it stands.
    assert!(imapsh(["-c", "NOOP"]).run().stderr.contains("whom to connect to?"));
    let later = imapsh(["-c", &line, "-c", "NOOP"]).run();
    assert_eq!(later.code(), 2, "{later:?}");
    assert!(later.stderr.contains("-c 2: ") && later.stderr.contains(":connect"), "{later:?}");
    let own = imapsh(["-c", ":connect demo", "-c", "NOOP"]).run();
    assert!(own.code() == 0 && own.text().contains("OK NOOP completed"), "{own:?}");
}

//! Messages in and out, octet by octet.

use crate::large::fill;
use crate::support::peer::{Kind, Peer};
use crate::{PATIENCE, assert_ok, line, unique};

/// Puts a message into a mailbox as a client does, so that no server adds a header field. Answers with its UID.
pub(crate) fn append(server: &Peer, mailbox: &str, message: &[u8]) -> String {
    let head = format!("APPEND {mailbox} {{{}}}\n", message.len());
    let ended = server.logged_in(&[]).input([head.as_bytes(), message, b"\n"].concat()).limit(PATIENCE * 5).run();
    assert_ok(&ended);
    let appended = line(ended.text(), "A002 OK [APPENDUID ");
    let (_, uid) = appended.split_once(']').unwrap().0.split_once(' ').unwrap();
    assert!(uid.parse::<u32>().is_ok(), "{ended:?}");
    uid.to_owned()
}

/// Removes a message from the INBOX.
pub(crate) fn remove(server: &Peer, uid: &str) {
    let store = format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)");
    assert_ok(&server.logged_in(&["-c", "SELECT INBOX", "-c", &store, "-c", &format!("UID EXPUNGE {uid}")]).run());
}

/// A message of its own, in the INBOX: its octets, number and UID.
struct Mail {
    message: String,
    number: String,
    uid: String,
}

impl Mail {
    fn new(server: &Peer, subject: &str) -> Self {
        let message = format!(
            "From: Ann <ann@example.com>\r\nTo: alice@example.com\r\nSubject: {subject}\r\n\
             Date: Thu, 22 Apr 2021 15:49:05 +0000\r\nMessage-ID: <{subject}@example.com>\r\n\r\n\
             Hello.\r\n\r\nA999 OK this is no reply\r\n)\r\n"
        );
        let uid = append(server, "INBOX", message.as_bytes());
        let ended = server.logged_in(&["-c", "EXAMINE INBOX", "-c", &format!("SEARCH SUBJECT {subject}")]).run();
        assert_ok(&ended);
        let number = line(ended.text(), "* SEARCH ").to_owned();
        assert!(number.parse::<u32>().is_ok(), "{ended:?}");
        Self { message, number, uid }
    }
}

/// The session of the article, on message `mail`. `{}` in it is where a tag may stand.
fn article(server: &Peer, mail: &Mail) -> String {
    let (user, password, number, uid) = (&server.user, server.password(), &mail.number, &mail.uid);
    format!(
        "{{}}CAPABILITY
{{}}LOGIN {user} wrong-password
{{}}LOGIN {user} {password}
{{}}SELECT \"INBOX\"
{{}}UID SEARCH {number}
{{}}FETCH {number} RFC822.SIZE
{{}}UID FETCH {uid} RFC822.SIZE
{{}}FETCH {number} (FLAGS BODY[HEADER.FIELDS (FROM TO DATE SUBJECT)])
{{}}FETCH {number} BODY[]
{{}}STORE {number} +FLAGS (\\Deleted)
{{}}EXPUNGE
{{}}NOOP
{{}}LOGOUT
"
    )
}

pub(crate) fn the_session_of_the_article_gives_its_answers(server: &Peer) {
    let _alone = server.inbox();
    for (what, prefix) in [("automatic tags", ""), ("the article's tags", "TAG"), ("a pasted transcript", "C: TAG")] {
        let subject = unique("article");
        let mail = Mail::new(server, &subject);
        let mut count = 0;
        let script: String = article(server, &mail)
            .lines()
            .map(|line| {
                count += 1;
                let tag = if prefix.is_empty() { String::new() } else { format!("{prefix}{count} ") };
                line.replace("{}", &tag) + "\n"
            })
            .collect();
        let ended = server.secure(&["-k"]).input(script).run();
        // The wrong password is answered NO, and nothing else is.
        assert_eq!(ended.code(), 1, "{what}: {ended:?}");
        assert!(ended.stderr.starts_with("imapsh: line 2: NO: ") && ended.stderr.lines().count() == 1, "{ended:?}");
        let text = ended.text();
        let tag = |number: u32| if prefix.is_empty() { format!("A{number:03}") } else { format!("TAG{number}") };
        for number in (1..=13).filter(|number| *number != 2) {
            assert!(line(text, &format!("{} ", tag(number))).starts_with("OK "), "{what}: {text}");
        }
        assert!(line(text, &format!("{} ", tag(2))).starts_with("NO "), "{what}");
        let Mail { message, number, uid } = &mail;
        let size = message.len();
        assert_eq!(line(text, "* SEARCH "), uid);
        assert!(text.contains(&format!("\n* {number} FETCH (RFC822.SIZE {size})\n")), "{text}");
        assert!(text.contains(&format!("\n* {number} FETCH (UID {uid} RFC822.SIZE {size})\n")), "{text}");
        assert!(text.contains(&format!("\nSubject: {subject}\n")), "{text}");
        assert!(text.contains(&format!("BODY[] {{{size}}}\n{})\n", message.replace('\r', ""))), "{text}");
        let flagged = |line: &str| line.contains(" FETCH (FLAGS (") && line.contains("\\Deleted \\Seen");
        assert!(text.lines().any(flagged), "{text}");
        assert!(text.contains(&format!("\n* {number} EXPUNGE\n")), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("* BYE ")).count(), 1, "{text}");
    }
}

pub(crate) fn a_message_appended_by_a_typed_literal_comes_back_octet_by_octet(server: &Peer) {
    let mailbox = server.mailbox(&unique("append"));
    // 8-bit, lone CRs, and no line end at the end. NUL is not allowed in a message, and a lone LF does not come back.
    let mut message = b"Subject: a {5}\r\nX: \xff\xfe\x1b[2J\r\n\r\n:quit\r\n# no\r\nA005 OK\rforged".to_vec();
    message.extend((1..=255).filter(|octet| *octet != b'\n'));
    let size = message.len();
    let head = format!("CREATE {mailbox}\nAPPEND {mailbox} (\\Seen) {{{size}}}\n");
    let plus = format!("\nAPPEND {mailbox} {{{size}+}}\n");
    let tail = format!("\nSELECT {mailbox}\nFETCH 1:* BODY.PEEK[]\nCLOSE\nDELETE {mailbox}\n");
    let input = [head.as_bytes(), &message, plus.as_bytes(), &message, tail.as_bytes()].concat();
    let ended = server.logged_in(&["--output", "raw"]).input(input).run();
    assert_ok(&ended);
    let wanted = [format!("BODY[] {{{size}}}\r\n").as_bytes(), &message, b")\r\n"].concat();
    let found = ended.stdout.windows(wanted.len()).filter(|window| *window == wanted).count();
    assert_eq!(found, 2, "{}", ended.stdout.escape_ascii());
}

pub(crate) fn a_refused_append_sends_nothing_of_its_literal(server: &Peer) {
    let script = format!("APPEND {} {{8}}\nDELETE x\nNOOP\n", server.mailbox("nosuch"));
    let ended = server.logged_in(&["-k"]).input(script).run();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(line(ended.text(), "A002 NO ").contains("[TRYCREATE]"), "{ended:?}");
    assert!(line(ended.text(), "A003 ").starts_with("OK "), "{ended:?}");
}

pub(crate) fn messages_that_vanish_are_no_longer_counted(server: &Peer) {
    let mailbox = server.mailbox(&unique("vanish"));
    let message = "Subject: a\r\n\r\n";
    let append = format!("APPEND {mailbox} {{{}+}}\n{message}\n", message.len());
    let script = format!(
        "CREATE {mailbox}\n{}ENABLE QRESYNC\nSELECT {mailbox}\nSTORE 1,3:4 +FLAGS (\\Deleted)\nEXPUNGE\n:state\nUNSELECT\n\
         DELETE {mailbox}\n",
        append.repeat(5)
    );
    let ended = server.logged_in(&[]).input(script).run();
    assert_ok(&ended);
    if server.kind == Kind::Demo {
        // It knows no QRESYNC, so that they go one by one (docs/demo.md).
        assert_eq!(ended.text().matches(" EXPUNGE\n").count(), 3, "{ended:?}");
    } else {
        assert_eq!(line(ended.text(), "* VANISHED "), "1,3:4", "{ended:?}");
    }
    assert_eq!(line(ended.text(), "messages\t"), "2", "{ended:?}");
}

pub(crate) fn a_message_passes_through_deflate_octet_by_octet(server: &Peer) {
    let mailbox = server.mailbox(&unique("deflate"));
    assert_ok(&server.logged_in(&["-c", &format!("CREATE {mailbox}")]).run());
    let mut message = b"Subject: a\r\n\r\n".to_vec();
    fill(&mut message, 1 << 20);
    let uid = append(server, &mailbox, &message);
    let script = format!(
        "COMPRESS DEFLATE\nSELECT {mailbox}\nUID FETCH {uid} BODY.PEEK[]\nUID FETCH {uid} BODY.PEEK[]\nUNSELECT\nDELETE {mailbox}\n"
    );
    let ended = server.logged_in(&["--output", "raw"]).input(script).run();
    assert_ok(&ended);
    let wanted = [format!("BODY[] {{{}}}\r\n", message.len()).as_bytes(), &message, b")\r\n"].concat();
    let starts = memchr::memmem::find_iter(&ended.stdout, &wanted).count();
    assert_eq!(starts, 2);
}

pub(crate) fn a_mailbox_with_a_special_name_is_found_and_selected(server: &Peer) {
    for (wire, name) in [("a b", "a b"), ("x&-y", "x&y"), ("[x]", "[x]"), ("&ZeVnLA-", "日本")] {
        let mailbox = server.mailbox(wire);
        let script = format!(
            "CREATE \"{mailbox}\"\nLIST \"\" \"{mailbox}\"\nSELECT \"{mailbox}\"\n:state\nUNSELECT\nDELETE \"{mailbox}\"\n"
        );
        let ended = server.logged_in(&[]).input(script).run();
        assert_ok(&ended);
        assert!(line(ended.text(), "* LIST ").trim_end_matches('"').ends_with(&mailbox), "{ended:?}");
        assert_eq!(line(ended.text(), "mailbox\t"), server.mailbox(name), "{ended:?}");
    }
}

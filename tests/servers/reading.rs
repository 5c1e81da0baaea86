//! The shortcuts that read mail.

use std::fs;

use crate::mail::{append, remove};
use crate::support::Folder;
use crate::support::peer::Peer;
use crate::support::samples;
use crate::{PATIENCE, assert_ok, line, unique};

/// Text in KOI8-R as quoted-printable, and an attachment in base64 with a name in RFC 2231's way.
fn message(subject: &str) -> String {
    let encoded = "QUJD".repeat(18) + "\r\n";
    format!(
        "Date: Thu, 22 Apr 2021 15:49:05 +0000\r\nFrom: =?utf-8?Q?J=C3=B6?= <jo@example.com>\r\nTo: alice@example.com\r\n\
         Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=koi8-r; format=flowed\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n=F0=D2=C9=D7=C5=D4 =\r\n\r\nagain\r\n--b\r\n\
         Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename*=utf-8''M%C3%A4rz.bin\r\n\r\n{}--b--\r\n",
        encoded.repeat(100)
    )
}

pub(crate) fn mail_is_read_without_being_marked_as_seen(server: &Peer) {
    let _alone = server.inbox();
    let subject = unique("read");
    let uid = append(server, "INBOX", message(&subject).as_bytes());
    let script = format!(
        "SELECT INBOX\n:read -u {uid}\n:parts -u {uid}\n:headers -u {uid}\n:source -u {uid}\nUID SEARCH UID {uid} UNSEEN\n"
    );
    let ended = server.logged_in(&[]).input(script).run();
    assert_ok(&ended);
    let text = ended.text();
    assert!(text.contains(&format!("Subject: Grüße {subject}\n\nПривет again\n")), "{text}");
    assert!(text.contains(&format!("; :save -u {uid} 2 FILE]\n")) && text.contains("\"März.bin\""), "{text}");
    let row = line(text, "2\tapplication/octet-stream\t");
    assert!(row.ends_with(&format!("\tMärz.bin\tUID FETCH {uid} BODY.PEEK[2]")), "{row}");
    assert_eq!(line(text, "From\t"), "Jö <jo@example.com>");
    assert!(text.contains("\n=F0=D2=C9=D7=C5=D4 =\n"), "{text}");
    assert_eq!(line(text, "* SEARCH "), uid);
    remove(server, &uid);
}

pub(crate) fn a_part_is_saved_as_the_octets_that_it_stands_for(server: &Peer) {
    let _alone = server.inbox();
    let folder = Folder::new();
    let (part, whole) = (folder.path().join("a part"), folder.path().join("whole"));
    let message = message(&unique("save"));
    let uid = append(server, "INBOX", message.as_bytes());
    let script = format!("EXAMINE INBOX\n:save -u {uid} 2 {}\n:save -u {uid} {}\n", part.display(), whole.display());
    let ended = server.logged_in(&[]).input(&script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert_eq!(fs::read(&part).unwrap(), "ABC".repeat(18 * 100).into_bytes());
    // Servers may add header fields.
    let saved = fs::read_to_string(&whole).unwrap();
    assert!(saved.ends_with(message.split_once("MIME-Version").unwrap().1), "{saved}");
    let again = server.logged_in(&[]).input(&script).run();
    assert_eq!(again.code(), 2, "{again:?}");
    assert!(again.stderr.contains("there is such a file already"), "{again:?}");
    remove(server, &uid);
}

pub(crate) fn messages_are_listed_measured_and_found(server: &Peer) {
    let _alone = server.inbox();
    let subject = unique("found");
    let uid = append(server, "INBOX", message(&subject).as_bytes());
    let script = format!(
        "EXAMINE INBOX\n:search subject:{subject} from:jo\n:list {{$uids}}\n:size -u {uid}\n:uid *\n:size\n:map\n:search \"grüße\" subject:{subject}\n"
    );
    let ended = server.logged_in(&[]).input(script).run();
    assert_ok(&ended);
    let text = ended.text();
    let list = text.lines().find(|line| line.contains("\tGrüße ")).unwrap_or_else(|| panic!("no row: {text}"));
    let cells: Vec<&str> = list.split('\t').collect();
    assert_eq!(cells[1..4], [&uid, "2021-04-22T15:49:05Z", "Jö"], "{text}");
    assert_eq!(cells[4], format!("Grüße {subject}"));
    assert_eq!(line(text, &format!("{uid}\t")), cells[5], "{text}");
    assert!(text.contains(&format!("\n{}\t{}\n", cells[0], cells[5])), "{text}");
    assert!(text.contains(&format!("\n{}\t{uid}\n", cells[0])), "{text}");
    // Twice what was searched for, and once the UID of the last one.
    assert_eq!(text.lines().filter(|line| *line == uid).count(), 3, "{text}");
    remove(server, &uid);
}

pub(crate) fn mailboxes_are_listed_with_what_is_in_them(server: &Peer) {
    let name = server.mailbox(&unique("Entwürfe"));
    let script = format!("CREATE \"{name}\"\n:ls\n:status {name}\nDELETE \"{name}\"\n");
    // A person types the name as it is read; a script's octets are sent as they are.
    let wire = imapsh::wire::utf7::encode(&name);
    let script = script.replacen(&name, &wire, 1).replace(&format!("DELETE \"{name}\""), &format!("DELETE \"{wire}\""));
    let ended = server.logged_in(&[]).input(script).run();
    assert_ok(&ended);
    assert!(ended.text().contains(&format!("\n{name}\t0\t0\t\t{wire}\n")), "{ended:?}");
    assert!(ended.text().contains(&format!("\nmailbox\t{name}\nmessages\t0\nunseen\t0\nuidnext\t")), "{ended:?}");
}

/// HTML alone, and a message within.
fn nested(subject: &str) -> String {
    format!(
        "Date: Thu, 22 Apr 2021 15:49:05 +0000\r\nFrom: Ann <ann@example.com>\r\nTo: alice@example.com\r\nSubject: {subject}\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <h1>Title</h1><p>One</p><p>Two <a href=\"http://example.com/x\">there</a></p>\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
         From: Bob <bob@example.com>\r\nSubject: within\r\n\r\nThe inner text.\r\nline 2\r\nline 3\r\n--b--\r\n"
    )
}

pub(crate) fn html_and_messages_within_are_read_and_the_last_is_the_last(server: &Peer) {
    let _alone = server.inbox();
    let uid = append(server, "INBOX", nested(&unique("nested")).as_bytes());
    let script = format!(
        "EXAMINE INBOX\n:read -u {uid}\n:read -u {uid} 2 --lines 1\n:read * 2.1\n:parts *\n:uid *\n:headers *\n:list\n"
    );
    let ended = server.logged_in(&["-e"]).input(script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let text = ended.text();
    assert!(
        text.contains("# Title\n\nOne\n\nTwo [there][1]\n") && text.contains("[1]: http://example.com/x\n"),
        "{text}"
    );
    assert!(text.contains("Subject: within\n\nThe inner text.\n[2 more lines]\n"), "{text}");
    // The number is pinned by the first answer.
    assert!(
        text.contains("FETCH * (UID BODYSTRUCTURE)\n") && !text.contains("FETCH * (BODY.PEEK[HEADER.FIELDS"),
        "{text}"
    );
    assert!(text.contains("The inner text.\nline 2\nline 3\n"), "{text}");
    assert!(text.contains("\n2\tmessage/rfc822\t") && text.contains(&format!("\n{uid}\n")), "{text}");
    remove(server, &uid);
}

pub(crate) fn the_map_tells_how_numbers_have_moved(server: &Peer) {
    let _alone = server.inbox();
    let mailbox = server.mailbox(&unique("map"));
    assert_eq!(server.logged_in(&["-c", &format!("CREATE {mailbox}")]).run().code(), 0);
    let uids: Vec<String> = (0..4).map(|_| append(server, &mailbox, nested("map").as_bytes())).collect();
    let script = format!("SELECT {mailbox}\n:delete -u {}\n:expunge\n:map\nCLOSE\nDELETE {mailbox}\n", uids[1]);
    let ended = server.logged_in(&["-y"]).input(script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let wanted = format!("\n1\t{}\n2\t{}\n3\t{}\n", uids[0], uids[2], uids[3]);
    assert!(ended.text().contains(&wanted), "{ended:?}");
    assert!(ended.stderr.contains("-- EXPUNGE 2: 3 to 4 became 2 to 3\n"), "{ended:?}");
}

pub(crate) fn pythons_messages_are_read_or_say_why_not(server: &Peer) {
    let Some(files) = samples() else { return };
    let mailbox = server.mailbox(&unique("samples"));
    let mut script = format!("CREATE {mailbox}\n");
    files.iter().for_each(|path| script.push_str(&format!(":append {mailbox} \"{}\"\n", path.display())));
    let appended = server.logged_in(&["-k"]).input(script).limit(PATIENCE * 2).run();
    // A server may refuse what is no message to it; what it takes is to be read.
    let refused = appended.stderr.lines().filter(|line| line.contains(": NO: ")).count();
    let count = files.len() - refused;
    assert!(count > 20, "{count} of {}: {appended:?}", files.len());
    let mut script = format!("EXAMINE {mailbox}\n");
    (1..=count).for_each(|number| script.push_str(&format!(":parts {number}\n:headers {number}\n:read {number}\n")));
    script.push_str(&format!(":list\nUNSELECT\nDELETE {mailbox}\n"));
    let ended = server.logged_in(&["-e"]).input(script).limit(PATIENCE * 2).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    let text = ended.text();
    let sent = |what: &str| text.lines().filter(|line| line.starts_with('A') && line.contains(what)).count();
    // The structure twice, the header, and what is read.
    assert_eq!(sent(" FETCH ") - sent(" OK "), 4 * count + 1 - sent(" OK "), "{text}");
    for number in 1..=count {
        let shown = text.rsplit_once(&format!(" FETCH {number} (BODYSTRUCTURE)\n")).expect("its text").1;
        let shown = shown.split("\nA0").next().unwrap();
        assert!(!shown.trim().is_empty(), "{number}: {text}");
    }
    let rows = text.lines().filter(|line| line.split('\t').count() == 7).count();
    assert_eq!(rows, count, "{text}");
}

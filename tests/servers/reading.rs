//! The shortcuts that read mail.

use std::fs;

use crate::mail::{append, remove};
use crate::support::Folder;
use crate::support::peer::Peer;
use crate::{assert_ok, line, unique};

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
    let row = line(text, "2\t  application/octet-stream\t");
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
    assert!(ended.text().contains(&format!("\n{name}\t0\t0\t\n")), "{ended:?}");
    assert!(ended.text().contains(&format!("\nmailbox\t{name}\nmessages\t0\nunseen\t0\nuidnext\t")), "{ended:?}");
}

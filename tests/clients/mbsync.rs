//! mbsync, which keeps a Maildir and a server the same.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::serve::{PASSWORD, Served, USER};
use crate::{Tls, append, ask, is_here, path, run};

/// A Maildir that goes with the server, and how to keep both the same.
fn configure(server: &Served, tls: Tls) -> PathBuf {
    let (folder, port) = (server.folder(), server.port);
    let kind = if tls == Tls::Implicit { "IMAPS" } else { "STARTTLS" };
    let (certificate, maildir) = (server.certificate(), folder.join("mail"));
    fs::create_dir(&maildir).unwrap();
    let text = format!(
        "IMAPAccount demo\nHost localhost\nPort {port}\nUser {USER}\nPass {PASSWORD}\nSSLType {kind}\n\
         SystemCertificates no\nCertificateFile {certificate}\n\n\
         IMAPStore there\nAccount demo\n\n\
         MaildirStore here\nPath {maildir}/\nInbox {maildir}/INBOX\nSubFolders Verbatim\n\n\
         Channel all\nFar :there:\nNear :here:\nPatterns INBOX Sent Archive/2020\nCreate Both\nExpunge Both\nSyncState *\n",
        certificate = certificate.display(),
        maildir = maildir.display(),
    );
    let file = folder.join("mbsyncrc");
    fs::write(&file, text).unwrap();
    file
}

/// The messages of a Maildir: what is in them, and their files.
fn messages(folder: &Path) -> Vec<(String, PathBuf)> {
    let files = ["cur", "new"].iter().flat_map(|part| fs::read_dir(folder.join(part)).unwrap());
    let paths = files.map(|entry| entry.unwrap().path());
    paths.map(|path| (String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned(), path)).collect()
}

fn find(folder: &Path, subject: &str) -> Option<PathBuf> {
    let line = format!("Subject: {subject}\n");
    let found = messages(folder).into_iter().find(|(text, _)| text.replace('\r', "").contains(&line));
    found.map(|(_, path)| path)
}

/// Gives a message other flags, by its file's name.
fn flag(file: &Path, flags: &str) {
    let name = file.file_name().unwrap().to_str().unwrap();
    let unique = name.split(":2,").next().unwrap();
    fs::rename(file, file.parent().unwrap().with_file_name("cur").join(format!("{unique}:2,{flags}"))).unwrap();
}

#[test]
fn mbsync_keeps_a_maildir_and_the_server_the_same_both_ways() {
    if !is_here("mbsync", "mbsync_keeps_a_maildir_and_the_server_the_same_both_ways") {
        return;
    }
    for tls in Tls::ALL {
        let server = tls.serve();
        let rules = configure(&server, tls);
        let sync = || run("mbsync", &["-c", path(&rules), "all"]);
        let inbox = server.folder().join("mail/INBOX");
        sync();
        assert_eq!(messages(&inbox).len(), 14);
        assert_eq!(messages(&server.folder().join("mail/Archive/2020")).len(), 1);
        assert_eq!(
            find(&inbox, "Lunch on Friday?").and_then(|path| path.to_str()?.ends_with(":2,RS").then_some(())),
            Some(())
        );
        // Here: one is new, one is flagged, one goes.
        fs::write(inbox.join("new/1.local.test"), "From: a@example.com\nSubject: Made here\n\nHello.\n").unwrap();
        flag(&find(&inbox, "About format=flowed").unwrap(), "FS");
        fs::remove_file(find(&inbox, "Lunch on Friday?").unwrap()).unwrap();
        // There: the same with others.
        append(&server, tls, "From: b@example.com\r\nSubject: Made there\r\n\r\nHello.\r\n");
        let commands =
            ["SELECT INBOX", "UID STORE 489 +FLAGS (\\Answered)", "UID STORE 490 +FLAGS (\\Deleted)", "EXPUNGE"];
        let gone = ask(&server, tls, &["EXAMINE INBOX", "UID FETCH 490 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"]);
        assert!(gone.contains("Subject: "), "{gone}");
        ask(&server, tls, &commands);
        sync();
        assert_eq!(messages(&inbox).len(), 14);
        assert!(find(&inbox, "Made there").is_some() && find(&inbox, "Made here").is_some());
        let answered = messages(&inbox).into_iter().filter(|(_, path)| path.to_str().unwrap().contains(":2,R")).count();
        assert_eq!(answered, 2, "one that was answered is gone, one was answered");
        let found =
            ask(&server, tls, &["EXAMINE INBOX", "UID SEARCH ALL", "UID SEARCH FLAGGED", "FETCH * BODY.PEEK[]"]);
        assert!(found.contains("\n* 14 EXISTS\n") && found.contains("\n* SEARCH 483 485 486 487 "), "{found}");
        assert!(found.contains("\n* SEARCH 487 493\n") && found.contains("\nSubject: Made here\n"), "{found}");
        // And then there is nothing to do.
        let next = || {
            // The rest of an answer has the nonces of its login.
            let answer = ask(&server, tls, &["STATUS INBOX (UIDNEXT)"]);
            answer.lines().find(|line| line.starts_with("* STATUS ")).map(str::to_owned).expect("a STATUS")
        };
        let before = next();
        sync();
        assert_eq!(before, next());
    }
}

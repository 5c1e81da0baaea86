//! Conversations with a real server: the Dovecot that `scripts/test` starts.

mod support;

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use support::Folder;
use support::dovecot::{Dovecot, dovecot};
use support::program::{Ended, Program, Running, imapsh};
use support::screen::Setup;

/// How long a test waits for something to happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// The INBOX is one for all: whoever counts on its numbers has it alone.
fn inbox() -> MutexGuard<'static, ()> {
    static INBOX: Mutex<()> = Mutex::new(());
    INBOX.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A name that nothing else in the mailbox has.
fn unique(what: &str) -> String {
    format!("{what}-{}", std::process::id())
}

/// `imapsh` on the TLS port, which believes the throw-away authority.
fn secure(server: &Dovecot, arguments: &[&str]) -> Program {
    let target = format!("{}:{}", server.host, server.tls_port);
    let ca = server.ca.to_str().unwrap();
    imapsh([&[&*target, "--cacert", ca], arguments].concat())
}

/// The same, logged in.
fn logged_in(server: &Dovecot, arguments: &[&str]) -> Program {
    secure(
        server,
        &[&["-u", &server.user, "--password-file", server.password_file.to_str().unwrap()], arguments].concat(),
    )
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

/// A message of its own, in the INBOX: its octets, number and UID.
struct Delivered {
    message: String,
    number: String,
    uid: String,
}

fn deliver(server: &Dovecot, subject: &str) -> Delivered {
    let message = format!(
        "From: Ann <ann@example.com>\r\nTo: alice@example.com\r\nSubject: {subject}\r\n\
         Date: Thu, 22 Apr 2021 15:49:05 +0000\r\nMessage-ID: <{subject}@example.com>\r\n\r\n\
         Hello.\r\n\r\nA999 OK this is no reply\r\n)\r\n"
    );
    server.deliver(message.as_bytes());
    let search = format!("SEARCH SUBJECT {subject}");
    let uids = format!(":uids SUBJECT {subject}");
    let ended = logged_in(server, &["-c", "SELECT INBOX", "-c", &search, "-c", &uids]).run();
    assert_ok(&ended);
    let number = line(ended.text(), "* SEARCH ").to_owned();
    let mut rest = ended.text().lines().skip_while(|line| !line.contains("Search completed"));
    let uid = rest.nth(1).unwrap_or_else(|| panic!("{ended:?}")).to_owned();
    assert!(number.parse::<u32>().is_ok() && uid.parse::<u32>().is_ok(), "{ended:?}");
    Delivered { message, number, uid }
}

fn remove(server: &Dovecot, uid: &str) {
    let store = format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)");
    assert_ok(&logged_in(server, &["-c", "SELECT INBOX", "-c", &store, "-c", &format!("UID EXPUNGE {uid}")]).run());
}

#[test]
fn each_way_to_encrypt_leads_in() {
    let Some(server) = dovecot("each_way_to_encrypt_leads_in") else { return };
    let (host, plain, tls) = (&server.host, server.port, server.tls_port);
    let ca = server.ca.to_str().unwrap();
    let password = server.password_file.to_str().unwrap();
    let user = &server.user;
    let quoted = user.replace('@', "%40");
    let starttls = format!("{host}:{plain}");
    let table: [(&str, Vec<String>); 5] = [
        ("implicit", vec![format!("{user}@{host}:{tls}")]),
        ("imaps://", vec![format!("imaps://{quoted}@{host}:{tls}/INBOX")]),
        ("imap://", vec![format!("imap://{quoted}@{host}:{plain}/INBOX")]),
        ("--tls starttls", vec![starttls.clone(), "--tls".into(), "starttls".into(), "-u".into(), user.clone()]),
        ("off", vec![starttls, "--tls".into(), "off".into(), "-u".into(), user.clone()]),
    ];
    for (what, arguments) in table {
        let common = ["--cacert", ca, "--password-file", password, "-c", "EXAMINE INBOX", "-c", ":state"];
        let ended = imapsh(arguments.iter().map(String::as_str).chain(common)).run();
        assert_ok(&ended);
        let link = if what == "off" { "plain text, within this machine" } else { "encrypted" };
        assert_eq!(line(ended.text(), "link\t"), link, "{what}");
        assert_eq!(line(ended.text(), "user\t"), user, "{what}");
        assert!(ended.text().contains("* BYE "), "{what}: {ended:?}");
    }
}

#[test]
fn starttls_and_login_typed_by_hand_lead_in() {
    let Some(server) = dovecot("starttls_and_login_typed_by_hand_lead_in") else { return };
    let target = format!("{}:{}", server.host, server.port);
    let script = format!("STARTTLS\nCAPABILITY\nLOGIN {} {}\n:state\n", server.user, server.password());
    let arguments = ["--tls", "off", &target, "--cacert", server.ca.to_str().unwrap(), "--echo"];
    let ended = imapsh(arguments).input(script).run();
    assert_ok(&ended);
    assert_eq!(line(ended.text(), "link\t"), "encrypted");
    assert!(!ended.text().contains(&server.password()));
    // Within TLS it is not offered again.
    assert!(!line(ended.text(), "* CAPABILITY ").contains("STARTTLS"), "{ended:?}");
}

#[test]
fn a_certificate_that_must_be_refused_is_named_and_its_pin_leads_in() {
    let Some(server) = dovecot("a_certificate_that_must_be_refused_is_named_and_its_pin_leads_in") else { return };
    let wrong_name = format!("is not for {}, but for wrong.example", server.wrong_name_host);
    let table = [
        (&server.expired_host, "has expired"),
        (&server.wrong_name_host, &wrong_name),
        (&server.self_signed_host, "is a CA's own, and not a server's"),
    ];
    let ca = server.ca.to_str().unwrap();
    for (host, says) in table {
        for (tls, port) in [("implicit", server.tls_port), ("starttls", server.port)] {
            let target = format!("{host}:{port}");
            let login = ["-u", &server.user, "--password-file", server.password_file.to_str().unwrap()];
            let common = [&["--tls", tls, &target, "-c", "NOOP"], &login[..]].concat();
            let run = |trust: &[&str]| imapsh([&common[..], trust].concat()).run();
            let refused = run(&["--cacert", ca]);
            assert_eq!(refused.code(), 4, "{refused:?}");
            assert!(refused.stderr.contains(says) && refused.stderr.lines().count() == 2, "{refused:?}");
            let pin = refused.stderr.split("--pin ").nth(1).unwrap().split_whitespace().next().unwrap();
            assert_ok(&run(&["--pin", pin]));
            assert_ok(&run(&["--insecure"]));
            let other_pin = format!("sha256//{}=", "A".repeat(43));
            assert_eq!(run(&["--cacert", ca, "--pin", &other_pin]).code(), 4, "{host}");
        }
    }
}

#[test]
fn a_self_signed_certificate_is_trusted_when_it_is_handed_over() {
    let Some(server) = dovecot("a_self_signed_certificate_is_trusted_when_it_is_handed_over") else { return };
    let target = format!("{}:{}", server.self_signed_host, server.tls_port);
    let own = server.folder.join("tls/self-signed.pem");
    assert_ok(&imapsh([&target, "--cacert", own.to_str().unwrap(), "-c", "NOOP"]).run());
    let other =
        imapsh([&target, "--cacert", server.folder.join("tls/server.pem").to_str().unwrap(), "-c", "NOOP"]).run();
    assert_eq!(other.code(), 4, "{other:?}");
    let unknown = imapsh([&format!("{}:{}", server.host, server.tls_port), "-c", "NOOP"]).run();
    assert_eq!(unknown.code(), 4, "{unknown:?}");
    assert!(unknown.stderr.contains("signed by nobody whom this system trusts: CN=imapsh test CA"), "{unknown:?}");
}

#[test]
fn a_login_that_is_refused_ends_with_5_or_1() {
    let Some(server) = dovecot("a_login_that_is_refused_ends_with_5_or_1") else { return };
    let ended = secure(&server, &["-u", &server.user, "-c", "NOOP"]).env("IMAPSH_PASSWORD", "wrong-s3same").run();
    assert_eq!(ended.code(), 5, "{ended:?}");
    assert!(ended.stderr.starts_with("imapsh: login refused: NO: "), "{ended:?}");
    let typed = secure(&server, &[]).input(format!("LOGIN {} wrong-s3same\nNOOP\n", server.user)).run();
    assert_eq!(typed.code(), 1, "{typed:?}");
    assert!(typed.stderr.starts_with("imapsh: line 1: NO: "), "{typed:?}");
    for ended in [ended, typed] {
        assert!(!ended.stderr.contains("s3same") && !ended.text().contains("s3same"));
    }
}

/// The session of the article, on message `mail`. `{}` in it is where a tag may stand.
fn article(server: &Dovecot, mail: &Delivered) -> String {
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

#[test]
fn the_session_of_the_article_gives_its_answers() {
    let Some(server) = dovecot("the_session_of_the_article_gives_its_answers") else { return };
    let _alone = inbox();
    for (what, prefix) in [("automatic tags", ""), ("the article's tags", "TAG"), ("a pasted transcript", "C: TAG")] {
        let subject = unique("article");
        let mail = deliver(&server, &subject);
        let mut count = 0;
        let script: String = article(&server, &mail)
            .lines()
            .map(|line| {
                count += 1;
                let tag = if prefix.is_empty() { String::new() } else { format!("{prefix}{count} ") };
                line.replace("{}", &tag) + "\n"
            })
            .collect();
        let ended = secure(&server, &["-k"]).input(script).run();
        // The wrong password is answered NO, and nothing else is.
        assert_eq!(ended.code(), 1, "{what}: {ended:?}");
        assert!(ended.stderr.starts_with("imapsh: line 2: NO: ") && ended.stderr.lines().count() == 1, "{ended:?}");
        let text = ended.text();
        let tag = |number: u32| if prefix.is_empty() { format!("A{number:03}") } else { format!("TAG{number}") };
        for number in (1..=13).filter(|number| *number != 2) {
            assert!(line(text, &format!("{} ", tag(number))).starts_with("OK "), "{what}: {text}");
        }
        assert!(line(text, &format!("{} NO ", tag(2))).contains("AUTHENTICATIONFAILED"), "{what}");
        let Delivered { message, number, uid } = &mail;
        let size = message.len();
        assert_eq!(line(text, "* SEARCH "), uid);
        assert!(text.contains(&format!("\n* {number} FETCH (RFC822.SIZE {size})\n")), "{text}");
        assert!(text.contains(&format!("\n* {number} FETCH (UID {uid} RFC822.SIZE {size})\n")), "{text}");
        assert!(text.contains(&format!("\nSubject: {subject}\n")), "{text}");
        assert!(text.contains(&format!("BODY[] {{{size}}}\n{})\n", message.replace('\r', ""))), "{text}");
        assert!(text.contains(&format!("* {number} FETCH (FLAGS (\\Deleted \\Seen")), "{text}");
        assert!(text.contains(&format!("\n* {number} EXPUNGE\n")), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("* BYE ")).count(), 1, "{text}");
    }
}

#[test]
fn a_message_appended_by_a_typed_literal_comes_back_octet_by_octet() {
    let Some(server) = dovecot("a_message_appended_by_a_typed_literal_comes_back_octet_by_octet") else { return };
    let mailbox = unique("append");
    // 8-bit, lone CRs, and no line end at the end. NUL is not allowed in a message, and a lone LF does not come back.
    let mut message = b"Subject: a {5}\r\nX: \xff\xfe\x1b[2J\r\n\r\n:quit\r\n# no\r\nA005 OK\rforged".to_vec();
    message.extend((1..=255).filter(|octet| *octet != b'\n'));
    let size = message.len();
    let head = format!("CREATE {mailbox}\nAPPEND {mailbox} (\\Seen) {{{size}}}\n");
    let plus = format!("\nAPPEND {mailbox} {{{size}+}}\n");
    let tail = format!("\nSELECT {mailbox}\nFETCH 1:* BODY.PEEK[]\nCLOSE\nDELETE {mailbox}\n");
    let input = [head.as_bytes(), &message, plus.as_bytes(), &message, tail.as_bytes()].concat();
    let ended = logged_in(&server, &["--output", "raw"]).input(input).run();
    assert_ok(&ended);
    let wanted = [format!("BODY[] {{{size}}}\r\n").as_bytes(), &message, b")\r\n"].concat();
    let found = ended.stdout.windows(wanted.len()).filter(|window| *window == wanted).count();
    assert_eq!(found, 2, "{}", ended.stdout.escape_ascii());
}

#[test]
fn a_command_that_the_server_does_not_understand_ends_with_6() {
    let Some(server) = dovecot("a_command_that_the_server_does_not_understand_ends_with_6") else { return };
    let ended = logged_in(&server, &["-c", "NOOP", "-c", "FETCH 1"]).run();
    assert_eq!(ended.code(), 6, "{ended:?}");
    assert!(line(ended.text(), "A002 ").starts_with("OK NOOP") && ended.text().contains("\n* BYE "), "{ended:?}");
}

#[test]
fn a_refused_append_sends_nothing_of_its_literal() {
    let Some(server) = dovecot("a_refused_append_sends_nothing_of_its_literal") else { return };
    let script = "APPEND nosuch {8}\nDELETE x\nNOOP\n";
    let ended = logged_in(&server, &["-k"]).input(script).run();
    assert_eq!(ended.code(), 1, "{ended:?}");
    assert!(line(ended.text(), "A002 NO ").contains("[TRYCREATE]"), "{ended:?}");
    assert!(line(ended.text(), "A003 ").starts_with("OK NOOP"), "{ended:?}");
}

#[test]
fn hostile_mail_does_not_act_on_a_terminal() {
    let Some(server) = dovecot("hostile_mail_does_not_act_on_a_terminal") else { return };
    // Wherever they stand: other tests deliver too.
    let _alone = inbox();
    let fetch = "FETCH 1:* (ENVELOPE BODY.PEEK[])";
    let ended = logged_in(&server, &["-c", "EXAMINE INBOX", "-c", fetch]).run();
    assert_ok(&ended);
    let acts = |char: char| (char.is_control() && !matches!(char, '\n' | '\t')) || char == '\u{202e}';
    assert!(!ended.text().contains(acts), "{ended:?}");
    for drawn in ["\\x1b]0;owned\\x07", "\\u{9b}2J", "\\xff", "\\x1b[2J", "\\u{202e}gpj.exe", "\nA001 OK forged\n"] {
        assert!(ended.text().contains(drawn), "{drawn}: {ended:?}");
    }
}

#[test]
fn shortcuts_know_the_inbox() {
    let Some(server) = dovecot("shortcuts_know_the_inbox") else { return };
    let _alone = inbox();
    let ended = logged_in(&server, &["-c", "STATUS INBOX (MESSAGES UIDNEXT)", "-c", ":inbox", "-c", ":uids"]).run();
    assert_ok(&ended);
    let (messages, uid_next) = (line(ended.text(), "messages\t"), line(ended.text(), "uidnext\t"));
    let status = format!("INBOX (MESSAGES {messages} UIDNEXT {uid_next})");
    assert_eq!(line(ended.text(), "* STATUS "), status);
    let uids = ended.text().lines().filter(|line| line.parse::<u32>().is_ok()).count();
    assert_eq!(uids.to_string(), messages, "{ended:?}");
}

#[test]
fn a_thousand_lines_give_a_thousand_replies() {
    let Some(server) = dovecot("a_thousand_lines_give_a_thousand_replies") else { return };
    let ended = logged_in(&server, &[]).input("NOOP\n".repeat(1000)).run();
    assert_ok(&ended);
    let tags: Vec<_> =
        ended.text().lines().filter_map(|line| line.split_once(" OK NOOP completed")).map(|(tag, _)| tag).collect();
    let wanted: Vec<_> = (2..=1001).map(|number| format!("A{number:03}")).collect();
    assert_eq!(tags, wanted);
}

#[test]
fn authenticate_and_compress_typed_by_hand_are_followed() {
    let Some(server) = dovecot("authenticate_and_compress_typed_by_hand_are_followed") else { return };
    let answer = base64(format!("\0{}\0{}", server.user, server.password()).as_bytes());
    let script =
        format!("AUTHENTICATE PLAIN\n{answer}\nCOMPRESS DEFLATE\nEXAMINE INBOX\nFETCH 1:5 BODY.PEEK[]\nCLOSE\n");
    let ended = secure(&server, &["--echo"]).input(script).run();
    assert_ok(&ended);
    assert!(!ended.text().contains(&answer) && ended.text().contains("\n***\n"), "{ended:?}");
    assert!(ended.text().contains("A002 OK Begin compression"), "{ended:?}");
    assert!(line(ended.text(), "A005 OK ").starts_with("Close completed"), "{ended:?}");
    assert!(line(ended.text(), "A006 OK ").starts_with("Logout completed"), "{ended:?}");
}

fn base64(octets: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(octets)
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

#[test]
fn mail_that_arrives_while_a_script_idles_is_shown() {
    let Some(server) = dovecot("mail_that_arrives_while_a_script_idles_is_shown") else { return };
    let _alone = inbox();
    let folder = Folder::new();
    let (mut running, output) = watched(logged_in(&server, &["--timeout", "1"]), &folder);
    running.write("SELECT INBOX\nIDLE\n");
    until("the idling", || written(&output).contains("\n+ ").then_some(()));
    let subject = unique("idle");
    server.deliver(format!("Subject: {subject}\r\n\r\nHello.\r\n").as_bytes());
    until("the mail", || written(&output).split_once("\n+ ")?.1.contains(" EXISTS\n").then_some(()));
    running.write(format!(":uids SUBJECT {subject}\n:quit\n"));
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{}", written(&output));
    let text = written(&output);
    let (_, idled) = text.split_once("\n+ ").unwrap();
    let (_, after) = idled.split_once("\nA003 OK Idle completed").unwrap_or_else(|| panic!("{text}"));
    let uid = after.lines().nth(1).unwrap();
    assert!(uid.parse::<u32>().is_ok(), "{text}");
    remove(&server, uid);
}

#[test]
fn mail_that_arrives_is_shown_above_the_line_that_is_being_typed() {
    let Some(server) = dovecot("mail_that_arrives_is_shown_above_the_line_that_is_being_typed") else { return };
    let _alone = inbox();
    let target = format!("{}:{}", server.host, server.tls_port);
    let (ca, password) = (server.ca.to_str().unwrap(), server.password_file.to_str().unwrap());
    let arguments = [&*target, "--cacert", ca, "-u", &server.user, "--password-file", password];
    let mut terminal = Setup::default().start(arguments);
    terminal.wait_until("a prompt", |screen| screen.trim_end().ends_with('>'));
    terminal.line("SELECT INBOX");
    terminal.wait_for("OK [READ-WRITE] Select");
    terminal.line("IDLE");
    terminal.wait_for("idle>");
    terminal.keys("half a li");
    let before = terminal.wait_for("half a li").matches("EXISTS").count();
    server.deliver(format!("Subject: {}\r\n\r\nHello.\r\n", unique("arriving")).as_bytes());
    terminal.wait_until("EXISTS", |screen| {
        screen.matches("EXISTS").count() > before && screen.trim_end().ends_with("idle> half a li")
    });
}

/// Octets that do not repeat soon, without NUL, in lines.
fn fill(file: &mut impl std::io::Write, size: usize) {
    let mut state = 1_u64;
    let mut left = size;
    while left > 0 {
        let line: Vec<u8> = (0..74)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                b'!' + u8::try_from(state >> 58).unwrap()
            })
            .chain(*b"\r\n")
            .collect();
        let octets = line.len().min(left);
        file.write_all(&line[..octets]).unwrap();
        left -= octets;
    }
}

/// A message of that many octets, in a file.
fn long_message(folder: &Folder, subject: &str, size: usize) -> PathBuf {
    let path = folder.path().join("message");
    let mut message = BufWriter::new(File::create_new(&path).unwrap());
    let head = format!("Subject: {subject}\r\n\r\n");
    message.write_all(head.as_bytes()).unwrap();
    fill(&mut message, size - head.len());
    message.into_inner().unwrap().sync_data().unwrap();
    path
}

fn peak_memory_kib(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    line(&status, "VmHWM:").trim().trim_end_matches(" kB").parse().unwrap()
}

/// Whether the octets of `file` from `at` on start with those of `wanted`.
fn holds(file: &mut File, at: u64, wanted: &mut File) -> bool {
    file.seek(SeekFrom::Start(at)).unwrap();
    wanted.rewind().unwrap();
    let (mut left, mut right) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let octets = wanted.read(&mut right).unwrap();
        if octets == 0 {
            return true;
        }
        file.read_exact(&mut left[..octets]).unwrap();
        if left[..octets] != right[..octets] {
            return false;
        }
    }
}

/// Fetches a message of that many octets through `--output raw`, and looks at the memory that it took.
fn fetch_large(server: &Dovecot, size: usize) {
    const MEMORY_KIB_MAX: u64 = 16 << 10;
    let _alone = inbox();
    let folder = Folder::new();
    let subject = unique("large");
    let path = long_message(&folder, &subject, size);
    server.deliver_file(&path);
    let (mut running, output) = watched(logged_in(server, &["--output", "raw"]).limit(PATIENCE * 5), &folder);
    running.write(format!("SELECT INBOX\nUID SEARCH SUBJECT {subject}\n"));
    let uid = until("the UID", || {
        let text = written(&output);
        let (_, found) = text.split_once("\r\n* SEARCH ")?;
        Some(found.split_once("\r\n")?.0.to_owned())
    });
    let before = fs::metadata(&output).unwrap().len();
    running.write(format!("UID FETCH {uid} BODY.PEEK[]\nNOOP\n"));
    until("the message", || (fs::metadata(&output).unwrap().len() > before + size as u64).then_some(()));
    let mut output = File::open(&output).unwrap();
    let tail = || {
        let mut tail = String::new();
        output.seek(SeekFrom::Start(before + size as u64)).unwrap();
        output.read_to_string(&mut tail).map(|_| tail.contains(" OK NOOP")).unwrap_or(false).then_some(())
    };
    until("the reply behind it", tail);
    let peak = peak_memory_kib(running.id());
    running.write(":quit\n");
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    assert_received(&mut output, before, &uid, &mut File::open(&path).unwrap());
    assert!(peak < MEMORY_KIB_MAX, "it took {peak} KiB");
    remove(server, &uid);
}

/// Appends a file of that many octets while its memory is looked at, and fetches it again.
fn append_large(server: &Dovecot, size: usize, arguments: &[&str], before: &str) {
    const MEMORY_KIB_MAX: u64 = 16 << 10;
    let _alone = inbox();
    let folder = Folder::new();
    let subject = unique("upload");
    let path = long_message(&folder, &subject, size);
    let program = logged_in(server, &[&["--output", "raw"], arguments].concat()).limit(PATIENCE * 5);
    let (mut running, output) = watched(program, &folder);
    running.write(format!("{before}APPEND INBOX {{@={}}}\nSELECT INBOX\n", path.display()));
    let uid = within(PATIENCE * 5, "the UID", || {
        let text = written(&output);
        let (_, appended) = text.split_once(" OK [APPENDUID ")?;
        Some(appended.split_once(']')?.0.split_once(' ')?.1.to_owned())
    });
    let peak = peak_memory_kib(running.id());
    until("the INBOX", || written(&output).contains(" OK [READ-WRITE] Select").then_some(()));
    let start = fs::metadata(&output).unwrap().len();
    running.write(format!("UID FETCH {uid} BODY.PEEK[]\n:quit\n"));
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    let mut output = File::open(&output).unwrap();
    let header = format!("(UID {uid} BODY[] {{{size}}}\r\n");
    let mut tail = vec![0; 1000];
    output.seek(SeekFrom::Start(start.saturating_sub(200))).unwrap();
    output.read_exact(&mut tail).unwrap();
    let found = tail.windows(header.len()).position(|window| window == header.as_bytes()).expect("the header");
    let literal = start.saturating_sub(200) + (found + header.len()) as u64;
    assert!(holds(&mut output, literal, &mut File::open(&path).unwrap()), "the octets are not those of the file");
    assert!(peak < MEMORY_KIB_MAX, "it took {peak} KiB");
    remove(server, &uid);
}

#[test]
fn a_large_file_is_appended_without_taking_memory_and_arrives_as_it_is() {
    let Some(server) = dovecot("a_large_file_is_appended_without_taking_memory_and_arrives_as_it_is") else { return };
    append_large(&server, 32 << 20, &[], "");
    append_large(&server, 16 << 20, &[], "COMPRESS DEFLATE\n");
    // A gigabyte for one test is too much for every run.
    if env::var_os("IMAPSH_TEST_BIG").is_some_and(|value| value == "1") {
        append_large(&server, 1 << 30, &[], "");
    }
}

#[test]
fn literals_in_braces_lead_in_nest_and_are_stored() {
    let Some(server) = dovecot("literals_in_braces_lead_in_nest_and_are_stored") else { return };
    let _alone = inbox();
    let folder = Folder::new();
    let subject = unique("braces");
    let path = folder.file("message", format!("Subject: {subject}\n\nHello.\n"));
    let script = format!(
        "LOGIN {{\"{}\"}} {{$secret}}\nSELECT {{\"INBOX\"}}\nAPPEND {{$mailbox}} (\\Seen) {{@{path}}} {{<<END}}\n\
         Subject: {subject}\n\nA999 OK this is no reply\nEND\n\
         UID SEARCH (OR SUBJECT {{\"{subject}\"}} (SUBJECT {{\"nothing of the kind\"}}))\n\
         UID FETCH {{$uids}} (RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({{\"Subject\"}})])\n\
         UID STORE {{$uids}} +FLAGS.SILENT (\\Deleted)\nUID EXPUNGE {{$uids}}\n",
        server.user,
        path = path.display(),
    );
    let password = server.password_file.to_str().unwrap();
    let ended = secure(&server, &["--password-file", password, "--echo"]).input(&script).run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(!ended.text().contains(&server.password()) && ended.stderr.contains("3 bare LF are sent as CRLF"));
    let sizes: Vec<_> = ended.text().lines().filter(|line| line.contains("RFC822.SIZE ")).collect();
    assert_eq!(sizes.len(), 3, "{ended:?}");
    let size = format!("RFC822.SIZE {} ", format!("Subject: {subject}\r\n\r\nHello.\r\n").len());
    assert!(sizes.iter().any(|line| line.contains(&size)), "{ended:?}");
    assert_eq!(ended.text().matches(&format!("\nSubject: {subject}\n")).count(), 4, "{ended:?}");
}

/// The output from `at` on is the rest of the search, the FETCH response with the message, and little more.
fn assert_received(output: &mut File, at: u64, uid: &str, message: &mut File) {
    let size = message.metadata().unwrap().len();
    let mut start = [0; 1000];
    output.seek(SeekFrom::Start(at)).unwrap();
    output.read_exact(&mut start).unwrap();
    let header = format!("(UID {uid} BODY[] {{{size}}}\r\n");
    let found = start.windows(header.len()).position(|window| window == header.as_bytes());
    let literal = at + found.expect("the literal's header") as u64 + header.len() as u64;
    assert!(holds(output, literal, message), "the octets are not those of the message");
    let mut tail = String::new();
    output.seek(SeekFrom::Start(literal + size)).unwrap();
    output.read_to_string(&mut tail).unwrap();
    assert!(tail.starts_with(")\r\nA004 OK Fetch completed") && tail.len() < 1000, "{tail:?}");
}

#[test]
fn a_large_message_passes_through_without_taking_memory() {
    let Some(server) = dovecot("a_large_message_passes_through_without_taking_memory") else { return };
    fetch_large(&server, 64 << 20);
    // Gigabytes for one test are too much for every run.
    if env::var_os("IMAPSH_TEST_BIG").is_some_and(|value| value == "1") {
        fetch_large(&server, 512 << 20);
    }
}

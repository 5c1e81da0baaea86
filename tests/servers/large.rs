//! A message that is larger than the memory that the program may take.

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use crate::mail::{append, remove};
use crate::support::Folder;
use crate::support::peer::{Kind, Peer};
use crate::{PATIENCE, line, unique, until, watched, within, written};

/// What the program may take at most. Of one that is not optimised the code alone has nearly as much resident.
pub(crate) const MEMORY_KIB_MAX: u64 = if cfg!(debug_assertions) { 24 << 10 } else { 16 << 10 };

/// Octets that do not repeat soon, without NUL, in lines.
pub(crate) fn fill(file: &mut impl std::io::Write, size: usize) {
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

pub(crate) fn peak_memory_kib(id: u32) -> u64 {
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
fn fetch_large(server: &Peer, size: usize) {
    let _alone = server.inbox();
    let folder = Folder::new();
    let subject = unique("large");
    let path = long_message(&folder, &subject, size);
    let uid = append(server, "INBOX", &fs::read(&path).unwrap());
    let (mut running, output) = watched(server.logged_in(&["--output", "raw"]).limit(PATIENCE * 5), &folder);
    running.write("EXAMINE INBOX\n");
    until("the mailbox", || written(&output).contains("\r\nA002 OK ").then_some(()));
    let before = fs::metadata(&output).unwrap().len();
    running.write(format!("UID FETCH {uid} BODY.PEEK[]\nNOOP\n"));
    until("the message", || (fs::metadata(&output).unwrap().len() > before + size as u64).then_some(()));
    let mut output = File::open(&output).unwrap();
    let tail = || {
        let mut tail = String::new();
        output.seek(SeekFrom::Start(before + size as u64)).unwrap();
        output.read_to_string(&mut tail).map(|_| tail.contains("\r\nA004 OK ")).unwrap_or(false).then_some(())
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

/// The output from `at` on is the FETCH response with the message, and little more.
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
    assert!(tail.starts_with(")\r\nA003 OK ") && tail.len() < 1000, "{tail:?}");
}

pub(crate) fn a_large_message_passes_through_without_taking_memory(server: &Peer) {
    // Twice what the program may take.
    fetch_large(server, 32 << 20);
    // Gigabytes for one test are too much for every run, and for the demo server, whose mail is in memory (docs/demo.md).
    if server.kind != Kind::Demo && env::var_os("IMAPSH_TEST_BIG").is_some_and(|value| value == "1") {
        fetch_large(server, 512 << 20);
    }
}

/// Appends a file of that many octets, after what `before` says, while the memory that it takes is looked at; and fetches it.
fn append_large(server: &Peer, size: usize, before: &str) {
    let _alone = server.inbox();
    let folder = Folder::new();
    let path = long_message(&folder, &unique("upload"), size);
    let (mut running, output) = watched(server.logged_in(&["--output", "raw"]).limit(PATIENCE * 5), &folder);
    running.write(format!("{before}APPEND INBOX {{@={}}}\nSELECT INBOX\n", path.display()));
    let uid = within(PATIENCE * 5, "the UID", || {
        let text = written(&output);
        let (_, appended) = text.split_once(" OK [APPENDUID ")?;
        Some(appended.split_once(']')?.0.split_once(' ')?.1.to_owned())
    });
    let peak = peak_memory_kib(running.id());
    running.write(format!("UID FETCH {uid} BODY.PEEK[]\n:quit\n"));
    let ended = running.wait();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""));
    let mut output = File::open(&output).unwrap();
    let header = format!("(UID {uid} BODY[] {{{size}}}\r\n");
    let mut start = vec![0; 16 << 10];
    output.read_exact(&mut start).unwrap();
    let found =
        start.windows(header.len()).position(|window| window == header.as_bytes()).expect("the literal's header");
    let literal = (found + header.len()) as u64;
    assert!(holds(&mut output, literal, &mut File::open(&path).unwrap()), "the octets are not those of the file");
    assert!(peak < MEMORY_KIB_MAX, "it took {peak} KiB");
    remove(server, &uid);
}

pub(crate) fn a_large_file_is_appended_without_taking_memory_and_arrives_as_it_is(server: &Peer) {
    append_large(server, 32 << 20, "");
    append_large(server, 18 << 20, "COMPRESS DEFLATE\n");
    // A gigabyte for one test is too much for every run, and for the demo server.
    if server.kind != Kind::Demo && env::var_os("IMAPSH_TEST_BIG").is_some_and(|value| value == "1") {
        append_large(server, 1 << 30, "");
    }
}

/// Saves a message of that many octets, decoded by nobody, while the memory that it takes is looked at.
fn save_large(server: &Peer, size: usize) {
    let _alone = server.inbox();
    let folder = Folder::new();
    let path = long_message(&folder, &unique("save"), size);
    let uid = append(server, "INBOX", &fs::read(&path).unwrap());
    let saved = folder.path().join("saved");
    let (mut running, output) = watched(server.logged_in(&[]).limit(PATIENCE * 5), &folder);
    running.write(format!("EXAMINE INBOX\n:save -u {uid} {}\nNOOP\n", saved.display()));
    until("the reply behind it", || written(&output).contains("\nA004 OK ").then_some(()));
    let peak = peak_memory_kib(running.id());
    running.write(":quit\n");
    let ended = running.wait();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.stderr.contains(&format!("-- {size} octets saved to ")), "{ended:?}");
    assert!(
        holds(&mut File::open(&saved).unwrap(), 0, &mut File::open(&path).unwrap()),
        "the octets are not those of the message"
    );
    assert!(peak < MEMORY_KIB_MAX, "it took {peak} KiB");
    remove(server, &uid);
}

pub(crate) fn a_large_message_is_saved_without_taking_memory(server: &Peer) {
    // Twice what the program may take.
    save_large(server, 32 << 20);
    if server.kind != Kind::Demo && env::var_os("IMAPSH_TEST_BIG").is_some_and(|value| value == "1") {
        save_large(server, 512 << 20);
    }
}

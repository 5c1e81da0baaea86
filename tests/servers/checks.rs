//! The log of a session that changed nothing is a test of the server, as it is.

use crate::support::Folder;
use crate::support::peer::Peer;
use crate::support::program::{Ended, imapsh};
use crate::{plain_answer, unique};

/// What stands in the mailbox: 8-bit octets, what would act on a terminal, and what looks like replies.
const MESSAGES: [&str; 2] = [
    "From: Ann <ann@example.com>\nSubject: Plain\nDate: Mon, 05 Jan 2026 10:00:00 +0000\n\nGr\u{fc}\u{df}e.\n\\x1b \\u{41} \\Seen\n",
    "From: M <m@example.com>\nSubject: Looks like IMAP\n\n* 99 EXISTS\nA001 OK forged\nS: * BYE\nC: A1 LOGOUT\n)\n\x1b[2J{5}\n...\n",
];

/// Reads, asks and waits; two commands are refused.
fn reading(mailbox: &str) -> String {
    format!(
        "EXAMINE {mailbox}\nFETCH 1:* (FLAGS UID ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)\nFETCH 1:* BODY.PEEK[]\n\
         FETCH 2 (BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)] BODY.PEEK[TEXT]<0.20>)\nSEARCH ALL\nUID SEARCH SUBJECT {{\"Plain\"}}\n\
         SEARCH CHARSET UTF-8 TEXT {{\"Gr\u{fc}\u{df}e\"}}\nUID SEARCH RETURN (ALL COUNT) ALL\nUID FETCH {{$uids}} FLAGS\n\
         LIST \"\" {{\"{mailbox}\"}}\nLIST \"\" {mailbox} RETURN (STATUS (MESSAGES))\nSTATUS {mailbox} (MESSAGES UIDNEXT)\n\
         NAMESPACE\nCAPABILITY\nNOOP\nEXAMINE Nowhere\nFETCHX\n:send NOOP\nIDLE\nDONE\nEXAMINE {mailbox}\nCLOSE\n"
    )
}

/// How a session gets in: what it is called, the options beside `--tls`, and the first lines.
struct Way {
    tls: &'static str,
    options: Vec<String>,
    lines: String,
}

fn way(tls: &'static str, options: &[&str], lines: impl Into<String>) -> Way {
    Way { tls, options: options.iter().map(|option| (*option).to_owned()).collect(), lines: lines.into() }
}

fn ways(server: &Peer) -> Vec<Way> {
    let (user, password) = (&*server.user, server.password());
    let login = format!("LOGIN {user} {password}\n");
    let answer = plain_answer(user, &password);
    let named = ["-u", user];
    let with = |options: &[&'static str]| [&named[..], options].concat();
    let mut ways = vec![
        way("implicit", &named, ""),
        way("starttls", &named, ""),
        way("off", &named, ""),
        way("implicit", &with(&["--compress"]), ""),
        way("implicit", &with(&["--pipeline"]), ""),
        way("implicit", &with(&["--show-secrets"]), ""),
        way("implicit", &[], &*login),
        way("implicit", &[], format!("LOGIN {user} \"{password}\"\nCOMPRESS DEFLATE\n")),
        way("implicit", &[], format!("LOGIN {{\"{user}\"}} {{\"{password}\"}}\n")),
        way("implicit", &[], format!("LOGIN {user} {{{}}}\n{password}\n\n", password.len())),
        way("implicit", &[], format!("AUTHENTICATE PLAIN\n{answer}\n")),
        way("implicit", &[], format!("AUTHENTICATE PLAIN {answer}\n")),
        way("starttls", &[], &*login),
        way("off", &[], format!("STARTTLS\n{login}")),
    ];
    for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"] {
        ways.push(way("implicit", &with(&["--auth", mechanism]), ""));
    }
    ways
}

/// `imapsh` on the port that fits.
fn run(server: &Peer, tls: &str, options: &[&str], input: &str) -> Ended {
    let port = if tls == "implicit" { server.tls_port } else { server.port };
    let target = format!("{}:{port}", server.host);
    let common = ["--tls", tls, &target, "--cacert", server.ca.to_str().unwrap()];
    let password = ["--password-file", server.password_file.to_str().unwrap()];
    imapsh([&common[..], &password, options].concat()).input(input).run()
}

/// On the demo server each port has mail of its own.
fn on_both_ports(server: &Peer, script: &str) {
    for tls in ["implicit", "starttls"] {
        let ended = run(server, tls, &["-u", &server.user, "-k"], script);
        assert!([0, 1].contains(&ended.code()), "{ended:?}");
    }
}

pub(crate) fn the_log_of_a_session_that_changed_nothing_passes_as_it_is(server: &Peer) {
    let folder = Folder::new();
    let mailbox = server.mailbox(&unique("checked"));
    let append = |message: &str| format!("APPEND {mailbox} {{<<END OF IT}}\n{message}END OF IT\n");
    on_both_ports(server, &format!("CREATE {mailbox}\n{}{}", append(MESSAGES[0]), append(MESSAGES[1])));
    let mut failed = Vec::new();
    for (number, Way { tls, options, lines }) in (1..).zip(ways(server)) {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let log = folder.path().join(format!("{number}.log")).display().to_string();
        let session = run(
            server,
            tls,
            &[&options, &["-k", "--log", &log][..]].concat(),
            &format!("{lines}{}", reading(&mailbox)),
        );
        assert_eq!(session.code(), 6, "{tls} {options:?} {lines}: {session:?}");
        let ended = run(server, tls, &["-u", &server.user, "--check", &log], "");
        if (ended.code(), &*ended.stderr) != (0, "") {
            failed.push(format!("{tls} {options:?} {lines}: {ended:?}"));
        }
    }
    on_both_ports(server, &format!("DELETE {mailbox}\n"));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

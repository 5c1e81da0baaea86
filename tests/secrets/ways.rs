//! The ways in which a password can be given.

use imapsh::wire::to_base64;

use crate::support::Folder;
use crate::{PASSWORD, USER};

/// A way to give it.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// What the server offers.
    pub(crate) words: &'static str,
    /// Arguments beside the target.
    pub(crate) arguments: Vec<String>,
    /// Whether it is in the environment.
    pub(crate) environment: bool,
    /// What is typed, or is in the script, line by line.
    pub(crate) lines: Vec<String>,
}

/// The configuration that goes with them.
pub(crate) const CONFIGURATION: &str = "[alias]\nenter = \"LOGIN {$1} {$2}\"\nsay = \":send {$@}\"\n";

fn typed(name: &'static str, lines: &[&str]) -> Way {
    let fill = |line: &&str| {
        line.replace("PASSWORD", PASSWORD)
            .replace("LENGTH", &PASSWORD.len().to_string())
            .replace("PLAIN64", &to_base64(format!("\0{USER}\0{PASSWORD}").as_bytes()))
            .replace("USER64", &to_base64(USER.as_bytes()))
            .replace("SECRET64", &to_base64(PASSWORD.as_bytes()))
            .replace("BEARER64", &to_base64(format!("user={USER}\x01auth=Bearer {PASSWORD}\x01\x01").as_bytes()))
    };
    let lines = lines.iter().map(fill).collect();
    Way { name, words: "", arguments: Vec::new(), environment: false, lines }
}

fn driven(name: &'static str, words: &'static str, arguments: &[&str]) -> Way {
    let arguments = [&["-u", USER], arguments].concat().into_iter().map(str::to_owned).collect();
    Way { words, arguments, ..typed(name, &["NOOP"]) }
}

/// Lines that a person can type as well as a script.
pub(crate) fn typed_ways(folder: &Folder) -> Vec<Way> {
    let file = folder.file("password", PASSWORD);
    let file = file.to_str().unwrap();
    let by_file = format!("LOGIN me {{@{file}}}");
    let mut ways = vec![
        typed("an atom", &["LOGIN me PASSWORD"]),
        typed("an atom, quoted user", &["login \"me\" PASSWORD"]),
        typed("behind a tag", &["a1 LOGIN me PASSWORD"]),
        typed("behind TABs", &["LOGIN\tme\tPASSWORD"]),
        typed("with a space in it", &["LOGIN me open PASSWORD"]),
        typed("quoted", &["LOGIN me \"PASSWORD\""]),
        typed("an open quote", &["LOGIN me \"PASSWORD"]),
        typed("a literal", &["LOGIN me {LENGTH}", "PASSWORD", ""]),
        typed("a literal that needs no +", &["LOGIN me {LENGTH+}", "PASSWORD", ""]),
        typed("behind a literal", &["LOGIN {2}", "me PASSWORD"]),
        typed("literals both", &["LOGIN {2}", "me {LENGTH}", "PASSWORD", ""]),
        typed("braces", &["LOGIN me {\"PASSWORD\"}"]),
        typed("a heredoc", &["LOGIN me {<<END}", "PASSWORD", "END"]),
        typed("a file as literal", &[&by_file]),
        typed("a value", &[":let secret-one PASSWORD", "LOGIN me {$secret-one}"]),
        typed(":send", &[":send LOGIN me PASSWORD"]),
        typed(":send behind a TAB", &[":send\tLOGIN me PASSWORD"]),
        typed(":send, a literal", &[":send LOGIN me {LENGTH}", "PASSWORD", ""]),
        typed("the start of :send", &[":sen LOGIN me PASSWORD"]),
        typed(":raw", &[":raw a1 LOGIN me PASSWORD\\r\\n"]),
        typed(":raw behind a TAB", &[":raw\ta1 LOGIN me PASSWORD\\r\\n"]),
        typed("the start of :raw", &[":ra a1 LOGIN me PASSWORD\\r\\n"]),
        typed(":raw in three parts", &[":raw a1 LOGIN\\x20", ":raw me\\x20", ":raw PASSWORD\\r\\n"]),
        typed(":raw, a word in two parts", &[":raw a1 LOG", ":raw IN me PASSWORD\\r\\n"]),
        typed(":raw, a literal", &[":raw a1 LOGIN me {LENGTH+}\\r\\n", ":raw PASSWORD\\r\\n"]),
        typed(":raw, an answer", &[":raw a1 AUTHENTICATE PLAIN\\r\\n", ":raw PLAIN64\\r\\n"]),
        typed("an alias", &[":enter me PASSWORD"]),
        typed("an alias for :send", &[":say LOGIN me PASSWORD"]),
        typed("a transcript", &["C: a1 LOGIN me PASSWORD", "S: a1 OK welcome"]),
        typed("an initial response", &["AUTHENTICATE PLAIN PLAIN64"]),
        typed("an answer by hand", &[":send AUTHENTICATE PLAIN", "PLAIN64"]),
        typed("an answer in quotes", &[":send AUTHENTICATE PLAIN", "\"\\0me\\0PASSWORD\""]),
        typed("answers to LOGIN", &[":send AUTHENTICATE LOGIN", "USER64", "SECRET64"]),
        typed("a token by hand", &["AUTHENTICATE XOAUTH2 BEARER64", ""]),
        typed("a slip", &["LOIGN me PASSWORD"]),
        typed("a slip behind a tag", &["a1 LGOIN me PASSWORD"]),
        typed("a slip, quoted", &["LOGINN me \"PASSWORD\""]),
    ];
    ways.push(Way {
        arguments: vec!["--password-file".into(), file.into()],
        ..typed("{$secret}", &["LOGIN me {$secret}"])
    });
    ways
}

/// Logins of the command line.
pub(crate) fn driven_ways(folder: &Folder) -> Vec<Way> {
    let file = folder.file("password-file", format!("{PASSWORD}\n"));
    let file = file.to_str().unwrap();
    let command = format!("cat '{file}'");
    let by_file = |name, words, mechanism| driven(name, words, &["--auth", mechanism, "--password-file", file]);
    vec![
        driven("a file", "", &["--password-file", file]),
        driven("a command", "", &["--password-command", &command]),
        Way { environment: true, ..driven("the environment", "", &[]) },
        Way {
            arguments: ["-u", "m\u{e9}", "--password-file", file].map(str::to_owned).to_vec(),
            ..driven("LOGIN, the user a literal", "LITERAL+", &[])
        },
        driven("PLAIN chosen", "LOGINDISABLED AUTH=PLAIN", &["--password-file", file]),
        driven("SCRAM chosen", "AUTH=SCRAM-SHA-256 SASL-IR", &["--password-file", file]),
        by_file("PLAIN", "AUTH=PLAIN", "PLAIN"),
        by_file("PLAIN with an initial response", "AUTH=PLAIN SASL-IR", "PLAIN"),
        by_file("LOGIN the mechanism", "AUTH=LOGIN", "LOGIN"),
        by_file("CRAM-MD5", "AUTH=CRAM-MD5", "CRAM-MD5"),
        by_file("SCRAM-SHA-1", "AUTH=SCRAM-SHA-1", "SCRAM-SHA-1"),
        by_file("SCRAM-SHA-256", "AUTH=SCRAM-SHA-256 SASL-IR", "SCRAM-SHA-256"),
        by_file("XOAUTH2", "AUTH=XOAUTH2", "XOAUTH2"),
        by_file("XOAUTH2 with an initial response", "AUTH=XOAUTH2 SASL-IR", "XOAUTH2"),
        by_file("OAUTHBEARER", "AUTH=OAUTHBEARER", "OAUTHBEARER"),
    ]
}

//! `--tunnel`: a program instead of a network.

use crate::support::program::imapsh;

/// A server in a line of shell: it says OK to everything, and BYE to LOGOUT.
const SERVER: &str = r#"printf '* PREAUTH hi\r\n'
    while read -r tag command; do
        case $command in LOGOUT*) printf '* BYE bye\r\n' ;; esac
        printf '%s OK done\r\n' "$tag"
    done"#;

#[test]
fn a_program_that_speaks_imap_is_a_server() {
    let ended = imapsh(["--tunnel", SERVER, "-c", "NOOP", "-c", ":state"]).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(ended.text().starts_with("* PREAUTH hi\nA001 OK done\nhost\ttunnel\nstate\tauthenticated\n"), "{ended:?}");
}

#[test]
fn the_target_names_the_server_behind_a_tunnel() {
    let ended = imapsh(["--tunnel", SERVER, "imap://imap.example.com/Drafts", "-e", "-c", ":state"]).run();
    assert_eq!((ended.code(), &*ended.stderr), (0, ""), "{ended:?}");
    assert!(
        ended.text().contains("A001 SELECT Drafts\n") && ended.text().contains("host\timap.example.com\n"),
        "{ended:?}"
    );
}

#[test]
fn what_a_program_says_of_its_failure_is_told() {
    let ended = imapsh(["--tunnel", "echo no route >&2; exit 7", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 3, "{ended:?}");
    assert_eq!(ended.stderr, "no route\nimapsh: --tunnel echo no route >&2; exit 7: exit status: 7\n");
}

#[test]
fn a_program_that_ends_in_the_middle_is_a_loss_with_its_reason() {
    let ended = imapsh(["--tunnel", "printf '* PREAUTH hi\\r\\n'; read -r line; exit 9", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.stderr.contains("exit status: 9"), "{ended:?}");
}

#[test]
fn a_program_that_reads_nothing_is_a_loss_and_no_busy_wait() {
    // It would go on for a minute, its output open, and its input closed.
    let ended = imapsh(["--tunnel", "exec 0<&-; printf '* PREAUTH hi\\r\\n'; exec sleep 60", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 8, "{ended:?}");
    assert!(ended.stderr.contains("the server takes nothing any more: Broken pipe"), "{ended:?}");
}

#[test]
fn a_tunnel_to_a_server_in_this_process_makes_no_sense() {
    let ended = imapsh(["--tunnel", "cat", "demo", "-c", "NOOP"]).run();
    assert_eq!(ended.code(), 2, "{ended:?}");
    assert!(ended.stderr.contains("no way for --tunnel to go"), "{ended:?}");
}

#[test]
fn no_child_gets_the_password() {
    let server = SERVER
        .replacen("hi", "it is ${IMAPSH_PASSWORD-unknown}", 1)
        .replace("'* PREAUTH", "\"* PREAUTH")
        .replacen("\\n'", "\\n\"", 1);
    let command = "echo \"${IMAPSH_PASSWORD-unknown}\"";
    let ended = imapsh([
        "--tunnel",
        &server,
        "--password-command",
        command,
        "-e",
        "--show-secrets",
        "-c",
        "LOGIN me {$secret}",
    ])
    .env("IMAPSH_PASSWORD", "secret")
    .run();
    assert_eq!(ended.code(), 0, "{ended:?}");
    assert!(ended.text().contains("* PREAUTH it is unknown\n"), "{ended:?}");
    assert!(ended.text().contains(" LOGIN me unknown\n"), "{ended:?}");
}

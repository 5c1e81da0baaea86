
use builtin;
use str;

set edit:completion:arg-completer[imapsh] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'imapsh'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'imapsh'= {
            cand -u 'Log in after connecting'
            cand --user 'Log in after connecting'
            cand --password-command 'Take the password from the first line that this shell command prints'
            cand --password-file 'Take the password from the first line of a file'
            cand --auth 'Log in with this SASL mechanism [default: the best that the server offers]'
            cand --tls 'How to encrypt: implicit (port 993), starttls (port 143), or off'
            cand --cacert 'Trust these certificates instead of the system''s; also a server''s own, octet by octet'
            cand --pin 'Trust this public key, and no other: sha256//BASE64'
            cand --servername 'The name that the certificate must be for'
            cand --cert 'Show this certificate to the server'
            cand --key 'The key of --cert'
            cand --tunnel 'Speak to this shell command instead of a network: ssh host /usr/lib/dovecot/imap'
            cand --connect-timeout 'Time for connecting, handshake and greeting together [default: 10]'
            cand --timeout 'Time without an octet while a reply is awaited [default: 60 in a script, else none]'
            cand -c 'Run this line, then end; may be repeated'
            cand --command 'Run this line, then end; may be repeated'
            cand -f 'Run the lines of a file, then end'
            cand --file 'Run the lines of a file, then end'
            cand --pipeline 'Send up to N commands of a script before the first is answered, where the protocol allows it'
            cand --check 'Replay a transcript and compare what comes; may be repeated'
            cand --report 'With --check: report as a build server reads it'
            cand --output 'What to print: text that is safe to show, raw, the server''s octets, or json, an object a line'
            cand --color 'When to use colours'
            cand --log 'Append what crosses the wire to a file, as a transcript, secrets masked'
            cand --serve 'Serve the demo''s mail to other clients, at [HOST:]PORT; port 0 takes any that is free'
            cand --serve-certificate 'Write the certificate that is served with to a file, for clients to trust'
            cand --generate 'Print a manual page or a shell''s completions'
            cand --insecure-auth 'Send a password even in clear text over a network'
            cand --insecure 'Trust anybody'
            cand --compress 'Compress (RFC 4978) as soon as somebody is logged in'
            cand -k 'Go on after NO and BAD'
            cand --keep-going 'Go on after NO and BAD'
            cand -y 'Answer yes to the questions of shortcuts that remove messages'
            cand --yes 'Answer yes to the questions of shortcuts that remove messages'
            cand --reconnect 'Connect again after a loss, with growing pauses: in a script and in :watch'
            cand --strict 'With --check: no other order, nothing beside, every character'
            cand -e 'Show what is sent even where stdout is no terminal'
            cand --echo 'Show what is sent even where stdout is no terminal'
            cand --explain 'Explain every response, token by token'
            cand --read-only 'Refuse to send what can change the server'
            cand --show-secrets 'Do not mask secrets on screen and in the log'
            cand --no-history 'Neither read nor write the history'
            cand --no-config 'Do not read the configuration file'
            cand --serve-tls 'Serve with TLS from the first octet; without it STARTTLS is offered'
            cand --serve-anywhere 'Serve others than this machine too: the password is public'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}

complete -c imapsh -s u -l user -d 'Log in after connecting' -r
complete -c imapsh -l password-command -d 'Take the password from the first line that this shell command prints' -r
complete -c imapsh -l password-file -d 'Take the password from the first line of a file' -r -F
complete -c imapsh -l auth -d 'Log in with this SASL mechanism [default: the best that the server offers]' -r
complete -c imapsh -l tls -d 'How to encrypt: implicit (port 993), starttls (port 143), or off' -r -f -a "implicit\t''
starttls\t''
off\t''"
complete -c imapsh -l cacert -d 'Trust these certificates instead of the system\'s; also a server\'s own, octet by octet' -r -F
complete -c imapsh -l pin -d 'Trust this public key, and no other: sha256//BASE64' -r
complete -c imapsh -l servername -d 'The name that the certificate must be for' -r
complete -c imapsh -l cert -d 'Show this certificate to the server' -r -F
complete -c imapsh -l key -d 'The key of --cert' -r -F
complete -c imapsh -l tunnel -d 'Speak to this shell command instead of a network: ssh host /usr/lib/dovecot/imap' -r
complete -c imapsh -l connect-timeout -d 'Time for connecting, handshake and greeting together [default: 10]' -r
complete -c imapsh -l timeout -d 'Time without an octet while a reply is awaited [default: 60 in a script, else none]' -r
complete -c imapsh -s c -l command -d 'Run this line, then end; may be repeated' -r
complete -c imapsh -s f -l file -d 'Run the lines of a file, then end' -r -F
complete -c imapsh -l pipeline -d 'Send up to N commands of a script before the first is answered, where the protocol allows it' -r
complete -c imapsh -l check -d 'Replay a transcript and compare what comes; may be repeated' -r -F
complete -c imapsh -l report -d 'With --check: report as a build server reads it' -r -f -a "junit\t''
tap\t''"
complete -c imapsh -l output -d 'What to print: text that is safe to show, raw, the server\'s octets, or json, an object a line' -r -f -a "text\t''
raw\t''
json\t''"
complete -c imapsh -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c imapsh -l log -d 'Append what crosses the wire to a file, as a transcript, secrets masked' -r -F
complete -c imapsh -l serve -d 'Serve the demo\'s mail to other clients, at [HOST:]PORT; port 0 takes any that is free' -r
complete -c imapsh -l serve-certificate -d 'Write the certificate that is served with to a file, for clients to trust' -r -F
complete -c imapsh -l generate -d 'Print a manual page or a shell\'s completions' -r -f -a "man\t'A manual page'
complete-bash\t'Completions of bash'
complete-zsh\t'Completions of zsh'
complete-fish\t'Completions of fish'
complete-powershell\t'Completions of PowerShell'
complete-elvish\t'Completions of elvish'"
complete -c imapsh -l insecure-auth -d 'Send a password even in clear text over a network'
complete -c imapsh -l insecure -d 'Trust anybody'
complete -c imapsh -l compress -d 'Compress (RFC 4978) as soon as somebody is logged in'
complete -c imapsh -s k -l keep-going -d 'Go on after NO and BAD'
complete -c imapsh -s y -l yes -d 'Answer yes to the questions of shortcuts that remove messages'
complete -c imapsh -l reconnect -d 'Connect again after a loss, with growing pauses: in a script and in :watch'
complete -c imapsh -l strict -d 'With --check: no other order, nothing beside, every character'
complete -c imapsh -s e -l echo -d 'Show what is sent even where stdout is no terminal'
complete -c imapsh -l explain -d 'Explain every response, token by token'
complete -c imapsh -l read-only -d 'Refuse to send what can change the server'
complete -c imapsh -l show-secrets -d 'Do not mask secrets on screen and in the log'
complete -c imapsh -l no-history -d 'Neither read nor write the history'
complete -c imapsh -l no-config -d 'Do not read the configuration file'
complete -c imapsh -l serve-tls -d 'Serve with TLS from the first octet; without it STARTTLS is offered'
complete -c imapsh -l serve-anywhere -d 'Serve others than this machine too: the password is public'
complete -c imapsh -s h -l help -d 'Print help (see more with \'--help\')'
complete -c imapsh -s V -l version -d 'Print version'

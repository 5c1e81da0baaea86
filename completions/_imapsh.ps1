
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'imapsh' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'imapsh'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'imapsh' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Log in after connecting')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Log in after connecting')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Take the password from the first line that this shell command prints')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Take the password from the first line of a file')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Log in with this SASL mechanism [default: the best that the server offers]')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'How to encrypt: implicit (port 993), starttls (port 143), or off')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust these certificates instead of the system''s; also a server''s own, octet by octet')
            [CompletionResult]::new('--pin', '--pin', [CompletionResultType]::ParameterName, 'Trust this public key, and no other: sha256//BASE64')
            [CompletionResult]::new('--servername', '--servername', [CompletionResultType]::ParameterName, 'The name that the certificate must be for')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Show this certificate to the server')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The key of --cert')
            [CompletionResult]::new('--tunnel', '--tunnel', [CompletionResultType]::ParameterName, 'Speak to this shell command instead of a network: ssh host /usr/lib/dovecot/imap')
            [CompletionResult]::new('--connect-timeout', '--connect-timeout', [CompletionResultType]::ParameterName, 'Time for connecting, handshake and greeting together [default: 10]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time without an octet while a reply is awaited [default: 60 in a script, else none]')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Run this line, then end; may be repeated')
            [CompletionResult]::new('--command', '--command', [CompletionResultType]::ParameterName, 'Run this line, then end; may be repeated')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Run the lines of a file, then end')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Run the lines of a file, then end')
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'Send up to N commands of a script before the first is answered, where the protocol allows it')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Replay a transcript and compare what comes; may be repeated')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'With --check: report as a build server reads it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'What to print: text that is safe to show, raw, the server''s octets, or json, an object a line')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Append what crosses the wire to a file, as a transcript, secrets masked')
            [CompletionResult]::new('--serve', '--serve', [CompletionResultType]::ParameterName, 'Serve the demo''s mail to other clients, at [HOST:]PORT; port 0 takes any that is free')
            [CompletionResult]::new('--serve-certificate', '--serve-certificate', [CompletionResultType]::ParameterName, 'Write the certificate that is served with to a file, for clients to trust')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Print a manual page or a shell''s completions')
            [CompletionResult]::new('--insecure-auth', '--insecure-auth', [CompletionResultType]::ParameterName, 'Send a password even in clear text over a network')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Trust anybody')
            [CompletionResult]::new('--compress', '--compress', [CompletionResultType]::ParameterName, 'Compress (RFC 4978) as soon as somebody is logged in')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Go on after NO and BAD')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Go on after NO and BAD')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to the questions of shortcuts that remove messages')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to the questions of shortcuts that remove messages')
            [CompletionResult]::new('--reconnect', '--reconnect', [CompletionResultType]::ParameterName, 'Connect again after a loss, with growing pauses: in a script and in :watch')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'With --check: no other order, nothing beside, every character')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Show what is sent even where stdout is no terminal')
            [CompletionResult]::new('--echo', '--echo', [CompletionResultType]::ParameterName, 'Show what is sent even where stdout is no terminal')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Explain every response, token by token')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Refuse to send what can change the server')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Do not mask secrets on screen and in the log')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Neither read nor write the history')
            [CompletionResult]::new('--no-config', '--no-config', [CompletionResultType]::ParameterName, 'Do not read the configuration file')
            [CompletionResult]::new('--serve-tls', '--serve-tls', [CompletionResultType]::ParameterName, 'Serve with TLS from the first octet; without it STARTTLS is offered')
            [CompletionResult]::new('--serve-anywhere', '--serve-anywhere', [CompletionResultType]::ParameterName, 'Serve others than this machine too: the password is public')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

//! The command line as it is typed → [`Options`] as they are meant.

mod config;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use clap_complete::Shell;

use crate::app::{Check, Input, Listen, Login, Options, Output, PasswordSource, Peer, ServeOptions};
use crate::check::{Report, Strictness};
use crate::cli::config::{Config, Profile};
use crate::error::{Error, Fault};
use crate::net::{Address, KnownHosts, Target, TlsMode, Trust};
use crate::sasl::Mechanism;
use crate::secret::PASSWORD_VARIABLE;
use crate::shortcuts;
use crate::theme::Theme;

/// Time for connecting, handshake and greeting, in seconds.
const CONNECT_TIMEOUT_SECS: u32 = 10;

/// Time without an octet while a script waits for a reply, in seconds.
const SCRIPT_TIMEOUT_SECS: u32 = 60;

/// The interactive terminal for manual IMAP sessions
///
/// Type IMAP as you would into openssl s_client: tags and CRLF are made for you, STARTTLS is followed, and every octet
/// that crosses the wire is shown. With -c, -f or a pipe on stdin it runs a script, and its exit status tells how it
/// went.
#[derive(Debug, Parser)]
#[command(name = "imapsh", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// Whom to connect to: imaps://[USER@]HOST[:PORT][/MAILBOX], imap://…, [USER@]HOST[:PORT], demo, or a profile of the configuration
    target: Option<String>,

    /// Log in after connecting
    #[arg(short, long, value_name = "USER")]
    user: Option<String>,
    /// Take the password from the first line that this shell command prints
    #[arg(long, value_name = "CMD", conflicts_with = "password_file")]
    password_command: Option<String>,
    /// Take the password from the first line of a file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Log in with this SASL mechanism [default: the best that the server offers]
    #[arg(long, value_name = "MECH")]
    auth: Option<String>,
    /// Send a password even in clear text over a network
    #[arg(long)]
    insecure_auth: bool,

    /// How to encrypt: implicit (port 993), starttls (port 143), or off
    #[arg(long, value_enum, value_name = "HOW")]
    tls: Option<Tls>,
    /// Trust these certificates instead of the system's; also a server's own, octet by octet
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Trust this public key, and no other: sha256//BASE64
    #[arg(long, value_name = "PIN")]
    pin: Vec<String>,
    /// Trust anybody
    #[arg(long)]
    insecure: bool,
    /// The name that the certificate must be for
    #[arg(long, value_name = "NAME")]
    servername: Option<String>,
    /// Show this certificate to the server
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// The key of --cert
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,

    /// Speak to this shell command instead of a network: ssh host /usr/lib/dovecot/imap
    #[arg(long, value_name = "CMD")]
    tunnel: Option<String>,
    /// Compress (RFC 4978) as soon as somebody is logged in
    #[arg(long)]
    compress: bool,

    /// Time for connecting, handshake and greeting together [default: 10]
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u32).range(1..))]
    connect_timeout: Option<u32>,
    /// Time without an octet while a reply is awaited [default: 60 in a script, else none]
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u32).range(1..))]
    timeout: Option<u32>,

    /// Run this line, then end; may be repeated
    #[arg(short, long, value_name = "LINE", conflicts_with = "file")]
    command: Vec<String>,
    /// Run the lines of a file, then end
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Go on after NO and BAD
    #[arg(short, long)]
    keep_going: bool,
    /// Send up to N commands of a script before the first is answered, where the protocol allows it
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "64",
          value_parser = clap::value_parser!(u16).range(1..=PIPELINED_MAX))]
    pipeline: Option<u16>,

    /// Answer yes to the questions of shortcuts that remove messages
    #[arg(short, long)]
    yes: bool,
    /// Connect again after a loss, with growing pauses: in a script and in :watch
    #[arg(long)]
    reconnect: bool,

    /// Replay a transcript and compare what comes; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["command", "file"])]
    check: Vec<PathBuf>,
    /// With --check: no other order, nothing beside, every character
    #[arg(long, requires = "check")]
    strict: bool,
    /// With --check: report as a build server reads it
    #[arg(long, value_enum, value_name = "FORM", requires = "check")]
    report: Option<ReportForm>,

    /// What to print: text that is safe to show, raw, the server's octets, or json, an object a line
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    output: Form,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: When,
    /// Show what is sent even where stdout is no terminal
    #[arg(short, long)]
    echo: bool,
    /// Explain every response, token by token
    #[arg(long)]
    explain: bool,
    /// Refuse to send what can change the server
    #[arg(long)]
    read_only: bool,
    /// Append what crosses the wire to a file, as a transcript, secrets masked
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Do not mask secrets on screen and in the log
    #[arg(long)]
    show_secrets: bool,
    /// Neither read nor write the history
    #[arg(long)]
    no_history: bool,
    /// Do not read the configuration file
    #[arg(long)]
    no_config: bool,
    /// What the configuration file says.
    #[arg(skip)]
    config: Config,

    /// Serve the demo's mail to other clients, at [HOST:]PORT; port 0 takes any that is free
    #[arg(long, value_name = "ADDR", conflicts_with_all = SESSION_OPTIONS)]
    serve: Option<String>,
    /// Serve with TLS from the first octet; without it STARTTLS is offered
    #[arg(long, requires = "serve")]
    serve_tls: bool,
    /// Serve others than this machine too: the password is public
    #[arg(long, requires = "serve")]
    serve_anywhere: bool,
    /// Write the certificate that is served with to a file, for clients to trust
    #[arg(long, value_name = "FILE", requires = "serve")]
    serve_certificate: Option<PathBuf>,

    /// Print a manual page or a shell's completions
    #[arg(long, value_enum, value_name = "WHAT", exclusive = true)]
    generate: Option<Generate>,
}

/// Commands in flight at once: servers read no further when they have some thousand replies to write.
const PIPELINED_MAX: i64 = 1000;

/// What a session needs and `--serve` has no use for.
const SESSION_OPTIONS: [&str; 16] = [
    "target",
    "user",
    "password_command",
    "password_file",
    "command",
    "file",
    "tls",
    "cacert",
    "pin",
    "insecure",
    "servername",
    "cert",
    "key",
    "tunnel",
    "compress",
    "check",
];

const EXAMPLES: &str = "Examples:
  imapsh demo                                 try it: a server in this process
  imapsh imap.example.com -u me@example.com   log in and talk
  imapsh demo -c 'CAPABILITY'                 one command, and its exit status
  imapsh imaps://me@example.com@imap.example.com/INBOX < script.txt
  imapsh demo --check session.txt             is a session still what it was?
  imapsh --serve 1143                         the demo's mail, for another mail program

Exit status: 0 all OK, 1 NO, 2 usage, 3 no connection, 4 TLS, 5 login refused, 6 BAD,
7 a transcript differs, 8 connection lost, 9 time-out, 10 output, 130 interrupted";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tls {
    Implicit,
    Starttls,
    Off,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Text,
    Raw,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReportForm {
    Junit,
    Tap,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// What `--generate` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Generate {
    /// A manual page.
    Man,
    /// Completions of bash.
    CompleteBash,
    /// Completions of zsh.
    CompleteZsh,
    /// Completions of fish.
    CompleteFish,
    /// Completions of PowerShell.
    CompletePowershell,
    /// Completions of elvish.
    CompleteElvish,
}

/// What to do.
#[derive(Debug)]
pub enum Task {
    /// Print this.
    Print(Vec<u8>),
    /// Hold a session.
    Run(Box<Options>),
    /// Serve other clients.
    Serve(ServeOptions),
}

impl Cli {
    /// The command line of this process, and what the configuration file adds to it: a flag comes before the environment, that
    /// before a profile. Ends the process for `--help`, `--version` and usage errors.
    ///
    /// # Errors
    /// If the configuration file cannot be read, or makes no sense.
    pub fn configured() -> Result<Self, Error> {
        let typed: Vec<OsString> = std::env::args_os().collect();
        let matches = Self::command().get_matches_from(&typed);
        let cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        if cli.no_config || cli.generate.is_some() || cli.serve.is_some() {
            return Ok(cli);
        }
        let config = Config::find(&Self::command())?;
        let profile = cli.target.as_ref().and_then(|name| config.profiles.iter().find(|one| one.name == *name));
        let cli = match profile {
            Some(profile) => cli.with_profile(profile, &matches, typed)?,
            None => cli,
        };
        Ok(Self { config, ..cli })
    }

    /// What was typed with what a profile adds.
    fn with_profile(&self, profile: &Profile, matches: &ArgMatches, mut typed: Vec<OsString>) -> Result<Self, Error> {
        let is_given = |id: &str| matches.value_source(id).is_some_and(|source| source != ValueSource::DefaultValue);
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let has_password =
            is_given("password_command") || is_given("password_file") || std::env::var_os(PASSWORD_VARIABLE).is_some();
        for (name, option) in &profile.options {
            let is_overridden = match name.as_str() {
                "password-command" | "password-file" => has_password,
                "color" => is_given("color") || is_set("NO_COLOR") || is_set("CLICOLOR_FORCE"),
                name => is_given(&name.replace('-', "_")),
            };
            if !is_overridden {
                // Before what was typed, where a `--` could stand.
                typed.splice(1..1, option.iter().map(OsString::from));
            }
        }
        let wrong = |error: clap::Error| {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
            Error::new(Fault::Usage, format!("profile {}: {line}", profile.name))
        };
        let mut cli = Self::try_parse_from(typed).map_err(wrong)?;
        // A profile that says no target is named like its host, unless it is a tunnel.
        cli.target = profile.target.clone().or_else(|| cli.target.filter(|_| cli.tunnel.is_none()));
        Ok(cli)
    }

    /// What was meant.
    ///
    /// # Errors
    /// If something of it makes no sense, or a file that it names cannot be read.
    pub fn task(self) -> Result<Task, Error> {
        if let Some(what) = self.generate {
            return Ok(Task::Print(generate(what)));
        }
        if let Some(address) = &self.serve {
            let listen = Listen::parse(address, self.serve_anywhere)?;
            let theme = self.theme();
            let (tls, certificate) = (self.serve_tls, self.serve_certificate);
            return Ok(Task::Serve(ServeOptions { listen, tls, certificate, theme }));
        }
        let target = self.target()?;
        let address = if let Some(Target::Server(address)) = &target { Some(address) } else { None };
        let login = self.login(address)?;
        let mailbox = address.and_then(|address| address.mailbox.clone());
        let peer = self.peer(target)?;
        let input = self.input();
        let is_script = !matches!(input, Input::Terminal);
        if let Some(Login { user: None, mechanism: Some(mechanism) }) = login.as_ref().filter(|_| is_script)
            && mechanism.takes_secret()
        {
            return Err(Error::new(Fault::Usage, format!("--auth {mechanism}: whom?")).hinted("-u USER"));
        }
        if is_script && matches!(peer, Peer::Nobody) && !is_offline(&input) {
            return Err(Error::new(Fault::Usage, "whom to connect to?").hinted("imapsh HOST, or imapsh demo"));
        }
        if !is_script && matches!(self.output, Form::Json) {
            return Err(Error::new(Fault::Usage, "--output json is for scripts").hinted("-c, -f, or lines on stdin"));
        }
        let seconds =
            |given: Option<u32>, usual: Option<u32>| given.or(usual).map(|secs| Duration::from_secs(secs.into()));
        let output = match self.output {
            Form::Json => Output::Json,
            Form::Raw => Output::Raw,
            Form::Text => Output::Text,
        };
        Ok(Task::Run(Box::new(Options {
            trust: self.trust()?,
            known_hosts: KnownHosts::find(),
            server_name: self.servername.clone(),
            connect_timeout: Duration::from_secs(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT_SECS).into()),
            timeout: seconds(self.timeout, is_script.then_some(SCRIPT_TIMEOUT_SECS)),
            keep_going: self.keep_going,
            pipeline: self.pipeline.map(usize::from),
            theme: self.theme(),
            echo: self.echo,
            show_secrets: self.show_secrets,
            log: self.log.clone(),
            compress: self.compress,
            explain: self.explain,
            read_only: self.read_only,
            insecure_auth: self.insecure_auth,
            password: self.password_source(),
            no_history: self.no_history || self.config.history == Some(false),
            aliases: self.config.aliases.clone(),
            switches: self.config.switches.clone(),
            check: self.check(),
            yes: self.yes,
            reconnect: self.reconnect,
            peer,
            login,
            mailbox,
            input,
            output,
        })))
    }

    fn tls(&self) -> Option<TlsMode> {
        self.tls.map(|tls| match tls {
            Tls::Implicit => TlsMode::Implicit,
            Tls::Starttls => TlsMode::StartTls,
            Tls::Off => TlsMode::Off,
        })
    }

    /// Whom to log in: what the options say, else what the URL says.
    fn login(&self, address: Option<&Address>) -> Result<Option<Login>, Error> {
        let of_url = |part: fn(&Address) -> Option<&String>| address.and_then(part).cloned();
        let user = self.user.clone().or_else(|| of_url(|address| address.user.as_ref()));
        let name = self.auth.clone().or_else(|| of_url(|address| address.auth.as_ref())).filter(|name| name != "*");
        let find = |name: String| {
            Mechanism::find(&name).ok_or_else(|| {
                let names = Mechanism::ALL.map(Mechanism::name).join(", ");
                Error::new(Fault::Usage, format!("--auth {name}: this mechanism is not driven here"))
                    .hinted(format!("one of {names}; any other can be answered by hand: type AUTHENTICATE {name}"))
            })
        };
        let mechanism = name.map(find).transpose()?;
        Ok((user.is_some() || mechanism.is_some()).then_some(Login { user, mechanism }))
    }

    fn target(&self) -> Result<Option<Target>, Error> {
        self.target.as_deref().map(|text| Target::parse(text, self.tls())).transpose()
    }

    fn peer(&self, target: Option<Target>) -> Result<Peer, Error> {
        let Some(command) = self.tunnel.clone() else {
            return Ok(match target {
                None => Peer::Nobody,
                Some(Target::Demo) => Peer::Demo,
                Some(Target::Server(address)) => Peer::Server(address),
            });
        };
        // What is in a tunnel needs no TLS, unless somebody asks for it.
        let asks_for_tls = self.target.as_deref().is_some_and(|target| target.starts_with("imaps://"));
        let usual = if asks_for_tls { TlsMode::Implicit } else { TlsMode::Off };
        let host = match target {
            None => "tunnel".to_owned(),
            Some(Target::Server(address)) => address.host,
            Some(Target::Demo) => {
                return Err(Error::new(
                    Fault::Usage,
                    "demo is a server in this process: there is no way for --tunnel to go",
                ));
            }
        };
        Ok(Peer::Tunnel { command, host, tls: self.tls().unwrap_or(usual) })
    }

    fn password_source(&self) -> PasswordSource {
        match (&self.password_command, &self.password_file) {
            (Some(command), _) => PasswordSource::Command(command.clone()),
            (None, Some(path)) => PasswordSource::File(path.clone()),
            (None, None) if std::env::var_os(PASSWORD_VARIABLE).is_some() => PasswordSource::Environment,
            (None, None) => PasswordSource::Prompt,
        }
    }

    fn input(&self) -> Input {
        match &self.file {
            Some(path) => Input::File(path.clone()),
            // A check has no lines but those of its transcripts.
            None if !self.check.is_empty() => Input::Commands(Vec::new()),
            None if !self.command.is_empty() => Input::Commands(self.command.clone()),
            None if io::stdin().is_terminal() => Input::Terminal,
            None => Input::Stdin,
        }
    }

    fn check(&self) -> Option<Check> {
        let report = match self.report {
            None => Report::Text,
            Some(ReportForm::Junit) => Report::Junit,
            Some(ReportForm::Tap) => Report::Tap,
        };
        let strictness = if self.strict { Strictness::Strict } else { Strictness::Lenient };
        (!self.check.is_empty()).then(|| Check { files: self.check.clone(), strictness, report })
    }

    fn trust(&self) -> Result<Trust, Error> {
        let client = match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => Some(Arc::new(Trust::read_client(cert, key)?)),
            _ => None,
        };
        Ok(Trust {
            cacert: self.cacert.as_deref().map(Trust::read_certificates).transpose()?,
            pins: self.pin.iter().map(|pin| Trust::read_pin(pin)).collect::<Result<_, _>>()?,
            insecure: self.insecure,
            client,
        })
    }

    /// no-color.org and bixense.com/clicolors.
    fn theme(&self) -> Theme {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_colored = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto if is_set("NO_COLOR") => false,
            When::Auto => forced || (io::stdout().is_terminal() && !is_dumb),
        };
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        if is_colored { Theme::of_terminal(&variable("TERM"), &variable("COLORTERM")) } else { Theme::Plain }
    }
}

/// What `--generate` prints.
#[must_use]
pub fn generate(what: Generate) -> Vec<u8> {
    let mut command = Cli::command();
    let mut out = Vec::new();
    let shell = match what {
        Generate::Man => {
            // Writing to a vector cannot fail.
            let _ = clap_mangen::Man::new(command).render(&mut out);
            return out;
        }
        Generate::CompleteBash => Shell::Bash,
        Generate::CompleteElvish => Shell::Elvish,
        Generate::CompleteFish => Shell::Fish,
        Generate::CompletePowershell => Shell::PowerShell,
        Generate::CompleteZsh => Shell::Zsh,
    };
    clap_complete::generate(shell, &mut command, "imapsh", &mut out);
    out
}

/// Whether the first line that is run needs no server: `-c ':eml FILE'`.
fn is_offline(input: &Input) -> bool {
    let first = match input {
        Input::Commands(lines) => lines.first().and_then(|line| line.strip_prefix(':')),
        _ => None,
    };
    let name = first.and_then(|line| line.split_whitespace().next());
    name.is_some_and(|name| shortcuts::find(name).is_ok_and(|shortcut| shortcut.offline))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    fn options(arguments: &[&str]) -> Result<Box<Options>, Error> {
        let cli = Cli::try_parse_from([&["imapsh"], arguments].concat()).unwrap();
        cli.task().map(|task| match task {
            Task::Run(options) => options,
            task => panic!("{task:?} is no session"),
        })
    }

    #[test]
    fn a_url_says_whom_where_and_what() {
        let options = options(&["imaps://me%40example.com@h/Sent", "-c", "NOOP"]).unwrap();
        assert_eq!(options.login.unwrap().user.as_deref(), Some("me@example.com"));
        assert_eq!(options.mailbox.as_deref(), Some("Sent"));
        assert_eq!(options.timeout, Some(Duration::from_secs(60)));
    }

    #[test]
    fn an_option_wins_over_the_url() {
        let options = options(&["imaps://me@h", "-u", "you", "-c", "NOOP", "--timeout", "5"]).unwrap();
        assert_eq!(options.login.unwrap().user.as_deref(), Some("you"));
        assert_eq!(options.timeout, Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_mechanism_comes_from_the_option_or_the_url() {
        let mechanism = |arguments: &[&str]| {
            let login = options(&[arguments, &["-c", "NOOP"]].concat()).map(|options| options.login);
            login.map(|login| login.and_then(|login| login.mechanism).map(Mechanism::name))
        };
        assert_eq!(mechanism(&["imaps://me@h"]), Ok(None));
        assert_eq!(mechanism(&["imaps://me;AUTH=scram-sha-1@h"]), Ok(Some("SCRAM-SHA-1")));
        assert_eq!(mechanism(&["imaps://me;AUTH=*@h"]), Ok(None));
        assert_eq!(mechanism(&["imaps://me;AUTH=PLAIN@h", "--auth", "login"]), Ok(Some("LOGIN")));
        assert_eq!(mechanism(&["h", "--auth", "anonymous"]), Ok(Some("ANONYMOUS")));
        let nobody = mechanism(&["h", "--auth", "PLAIN"]).unwrap_err();
        assert!(nobody.message.contains("whom") && nobody.fault == Fault::Usage);
        assert!(mechanism(&["me@h", "--auth", "GSSAPI"]).unwrap_err().hint.unwrap().contains("AUTHENTICATE GSSAPI"));
    }

    #[test]
    fn a_script_needs_a_target() {
        assert_eq!(options(&["-c", "NOOP"]).unwrap_err().fault, Fault::Usage);
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = options(&["h", "--cacert", "/nowhere/ca.pem"]).unwrap_err();
        assert!(error.fault == Fault::Usage && error.message.contains("/nowhere/ca.pem"));
        assert!(options(&["h", "--pin", "md5//x"]).unwrap_err().message.contains("md5//x"));
    }
}

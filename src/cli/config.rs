//! The configuration file: profiles, aliases, and how the prompt starts.

use std::any::TypeId;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use clap::{ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::catalog::near::nearest;
use crate::error::{Error, Fault};
use crate::shortcuts::{self, Alias, SWITCHES, Switch};

/// Long options that are for one run, and have no place in a profile.
const NOT_IN_PROFILES: [&str; 13] = [
    "check",
    "command",
    "file",
    "generate",
    "help",
    "learn",
    "no-config",
    "report",
    "serve",
    "serve-anywhere",
    "serve-certificate",
    "serve-tls",
    "version",
];

/// A file is read whole; this is much more than anybody writes by hand.
const CONFIG_OCTETS_MAX: u64 = 1 << 20;

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) profiles: Vec<Profile>,
    pub(crate) aliases: Vec<Alias>,
    /// What `:set` would switch.
    pub(crate) switches: Vec<(Switch, bool)>,
    /// Whether the history is read and written.
    pub(crate) history: Option<bool>,
}

/// A server, and how to talk to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    /// Whom to connect to, if it is said here.
    pub(crate) target: Option<String>,
    /// Names of long options, each with what would be typed for it.
    pub(crate) options: Vec<(String, Vec<String>)>,
}

/// Where the file is.
fn path() -> Option<PathBuf> {
    Some(dirs::config_dir()?.join("imapsh").join("config.toml"))
}

impl Config {
    /// Reads the file. There need be none.
    ///
    /// # Errors
    /// If it cannot be read, or something in it makes no sense.
    pub(crate) fn find(command: &Command) -> Result<Self, Error> {
        let Some(path) = path() else { return Ok(Self::default()) };
        let unreadable = |why: String| Error::new(Fault::Usage, format!("{}: {why}", path.display()));
        match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => return Err(unreadable("that is a folder, and no file".into())),
            Ok(metadata) if metadata.file_type().is_fifo() => {
                return Err(unreadable("that is a pipe, and no file".into()));
            }
            Ok(metadata) if metadata.len() > CONFIG_OCTETS_MAX => return Err(unreadable("it is too long".into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            _ => {}
        }
        let octets = std::fs::read(&path).map_err(|error| unreadable(error.to_string()))?;
        Self::read_octets(&path, &octets, command)
    }

    fn read_octets(path: &Path, octets: &[u8], command: &Command) -> Result<Self, Error> {
        let text = std::str::from_utf8(octets).map_err(|error| {
            let (before, _) = octets.split_at(error.valid_up_to());
            let line = before.iter().filter(|octet| **octet == b'\n').count() + 1;
            Error::new(Fault::Usage, format!("{}:{line}: that is no UTF-8", path.display()))
        })?;
        // Some editors put a mark before the first line.
        Self::read(path, text.strip_prefix('\u{feff}').unwrap_or(text), command)
    }

    fn read(path: &Path, text: &str, command: &Command) -> Result<Self, Error> {
        let source = Source { path, text };
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            source.error(at, error.message())
        })?;
        let mut config = Self::default();
        for (key, value) in table.get_ref() {
            let section = source.table(key, value)?;
            match &**key.get_ref() {
                "alias" => config.aliases = aliases(&source, section)?,
                "profile" => config.profiles = profiles(&source, section, command)?,
                "repl" => config.read_repl(&source, section)?,
                _ => return Err(source.unknown(key, ["alias", "profile", "repl"].into_iter())),
            }
        }
        Ok(config)
    }

    fn read_repl(&mut self, source: &Source<'_>, section: &DeTable<'_>) -> Result<(), Error> {
        for (key, value) in section {
            let known = SWITCHES.iter().find(|(name, ..)| *name == key.get_ref());
            if key.get_ref() != "history" && known.is_none() {
                return Err(source.unknown(key, SWITCHES.iter().map(|(name, ..)| *name).chain(["history"])));
            }
            let on = value.get_ref().as_bool().ok_or_else(|| source.wrong(key, value, "true or false"))?;
            match known {
                Some((_, switch, _)) => self.switches.push((*switch, on)),
                None => self.history = Some(on),
            }
        }
        Ok(())
    }
}

/// A file that is being read.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
type Value<'a> = Spanned<DeValue<'a>>;

impl Source<'_> {
    fn error(&self, at: usize, message: impl std::fmt::Display) -> Error {
        let line = self.text.bytes().take(at).filter(|octet| *octet == b'\n').count() + 1;
        Error::new(Fault::Usage, format!("{}:{line}: {message}", self.path.display()))
    }

    fn unknown<'n>(&self, key: &Key<'_>, names: impl Iterator<Item = &'n str>) -> Error {
        let error = self.error(key.span().start, format!("there is no key {:?} here", key.get_ref()));
        let names: Vec<&str> = names.collect();
        let longer: Vec<&str> = names.iter().copied().filter(|name| name.starts_with(&**key.get_ref())).collect();
        match nearest(key.get_ref(), names.into_iter()) {
            Some(name) => error.hinted(format!("{name}?")),
            // `password` stands for none of the ways to get one.
            None if !longer.is_empty() => error.hinted(format!("{}?", longer.join(" or "))),
            None => error,
        }
    }

    fn wrong(&self, key: &Key<'_>, value: &Value<'_>, wanted: &str) -> Error {
        let found = value.get_ref().type_str();
        self.error(value.span().start, format!("{}: {wanted} is wanted, not a TOML {found}", key.get_ref()))
    }

    fn table<'t, 'i>(&self, key: &Key<'_>, value: &'t Value<'i>) -> Result<&'t DeTable<'i>, Error> {
        value.get_ref().as_table().ok_or_else(|| self.wrong(key, value, "a table"))
    }
}

fn aliases(source: &Source<'_>, section: &DeTable<'_>) -> Result<Vec<Alias>, Error> {
    let mut aliases = Vec::new();
    for (key, value) in section {
        let name = key.get_ref();
        let is_name = !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || "_-".contains(char));
        if !is_name {
            return Err(source.error(key.span().start, format!("{name:?} cannot be typed behind a colon")));
        }
        if shortcuts::SHORTCUTS.iter().any(|shortcut| shortcut.name == name) {
            return Err(source.error(key.span().start, format!(":{name} is a shortcut already; another name")));
        }
        let line = value.get_ref().as_str().ok_or_else(|| source.wrong(key, value, "a line in quotes"))?;
        if line.contains(['\r', '\n']) {
            return Err(source.error(value.span().start, format!("{name}: an alias is one line")));
        }
        aliases.push(Alias { name: name.to_string(), line: line.to_owned() });
    }
    aliases.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(aliases)
}

fn profiles(source: &Source<'_>, section: &DeTable<'_>, command: &Command) -> Result<Vec<Profile>, Error> {
    let mut profiles = Vec::new();
    for (key, value) in section {
        let name = key.get_ref();
        let is_name = name.chars().all(|char| char.is_alphanumeric() || "_-.".contains(char));
        if name.is_empty() || name.starts_with('-') || !is_name {
            let message = format!("{name:?} cannot be the name of a profile; letters, digits, dots, _ and - can");
            return Err(source.error(key.span().start, message));
        }
        let mut profile = Profile { name: key.get_ref().to_string(), target: None, options: Vec::new() };
        for (key, value) in source.table(key, value)? {
            if key.get_ref() == "target" && profile.name == "demo" {
                return Err(source.error(key.span().start, "demo is the demo server; another name for the profile"));
            }
            if key.get_ref() == "target" {
                let target = value.get_ref().as_str().ok_or_else(|| source.wrong(key, value, "a string"))?;
                profile.target = Some(target.to_owned());
            } else {
                let typed = option(source, key, value, command)?;
                profile.options.push((key.get_ref().to_string(), typed));
            }
        }
        profiles.push(profile);
    }
    Ok(profiles)
}

/// What would be typed for an option.
fn option(source: &Source<'_>, key: &Key<'_>, value: &Value<'_>, command: &Command) -> Result<Vec<String>, Error> {
    let name = &**key.get_ref();
    let allowed = |name: &&str| !NOT_IN_PROFILES.contains(name);
    let mut names = command.get_arguments().filter_map(clap::Arg::get_long).filter(allowed).chain(["target"]);
    let found = command.get_arguments().find(|arg| arg.get_long() == Some(name));
    let Some(arg) = found.filter(|_| allowed(&name)) else { return Err(source.unknown(key, names.by_ref())) };
    let flag = format!("--{name}");
    let is_path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
    let text = |value: &Value<'_>| match value.get_ref() {
        DeValue::String(text) if is_path => Some(format!("{flag}={}", at_home(text))),
        DeValue::String(text) => Some(format!("{flag}={text}")),
        DeValue::Integer(number) => Some(format!("{flag}={}", number.as_str())),
        _ => None,
    };
    let typed = match (arg.get_action(), value.get_ref()) {
        (ArgAction::SetTrue, DeValue::Boolean(on)) => return Ok(if *on { vec![flag] } else { Vec::new() }),
        (ArgAction::SetTrue, _) => return Err(source.wrong(key, value, "true or false")),
        (ArgAction::Append, DeValue::Array(values)) => values.iter().map(text).collect::<Option<Vec<_>>>(),
        _ => text(value).map(|typed| vec![typed]),
    };
    let wanted = if matches!(arg.get_action(), ArgAction::Append) { "a string or several" } else { "a string" };
    let typed = typed.ok_or_else(|| source.wrong(key, value, wanted))?;
    let tried = command.clone().try_get_matches_from(["imapsh"].into_iter().chain(typed.iter().map(String::as_str)));
    match tried.map_err(|error| error.kind()) {
        Err(clap::error::ErrorKind::InvalidValue | clap::error::ErrorKind::ValueValidation) => {
            let values: Vec<_> = arg.get_possible_values().iter().map(|one| one.get_name().to_owned()).collect();
            let error = source.error(value.span().start, format!("{name}: the option does not take this"));
            Err(if values.is_empty() { error } else { error.hinted(values.join(", ")) })
        }
        // Whether options go together is seen when all of them are known.
        _ => Ok(typed),
    }
}

/// `~/` is the home, as in a shell: no shell has seen this file.
fn at_home(path: &str) -> String {
    let inner = path.strip_prefix("~/").zip(dirs::home_dir());
    inner.map_or_else(|| path.to_owned(), |(inner, home)| home.join(inner).display().to_string())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    fn read(text: &str) -> Result<Config, String> {
        let config = Config::read_octets(Path::new("c.toml"), text.as_bytes(), &Cli::command());
        config.map_err(|error| match error.hint {
            Some(hint) => format!("{} ({hint})", error.message),
            None => error.message,
        })
    }

    #[test]
    fn a_profile_has_the_long_options_as_keys() {
        let text = "[profile.work]\ntarget = \"imaps://mail.example.com\"\nuser = \"me\"\ncompress = true\ninsecure = false\n\
                    connect-timeout = 5\npin = [\"a\", \"b\"]\n";
        let profile = read(text).unwrap().profiles.remove(0);
        assert_eq!((&*profile.name, profile.target.as_deref()), ("work", Some("imaps://mail.example.com")));
        let options: Vec<String> = profile.options.into_iter().flat_map(|(_, typed)| typed).collect();
        assert_eq!(options, ["--compress", "--connect-timeout=5", "--pin=a", "--pin=b", "--user=me"]);
    }

    #[test]
    fn aliases_and_the_prompt_are_read() {
        let config = read("[alias]\nun = \"UID SEARCH UNSEEN\"\n[repl]\nvi = true\nhistory = false\n").unwrap();
        assert_eq!(config.aliases, [Alias { name: "un".into(), line: "UID SEARCH UNSEEN".into() }]);
        assert_eq!((config.switches, config.history), (vec![(Switch::Vi, true)], Some(false)));
        assert_eq!(read(""), Ok(Config::default()));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_nearest_key() {
        for (text, wanted) in [
            ("\n[profil.x]\n", "c.toml:2: there is no key \"profil\" here (profile?)"),
            ("[profile.x]\nusr = \"me\"\n", "c.toml:2: there is no key \"usr\" here (user?)"),
            ("[profile.x]\nserve = \"1\"\n", "c.toml:2: there is no key \"serve\" here"),
            ("[profile.x]\ncompress = \"yes\"\n", "c.toml:2: compress: true or false is wanted, not a TOML string"),
            ("[profile.x]\nuser = true\n", "c.toml:2: user: a string is wanted, not a TOML boolean"),
            ("[profile.x]\n\ntls = \"of\"\n", "c.toml:3: tls: the option does not take this (implicit, starttls, off)"),
            ("[profile.x]\ntimeout = 0\n", "c.toml:2: timeout: the option does not take this"),
            ("[profile.\"a:1\"]\n", "c.toml:1: \"a:1\" cannot be the name of a profile"),
            ("[profile.\"me@h\"]\n", "c.toml:1: \"me@h\" cannot be the name of a profile"),
            ("[profile.-c]\n", "c.toml:1: \"-c\" cannot be the name of a profile"),
            ("[profile.demo]\necho = true\ntarget = \"h\"\n", "c.toml:3: demo is the demo server"),
            (
                "[profile.x]\npassword = \"s3same\"\n",
                "c.toml:2: there is no key \"password\" here (password-command or password-file?)",
            ),
            ("[alias]\nquit = \"LOGOUT\"\n", "c.toml:2: :quit is a shortcut already; another name"),
            ("[alias]\n\"a b\" = \"x\"\n", "c.toml:2: \"a b\" cannot be typed behind a colon"),
            ("[alias]\na = 1\n", "c.toml:2: a: a line in quotes is wanted, not a TOML integer"),
            ("[repl]\nfolds = true\n", "c.toml:2: there is no key \"folds\" here (fold?)"),
            ("repl = 1\n", "c.toml:1: repl: a table is wanted, not a TOML integer"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(wanted), "{error}");
        }
        assert!(read("\n[x\n").unwrap_err().starts_with("c.toml:2: "));
        assert_eq!(read("\u{feff}[repl]\nvi = true\n").unwrap().switches, [(Switch::Vi, true)]);
        let error = Config::read_octets(Path::new("c.toml"), b"[repl]\nvi = true # \xe4\n", &Cli::command());
        assert_eq!(error.unwrap_err().message, "c.toml:2: that is no UTF-8");
    }
}

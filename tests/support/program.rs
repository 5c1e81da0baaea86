//! The program, run to its end.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::support::Folder;

const LIMIT: Duration = Duration::from_secs(20);

/// `imapsh` with arguments, to be [`Program::run`]. It sees no configuration, history or variable of who runs the tests.
pub(crate) struct Program {
    command: Command,
    input: Vec<u8>,
    stdout: Stdio,
    limit: Duration,
    home: Folder,
    tell: Option<Sender<()>>,
}

/// The program while it runs, its stdin open.
pub(crate) struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: JoinHandle<Vec<u8>>,
    limit: Duration,
    described: String,
    _home: Folder,
}

/// What came of it.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nstdout: {}\nstderr: {:?}", self.status, self.stdout.escape_ascii(), self.stderr)
    }
}

impl Ended {
    /// The exit status; a signal makes none.
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("{}: {}", self.status, self.stderr))
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.stdout).expect("text output is UTF-8")
    }
}

pub(crate) fn imapsh<Arguments: IntoIterator<Item: AsRef<OsStr>>>(arguments: Arguments) -> Program {
    Program::new(env!("CARGO_BIN_EXE_imapsh"), arguments)
}

impl Program {
    pub(crate) fn new(path: &str, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Self {
        let home = Folder::new();
        let mut command = Command::new(path);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8");
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env(name, home.path());
        }
        Self { command, input: Vec::new(), stdout: Stdio::piped(), limit: LIMIT, home, tell: None }
    }

    /// The folder that it takes for the person's home.
    pub(crate) fn home(&self) -> &Folder {
        &self.home
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn input(mut self, octets: impl AsRef<[u8]>) -> Self {
        self.input = octets.as_ref().to_vec();
        self
    }

    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Where stdout goes instead of into [`Ended`].
    pub(crate) fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.stdout = stdout.into();
        self
    }

    /// Tells somebody when it has said its first line on stderr.
    pub(crate) fn tells(mut self, tell: Sender<()>) -> Self {
        self.tell = Some(tell);
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// If it takes longer than its limit.
    pub(crate) fn run(self) -> Ended {
        self.try_run().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same; if it takes longer than its limit, what it had written by then.
    pub(crate) fn try_run(mut self) -> Result<Ended, String> {
        let input = std::mem::take(&mut self.input);
        let mut running = self.start();
        let mut stdin = running.stdin.take().expect("stdin is open");
        // It may end without reading all of it, so a failure says nothing. Dropping closes.
        let writer = thread::spawn(move || drop(stdin.write_all(&input)));
        let ended = running.try_wait();
        writer.join().unwrap();
        ended
    }

    /// Starts it. Its stdin stays open, and gets nothing but what [`Running::write`] gives it.
    pub(crate) fn start(mut self) -> Running {
        self.command.stdin(Stdio::piped()).stdout(self.stdout).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program can be started");
        Running {
            stdin: child.stdin.take(),
            stdout: child.stdout.take().map(|pipe| read(pipe, None)),
            stderr: read(child.stderr.take().expect("stderr is piped"), self.tell),
            child,
            limit: self.limit,
            described: format!("{:?}", self.command),
            _home: self.home,
        }
    }
}

impl Running {
    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Gives it octets on stdin, which stays open.
    pub(crate) fn write(&mut self, octets: impl AsRef<[u8]>) {
        self.stdin.as_mut().expect("stdin is open").write_all(octets.as_ref()).unwrap();
    }

    /// Waits for its end, stdin still open.
    ///
    /// # Panics
    /// If it takes longer than its limit.
    pub(crate) fn wait(self) -> Ended {
        self.try_wait().unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_wait(mut self) -> Result<Ended, String> {
        let status = wait(&mut self.child, self.limit);
        let stdout = self.stdout.map_or_else(Vec::new, |stdout| stdout.join().unwrap());
        let stderr = String::from_utf8_lossy(&self.stderr.join().unwrap()).into_owned();
        let Some(status) = status else {
            let (program, stdout) = (self.described, stdout.escape_ascii());
            return Err(format!("{program} did not end\nstdout: {stdout}\nstderr: {stderr}"));
        };
        Ok(Ended { status, stdout, stderr })
    }
}

fn read(pipe: impl Read + Send + 'static, tell: Option<Sender<()>>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut octets = Vec::new();
        let mut pipe = BufReader::new(pipe);
        if let Some(tell) = tell {
            let _ = pipe.read_until(b'\n', &mut octets);
            let _ = tell.send(());
        }
        let _ = pipe.read_to_end(&mut octets);
        octets
    })
}

/// The status; `None` if it had to be killed.
fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

//! The program in a real pseudo-terminal, seen through a terminal emulator.

use std::io::{Read as _, Write};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::termios::{LocalFlags, tcgetattr};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::support::Folder;

/// How long a condition may take to come true. Only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(15);

/// Lines above the screen that are remembered.
const SCROLLBACK_LINES: usize = 120_000;

/// A terminal with the program in it.
pub(crate) struct Terminal {
    shared: Arc<Shared>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    home: Folder,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser,
    octets: Vec<u8>,
    ended: bool,
}

/// How to start it.
pub(crate) struct Setup {
    pub(crate) rows: u16,
    pub(crate) columns: u16,
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { rows: 24, columns: 80, environment: vec![("NO_COLOR", "1".into())] }
    }
}

impl Setup {
    /// Starts the program.
    pub(crate) fn start<const N: usize>(self, arguments: [&str; N]) -> Terminal {
        self.start_command(env!("CARGO_BIN_EXE_imapsh"), &arguments)
    }

    /// Starts a shell with this script.
    pub(crate) fn start_shell(self, script: &str) -> Terminal {
        self.start_command("sh", &["-c", script])
    }

    /// Starts a program with these arguments.
    pub(crate) fn start_command(self, program: &str, arguments: &[&str]) -> Terminal {
        let home = Folder::new();
        let size = PtySize { rows: self.rows, cols: self.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
        ] {
            command.env(name, value);
        }
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env(name, home.path());
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.cwd(home.path());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(self.rows, self.columns, SCROLLBACK_LINES);
        let state = State { parser, octets: Vec::new(), ended: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        watch(&shared, pair.master.try_clone_reader().unwrap());
        let writer = pair.master.take_writer().unwrap();
        Terminal { shared, writer, child, master: pair.master, home }
    }
}

fn watch(shared: &Arc<Shared>, mut reader: Box<dyn std::io::Read + Send>) {
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = reader.read(&mut buffer).unwrap_or(0);
            let mut state = shared.state.lock().unwrap();
            state.parser.process(&buffer[..read]);
            state.octets.extend_from_slice(&buffer[..read]);
            state.ended |= read == 0;
            shared.changed.notify_all();
            if read == 0 {
                return;
            }
        }
    });
}

impl Terminal {
    pub(crate) fn start<const N: usize>(arguments: [&str; N]) -> Self {
        Setup::default().start(arguments)
    }

    /// Sends octets that may be no text.
    pub(crate) fn octets_typed(&mut self, octets: &[u8]) {
        self.writer.write_all(octets).unwrap();
        self.writer.flush().unwrap();
    }

    /// Types these keys.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Types a line and Enter.
    pub(crate) fn line(&mut self, line: &str) {
        self.keys(line);
        self.keys("\r");
    }

    /// Waits until the screen satisfies a condition, and answers with it.
    ///
    /// # Panics
    /// If it does not in time; with the screen.
    pub(crate) fn wait_until(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        let mut state = self.shared.state.lock().unwrap();
        loop {
            let screen = state.parser.screen().contents();
            if condition(&screen) {
                return screen;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !state.ended,
                "{what}: not on the screen:\n{screen}\n{}",
                state.octets.escape_ascii()
            );
            state = self.shared.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Waits until the last line of the screen is this, trailing spaces aside.
    pub(crate) fn wait_for_last_line(&self, line: &str) -> String {
        self.wait_until(line, |screen| screen.trim_end().lines().last().is_some_and(|last| last.trim_end() == line))
    }

    /// Waits until this is on the screen.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text))
    }

    /// Waits until this is on the screen of a program that has ended, or is about to.
    pub(crate) fn wait_for_late(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.shared.state.lock().unwrap();
        while !state.parser.screen().contents().replace('\n', "").contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{text}: not on the screen:\n{}", state.parser.screen().contents());
            state = self.shared.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Waits until the cursor is there: row and column, from 0.
    pub(crate) fn wait_for_cursor(&self, row: u16, column: u16) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.shared.state.lock().unwrap();
        while state.parser.screen().cursor_position() != (row, column) {
            let left = end.saturating_duration_since(Instant::now());
            let found = state.parser.screen().cursor_position();
            assert!(!left.is_zero(), "the cursor is at {found:?}, not at {:?}", (row, column));
            state = self.shared.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Waits until these are the last octets of all; those of a program that has ended may still be on their way.
    pub(crate) fn wait_for_last_octets(&self, last: &[u8]) {
        let end = Instant::now() + PATIENCE;
        let mut state = self.shared.state.lock().unwrap();
        while !state.octets.ends_with(last) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "the last octets are not {}: {}",
                last.escape_ascii(),
                state.octets.escape_ascii()
            );
            state = self.shared.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Everything that was written to the terminal.
    pub(crate) fn octets(&self) -> Vec<u8> {
        self.shared.state.lock().unwrap().octets.clone()
    }

    /// The rows of the screen, each as it stands there.
    pub(crate) fn rows(&self) -> String {
        let state = self.shared.state.lock().unwrap();
        let (_, columns) = state.parser.screen().size();
        state.parser.screen().rows(0, columns).map(|row| format!("{}\n", row.trim_end())).collect()
    }

    /// All lines, those that have scrolled away first.
    pub(crate) fn all_lines(&self) -> Vec<String> {
        let mut state = self.shared.state.lock().unwrap();
        let (rows, columns) = state.parser.screen().size();
        state.parser.screen_mut().set_scrollback(usize::MAX);
        let mut above = state.parser.screen().scrollback();
        let mut lines = Vec::new();
        while above > 0 {
            state.parser.screen_mut().set_scrollback(above);
            let take = above.min(usize::from(rows));
            lines.extend(state.parser.screen().rows(0, columns).take(take));
            above -= take;
        }
        state.parser.screen_mut().set_scrollback(0);
        lines.extend(state.parser.screen().rows(0, columns));
        lines
    }

    /// Changes the size of the window.
    pub(crate) fn resize(&self, rows: u16, columns: u16) {
        self.shared.state.lock().unwrap().parser.screen_mut().set_size(rows, columns);
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The folder that the program takes for the person's home.
    pub(crate) fn home(&self) -> PathBuf {
        self.home.path().to_owned()
    }

    /// The process.
    pub(crate) fn process(&self) -> nix::unistd::Pid {
        nix::unistd::Pid::from_raw(self.child.process_id().unwrap().try_into().unwrap())
    }

    /// Whether the terminal is in the modes of a fresh one: echo on, line by line.
    pub(crate) fn is_restored(&self) -> bool {
        let name = self.master.tty_name().unwrap();
        let modes = tcgetattr(std::fs::File::open(name).unwrap()).unwrap();
        modes.local_flags.contains(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG)
    }

    /// Waits until the terminal is in the modes of a fresh one.
    pub(crate) fn wait_until_restored(&self) {
        let end = Instant::now() + PATIENCE;
        while !self.is_restored() {
            assert!(Instant::now() < end, "the terminal is not restored");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the program has ended.
    pub(crate) fn wait_for_end(&mut self) -> portable_pty::ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            if Instant::now() > end {
                let screen = self.shared.state.lock().unwrap().parser.screen().contents();
                self.child.kill().unwrap();
                panic!("it did not end:\n{screen}");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

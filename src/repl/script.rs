//! Lines from a pipe, a file or the command line, as octets.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::path::Path;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// The longest line of a script, in octets; longer ones are no commands.
const LINE_OCTETS_MAX: usize = 16 << 20;

/// Where a script comes from.
#[derive(Debug)]
pub enum Source {
    /// `-c`, each once.
    Commands(std::vec::IntoIter<Vec<u8>>),
    /// `-f`, and stdin.
    File(File),
}

/// A script, read as it is needed.
#[derive(Debug)]
pub struct Script {
    source: Source,
    /// Octets that were read; those before `taken` have been handed out.
    buffer: Vec<u8>,
    taken: usize,
    /// Where in the buffer the search for a line end goes on.
    scanned: usize,
    at_end: bool,
    line: usize,
    name: String,
    /// What is left of a line of `-c` behind a literal.
    rest: Option<Vec<u8>>,
}

/// A line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptLine {
    /// Its number, from 1.
    pub number: usize,
    /// Its octets, without the line end.
    pub octets: Vec<u8>,
}

impl Script {
    /// The lines of `-c`.
    #[must_use]
    pub fn commands(lines: Vec<String>) -> Self {
        let lines: Vec<Vec<u8>> = lines.into_iter().map(String::into_bytes).collect();
        Self::new(Source::Commands(lines.into_iter()), "-c".into())
    }

    /// A file.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn file(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Self::new(Source::File(file), path.display().to_string()))
    }

    /// Standard input.
    ///
    /// # Errors
    /// If it is closed.
    pub fn stdin() -> io::Result<Self> {
        let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        Ok(Self::new(Source::File(file), "line".into()))
    }

    fn new(source: Source, name: String) -> Self {
        Self { source, buffer: Vec::new(), taken: 0, scanned: 0, at_end: false, line: 0, name, rest: None }
    }

    /// Where line `number` stands, for an error.
    #[must_use]
    pub fn place(&self, number: usize) -> String {
        match self.name.as_str() {
            "-c" | "line" => format!("{} {number}", self.name),
            file => format!("{file}:{number}"),
        }
    }

    /// Whether there is no more of it, as far as is known.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        match &self.source {
            Source::Commands(lines) => lines.len() == 0,
            Source::File(_) => self.at_end && self.left().is_empty(),
        }
    }

    /// Octets that were read and not handed out.
    fn left(&self) -> &[u8] {
        &self.buffer[self.taken..]
    }

    /// Whether the next line, or an error in its place, is at hand: nobody has to be waited for.
    pub fn has_line(&mut self) -> bool {
        loop {
            let Source::File(file) = &self.source else { return true };
            let is_here = self.at_end || self.rest.is_some() || self.left().len() > LINE_OCTETS_MAX;
            if is_here || memchr::memchr(b'\n', self.left()).is_some() {
                return true;
            }
            let mut fds = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
            if !poll(&mut fds, PollTimeout::ZERO).is_ok_and(|ready| ready > 0) {
                return false;
            }
            if self.fill(None).is_err() {
                return true;
            }
        }
    }

    /// The next line; `None` at the end, or when `wake` has something to say.
    ///
    /// # Errors
    /// If the script cannot be read, or has a line without end.
    pub fn next_line(&mut self, wake: Option<&dyn AsFd>) -> io::Result<Option<ScriptLine>> {
        if let Some(rest) = self.rest.take() {
            return Ok(Some(ScriptLine { number: self.line, octets: rest }));
        }
        if let Source::Commands(lines) = &mut self.source {
            self.line += 1;
            let number = self.line;
            return Ok(lines.next().map(|octets| ScriptLine { number, octets }));
        }
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.buffer[self.scanned..]) {
                let end = self.scanned + at;
                let octets = self.buffer[self.taken..end].to_vec();
                self.taken = end + 1;
                return Ok(Some(self.hand_out(octets)));
            }
            self.scanned = self.buffer.len();
            if self.left().len() > LINE_OCTETS_MAX {
                return Err(io::Error::other(format!("a line of more than {LINE_OCTETS_MAX} octets")));
            }
            if self.at_end {
                let rest = self.left().to_vec();
                self.taken = self.buffer.len();
                return Ok((!rest.is_empty()).then(|| self.hand_out(rest)));
            }
            if !self.fill(wake)? {
                return Ok(None);
            }
        }
    }

    /// The next octets, at most `octets_max`, as they are: a literal. Empty at the end.
    ///
    /// # Errors
    /// If the script cannot be read.
    pub fn next_octets(&mut self, octets_max: u64, wake: Option<&dyn AsFd>) -> io::Result<Vec<u8>> {
        if matches!(self.source, Source::Commands(_)) {
            return Ok(self.next_joined(octets_max));
        }
        if self.left().is_empty() && !self.at_end {
            self.fill(wake)?;
        }
        let left = self.left();
        let octets = left[..usize::try_from(octets_max).map_or(left.len(), |max| max.min(left.len()))].to_vec();
        self.taken += octets.len();
        self.scanned = self.taken;
        self.line += octets.iter().filter(|octet| **octet == b'\n').count();
        Ok(octets)
    }

    /// A literal from `-c`: the next lines joined by CRLF. What follows its end on its last line goes on with the command.
    fn next_joined(&mut self, octets_max: u64) -> Vec<u8> {
        let octets_max = usize::try_from(octets_max).unwrap_or(usize::MAX);
        let mut joined = self.rest.take().unwrap_or_default();
        let mut is_first = joined.is_empty();
        while joined.len() < octets_max {
            let Source::Commands(lines) = &mut self.source else { break };
            let Some(line) = lines.next() else { break };
            self.line += 1;
            if !is_first {
                joined.extend_from_slice(b"\r\n");
            }
            is_first = false;
            joined.extend_from_slice(&line);
        }
        if joined.len() >= octets_max {
            self.rest = Some(joined.split_off(octets_max));
        }
        joined
    }

    fn hand_out(&mut self, mut octets: Vec<u8>) -> ScriptLine {
        // A script from elsewhere has CRLF; the CR is no part of the command.
        if octets.last() == Some(&b'\r') {
            octets.pop();
        }
        self.scanned = self.taken;
        self.line += 1;
        // Some editors start a file with a byte order mark.
        if self.line == 1 && octets.starts_with("\u{feff}".as_bytes()) {
            octets.drain(.."\u{feff}".len());
        }
        ScriptLine { number: self.line, octets }
    }

    /// Reads some more. False if `wake` came first.
    fn fill(&mut self, wake: Option<&dyn AsFd>) -> io::Result<bool> {
        let Source::File(file) = &mut self.source else { return Ok(true) };
        if let Some(wake) = wake {
            let mut fds = [PollFd::new(file.as_fd(), PollFlags::POLLIN), PollFd::new(wake.as_fd(), PollFlags::POLLIN)];
            match poll(&mut fds, PollTimeout::NONE) {
                Ok(_) => {}
                Err(nix::errno::Errno::EINTR) => return self.fill(Some(wake)),
                Err(error) => return Err(error.into()),
            }
            // What there is of the script comes first: its end may be the reason why nothing is left to wait for.
            if !fds[0].any().unwrap_or(false) && fds[1].any().unwrap_or(false) {
                return Ok(false);
            }
        }
        // What has been handed out makes room, once for all its lines.
        self.buffer.drain(..self.taken);
        self.scanned -= self.taken;
        self.taken = 0;
        let start = self.buffer.len();
        self.buffer.resize(start + (64 << 10), 0);
        let read = file.read(&mut self.buffer[start..]);
        self.buffer.truncate(start + *read.as_ref().unwrap_or(&0));
        self.at_end = read? == 0;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn script(text: &[u8]) -> Script {
        let (mut near, far) = std::os::unix::net::UnixStream::pair().unwrap();
        near.write_all(text).unwrap();
        Script::new(Source::File(File::from(std::os::fd::OwnedFd::from(far))), "line".into())
    }

    fn next(script: &mut Script) -> Option<String> {
        let line = script.next_line(None).unwrap()?;
        Some(format!("{} {}", line.number, line.octets.escape_ascii()))
    }

    #[test]
    fn lines_lose_their_ends_and_nothing_else() {
        let mut script = script(b"a\r\n\nb\xff\t \nlast");
        assert_eq!(next(&mut script).unwrap(), "1 a");
        assert_eq!(next(&mut script).unwrap(), "2 ");
        assert_eq!(next(&mut script).unwrap(), "3 b\\xff\\t ");
        assert_eq!(next(&mut script).unwrap(), "4 last");
        assert_eq!(next(&mut script), None);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_command() {
        let mut script = script("\u{feff}NOOP\n\u{feff}x\n".as_bytes());
        assert_eq!(next(&mut script).unwrap(), "1 NOOP");
        assert_eq!(next(&mut script).unwrap(), "2 \\xef\\xbb\\xbfx");
    }

    #[test]
    fn a_line_that_can_be_read_is_not_waited_for() {
        let (mut near, far) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut script = Script::new(Source::File(File::from(std::os::fd::OwnedFd::from(far))), "line".into());
        assert!(!script.has_line());
        near.write_all(b"NOOP\nCHE").unwrap();
        assert!(script.has_line());
        assert_eq!(next(&mut script).unwrap(), "1 NOOP");
        assert!(!script.has_line(), "the rest of it has to be waited for");
        near.write_all(b"CK\n").unwrap();
        assert!(script.has_line());
        assert_eq!(next(&mut script).unwrap(), "2 CHECK");
        drop(near);
        assert!(script.has_line(), "so that nobody waits for the end");
        assert_eq!(next(&mut script), None);
    }

    #[test]
    fn a_literal_is_taken_by_count() {
        let mut script = script(b"APPEND {6}\nab\r\ncd rest\nNOOP\n");
        next(&mut script);
        assert_eq!(script.next_octets(6, None).unwrap(), b"ab\r\ncd");
        assert_eq!(next(&mut script).unwrap(), "3  rest");
        assert_eq!(next(&mut script).unwrap(), "4 NOOP");
    }

    #[test]
    fn a_literal_on_the_command_line_is_its_next_lines_joined() {
        let lines = ["APPEND INBOX {12}", "hello", "world", "LOGIN {1}", "u {1}", "p", "NOOP"];
        let mut script = Script::commands(lines.map(str::to_owned).to_vec());
        next(&mut script);
        assert_eq!(script.next_octets(12, None).unwrap(), b"hello\r\nworld");
        assert_eq!(next(&mut script).unwrap(), "3 ");
        next(&mut script);
        assert_eq!(script.next_octets(1, None).unwrap(), b"u");
        assert_eq!(next(&mut script).unwrap(), "5  {1}");
        assert_eq!(script.next_octets(1, None).unwrap(), b"p");
        assert_eq!(next(&mut script).unwrap(), "6 ");
        assert_eq!(next(&mut script).unwrap(), "7 NOOP");
        assert_eq!(script.next_octets(5, None).unwrap(), b"");
    }

    #[test]
    fn lines_of_the_command_line_come_one_after_another() {
        let mut script = Script::commands(vec!["NOOP".into(), "LOGOUT".into()]);
        assert_eq!(next(&mut script).unwrap(), "1 NOOP");
        assert_eq!(next(&mut script).unwrap(), "2 LOGOUT");
        assert_eq!(next(&mut script), None);
        assert_eq!(script.place(2), "-c 2");
    }
}

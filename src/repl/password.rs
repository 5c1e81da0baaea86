//! Asks for a password without echo, for a name, and for a yes.
//!
//! By ourselves, a key at a time: `rpassword` reads a cooked line, which Ctrl-C cannot leave once the program handles
//! SIGINT, and which the kernel cuts at 4,095 octets, less than some tokens have.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};

use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use unicode_width::UnicodeWidthStr as _;
use zeroize::Zeroizing;

use crate::repl::terminal::ask_to_stop;
use crate::secret::Secret;

/// Asks on the terminal of this process, whatever stdin and stdout are. `None` if the person gave up with Ctrl-C or Ctrl-D.
///
/// # Errors
/// If there is no terminal.
pub fn ask_password(prompt: &str) -> io::Result<Option<Secret>> {
    let typed = ask(prompt, false)?;
    Ok(typed.map(|mut typed| Secret::new(std::mem::take(&mut typed))))
}

/// Asks for a name, which is seen. `None` if the person gave up.
///
/// # Errors
/// If there is no terminal.
pub fn ask_name(prompt: &str) -> io::Result<Option<String>> {
    let typed = ask(prompt, true)?;
    Ok(typed.map(|typed| typed.trim().to_owned()))
}

fn ask(prompt: &str, echo: bool) -> io::Result<Option<Zeroizing<String>>> {
    let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    let found = tcgetattr(&terminal)?;
    let mut modes = found.clone();
    modes.local_flags.remove(LocalFlags::ECHO | LocalFlags::ECHONL | LocalFlags::ICANON | LocalFlags::ISIG);
    // What was typed ahead was not meant as a password.
    tcsetattr(&terminal, SetArg::TCSAFLUSH, &modes)?;
    let _restored = Restored { terminal: terminal.try_clone()?, modes: found };
    terminal.write_all(prompt.as_bytes())?;
    let typed = read_keys(&mut terminal, prompt, echo);
    terminal.write_all(b"\n")?;
    typed
}

/// Asks a question that is answered with y or anything else.
///
/// # Errors
/// If there is no terminal.
pub fn confirm(question: &str) -> io::Result<bool> {
    let answer = ask(&format!("{question} [y/N] "), true)?;
    Ok(answer.is_some_and(|answer| matches!(answer.as_str(), "y" | "Y" | "yes")))
}

/// Puts the modes back when dropped.
struct Restored {
    terminal: File,
    modes: Termios,
}

impl Drop for Restored {
    fn drop(&mut self) {
        let _ = tcsetattr(&self.terminal, SetArg::TCSANOW, &self.modes);
    }
}

/// Reads a line, a key at a time; with `echo` it is drawn by ourselves, since the kernel edits only what it also keeps.
fn read_keys(terminal: &mut File, prompt: &str, echo: bool) -> io::Result<Option<Zeroizing<String>>> {
    let mut typed = Zeroizing::new(Vec::new());
    let mut key = [0];
    loop {
        if terminal.read(&mut key)? == 0 {
            return Ok(None);
        }
        match key[0] {
            b'\r' | b'\n' => break,
            // Ctrl-C, Ctrl-D on an empty line.
            3 => return Ok(None),
            4 if typed.is_empty() => return Ok(None),
            // Ctrl-Z. What was typed so far is gone: nobody could see it.
            0x1A => {
                typed.clear();
                terminal.write_all(b"\n")?;
                ask_to_stop();
                terminal.write_all(prompt.as_bytes())?;
            }
            // Ctrl-D on a line that is not empty, and what no password has: a slip.
            4 => {}
            // Backspace: a whole character.
            8 | 0x7F => {
                let end = typed.iter().rposition(|octet| octet & 0xC0 != 0x80).unwrap_or(0);
                erase(terminal, &typed[end..], echo)?;
                typed.truncate(end);
            }
            // Ctrl-U.
            0x15 => {
                erase(terminal, &typed, echo)?;
                typed.clear();
            }
            // No name has control characters.
            octet if echo && octet < b' ' => {}
            octet => {
                typed.push(octet);
                if echo {
                    terminal.write_all(&[octet])?;
                }
            }
        }
    }
    let text = std::str::from_utf8(&typed)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the password is not UTF-8"))?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// Takes what was drawn last off the screen.
fn erase(terminal: &mut File, drawn: &[u8], echo: bool) -> io::Result<()> {
    let columns = if echo { String::from_utf8_lossy(drawn).width() } else { 0 };
    terminal.write_all("\x08 \x08".repeat(columns).as_bytes())
}

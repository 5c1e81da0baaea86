//! Draws a real session as SVG, on a dark or a light background: `scripts/screenshot`.
//!
//! The program runs in a pseudo-terminal on the demo server; what is drawn is its own screen, cell by cell.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const ROWS: u16 = 30;
const COLUMNS: u16 = 90;

/// What is typed, and what must be on the screen before the next.
const SESSION: &[(&str, &str)] = &[
    (":inbox\r", "uidnext"),
    ("FETCH 1 (FLAGS RFC822.SIZE BODY[HEADER.FIELDS (FROM SUBJECT)])\r", "A004 OK"),
    ("LIST \"\" Entw*\r", "A005 OK"),
    ("SELECT Nowhere\r", "A006 NO"),
    ("FETCH 1 FL", "FETCH 1 FL"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pty = native_pty_system().openpty(PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 })?;
    let paper = match std::env::args().nth(1).as_deref() {
        Some("light") => Paper { back: "#ffffff", front: "#24292f" },
        _ => Paper { back: "#1d1f21", front: "#c5c8c6" },
    };
    let mut command = CommandBuilder::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target/debug/imapsh"));
    command.args(["demo", "-u", "user@outlook.com", "--no-history"]);
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("IMAPSH_PASSWORD", "password")] {
        command.env(name, value);
    }
    let mut child = pty.slave.spawn_command(command)?;
    let screen = Arc::new(Mutex::new(vt100::Parser::new(ROWS, COLUMNS, 0)));
    let mut reader = pty.master.try_clone_reader()?;
    let watched = Arc::clone(&screen);
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = reader.read(&mut buffer) {
            watched.lock().unwrap().process(&buffer[..read]);
        }
    });
    let mut keys = pty.master.take_writer()?;
    wait(&screen, "INBOX", "> ")?;
    for (typed, answer) in SESSION {
        keys.write_all(typed.as_bytes())?;
        wait(&screen, answer, "> ")?;
    }
    let drawn = svg(screen.lock().unwrap().screen(), &paper);
    child.kill()?;
    std::io::stdout().write_all(drawn.as_bytes())?;
    Ok(())
}

/// Waits until the screen has `text`, and a prompt as its last line.
fn wait(screen: &Mutex<vt100::Parser>, text: &str, prompt: &str) -> Result<(), String> {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let contents = screen.lock().unwrap().screen().contents();
        let is_at_prompt = contents.trim_end().lines().last().is_some_and(|line| format!("{line} ").contains(prompt));
        if is_at_prompt && (text == "INBOX" || contents.contains(text)) {
            return Ok(());
        }
        if Instant::now() > end {
            return Err(format!("{text:?} did not appear:\n{contents}"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What is written on, and in what.
struct Paper {
    back: &'static str,
    front: &'static str,
}

/// A colour as SVG has it; the program uses none but those of the colour cube and the greys behind it.
fn color(color: vt100::Color, usual: &str) -> String {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match color {
        vt100::Color::Idx(index @ 232..) => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (index - 232)),
        vt100::Color::Idx(index @ 16..) => {
            let level = |digit: u8| LEVELS[usize::from(digit % 6)];
            let index = index - 16;
            format!("#{:02x}{:02x}{:02x}", level(index / 36), level(index / 6), level(index))
        }
        vt100::Color::Default | vt100::Color::Idx(_) | vt100::Color::Rgb(..) => usual.to_owned(),
    }
}

fn svg(screen: &vt100::Screen, paper: &Paper) -> String {
    const CELL: (u16, u16) = (9, 19);
    let (width, height) = (COLUMNS * CELL.0 + 20, ROWS * CELL.1 + 20);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"15\">\n\
         <title>A session with imapsh</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        paper.back
    );
    for row in 0..ROWS {
        for (column, text, style) in runs(screen, row, paper) {
            let (x, y, length) = (10 + column * CELL.0, 24 + row * CELL.1, text.chars().count() * usize::from(CELL.0));
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" xml:space=\"preserve\"{style}>{text}</text>"
            );
        }
    }
    out + "</svg>\n"
}

/// The cells of a row, those that look alike together: where they start, what they say, how they look.
fn runs(screen: &vt100::Screen, row: u16, paper: &Paper) -> Vec<(u16, String, String)> {
    let mut runs: Vec<(u16, String, String)> = Vec::new();
    for column in 0..COLUMNS {
        let Some(cell) = screen.cell(row, column) else { break };
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
        let faint = if cell.dim() { " opacity=\"0.6\"" } else { "" };
        let style = format!(" fill=\"{}\"{weight}{faint}", color(cell.fgcolor(), paper.front));
        match runs.last_mut() {
            Some((_, run, known)) if *known == style => run.push_str(text),
            _ => runs.push((column, text.to_owned(), style)),
        }
    }
    if let Some((_, last, _)) = runs.last_mut() {
        last.truncate(last.trim_end().len());
    }
    runs.retain(|(_, text, _)| !text.trim().is_empty());
    runs
}

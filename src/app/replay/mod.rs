//! `--check`: plays the client's part of transcripts, and compares what comes with what they say.

mod play;
mod recorder;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::options::Options;
use crate::app::replay::play::play;
use crate::check::{self, Report, Session, Strictness, Transcript, Values, Verdict};
use crate::error::{Error, Fault};
use crate::theme::Theme;

/// What `--check` asks for.
#[derive(Clone, Debug)]
pub struct Check {
    /// The transcripts.
    pub files: Vec<PathBuf>,
    /// How exactly they are meant.
    pub strictness: Strictness,
    /// What to print.
    pub report: Report,
}

/// Plays each transcript on a connection of its own, and reports.
///
/// # Errors
/// If something differs, or a transcript cannot be read or played to its end.
pub(crate) fn run(options: &Arc<Options>, check: &Check) -> Result<(), Error> {
    let transcripts = check.files.iter().map(|path| Ok((path, read(path)?))).collect::<Result<Vec<_>, Error>>()?;
    let mut verdicts = Vec::new();
    let mut failure = None;
    for (path, transcript) in &transcripts {
        let played = play_all(options, path, transcript, check.strictness, &mut verdicts);
        if let Err(error) = played {
            let is_interrupted = error.fault == Fault::Interrupted;
            failure.get_or_insert(error);
            if is_interrupted {
                break;
            }
        }
    }
    print(&verdicts, check.report, options.theme)?;
    let differs = verdicts.iter().any(|verdict| !verdict.differences.is_empty());
    match failure {
        Some(error) => Err(error),
        // The report has said what.
        None if differs => Err(Error::new(Fault::Differs, "")),
        None => Ok(()),
    }
}

/// Plays the sessions of a file, and answers with the first failure: one that cannot be played does not keep the next from it.
fn play_all(
    options: &Arc<Options>,
    path: &Path,
    transcript: &Transcript,
    strictness: Strictness,
    verdicts: &mut Vec<Verdict>,
) -> Result<(), Error> {
    let file = path.display().to_string();
    let mut values = Values::new();
    let mut failure = None;
    for session in &transcript.sessions {
        let known = verdicts.len();
        let Err(error) = play(options, &file, session, strictness, &mut values, verdicts) else { continue };
        told(verdicts, known, &file, session.line, &error);
        let is_interrupted = error.fault == Fault::Interrupted;
        failure.get_or_insert(error);
        if is_interrupted {
            break;
        }
    }
    failure.map_or(Ok(()), Err)
}

/// A transcript of a file.
fn read(path: &Path) -> Result<Transcript, Error> {
    let name = path.display();
    let usage = |why: String| Error::new(Fault::Usage, why);
    let text = std::fs::read(path).map_err(|error| usage(format!("{name}: {error}")))?;
    let transcript = Transcript::read(&text).map_err(|unreadable| usage(format!("{name}: {unreadable}")))?;
    if transcript.sessions.iter().all(Session::is_silent) {
        // What compares nothing is no test that passes.
        return Err(usage(format!("{name}: nobody says anything in it")));
    }
    Ok(transcript)
}

/// Puts an error where it happened: into the last verdict of its session, if it has one behind those that were `known`.
fn told(verdicts: &mut Vec<Verdict>, known: usize, file: &str, line: usize, error: &Error) {
    let error = Some(error.message.clone());
    match verdicts[known..].last_mut().filter(|last| !last.said.is_empty()) {
        Some(last) => last.error = error,
        None => {
            let (said, differences) = (String::new(), Vec::new());
            verdicts.push(Verdict { file: file.to_owned(), line, said, differences, error });
        }
    }
}

fn print(verdicts: &[Verdict], report: Report, theme: Theme) -> Result<(), Error> {
    let text = match report {
        Report::Junit => check::junit(verdicts),
        Report::Tap => check::tap(verdicts),
        Report::Text => check::text(verdicts, theme),
    };
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| {
        let fault = if error.kind() == io::ErrorKind::BrokenPipe { Fault::Closed } else { Fault::Output };
        Error::new(fault, format!("cannot write the report: {error}"))
    })
}

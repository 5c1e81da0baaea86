//! The `imapsh` program: arguments in, exit status out.

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use imapsh::app;
use imapsh::cli::{Cli, Task};
use imapsh::theme::Theme;

fn main() -> ExitCode {
    // clap answers --help, --version and usage errors by itself, the latter with status 2.
    let task = Cli::configured().and_then(Cli::task);
    let (theme, done) = match task {
        Ok(Task::Print(text)) => {
            return match std::io::stdout().write_all(&text) {
                // Whoever reads the page has seen enough of it.
                Err(error) if error.kind() != ErrorKind::BrokenPipe => ExitCode::from(10),
                _ => ExitCode::SUCCESS,
            };
        }
        Ok(Task::Run(options)) => (options.theme, app::run(*options)),
        Ok(Task::Serve(options)) => (options.theme, app::serve(&options)),
        Err(error) => (Theme::Plain, Err(error)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            app::print_error(&error, theme);
            ExitCode::from(error.exit_code())
        }
    }
}

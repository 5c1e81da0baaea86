//! The program: an engine on a thread of its own, and a thread that reads lines from a person or a script.

mod acting;
mod alias;
mod claim;
mod client;
mod columns;
mod comeback;
mod dial;
mod ending;
mod engine;
mod entry;
mod following;
mod handing;
mod host;
mod identity;
mod interactive;
mod last;
mod link;
mod literal;
mod login;
mod options;
mod password;
mod pauses;
mod pending;
mod perform;
mod pipeline;
mod reading;
mod replay;
mod screen;
mod script;
mod scripts;
mod serve;
mod signals;
mod teach;
mod transcript;
mod trusting;
mod until;
mod upload;
mod view;
mod watching;

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;

use crate::app::client::Client;
use crate::app::screen::Screen;
use crate::error::{Error, Fault};
use crate::render::{JsonLines, Raw, Renderer, Text};
use crate::repl::Hub;
use crate::secret;
use crate::theme::{Role, Theme};
use crate::wire::visible;

pub use options::{Input, Login, Options, Output, PasswordSource, Peer};
pub use replay::Check;
pub use serve::{Listen, ServeOptions, serve};

/// Runs a session to its end.
///
/// # Errors
/// If it could not start, or a script did not go well. What a server refused has been shown already, as it came.
pub fn run(options: Options) -> Result<(), Error> {
    let options = Arc::new(options);
    if options.password == PasswordSource::Environment {
        // What is in the environment is in memory from the start.
        secret::conceal();
    }
    if let Some(check) = &options.check {
        return replay::run(&options, check);
    }
    match &options.input {
        Input::Terminal => interactive::run(&options),
        Input::Commands(_) | Input::File(_) | Input::Stdin => script::run(&options),
    }
}

/// Prints an error as every error is printed; for the last line of `main` too. One without a message has been told already.
pub fn print_error(error: &Error, theme: Theme) {
    if error.fault == Fault::Closed || error.message.is_empty() {
        return;
    }
    let mut text = String::new();
    theme.paint(Role::Bad, "imapsh:", &mut text);
    text.push_str(&format!(" {}\n", visible(error.message.as_bytes())));
    if let Some(hint) = &error.hint {
        theme.paint(Role::Note, "hint:", &mut text);
        text.push_str(&format!(" {}\n", visible(hint.as_bytes())));
    }
    // If nobody hears it, nobody can be told.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// What turns events into text, and where it goes. With a hub, a person types meanwhile.
fn output(options: &Options, hub: Option<&Arc<Hub>>) -> io::Result<(Box<dyn Renderer>, Screen)> {
    let is_terminal = io::stdout().is_terminal();
    let renderer: Box<dyn Renderer> = match options.output {
        Output::Json => Box::new(JsonLines::new(options.echo || is_terminal, options.show_secrets)),
        Output::Raw => Box::new(Raw),
        Output::Text if is_terminal => {
            Box::new(Text::terminal(options.theme, options.show_secrets).fitting(teach::width))
        }
        Output::Text => Box::new(Text::pipe(options.theme, options.echo, options.show_secrets)),
    };
    let screen = match hub {
        Some(hub) if is_terminal && options.output == Output::Text => Screen::Hub(Arc::clone(hub)),
        _ => Screen::plain()?,
    };
    Ok((renderer, screen))
}

fn start(options: &Arc<Options>, hub: Option<&Arc<Hub>>) -> Result<Client, Error> {
    let started =
        output(options, hub).and_then(|(renderer, screen)| Client::start(options, renderer, screen, hub.is_some()));
    let started = started.map(|client| client.through(hub));
    started.map_err(|error| Error::new(Fault::Output, format!("cannot start: {error}")))
}

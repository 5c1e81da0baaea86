//! The question of ssh: a server for which nobody speaks, and a person who may know better.

use std::io::IsTerminal as _;
use std::sync::Arc;

use crate::app::client::Client;
use crate::app::columns::columns;
use crate::app::dial::Doubt;
use crate::app::options::{Input, Options};
use crate::app::{link, teach};
use crate::error::Error;
use crate::net::Trust;
use crate::repl::ask_name;
use crate::table::Rows;
use crate::wire::visible;

/// What the person says of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// It is to be trusted until this process ends.
    Once,
    /// It is to be trusted at this place from now on.
    Pin,
    /// It is not to be trusted.
    Quit,
}

impl Answer {
    fn read(typed: &str) -> Option<Self> {
        match typed.trim().to_ascii_lowercase().as_str() {
            "o" | "once" => Some(Self::Once),
            "p" | "pin" => Some(Self::Pin),
            "q" | "quit" | "n" | "no" | "" => Some(Self::Quit),
            _ => None,
        }
    }
}

/// Makes the connection again that was tried, if it failed for a certificate which the person then trusts; `options` know of it.
///
/// # Errors
/// If it cannot come about, or the person does not trust it.
pub(crate) fn unless_doubted(
    mut connected: Result<(), Error>,
    client: &mut Client,
    options: &mut Arc<Options>,
    fresh: bool,
) -> Result<(), Error> {
    loop {
        let Err(error) = connected else { return Ok(()) };
        let Some(trusting) = ask(client, options, &error)? else { return Err(error) };
        *options = trusting;
        connected = client.connect(options, fresh);
    }
}

/// Asks whether to trust the server whose certificate was refused with `error`. Answers with options that do.
///
/// # Errors
/// If the key cannot be written down.
pub(crate) fn ask(client: &mut Client, options: &Arc<Options>, error: &Error) -> Result<Option<Arc<Options>>, Error> {
    let is_person = matches!(options.input, Input::Terminal) && std::io::stdin().is_terminal();
    let Some(doubt) = client.doubted.take().filter(|_| is_person) else { return Ok(None) };
    let Some(pin) = doubt.stories.first().map(|own| own.pin.clone()) else { return Ok(None) };
    let Ok(key) = Trust::read_pin(&pin) else { return Ok(None) };
    let held = client.hold_screen();
    let answer = answer(&doubt, options, error);
    drop(held);
    match answer {
        Answer::Quit => return Ok(None),
        Answer::Pin => options.known_hosts.pin(&doubt.place, &pin)?,
        Answer::Once => {}
    }
    // What was written down just now is not read again: it may have gone nowhere, such as to a full disk.
    let known_hosts = options.known_hosts.clone().trusting_once(&doubt.place, key);
    Ok(Some(Arc::new(Options { known_hosts, ..(**options).clone() })))
}

fn answer(doubt: &Doubt, options: &Options, error: &Error) -> Answer {
    let mut question = format!("-- {}\n", visible(error.message.as_bytes()));
    let rows = doubt.stories.iter().enumerate().flat_map(|(depth, story)| link::certificate(depth, story)).collect();
    question.push_str(&columns(&Rows::facts(rows), teach::width(), options.theme));
    let ask = format!("Trust this key [o]nce, [p]in it for {}, or [q]uit? ", visible(doubt.place.as_bytes()));
    question.push_str(&ask);
    loop {
        // Whoever gives up does not trust it.
        let Ok(Some(typed)) = ask_name(&question) else { return Answer::Quit };
        if let Some(answer) = Answer::read(&typed) {
            return answer;
        }
        question.clone_from(&ask);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_trusted_by_a_slip() {
        assert_eq!(
            ["o", "Once ", "p", "pin"].map(Answer::read),
            [Answer::Once, Answer::Once, Answer::Pin, Answer::Pin].map(Some)
        );
        assert_eq!(["", "q", "no"].map(Answer::read), [Some(Answer::Quit); 3]);
        assert_eq!(["y", "yes", "x", "opq"].map(Answer::read), [None; 4]);
    }
}

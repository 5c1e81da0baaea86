//! The client's part of a transcript.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::client::{Client, Outcome};
use crate::app::engine::Request;
use crate::app::login;
use crate::app::options::Options;
use crate::app::pending::Pending;
use crate::app::replay::recorder::Recorder;
use crate::app::screen::Screen;
use crate::check::{
    Literal, Response, Said, Scene, Session, Speech, Strictness, Values, Verdict, Wanted, compare, has_come, is_among,
};
use crate::error::{Error, Fault};
use crate::sasl::Mechanism;
use crate::session::{Company, Phase, Privacy, Refused, Submission, Wants, mask};
use crate::wire::Status;

/// How long an IDLE waits for what the transcript has in it, if no `--timeout` says otherwise.
const IDLE_WAIT: Duration = Duration::from_secs(60);

/// Stands for the password in a transcript.
const SECRET: &[u8] = b"{$secret}";

/// Plays a session; what came of each scene goes to `verdicts`, and what is captured to `values`.
///
/// # Errors
/// If it cannot be played to its end.
pub(crate) fn play(
    options: &Arc<Options>,
    file: &str,
    session: &Session,
    strictness: Strictness,
    values: &mut Values,
    verdicts: &mut Vec<Verdict>,
) -> Result<(), Error> {
    let recorder = Recorder::default();
    let started = Screen::plain().and_then(|screen| Client::start(options, Box::new(recorder.clone()), screen, false));
    let mut client = started.map_err(|error| Error::new(Fault::Output, format!("cannot start: {error}")))?;
    client.values.append(values);
    let (tags, flying) = (Vec::new(), Vec::new());
    let mut player = Player { client, options, recorder, tags, strictness, waiting: None, flying };
    let played = player.all(file, session, verdicts);
    // How it went is known; that the goodbye failed too matters less.
    let _ = player.log_out();
    values.append(&mut player.client.values);
    let _ = player.client.close();
    played.map_err(|error| Error { message: format!("{file}: {}", error.message), ..error })
}

struct Player<'a> {
    client: Client,
    options: &'a Options,
    recorder: Recorder,
    /// The tags that were sent, each with the one of the transcript for which it stands.
    tags: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    strictness: Strictness,
    /// The command that wants an answer, or DONE.
    waiting: Option<(u64, Waiting)>,
    /// Commands that went out before others have been answered, oldest first.
    flying: Vec<u64>,
}

/// What a command in flight waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Answer,
    Done,
    /// The login is driven: the answers of the transcript were those of another one.
    Nothing,
}

impl Player<'_> {
    fn all(&mut self, file: &str, session: &Session, verdicts: &mut Vec<Verdict>) -> Result<(), Error> {
        self.client.wait_ready()?;
        for scene in &session.scenes {
            if self.is_done_by_us(scene) {
                continue;
            }
            let line = scene.line().unwrap_or(session.line);
            let mut verdict =
                Verdict { file: file.to_owned(), line, said: title(scene), differences: Vec::new(), error: None };
            let played = self.scene(scene);
            match played {
                Ok(differences) => verdict.differences = differences,
                Err(error) => {
                    verdicts.push(verdict);
                    return Err(Error { message: format!("line {line}: {}", error.message), ..error });
                }
            }
            if !scene.is_silent() {
                verdicts.push(verdict);
            }
            if scene.said.is_empty() {
                self.begin(session)?;
            }
        }
        Ok(())
    }

    /// Whether a scene is the STARTTLS that `--tls starttls` has had answered before the first scene. RFC 9051 section 6.2.1:
    /// a second one is an error.
    fn is_done_by_us(&self, scene: &Scene) -> bool {
        let is_starttls =
            |said: &Said| matches!(&said.speech, Speech::Command { line, .. } if is_command(line, &["STARTTLS"]));
        let is_secure = self.client.snapshot().privacy == Privacy::Secure;
        is_secure && scene.wanted.iter().any(Wanted::is_ok) && matches!(&scene.said[..], [said] if is_starttls(said))
    }

    /// Does what the command line asks for behind the greeting, unless the transcript does it.
    fn begin(&mut self, session: &Session) -> Result<(), Error> {
        let said = || session.scenes.iter().flat_map(|scene| &scene.said);
        let is = |said: &Said, wanted: &[&str]| matches!(&said.speech, Speech::Command { line, .. } if is_command(line, wanted));
        // RFC 8437: whoever says UNAUTHENTICATE was logged in before.
        let mut before = said().take_while(|said| !is(said, &["UNAUTHENTICATE"]));
        let logs_in = before.any(|said| is(said, &["LOGIN", "AUTHENTICATE"]));
        let selects = said().any(|said| is(said, &["SELECT", "EXAMINE"]));
        let is_stranger = self.client.snapshot().phase == Phase::NotAuthenticated;
        if let Some(asked) = self.options.login.as_ref().filter(|_| is_stranger && !logs_in) {
            let attempt = login::log_in(&mut self.client, self.options, asked)?;
            match attempt.map(|attempt| attempt.outcome) {
                Some(Outcome::Completed(completed)) if completed.status == Status::Ok => {}
                Some(Outcome::Completed(completed)) => {
                    return Err(Error::new(Fault::Login, format!("login refused: {}", completed.text)));
                }
                Some(outcome) => drop(self.settle(outcome)?),
                None => return Err(Error::new(Fault::Usage, "no password, no login")),
            }
        }
        if let Some(mailbox) = self.options.mailbox.as_ref().filter(|_| !selects) {
            let pieces = login::select(mailbox, self.options.read_only);
            let id = self.client.submit(Submission::pieces(pieces), &[]);
            let outcome = self.client.wait(id, None);
            self.settle(outcome)?;
        }
        // What that was answered is none of the transcript's.
        self.recorder.take(&[]).map(drop)
    }

    fn scene(&mut self, scene: &Scene) -> Result<Vec<crate::check::Difference>, Error> {
        let first = self.tags.len();
        let mut wanted = scene.wanted.clone();
        let is_another = match self.say_all(scene) {
            // That is how the transcript ends, too.
            Err(error) if error.fault == Fault::Lost && scene.wanted.iter().any(Wanted::is_bye) => false,
            said => said?,
        };
        let tags: Vec<&[u8]> = self.tags[first..].iter().map(|(tag, _)| &tag[..]).collect();
        let came = self.recorder.take(&tags)?;
        let mut came: Vec<_> = came.into_iter().map(|response| self.renamed(response)).collect();
        if is_another {
            // What the server says to a value that is spelled, or proved, in another way is something else.
            wanted.retain(|wanted| !wanted.is_continuation());
            came.retain(|came| !came.first().is_some_and(|line| line.starts_with(b"+")));
        }
        Ok(compare(&wanted, &came, self.strictness, &mut self.client.values))
    }

    /// Says all of a scene, and waits for the replies. True if some of it is something else than what the transcript's client said.
    fn say_all(&mut self, scene: &Scene) -> Result<bool, Error> {
        let mut is_another = false;
        for (place, said) in scene.said.iter().enumerate() {
            is_another |= self.say(said, scene, scene.said.get(place + 1))?;
        }
        self.land()?;
        self.end_waiting()?;
        Ok(is_another)
    }

    /// A response with the transcript's own tags. RFC 4466 section 2.6.2: ESEARCH has one, too.
    fn renamed(&self, mut response: Response) -> Response {
        const CORRELATOR: &[u8] = b"(TAG \"";
        let Some(line) = response.first_mut() else { return response };
        let correlator = memchr::memmem::find(line, CORRELATOR).map(|at| at + CORRELATOR.len());
        for (start, end) in [(0, b' '), (correlator.unwrap_or(line.len()), b'"')] {
            let Some(length) = memchr::memchr(end, &line[start..]) else { continue };
            let place = start..start + length;
            if let Some(written) = self.written(&line[place.clone()]) {
                line.splice(place, written.iter().copied());
                break;
            }
        }
        response
    }

    /// The tag of the transcript for which one of ours stands.
    fn written(&self, sent: &[u8]) -> Option<&[u8]> {
        let number: usize = str::from_utf8(sent.strip_prefix(b"C")?).ok()?.parse().ok()?;
        let (tag, written) = self.tags.get(number.checked_sub(1)?)?;
        written.as_deref().filter(|_| tag == sent)
    }

    /// Says something. True if it is something else than what the transcript's client said.
    fn say(&mut self, said: &Said, scene: &Scene, next: Option<&Said>) -> Result<bool, Error> {
        match &said.speech {
            Speech::Command { tag, line, literals } => {
                self.end_waiting()?;
                let is_followed = next.is_some_and(|next| matches!(next.speech, Speech::Command { .. }));
                let is_one_of_many = is_followed || !self.flying.is_empty();
                if is_one_of_many && literals.is_empty() && Company::of(line).is_some() {
                    return self.take_off(tag.clone(), line).map(|()| false);
                }
                self.land()?;
                self.command(tag.clone(), line, literals.clone(), scene)
            }
            Speech::Answer(answer) => {
                let Some((id, Waiting::Answer)) = self.waiting else { return Ok(false) };
                self.client.request(Request::Answer { id, line: answer.clone() });
                self.follow(id, VecDeque::new())?;
                Ok(false)
            }
            Speech::Done => {
                if let Some((_, Waiting::Done)) = self.waiting {
                    self.linger(&scene.wanted[..said.heard]);
                }
                self.end_waiting()?;
                Ok(false)
            }
        }
    }

    fn command(
        &mut self,
        written: Option<Vec<u8>>,
        line: &[u8],
        literals: VecDeque<Literal>,
        scene: &Scene,
    ) -> Result<bool, Error> {
        let tag = self.next_tag(written);
        let is_named = self.options.login.is_some();
        if let Some(line) = masked_login(line, scene).or_else(|| fresh_login(line, scene).filter(|_| is_named)) {
            let mechanism = login::drives(line, &self.client.snapshot())
                .ok_or_else(|| Error::new(Fault::Usage, "this login cannot be repeated with the password alone"))?;
            let driven = login::drive(&mut self.client, self.options, Submission::line(Some(tag), line), mechanism)?;
            let id = driven.ok_or_else(|| Error::new(Fault::Usage, "no password, no login"))?;
            self.waiting = Some((id, Waiting::Nothing));
            self.follow(id, VecDeque::new())?;
            return Ok(true);
        }
        let pending = pending(tag, line)?;
        let id = pending.submit(&mut self.client, self.options, false)?;
        self.follow(id, literals)?;
        Ok(has_value(line))
    }

    /// A tag of our own, which stands for that of the transcript.
    fn next_tag(&mut self, written: Option<Vec<u8>>) -> Vec<u8> {
        let tag = format!("C{:03}", self.tags.len() + 1).into_bytes();
        self.tags.push((tag.clone(), written));
        tag
    }

    /// Sends a command behind which the transcript has others go out, and waits for nothing.
    fn take_off(&mut self, written: Option<Vec<u8>>, line: &[u8]) -> Result<(), Error> {
        let pending = pending(self.next_tag(written), line)?;
        self.flying.push(pending.submit(&mut self.client, self.options, false)?);
        Ok(())
    }

    /// Waits for the replies to what is in flight, in whatever order they come.
    fn land(&mut self) -> Result<(), Error> {
        while let Some(oldest) = self.flying.first() {
            let is_one = |id| self.flying.contains(&id);
            let Some((id, outcome)) = self.client.wait_any(*oldest, is_one, true) else { break };
            self.flying.retain(|flying| *flying != id);
            self.settle(outcome)?;
        }
        Ok(())
    }

    /// Gives a command its literals, until it has ended or wants something else.
    fn follow(&mut self, id: u64, mut literals: VecDeque<Literal>) -> Result<(), Error> {
        let is_driven = matches!(self.waiting, Some((_, Waiting::Nothing)));
        self.waiting = None;
        let mut rest = None;
        loop {
            match self.client.wait(id, None) {
                Outcome::Wants(Wants::Literal(_)) => {
                    let literal = literals.pop_front().ok_or_else(|| self.stuck())?;
                    self.client.request(Request::Supply { id, octets: literal.octets, rest: None });
                    rest = Some(literal.rest);
                }
                Outcome::Wants(Wants::Rest) => {
                    let octets = rest.take().unwrap_or_default();
                    self.client.request(Request::Supply { id, octets, rest: None });
                }
                Outcome::Wants(Wants::Answer) if !is_driven => {
                    self.waiting = Some((id, Waiting::Answer));
                    return Ok(());
                }
                Outcome::Idling => {
                    self.waiting = Some((id, Waiting::Done));
                    return Ok(());
                }
                Outcome::Wants(_) | Outcome::Pending => {}
                outcome => return self.settle(outcome),
            }
        }
    }

    fn stuck(&self) -> Error {
        self.client.request(Request::GiveUp);
        Error::new(Fault::Usage, "the server waits for a literal that the transcript does not have")
    }

    /// What a command that has ended means for the rest. NO and BAD are answers like any other.
    fn settle(&mut self, outcome: Outcome) -> Result<(), Error> {
        match outcome {
            Outcome::Closed(Err(error)) => Err(error),
            Outcome::Interrupted => Err(Error::new(Fault::Interrupted, "interrupted")),
            Outcome::Refused(Refused::Closed) => Err(match self.client.ended() {
                Some(Err(error)) => error,
                _ => Error::new(Fault::Lost, "the connection is closed, and the transcript goes on"),
            }),
            Outcome::Refused(refused) => Err(Error::new(Fault::Usage, refused.to_string())),
            Outcome::Closed(Ok(())) | Outcome::Completed(_) | Outcome::Idling => Ok(()),
            Outcome::Pending | Outcome::Wants(_) => Ok(()),
        }
    }

    /// Ends what the transcript leaves open.
    fn end_waiting(&mut self) -> Result<(), Error> {
        while let Some((id, waiting)) = self.waiting.take() {
            match waiting {
                // RFC 9051 section 6.2.2: this cancels.
                Waiting::Answer => self.client.request(Request::Answer { id, line: b"*".to_vec() }),
                // The server may have ended it by itself.
                Waiting::Done if !self.client.snapshot().idle => {}
                Waiting::Done => self.client.request(Request::Done),
                Waiting::Nothing => return Ok(()),
            }
            self.follow(id, VecDeque::new())?;
        }
        Ok(())
    }

    /// Lets an IDLE run until what is `wanted` of it has come, or the time is over.
    fn linger(&mut self, wanted: &[Wanted]) {
        let end = Instant::now() + self.options.timeout.unwrap_or(IDLE_WAIT);
        let mut known = 0;
        // Of what came only what may be wanted: a server may say anything else meanwhile, and as much of it as it likes.
        let mut came = Vec::new();
        let mut has_more = true;
        // If it was too much, it is told as soon as it is taken.
        while let Some(heard) = self.recorder.heard(known) {
            known += heard.len();
            for response in heard {
                let response = self.renamed(response);
                if is_among(wanted, &response, &self.client.values) {
                    came.push(response);
                    has_more = true;
                }
            }
            let left = end.saturating_duration_since(Instant::now());
            let is_over = left.is_zero() || self.client.ended().is_some();
            if is_over || mem::take(&mut has_more) && has_come(wanted, &came, &self.client.values) {
                return;
            }
            // A connection that was closed says nothing more: it is looked after now and then.
            self.recorder.wait(known, left.min(Duration::from_millis(250)));
        }
    }

    fn log_out(&mut self) -> Result<(), Error> {
        if matches!(self.client.snapshot().phase, Phase::Closed | Phase::Connecting) || self.waiting.is_some() {
            return Ok(());
        }
        let id = self.client.submit(Submission::line(None, "LOGOUT"), &[]);
        let outcome = self.client.wait(id, None);
        self.settle(outcome)
    }
}

/// A command of a transcript. It may be anybody's, and gets at no file of this machine.
fn pending(tag: Vec<u8>, line: &[u8]) -> Result<Pending, Error> {
    if line.starts_with(SECRET) {
        // All of a `:raw` was masked, and its name is lost. The password is no command: servers log those, and echo them.
        return Err(Error::new(Fault::Usage, "a command that was hidden whole cannot be said again"));
    }
    let pending = Pending::new(Some(tag), line)?;
    if pending.end().is_some() || pending.reads_files() {
        return Err(Error::new(Fault::Usage, "a transcript has the octets that were sent, and no {<<END} or {@PATH}"));
    }
    Ok(pending)
}

/// Whether a line is one of these commands.
fn is_command(line: &[u8], wanted: &[&str]) -> bool {
    let name = line.split(|octet| *octet == b' ').next().unwrap_or_default();
    wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes()))
}

fn has_value(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"{$").is_some()
}

/// An AUTHENTICATE of which the answers were masked, without its initial response: another session cannot repeat them.
fn masked_login<'a>(line: &'a [u8], scene: &Scene) -> Option<&'a [u8]> {
    if !is_command(line, &["AUTHENTICATE"]) {
        return None;
    }
    let is_masked = |said: &Said| matches!(&said.speech, Speech::Answer(answer) if answer == SECRET);
    let start = line.strip_suffix(SECRET).map(<[u8]>::trim_ascii_end);
    start.or_else(|| scene.said.iter().any(is_masked).then_some(line))
}

/// An AUTHENTICATE that led in, without its initial response, whose answers hang on a challenge that is never the same: those
/// that were sent then are wrong now.
fn fresh_login<'a>(line: &'a [u8], scene: &Scene) -> Option<&'a [u8]> {
    let (_, rest) = str::from_utf8(line).ok()?.split_once(' ').filter(|_| is_command(line, &["AUTHENTICATE"]))?;
    let name = rest.split(' ').next()?;
    let is_fresh = matches!(Mechanism::find(name)?, Mechanism::CramMd5 | Mechanism::Scram { .. });
    let leads_in = scene.wanted.iter().any(Wanted::is_ok);
    (is_fresh && leads_in).then(|| &line[..line.len() - rest.len() + name.len()])
}

/// What the client says in a scene, in a line.
fn title(scene: &Scene) -> String {
    let command = |said: &Said| match &said.speech {
        Speech::Command { tag, line, .. } => {
            let tag = tag.as_ref().map(|tag| [&tag[..], b" "].concat()).unwrap_or_default();
            let mut shown = line.clone();
            if let Some(secret) = mask::secret(b"", line) {
                shown.splice(secret, *b"***");
            }
            Some(String::from_utf8_lossy(&[tag, shown].concat()).into_owned())
        }
        Speech::Answer(_) | Speech::Done => None,
    };
    scene.said.iter().filter_map(command).collect::<Vec<_>>().join("; ")
}

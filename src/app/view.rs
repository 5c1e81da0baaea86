//! What a person sees of the wire: rendered, muted, measured, and kept for `:last`.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use crate::app::claim::Drawn;
use crate::app::screen::Screen;
use crate::app::teach::width;
use crate::explain;
use crate::net::Counts;
use crate::render::{Renderer, Setting, Shown, note};
use crate::repl::Shared;
use crate::theme::Theme;
use crate::wire::{Ends, Piece, Response};

/// Renderer and screen, and what is kept beside them.
pub(crate) struct View {
    renderer: Box<dyn Renderer>,
    screen: Screen,
    /// Notes go to stderr, in this theme.
    aside: Option<Theme>,
    /// The octets of the last replies, in a file without a name: they may be many.
    last: Option<Last>,
    /// Ctrl-C was pressed while a response came: octets that were not shown since.
    muted: Option<u64>,
    /// Show how long each command took.
    pub(crate) timing: bool,
    /// Tell what is unwise about a command.
    pub(crate) advises: bool,
    /// Explain every response.
    pub(crate) explains: bool,
    /// The last responses since a command was sent, for whoever asks what they mean.
    responses: VecDeque<Response>,
    /// How many more there were before them.
    forgotten: usize,
    /// What comes to the commands of a shortcut belongs together; whether the first of them is still to be sent.
    together: Option<bool>,
    theme: Theme,
    clock: Clock,
    progress: Option<Progress>,
    upload: Option<Progress>,
    /// Output cannot be written.
    failed: Option<(io::ErrorKind, String)>,
}

/// A literal smaller than this has come before anybody could read how far it is.
const PROGRESS_OCTETS_MIN: u64 = 1 << 20;

/// How often progress is told.
const PROGRESS_PAUSE: Duration = Duration::from_millis(200);

/// A long literal on its way.
#[derive(Debug)]
struct Progress {
    octets: u64,
    began: Instant,
    told: Option<Instant>,
}

impl Progress {
    fn is_due(&mut self) -> bool {
        let is_due = self.told.is_none_or(|told| told.elapsed() >= PROGRESS_PAUSE);
        if is_due {
            self.told = Some(Instant::now());
        }
        is_due
    }

    /// `45 %, 12 of 27 MB, 3.1 MB/s`
    fn text(&self, left: u64) -> String {
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let mega = |octets: u64| octets as f64 / 1e6;
        let done = self.octets - left;
        let share = u128::from(done) * 100 / u128::from(self.octets.max(1));
        let rate = mega(done) / self.began.elapsed().as_secs_f64().max(0.001);
        format!("{share} %, {:.0} of {:.0} MB, {rate:.1} MB/s", mega(done), mega(self.octets))
    }
}

/// Octets of a response that is kept to be explained: nobody reads the explanation of a longer one.
const EXPLAINED_OCTETS_MAX: usize = 64 << 10;

/// How many responses are explained at once, the last ones: those of a SELECT, and some more.
const EXPLAINED_MAX: usize = 16;

/// What is kept for `:last`, in octets: the folder for such files may be in memory.
const LAST_OCTETS_MAX: u64 = 256 << 20;

/// What came since the last command was sent.
#[derive(Debug)]
pub(crate) struct Last {
    file: File,
    pub(crate) octets: u64,
    /// It could not be kept whole.
    failed: bool,
}

/// When a command was sent, and what came of it.
#[derive(Debug, Default)]
struct Clock {
    sent: Option<Instant>,
    first_octet: Option<Instant>,
    octets: u64,
    /// The link's counts when it was sent.
    counts: Counts,
}

impl View {
    /// `keeps` says whether there is a person who may ask for what came last; `aside` is the theme of notes that go to stderr,
    /// because stdout is for data only.
    pub(crate) fn new(renderer: Box<dyn Renderer>, screen: Screen, keeps: bool, aside: Option<Theme>) -> Self {
        let last = if keeps { tempfile::tempfile().ok() } else { None };
        let last = last.map(|file| Last { file, octets: 0, failed: false });
        Self {
            renderer,
            screen,
            aside,
            last,
            muted: None,
            timing: false,
            advises: true,
            explains: false,
            responses: VecDeque::new(),
            forgotten: 0,
            together: None,
            theme: Theme::Plain,
            clock: Clock::default(),
            progress: None,
            upload: None,
            failed: None,
        }
    }

    /// Shows octets that came. Hidden ones are kept all the same.
    pub(crate) fn came(&mut self, piece: &Piece<'_>, is_hidden: bool) -> io::Result<()> {
        let (Piece::Literal { octets, .. } | Piece::Text { octets, .. }) = *piece;
        if let Some(last) = &mut self.last {
            last.keep(octets);
        }
        self.clock.first_octet.get_or_insert_with(Instant::now);
        self.clock.octets += octets.len() as u64;
        if let Piece::Text { first: true, octets, .. } = piece
            && !octets.starts_with(b"*")
            && !octets.starts_with(b"+")
        {
            // The reply itself is always shown.
            self.unmute()?;
        }
        match &mut self.muted {
            _ if is_hidden => Ok(()),
            Some(muted) => {
                *muted += octets.len() as u64;
                Ok(())
            }
            None => self.show(Shown::Came(piece)),
        }
    }

    /// Shows what was made of responses that are not shown, unless nobody wants to see more.
    pub(crate) fn show_drawn(&mut self, drawn: Option<Drawn>) -> io::Result<()> {
        match drawn.filter(|_| self.muted.is_none()) {
            Some(Drawn::Row(name, rows)) => {
                rows.rows.iter().try_for_each(|row| self.show(Shown::Row(name, rows.columns, row)))
            }
            Some(Drawn::Text(text)) => self.show(Shown::Rendering(&text)),
            None => Ok(()),
        }
    }

    /// Tells how far a long literal is, in the prompt: nowhere else is room for something that changes.
    pub(crate) fn tell_progress(&mut self, piece: &Piece<'_>, shared: &Shared) {
        match *piece {
            Piece::Text { ends: Ends::Literal(literal), .. } if literal.octets >= PROGRESS_OCTETS_MIN => {
                self.progress = Some(Progress { octets: literal.octets, began: Instant::now(), told: None });
            }
            Piece::Literal { left, .. } => {
                let Some(progress) = &mut self.progress else { return };
                if left > 0 && !progress.is_due() {
                    return;
                }
                shared.tell_progress(if left == 0 { String::new() } else { progress.text(left) });
                if left == 0 {
                    self.progress = None;
                }
                self.screen.refresh_prompt();
            }
            Piece::Text { .. } => {}
        }
    }

    /// Tells how far an upload is: `handed` of its octets are on their way.
    pub(crate) fn tell_upload(&mut self, handed: u64, octets: u64, shared: &Shared) {
        if octets < PROGRESS_OCTETS_MIN {
            return;
        }
        let began = || Progress { octets, began: Instant::now(), told: None };
        let progress = self.upload.get_or_insert_with(began);
        if handed < octets && !progress.is_due() {
            return;
        }
        shared.tell_progress(if handed == octets { String::new() } else { progress.text(octets - handed) });
        if handed == octets {
            self.upload = None;
        }
        self.screen.refresh_prompt();
    }

    /// What was under way has come to nothing.
    pub(crate) fn forget_progress(&mut self) {
        self.progress = None;
        self.upload = None;
    }

    /// Shows something. An error is told once; after it nothing is written any more.
    pub(crate) fn show(&mut self, shown: Shown<'_>) -> io::Result<()> {
        if let (Shown::Note(text), Some(theme)) = (shown, self.aside) {
            // If nobody hears it, nobody can be told.
            let _ = io::stderr().write_all(note(text, theme, None).as_bytes());
            return Ok(());
        }
        if self.failed.is_some() {
            return Ok(());
        }
        let shown = self.renderer.show(&mut self.screen, shown);
        self.failed = shown.as_ref().err().map(|error| (error.kind(), error.to_string()));
        shown
    }

    /// Writes what is buffered. An error is told once.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        if self.failed.is_some() {
            return Ok(());
        }
        let flushed = self.screen.flush();
        self.failed = flushed.as_ref().err().map(|error| (error.kind(), error.to_string()));
        flushed
    }

    /// Why output could not be written, if it could not.
    pub(crate) fn failure(&self) -> Option<io::Error> {
        self.failed.as_ref().map(|(kind, text)| io::Error::new(*kind, text.clone()))
    }

    /// The connection has ended: what the renderer has held back is shown.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        if self.failed.is_some() { Ok(()) } else { self.renderer.finish(&mut self.screen) }
    }

    pub(crate) fn set(&mut self, setting: Setting, on: bool) {
        self.renderer.set(setting, on);
    }

    /// A prompt on the screen is to tell what is known now.
    pub(crate) fn refresh_prompt(&self) {
        self.screen.refresh_prompt();
    }

    /// The commands of a shortcut begin, or have ended.
    pub(crate) fn together(&mut self, on: bool) {
        self.together = on.then_some(true);
    }

    /// A command is about to be sent; `is_first` if none is outstanding: what came before is history.
    pub(crate) fn begin(&mut self, is_first: bool, counts: Counts) {
        let is_new = match &mut self.together {
            Some(is_first) => std::mem::take(is_first),
            None => is_first,
        };
        if is_new {
            self.last.iter_mut().for_each(Last::clear);
            self.responses.clear();
            self.forgotten = 0;
        }
        self.clock = Clock { sent: Some(Instant::now()), counts, ..Clock::default() };
    }

    /// Stops showing what comes, until a command has ended. False if it was muted already.
    pub(crate) fn mute(&mut self) -> io::Result<bool> {
        if self.muted.is_some() {
            return Ok(false);
        }
        self.show(Shown::Note("not showing the rest of this; Ctrl-C again closes the connection"))?;
        self.muted = Some(0);
        Ok(true)
    }

    /// Shows again what comes.
    pub(crate) fn unmute(&mut self) -> io::Result<()> {
        match self.muted.take() {
            Some(octets) if octets > 0 => {
                self.show(Shown::Note(&format!("{octets} octets not shown; :last shows them")))
            }
            _ => Ok(()),
        }
    }

    /// A command has ended: says how long it took, if that is wanted.
    pub(crate) fn end(&mut self, counts: Counts) -> io::Result<()> {
        let clock = std::mem::take(&mut self.clock);
        let Some(sent) = clock.sent.filter(|_| self.timing) else { return Ok(()) };
        let millis = |duration: Duration| format!("{:.1} ms", duration.as_secs_f64() * 1000.0);
        let first = clock.first_octet.map_or_else(Duration::default, |first| first - sent);
        let compressed = counts.received_compressed - clock.counts.received_compressed;
        let compressed = if compressed == counts.received - clock.counts.received {
            String::new()
        } else {
            format!(", {compressed} compressed")
        };
        let (first, reply, octets) = (millis(first), millis(sent.elapsed()), clock.octets);
        self.show(Shown::Note(&format!(
            "{first} to the first octet, {reply} to the reply, {octets} octets{compressed}"
        )))
    }

    /// Explains every response from now on, in this theme, if that is wanted.
    pub(crate) fn explaining(mut self, on: bool, theme: Theme) -> Self {
        self.explains = on;
        self.theme = theme;
        self
    }

    /// Keeps the response for [`View::explain_last`].
    pub(crate) fn remember(&mut self, response: &Response) {
        // The copies of many small ones are nothing beside showing them.
        let is_kept = response.octets().len() <= EXPLAINED_OCTETS_MAX;
        if is_kept {
            self.responses.push_back(response.clone());
        }
        if !is_kept || self.responses.len() > EXPLAINED_MAX {
            self.forgotten += 1;
        }
        if self.responses.len() > EXPLAINED_MAX {
            self.responses.pop_front();
        }
    }

    /// Explains the responses since the last command.
    pub(crate) fn explain_last(&mut self) -> io::Result<()> {
        if self.responses.is_empty() {
            return self.show(Shown::Note("nothing has come that could be explained"));
        }
        if self.forgotten > 0 {
            let text = format!("{} more responses came, which are not explained", self.forgotten);
            self.show(Shown::Note(&text))?;
        }
        let responses = std::mem::take(&mut self.responses);
        let explained = responses.iter().try_for_each(|response| self.explain(response));
        self.responses = responses;
        explained
    }

    /// Says what a response means, below it.
    pub(crate) fn explain(&mut self, response: &Response) -> io::Result<()> {
        if self.muted.is_some() {
            return Ok(());
        }
        let told = explain::explain(response);
        self.show(Shown::Rendering(&explain::layout(response.octets(), &told, width(), self.theme)))
    }

    /// Tells what is encoded in a response, beside it.
    pub(crate) fn decode(&mut self, response: &Response) -> io::Result<()> {
        if self.muted.is_some() {
            return Ok(());
        }
        for (wire, meaning) in explain::decoded(response) {
            self.show(Shown::Note(&format!("{wire} is {meaning}")))?;
        }
        Ok(())
    }

    /// What came since the last command was sent: a file to be read from its start, and its length in octets.
    pub(crate) fn last(&self) -> io::Result<(File, u64)> {
        match &self.last {
            Some(last) if !last.failed => Ok((last.file.try_clone()?, last.octets)),
            _ => Err(io::Error::other("it was too much to be kept")),
        }
    }
}

impl Last {
    fn keep(&mut self, octets: &[u8]) {
        if !self.failed {
            self.octets += octets.len() as u64;
            self.failed = self.octets > LAST_OCTETS_MAX || self.file.write_all(octets).is_err();
        }
    }

    fn clear(&mut self) {
        use std::io::Seek as _;
        self.failed = self.file.set_len(0).and_then(|()| self.file.rewind()).is_err();
        self.octets = 0;
    }
}

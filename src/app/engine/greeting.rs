//! From the greeting to the first command: what `--tls starttls` asks for, and the end of each handshake.

use crate::app::engine::{Engine, Stage};
use crate::error::{Error, Fault};
use crate::net::TlsMode;
use crate::render::Shown;
use crate::session::{Completion, Phase, Submission};
use crate::wire::{Response, Status};

impl Engine {
    pub(crate) fn greeted(&mut self, response: &Response) -> Result<(), Error> {
        let snapshot = self.session.snapshot();
        let (host, phase) = (snapshot.host.clone(), snapshot.phase);
        let starts_tls = self.dialed.as_ref().is_some_and(|dialed| dialed.tls == TlsMode::StartTls);
        match (response.status(), starts_tls) {
            (Some(Status::Bye), _) => {
                let text = String::from_utf8_lossy(response.text().unwrap_or_default()).into_owned();
                Err(Error::new(Fault::Connect, format!("{host} says BYE: {text}")))
            }
            // RFC 9051 section 7.1.4: STARTTLS is impossible then, so somebody may want to keep it from us.
            (_, true) if phase == Phase::Authenticated => Err(Error::new(
                Fault::Tls,
                format!(
                    "{host} greets with PREAUTH, after which STARTTLS is impossible; the connection would stay in clear text"
                ),
            )),
            (_, true) => self.upgrade(),
            (_, false) => {
                self.ready();
                Ok(())
            }
        }
    }

    /// Asks for STARTTLS, or first whether there is such a thing.
    fn upgrade(&mut self) -> Result<(), Error> {
        let snapshot = self.session.snapshot();
        if snapshot.capabilities.is_some() && !snapshot.can("STARTTLS") {
            let host = &snapshot.host;
            return Err(Error::new(
                Fault::Tls,
                format!("{host} does not offer STARTTLS; the connection would stay in clear text"),
            )
            .hinted("--tls implicit on port 993, or --tls off"));
        }
        let line = if snapshot.capabilities.is_some() { "STARTTLS" } else { "CAPABILITY" };
        let ticket = self
            .session
            .submit(Submission::line(None, line))
            .map_err(|refused| Error::new(Fault::Lost, refused.to_string()))?;
        self.stage = Stage::Upgrading(ticket);
        Ok(())
    }

    /// The answer to what [`Engine::upgrade`] asked.
    pub(crate) fn upgraded(&mut self, completion: &Completion, response: &Response) -> Result<(), Error> {
        let asked = completion.command.map(|command| command.name);
        match (asked, completion.status) {
            (Some("CAPABILITY"), Status::Ok) if self.session.snapshot().capabilities.is_some() => self.upgrade(),
            (Some("STARTTLS"), Status::Ok) => Ok(()),
            _ => {
                let host = &self.session.snapshot().host;
                let text = String::from_utf8_lossy(response.text().unwrap_or_default()).into_owned();
                Err(Error::new(Fault::Tls, format!("{host} refused STARTTLS: {text}"))
                    .hinted("--tls implicit on port 993, or --tls off"))
            }
        }
    }

    /// The TLS handshake is over.
    pub(crate) fn secured(&mut self, first: bool) -> Result<(), Error> {
        if let Some(encryption) = self.encryption().filter(|_| self.is_interactive) {
            let trust = if self.options.trust.insecure { "; --insecure: nobody has checked who this is" } else { "" };
            self.show(Shown::Note(&format!("encrypted: {}, {}{trust}", encryption.version, encryption.cipher)))?;
        }
        self.session.bind(self.link.binding(None));
        if first {
            self.stage = Stage::Greeting;
            return Ok(());
        }
        self.session.handle_secured();
        if let Some((ticket, report)) = self.securing.take() {
            self.waiting.retain(|(waiting, _)| *waiting != ticket);
            self.stage = Stage::Ready;
            self.deadline = None;
            self.publish();
            self.report(report);
            if self.is_interactive {
                // RFC 9051 section 6.2.1: what was said in clear counts no more, and who types wants to know what does. It
                // can be refused only if the connection is gone, which is told by itself.
                let _ = self.session.submit(Submission::line(None, "CAPABILITY"));
            }
            return self.act();
        }
        self.ready();
        Ok(())
    }
}

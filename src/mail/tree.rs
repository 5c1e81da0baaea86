//! The parts of a message, in the order in which they stand.

/// What a part is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Octets of some type.
    #[default]
    Leaf,
    /// A message of its own: the parts below it are its parts.
    Message,
    /// Other parts.
    Multipart,
}

/// A part. RFC 2045, as BODYSTRUCTURE tells of it: RFC 9051 section 7.5.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Where FETCH finds it: `1.2`, or `TEXT` for the parts of a message taken together. RFC 9051 section 6.4.5.1.
    pub section: String,
    /// How many parts it stands in.
    pub depth: usize,
    /// What it is made of.
    pub kind: Kind,
    /// Its type in small letters: `text/plain`.
    pub media: String,
    /// Its name, decoded.
    pub name: Option<String>,
    /// Its charset.
    pub charset: Option<String>,
    /// `format=flowed`, and whether the space at the end of a flowed line is to go: `delsp=yes`. RFC 3676 section 4.
    pub flowed: Option<bool>,
    /// Its transfer encoding in small letters.
    pub encoding: String,
    /// Its size in octets, encoded.
    pub octets: Option<u64>,
    /// It says that it is an attachment.
    pub is_attachment: bool,
}

/// Types that hold lines for people, whatever they are called. RFC 3464, RFC 8098, RFC 5965.
const READABLE: &[&str] =
    &["message/delivery-status", "message/disposition-notification", "message/feedback-report", "application/json"];

impl Part {
    /// Whether it is text that people read.
    #[must_use]
    pub fn is_text(&self) -> bool {
        let is_readable = |media: &str| media.starts_with("text/") || READABLE.contains(&media);
        self.kind == Kind::Leaf && is_readable(&self.media)
    }

    /// `image/png, 70112 octets, "a.png"`
    #[must_use]
    pub fn described(&self) -> String {
        let octets = self.octets.map(|octets| format!(", {octets} octets")).unwrap_or_default();
        let name = self.name.as_ref().map(|name| format!(", {name:?}")).unwrap_or_default();
        format!("{}{octets}{name}", self.media)
    }

    /// How well it serves as the text of a message; more is better.
    fn worth(&self) -> Option<u8> {
        let worth = match &*self.media {
            "text/plain" => 3,
            "text/html" => 2,
            _ if self.is_text() => 1,
            _ => return None,
        };
        let is_second = self.is_attachment || self.kind != Kind::Leaf || self.octets == Some(0);
        Some(if is_second { 0 } else { worth })
    }
}

/// The section that FETCH takes for `section` of a message that is part `message`; an empty one is the outermost.
#[must_use]
pub fn number_of(message: &str, section: &str) -> String {
    if message.is_empty() { section.to_owned() } else { format!("{message}.{section}") }
}

/// The part at `at`, and all that is in it.
#[must_use]
pub fn span(parts: &[Part], at: usize) -> &[Part] {
    let rest = parts.get(at..).unwrap_or_default();
    let inner = rest.iter().skip(1).take_while(|part| part.depth > rest[0].depth).count();
    rest.get(..=inner).unwrap_or_default()
}

/// The part to show of these, which are a part and all that is in it: the first plain text that is no attachment, else HTML,
/// else any text; of nested messages only when there is nothing outside of them.
#[must_use]
pub fn shown_part(parts: &[Part]) -> Option<&Part> {
    if parts.first().is_some_and(Part::is_text) {
        return parts.first();
    }
    let mut inside: Option<usize> = None;
    let mut best: Option<(bool, u8, &Part)> = None;
    for (at, part) in parts.iter().enumerate() {
        if inside.is_some_and(|depth| part.depth <= depth) {
            inside = None;
        }
        // The message that was asked for is no nested one.
        if at > 0 && part.kind == Kind::Message && inside.is_none() {
            inside = Some(part.depth);
        }
        if let Some(worth) = part.worth() {
            let place = (inside.is_none(), worth, part);
            if best.is_none_or(|(outside, best, _)| (place.0, place.1) > (outside, best)) {
                best = Some(place);
            }
        }
    }
    best.map(|(_, _, part)| part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(depth: usize, section: &str, media: &str) -> Part {
        let kind = match media.split_once('/') {
            Some(("multipart", _)) => Kind::Multipart,
            Some(("message", "rfc822")) => Kind::Message,
            _ => Kind::Leaf,
        };
        Part { depth, section: section.into(), media: media.into(), kind, ..Part::default() }
    }

    #[test]
    fn a_text_that_is_empty_is_passed_by() {
        let empty = Part { octets: Some(0), ..part(1, "1", "text/plain") };
        let parts = [part(0, "TEXT", "multipart/mixed"), empty, part(1, "2", "text/html")];
        assert_eq!(shown_part(&parts).unwrap().section, "2");
        assert_eq!(shown_part(&parts[..2]).unwrap().section, "1");
    }

    #[test]
    fn plain_text_is_shown_rather_than_html_and_what_is_outside_rather_than_what_is_forwarded() {
        let parts = [
            part(0, "TEXT", "multipart/mixed"),
            part(1, "1", "message/rfc822"),
            part(2, "1.1", "text/plain"),
            part(1, "2", "text/html"),
            part(1, "3", "image/png"),
        ];
        assert_eq!(shown_part(&parts).unwrap().section, "2");
        assert_eq!(shown_part(span(&parts, 1)).unwrap().section, "1.1");
        assert_eq!(shown_part(span(&parts, 4)), None);
        assert_eq!(span(&parts, 0).len(), 5);
        assert_eq!(span(&parts, 9), []);
    }

    #[test]
    fn an_attachment_is_the_last_resort() {
        let mut attached = part(1, "1", "text/plain");
        attached.is_attachment = true;
        let parts = [part(0, "TEXT", "multipart/mixed"), attached, part(1, "2", "text/calendar")];
        assert_eq!(shown_part(&parts).unwrap().section, "2");
        assert_eq!(shown_part(&parts[..2]).unwrap().section, "1");
    }
}

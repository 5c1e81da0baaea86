//! What `:until` waits for: a response by its name, that comes or has just come.

use crate::wire::Response;

/// Different names of responses that are remembered. A server that makes up more loses the later ones, and nobody else does.
const NAMES_MAX: usize = 64;

/// The longest name that is remembered, in octets: longer than any that is registered.
const NAME_OCTETS_MAX: usize = 64;

/// Names of responses, those that came and the one that is wanted. In capitals.
#[derive(Debug, Default)]
pub(crate) struct Until {
    /// Since the last command was sent, or the last wait was over: what came before `:until` could be typed counts.
    came: Vec<Vec<u8>>,
    wanted: Option<Vec<u8>>,
}

impl Until {
    /// A command is sent: what came before it is history.
    pub(crate) fn begin(&mut self) {
        *self = Self::default();
    }

    /// Takes note of a response. Answers whether it is the one that is waited for.
    pub(crate) fn came(&mut self, response: &Response) -> bool {
        let name = response.status().map(|status| status.as_str().as_bytes()).or_else(|| response.name());
        let Some(name) = name.filter(|_| response.is_untagged()) else { return false };
        let name = name.to_ascii_uppercase();
        if self.wanted.as_ref() == Some(&name) {
            self.begin();
            return true;
        }
        if self.came.len() < NAMES_MAX && name.len() <= NAME_OCTETS_MAX && !self.came.contains(&name) {
            self.came.push(name);
        }
        false
    }

    /// Waits for a response of this name. Answers whether it has come already.
    pub(crate) fn want(&mut self, name: &str) -> bool {
        let name = name.to_ascii_uppercase().into_bytes();
        let has_come = self.came.contains(&name);
        self.begin();
        self.wanted = (!has_come).then_some(name);
        has_come
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(until: &mut Until, line: &str) -> bool {
        until.came(&Response::read(line.as_bytes()).unwrap())
    }

    #[test]
    fn what_came_since_the_command_counts_once() {
        let mut until = Until::default();
        came(&mut until, "* 3 EXISTS\r\n");
        until.begin();
        assert!(!came(&mut until, "* 4 EXISTS\r\n"));
        assert!(until.want("exists"));
        assert!(!until.want("exists"));
        assert!(!came(&mut until, "* 1 RECENT\r\n"));
        assert!(came(&mut until, "* 5 exists\r\n"));
        assert!(!came(&mut until, "* 6 EXISTS\r\n"));
    }

    #[test]
    fn a_status_is_a_name_and_a_tagged_reply_is_none() {
        let mut until = Until::default();
        assert!(!until.want("BYE"));
        assert!(!came(&mut until, "A1 BYE tagged\r\n"));
        assert!(came(&mut until, "* BYE shutting down\r\n"));
    }

    #[test]
    fn names_that_a_server_makes_up_are_not_kept_for_ever() {
        let mut until = Until::default();
        for number in 0..10_000 {
            came(&mut until, &format!("* X{number} y\r\n"));
        }
        came(&mut until, &format!("* {} y\r\n", "X".repeat(100_000)));
        assert!(until.came.len() <= NAMES_MAX);
    }
}

//! The name of an agent, from which its labels and its queue derive.

use std::fmt;
use std::str::FromStr;

/// The cluster's limit for agent names.
const BYTES_MAX: usize = 120;

/// An agent's name: letters, digits, `.`, `_` and `-`, the first a letter or a digit, at most 120.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgentName(String);

/// The error for text that is not an agent's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no agent's name: write 1 to 120 letters, digits, '.', '_' and '-', the first a letter or a digit")]
pub struct NameError {
    text: String,
}

impl FromStr for AgentName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let begins = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        if begins && text.len() <= BYTES_MAX && text.bytes().all(is_allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(NameError {
            text: text.chars().take(BYTES_MAX + 1).collect(),
        })
    }
}

impl AgentName {
    /// Derives a name from a client's own name: each character that a name cannot contain becomes a dash.
    #[must_use]
    pub fn of_client(name: &str) -> Self {
        let plain = |letter: char| match letter {
            letter if letter.is_ascii() && is_allowed(letter as u8) => letter.to_ascii_lowercase(),
            _ => '-',
        };
        let text: String = name.chars().map(plain).collect();
        let text = text.trim_start_matches(|first: char| !first.is_ascii_alphanumeric());
        match text.get(..text.len().min(BYTES_MAX)) {
            Some(text) if !text.is_empty() => Self(text.to_owned()),
            _ => Self("client".to_owned()),
        }
    }

    /// The queue of its wakes.
    #[must_use]
    pub fn queue(&self) -> String {
        format!("agent.{}", self.0)
    }

    /// The execution of the checkpoints that servers store for it.
    #[must_use]
    pub fn execution(&self) -> String {
        format!("mcp.{}", self.0)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgentName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_names_are_converted_to_agent_names() {
        for (given, name) in [
            ("Claude Code", "claude-code"),
            ("", "client"),
            ("…", "client"),
            ("-x", "x"),
        ] {
            assert_eq!(AgentName::of_client(given).as_str(), name);
        }
        let long = AgentName::of_client(&"é9".repeat(500));
        assert!(long.as_str().parse::<AgentName>().is_ok(), "{long}");
    }

    #[test]
    fn a_name_that_a_queue_cannot_have_is_refused() {
        for wrong in ["", "-a", "a b", "ä", &"a".repeat(121)] {
            assert!(wrong.parse::<AgentName>().is_err(), "{wrong}");
        }
        assert_eq!(
            "Ann.7_x-".parse::<AgentName>().map(|name| name.queue()).as_deref(),
            Ok("agent.Ann.7_x-")
        );
    }
}

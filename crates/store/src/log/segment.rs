//! Segment files and their names.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::{Corruption, IoFailure, Rule};
use super::format::{Position, SegmentHeader};
use crate::io::IoFile;

/// The kind and number of a log file, according to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileName {
    /// A segment in use, or prepared for use.
    Log(u64),
    /// A segment no longer needed, kept to be reused.
    Spare(u64),
    /// A file being created.
    New(u64),
}

impl FileName {
    pub fn parse(name: &str) -> Option<Self> {
        let (digits, extension) = name.split_once('.')?;
        let sequence = u64::from_str_radix(digits, 16).ok()?;
        let parsed = match extension {
            "log" => Self::Log(sequence),
            "spare" => Self::Spare(sequence),
            "new" => Self::New(sequence),
            _ => return None,
        };
        (parsed.to_string() == name).then_some(parsed)
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sequence, extension) = match self {
            Self::Log(sequence) => (sequence, "log"),
            Self::Spare(sequence) => (sequence, "spare"),
            Self::New(sequence) => (sequence, "new"),
        };
        write!(formatter, "{sequence:016x}.{extension}")
    }
}

/// A segment whose header is durable under its name.
pub(super) struct Segment {
    pub header: SegmentHeader,
    pub path: PathBuf,
    pub file: Arc<dyn IoFile>,
}

impl Segment {
    pub fn position(&self, offset: u32) -> Position {
        Position {
            sequence: self.header.sequence,
            epoch: self.header.epoch,
            offset,
        }
    }

    pub fn corruption(&self, offset: u32, rule: Rule) -> Corruption {
        Corruption {
            file: self.path.clone(),
            position_bytes: u64::from(offset),
            rule,
        }
    }

    pub fn failure(&self, action: &'static str, source: std::io::Error) -> IoFailure {
        IoFailure::new(action, &self.path, source)
    }
}

//! Copies of a node's directory, each with the length of the history at that time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use minoots_it::files;
use minoots_it::server::Home;
use tokio::time::sleep;

use crate::recorder::Recorder;

/// The time for responses that were sent before the node stopped to reach their clients.
const ARRIVAL: Duration = Duration::from_millis(2);

/// The initial distance between the places of a sample. It doubles whenever there are too many places.
const APART: u64 = 8;

/// A copy of the directory.
#[derive(Debug)]
pub(super) struct Image {
    /// The call behind which the node stopped, and its number.
    pub(super) place: String,
    /// The directory of the copy.
    pub(super) data: PathBuf,
    /// The number of records in the history by then.
    pub(super) records: usize,
}

impl Image {
    /// Returns the same copy with the history of another.
    pub(super) fn with_records_of(&self, other: &Self) -> Self {
        Self {
            place: self.place.clone(),
            data: self.data.clone(),
            records: other.records,
        }
    }
}

/// Makes copies.
#[derive(Debug)]
pub(super) struct Keep<'a> {
    home: &'a Home,
    store: &'a Path,
    recorder: Arc<Recorder>,
    /// The number of wanted copies; `None` for all.
    wanted: Option<usize>,
    apart: u64,
    seen: u64,
    counted: BTreeMap<String, u64>,
    images: Vec<Image>,
}

impl<'a> Keep<'a> {
    pub(super) fn new(home: &'a Home, store: &'a Path, recorder: Arc<Recorder>, wanted: Option<usize>) -> Self {
        Self {
            home,
            store,
            recorder,
            wanted,
            apart: if wanted.is_some() { APART } else { 1 },
            seen: 0,
            counted: BTreeMap::new(),
            images: Vec::new(),
        }
    }

    /// Makes a copy after the node has stopped behind this call.
    pub(super) async fn place(&mut self, line: &str) -> Result<()> {
        let call = name(line);
        *self.counted.entry(call.clone()).or_default() += 1;
        self.seen += 1;
        if !self.seen.is_multiple_of(self.apart) {
            return Ok(());
        }
        sleep(ARRIVAL).await;
        let data = self.store.join(self.seen.to_string());
        files::copy(&self.home.data(), &data)?;
        self.images.push(Image {
            place: format!("behind change {}, a {call}", self.seen),
            data,
            records: self.recorder.records(),
        });
        self.thin()
    }

    /// Drops every second copy when there are twice as many as wanted.
    fn thin(&mut self) -> Result<()> {
        let Some(wanted) = self.wanted else { return Ok(()) };
        if self.images.len() < 2 * wanted {
            return Ok(());
        }
        self.apart *= 2;
        let mut number = 0;
        for image in &self.images {
            number += 1;
            if number % 2 == 1 {
                fs::remove_dir_all(&image.data)?;
            }
        }
        self.images.retain(|image| image.data.exists());
        Ok(())
    }

    /// Returns the copies, and how often each call changed the directory.
    pub(super) fn finish(self) -> (Vec<Image>, BTreeMap<String, u64>) {
        (self.images, self.counted)
    }
}

/// Returns the name of the call in a line of strace, which follows the process id.
fn name(line: &str) -> String {
    let call = line.split_once(' ').map_or(line, |(_, call)| call).trim_start();
    let call = call.strip_prefix("<... ").unwrap_or(call);
    call.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn the_call_is_told_from_the_process_before_it() {
        assert_eq!(name("17 pwrite64(9</d/log/1.log>, ..., 512, 0) = 512"), "pwrite64");
        assert_eq!(name("17    <... fdatasync resumed>) = 0"), "fdatasync");
    }
}

//! Disks that fail, are slow, or are full.

use std::time::Duration;

use anyhow::Result;
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use tokio::time::sleep;

use super::Nemesis;
use crate::plan::{Kind, Strike};
use crate::strace::{Injection, Strace};

const POLL: Duration = Duration::from_millis(20);

/// The time to wait for a call that must fail. Most come at once; renames do not.
const CALL_WITHIN: Duration = Duration::from_secs(5);

fn injection(kind: Kind) -> Result<Injection> {
    let (calls, action) = match kind {
        Kind::SyncError => ("fdatasync,fsync", "error=EIO:when=1"),
        Kind::WriteError => ("pwrite64", "error=EIO:when=1"),
        Kind::WriteNoRoom => ("pwrite64", "error=ENOSPC:when=1"),
        Kind::ReadError => ("pread64", "error=EIO:when=1"),
        Kind::RenameError => ("rename,renameat,renameat2", "error=EIO:when=1"),
        Kind::SyncDelay => ("fdatasync,fsync", "delay_exit=200000"),
        Kind::SyncStall => ("fdatasync", "delay_exit=2000000:when=1"),
        kind => anyhow::bail!("{kind} is nothing strace does"),
    };
    Ok(Injection { calls, action })
}

impl Nemesis {
    /// Fails the node's first such call. The node then ends, and restarts on the data on disk.
    pub(super) async fn fail_calls(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let home = self.scene.cluster.home(node)?.path().to_owned();
        let strace = Strace::attach(self.scene.cluster.pid(node)?, &injection(strike.kind)?, &home)?;
        let within = Deadline::after(CALL_WITHIN);
        while strace.injected()? == 0 && !within.has_passed() {
            sleep(POLL).await;
        }
        let has_failed = strace.injected()? > 0;
        let must_end = matches!(strike.kind, Kind::SyncError | Kind::WriteError);
        let mut ended = self.scene.cluster.has_ended(node)?;
        let patience = Deadline::after(if must_end { PATIENCE } else { strike.lasts });
        while has_failed && !ended && !patience.has_passed() {
            sleep(POLL).await;
            ended = self.scene.cluster.has_ended(node)?;
        }
        strace.detach()?;
        if has_failed && must_end && !ended {
            self.recorder
                .complain(format!("G20: {} did not end node {node}", strike.kind));
        }
        ended |= self.scene.cluster.has_ended(node)?;
        if ended && strike.kind == Kind::WriteNoRoom {
            let why = self.last_words(node)?;
            self.recorder
                .complain(format!("G20: node {node} ended because one write found no room: {why}"));
        }
        if ended {
            self.restart(node).await?;
        }
        Ok(has_failed)
    }

    pub(super) async fn delay_calls(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let home = self.scene.cluster.home(node)?.path().to_owned();
        let strace = Strace::attach(self.scene.cluster.pid(node)?, &injection(strike.kind)?, &home)?;
        sleep(strike.lasts).await;
        Ok(strace.detach()? > 0)
    }

    /// Fills the disk to the last byte, and so beyond the reserve. The checker judges the refusals.
    pub(super) async fn fill_disk(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let filled = self.scene.small_disk.fill()?;
        sleep(strike.lasts).await;
        self.scene.small_disk.clear()?;
        if self.scene.cluster.has_ended(node)? {
            let why = self.last_words(node)?;
            self.recorder
                .complain(format!("G20: node {node} ended on a full disk: {why}"));
            self.restart(node).await?;
        }
        Ok(filled > 0)
    }
}

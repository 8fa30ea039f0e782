//! Nodes that stop, crash, stall or pause.

use std::sync::Arc;

use minoots_store::io::{Fault, Operation};

use super::Injector;
use crate::fault::FaultKind;
use crate::world::End;

impl Injector {
    pub(super) async fn on_one(&self, kind: FaultKind) -> bool {
        let Some(node) = self.victim() else { return false };
        let world = Arc::clone(&self.world);
        match kind {
            FaultKind::Stop => world.stop(node).await,
            FaultKind::PowerCut => world.kill(node, self.some_end()),
            FaultKind::RestartStorm => self.storm_of_restarts().await,
            FaultKind::PowerCutAmidWrite | FaultKind::FailedSync | FaultKind::FailedInstallation => {
                self.break_disk(kind, node).await
            }
            FaultKind::DiskStall => {
                let time = self.random.millis(200..=5_000);
                self.with_pace(node, |pace| pace.stall_disk(time));
                true
            }
            _ => {
                let time = self.random.millis(50..=2_500);
                self.with_pace(node, |pace| pace.pause_all(time));
                true
            }
        }
    }

    /// Lets the disk fail at a future write, sync or installation. The process aborts, and a power failure may follow.
    pub(super) async fn break_disk(&self, kind: FaultKind, node: u64) -> bool {
        let life = {
            let mut machines = self.world.machines();
            let Some(machine) = machines.get_mut(&node) else {
                return false;
            };
            machine.may_fail = true;
            match kind {
                FaultKind::FailedInstallation => machine.disk.tables.fail_building(),
                FaultKind::FailedSync => machine.disk.log.inject(Fault {
                    operation: Operation::SyncData,
                    after_count: self.random.below(4),
                    fail_count: 1,
                    error: std::io::ErrorKind::Other,
                }),
                _ => {
                    let at = machine.disk.log.operation_count() + self.random.below(6);
                    machine.disk.log.halt_at(at);
                }
            }
            machine.life.clone()
        };
        if kind == FaultKind::FailedInstallation {
            return true;
        }
        tokio::time::sleep(self.random.millis(1..=200)).await;
        let struck = !life.goes_on();
        if !struck {
            self.world.kill(node, End::Power);
        }
        struck
    }

    pub(super) async fn storm_of_restarts(&self) -> bool {
        let mut effective = false;
        for _ in 0..self.random.within(3..=8) {
            if let Some(node) = self.victim() {
                effective |= self.world.kill(node, self.some_end());
            }
            self.restart_some();
            tokio::time::sleep(self.random.millis(20..=700)).await;
        }
        effective
    }
}

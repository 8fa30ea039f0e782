//! Kinds of faults.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($kind:ident $name:literal,)*) => {
        /// A kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the names say it")]
        pub enum FaultKind {
            $(#[serde(rename = $name)] $kind,)*
        }

        impl FaultKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Its name in reports and histories.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    Stop "stop",
    PowerCut "power_cut",
    PowerCutAmidWrite "power_cut_amid_write",
    RestartStorm "restart_storm",
    FailedSync "failed_sync",
    DiskStall "disk_stall",
    Pause "pause",
    BitFlip "bit_flip",
    LostDisk "lost_disk",
    RolledBackDisk "rolled_back_disk",
    FailedInstallation "failed_installation",
    Partition "partition",
    OneWay "one_way",
    Bridge "bridge",
    Flapping "flapping",
    Loss "loss",
    Repetition "repetition",
    Held "held",
    DamagedSnapshot "damaged_snapshot",
    ClockStep "clock_step",
    ClockDrift "clock_drift",
    Transfer "transfer",
    Join "join",
    Remove "remove",
    RemoveAndKillLeader "remove_and_kill_leader",
}

impl FaultKind {
    /// Whether the kind takes a disk from the cluster for good. A run has at most one such fault, because a majority
    /// must remain.
    pub(crate) fn destroys(self) -> bool {
        matches!(self, Self::BitFlip | Self::LostDisk | Self::RolledBackDisk)
    }
}

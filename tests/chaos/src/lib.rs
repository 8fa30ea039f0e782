//! Real nodes, real faults: three `minoots server` processes under clients that write down all they see, while processes are killed and
//! stopped, packets lost, bytes delayed, disks failed and filled, clocks set wrong. `minoots-check` judges the history.
//!
//! What is done, and when, is drawn from a seed; what the nodes make of it is theirs, so two runs of a seed have one schedule and two
//! histories. `docs/test-results.md` lists the defects found.

pub mod boundaries;
pub mod clients;
mod ending;
mod nemesis;
pub mod plan;
mod proxy;
pub mod recorder;
pub mod reigns;
pub mod rot;
pub mod run;
mod scene;
mod strace;
pub mod tmpfs;
pub mod tools;
pub mod verdict;
mod wire;

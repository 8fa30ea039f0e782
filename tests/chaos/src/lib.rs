//! Real nodes and real faults: three `minoots server` processes serve recording clients under injected faults.
//! Processes are killed and stopped, packets lost, bytes delayed, disks made to fail and filled, clocks set wrong.
//! `minoots-check` judges the history.
//!
//! A seed determines the faults and their times. The nodes' reactions are not deterministic, so two runs of a seed have
//! one schedule and two histories. `docs/test-results.md` lists the defects found.

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

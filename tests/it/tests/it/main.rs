//! Black-box tests of the `minoots` binary: real processes, real sockets, real kills.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cancels;
mod cli;
mod clock;
mod cluster;
mod create;
mod cursors;
mod delivery;
mod disk_reserve;
mod endurance;
mod golden;
mod kill;
mod lateness;
mod list;
mod load;
mod namespaces;
mod node;
mod races;
mod recovery;
mod refusals;
mod storm;
mod support;
mod tail;
mod transport;
mod wait;
mod withdraw;

//! A node of one voter, with real files and real entries.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod directory;
mod export;
mod harness;
mod leadership;
mod proposals;
mod restart;

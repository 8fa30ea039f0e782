#![allow(clippy::unwrap_used, clippy::expect_used)]
//! Tests of delivery's decisions: stories about one rule each, and a simulation of all rules together.

mod ahead;
mod preparing;
mod simulation;
mod state;
mod stories;

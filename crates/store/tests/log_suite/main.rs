//! The log as its users see it: on a good disk, on a bad one, across crashes and with damaged files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod conformance;
mod crashes;
mod damage;
mod failures;
mod fuzz;
mod golden;
mod inline;
mod recycling;
mod support;
mod synced_mark;
mod turns;

//! Time for leases and deadlines. All of it is read through the sequencer's clock module.

pub(crate) use minoots_sequencer::clock::{Boottime, instant as now};

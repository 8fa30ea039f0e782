//! A simulator of MINOOTS: seeds in, histories out, and each judged.
//!
//! One seed is one run, on one thread, in virtual time: the same seed gives the same bytes. [`a`] runs the product's decisions on a
//! model of consensus, [`b`] the real consensus and storage on networks, disks and clocks that are not, [`store`] the log on a disk that
//! fails, [`schedules`] what is decided about schedules, [`transactions`] what is compared and set, [`watchdogs`] who is taken for dead.

pub mod a;
pub mod b;
pub mod defects;
pub mod fault;
pub mod judge;
pub mod marks;
pub mod plan;
mod random;
pub mod schedules;
pub mod session;
pub mod shrink;
pub mod store;
pub mod tier;
pub mod transactions;
pub mod watchdogs;

//! A simulator of MINOOTS. It runs seeds, records their histories and judges them.
//!
//! One seed is one run, on one thread, in virtual time; equal seeds give equal bytes. [`a`] runs the product's
//! decisions on a model of consensus. [`b`] runs the real consensus and storage on simulated networks, disks and
//! clocks. [`store`] runs the log on a faulty disk. [`schedules`], [`transactions`] and [`watchdogs`] run these
//! features of the kernel.

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

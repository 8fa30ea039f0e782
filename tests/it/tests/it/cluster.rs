//! Three processes that are one: what a cluster promises while its nodes are killed, stopped, added and removed.

mod failover;
mod formation;

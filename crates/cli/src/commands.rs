//! One module per command.

pub mod bench;
pub mod completions;
pub mod config;
pub mod dev;
pub mod event;
pub mod timer;
pub mod verify;

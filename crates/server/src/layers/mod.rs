//! The checks that stand in front of the services, in layers around them.

mod access;
mod names;

pub(crate) use access::AccessLayer;
pub(crate) use names::NamesLayer;

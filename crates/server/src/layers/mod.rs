//! Middleware: the checks in front of the services.

mod access;
mod names;

pub(crate) use access::AccessLayer;
pub(crate) use names::NamesLayer;

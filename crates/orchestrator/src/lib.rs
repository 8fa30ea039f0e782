//! Thin services for agents and workflows, on the public client only.

pub mod definition;

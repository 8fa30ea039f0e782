//! Places in a request, as violations name them.

use std::fmt;

/// The place of a message or a field in a request. Its text is a path, such as `actions[0].target.queue`.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// The request itself.
    Request,
    /// A field of the message at a place.
    Field(&'a At<'a>, &'static str),
    /// An element of the list at a place.
    Element(&'a At<'a>, usize),
}

impl<'a> At<'a> {
    /// The place of a field.
    #[must_use]
    pub fn field(&'a self, name: &'static str) -> Self {
        Self::Field(self, name)
    }

    /// The place of an element.
    #[must_use]
    pub fn element(&'a self, index: usize) -> Self {
        Self::Element(self, index)
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => Ok(()),
            Self::Field(Self::Request, name) => out.write_str(name),
            Self::Field(message, name) => write!(out, "{message}.{name}"),
            Self::Element(list, index) => write!(out, "{list}[{index}]"),
        }
    }
}

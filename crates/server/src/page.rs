//! Pages of lists, as requests ask for them.

use crate::{state::Portion, token, validate};
use tonic::Status;

/// The page that a request asks for.
pub(crate) struct Page {
    pub portion: Portion,
    /// Tells the list and its filters from others.
    binding: Vec<u8>,
}

impl Page {
    pub(crate) fn asked(binding: impl Into<Vec<u8>>, size: i32, token: &str) -> Result<Page, Status> {
        let binding = binding.into();
        let after = token::page(&binding, token)?;
        let size = validate::page_size(size);
        Ok(Page {
            portion: Portion { after, size },
            binding,
        })
    }

    /// The token of the next page, with the key at which the list goes on; empty without one.
    pub(crate) fn next(&self, last: Option<Vec<u8>>) -> String {
        let token = last.map(|key| token::seal(token::Kind::Page, &self.binding, &key));
        token.unwrap_or_default()
    }
}

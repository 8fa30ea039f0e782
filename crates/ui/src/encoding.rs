//! The encodings of a file, and the choice between them.

use http::{HeaderMap, header::ACCEPT_ENCODING};

/// An encoding of a response's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The token of `Accept-Encoding` and `Content-Encoding`.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// The smallest encoding that the headers permit.
    pub(crate) fn preferred(headers: &HeaderMap) -> Self {
        let accepted = |encoding: &Self| {
            let values = headers.get_all(ACCEPT_ENCODING).iter();
            let mut items = values.flat_map(|value| value.to_str().unwrap_or_default().split(','));
            items.any(|item| permits(item, encoding.text()))
        };
        [Self::Brotli, Self::Gzip]
            .into_iter()
            .find(accepted)
            .unwrap_or(Self::Identity)
    }
}

/// Whether an item of `Accept-Encoding` names an encoding, with a weight above 0.
fn permits(item: &str, encoding: &str) -> bool {
    let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
    let weight = parameters.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
    name.trim().eq_ignore_ascii_case(encoding) && weight.is_ok_and(|weight| weight > 0.0)
}

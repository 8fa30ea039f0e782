//! A part of a scan: rows of the tree, merged with the overlay.

use ::sled::IVec;

/// Rows in ascending order, and the key at which the next part starts.
pub(super) struct Part {
    pub(super) rows: Vec<(IVec, IVec)>,
    /// The smallest key that was not read; `None` at the end of the range.
    pub(super) next: Option<Vec<u8>>,
}

/// The limits of a part.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// The number of rows read.
    rows: usize,
    /// The number of bytes collected.
    bytes: usize,
}

impl Part {
    /// The size for the first part. Most readers need few rows.
    pub(super) const SMALL: Size = Size {
        rows: 16,
        bytes: 64 << 10,
    };
    const ROWS_MAX: usize = 256;
}

impl Size {
    /// The size for the following part.
    pub(super) fn larger(self) -> Self {
        Self {
            rows: (2 * self.rows).min(Part::ROWS_MAX),
            ..self
        }
    }
}

/// Merges rows of the tree with overlay rows that replace or hide them.
pub(super) fn read_part<'a>(
    stored: ::sled::Iter,
    overlaid: impl Iterator<Item = (&'a IVec, &'a Option<IVec>)>,
    size: Size,
) -> ::sled::Result<Part> {
    let (mut stored, mut overlaid) = (stored, overlaid.peekable());
    let mut below = stored.next().transpose()?;
    let (mut rows, mut bytes, mut last) = (Vec::new(), 0, None);
    for _ in 0..size.rows {
        let above = overlaid.peek().map(|(key, _)| *key);
        let (key, value) = match below.take_if(|(below, _)| above.is_none_or(|above| *below < *above)) {
            Some((key, value)) => {
                below = stored.next().transpose()?;
                (key, Some(value))
            }
            None => match overlaid.next() {
                Some((key, value)) => {
                    if below.take_if(|(below, _)| below == key).is_some() {
                        below = stored.next().transpose()?;
                    }
                    (key.clone(), value.clone())
                }
                None => return Ok(Part { rows, next: None }),
            },
        };
        last = Some([&key, [0].as_slice()].concat());
        if let Some(value) = value {
            bytes += key.len() + value.len();
            rows.push((key, value));
        }
        if bytes >= size.bytes {
            break;
        }
    }
    Ok(Part { rows, next: last })
}

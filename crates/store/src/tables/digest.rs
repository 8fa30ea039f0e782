//! A state told in a few numbers, read a part at a time, so that whoever asks decides how fast.

use std::ops::ControlFlow;

use minoots_kernel::Failure;
use xxhash_rust::xxh3::Xxh3;

use super::applied::TABLES_END;
use super::view::TableView;

/// The rows of one table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableDigest {
    /// The first byte of their keys.
    pub table: u8,
    /// How many there are.
    pub rows: u64,
    /// xxh3-128 of the rows in order of their keys: key and value, each preceded by its length as a little-endian u32.
    pub hash: u128,
}

/// Reads all tables of a state, which it holds until dropped.
pub struct DigestScan {
    view: TableView,
    /// Where to read on.
    from: Vec<u8>,
    tables: Tables,
}

#[derive(Default)]
struct Tables {
    complete: Vec<TableDigest>,
    /// The one that is being read: its byte, its rows so far, and their hash.
    current: Option<(u8, u64, Box<Xxh3>)>,
}

impl DigestScan {
    /// Begins with the first row.
    pub fn new(view: TableView) -> Self {
        Self {
            view,
            from: Vec::new(),
            tables: Tables::default(),
        }
    }

    /// Reads on, and ends with the row that brings it to `bytes_max`. Answers the tables that have rows, in ascending order, once all
    /// of them were read.
    ///
    /// # Errors
    /// The tables could not be read.
    pub fn advance(&mut self, bytes_max: usize) -> Result<Option<Vec<TableDigest>>, Failure> {
        let Self { view, from, tables } = self;
        let (mut bytes, mut next) = (0, None);
        view.visit(from, &TABLES_END, &mut |key, value| {
            tables.row(key, value);
            bytes += key.len() + value.len();
            if bytes < bytes_max {
                return ControlFlow::Continue(());
            }
            // The least key behind this one.
            next = Some([key, &[0]].concat());
            ControlFlow::Break(())
        })?;
        match next {
            Some(next) => {
                *from = next;
                Ok(None)
            }
            None => Ok(Some(tables.end())),
        }
    }
}

impl Tables {
    fn row(&mut self, key: &[u8], value: &[u8]) {
        let table = key.first().copied().unwrap_or_default();
        if self.current.as_ref().is_none_or(|(current, ..)| *current != table) {
            self.close();
            self.current = Some((table, 0, Box::new(Xxh3::new())));
        }
        if let Some((_, rows, hash)) = &mut self.current {
            *rows += 1;
            for bytes in [key, value] {
                // Lengths fit: the batch refuses longer keys and values.
                hash.update(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
                hash.update(bytes);
            }
        }
    }

    fn close(&mut self) {
        if let Some((table, rows, hash)) = self.current.take() {
            let hash = hash.digest128();
            self.complete.push(TableDigest { table, rows, hash });
        }
    }

    fn end(&mut self) -> Vec<TableDigest> {
        self.close();
        std::mem::take(&mut self.complete)
    }
}

//! Digests of a state, computed a part at a time, so that the caller sets the pace.

use std::ops::ControlFlow;

use minoots_kernel::{Failure, tables::layout};
use xxhash_rust::xxh3::Xxh3;

use super::applied::TABLES_END;
use super::view::TableView;

/// The digest of one table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableDigest {
    /// The first byte of the table's keys.
    pub table: u8,
    /// The number of rows.
    pub rows: u64,
    /// xxh3-128 of the rows in order of their keys: key and value, each preceded by its length as a little-endian u32.
    pub hash: u128,
}

/// A scan over all tables of a state. It holds the state until dropped.
pub struct DigestScan {
    view: TableView,
    /// The key at which the next part starts.
    from: Vec<u8>,
    tables: Tables,
}

#[derive(Default)]
struct Tables {
    complete: Vec<TableDigest>,
    /// The current table: its byte, its rows so far, and their hash.
    current: Option<(u8, u64, Box<Xxh3>)>,
}

impl DigestScan {
    /// Creates a scan that begins with the first row.
    pub fn new(view: TableView) -> Self {
        Self {
            view,
            from: Vec::new(),
            tables: Tables::default(),
        }
    }

    /// Reads the next part, which ends with the row that reaches `bytes_max`. After the last row it returns the tables
    /// that have rows, in ascending order.
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
            next = Some(layout::behind(key));
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
                // The length fits, because the batch rejects longer keys and values.
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

//! Lists: their flags, their pages, and their output.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table, tell_of_more};
use minoots_wire::call::Paged;
use minoots_wire::timer::v1::ReadOptions;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// The flags of a list.
#[derive(Args, Debug)]
pub struct ListArguments {
    /// Number of rows per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page with the same conditions [default: the first page]
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// List all pages
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: ReadArguments,
}

impl ListArguments {
    /// The size of a page; 0 means the server's default.
    pub fn page_size(&self) -> i32 {
        self.page_size.unwrap_or_default()
    }

    /// The choice of the state to read.
    pub fn options(&self) -> Option<ReadOptions> {
        self.reading.options()
    }

    /// Reads the page or all pages, and prints them.
    pub async fn print<R>(
        self,
        request: &R,
        client: &ClientArguments,
        output: Output,
        table: impl FnOnce(&[R::Row]) -> Table,
    ) -> Result<(), Failure>
    where
        R: Paged,
        R::Row: Serialize,
    {
        let channel = client.connect().await?;
        let (rows, next) = pages(&channel, request, self.page_token, self.all).await?;
        if output.is_json() {
            return output.json(&Page::<R> {
                rows: &rows,
                next: &next,
            });
        }
        output.table(&table(&rows))?;
        tell_of_more(&next);
        Ok(())
    }
}

/// The JSON output; both members are always present.
struct Page<'a, R: Paged> {
    rows: &'a [R::Row],
    next: &'a str,
}

impl<R> Serialize for Page<'_, R>
where
    R: Paged,
    R::Row: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_map(Some(2))?;
        page.serialize_entry(R::ROWS, self.rows)?;
        page.serialize_entry("nextPageToken", self.next)?;
        page.end()
    }
}

//! `minoots timer list`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};

use super::filter::FilterArguments;
use super::show;
use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;
use crate::value::status;

/// Arguments of `minoots timer list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only timers with this status; repeatable, or separated by commas
    #[arg(long, value_parser = status, value_delimiter = ',', value_name = "STATUS")]
    status: Vec<TimerStatus>,
    #[command(flatten)]
    filter: FilterArguments,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let conditions = arguments.filter.into_conditions()?;
    let request = ListTimersRequest {
        page_size: arguments.list.page_size(),
        page_token: String::new(),
        statuses: arguments.status.into_iter().map(i32::from).collect(),
        due_from: conditions.due_from,
        due_until: conditions.due_until,
        labels: conditions.labels,
        queue: conditions.queue,
        name_prefix: conditions.name_prefix,
        id_prefix: conditions.id_prefix,
        read: arguments.list.options(),
    };
    arguments.list.print(&request, client, output, show::timers).await
}

//! `minoots budget`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments, Table};
use minoots_wire::lease::v1::{Budget, DeleteBudgetRequest, GetBudgetRequest, SetBudgetRequest, SpendBudgetRequest};
use minoots_wire::time::duration;
use minoots_wire::well_known::{Duration, Timestamp};

use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;
use crate::record::text_of;
use crate::value::{self, Span};

mod list;

/// Arguments of `minoots budget`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Create or change a budget; earlier spends still count
    Set(Set),
    /// Spend from a budget, the whole amount or nothing
    Spend(Spend),
    /// Show a budget and the remaining amount
    Get(Get),
    /// List budgets by id
    List(list::Arguments),
    /// Delete a budget and its spends
    Delete(Named),
}

/// The budget to act on.
#[derive(Args, Debug)]
struct Named {
    /// Budget's id
    id: String,
    /// Partition key, a part of the budget's name [default: the id]
    #[arg(long, value_name = "KEY")]
    partition_key: Option<String>,
}

/// Arguments of `minoots budget get`.
#[derive(Args, Debug)]
struct Get {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Arguments of `minoots budget set`.
#[derive(Args, Debug)]
struct Set {
    #[command(flatten)]
    named: Named,
    /// Amount that may be spent in any window, 1 to 1000
    #[arg(long, value_name = "N")]
    limit: u32,
    /// Length of the window, 1s to 31d
    #[arg(long, value_name = "DURATION")]
    window: Span,
    /// Minimum time between two spends, at most 31d [default: none]
    #[arg(long, value_name = "DURATION")]
    cooldown: Option<Span>,
}

/// Arguments of `minoots budget spend`.
#[derive(Args, Debug)]
struct Spend {
    #[command(flatten)]
    named: Named,
    /// Amount to spend, at most the budget's limit [default: 1]
    #[arg(long, value_name = "N")]
    amount: Option<u32>,
    /// Idempotency key: a repeat spends nothing more and returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Set(arguments) => set(arguments, &client, output).await,
        Action::Spend(arguments) => spend(arguments, &client, output).await,
        Action::Get(arguments) => get(arguments, &client, output).await,
        Action::List(arguments) => list::run(arguments, &client, output).await,
        Action::Delete(arguments) => delete(arguments, &client, output).await,
    }
}

async fn set(arguments: Set, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = SetBudgetRequest {
        id: arguments.named.id,
        partition_key: arguments.named.partition_key.unwrap_or_default(),
        limit: arguments.limit,
        window: Some(arguments.window.to_proto()),
        cooldown: arguments.cooldown.map(Span::to_proto),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&shown(&answer.budget.unwrap_or_default()))
}

async fn spend(arguments: Spend, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = SpendBudgetRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        id: arguments.named.id,
        partition_key: arguments.named.partition_key.unwrap_or_default(),
        amount: arguments.amount.unwrap_or(1),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&format!("{} left", answer.remaining))
}

async fn get(arguments: Get, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetBudgetRequest {
        id: arguments.named.id,
        partition_key: arguments.named.partition_key.unwrap_or_default(),
        read: arguments.reading.options(),
    };
    let answer = client.call(&request).await?;
    let budget = answer.budget.unwrap_or_default();
    if output.is_json() {
        return output.json(&budget);
    }
    output.table(&shown(&budget))
}

async fn delete(arguments: Named, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = DeleteBudgetRequest {
        id: arguments.id,
        partition_key: arguments.partition_key.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line("deleted")
}

fn time(time: &Option<Timestamp>) -> String {
    time.as_ref().and_then(text_of).unwrap_or_default()
}

fn span(span: &Option<Duration>) -> String {
    let nanos = span.as_ref().and_then(|span| duration::from_proto(span).ok());
    nanos.map(duration::format).unwrap_or_default()
}

/// Formats one budget, a field a row; unset fields are left out.
fn shown(budget: &Budget) -> Table {
    let mut table = Table::of_fields();
    table.field("id", &budget.id);
    if budget.partition_key != budget.id {
        table.field("partition key", &budget.partition_key);
    }
    table.field("limit", format!("{} in {}", budget.limit, span(&budget.window)));
    table.field("cooldown", span(&budget.cooldown));
    table.field("remaining", budget.remaining.to_string());
    table.field("next spend", time(&budget.next_spend_time));
    let (total, count) = (budget.spent_total, budget.spend_count);
    table.field("spent", format!("{total} in {count} spends"));
    table.field("last spend", time(&budget.last_spend_time));
    table.field("changed", time(&budget.update_time));
    table
}

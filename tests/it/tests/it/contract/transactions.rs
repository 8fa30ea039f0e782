//! Transactions in steps.

use minoots_client::{Grant, Key, Transaction};

use super::changes;
use super::given::Given;

pub fn transaction(given: Given<'_>) -> Transaction {
    let mut transaction = Transaction::new(given.text("partition_key"));
    if given.has("request_id") {
        transaction = transaction.request_id(given.text("request_id"));
    }
    for guard in given.elements("guards") {
        transaction = guarded(transaction, guard);
    }
    for operation in given.elements("operations") {
        transaction = extended(transaction, operation);
        if operation.has("optional") {
            transaction = transaction.optional();
        }
    }
    transaction
}

fn guarded(transaction: Transaction, guard: Given<'_>) -> Transaction {
    let (kind, body) = only(guard);
    match kind {
        "checkpoint" => transaction.if_checkpoint(body.text("execution"), body.text("name"), body.number("version")),
        "timer" => transaction.if_timer(body.text("id"), body.number("state_version")),
        "lease" => transaction.if_held(&Grant {
            lease: Key::from(body.text("id")),
            token: body.number("token"),
        }),
        "budget" => transaction.if_budget(body.text("id"), body.small("amount")),
        other => panic!("there is no guard {other}"),
    }
}

fn extended(transaction: Transaction, operation: Given<'_>) -> Transaction {
    let (kind, body) = only(operation);
    match kind {
        "create_timer" => transaction.create_timer(changes::new_timer(body)),
        "cancel_timer" => transaction.cancel_timer(changes::cancel(body)),
        "put_checkpoint" => transaction.put_checkpoint(changes::put(body)),
        "settle" => transaction.settle(body.text("event_id"), body.text("fence")),
        "spend_budget" => transaction.spend(changes::spend(body)),
        "emit" => transaction.emit(changes::emit(body)),
        other => panic!("there is no operation {other}"),
    }
}

/// Returns the operation's name and its arguments.
fn only(given: Given<'_>) -> (&str, Given<'_>) {
    let members = given.0.as_object().unwrap();
    let (kind, body) = members.iter().find(|(name, _)| *name != "optional").unwrap();
    (kind, Given(body))
}

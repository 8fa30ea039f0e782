//! A step of an execution as one transaction.

use std::time::Duration;

use minoots_client::{Cancel, Emit, Key, NewTimer, PutCheckpoint, Transaction};
use minoots_wire::executions;
use serde_json::{Value, json};

use super::{STATE, outputs, partition};
use crate::execution::{Effect, Message, State, Step};
use crate::orders::{EXECUTION, order};
use crate::steps::Settle;

/// Builds the transaction of a step with its serialised state. The state is the first operation, so that a concurrent
/// step is recognised by the failed operation.
pub(super) fn transaction((step, state): (&Step, String), version: u64, settle: Option<&Settle>) -> Transaction {
    let key = partition(&step.state.id);
    let put = PutCheckpoint::after((key.as_str(), STATE), version).json(state);
    let mut transaction = Transaction::new(&key).put_checkpoint(put);
    if let Some(settle) = settle {
        transaction = transaction.settle(&settle.event_id, &settle.fence);
    }
    for effect in &step.effects {
        transaction = with(transaction, &step.state, effect);
    }
    transaction
}

fn with(transaction: Transaction, state: &State, effect: &Effect) -> Transaction {
    let execution = state.id.as_str();
    let key = partition(execution);
    let timer = |id: &str, name: String, delay, body: &Value| {
        NewTimer::after(name, delay)
            .id(id)
            .partition_key(&key)
            .label(EXECUTION, execution)
            .json(body.to_string())
    };
    let order = |id: &str, name: String, delay, body: &Value| order(timer(id, name, delay, body));
    match effect {
        Effect::Wake { id, kind, delay } => {
            let body = json!({ "kind": "wake", "execution": execution, "wake": kind, "timer": id });
            transaction.create_timer(order(id, format!("{kind:?} of {execution}"), *delay, &body))
        }
        Effect::Forget { id } => transaction.cancel_timer(Cancel::of(Key::new(id, &key))).optional(),
        Effect::Withdraw { id, why } => transaction.withdraw_timer(id, *why),
        Effect::Send { id, queue, body, needs } => {
            let message = timer(id, format!("work of {execution}"), Duration::ZERO, body);
            let message = match needs.fields.as_str() {
                "" => message,
                // An object that is not empty, so a comma may follow.
                fields => {
                    let body = body.to_string();
                    message.json(format!("{}{fields}}}", body.strip_suffix('}').unwrap_or(&body)))
                }
            };
            transaction.create_timer(message.queue(queue).priority(state.priority.into()))
        }
        Effect::StoreOutput { phase, after, data } => {
            let put = PutCheckpoint::after((key.as_str(), outputs::name(phase)), *after);
            transaction.put_checkpoint(put.json(data.clone()))
        }
        Effect::Tell { id, message } => {
            let body = match message {
                Message::StartChild { id, input } => {
                    json!({ "kind": "start_child", "execution": execution, "child": id, "input": input })
                }
                Message::TellParent => json!({ "kind": "tell_parent", "execution": execution }),
                Message::CancelChildren => json!({ "kind": "cancel_children", "execution": execution }),
                Message::AskPlace { phase, ticket } => {
                    json!({ "kind": "ask_place", "execution": execution, "phase": phase, "ticket": ticket })
                }
                Message::CountFixes { ticket } => {
                    json!({ "kind": "count_fixes", "execution": execution, "ticket": ticket })
                }
                Message::CountOutcome { outcome, ended } => {
                    let definition = &state.definition;
                    json!({ "kind": "tell_outcome", "order": id, "definition": definition, "outcome": outcome, "ended": ended })
                }
                Message::LeavePlace { phase, ticket, left } => {
                    let definition = &state.definition;
                    json!({ "kind": "leave_place", "execution": execution, "definition": definition, "phase": phase, "ticket": ticket, "left": left })
                }
                Message::FailPlace { phase, ticket } => {
                    let definition = &state.definition;
                    json!({ "kind": "fail_place", "execution": execution, "definition": definition, "phase": phase, "ticket": ticket })
                }
            };
            transaction.create_timer(order(id, format!("word of {execution}"), Duration::ZERO, &body))
        }
        Effect::Emit { kind, data } => {
            transaction.emit(Emit::new(*kind, format!("{}{execution}", executions::SUBJECT)).json(data.to_string()))
        }
    }
}

//! Processes the due timers and messages of executions and agents.
//!
//! Any number of workers may run. The entry of a step settles the delivery that caused it, so the step happens once. A
//! delivery that changes nothing is acknowledged.

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::BoxFuture;
use minoots_client::{Client, ConsumeOptions, Delivery, Error};
use minoots_wire::error::{Details, Reason};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tonic::{Code, Status};

use crate::agent::{self, TimerKind as AgentTimer};
use crate::clock;
use crate::convert;
use crate::event_counter::EventCounter;
use crate::execution::{Cause, Input, Priority, TimerKind};
use crate::failure;
use crate::orders::QUEUE;
use crate::outcome::{Ended, Outcome};
use crate::place::{self, breaker::Left};
use crate::reports;
use crate::steps::Settle;
use crate::store::Store;

mod children;
mod held;
mod losses;
mod places;
mod recoveries;
mod shredded;
mod starts;

/// Deliveries that are processed concurrently.
const AT_ONCE: u32 = 64;
/// The pause before the queue is opened again.
const REOPEN: Duration = Duration::from_secs(1);

/// An event of the orchestrators' queue.
#[derive(Debug, Deserialize)]
struct Event {
    data: Order,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Order {
    Wake {
        execution: String,
        wake: TimerKind,
        timer: String,
    },
    StartChild {
        execution: String,
        child: String,
        input: String,
    },
    TellParent {
        execution: String,
    },
    CancelChildren {
        execution: String,
    },
    AskPlace {
        execution: String,
        phase: String,
        ticket: u64,
        /// How often the request was deferred because too many executions wait.
        #[serde(default)]
        round: u32,
    },
    LeavePlace {
        execution: String,
        definition: String,
        phase: String,
        ticket: u64,
        #[serde(default)]
        left: Left,
    },
    FailPlace {
        execution: String,
        definition: String,
        phase: String,
        ticket: u64,
    },
    TryPlace {
        definition: String,
        phase: String,
        round: u64,
    },
    Placed {
        execution: String,
        definition: String,
        phase: String,
        ticket: u64,
    },
    CountFixes {
        execution: String,
        ticket: u64,
    },
    TellOutcome {
        order: String,
        definition: String,
        outcome: Option<Outcome>,
        ended: Option<Ended>,
    },
    CountOutcome {
        definition: String,
        outcome: Option<Outcome>,
        ended: Option<Ended>,
    },
    /// A schedule starts an execution.
    Start {
        definition: String,
        /// The prefix of the execution's id; if absent, the name of the definition.
        #[serde(default)]
        id: String,
        #[serde(default)]
        input: serde_json::Value,
        #[serde(default)]
        priority: Priority,
    },
    /// A schedule requests a report.
    Report {
        report: String,
    },
    AgentSilent {
        agent: String,
        watchdog: String,
    },
    AgentWake {
        agent: String,
        wake: AgentTimer,
        timer: String,
    },
    AttemptLost {
        agent: String,
        execution: String,
        fence: u64,
        #[serde(default)]
        rule: String,
    },
}

/// Processes deliveries until `stop` is true or its sender is dropped. The future is boxed, so that the orchestrator
/// compiles in this crate and not in each caller.
pub fn run(client: Client, events: EventCounter, stop: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
    Box::pin(work(client, events, stop))
}

async fn work(client: Client, events: EventCounter, mut stop: watch::Receiver<bool>) {
    let store = Store::new(client.clone(), events);
    loop {
        tokio::select! {
            () = consume(&client, &store) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        tokio::select! {
            () = tokio::time::sleep(REOPEN) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Consumes until the consumer ends, which follows an error that an immediate retry cannot repair.
async fn consume(client: &Client, store: &Store) {
    let mut consumer = client.consume(QUEUE, ConsumeOptions::default().credits(AT_ONCE));
    let mut acting = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = acting.join_next(), if !acting.is_empty() => {}
            delivery = consumer.next() => match delivery {
                Some(Ok(delivery)) => {
                    let store = store.clone();
                    acting.spawn(async move { act(&store, &delivery).await });
                }
                Some(Err(error)) => tracing::warn!(%error, "the orchestrators' queue"),
                None => return,
            },
        }
    }
}

/// Whether a failed delivery is logged. The backoff of orders grows, and a warning for each doubling of the attempts
/// means a few in the first minute and finally one every few days.
fn is_told(attempt: u32) -> bool {
    attempt.is_power_of_two()
}

/// Processes a delivery, and then acknowledges or returns it.
async fn act(store: &Store, delivery: &Delivery) {
    let done = match serde_json::from_slice::<Event>(&delivery.event.payload) {
        // An order with a shredded payload key stays unreadable in each of its hundred attempts.
        _ if delivery.event.is_shredded() => match shredded::order(store, delivery).await {
            Ok(Some(order)) => held::while_acting(delivery, obey(store, order, delivery)).await,
            Ok(None) => {
                tracing::warn!(
                    event = delivery.event.id,
                    reason = Reason::PayloadShredded.text(),
                    "the payload key of an order was shredded: its deadline or silence leads to nothing; register the agent again, or start another \
                 execution"
                );
                Ok(())
            }
            Err(status) => Err(status),
        },
        Ok(event) => held::while_acting(delivery, obey(store, event.data, delivery)).await,
        Err(error) => Err(Status::invalid_argument(format!(
            "not an order of an orchestrator: {error}"
        ))),
    };
    let answered = match done {
        Ok(()) => delivery.ack().await.map(drop),
        Err(status) => {
            if is_told(delivery.attempt) {
                let (event, attempt) = (&delivery.event.id, delivery.attempt);
                let (reason, why) = (Details::of(&status).reason_text, status.message());
                tracing::warn!(event, attempt, reason, why, "could not be acted on");
            }
            let reason: String = status.message().chars().take(100).collect();
            delivery.nack(reason, None).await.map(drop)
        }
    };
    match answered {
        // Another worker has the delivery, or it is redelivered after its lease.
        Ok(()) | Err(Error::Conflict { .. } | Error::Unknown { .. }) => {}
        Err(error) => tracing::warn!(event = delivery.event.id, %error, "could not be answered"),
    }
}

async fn obey(store: &Store, order: Order, delivery: &Delivery) -> Result<(), Status> {
    let cause = Cause::Event(delivery.event.id.clone());
    match order {
        Order::Wake { execution, wake, timer } => {
            let input = Input::Wake { kind: wake, timer };
            let stepped = store.step(&execution, &input, cause, Some(&settle(delivery))).await;
            settled_elsewhere(absent_is_done(stepped.map(drop)))
        }
        Order::StartChild {
            execution,
            child,
            input,
        } => children::start(store, &execution, (&child, input), cause).await,
        Order::TellParent { execution } => children::tell_parent(store, &execution, cause).await,
        Order::CancelChildren { execution } => children::cancel_all(store, &execution, &cause).await,
        Order::AskPlace {
            execution,
            phase,
            ticket,
            round,
        } => places::ask(store, &execution, (&phase, ticket), round).await,
        Order::LeavePlace {
            execution,
            definition,
            phase,
            ticket,
            left,
        } => places::leave(store, &definition, (&execution, &phase, ticket), left).await,
        Order::FailPlace {
            execution,
            definition,
            phase,
            ticket,
        } => {
            let input = place::Input::Fail { execution, ticket };
            store.places.step((&definition, &phase), &input).await.map(drop)
        }
        Order::TryPlace {
            definition,
            phase,
            round,
        } => {
            let input = place::Input::Try { round };
            store.places.step((&definition, &phase), &input).await.map(drop)
        }
        Order::Placed {
            execution,
            definition,
            phase,
            ticket,
        } => places::placed(store, &definition, (&execution, &phase, ticket), cause).await,
        Order::CountFixes { execution, ticket } => recoveries::look(store, (&execution, ticket), cause).await,
        Order::TellOutcome {
            order,
            definition,
            outcome,
            ended,
        } => {
            let outcomes = &store.outcomes;
            outcomes.tell(&definition, &order, (outcome.as_ref(), ended)).await
        }
        Order::CountOutcome {
            definition,
            outcome,
            ended,
        } => {
            let settle = settle(delivery);
            let counted = store.outcomes.count(&definition, (outcome.as_ref(), ended), &settle);
            settled_elsewhere(counted.await)
        }
        Order::Start {
            definition,
            id,
            input,
            priority,
        } => {
            let start = (definition.as_str(), id.as_str(), input.to_string(), priority);
            starts::start(store, start, delivery, cause).await
        }
        Order::Report { report } => {
            let name = convert::id("report", report)?;
            reports::make(&store.client, &name, &delivery.event.id).await
        }
        Order::AgentSilent { agent, watchdog } => {
            let fired_ms = delivery.fire_time.map_or_else(clock::now_ms, clock::millis);
            let input = agent::Input::Fired { watchdog, fired_ms };
            step_agent(store, (&agent, &input), cause, delivery).await
        }
        Order::AgentWake { agent, wake, timer } => {
            let waiting = match wake {
                AgentTimer::Idle => waiting(store, &agent).await?,
                _ => 0,
            };
            let input = agent::Input::Wake {
                kind: wake,
                timer,
                waiting,
            };
            step_agent(store, (&agent, &input), cause, delivery).await
        }
        Order::AttemptLost {
            agent,
            execution,
            fence,
            rule,
        } => losses::lost(store, (&agent, &rule), (&execution, fence), cause).await,
    }
}

async fn step_agent(
    store: &Store,
    (id, input): (&str, &agent::Input),
    cause: Cause,
    delivery: &Delivery,
) -> Result<(), Status> {
    let stepped = store.agents.step(id, input, cause, Some(&settle(delivery))).await;
    settled_elsewhere(absent_is_done(stepped.map(drop)))
}

fn settle(delivery: &Delivery) -> Settle {
    Settle {
        event_id: delivery.event.id.clone(),
        fence: delivery.fence.clone(),
    }
}

/// The number of messages that wait for an idle agent.
async fn waiting(store: &Store, id: &str) -> Result<u64, Status> {
    match store.agents.load(id).await? {
        Some(known) => store.agents.waiting(&known.state.queues).await,
        None => Ok(0),
    }
}

/// Treats an order for a record that was removed, or is unreadable, as done.
fn absent_is_done(done: Result<(), Status>) -> Result<(), Status> {
    done.or_else(|status| {
        if status.code() == Code::NotFound {
            return Ok(());
        }
        if failure::shredded_version(&status).is_none() {
            return Err(status);
        }
        tracing::warn!(why = status.message(), "an order leads to nothing");
        Ok(())
    })
}

/// Treats a delivery that another worker has settled as done.
fn settled_elsewhere(done: Result<(), Status>) -> Result<(), Status> {
    done.or_else(|status| match failure::is_settled(&status) {
        true => Ok(()),
        false => Err(status),
    })
}

#[cfg(test)]
mod tests {
    use super::is_told;

    #[test]
    fn warnings_of_an_order_get_rarer() {
        let told = (1..=100).filter(|attempt| is_told(*attempt));
        assert_eq!(told.collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 64]);
    }
}

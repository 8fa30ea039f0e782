//! Processes the due timers and messages of executions and agents.
//!
//! Any number of workers may run. The entry of a step settles the delivery that caused it, so the step happens once. A
//! delivery that changes nothing is acknowledged.

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::BoxFuture;
use minoots_client::{Client, ConsumeOptions, Delivery, Error};
use minoots_wire::error::{Details, Reason};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tonic::{Code, Status};
use tracing::Instrument as _;

use crate::agent::{self, TimerKind as AgentTimer};
use crate::clock;
use crate::convert;
use crate::execution::{Cause, Input};
use crate::failure;
use crate::orders::QUEUE;
use crate::place;
use crate::reports;
use crate::steps::Settle;
use crate::store::Store;
use crate::work_metrics::WorkMetrics;

mod children;
mod held;
mod losses;
mod order;
mod places;
mod recoveries;
mod shredded;
mod starts;

use order::{Event, Order};

/// Deliveries that are processed concurrently.
const AT_ONCE: u32 = 64;
/// The kind of an order that cannot be read, in metrics.
const UNREADABLE: &str = "unreadable";
/// The pause before the queue is opened again.
const REOPEN: Duration = Duration::from_secs(1);

/// Processes deliveries until `stop` is true or its sender is dropped. The future is boxed, so that the orchestrator
/// compiles in this crate and not in each caller.
pub fn run(client: Client, metrics: WorkMetrics, stop: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
    Box::pin(work(client, metrics, stop))
}

async fn work(client: Client, metrics: WorkMetrics, mut stop: watch::Receiver<bool>) {
    let store = Store::new(client.clone(), metrics.events());
    loop {
        tokio::select! {
            () = consume(&client, &store, &metrics) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        tokio::select! {
            () = tokio::time::sleep(REOPEN) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Consumes until the consumer ends, which follows an error that an immediate retry cannot repair.
async fn consume(client: &Client, store: &Store, metrics: &WorkMetrics) {
    let mut consumer = client.consume(QUEUE, ConsumeOptions::default().credits(AT_ONCE));
    let mut acting = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = acting.join_next(), if !acting.is_empty() => {}
            delivery = consumer.next() => match delivery {
                Some(Ok(delivery)) => {
                    let (store, metrics) = (store.clone(), metrics.clone());
                    acting.spawn(async move { act(&store, &metrics, &delivery).await });
                }
                Some(Err(error)) => {
                    metrics.failed(&failure::fabric(&error));
                    tracing::warn!(%error, "the orchestrators' queue");
                }
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
async fn act(store: &Store, metrics: &WorkMetrics, delivery: &Delivery) {
    let due = delivery.fire_time.filter(|_| delivery.attempt <= 1);
    let mut order = metrics.order(due.map(clock::since));
    let (kind, done) = process(store, delivery).await;
    order.ended(kind, done.is_ok());
    let answered = match done {
        Ok(()) => delivery.ack().await.map(drop),
        Err(status) => {
            metrics.failed(&status);
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

/// Obeys the order of a delivery. Returns its kind and its outcome.
async fn process(store: &Store, delivery: &Delivery) -> (&'static str, Result<(), Status>) {
    let order = match serde_json::from_slice::<Event>(&delivery.event.payload) {
        // An order with a shredded payload key stays unreadable in each of its hundred attempts.
        _ if delivery.event.is_shredded() => shredded::order(store, delivery).await,
        Ok(event) => Ok(Some(event.data)),
        Err(error) => Err(Status::invalid_argument(format!(
            "not an order of an orchestrator: {error}"
        ))),
    };
    match order {
        Ok(Some(order)) => {
            let kind = order.kind();
            let obeyed = held::while_acting(delivery, obey(store, order, delivery));
            (kind, obeyed.instrument(tracing::info_span!("order", kind)).await)
        }
        Ok(None) => {
            tracing::warn!(
                event = delivery.event.id,
                reason = Reason::PayloadShredded.text(),
                "the payload key of an order was shredded: its deadline or silence leads to nothing; register the agent again, or start another \
                 execution"
            );
            (UNREADABLE, Ok(()))
        }
        Err(status) => (UNREADABLE, Err(status)),
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
        Order::Start(asked) => starts::start(store, asked, delivery, cause).await,
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

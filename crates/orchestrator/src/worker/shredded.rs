//! Orders whose payload key was shredded. The waiting record still describes its order, as long as the record is
//! readable.

use minoots_client::{Delivery, Error};
use tonic::Status;

use super::Order;
use crate::failure;
use crate::orders::{AGENT, EXECUTION};
use crate::store::Store;

const SUBJECT: &str = "timers/";

/// Restores an order from the waiting record; `None` if no readable record waits for it.
pub(super) async fn order(store: &Store, delivery: &Delivery) -> Result<Option<Order>, Status> {
    let Some(id) = delivery.event.subject.strip_prefix(SUBJECT) else {
        return Ok(None);
    };
    let timer = match store.client.get(id).await {
        Ok(timer) => timer,
        Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(failure::fabric(&error)),
    };
    if let Some(execution) = timer.labels.get(EXECUTION) {
        return of_execution(store, execution, id).await;
    }
    match timer.labels.get(AGENT) {
        Some(agent) => of_agent(store, agent, id).await,
        None => Ok(None),
    }
}

async fn of_execution(store: &Store, execution: &str, id: &str) -> Result<Option<Order>, Status> {
    let Some(loaded) = store.readable(execution).await? else {
        return Ok(None);
    };
    let mut timers = loaded.state.timers.iter();
    let waiting = timers.find(|(_, timer)| timer.id == id);
    Ok(waiting.map(|(wake, _)| Order::Wake {
        execution: execution.to_owned(),
        wake: *wake,
        timer: id.to_owned(),
    }))
}

async fn of_agent(store: &Store, agent: &str, id: &str) -> Result<Option<Order>, Status> {
    let Some(known) = failure::if_readable(store.agents.load(agent).await)? else {
        return Ok(None);
    };
    if known.state.watchdog == id {
        return Ok(Some(Order::AgentSilent {
            agent: agent.to_owned(),
            watchdog: id.to_owned(),
        }));
    }
    let waiting = known.state.timers.iter().find(|(_, timer)| *timer == id);
    Ok(waiting.map(|(wake, _)| Order::AgentWake {
        agent: agent.to_owned(),
        wake: *wake,
        timer: id.to_owned(),
    }))
}

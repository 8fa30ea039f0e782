//! Maps each call of a scenario to a method of the client.

use minoots_client::{
    AcquireLease, Client, DeleteCheckpoint, Error, Grant, ListTimers, Pages, Reschedule, RollBack, TimerStatus, Touch,
    Wait, Waited,
};
use serde_json::{Value, json};
use tokio_stream::StreamExt as _;

use super::given::Given;
use super::{answers, changes, transactions};

/// Returns the response in the scenario's form, or the refusal.
pub async fn make(client: &Client, call: &str, given: Given<'_>) -> Result<Value, Error> {
    match call {
        "create_timer" | "create_timers" | "get_timer" | "cancel_timer" | "reschedule_timer" | "list_timers"
        | "wait_timer" | "touch_timer" => timers(client, call, given).await,
        "settle" => {
            let outcome = client.ack(given.text("event_id"), given.text("fence")).await?;
            Ok(answers::acknowledged(outcome))
        }
        "emit" => Ok(json!({ "event_id": client.emit(changes::emit(given)).await? })),
        "transact" => {
            let transacted = client.transact(transactions::transaction(given)).await?;
            Ok(answers::transacted(&transacted))
        }
        "acquire_lease" | "renew_lease" | "release_lease" | "get_lease" | "list_leases" => {
            leases(client, call, given).await
        }
        "set_budget" | "spend_budget" | "get_budget" | "list_budgets" | "delete_budget" => {
            budgets(client, call, given).await
        }
        other => checkpoints(client, other, given).await,
    }
}

async fn timers(client: &Client, call: &str, given: Given<'_>) -> Result<Value, Error> {
    Ok(match call {
        "create_timer" => {
            let created = client.create_timer(changes::new_timer(given)).await?;
            json!({ "existing": created.existing, "timer": answers::timer(&created.timer) })
        }
        "create_timers" => {
            let timers = given.elements("timers").into_iter().map(changes::new_timer);
            let results = client.create_timers(timers).await?;
            let results = results
                .iter()
                .map(|one| json!({ "id": one.id, "existing": one.existing }));
            json!({ "results": results.collect::<Vec<_>>() })
        }
        "get_timer" => json!({ "timer": answers::timer(&client.get(given.key()).await?) }),
        "cancel_timer" => answers::cancelled(&client.cancel(changes::cancel(given)).await?),
        "reschedule_timer" => {
            let moved = Reschedule::after(given.key(), given.time("delay_ms"));
            let moved = moved.version(given.number_or_zero("version"));
            let moved = match given.has("request_id") {
                true => moved.request_id(given.text("request_id")),
                false => moved,
            };
            answers::rescheduled(&client.reschedule(moved).await?)
        }
        "wait_timer" => {
            let wait = match given.text("until") {
                "FIRED" => Wait::fired(given.key()),
                _ => Wait::ended(given.key()),
            };
            let waited = client.wait(wait.timeout(given.time("timeout_ms"))).await?;
            let reached = matches!(waited, Waited::Reached(_));
            let (Waited::Reached(timer) | Waited::TimedOut(timer)) = waited;
            json!({ "reached": reached, "timer": answers::timer(&timer) })
        }
        "touch_timer" => {
            let touch = Touch {
                epoch: given.number_or_zero("epoch"),
                sequence: given.number_or_zero("sequence"),
            };
            answers::touched(&client.touch(given.key(), touch).await?)
        }
        _ => ids(client.list(which(given)), |timer| timer.id).await?,
    })
}

fn which(given: Given<'_>) -> ListTimers {
    let mut which = ListTimers::default()
        .id_prefix(given.text_or_empty("id_prefix"))
        .queue(given.text_or_empty("queue"));
    for (name, label) in given.texts("labels") {
        which = which.label(name, label);
    }
    for status in given.elements("statuses") {
        let status = format!("TIMER_STATUS_{}", status.0.as_str().unwrap());
        which = which.status(TimerStatus::from_str_name(&status).unwrap());
    }
    match given.has("page_size") {
        true => which.page_size(given.small("page_size")),
        false => which,
    }
}

async fn ids<T: Send + 'static>(pages: Pages<T>, id: impl Fn(T) -> String) -> Result<Value, Error> {
    Ok(json!({ "ids": all(pages).await?.into_iter().map(id).collect::<Vec<_>>() }))
}

async fn all<T: Send + 'static>(mut pages: Pages<T>) -> Result<Vec<T>, Error> {
    let mut things = Vec::new();
    while let Some(thing) = pages.next().await {
        things.push(thing?);
    }
    Ok(things)
}

async fn checkpoints(client: &Client, call: &str, given: Given<'_>) -> Result<Value, Error> {
    Ok(match call {
        "put_checkpoint" => answers::checkpoint(&client.put_checkpoint(changes::put(given)).await?),
        "get_checkpoint" => {
            let version = given.number_or_zero("version");
            answers::checkpoint(&client.checkpoint_at(changes::checkpoint_key(given), version).await?)
        }
        "list_checkpoints" => {
            let listed = match given.has("name") {
                true => client.checkpoint_versions(changes::checkpoint_key(given)),
                false => client.checkpoints(given.text("execution")),
            };
            let listed = all(listed).await?;
            json!({ "checkpoints": listed.iter().map(answers::checkpoint).collect::<Vec<_>>() })
        }
        "rollback_checkpoint" => {
            let (expected, to) = (given.number("expected_version"), given.number("to"));
            let roll_back = RollBack::to(changes::checkpoint_key(given), expected, to);
            let back = client.roll_back_checkpoint(roll_back).await?;
            json!({
                "version": back.checkpoint.version,
                "cancelled_timer_ids": back.cancelled,
                "too_late_timer_ids": back.too_late,
            })
        }
        "delete_checkpoint" => {
            let delete = DeleteCheckpoint::at(changes::checkpoint_key(given), given.number("expected_version"));
            client.delete_checkpoint(delete).await?;
            json!({})
        }
        "list_executions" => ids(client.executions(given.text("id_prefix")), |id| id).await?,
        other => panic!("there is no call {other}"),
    })
}

async fn leases(client: &Client, call: &str, given: Given<'_>) -> Result<Value, Error> {
    let grant = || Grant {
        lease: given.key(),
        token: given.number("token"),
    };
    Ok(match call {
        "acquire_lease" => {
            let acquire = AcquireLease::new(given.key(), given.text("holder"), given.time("ttl_ms"));
            let acquire = match given.has("request_id") {
                true => acquire.request_id(given.text("request_id")),
                false => acquire,
            };
            let acquired = client.acquire_lease(acquire).await?;
            json!({ "lease": answers::lease(&acquired.lease), "existing": acquired.existing })
        }
        "renew_lease" => json!({ "lease": answers::lease(&client.renew_lease(grant(), None).await?) }),
        "release_lease" => {
            client.release_lease(grant()).await?;
            json!({})
        }
        "get_lease" => json!({ "lease": answers::lease(&client.lease(given.key()).await?) }),
        _ => ids(client.leases(given.text("id_prefix")), |lease| lease.id).await?,
    })
}

async fn budgets(client: &Client, call: &str, given: Given<'_>) -> Result<Value, Error> {
    Ok(match call {
        "set_budget" => {
            let cooldown = given.has("cooldown_ms").then(|| given.time("cooldown_ms"));
            let (limit, window) = (given.small("limit"), given.time("window_ms"));
            let budget = client.set_budget(given.key(), limit, window, cooldown).await?;
            json!({ "budget": answers::budget(&budget) })
        }
        "spend_budget" => {
            let spent = client.spend(changes::spend(given)).await?;
            json!({ "remaining": spent.remaining, "existing": spent.existing })
        }
        "get_budget" => json!({ "budget": answers::budget(&client.budget(given.key()).await?) }),
        "delete_budget" => {
            client.delete_budget(given.key()).await?;
            json!({})
        }
        _ => ids(client.budgets(given.text("id_prefix")), |budget| budget.id).await?,
    })
}

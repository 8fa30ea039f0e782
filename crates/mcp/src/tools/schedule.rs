//! `minoots_schedule_timer`.

use minoots_client::{Error, NewTimer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::when::DueArgument;
use super::{Told, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::limits::ID_BYTES_MAX;
use crate::shown::shown;

pub(super) const TOLD: Told = Told {
    name: "minoots_schedule_timer",
    title: "Schedule a timer",
    description: "Schedule a durable timer: your wake. It outlives this conversation and this process, and fires after delay or at \
                  fire_time: give exactly one of them. When it fires, message waits for you: take it with minoots_list_wakes, do what it \
                  says, and call minoots_acknowledge. Answers with id, name, status, fire_time, and existing, which is true if this very \
                  timer had been scheduled before.",
    schema,
    hints: (false, false, false),
};

fn schema() -> Value {
    let properties = json!({
        "name": schema::needed_text("What it is for, in a few words: 1 to 255 bytes. Need not be unique."),
        "delay": schema::duration("Fire after this long.", "Give this or fire_time, not both."),
        "fire_time": schema::instant("Fire at this instant:", "Up to 24 hours in the past means now. Give this or delay, not both."),
        "message": schema::text(
            "Text that you get when it fires, at most 256 KiB. Say what has to be done then: you may remember nothing else."
        ),
        "id": schema::needed_text(
            "Usually left out. An id of your own makes a repeated call safe: the same id with the same arguments is the same timer. 1 to \
             128 ASCII letters, digits, '.', '_' and '-', the first a letter or digit."
        ),
        "note": schema::text("Why it exists, for people who look at it: at most 1,024 bytes. It is not delivered."),
        "watchdog": {
            "type": "boolean",
            "default": false,
            "description": "true makes it a watchdog: it fires once minoots_heartbeat was not called with its id for delay, which is 1s to \
                            7d then.",
        },
    });
    schema::object(properties, &["name"])
}

pub(super) async fn run(agent: &Agent, mut arguments: Arguments) -> Result<Answer, Refusal> {
    let name = arguments.needed_text("name");
    let when = DueArgument::read(&mut arguments);
    let (message, id) = (arguments.text("message"), arguments.text("id"));
    let (note, watchdog) = (arguments.text("note"), arguments.flag("watchdog"));
    arguments.end()?;
    let Some(when) = when else {
        return Err(Refusal::invalid(Vec::new()));
    };
    let timer = match when.within(agent.settings.max_horizon)? {
        DueArgument::After(delay) => NewTimer::after(name, delay),
        DueArgument::At(instant) => NewTimer::at(name, instant),
    };
    let (is_own, id) = (id.is_some(), id.unwrap_or_else(|| Uuid::now_v7().to_string()));
    let mut timer = agent.owning(timer).id(&id);
    if let Some(message) = message {
        timer = timer.text(message);
    }
    if let Some(note) = note {
        timer = timer.note(note);
    }
    if watchdog {
        timer = timer.watchdog(0);
    }
    let create = agent.client.create_timer(timer);
    // An existing timer needs no slot: the create returns it, or reports a conflict. A request that the cluster rejects
    // needs none either.
    let needs_none = is_own && (id.len() > ID_BYTES_MAX || agent.timer(&id).await.is_ok());
    let created = match needs_none {
        true => create.await,
        false => agent.with_place(&id, create).await?,
    };
    let created = created.map_err(|error| unknown(error, &id))?;
    let mut answer = shown(&created.timer);
    answer.insert("existing".to_owned(), created.existing.into());
    Ok(answer)
}

fn unknown(error: Error, id: &str) -> Refusal {
    let may_have_happened = error.may_have_happened();
    let refusal = Refusal::from(error);
    match may_have_happened {
        true => refusal.do_instead(format!(
            "It may have happened. Call again with id \"{id}\" and the same other arguments: it is not done twice."
        )),
        false => refusal,
    }
}

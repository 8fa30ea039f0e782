//! Keeps the number of an agent's wakes below its cap, across all its servers.
//!
//! Invariant: a timer is created only after its id is in one checkpoint, [`NAME`], written over the version that was
//! read before the wakes were counted. The id counts from then on, until the timer exists. So of two servers that count
//! the same wakes, the cluster rejects one, which then counts again.
//!
//! A server killed in between leaves an unused slot. It expires after [`PLACE_KEPT`], when no server creates its timer
//! any more.

use std::collections::{BTreeMap, BTreeSet};

use minoots_client::{Error, PutCheckpoint, Timer};
use serde::{Deserialize, Serialize};

use super::Agent;
use crate::answer::Refusal;
use crate::clock;
use crate::limits::{PLACE_KEPT, PLACE_TRIES_MAX, PLACES_UNUSED_MAX};
use crate::moment::{millis, millis_of};

/// The name of the checkpoint.
const NAME: &str = "places";

/// The stored form: JSON. Later versions only add fields.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Places {
    /// Ids of wakes, and the time until which each counts without a timer, in milliseconds since 1970 UTC.
    taken: BTreeMap<String, u64>,
}

/// Slots that this process may have stored and that will get no timer: their ids and expiry times.
pub(super) type Unused = BTreeSet<Place>;

type Place = (String, u64);

/// Takes a slot for the wake of this id, which the caller then creates at once, or never.
///
/// # Errors
/// The agent has as many wakes as it may, other servers schedule continuously, or the cluster does not answer.
pub(super) async fn take(agent: &Agent, unused: &mut Unused, id: &str) -> Result<Place, Refusal> {
    let max = agent.settings.max_pending;
    for _ in 0..PLACE_TRIES_MAX {
        let (version, places) = load(agent).await?;
        let (timers, more) = agent.pending(max).await?;
        if timers.len() >= max {
            return Err(full(agent, if more { "more than " } else { "" }));
        }
        let mut taken = without_timers(agent, places.taken, &timers).await?;
        drop_unused(&mut taken, unused);
        taken.remove(id);
        if timers.len() + taken.len() >= max {
            return Err(full(agent, ""));
        }
        let now = millis(clock::now());
        let place = (id.to_owned(), now.saturating_add(millis_of(PLACE_KEPT)));
        taken.insert(id.to_owned(), place.1);
        // The caller may cancel this at any moment. Until the timer is about to be created, the slot counts as unused.
        remember(unused, place.clone());
        match put(agent, version, Places { taken }).await {
            Ok(()) => unused.clear(),
            Err(Error::Conflict { reason, .. }) if reason == "VERSION_CONFLICT" => continue,
            Err(error) => return Err(not_scheduled(error)),
        }
        // A machine that slept meanwhile counts again, because enough time must remain to create the timer.
        if millis(clock::now()) <= now.saturating_add(millis_of(PLACE_KEPT / 2)) {
            return Ok(place);
        }
        remember(unused, place);
    }
    let message = format!("agent {} schedules many timers at this moment", agent.name);
    Err(Refusal::new("MAX_PENDING", message, "Nothing was changed. Call again."))
}

/// Returns a slot without a timer. If that fails now, the next call of [`take`] returns it.
pub(super) async fn give_back(agent: &Agent, unused: &mut Unused, place: Place) {
    remember(unused, place);
    let Ok((version, mut places)) = load(agent).await else {
        return;
    };
    drop_unused(&mut places.taken, unused);
    if put(agent, version, places).await.is_ok() {
        unused.clear();
    }
}

fn remember(unused: &mut Unused, place: Place) {
    if unused.len() < PLACES_UNUSED_MAX {
        unused.insert(place);
    }
}

/// Drops unused slots. A slot with the same id that another server took since stays.
fn drop_unused(taken: &mut BTreeMap<String, u64>, unused: &Unused) {
    for (id, until) in unused {
        if taken.get(id) == Some(until) {
            taken.remove(id);
        }
    }
}

/// The slots that count in addition to the timers listed after the slots were read.
async fn without_timers(
    agent: &Agent,
    taken: BTreeMap<String, u64>,
    listed: &[Timer],
) -> Result<BTreeMap<String, u64>, Error> {
    let listed: BTreeSet<&str> = listed.iter().map(|timer| timer.id.as_str()).collect();
    let now = millis(clock::now());
    let mut counting = BTreeMap::new();
    for (id, until) in taken {
        if until <= now || listed.contains(id.as_str()) {
            continue;
        }
        match agent.client.get(id.as_str()).await {
            // It has ended, or belongs to another agent.
            Ok(timer) if !agent.has_pending(&timer) => {}
            // It is about to be created, or was created after the list.
            Ok(_) | Err(Error::NotFound { .. }) => {
                counting.insert(id, until);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(counting)
}

/// The slots and their version; 0 if there are none yet.
async fn load(agent: &Agent) -> Result<(u64, Places), Error> {
    match agent.client.checkpoint(key(agent)).await {
        // Unreadable content was not written by this crate, and counts as empty.
        Ok(checkpoint) => Ok((
            checkpoint.version,
            serde_json::from_slice(&checkpoint.data).unwrap_or_default(),
        )),
        Err(Error::NotFound { .. }) => Ok((0, Places::default())),
        // The stored slots can no longer be read. At worst, the cap is exceeded by the timers about to be created.
        Err(error) if error.reason() == "PAYLOAD_SHREDDED" => {
            let version = error.current_version().ok_or(error)?;
            Ok((version, Places::default()))
        }
        Err(error) => Err(error),
    }
}

async fn put(agent: &Agent, after: u64, places: Places) -> Result<(), Error> {
    let json = serde_json::to_string(&places).unwrap_or_default();
    let put = PutCheckpoint::after(key(agent), after).json(json).keep_last(1);
    agent.client.put_checkpoint(put).await.map(drop)
}

fn key(agent: &Agent) -> (String, String) {
    (agent.name.execution(), NAME.to_owned())
}

fn full(agent: &Agent, over: &str) -> Refusal {
    let max = agent.settings.max_pending;
    let message = format!(
        "agent {} may have {max} timers that have not ended, and has {over}{max}",
        agent.name
    );
    let way_out = "Nothing was changed. Cancel what is not needed any more (minoots_list_timers, minoots_cancel_timer), acknowledge what has \
                   fired (minoots_list_wakes, minoots_acknowledge), or ask whoever runs this server for a larger --max-pending.";
    Refusal::new("MAX_PENDING", message, way_out)
}

/// The error when a slot may have been taken, but no timer was created.
fn not_scheduled(error: Error) -> Refusal {
    let may_have_happened = error.may_have_happened();
    let refusal = Refusal::from(error);
    match may_have_happened {
        true => refusal.do_instead("Nothing was scheduled. Call again later."),
        false => refusal,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn places_are_read_by_later_versions() {
        let places = Places {
            taken: BTreeMap::from([("tea".to_owned(), 2_000)]),
        };
        let stored = r#"{"taken":{"tea":2000}}"#;
        assert_eq!(serde_json::to_string(&places).unwrap(), stored);
        assert_eq!(serde_json::from_str::<Places>(stored).unwrap(), places);
        let later = r#"{"taken":{"tea":2000},"more":1}"#;
        assert_eq!(serde_json::from_str::<Places>(later).unwrap(), places);
    }

    #[test]
    fn unused_slots_to_return_are_bounded() {
        let mut unused = Unused::new();
        for number in 0..=PLACES_UNUSED_MAX {
            remember(&mut unused, (number.to_string(), 1));
        }
        assert_eq!(unused.len(), PLACES_UNUSED_MAX);
    }

    #[test]
    fn a_place_that_somebody_else_has_taken_since_is_not_given_back() {
        let unused = Unused::from([("mine".to_owned(), 1), ("again".to_owned(), 1)]);
        let mut taken = BTreeMap::from([("mine".to_owned(), 1), ("again".to_owned(), 2), ("other".to_owned(), 1)]);
        drop_unused(&mut taken, &unused);
        let left = [("again".to_owned(), 2), ("other".to_owned(), 1)];
        assert_eq!(taken, BTreeMap::from(left));
    }
}

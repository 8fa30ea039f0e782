//! What rules can see of a request.

use std::collections::{BTreeMap, HashMap};

use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression};

use crate::limits::{FACT_BYTES_MAX, LABELS_MAX};

#[cfg(test)]
mod tests;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// A timer is made.
    Create,
    /// A timer gets another due instant.
    Reschedule,
    /// A timer is cancelled.
    Cancel,
    /// A timer is shown.
    Read,
    /// Timers are listed.
    List,
    /// A timer's end is waited for.
    Wait,
    /// Deliveries of a queue are taken.
    Consume,
    /// A delivery is acknowledged, refused or extended.
    Settle,
    /// A queue is paused or resumed.
    Pause,
    /// A queue is emptied.
    Purge,
    /// Dead letters are sent again.
    Redrive,
    /// The event log is read.
    Tail,
    /// An event of the caller's own is written.
    Emit,
    /// A resource that has no action of its own is read.
    View,
    /// Such a resource is created, changed or deleted.
    Change,
    /// An approval is decided.
    Decide,
}

impl Verb {
    /// All there are.
    pub const ALL: [Self; 16] = [
        Self::Create,
        Self::Reschedule,
        Self::Cancel,
        Self::Read,
        Self::List,
        Self::Wait,
        Self::Consume,
        Self::Settle,
        Self::Pause,
        Self::Purge,
        Self::Redrive,
        Self::Tail,
        Self::Emit,
        Self::View,
        Self::Change,
        Self::Decide,
    ];

    /// Its name as an action.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Reschedule => "reschedule",
            Self::Cancel => "cancel",
            Self::Read => "read",
            Self::List => "list",
            Self::Wait => "wait",
            Self::Consume => "consume",
            Self::Settle => "settle",
            Self::Pause => "pause",
            Self::Purge => "purge",
            Self::Redrive => "redrive",
            Self::Tail => "tail",
            Self::Emit => "emit",
            Self::View => "view",
            Self::Change => "change",
            Self::Decide => "decide",
        }
    }

    /// The kinds of resources that the action applies to.
    #[must_use]
    pub fn kinds(self) -> &'static [ResourceKind] {
        match self {
            Self::Create | Self::Reschedule | Self::Cancel | Self::Read | Self::List | Self::Wait => {
                &[ResourceKind::Timer]
            }
            Self::Consume | Self::Settle | Self::Pause | Self::Purge | Self::Redrive => &[ResourceKind::Queue],
            Self::Tail | Self::Emit => &[ResourceKind::Log],
            Self::View | Self::Change => &[
                ResourceKind::Queue,
                ResourceKind::Webhook,
                ResourceKind::Checkpoint,
                ResourceKind::Definition,
                ResourceKind::Execution,
                ResourceKind::Agent,
                ResourceKind::Lease,
                ResourceKind::Budget,
            ],
            Self::Decide => &[ResourceKind::Execution],
        }
    }

    /// The first of these kinds, which is the only one of most actions.
    #[must_use]
    pub fn kind(self) -> ResourceKind {
        self.kinds().first().copied().unwrap_or(ResourceKind::Log)
    }
}

/// The kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceKind {
    /// One timer, or those of a list.
    Timer,
    /// A queue.
    Queue,
    /// The tenant's event log.
    Log,
    /// A webhook endpoint.
    Webhook,
    /// A checkpoint.
    Checkpoint,
    /// A workflow definition.
    Definition,
    /// A workflow execution.
    Execution,
    /// An agent.
    Agent,
    /// A lease.
    Lease,
    /// A budget.
    Budget,
}

impl ResourceKind {
    /// All there are.
    pub const ALL: [Self; 10] = [
        Self::Timer,
        Self::Queue,
        Self::Log,
        Self::Webhook,
        Self::Checkpoint,
        Self::Definition,
        Self::Execution,
        Self::Agent,
        Self::Lease,
        Self::Budget,
    ];

    /// Its name as a type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Timer => "Timer",
            Self::Queue => "Queue",
            Self::Log => "Log",
            Self::Webhook => "Webhook",
            Self::Checkpoint => "Checkpoint",
            Self::Definition => "Definition",
            Self::Execution => "Execution",
            Self::Agent => "Agent",
            Self::Lease => "Lease",
            Self::Budget => "Budget",
        }
    }
}

/// A request, as far as rules can see it. The caller is authenticated and its role permits the verb already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Who: what records name.
    pub principal: String,
    /// In which role.
    pub role: String,
    /// What is asked for.
    pub verb: Verb,
    /// The kind of the resource; must be one that the verb applies to.
    pub kind: ResourceKind,
    /// The id of the resource, or the type of an event; empty for lists and readings of the log, and for a timer that gets its id later.
    /// Of a checkpoint: its execution and its name, with a slash between.
    pub id: String,
    /// The queue of a timer, if it has one.
    pub queue: Option<String>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Seconds from now until it is due; required of what creates and reschedules.
    pub due_in_seconds: Option<i64>,
    /// Bytes of its payload; required of what creates and emits.
    pub payload_bytes: Option<u64>,
}

/// Why facts are none that could be evaluated. The request is refused then: what cannot be judged is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// A verb on something else.
    #[error("facts.kind: {0} is not done to a {1}; hand in a kind that it applies to")]
    Kind(&'static str, &'static str),
    /// A text that is too long.
    #[error("facts.{0}: it has more than {FACT_BYTES_MAX} bytes; check the request's own limits first")]
    TooLong(&'static str),
    /// Too many labels.
    #[error("facts.labels: {0}, more than {LABELS_MAX}; check the request's own limits first")]
    TooManyLabels(usize),
    /// Something that the verb always has.
    #[error("facts.{0}: it is required of {1}; hand it in")]
    Missing(&'static str, &'static str),
    /// A number that no request has.
    #[error("facts.payload_bytes: it is larger than any payload; check the request's own limits first")]
    TooLarge,
    /// A queue of something that is no timer.
    #[error("facts.queue: only timers have one; the id of a queue is its id")]
    Queue,
    /// Cedar did not take them.
    #[error("facts: they could not be made into a request for the evaluator; report this")]
    Evaluator,
}

impl Facts {
    /// The request and the two things it is about, as Cedar has them.
    pub(crate) fn request(&self) -> Result<(Request, Entities), FactsError> {
        self.check()?;
        let string = |text: &str| RestrictedExpression::new_string(text.to_owned());
        let principal = uid("Principal", &self.principal)?;
        let resource = uid(self.kind.name(), &self.id)?;
        let who = [("id", &self.principal), ("role", &self.role)];
        let who = who.map(|(name, text)| (name.to_owned(), string(text)));
        let what = [("id", Some(&self.id)), ("queue", self.queue.as_ref())];
        let what = what
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), string(text?))));
        let labels = self.labels.iter().map(|(key, value)| (key.clone(), string(value)));
        let entities = [
            Entity::new(principal.clone(), HashMap::from(who), Default::default()),
            Entity::new_with_tags(resource.clone(), what, [], labels),
        ];
        let entities: Result<Vec<Entity>, _> = entities.into_iter().collect();
        let entities = Entities::from_entities(entities.map_err(|_| FactsError::Evaluator)?, None);
        let payload_bytes = self.payload_bytes.map(i64::try_from).transpose();
        let numbers = [
            ("due_in_seconds", self.due_in_seconds),
            ("payload_bytes", payload_bytes.map_err(|_| FactsError::TooLarge)?),
        ];
        let numbers = numbers
            .into_iter()
            .filter_map(|(name, number)| Some((name.to_owned(), RestrictedExpression::new_long(number?))));
        let context = Context::from_pairs(numbers).map_err(|_| FactsError::Evaluator)?;
        let action = uid("Action", self.verb.name())?;
        let request = Request::new(principal, action, resource, context, crate::schema::schema());
        let request = request.map_err(|_| FactsError::Evaluator)?;
        Ok((request, entities.map_err(|_| FactsError::Evaluator)?))
    }

    fn check(&self) -> Result<(), FactsError> {
        if !self.verb.kinds().contains(&self.kind) {
            return Err(FactsError::Kind(self.verb.name(), self.kind.name()));
        }
        if self.queue.is_some() && self.kind != ResourceKind::Timer {
            return Err(FactsError::Queue);
        }
        if self.labels.len() > LABELS_MAX {
            return Err(FactsError::TooManyLabels(self.labels.len()));
        }
        let texts = [("principal", &self.principal), ("role", &self.role), ("id", &self.id)];
        let texts = texts
            .into_iter()
            .chain(self.queue.as_ref().map(|queue| ("queue", queue)));
        let labels = self
            .labels
            .iter()
            .flat_map(|(key, value)| [("labels", key), ("labels", value)]);
        let long = texts.chain(labels).find(|(_, text)| text.len() > FACT_BYTES_MAX);
        if let Some((name, _)) = long {
            return Err(FactsError::TooLong(name));
        }
        let is_due_required = matches!(self.verb, Verb::Create | Verb::Reschedule);
        if is_due_required && self.due_in_seconds.is_none() {
            return Err(FactsError::Missing("due_in_seconds", self.verb.name()));
        }
        let has_payload = matches!(self.verb, Verb::Create | Verb::Emit);
        if has_payload && self.payload_bytes.is_none() {
            return Err(FactsError::Missing("payload_bytes", self.verb.name()));
        }
        Ok(())
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, FactsError> {
    let kind = kind.parse::<EntityTypeName>().map_err(|_| FactsError::Evaluator)?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

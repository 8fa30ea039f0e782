//! The facts of a request that rules can read.

use std::collections::{BTreeMap, HashMap};

use cedar_policy::{Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression};

use crate::limits::{FACT_BYTES_MAX, LABELS_MAX};

#[cfg(test)]
mod tests;

/// The action of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Create a timer.
    Create,
    /// Change the due instant of a timer.
    Reschedule,
    /// Cancel a timer.
    Cancel,
    /// Read a timer.
    Read,
    /// List timers.
    List,
    /// Wait for the end of a timer.
    Wait,
    /// Receive deliveries of a queue.
    Consume,
    /// Acknowledge, reject or extend a delivery.
    Settle,
    /// Pause or resume a queue.
    Pause,
    /// Purge a queue.
    Purge,
    /// Redrive dead letters.
    Redrive,
    /// Read the event log.
    Tail,
    /// Write an event of the caller's own.
    Emit,
    /// Read a resource that has no action of its own.
    View,
    /// Create, change or delete a resource that has no action of its own.
    Change,
    /// Decide an approval.
    Decide,
}

impl Verb {
    /// All verbs.
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

    /// The verb's name as an action of the schema.
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

    /// The first kind that the action applies to. Most actions have only one.
    #[must_use]
    pub fn kind(self) -> ResourceKind {
        self.kinds().first().copied().unwrap_or(ResourceKind::Log)
    }
}

/// The kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceKind {
    /// One timer, or the timers of a list.
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
    /// All kinds.
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

    /// The kind's name as an entity type of the schema.
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

/// The facts of a request that rules can read. The caller is already authenticated, and its role permits the verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The principal, by the name that audit records use.
    pub principal: String,
    /// The principal's role.
    pub role: String,
    /// The action.
    pub verb: Verb,
    /// The kind of the resource. It must be one that the verb applies to.
    pub kind: ResourceKind,
    /// The id of the resource, or the type of an event. A checkpoint's id is its execution and its name, joined by a
    /// slash. The id is empty for lists, for reads of the log, and for a timer that gets its id later.
    pub id: String,
    /// The queue of a timer, if it has one.
    pub queue: Option<String>,
    /// Labels of the resource.
    pub labels: BTreeMap<String, String>,
    /// Seconds from now until the timer is due. Required for creates and reschedules.
    pub due_in_seconds: Option<i64>,
    /// Size of the payload in bytes. Required for creates and emits.
    pub payload_bytes: Option<u64>,
}

/// Why facts cannot be evaluated. The caller then refuses the request: a request that cannot be judged must not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// The verb does not apply to this kind of resource.
    #[error("facts.kind: {0} is not done to a {1}; hand in a kind that it applies to")]
    Kind(&'static str, &'static str),
    /// A text is too long.
    #[error("facts.{0}: it has more than {FACT_BYTES_MAX} bytes; check the request's own limits first")]
    TooLong(&'static str),
    /// There are too many labels.
    #[error("facts.labels: {0}, more than {LABELS_MAX}; check the request's own limits first")]
    TooManyLabels(usize),
    /// A fact is missing that the verb requires.
    #[error("facts.{0}: it is required of {1}; hand it in")]
    Missing(&'static str, &'static str),
    /// A number is larger than any request can have.
    #[error("facts.payload_bytes: it is larger than any payload; check the request's own limits first")]
    TooLarge,
    /// A queue is given for a resource that is not a timer.
    #[error("facts.queue: only timers have one; the id of a queue is its id")]
    Queue,
    /// Cedar rejected the facts.
    #[error("facts: they could not be made into a request for the evaluator; report this")]
    Evaluator,
}

impl Facts {
    /// The request and its two entities, principal and resource, as Cedar values.
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

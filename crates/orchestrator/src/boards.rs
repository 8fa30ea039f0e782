//! Lists of executions in any order, and boards.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt as _;
use futures::stream::BoxStream;
use minoots_wire::workflow::v1::{self as proto, ExecutionOrder};
use tonic::Status;

use crate::convert;
use crate::definition::Definition;
use crate::execution::about::assignee;
use crate::execution::{Priority, State, Status as ExecutionStatus};
use crate::failure;
use crate::listing;
use crate::loaded::Loaded;
use crate::store::Store;

/// Executions of a list that is not in the order of ids, unless the request has a lower limit.
const SORTED_MAX: usize = 1_000;
/// Executions that a column of a board shows by default.
const CARDS_DEFAULT: usize = 20;
/// Executions that a board shows.
const CARDS_MAX: usize = 1_000;

/// The conditions of a list or a board; empty ones include everything.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    pub definition: String,
    pub statuses: Vec<i32>,
    pub phase: String,
    pub labels: BTreeMap<String, String>,
    pub assignee: String,
    pub parent: String,
    pub schedule: String,
}

impl From<proto::ListExecutionsRequest> for Conditions {
    fn from(request: proto::ListExecutionsRequest) -> Self {
        Self {
            definition: request.definition,
            statuses: request.statuses,
            phase: request.phase,
            labels: request.labels.into_iter().collect(),
            assignee: request.assignee,
            parent: request.parent,
            schedule: request.schedule,
        }
    }
}

impl Conditions {
    fn include(&self, state: &State) -> bool {
        let is_open = |asked: &str, is: &str| asked.is_empty() || asked == is;
        let phase = state.run.as_ref().map_or("", |run| run.phase.as_str());
        let parent = state.parent.as_ref().map_or("", |parent| parent.id.as_str());
        let series = state.about.series.as_ref();
        let schedule = series.map_or("", |series| series.schedule.as_str());
        let labels = &state.about.labels;
        is_open(&self.definition, &state.definition)
            && (self.statuses.is_empty() || self.statuses.contains(&convert::status(state.status).into()))
            && is_open(&self.phase, phase)
            && is_open(&self.assignee, assignee(state))
            && is_open(&self.parent, parent)
            && is_open(&self.schedule, schedule)
            && self.labels.iter().all(|(key, value)| labels.get(key) == Some(value))
    }
}

/// The position of an execution in a list: its instant, and its id. `None` comes last.
type Position = (Last<i64>, String);

/// A value whose absence comes last, also in the reverse order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Last<T> {
    Some(T),
    None,
}

/// The order of a list.
#[derive(Debug, Clone, Copy)]
struct Order {
    by: ExecutionOrder,
    descending: bool,
}

impl Order {
    fn position(self, state: &State) -> Position {
        let about = &state.about;
        let instant = match self.by {
            ExecutionOrder::Unspecified | ExecutionOrder::Id => None,
            ExecutionOrder::CreateTime => about.created_ms,
            ExecutionOrder::UpdateTime => about.updated_ms,
            ExecutionOrder::EndTime => about.ended_ms,
            ExecutionOrder::PhaseTime => state.run.as_ref().map(|run| run.since_ms),
        };
        let instant = instant.map(|instant| if self.descending { -instant } else { instant });
        (instant.map_or(Last::None, Last::Some), state.id.clone())
    }

    /// The text of a position.
    fn text(position: &Position) -> String {
        match position.0 {
            Last::Some(instant) => format!("{instant}/{}", position.1),
            Last::None => format!("/{}", position.1),
        }
    }

    fn read(self, text: &str) -> Result<Option<Position>, Status> {
        if text.is_empty() {
            return Ok(None);
        }
        let parts = text.split_once('/').and_then(|(instant, id)| match instant {
            "" => Some((Last::None, id.to_owned())),
            instant => Some((Last::Some(instant.parse().ok()?), id.to_owned())),
        });
        let is_by_id = matches!(self.by, ExecutionOrder::Unspecified | ExecutionOrder::Id);
        let parts = parts.filter(|(instant, id)| {
            let is_of_order = !is_by_id || *instant == Last::None;
            is_of_order && convert::id("after", id.clone()).is_ok()
        });
        let rule = "is no position of a list in this order; send the position of the last execution, unchanged";
        parts.map(Some).ok_or_else(|| failure::field("after", rule))
    }
}

/// The executions that a request lists.
pub(crate) async fn executions(
    store: Store,
    request: proto::ListExecutionsRequest,
) -> Result<BoxStream<'static, Result<proto::ListExecutionsResponse, Status>>, Status> {
    let order = Order {
        by: request.order(),
        descending: request.descending,
    };
    let is_by_id = matches!(order.by, ExecutionOrder::Unspecified | ExecutionOrder::Id);
    if is_by_id && order.descending {
        let rule = "is for an order by an instant; name one, or leave descending out";
        return Err(failure::field("descending", rule));
    }
    let after = order.read(&request.after)?;
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let id_prefix = request.id_prefix.clone();
    let found = matching(store, &id_prefix, Conditions::from(request));
    let found = found.map(move |loaded| loaded.map(|loaded| (order.position(&loaded.state), loaded)));
    let found = found.filter(move |found| {
        let is_behind = found
            .as_ref()
            .is_ok_and(|(position, _)| after.as_ref().is_some_and(|after| position <= after));
        std::future::ready(!is_behind)
    });
    let answer = |(position, loaded): (Position, Loaded)| proto::ListExecutionsResponse {
        execution: Some(convert::execution(&loaded)),
        position: Order::text(&position),
    };
    if is_by_id {
        let limit = if limit == 0 { usize::MAX } else { limit };
        return Ok(found.map(move |found| found.map(answer)).take(limit).boxed());
    }
    let limit = if limit == 0 { SORTED_MAX } else { limit };
    let mut found = std::pin::pin!(found);
    let mut first = BTreeMap::new();
    while let Some(found) = found.next().await {
        let (position, loaded) = found?;
        first.insert(position, loaded);
        if first.len() > limit {
            first.pop_last();
        }
    }
    let answers: Vec<_> = first.into_iter().map(|found| Ok(answer(found))).collect();
    Ok(futures::stream::iter(answers).boxed())
}

/// The executions that meet the conditions, by id.
pub(crate) fn matching(
    store: Store,
    id_prefix: &str,
    conditions: Conditions,
) -> BoxStream<'static, Result<Loaded, Status>> {
    let ids = store.ids(id_prefix);
    let found = listing::records(ids, move |id| {
        let store = store.clone();
        async move { store.load(&id).await }
    });
    let included = move |found: &Result<Loaded, Status>| {
        std::future::ready(found.as_ref().map_or(true, |found| conditions.include(&found.state)))
    };
    found.filter(included).boxed()
}

/// The order of a column: the highest priority, then the longest stay, then the id.
type Rank = (Priority, i64, String);

#[derive(Default)]
struct Column {
    count: u32,
    blocked: u32,
    first: BTreeMap<Rank, Loaded>,
}

impl Column {
    fn add(&mut self, loaded: Loaded, cards: usize) {
        self.count += 1;
        self.blocked += u32::from(loaded.state.status == ExecutionStatus::Blocked);
        let state = &loaded.state;
        let since_ms = state.run.as_ref().map_or(0, |run| run.since_ms);
        let rank = (state.priority, since_ms, state.id.clone());
        self.first.insert(rank, loaded);
        if self.first.len() > cards {
            self.first.pop_last();
        }
    }
}

/// The board of a definition.
pub(crate) async fn board(store: Store, request: proto::GetBoardRequest) -> Result<proto::Board, Status> {
    let name = request.definition;
    let Some((_, document)) = store.document(&name, 0).await? else {
        let message = format!("there is no definition {name:?}; apply it first");
        return Err(failure::absent(minoots_wire::error::Reason::Definition, message));
    };
    let definition = Definition::parse(&document).map_err(|problem| failure::problem(&problem))?;
    let cards = match request.cards {
        0 => CARDS_DEFAULT,
        cards => usize::try_from(cards).unwrap_or(CARDS_MAX),
    };
    let conditions = Conditions {
        definition: name.clone(),
        labels: request.labels.into_iter().collect(),
        assignee: request.assignee,
        parent: request.parent,
        schedule: request.schedule,
        ..Conditions::default()
    };
    let mut columns: BTreeMap<String, Column> = BTreeMap::new();
    let mut statuses: BTreeMap<i32, u32> = BTreeMap::new();
    let (mut tokens, mut money_micros) = (0_u64, 0_u64);
    let mut found = matching(store, "", conditions);
    while let Some(loaded) = found.next().await {
        let loaded = loaded?;
        let state = &loaded.state;
        *statuses.entry(convert::status(state.status).into()).or_default() += 1;
        tokens = tokens.saturating_add(state.tokens);
        money_micros = money_micros.saturating_add(state.money_micros);
        let phase = state.run.as_ref().map(|run| run.phase.clone());
        if let (Some(phase), false) = (phase, state.status.is_terminal()) {
            columns.entry(phase).or_default().add(loaded, cards);
        }
    }
    Ok(proto::Board {
        definition: name,
        columns: in_order(&definition, columns),
        statuses: statuses
            .into_iter()
            .map(|(status, count)| proto::StatusCount { status, count })
            .collect(),
        tokens,
        money_micros,
    })
}

/// The columns in the order of the definition's phases, then those of phases that it does not have.
fn in_order(definition: &Definition, mut columns: BTreeMap<String, Column>) -> Vec<proto::BoardColumn> {
    let known: BTreeSet<&str> = definition.phases.iter().map(|phase| phase.id.as_str()).collect();
    let others: Vec<String> = columns
        .keys()
        .filter(|id| !known.contains(id.as_str()))
        .cloned()
        .collect();
    let phases = definition.phases.iter().map(|phase| phase.id.clone()).chain(others);
    let mut room = CARDS_MAX;
    let column = |phase: String| {
        let column = columns.remove(&phase).unwrap_or_default();
        let shown = column.first.len().min(room);
        room -= shown;
        proto::BoardColumn {
            phase,
            count: column.count,
            blocked: column.blocked,
            executions: column.first.values().take(shown).map(card).collect(),
        }
    };
    phases.map(column).collect()
}

/// An execution on a board.
pub(crate) fn card(loaded: &Loaded) -> proto::Execution {
    proto::Execution {
        input: Default::default(),
        children: Vec::new(),
        ..convert::execution(loaded)
    }
}

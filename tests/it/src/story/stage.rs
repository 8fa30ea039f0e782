//! The state that actors of stories share: calls that reach the leader, and the actors' effects.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on ends its test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_client::Client;
use minoots_wire::workflow::v1::workflow_service_client::WorkflowServiceClient;
use minoots_wire::workflow::v1::{Execution, ExecutionStatus, GetExecutionRequest, GetTimelineRequest, TimelineEntry};
use serde_json::Value;
use tokio::time::sleep;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Response, Status};

use super::patience;
use crate::PATIENCE;
use crate::clock::Deadline;

const DONE: &str = "done";
const FAILED: &str = "failed";

/// The environment of stories. Cheap to clone.
#[derive(Clone)]
pub struct Stage {
    channels: Vec<Channel>,
    /// The client for timers and queues.
    pub client: Client,
    /// Effects, and failures of work: one file each, in a directory per execution.
    directory: PathBuf,
}

/// The result of an execution or another object.
#[derive(Clone, Debug)]
pub struct End {
    status: String,
    /// Decisions and entered phases, in order.
    path: Vec<String>,
    /// The agents' effects for it, by key.
    effects: BTreeSet<String>,
    /// Its planned failures.
    failures: BTreeSet<String>,
}

impl End {
    /// Builds the result of an object without a path.
    pub fn of(status: impl Into<String>) -> Self {
        Self {
            status: status.into(),
            path: Vec::new(),
            effects: BTreeSet::new(),
            failures: BTreeSet::new(),
        }
    }

    /// Returns the parts that must be equal regardless of kills: status, path, and effects by key. Planned failures may
    /// differ: an attempt that was killed before its failure has not failed.
    pub fn outcome(&self) -> (&str, &[String], &BTreeSet<String>) {
        (&self.status, &self.path, &self.effects)
    }

    /// Counts planned failures, and those of them that needed an action before the end of their phase.
    pub fn failures(&self) -> (usize, usize) {
        let is_left = |failure: &&String| {
            let phase = failure.split(' ').next().unwrap_or_default();
            let entered = format!("workflow.phase_entered {phase}");
            let mut rest = self.path.iter().skip_while(|event| **event != entered).skip(1);
            let over = rest.find(|event| {
                let kind = event.split(' ').next().unwrap_or_default();
                [
                    "workflow.phase_entered",
                    "workflow.phase_regressed",
                    "workflow.completed",
                ]
                .contains(&kind)
                    || ["workflow.paused", "workflow.failed", "workflow.cancelled"].contains(&kind)
            });
            over.is_none_or(|event| {
                ["workflow.paused", "workflow.failed", "workflow.cancelled"].contains(&event.as_str())
            })
        };
        (self.failures.len(), self.failures.iter().filter(is_left).count())
    }

    /// Whether there is any result.
    pub fn is_something(&self) -> bool {
        !self.status.is_empty()
    }
}

/// Whether a retry may succeed soon: a node has died, or there is no leader yet.
fn is_passing(status: &Status) -> bool {
    let codes = [
        Code::Unavailable,
        Code::DeadlineExceeded,
        Code::Cancelled,
        Code::ResourceExhausted,
        Code::Unknown,
    ];
    codes.contains(&status.code())
}

impl Stage {
    /// Builds the environment from nodes and the directory of effects.
    pub fn of(endpoints: &[String], directory: &Path) -> anyhow::Result<Self> {
        let channel = |endpoint: &String| {
            let endpoint = Endpoint::from_shared(endpoint.clone())?;
            anyhow::Ok(endpoint.timeout(Duration::from_secs(5)).connect_lazy())
        };
        let client = endpoints
            .iter()
            .fold(Client::builder(), |builder, endpoint| builder.endpoint(endpoint));
        Ok(Self {
            channels: endpoints.iter().map(channel).collect::<Result<_, _>>()?,
            client: client.build()?,
            directory: directory.to_owned(),
        })
    }

    /// Calls one node after another until one responds. The call must be safe to repeat.
    pub async fn call<T, F>(&self, call: impl Fn(Channel) -> F) -> Result<T, Status>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let until = Deadline::after(PATIENCE);
        let mut nodes = self.channels.iter().cycle();
        loop {
            let node = nodes.next().unwrap().clone();
            match call(node).await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) if is_passing(&status) && !until.has_passed() => sleep(Duration::from_millis(20)).await,
                Err(status) => return Err(status),
            }
        }
    }

    /// Records an effect; a repeat counts once.
    pub fn does(&self, execution: &str, what: &str) {
        self.note(DONE, execution, what);
    }

    /// Whether the effect was recorded.
    pub fn has_done(&self, execution: &str, what: &str) -> bool {
        self.place(DONE, execution).join(what).exists()
    }

    /// Records a planned failure of work in a phase.
    pub fn fails(&self, execution: &str, phase: &str, how: &str) {
        self.note(FAILED, execution, &format!("{phase} {how}"));
    }

    fn place(&self, kind: &str, execution: &str) -> PathBuf {
        self.directory.join(kind).join(execution)
    }

    fn note(&self, kind: &str, execution: &str, what: &str) {
        let place = self.place(kind, execution);
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join(what), "").unwrap();
    }

    fn noted(&self, kind: &str, execution: &str) -> BTreeSet<String> {
        let Ok(files) = fs::read_dir(self.place(kind, execution)) else {
            return BTreeSet::new();
        };
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    /// Returns the current state of an execution, if it exists.
    pub async fn execution(&self, id: &str) -> Option<Execution> {
        let read = self.call(|node| async move {
            let request = GetExecutionRequest { id: id.to_owned() };
            WorkflowServiceClient::new(node).get_execution(request).await
        });
        match read.await {
            Ok(answer) => answer.execution,
            Err(status) if status.code() == Code::NotFound => None,
            Err(status) => panic!("{id}: {status}"),
        }
    }

    /// Waits until a condition holds for an execution.
    pub async fn until(&self, id: &str, so: impl Fn(&Execution) -> bool) -> Execution {
        let until = Deadline::after(patience());
        loop {
            let execution = self.execution(id).await;
            if let Some(execution) = execution.clone().filter(&so) {
                return execution;
            }
            if until.has_passed() {
                panic!("{id}: {execution:?}\n{:#?}", self.timeline(id).await);
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until an execution has this status.
    pub async fn until_status(&self, id: &str, status: ExecutionStatus) -> Execution {
        self.until(id, |execution| execution.status() == status).await
    }

    /// Returns the records of an execution, in order.
    pub async fn timeline(&self, id: &str) -> Vec<TimelineEntry> {
        let read = self.call(|node| async move {
            let request = GetTimelineRequest { id: id.to_owned() };
            let answers = WorkflowServiceClient::new(node).get_timeline(request).await?;
            let (mut answers, mut entries) = (answers.into_inner(), Vec::new());
            while let Some(answer) = answers.message().await? {
                entries.extend(answer.entry);
            }
            Ok(Response::new(entries))
        });
        let entries = read.await.unwrap();
        let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
        assert!(
            numbers.iter().copied().eq(1..=entries.len() as u64),
            "{id}: {numbers:?}"
        );
        entries
    }

    /// Returns the result of an execution that has ended or is blocked.
    pub async fn end(&self, id: &str) -> End {
        let execution = self.execution(id).await.unwrap();
        let entries = self.timeline(id).await;
        let mut path = Vec::new();
        for entry in &entries {
            let payload: Value = serde_json::from_slice(&entry.payload).unwrap();
            let data = &payload["data"];
            let told = match entry.r#type.as_str() {
                "workflow.phase_entered" => &data["phase"],
                "approval.decided" => &data["by"],
                "approval.timed_out" => &data["outcome"],
                "recovery.applied" | "recovery.helped" => &data["fix"],
                "workflow.phase_regressed" | "workflow.paused" | "workflow.resumed" | "workflow.completed" => {
                    &Value::Null
                }
                "workflow.failed" | "workflow.cancelled" | "workflow.child_discovered" => &Value::Null,
                _ => continue,
            };
            let told = told.as_str().unwrap_or_default();
            path.push(format!("{} {told}", entry.r#type).trim_end().to_owned());
        }
        End {
            status: execution.status().as_str_name().to_owned(),
            path,
            effects: self.noted(DONE, id),
            failures: self.noted(FAILED, id),
        }
    }
}

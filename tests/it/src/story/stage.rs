//! What those who act in stories share: calls that reach whichever node leads, and what they have done.

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

/// Where stories are played. Cheap to clone.
#[derive(Clone)]
pub struct Stage {
    channels: Vec<Channel>,
    /// For timers and queues.
    pub client: Client,
    /// What was done, and how work has failed: a file each, in a directory of its execution.
    directory: PathBuf,
}

/// What something came to.
#[derive(Clone, Debug)]
pub struct End {
    status: String,
    /// What was decided and entered, in order.
    path: Vec<String>,
    /// What agents have done for it, by key.
    effects: BTreeSet<String>,
    /// How its work has failed on purpose.
    failures: BTreeSet<String>,
}

impl End {
    /// Of something that has no path.
    pub fn of(status: impl Into<String>) -> Self {
        Self {
            status: status.into(),
            path: Vec::new(),
            effects: BTreeSet::new(),
            failures: BTreeSet::new(),
        }
    }

    /// What has to be alike whoever was killed: its status, its path, and what was done by key. How its work failed on purpose need not be: an
    /// attempt that was killed before it could fail has not failed.
    pub fn outcome(&self) -> (&str, &[String], &BTreeSet<String>) {
        (&self.status, &self.path, &self.effects)
    }

    /// Failures on purpose, and those of them after which somebody had to act before their phase was over.
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

    /// Whether there was anything at all.
    pub fn is_something(&self) -> bool {
        !self.status.is_empty()
    }
}

/// Whether it may be otherwise soon: a node has died, or nobody leads yet.
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
    /// Nodes, and where what is done is kept.
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

    /// Calls one node after the other until one answers. What is called may be repeated.
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

    /// Something was done; a repeat counts once.
    pub fn does(&self, execution: &str, what: &str) {
        self.note(DONE, execution, what);
    }

    /// Whether it was.
    pub fn has_done(&self, execution: &str, what: &str) -> bool {
        self.place(DONE, execution).join(what).exists()
    }

    /// Work in a phase fails on purpose.
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

    /// An execution as it is now, if there is one.
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

    /// Waits until this is so of an execution.
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

    /// Waits until it has come to this.
    pub async fn until_status(&self, id: &str, status: ExecutionStatus) -> Execution {
        self.until(id, |execution| execution.status() == status).await
    }

    /// What happened in an execution, in order.
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

    /// What an execution that is over, or blocked, came to.
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

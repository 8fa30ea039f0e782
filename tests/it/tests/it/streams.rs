//! Commands that follow a stream, while their node is killed.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result};
use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::server::{Home, command};
use minoots_wire::timer::v1::TimerStatus;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::time::timeout;

/// A command that follows a stream. Dropping it kills the process.
struct Following {
    _child: Child,
    output: Lines<BufReader<ChildStdout>>,
    errors: Lines<BufReader<ChildStderr>>,
}

impl Following {
    fn start(home: &Home, endpoints: &str, arguments: &str) -> Result<Self> {
        let mut command = Command::from(command(home.path())?);
        command.args(arguments.split(' ')).env("MINOOTS_ENDPOINT", endpoints);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        Ok(Self {
            output: BufReader::new(child.stdout.take().context("no standard output")?).lines(),
            errors: BufReader::new(child.stderr.take().context("no standard error")?).lines(),
            _child: child,
        })
    }

    /// Returns the event of the next line.
    async fn event(&mut self) -> Value {
        let line = timeout(PATIENCE, self.output.next_line())
            .await
            .expect("no event in time");
        match line.unwrap() {
            Some(line) => serde_json::from_str(&line).unwrap(),
            None => panic!("it has ended: {:?}", self.errors.next_line().await),
        }
    }

    /// Reads until the event of this timer. A repeated event was not acknowledged before the connection was lost.
    async fn until(&mut self, id: &str) {
        let subject = format!("timers/{id}");
        while self.event().await["subject"] != subject.as_str() {}
    }

    async fn said(&mut self) -> String {
        let line = timeout(PATIENCE, self.errors.next_line())
            .await
            .expect("no word in time");
        line.unwrap().expect("it has ended")
    }
}

async fn fire(cluster: &Cluster, node: u64, id: &str) {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let client = cluster.client(node).await.unwrap();
        let due = timer(id).fire_after(Duration::ZERO).into_queue("work");
        match client.create(due).await {
            Ok(_) => return,
            Err(error) => assert!(!deadline.has_passed(), "{error}"),
        }
    }
}

async fn until_settled(cluster: &Cluster, node: u64, id: &str) {
    let deadline = Deadline::after(PATIENCE);
    let client = cluster.client(node).await.unwrap();
    while client.get(id).await.unwrap().status() != TimerStatus::Settled {
        assert!(!deadline.has_passed(), "{id} is not settled");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_follow_a_stream_go_on_after_the_leader_is_killed() {
    let mut cluster = Plan::of(3).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let others: Vec<u64> = cluster.running().into_iter().filter(|node| *node != leader).collect();
    let ordered = [&[leader], &others[..]].concat();
    let endpoints: Vec<String> = ordered.iter().map(|node| cluster.endpoint(*node).unwrap()).collect();
    let home = Home::new().unwrap();
    let start = |arguments| Following::start(&home, &endpoints.join(","), arguments).unwrap();
    // A tail without any event yet resumes at the end of the log at the time of its opening.
    let mut silent = start("event tail --type timer.fired --subject timers/after -o json");
    let mut following = [
        start("event consume --queue work -o json"),
        start("event tail --from start --type timer.fired -o json"),
    ];
    fire(&cluster, leader, "before").await;
    for command in &mut following {
        command.until("before").await;
    }
    until_settled(&cluster, leader, "before").await;

    cluster.kill(leader).unwrap();
    cluster.status_led_by(&others).await.unwrap();
    for command in following.iter_mut().chain([&mut silent]) {
        assert!(command.said().await.ends_with("; connecting again"));
        assert_eq!(command.said().await, "connected again");
    }
    fire(&cluster, others[0], "after").await;
    for command in &mut following {
        command.until("after").await;
    }
    silent.until("after").await;
    until_settled(&cluster, others[0], "after").await;
}

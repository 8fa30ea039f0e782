//! Agents, each in its own process. A dead agent is replaced by another.

use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::plays::QUEUES;

/// An agent for each queue, until dropped.
pub struct Crew(Vec<Post>);

struct Post {
    kills: mpsc::Sender<()>,
    task: JoinHandle<()>,
}

impl Crew {
    /// Starts agents that reach these nodes, and record their effects in this directory.
    pub fn hire(endpoints: &[String], directory: &Path) -> Self {
        let posts = QUEUES.map(|queue| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_story-agent"));
            command.arg(queue).arg(directory).args(endpoints);
            command.stdin(Stdio::null()).kill_on_drop(true);
            let (kills, killed) = mpsc::channel(1);
            let task = tokio::spawn(fill(command, killed));
            Post { kills, task }
        });
        Self(posts.into())
    }

    /// Returns the number of agents.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Kills the agent at this post.
    pub async fn kill(&self, post: usize) {
        self.0[post].kills.send(()).await.unwrap();
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for post in &self.0 {
            post.task.abort();
        }
    }
}

async fn fill(mut command: Command, mut killed: mpsc::Receiver<()>) {
    loop {
        let mut agent: Child = command.spawn().unwrap();
        tokio::select! {
            ended = agent.wait() => drop(ended.unwrap()),
            Some(()) = killed.recv() => agent.kill().await.unwrap(),
        }
    }
}

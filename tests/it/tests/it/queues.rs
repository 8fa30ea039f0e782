//! Queues: their options, the effects of pauses and purges, and their contents.

mod keys;
mod letters;
mod options;
mod pause;
mod priorities;
mod purge;
mod redrive;

use minoots_it::cli::Cli;
use minoots_it::cluster::Cluster;
use serde_json::Value;

use crate::support::Node;

/// The command line on a node.
struct Queues {
    cli: Cli,
}

impl Queues {
    fn of(node: &Node) -> Self {
        Self {
            cli: Cli::new(node.home.path(), node.server.endpoint()),
        }
    }

    fn at(cluster: &Cluster, node: u64) -> Self {
        let (home, endpoint) = (cluster.home(node).unwrap(), cluster.endpoint(node).unwrap());
        Self {
            cli: Cli::new(home.path(), &endpoint),
        }
    }

    /// Runs `minoots queue …`, which must succeed, and returns its JSON.
    async fn run(&self, arguments: &[&str]) -> Value {
        let all: Vec<&str> = ["queue"]
            .into_iter()
            .chain(arguments.iter().copied())
            .chain(["-o", "json"])
            .collect();
        let outcome = self.cli.run(&all).await.unwrap();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        outcome.json().unwrap()
    }

    /// Returns a refusal: the exit code and the text.
    async fn refused(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let all: Vec<&str> = ["queue"].into_iter().chain(arguments.iter().copied()).collect();
        let outcome = self.cli.run(&all).await.unwrap();
        assert_ne!(outcome.code, Some(0), "{outcome:?}");
        (outcome.code, outcome.stderr)
    }

    /// Returns the counts of a queue: ready, leased, delayed, dead.
    async fn counts(&self, queue: &str) -> [u64; 4] {
        let shown = self.run(&["get", queue]).await;
        let number = |name: &str| shown["counts"][name].as_str().map_or(0, |text| text.parse().unwrap());
        let counts = ["ready", "leased", "delayed", "dead"].map(number);
        let exact = ["readyExact", "leasedExact", "deadExact"].map(|name| shown["counts"][name] == true);
        assert_eq!(exact, [true; 3], "{shown}");
        counts
    }
}

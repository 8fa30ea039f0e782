//! An agent of the stories, as a process of its own: takes work from one queue until it is killed, or dies of its own accord.
//!
//! `story-agent QUEUE DIRECTORY ENDPOINT...`: what it does is kept in the directory.

use std::path::Path;

use anyhow::Context as _;
use minoots_it::story::{cast, stage::Stage};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [queue, directory, endpoints @ ..] = arguments.as_slice() else {
        anyhow::bail!("usage: story-agent QUEUE DIRECTORY ENDPOINT...");
    };
    let stage = Stage::of(endpoints, Path::new(directory)).context("no stage")?;
    cast::work(&stage, queue).await
}

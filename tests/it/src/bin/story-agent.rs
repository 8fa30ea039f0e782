//! An agent of the stories, as a separate process: takes work from one queue until it is killed, or kills itself.
//!
//! `story-agent QUEUE DIRECTORY ENDPOINT...`: records its actions in the directory.

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

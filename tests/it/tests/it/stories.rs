//! One story of each system that stands on the fabric, with agents that crash, hang, loop, lie about progress and spend too much, while
//! orchestrators and the leader are killed: all of it comes to the same as undisturbed.

mod cast;
mod deaths;
mod plays;
mod stage;

use std::collections::BTreeMap;

use minoots_it::cluster::Cluster;
use minoots_it::random::Random;

use deaths::Deaths;
use stage::{End, Stage};

/// Processes that are killed at least, at points that are drawn.
const KILLS: usize = 200;
const SEED: u64 = 8;

/// What each execution, agent and timer came to, by its name without the round.
type Ends = BTreeMap<String, End>;

/// All stories at once.
async fn round(stage: &Stage, round: usize) -> Ends {
    let (timers, spec, train, pipeline, ritual, watched) = tokio::join!(
        plays::timers(stage, round),
        plays::spec(stage, round),
        plays::train(stage, round),
        plays::pipeline(stage, round),
        plays::ritual(stage, round),
        plays::watched(stage, round),
    );
    let all = [timers, spec, train, pipeline, ritual, watched];
    all.into_iter().flatten().collect()
}

#[tokio::test]
async fn every_story_ends_alike_though_orchestrators_and_leaders_are_killed_two_hundred_times() {
    let cluster = Cluster::start().await.unwrap();
    let stage = Stage::of(&cluster.endpoints());
    plays::prepare(&stage).await;
    let mut cast = cast::hire(&stage);
    let orchestrators = Deaths::beside(cluster);
    let undisturbed = round(&stage, 0).await;
    assert!(undisturbed.values().all(End::is_something), "{undisturbed:#?}");
    let random = Random::from_environment("stories", SEED);
    let killing = orchestrators.begin(random);
    let mut rounds = 0;
    while killing.kills() < KILLS {
        rounds += 1;
        let disturbed = round(&stage, rounds).await;
        for (name, end) in &undisturbed {
            assert_eq!(
                disturbed.get(name),
                Some(end),
                "{name} in round {rounds}, after {} kills",
                killing.kills()
            );
        }
        assert_eq!(disturbed.len(), undisturbed.len());
    }
    println!("{} kills in {rounds} rounds", killing.kills());
    killing.end().await;
    cast.abort_all();
}

//! One story for each system on the fabric. Agents crash, hang, repeat themselves, report false progress and overspend,
//! while orchestrators and the leader are killed. The results equal those of an undisturbed run.

mod crew;
mod deaths;
mod plays;

use std::collections::BTreeMap;

use minoots_it::cluster::Cluster;
use minoots_it::is_long;
use minoots_it::random::Random;
use minoots_it::story::stage::{End, Stage};

use crew::Crew;
use deaths::Deaths;

/// The least number of killed processes, at random points.
const KILLS: usize = 60;
const KILLS_LONG: usize = 200;
const SEED: u64 = 8;

/// The result of each execution, agent and timer, by its name without the round.
type Ends = BTreeMap<String, End>;

/// Runs all stories at the same time.
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
async fn every_story_ends_alike_though_orchestrators_and_leaders_are_killed_again_and_again() {
    let cluster = Cluster::start().await.unwrap();
    let (endpoints, directory) = (cluster.endpoints(), tempfile::tempdir().unwrap());
    let stage = Stage::of(&endpoints, directory.path()).unwrap();
    plays::prepare(&stage).await;
    let crew = Crew::hire(&endpoints, directory.path());
    let orchestrators = Deaths::beside(cluster);
    let undisturbed = round(&stage, 0).await;
    assert!(undisturbed.values().all(End::is_something), "{undisturbed:#?}");
    recover_by_themselves(&undisturbed);
    let random = Random::from_environment("stories", SEED);
    let killing = orchestrators.begin(crew, random);
    let (mut rounds, kills) = (0, if is_long() { KILLS_LONG } else { KILLS });
    while killing.kills() < kills {
        rounds += 1;
        let disturbed = round(&stage, rounds).await;
        for (name, end) in &undisturbed {
            assert_eq!(
                disturbed.get(name).map(End::outcome),
                Some(end.outcome()),
                "{name} in round {rounds}, after {} kills",
                killing.kills()
            );
        }
        assert_eq!(disturbed.len(), undisturbed.len());
        recover_by_themselves(&disturbed);
    }
    let (kills, agents) = (killing.kills(), killing.agents());
    println!("{kills} kills of orchestrators and leaders, {agents} of agents, in {rounds} rounds");
    killing.end().await;
}

/// Requires that more than 80 % of the planned failures recover without a person.
fn recover_by_themselves(ends: &Ends) {
    let failures = ends.values().map(End::failures);
    let (failures, left) = failures.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    println!(
        "{} of {failures} failures recovered from without anybody",
        failures - left
    );
    assert!(failures > 0 && left * 5 < failures, "{left} of {failures}: {ends:#?}");
}

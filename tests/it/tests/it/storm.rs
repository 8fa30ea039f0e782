//! SIGKILL at random moments, some of them before the node is up again, while clients create, cancel and consume.

use std::time::Duration;

use minoots_it::is_long;
use minoots_it::random::Random;
use minoots_it::server::{Home, Server};
use tokio::sync::watch;

use crate::load::{Load, World};

const KILLS: usize = 15;
const KILLS_LONG: usize = 30;
const KILLS_ON_SLED: usize = 6;

/// Kills and restarts the node repeatedly, and returns the last one.
async fn kill_again_and_again(
    home: &Home,
    kills: usize,
    endpoints: &watch::Sender<Vec<String>>,
    random: &mut Random,
) -> Server {
    let mut server = Server::start(home).await.unwrap();
    let mut kills_done = 0;
    loop {
        endpoints.send_replace(vec![server.endpoint().to_owned()]);
        if kills_done >= kills {
            return server;
        }
        tokio::time::sleep(Duration::from_millis(random.below(3_000))).await;
        endpoints.send_replace(Vec::new());
        server.kill().unwrap();
        kills_done += 1;
        while random.percent(40) {
            let starting = Server::spawn(home, &["--no-demo"]).unwrap();
            tokio::time::sleep(Duration::from_millis(random.below(300))).await;
            starting.kill().unwrap();
            kills_done += 1;
        }
        tokio::time::sleep(Duration::from_millis(random.below(700))).await;
        server = Server::start(home).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_at_random_moments_lose_nothing_repeat_nothing_and_fire_nothing_early() {
    let mut random = Random::from_environment("storm", 17);
    let home = Home::new().unwrap();
    let kills = if is_long() { KILLS_LONG } else { KILLS };
    storm(&home, kills, &mut random).await.know(|known| {
        let (created, cancelled, too_late) = (known.created.len(), known.cancelled.len(), known.too_late.len());
        assert!(created > 500 && cancelled > 20 && too_late > 20, "too little happened");
        let redeliveries = known.deliveries.redeliveries();
        assert!(redeliveries > 20 && known.repeated > 5, "the kills hit nothing");
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sled_kills_at_random_moments_lose_nothing_repeat_nothing_and_fire_nothing_early() {
    let mut random = Random::from_environment("storm on sled", 18);
    let home = Home::new().unwrap().with_variable("MINOOTS_ENGINE", "sled");
    storm(&home, KILLS_ON_SLED, &mut random).await.know(|known| {
        assert!(known.created.len() > 100 && known.repeated > 0, "too little happened");
    });
}

/// Runs a storm with all its checks, and returns the clients' final knowledge.
async fn storm(home: &Home, kills: usize, random: &mut Random) -> World {
    let (endpoints, receiver) = watch::channel(Vec::new());
    let world = World::new(receiver);
    let load = Load::begin(&world, random);
    let _server = kill_again_and_again(home, kills, &endpoints, random).await;
    load.end().await;
    world
}

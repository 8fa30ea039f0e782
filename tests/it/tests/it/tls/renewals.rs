//! A node that joined renews its certificate automatically, long before it expires.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::metrics;

use super::HOUR;
use super::joins::{Begun, joining};
use crate::cluster::membership::add;
use crate::cluster::patiently;

/// The lifetime of certificates here, the shortest possible. A new one is requested after 20 s of it.
const LIFE: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_renews_its_certificate_and_lives_on_after_the_end_of_the_first() {
    let home = joining();
    let place = home.path().to_owned();
    let life = LIFE.as_secs().to_string();
    let mut begun = Begun::start_with(vec![(2, home)], &["--peer-cert-life-s", &life], None).await;
    begun.token_for(&place).await;
    add(&mut begun.cluster, 1, 2).await;
    let certificate = place.join("data/keys/peer.pem");
    let key = std::fs::read(place.join("data/keys/peer.key")).unwrap();
    let first = std::fs::read(&certificate).unwrap();

    // While no member has the authority's key, the node reports the remedy, and keeps its certificate.
    let authority = begun.folder.path().join("certs/peer-ca.key");
    let away = authority.with_extension("away");
    std::fs::rename(&authority, &away).unwrap();
    let home = begun.cluster.home(2).unwrap();
    home.until_told(&["was not renewed", "--peer-ca-key"]).await.unwrap();
    assert_eq!(std::fs::read(&certificate).unwrap(), first);
    // A certificate is made only for the key that the node has proved to have.
    let own = place.join("data/keys/peer.key");
    std::fs::write(&own, std::fs::read(&away).unwrap()).unwrap();
    home.until_told(&["was not renewed", "it is for another key"])
        .await
        .unwrap();
    std::fs::write(&own, &key).unwrap();
    std::fs::rename(&away, &authority).unwrap();
    let deadline = Deadline::after(PATIENCE);
    while std::fs::read(&certificate).unwrap() == first {
        assert!(!deadline.has_passed(), "{}", home.errors().unwrap());
        tokio::time::sleep(PAUSE).await;
    }
    assert_eq!(
        std::fs::read(place.join("data/keys/peer.key")).unwrap(),
        key,
        "the key stays"
    );

    // The first certificate has expired by now. Either side opens new connections with the new one, without a restart
    // of the node.
    tokio::time::sleep(LIFE).await;
    begun.cluster.kill(1).unwrap();
    begun.cluster.restart(1).await.unwrap();
    let leader = begun.cluster.leader().await.unwrap();
    let client = begun.cluster.client(leader).await.unwrap();
    patiently(|| client.create(timer("one").fire_after(HOUR))).await;
    let client = begun.cluster.client(2).await.unwrap();
    patiently(|| client.get("one")).await;
    let endpoint = begun.cluster.endpoint(2).unwrap();
    let address = endpoint.trim_start_matches("http://");
    for (name, least) in [
        ("minoots_tls_renewals_total", 1.0),
        ("minoots_tls_renewal_failures_total", 1.0),
    ] {
        assert!(metrics::value(address, name).await.unwrap() >= least, "{name}");
    }
    begun.cluster.check_sound().unwrap();
}

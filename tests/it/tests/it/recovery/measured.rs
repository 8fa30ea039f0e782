//! The benchmark of a backup at a small scale: it also judges the backup.

use minoots_it::cli::Cli;
use minoots_it::server::Home;

use super::succeeded;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_creates_and_fires_restores_every_timer_and_none_fires_twice_by_key_g1_g6_g21() {
    let home = Home::new().unwrap();
    let bench = Cli::bench(home.path());
    let arguments = [
        "backup",
        "--count",
        "1000",
        "--rate",
        "100",
        "--seconds",
        "1",
        "-o",
        "json",
    ];
    let told = succeeded(bench.run(&arguments).await.unwrap());
    let of = |name: &str| told[name].as_u64().unwrap_or_else(|| panic!("{name} in {told}"));
    for broken in [
        "pendingLost",
        "missing",
        "early",
        "cancelledDelivered",
        "duplicateKeys",
        "unacknowledged",
    ] {
        assert_eq!(of(broken), 0, "{told}");
    }
    assert!(
        of("created") > 100 && of("delivered") > 100 && of("cancelled") > 0,
        "{told}"
    );
    assert!(of("bytes") > 100_000, "{told}");
}

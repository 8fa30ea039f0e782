#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn sample(sync_us: u64, sleep_us: u64, echo_ops_per_second: f64) -> Sample {
    let of = |us: u64| histogram(vec![us * 1_000; 10]).unwrap();
    Sample {
        fdatasync: Some(of(sync_us)),
        sleep_overshoot: of(sleep_us),
        echo_ops_per_second,
    }
}

#[test]
fn a_machine_that_stays_the_same_is_not_disturbed() {
    let floor = Floor::new(&sample(100, 60, 40_000.0), &sample(190, 70, 30_000.0)).unwrap();
    assert!(!floor.disturbed, "{}", floor.note);
    assert_eq!(floor.both.echo_ops_per_second, 35_000.0);
}

#[test]
fn a_machine_that_got_slower_is_disturbed_and_says_in_what() {
    let floor = Floor::new(&sample(100, 60, 40_000.0), &sample(300, 60, 15_000.0)).unwrap();
    assert!(floor.disturbed);
    assert!(
        floor.note.contains("median sync") && floor.note.contains("echo 40000/s before"),
        "{}",
        floor.note
    );
    assert!(!floor.note.contains("sleep"), "{}", floor.note);
}

#[test]
fn a_few_microseconds_are_noise_whatever_their_ratio() {
    let floor = Floor::new(&sample(100, 3, 40_000.0), &sample(100, 9, 40_000.0)).unwrap();
    assert!(!floor.disturbed, "{}", floor.note);
}

#[test]
fn a_sync_and_a_sleep_take_time() {
    let folder = tempfile::tempdir().unwrap();
    assert!(disk::sync_times(folder.path()).unwrap().iter().all(|ns| *ns > 0));
    assert!(sleep::overshoots().unwrap().iter().any(|ns| *ns > 0));
}

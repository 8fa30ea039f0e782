//! A lease that ends and resumes in one term.

use super::*;
use minoots_kernel::{Watched, limits::TOUCH_MEMORY};

#[test]
fn marks_before_a_lapse_are_held_like_those_of_another_leader() {
    let mut core = leading(Options::default());
    let due = NOW + 10_000 * MS;
    let watched = Watched {
        tenant: "dev".to_owned(),
        id: "dog".to_owned(),
        partition_key: "dog".to_owned(),
        version: 1,
        from: None,
        due,
        index: 100,
        mark: NOW,
        ttl: 10_000 * MS.unsigned_abs(),
        epoch: 0,
        sequence: 0,
        stage: 0,
    };
    core.applied(at(100), moment(NOW), &[Effect::Watched(watched)]);
    // A node that followed for a moment has forgotten which touches it answered.
    core.follow(None);
    core.lead(0);
    core.watch.take_row(due_key(due, "dog"), 1, 100);
    assert_eq!(core.watch.next_wake(), Some(due + TOUCH_MEMORY));
    core.watch.take_row(due_key(due, "cat"), 1, 101);
    assert_eq!(core.watch.next_wake(), Some(due));
}

//! Checkpoints against a real node.

use std::time::Duration;

use futures::TryStreamExt as _;
use minoots_client::{
    CancelOutcome, CheckpointKey, DeleteCheckpoint, Error, NewTimer, PutCheckpoint, RollBack, TimerStatus, Verified,
};

use super::client;
use super::node::Node;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn versions_are_compared_and_set_read_and_listed() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let state = ("run-1", "state");
    let put = PutCheckpoint::first(state).json(r#"{"step":1}"#).label("by", "test");
    let first = client.put_checkpoint(put.clone()).await.unwrap();
    assert_eq!((first.version, first.data_size, first.data.len()), (1, 10, 0));
    assert_eq!(client.put_checkpoint(put).await.unwrap(), first, "a repeat");
    let second = PutCheckpoint::after(state, 1).json(r#"{"step":2}"#);
    assert_eq!(client.put_checkpoint(second).await.unwrap().version, 2);

    let late = PutCheckpoint::after(state, 1).json(r#"{"step":3}"#);
    let error = client.put_checkpoint(late).await.unwrap_err();
    let Error::Conflict { reason, metadata, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        (reason.as_str(), metadata["version"].as_str()),
        ("VERSION_CONFLICT", "2")
    );
    let damaged = PutCheckpoint::after(state, 2).json("{}").checksum("00".repeat(32));
    assert!(matches!(
        client.put_checkpoint(damaged).await.unwrap_err(),
        Error::Invalid { .. }
    ));

    let current = client.checkpoint(state).await.unwrap();
    assert_eq!((current.version, &current.data[..]), (2, &br#"{"step":2}"#[..]));
    let earlier = client.checkpoint_at(&current, 1).await.unwrap();
    assert_eq!(
        (earlier.labels["by"].as_str(), &earlier.checksum),
        ("test", &first.checksum)
    );
    let versions: Vec<_> = client.checkpoint_versions(state).try_collect().await.unwrap();
    assert_eq!(versions.iter().map(|one| one.version).collect::<Vec<_>>(), [2, 1]);
    let verified = client.verify_checkpoint(state).await.unwrap();
    assert_eq!(verified, Verified { checked: 2, bad: None });

    client
        .put_checkpoint(PutCheckpoint::first(("run-1", "notes")).json("[]"))
        .await
        .unwrap();
    let of_run: Vec<_> = client.checkpoints("run-1").try_collect().await.unwrap();
    let names: Vec<_> = of_run.iter().map(|one| (one.name.as_str(), one.version)).collect();
    assert_eq!(names, [("notes", 1), ("state", 2)]);
}

#[tokio::test]
async fn a_rollback_takes_the_timers_of_what_it_undoes_with_it() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let state = CheckpointKey::new("run-1", "state", "run-1");
    client
        .put_checkpoint(PutCheckpoint::first(state.clone()).json("1"))
        .await
        .unwrap();
    let deadline = NewTimer::after("deadline of step two", HOUR)
        .id("deadline")
        .partition_key("run-1");
    client.create_timer(deadline).await.unwrap();
    let second = PutCheckpoint::after(state.clone(), 1).json("2").timer("deadline");
    client.put_checkpoint(second).await.unwrap();

    let undo = RollBack::to(state.clone(), 2, 1).reason("step two was wrong");
    let undone = client.roll_back_checkpoint(undo.clone()).await.unwrap();
    assert_eq!(
        (undone.checkpoint.version, undone.checkpoint.restored_version),
        (3, Some(1))
    );
    assert_eq!(
        (undone.cancelled.as_slice(), undone.too_late.len()),
        (&["deadline".to_owned()][..], 0)
    );
    assert_eq!(client.roll_back_checkpoint(undo).await.unwrap(), undone, "a repeat");
    let timer = client.get(minoots_client::Key::new("deadline", "run-1")).await.unwrap();
    assert_eq!(timer.status, TimerStatus::Cancelled);
    assert_eq!(timer.cancel.as_ref().unwrap().reason, "step two was wrong");
    assert_eq!(client.cancel(&timer).await.unwrap(), CancelOutcome::Cancelled);
    assert_eq!(&client.checkpoint(state.clone()).await.unwrap().data[..], b"1");

    let stale = DeleteCheckpoint::at(state.clone(), 2);
    assert_eq!(
        client.delete_checkpoint(stale).await.unwrap_err().reason(),
        "VERSION_CONFLICT"
    );
    client
        .delete_checkpoint(DeleteCheckpoint::at(state.clone(), 3))
        .await
        .unwrap();
    assert!(matches!(
        client.checkpoint(state).await.unwrap_err(),
        Error::NotFound { .. }
    ));
}

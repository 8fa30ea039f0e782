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
    assert_eq!(
        verified,
        Verified {
            checked: 2,
            shredded: 0,
            bad: None
        }
    );

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

#[tokio::test]
async fn a_large_state_is_put_together_as_it_was_and_a_repeat_is_answered_as_the_first() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let state = ("run-1", "state");
    let data: Vec<u8> = (0..700_000_u32).map(|place| (place % 251) as u8).collect();
    let put = PutCheckpoint::first(state).data("application/x-thing", data.clone());
    let first = client.put_large_checkpoint(put.clone()).await.unwrap();
    assert_eq!((first.version, first.data_size, first.data.len()), (1, 700_000, 0));
    assert_eq!(
        client.put_large_checkpoint(put.clone()).await.unwrap(),
        first,
        "a repeat"
    );
    let other = put.request_id("another").clone();
    let error = client.put_large_checkpoint(other).await.unwrap_err();
    assert_eq!(error.reason(), "VERSION_CONFLICT");

    let small = PutCheckpoint::after(state, 1).json("{}");
    client.put_large_checkpoint(small).await.unwrap();
    assert_eq!(&client.large_checkpoint(state).await.unwrap().data[..], b"{}");
    let whole = client.large_checkpoint_at(state, 1).await.unwrap();
    assert!(whole.data == data, "the same bytes");
    assert_eq!(
        (whole.content_type.as_str(), &whole.checksum),
        ("application/x-thing", &first.checksum)
    );
    let verified = client.verify_large_checkpoint(state).await.unwrap();
    assert_eq!(
        verified,
        Verified {
            checked: 2,
            shredded: 0,
            bad: None
        }
    );

    // Remove the chunks of the first version.
    let chunks = format!("state.chunks.{}", first.checksum);
    client
        .delete_checkpoint(DeleteCheckpoint::at(("run-1", chunks), 4))
        .await
        .unwrap();
    let error = client.large_checkpoint_at(state, 1).await.unwrap_err();
    assert!(matches!(error, Error::Internal { .. }), "{error:?}");
    let bad = client.verify_large_checkpoint(state).await.unwrap().bad.unwrap();
    assert_eq!((bad.version, bad.computed_checksum.as_str()), (1, ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_those_that_put_large_states_and_sweep_at_once_no_version_loses_its_chunks() {
    const WRITERS: u32 = 3;
    const ROUNDS: u64 = 8;
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let state = ("run-1", "state");
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let client = client.clone();
        tasks.spawn(async move {
            let mut won = 0;
            for round in 0..ROUNDS {
                // Two of the three write the same data, in turns; each removes the chunks it finds without a version.
                let data = vec![((u64::from(writer / 2) + round) % 2) as u8; 300_000];
                let put = PutCheckpoint::after(state, round).data("", data).keep_last(1);
                match client.put_large_checkpoint(put).await {
                    Ok(written) => {
                        assert_eq!(written.version, round + 1);
                        won += 1;
                    }
                    Err(error) => assert!(matches!(error.reason(), "VERSION_CONFLICT"), "{error:?}"),
                }
                // Wait until the next round may start, whichever writer won this one.
                let whole = client.large_checkpoint(state).await.unwrap();
                assert!(
                    whole.version > round && whole.data.len() == 300_000,
                    "{}",
                    whole.version
                );
                client.sweep_checkpoint(state).await.unwrap();
            }
            won
        });
    }
    let won: u64 = tasks.join_all().await.into_iter().sum();
    assert_eq!(won, ROUNDS, "one of each round");
    client.sweep_checkpoint(state).await.unwrap();
    let names: Vec<_> = client.checkpoints("run-1").try_collect().await.unwrap();
    assert_eq!(names.len(), 2, "the state, and the chunks of its version");
    let verified = client.verify_large_checkpoint(state).await.unwrap();
    assert_eq!(
        verified,
        Verified {
            checked: 1,
            shredded: 0,
            bad: None
        }
    );
}

#[tokio::test]
async fn chunks_that_a_version_began_to_refer_to_are_not_those_that_a_sweep_saw_before() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let data = vec![7; 300_000];
    let put = PutCheckpoint::first(("run-1", "state")).data("", data.clone());
    // A first put of which only the chunks remain, as after a failure before its version.
    let first = client.put_large_checkpoint(put).await.unwrap();
    let chunks = ("run-1", format!("state.chunks.{}", first.checksum));
    client
        .delete_checkpoint(DeleteCheckpoint::at(("run-1", "state"), 1))
        .await
        .unwrap();
    // A sweep reads the chunks, and is slower than the next put.
    let seen = client.checkpoint(chunks.clone()).await.unwrap().version;
    let again = PutCheckpoint::first(("run-1", "state")).data("", data.clone());
    client.put_large_checkpoint(again).await.unwrap();
    let late = DeleteCheckpoint::at(chunks.clone(), seen);
    assert_eq!(
        client.delete_checkpoint(late).await.unwrap_err().reason(),
        "VERSION_CONFLICT"
    );
    // Chunks with a reference need no further mark.
    let marked = client.checkpoint(chunks.clone()).await.unwrap().version;
    let third = PutCheckpoint::after(("run-1", "state"), 2).data("", data.clone());
    client.put_large_checkpoint(third).await.unwrap();
    assert_eq!(client.checkpoint(chunks).await.unwrap().version, marked);
    assert!(client.large_checkpoint(("run-1", "state")).await.unwrap().data == data);
}

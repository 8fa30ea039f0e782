#![allow(clippy::unwrap_used, clippy::expect_used)]

use tempfile::TempDir;

use super::*;

fn built() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    Sled.build(directory.path(), &TableOptions::default(), &mut || Ok(None))
        .unwrap();
    directory
}

fn health() -> Arc<Health> {
    Arc::new(Health::new(Arc::new(|failure| panic!("{failure}"))))
}

fn open(directory: &TempDir) -> Result<Box<dyn Engine>, OpenError> {
    Sled.open(directory.path(), &TableOptions::default(), health())
}

/// Creates a tree that keeps `past_bytes_max` for views, and writes every batch of a few rows into sled.
fn tree(directory: &TempDir, past_bytes_max: u64) -> Arc<Tree> {
    let options = TableOptions {
        memtable_bytes: 1,
        sealed_bytes_max: u64::MAX,
        ..TableOptions::default()
    };
    let (db, content, _) = open::open_verified(directory.path(), &options).unwrap();
    let mut tree = Tree::new(db, directory.path().to_owned(), content, options, health());
    tree.past_bytes_max = past_bytes_max;
    Arc::new(tree)
}

fn batch(number: u64) -> Vec<Write> {
    let row = |key: u8| Write {
        key: vec![1, key],
        value: Some([number.to_be_bytes().to_vec(), vec![key; 200]].concat()),
    };
    (0..20).map(row).collect()
}

fn number_in(value: Option<Vec<u8>>) -> u64 {
    u64::from_be_bytes(value.unwrap()[..8].try_into().unwrap())
}

#[test]
fn a_view_that_is_read_for_too_long_is_given_up_and_the_tables_go_on() {
    let directory = built();
    let tree = tree(&directory, 40 << 10);
    tree.write(batch(1), 1).unwrap();
    let old = Snapshot::register(&tree).unwrap();
    let mut views = Vec::new();
    for number in 2..40 {
        assert_eq!(number_in(old.get(&[1, 0]).unwrap()), 1);
        tree.write(batch(number), number).unwrap();
        views.push(Snapshot::register(&tree).unwrap());
        if views.len() * 20 * 300 > 40 << 10 {
            break;
        }
    }
    let error = old.get(&[1, 0]).unwrap_err();
    assert!(error.to_string().contains("read for so long"), "{error}");
    assert!(old.scan(&[1], &[2], &mut |_, _| panic!("a row")).is_err());
    tree.health.check().unwrap();
    let newest = views.pop().unwrap();
    assert!(number_in(newest.get(&[1, 19]).unwrap()) > 2);
    // Releases the remaining views one after the other; the last one releases all kept versions.
    drop((old, views, newest));
    let kept_bytes = tree
        .usage()
        .memory_bytes
        .saturating_sub(cache_bytes(&tree.options).min(tree.usage().disk_bytes));
    assert_eq!(kept_bytes, 0);
}

#[test]
fn snapshots_read_the_state_at_their_start() {
    let directory = built();
    let tree = tree(&directory, u64::MAX);
    let empty = Snapshot::register(&tree).unwrap();
    tree.write(batch(1), 1).unwrap();
    let first = Snapshot::register(&tree).unwrap();
    let removed = Write {
        key: vec![1, 3],
        value: None,
    };
    tree.write(vec![removed], 2).unwrap();
    let second = Snapshot::register(&tree).unwrap();
    tree.write(batch(3), 3).unwrap();
    let count = |view: &Snapshot| {
        let mut rows = 0;
        let counted = view.scan(&[], &[0xFF], &mut |_, _| {
            rows += 1;
            std::ops::ControlFlow::Continue(())
        });
        counted.map(|()| rows).unwrap()
    };
    assert_eq!((count(&empty), count(&first), count(&second)), (0, 20, 19));
    assert_eq!(empty.get(&[1, 3]).unwrap(), None);
    assert_eq!(number_in(first.get(&[1, 3]).unwrap()), 1);
    assert_eq!(second.get(&[1, 3]).unwrap(), None);
    assert_eq!(number_in(tree.get(&[1, 3], LATEST).unwrap()), 3);
    drop(first);
    assert_eq!((count(&empty), count(&second)), (0, 19));
}

#[test]
fn g1_a_process_that_dies_while_it_makes_empty_tables_leaves_nothing_that_looks_like_rows() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let mut no_rows = || {
        assert!(!Sled.holds_data(path).unwrap());
        Ok(None)
    };
    Sled.build(path, &TableOptions::default(), &mut no_rows).unwrap();
    assert!(!Sled.holds_data(path).unwrap());
    drop(open(&directory).unwrap());
    assert!(Sled.holds_data(path).unwrap(), "from here on rows can come");
}

#[test]
fn g20_tables_that_end_below_what_was_on_disk_are_refused() {
    let directory = built();
    {
        let engine = open(&directory).unwrap();
        engine.write(batch(7), 7).unwrap();
        engine.flush().unwrap();
        assert_eq!(engine.durable_mark(), Some(7));
    }
    drop(open(&directory).unwrap());
    let (mut floor, mark) = Floor::open(directory.path()).unwrap().unwrap();
    assert_eq!(mark, 7);
    floor.raise(8).unwrap();
    let Err(OpenError::Corrupt(why)) = open(&directory) else {
        panic!("it opened");
    };
    assert!(why.contains("batch 8") && why.contains("batch 7"), "{why}");
}

#[test]
fn g20_rows_that_are_not_what_they_should_come_to_are_refused() {
    let directory = built();
    {
        let engine = open(&directory).unwrap();
        engine.write(batch(7), 7).unwrap();
        engine.flush().unwrap();
    }
    // Simulates that sled lost a row and did not notice.
    open::open(directory.path(), &TableOptions::default())
        .unwrap()
        .remove([1, 3])
        .unwrap();
    assert!(matches!(open(&directory), Err(OpenError::Corrupt(_))));
}

#[test]
fn half_a_note_of_how_far_the_tables_are_leaves_the_one_before() {
    let directory = tempfile::tempdir().unwrap();
    let mut floor = Floor::create(directory.path()).unwrap();
    for mark in [3, 5] {
        floor.raise(mark).unwrap();
    }
    let path = directory.path().join(FLOOR_FILE);
    let intact = std::fs::read(&path).unwrap();
    let found = || Floor::open(directory.path()).map(|found| found.unwrap().1);
    assert_eq!(found().unwrap(), 5);
    let mut damaged = intact.clone();
    damaged[16] ^= 1;
    std::fs::write(&path, &damaged).unwrap();
    assert_eq!(found().unwrap(), 3);
    damaged[0] ^= 1;
    std::fs::write(&path, &damaged).unwrap();
    assert!(matches!(found(), Err(OpenError::Corrupt(_))));
    std::fs::write(&path, []).unwrap();
    assert_eq!(found().unwrap(), 0, "it was just being made");
}

//! Tables on a full file system.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use minoots_chaos::tmpfs::Tmpfs;
use minoots_kernel::tables::{Read as _, Tables as _};
use minoots_store::tables::{TableOptions, TableStore};

const SIZE_BYTES: u64 = 64 << 20;
const FILES_MAX: u64 = 200;

fn write(tables: &TableStore, index: u64) {
    let mut batch = tables.begin().unwrap();
    batch.put(index.to_be_bytes().to_vec(), vec![7; 1_000]);
    batch.end_entry().unwrap();
    batch.commit(index, Vec::new()).unwrap();
}

/// Uses up every file. Space for bytes remains, so that a check of the free space succeeds.
fn take_all_files(disk: &Tmpfs) -> Vec<PathBuf> {
    let paths = (0..FILES_MAX).map(|number| disk.path().join(format!("filler-{number}")));
    paths.take_while(|path| File::create(path).is_ok()).collect()
}

#[test]
fn g20_tables_that_run_into_the_end_of_the_disk_go_on_once_there_is_room() {
    let disk = Tmpfs::with_files_max(SIZE_BYTES, FILES_MAX).unwrap();
    let fatal = Arc::new(|failure: &minoots_kernel::Failure| panic!("the tables failed: {failure}"));
    let tables = TableStore::open(&disk.path().join("tables"), TableOptions::default(), fatal).unwrap();
    for index in 1..=20 {
        write(&tables, index);
    }
    let fillers = take_all_files(&disk);
    assert!(!fillers.is_empty());
    tables.request_flush().unwrap();
    // Long enough for several attempts. Only one attempt is required.
    std::thread::sleep(Duration::from_millis(700));
    tables.check().unwrap();
    assert_eq!(tables.flushed_applied(), None, "nothing can have been written");
    for path in fillers {
        std::fs::remove_file(path).unwrap();
    }
    tables.flush().unwrap();
    assert_eq!(tables.flushed_applied(), Some(20));
    assert_eq!(tables.view().unwrap().scan(&[], &[0xFF], usize::MAX).unwrap().len(), 20);
}

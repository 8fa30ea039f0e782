#![allow(clippy::unwrap_used)]

use std::sync::atomic::AtomicI64;

use tempfile::TempDir;

use super::*;

/// A watched file whose text is the value; "broken" is invalid.
struct Fixture {
    home: TempDir,
    ends_s: Arc<AtomicI64>,
    watched: Arc<Watched<String>>,
}

impl Fixture {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        std::fs::write(&path, "one").unwrap();
        let ends_s = Arc::new(AtomicI64::new(i64::MAX / 2));
        let (read, ends) = (path.clone(), ends_s.clone());
        let watched = Watched::open("test", vec![path], move || {
            let text = std::fs::read_to_string(&read).map_err(|error| FileError::Read {
                path: read.clone(),
                error,
            })?;
            if text == "broken" {
                return Err(FileError::NoCertificate(read.clone()));
            }
            let end = Expiry {
                certificate: "test",
                path: read.clone(),
                at_s: ends.load(Ordering::Relaxed),
            };
            Ok(Loaded {
                value: text,
                ends: vec![end],
            })
        });
        Self {
            home,
            ends_s,
            watched: watched.unwrap(),
        }
    }

    fn write(&self, text: &str) {
        std::fs::write(self.home.path().join("file"), text).unwrap();
    }

    fn look(&self) -> (String, u64, u64, bool) {
        self.watched.look();
        let figures = self.watched.figures();
        let current = self.watched.current().to_string();
        (current, figures.reloads, figures.refusals, figures.is_refused)
    }
}

fn is(text: &str, reloads: u64, refusals: u64, is_refused: bool) -> (String, u64, u64, bool) {
    (text.to_owned(), reloads, refusals, is_refused)
}

#[test]
fn a_file_is_read_again_when_it_changes_and_only_then() {
    let fixture = Fixture::new();
    assert_eq!(fixture.look(), is("one", 0, 0, false));
    fixture.write("three");
    assert_eq!(fixture.look(), is("three", 1, 0, false));
    assert_eq!(fixture.look(), is("three", 1, 0, false));
}

#[test]
fn a_file_that_stays_broken_is_told_once_and_leaves_what_was_in_use() {
    let fixture = Fixture::new();
    fixture.write("broken");
    assert_eq!(fixture.look(), is("one", 0, 0, false), "it may be half written");
    assert_eq!(fixture.look(), is("one", 0, 1, true));
    assert_eq!(fixture.look(), is("one", 0, 1, true));
    std::fs::remove_file(fixture.home.path().join("file")).unwrap();
    fixture.look();
    assert_eq!(
        fixture.look(),
        is("one", 0, 2, true),
        "a file that is gone is no better"
    );
    fixture.write("mended");
    assert_eq!(fixture.look(), is("mended", 1, 2, false));
}

#[test]
fn expired_certificates_replace_only_expired_ones() {
    let fixture = Fixture::new();
    fixture.ends_s.store(1, Ordering::Relaxed);
    fixture.write("stale");
    fixture.look();
    assert_eq!(fixture.look(), is("one", 0, 1, true));
    fixture.ends_s.store(i64::MAX / 2, Ordering::Relaxed);
    fixture.write("fresh");
    assert_eq!(fixture.look(), is("fresh", 1, 1, false));
}

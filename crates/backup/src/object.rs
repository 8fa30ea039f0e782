//! The objects of a place by their names. A prune removes only objects of these kinds: other files in a place belong to
//! its owner.

use crate::lock::is_lock;
use crate::log::{History, SegmentName};
use crate::manifest::{MANIFESTS, id_of_object, is_id, sha256_of_object};
use crate::place::unfinished_of;

/// A kind of object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// The manifest of a backup.
    Manifest,
    /// A chunk, by its SHA-256.
    Chunk(String),
    /// A segment of the log.
    Segment(SegmentName),
    /// How far the log of a history is complete, and the entry after which a gap follows.
    Position(History, Option<u64>),
    Lock,
    /// The remains of an interrupted write, or a write that is under way, of the object with this name.
    Remains(String),
}

impl Object {
    /// The kind of an object; `None` if no release wrote a name of this form.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        if let Some(id) = id_of_object(name) {
            return is_id(id).then_some(Self::Manifest);
        }
        if let Some(sha256) = sha256_of_object(name) {
            return Some(Self::Chunk(sha256.to_owned()));
        }
        if let Some(segment) = SegmentName::of_object(name) {
            return Some(Self::Segment(segment));
        }
        if let Some((history, after)) = History::of_position(name) {
            return Some(Self::Position(history, after));
        }
        if is_lock(name) {
            return Some(Self::Lock);
        }
        let whole = unfinished_of(name)?;
        let is_manifest = whole.strip_prefix(MANIFESTS).is_some_and(is_id);
        (is_manifest || Self::of_name(whole).is_some()).then(|| Self::Remains(whole.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_objects_of_a_place_and_the_remains_of_their_writes_are_known() {
        let sha256 = "0a".repeat(32);
        let segment = SegmentName {
            history: History::of(0, "abc").unwrap(),
            first: 1,
            last: 2,
            latest_ns: 3,
        };
        let names = [
            "backups/20300102T030405Z-7-0a0a0a0a.json".to_owned(),
            format!("chunks/0a/{sha256}"),
            segment.object(),
            "log/0000000000-abc/position".to_owned(),
            "log/0000000000-abc/position-00000000000000000007".to_owned(),
            "locks/backup-00000000-0000-4000-8000-000000000000".to_owned(),
        ];
        for name in names {
            let known = Object::of_name(&name).unwrap();
            assert!(!matches!(known, Object::Remains(_)), "{name}");
            let stem = name.strip_suffix(".json").unwrap_or(&name);
            let remains = Object::of_name(&format!("{stem}.12-3.new"));
            assert_eq!(remains, Some(Object::Remains(stem.to_owned())));
        }
    }

    #[test]
    fn the_files_of_others_are_not_known() {
        let sha256 = "0a".repeat(32);
        let names = [
            "backups/notes.txt".to_owned(),
            "backups/photos/a.json".to_owned(),
            "chunks/mine/file".to_owned(),
            format!("chunks/0b/{sha256}"),
            format!("chunks/link/{sha256}"),
            "chunks/a.new".to_owned(),
            "chunks/a.1-2.new".to_owned(),
            "log/today.log".to_owned(),
            "log/0000000000-abc/other".to_owned(),
            "locks/of/mine".to_owned(),
            "manifest.json".to_owned(),
        ];
        for name in names {
            assert_eq!(Object::of_name(&name), None, "{name}");
        }
    }
}

//! Files, directories and links of an archive, sorted by path.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::blob::Blob;

/// The entry at a path.
#[derive(Clone, Debug)]
pub enum Node {
    /// A file.
    File(Arc<Blob>),
    /// A directory.
    Directory,
}

/// Mode and owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Permission bits.
    pub mode: u32,
    /// The numeric id of user and group.
    pub owner: u32,
}

/// The content of an archive. Paths are relative, without `./`.
#[derive(Clone, Debug, Default)]
pub struct Tree(BTreeMap<String, (Node, Access)>);

impl Tree {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file that everyone may read.
    pub fn file(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> &mut Self {
        self.blob(path, 0o644, &Blob::new(content))
    }

    /// Adds a file that everyone may execute.
    pub fn program(&mut self, path: impl Into<String>, content: &Arc<Blob>) -> &mut Self {
        self.blob(path, 0o755, content)
    }

    /// Adds a file of root with this mode.
    pub fn blob(&mut self, path: impl Into<String>, mode: u32, content: &Arc<Blob>) -> &mut Self {
        self.add(path.into(), Node::File(content.clone()), Access { mode, owner: 0 })
    }

    /// Adds a directory.
    pub fn directory(&mut self, path: impl Into<String>, access: Access) -> &mut Self {
        self.add(path.into(), Node::Directory, access)
    }

    /// Adds missing parent directories of every path.
    pub fn with_parents(mut self) -> Self {
        let paths: Vec<String> = self.0.keys().cloned().collect();
        for path in paths {
            for (end, _) in path.match_indices('/') {
                let access = Access { mode: 0o755, owner: 0 };
                self.0
                    .entry(path[..end].to_owned())
                    .or_insert((Node::Directory, access));
            }
        }
        self
    }

    /// Every path with its entry.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node, Access)> {
        self.0
            .iter()
            .map(|(path, (node, access))| (path.as_str(), node, *access))
    }

    fn add(&mut self, path: String, node: Node, access: Access) -> &mut Self {
        self.0.insert(path, (node, access));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_before_what_is_in_them_and_keep_their_access() {
        let private = Access { mode: 0o700, owner: 7 };
        let mut tree = Tree::new();
        tree.file("var/lib/minoots/a", "").directory("var/lib/minoots", private);
        let tree = tree.with_parents();
        let found: Vec<(&str, u32)> = tree.iter().map(|(path, _, access)| (path, access.mode)).collect();
        let expected = [
            ("var", 0o755),
            ("var/lib", 0o755),
            ("var/lib/minoots", 0o700),
            ("var/lib/minoots/a", 0o644),
        ];
        assert_eq!(found, expected);
    }
}

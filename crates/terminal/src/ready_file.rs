//! The ready file: tells a script the endpoint of a node.
//!
//! Invariant: the file appears complete, and this process writes it only once it is ready.

use std::io::{self, Write};
use std::path::Path;
use std::process;

use serde::{Deserialize, Serialize};

use crate::errors::Failure;

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// The node's URL.
    pub endpoint: String,
    /// Its data directory, as an absolute path.
    pub data_dir: String,
    /// Its process id.
    pub pid: u32,
    /// Its node id, if it is one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u64>,
}

/// Removes the file of an earlier process.
pub fn remove(file: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::io(format!("ready file {}", file.display()), &error))
        }
        _ => Ok(()),
    }
}

/// Writes a temporary file beside the target and renames it.
pub fn write(file: &Path, endpoint: &str, data: &Path, node: Option<u64>) -> Result<(), Failure> {
    let ready = Ready {
        endpoint: endpoint.to_owned(),
        data_dir: data.display().to_string(),
        pid: process::id(),
        node,
    };
    write_atomically(file, &ready).map_err(|error| Failure::io(format!("ready file {}", file.display()), &error))
}

fn write_atomically(file: &Path, ready: &Ready) -> io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut temporary, ready)?;
    temporary.write_all(b"\n")?;
    temporary.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_file_has_this_exact_shape_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        std::fs::write(&file, "from an earlier process").unwrap();
        write(&file, "http://127.0.0.1:1234", Path::new("/data"), None).unwrap();
        let pid = process::id();
        let expected = format!("{{\"endpoint\":\"http://127.0.0.1:1234\",\"dataDir\":\"/data\",\"pid\":{pid}}}\n");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_node_of_a_cluster_says_which_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        write(&file, "http://127.0.0.1:1234", Path::new("/data"), Some(3)).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.ends_with(",\"node\":3}\n"), "{text}");
        assert_eq!(serde_json::from_str::<Ready>(&text).unwrap().node, Some(3));
    }

    #[test]
    fn removing_a_file_that_is_not_there_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        assert!(remove(&folder.path().join("ready.json")).is_ok());
    }
}

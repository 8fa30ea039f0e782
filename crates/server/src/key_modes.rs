//! Checks key files that group or others may access. The node rejects such files among the keys that it makes itself.
//! It uses such files that an operator supplies, since only the operator knows the members of a group, and warns at
//! each start.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::options::Options;

/// The permission bits of group and others in a mode.
const SHARED: u32 = 0o077;

/// A key file that group or others may access.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shared {
    setting: &'static str,
    path: PathBuf,
    mode: u32,
}

/// Logs a warning for each key file that group or others may access.
pub(crate) fn warn(options: &Options) {
    for Shared { setting, path, mode } in shared(options) {
        let path = path.display();
        tracing::warn!("the file of --{setting} {path} may be read or changed by others (mode {mode:o}); chmod 600 it");
    }
}

fn shared(options: &Options) -> Vec<Shared> {
    let cluster = options.cluster.as_ref();
    let files = [
        ("root-key-file", options.root_key_file.as_deref()),
        (
            "peer-ca-key",
            cluster.and_then(|cluster| cluster.peer_ca_key.as_deref()),
        ),
        ("peer-key", options.peer_tls().map(|files| files.key.as_path())),
    ];
    let named = files.into_iter().filter_map(|(setting, path)| Some((setting, path?)));
    // A file whose mode cannot be read is reported where the key is loaded.
    let modes = named.filter_map(|(setting, path)| Some((setting, path, mode(path).ok()?)));
    let open = modes.filter(|(.., mode)| mode & SHARED != 0);
    open.map(|(setting, path, mode)| Shared {
        setting,
        path: path.to_owned(),
        mode,
    })
    .collect()
}

fn mode(path: &Path) -> io::Result<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o7777)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs::Permissions;

    use super::*;
    use crate::options::ClusterOptions;

    #[test]
    fn each_key_file_that_others_may_touch_is_named_with_its_mode() {
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = directory.path().join(name);
            fs::write(&path, "key").unwrap();
            path
        };
        let (root, authority) = (file("root.key"), file("ca.key"));
        let options = Options {
            root_key_file: Some(root.clone()),
            cluster: Some(ClusterOptions {
                rejoins: false,
                node: 1,
                peer_listen: "127.0.0.1:0".parse().unwrap(),
                advertise: String::new(),
                peers: [].into(),
                tls: None,
                join_token_file: None,
                peer_ca_key: Some(authority.clone()),
                peer_cert_life_s: 0,
            }),
            ..Options::default()
        };
        for mode in [0o600, 0o400] {
            for path in [&root, &authority] {
                fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
            }
            assert_eq!(shared(&options), []);
        }
        for mode in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(&root, Permissions::from_mode(mode)).unwrap();
            let expected = Shared {
                setting: "root-key-file",
                path: root.clone(),
                mode,
            };
            assert_eq!(shared(&options), [expected]);
        }
        fs::set_permissions(&authority, Permissions::from_mode(0o440)).unwrap();
        assert_eq!(shared(&options)[1].setting, "peer-ca-key");
        fs::remove_file(&root).unwrap();
        assert_eq!(shared(&options)[0].path, authority);
    }
}

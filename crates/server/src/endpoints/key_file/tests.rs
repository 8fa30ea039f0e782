#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use minoots_seal::Use;

const USE: Use<'_> = Use {
    tenant: "dev",
    object: "hook",
    what: "test",
};

fn place(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("minoots-key-{}-{name}", uuid::Uuid::new_v4()));
    directory.join("keys").join("secrets.key")
}

fn remove(path: &Path) {
    fs::remove_dir_all(path.parent().unwrap().parent().unwrap()).unwrap();
}

#[test]
fn a_key_is_made_once_and_read_from_then_on() {
    let path = place("once");
    assert!(matches!(load(&path), Err(KeyFileError::Io { action: "opened", .. })));
    let sealed = load_or_create(&path).unwrap().seal(USE, b"x").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    for again in [load_or_create(&path).unwrap(), load(&path).unwrap()] {
        assert_eq!(again.open(USE, &sealed).unwrap().as_slice(), b"x");
    }
    remove(&path);
}

#[test]
fn a_file_that_others_may_read_or_that_holds_no_key_is_refused_and_left_as_it_is() {
    let path = place("bad");
    load_or_create(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let error = load_or_create(&path).unwrap_err();
    assert!(error.to_string().contains("chmod 600"), "{error}");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    for text in [
        "",
        "minoots-secrets-key-1\n",
        "minoots-secrets-key-1\nAAAA\n",
        "other\nAAAA\n",
    ] {
        fs::write(&path, text).unwrap();
        assert!(
            matches!(load_or_create(&path), Err(KeyFileError::Corrupt { .. })),
            "{text:?}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    remove(&path);
}

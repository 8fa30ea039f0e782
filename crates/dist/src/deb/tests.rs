#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn members_of_an_archive_start_at_even_places() {
    let bytes = archive(
        &[
            ("debian-binary", b"2.0\n\n".to_vec()),
            ("control.tar.gz", b"x".to_vec()),
        ],
        1_700_000_000,
    );
    let text = String::from_utf8(bytes).unwrap();
    let first = "debian-binary   1700000000  0     0     100644  5         `\n2.0\n\n\n";
    let second = "control.tar.gz  1700000000  0     0     100644  1         `\nx\n";
    assert_eq!(text, format!("!<arch>\n{first}{second}"));
}

#[test]
fn every_file_but_the_conffile_has_a_digest() {
    let mut tree = Tree::new();
    tree.file("usr/bin/minoots", "a").file(SETTINGS_PATH, "b");
    assert_eq!(
        sums(&tree.with_parents()),
        "0cc175b9c0f1b6a831c399e269772661  usr/bin/minoots\n"
    );
}

#[test]
fn the_settings_are_those_that_the_service_names() {
    assert!(SERVICE.contains(&format!("--config /{SETTINGS_PATH}")));
    assert!(SETTINGS.contains("data = \"/var/lib/minoots\""));
}

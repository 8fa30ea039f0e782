#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use super::*;
use crate::blob::Blob;
use crate::date::Date;
use crate::elf::Elf;
use crate::target::Target;

const LIST: &str = r#"{"packages":[
    {"name":"cc","version":"1.0.1+x","source":"crates.io","kind":"build"},
    {"name":"minoots-cli","version":"0.1.0","source":"local","dependencies":[0,2],"root":true},
    {"name":"ring","version":"0.17.14","source":"crates.io","dependencies":[0]}
]}"#;

const LOCK: &str = r#"
    [[package]]
    name = "cc"
    version = "1.0.1+x"
    source = "registry+x"
    checksum = "cc"
    [[package]]
    name = "minoots-cli"
    version = "0.1.0"
    [[package]]
    name = "ring"
    version = "0.17.14"
    source = "registry+x"
    checksum = "a4"
"#;

const METADATA: &str = r#"{"packages":[{"name":"ring","version":"0.17.14","license":"Apache-2.0/ISC"},{"name":"cc","version":"1.0.1+x","license":null}]}"#;

fn bill_of(list: &str, lock: &str) -> Result<Value> {
    let source = Source {
        root: PathBuf::new(),
        target_directory: PathBuf::new(),
        version: "0.1.0".to_owned(),
        repository: "https://example.com".to_owned(),
        license: "Apache-2.0".to_owned(),
        commit: String::new(),
        date: Date::parse("1700000000")?,
    };
    let program = Program {
        target: &Target::all()[0],
        elf: Elf::default(),
        file: PathBuf::new(),
        content: Blob::new(*b"program"),
        debug: None,
    };
    let licenses = Licenses::parse(METADATA)?;
    bill(
        &source,
        &program,
        &Crates::parse(list.as_bytes())?,
        &LockFile::parse(lock)?,
        &licenses,
    )
}

#[test]
fn the_bill_names_every_crate_with_checksum_licence_and_scope() {
    let bill = bill_of(LIST, LOCK).unwrap();
    let expected = json!([
        { "type": "library", "bom-ref": "pkg:cargo/cc@1.0.1%2Bx", "purl": "pkg:cargo/cc@1.0.1%2Bx", "name": "cc", "version": "1.0.1+x",
          "scope": "excluded", "hashes": [{ "alg": "SHA-256", "content": "cc" }] },
        { "type": "library", "bom-ref": "pkg:cargo/ring@0.17.14", "purl": "pkg:cargo/ring@0.17.14", "name": "ring", "version": "0.17.14",
          "scope": "required", "hashes": [{ "alg": "SHA-256", "content": "a4" }], "licenses": [{ "expression": "Apache-2.0 OR ISC" }] },
    ]);
    assert_eq!(bill["components"], expected);
    assert_eq!(
        bill["dependencies"][1]["dependsOn"],
        json!(["pkg:cargo/cc@1.0.1%2Bx", "pkg:cargo/ring@0.17.14"])
    );
    assert_eq!(
        bill["metadata"]["component"]["hashes"][0]["content"],
        sha256_hex(b"program")
    );
    assert_eq!(bill["metadata"]["timestamp"], "2023-11-14T22:13:20Z");
}

#[test]
fn a_crate_that_is_not_locked_in_that_version_is_refused() {
    let error = bill_of(LIST, &LOCK.replace("0.17.14", "0.17.15")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the program holds ring 0.17.14, but Cargo.lock has 0.17.15"
    );
}

#[test]
fn a_program_of_another_version_is_refused() {
    let other = |text: &str| text.replace("0.1.0", "0.2.0");
    assert!(
        bill_of(&other(LIST), &other(LOCK))
            .unwrap_err()
            .to_string()
            .contains("has version 0.2.0, the release 0.1.0")
    );
}

#[test]
fn a_list_that_points_beyond_its_end_is_refused() {
    assert!(bill_of(&LIST.replace("[0,2]", "[0,3]"), LOCK).is_err());
}

#[test]
fn a_serial_number_is_a_uuid_of_the_bytes() {
    let number = serial_number(b"program");
    assert_eq!(number.len(), "urn:uuid:".len() + 36);
    assert_eq!((&number[23..24], number == serial_number(b"other")), ("8", false));
}

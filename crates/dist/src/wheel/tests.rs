#![allow(clippy::unwrap_used)]

use std::io::Cursor;
use std::path::PathBuf;

use super::*;
use crate::date::Date;
use crate::elf::Elf;
use crate::target::Target;

fn source() -> Source {
    Source {
        root: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")),
        target_directory: PathBuf::new(),
        version: "0.1.0".to_owned(),
        repository: String::new(),
        license: String::new(),
        commit: String::new(),
        date: Date::parse("1764336123").unwrap(),
    }
}

fn pure() -> Pure {
    let file = |name: &str, content: &str| ZipFile {
        name: name.to_owned(),
        mode: 0o644,
        content: Blob::new(content),
    };
    let files = vec![
        file("minoots/__init__.py", "a = 1\n"),
        file(
            "minoots-0.1.0.dist-info/METADATA",
            "Metadata-Version: 2.4\nLicense-Expression: Apache-2.0\nName: minoots\n",
        ),
        file(
            "minoots-0.1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        ),
        file("minoots-0.1.0.dist-info/RECORD", "stale"),
    ];
    Pure {
        name: String::new(),
        bytes: Vec::new(),
        files,
    }
}

fn program() -> Program {
    Program {
        target: &Target::all()[0],
        elf: Elf {
            glibc_minor: 34,
            ..Elf::default()
        },
        file: PathBuf::new(),
        content: Blob::new(*b"program"),
        debug: None,
    }
}

fn read(archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_platform_wheel_records_every_file_with_its_digest() {
    let (name, bytes) = pure().with_program(&source(), &program(), b"{}").unwrap();
    assert_eq!(name, "minoots-0.1.0-py3-none-manylinux_2_34_x86_64.whl");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let record = read(&mut archive, "minoots-0.1.0.dist-info/RECORD");
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(record.lines().count(), names.len());
    for row in record.lines() {
        let (name, digest) = row.split_once(',').unwrap();
        if name.ends_with("/RECORD") {
            assert_eq!(digest, ",");
            continue;
        }
        let text = read(&mut archive, name);
        let expected = URL_SAFE_NO_PAD.encode(sha256(text.as_bytes()));
        assert_eq!(digest, format!("sha256={expected},{}", text.len()), "{name}");
    }
    assert_eq!(names.last().map(String::as_str), Some("minoots-0.1.0.dist-info/RECORD"));
}

#[test]
fn the_program_is_an_executable_script_and_the_wheel_is_not_pure() {
    let (_, bytes) = pure().with_program(&source(), &program(), b"{}").unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mode = archive
        .by_name("minoots-0.1.0.data/scripts/minoots")
        .unwrap()
        .unix_mode();
    assert_eq!(mode, Some(0o100_755));
    let wheel = read(&mut archive, "minoots-0.1.0.dist-info/WHEEL");
    assert_eq!(
        wheel,
        "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-manylinux_2_34_x86_64\n"
    );
    assert!(read(&mut archive, "minoots-0.1.0.dist-info/METADATA").contains("\nLicense-File: LICENSE\n"));
}

#[test]
fn the_same_program_gives_the_same_wheel() {
    let wheel = || pure().with_program(&source(), &program(), b"{}").unwrap().1;
    assert!(wheel() == wheel());
}

#[test]
fn a_tag_may_promise_less_than_auditwheel_finds_but_not_more() {
    assert!(is_as_wide("manylinux_2_17_x86_64", "manylinux_2_28_x86_64"));
    assert!(is_as_wide("manylinux_2_28_x86_64", "manylinux_2_28_x86_64"));
    assert!(!is_as_wide("manylinux_2_34_x86_64", "manylinux_2_28_x86_64"));
    assert!(!is_as_wide("manylinux_2_28_aarch64", "manylinux_2_28_x86_64"));
    assert!(!is_as_wide("linux_x86_64", "manylinux_2_28_x86_64"));
    assert!(!is_as_wide("musllinux_1_1_x86_64", "manylinux_2_28_x86_64"));
}

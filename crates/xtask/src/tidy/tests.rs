use super::{File, complaints_about, links, llms};

fn complaints(path: &str, text: &str) -> Vec<String> {
    complaints_about(&File {
        path: path.into(),
        text: text.into(),
    })
}

#[test]
fn a_long_source_file_is_refused_and_a_long_generated_one_is_not() {
    let text = "x\n".repeat(401);
    assert_eq!(complaints("crates/a/src/b.rs", &text), ["401 lines, more than 400"]);
    assert!(complaints("crates/a/src/gen/b.rs", &text).is_empty());
}

#[test]
fn tests_may_be_longer_than_the_code_they_test() {
    assert!(complaints("crates/a/tests/b.rs", &"x\n".repeat(600)).is_empty());
    assert_eq!(
        complaints("crates/a/src/b/tests.rs", &"x\n".repeat(601)),
        ["601 lines, more than 600"]
    );
}

#[test]
fn the_architecture_fits_two_hundred_lines() {
    assert!(complaints("ARCHITECTURE.md", &"x.\n\n".repeat(100)).is_empty());
    assert_eq!(
        complaints("ARCHITECTURE.md", &format!("{}\n", "x.\n\n".repeat(100))).len(),
        1
    );
}

#[test]
fn unfinished_code_is_refused() {
    let text = concat!("fn f() {\n    to", "do!()\n}\n");
    assert_eq!(
        complaints("crates/a/src/b.rs", text),
        [concat!("line 2: \"to", "do!(\"")]
    );
}

#[test]
fn a_machine_path_is_refused_where_it_starts_a_path_only() {
    assert_eq!(complaints("a.sh", concat!("cd /wo", "rk/main")).len(), 1);
    assert!(complaints("a.sh", concat!("cd target/wo", "rk/main")).is_empty());
    assert!(complaints("a.sh", concat!("cd \"${TMP}/wo", "rk/main\"")).is_empty());
}

#[test]
fn a_lock_file_with_another_registry_is_refused() {
    let crates_io = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    assert!(complaints("Cargo.lock", crates_io).is_empty());
    assert_eq!(
        complaints("Cargo.lock", "source = \"registry+https://mirror.example/index\"\n").len(),
        1
    );
    let npm = "      \"resolved\": \"https://registry.npmjs.org/jose/-/jose-6.0.0.tgz\",\n";
    assert!(complaints("a/package-lock.json", npm).is_empty());
    assert_eq!(
        complaints(
            "a/package-lock.json",
            "\"resolved\": \"https://mirror.example/jose.tgz\",\n"
        )
        .len(),
        1
    );
}

#[test]
fn a_crate_without_the_workspace_lints_is_refused() {
    assert!(
        complaints(
            "crates/a/Cargo.toml",
            "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"
        )
        .is_empty()
    );
    assert_eq!(complaints("crates/a/Cargo.toml", "[package]\nname = \"a\"\n").len(), 1);
}

#[test]
fn a_decision_is_named_by_number_and_title() {
    assert!(complaints("docs/decisions/0001-own-log.md", "").is_empty());
    assert_eq!(complaints("docs/decisions/1-own-log.md", "").len(), 1);
    assert_eq!(complaints("docs/decisions/0001-Own_Log.md", "").len(), 1);
}

#[test]
fn links_to_files_are_found_and_other_links_are_not() {
    let text = "[a](docs/a.md#part) [b](https://example.com) [c](#here) [d](../d.md)";
    assert_eq!(links::targets(text).collect::<Vec<_>>(), ["docs/a.md", "../d.md"]);
}

#[test]
fn the_index_for_programs_names_every_page_once_and_says_what_is_there() {
    let pages = ["docs/a.md", "docs/b.md", "docs/decisions/0001-c.md", "sdk/a/README.md"];
    let complaints = |index: &str| {
        let mut files: Vec<File> = pages.map(|page| (page, "")).map(file).into();
        files.push(file(("llms.txt", index)));
        llms::complaints(&files)
    };
    let whole = "# A\n\n> B\n\n- [a](docs/a.md): c\n- [b](docs/b.md): d\n- [e](sdk/a/README.md): f\n";
    assert!(complaints(whole).is_empty());
    let wrong = [
        ("> B\n", "", "llms.txt: has no summary behind \"> \""),
        ("# A\n", "A\n", "llms.txt: does not begin with a title"),
        ("- [b](docs/b.md): d\n", "", "llms.txt: does not link to docs/b.md"),
        (
            "- [e](sdk/a/README.md): f\n",
            "",
            "llms.txt: does not link to sdk/a/README.md",
        ),
        (": d\n", "\n", "llms.txt: says nothing of \"- [b](docs/b.md)\""),
        (
            "> B\n",
            "> B\n- [c](docs/c.md): g\n",
            "llms.txt: links to docs/c.md, which does not exist",
        ),
        (
            "> B\n",
            "> B\n- [a](docs/a.md): g\n",
            "llms.txt: links to docs/a.md twice",
        ),
    ];
    for (part, instead, told) in wrong {
        assert_eq!(complaints(&whole.replace(part, instead)), [told]);
    }
    assert_eq!(llms::complaints(&[]), ["llms.txt: is missing"]);
}

fn file((path, text): (&str, &str)) -> File {
    File {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_package_that_ships_is_optimised_fully() {
    let text = "[profile.release.package.\"*\"]\noverflow-checks = false\n[profile.release.package.a]\nopt-level = 0\n";
    assert_eq!(
        complaints("Cargo.toml", text),
        ["profile dist inherits a lower level of a: give it `opt-level = 3`"]
    );
    let lower = format!("{text}[profile.dist.package.a]\nopt-level = 2\n");
    assert_eq!(complaints("Cargo.toml", &lower).len(), 1);
    let full = format!("{text}[profile.dist.package.a]\nopt-level = 3\n");
    assert!(complaints("Cargo.toml", &full).is_empty());
}

#[test]
fn nodes_of_tests_keep_no_reserve() {
    let text = "command = [program, \"dev\", \"--ready-file\", ready]\n";
    for path in ["tests/sdk/a.py", "sdk/a/tests/node.mjs", "crates/a/tests/node.rs"] {
        assert_eq!(complaints(path, text).len(), 1, "{path}");
        let set = format!("{text}environment[\"MINOOTS_DISK_RESERVE_BYTES\"] = \"0\"\n");
        assert!(complaints(path, &set).is_empty(), "{path}");
    }
    assert!(complaints("crates/bench/src/process.rs", text).is_empty());
}

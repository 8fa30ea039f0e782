//! The Debian package: an `ar` archive of two tar archives.
//!
//! This module writes the package instead of dpkg-deb, so that its bytes do not depend on a version of dpkg or xz.
//! Also, its compressed program is then the same as in the other artefacts. Tests read it with dpkg-deb.

use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use md5::{Digest, Md5};

use crate::blob::Blob;
use crate::program::{Completions, Program};
use crate::source::Source;
use crate::tarball::Tarball;
use crate::tree::{Node, Tree};

const SERVICE: &str = include_str!("../files/minoots.service");
const SETTINGS: &str = include_str!("../files/minoots.toml");
const USERS: &str = include_str!("../files/sysusers.conf");
const DIRECTORIES: &str = include_str!("../files/tmpfiles.conf");
const AFTER_INSTALL: &str = include_str!("../files/postinst");
const BEFORE_REMOVAL: &str = include_str!("../files/prerm");
const AFTER_REMOVAL: &str = include_str!("../files/postrm");
const COPYRIGHT: &str = include_str!("../files/copyright");
const SETTINGS_PATH: &str = "etc/minoots/minoots.toml";
const MAINTAINER: &str = "MINOOTS maintainers <maintainers@users.noreply.github.com>";

/// The name and content of `minoots_VERSION_ARCHITECTURE.deb`.
pub fn package(
    source: &Source,
    program: &Program,
    completions: &Completions,
    sbom: &[u8],
) -> Result<(String, Vec<u8>)> {
    let data = data(source, program, completions, sbom)?;
    let control = control(source, program, &data);
    let tar = |tree: Tree| -> Result<Vec<u8>> { Ok(Tarball::new(&tree.with_parents(), "./", source.date)?.gzip()) };
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", tar(control)?),
        ("data.tar.gz", tar(data)?),
    ];
    let name = format!("minoots_{}_{}.deb", source.version, program.target.debian);
    Ok((name, archive(&members, source.date.seconds())))
}

fn data(source: &Source, program: &Program, completions: &Completions, sbom: &[u8]) -> Result<Tree> {
    let mut tree = Tree::new();
    tree.program("usr/bin/minoots", &program.content)
        .file(SETTINGS_PATH, SETTINGS)
        .file("usr/lib/systemd/system/minoots.service", SERVICE)
        .file("usr/lib/sysusers.d/minoots.conf", USERS)
        .file("usr/lib/tmpfiles.d/minoots.conf", DIRECTORIES)
        .file(
            "usr/share/bash-completion/completions/minoots",
            completions.bash.as_str(),
        )
        .file(
            "usr/share/fish/vendor_completions.d/minoots.fish",
            completions.fish.as_str(),
        )
        .file("usr/share/zsh/vendor-completions/_minoots", completions.zsh.as_str())
        .file("usr/share/doc/minoots/copyright", COPYRIGHT)
        .file("usr/share/doc/minoots/changelog.gz", compressed(&changes(source)?)?)
        .file("usr/share/doc/minoots/minoots.cdx.json", sbom);
    Ok(tree)
}

fn control(source: &Source, program: &Program, data: &Tree) -> Tree {
    let mut tree = Tree::new();
    tree.file("control", fields(source, program, data))
        .file("conffiles", format!("/{SETTINGS_PATH}\n"))
        .file("md5sums", sums(data));
    for (name, script) in [
        ("postinst", AFTER_INSTALL),
        ("prerm", BEFORE_REMOVAL),
        ("postrm", AFTER_REMOVAL),
    ] {
        tree.program(name, &Blob::new(script));
    }
    tree
}

fn fields(source: &Source, program: &Program, data: &Tree) -> String {
    let kilobytes: usize = files(data).map(|(_, content)| content.len().div_ceil(1024)).sum();
    let mut depends = vec![format!("libc6 (>= 2.{})", program.elf.glibc_minor)];
    if program.elf.needed.iter().any(|name| name == "libgcc_s.so.1") {
        depends.push("libgcc-s1".to_owned());
    }
    format!(
        "Package: minoots\n\
         Version: {}\n\
         Architecture: {}\n\
         Maintainer: {MAINTAINER}\n\
         Installed-Size: {kilobytes}\n\
         Depends: {}\n\
         Recommends: ca-certificates\n\
         Section: net\n\
         Priority: optional\n\
         Homepage: {}\n\
         Description: durable timers for agents and services\n \
         A replicated node that keeps timers in a log on disk, fires them on time\n \
         and never early, signs each event, and delivers it until it is acknowledged.\n \
         The same program is the command line and a client of any node.\n \
         .\n \
         The service is not enabled by the package. Data in /var/lib/minoots is kept\n \
         when the package is removed or purged.\n",
        source.version,
        program.target.debian,
        depends.join(", "),
        source.repository,
    )
}

/// A changelog with the one entry that Debian's format requires.
fn changes(source: &Source) -> Result<String> {
    let (version, address, date) = (&source.version, &source.repository, source.date.rfc2822()?);
    Ok(format!(
        "minoots ({version}) unstable; urgency=medium\n\n  \
         * Release {version}: {address}/blob/main/CHANGELOG.md\n\n \
         -- {MAINTAINER}  {date}\n"
    ))
}

/// Compresses a document as Debian's policy requires.
fn compressed(text: &str) -> Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(text.as_bytes())?;
    Ok(gzip.finish()?)
}

/// The digests that `dpkg --verify` compares. Debian stores the digests of conffiles elsewhere.
fn sums(data: &Tree) -> String {
    let files = files(data).filter(|(path, _)| *path != SETTINGS_PATH);
    files
        .map(|(path, content)| format!("{}  {path}\n", hex::encode(Md5::digest(content))))
        .collect()
}

fn files(tree: &Tree) -> impl Iterator<Item = (&str, &[u8])> {
    tree.iter().filter_map(|(path, node, _)| match node {
        Node::File(content) => Some((path, content.bytes())),
        Node::Directory => None,
    })
}

/// An `ar` archive.
fn archive(members: &[(&str, Vec<u8>)], seconds: u32) -> Vec<u8> {
    let mut file = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let length = content.len();
        file.extend_from_slice(
            format!("{name:<16}{seconds:<12}{:<6}{:<6}{:<8}{length:<10}`\n", 0, 0, "100644").as_bytes(),
        );
        file.extend_from_slice(content);
        if length % 2 == 1 {
            file.push(b'\n');
        }
    }
    file
}

#[cfg(test)]
mod tests;

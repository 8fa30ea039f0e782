//! The archive of a platform: the program, its licence and its completions in one directory.

use anyhow::Result;

use crate::program::{Completions, Program};
use crate::source::Source;
use crate::tarball::Tarball;
use crate::tree::Tree;

/// The name and content of `minoots-VERSION-PLATFORM.tar.gz`.
pub fn program(
    source: &Source,
    program: &Program,
    completions: &Completions,
    sbom: &[u8],
) -> Result<(String, Vec<u8>)> {
    let mut tree = Tree::new();
    tree.program("minoots", &program.content)
        .file("LICENSE", source.text("LICENSE")?)
        .file("README.md", source.text("README.md")?)
        .file("minoots.cdx.json", sbom)
        .file("completions/minoots.bash", completions.bash.as_str())
        .file("completions/minoots.fish", completions.fish.as_str())
        .file("completions/_minoots", completions.zsh.as_str());
    write(source, &tree, &stem(source, program))
}

/// The name and content of `minoots-VERSION-PLATFORM-debug.tar.gz`, if the program was built here.
pub fn debug_info(source: &Source, program: &Program) -> Result<Option<(String, Vec<u8>)>> {
    let Some(debug) = &program.debug else {
        return Ok(None);
    };
    let mut tree = Tree::new();
    tree.blob("minoots.debug", 0o644, debug);
    write(source, &tree, &format!("{}-debug", stem(source, program))).map(Some)
}

/// `minoots-VERSION-PLATFORM`.
pub fn stem(source: &Source, program: &Program) -> String {
    format!("minoots-{}-{}", source.version, program.target.name)
}

fn write(source: &Source, tree: &Tree, stem: &str) -> Result<(String, Vec<u8>)> {
    let tarball = Tarball::new(&tree.clone().with_parents(), &format!("{stem}/"), source.date)?;
    Ok((format!("{stem}.tar.gz"), tarball.gzip()))
}

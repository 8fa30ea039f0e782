//! Passes the name of cargo's profile to the crate. Cargo does not provide it to code.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let profile = std::env::var("OUT_DIR")
        .ok()
        .and_then(|out| profile_of(Path::new(&out)));
    println!(
        "cargo:rustc-env=MINOOTS_BUILD_PROFILE={}",
        profile.as_deref().unwrap_or("unknown")
    );
}

/// The profile, from the path of the build directory: `<target>/[<triple>/]<profile>/build/…`. The profile `dev` has a
/// directory named `debug`.
fn profile_of(out: &Path) -> Option<String> {
    let build = out.ancestors().find(|path| path.ends_with("build"))?;
    let directory = build.parent()?.file_name()?.to_str()?;
    Some(if directory == "debug" { "dev" } else { directory }.to_owned())
}

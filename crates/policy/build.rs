//! Sets the cfg `unoptimised` if the build has no optimisation, which Cedar shares with this crate. Frames of
//! unoptimised code are several times as large.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(unoptimised)");
    if std::env::var("OPT_LEVEL").as_deref() == Ok("0") {
        println!("cargo:rustc-cfg=unoptimised");
    }
}

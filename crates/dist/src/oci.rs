//! The container image, as an OCI image layout. It contains only the program, its linked libraries, and Mozilla's
//! certificate authorities.
//!
//! An index in the layout names an image for each architecture. The image has no shell. It runs as an unprivileged
//! user, on a root file system that may be read-only, with its data in a volume.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use crate::blob::{Blob, sha256_hex};
use crate::program::Program;
use crate::source::Source;
use crate::tarball::Tarball;
use crate::tree::{Access, Tree};

mod authorities;
mod libraries;

use libraries::Libraries;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// The user of the image: the usual id of images without a system, unassigned on the host.
const USER: u32 = 65_532;
const PROGRAM: &str = "usr/bin/minoots";
const DATA: &str = "var/lib/minoots";
const AUTHORITIES: &str = "etc/ssl/certs/ca-certificates.crt";
/// The licence of the authorities, which must accompany them.
const AUTHORITIES_LICENSE: &str = include_str!("../files/CDLA-Permissive-2.0.txt");
const SECOND_NS: u64 = 1_000_000_000;

/// An image layout of these programs, one per architecture.
pub fn layout(source: &Source, programs: &[&Program]) -> Result<Tree> {
    let mut layout = Layout::default();
    let mut images = Vec::new();
    for program in programs {
        let mut image = layout.image(source, program)?;
        image["platform"] = json!({ "architecture": program.target.debian, "os": "linux" });
        images.push(image);
    }
    let annotations = labels(source)?;
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": images, "annotations": annotations });
    let mut index = layout.json(INDEX, &index)?;
    index["annotations"] = json!({ "org.opencontainers.image.ref.name": source.version });
    let top = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [index] });
    layout
        .0
        .file("index.json", serde_json::to_vec(&top)?)
        .file("oci-layout", LAYOUT);
    Ok(layout.0.with_parents())
}

/// A layout under construction.
#[derive(Default)]
struct Layout(Tree);

impl Layout {
    /// Adds layers, configuration and manifest of one architecture; returns the manifest's descriptor.
    fn image(&mut self, source: &Source, program: &Program) -> Result<Value> {
        let libraries = Libraries::find(program)?;
        let mut labels = labels(source)?;
        labels.insert("minoots.libraries", libraries.packages());
        let layers = [
            ("libraries and authorities", system(&libraries)),
            ("program", application(source, program)?),
        ];
        let created = source.date.rfc3339()?;
        let (mut descriptors, mut digests, mut history) = (Vec::new(), Vec::new(), Vec::new());
        for (name, tree) in layers {
            let tarball = Tarball::new(&tree.with_parents(), "", source.date)?;
            digests.push(format!("sha256:{}", tarball.sha256()));
            descriptors.push(self.add(LAYER, tarball.gzip()));
            history.push(json!({ "created": created, "created_by": format!("minoots-dist: {name}") }));
        }
        let config = json!({
            "created": created,
            "architecture": program.target.debian,
            "os": "linux",
            "config": settings(&labels),
            "rootfs": { "type": "layers", "diff_ids": digests },
            "history": history,
        });
        let config = self.json(CONFIG, &config)?;
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": config,
            "layers": descriptors,
            "annotations": labels,
        });
        self.json(MANIFEST, &manifest)
    }

    fn json(&mut self, media_type: &str, value: &Value) -> Result<Value> {
        Ok(self.add(media_type, serde_json::to_vec(value)?))
    }

    /// Adds a blob under its digest; returns its descriptor.
    fn add(&mut self, media_type: &str, bytes: Vec<u8>) -> Value {
        let (digest, size) = (sha256_hex(&bytes), bytes.len());
        self.0.blob(format!("blobs/sha256/{digest}"), 0o644, &Blob::new(bytes));
        json!({ "mediaType": media_type, "digest": format!("sha256:{digest}"), "size": size })
    }
}

/// The configuration of a container.
fn settings(labels: &BTreeMap<&str, String>) -> Value {
    json!({
        "User": format!("{USER}:{USER}"),
        "Env": [
            "PATH=/usr/bin",
            format!("MINOOTS_DATA=/{DATA}"),
            format!("SSL_CERT_FILE=/{AUTHORITIES}"),
        ],
        "Entrypoint": [format!("/{PROGRAM}")],
        "WorkingDir": format!("/{DATA}"),
        "Volumes": { format!("/{DATA}"): {} },
        "ExposedPorts": { "7411/tcp": {}, "7412/tcp": {} },
        "StopSignal": "SIGTERM",
        "Labels": labels,
        // Not in the specification, which reserves the name for Docker.
        "Healthcheck": {
            "Test": ["CMD", format!("/{PROGRAM}"), "health"],
            "Interval": 10 * SECOND_NS,
            "Timeout": 5 * SECOND_NS,
            "StartPeriod": 30 * SECOND_NS,
            "Retries": 3,
        },
    })
}

fn labels(source: &Source) -> Result<BTreeMap<&'static str, String>> {
    let labels = [
        ("org.opencontainers.image.created", source.date.rfc3339()?),
        (
            "org.opencontainers.image.description",
            "Durable timers for agents and services".to_owned(),
        ),
        (
            "org.opencontainers.image.documentation",
            format!("{}/tree/main/docs", source.repository),
        ),
        ("org.opencontainers.image.licenses", source.license.clone()),
        ("org.opencontainers.image.revision", source.commit.clone()),
        ("org.opencontainers.image.source", source.repository.clone()),
        ("org.opencontainers.image.title", "minoots".to_owned()),
        ("org.opencontainers.image.url", source.repository.clone()),
        ("org.opencontainers.image.version", source.version.clone()),
    ];
    Ok(labels.into())
}

/// The files of the layer below the program.
fn system(libraries: &Libraries) -> Tree {
    let mut tree = libraries.tree();
    tree.file(AUTHORITIES, authorities::pem())
        .file("usr/share/doc/ca-certificates/copyright", AUTHORITIES_LICENSE)
        .file(
            "etc/passwd",
            format!("root:x:0:0::/:/sbin/nologin\nminoots:x:{USER}:{USER}::/{DATA}:/sbin/nologin\n"),
        )
        .file("etc/group", format!("root:x:0:\nminoots:x:{USER}:\n"))
        .file("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
        .directory("tmp", Access { mode: 0o1777, owner: 0 });
    tree
}

fn application(source: &Source, program: &Program) -> Result<Tree> {
    let mut tree = Tree::new();
    tree.program(PROGRAM, &program.content)
        .file("usr/share/doc/minoots/LICENSE", source.text("LICENSE")?)
        .directory(
            DATA,
            Access {
                mode: 0o700,
                owner: USER,
            },
        );
    Ok(tree)
}

#[cfg(test)]
mod tests;

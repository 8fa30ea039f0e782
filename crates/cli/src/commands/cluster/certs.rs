//! `minoots cluster certs`: creates all certificates of a cluster, without a node.
//!
//! There are two authorities, one for the nodes' peer port and one for the clients' port, so that no API client can
//! pose as a node.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_tls::PeerName;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType,
};
use serde_json::json;
use uuid::Uuid;
use x509_parser::pem::parse_x509_pem;
use x509_parser::time::ASN1Time;

/// The validity of nodes' certificates, in days.
const DAYS: u32 = 365;
const DAYS_MAX: u32 = 3_650;
/// The validity of authorities' certificates, in days. They outlive the certificates that they sign.
const CA_DAYS: i64 = 3_650 + 30;
const DAY_S: i64 = 86_400;

/// Arguments of `minoots cluster certs`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Directory to write to, created if it does not exist; existing files of the same names are refused, except the
    /// authorities with --add
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Nodes and their host names for clients: 1=HOST,2=HOST,3=HOST; several names of one node as 1=NAME+NAME
    #[arg(long, value_name = "NODES")]
    nodes: Nodes,
    /// Name of the cluster in the nodes' certificates [default: a random one, or with --add that of the authority]
    #[arg(long, value_name = "NAME")]
    cluster: Option<String>,
    /// Validity of the nodes' certificates in days
    #[arg(long, value_name = "N", default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=i64::from(DAYS_MAX)))]
    days: u32,
    /// Use the existing authorities, for nodes that join or renew their certificates
    #[arg(long)]
    add: bool,
}

/// The nodes, each with its names and addresses for clients.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Nodes(Vec<(u64, Vec<String>)>);

impl FromStr for Nodes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut nodes: Vec<(u64, Vec<String>)> = Vec::new();
        for part in text.split(',') {
            let (node, names) = part
                .split_once('=')
                .ok_or_else(|| format!("{part:?}: a node is written ID=HOST"))?;
            let node = node.trim().parse().ok().filter(|node| *node > 0);
            let node = node.ok_or_else(|| format!("{part:?}: a node id is a number from 1"))?;
            let names: Vec<String> = names.split('+').map(|name| name.trim().to_owned()).collect();
            if let Some(name) = names.iter().find(|name| !is_host(name)) {
                return Err(format!(
                    "{part:?}: {name:?} is no host name or address; give it without a port"
                ));
            }
            if nodes.iter().any(|(known, _)| *known == node) {
                return Err(format!("node {node} is given twice"));
            }
            nodes.push((node, names));
        }
        Ok(Self(nodes))
    }
}

fn is_host(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    name.parse::<std::net::IpAddr>().is_ok() || (!name.is_empty() && name.len() <= 253 && name.bytes().all(is_plain))
}

/// Creates the certificates and prints their location.
pub fn run(arguments: Arguments, output: Output) -> Result<(), Failure> {
    let Arguments {
        out,
        nodes,
        cluster,
        days,
        add,
    } = arguments;
    let given = cluster.as_deref().map(checked).transpose()?;
    let (peers, clients, cluster) = match add {
        true => existing(&out, given)?,
        false => {
            let cluster = given.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
            made(&out, cluster)?
        }
    };
    let days = i64::from(days);
    for (node, names) in &nodes.0 {
        let folder = out.join(format!("node-{node}"));
        folder_for(&folder)?;
        let peer_names = names.iter().chain([&uri(&cluster, *node)]).cloned().collect();
        write_leaf(
            &folder,
            "peer",
            &peers,
            leaf(peer_names, format!("minoots node {node}"), days, true)?,
            add,
        )?;
        write_leaf(
            &folder,
            "tls",
            &clients,
            leaf(names.clone(), names[0].clone(), days, false)?,
            add,
        )?;
    }
    if output.is_json() {
        let nodes: Vec<u64> = nodes.0.iter().map(|(node, _)| *node).collect();
        return output.json(&json!({ "cluster": cluster, "nodes": nodes, "out": out }));
    }
    output.line(&format!(
        "cluster {cluster}: certificates of {} nodes are in {}; keep peer-ca.key and ca.key away from the nodes",
        nodes.0.len(),
        out.display()
    ))
}

fn uri(cluster: &str, node: u64) -> String {
    let cluster = cluster.to_owned();
    PeerName { cluster, node }.to_string()
}

fn checked(cluster: &str) -> Result<&str, Failure> {
    let read: Result<PeerName, _> = uri(cluster, 1).parse();
    read.map(|_| cluster).map_err(|_| {
        Failure::usage(format!(
            "cluster: {cluster:?}: a name has 1 to 128 letters, digits, '-', '_' and '.'"
        ))
    })
}

type Issuer = rcgen::Issuer<'static, KeyPair>;

/// Creates the authorities of the peer port and of the client port. The first one carries the cluster's name.
fn made(out: &Path, cluster: String) -> Result<(Issuer, Issuer, String), Failure> {
    folder_for(out)?;
    for name in ["peer-ca.pem", "peer-ca.key", "ca.pem", "ca.key"] {
        if out.join(name).exists() {
            let message = format!("out: {} is there already", out.join(name).display());
            return Err(Failure::usage(message)
                .hint("choose another directory, or make certificates by these authorities with --add"));
        }
    }
    let peers = authority(out, "peer-ca", &cluster)?;
    let clients = authority(out, "ca", &format!("clients of {cluster}"))?;
    Ok((peers, clients, cluster))
}

fn authority(out: &Path, name: &str, common_name: &str) -> Result<Issuer, Failure> {
    let mut params = params(Vec::new(), common_name.to_owned(), CA_DAYS)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().map_err(unmade)?;
    let secret = key.serialize_pem();
    let certified = CertifiedIssuer::self_signed(params, key).map_err(unmade)?;
    write(&out.join(format!("{name}.key")), &secret, true, false)?;
    write(&out.join(format!("{name}.pem")), &certified.pem(), false, false)?;
    issuer(out, name)
}

/// Reads the existing authorities and the name of their cluster.
fn existing(out: &Path, given: Option<&str>) -> Result<(Issuer, Issuer, String), Failure> {
    let path = out.join("peer-ca.pem");
    let cluster = common_name(&read(&path)?).unwrap_or_default();
    let other = || Failure::usage(format!("out: {} was not made by this command", path.display()));
    checked(&cluster).map_err(|_| other())?;
    if let Some(given) = given.filter(|given| **given != *cluster) {
        return Err(Failure::usage(format!(
            "cluster: {given:?}: the authority in {} is of {cluster:?}",
            out.display()
        )));
    }
    Ok((issuer(out, "peer-ca")?, issuer(out, "ca")?, cluster))
}

/// Returns the subject's common name in a certificate, where [`authority`] stores the cluster's name.
fn common_name(pem: &str) -> Option<String> {
    let (_, pem) = parse_x509_pem(pem.as_bytes()).ok()?;
    let certificate = pem.parse_x509().ok()?;
    let name = certificate.subject().iter_common_name().next()?;
    name.as_str().ok().map(str::to_owned)
}

fn issuer(out: &Path, name: &str) -> Result<Issuer, Failure> {
    let key = KeyPair::from_pem(&read(&out.join(format!("{name}.key")))?).map_err(unmade)?;
    Issuer::from_ca_cert_pem(&read(&out.join(format!("{name}.pem")))?, key).map_err(unmade)
}

fn leaf(names: Vec<String>, common_name: String, days: i64, is_client: bool) -> Result<CertificateParams, Failure> {
    let mut params = params(names, common_name, days)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    if is_client {
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
    }
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn params(names: Vec<String>, common_name: String, days: i64) -> Result<CertificateParams, Failure> {
    let (uris, names): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| name.contains("://"));
    let mut params = CertificateParams::new(names).map_err(unmade)?;
    for uri in uris {
        params
            .subject_alt_names
            .push(SanType::URI(uri.try_into().map_err(unmade)?));
    }
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    let now = clock::wall_ns() / 1_000_000_000;
    let at = |seconds: i64| ASN1Time::from_timestamp(seconds).map_err(unmade);
    // The clocks of other machines may be a little behind.
    params.not_before = at(now - DAY_S)?.to_datetime();
    params.not_after = at(now + days * DAY_S)?.to_datetime();
    Ok(params)
}

fn write_leaf(
    folder: &Path,
    name: &str,
    issuer: &Issuer,
    params: CertificateParams,
    replace: bool,
) -> Result<(), Failure> {
    let key = KeyPair::generate().map_err(unmade)?;
    let certificate = params.signed_by(&key, issuer).map_err(unmade)?;
    write(&folder.join(format!("{name}.key")), &key.serialize_pem(), true, replace)?;
    write(&folder.join(format!("{name}.pem")), &certificate.pem(), false, replace)
}

fn folder_for(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::failed(format!("out: {}: {error}", path.display())))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::usage(format!("out: {}: {error}", path.display())))
}

/// Writes a new file atomically. Only its owner may read a secret.
fn write(path: &Path, text: &str, is_secret: bool, replace: bool) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::failed(format!("out: {}: {error}", path.display()));
    if !replace && path.exists() {
        return Err(Failure::usage(format!("out: {} is there already", path.display())).hint("--add replaces it"));
    }
    let parent = path.parent().unwrap_or(Path::new("."));
    let part = parent.join(format!(".{}.part", Uuid::new_v4()));
    let mode = if is_secret { 0o600 } else { 0o644 };
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(&part)
        .map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    fs::rename(&part, path).map_err(failed)
}

fn unmade(error: impl std::fmt::Display) -> Failure {
    Failure::failed(format!("a certificate could not be made: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_ids_with_names() {
        let nodes: Nodes = "1=a.internal,2=10.0.0.2+b.internal, 3=::1"
            .parse()
            .unwrap_or(Nodes(Vec::new()));
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let expected = vec![
            (1, names(&["a.internal"])),
            (2, names(&["10.0.0.2", "b.internal"])),
            (3, names(&["::1"])),
        ];
        assert_eq!(nodes.0, expected);
        for wrong in ["", "1", "0=a", "1=", "1=a:7411", "1=a,1=b", "1=a b", "x=a"] {
            assert!(wrong.parse::<Nodes>().is_err(), "{wrong}");
        }
    }
}

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use minoots_terminal::errors::Exit;

use super::cluster::Peers;
use super::*;

pub(super) fn sources(variables: &'static [(&'static str, &'static str)], toml: &str) -> Sources {
    let environment = move |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let path = PathBuf::from("conf/minoots.toml");
    let file = file::parse(toml, &path).unwrap();
    Sources {
        environment: Box::new(environment),
        file,
        path,
    }
}

fn flags(arguments: &[&str]) -> NodeArguments {
    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        node: NodeArguments,
    }
    let arguments = ["dev"].iter().chain(arguments);
    <Flags as clap::Parser>::try_parse_from(arguments).unwrap().node
}

#[test]
fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
    const PORT_2: &[(&str, &str)] = &[("MINOOTS_LISTEN", "127.0.0.1:2")];
    let file = "listen = '127.0.0.1:3'";
    let resolve = |arguments: &[&str], sources: &Sources| {
        let listen = NodeSettings::resolve(flags(arguments), sources).unwrap().listen;
        (listen.value.port(), listen.origin.to_string())
    };
    assert_eq!(
        resolve(&["--listen", "127.0.0.1:1"], &sources(PORT_2, file)),
        (1, "flag --listen".to_owned())
    );
    assert_eq!(
        resolve(&[], &sources(PORT_2, file)),
        (2, "environment MINOOTS_LISTEN".to_owned())
    );
    assert_eq!(
        resolve(&[], &sources(&[], file)),
        (3, "file conf/minoots.toml".to_owned())
    );
    assert_eq!(resolve(&[], &sources(&[], "")), (7411, "default".to_owned()));
}

#[test]
fn files_need_each_other_and_are_relative_to_the_file_that_names_them() {
    let resolve = |toml: &str| TlsSettings::resolve(TlsArguments::default(), &sources(&[], toml)).unwrap();
    let both = resolve("tls-cert = 'a.pem'\ntls-key = '/k/a.key'");
    let files = both.server().unwrap().unwrap();
    assert_eq!(
        (files.certificate, files.key),
        (PathBuf::from("conf/a.pem"), PathBuf::from("/k/a.key"))
    );
    let data = tempfile::tempdir().unwrap();
    assert!(both.peers(data.path()).unwrap().is_none());
    let failure = resolve("peer-ca = 'a'\npeer-key = 'b'").peers(data.path()).unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    let said = failure.to_string();
    assert!(
        said.contains("peer-cert: is missing") && said.contains("--peer-key"),
        "{said}"
    );
}

#[test]
fn a_node_has_the_certificate_that_is_named_or_the_one_it_joined_for() {
    let resolve = |toml: &str| TlsSettings::resolve(TlsArguments::default(), &sources(&[], toml)).unwrap();
    let data = tempfile::tempdir().unwrap();
    let joined = minoots_server::joined_files(data.path());
    let named = "peer-ca = '/a'\npeer-cert = '/b'\npeer-key = '/c'\n";
    let token = "join-token-file = 't'\n";
    assert_eq!(resolve(token).peers(data.path()).unwrap(), Some(joined.clone()));
    assert_eq!(resolve(token).join_token_file.value, PathBuf::from("conf/t"));
    let refused = |toml: &str| resolve(toml).peers(data.path()).unwrap_err().to_string();
    let said = refused(&format!("{named}{token}"));
    assert!(said.contains("join-token-file: is given"), "{said}");
    let said = refused("peer-ca-key = 'k'");
    assert!(said.contains("peer-ca-key: is given"), "{said}");

    std::fs::create_dir_all(joined.certificate.parent().unwrap()).unwrap();
    std::fs::write(&joined.certificate, "").unwrap();
    assert_eq!(resolve("").peers(data.path()).unwrap(), Some(joined));
    let files = resolve(named).peers(data.path()).unwrap().unwrap();
    assert_eq!(files.certificate, PathBuf::from("/b"));
}

#[test]
fn certificates_that_a_node_signs_last_from_half_a_minute_to_ten_years() {
    let resolve = |toml: &str| TlsSettings::resolve(TlsArguments::default(), &sources(&[], toml));
    assert_eq!(resolve("").unwrap().peer_cert_life_s.value, 31_536_000);
    assert_eq!(resolve("peer-cert-life-s = 30").unwrap().peer_cert_life_s.value, 30);
    for wrong in [0_u64, 29, 315_360_001] {
        let failure = resolve(&format!("peer-cert-life-s = {wrong}")).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        let said = failure.to_string();
        assert!(
            said.contains(&format!("peer-cert-life-s: {wrong}: it is from 30 to 315360000")),
            "{said}"
        );
    }
}

#[test]
fn a_switch_can_be_turned_off_by_a_variable_over_the_file() {
    let sources = sources(&[("MINOOTS_NO_DEMO", "false")], "no-demo = true");
    let settings = DevSettings::resolve(&DevArguments::default(), &sources).unwrap();
    assert!(!settings.no_demo.value);
    assert_eq!(
        settings.no_demo.origin,
        Origin::Environment("MINOOTS_NO_DEMO".to_owned())
    );
}

#[test]
fn a_bad_variable_is_named_in_a_usage_error() {
    let sources = sources(&[("MINOOTS_EPHEMERAL", "maybe")], "");
    let failure = DevSettings::resolve(&DevArguments::default(), &sources).unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert_eq!(
        failure.message,
        "MINOOTS_EPHEMERAL: \"maybe\": use 1 or 0, true or false"
    );
}

#[test]
fn an_unknown_name_in_the_file_is_refused_by_name() {
    let failure = file::parse("lisen = '127.0.0.1:1'", Path::new("minoots.toml")).unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert!(failure.message.contains("lisen"), "{failure}");
}

#[test]
fn a_data_directory_in_the_file_is_relative_to_the_file() {
    let settings = NodeSettings::resolve(NodeArguments::default(), &sources(&[], "data = 'store'")).unwrap();
    assert_eq!(settings.data.value, Path::new("conf/store"));
}

#[test]
fn an_empty_variable_says_nothing() {
    let sources = sources(&[("MINOOTS_ENDPOINT", "")], "endpoint = 'http://127.0.0.1:9'");
    let endpoints = endpoints(&sources, Vec::new()).unwrap();
    assert_eq!(endpoints.value.to_string(), "http://127.0.0.1:9");
}

#[test]
fn endpoints_are_given_one_by_one_or_between_commas() {
    let both = ["http://a:1".to_owned(), "http://b:2".to_owned()];
    let variable = sources(&[("MINOOTS_ENDPOINT", "http://a:1, http://b:2")], "");
    assert_eq!(endpoints(&variable, Vec::new()).unwrap().value.0, both);
    assert_eq!(
        endpoints(&variable, vec!["http://c:3".to_owned()]).unwrap().value.0,
        ["http://c:3"]
    );
    let none = sources(&[], "");
    assert_eq!(endpoints(&none, both.to_vec()).unwrap().value.0, both);
    let failure = endpoints(&none, vec!["http://a:1,".to_owned()]).unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
}

#[test]
fn the_peers_of_a_cluster_are_known_by_flag_variable_and_file() {
    let resolve = |sources: &Sources| ClusterSettings::resolve(ClusterArguments::default(), sources);
    let file = "node = 2\npeers = '1=a:7412,2=b:7412'\ninsecure = true";
    let settings = resolve(&sources(&[("MINOOTS_NODE", "3")], file)).unwrap();
    assert_eq!(
        (settings.node.value, settings.insecure.value),
        (NodeChoice::Id(3), true)
    );
    assert_eq!(settings.peers.value.to_string(), "1=a:7412,2=b:7412");
    assert_eq!(settings.peer_listen.value.port(), 7412);
    let failure = resolve(&sources(&[("MINOOTS_ADVERTISE", "nowhere")], "")).unwrap_err();
    assert_eq!(
        failure.message,
        "advertise: \"nowhere\": an address is written HOST:PORT"
    );
}

#[test]
fn peers_that_contradict_themselves_are_refused() {
    let refused = |text: &str| text.parse::<Peers>().unwrap_err();
    assert_eq!(refused("1=a:1,1=b:1"), "node 1 is given twice");
    assert_eq!(refused("0=a:1"), "\"0=a:1\": a node id is a number from 1");
    assert_eq!(refused("a:1"), "\"a:1\": a peer is written ID=HOST:PORT");
    for address in ["1=a", "1=:1", "1=a:0", "1=a:99999", "1=http://a:1"] {
        assert!(
            refused(address).ends_with("an address is written HOST:PORT"),
            "{address}"
        );
    }
    assert_eq!("3=[::1]:9".parse::<Peers>().unwrap().to_string(), "3=[::1]:9");
}

#[test]
fn a_log_format_is_known_by_flag_variable_and_file() {
    let settings = NodeSettings::resolve(NodeArguments::default(), &sources(&[], "log-format = 'json'")).unwrap();
    assert_eq!(settings.log_format.value, LogFormat::Json);
    let settings = NodeSettings::resolve(
        flags(&["--log-format", "json"]),
        &sources(&[("MINOOTS_LOG_FORMAT", "text")], ""),
    )
    .unwrap();
    assert_eq!(settings.log_format.value, LogFormat::Json);
}

fn consensus(toml: &str) -> Result<ConsensusSettings, Failure> {
    ConsensusSettings::resolve(&ConsensusArguments::default(), &sources(&[], toml))
}

#[test]
fn heartbeats_elections_snapshots_and_the_log_are_set_by_flag_variable_and_file() {
    let flags = ConsensusArguments {
        election_timeout_ms_max: Some(400),
        ..ConsensusArguments::default()
    };
    let variables: &[_] = &[("MINOOTS_ELECTION_TIMEOUT_MS_MIN", "150")];
    let file = "election-timeout-ms-min = 99\nheartbeat-interval-ms = 20\nsnapshot-interval-entries = 500";
    let settings = ConsensusSettings::resolve(&flags, &sources(variables, file)).unwrap();
    let options = settings.options();
    assert_eq!(
        (
            options.heartbeat_interval_ms,
            options.election_timeout_ms_min,
            options.election_timeout_ms_max
        ),
        (20, 150, 400)
    );
    assert_eq!(
        (options.snapshot_interval_entries, options.log_keep_entries),
        (500, 200_000)
    );
    assert_eq!(options.comparison_interval_s, 3_600);
    assert_eq!(
        consensus("comparison-interval-s = 0")
            .unwrap()
            .options()
            .comparison_interval_s,
        0
    );
    assert_eq!(settings.log_keep_entries.origin, Origin::Default);
    assert_eq!(consensus("log-keep-entries = 0").unwrap().log_keep_entries.value, 0);
}

#[test]
fn the_engine_is_lsm_unless_the_flag_the_environment_or_the_file_says_sled() {
    let engine = |flag: &[&str], variables: &'static [(&'static str, &'static str)], toml: &str| {
        let settings = NodeSettings::resolve(flags(flag), &sources(variables, toml));
        settings.map(|settings| settings.options().engine.name())
    };
    let (says_lsm, in_file) = (&[("MINOOTS_ENGINE", "lsm")], "engine = \"sled\"");
    assert_eq!(engine(&[], &[], "").unwrap(), "lsm");
    assert_eq!(engine(&[], &[], in_file).unwrap(), "sled");
    assert_eq!(engine(&[], says_lsm, in_file).unwrap(), "lsm");
    assert_eq!(engine(&["--engine", "sled"], says_lsm, "").unwrap(), "sled");
    for refused in [
        engine(&[], &[("MINOOTS_ENGINE", "redb")], ""),
        engine(&[], &[], "engine = \"redb\""),
    ] {
        let failure = refused.unwrap_err();
        assert!(
            failure.message.contains("lsm and sled are the engines there are"),
            "{failure:?}"
        );
    }
}

#[test]
fn timings_that_cannot_work_are_refused_with_field_rule_and_way_out() {
    let refused = [
        (
            "heartbeat-interval-ms = 0",
            "heartbeat-interval-ms: 0: it is at least 1",
        ),
        (
            "heartbeat-interval-ms = 60",
            "election-timeout-ms-min: 120: it is more than twice heartbeat-interval-ms, which is 60",
        ),
        (
            "election-timeout-ms-min = 200",
            "election-timeout-ms-max: 200: it is more than election-timeout-ms-min, which is 200",
        ),
        (
            "election-timeout-ms-max = 60001",
            "election-timeout-ms-max: 60001: it is at most 60000",
        ),
        (
            "snapshot-interval-entries = 0",
            "snapshot-interval-entries: 0: it is at least 1",
        ),
    ];
    for (file, message) in refused {
        let failure = consensus(file).unwrap_err();
        assert_eq!((failure.exit, failure.message.as_str()), (Exit::Usage, message));
        assert!(failure.hint.is_some(), "{file}");
    }
}

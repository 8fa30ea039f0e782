#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use super::*;
use crate::errors::Exit;

fn sources(variables: &'static [(&'static str, &'static str)], toml: &str) -> Sources {
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
fn a_switch_can_be_turned_off_by_a_variable_over_the_file() {
    let sources = sources(&[("MINOOTS_NO_DEMO", "false")], "no-demo = true");
    let settings = NodeSettings::resolve(NodeArguments::default(), &sources).unwrap();
    assert!(!settings.no_demo.value);
    assert_eq!(
        settings.no_demo.origin,
        Origin::Environment("MINOOTS_NO_DEMO".to_owned())
    );
}

#[test]
fn a_bad_variable_is_named_in_a_usage_error() {
    let sources = sources(&[("MINOOTS_EPHEMERAL", "maybe")], "");
    let failure = NodeSettings::resolve(NodeArguments::default(), &sources).unwrap_err();
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
    let endpoint = endpoint(&sources, None).unwrap();
    assert_eq!(endpoint.value, "http://127.0.0.1:9");
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

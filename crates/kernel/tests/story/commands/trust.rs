//! Trust rules, and tokens exchanged under them.

use super::{Arguments, Kind, caller, credential};
use minoots_kernel::internal::{ExchangeToken, PutTrust, TokenJob, TrustRule};

/// `trust ROLE ... version= of=TENANT`, a rule for each role; `trust` alone removes them.
pub fn put(arguments: &mut Arguments) -> Kind {
    let mut rules = Vec::new();
    while arguments.has_words() {
        rules.push(TrustRule {
            issuer: "https://issuer.example".to_string(),
            role: arguments.word(),
            ..TrustRule::default()
        });
    }
    Kind::PutTrust(PutTrust {
        rules,
        version: arguments.number("version").unwrap_or(0),
        tenant: arguments.named("of").unwrap_or_else(|| arguments.tenant()),
        caller: Some(caller(arguments)),
    })
}

/// `exchange ID NAME token=<byte> until=<instant> trust=<version> run=<text>`, and the arguments of a credential.
pub fn exchange(arguments: &mut Arguments) -> Kind {
    let token = arguments.number("token").unwrap_or(0);
    let run_id = arguments.text("run");
    Kind::ExchangeToken(Box::new(ExchangeToken {
        token: vec![u8::try_from(token).expect("a byte"); 32],
        until: arguments.instant("until").unwrap_or(0),
        trust_version: arguments.number("trust").unwrap_or(0),
        job: (!run_id.is_empty()).then(|| TokenJob {
            issuer: "https://issuer.example".to_string(),
            repository_id: "7".to_string(),
            r#ref: "refs/heads/main".to_string(),
            run_id,
        }),
        credential: Some(credential(arguments)),
    }))
}

//! Keys that seal payloads.

use super::{Arguments, Kind, caller};
use minoots_kernel::internal::{PayloadKey, PayloadKeyChange, PutPayloadKeys};

/// `payload-keys NUMBER ... version= change=<rotated, rewrapped, shredded> at=<instant> of=TENANT`, one key for each
/// number.
pub fn put(arguments: &mut Arguments) -> Kind {
    let create_time = arguments.instant("at").unwrap_or(0);
    let mut keys = Vec::new();
    while arguments.has_words() {
        let number = arguments.word().parse().expect("a number");
        keys.push(PayloadKey {
            number,
            wrapped: vec![0xA1; 4],
            create_time,
        });
    }
    let change = match arguments.text("change").as_str() {
        "" => PayloadKeyChange::Unspecified,
        "rotated" => PayloadKeyChange::Rotated,
        "rewrapped" => PayloadKeyChange::Rewrapped,
        _ => PayloadKeyChange::Shredded,
    };
    Kind::PutPayloadKeys(PutPayloadKeys {
        keys,
        change: change.into(),
        version: arguments.number("version").unwrap_or(0),
        tenant: arguments.named("of").unwrap_or_else(|| arguments.tenant()),
        caller: Some(caller(arguments)),
    })
}

//! Random entries. A step is plain numbers; their meaning depends on the state, so that shrinking keeps sequences
//! sensible and most commands are about existing objects.

pub use super::leases::Draw as LeaseDraw;
pub use super::schedules::Draw;
use proptest::prelude::*;

/// One entry.
#[derive(Clone, Debug)]
pub struct Step {
    /// Nanoseconds since the previous entry.
    pub advance: i64,
    /// The time by which the proposer's clock was set back before that.
    pub back: i64,
    /// How far ahead the proposer arms new timers.
    pub lead: i64,
    pub picks: Vec<Pick>,
}

/// One command, relative to the present state.
#[derive(Clone, Debug)]
pub enum Pick {
    RevokeKey {
        kid: u8,
    },
    Quota {
        what: u8,
        tenant: u8,
    },
    Credential {
        id: u8,
        tenant: u8,
        expires: i64,
    },
    Revoke {
        id: u8,
        tenant: u8,
    },
    Create {
        timers: Vec<NewPick>,
        tenant: u8,
    },
    Cancel {
        timer: u8,
        version: u8,
        request: u8,
    },
    CancelFound {
        timers: Vec<(u8, u8)>,
        request: u8,
    },
    Reschedule {
        timer: u8,
        version: u8,
        fire: i64,
        request: u8,
    },
    /// All timers due soon, or a few at random.
    Arm {
        all: bool,
        timers: Vec<u8>,
    },
    Ack {
        timer: u8,
        fence: FencePick,
    },
    Outcome {
        timer: u8,
        fence: FencePick,
        kind: u8,
        deadline: i64,
        retry: i64,
    },
    Extend {
        timer: u8,
        fence: FencePick,
        deadline: i64,
    },
    Grants {
        timers: Vec<(u8, FencePick)>,
        deadline: i64,
    },
    /// As grants, before they are sent.
    Claims {
        timers: Vec<(u8, FencePick)>,
        deadline: i64,
    },
    Redrive {
        timer: u8,
    },
    RedriveLetters {
        queue: u8,
        reason: u8,
        since: i64,
        limit: u8,
        begun: bool,
    },
    /// Gives options to a queue, for a version as in a cancel.
    PutQueue {
        queue: u8,
        options: u8,
        version: u8,
    },
    Pause {
        queue: u8,
        resume: bool,
    },
    Purge {
        queue: u8,
        dead_letters: bool,
        /// The portion.
        letters: u8,
    },
    Key {
        kid: u8,
        node: u8,
    },
    Epoch {
        ahead: i8,
        /// The distance from now up to which due timers are held; nothing at 0.
        hold: i64,
    },
    Release {
        action: u8,
    },
    Bootstrap {
        cluster: u8,
    },
    Level {
        level: u8,
    },
    Webhook {
        webhook: u8,
        version: u8,
        body: u8,
    },
    WebhookDelete {
        webhook: u8,
        version: u8,
    },
    Attempts {
        attempts: Vec<(u8, u8, u8)>,
    },
    Policy {
        tenant: u8,
        version: u8,
        text: u8,
    },
    PayloadKeys {
        tenant: u8,
        version: u8,
        what: u8,
    },
    Trust {
        tenant: u8,
        version: u8,
        rules: u8,
    },
    Exchange {
        tenant: u8,
        /// The version of the rules that judged it.
        version: u8,
        token: u8,
        /// The remaining lifetime of the token, in minutes.
        left: u8,
        id: u8,
    },
    Schedule(Draw),
    Checkpoint(Draw),
    Lease(LeaseDraw),
    Transact(Draw),
    /// The watchdog, the deviation from a correct touch, and the distance of its mark from now.
    Touch {
        touches: Vec<(u8, u8, i64)>,
    },
    Cursors {
        cursors: Vec<(u8, u8, u8)>,
    },
    /// The tenant, and the number of denials.
    Denials {
        tenant: u8,
        count: u8,
    },
    /// The distance from the last row; 0 covers a missing one.
    Heads {
        heads: Vec<(u8, u8, u8)>,
    },
    JoinToken {
        token: u8,
        tenant: u8,
        /// In minutes.
        ttl: u8,
    },
    Join {
        token: u8,
        node: u8,
        key: u8,
    },
    Empty,
}

#[derive(Clone, Debug)]
pub struct NewPick {
    pub id: u8,
    pub fire: i64,
    pub queue: u8,
    pub attempts: u8,
    pub body: u8,
    pub derived: bool,
    pub partition: bool,
    /// The lane; rarely another than the usual one.
    pub lane: u8,
    /// The concurrency key; none for the largest pick.
    pub key: u8,
}

/// A fence, relative to the newest one in the log.
#[derive(Clone, Copy, Debug)]
pub enum FencePick {
    Newest,
    Next,
    Older,
    NextTerm,
    OtherArm,
    FutureEpoch,
}

/// The pick for no concurrency key.
pub const NO_KEY: u8 = 4;
pub const MILLISECOND: i64 = 1_000_000;
pub const SECOND: i64 = 1_000 * MILLISECOND;
const DAY: i64 = 86_400 * SECOND;

/// Steps of time: usually none or short ones, sometimes weeks.
fn advance() -> impl Strategy<Value = i64> {
    prop_oneof![
        9 => Just(0),
        6 => (0..600i64).prop_map(|ms| ms * MILLISECOND),
        4 => (1..120i64).prop_map(|seconds| seconds * SECOND),
        1 => (1..DAY / SECOND).prop_map(|seconds| seconds * SECOND),
        1 => (1..20i64).prop_map(|days| days * DAY),
    ]
}

/// The lag of the proposer's clock behind log time, up to weeks.
fn back() -> impl Strategy<Value = i64> {
    prop_oneof![
        12 => Just(0),
        2 => (1..120i64).prop_map(|seconds| seconds * SECOND),
        1 => (1..20i64).prop_map(|days| days * DAY),
    ]
}

/// Fire times from the past to weeks ahead, relative to now.
fn fire() -> impl Strategy<Value = i64> {
    prop_oneof![
        2 => (-5..=0i64).prop_map(|seconds| seconds * SECOND),
        6 => (0..700i64).prop_map(|ms| ms * MILLISECOND),
        3 => (1..100i64).prop_map(|seconds| seconds * SECOND),
        1 => (1..20i64).prop_map(|days| days * DAY),
    ]
}

fn deadline() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => (0..100i64).prop_map(|seconds| seconds * SECOND),
        1 => (1..30i64).prop_map(|days| days * DAY),
    ]
}

fn hold() -> impl Strategy<Value = i64> {
    prop_oneof![
        2 => Just(0),
        3 => (1..600i64).prop_map(|ms| ms * MILLISECOND),
        2 => (1..100i64).prop_map(|seconds| seconds * SECOND),
    ]
}

fn fence() -> impl Strategy<Value = FencePick> {
    prop_oneof![
        6 => Just(FencePick::Newest),
        6 => Just(FencePick::Next),
        2 => Just(FencePick::Older),
        2 => Just(FencePick::NextTerm),
        1 => Just(FencePick::OtherArm),
        1 => Just(FencePick::FutureEpoch),
    ]
}

fn new_timer() -> impl Strategy<Value = NewPick> {
    (
        0..9u8,
        fire(),
        0..6u8,
        0..4u8,
        0..8u8,
        any::<bool>(),
        any::<bool>(),
        0..9u8,
        0..5u8,
    )
        .prop_map(
            |(id, fire, queue, attempts, body, derived, partition, lane, key)| NewPick {
                key,
                lane,
                id,
                fire,
                queue,
                attempts,
                body: body / 7,
                derived,
                partition,
            },
        )
}

fn lease() -> impl Strategy<Value = Pick> {
    (0..20u8, 0..2u8, 0..2u8, 0..12u8, 0..5u8).prop_map(|(what, tenant, id, variant, request)| {
        Pick::Lease(LeaseDraw {
            what,
            tenant,
            id: id * tenant,
            variant,
            request,
        })
    })
}

/// A log mostly about leases and budgets, in which time usually advances by less than their duration.
pub fn lease_steps() -> impl Strategy<Value = Vec<Step>> {
    let pick = prop_oneof![
        40 => lease(),
        1 => (-1..3i8, hold()).prop_map(|(ahead, hold)| Pick::Epoch { ahead, hold }),
    ];
    let step = (advance(), back(), prop::collection::vec(pick, 0..6));
    let step = step.prop_map(|(advance, back, picks)| Step {
        advance,
        back,
        lead: 0,
        picks,
    });
    prop::collection::vec(step, 10..60)
}

fn transaction() -> impl Strategy<Value = Pick> {
    (
        prop_oneof![6 => 0..11u8, 1 => Just(2)],
        0..2u8,
        0..2u8,
        0..10u8,
        0..12u8,
    )
        .prop_map(|(what, tenant, id, variant, fault)| {
            Pick::Transact(Draw {
                what,
                tenant: tenant / 2,
                id,
                variant,
                fault,
            })
        })
}

/// A log mostly about transactions, and their objects.
pub fn transaction_steps() -> impl Strategy<Value = Vec<Step>> {
    let pick = prop_oneof![
        40 => transaction(),
        4 => lease(),
        6 => (prop::bool::weighted(0.8), prop::collection::vec(any::<u8>(), 0..3))
            .prop_map(|(all, timers)| Pick::Arm { all, timers }),
        2 => (any::<u8>(), fence()).prop_map(|(timer, fence)| Pick::Ack { timer, fence }),
        1 => (0..8u8, 0..2u8).prop_map(|(what, tenant)| Pick::Quota { what, tenant }),
        1 => (6..12u8).prop_map(|what| Pick::Quota { what, tenant: 0 }),
        1 => (-1..3i8, hold()).prop_map(|(ahead, hold)| Pick::Epoch { ahead, hold }),
    ];
    let step = (0..6 * SECOND, back(), prop::collection::vec(pick, 0..6));
    let step = step.prop_map(|(advance, back, picks)| Step {
        advance,
        back,
        lead: 0,
        picks,
    });
    prop::collection::vec(step, 10..60)
}

fn pick() -> impl Strategy<Value = Pick> {
    let create = (prop::collection::vec(new_timer(), 1..4), 0..4u8);
    let outcome = (any::<u8>(), fence(), 0..5u8, deadline(), deadline());
    let triple = || prop::collection::vec((0..4u8, 0..5u8, 0..5u8), 1..4);
    prop_oneof![
        10 => create.prop_map(|(timers, tenant)| Pick::Create { timers, tenant: tenant / 3 }),
        3 => (any::<u8>(), 0..5u8, 0..6u8)
            .prop_map(|(timer, version, request)| Pick::Cancel { timer, version, request }),
        2 => (prop::collection::vec((any::<u8>(), 0..5u8), 0..5), 0..4u8)
            .prop_map(|(timers, request)| Pick::CancelFound { timers, request }),
        5 => (any::<u8>(), 0..5u8, fire(), 0..4u8)
            .prop_map(|(timer, version, fire, request)| Pick::Reschedule { timer, version, fire, request }),
        6 => (prop::bool::weighted(0.8), prop::collection::vec(any::<u8>(), 0..3))
            .prop_map(|(all, timers)| Pick::Arm { all, timers }),
        3 => (any::<u8>(), fence()).prop_map(|(timer, fence)| Pick::Ack { timer, fence }),
        7 => outcome.prop_map(|(timer, fence, kind, deadline, retry)| Pick::Outcome { timer, fence, kind, deadline, retry }),
        4 => (any::<u8>(), fence(), deadline()).prop_map(|(timer, fence, deadline)| Pick::Extend { timer, fence, deadline }),
        3 => (prop::collection::vec((any::<u8>(), fence()), 1..3), deadline())
            .prop_map(|(timers, deadline)| Pick::Grants { timers, deadline }),
        4 => (prop::collection::vec((any::<u8>(), fence()), 1..4), deadline())
            .prop_map(|(timers, deadline)| Pick::Claims { timers, deadline }),
        4 => any::<u8>().prop_map(|timer| Pick::Redrive { timer }),
        1 => (-1..3i8, hold()).prop_map(|(ahead, hold)| Pick::Epoch { ahead, hold }),
        4 => (0..4u8).prop_map(|action| Pick::Release { action }),
        2 => (0..7u8, 0..5u8, deadline(), 1..4u8, any::<bool>()).prop_map(|(queue, reason, since, limit, begun)| {
            Pick::RedriveLetters { queue, reason, since, limit, begun }
        }),
        4 => (0..5u8, 0..6u8, 0..4u8).prop_map(|(queue, options, version)| Pick::PutQueue { queue, options, version }),
        2 => (0..5u8, any::<bool>()).prop_map(|(queue, resume)| Pick::Pause { queue, resume }),
        5 => (0..5u8, any::<bool>(), 0..5u8)
            .prop_map(|(queue, dead_letters, letters)| Pick::Purge { queue, dead_letters, letters }),
        4 => prop_oneof![
            (0..2u8, 0..2u8).prop_map(|(kid, node)| Pick::Key { kid, node }),
            (0..2u8, 0..2u8, 0..2i64).prop_map(|(id, tenant, expires)| Pick::Credential { id, tenant, expires }),
            (0..2u8, 0..2u8).prop_map(|(id, tenant)| Pick::Revoke { id, tenant }),
            (prop_oneof![4 => 0..8u8, 1 => 10..12u8], 0..2u8).prop_map(|(what, tenant)| Pick::Quota { what, tenant }),
            (0..3u8).prop_map(|kid| Pick::RevokeKey { kid }),
            (0..2u8).prop_map(|cluster| Pick::Bootstrap { cluster }),
            (0..2u8).prop_map(|level| Pick::Level { level }),
            Just(Pick::Empty),
        ],
        3 => (0..4u8, 0..5u8, 0..8u8).prop_map(|(webhook, version, body)| Pick::Webhook { webhook, version, body }),
        1 => (0..4u8, 0..5u8).prop_map(|(webhook, version)| Pick::WebhookDelete { webhook, version }),
        3 => triple().prop_map(|attempts| Pick::Attempts { attempts }),
        1 => (0..2u8, 0..4u8, 0..3u8).prop_map(|(tenant, version, text)| Pick::Policy { tenant, version, text }),
        1 => (0..2u8, 0..6u8, 0..10u8).prop_map(|(tenant, version, what)| Pick::PayloadKeys { tenant, version, what }),
        1 => (0..2u8, 0..4u8, 0..12u8).prop_map(|(tenant, version, rules)| Pick::Trust { tenant, version, rules }),
        3 => (0..2u8, 0..8u8, 0..2u8, 0..25u8, 0..6u8)
            .prop_map(|(tenant, version, token, left, id)| Pick::Exchange { tenant, version, token, left, id }),
        12 => (0..16u8, 0..2u8, 0..2u8, 0..4u8, 0..12u8)
            .prop_map(|(what, tenant, id, variant, fault)| Pick::Schedule(Draw { what, tenant, id, variant, fault })),
        10 => (0..8u8, 0..2u8, 0..2u8, 0..4u8, 0..12u8)
            .prop_map(|(what, tenant, id, variant, fault)| Pick::Checkpoint(Draw { what, tenant, id, variant, fault })),
        1 => lease(),
        2 => transaction(),
        6 => prop::collection::vec((any::<u8>(), 0..10u8, -2..3i64), 1..4)
            .prop_map(|touches| Pick::Touch { touches }),
        1 => triple().prop_map(|cursors| Pick::Cursors { cursors }),
        1 => (0..2u8, 1..4u8).prop_map(|(tenant, count)| Pick::Denials { tenant, count }),
        2 => triple().prop_map(|heads| Pick::Heads { heads }),
        1 => (0..3u8, 0..2u8, 0..20u8).prop_map(|(token, tenant, ttl)| Pick::JoinToken { token, tenant, ttl }),
        2 => (0..3u8, 0..3u8, 0..2u8).prop_map(|(token, node, key)| Pick::Join { token, node, key }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let lead = prop_oneof![Just(0), (0..800i64).prop_map(|ms| ms * MILLISECOND)];
    (advance(), back(), lead, prop::collection::vec(pick(), 0..8)).prop_map(|(advance, back, lead, picks)| Step {
        advance,
        back,
        lead,
        picks,
    })
}

/// A log.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 10..80)
}

/// A log shorter than any retention or queue age.
pub fn short_steps() -> impl Strategy<Value = Vec<Step>> {
    steps().prop_map(|mut steps| {
        steps.iter_mut().for_each(|step| {
            step.advance = step.advance.min(120 * SECOND);
            // The passage of time decides which row of a key comes first.
            let creates = step.picks.iter_mut().filter_map(|pick| match pick {
                Pick::Create { timers, .. } => Some(timers),
                _ => None,
            });
            creates.flatten().for_each(|new| new.key = NO_KEY);
        });
        steps
    })
}

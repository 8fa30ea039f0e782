//! Invalid requests about leases and budgets: the exact response, and no change. The numbers are rows of the table of
//! bad inputs.

use minoots_wire::error::Details;
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, DeleteBudgetRequest, GetBudgetRequest, GetLeaseRequest, ListLeasesRequest,
    ReleaseLeaseRequest, RenewLeaseRequest, SetBudgetRequest, SpendBudgetRequest,
};
use minoots_wire::time::duration;
use minoots_wire::well_known::Duration as Span;
use tonic::{Code, Status};

use super::{SECOND, acquisition, service};
use crate::support::Node;

fn check(number: &str, refused: &Status, code: Code, reason: &str, field: &str) {
    let details = Details::of(refused);
    assert_eq!(
        (refused.code(), details.reason_text.as_str()),
        (code, reason),
        "{number}: {refused:?}"
    );
    assert!(!refused.message().is_empty(), "{number}: no words for people");
    if !field.is_empty() {
        let paths: Vec<&str> = details.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, [field], "{number}");
    }
}

#[tokio::test]
async fn every_bad_acquisition_has_its_exact_answer_and_changes_nothing() {
    let node = Node::start().await;
    let mut leases = service(node.server.endpoint()).await;
    // This makes an older token exist.
    let earlier = leases.acquire_lease(acquisition("held", "b", 60 * SECOND)).await;
    let earlier = ReleaseLeaseRequest {
        id: "held".to_owned(),
        token: earlier.unwrap().into_inner().lease.unwrap().token,
        ..ReleaseLeaseRequest::default()
    };
    leases.release_lease(earlier).await.unwrap();
    let held = leases.acquire_lease(acquisition("held", "a", 60 * SECOND)).await;
    let held = held.unwrap().into_inner().lease.unwrap();
    let with = |change: fn(&mut AcquireLeaseRequest)| {
        let mut request = acquisition("new", "a", SECOND);
        change(&mut request);
        request
    };
    let invalid = Code::InvalidArgument;
    for (number, request, code, reason, field) in [
        ("41 zero", acquisition("new", "a", 0), invalid, "TTL_RANGE", "ttl"),
        (
            "41 short",
            acquisition("new", "a", SECOND - 1),
            invalid,
            "TTL_RANGE",
            "ttl",
        ),
        (
            "41 25 h",
            acquisition("new", "a", 25 * 3_600 * SECOND),
            invalid,
            "TTL_RANGE",
            "ttl",
        ),
        (
            "41 negative",
            acquisition("new", "a", -SECOND),
            invalid,
            "TTL_RANGE",
            "ttl",
        ),
        (
            "41 absent",
            with(|request| request.ttl = None),
            invalid,
            "TTL_RANGE",
            "ttl",
        ),
        (
            "41 nanos",
            with(|request| {
                request.ttl = Some(Span {
                    seconds: 1,
                    nanos: i32::MAX,
                })
            }),
            invalid,
            "TTL_RANGE",
            "ttl",
        ),
        (
            "44",
            acquisition("held", "b", SECOND),
            Code::FailedPrecondition,
            "LEASE_HELD",
            "",
        ),
        (
            "44 by its holder",
            acquisition("held", "a", SECOND),
            Code::FailedPrecondition,
            "LEASE_HELD",
            "",
        ),
        ("no id", acquisition("", "a", SECOND), invalid, "ID_EMPTY", "id"),
        ("bad id", acquisition("a/b", "a", SECOND), invalid, "ID_CHARSET", "id"),
        (
            "no holder",
            acquisition("new", "", SECOND),
            invalid,
            "NAME_EMPTY",
            "holder",
        ),
        (
            "bad holder",
            acquisition("new", "a\u{202E}", SECOND),
            invalid,
            "NAME_CHARSET",
            "holder",
        ),
        (
            "long holder",
            with(|request| request.holder = "a".repeat(256)),
            invalid,
            "NAME_TOO_LONG",
            "holder",
        ),
        (
            "bad partition",
            with(|request| request.partition_key = "a b".to_owned()),
            invalid,
            "ID_CHARSET",
            "partition_key",
        ),
        (
            "bad request id",
            with(|request| request.request_id = "-".to_owned()),
            invalid,
            "ID_CHARSET",
            "request_id",
        ),
    ] {
        let refused = leases.acquire_lease(request).await.unwrap_err();
        check(number, &refused, code, reason, field);
    }
    let failed = Code::FailedPrecondition;
    for (number, id, token, ttl, code, reason, field) in [
        (
            "42 older token",
            "held",
            held.token - 1,
            None,
            failed,
            "STALE_FENCE",
            "",
        ),
        ("42 no token", "held", 0, None, invalid, "FENCE_INVALID", "token"),
        ("43 nothing held", "over", held.token, None, failed, "LEASE_EXPIRED", ""),
        ("41 renew", "held", held.token, Some(0), invalid, "TTL_RANGE", "ttl"),
        (
            "41 renew 25 h",
            "held",
            held.token,
            Some(25 * 3_600 * SECOND),
            invalid,
            "TTL_RANGE",
            "ttl",
        ),
    ] {
        let request = RenewLeaseRequest {
            id: id.to_owned(),
            token,
            ttl: ttl.map(duration::to_proto),
            ..RenewLeaseRequest::default()
        };
        let refused = leases.renew_lease(request).await.unwrap_err();
        check(number, &refused, code, reason, field);
    }
    let request = ReleaseLeaseRequest {
        id: "held".to_owned(),
        token: held.token - 1,
        ..ReleaseLeaseRequest::default()
    };
    let refused = leases.release_lease(request).await.unwrap_err();
    check("42 release", &refused, failed, "STALE_FENCE", "");
    // Another partition key is another lease.
    let request = GetLeaseRequest {
        id: "held".to_owned(),
        partition_key: "other".to_owned(),
        ..GetLeaseRequest::default()
    };
    let refused = leases.get_lease(request).await.unwrap_err();
    check("get", &refused, Code::NotFound, "LEASE", "");
    let all = leases
        .list_leases(ListLeasesRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(all.leases, [held]);
}

#[tokio::test]
async fn a_renewal_after_the_end_is_too_late() {
    let node = Node::start().await;
    let mut leases = service(node.server.endpoint()).await;
    let held = leases.acquire_lease(acquisition("short", "a", SECOND)).await.unwrap();
    let lease = held.into_inner().lease.unwrap();
    let get = GetLeaseRequest {
        id: "short".to_owned(),
        ..GetLeaseRequest::default()
    };
    // It expires by itself.
    while leases.get_lease(get.clone()).await.is_ok() {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let request = RenewLeaseRequest {
        id: "short".to_owned(),
        token: lease.token,
        ..RenewLeaseRequest::default()
    };
    let refused = leases.renew_lease(request).await.unwrap_err();
    check("43", &refused, Code::FailedPrecondition, "LEASE_EXPIRED", "");
}

#[tokio::test]
async fn every_bad_budget_has_its_exact_answer_and_changes_nothing() {
    let node = Node::start().await;
    let mut leases = service(node.server.endpoint()).await;
    let good = SetBudgetRequest {
        id: "b".to_owned(),
        limit: 3,
        window: Some(duration::to_proto(SECOND)),
        cooldown: Some(duration::to_proto(31 * 86_400 * SECOND)),
        ..SetBudgetRequest::default()
    };
    let made = leases.set_budget(good.clone()).await.unwrap().into_inner();
    assert!(!made.existing);
    assert!(leases.set_budget(good.clone()).await.unwrap().into_inner().existing);
    let with = |change: fn(&mut SetBudgetRequest)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    for (request, reason, field) in [
        (with(|request| request.id.clear()), "ID_EMPTY", "id"),
        (with(|request| request.limit = 0), "LIMIT_RANGE", "limit"),
        (with(|request| request.limit = 1_001), "LIMIT_RANGE", "limit"),
        (with(|request| request.window = None), "WINDOW_RANGE", "window"),
        (
            with(|request| request.window = Some(duration::to_proto(SECOND - 1))),
            "WINDOW_RANGE",
            "window",
        ),
        (
            with(|request| request.window = Some(duration::to_proto(32 * 86_400 * SECOND))),
            "WINDOW_RANGE",
            "window",
        ),
        (
            with(|request| request.cooldown = Some(duration::to_proto(-1))),
            "COOLDOWN_RANGE",
            "cooldown",
        ),
        (
            with(|request| request.cooldown = Some(duration::to_proto(32 * 86_400 * SECOND))),
            "COOLDOWN_RANGE",
            "cooldown",
        ),
    ] {
        let refused = leases.set_budget(request).await.unwrap_err();
        check(reason, &refused, Code::InvalidArgument, reason, field);
    }
    let spend = |id: &str, amount| SpendBudgetRequest {
        id: id.to_owned(),
        amount,
        ..SpendBudgetRequest::default()
    };
    for (request, code, reason, field) in [
        (spend("b", 4), Code::InvalidArgument, "AMOUNT_RANGE", "amount"),
        (spend("b", 1_001), Code::InvalidArgument, "AMOUNT_RANGE", "amount"),
        (spend("none", 1), Code::NotFound, "BUDGET", ""),
    ] {
        let refused = leases.spend_budget(request).await.unwrap_err();
        check("spend", &refused, code, reason, field);
    }
    let get = |id: &str| GetBudgetRequest {
        id: id.to_owned(),
        ..GetBudgetRequest::default()
    };
    let refused = leases.get_budget(get("none")).await.unwrap_err();
    check("get", &refused, Code::NotFound, "BUDGET", "");
    let seen = leases.get_budget(get("b")).await.unwrap().into_inner().budget;
    assert_eq!(seen, made.budget);
    let delete = DeleteBudgetRequest {
        id: "b".to_owned(),
        ..DeleteBudgetRequest::default()
    };
    leases.delete_budget(delete.clone()).await.unwrap();
    let refused = leases.delete_budget(delete).await.unwrap_err();
    check("delete", &refused, Code::NotFound, "BUDGET", "");
}

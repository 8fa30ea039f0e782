//! Planted defects, and the rules that must find them. They prove that the simulator can find real defects.

use minoots_kernel::defects::Defect;

/// The simulator that can find a defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Runs of tier A.
    TierA,
    /// Crashes of the log.
    Store,
    /// Runs of schedules.
    Schedules,
    /// Runs of checkpoints, leases, budgets and transactions.
    Transactions,
    /// Runs of watchdogs.
    Watchdogs,
}

/// A defect, its name on the command line, and the rules of which at least one must find it.
pub struct Planted {
    /// The defect.
    pub defect: Defect,
    /// Its name.
    pub name: &'static str,
    /// The simulator that can find it.
    pub shows: Where,
    /// Rules of the checker, or names of the simulator's own checks.
    pub rules: &'static [&'static str],
}

const fn tier_a(defect: Defect, name: &'static str, rules: &'static [&'static str]) -> Planted {
    Planted {
        defect,
        name,
        shows: Where::TierA,
        rules,
    }
}

const fn store(defect: Defect, name: &'static str, rules: &'static [&'static str]) -> Planted {
    Planted {
        defect,
        name,
        shows: Where::Store,
        rules,
    }
}

const fn transactions(defect: Defect, name: &'static str, rules: &'static [&'static str]) -> Planted {
    Planted {
        defect,
        name,
        shows: Where::Transactions,
        rules,
    }
}

const fn schedules(defect: Defect, name: &'static str, rules: &'static [&'static str]) -> Planted {
    Planted {
        defect,
        name,
        shows: Where::Schedules,
        rules,
    }
}

const fn watchdogs(defect: Defect, name: &'static str, rules: &'static [&'static str]) -> Planted {
    Planted {
        defect,
        name,
        shows: Where::Watchdogs,
        rules,
    }
}

/// All defects.
pub const ALL: [Planted; 87] = [
    tier_a(Defect::ReleaseEarly, "release-early", &["C3"]),
    tier_a(Defect::ClockGateIgnored, "clock-gate-ignored", &["G22", "C3"]),
    tier_a(Defect::CancelNotStored, "cancel-not-stored", &["C7", "C8"]),
    tier_a(
        Defect::CancelOfArmedIsCancelled,
        "cancel-of-armed-is-cancelled",
        &["C7", "C17"],
    ),
    tier_a(
        Defect::RescheduleKeepsVersion,
        "reschedule-keeps-version",
        &["C5", "C8", "C17"],
    ),
    tier_a(Defect::RequestIdForgotten, "request-id-forgotten", &["C8"]),
    tier_a(Defect::CreateIgnoresBody, "create-ignores-body", &["C8"]),
    tier_a(Defect::CreateReplacesExisting, "create-replaces-existing", &["C8"]),
    tier_a(Defect::EventSequenceSkips, "event-sequence-skips", &["C10"]),
    tier_a(Defect::ArmIndexRepeats, "arm-index-repeats", &["C5", "C6"]),
    tier_a(Defect::AckBeforeDue, "ack-before-due", &["C3", "C8", "C17"]),
    tier_a(Defect::NackOfStaleFence, "nack-of-stale-fence", &["C8"]),
    tier_a(Defect::ExpiryIgnoresExtension, "expiry-ignores-extension", &["lease"]),
    tier_a(Defect::FiredSweepOneShort, "fired-sweep-one-short", &["C4", "G4"]),
    tier_a(Defect::FiredSweepEarly, "fired-sweep-early", &["C3", "C17"]),
    tier_a(Defect::LogTimeGoesBack, "log-time-goes-back", &["log time"]),
    tier_a(Defect::ArmedTooFarAhead, "armed-too-far-ahead", &["C7"]),
    tier_a(Defect::LeadUnbounded, "lead-unbounded", &["C4", "G4"]),
    tier_a(Defect::LostEntryForgotten, "lost-entry-forgotten", &["C4", "G4"]),
    tier_a(Defect::ScheduledForgotten, "scheduled-forgotten", &["C4", "G4"]),
    tier_a(Defect::TickForgotten, "tick-forgotten", &["C4", "G4"]),
    tier_a(Defect::WindowJournalDropped, "window-journal-dropped", &["C4", "G4"]),
    tier_a(
        Defect::UnknownSaidToBeRefused,
        "unknown-said-to-be-refused",
        &["C8", "refused"],
    ),
    tier_a(Defect::FenceRepeats, "fence-repeats", &["C6"]),
    tier_a(Defect::FenceWithoutTerm, "fence-without-term", &["C6"]),
    tier_a(Defect::PayloadChanges, "payload-changes", &["C6"]),
    tier_a(
        Defect::GrantIgnoredByNewLeader,
        "grant-ignored-by-new-leader",
        &["place"],
    ),
    tier_a(Defect::LeaseNeverExpires, "lease-never-expires", &["C4", "G4"]),
    tier_a(Defect::TailSkips, "tail-skips", &["C10"]),
    tier_a(Defect::TailShowsFuture, "tail-shows-future", &["future", "C3"]),
    tier_a(Defect::BackoffFromLogTime, "backoff-from-log-time", &["C4", "G4"]),
    tier_a(Defect::HoldIgnored, "hold-ignored", &["C18"]),
    tier_a(
        Defect::VersionsRepeatAfterRestore,
        "versions-repeat-after-restore",
        &["C18"],
    ),
    tier_a(Defect::FenceWithoutEpoch, "fence-without-epoch", &["C18"]),
    tier_a(Defect::LinkLeftOut, "link-left-out", &["chain"]),
    tier_a(Defect::KeyLimitForgotten, "key-limit-forgotten", &["keys"]),
    tier_a(Defect::RevokedHandedOut, "revoked-handed-out", &["G17"]),
    tier_a(Defect::TailKeepsRevoked, "tail-keeps-revoked", &["G17"]),
    tier_a(Defect::RevocationNotTold, "revocation-not-told", &["G17"]),
    store(Defect::AckBeforeSync, "ack-before-sync", &["G1"]),
    store(Defect::FailedSyncRetried, "failed-sync-retried", &["G1", "G20"]),
    store(Defect::DirectorySyncSkipped, "directory-sync-skipped", &["G1"]),
    store(Defect::DamageCutOff, "damage-cut-off", &["G20"]),
    store(Defect::VoteBeforeAppend, "vote-before-append", &["order"]),
    schedules(Defect::PauseWindowForgotten, "pause-window-forgotten", &["G10"]),
    schedules(Defect::WaitingForgotten, "waiting-forgotten", &["G10"]),
    schedules(Defect::MissedTwice, "missed-twice", &["G10"]),
    schedules(Defect::OlderZonesDecide, "older-zones-decide", &["G11"]),
    schedules(Defect::InstantLeftOut, "instant-left-out", &["G10"]),
    schedules(Defect::MissedRunsIgnored, "missed-runs-ignored", &["missed runs"]),
    schedules(Defect::LateAtOnce, "late-at-once", &["late"]),
    schedules(Defect::ZonesNotComputedAnew, "zones-not-computed-anew", &["G11"]),
    transactions(Defect::PutIgnoresExpected, "put-ignores-expected", &["G12"]),
    transactions(Defect::RollbackReusesVersion, "rollback-reuses-version", &["G12"]),
    transactions(Defect::RollbackLeavesTimers, "rollback-leaves-timers", &["G12"]),
    transactions(Defect::RemovedVersionsStay, "removed-versions-stay", &["read", "state"]),
    transactions(
        Defect::RemovedVersionsComeAgain,
        "removed-versions-come-again",
        &["G12"],
    ),
    transactions(Defect::TransactionPartlyApplied, "transaction-partly-applied", &["G12"]),
    transactions(Defect::GuardsLookedAtLast, "guards-looked-at-last", &["G12"]),
    transactions(Defect::OptionalFailureAborts, "optional-failure-aborts", &["G12"]),
    transactions(Defect::SettledTwice, "settled-twice", &["G12"]),
    transactions(Defect::TransactionRunsAgain, "transaction-runs-again", &["G8", "G12"]),
    transactions(Defect::LeaseTokenRepeats, "lease-token-repeats", &["G14"]),
    transactions(Defect::LeaseGrantedEarly, "lease-granted-early", &["G14"]),
    transactions(Defect::StaleTokenHolds, "stale-token-holds", &["G14"]),
    transactions(Defect::RenewalFromGrant, "renewal-from-grant", &["G14"]),
    transactions(Defect::BudgetWindowFixed, "budget-window-fixed", &["budget", "read"]),
    transactions(Defect::CooldownForgotten, "cooldown-forgotten", &["budget"]),
    transactions(
        Defect::BudgetChangeForgets,
        "budget-change-forgets",
        &["budget", "read"],
    ),
    watchdogs(Defect::StaleTouchCounts, "stale-touch-counts", &["stale"]),
    watchdogs(Defect::TouchHoldMissing, "touch-hold-missing", &["promise"]),
    watchdogs(Defect::TouchDuringArm, "touch-during-arm", &["promise"]),
    watchdogs(Defect::TouchMemoryUnbounded, "touch-memory-unbounded", &["promise"]),
    watchdogs(Defect::TouchForgotten, "touch-forgotten", &["promise"]),
    watchdogs(Defect::TouchWithoutLease, "touch-without-lease", &["promise", "stale"]),
    watchdogs(Defect::StageTwice, "stage-twice", &["ladder"]),
    watchdogs(Defect::EpochForgotten, "epoch-forgotten", &["stale"]),
    watchdogs(Defect::LadderNotReset, "ladder-not-reset", &["ladder"]),
    watchdogs(Defect::SilenceForgotten, "silence-forgotten", &["silence"]),
    tier_a(Defect::RevocationForgotten, "revocation-forgotten", &["credentials"]),
    tier_a(Defect::RevokedKeyHolds, "revoked-key-holds", &["credentials"]),
    tier_a(Defect::DisablingNotTold, "disabling-not-told", &["webhooks"]),
    tier_a(Defect::TakenForgotten, "taken-forgotten", &["webhooks"]),
    tier_a(Defect::OldAttemptCounts, "old-attempt-counts", &["webhooks"]),
    tier_a(Defect::RefusedForgotten, "refused-forgotten", &["webhooks"]),
    schedules(Defect::BackfillRepeats, "backfill-repeats", &["G10"]),
    schedules(Defect::BackfillStopsShort, "backfill-stops-short", &["G10"]),
];

/// Finds a defect by name.
pub fn find(name: &str) -> Option<&'static Planted> {
    ALL.iter().find(|planted| planted.name == name)
}

/// Plants a defect in this process, or removes it. Returns false if the program was built without defects.
pub fn plant(defect: Option<Defect>) -> bool {
    #[cfg(feature = "planted-defects")]
    minoots_kernel::defects::plant(defect);
    cfg!(feature = "planted-defects") || defect.is_none()
}

/// A seed that found this defect before, from `tests/sim/defect-seeds.txt`, which `minoots-sim defects` printed. It
/// only saves time: if the seed no longer finds the defect, all other seeds follow.
#[must_use]
pub fn known_seed(name: &str) -> Option<u64> {
    let lines = include_str!("../defect-seeds.txt").lines();
    let seed = lines
        .filter_map(|line| line.split_once(' '))
        .find(|(of, _)| *of == name)?
        .1;
    seed.parse().ok()
}

//! Deliberate defects, one at a time, which show that the simulator finds such errors.
//!
//! Every crate checks for them at the affected location. Without the feature `planted-defects`, which no released build
//! enables, the check is a constant and the defect is not in the program.

/// A defect, named after its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(
    missing_docs,
    reason = "each name says it; the simulator's table says where it must be found"
)]
pub enum Defect {
    ReleaseEarly = 1,
    ClockGateIgnored,
    CancelNotStored,
    CancelOfArmedIsCancelled,
    RescheduleKeepsVersion,
    RequestIdForgotten,
    CreateIgnoresBody,
    CreateReplacesExisting,
    EventSequenceSkips,
    ArmIndexRepeats,
    AckBeforeDue,
    NackOfStaleFence,
    ExpiryIgnoresExtension,
    FiredSweepOneShort,
    FiredSweepEarly,
    LogTimeGoesBack,
    ArmedTooFarAhead,
    LeadUnbounded,
    LostEntryForgotten,
    ScheduledForgotten,
    TickForgotten,
    WindowJournalDropped,
    UnknownSaidToBeRefused,
    FenceRepeats,
    FenceWithoutTerm,
    PayloadChanges,
    GrantIgnoredByNewLeader,
    LeaseNeverExpires,
    TailSkips,
    TailShowsFuture,
    AckBeforeSync,
    DirectorySyncSkipped,
    DamageCutOff,
    VoteBeforeAppend,
    FailedSyncRetried,
    BackoffFromLogTime,
    HoldIgnored,
    VersionsRepeatAfterRestore,
    FenceWithoutEpoch,
    LinkLeftOut,
    KeyLimitForgotten,
    PauseWindowForgotten,
    WaitingForgotten,
    MissedTwice,
    OlderZonesDecide,
    InstantLeftOut,
    MissedRunsIgnored,
    LateAtOnce,
    ZonesNotComputedAnew,
    StaleTouchCounts,
    TouchHoldMissing,
    TouchDuringArm,
    TouchMemoryUnbounded,
    TouchForgotten,
    PutIgnoresExpected,
    RollbackReusesVersion,
    RollbackLeavesTimers,
    RemovedVersionsStay,
    RemovedVersionsComeAgain,
    TransactionPartlyApplied,
    GuardsLookedAtLast,
    OptionalFailureAborts,
    SettledTwice,
    TransactionRunsAgain,
    LeaseTokenRepeats,
    LeaseGrantedEarly,
    StaleTokenHolds,
    RenewalFromGrant,
    BudgetWindowFixed,
    CooldownForgotten,
    BudgetChangeForgets,
    TouchWithoutLease,
    StageTwice,
    EpochForgotten,
    LadderNotReset,
    SilenceForgotten,
    BackfillRepeats,
    BackfillStopsShort,
    RevokedHandedOut,
    TailKeepsRevoked,
    RevocationNotTold,
    RevocationForgotten,
    RevokedKeyHolds,
    DisablingNotTold,
    TakenForgotten,
    OldAttemptCounts,
    RefusedForgotten,
}

/// Whether this defect is chosen.
#[cfg(not(feature = "planted-defects"))]
#[inline(always)]
pub const fn planted(_: Defect) -> bool {
    false
}

#[cfg(feature = "planted-defects")]
static CHOSEN: core::sync::atomic::AtomicU8 = core::sync::atomic::AtomicU8::new(0);

/// Whether this defect is chosen.
#[cfg(feature = "planted-defects")]
pub fn planted(defect: Defect) -> bool {
    CHOSEN.load(core::sync::atomic::Ordering::Relaxed) == defect as u8
}

/// Chooses a defect, or none, for the whole process.
#[cfg(feature = "planted-defects")]
pub fn plant(defect: Option<Defect>) {
    let number = defect.map_or(0, |defect| defect as u8);
    CHOSEN.store(number, core::sync::atomic::Ordering::Relaxed);
}

//! Commands about schedules.

use super::{super::arguments::Arguments, super::instant, caller};
use minoots_kernel::internal::{
    BackfillSchedule, BackfillStep, CalendarSpec, DeleteSchedule, MissedInstants, NewTimer, OverlapPolicy,
    PauseSchedule, PutSchedule, ResumeSchedule, RunSchedules, ScheduleInstant, SchedulePlan, ScheduleRun, ScheduleSpec,
    TimerKey, TriggerSchedule, command::Command as Kind,
};

/// `base= decided= next= zone=<release of the zone data> ends=`
fn plan(arguments: &mut Arguments) -> SchedulePlan {
    SchedulePlan {
        base: arguments.instant("base").unwrap_or(0),
        decided: arguments.instant("decided").unwrap_or(0),
        next: arguments.instant("next").unwrap_or(0),
        zone_data: arguments.named("zone").unwrap_or_else(|| "2026a".to_string()),
        ends: arguments.instant("ends").unwrap_or(0),
    }
}

/// `schedule <id>[@<version>] cron=<text> queue=<queue> [jitter=<span>] [overlap=<policy>] [period=<span>] <plan>`
pub fn put(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let overlap = arguments.named("overlap");
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    let cron = arguments.text("cron");
    let mut spec = ScheduleSpec {
        digest: cron.clone().into_bytes(),
        calendar: Some(CalendarSpec {
            cron,
            jitter: arguments.instant("jitter").unwrap_or(0) as u64,
            ..CalendarSpec::default()
        }),
        timer: Some(NewTimer {
            name: id.clone(),
            queue: arguments.text("queue"),
            payload_key: arguments.number("seal").unwrap_or(0),
            payload_place: arguments.text("place"),
            ..NewTimer::default()
        }),
        ..ScheduleSpec::default()
    };
    if let Some(overlap) = overlap {
        let name = format!("OVERLAP_POLICY_{}", overlap.to_uppercase());
        spec.set_overlap(OverlapPolicy::from_str_name(&name).expect("an overlap policy"));
    }
    Kind::PutSchedule(Box::new(PutSchedule {
        caller: Some(caller),
        id,
        spec: Some(spec),
        version,
        plan: Some(plan(arguments)),
        period: arguments.instant("period").unwrap_or(0) as u64,
    }))
}

pub fn delete(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    Kind::DeleteSchedule(DeleteSchedule {
        caller: Some(caller),
        id,
        version,
    })
}

pub fn pause(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    Kind::PauseSchedule(PauseSchedule {
        caller: Some(caller),
        id,
        version,
        reason: arguments.text("reason"),
    })
}

pub fn resume(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    Kind::ResumeSchedule(ResumeSchedule {
        caller: Some(caller),
        id,
        version,
        reason: arguments.text("reason"),
        plan: Some(plan(arguments)),
    })
}

/// `trigger <id>[@<version>] timer=<id> [all]`
pub fn trigger(arguments: &mut Arguments, now: i64) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    Kind::TriggerSchedule(TriggerSchedule {
        caller: Some(caller),
        id,
        timer_id: arguments.text("timer"),
        create_time: now,
        version,
        keeps_earlier: arguments.flag("all"),
    })
}

/// `run <id>@<version> coming=<instant>`, or
/// `run <id>@<version> [by-fire-time] [missed=<first>..<last>*<count>] [at=<instant>[+<jitter>],…] <plan>`
pub fn run(arguments: &mut Arguments) -> Kind {
    let tenant = arguments.tenant();
    let TimerKey { tenant, id, version } = arguments.occurrence(&tenant);
    let missed = arguments.named("missed").map(|text| {
        let (first, rest) = text.split_once("..").expect("first..last*count");
        let (last, count) = rest.split_once('*').expect("first..last*count");
        MissedInstants {
            first: instant::parse(first),
            last: instant::parse(last),
            count: count.parse().expect("a count"),
        }
    });
    let at = arguments.text("at");
    let instants = at.split(',').filter(|one| !one.is_empty()).map(|one| {
        let (at, jitter) = one.split_once('+').unwrap_or((one, "0s"));
        let at = instant::parse(at);
        ScheduleInstant {
            instant: at,
            fire_time: at + instant::parse(jitter),
        }
    });
    let instants = instants.collect();
    let by_fire_time = arguments.flag("by-fire-time");
    let coming_until = arguments.instant("coming").unwrap_or(0);
    let run = ScheduleRun {
        tenant,
        id,
        version,
        missed,
        instants,
        plan: (coming_until == 0).then(|| plan(arguments)),
        backfill: None,
        coming_until,
    };
    Kind::RunSchedules(RunSchedules {
        runs: vec![run],
        by_fire_time,
    })
}

/// `backfill <id>[@<version>] begin= until= rate=<number> at=<instant>,…`
pub fn backfill(arguments: &mut Arguments) -> Kind {
    let caller = caller(arguments);
    let TimerKey { id, version, .. } = arguments.occurrence(&caller.tenant);
    let at = arguments.text("at");
    let instants = at.split(',').filter(|one| !one.is_empty()).map(instant::parse);
    Kind::BackfillSchedule(BackfillSchedule {
        caller: Some(caller),
        id,
        version,
        from: arguments.instant("begin").unwrap_or(0),
        until: arguments.instant("until").unwrap_or(0),
        rate: arguments.number("rate").unwrap_or(10) as u32,
        instants: instants.collect(),
    })
}

/// `backfill-step <id>@<version> first=<instant> count=<number>`
pub fn backfill_step(arguments: &mut Arguments) -> Kind {
    let tenant = arguments.tenant();
    let TimerKey { tenant, id, version } = arguments.occurrence(&tenant);
    let run = ScheduleRun {
        tenant,
        id,
        version,
        backfill: Some(BackfillStep {
            first: arguments.instant("first").unwrap_or(0),
            count: arguments.number("count").unwrap_or(1) as u32,
        }),
        ..ScheduleRun::default()
    };
    Kind::RunSchedules(RunSchedules {
        runs: vec![run],
        by_fire_time: false,
    })
}

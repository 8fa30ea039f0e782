"""What the other libraries say, and the classes of differences that are decided in docs/schedules.md."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import CroniterBadCronError, CroniterBadDateError, croniter
from cronsim import CronSim, CronSimError
from dateutil.rrule import rrulestr

import model

END = 2_114_380_800
FIXED = set("0123456789,")
# Each is told in docs/schedules.md, under the same words.
DECIDED = {
    "cronsim": {
        "the same",
        "elapsed: adds at a gap",
        "elapsed: leaves out at an overlap",
        "elapsed: leaves out at a gap",
        "goes in circles at an overlap",
        "fixed: leaves out at a gap",
        "fixed: adds at a gap",
    },
    "croniter": {
        "the same",
        "# or L in a list of weekdays",
        "# or L of weekdays beside days of the month",
        "elapsed: adds at a gap",
        "elapsed: leaves out at an overlap",
        "fixed: adds at a gap",
        "fixed: adds at an overlap",
        "fixed: leaves out and adds at a gap",
    },
}


def day_before(second, zone, days):
    return model.wall(second, ZoneInfo(zone)) - timedelta(days=days)


def is_fixed(cron):
    """Whether hours and minutes (and seconds) are single values."""
    fields = cron.split()
    return all(set(field) <= FIXED for field in fields[: len(fields) - 3])


def compare_cron(request, answer, tally):
    zone = ZoneInfo(request["zone"])
    expected, until = exact_cron(request, answer, zone)
    if expected is None:
        tally["never"] += 1
        agreed = "errors" in answer and answer["errors"][0]["reason"] == "CRON_NEVER_MATCHES"
        return [] if agreed else [{"exact": request, "answer": answer, "expected": "never"}]
    ours = seconds(answer)
    if ours != expected:
        return [{"exact": request, "ours": ours, "expected": expected}]
    tally["exact"] += 1
    tally["occurrences"] += len(ours)
    if (request["gap"], request["overlap"]) != ("after", "first") or not ours:
        return []
    found = []
    for name, theirs in (("cronsim", cronsim_zoned), ("croniter", croniter_zoned)):
        said = theirs(request, zone, until, len(ours))
        kind = "the same" if said == ours else classify(name, request, zone, ours, said, until)
        tally[name][kind] = tally[name].get(kind, 0) + 1
        if kind != "the same":
            tally["examples"].setdefault(f"{name}: {kind}", f"{request['cron']} in {request['zone']}")
        if kind not in DECIDED[name]:
            found.append({name: request, "class": kind, "ours": ours, "theirs": said})
    return found


def seconds(answer):
    return [found["second"] for found in answer.get("occurrences", [])]


def exact_cron(request, answer, zone):
    """The instants from cronsim's dates and times; `None` if there are none ever. And until when they were looked for."""
    ours = seconds(answer)
    until = ours[-1] + 1 if len(ours) == request["max"] else END
    since, last = model.span(request["from"], until, request["zone"])
    found = set()
    try:
        for local in CronSim(request["cron"], since):
            if local > last:
                break
            found.update(model.instants(local, zone, is_fixed(request["cron"]), request["gap"], request["overlap"]))
    except CronSimError:
        return None, until
    if "errors" in answer:
        return None if next(CronSim(request["cron"], datetime(2000, 1, 1)), None) is None else [], until
    return sorted(instant for instant in found if request["from"] <= instant < until), until


def cronsim_zoned(request, zone, until, count):
    since = datetime.fromtimestamp(request["from"] - 1, zone)
    return take(CronSim(request["cron"], since), until, count)


def croniter_zoned(request, zone, until, count):
    since = datetime.fromtimestamp(request["from"] - 1, zone)
    fields = request["cron"].split()
    # croniter writes L5 for the last Friday.
    fields[-1] = ",".join("L" + item[:-1] if item.endswith("L") else item for item in fields[-1].split(","))
    cron = " ".join(fields)
    try:
        # Its default is that both fields of days must match only if one of them is `*` and no more.
        known = croniter(cron, since, second_at_beginning=True, implement_cron_bug=True)
        return take(iter(lambda: known.get_next(datetime), None), until, count)
    except (CroniterBadCronError, CroniterBadDateError) as error:
        return f"{type(error).__name__}: {error}"


def take(found, until, count):
    instants = []
    for local in found:
        instant = int(local.timestamp())
        if instant >= until or len(instants) >= count + 2:
            break
        instants.append(instant)
    return instants


def classify(name, request, zone, ours, theirs, until):
    """The class of a difference."""
    *_, day, _, weekday = request["cron"].split()
    if name == "croniter" and ("#" in weekday or "L" in weekday):
        if "," in weekday:
            return "# or L in a list of weekdays"
        if not day.startswith("*"):
            return "# or L of weekdays beside days of the month"
    if isinstance(theirs, str):
        return theirs
    if any(later <= earlier for earlier, later in zip(theirs, theirs[1:])):
        return "goes in circles at an overlap"
    # Theirs was cut off when it went on for too long.
    end = theirs[-1] + 1 if len(theirs) > len(ours) else until
    missing = sorted(at for at in set(ours) - set(theirs) if at < end)
    more = sorted(at for at in set(theirs) - set(ours) if at < end)
    changes = {model.change_near(at, zone) for at in missing + more}
    if not changes or None in changes:
        return "where no clock is set"
    kind = "fixed" if is_fixed(request["cron"]) else "elapsed"
    what = " and ".join(word for word, found in (("leaves out", missing), ("adds", more)) if found)
    return f"{kind}: {what} at {' and '.join(sorted(changes))}"


def compare_rule(request, answer, tally):
    zone = ZoneInfo(request["zone"])
    dtstart = datetime.fromisoformat(request["dtstart"])
    ours = seconds(answer)
    until = ours[-1] + 1 if len(ours) == request["max"] else END
    _, last = model.span(request["from"], until, request["zone"])
    locals_ = dates(request["rrule"], dtstart, last)
    if "errors" in answer:
        tally["never"] += 1
        agreed = answer["errors"][0]["reason"] == "RRULE_NEVER_MATCHES" and not locals_
        return [] if agreed else [{"exact": request, "answer": answer, "expected": locals_[:5]}]
    found = {at for local in locals_ for at in model.instants(local, zone, True, request["gap"], request["overlap"])}
    expected = sorted(at for at in found if request["from"] <= at < until)
    if ours != expected:
        return [{"exact": request, "ours": ours, "expected": expected}]
    tally["exact"] += 1
    tally["occurrences"] += len(ours)
    if (request["gap"], request["overlap"]) != ("after", "first"):
        return []
    theirs = sorted(int(local.replace(tzinfo=zone).timestamp()) for local in locals_)
    theirs = [at for at in theirs if request["from"] <= at < until]
    in_gap = any(not model.passes(local, zone) for local in locals_)
    kind = "the same" if theirs == ours else "a time in a gap" if in_gap else None
    tally["dateutil"][kind or "UNDECIDED"] = tally["dateutil"].get(kind or "UNDECIDED", 0) + 1
    return [] if kind else [{"dateutil": request, "ours": ours, "theirs": theirs}]


def dates(text, dtstart, last):
    """What dateutil says a rule's local times are. Numbered weekdays beside plain ones narrow them there; in RFC 5545 they add."""
    parts = dict(part.split("=") for part in text.split(";"))
    weekdays = parts.get("BYDAY", "").split(",")
    plain = [weekday for weekday in weekdays if len(weekday) == 2]
    numbered = [weekday for weekday in weekdays if len(weekday) > 2]
    groups = [plain, numbered] if plain and numbered else [weekdays]
    count = int(parts.pop("COUNT")) if len(groups) > 1 and "COUNT" in parts else None
    found = set()
    for group in groups:
        if group != [""]:
            parts["BYDAY"] = ",".join(group)
        for local in rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=dtstart):
            if local > last:
                break
            found.add(local)
    return sorted(found)[:count]

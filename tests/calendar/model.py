"""Local times to instants, by the policies of docs/schedules.md, with nothing but zoneinfo.

The dates and times themselves come from cronsim and dateutil, which are asked without a zone.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = timezone.utc


def wall(second, zone):
    return datetime.fromtimestamp(second, UTC).astimezone(zone).replace(tzinfo=None, fold=0)


def passes(local, zone):
    """The instants at which the wall shows a local time: none in a gap, two in an overlap."""
    instants = {int(local.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1)}
    return sorted(instant for instant in instants if wall(instant, zone) == local)


def gap_end(local, zone):
    """The first instant after the gap that a local time is in."""
    low, high = sorted(int(local.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    low -= 1
    while high - low > 1:
        middle = (low + high) // 2
        if wall(middle, zone) < local:
            low = middle
        else:
            high = middle
    return high


def date_exists(local, zone):
    end = gap_end(local, zone)
    return local.date() in (wall(end - 1, zone).date(), wall(end, zone).date())


def instants(local, zone, fixed, gap="after", overlap="first"):
    """What one local time of a rule becomes."""
    found = passes(local, zone)
    if not found:
        moved = fixed and gap == "after" and date_exists(local, zone)
        return [gap_end(local, zone)] if moved else []
    if not fixed or overlap == "both":
        return found
    return [found[0] if overlap == "first" else found[-1]]


def changes(zone_name, start, end):
    """The instants at which a zone's clock is set, looked for hour by hour."""
    zone = ZoneInfo(zone_name)
    found = []
    at, offset = start, datetime.fromtimestamp(start, zone).utcoffset()
    while at < end:
        at += 3600
        now = datetime.fromtimestamp(at, zone).utcoffset()
        if now != offset:
            low, high = at - 3600, at
            while high - low > 1:
                middle = (low + high) // 2
                if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            found.append(high)
            offset = now
    return found


def change_near(second, zone):
    """Whether the clock is set forward or back within 26 hours."""
    at = second - 26 * 3600
    offsets = [datetime.fromtimestamp(at + hour * 1800, zone).utcoffset() for hour in range(104)]
    kinds = {"a gap" if after > before else "an overlap" for before, after in zip(offsets, offsets[1:]) if before != after}
    return " and ".join(sorted(kinds)) or None


def span(start, end, zone_name):
    """The local times that a window of instants can show, and those that are moved into it."""
    margin = timedelta(hours=26)
    zone = ZoneInfo(zone_name)
    return wall(start, zone) - margin, wall(end, zone) + margin

"""Expressions, rules and zones, drawn from a seed."""

ZONES = [
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo",
    "America/Santiago", "America/Havana", "America/Nuuk", "America/Scoresbysund", "America/Caracas", "America/Ciudad_Juarez",
    "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kwajalein", "Africa/Casablanca",
    "Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata", "Asia/Pyongyang", "Antarctica/Troll", "UTC",
]
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split()
POLICIES = [(gap, overlap) for gap in ("after", "skip") for overlap in ("first", "second", "both")]


def numbers(random, low, high, most=3):
    return sorted(random.sample(range(low, high + 1), random.randint(1, most)))


def field(random, low, high, shapes):
    shape = random.choice(shapes)
    if shape == "*":
        return "*"
    if shape == "*/":
        return f"*/{random.randint(2, max(2, high // 2))}"
    if shape == "one":
        return str(random.randint(low, high))
    if shape == "list":
        return ",".join(map(str, numbers(random, low, high)))
    first, last = sorted(random.sample(range(low, high + 1), 2))
    if shape == "range":
        return f"{first}-{last}"
    if shape == "range/":
        return f"{first}-{last}/{random.randint(1, max(1, (last - first) // 2))}"
    if shape == "from/":
        return f"{first}/{random.randint(1, max(1, high // 2))}"
    raise ValueError(shape)


def weekday(random):
    shape = random.choice(["*", "*", "*", "*", "name", "number", "range", "names", "nth", "last", "mixed", "*/"])
    number = lambda: str(random.randint(0, 7))
    if shape == "*":
        return "*"
    if shape == "*/":
        return f"*/{random.randint(2, 3)}"
    if shape == "name":
        return random.choice(WEEKDAYS)
    if shape == "number":
        return number()
    if shape == "range":
        first, last = sorted(random.sample(range(8), 2))
        return f"{first}-{last}"
    if shape == "names":
        first, last = sorted(random.sample(range(7), 2))
        return f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
    if shape == "nth":
        return f"{random.choice([number(), random.choice(WEEKDAYS)])}#{random.randint(1, 5)}"
    if shape == "last":
        return f"{random.randint(0, 7)}L"
    return f"{number()},{number()}#{random.randint(1, 5)}"


def month(random):
    shape = random.choice(["*", "*", "*", "*", "one", "name", "list", "range", "*/"])
    if shape == "name":
        return random.choice(MONTHS)
    return field(random, 1, 12, [shape])


def day(random):
    shape = random.choice(["*", "*", "*", "*", "one", "late", "list", "range", "*/", "L", "L+"])
    if shape == "late":
        return str(random.randint(28, 31))
    if shape == "L":
        return "L"
    if shape == "L+":
        return f"{random.randint(1, 31)},L"
    return field(random, 1, 31, [shape])


def expression(random, seconds):
    every = ["*", "*/", "one", "one", "one", "list", "range", "range/", "from/"]
    hour = every if random.random() < 0.5 else ["one", "list"]
    # The hours in which clocks are set, more often than others.
    hours = str(random.randint(0, 3)) if random.random() < 0.4 else field(random, 0, 23, hour)
    dates = ["*", "*", "*"] if random.random() < 0.4 else [day(random), month(random), weekday(random)]
    fields = [field(random, 0, 59, every), hours, *dates]
    if seconds:
        fields.insert(0, field(random, 0, 59, ["one", "list", "*/"]))
    return " ".join(fields)


def rrule(random):
    """A rule and its parts as dateutil takes them from the same text."""
    frequency = random.choice(["DAILY", "WEEKLY", "MONTHLY", "MONTHLY"])
    parts = [f"FREQ={frequency}"]
    if random.random() < 0.5:
        parts.append(f"INTERVAL={random.randint(1, 5)}")
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    if random.random() < 0.6:
        some = random.sample(days, random.randint(1, 3))
        if frequency == "MONTHLY" and random.random() < 0.7:
            some = [f"{random.choice(['', '1', '2', '3', '4', '5', '-1', '-2', '-5', '+1'])}{name}" for name in some]
        parts.append("BYDAY=" + ",".join(some))
    if frequency != "WEEKLY" and random.random() < 0.4:
        some = random.sample([*range(1, 32), *range(-31, 0)], random.randint(1, 3))
        parts.append("BYMONTHDAY=" + ",".join(map(str, some)))
    if random.random() < 0.4:
        parts.append(f"WKST={random.choice(days)}")
    end = random.random()
    if end < 0.3:
        parts.append(f"COUNT={random.randint(1, 30)}")
    elif end < 0.5:
        parts.append(f"UNTIL=20{random.randint(26, 36)}{random.randint(1, 12):02}{random.randint(1, 28):02}T{random.randint(0, 23):02}3000")
    random.shuffle(parts)
    return ";".join(parts)

"""Records the instants that cronsim 2.8 gives for cron expressions: `pip install cronsim==2.8 tzdata`, then
`python record.py > instants.tsv`. Written lines first, then random ones with a fixed seed."""

import random
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

WRITTEN = [
    "*/15 * * * *", "0 0 1,15 * SUN", "0 0 */2 * 1", "0 0 13 * */2", "0 0 13 * FRI", "0 0 * * 7", "0 0 * * 5-7", "0 0 * jan-mar mon-fri",
    "0 0 L * *", "0 0 LW * *", "0 0 L,15 * *", "0 0 * * 1#2", "0 0 * * 5L", "0 0 * * 1#5", "0 0 L * FRI", "7/10 * * * *", "0 0 29 2 *",
    "0 0 31 * *", "*/61 * * * *", "1-10/3,50 2,4 * * *", "0 9-17/2 * * 1-5", "30 2 * * *", "0 2,3 * * *", "0-59/20 2 * * *", "*/20 2 * * *",
    "20 */3 * * *", "59 23 31 12 *", "0 0 1 1 0", "15 1 * * *", "45 0-3 * * *", "5 */2 */10 * *", "0 0 */100 * *", "0 12 * * 0-7/2",
]
WRONG = [
    "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 32 * *", "0 0 * 13 *", "0 0 * 0 *", "0 0 * * 8", "0 22-2 * * *", "0 0 * * fri-mon",
    "*/0 * * * *", "0 0 15W * *", "a * * * *", "0 0 * * MONDAY", "0 0 * * 1#6", "0 0 * * 1#0", "5- * * * *", "-5 * * * *", "1,,2 * * * *",
    "0 0 * * *,", "1.5 * * * *", "*5 * * * *", "0 0 ? * *", "5/ * * * *", "0 0 * MAR-JAN *", "~ * * * *",
]
STARTS = [
    ("UTC", "2026-11-21T12:00:00"), ("America/New_York", "2026-03-08T04:59:00"), ("America/New_York", "2026-11-01T03:30:00"),
    ("Europe/Berlin", "2026-03-28T22:00:00"), ("Europe/Berlin", "2026-10-24T21:15:00"), ("Australia/Lord_Howe", "2026-10-03T13:00:00"),
    ("Australia/Lord_Howe", "2026-04-04T13:20:00"), ("America/Santiago", "2026-09-05T23:00:00"), ("America/Santiago", "2026-04-04T22:30:00"),
    ("Asia/Kathmandu", "2028-02-27T00:00:00"), ("Africa/Cairo", "2026-04-23T12:00:00"), ("America/Havana", "2026-03-07T20:00:00"),
]


def field(rng, low, high, starred):
    if rng.random() < starred:
        return rng.choice(["*", "*", f"*/{rng.randint(1, high)}"])
    terms = []
    for _ in range(rng.randint(1, 3)):
        first = rng.randint(low, high)
        # A range of one number with a step is one number in cron, and goes on to the end of the field in cronsim: not asked about.
        last = rng.randint(min(first + 1, high), high)
        if first == high:
            terms.append(f"{first}")
            continue
        terms.append(rng.choice([f"{first}", f"{first}-{last}", f"{first}-{last}/{rng.randint(1, 9)}", f"{first}/{rng.randint(1, 30)}"]))
    return ",".join(terms)


def is_missed(expression, zone):
    """Where a clock is put back by half an hour, cronsim jumps from hour to hour over the minutes of a wildcard job that it should visit:
    on 2026-04-05, `*/20 2 * * *` is due at 02:00 in Australia/Lord_Howe, and it says 02:40."""
    return zone == "Australia/Lord_Howe" and any(field.startswith("*") for field in expression.split()[:2])


def line(expression, zone, start):
    base = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
    try:
        found = CronSim(expression, base.astimezone(ZoneInfo(zone)))
        instants = [next(found).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") for _ in range(6)]
    except (CronSimError, StopIteration):
        instants = ["ERR"]
    return "\t".join([expression, zone, start + "Z", " ".join(instants)])


print("# Expression, zone, start (exclusive), the next six instants; ERR where cronsim says that it is none. Recorded with record.py.")
for expression in WRITTEN:
    for zone, start in STARTS:
        if not is_missed(expression, zone):
            print(line(expression, zone, start))
for expression in WRONG:
    print(line(expression, *STARTS[0]))
rng = random.Random(20261121)
for _ in range(400):
    fields = [field(rng, 0, 59, 0.3), field(rng, 0, 23, 0.4), field(rng, 1, 31, 0.6), field(rng, 1, 12, 0.8), field(rng, 0, 7, 0.6)]
    expression, (zone, start) = " ".join(fields), rng.choice(STARTS)
    if not is_missed(expression, zone):
        print(line(expression, zone, start))

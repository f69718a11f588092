"""What a storm does to /validate over time, before, during and after it, for each server; for gateway_picture.py."""

from serving.load import Load, only_answered, stream
from serving.storm import CLIENTS, OVERLOAD, VALIDATES, logins, quantile

BIN = 0.1  # seconds


def bins_of(lines, seconds):
    """Latencies by when a request was due, logins by when they were answered. Microseconds."""
    bins = [{"due": [], "logins": 0, "refused": 0} for _ in range(round(seconds / BIN))]
    for line in lines:
        name, due, latency, status = line.split()
        answered = float(due) + float(latency) / 1e6
        if name == "validates":
            bins[min(len(bins) - 1, int(float(due) / BIN))]["due"].append(float(latency))
        elif status in ("200", "503") and answered < seconds:
            bins[int(answered / BIN)]["logins" if status == "200" else "refused"] += 1
    return [{"p50": quantile(each["due"], 0.5), "p90": quantile(each["due"], 0.9), "logins": each["logins"],
             "refused": each["refused"]} for each in bins]


def one(servers, arm, per_second, part):
    arm.settle()
    samples = servers.folder / "samples"
    validates = stream("validates", servers.file("validate"), connections=CLIENTS, rate=VALIDATES, warm="yes")
    storm = logins(servers, rate=OVERLOAD * per_second, until=2 * part, **{"from": part})
    with Load(servers, arm.port, validates, storm, seconds=3 * part, urgent=True, samples=samples) as load:
        seen = load.run()
    arm.settle()
    only_answered(seen["validates"], 200)
    return bins_of(samples.read_text().splitlines(), 3 * part)


def timelines(storm, arms, part, tell):
    """By arm a bin for each tenth of a second; PART seconds each of calm, storm and calm."""
    seen = {}
    for name, arm in arms.items():
        tell(f"picture: {name}")
        seen[name] = one(storm.servers, arm, storm.per_second, part)
    return {"part": part, "offered": round(OVERLOAD * storm.per_second), "clients": CLIENTS, "rate": VALIDATES,
            "arms": seen}

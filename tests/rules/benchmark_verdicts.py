"""Checks what benchmark reports say of measured rows: verdicts, intervals, and that the picture is well-formed.

Usage: benchmark_verdicts.py ROOT. Exit code 1: a row of the tables below is not as it says.
"""

import json
import sys
import xml.etree.ElementTree
from math import comb
from pathlib import Path

ROOT = Path(sys.argv[1])
sys.path.insert(0, str(ROOT / "benchmarks"))

import gateway_picture  # noqa: E402  (found by the line above)
import medians  # noqa: E402
import picture  # noqa: E402
import storm_picture  # noqa: E402
import verdicts  # noqa: E402
from serving import rows as serving_rows  # noqa: E402

EXACT = {"case": "c", "subject": "signet", "gate": 1.45, "goal": 1.20}
NEAR = {"case": "c", "subject": "signet", "gate": 1.02, "indistinguishable_from": 1.00}
SECONDS = {**EXACT, "value": "seconds", "gate": 0.25, "goal": 0.15}
OWN = {**EXACT, "value": "own_allocations", "gate": 0, "goal": 0}
FAST = {**EXACT, "value": "speed", "at_least": True, "gate": 3.2, "goal": 4.0}
GATE_ALONE = {"case": "c", "subject": "signet", "gate": 0.55}
GOAL_ALONE = {"case": "c", "subject": "signet", "goal": 0.70}
LIKE = {"case": "c", "subject": "signet", "within": 0.01}
ACROSS = "open: the interval reaches across the gate"

# Gate, median, low and high end, controls, verdict: both sides of each boundary.
VERDICTS = [
    (EXACT, 1.19, 1.18, 1.20, "held", "goal met"),
    (EXACT, 1.19, 1.18, 1.21, "held", "gate met"),
    (EXACT, 1.40, 1.35, 1.45, "held", "gate met"),
    (EXACT, 1.40, 1.35, 1.46, "held", ACROSS),
    (EXACT, 1.46, 1.45, 1.47, "held", ACROSS),
    (EXACT, 1.50, 1.46, 1.54, "held", "missed by 0.05"),
    (EXACT, 1.19, 1.18, 1.20, "failed", "not measured here: controls failed"),
    (NEAR, 1.010, 1.000, 1.020, "held", "goal met"),
    (NEAR, 1.010, 1.001, 1.020, "held", "gate met"),
    (NEAR, 1.010, 0.990, 1.021, "held", "goal met"),
    (NEAR, 1.021, 1.020, 1.022, "held", "gate met: not distinguishable from it"),
    (NEAR, 1.030, 1.021, 1.040, "held", "missed by 0.01"),
    (NEAR, 1.000, 0.990, 1.010, "failed", "not measured here: controls failed"),
    (GATE_ALONE, 0.54, 0.53, 0.55, "held", "gate met"),
    (GATE_ALONE, 0.54, 0.53, 0.56, "held", ACROSS),
    (GATE_ALONE, 0.58, 0.56, 0.60, "held", "missed by 0.03"),
    (GOAL_ALONE, 0.69, 0.68, 0.70, "held", "goal met"),
    (GOAL_ALONE, 0.69, 0.68, 0.71, "held", "open: the interval reaches across the goal"),
    (GOAL_ALONE, 0.75, 0.71, 0.80, "held", "goal missed by 0.05"),
    (LIKE, 1.000, 0.990, 1.010, "held", "goal met"),
    (LIKE, 1.005, 0.999, 1.011, "held", "open: the interval reaches across the goal"),
    (LIKE, 0.995, 0.989, 1.001, "held", "open: the interval reaches across the goal"),
    (LIKE, 1.020, 1.011, 1.030, "held", "goal missed by 0.01"),
    (LIKE, 0.980, 0.970, 0.989, "held", "goal missed by 0.01"),
    (SECONDS, 0.15, 0.14, 0.15, "held", "goal met"),
    (SECONDS, 0.27, 0.26, 0.28, "held", "missed by 0.02"),
]
# Allocations of ours and of the floor, verdict; controls are of no concern to a count.
ALLOCATIONS = [(0, 0, "goal met"), (12, 12, "goal met"), (20.4, 20.3, "goal met"), (1, 0, "missed by 1"),
               (13, 12, "missed by 1")]


# Median, low and high end of our time over the floor, and what that says of a speed of at least 3.2, or of 4.
SPEEDS = [(0.25, 0.24, 0.25, "goal met"), (0.25, 0.24, 0.26, "gate met"), (0.30, 0.29, 0.3125, "gate met"),
          (0.30, 0.29, 0.32, ACROSS), (0.40, 0.32, 0.50, "missed by 0.7")]
# Page faults of the floor and of ours: where no row of a case has any, nothing may have been counted.
FAULTS = [(4736, 0, "goal met"), (4736, 1, "missed by 1"), (0, 0, "not measured here: controls failed")]
# Level of the gate and of our two rows: which of them it takes, by the ratios 1 and 2.
LEVELS = [("avx512", "avx512", "avx2", 1), ("avx2", "avx512", "avx2", 2), ("avx2", "avx2", "scalar", 1),
          ("avx512", "avx2", "scalar", None), (None, "avx2", "scalar", 1)]


def rows(allocations=0, floor=0, controls="held", **values):
    return [{"case": "c", "subject": "bare", "over": "bare", "allocations": floor, "controls": controls, "ratio": 1},
            {"case": "c", "subject": "signet", "over": "bare", "allocations": allocations, "controls": controls,
             **values}]


def verdict_of(gate, measured):
    [(_, _, verdict)] = verdicts.judged(measured, [gate])
    return verdict


def check_verdicts():
    for gate, median, low, high, controls, expected in VERDICTS:
        value = gate.get("value", "ratio")
        measured = rows(controls=controls, **{value: median, f"{value}_low": low, f"{value}_high": high})
        if (seen := verdict_of(gate, measured)) != expected:
            yield f"{gate} at {median} [{low}, {high}], controls {controls}: {seen}, not {expected}"
    for ours, floor, expected in ALLOCATIONS:
        if (seen := verdict_of(OWN, rows(ours, floor, "failed"))) != expected:
            yield f"{ours} allocations over {floor}: {seen}, not {expected}"
    if (seen := verdict_of(EXACT, [])) != "not measured here":
        yield f"a case that did not run: {seen}"
    for value in ("commands", "own_allocations", "speed", "over_peer", "page_faults", "hashes_for_refused"):
        older = [{name: row[name] for name in ("case", "subject", "over", "controls")} for row in rows()]
        if (seen := verdict_of({**OWN, "value": value}, older)) != "not measured here":
            yield f"a record older than the value {value}: {seen}"


def check_counts_and_names():
    """Speeds, page faults, levels and versions of peers."""
    for middle, low, high, expected in SPEEDS:
        if (seen := verdict_of(FAST, rows(ratio=middle, ratio_low=low, ratio_high=high))) != expected:
            yield f"a speed of 1/{middle} [1/{high}, 1/{low}]: {seen}, not {expected}"
    faults = {**OWN, "value": "page_faults"}
    for floor, ours, expected in FAULTS:
        measured = [{**row, "page_faults": ours if row["subject"] == "signet" else floor} for row in rows()]
        if (seen := verdict_of(faults, measured)) != expected:
            yield f"{ours} page faults beside {floor}: {seen}, not {expected}"
    for wanted, best, other, expected in LEVELS:
        gate = {"case": "c", "subject": "signet", **({"level": wanted} if wanted else {})}
        measured = [{"case": "c", "subject": "signet", "level": best, "ratio": 1},
                    {"case": "c", "subject": f"signet, {other}", "level": other, "ratio": 2}]
        seen = verdicts.found(measured, gate)
        if (seen and seen["ratio"]) != expected:
            yield f"a gate of level {wanted} takes {seen}"
    peer = {"case": "c", "subject": "jose", "value": "over_peer"}
    of_peers = [{"case": "c", "subject": name, "ratio": 1} for name in ("jose-fast 2", "jose 6.2.17")]
    if verdicts.found(of_peers, peer) is not of_peers[1]:
        yield "a gate over a peer takes another"


def check_gates():
    """Each gate has at most one goal, no harder to miss than the gate, one of both at least, and is named once."""
    gates = json.loads(verdicts.GATES.read_text())
    if len({gate["what"] for gate in gates}) != len(gates):
        yield "gates.json names a gate twice"
    for gate in gates:
        goals = [gate[name] for name in ("goal", "indistinguishable_from", "within") if name in gate]
        sign = -1 if gate.get("at_least") else 1
        easier = any(sign * goal > sign * gate["gate"] for goal in goals if "gate" in gate)
        if len(goals) > 1 or not goals and "gate" not in gate or easier:
            yield f"gates.json: {gate['what']} has the goals {goals} and the gate {gate.get('gate')}"


def check_intervals():
    """The interval of n values covers the median as often as promised: it misses where at most as many values lie
    below the median as are left out at the low end, or above it at the high end."""
    for count in range(9, 300):
        _, low, high = medians.estimate(range(count))
        outside = sum(comb(count, i) for i in range(low + 1)) + sum(comb(count, i) for i in range(high + 1, count + 1))
        if 1 - outside / 2**count < 0.949:
            yield f"of {count} values, [{low}, {high}] covers the median in {1 - outside / 2**count:.3f} only"


def check_picture():
    drawn = [{"case": case, "subject": subject, "over": "bare", "ratio": ratio, "controls": controls}
             for case in picture.CASES for subject, ratio, controls in
             [("bare", 1, "held"), ("signet", 1.2, "held"), ("signet, scalar", 1.4, "held"),
              ("signet, prepared", 0.4, "held"), ("peer <&>", 120, "held"), ("lost", 3, "failed")]]
    svg = picture.picture(drawn)
    texts = [text.text for text in xml.etree.ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    subjects = {row["subject"] for row in drawn}
    names = [text for text in texts if text in subjects]
    if names != ["signet, prepared", "signet", "peer <&>"] * len(picture.CASES):
        yield f"the picture shows {names}"
    if "prefers-color-scheme: dark" not in svg:
        yield "the picture has no colours for a dark page"


def check_storm_picture():
    """Also where nothing was served or refused."""
    for busiest in (0, 1, 2200):
        bins = [{"at": place / 10, "p50": 60.0, "p99": 80.0 + busiest, "logins": busiest, "refused": busiest}
                for place in range(60)]
        svg = storm_picture.picture({"part": 2, "capacity": 220, "workers": 2, "signet": bins, "normal": bins})
        lines = [*xml.etree.ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")]
        if len(lines) != 8 or any(len(line.get("d").split(" L ")) != len(bins) for line in lines):
            yield f"the picture of a storm of {busiest} shows {len(lines)} lines"
    alone = storm_picture.picture({"part": 2, "capacity": 220, "workers": 2, "signet": bins, "normal": []})
    if alone.count("<path") != 4:
        yield "the picture of a storm without the pool at normal priority is not of four lines"


def check_gateway_picture():
    """Three lines for each server that was there, also where nobody logged in."""
    bins = [{"p50": 60.0, "p90": 4e6, "logins": 0, "refused": 0} for _ in range(60)]
    shown = {"part": 2, "offered": 600, "clients": 32, "rate": 1000}
    for names in (["signet", "go"], list(gateway_picture.KINDS)):
        svg = gateway_picture.picture({**shown, "arms": {name: bins for name in names}})
        lines = [*xml.etree.ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")]
        if len(lines) != 3 * len(names) or any(len(line.get("d").split(" L ")) != len(bins) for line in lines):
            yield f"the picture of a gateway's storm shows {len(lines)} lines of {names}"


# Ratios of ours to ours, of what is worse by 0.2 at least, and whether such controls hold.
CONTROLS = [([0.9, 1.0, 1.1], [1.11, 1.2, 1.3], "held"), ([0.89, 1.0, 1.1], [1.11, 1.2, 1.3], "failed"),
            ([0.9, 1.0, 1.11], [1.12, 1.2, 1.3], "failed"), ([0.9, 1.0, 1.1], [1.1, 1.2, 1.3], "failed")]


def check_serving_rows():
    for same, planted, expected in CONTROLS:
        if (seen := serving_rows.controls(same, planted, 0.2)["controls"]) != expected:
            yield f"controls of {same} and {planted}: {seen}, not {expected}"
    series = {"signet": [4.0, 4.0], "go": [8.0, 16.0], "node": [12.0, 12.0], "again": [4.0, 4.0], "slowed": [5.0, 5.0]}
    rows = {row["subject"]: row for row in serving_rows.compared("c", "go", series, 0.2)}
    seen = [(name, row["ratio"], row["over_signet"]) for name, row in rows.items()]
    if seen != [("go", 1.0, 3.0), ("signet", 0.375, 1.0), ("node", 1.125, 3.0)]:
        yield f"rows of serving: {seen}"


def main():
    findings = [*check_verdicts(), *check_counts_and_names(), *check_gates(), *check_intervals(), *check_picture(), *check_storm_picture(),
                *check_gateway_picture(), *check_serving_rows()]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

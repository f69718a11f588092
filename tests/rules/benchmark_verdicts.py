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

import medians  # noqa: E402  (found by the line above)
import picture  # noqa: E402
import verdicts  # noqa: E402

EXACT = {"case": "c", "subject": "signet", "gate": 1.45, "goal": 1.20}
NEAR = {"case": "c", "subject": "signet", "gate": 1.02, "indistinguishable_from": 1.00}
SECONDS = {**EXACT, "value": "seconds", "gate": 0.25, "goal": 0.15}
OWN = {**EXACT, "value": "own_allocations", "gate": 0, "goal": 0}
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
    (NEAR, 1.010, 0.990, 1.021, "held", ACROSS),
    (NEAR, 1.030, 1.021, 1.040, "held", "missed by 0.01"),
    (NEAR, 1.000, 0.990, 1.010, "failed", "not measured here: controls failed"),
    (SECONDS, 0.15, 0.14, 0.15, "held", "goal met"),
    (SECONDS, 0.27, 0.26, 0.28, "held", "missed by 0.02"),
]
# Allocations of ours and of the floor, verdict; controls are of no concern to a count.
ALLOCATIONS = [(0, 0, "goal met"), (12, 12, "goal met"), (20.4, 20.3, "goal met"), (1, 0, "missed by 1"),
               (13, 12, "missed by 1")]


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


def check_gates():
    """Each gate has one goal, no harder to miss than the gate, and is named once."""
    gates = json.loads(verdicts.GATES.read_text())
    if len({gate["what"] for gate in gates}) != len(gates):
        yield "gates.json names a gate twice"
    for gate in gates:
        goals = [gate[name] for name in ("goal", "indistinguishable_from") if name in gate]
        if len(goals) != 1 or goals[0] > gate["gate"]:
            yield f"gates.json: {gate['what']} has the goals {goals} and the gate {gate['gate']}"


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


def main():
    findings = [*check_verdicts(), *check_gates(), *check_intervals(), *check_picture()]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

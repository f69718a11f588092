"""What the gates of gates.json say of measured rows: goal met, gate met, missed, or not measured here.

A gate or goal is met only where the whole interval of the value keeps it and the case's controls held; it is missed
only where the whole interval lies beyond. What is named `at_least` is kept from above, all else from below. Where the
goal is to be indistinguishable from a value, the gate asks not to be distinguishable from one that keeps it: both are
met where the interval reaches them, and the controls bound how wide it can be. A goal of lying `within` some distance of 1 is met where the whole interval does.
"""

import json
from pathlib import Path

GATES = Path(__file__).with_name("gates.json")


# Counts are no estimates, so that no control has to hold for them; but what is 0 must be able to be more.
COUNTS = {"own_allocations", "instructions", "page_faults", "hashes_for_refused", "commands", "unanswered",
          "without_retry_after"}
INVERSE = {"speed": "ratio", "over_peer": "over_signet"}


def floor_of(row, rows):
    return next(each for each in rows if each["case"] == row["case"] and each["subject"] == each["over"])


def bounds(row, rows, value):
    """The row's value, and the low and high end of its interval; a count is its own interval."""
    if value == "own_allocations":
        # OpenSSL's RSA allocates by its random numbers, so that means over calls differ by parts of one.
        own = max(0, round(row["allocations"] - floor_of(row, rows)["allocations"]))
        return own, own, own
    if value in INVERSE:
        middle, low, high = bounds(row, rows, INVERSE[value])
        return 1 / middle, 1 / high, 1 / low
    return row[value], row.get(f"{value}_low", row[value]), row.get(f"{value}_high", row[value])


def is_meant(row, gate):
    """Whether the gate is of this row: a peer's version counts for nothing, nor whether a level is our best."""
    subjects = {gate["subject"], f"{gate['subject']}, {gate.get('level', '')}"}
    named = row["subject"] in subjects or gate.get("value") == "over_peer" and \
        row["subject"].startswith(gate["subject"] + " ")
    return row["case"] == gate["case"] and named and gate.get("level", row.get("level")) == row.get("level")


def found(rows, gate):
    return next((row for row in rows if is_meant(row, gate)), None)


def has(row, value):
    """Whether the row has the value: a record may be older than what a gate asks for."""
    return {"own_allocations": "allocations", **INVERSE}.get(value, value) in row


def shows(row, rows, value):
    """Whether the row may be called met or missed."""
    if value == "page_faults":
        return any(each["page_faults"] > 0 for each in rows if each["case"] == row["case"])
    if value == "hashes_for_refused":
        return row.get("hashes_counted_of_one", 0) > 0
    return value in COUNTS or row["controls"] == "held"


def side(limit, best, worst, sign):
    """Where the interval lies: wholly on the good side of the limit, wholly beyond it, or across."""
    if sign * worst <= sign * limit:
        return "met"
    return "missed" if sign * best > sign * limit else "across"


def verdict(gate, value, low, high):
    """What the interval [low, high] of `value` says of `gate`."""
    if "within" in gate:
        upper = side(1 + gate["within"], low, high, 1)
        lower = side(1 - gate["within"], high, low, -1)
        worst = next(each for each in ("missed", "across", "met") if each in (upper, lower))
        return {"met": "goal met", "missed": f"goal missed by {abs(value - 1) - gate['within']:.4g}",
                "across": "open: the interval reaches across the goal"}[worst]
    sign, best, worst = (-1, high, low) if gate.get("at_least") else (1, low, high)
    if "indistinguishable_from" in gate and low <= gate["gate"]:
        if low <= gate["indistinguishable_from"]:
            return "goal met"
        return "gate met" if high <= gate["gate"] else "gate met: not distinguishable from it"
    if "gate" in gate:
        kept = side(gate["gate"], best, worst, sign)
        if kept != "met":
            return f"missed by {abs(value - gate['gate']):.4g}" if kept == "missed" else \
                "open: the interval reaches across the gate"
    kept = side(gate["goal"], best, worst, sign) if "goal" in gate else "none"
    if kept == "met" or "gate" in gate:
        return "goal met" if kept == "met" else "gate met"
    return f"goal missed by {abs(value - gate['goal']):.4g}" if kept == "missed" else \
        "open: the interval reaches across the goal"


def judged(rows, gates=None):
    """For each gate: its row of the issue's table, the measured interval or None, and the verdict."""
    for gate in gates if gates is not None else json.loads(GATES.read_text()):
        row, value = found(rows, gate), gate.get("value", "ratio")
        if row is None or not has(row, value):
            yield gate, None, "not measured here"
        elif not shows(row, rows, value):
            yield gate, bounds(row, rows, value), "not measured here: controls failed"
        else:
            measured = bounds(row, rows, value)
            yield gate, measured, verdict(gate, *measured)

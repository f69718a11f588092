"""What the gates of gates.json say of measured rows: goal met, gate met, missed, or not measured here.

A gate or goal is met only where the whole interval of the value keeps it and the case's controls held; it is missed
only where the whole interval lies above. A goal of being indistinguishable from a value is met where the gate is and
the interval reaches that value: the controls bound how wide it can be.
"""

import json
from pathlib import Path

GATES = Path(__file__).with_name("gates.json")


def bounds(row, rows, value):
    """The row's value, and the low and high end of its interval; a count is its own interval."""
    if value == "own_allocations":
        floor = next(each for each in rows if each["case"] == row["case"] and each["subject"] == each["over"])
        # OpenSSL's RSA allocates by its random numbers, so that means over calls differ by parts of one.
        own = max(0, round(row["allocations"] - floor["allocations"]))
        return own, own, own
    return row[value], row.get(f"{value}_low", row[value]), row.get(f"{value}_high", row[value])


def found(rows, gate):
    return next((row for row in rows if (row["case"], row["subject"]) == (gate["case"], gate["subject"])), None)


def shows(row, value):
    """Whether the row may be called met or missed: counts need no controls."""
    return value in ("own_allocations", "instructions") or row["controls"] == "held"


def verdict(gate, value, low, high):
    """What the interval [low, high] of `value` says of `gate`."""
    if low > gate["gate"]:
        return f"missed by {value - gate['gate']:.4g}"
    if high > gate["gate"]:
        return "open: the interval reaches across the gate"
    goal = low <= gate["indistinguishable_from"] if "indistinguishable_from" in gate else high <= gate["goal"]
    return "goal met" if goal else "gate met"


def judged(rows, gates=None):
    """For each gate: its row of the issue's table, the measured interval or None, and the verdict."""
    for gate in gates if gates is not None else json.loads(GATES.read_text()):
        row, value = found(rows, gate), gate.get("value", "ratio")
        if row is None:
            yield gate, None, "not measured here"
        elif not shows(row, value):
            yield gate, bounds(row, rows, value), "not measured here: controls failed"
        else:
            measured = bounds(row, rows, value)
            yield gate, measured, verdict(gate, *measured)

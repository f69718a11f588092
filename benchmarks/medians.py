"""Medians with intervals, as statistics.hpp has them, for what is measured by programs and not in one."""

import math
import statistics


def estimate(values):
    """Median, low, high: an interval by the sign test that holds the true median in at least 95 of 100 runs."""
    ordered = sorted(values)
    count = len(ordered)
    outside = max(0, math.floor((count - 1 - 1.96 * math.sqrt(count)) / 2))
    return statistics.median(ordered), ordered[outside], ordered[count - 1 - outside]


def fields(name, values, digits):
    """The estimate as the result files spell it: name, name_low, name_high."""
    return dict(zip((name, f"{name}_low", f"{name}_high"), (round(value, digits) for value in estimate(values))))

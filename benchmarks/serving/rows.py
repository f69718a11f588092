"""Rows of results in the shape that all programs write, with the controls by which they are judged."""

from medians import estimate, fields


def over(seen, arm, other):
    """The ratio of each round."""
    return [value / below for value, below in zip(seen[arm], seen[other])]


def controls(same, planted, share):
    """SAME is of ours against ours, PLANTED of what is worse by SHARE at least: whether half of it was told."""
    (_, low, high), (_, planted_low, _) = estimate(same), estimate(planted)
    held = 1 - share / 2 <= low and high <= 1 + share / 2 < planted_low
    return {**fields("same", same, 4), **fields("planted", planted, 4), "controls": "held" if held else "failed"}


def compared(case, floor, seen, share, planted="slowed"):
    """A row for each arm but those of the controls; SEEN has one value a round of each."""
    shared = {"case": case, "over": floor, "allocations": None, "level": "", "rounds": len(seen["signet"]),
              **controls(over(seen, "again", "signet"), over(seen, planted, "signet"), share)}
    subjects = [floor, *(arm for arm in seen if arm not in (floor, "again", planted))]
    return [{**shared, "subject": arm, **fields("ns", seen[arm], 1), **fields("ratio", over(seen, arm, floor), 4),
             **fields("over_signet", over(seen, arm, "signet"), 4)} for arm in subjects]


MOST = 4  # times the rounds that there are at the least


def narrow(share, value=lambda slice: slice):
    """Whether the interval of ours against ours is well within what `controls` allow: its width alone, wherever it lies,
    so that to stop then favours nobody."""
    def is_narrow(seen):
        _, low, high = estimate([value(again) / value(ours) for again, ours in zip(seen["again"], seen["signet"])])
        return high - low <= 0.6 * share
    return is_narrow


def in_turns(arms, rounds, lots, what, tell, *enough):
    """By arm, what its function gave in each round; who comes first is by lot. ROUNDS, or MOST times as many until all of
    ENOUGH say that it is."""
    seen = {arm: [] for arm in arms}
    number = 0
    while number < rounds or number < MOST * rounds and not all(each(seen) for each in enough):
        number += 1
        tell(f"{what}: round {number} of {f'{rounds} to {MOST * rounds}' if enough else rounds}")
        for arm in lots.sample(list(arms), len(arms)):
            seen[arm].append(arms[arm]())
    return seen

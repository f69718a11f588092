"""Outcomes: what a call came to, where that is neither success nor error. None of them is true or false."""

import enum
from typing import NoReturn

__all__ = ["FamilyUse", "Outcome", "Rotation"]


class Outcome(enum.Enum):
    """An outcome: to be compared with its members. In an `if` it would be true whatever it is, so that raises."""

    def __bool__(self) -> NoReturn:
        """Raises TypeError."""
        raise TypeError("an outcome is neither true nor false; compare it")


class Rotation(Outcome):
    """What presenting a refresh token came to."""

    ROTATED = "rotated"
    """Replaced, by this attempt, now or before."""
    CURRENT = "current"
    """Just replaced, and inside the grace time: the successor once more."""
    REUSED = "reused"
    """Replaced long ago: stolen, here or earlier. The family has ended, unless revoke_on_reuse=False."""
    NOT_ACTIVE = "not_active"
    """Its family has ended, or never was."""


class FamilyUse(Outcome):
    """Whether a refresh token is good as it is."""

    ACTIVE = "active"
    """It is, and the idle time was extended."""
    SUPERSEDED = "superseded"
    """It was replaced."""
    NOT_ACTIVE = "not_active"
    """Its family has ended, or never was."""

"""Compares two verdicts on one token, and looks a disagreement up in disagreements.json."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

LISTED = Path(__file__).with_name("disagreements.json")


@dataclass
class Verdict:
    """Of one side. `does` is "accepts", "dies" or, of a peer, "refuses", of signet the code of its refusal."""

    does: str
    claims: object = None
    error: str = ""


@dataclass
class Disagreement:
    kinds: set
    peer: str
    signet: str
    error: str = ""


def same(left, right, doubles=False):
    """Equality of JSON values. With `doubles`, integers are compared as what an IEEE 754 double makes of them."""
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name], doubles) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(one, other, doubles) for one, other in zip(left, right))
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right or (doubles and as_double(left) == as_double(right))
    return type(left) is type(right) and left == right


def as_double(number):
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def judge(kinds, peer, signet):
    """"accepted" or "refused" where both agree, else a Disagreement."""
    if signet.does == "accepts" and peer.does == "accepts":
        if same(peer.claims, signet.claims):
            return "accepted"
        read = "reads doubles" if same(peer.claims, signet.claims, doubles=True) else "reads other claims"
        return Disagreement(kinds, read, "accepts")
    if signet.does not in ("accepts", "dies") and peer.does == "refuses":
        return "refused"
    return Disagreement(kinds, peer.does, signet.does, peer.error)


class Listed:
    """The classes of disagreements.json, and how often each of their kinds was met."""

    def __init__(self, path=LISTED):
        self.classes = json.loads(path.read_text())["classes"]
        names = [one["class"] for one in self.classes]
        if len(set(names)) != len(names):
            raise ValueError(f"{path.name}: a class is listed twice")
        self.met = Counter()

    def class_of(self, peer, found):
        """The name of the class that explains this disagreement; None where no class does."""
        for one in self.classes:
            kinds = sorted(found.kinds & set(one["kinds"].get(peer, [])))
            codes = one["signet"] if isinstance(one["signet"], list) else [one["signet"]]
            text = re.search(one.get("error", ""), found.error)
            if kinds and text and found.peer == one["peer"] and found.signet in codes:
                self.met.update((one["class"], peer, kind) for kind in kinds)
                return one["class"]
        return None

    def stale(self, peers):
        """What is listed of these peers, and was not met."""
        return [
            f"{one['class']}: {peer}, {kind}"
            for one in self.classes
            for peer in one["kinds"]
            if peer in peers
            for kind in one["kinds"][peer]
            if not self.met[one["class"], peer, kind]
        ]

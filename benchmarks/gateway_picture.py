"""Draws a storm of logins on a gateway as SVG: how long /validate takes over time, of each server, and the logins.

Usage: gateway_picture.py TIMELINE.json OUT.svg, the former as serving_bench.py writes it. Latencies are of the wall
clock and on a logarithmic axis.
"""

import json
import sys
from html import escape
from itertools import accumulate
from pathlib import Path

from storm_panels import MARGIN, Panel, column, page

KINDS = {"signet": "ours", "go": "first", "go with a semaphore": "second", "node": "third"}
NAMES = {"signet": "signet", "go": "Go", "go with a semaphore": "Go with a semaphore", "node": "Node"}
PEERS = """
.first { stroke: #b35900 } .second { stroke: #8250df } .third { stroke: #6e7681 }
text.first { fill: #b35900; stroke: none } text.second { fill: #8250df; stroke: none } text.third { fill: #57606a; stroke: none }
@media (prefers-color-scheme: dark) {
.first { stroke: #e0883c } .second { stroke: #b58cff } .third { stroke: #9da7b1 }
text.first { fill: #e0883c } text.second { fill: #b58cff } text.third { fill: #9da7b1 } }
"""


def panels(timeline):
    arms, seconds = timeline["arms"], 3 * timeline["part"]
    shown = [each for bins in arms.values() for each in bins]
    for number, (name, title) in enumerate((("p90", "/validate, µs from due to answered: nine in ten of each tenth of a "
                                             "second are below"), ("p50", "the same, median"))):
        panel = Panel(number, column(shown, name), least=10)
        yield from panel.frame(title, seconds)
        for arm, bins in arms.items():
            yield from panel.line(KINDS[arm], column(bins, name))
    logins = {arm: list(accumulate(column(bins, "logins"))) for arm, bins in arms.items()}
    panel = Panel(2, [count for counts in logins.values() for count in counts])
    yield from panel.frame("logins let in, in all", seconds)
    for arm, counts in logins.items():
        yield from panel.line(KINDS[arm], counts)


def legend(arms):
    left = MARGIN
    for arm in arms:
        yield f'<text class="{KINDS[arm]}" x="{left}" y="57">{escape(NAMES[arm])}</text>'
        left += 22 + 7 * len(NAMES[arm])


def picture(timeline):
    note = (f'One core, {timeline["rate"]:,} /validate a second. The storm: {timeline["clients"]} clients, '
            f'{timeline["offered"]:,} logins a second (bcrypt, cost 10), ten times what signet hashes.')
    return page("A storm of logins on a gateway's auth service", note, "".join(legend(timeline["arms"])),
                panels(timeline), PEERS)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(json.loads(Path(sys.argv[1]).read_text())))

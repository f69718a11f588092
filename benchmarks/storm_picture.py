"""Draws a storm of logins as SVG: a light thread's latency over time, the logins and the refusals, beside each other.

Usage: storm_picture.py TIMELINE.json OUT.svg, the former as storm_timeline writes it. Latencies are of the wall clock and
on a logarithmic axis.
"""

import json
import sys
from pathlib import Path

from storm_panels import MARGIN, Panel, column, page

BINS = 10  # a second


def per_second(bins, name):
    return [BINS * each[name] for each in bins]


def panels(timeline):
    ours, normal, seconds = timeline["signet"], timeline["normal"], 3 * timeline["part"]
    both = ours + normal
    light = Panel(0, column(both, "p99"), least=10)
    yield from light.frame("light job, due to done, µs: p99 and median (dashed) of each tenth of a second", seconds)
    for kind, bins in (("other", normal), ("ours", ours)):
        yield from light.line(kind, column(bins, "p99"))
        yield from light.line(f"{kind} median", column(bins, "p50"))
    for number, name, title in ((1, "logins", "logins in time, a second"), (2, "refused", "refused, a second")):
        panel = Panel(number, per_second(both, name))
        yield from panel.frame(title, seconds)
        for kind, bins in (("other", normal), ("ours", ours)):
            yield from panel.line(kind, per_second(bins, name))


def picture(timeline):
    note = (f'argon2id, 32 MiB, two passes; {timeline["workers"]} workers; {timeline["capacity"]:,} logins a second '
            "can be hashed. A job of 20 to 90 µs every 500 µs.")
    legend = (f'<text class="ours" x="{MARGIN}" y="57">signet</text>'
              f'<text class="other" x="{MARGIN + 50}" y="57">the same pool at normal priority</text>')
    return page("A storm of logins, ten times what can be hashed, and a thread with light jobs beside it", note, legend,
                panels(timeline))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(json.loads(Path(sys.argv[1]).read_text())))

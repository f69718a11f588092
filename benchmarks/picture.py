"""Draws results as SVG: how many times as long as the signature alone each subject takes, for each algorithm.

Usage: picture.py RESULTS.json OUT.svg. Bars begin at the limit, 1x, on a logarithmic axis; what is below it goes left.
The picture has a ground of its own, dark where the reader's scheme is. A subject whose controls failed is not drawn.
"""

import json
import math
import sys
import xml.etree.ElementTree
from html import escape
from pathlib import Path

CASES = {f"{name.lower()}_verify": f"{name}: verify" for name in ("HS256", "RS256", "PS256", "ES256", "EdDSA")}
CASES["hs256_sign"] = "HS256: sign"
LABEL, AXIS, VALUE, LINE, HEAD, MARGIN = 176, 200, 56, 17, 24, 16  # pixels
COLUMN = LABEL + AXIS + VALUE
TICKS = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
STYLE = """
text { font: 12px sans-serif; fill: #24292f } .head { font-weight: bold } .note, .tick { fill: #57606a }
.tick { font-size: 10px; text-anchor: middle } .name { text-anchor: end } .ground { fill: #ffffff }
.ours { fill: #1a7f5a } .other { fill: #8c959f } .grid { stroke: #d8dee4 } .limit { stroke: #24292f }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .note, .tick { fill: #9da7b1 } .ground { fill: #0d1117 } .ours { fill: #3fb27f }
.other { fill: #6e7681 } .grid { stroke: #30363d } .limit { stroke: #e6edf3 } }
"""


def is_ours(row):
    return row["subject"] in ("signet", "signet, prepared", "signet, jti drawn ahead")


def drawn(rows):
    """By title, the rows of each case that are shown, fastest first; of our levels the best only."""
    for case, title in CASES.items():
        shown = [row for row in rows if row["case"] == case and row["controls"] != "failed"
                 and row["subject"] != row["over"] and (is_ours(row) or not row["subject"].startswith("signet"))]
        if shown:
            yield title, sorted(shown, key=lambda row: row["ratio"])


class Axis:
    """Places ratios on the logarithmic axis, which ends a little beyond the smallest and the largest, and beyond 1."""

    def __init__(self, ratios):
        low, high = min(1, *ratios) * 0.92, max(2, *ratios) * 1.08
        self.ticks = [tick for tick in TICKS if low <= tick <= high]
        self.begin, self.end = math.log(low), math.log(high)

    def place(self, ratio):
        return LABEL + AXIS * (math.log(ratio) - self.begin) / (self.end - self.begin)


def bar(row, axis, y):
    value, limit = axis.place(row["ratio"]), axis.place(1)
    left, width = min(value, limit), max(abs(value - limit), 1.5)
    kind = "ours" if is_ours(row) else "other"
    yield f'<text class="name" x="{LABEL - 8}" y="{y + 11}">{escape(row["subject"])}</text>'
    yield f'<rect class="{kind}" x="{left:.1f}" y="{y + 1}" width="{width:.1f}" height="{LINE - 5}"/>'
    yield f'<text x="{max(value, limit) + 5:.1f}" y="{y + 11}">{row["ratio"]:.2f}×</text>'


def chart(title, rows, axis):
    """One algorithm's bars, from 0, 0."""
    bottom = HEAD + len(rows) * LINE
    yield f'<text class="head" x="0" y="14">{escape(title)}</text>'
    for tick in axis.ticks:
        x, kind = axis.place(tick), "limit" if tick == 1 else "grid"
        yield f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 3}" y2="{bottom}"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{bottom + 11}">{tick:g}</text>'
    for place, row in enumerate(rows):
        yield from bar(row, axis, HEAD + place * LINE)


def picture(rows):
    cases = list(drawn(rows))
    axis = Axis([row["ratio"] for _, shown in cases for row in shown])
    parts, tops = [], [62, 62]  # by column, where its next chart begins
    for title, shown in cases:
        column = 0 if tops[0] <= tops[1] else 1
        x = MARGIN + column * (COLUMN + MARGIN)
        parts.append(f'<g transform="translate({x} {tops[column]})">{"".join(chart(title, shown, axis))}</g>')
        tops[column] += HEAD + len(shown) * LINE + 34
    width, height = 2 * COLUMN + 3 * MARGIN, max(tops)
    name = "A token of eight claims: CPU time over its signature alone"
    note = "Logarithmic: equal steps are equal factors. 1 is the limit, the bare signature beside it; less is better."
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           f'role="img"><title>{name}</title><style>{STYLE}</style><rect class="ground" width="100%" height="100%"/>'
           f'<text class="head" x="{MARGIN}" y="24">{name}</text><text class="note" x="{MARGIN}" y="42">{note}</text>'
           + "\n".join(parts) + "</svg>\n")
    xml.etree.ElementTree.fromstring(svg)  # ends the program where the text is not well-formed
    return svg


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(json.loads(Path(sys.argv[1]).read_text())))

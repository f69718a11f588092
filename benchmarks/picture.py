"""Draws results as SVG: for each algorithm, how many times as long as the signature alone verification takes.

Usage: picture.py RESULTS.json OUT.svg. The axis is logarithmic; a subject whose controls failed is not drawn.
"""

import json
import math
import sys
from html import escape
from pathlib import Path

CASES = {f"{name.lower()}_verify": name for name in ("HS256", "RS256", "PS256", "ES256", "EdDSA")}
LEFT, WIDTH, BAR, GAP = 190, 460, 16, 26
OURS, OTHERS = "#1b7f5c", "#9aa5b1"


def drawn(rows):
    """The rows of each case that are shown: fastest first, ours at its best level only."""
    for case, title in CASES.items():
        of_case = [row for row in rows if row["case"] == case and row["controls"] != "failed"]
        shown = [row for row in of_case if row["subject"] != row["over"] and not row["subject"].startswith("signet,")]
        if shown:
            yield title, sorted(shown, key=lambda row: row["ratio"])


def bars(title, rows, top, scale):
    yield f'<text x="0" y="{top + 14}" font-weight="bold">{title}</text>'
    for place, row in enumerate(rows):
        y = top + 22 + place * (BAR + 4)
        length = max(2, scale(row["ratio"]))
        colour = OURS if row["subject"] == "signet" else OTHERS
        yield f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(row["subject"])}</text>'
        yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>'
        yield f'<text x="{LEFT + length + 6:.1f}" y="{y + 12}">{row["ratio"]:.2f}×</text>'


def picture(rows):
    cases = list(drawn(rows))
    longest = math.log(max(row["ratio"] for _, shown in cases for row in shown) * 1.1)
    parts, top = [], 30
    for title, shown in cases:
        parts += bars(title, shown, top, lambda ratio: WIDTH * math.log(max(ratio, 1)) / longest)
        top += 22 + len(shown) * (BAR + 4) + GAP
    head = "Verifying a token of eight claims: CPU time over its signature alone (logarithmic; 1× is the limit)"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 80}" height="{top}" '
            'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
            f'<text x="0" y="14">{head}</text>' + "".join(parts) + "</svg>\n")


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(json.loads(Path(sys.argv[1]).read_text())))

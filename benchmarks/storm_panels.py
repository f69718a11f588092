"""What the pictures of storms are made of: three panels over one time, and a ground of their own, dark where the reader's
scheme is. The storm lasts for the middle third. For storm_picture.py and gateway_picture.py.
"""

import math
import xml.etree.ElementTree

WIDTH, HEIGHT, GAP, LEFT, TOP, MARGIN = 640, 120, 44, 70, 84, 16  # pixels; WIDTH and HEIGHT are of one panel
STYLE = """
text { font: 12px sans-serif; fill: #24292f } .head { font-weight: bold } .note, .tick { fill: #57606a }
.tick { font-size: 10px } .y { text-anchor: end } .x { text-anchor: middle } .ground { fill: #ffffff }
.storm { fill: #f0f2f5 } .grid { stroke: #d8dee4 } path { fill: none; stroke-width: 1.5 }
.ours { stroke: #1a7f5a } .other { stroke: #8c959f } .median { stroke-dasharray: 3 3; stroke-width: 1 }
text.ours { fill: #1a7f5a; stroke: none } text.other { fill: #6e7681; stroke: none }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .note, .tick { fill: #9da7b1 } .ground { fill: #0d1117 } .storm { fill: #161b22 }
.grid { stroke: #30363d } .ours { stroke: #3fb27f } .other { stroke: #7d8590 }
text.ours { fill: #3fb27f } text.other { fill: #9da7b1 } }
"""


class Panel:
    """One panel: its place, and how values are placed on its axis, from 0, or by their logarithm from `least` on."""

    def __init__(self, number, values, least=None):
        self.bottom = TOP + number * (HEIGHT + GAP) + HEIGHT
        self.least = least
        self.most = max(values, default=0)
        self.span = self.scaled(max(self.most, (least or 0) + 1) * 1.05)

    def scaled(self, value):
        return value if self.least is None else math.log(max(value, self.least) / self.least)

    def y(self, value):
        return self.bottom - HEIGHT * self.scaled(value) / self.span

    def ticks(self):
        if self.least is not None:
            return [10**power for power in range(7) if self.least <= 10**power <= self.most]
        step = 10 ** math.floor(math.log10(max(self.most, 10) / 2))
        step *= next(factor for factor in (1, 2, 5, 10) if self.most <= 4 * factor * step)
        return [step * number for number in range(int(self.most / step) + 1)]

    def frame(self, title, seconds):
        top = self.bottom - HEIGHT
        yield f'<text class="head" x="{LEFT}" y="{top - 8}">{title}</text>'
        third = WIDTH / 3
        yield f'<rect class="storm" x="{LEFT + third:.1f}" y="{top}" width="{third:.1f}" height="{HEIGHT}"/>'
        for tick in self.ticks():
            y = self.y(tick)
            yield f'<line class="grid" x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text class="tick y" x="{LEFT - 6}" y="{y + 3:.1f}">{tick:,}</text>'
        for second in range(0, seconds + 1, max(1, seconds // 12)):
            x = LEFT + WIDTH * second / seconds
            yield f'<text class="tick x" x="{x:.1f}" y="{self.bottom + 13}">{second} s</text>'

    def line(self, kind, values):
        if not values:  # of normal priority, where nobody may raise one
            return
        points = [f"{LEFT + WIDTH * (place + 0.5) / len(values):.1f} {self.y(value):.1f}"
                  for place, value in enumerate(values)]
        yield f'<path class="{kind}" d="M {" L ".join(points)}"/>'


def column(bins, name):
    return [each[name] for each in bins]


def page(name, note, legend, panels, style=""):
    """The whole picture. NOTE stands below its NAME, the LEGEND below that."""
    width, height = LEFT + WIDTH + MARGIN, TOP + 3 * (HEIGHT + GAP)
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           f'role="img"><title>{name}</title><style>{STYLE}{style}</style>'
           f'<rect class="ground" width="100%" height="100%"/><text class="head" x="{MARGIN}" y="22">{name}</text>'
           f'<text class="note" x="{MARGIN}" y="40">{note}</text>{legend}' + "\n".join(panels) + "</svg>\n")
    xml.etree.ElementTree.fromstring(svg)  # ends the program where the text is not well-formed
    return svg

"""Checks that each row of the adversarial checklist and each item of RFC 8725 has test cases, and that they passed.

The test programs leave the outcome of each test case in a folder (tests/unit/doctest_main.cpp). A test case is of a row
if its name has the row's id; the items name their test cases. From both, tests/CHECKLIST.md and tests/RFC8725.md are
rendered; without --write they are compared.

Usage: proof.py OUTCOMES [--write]. Exit code 0 when nothing is wrong, else 1 with one line per finding.
"""

import re
import sys
import tomllib
from pathlib import Path

ROW = re.compile(r"\b[TCKPRH]\d\d\b")
PAGES = {"checklist.toml": "CHECKLIST.md", "rfc8725.toml": "RFC8725.md"}


def outcomes_in(folder):
    """(program, test case, "passed", "failed" or "empty") of each test case that was run."""
    for file in sorted(Path(folder).iterdir()):
        for line in file.read_text().splitlines():
            outcome, name = line.split("\t", 1)
            yield file.name, name, outcome


def read_outcomes(folder):
    """Test case → (its program, outcome)."""
    return {name: (program, outcome) for program, name, outcome in outcomes_in(folder)}


def wrong_outcomes(whose, names, cases, may_be_empty):
    """What keeps the test cases of a row or an item from being its proof."""
    for name in names:
        outcome = cases[name][1] if name in cases else "there is no such test case"
        if outcome == "empty" and not may_be_empty:
            outcome = "made no assertion"
        if outcome not in ("passed", "empty"):
            yield f'{whose}: "{name}": {outcome}'


def rows_of(cases):
    """Row → the test cases that name it, by program and name: which file is compiled by which path orders nothing."""
    rows = {}
    for name in sorted(cases, key=lambda name: (cases[name][0], name)):
        for row in ROW.findall(name):
            rows.setdefault(row, []).append(name)
    return rows


def check_rows(data, cases):
    covering, rows, waits = rows_of(cases), data["rows"], data["waits"]
    for row in sorted(covering.keys() | waits.keys()):
        if row not in rows:
            yield f"{row}: no row of the checklist"
    for row in rows:
        if row not in covering and row not in waits:
            yield f"{row}: no test case names it, and it waits for nothing"
        yield from wrong_outcomes(row, covering.get(row, []), cases, row in data["ml_dsa"])


def check_items(data, cases):
    for item in data["items"]:
        yield from wrong_outcomes(item["section"], item["tests"], cases, False)
        if not item["tests"]:
            yield f"{item['section']}: names no test case"


def listed(names, cases):
    # A case that is made once for each of several types has them in its name, <…>.
    shown = {name: name.replace("|", "&#124;").replace("<", "&lt;") for name in names}
    return "<br>".join(f"{cases[name][0] if name in cases else '?'}: {shown[name]}" for name in names)


def render_rows(data, cases):
    covering = rows_of(cases)
    table = ["| row | what it is about | test cases, by program | waits for |", "|---|---|---|---|"]
    for row, about in data["rows"].items():
        waits = data["waits"].get(row, "")
        if row in data["ml_dsa"]:
            waits = "runs where OpenSSL has ML-DSA (3.5)"
        table.append(f"| {row} | {about} | {listed(covering.get(row, []), cases)} | {waits} |")
    tested = sum(row in covering for row in data["rows"])
    return f"{data['page']}\n{tested} of {len(data['rows'])} rows have tests.\n\n" + "\n".join(table) + "\n"


def render_items(data, cases):
    text = data["page"]
    for item in data["items"]:
        text += f"\n## {item['section']} {item['title']}\n\n{item['signet'].strip()}\n"
        for label, member in (("Not done", "not_done"), ("Not ours to see", "not_ours")):
            if member in item:
                text += f"\n*{label}:* {item[member].strip()}\n"
        text += "\n| test case | program | outcome |\n|---|---|---|\n"
        for name in item["tests"]:
            program, outcome = cases.get(name, ("?", "there is none"))
            text += f"| {name.replace('|', '&#124;')} | {program} | {outcome} |\n"
    return text


def proof(data, cases):
    """The findings and the page of one data file."""
    if "rows" in data:
        return list(check_rows(data, cases)), render_rows(data, cases)
    return list(check_items(data, cases)), render_items(data, cases)


def main(outcomes, write):
    here = Path(__file__).parent
    cases = read_outcomes(outcomes)
    found = []
    for name, page in PAGES.items():
        findings, text = proof(tomllib.loads((here / name).read_text()), cases)
        found += findings
        file = here.parent / page
        if write and not findings:
            file.write_text(text)
        elif not findings and (not file.exists() or file.read_text() != text):
            found.append(f"tests/{page} is not what the tests say; run: tests/rules/proof.py {outcomes} --write")
    print("\n".join(found) or "each row and item has its tests, and they passed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--write" in sys.argv[2:]))

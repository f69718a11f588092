"""Checks that each cell of the promise table in lib/store/README.md names test cases, and that they passed.

A cell names its test cases by marks in parentheses, "(S2, S3)"; below the table, a line "- S2 `program`: name" says
which. A cell that is but a dash promises nothing. The quick tier runs no server, so it leaves the programs that have
the name of one in theirs to the run that is given the outcomes of those alone, and names the servers that there are.

Usage: promises.py PAGE OUTCOMES here|SERVER... Exit code 0 when nothing is wrong, else 1 with one line per finding.
"""

import re
import sys
from pathlib import Path

from proof import outcomes_in

MARK = re.compile(r"[A-Z]\d+")
MARKS = re.compile(r"\(((?:[A-Z]\d+(?:, )?)+)\)")
TEST = re.compile(r"- ([A-Z]\d+) `(\w+)`: (.+)")
ON_SERVERS = re.compile(r"postgres|redis")


def read_page(text):
    """(row, column, marks) of each cell but dashes, and mark → (program, test case)."""
    lines = text.splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    cells = []
    for row in table[2:]:
        for column, cell in zip(table[0], row):
            if cell != "–":
                cells.append((row[0], column, MARK.findall(" ".join(MARKS.findall(cell)))))
    tests = {}
    for line in lines:
        if match := TEST.fullmatch(line):
            tests[match[1]] = (match[2], match[3])
    return cells, tests


def check_page(cells, tests):
    used = set()
    for store, column, marks in cells:
        used.update(marks)
        if not marks and column != "store":
            yield f"{store}, {column}: names no test case"
        for mark in marks:
            if mark not in tests:
                yield f"{store}, {column}: {mark} is no test case of the list"
    for mark in sorted(tests.keys() - used):
        yield f"{mark}: no cell names it"


def check_tests(tests, outcomes, where):
    for mark, test in tests.items():
        server = ON_SERVERS.search(test[0])
        if (server[0] if server else "here") not in where:
            continue
        outcome = outcomes.get(test, "there is no such test case")
        if outcome != "passed":
            yield f'{mark}: {test[0]}, "{test[1]}": {outcome}'


def findings(text, outcomes, where):
    cells, tests = read_page(text)
    return [*check_page(cells, tests), *check_tests(tests, outcomes, where)]


def main(page, folder, *where):
    outcomes = {(program, name): outcome for program, name, outcome in outcomes_in(folder)}
    found = findings(Path(page).read_text(), outcomes, where)
    print("\n".join(found) or "each promise of a store has its tests, and they passed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Reads gcov's counts of a build made with --coverage: lines reached in each folder, and every line that was not.

A line that cannot be reached in a test has its reason in unreached.toml.

Usage: coverage.py BUILD UNCOVERED. Writes the uncovered lines to the file UNCOVERED. Exit code 1 when a folder has less
than 95 % of its lines covered, or a reason is about a line that is not there.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [f"{top}/{room}" for room in ("jose", "json", "policy", "token") for top in ("include/signet", "lib")]
LEAST = 95  # percent


def counts_of(build):
    """File below the root → line → the most often that any object file ran it."""
    objects = sorted(str(path.resolve()) for path in Path(build).rglob("*.gcda"))
    gcov = subprocess.run(["gcov", "--json-format", "--stdout", *objects], capture_output=True, text=True, check=True)
    files = {}
    for report in map(json.loads, gcov.stdout.splitlines()):
        for file in report["files"]:
            # A name is relative to where the compiler ran.
            path = (Path(report["current_working_directory"]) / file["file"]).resolve()
            if not path.is_relative_to(ROOT):
                continue
            lines = files.setdefault(path.relative_to(ROOT).as_posix(), {})
            for line in file["lines"]:
                number = line["line_number"]
                lines[number] = max(lines.get(number, 0), line["count"])
    return files


def read_reasons():
    """File → the text of a line → why no test reaches it."""
    reasons = {}
    for entry in tomllib.loads((ROOT / "tests/parts/unreached.toml").read_text())["unreached"]:
        for line in entry["lines"]:
            reasons.setdefault(entry["file"], {})[line] = entry["reason"]
    return reasons


def uncovered_lines(files, reasons):
    """(file, number, text, reason or None) of each line that did not run, in the order of FOLDERS."""
    for folder in FOLDERS:
        for file in sorted(name for name in files if name.startswith(folder + "/")):
            source = (ROOT / file).read_text().splitlines()
            for number, count in sorted(files[file].items()):
                if count == 0:
                    text = source[number - 1].strip()
                    why = reasons.get(file, {})
                    yield file, number, text, why.get(text) or why.get("*")


def figures(files, folder):
    counts = [count for name, lines in files.items() if name.startswith(folder + "/") for count in lines.values()]
    return len(counts), sum(count > 0 for count in counts)


def stale(reasons):
    for file, lines in reasons.items():
        source = [line.strip() for line in (ROOT / file).read_text().splitlines()] if (ROOT / file).exists() else []
        yield from (f"unreached.toml: {file} has no line `{line}`" for line in lines if line not in ["*", *source])


def main(build, page):
    files, reasons = counts_of(build), read_reasons()
    wrong = list(stale(reasons))
    for folder in FOLDERS:
        lines, reached = figures(files, folder)
        percent = 100 * reached / lines if lines else 0
        print(f"{folder:24} {reached:5} of {lines:5} lines  {percent:6.2f} %")
        if percent < LEAST:
            wrong.append(f"{folder}: {percent:.2f} %, at least {LEAST} %")
    uncovered = list(uncovered_lines(files, reasons))
    Path(page).write_text("".join(f"{f}:{n}: {text}    # {why or 'no reason given'}\n" for f, n, text, why in uncovered))
    unexplained = [row for row in uncovered if row[3] is None]
    print(f"{len(uncovered)} lines not reached, {len(unexplained)} of them without a reason; all in {page}")
    for file, number, text, _ in unexplained:
        print(f"  {file}:{number}: {re.sub(r'  +', ' ', text)}")
    print("\n".join(wrong) or f"at least {LEAST} % of each folder")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))

"""Joins the results of the benchmark programs: one array for machines, the gates for people, a record on request.

Usage: report.py OUT RAW.json... [--peers LINES] [--record FOLDER]. OUT gets an array of rows. LINES are of peers.py.
A gate is met or missed only where the case's controls held, and by the whole interval of the ratio: one that reaches
across the gate shows neither. Where gates.json has a resolution, the ratio has only not to be distinguishable from the
gate, by an interval no wider than that.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

GATES = Path(__file__).with_name("gates.json")
FIRST = ("case", "subject", "ns", "over", "ratio", "allocations")


def rows_of(run):
    """The rows of one program, without its controls, the keys that every reader wants first."""
    for row in run["results"]:
        if not row["subject"].startswith("control: "):
            yield {**{key: row[key] for key in FIRST}, **row}


def peer_rows(lines, rows):
    """What peers measured of themselves, over the floor of our own run: near it in time, but not in turns with it."""
    floors = {row["case"]: row for row in rows if row["subject"] == row["over"]}
    for case, subject, ns in (line.split("\t") for line in lines.splitlines()):
        floor = floors[case]
        ratio = round(float(ns) / floor["ns"], 4)
        yield {"case": case, "subject": subject, "ns": float(ns), "over": floor["over"], "ratio": ratio,
               "allocations": None, "controls": "none: a program of its own"}


def print_peers(rows):
    for case in dict.fromkeys(row["case"] for row in rows if row["controls"].startswith("none")):
        print(f"\n{case}: ns and ratio, slowest first")
        for row in sorted((row for row in rows if row["case"] == case), key=lambda row: -row["ns"]):
            print(f"  {row['subject']:28}{row['ns']:12.0f}{row['ratio']:10.2f}")


def verdict(row, limit, resolution):
    if row["controls"] != "held":
        return "not measured: controls failed"
    if row["ratio_low"] > limit:
        return "missed"
    if row["ratio_high"] <= limit:
        return "met"
    if row["ratio_high"] - row["ratio_low"] <= resolution:
        return "met: not distinguishable"
    return "open: the interval reaches across"


def print_gates(rows):
    gates = json.loads(GATES.read_text())
    print(f"\n{'case':22}{'subject':18}{'level':8}{'ratio [95 %]':26}{'gate':>5} {'':34}{'goal':>5}")
    for row in rows:
        wanted = gates.get(row["case"], {}).get(row["subject"])
        if wanted:
            ratio = f"{row['ratio']:.3f} [{row['ratio_low']:.3f}, {row['ratio_high']:.3f}]"
            gate, goal = (verdict(row, wanted[limit], wanted.get("resolution", 0)) for limit in ("gate", "goal"))
            print(f"{row['case']:22}{row['subject']:18}{row['level']:8}{ratio:26}{wanted['gate']:5.2f} "
                  f"{gate:34}{wanted['goal']:5.2f} {goal}")


def git(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def record(folder, machine, rows):
    """Writes <commit>-<cpu>.json; only of a tree that is that commit."""
    if git("status", "--porcelain", "--untracked-files=no"):
        sys.exit("report.py: --record names a commit, and this tree differs from it: commit first")
    cpu = re.sub(r"[^a-z0-9]+", "-", machine["cpu"].lower()).strip("-")
    folder.mkdir(exist_ok=True)
    path = folder / f"{git('rev-parse', '--short=12', 'HEAD')}-{cpu}.json"
    path.write_text(json.dumps({"commit": git("rev-parse", "HEAD"), **machine, "results": rows}, indent=1) + "\n")
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("raw", type=Path, nargs="+")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--record", type=Path)
    options = parser.parse_args()
    runs = [json.loads(path.read_text()) for path in options.raw]
    machine = {key: runs[0][key] for key in ("cpu", "compiler", "openssl")}
    rows = [row for run in runs for row in rows_of(run)]
    if options.peers:
        rows += peer_rows(options.peers.read_text(), rows)
    options.out.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print("; ".join(machine.values()))
    print_gates(rows)
    print_peers(rows)
    if options.record:
        record(options.record, machine, rows)


if __name__ == "__main__":
    main()

"""Joins what the benchmark programs wrote: one array for machines, tables for people, a record on request.

Usage: report.py OUT RAW.json... [--rows ROWS.json...] [--record FOLDER [--suffix NAME]] [--part]. RAW is of a benchmark
program, ROWS an array of rows that another script wrote. OUT gets an array of all rows.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from verdicts import judged

FIRST = ("case", "subject", "ns", "over", "ratio", "allocations")
PEERED = r"\w+256_\w+|eddsa_\w+|argon2id_\w+|bcrypt_\w+|pbkdf2_\w+|a_(validate|nginx|login|storm)_?\w*"  # cases that peers have too
# The page's budget above the MAC for the goal, in ns, by part of hs256_verify_parts.
BUDGET = {"part: header": ("framing and header", 8), "part: base64url": ("base64url", 10), "part: scan": ("scan", 40),
          "part: policy": ("policy", 15), None: ("keys, types and times, token", 5)}


def ordered(row):
    """The row with the keys first that every reader wants."""
    return {**{key: row[key] for key in FIRST}, **row}


def of_case(rows, case):
    return {row["subject"]: row for row in rows if row["case"] == case}


def print_gates(rows, part):
    print(f"\n{'gates and goals':42}{'measured [95 %]':30}{'gate':>6}{'goal':>6}  verdict")
    for gate, measured, verdict in judged(rows):
        if measured is None:
            if part:
                continue
            shown = ""
        elif measured[1] == measured[2]:
            shown = f"{measured[0]:g}"
        else:
            shown = f"{measured[0]:.3f} [{measured[1]:.3f}, {measured[2]:.3f}]"
        goal = gate.get("goal", gate.get("indistinguishable_from", gate.get("within")))
        limits = "".join(f"{'-' if limit is None else limit:>6}" for limit in (gate.get("gate"), goal))
        print(f"{gate['what']:42}{shown:30}{limits}  {verdict}")


def print_parts(rows):
    """Where the time of HS256 goes, beside the budget that the goal leaves above the MAC."""
    for work in ("verify", "sign"):
        parts = of_case(rows, f"hs256_{work}_parts")
        if not parts:
            continue
        whole, mac = parts["signet"]["ns"], parts["precomputed_mac"]["ns"]
        named = {subject: row["ns"] for subject, row in parts.items() if subject.startswith("part: ")}
        print(f"\nHS256 {work}, ns: {whole:.0f} in all, {mac:.0f} of them the MAC")
        for subject, ns in [*named.items(), (None, whole - mac - sum(named.values()))]:
            plain = (subject or "all else").removeprefix("part: ")
            name, budget = BUDGET[subject] if work == "verify" else (plain, None)
            print(f"  {name:44}{ns:6.0f}" + (f"   budget {budget}" if budget else ""))


def print_sizes(rows):
    sizes = sorted({int(found[1]) for row in rows if (found := re.match(r"hs256_verify_(\d+)_bytes", row["case"]))})
    if sizes:
        print(f"\n{'HS256 verify, bytes':22}{'MAC ns':>9}{'signet ns':>11}{'ratio':>8}{'own allocations':>17}")
    for size in sizes:
        case = of_case(rows, f"hs256_verify_{size}_bytes")
        mac, ours = case["precomputed_mac"], case["signet"]
        print(f"{size:22}{mac['ns']:9.0f}{ours['ns']:11.0f}{ours['ratio']:8.2f}{ours['allocations']:17.0f}")


def print_peers(rows):
    """Each case that has peers, slowest first: over the floor, and over us."""
    for case in dict.fromkeys(row["case"] for row in rows if re.fullmatch(PEERED, row["case"])):
        subjects = of_case(rows, case)
        if not any(name not in (row["over"], "signet") and not name.startswith(("signet,", "part: "))
                   for name, row in subjects.items()):
            continue
        ours = next(row for name, row in subjects.items() if name.startswith("signet"))  # the first is what we compare
        print(f"\n{case:30}{'ns':>10}{'over floor':>12}{'over signet':>13}")
        for name, row in sorted(subjects.items(), key=lambda item: -item[1]["ratio"]):
            over_us = row.get("over_signet", row["ratio"] / ours["ratio"])
            failed = "" if row["controls"] == "held" else "  controls failed"
            print(f"{name:30}{row['ns']:10.0f}{row['ratio']:12.2f}{over_us:13.2f}{failed}")


def git(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout.strip()


def record(folder, suffix, machine, rows):
    """Writes <commit>-<cpu>.json; only of a tree that is that commit."""
    if git("status", "--porcelain", "--", ".", ":!benchmarks/results"):
        sys.exit("report.py: --record names a commit, and this tree differs from it: commit first")
    cpu = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\((?:r|tm)\)", "", machine["cpu"].lower())).strip("-")
    folder.mkdir(exist_ok=True)
    path = folder / f"{git('rev-parse', '--short=12', 'HEAD')}-{cpu}{suffix}.json"
    lines = ",\n".join(json.dumps(row) for row in rows)
    head = json.dumps({"commit": git("rev-parse", "HEAD"), **machine})
    path.write_text(f'{head[:-1]},\n"results": [\n{lines}\n]}}\n')
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("raw", type=Path, nargs="+")
    parser.add_argument("--rows", type=Path, nargs="*", default=[])
    parser.add_argument("--record", type=Path)
    parser.add_argument("--suffix", default="")
    parser.add_argument("--part", action="store_true", help="say nothing of gates whose cases did not run")
    options = parser.parse_args()
    runs = [json.loads(path.read_text()) for path in options.raw]
    machine = {key: runs[0][key] for key in ("os", "cpu", "instructions", "compiler", "openssl")}
    rows = [ordered(row) for run in runs for row in run["results"]]
    rows += [ordered(row) for path in options.rows for row in json.loads(path.read_text())]
    options.out.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print_parts(rows)
    print_sizes(rows)
    print_peers(rows)
    print("\n" + "; ".join(machine.values()))
    print_gates(rows, options.part)
    if options.record:
        record(options.record, options.suffix, machine, rows)


if __name__ == "__main__":
    main()

"""Counts the instructions of token work above its signature alone, and compares them with budgets.json.

Usage: instructions.py TOKEN_WORK [--write] [--json FILE]. Callgrind runs each case twice, for few and for many
operations, so that the difference is free of start-up. Signing may count less than the signature alone: an issuer
hashes the front of its tokens once. A budget is what was measured + 3 %, and 100 at least, since the C library picks
its memcpy by processor; 250 where OpenSSL signs or verifies by a key pair, whose own allocations cost more or less as
the heap lies (by the length of a path). So what was won is kept. It holds for the compiler and OpenSSL that it was
measured with. The gates beside it are what the project wants to reach. --write
measures budgets.json anew; --json also writes the counts as rows for benchmarks/report.py. Exit code 1: a case is
above its budget; 77: the budgets are of another compiler or OpenSSL, or the processor has no AVX2.
"""

import argparse
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BUDGETS = Path(__file__).with_name("budgets.json")
ROOM, LEAST_ROOM, LEAST_ROOM_OF_PAIRS = 0.03, 100, 250
FEW, MANY = 4, 14
# Valgrind has AVX2 and no AVX-512. Only what HS256 does is little enough for the level to show.
HS256 = [(f"hs256_{work}", level) for work in ("verify", "sign") for level in ("avx2", "scalar")]
ASYMMETRIC = ("rs256", "ps256", "es256", "eddsa")
OTHERS = [(f"{algorithm}_{work}", "avx2") for algorithm in ASYMMETRIC for work in ("verify", "sign")]
GATES = {("hs256_verify", "avx2"): 3500, ("hs256_verify", "scalar"): 4500}
GATE = 6000


def total(program, work, times, level):
    """All instructions of a run."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, work, str(times), level]
    done = subprocess.run(command, capture_output=True, text=True)
    collected = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode == 77:  # this processor has not that level
        sys.exit(77)
    if done.returncode or not collected:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return int(collected[1])


def per_operation(program, work, level):
    return (total(program, work, MANY, level) - total(program, work, FEW, level)) / (MANY - FEW)


def measured(program, rows):
    """For each row, the instructions of one operation, and of its signature alone, which has no level."""
    bare = {work: work.replace("_", "_bare_") for work, _ in rows}
    wanted = sorted({*rows, *((name, "scalar") for name in bare.values())})
    with ThreadPoolExecutor(2) as pool:
        counted = dict(zip(wanted, pool.map(lambda row: per_operation(program, *row), wanted)))
    return [(counted[row], counted[bare[row[0]], "scalar"]) for row in rows]


def room_of(name, measured):
    return max(LEAST_ROOM if name.startswith("hs") else LEAST_ROOM_OF_PAIRS, round(abs(measured) * ROOM))


def report(row, counted, budget):
    """Prints one line; whether the case is within its budget."""
    whole, bare = counted
    above = round(whole - bare)
    gate = GATES.get(row, GATE)
    within = budget is None or above <= budget
    notes = [note for note, true in (("ABOVE ITS BUDGET", not within), ("gate not reached", above > gate)) if true]
    counts = f"{whole:10.0f} {bare:10.0f} {above:7} {'-' if budget is None else budget:>7} {gate:6}"
    print(f"{row[0]:14} {row[1]:7} {counts}  {', '.join(notes)}".rstrip())
    return within


def rows_of(rows, counted):
    """The counts in the shape of benchmark results."""
    for (work, level), (whole, bare) in zip(rows, counted):
        yield {"case": "instructions", "subject": f"{work} {level}", "ns": None, "over": "bare signature",
               "ratio": None, "allocations": None, "instructions": round(whole - bare), "controls": "none needed"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    built_with = subprocess.run([options.program], capture_output=True, text=True, check=True).stdout.strip()
    known = json.loads(BUDGETS.read_text()) if BUDGETS.exists() else {}
    same = known.get("built_with") == built_with and not options.write
    print(f"built with {built_with}, instructions of one operation")
    print(f"{'case':14} {'level':7} {'whole':>10} {'bare':>10} {'above':>7} {'budget':>7} {'gate':>6}")
    rows = HS256 + OTHERS
    counted = measured(options.program, rows)
    if options.json:
        options.json.write_text(json.dumps(list(rows_of(rows, counted)), indent=1) + "\n")
    budgets = known.get("budgets", {}) if same else {}
    within = [report(row, count, budgets.get(" ".join(row), {}).get("budget")) for row, count in zip(rows, counted)]
    if options.write:
        above = {" ".join(row): round(whole - bare) for row, (whole, bare) in zip(rows, counted)}
        made = {name: {"measured": value, "budget": value + room_of(name, value)} for name, value in above.items()}
        BUDGETS.write_text(json.dumps({"built_with": built_with, "budgets": made}, indent=2) + "\n")
    elif not same:
        print(f"no budget applies: they are of {known.get('built_with')}")
        return 77
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())

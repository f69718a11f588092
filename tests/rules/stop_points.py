"""Checks that nothing that is released has a place where a test may kill the process (lib/core/stop_point.hpp).

Usage: stop_points.py FOLDER... Exit code 0 when no library or program in the folders has one, else 1 with one line per
finding.
"""

import sys
from pathlib import Path

TRACES = (b"stop_point", b"TEST_SIGNET_STOP_AT", b"before_rotate", b"after_rotate", b"before_commit", b"after_revoke",
          b"after_use")
BUILT = {".a", ".so", ".o", ""}  # libraries, objects and programs


def findings(folders):
    every = (file for folder in folders for file in sorted(Path(folder).rglob("*")))
    files = [file for file in every if file.suffix in BUILT and file.is_file()]
    if not files:
        yield "no file was given"
    for file in files:
        content = file.read_bytes()
        yield from (f"{file}: has {trace.decode()}" for trace in TRACES if trace in content)


def main():
    found = list(findings(sys.argv[1:]))
    print("\n".join(found) or "nothing released can be stopped by a test")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

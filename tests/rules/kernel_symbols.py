"""Checks that object files compiled for a vector level bring no symbol that the linker may take for others.

An inline function is emitted by every file that uses it, and the linker keeps one copy. If that were the one with AVX
in it, a processor without AVX would stop at it in code that has nothing to do with kernels.

Usage: kernel_symbols.py NM OBJECT... Exit code 0 when nothing is wrong, else 1 with one line per finding.
"""

import subprocess
import sys

SHARED = {"W", "V", "u"}  # weak, weak object, unique global: what nm calls a symbol of which one copy is kept


def findings(nm, objects):
    if not objects:
        yield "no object file was given"
    for file in objects:
        listed = subprocess.run([nm, "--demangle", "--defined-only", file], capture_output=True, text=True, check=True)
        for line in listed.stdout.splitlines():
            _, kind, name = line.split(maxsplit=2)
            if kind in SHARED:
                yield f"{file}: {name} may be taken by files of other levels"


def main():
    found = list(findings(sys.argv[1], sys.argv[2:]))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Proves that what must not compile does not, for the right reason and at the right line.

Usage: compile_fail.py COMPILER INCLUDE_FOLDER FILE... Each file states, in a line `// expect: REGEX`, what the
compiler must say, and marks the offending lines with `#ifdef MUST_NOT_COMPILE`. Without them it must compile.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion", "-Werror"]


def run(compiler, include, file, *more):
    command = [compiler, *FLAGS, f"-I{include}", *more, str(file)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})


def offending_lines(text):
    """The numbers of the lines between `#ifdef MUST_NOT_COMPILE` and its `#else` or `#endif`."""
    inside, numbers = False, set()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            inside = "MUST_NOT_COMPILE" in line
        elif inside:
            numbers.add(number)
    return numbers


def check(compiler, include, file):
    """What is wrong with this case, or None."""
    text = Path(file).read_text()
    expected = re.search(r"^// expect: (.+)$", text, re.MULTILINE)
    offending = offending_lines(text)
    if not expected or not offending:
        return "states no `// expect:`, or marks no offending line"
    twin = run(compiler, include, file)
    if twin.returncode != 0:
        return "does not compile without its offending lines either:\n" + twin.stderr
    broken = run(compiler, include, file, "-DMUST_NOT_COMPILE")
    if broken.returncode == 0:
        return "compiles, and must not"
    if not re.search(expected.group(1), broken.stderr):
        return f"fails for another reason than /{expected.group(1)}/:\n" + broken.stderr
    places = {int(line) for line in re.findall(re.escape(str(file)) + r":(\d+):\d+:\s+(?:error|required from here|in 'constexpr' expansion)", broken.stderr)}
    if not places or not places <= offending:
        return "fails elsewhere than at its offending lines:\n" + broken.stderr
    return None


def main(compiler, include, files):
    failed = 0
    for file in files:
        wrong = check(compiler, include, file)
        print(f"{'FAILED' if wrong else 'passed'} {Path(file).name}" + (f": {wrong}" if wrong else ""))
        failed += wrong is not None
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))

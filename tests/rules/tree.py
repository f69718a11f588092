"""Checks the shape of the tree: top-level entries, file and function lengths, first lines, machine paths.

Usage: tree.py [ROOT]. Exit code 0 when nothing is wrong, else 1 with one line per finding.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

TOP_LEVEL = set(
    "include lib examples bindings tests benchmarks cmake README.md CMakeLists.txt CMakePresets.json "
    "conanfile.py vcpkg.json pyproject.toml LICENSE CHANGELOG.md SECURITY.md CONTRIBUTING.md".split()
)
CODE = {".hpp", ".cpp", ".py", ".pyi", ".sh", ".cmake"}

# Hard limits in lines, first match wins; a reason that begins "long because" in the first three lines excuses.
LIMITS = [
    (r"include/.*\.hpp", 250),
    (r"examples/\w+_server/main\.cpp", 60),
    (r"examples/\w+_server/.*", 150),
    (r"tests/.*|bindings/\w+/tests/.*", 500),
    (r".*", 400),
]
FUNCTION_LIMIT = 60

# A folder that exists on one machine only. A URL has a letter, digit or colon before its path.
MACHINE_PATH = re.compile(r"(?<![\w.:/>-])/(?:home|root|work|mnt)/\w")


def tracked_files(root):
    """What git tracks or would track; without git, everything but build output."""
    git = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(git, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = walk(root)
    return sorted(f for f in set(listed) if (root / f).is_file())


def walk(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in {"build", ".git", ".venv", "__pycache__"}]
        yield from ((Path(folder) / f).relative_to(root).as_posix() for f in files if f != ".git")


def check_top_level(files):
    for entry in sorted({f.split("/")[0] for f in files}):
        if entry not in TOP_LEVEL and not entry.startswith("."):
            yield f"{entry}: not among the top-level entries"


def check_length(name, lines):
    limit = next(limit for pattern, limit in LIMITS if re.fullmatch(pattern, name))
    if len(lines) > limit and not any("long because" in line for line in lines[:3]):
        yield f"{name}: {len(lines)} lines, at most {limit} (or say 'long because ...' in the first three)"


def check_first_line(name, lines):
    """Headers and scripts say what they are for; a source file stands beside its header."""
    first = lines[1] if lines and lines[0].startswith("#!") and len(lines) > 1 else "".join(lines[:1])
    if name.endswith((".hpp", ".py", ".pyi", ".sh", ".cmake")) and not first.startswith(("// ", "# ", '"""')):
        yield f"{name}: the first line does not say what the file is for"


def check_functions(name, lines):
    """Bodies as clang-format lays them out: from a head that ends in `{` to the brace at the head's indentation."""
    head, begun = "", None
    for number, line in enumerate(lines, 1):
        if begun:
            if re.match(re.escape(begun[1]) + r"(;|\s|$)", line):
                if number - begun[0] - 1 > FUNCTION_LIMIT:
                    length = number - begun[0] - 1
                    yield f"{name}:{begun[0]}: a function of {length} lines, at most {FUNCTION_LIMIT}"
                begun = None
            continue
        if re.match(r" {0,2}[^\s#/}]", line) and not head:
            head = line
        elif head:
            head += line
        if line.endswith("{") and re.match(r" {0,2}(?!namespace|struct|class|enum|union|extern)\S.*\(", head):
            begun = (number, re.match(r" *", head)[0] + "}")
        if not line or line.endswith((";", "{", "}", ":")):
            head = ""


def check_lines(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield f"{name}:{number}: a path of one machine"
        if re.match(r"(<{7}|>{7}) ", line):
            yield f"{name}:{number}: the mark of an unresolved merge"


def findings(root):
    root = Path(root)
    files = tracked_files(root)
    found = list(check_top_level(files))
    for name in files:
        if name.startswith(("tests/vectors/", "tests/results/")):
            continue
        try:
            text = (root / name).read_text()
        except UnicodeDecodeError:
            continue
        found += check_lines(name, text)
        if Path(name).suffix in CODE:
            lines = text.splitlines()
            found += [*check_length(name, lines), *check_first_line(name, lines)]
            if name.endswith((".cpp", ".hpp")):
                found += check_functions(name, lines)
    return found


if __name__ == "__main__":
    found = findings(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(found) or "the tree is in shape")
    sys.exit(1 if found else 0)
